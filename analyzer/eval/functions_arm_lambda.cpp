// Functions that take a lambda. Items may hold unknowns; over a collection that is not known, or when
// the outcome hangs on an unknown, the result is one term with the lambda's body for each(c) and
// index(c): map(<c>, <body>).
// Source: learn.microsoft.com, "Lambda functions for ARM templates", "Lambda functions for Bicep".

#include "analyzer/eval/functions_arm.h"

namespace ringfence::arm {
namespace {

Value index_value(size_t index) { return Value::of(static_cast<int64_t>(index)); }

/// The lambda's result for an item nobody knows.
Value body_for_each(CallContext& context, size_t lambda, const Value& collection) {
  const Value values[] = {make_term(context, "each", {&collection, 1}, SymbolType::Any),
                          make_term(context, "index", {&collection, 1}, SymbolType::Int)};
  return context.apply(lambda, values);
}

/// name(c, body, body...) with all lambdas from argument 1 on.
Value term_over(CallContext& context, SymbolType type) {
  std::vector<Value> args{context.args[0]};
  for (size_t i = 1; i < context.args.size(); ++i) {
    args.push_back(context.is_lambda(i) ? body_for_each(context, i, context.args[0]) : context.args[i]);
    if (is_error(args.back())) return args.back();
  }
  return make_term(context, context.name, args, type);
}

Value needs_lambda(CallContext& context, size_t argument) {
  return context.error(std::string(context.name) + "() expects a lambda as argument " + std::to_string(argument + 1));
}

/// Calls lambda 1 with each item of argument 0 and its index; `use` gets the item and the result, and says what stops the
/// loop: a value, or null to go on. Null at the end.
template <class Use>
Value for_each(CallContext& context, Use use) {
  const Value& list = context.args[0];
  for (size_t i = 0; i < list.size; ++i) {
    if (!context.spend(1)) return too_much(context);
    const Value values[] = {list.items[i], index_value(i)};
    const Value result = context.apply(1, values);
    if (is_error(result)) return result;
    const Value stopped = use(list.items[i], result);
    if (!stopped.is_null()) return stopped;
  }
  return Value::null();
}

Value map(CallContext& context) {
  if (!context.is_lambda(1)) return needs_lambda(context, 1);
  if (context.args[0].is_symbol()) return term_over(context, SymbolType::Array);
  if (!context.args[0].is_array()) return wrong_type(context, 0, "an array");
  std::vector<Value> out;
  const Value stopped = for_each(context, [&](const Value&, const Value& made) {
    out.push_back(made);
    return Value::null();
  });
  return stopped.is_null() ? make_array(context.arena(), out) : stopped;
}

Value filter(CallContext& context) {
  if (!context.is_lambda(1)) return needs_lambda(context, 1);
  if (context.args[0].is_symbol()) return term_over(context, SymbolType::Array);
  if (!context.args[0].is_array()) return wrong_type(context, 0, "an array");
  std::vector<Value> out;
  const Value stopped = for_each(context, [&](const Value& item, const Value& kept) -> Value {
    if (kept.is_symbol()) return term_over(context, SymbolType::Array);
    if (!kept.is_bool()) return context.error("filter() expects a lambda that gives a boolean, got " + std::string(kind_name(kept)));
    if (kept.boolean) out.push_back(item);
    return Value::null();
  });
  return stopped.is_null() ? make_array(context.arena(), out) : stopped;
}

Value reduce(CallContext& context) {
  if (!context.is_lambda(2)) return needs_lambda(context, 2);
  const Value& list = context.args[0];
  if (list.is_symbol()) {
    const Value values[] = {make_term(context, "previous", {&list, 1}, SymbolType::Any),
                            make_term(context, "each", {&list, 1}, SymbolType::Any),
                            make_term(context, "index", {&list, 1}, SymbolType::Int)};
    const Value body = context.apply(2, values);
    if (is_error(body)) return body;
    const Value args[] = {list, context.args[1], body};
    return make_term(context, "reduce", args, SymbolType::Any);
  }
  if (!list.is_array()) return wrong_type(context, 0, "an array");
  Value result = context.args[1];
  for (size_t i = 0; i < list.size; ++i) {
    if (!context.spend(1)) return too_much(context);
    const Value values[] = {result, list.items[i], index_value(i)};
    result = context.apply(2, values);
    if (is_error(result)) return result;
  }
  return result;
}

/// Merge sort by "the first comes before the second". Stable, and terminates whatever the lambda says.
class Sorter {
 public:
  explicit Sorter(CallContext& context) : context_(context) {}

  /// What stopped the sorting: an error, or a comparison that is not known. Null: sorted.
  Value stopped;

  void sort(std::vector<Value>& items) {
    if (items.size() < 2 || !stopped.is_null()) return;
    const auto middle = items.begin() + static_cast<std::ptrdiff_t>(items.size() / 2);
    std::vector<Value> left(items.begin(), middle), right(middle, items.end());
    sort(left);
    sort(right);
    size_t l = 0, r = 0;
    for (Value& place : items) {
      const bool take_right = l == left.size() || (r < right.size() && comes_before(right[r], left[l]));
      place = take_right ? right[r++] : left[l++];
    }
  }

