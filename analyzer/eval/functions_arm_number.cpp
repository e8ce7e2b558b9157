// Numeric functions of ARM templates and Bicep: 64-bit integers, division truncates, overflow is an error.
// Source: learn.microsoft.com, "Numeric functions for ARM templates", "Numeric functions for Bicep".

#include <algorithm>
#include <charconv>
#include <cmath>

#include "analyzer/eval/functions_arm.h"

namespace ringfence::arm {
namespace {

template <class Operation>
Value arithmetic(CallContext& context, Operation operation) {
  for (size_t i = 0; i < 2; ++i)
    if (!context.args[i].is_int()) return wrong_type(context, i, "an integer");
  int64_t result = 0;
  if (operation(context.args[0].integer, context.args[1].integer, &result))
    return context.error(std::string(context.name) + "(): the result does not fit into 64 bits");
  return Value::of(result);
}

Value add(CallContext& context) {
  return arithmetic(context, [](int64_t a, int64_t b, int64_t* out) { return __builtin_add_overflow(a, b, out); });
}
Value sub(CallContext& context) {
  return arithmetic(context, [](int64_t a, int64_t b, int64_t* out) { return __builtin_sub_overflow(a, b, out); });
}
Value mul(CallContext& context) {
  return arithmetic(context, [](int64_t a, int64_t b, int64_t* out) { return __builtin_mul_overflow(a, b, out); });
}

Value divide(CallContext& context, bool remainder) {
  if (context.args[1].is_int() && context.args[1].integer == 0) return context.error(std::string(context.name) + "(): division by zero");
  return arithmetic(context, [remainder](int64_t a, int64_t b, int64_t* out) {
    if (a == INT64_MIN && b == -1) {
      *out = 0;
      return !remainder;
    }
    *out = remainder ? a % b : a / b;
    return false;
  });
}

Value div(CallContext& context) { return divide(context, false); }
Value mod(CallContext& context) { return divide(context, true); }

Value to_int(CallContext& context) {
  const Value& value = context.args[0];
  if (value.is_int() || (value.is_symbol() && value.symbol->type == SymbolType::Int)) return value;
  if (value.is_symbol()) return unknown(context, SymbolType::Int);
  if (value.kind == ValueKind::Double && value.number() == std::floor(value.number()) &&
      std::fabs(value.number()) < 9e18)
    return Value::of(static_cast<int64_t>(value.number()));
  if (!value.is_string()) return wrong_type(context, 0, "a string or an integer");
  std::string_view text = value.str();
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  if (text.size() > 1 && text.front() == '+' && text[1] != '-') text.remove_prefix(1);
  int64_t number = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
  if (result.ec != std::errc{} || result.ptr != text.data() + text.size())
    return context.error("int(): '" + std::string(value.str().substr(0, 40)) + "' is not an integer");
  return Value::of(number);
}

Value to_float(CallContext& context) {
  const Value& value = context.args[0];
  if (value.is_int()) return Value::of(static_cast<double>(value.integer));
  if (value.kind == ValueKind::Double) return value;
  if (!value.is_string()) return wrong_type(context, 0, "a string or a number");
  double number = 0;
  const char* end = value.str().data() + value.str().size();
  const auto result = std::from_chars(value.str().data(), end, number);
  if (result.ec != std::errc{} || result.ptr != end)
    return context.error("float(): '" + std::string(value.str().substr(0, 40)) + "' is not a number");
  return Value::of(number);
}

/// Of integers, or of one array of them.
Value extreme(CallContext& context, bool largest) {
  const bool one_array = context.args.size() == 1 && context.args[0].is_array();
  const auto numbers = one_array ? context.args[0].array_items() : context.args;
  if (numbers.empty()) return context.error(std::string(context.name) + "() expects at least one integer");
  for (size_t i = 0; i < numbers.size(); ++i) {
    if (numbers[i].is_int()) continue;
    if (!one_array) return wrong_type(context, i, "an integer");
    return context.error(std::string(context.name) + "() expects an array of integers, got one that holds " + std::string(kind_name(numbers[i])));
  }
  int64_t found = numbers[0].integer;
  for (const Value& number : numbers) found = largest ? std::max(found, number.integer) : std::min(found, number.integer);
  return Value::of(found);
}

Value max(CallContext& context) { return extreme(context, true); }
Value min(CallContext& context) { return extreme(context, false); }

/// copyIndex(), copyIndex(offset), copyIndex('loop'), copyIndex('loop', offset).
Value copy_index(CallContext& context) {
  std::string_view loop;
  size_t next = 0;
  if (!context.args.empty() && context.args[0].is_string()) loop = context.args[next++].str();
  Value offset = Value::of(int64_t{0});
  if (next < context.args.size()) offset = context.args[next++];
  if (next < context.args.size() || !offset.is_int()) return wrong_type(context, next == 0 ? 0 : next - 1, "an integer offset");
  const Value index = context.copy_index(loop);
  if (index.is_null()) {
    if (loop.empty()) return context.error("copyIndex() is used outside of a copy loop");
    return context.error("copyIndex(): there is no copy loop '" + std::string(loop) + "' around it");
  }
  if (offset.integer == 0 || is_error(index)) return index;
  if (index.is_int()) return Value::of(index.integer + std::clamp<int64_t>(offset.integer, INT32_MIN, INT32_MAX));
  const Value args[] = {index, offset};
  return make_term(context, "add", args, SymbolType::Int);
}

constexpr FunctionRow kRows[] = {
    {"add", 2, 2, kPlain, SymbolType::Int, add},
    {"copyindex", 0, 2, kPlain, SymbolType::Int, copy_index},
    {"div", 2, 2, kPlain, SymbolType::Int, div},
    {"float", 1, 1, kPlain, SymbolType::Any, to_float},
    {"int", 1, 1, kSeesSymbols, SymbolType::Int, to_int},
    {"max", 1, 255, kPlain, SymbolType::Int, max},
    {"min", 1, 255, kPlain, SymbolType::Int, min},
    {"mod", 2, 2, kPlain, SymbolType::Int, mod},
    {"mul", 2, 2, kPlain, SymbolType::Int, mul},
    {"sub", 2, 2, kPlain, SymbolType::Int, sub},
};

}  // namespace

std::span<const FunctionRow> number_rows() { return kRows; }

}  // namespace ringfence::arm
