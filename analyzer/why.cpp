#include "analyzer/why.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "analyzer/azure_policies.h"
#include "analyzer/commands.h"
#include "analyzer/knowledge/knowledge.h"
#include "analyzer/paths.h"
#include "analyzer/policy/condition_words.h"
#include "analyzer/policy/cross_root.h"
#include "analyzer/policy/deployment_node.h"
#include "analyzer/policy/engine.h"
#include "analyzer/policy/json_text.h"
#include "analyzer/policy/reasoning.h"
#include "analyzer/policy/resource_types.h"
#include "analyzer/report/words.h"
#include "analyzer/rules.h"

namespace ringfence {

namespace {

constexpr size_t kMaxResources = 200;
constexpr size_t kMaxNamed = 20;  // that are listed when none was meant

std::string_view last_part(std::string_view text, char separator) {
  size_t at = text.rfind(separator);
  return at == std::string_view::npos ? text : text.substr(at + 1);
}

bool is_named(const ResourceNode& node, std::string_view word) {
  if (word.empty()) return true;
  std::string name = plain_text(node.name), id = plain_text(node.arm_id);
  for (std::string_view each : {node.address, last_part(node.address, '.'), last_part(node.address, '/'),
                                std::string_view(name), last_part(name, '/'), std::string_view(id), node.type}) {
    if (equal_ignore_case(each, word)) return true;
  }
  return false;
}

bool is_judged(const Policy& policy, const ResourceNode& node) {
  if (node.existing || node.replaced_by != kNoNodeId) return false;
  return std::any_of(policy.resources.begin(), policy.resources.end(),
                     [&](const std::string& type) { return type_matches(type, node.type); });
}

class Reasons {
 public:
  Reasons(const Model& model, const Policy& policy, const PolicySet& policies, const std::string& current)
      : model_(model), policy_(policy), current_(current), others_(index_roots(model.graphs)) {
    only_.policies.push_back(policy);
    only_.asked_for = std::shared_ptr<const std::vector<Policy>>(std::shared_ptr<void>(), &policies.policies);
  }

  std::string of(std::string_view resource) {
    std::string out;
    bool whole =
        std::find(policy_.resources.begin(), policy_.resources.end(), kDeploymentType) != policy_.resources.end();
    for (const ResourceGraph& graph : model_.graphs) {
      Judgement judgement = judge(graph, only_, Knowledge::embedded(), &others_);
      for (const ResourceNode& node : graph.nodes) {
        if (is_judged(policy_, node) && is_named(node, resource) && !is_enough()) one(out, graph, node, judgement);
      }
      if (!whole || is_enough()) continue;
      DeploymentNode deployment(graph);
      if (is_named(deployment.node(), resource)) one(out, graph, deployment.node(), judgement);
    }
    if (is_enough())
      out += fmt::format("... only {} resources are shown; name one (ringfence why {} RESOURCE)\n", kMaxResources,
                         policy_.id);
    return out;
  }

 private:
  bool is_enough() const { return shown_ >= kMaxResources; }

  void one(std::string& out, const ResourceGraph& graph, const ResourceNode& node, const Judgement& judgement) {
    ++shown_;
    Span header = node.header_span.valid() ? node.header_span : node.span;
    std::string name = node.address.empty() ? plain_text(node.name) : std::string(node.address);
    out += fmt::format("{} {}{}, deployed by {}\n", node.type, printable(name), place(header),
                       printable(graph.deployment.name));
    out += fmt::format("{}: {}\n", policy_.id, printable(verdict_words(node, judgement)));
    ConditionEvaluator evaluator(Knowledge::embedded(), &others_, &only_);
    // A resource that may not exist is judged as if it did.
    if (node.condition.is_symbol()) evaluator.assume(node.condition.symbol, Value::of(true));
    evaluator.renew_budget();
    const Named self{"self", &graph, &node, nullptr};
    const Subject subject{&graph, &node, nullptr, &self};
    for (const ReasoningStep& step : reasoning_of(policy_, subject, evaluator, Knowledge::embedded())) {
      std::string truth = step.truth ? fmt::format(": {}", word_of(*step.truth)) : std::string();
      out += fmt::format("{:{}}{}{}{}\n", "", 2 + 2 * step.depth, printable(step.text), truth, place(step.place));
    }
    out += '\n';
  }

