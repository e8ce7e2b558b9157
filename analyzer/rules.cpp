#include "analyzer/rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <utility>

#include "analyzer/compliance.h"
#include "analyzer/eval/value.h"
#include "analyzer/knowledge/knowledge.h"
#include "analyzer/paths.h"
#include "analyzer/policy/engine.h"
#include "analyzer/policy/policy_heads.h"
#include "analyzer/text_file.h"

namespace ringfence {

namespace {

constexpr uint64_t kMaxPolicyBytes = 4 * 1024 * 1024;

std::vector<std::string> policy_files(const std::string& folder) {
  std::vector<std::string> out;
  std::error_code error;
  auto options = std::filesystem::directory_options::skip_permission_denied;
  for (std::filesystem::recursive_directory_iterator it(folder, options, error), end; !error && it != end;
       it.increment(error)) {
    std::string path = it->path().string();
    bool yaml = has_suffix(path, ".yaml") || has_suffix(path, ".yml");
    if (yaml && it->is_regular_file(error)) out.push_back(std::move(path));
  }
  std::sort(out.begin(), out.end());
  return out;
}

void append_value(std::string& out, const DataNode& node) {
  if (node.is_list()) {
    out += '[';
    for (size_t i = 0; i < node.items.size(); ++i) {
      if (i > 0) out += ", ";
      append_value(out, node.items[i]);
    }
    out += ']';
  } else if (node.is_map()) {
    out += "{ ";
    for (size_t i = 0; i < node.members.size(); ++i) {
      if (i > 0) out += ", ";
      out += node.members[i].first + ": ";
      append_value(out, node.members[i].second);
    }
    out += " }";
  } else {
    out += node.kind == DataKind::Null ? "null" : node.text;
  }
}

/// `fix: { set: { properties.x: y } }` as lines.
std::string fix_text(const DataNode& fix) {
  std::string out;
  const DataNode* set = fix.is_map() ? fix.find("set") : nullptr;
  if (!set || !set->is_map()) return out;
  for (const auto& [path, value] : set->members) {
    out += (out.empty() ? "" : "\n") + path + ": ";
    append_value(out, value);
  }
  return out;
}

Level highest_severity(const Policy& policy) {
  Level out = policy.severity;
  for (const Grade& grade : policy.grades) out = std::max(out, grade.severity);
  return out;
}

bool selected(const Policy& policy, const Options& options) {
  auto named = [&](const std::vector<std::string>& words) {
    return std::any_of(words.begin(), words.end(), [&](const std::string& word) { return names_rule(word, policy); });
  };
  if (!options.rules.empty() && !named(options.rules)) return false;
  if (named(options.skip_rules)) return false;
  if (options.severity && highest_severity(policy) < *options.severity) return false;
  return in_frameworks(policy, options.frameworks);
}

}  // namespace

bool names_rule(std::string_view word, const Policy& policy) {
  return equal_ignore_case(word, policy.id) || equal_ignore_case(word, policy.slug) ||
         equal_ignore_case(word, policy.category);
}

bool in_frameworks(const Policy& policy, const std::vector<std::string>& frameworks) {
  auto named = [&](const std::string& framework) {
    return std::any_of(policy.controls.begin(), policy.controls.end(),
                       [&](const auto& each) { return equal_ignore_case(each.first, framework); });
  };
  return frameworks.empty() || std::any_of(frameworks.begin(), frameworks.end(), named);
}

std::string rule_hint(std::string_view word, const PolicySet& policies) {
  std::vector<std::string_view> known;
  for (const Policy& each : policies.policies) {
    known.insert(known.end(), {each.id, each.slug, each.category});
  }
  std::string_view near = did_you_mean(word, known);
  return near.empty() ? std::string() : fmt::format(" (did you mean {}?)", near);
}

tl::expected<PolicyDocuments, std::string> read_policy_documents(const std::vector<std::string>& folders,
                                                                 const std::string& current) {
  PolicyDocuments out;
  std::string mistakes;
  for (const std::string& folder : folders) {
    for (const std::string& path : policy_files(folder)) {
      TextFile text = read_text_file(path, kMaxPolicyBytes);
      if (text.problem != ReadProblem::None) {
        mistakes += fmt::format("{}: {}\n", display_path(current, path), text.message);
        continue;
      }
      auto document = read_yaml(display_path(current, path), text.bytes);
      bool test = has_suffix(path, ".test.yaml") || has_suffix(path, ".test.yml");
      if (document)
        (test ? out.tests : out.policies).push_back(std::move(*document));
      else
        mistakes += error_lines({document.error()}, current);
    }
  }
  if (!mistakes.empty()) return tl::unexpected(std::move(mistakes));
  return out;
}

tl::expected<PolicySet, std::string> load_rules(const std::vector<std::string>& folders, const std::string& current,
                                                SameRule same_rule, RuleDetail detail) {
  PolicySet all = detail == RuleDetail::Whole ? embedded_policies() : policy_heads();
  if (folders.empty()) return all;
  auto documents = read_policy_documents(folders, current);
  if (!documents) return tl::unexpected(std::move(documents.error()));
  if (documents->policies.empty()) return all;
  auto more = compile_policies(documents->policies, Knowledge::embedded());
  if (!more) return tl::unexpected(error_lines(more.error(), current));
  if (same_rule == SameRule::Replaces) {
    std::erase_if(all.policies,
                  [&](const Policy& each) { return more->find(each.id) || more->find(each.slug); });
  }
  std::string mistakes;
  for (Policy& each : more->policies) {
    if (const Policy* same = all.find(each.id)) {
      mistakes += fmt::format("ringfence: --policies: {} is already the rule \"{}\"\n", each.id, same->title);
      continue;
    }
    if (all.find(each.slug)) {
      mistakes += fmt::format("ringfence: --policies: {} is already the name of a rule\n", each.slug);
      continue;
    }
    all.policies.push_back(std::move(each));
  }
  for (const Policy& each : all.policies) {
    for (const std::string& id : each.asks_for) {
      if (!all.find(id))
        mistakes += fmt::format("ringfence: {} asks for the policy {}, which there is not{}\n", each.id, id,
                                rule_hint(id, all));
    }
  }
  if (!mistakes.empty()) return tl::unexpected(std::move(mistakes));
  std::sort(all.policies.begin(), all.policies.end(), [](const Policy& a, const Policy& b) { return a.id < b.id; });
  return all;
}

void add_rules(PolicySet& all, std::vector<Policy> more) {
  for (Policy& each : more) all.policies.push_back(std::move(each));
  std::sort(all.policies.begin(), all.policies.end(), [](const Policy& a, const Policy& b) { return a.id < b.id; });
}

tl::expected<PolicySet, std::string> select_rules(PolicySet all, const Settings& settings) {
  std::string mistakes;
  auto check = [&](std::string_view where, std::string_view word) {
    bool known = std::any_of(all.policies.begin(), all.policies.end(),
                             [&](const Policy& each) { return names_rule(word, each); });
    if (!known) mistakes += fmt::format("{}: no rule, name or category {}{}\n", where, word, rule_hint(word, all));
  };
  for (const std::string& word : settings.options.rules) check("ringfence: --rule", word);
  for (const std::string& word : settings.options.skip_rules) check("ringfence: --skip-rule", word);
  std::string config = display_path(settings.place.current, settings.config.path);
  for (const RuleSetting& rule : settings.config.rules)
    check(fmt::format("{}:{}:{}", config, rule.line, rule.column), rule.rule);
  mistakes += check_frameworks(settings.options.frameworks, all);
  if (!mistakes.empty()) return tl::unexpected(std::move(mistakes));

  // What is changed is read first, so that nothing undoes the change.
  complete_policies(all, [&](const Policy& policy) {
    return std::any_of(settings.config.rules.begin(), settings.config.rules.end(), [&](const RuleSetting& rule) {
      return (rule.parameters || rule.severity) && names_rule(rule.rule, policy);
    });
  });

  PolicySet out;
  std::vector<Policy> rest;
  for (Policy& policy : all.policies) {
    bool off = false;
    for (const RuleSetting& rule : settings.config.rules) {
      if (!names_rule(rule.rule, policy)) continue;
      off = rule.off;
      if (rule.parameters) {
        auto changed = with_parameters(policy, *rule.parameters, Knowledge::embedded());
        if (changed) {
          policy = std::move(*changed);
        } else {
          for (DataError& error : changed.error()) error.path = config;
          mistakes += error_lines(changed.error(), {});
        }
      }
      // A severity that a project chooses is for everything that the rule finds.
      if (rule.severity) policy.grades.clear();
      policy.severity = rule.severity.value_or(policy.severity);
    }
    // A rule that the command line names is checked even where the configuration turned it off.
    bool asked = std::any_of(settings.options.rules.begin(), settings.options.rules.end(),
                             [&](const std::string& word) { return names_rule(word, policy); });
    bool judged = (!off || asked) && selected(policy, settings.options);
    (judged ? out.policies : rest).push_back(std::move(policy));
  }
  if (!mistakes.empty()) return tl::unexpected(std::move(mistakes));
  out.asked_for = std::make_shared<const std::vector<Policy>>(std::move(rest));
  return out;
}

void complete_rules(PolicySet& policies, const std::vector<ResourceGraph>& graphs) {
  std::set<std::string_view> types;  // as they are written
  for (const ResourceGraph& graph : graphs) {
    for (const ResourceNode& node : graph.nodes) types.insert(node.type);
  }
  const PolicyIndex index(policies);
  std::set<uint32_t> wanted(index.of_deployment().begin(), index.of_deployment().end());
  for (std::string_view type : types) {
    for (uint32_t each : index.of_type(type)) wanted.insert(each);
  }
  complete_policies(policies, [&](const Policy& policy) {
    return wanted.count(static_cast<uint32_t>(&policy - policies.policies.data())) > 0;
  });
}

RuleInfo rule_info(const Policy& policy) {
  RuleInfo out;
  out.id = policy.id;
  out.slug = policy.slug;
  out.title = policy.title;
  out.category = policy.category;
  out.why = policy.why;
  out.fix = fix_text(policy.fix);
  out.severity = policy.severity;
  out.references = policy.references;
  for (const auto& [framework, controls] : policy.controls) {
    for (const std::string& control : controls) out.tags.push_back(framework + ":" + control);
  }
  return out;
}

}  // namespace ringfence
