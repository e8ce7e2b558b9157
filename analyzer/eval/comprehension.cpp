#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <vector>

#include "analyzer/eval/evaluate.h"
#include "analyzer/eval/terraform_types.h"

namespace ringfence {
namespace {

/// Items of a known collection in the order in which they are visited, each with its key.
struct Visit {
  Value key, item;
};

std::vector<Visit> visits_of(const Value& collection, bool sorted) {
  std::vector<Visit> out;
  out.reserve(collection.size);
  if (collection.is_array()) {
    for (uint32_t i = 0; i < collection.size; ++i) {
      out.push_back({collection.is_set() ? collection.items[i] : Value::of(static_cast<int64_t>(i)),
                     collection.items[i]});  // a set's items are their keys
    }
    return out;
  }
  for (const Member& member : collection.object_members()) {
    if (member.key == "@computed") continue;  // access.cpp
    out.push_back({member.symbolic_key ? Value::of(member.symbolic_key) : Value::text(member.key), member.value});
  }
  if (sorted) {
    std::stable_sort(out.begin(), out.end(), [](const Visit& a, const Visit& b) {
      return a.key.is_string() && b.key.is_string() && a.key.str() < b.key.str();
    });
  }
  return out;
}

/// Results under construction. A condition that is not known leaves the whole open.
class Results {
 public:
  Results(Evaluator& evaluator, const ForExpr& loop) : evaluator_(evaluator), loop_(loop) {}

  /// False: that key was there, and its value is replaced.
  bool add(const Value& key, const Value& value, const Value& condition, Span span) {
    if (condition.is_symbol()) open_conditions_.push_back(condition);
    if (!loop_.key) {
      items_.push_back(value);
      return true;
    }
    Member member;
    member.span = span;
    if (key.is_symbol()) {
      member.symbolic_key = key.symbol;
    } else {
      member.key = key.str();
    }
    member.value = value;
    const auto [place, fresh] = place_of(member);
    if (fresh) {
      members_.push_back(member);
      if (loop_.grouping) groups_.push_back({member.value});
      return true;
    }
    if (loop_.grouping) {
      groups_[place].push_back(member.value);
      return true;
    }
    members_[place] = member;
    return member.symbolic_key || !open_conditions_.empty();  // what may not be there may not clash
  }

  Value take(Span span) {
    Arena& arena = evaluator_.arena;
    for (size_t i = 0; i < groups_.size(); ++i) members_[i].value = Value::array(arena.copy(groups_[i]));
    const Value made = loop_.key ? Value::object(arena.copy(members_)) : Value::array(arena.copy(items_));
    if (open_conditions_.empty()) return made.at(span);
    SymbolFacts facts;
    facts.type = loop_.key ? SymbolType::Object : SymbolType::Array;
    return evaluator_.term("for", {made, Value::array(arena.copy(open_conditions_))}, facts).at(span);
  }

 private:
  /// Where the member of that key stands, or will.
  std::pair<size_t, bool> place_of(const Member& member) {
    if (member.symbolic_key) {
      const auto [found, fresh] = by_term_.try_emplace(member.symbolic_key, members_.size());
      return {found->second, fresh};
    }
    const auto [named, first] = by_name_.try_emplace(member.key, members_.size());
    return {named->second, first};
  }