  static std::string verdict_words(const ResourceNode& node, const Judgement& judgement) {
    std::string id = plain_text(node.arm_id);
    for (const Finding& each : judgement.findings) {
      bool same = each.block == node.span && each.resource.address == node.address &&
                  (node.arm_id.is_symbol() || each.resource.id == id);
      if (!same) continue;
      if (each.verdict == Verdict::Pass) return "pass";
      return fmt::format("{}: {}", verdict_name(each.verdict), each.message);
    }
    return "does not apply";
  }

  std::string place(const Span& span) const {
    if (!span.valid()) return {};
    Position at = model_.workspace->sources().position(span.file, span.begin);
    return fmt::format("  ({}:{}:{})", printable_path(display_path(current_, model_.workspace->path(span.file))),
                       at.line, at.column);
  }

  const Model& model_;
  const Policy& policy_;
  const std::string& current_;
  CrossRootIndex others_;
  PolicySet only_;
  size_t shown_ = 0;
};

}  // namespace

std::string reasons(const Model& model, const Policy& policy, const PolicySet& policies, std::string_view resource,
                    const std::string& current) {
  return Reasons(model, policy, policies, current).of(resource);
}

std::vector<std::string> judged_resources(const Model& model, const Policy& policy) {
  std::vector<std::string> out;
  for (const ResourceGraph& graph : model.graphs) {
    for (const ResourceNode& node : graph.nodes) {
      if (!is_judged(policy, node)) continue;
      std::string name = node.address.empty() ? plain_text(node.name) : std::string(node.address);
      if (std::find(out.begin(), out.end(), name) == out.end()) out.push_back(std::move(name));
    }
  }
  return out;
}

int explain_verdicts(const Model& model, const PolicySet& policies, const Settings& settings) {
  const std::string& rule = settings.options.explain;
  const Policy* policy = policies.find(rule);
  if (!policy) policy = policies.find_any(rule);
  if (!policy) return refuse(fmt::format("ringfence: --explain: no rule {}{}\n", rule, rule_hint(rule, policies)));
  std::string text = reasons(model, *policy, policies, {}, settings.place.current);
  if (text.empty()) text = fmt::format("{} judges nothing that is deployed here\n", policy->id);
  std::fputs(text.c_str(), stdout);
  return 0;
}

int why(const Options& options) {
  Stats stats;
  auto settings = make_settings(options);
  if (!settings) return refuse(settings.error());
  auto all = load_rules(settings->policy_folders, settings->place.current);
  if (!all) return refuse(all.error());
  if (!settings->azure_policies.empty()) {
    auto azure = load_azure_policies(settings->azure_policies, settings->place.current, settings->workspace.jobs);
    if (!azure) return refuse(azure.error());
    add_rules(*all, std::move(azure->policies));
  }
  auto policies = select_rules(std::move(*all), *settings);
  if (!policies) return refuse(policies.error());
  const Policy* policy = policies->find(options.rule);
  if (!policy) policy = policies->find_any(options.rule);
  if (!policy)
    return refuse(fmt::format("ringfence: no rule {}{}\n", options.rule, rule_hint(options.rule, *policies)));
  Model model = build_model(*settings, stats);
  std::string text = reasons(model, *policy, *policies, options.resource, settings->place.current);
  if (!text.empty()) {
    std::fputs(text.c_str(), stdout);
    return 0;
  }
  std::vector<std::string> known = judged_resources(model, *policy);
  std::string list;
  for (size_t i = 0; i < std::min(known.size(), kMaxNamed); ++i) list += (i == 0 ? "" : ", ") + known[i];
  if (known.size() > kMaxNamed) list += fmt::format(" and {} more", known.size() - kMaxNamed);
  if (known.empty()) return refuse(fmt::format("ringfence: {} judges nothing that is deployed here\n", policy->id));
  return refuse(fmt::format("ringfence: {}: no such resource; {} judges {}\n", options.resource, policy->id, list));
}

}  // namespace ringfence
