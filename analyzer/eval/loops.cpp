#include <algorithm>

#include "analyzer/eval/evaluate.h"

namespace ringfence {
namespace {

bool is_empty(const Value& value) { return (value.is_array() || value.is_object()) && value.size == 0; }

}  // namespace

Value Evaluator::extent_of(const Expr* count, const Scope& scope) {
  const auto* call = as<CallExpr>(count);
  if (scope.module->dialect != Dialect::Arm || !call || call->args.size() != 1 ||
      !equal_ignore_case(call->name, "length")) {
    const Value value = open_set(evaluate(count, scope));
    // A variable may hold the length.
    const bool length = value.is_symbol() && value.symbol->name == "length" && value.symbol->args.size() == 1;
    return length ? value.symbol->args[0] : value;
  }
  const Value collection = open_set(evaluate(call->args[0], scope));
  if (collection.is_symbol()) return collection;
  if (collection.is_array() || collection.is_object() || collection.is_string()) return evaluate(count, scope);
  return error("the count is not a whole number", count->span);
}

LoopPlan Evaluator::plan_loop(const Loop& loop, const Scope& scope) {
  LoopPlan plan;
  const bool terraform = scope.module->dialect == Dialect::Terraform;
  const Expr* over = loop.collection ? loop.collection : loop.count;
  Value value = loop.count ? extent_of(over, scope) : open_set(evaluate(over, scope));
  if (is_error(value)) plan.failed = value;
  if (is_error(value) || handle_of(value)) value = finish(value, over->span);
  if (value.is_symbol() && value.symbol->name == "if") {
    // `enabled ? 1 : 0` and `enabled ? [...] : []`: what may be there is known. ARM counts `length(if(...))`.
    const auto branches = value.symbol->args;
    for (size_t i = 1; i <= 2; ++i) {
      const Value &some = branches[i], &none = branches[3 - i];
      const bool absent = is_empty(none) || (loop.count && none.is_int() && none.integer == 0);
      if (!absent || some.is_symbol()) continue;
      plan.condition = i == 1 ? branches[0] : term("not", {branches[0]});
      value = loop.count && (some.is_array() || some.is_object()) ? Value::of(static_cast<int64_t>(some.size)) : some;
      break;
    }
  }
  if (loop.count && terraform) {
    if (const auto number = number_argument(value, traits_of(Dialect::Terraform))) value = *number;
  }
  uint64_t count = 0;
  if (loop.collection && (value.is_array() || value.is_object())) {
    count = value.size;
  } else if (loop.count && value.is_int() && value.integer >= 0) {
    count = static_cast<uint64_t>(value.integer);
  } else if (!value.is_symbol()) {
    value = finish(error(loop.count ? "the count is not a whole number" : "there is nothing to loop over", over->span),
                   over->span);
  }
  planned_ += count;
  if (count > limits.loop || planned_ > uint64_t{5} * limits.instances || (count > 0 && !spend(count, over->span))) {
    value = limit("a loop is too long", over->span);
  }
  plan.collection = value;
  plan.kind = value.is_symbol() ? LoopPlan::Kind::Unknown : LoopPlan::Kind::Known;
  plan.count = plan.kind == LoopPlan::Kind::Known ? static_cast<uint32_t>(count) : 0;
  return plan;
}

const Local* Evaluator::bind_loop(const Loop& loop, const LoopPlan& plan, uint32_t iteration, const Local* outer,
                                  Dialect dialect, Value& key) {
  const auto push = [&](RefKind kind, std::string_view name, const Value& value) {
    outer = arena.make<Local>(Local{kind, name, value, outer, true});
  };
  const Value place = Value::of(static_cast<int64_t>(iteration));
  key = place;
  if (loop.count) {
    push(dialect == Dialect::Terraform ? RefKind::CountIndex : RefKind::CopyIndex, loop.copy_name, place);
    return outer;
  }
  const bool by_key = plan.collection.is_object();
  const Member* member = by_key ? &plan.collection.members[iteration] : nullptr;
  const Value item = member ? member->value : plan.collection.items[iteration];
  if (dialect != Dialect::Terraform) {
    push(RefKind::Local, loop.item, item);
    if (!loop.index.empty()) push(RefKind::Local, loop.index, place);
    return outer;
  }
  key = !member ? item : member->symbolic_key ? Value::of(member->symbolic_key) : Value::text(member->key);
  if (member) key = key.at(member->span);
  push(RefKind::EachKey, {}, key);
  push(RefKind::EachValue, {}, item);
  return outer;
}

const Local* Evaluator::bind_unknown(const Loop& loop, const LoopPlan& plan, const Value& asked, const Local* outer,
                                     Dialect dialect, Value& key) {
  const auto push = [&](RefKind kind, std::string_view name, const Value& value) {
    outer = arena.make<Local>(Local{kind, name, value, outer, true});
  };
  const Value& collection = plan.collection;
  SymbolFacts facts;
  facts.type = SymbolType::Int;
  facts.reason = SymbolReason::Loop;
  const Value own_index = asked.is_null() && collection.is_symbol() ? term("index", {collection}, facts) : asked;
  key = own_index;
  if (loop.count) {
    push(dialect == Dialect::Terraform ? RefKind::CountIndex : RefKind::CopyIndex, loop.copy_name, own_index);
    return outer;
  }
  if (dialect != Dialect::Terraform) {
    const Value item =
        collection.is_symbol() ? symbols.get(collection, own_index) : term("get", {collection, own_index});
    push(RefKind::Local, loop.item, plan.failed.is_null() ? item : plan.failed);
    if (!loop.index.empty()) push(RefKind::Local, loop.index, own_index);
    return outer;
  }
  // Terraform: the key of an unknown map is not its index.
  facts.type = SymbolType::String;
  const bool set =
      collection.is_symbol() && (collection.symbol->name == "toset" || collection.symbol->type == SymbolType::Array);
  const Value item = asked.is_null() ? term("each", {collection}) : term("get", {collection, asked});
  key = !asked.is_null() ? asked : set ? item : term("eachkey", {collection}, facts);
  push(RefKind::EachKey, {}, key);
  push(RefKind::EachValue, {}, set ? key : item);
  return outer;
}

Scope Evaluator::resource_locals(const ResourceEnv& env) {
  Scope scope;
  scope.module = env.set->module;
  scope.locals = env.locals;
  scope.resource = const_cast<ResourceEnv*>(&env);
  return scope;
}

Value Evaluator::open_set(const Value& value) {
  const Handle* handle = handle_of(value);
  if (!handle) return value;
  const auto open = [&](const auto& set, const Loop* loop) -> Value {
    if (!loop || set.plan.kind != LoopPlan::Kind::Known) return value;
    std::vector<Value> items;
    std::vector<Member> members;
    for (const auto* item : set.items) {
      Member member;
      if (item->key.is_string()) member.key = item->key.str();
      if (item->key.is_symbol()) member.symbolic_key = item->key.symbol;
      member.value = item->handle;
      items.push_back(item->handle);
      members.push_back(member);
    }
    const bool keyed = loop->collection && set.module->dialect == Dialect::Terraform;
    const Value all = keyed ? Value::object(arena.copy(members)) : Value::array(arena.copy(items));
    // Terraform's `x[*]` is read where there are some.
    if (set.plan.condition.is_null() || set.module->dialect == Dialect::Terraform) return all;
    return term("if", {set.plan.condition, all, Value::array({})});
  };
  if (handle->kind == HandleKind::ResourceSet) {
    const auto& set = *static_cast<ResourceSet*>(handle->target);
    return open(set, set.declaration->loop);
  }
  if (handle->kind == HandleKind::ModuleSet) {
    const auto& set = *static_cast<ModuleSet*>(handle->target);
    return open(set, set.call->loop);
  }
  return value;
}

}  // namespace ringfence
