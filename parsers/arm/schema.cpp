#include "parsers/arm/schema.h"

#include "parsers/arm/names.h"

namespace ringfence::arm {

namespace {

constexpr std::string_view kTemplate = "deploymentTemplate";
constexpr std::string_view kParameters = "deploymentParameters";

/// "subscriptionDeploymentTemplate.json#" of ".../2018-05-01/subscriptionDeploymentTemplate.json#".
std::string_view last_segment(std::string_view schema) {
  schema = schema.substr(0, schema.find_first_of("#?"));
  while (!schema.empty() && schema.back() == '/') schema.remove_suffix(1);
  size_t slash = schema.rfind('/');
  return slash == std::string_view::npos ? schema : schema.substr(slash + 1);
}

bool is_quote(char c) { return c == '"' || c == '\''; }

size_t find_name(std::string_view text, std::string_view name) {
  for (size_t at = 0; at + name.size() <= text.size(); ++at) {
    if (same_name(text.substr(at, name.size()), name)) return at;
  }
  return std::string_view::npos;
}

}  // namespace

ArmSchema schema_kind(std::string_view schema) {
  std::string_view name = last_segment(schema);
  if (find_name(name, kTemplate) != std::string_view::npos) return ArmSchema::Template;
  if (find_name(name, kParameters) != std::string_view::npos) return ArmSchema::Parameters;
  return ArmSchema::None;
}

std::string_view schema_scope(std::string_view schema) {
  std::string_view name = last_segment(schema);
  if (starts_with_name(name, "subscription")) return "subscription";
  if (starts_with_name(name, "managementGroup")) return "managementGroup";
  if (starts_with_name(name, "tenant")) return "tenant";
  return "resourceGroup";
}

std::string_view find_schema(std::string_view json) {
  constexpr std::string_view kKey = "$schema";
  constexpr std::string_view kBlank = " \t\r\n";
  for (size_t at = json.find('$'); at != std::string_view::npos; at = json.find('$', at + 1)) {
    if (!starts_with_name(json.substr(at), kKey)) continue;
    size_t after = at + kKey.size();
    if (after >= json.size() || !is_quote(json[after])) continue;
    size_t colon = json.find_first_not_of(kBlank, after + 1);
    if (colon == std::string_view::npos || json[colon] != ':') continue;
    size_t quote = json.find_first_not_of(kBlank, colon + 1);
    if (quote == std::string_view::npos || !is_quote(json[quote])) continue;
    size_t end = json.find_first_of("\"'\n", quote + 1);
    std::string_view schema = json.substr(quote + 1, end == std::string_view::npos ? end : end - quote - 1);
    if (schema_kind(schema) != ArmSchema::None) return schema;
  }
  return {};
}

}  // namespace ringfence::arm
