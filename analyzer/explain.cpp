#include "analyzer/explain.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "analyzer/knowledge/data_node.h"
#include "analyzer/paths.h"
#include "analyzer/policy/json_text.h"
#include "analyzer/policy/policy_parameters.h"
#include "analyzer/rules.h"

namespace ringfence {

namespace {

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : ", ") + word;
  return out;
}

std::string indented(std::string_view text) {
  std::string out = "    ";
  for (char c : text) {
    out += c;
    if (c == '\n') out += "    ";
  }
  out.erase(out.find_last_not_of(" \n") + 1);
  return out + "\n";
}

constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kLanguages = {
    {{"bicep", "Bicep"}, {"terraform", "Terraform"}, {"arm", "ARM JSON"}}};

/// Tests mark the line where the rule fires (`//~ ID`) or cannot tell (`//? ID`).
bool has_marker(const DataNode& example) {
  for (const auto& [key, title] : kLanguages) {
    const DataNode* text = example.find(key);
    if (text && (text->text.find("~ RF-") != std::string::npos || text->text.find("? RF-") != std::string::npos))
      return true;
  }
  return false;
}

bool fires(const DataNode& example) {
  for (const auto& [key, title] : kLanguages) {
    const DataNode* text = example.find(key);
    if (text && text->text.find("~ RF-") != std::string::npos) return true;
  }
  return false;
}

/// A test's marker, in words.
std::string without_markers(std::string text) {
  for (std::string_view marker : {"//~ RF-", "#~ RF-"}) {
    for (size_t at = text.find(marker); at != std::string::npos; at = text.find(marker, at + 1)) {
      size_t end = text.find('\n', at);
      if (end == std::string::npos) end = text.size();
      std::string_view sign = marker.substr(0, marker.find('~'));
      text.replace(at, end - at, fmt::format("{} <- found here", sign));
    }
  }
  return text;
}

void append_example(std::string& out, std::string_view title, const DataNode& example) {
  const DataNode* name = example.find("name");
  out += fmt::format("\n{}{}\n", title, name ? ": " + name->text : "");
  for (const auto& [key, language] : kLanguages) {
    const DataNode* text = example.find(key);
    if (text && text->is_string()) out += fmt::format("  {}\n{}", language, indented(without_markers(text->text)));
  }
}

/// The first case of the policy's own tests in which it fires, and the first in which it does not.
std::string examples_of(const Policy& policy) {
  std::string out;
  for (const DataDocument& document : embedded_documents("policies/", TestDocuments::Include)) {
    if (file_name(document.path) != policy.slug + ".test.yaml") continue;
    const DataNode* cases = document.root.find("cases");
    if (!cases) continue;
    const DataNode *bad = nullptr, *good = nullptr;
    for (const DataNode& each : cases->items) {
      if (!bad && fires(each)) bad = &each;
      if (!good && !has_marker(each)) good = &each;
    }
    if (bad) append_example(out, "Example", *bad);
    if (good) append_example(out, "Not found", *good);
  }
  return out;
}

/// What a project may change, one a line.
std::string parameters_of(const Policy& policy) {
  const DataNode* parameters = policy.source ? policy.source->root.find("parameters") : nullptr;
  if (!parameters || parameters->members.empty()) return {};
  std::string out =
      fmt::format("\nParameters (.ringfence.yaml: rules: {{ {}: {{ parameters: {{ NAME: VALUE }} }} }})\n", policy.id);
  for (const auto& [name, node] : parameters->members) {
    std::string limits = parameter_limits(node);
    out += fmt::format("    {}: {}  ({}{}{})\n", name, json_text(parameter_value(node)), parameter_type(node),
                       limits.empty() ? "" : ", ", limits);
    if (!parameter_says(node).empty()) out += fmt::format("        {}\n", parameter_says(node));
  }
  return out;
}

}  // namespace

std::string explanation_of(const Policy& policy) {
  RuleInfo rule = rule_info(policy);
  std::string out = fmt::format("{} {}\n{}\n\n", rule.id, rule.slug, rule.title);
  out += fmt::format("severity     {}\ncategory     {}\nresource     {}\n", level_name(rule.severity), rule.category,
                     joined(policy.resources));
  if (!rule.tags.empty()) out += fmt::format("controls     {}\n", joined(rule.tags));
  if (!policy.equivalents.empty()) out += fmt::format("equivalents  {}\n", joined(policy.equivalents));
  out += parameters_of(policy);
  if (!rule.why.empty()) out += fmt::format("\nWhy\n{}", indented(rule.why));
  if (!rule.fix.empty()) out += fmt::format("\nHow to mend it\n{}", indented(rule.fix));
  out += examples_of(policy);
  if (!rule.references.empty()) out += "\nRead more\n";
  for (const std::string& reference : rule.references) out += fmt::format("    {}\n", reference);
  return out;
}

}  // namespace ringfence
