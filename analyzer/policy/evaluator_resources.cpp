// ConditionEvaluator's part for what is asked of a whole deployment or scan, of a role definition's permissions, and of
// another policy.

#include <algorithm>
#include <set>
#include <string>

#include "analyzer/eval/symbol.h"
#include "analyzer/graph/id_index.h"
#include "analyzer/graph/redeployed.h"
#include "analyzer/knowledge/lower_case.h"
#include "analyzer/policy/evaluator.h"
#include "analyzer/policy/permissions.h"
#include "analyzer/policy/policy.h"
#include "analyzer/policy/resource_types.h"

namespace ringfence {
namespace {

constexpr size_t kMaxInside = 8;  // policies that ask for policies

/// What may deploy more than can be seen: a module that was not found, a template that could not be read whole.
bool is_open(const ResourceGraph& graph, const ResourcesTest& test) {
  for (const UnresolvedModule& module : graph.deployment.unresolved) {
    if (may_hold(module, test)) return true;
  }
  const auto& modules = graph.deployment.modules;
  return std::any_of(modules.begin(), modules.end(),
                     [](const ModuleInstance* each) { return each->declarations && each->declarations->open; });
}

bool is_of_unknown_list(const ResourceNode& node) {
  if (!node.instance) return false;
  if (node.instance->loop_key.is_symbol()) return true;
  return node.conditional && !node.condition.is_symbol();
}

/// Counts resources, or the different values that they have.
struct Tally {
  uint32_t certain = 0, possible = 0;
  bool unbounded = false;
  std::set<std::string> certain_values, possible_values;

  Interval interval(const ResourcesTest& test) const {
    uint32_t low = test.distinct ? static_cast<uint32_t>(certain_values.size()) : certain;
    uint32_t high = test.distinct ? static_cast<uint32_t>(possible_values.size()) : possible;
    return {low, unbounded ? UINT32_MAX : high};
  }
};

}  // namespace

bool may_hold(const UnresolvedModule& module, const ResourcesTest& test) {
  if (!module.deployed) return false;
  constexpr std::string_view kEndpoint = "Microsoft.Network/privateEndpoints";
  if (!module.call || !source_names_type(module.call->source, kEndpoint)) return true;
  return std::any_of(test.types.begin(), test.types.end(), [&](std::string_view type) {
    std::string lowered = lower(type);
    return is_pattern(type) || lowered.starts_with(lower(kEndpoint)) || lowered.starts_with("microsoft.authorization/");
  });
}

Interval ConditionEvaluator::each_resource(const ResourcesTest& test, const Subject& subject,
                                           const ResourceVisitor& visit) {
  Tally sum;
  auto add = [&](const ResourceGraph& graph, const ResourceNode& node) {
    if (node.existing || node.replaced_by != kNoNodeId || node.repeat_of != kNoNodeId) return;
    if (!spend()) {
      sum.unbounded = true;
      return;
    }
    Tri there = exists(node, *subject.node);
    Subject inner{&graph, &node, nullptr, subject.named, nullptr, &subject};
    Tri good = test.where ? truth(*test.where, inner) : Tri::True;
    Tri counts = there && good;
    if (visit) visit(graph, node, counts);
    if (counts == Tri::False) return;
    if (is_of_unknown_list(node)) sum.unbounded = true;
    sum.certain += counts == Tri::True;
    ++sum.possible;
    if (!test.distinct) return;
    each_leaf(*test.distinct, inner, true, [&](const Leaf& leaf, const Trail&) {
      std::string key = leaf.presence == Presence::Present ? id_key(leaf.value, arena_) : std::string("\x03");
      if (counts == Tri::True && leaf.value.is_string()) sum.certain_values.insert(key);
      sum.possible_values.insert(std::move(key));
      return Tri::True;
    });
  };
  auto all_of = [&](const ResourceGraph& graph) {
    for (std::string_view type : test.types) {
      if (is_pattern(type)) {
        for (const ResourceNode& node : graph.nodes) {
          if (type_matches(type, node.type)) add(graph, node);
        }
      } else {
        for (NodeId id : graph.of_type(type)) add(graph, graph.nodes[id]);
      }
    }
    sum.unbounded = sum.unbounded || is_open(graph, test);
  };
  if (!test.whole_scan || !others_) {
    all_of(*subject.graph);
  } else {
    for (const ResourceGraph& graph : others_->graphs) all_of(graph);
  }
  if (test.distinct && sum.certain > 0 && sum.certain_values.empty()) sum.certain_values.insert("");
  return sum.interval(test);
}

Tri ConditionEvaluator::permits(const PermitsTest& test, const Leaf& leaf) const {
  if (leaf.presence == Presence::Hidden) return Tri::Unknown;
  return leaf.presence == Presence::Absent ? Tri::False : permits_any(leaf.value, test.actions, test.data);
}

const Policy* ConditionEvaluator::policy_of(const PolicyTest& test) const {
  return policies_ ? policies_->find_any(test.id) : nullptr;
}

Tri ConditionEvaluator::meets(const PolicyTest& test, const Subject& subject) {
  const Policy* policy = policy_of(test);
  bool again = std::find(inside_.begin(), inside_.end(), policy) != inside_.end();
  if (!policy || again || inside_.size() >= kMaxInside) return Tri::Unknown;
  bool judges = std::any_of(policy->resources.begin(), policy->resources.end(),
                            [&](const std::string& type) { return type_matches(type, subject.node->type); });
  // What it does not apply to meets it.
  if (!judges) return Tri::True;
  inside_.push_back(policy);
  Named self{"self", subject.graph, subject.node, nullptr};
  Subject own{subject.graph, subject.node, nullptr, &self};
  Tri applies = policy->when ? truth(*policy->when, own) : Tri::True;
  Tri out = applies == Tri::False ? Tri::True : !applies || truth(*policy->require, own);
  inside_.pop_back();
  return out;
}

}  // namespace ringfence