 private:
  bool comes_before(const Value& a, const Value& b) {
    if (!stopped.is_null()) return false;
    if (!context_.spend(1)) {
      stopped = too_much(context_);
      return false;
    }
    const Value values[] = {a, b};
    const Value before = context_.apply(1, values);
    if (before.is_bool()) return before.boolean;
    stopped = before.is_symbol() ? before : context_.error("sort() expects a lambda that gives a boolean, got " + std::string(kind_name(before)));
    return false;
  }

  CallContext& context_;
};

Value sort_term(CallContext& context) {
  const Value& list = context.args[0];
  const Value values[] = {make_term(context, "each", {&list, 1}, SymbolType::Any),
                          make_term(context, "next", {&list, 1}, SymbolType::Any)};
  const Value args[] = {list, context.apply(1, values)};
  if (is_error(args[1])) return args[1];
  return make_term(context, "sort", args, SymbolType::Array);
}

Value sort(CallContext& context) {
  if (!context.is_lambda(1)) return needs_lambda(context, 1);
  const Value& list = context.args[0];
  if (list.is_symbol()) return sort_term(context);
  if (!list.is_array()) return wrong_type(context, 0, "an array");
  std::vector<Value> items(list.array_items().begin(), list.array_items().end());
  Sorter sorter(context);
  sorter.sort(items);
  if (is_error(sorter.stopped)) return sorter.stopped;
  if (!sorter.stopped.is_null()) return sort_term(context);
  return make_array(context.arena(), items);
}

/// The key that lambda 1 gives for an item: a string, an integer's text or an unknown. An error otherwise.
Value key_for(CallContext& context, std::span<const Value> values) {
  const Value key = context.apply(1, values);
  if (key.is_string() || key.is_symbol()) return key;
  return context.error(std::string(context.name) + "() expects a lambda that gives a string, got " + std::string(kind_name(key)));
}

Value value_for(CallContext& context, std::span<const Value> values) {
  return context.args.size() > 2 ? context.apply(2, values) : values[0];
}

bool has_lambdas(CallContext& context) {
  return context.is_lambda(1) && (context.args.size() < 3 || context.is_lambda(2));
}

Value to_object(CallContext& context) {
  if (!has_lambdas(context)) return needs_lambda(context, context.is_lambda(1) ? 2 : 1);
  const Value& list = context.args[0];
  if (list.is_symbol()) return term_over(context, SymbolType::Object);
  if (!list.is_array()) return wrong_type(context, 0, "an array");
  ObjectBuilder out(context.arena());
  for (size_t i = 0; i < list.size; ++i) {
    if (!context.spend(1)) return too_much(context);
    const Value values[] = {list.items[i], index_value(i)};
    const Value key = key_for(context, values);
    if (is_error(key)) return key;
    const Value value = value_for(context, values);
    if (is_error(value)) return value;
    out.set(key.is_symbol() ? Member{{}, key.symbol, {}, value} : Member{key.str(), nullptr, {}, value});
  }
  return out.build();
}

Value group_by(CallContext& context) {
  if (!has_lambdas(context)) return needs_lambda(context, context.is_lambda(1) ? 2 : 1);
  const Value& list = context.args[0];
  if (list.is_symbol()) return term_over(context, SymbolType::Object);
  if (!list.is_array()) return wrong_type(context, 0, "an array");
  std::vector<std::pair<std::string_view, std::vector<Value>>> groups;
  for (size_t i = 0; i < list.size; ++i) {
    if (!context.spend(1 + groups.size())) return too_much(context);
    const Value values[] = {list.items[i], index_value(i)};
    const Value key = key_for(context, values);
    if (is_error(key)) return key;
    if (key.is_symbol()) return term_over(context, SymbolType::Object);
    const Value value = value_for(context, values);
    if (is_error(value)) return value;
    auto group = groups.begin();
    while (group != groups.end() && !equal_ignore_case(group->first, key.str())) ++group;
    if (group == groups.end()) group = groups.insert(group, {key.str(), {}});
    group->second.push_back(value);
  }
  ObjectBuilder out(context.arena());
  for (const auto& [key, values] : groups) out.set(key, make_array(context.arena(), values));
  return out.build();
}

Value map_values(CallContext& context) {
  if (!context.is_lambda(1)) return needs_lambda(context, 1);
  const Value& object = context.args[0];
  if (object.is_symbol()) return term_over(context, SymbolType::Object);
  if (!object.is_object()) return wrong_type(context, 0, "an object");
  std::vector<Member> out;
  for (const Member& member : object.object_members()) {
    if (!context.spend(1)) return too_much(context);
    out.push_back(member);
    out.back().value = context.apply(1, {&member.value, 1});
    if (is_error(out.back().value)) return out.back().value;
  }
  return Value::object(context.arena().copy(out));
}

constexpr FunctionRow kRows[] = {
    {"filter", 2, 2, kSeesSymbols, SymbolType::Array, filter},
    {"groupby", 2, 3, kSeesSymbols, SymbolType::Object, group_by},
    {"map", 2, 2, kSeesSymbols, SymbolType::Array, map},
    {"mapvalues", 2, 2, kSeesSymbols, SymbolType::Object, map_values},
    {"reduce", 3, 3, kSeesSymbols, SymbolType::Any, reduce},
    {"sort", 2, 2, kSeesSymbols, SymbolType::Array, sort},
    {"toobject", 2, 3, kSeesSymbols, SymbolType::Object, to_object},
};

}  // namespace

std::span<const FunctionRow> lambda_rows() { return kRows; }

}  // namespace ringfence::arm
