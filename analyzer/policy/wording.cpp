#include "analyzer/policy/wording.h"

#include <algorithm>
#include <array>
#include <optional>

#include "analyzer/eval/symbol.h"
#include "analyzer/policy/field_path.h"
#include "analyzer/policy/json_text.h"
#include "analyzer/policy/policy_parameters.h"

namespace ringfence {
namespace {

constexpr size_t kMaxOpenName = 80;
constexpr std::string_view kOpen = "{...}";  // what is not known of a name

constexpr std::array<std::string_view, 9> kHoles = {
    "resource.name", "resource.type", "actual", "expected", "scopeLevel", "element", "related", "missing", "because"};
constexpr std::array<std::string_view, 3> kHopHoles = {"resource.name", "hop", "zone"};
constexpr std::string_view kParam = "param.", kField = "field.";

std::string name_of(const Value& name) {
  std::string text = plain_text(name);
  // A child's own name says it; the address tells whose child it is.
  size_t slash = name.is_string() ? text.rfind('/') : std::string::npos;
  return slash == std::string::npos ? text : text.substr(slash + 1);
}

/// A name that is not known as a person would write it: "search-{...}", "{accountName}".
std::string open_name(const Value& name) {
  if (name.is_string()) return std::string(name.str());
  if (!name.is_symbol()) return {};
  const Symbol& symbol = *name.symbol;
  bool param = symbol.name == "param" && symbol.args.size() == 1 && symbol.args[0].is_string();
  if (param) return "{" + std::string(symbol.args[0].str()) + "}";
  if (symbol.name != "concat") return std::string(kOpen);
  std::string out;
  for (const Value& part : symbol.args)
    out += part.is_symbol() && part.symbol->name == "concat" ? std::string(kOpen) : open_name(part);
  return out.size() <= kMaxOpenName ? out : std::string(kOpen);
}

std::string resource_name(const ResourceNode& node) {
  if (node.name.is_string() && !node.name.str().empty()) return name_of(node.name);
  // Bicep and Terraform have short addresses; an address in ARM JSON is made from the name.
  if (node.dialect != Dialect::Arm && !node.address.empty()) return std::string(node.address);
  std::string text = open_name(node.name);
  if (!text.empty() && text != kOpen) return text;
  // Nothing is known of the name: at least its kind, "{storageAccounts}".
  return "{" + std::string(node.type.substr(node.type.rfind('/') + 1)) + "}";
}

std::string element_name(const Value& element) {
  const Member* name = element.is_object() ? find_member(element, "name", KeyCase::Insensitive) : nullptr;
  return name ? plain_text(name->value) : plain_text(element);
}

std::string level_name(const ResourceNode& node) {
  std::optional<ScopeLevel> level = level_of(node);
  if (!level) return "scope";
  switch (*level) {
    case ScopeLevel::ResourceGroup:
      return "resource group";
    case ScopeLevel::ManagementGroup:
      return "management group";
    default:
      return std::string(kScopeLevels[static_cast<size_t>(*level)]);
  }
}

std::string expected_text(const Policy& policy) {
  std::string_view text = policy.expected_json;
  bool quoted = text.size() >= 2 && text.front() == '"' && text.back() == '"';
  return std::string(quoted ? text.substr(1, text.size() - 2) : text);
}

/// How the value that decided came to be, in words that end a sentence or stand in parentheses.
std::string_view because_words(const Decision& decision) {
  if (decision.absent) return "nothing is said about it";
  switch (decision.because) {
    case OriginKind::Default:
      return "the default of a parameter";
    case OriginKind::ParameterFile:
      return "given in the parameter file";
    case OriginKind::Argument:
      return "passed to the module";
    case OriginKind::ProviderDefault:
      return "the provider's default";
    case OriginKind::PlatformDefault:
      return "Azure's default";
    case OriginKind::Missing:
      return "nothing is said about it";
    default:
      return "as written";
  }
}

/// The value of a property, a default of the provider or of Azure where it is absent.
std::string effective(std::string_view text, const Subject& subject, ConditionEvaluator& evaluator) {
  Arena arena;
  std::string error, out;
  FieldPath path = parse_field_path(text, arena, error);
  Decision decision;
  decision.property = std::string(text);
  evaluator.each_leaf(path, subject, true, [&](const Leaf& leaf, const Trail&) {
    std::string one = leaf.presence == Presence::Absent ? "absent"
                      : leaf.presence == Presence::Hidden
                          ? "not known"
                          : plain_text(leaf.value, secret_context(*subject.node, decision));
    if (out.find(one) == std::string::npos) out += (out.empty() ? "" : ", ") + one;
    return Tri::True;
  });
  return out.empty() ? "absent" : out;
}

/// `text` with what `fill` makes of each {hole}.
template <class Fill>
std::string filled(std::string_view text, Fill&& fill) {
  std::string out;
  while (true) {
    size_t open = text.find('{');
    size_t close = open == std::string_view::npos ? open : text.find('}', open);
    if (close == std::string_view::npos) return out.append(text);
    out.append(text.substr(0, open));
    out += fill(text.substr(open + 1, close - open - 1));
    text.remove_prefix(close + 1);
  }
}

/// The holes of a text that `known` does not know: the first, or empty.
template <class Known>
std::string_view first_unknown(std::string_view text, Known&& known) {
  for (size_t open = text.find('{'); open != std::string_view::npos; open = text.find('{', open + 1)) {
    size_t close = text.find('}', open);
    if (close == std::string_view::npos) return text.substr(open);
    std::string_view hole = text.substr(open + 1, close - open - 1);
    if (!known(hole)) return hole;
  }
  return {};
}

/// "privatelink.{regionName}.kusto.windows.net": which region it is, is not known.
static std::string zone_name(const PrivateLinkZone& zone) {
  std::string out = zone.name;
  std::replace(out.begin(), out.end(), '{', '<');
  std::replace(out.begin(), out.end(), '}', '>');
  return out;
}

std::string missing_text(const Missing& missing, const ResourceNode& judged) {
  if (!missing.hop) return "something that it needs is missing";
  std::string_view words = missing.unfit && !missing.hop->unfit.empty() ? missing.hop->unfit : missing.hop->missing;
  if (words.empty())
    words = missing.hop->incoming ? "nothing of the kind leads to {hop}" : "{hop} leads to nothing of the kind";
  std::string text = filled(words, [&](std::string_view hole) {
    if (hole == "resource.name") return resource_name(judged);
    if (hole == "zone") return missing.zone ? zone_name(*missing.zone) : std::string("the zone");
    for (const Named& each : missing.named) {
      if (each.name == hole) return resource_name(*each.node);
    }
    return missing.from ? resource_name(*missing.from) : resource_name(judged);
  });
  return missing.perhaps ? "perhaps " + text : text;
}

std::string fill(std::string_view hole, const Policy& policy, const Subject& subject, const Decision& decision,
                 const Missing& missing, ConditionEvaluator& evaluator) {
  const ResourceNode& node = *subject.node;
  if (hole == "resource.name") return resource_name(node);
  if (hole == "missing") return missing_text(missing, node);
  if (hole == "resource.type") return std::string(node.type);
  if (hole == "actual") return decision.absent ? "absent" : plain_text(decision.actual, secret_context(node, decision));
  if (hole == "expected") return expected_text(policy);
  if (hole == "scopeLevel") return level_name(node);
  if (hole == "element") return decision.element.is_null() ? "an element" : element_name(decision.element);
  if (hole == "related") return decision.partner ? resource_name(*decision.partner) : "another resource";
  if (hole == "because") return std::string(because_words(decision));
  if (hole.starts_with(kField)) return effective(hole.substr(kField.size()), subject, evaluator);
  const DataNode* parameters = policy.source ? policy.source->root.find("parameters") : nullptr;
  const DataNode* value = parameters ? parameters->find(hole.substr(hole.find('.') + 1)) : nullptr;
  return value ? json_text(parameter_value(*value)) : std::string(hole);
}

}  // namespace

std::string_view unknown_hole(std::string_view message) {
  return first_unknown(message, [](std::string_view hole) {
    if (!hole.starts_with(kField)) {
      return hole.starts_with(kParam) || std::find(kHoles.begin(), kHoles.end(), hole) != kHoles.end();
    }
    Arena arena;
    std::string error;
    parse_field_path(hole.substr(kField.size()), arena, error);
    return error.empty();
  });
}

std::string_view unknown_hop_hole(std::string_view words, std::span<const std::string_view> names) {
  return first_unknown(words, [&](std::string_view hole) {
    return std::find(kHopHoles.begin(), kHopHoles.end(), hole) != kHopHoles.end() ||
           std::find(names.begin(), names.end(), hole) != names.end();
  });
}

std::string message_of(const Policy& policy, const Subject& subject, const Decision& decision, const Missing& missing,
                       ConditionEvaluator& evaluator) {
  return filled(policy.message,
                [&](std::string_view hole) { return fill(hole, policy, subject, decision, missing, evaluator); });
}

}  // namespace ringfence
