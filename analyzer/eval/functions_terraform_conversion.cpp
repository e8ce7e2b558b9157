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
  if (const auto flag = to_bool(value)) return Value::of(*flag);
  return context.error("tobool() expects true, false or one of these as a string");
}

Value to_number_function(CallContext& context) {
  const Value& value = context.args[0];
  if (value.is_null() || is_typed(value, SymbolType::Int)) return value;
  if (value.is_symbol()) return unknown_call(context, SymbolType::Any);
  std::optional<Value> number = to_number(value, context.arena());
  return number ? *number : context.error("tonumber() expects a number or a string that holds one");
}

Value to_string_function(CallContext& context) {
  const Value& value = context.args[0];
  if (value.is_null()) return value;
  if (value.is_symbol()) return context.symbols().concat(context.args);
  std::optional<std::string> text = primitive_text(value);
  return text ? context.text(*text) : context.error("tostring() expects a string, number or bool");
}

/// A collection of whatever its items have in common.
Value to_collection(CallContext& context, const terraform_types::Type& type, std::string_view words) {
  const auto made = terraform_types::convert(context.args[0], type, context.arena());
  if (made) return *made;
  const bool kind = type.kind == terraform_types::Kind::Map ? context.args[0].is_object() : context.args[0].is_array();
  return kind ? context.error(std::string(context.name) + "() expects items of one type")
              : Arguments(context).fail(0, words);
}

Value to_list(CallContext& context) {
  const Value& value = context.args[0];
  if (value.is_null() || is_typed(value, SymbolType::Array)) return value;
  if (value.is_symbol()) return unknown_call(context, SymbolType::Array);
  return to_collection(context, *terraform_types::list_of(nullptr, context.arena()), "a list, set or tuple");
}

Value to_set(CallContext& context) {
  const Value& value = context.args[0];
  if (value.is_null()) return value;
  if (value.is_symbol()) return unknown_call(context, SymbolType::Array);
  return to_collection(context, *terraform_types::set_of(nullptr, context.arena()), "a list, set or tuple");
}

Value to_map(CallContext& context) {
  const Value& value = context.args[0];
  if (value.is_null() || is_typed(value, SymbolType::Object)) return value;
  if (value.is_symbol()) return unknown_call(context, SymbolType::Object);
  return to_collection(context, *terraform_types::map_of(nullptr, context.arena()), "a map or object");
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
