#include "analyzer/commands.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "analyzer/azure_policies.h"
#include "analyzer/compliance.h"
#include "analyzer/coverage.h"
#include "analyzer/explain.h"
#include "analyzer/parallel.h"
#include "analyzer/paths.h"
#include "analyzer/policy_schema.h"
#include "analyzer/report/words.h"
#include "analyzer/rules.h"

namespace ringfence {

namespace {

using Json = nlohmann::ordered_json;

tl::expected<PolicySet, std::string> rules_of(const Options& options) {
  std::vector<std::string> folders;
  std::string current = current_directory();
  for (const std::string& folder : options.policies) {
    auto real = real_path(join_path(current, folder));
    if (!real) return tl::unexpected(fmt::format("ringfence: --policies {}: no such folder\n", folder));
    folders.push_back(*real);
  }
  return load_rules(folders, current);
}

Json framework_json(const FrameworkReport& framework) {
  Json out;
  out["name"] = framework.key;
  out["title"] = framework.title;
  out["controls"] = Json::array();
  for (const ControlReport& control : framework.controls) out["controls"].push_back({{"id", control.id}, {"rules", control.rules}});
  out["withoutRule"] = framework.open;
  out["notInTemplates"] = framework.hidden;
  return out;
}

std::string rules_json(const PolicySet& policies, const std::vector<FrameworkReport>& frameworks) {
  Json out;
  out["rules"] = Json::array();
  for (const Policy& policy : policies.policies) {
    Json each;
    each["id"] = policy.id;
    each["name"] = policy.slug;
    each["title"] = policy.title;
    each["severity"] = level_name(policy.severity);
    each["category"] = policy.category;
    if (policy.resources.size() == 1)
      each["resource"] = policy.resources.front();
    else
      each["resource"] = policy.resources;
    each["equivalents"] = policy.equivalents;
    each["azure_policy"] = policy.azure_policy;
    each["controls"] = Json::object();
    for (const auto& [framework, controls] : policy.controls) each["controls"][framework] = controls;
    each["seed"] = policy.seed;
    out["rules"].push_back(std::move(each));
  }
  for (const FrameworkReport& each : frameworks) out["frameworks"].push_back(framework_json(each));
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string rules_text(const PolicySet& policies) {
  std::string out;
  for (const Policy& policy : policies.policies) {
    out +=
        fmt::format("{:<12} {:<8} {:<24} {}\n", policy.id, level_name(policy.severity), policy.category, policy.title);
  }
  return out + fmt::format("{} rules; ringfence explain ID tells more\n", policies.policies.size());
}

int dispatch(const Options& options) {
  switch (options.command) {
    case Command::Scan:
      return scan(options);
    case Command::Explain:
      return explain(options);
    case Command::Rules:
      return list_rules(options);
    case Command::Why:
      return why(options);
    case Command::Test:
      return test_policies(options);
    case Command::NewPolicy:
      return write_new_policy(options);
    case Command::Schema:
      std::fputs(policy_schema().c_str(), stdout);
      return 0;
    case Command::Graph:
      return print_graph(options);
    case Command::Eval:
      return evaluate_expressions(options);
    case Command::Version:
      break;
  }
  fmt::print("ringfence {}\n", RINGFENCE_VERSION);
  return 0;
}

}  // namespace

int refuse(const std::string& message) {
  // It may quote the configuration or a policy, which may be as hostile as a template.
  std::string out;
  for (size_t begin = 0; begin < message.size();) {
    size_t end = std::min(message.find('\n', begin), message.size());
    out += printable_path(message.substr(begin, end - begin)) + "\n";
    begin = end + 1;
  }
  std::fputs(out.c_str(), stderr);
  return 2;
}

void print_stats(const Stats& stats, const Model& model) {
  Stats all = stats;
  all.count("files", model.workspace->files().size());
  all.count("bytes", model.workspace->bytes());
  all.count("deployments", model.roots.size());
  uint64_t nodes = 0, edges = 0;
  for (const ResourceGraph& graph : model.graphs) {
    nodes += graph.nodes.size();
    edges += graph.edges.size();
  }
  all.count("nodes", nodes);
  all.count("edges", edges);
  std::string text = all.text() + coverage_text(coverage_of(model.graphs, Knowledge::embedded()));
  std::fputs(text.c_str(), stderr);
}

int explain(const Options& options) {
  auto policies = rules_of(options);
  if (!policies) return refuse(policies.error());
  const Policy* policy = policies->find(options.rule);
  if (!policy) {
    auto found = std::find_if(policies->policies.begin(), policies->policies.end(),
                              [&](const Policy& each) { return names_rule(options.rule, each); });
    if (found != policies->policies.end() && !equal_ignore_case(options.rule, found->category)) policy = &*found;
  }
  if (!policy)
    return refuse(fmt::format("ringfence: no rule {}{}\n", options.rule, rule_hint(options.rule, *policies)));
  std::fputs(explanation_of(*policy).c_str(), stdout);
  return 0;
}

/// The definitions that `ringfence rules --azure-policy` asks about.
tl::expected<AzurePolicies, std::string> azure_policies_of(const Options& options) {
  std::string current = current_directory();
  AzurePolicyPaths paths;
  for (const std::string& path : options.azure_policies) {
    auto real = real_path(join_path(current, path));
    if (!real) return tl::unexpected(fmt::format("ringfence: --azure-policy {}: no such file or folder\n", path));
    paths.definitions.push_back(*real);
  }
  for (const std::string& path : options.azure_policy_parameters) {
    auto real = real_path(join_path(current, path));
    if (!real) return tl::unexpected(fmt::format("ringfence: --azure-policy-parameters {}: no such file\n", path));
    paths.parameters.push_back(*real);
  }
  if (paths.empty()) return AzurePolicies{};
  return load_azure_policies(paths, current, default_jobs());
}

int list_rules(const Options& options) {
  auto policies = rules_of(options);
  if (!policies) return refuse(policies.error());
  auto azure = azure_policies_of(options);
  if (!azure) return refuse(azure.error());
  add_rules(*policies, azure->policies);
  if (std::string mistakes = check_frameworks(options.frameworks, *policies); !mistakes.empty()) return refuse(mistakes);
  std::erase_if(policies->policies, [&](const Policy& each) { return !in_frameworks(each, options.frameworks); });
  std::vector<FrameworkReport> frameworks = compliance_of(*policies, options.frameworks);
  bool json = options.outputs.front().format == "json";
  std::string text = json                   ? rules_json(*policies, frameworks)
                     : frameworks.empty() ? rules_text(*policies)
                                            : compliance_text(frameworks, *policies);
  std::fputs(text.c_str(), stdout);
  if (!json && !azure->outcomes.empty()) std::fputs(("\n" + azure_policy_table(*azure)).c_str(), stdout);
  return 0;
}

int run(const std::vector<std::string>& arguments) {
  try {
    CommandLine line = parse_command_line(arguments);
    if (line.exit_code) {
      std::fputs(line.text.c_str(), *line.exit_code == 0 ? stdout : stderr);
      return *line.exit_code;
    }
    return dispatch(line.options);
  } catch (const std::bad_alloc&) {
    return refuse("ringfence: out of memory\n");
  }
}

}  // namespace ringfence
