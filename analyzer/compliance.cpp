#include "analyzer/compliance.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <map>
#include <string_view>

#include "analyzer/eval/value.h"
#include "analyzer/knowledge/frameworks.h"

namespace ringfence {

namespace {

/// Only who asks for a framework pays for reading them.
std::vector<FrameworkEdition> editions() {
  std::vector<FrameworkEdition> out;
  for (const DataDocument& document : embedded_documents("knowledge/frameworks.yaml")) {
    DataErrors errors(document.path);
    out = read_frameworks(document.root, errors);
    assert(errors.empty() && "the packing tool has checked the table");
  }
  return out;
}

/// control -> rules, of one framework.
using Rules = std::map<std::string, std::vector<std::string>, std::less<>>;

Rules rules_of(const PolicySet& policies, std::string_view framework) {
  Rules out;
  for (const Policy& policy : policies.policies) {
    for (const auto& [key, controls] : policy.controls) {
      if (!equal_ignore_case(key, framework)) continue;
      for (const std::string& control : controls) out[control].push_back(policy.id);
    }
  }
  return out;
}

/// "NS-2" comes before "NS-10".
bool comes_before(std::string_view a, std::string_view b) {
  auto digit = [](char c) { return c >= '0' && c <= '9'; };
  auto number = [&](std::string_view text) {
    size_t end = 0;
    while (end < text.size() && digit(text[end])) ++end;
    return end;
  };
  while (!a.empty() && !b.empty()) {
    if (digit(a[0]) && digit(b[0])) {
      size_t to_a = number(a), to_b = number(b);
      if (to_a != to_b) return to_a < to_b;
      if (int order = a.substr(0, to_a).compare(b.substr(0, to_b)); order != 0) return order < 0;
      a.remove_prefix(to_a), b.remove_prefix(to_b);
    } else {
      if (a[0] != b[0]) return a[0] < b[0];
      a.remove_prefix(1), b.remove_prefix(1);
    }
  }
  return a.size() < b.size();
}

/// Keys of all frameworks: those with data, and those that only policies name.
std::vector<std::string> framework_keys(const PolicySet& policies) {
  std::vector<std::string> out;
  auto add = [&](const std::string& key) {
    auto same = [&](const std::string& each) { return equal_ignore_case(each, key); };
    if (std::none_of(out.begin(), out.end(), same)) out.push_back(key);
  };
  for (const FrameworkEdition& edition : editions()) add(edition.key);
  for (const Policy& policy : policies.policies) {
    for (const auto& [key, controls] : policy.controls) add(key);
  }
  return out;
}

void sort_controls(FrameworkReport& report) {
  std::sort(report.controls.begin(), report.controls.end(),
            [](const ControlReport& a, const ControlReport& b) { return comes_before(a.id, b.id); });
}

}  // namespace

std::vector<FrameworkReport> compliance_of(const PolicySet& policies, const std::vector<std::string>& frameworks) {
  std::vector<FrameworkReport> out;
  if (frameworks.empty()) return out;
  const std::vector<FrameworkEdition> known = editions();
  for (const std::string& framework : frameworks) {
    Rules rules = rules_of(policies, framework);
    for (const FrameworkEdition& edition : known) {
      if (!equal_ignore_case(edition.key, framework)) continue;
      FrameworkReport report{edition.key, edition.title, {}, {}, 0};
      auto take = [&](const std::string& control) {
        auto found = rules.find(control);
        if (found == rules.end()) return false;
        report.controls.push_back({control, std::move(found->second), {}});
        rules.erase(found);
        return true;
      };
      for (const std::string& control : edition.visible) {
        if (!take(control)) report.open.push_back(control);
      }
      for (const std::string& control : edition.hidden) report.hidden += !take(control);
      sort_controls(report);
      if (!report.controls.empty()) out.push_back(std::move(report));
    }
    if (rules.empty()) continue;
    FrameworkReport others{framework, framework + ", controls that only the rules name", {}, {}, 0};
    for (auto& [control, ids] : rules) others.controls.push_back({control, std::move(ids), {}});
    sort_controls(others);
    out.push_back(std::move(others));
  }
  return out;
}

void add_counts(std::vector<FrameworkReport>& frameworks, const std::vector<RuleInfo>& rules) {
  for (FrameworkReport& framework : frameworks) {
    for (ControlReport& control : framework.controls) {
      for (const RuleInfo& rule : rules) {
        if (std::find(control.rules.begin(), control.rules.end(), rule.id) == control.rules.end()) continue;
        control.counts.fail += rule.counts.fail;
        control.counts.unknown += rule.counts.unknown;
        control.counts.pass += rule.counts.pass;
        control.counts.suppressed += rule.counts.suppressed;
      }
    }
  }
}

std::string check_frameworks(const std::vector<std::string>& words, const PolicySet& policies) {
  if (words.empty()) return {};
  const std::vector<std::string> keys = framework_keys(policies);
  std::string out;
  for (const std::string& word : words) {
    if (std::any_of(keys.begin(), keys.end(), [&](const std::string& key) { return equal_ignore_case(key, word); })) continue;
    std::string_view near = did_you_mean(word, {keys.begin(), keys.end()});
    out += fmt::format("ringfence: --framework: no framework {}{}; there are {}\n", word,
                       near.empty() ? "" : fmt::format(" (did you mean {}?)", near), fmt::join(keys, ", "));
  }
  return out;
}

std::string compliance_text(const std::vector<FrameworkReport>& frameworks, const PolicySet& policies) {
  std::string out;
  for (const FrameworkReport& framework : frameworks) {
    out += fmt::format("{}\n", framework.title);
    for (const ControlReport& control : framework.controls) {
      std::string_view id = control.id;
      for (const std::string& rule : control.rules) {
        const Policy* policy = policies.find(rule);
        out += fmt::format("  {:<16} {:<14} {:<8} {}\n", id, rule, level_name(policy->severity), policy->title);
        id = "";
      }
    }
    out += fmt::format("  {}\n", coverage_words(framework));
    if (!framework.open.empty()) out += fmt::format("  without a rule: {}\n", fmt::join(framework.open, ", "));
    out += '\n';
  }
  return out;
}

}  // namespace ringfence
