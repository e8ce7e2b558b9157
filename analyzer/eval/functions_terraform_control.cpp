// Functions that choose: try, can, coalesce, one ...; sensitivity; and what the lowering calls
// ("@splat", "@dynamic", "@join").

#include <algorithm>
#include <array>

#include "analyzer/eval/functions_terraform.h"

namespace ringfence::terraform_library {

namespace {

/// Can evaluating it fail at deployment although it did not here? Access into something unknown can.
bool may_fail(const Value& value) { return value.is_symbol() && value.symbol->name == "get"; }

/// An error anywhere in it: of `[var.a.b]` the item fails, and with it the list.
bool has_failed(const Value& value, uint32_t depth = 0) {
  if (is_error(value)) return true;
  if (depth > 200) return false;
  if (value.is_array()) {
    return std::any_of(value.array_items().begin(), value.array_items().end(),
                       [&](const Value& item) { return has_failed(item, depth + 1); });
  }
  return value.is_object() && std::any_of(value.object_members().begin(), value.object_members().end(),
                                          [&](const Member& member) { return has_failed(member.value, depth + 1); });
}

/// The first argument that does not fail; one that may fail, and those after it, make a term.
Value try_each(CallContext& context) {
  std::vector<Value> open;
  Value last;
  for (size_t i = 0; i < context.argument_count(); ++i) {
    last = context.evaluate(i);
    if (has_failed(last)) continue;
    if (open.empty() && !may_fail(last)) return last;
    open.push_back(last);
    if (!may_fail(last)) break;
  }
  if (open.empty()) return last;  // all failed: the error of the last
  if (open.size() == 1) return open[0];
  return term(context, "try", open, SymbolType::Any);
}

Value can(CallContext& context) {
  Value value = context.evaluate(0);
  if (has_failed(value)) return Value::of(false);
  if (may_fail(value)) return term(context, "can", {&value, 1}, SymbolType::Bool);
  return Value::of(true);
}

bool is_empty_text(const Value& value) { return value.is_string() && value.size == 0; }

/// A string that has literal text in it is neither null nor empty.
bool surely_present(const Value& value, Arena& arena) {
  if (!value.is_symbol()) return true;
  std::span<const Value> parts = string_parts(value, arena);
  return std::any_of(parts.begin(), parts.end(), [](const Value& part) { return part.is_string() && part.size > 0; });
}

/// Terraform converts the arguments to one type first: beside a string, a number is text.
Value coalesce(CallContext& context) {
  std::vector<Value> items(context.args.begin(), context.args.end());
  if (!terraform_types::convert_all(items, context.arena())) {
    // Of lists and objects not all is known, as what a provider computes: those stay as they are.
    const bool plain = std::none_of(context.args.begin(), context.args.end(),
                                    [](const Value& each) { return each.is_array() || each.is_object(); });
    if (plain) return context.error("coalesce() expects arguments of one type");
    items.assign(context.args.begin(), context.args.end());
  }
  std::vector<Value> open;
  for (const Value& each : items) {
    if (each.is_null() || is_empty_text(each)) continue;
    open.push_back(each);
    if (surely_present(each, context.arena())) break;
  }
  if (open.empty()) return context.error("coalesce() found no argument that is neither null nor empty");
  return open.size() == 1 ? open[0] : term(context, "coalesce", open, SymbolType::Any);
}

Value coalesce_list(CallContext& context) {
  std::vector<Value> open;
  for (size_t i = 0; i < context.args.size(); ++i) {
    const Value& each = context.args[i];
    if (!each.is_null() && !each.is_symbol() && (!each.is_array() || each.is_set()))
      return Arguments(context).fail(i, "a list");
    if (each.is_null() || (each.is_array() && each.size == 0)) continue;
    open.push_back(each);
    if (!each.is_symbol()) break;
  }
  if (open.empty()) return context.error("coalescelist() found no list that is not empty");
  return open.size() == 1 ? open[0] : term(context, "coalescelist", open, SymbolType::Array);
}

Value one(CallContext& context) {
  const Value& list = context.args[0];
  if (list.is_symbol()) return unknown_call(context, SymbolType::Any);
  if (list.is_null()) return Value::null();
  if (!list.is_array()) return Arguments(context).fail(0, "a list");
  if (list.size > 1) return context.error("one() expects a list of no or one item");
  return list.size == 0 ? Value::null() : list.array_items()[0];
}

/// A secret keeps its identity and nothing else.
Value sensitive(CallContext& context) {
  SymbolFacts facts;
  facts.secure = true;
  if (context.args[0].is_symbol()) {
    facts.type = context.args[0].symbol->type;
    facts.reason = context.args[0].symbol->reason;
    if (context.args[0].symbol->secure) return context.args[0];
  }
  return context.symbols().make("sensitive", context.args, facts);
}

Value nonsensitive(CallContext& context) {
  const Value& value = context.args[0];
  return value.is_symbol() && value.symbol->name == "sensitive" ? value.symbol->args[0] : value;
}

Value is_sensitive(CallContext& context) {
  return Value::of(context.args[0].is_symbol() && context.args[0].symbol->secure);
}

Value same(CallContext& context) { return context.args[0]; }

/// What `[*]` loops over: a list as it is, null as nothing, anything else as a list of itself.
Value splat(CallContext& context) {
  const Value& value = context.args[0];
  if (value.is_null()) return Value::array({});
  if (value.is_array() || value.is_symbol()) return value;
  Value list = list_value(context, {value});
  return list.at(value.span, value.because);
}

Value pair(CallContext& context, const Value& key, const Value& value) {
  std::array<Member, 2> members = {Member{"key", nullptr, {}, key}, Member{"value", nullptr, {}, value}};
  return Value::object(context.arena().copy(std::span<const Member>(members)));
}

/// The items that a dynamic block loops over, each as { key, value }.
Value dynamic(CallContext& context) {
  const Value& value = context.args[0];
  std::vector<Value> items;
  if (value.is_symbol()) {
    // One representative item, in the words of the loop over the collection itself.
    Value key = term(context, "index", {&value, 1}, SymbolType::Any);
    Value item = term(context, "each", {&value, 1}, SymbolType::Any);
    const Value parts[] = {value, pair(context, key, item)};
    return term(context, "map", parts, SymbolType::Array);
  }
  if (value.is_array()) {
    int64_t index = 0;
    for (const Value& item : value.array_items()) items.push_back(pair(context, Value::of(index++), item));
  } else if (value.is_object()) {
    for (const Member& member : sorted_members(value)) {
      Value key = member.symbolic_key ? Value::of(member.symbolic_key) : Value::text(member.key);
      items.push_back(pair(context, key, member.value));
    }
  } else if (!value.is_null()) {
    return context.error("for_each of a dynamic block expects a list, set or map");
  } else {
    return context.error("for_each of a dynamic block is null");
  }
  return list_value(context, items);
}

/// The text of a `%{ for }`: one piece of each round.
Value join_pieces(CallContext& context) {
  const Value& list = context.args[0];
  if (list.is_symbol()) return unknown_call(context, SymbolType::String);
  return list.is_array() ? context.symbols().concat(list.array_items())
                         : context.error("a template's for has no pieces");
}

constexpr std::array kRows = {
    FunctionRow{"@dynamic", 1, 1, kSeesSymbols, SymbolType::Array, dynamic},
    FunctionRow{"@join", 1, 1, kSeesSymbols, SymbolType::String, join_pieces},
    FunctionRow{"@splat", 1, 1, kSeesSymbols, SymbolType::Array, splat},
    FunctionRow{"can", 1, 1, kLazy | kSeesErrors | kSeesSymbols, SymbolType::Bool, can},
    FunctionRow{"coalesce", 1, 255, kSeesSymbols, SymbolType::Any, coalesce},
    FunctionRow{"coalescelist", 1, 255, kSeesSymbols, SymbolType::Array, coalesce_list},
    FunctionRow{"ephemeralasnull", 1, 1, kSeesSymbols, SymbolType::Any, same},
    FunctionRow{"issensitive", 1, 1, kSeesSymbols, SymbolType::Bool, is_sensitive},
    FunctionRow{"nonsensitive", 1, 1, kSeesSymbols, SymbolType::Any, nonsensitive},
    FunctionRow{"one", 1, 1, kSeesSymbols, SymbolType::Any, one},
    FunctionRow{"sensitive", 1, 1, kSeesSymbols, SymbolType::Any, sensitive},
    FunctionRow{"try", 1, 255, kLazy | kSeesErrors | kSeesSymbols, SymbolType::Any, try_each},
};

}  // namespace

std::span<const FunctionRow> control_rows() { return kRows; }

}  // namespace ringfence::terraform_library
