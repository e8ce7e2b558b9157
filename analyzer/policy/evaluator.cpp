#include "analyzer/policy/evaluator.h"

#include <algorithm>

#include "analyzer/policy/connections.h"
#include "analyzer/policy/field_path.h"

namespace ringfence {
namespace {

constexpr unsigned kMaxDepth = 200;
// Trail::depth. The body and `properties` are the resource itself: what lacks a property there is the resource.
constexpr uint8_t kInProperties = 1, kInside = 2;

uint8_t depth_after(uint8_t depth, std::string_view name) {
  return depth == 0 && equal_ignore_case(name, "properties") ? kInProperties : kInside;
}

uint32_t plus(uint32_t a, uint32_t b) { return a == UINT32_MAX || b == UINT32_MAX ? UINT32_MAX : a + b; }

bool has_symbolic_key(const Value& object) {
  auto members = object.object_members();
  return std::any_of(members.begin(), members.end(), [](const Member& each) { return each.symbolic_key != nullptr; });
}

/// An absent array has no elements, of which everything is true.
bool has_each(std::span<const PathStep> steps) {
  return std::any_of(steps.begin(), steps.end(), [](const PathStep& step) { return step.is_many(); });
}

/// `value`, placed where `at` was last used on its way.
Value as_used(const Value& value, const Value& at) {
  Value out = value.at(at.via && at.via->span.valid() ? at.via->span : at.span, at.because);
  out.via = at.via;
  return out;
}

bool is_in_body(FieldSource source) { return source == FieldSource::Body || source == FieldSource::Connections; }

}  // namespace

Tri ConditionEvaluator::truth(const Condition& condition, const Subject& subject) {
  if (!spend()) return Tri::Unknown;
  if (const auto* always = std::get_if<Always>(&condition.node)) return tri(always->value);
  if (const auto* all = std::get_if<AllOf>(&condition.node)) {
    Tri out = Tri::True;
    for (const Condition* each : all->items) {
      out = out && truth(*each, subject);
      if (out == Tri::False) break;
    }
    return out;
  }
  if (const auto* any = std::get_if<AnyOf>(&condition.node)) {
    Tri out = Tri::False;
    for (const Condition* each : any->items) {
      out = out || truth(*each, subject);
      if (out == Tri::True) break;
    }
    return out;
  }
  if (const auto* no = std::get_if<Not>(&condition.node)) return !truth(*no->item, subject);
  if (const auto* field = std::get_if<FieldTest>(&condition.node)) {
    return each_leaf(field->path, subject, field->platform_default,
                     [&](const Leaf& leaf, const Trail&) { return this->field(*field, leaf, subject); });
  }
  if (const auto* literal = std::get_if<ValueTest>(&condition.node)) return value(*literal, subject);
  if (const auto* counted = std::get_if<CountTest>(&condition.node)) {
    Interval many = each_element(*counted, subject, {}, {});
    return matches_count(counted->test, many.low, many.high);
  }
  if (const auto* related = std::get_if<RelatedTest>(&condition.node)) return each_partner(*related, subject, {});
  if (const auto* zones = std::get_if<ZonesTest>(&condition.node)) return each_zone(*zones, subject);
  if (const auto* named = std::get_if<RoleTest>(&condition.node)) {
    return each_leaf(named->path, subject, true,
                     [&](const Leaf& leaf, const Trail&) { return role(*named, subject, leaf); });
  }
  if (const auto* measured = std::get_if<MeasureTest>(&condition.node)) return measure(*measured, subject);
  if (const auto* counted = std::get_if<ResourcesTest>(&condition.node)) {
    Interval many = each_resource(*counted, subject, {});
    return matches_count(counted->test, many.low, many.high);
  }
  if (const auto* other = std::get_if<PolicyTest>(&condition.node)) return meets(*other, subject);
  if (const auto* allowed = std::get_if<PermitsTest>(&condition.node)) {
    return each_leaf(allowed->path, subject, false,
                     [&](const Leaf& leaf, const Trail&) { return permits(*allowed, leaf); });
  }
  if (const auto* denied = std::get_if<DeniedTest>(&condition.node)) return denied_before(*denied, subject);
  if (const auto* own = std::get_if<Delegated>(&condition.node)) return own->test->truth(*this, subject);
  return scope(std::get<ScopeTest>(condition.node), *subject.node);
}

// ---- one value ---------------------------------------------------------------------------------------------------

Tri ConditionEvaluator::value(const ValueTest& test, const Subject& subject) {
  Value literal = test.literal;
  if (test.current) {
    const Binding* at = binding(subject, test.name);
    if (!at) return Tri::Unknown;
    literal = test.key ? Value::text(at->key) : at->element;
  }
  return walk(
      literal, {}, {}, [&](const Leaf& leaf, const Trail&) { return this->test(test.test, leaf, subject); }, false);
}

const Binding* ConditionEvaluator::binding(const Subject& subject, std::string_view name) {
  // What is counted around a relation is visible in it.
  for (const Subject* at = &subject; at; at = at->outer) {
    for (const Binding* each = at->bindings; each; each = each->outer) {
      if (name.empty() || each->name == name) return each;
    }
  }
  return nullptr;
}

Value ConditionEvaluator::body_of(const FieldPath& path, const Subject& subject) {
  if (path.source != FieldSource::Connections) return source_value(path, *subject.node);
  auto [found, is_new] = connections_.try_emplace({subject.graph, subject.node->id});
  if (is_new) found->second = connections_of(*subject.graph, *subject.node, arena_, symbols());
  return found->second;
}

SymbolTable& ConditionEvaluator::symbols() {
  if (!symbols_) symbols_ = std::make_unique<SymbolTable>(arena_);
  return *symbols_;
}

Tri ConditionEvaluator::each_leaf(const FieldPath& given, const Subject& subject, bool platform_defaults,
                                  const LeafVisitor& visit) {
  const ResourceNode& node = *subject.node;
  const FieldPath path = path_for(given, node);
  LeafVisitor with_default = [&](const Leaf& leaf, const Trail& trail) {
    if (leaf.presence != Presence::Absent || !platform_defaults) return visit(leaf, trail);
    Leaf filled = platform_default(path, node);
    if (filled.presence == Presence::Absent && (path.platform_written || node.made)) filled.presence = Presence::Hidden;
    return visit(filled, trail);
  };
  if (path.source == FieldSource::Nowhere && has_each(path.steps)) return Tri::True;
  if (!is_in_body(path.source)) return walk(source_value(path, node), {}, {}, with_default, false);
  bool elsewhere = node.existing || ((node.made || path.platform_written) && has_each(path.steps));
  const Binding* nearest = nullptr;
  for (const Binding* each = subject.bindings; each; each = each->outer) {
    if (each->steps.empty() || !has_prefix(path.steps, each->steps)) continue;
    if (!nearest || each->steps.size() > nearest->steps.size()) nearest = each;
  }
  if (!nearest) return walk(body_of(path, subject), path.steps, {}, with_default, elsewhere);
  Trail trail{nearest->element.span, kInside};
  return walk(nearest->element, path.steps.subspan(nearest->steps.size()), trail, with_default, elsewhere);
}

Tri ConditionEvaluator::walk(const Value& at, std::span<const PathStep> steps, Trail trail, const LeafVisitor& visit,
                             bool existing) {
  if (!spend() || depth_ > kMaxDepth) return Tri::Unknown;
  if (at.is_symbol()) {
    ++depth_;
    Tri out = walk_symbol(at, steps, trail, visit, existing);
    --depth_;
    return out;
  }
  if (steps.empty()) return visit({at.is_null() ? Presence::Absent : Presence::Present, at}, trail);
  const PathStep& step = steps.front();
  std::span<const PathStep> rest = steps.subspan(1);
  if (step.each() && !at.is_null())
    return at.is_array() ? walk_each(at, rest, visit, existing) : walk(at, rest, trail, visit, existing);
  if (step.kind == StepKind::Deep && !at.is_null()) return walk_deep(at, steps, trail, visit, existing);
  if (step.kind == StepKind::Members && at.is_object()) return walk_members(at, rest, trail, visit, existing);
  if (step.kind == StepKind::Plain && at.is_object()) {
    if (trail.depth == kInside && at.span.valid()) trail.enclosing = at.span;
    trail.depth = depth_after(trail.depth, step.name);
    const Member* member = find_member(at, step.name, KeyCase::Insensitive);
    if (member && member->span.valid()) trail.member = member->span;
    if (member && !member->value.is_null()) return walk(member->value, rest, trail, visit, existing);
    if (!member && has_symbolic_key(at)) return visit({Presence::Hidden, at}, trail);
  }
  if (existing) return visit({Presence::Hidden, Value::null()}, trail);
  if (has_each(steps)) return Tri::True;
  return visit({Presence::Absent, Value::null()}, trail);
}

Tri ConditionEvaluator::walk_each(const Value& array, std::span<const PathStep> rest, const LeafVisitor& visit,
                                  bool existing) {
  Tri out = Tri::True;
  for (const Value& item : array.array_items()) {
    out = out && walk(item, rest, {item.span, kInside}, visit, existing);
    if (out == Tri::False) break;
  }
  return out;
}

Tri ConditionEvaluator::walk_members(const Value& object, std::span<const PathStep> rest, Trail trail,
                                     const LeafVisitor& visit, bool existing) {
  trail.enclosing = object.span.valid() ? object.span : trail.enclosing;
  trail.depth = kInside;
  Tri out = Tri::True;
  for (const Member& member : object.object_members()) {
    if (member.value.is_null()) continue;
    out = out && walk(member.value, rest, trail, visit, existing);
    if (out == Tri::False) break;
  }
  return out;
}

/// Everything below that is no list and no object; `steps` is the one deep step.
Tri ConditionEvaluator::walk_deep(const Value& at, std::span<const PathStep> steps, Trail trail,
                                  const LeafVisitor& visit, bool existing) {
  if (depth_ > kMaxDepth) return Tri::Unknown;
  if (!at.is_array() && !at.is_object()) return visit({Presence::Present, at}, trail);
  ++depth_;
  Tri out = at.is_array() ? walk_each(at, steps, visit, existing) : walk_members(at, steps, trail, visit, existing);
  --depth_;
  return out;
}

Tri ConditionEvaluator::walk_symbol(const Value& at, std::span<const PathStep> steps, Trail trail,
                                    const LeafVisitor& visit, bool existing) {
  const Symbol& symbol = *at.symbol;
  std::vector<Value> branches = alternatives(symbol);
  if (!branches.empty()) {
    Tri all = Tri::Unknown;
    for (size_t i = 0; i < branches.size(); ++i) {
      Value branch = branches[i];
      // The branches of a condition are written somewhere; what a parameter could be is decided where it is used.
      if (symbol.name != "if" || !branch.span.valid()) branch = as_used(branch, at);
      Tri one = walk(branch, steps, trail, visit, existing);
      if (i == 0) all = one;
      if (one != all) return Tri::Unknown;
    }
    return all;
  }
  if (steps.empty()) return visit({Presence::Present, at}, trail);
  std::span<const PathStep> rest = steps.subspan(1);
  bool deep = steps.front().kind == StepKind::Deep;
  if (steps.front().kind == StepKind::Members) return visit({Presence::Hidden, at}, trail);
  if (deep && pieces(symbol).empty()) return visit({Presence::Present, at}, trail);
  if (!deep && !steps.front().each()) {
    std::optional<Value> member = merged_member(symbol, steps.front().name);
    if (!member) return visit({Presence::Hidden, at}, trail);
    trail.depth = depth_after(trail.depth, steps.front().name);
    if (!member->is_null()) return walk(*member, rest, trail, visit, existing);
    return has_each(steps) ? Tri::True : visit({Presence::Absent, Value::null()}, trail);
  }
  std::vector<Piece> parts = pieces(symbol);
  if (parts.empty()) return visit({Presence::Hidden, at}, trail);
  Tri out = Tri::True;
  for (const Piece& part : parts) {
    Tri one = walk(part.value, part.array || deep ? steps : rest, {part.value.span, kInside}, visit, existing);
    // What may not be there cannot make it false.
    if (part.optional && one == Tri::False) one = Tri::Unknown;
    out = out && one;
  }
  return out;
}

// ---- counting ----------------------------------------------------------------------------------------------------

Interval ConditionEvaluator::each_element(const CountTest& given, const Subject& subject, const ElementVisitor& visit,
                                          const HiddenVisitor& hidden) {
  CountTest test = given;
  test.path = path_for(given.path, *subject.node);
  if (test.path.source == FieldSource::Nowhere) return {};
  if (test.path.steps.empty()) {
    Interval out;
    for (const Value& item : test.values) {
      Interval one = count_one(item, test, subject, visit);
      out = {plus(out.low, one.low), plus(out.high, one.high)};
    }
    return out;
  }
  const Binding* nearest = nullptr;
  for (const Binding* each = subject.bindings; each; each = each->outer) {
    if (each->steps.empty() || each->steps.size() >= test.path.steps.size() ||
        !has_prefix(test.path.steps, each->steps))
      continue;
    if (!nearest || each->steps.size() > nearest->steps.size()) nearest = each;
  }
  if (!nearest) return count(body_of(test.path, subject), test.path.steps, test, subject, visit, hidden);
  return count(nearest->element, test.path.steps.subspan(nearest->steps.size()), test, subject, visit, hidden);
}

Interval ConditionEvaluator::count_one(const Value& element, const CountTest& test, const Subject& subject,
                                       const ElementVisitor& visit, std::string_view key) {
  if (element.is_null()) return {};
  Binding binding{test.path.steps, test.name, element, subject.bindings, key};
  Subject inside = subject;
  inside.bindings = &binding;
  Tri counts = test.where ? truth(*test.where, inside) : Tri::True;
  if (visit) visit(binding, counts);
  return {counts == Tri::True ? 1u : 0u, counts == Tri::False ? 0u : 1u};
}

Interval ConditionEvaluator::count(const Value& at, std::span<const PathStep> steps, const CountTest& test,
                                   const Subject& subject, const ElementVisitor& visit, const HiddenVisitor& hidden) {
  if (!spend() || depth_ > kMaxDepth) return {0, UINT32_MAX};
  if (at.is_symbol()) {
    ++depth_;
    Interval out = count_symbol(at, steps, test, subject, visit, hidden);
    --depth_;
    return out;
  }
  if (steps.empty()) return count_one(at, test, subject, visit);
  const PathStep& step = steps.front();
  std::span<const PathStep> rest = steps.subspan(1);
  if (step.each() && !at.is_null()) {
    if (!at.is_array()) return count(at, rest, test, subject, visit, hidden);
    Interval out;
    for (const Value& item : at.array_items()) {
      Interval one = count(item, rest, test, subject, visit, hidden);
      out = {plus(out.low, one.low), plus(out.high, one.high)};
    }
    return out;
  }
  if (step.kind == StepKind::Members && at.is_object()) return count_members(at, rest, test, subject, visit, hidden);
  bool named = step.kind == StepKind::Plain && at.is_object();
  const Member* member = named ? find_member(at, step.name, KeyCase::Insensitive) : nullptr;
  if (member) return count(member->value, rest, test, subject, visit, hidden);
  bool known = !subject.node->existing && !subject.node->made && !test.path.platform_written &&
               !(at.is_object() && has_symbolic_key(at));
  if (known) return {};
  if (hidden) hidden(at);
  return {0, UINT32_MAX};
}

Interval ConditionEvaluator::count_members(const Value& object, std::span<const PathStep> rest, const CountTest& test,
                                           const Subject& subject, const ElementVisitor& visit,
                                           const HiddenVisitor& hidden) {
  Interval out;
  for (const Member& member : object.object_members()) {
    Interval one;
    if (!rest.empty()) {
      one = count(member.value, rest, test, subject, visit, hidden);
    } else {
      std::vector<Value> branches;
      if (member.value.is_symbol()) branches = alternatives(*member.value.symbol);
      if (branches.empty()) branches.push_back(member.value);
      one = {UINT32_MAX, 0};
      for (const Value& branch : branches) {
        Interval here = count_one(branch, test, subject, visit, member.key);
        one = {std::min(one.low, here.low), std::max(one.high, here.high)};
      }
    }
    out = {plus(out.low, one.low), plus(out.high, one.high)};
  }
  return out;
}

Interval ConditionEvaluator::count_symbol(const Value& at, std::span<const PathStep> steps, const CountTest& test,
                                          const Subject& subject, const ElementVisitor& visit,
                                          const HiddenVisitor& hidden) {
  const Symbol& symbol = *at.symbol;
  std::vector<Value> branches = alternatives(symbol);
  if (!branches.empty()) {
    Interval out{UINT32_MAX, 0};
    for (const Value& branch : branches) {
      Interval one = count(branch, steps, test, subject, visit, hidden);
      out = {std::min(out.low, one.low), std::max(out.high, one.high)};
    }
    return out;
  }
  // An element that is itself not known is there all the same.
  if (steps.empty()) return count_one(at, test, subject, visit);
  if (steps.front().kind == StepKind::Plain && !steps.front().each()) {
    if (std::optional<Value> member = merged_member(symbol, steps.front().name)) {
      return count(*member, steps.subspan(1), test, subject, visit, hidden);
    }
  } else if (std::vector<Piece> parts = pieces(symbol); steps.front().each() && !parts.empty()) {
    Interval out;
    for (const Piece& part : parts) {
      Interval one = count(part.value, part.array ? steps : steps.subspan(1), test, subject, visit, hidden);
      if (part.optional) one.low = 0;
      if (part.many && one.high > 0) one.high = UINT32_MAX;
      out = {plus(out.low, one.low), plus(out.high, one.high)};
    }
    return out;
  }
  if (hidden) hidden(at);
  return {0, UINT32_MAX};
}

// ---- defaults ----------------------------------------------------------------------------------------------------

Value ConditionEvaluator::value_of(const DataNode& node) {
  Value out;
  switch (node.kind) {
    case DataKind::Null:
      break;
    case DataKind::Bool:
      out = Value::of(node.boolean);
      break;
    case DataKind::Int:
      out = Value::of(node.integer);
      break;
    case DataKind::Double:
      out = Value::of(node.number);
      break;
    case DataKind::String:
      out = Value::text(node.text);
      break;
    case DataKind::List: {
      std::vector<Value> items;
      for (const DataNode& item : node.items) items.push_back(value_of(item));
      out = Value::array(arena_.copy(items));
      break;
    }
    case DataKind::Map: {
      std::vector<Member> members;
      for (const auto& [key, item] : node.members) members.push_back({key, nullptr, {}, value_of(item)});
      out = Value::object(arena_.copy(members));
      break;
    }
  }
  out.because = OriginKind::PlatformDefault;
  return out;
}

Leaf ConditionEvaluator::platform_default(const FieldPath& path, const ResourceNode& node) {
  std::vector<PlatformDefault> known = knowledge_.platform_defaults(node.type, node.api_version, path.text);
  if (known.size() > 1) return {Presence::Hidden, Value::null()};
  if (known.empty() || !known.front().value || known.front().value->kind == DataKind::Null) return {};
  return {Presence::Present, value_of(*known.front().value)};
}

}  // namespace ringfence
