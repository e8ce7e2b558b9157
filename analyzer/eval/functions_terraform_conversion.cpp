// tobool, tolist, tomap, tonumber, toset, tostring.

#include <array>

#include "analyzer/eval/functions_terraform.h"

namespace ringfence::terraform_library {

namespace {

bool is_typed(const Value& value, SymbolType type) { return value.is_symbol() && value.symbol->type == type; }

Value to_bool_function(CallContext& context) {
  const Value& value = context.args[0];
  if (value.is_null() || is_typed(value, SymbolType::Bool)) return value;
  if (value.is_symbol()) return unknown_call(context, SymbolType::Bool);
  bool text = value.is_string() && (value.str() == "true" || value.str() == "false");
  if (text || value.is_bool()) return Value::of(*to_bool(value));
  return context.error("tobool() expects true, false or one of these as a string");
}

Value to_number_function(CallContext& context) {
  const Value& value = context.args[0];
  if (value.is_null() || is_typed(value, SymbolType::Int)) return value;
  if (value.is_symbol()) return unknown_call(context, SymbolType::Any);
  std::optional<Value> number = to_number(value);
  return number ? *number : context.error("tonumber() expects a number or a string that holds one");
}

Value to_string_function(CallContext& context) {
  const Value& value = context.args[0];
  if (value.is_null()) return value;
  if (value.is_symbol()) return context.symbols().concat(context.args);
  std::optional<std::string> text = primitive_text(value);
  return text ? context.text(*text) : context.error("tostring() expects a string, number or bool");
}

Value to_list(CallContext& context) {
  const Value& value = context.args[0];
  if (value.is_null() || is_typed(value, SymbolType::Array)) return value;
  if (value.is_symbol()) return unknown_call(context, SymbolType::Array);
  if (!value.is_array()) return Arguments(context).fail(0, "a list, set or tuple");
  std::vector<Value> items(value.array_items().begin(), value.array_items().end());
  unify(context, items);
  return list_value(context, items);
}

Value to_set(CallContext& context) {
  const Value& value = context.args[0];
  if (value.is_null()) return value;
  if (value.is_symbol()) return unknown_call(context, SymbolType::Array);
  if (!value.is_array()) return Arguments(context).fail(0, "a list, set or tuple");
  std::vector<Value> items(value.array_items().begin(), value.array_items().end());
  make_set(context, items);
  return list_value(context, items);
}

Value to_map(CallContext& context) {
  const Value& value = context.args[0];
  if (value.is_null() || value.is_object() || is_typed(value, SymbolType::Object)) {
    if (!value.is_object()) return value;
    std::vector<Value> values;
    for (const Member& member : value.object_members()) values.push_back(member.value);
    unify(context, values);
    std::vector<Member> members(value.object_members().begin(), value.object_members().end());
    for (size_t i = 0; i < members.size(); ++i) members[i].value = values[i];
    return Value::object(context.arena().copy(members));
  }
  if (value.is_symbol()) return unknown_call(context, SymbolType::Object);
  return Arguments(context).fail(0, "a map or object");
}

constexpr std::array kRows = {
    FunctionRow{"tobool", 1, 1, kSeesSymbols, SymbolType::Bool, to_bool_function},
    FunctionRow{"tolist", 1, 1, kSeesSymbols, SymbolType::Array, to_list},
    FunctionRow{"tomap", 1, 1, kSeesSymbols, SymbolType::Object, to_map},
    FunctionRow{"tonumber", 1, 1, kSeesSymbols, SymbolType::Any, to_number_function},
    FunctionRow{"toset", 1, 1, kSeesSymbols, SymbolType::Array, to_set},
    FunctionRow{"tostring", 1, 1, kSeesSymbols, SymbolType::String, to_string_function},
};

}  // namespace

std::span<const FunctionRow> conversion_rows() { return kRows; }

}  // namespace ringfence::terraform_library
