#include "analyzer/explain.h"

#include <fmt/format.h>

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

}  // namespace

std::string explanation_of(const Policy& policy) {
  RuleInfo rule = rule_info(policy);
  std::string out = fmt::format("{} {}\n{}\n\n", rule.id, rule.slug, rule.title);
  out += fmt::format("severity     {}\ncategory     {}\nresource     {}\n", level_name(rule.severity), rule.category, joined(policy.resources));
  if (!rule.tags.empty()) out += fmt::format("controls     {}\n", joined(rule.tags));
  if (!policy.equivalents.empty()) out += fmt::format("equivalents  {}\n", joined(policy.equivalents));
  if (!rule.why.empty()) out += fmt::format("\nWhy\n{}", indented(rule.why));
  if (!rule.fix.empty()) out += fmt::format("\nHow to mend it\n{}", indented(rule.fix));
  if (!rule.references.empty()) out += "\nRead more\n";
  for (const std::string& reference : rule.references) out += fmt::format("    {}\n", reference);
  return out;
}

}  // namespace ringfence