  Evaluator& evaluator_;
  const ForExpr& loop_;
  std::vector<Value> items_, open_conditions_;
  std::vector<Member> members_;
  std::unordered_map<std::string_view, size_t> by_name_;
  std::unordered_map<const Symbol*, size_t> by_term_;
  std::vector<std::vector<Value>> groups_;
};

}  // namespace

Value Evaluator::comprehension(const ForExpr& loop, Span span, const Scope& scope) {
  const bool terraform = scope.module->dialect == Dialect::Terraform;
  const Expr* over = loop.collection ? loop.collection : loop.count;
  // A loop that became too large once is not tried again for each resource around it.
  if (too_large_.count(&loop)) return limit("a value is too large", span);
  Value collection = loop.count ? extent_of(over, scope) : open_set(evaluate(over, scope));
  if (is_error(collection)) return collection;
  if (collection.is_null() && terraform) return error("a null value cannot be looped over", over->span);

  Value representative;  // of instances that are not known: splat of a resource with an unknown count
  if (const Handle* handle = handle_of(collection)) {
    if (handle->kind == HandleKind::ResourceSet) {
      auto& set = *static_cast<ResourceSet*>(handle->target);
      collection = set.plan.collection;
      if (!set.items.empty()) representative = set.items[0]->handle;
    } else if (handle->kind == HandleKind::ModuleSet) {
      auto& set = *static_cast<ModuleSet*>(handle->target);
      collection = set.plan.collection;
      if (!set.items.empty()) representative = set.items[0]->handle;
    } else {
      collection = finish(collection, over->span);
    }
  }
  if (collection.is_int() && collection.integer > limits.loop) return limit("a loop is too long", span);
  const auto bound = [&](const Value& key, const Value& item, auto&& use) {
    Local first{loop.count ? RefKind::CopyIndex : RefKind::Local, loop.count ? loop.copy_name : loop.index, key,
                scope.locals};
    Local second{RefKind::Local, loop.item, item, loop.index.empty() && !loop.count ? scope.locals : &first};
    Scope inside = scope;
    inside.locals = loop.count ? &first : &second;
    return use(inside);
  };
  if (collection.is_symbol()) {
    SymbolFacts facts;
    facts.type = SymbolType::Int;
    facts.reason = SymbolReason::Loop;
    if (has_internal(collection)) collection = finish(collection, over->span);
    const Value place = term("index", {collection}, facts);
    const Value item = representative.is_null() ? symbols.get(collection, place) : representative;
    const bool keyed = terraform && collection.is_symbol() && collection.symbol->type != SymbolType::Array;
    const Value key =
        keyed ? term("eachkey", {collection}, {SymbolType::String, SymbolReason::Loop, false, false, {}}) : place;
    return bound(key, item, [&](const Scope& inside) {
      const Value body = evaluate(loop.value, inside);
      if (!loop.key) return term("map", {collection, body}, {SymbolType::Array, {}, {}, {}, {}}).at(span);
      const Value made_key = evaluate(loop.key, inside);
      return term("toobject", {collection, made_key, body}, {SymbolType::Object, {}, {}, {}, {}}).at(span);
    });
  }
  if (!(loop.count ? collection.is_int() : collection.is_array() || collection.is_object()))
    return error("there is nothing to loop over", over->span);
  const std::vector<Visit> visits =
      loop.count ? std::vector<Visit>(static_cast<size_t>(std::max<int64_t>(collection.integer, 0)))
                 : visits_of(collection, terraform);
  if (visits.size() > limits.loop) return limit("a loop is too long", span);
  Results results(*this, loop);
  uint32_t nodes = 0;
  for (size_t i = 0; i < visits.size(); ++i) {
    if (!spend(1, span)) return limit(kTooMuchWork, span);
    const Value key = loop.count || !terraform ? Value::of(static_cast<int64_t>(i)) : visits[i].key;
    const Value failed = bound(key, visits[i].item, [&](const Scope& inside) -> Value {
      Value condition = Value::of(true);
      if (loop.condition) condition = evaluate(loop.condition, inside);
      if (is_error(condition)) return condition;
      if (terraform && condition.is_string()) {
        if (const auto flag = terraform_types::to_bool(condition)) condition = Value::of(*flag);
      }
      if (terraform && !condition.is_bool() && !condition.is_symbol())
        return error("the condition of this loop is not a boolean", loop.condition->span);
      if (condition.is_bool() && !condition.boolean) return Value::null();
      Value made_key;
      if (loop.key) {
        made_key = to_text(evaluate(loop.key, inside), traits_of(scope.module->dialect));
        if (is_error(made_key)) return made_key;
        if (!made_key.is_string() && !made_key.is_symbol()) return error("the key of an object must be a string", span);
      }
      const Value made = evaluate(loop.value, inside);
      const auto weight = weigh(made, span, nodes);
      if (!weight) {
        too_large_.insert(&loop);
        return limit("a value is too large", span);
      }
      nodes = *weight;
      const bool added = results.add(made_key, made, condition, span);
      if (!added && terraform)
        return error(fmt::format("the key '{}' is made twice; '...' behind the value groups them", made_key.str()),
                     loop.key->span);
      return Value::null();
    });
    if (!failed.is_null()) return failed;
  }
  const Value made = results.take(span);
  // `[*]` of a list or set is a list.
  const bool splat = loop.item == "@item" && collection.is_array() && collection.shape != Shape::Plain;
  return splat && made.is_array() ? made.as(Shape::List) : made;
}

}  // namespace ringfence
