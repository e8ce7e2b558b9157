// ConditionEvaluator's part for lists of network rules, of which the first that matches decides
// (knowledge/rule_lists.yaml): is what a rule allows denied by earlier ones? (rule_cover.h decides.)

#include "analyzer/policy/evaluator.h"
#include "analyzer/policy/rule_cover.h"

namespace ringfence {
namespace {

constexpr size_t kMaxRules = 2000;  // Azure allows 1,000 in a group
constexpr uint64_t kWorkPerStep = 200;

}  // namespace

Tri ConditionEvaluator::denied_before(const DeniedTest& test, const Subject& subject) {
  const ResourceGraph& graph = *subject.graph;
  for (const RuleList& list : knowledge_.rule_lists()) {
    bool alone = equal_ignore_case(list.child, subject.node->type);
    if (!alone && !equal_ignore_case(list.type, subject.node->type)) continue;
    const Binding* element = binding(subject, {});
    if (!alone && !element) return Tri::False;
    Value rule = alone ? subject.node->body : element->element;
    while (!alone && element->outer && !element->outer->steps.empty()) {
      element = element->outer;
      rule = element->element;
    }
    const ResourceNode* group = alone ? nullptr : subject.node;
    if (alone && subject.node->parent != kNoNodeId) group = &graph.nodes[subject.node->parent];
    if (!group) return Tri::False;
    RuleCover cover(list, rule, test);
    size_t looked_at = 0;
    bool all = true;  // every rule that may come before is looked at
    auto add = [&](const Value& other, Tri there) {
      if (!other.is_object()) return;
      all = all && ++looked_at <= kMaxRules && spend();
      if (all) cover.add(other, there);
    };
    Value rules = rule_value(group->body, list.rules);
    if (rules.is_array()) {
      for (const Value& each : rules.array_items()) add(each, Tri::True);
    } else if (rules.is_symbol()) {
      // Of rules that are not known, any may come first; of a group that stands elsewhere, nothing is said here.
      all = false;
    }
    for (const Edge* edge : graph.from(group->id)) {
      if (edge->kind != EdgeKind::Contains) continue;
      const ResourceNode& child = graph.nodes[edge->to];
      bool other = child.id != subject.node->id && equal_ignore_case(list.child, child.type) && !child.existing;
      if (other) add(child.body, exists(child, *subject.node));
    }
    Tri out = cover.covered();
    spend(cover.work() / kWorkPerStep);
    return all ? out : out || Tri::Unknown;
  }
  return Tri::False;
}

}  // namespace ringfence
