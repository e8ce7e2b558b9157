// ConditionEvaluator's part for lists of network rules, of which the first that matches decides
// (knowledge/rule_lists.yaml): is what a rule allows denied by an earlier one?

#include <algorithm>
#include <string>

#include "analyzer/knowledge/lower_case.h"
#include "analyzer/policy/cidr.h"
#include "analyzer/policy/evaluator.h"

namespace ringfence {
namespace {

constexpr size_t kMaxRules = 2000;  // Azure allows 1,000 in a group

Value value_at(const Value& rule, std::string_view path) {
  Value at = rule;
  while (!path.empty()) {
    size_t dot = std::min(path.find('.'), path.size());
    const Member* member = at.is_object() ? find_member(at, path.substr(0, dot), KeyCase::Insensitive) : nullptr;
    if (!member) return at.is_symbol() ? at : Value::null();
    at = member->value;
    path.remove_prefix(std::min(dot + 1, path.size()));
  }
  return at;
}

/// The texts at some paths, each a text or a list of them.
struct Texts {
  std::vector<std::string> known;  // lower case
  bool unknown = false;

  void add(const Value& value) {
    if (value.is_array()) {
      for (const Value& item : value.array_items()) add(item);
    } else if (value.is_string()) {
      known.push_back(lower(value.str()));
    } else if (value.is_int()) {
      known.push_back(std::to_string(value.integer));
    } else if (value.is_symbol()) {
      unknown = true;
    }
  }
};

Texts texts_at(const Value& rule, const std::vector<std::string>& paths) {
  Texts out;
  for (const std::string& path : paths) out.add(value_at(rule, path));
  return out;
}

bool is_one_of(const std::string& text, const std::vector<std::string>& list) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

bool covers_range(const std::string& outer, const std::string& inner) {
  std::vector<AddressRange> a = read_ranges(outer), b = read_ranges(inner);
  return !a.empty() && !b.empty() && std::all_of(b.begin(), b.end(), [&](const AddressRange& each) {
    return std::any_of(a.begin(), a.end(), [&](const AddressRange& range) { return range.contains(each); });
  });
}

Tri otherwise(const Texts& texts) { return texts.unknown ? Tri::Unknown : Tri::False; }

/// Does `deny` stand for all that `allow` does? Either list may have parts that are not known.
Tri covers(const Texts& deny, const Texts& allow, const std::vector<std::string>& everything) {
  if (std::any_of(deny.known.begin(), deny.known.end(),
                  [&](const std::string& each) { return is_one_of(each, everything); }))
    return Tri::True;
  if (allow.known.empty()) return otherwise(deny) || otherwise(allow);
  auto covered = [&](const std::string& text) {
    return std::any_of(deny.known.begin(), deny.known.end(),
                       [&](const std::string& each) { return each == text || covers_range(each, text); });
  };
  if (!std::all_of(allow.known.begin(), allow.known.end(), covered)) return otherwise(deny);
  return allow.unknown ? Tri::Unknown : Tri::True;
}

Tri covers_ports(const Texts& deny, const Texts& allow, const DeniedTest& test,
                 const std::vector<std::string>& everything) {
  if (test.ports.empty()) return covers(deny, allow, everything);
  Tri out = Tri::True;
  for (const Value& port : test.ports) {
    auto has = [&](const std::string& text) { return ports_include(text, port.integer).value_or(false); };
    bool allowed = std::any_of(allow.known.begin(), allow.known.end(), has);
    if (!allowed && !allow.unknown) continue;
    bool denied = std::any_of(deny.known.begin(), deny.known.end(), has);
    out = out && (denied ? Tri::True : !allowed ? Tri::Unknown : otherwise(deny));
  }
  return out;
}

Tri same_text(const Value& a, const Value& b) {
  if (a.is_string() && b.is_string()) return tri(equal_ignore_case(a.str(), b.str()));
  return a.is_symbol() || b.is_symbol() ? tri(equal(a, b)) || Tri::Unknown : Tri::False;
}

Tri comes_before(const Value& a, const Value& b) {
  if (a.is_int() && b.is_int()) return tri(a.integer < b.integer);
  return a.is_symbol() || b.is_symbol() ? Tri::Unknown : Tri::False;
}

Tri denies(const RuleList& list, const Value& deny, const Value& allow, const DeniedTest& test) {
  Tri out = same_text(value_at(deny, list.access), Value::text(list.deny));
  out = out && same_text(value_at(deny, list.direction), value_at(allow, list.direction));
  if (out == Tri::False) return out;
  out = out && comes_before(value_at(deny, list.order), value_at(allow, list.order));
  out = out && covers(texts_at(deny, {list.protocol}), texts_at(allow, {list.protocol}), list.everything);
  out = out && covers(texts_at(deny, list.source_ports), texts_at(allow, list.source_ports), list.everything);
  out = out && covers(texts_at(deny, list.destinations), texts_at(allow, list.destinations), list.everything);
  out = out && covers_ports(texts_at(deny, list.ports), texts_at(allow, list.ports), test, list.everything);
  const std::vector<std::string>& all = test.from_internet ? list.internet : list.everything;
  return out && covers(texts_at(deny, list.sources), texts_at(allow, list.sources), all);
}

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
    Tri out = Tri::False;
    size_t looked_at = 0;
    auto add = [&](const Value& other, Tri there) {
      if (out == Tri::True || !other.is_object()) return;
      if (++looked_at > kMaxRules || !spend())
        out = Tri::Unknown;
      else
        out = out || (there && denies(list, other, rule, test));
    };
    Value rules = value_at(group->body, list.rules);
    if (rules.is_array()) {
      for (const Value& each : rules.array_items()) add(each, Tri::True);
    } else if (rules.is_symbol()) {
      // Of rules that are not known, any may come first; of a group that stands elsewhere, nothing is said here.
      out = Tri::Unknown;
    }
    for (const Edge* edge : graph.from(group->id)) {
      if (edge->kind != EdgeKind::Contains) continue;
      const ResourceNode& child = graph.nodes[edge->to];
      bool other = child.id != subject.node->id && equal_ignore_case(list.child, child.type) && !child.existing;
      if (other) add(child.body, exists(child, *subject.node));
    }
    return out;
  }
  return Tri::False;
}

}  // namespace ringfence
