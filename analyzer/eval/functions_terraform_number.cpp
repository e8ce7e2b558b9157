// abs, ceil, floor, log, max, min, parseint, pow, signum, sum.

#include <algorithm>
#include <array>
#include <cmath>

#include "analyzer/eval/functions_terraform.h"

namespace ringfence::terraform_library {

namespace {

/// Argument as the number that it is, whole ones kept whole.
Value number_argument(Arguments& arguments, CallContext& context, size_t index) {
  std::optional<Value> number = to_number(context.args[index], context.arena());
  return number ? *number : arguments.fail(index, "a number");
}

Value absolute(CallContext& context) {
  Arguments arguments(context);
  const Value number = number_argument(arguments, context, 0);
  if (arguments.failed()) return number;
  const BigNumber exact = big_of(number);
  return exact.is_negative() ? value_of(exact.negated(), context.arena()) : number;
}

/// ceil (Direction 1) and floor (-1).
template <int Direction>
Value rounded(CallContext& context) {
  Arguments arguments(context);
  const Value number = number_argument(arguments, context, 0);
  if (arguments.failed() || number.is_int()) return number;
  const BigNumber exact = big_of(number), whole = exact.truncated();
  if (exact.is_integer()) return number;
  const bool away = exact.is_negative() == (Direction < 0);
  if (!away && whole.is_zero()) return Value::of(int64_t{0});
  return value_of(away ? *add(whole, BigNumber::of(int64_t{Direction})) : whole, context.arena());
}

Value logarithm(CallContext& context) {
  Arguments arguments(context);
  const double number = arguments.number(0), base = arguments.number(1);
  if (arguments.failed()) return arguments.error();
  const double result = std::log(number) / std::log(base);
  return std::isfinite(result) ? number_value(result, context.arena())
                               : context.error("log() has no finite result for these arguments");
}

template <bool Largest>
Value extreme(CallContext& context) {
  Arguments arguments(context);
  Value best;
  for (size_t i = 0; i < context.args.size(); ++i) {
    const Value number = number_argument(arguments, context, i);
    if (arguments.failed()) return number;
    const int order = i == 0 ? 0 : compare(big_of(number), big_of(best));
    if (i == 0 || (Largest ? order > 0 : order < 0)) best = number;
  }
  return best;
}

Value parse_integer(CallContext& context) {
  Arguments arguments(context);
  if (!context.args[0].is_string()) return arguments.fail(0, "a string");
  const std::string_view text = arguments.text(0);
  const int64_t base = arguments.integer(1);
  if (arguments.failed()) return arguments.error();
  if (base < 2 || base > 62) return context.error("parseint() expects a base between 2 and 62");
  const auto number = BigNumber::parse_integer(text, static_cast<uint32_t>(base));
  if (number) return value_of(*number, context.arena());
  return context.error("parseint() cannot read \"" + std::string(text) + "\" as a whole number of base " +
                       std::to_string(base));
}

/// As Terraform does, in doubles.
Value power(CallContext& context) {
  Arguments arguments(context);
  const double base = arguments.number(0), exponent = arguments.number(1);
  if (arguments.failed()) return arguments.error();
  const double result = std::pow(base, exponent);
  return std::isfinite(result) ? number_value(result, context.arena())
                               : context.error("pow() has no finite result for these arguments");
}

Value sign(CallContext& context) {
  Arguments arguments(context);
  const int64_t number = arguments.integer(0);
  if (arguments.failed()) return arguments.error();
  return Value::of(static_cast<int64_t>(number > 0) - static_cast<int64_t>(number < 0));
}

Value sum(CallContext& context) {
  Arguments arguments(context);
  std::span<const Value> items = arguments.list(0);
  if (arguments.failed()) return arguments.error();
  if (items.empty()) return context.error("sum() expects a list that is not empty");
  std::optional<BigNumber> total;
  for (const Value& item : items) {
    std::optional<Value> number = to_number(item, context.arena());
    if (!number) return context.error("sum() expects a list of numbers");
    total = total ? add(*total, big_of(*number)) : big_of(*number);
    if (!total) return context.error("sum() makes too large a number");
  }
  return value_of(*total, context.arena());
}

constexpr std::array kRows = {
    FunctionRow{"abs", 1, 1, kPlain, SymbolType::Any, absolute},
    FunctionRow{"ceil", 1, 1, kPlain, SymbolType::Int, rounded<1>},
    FunctionRow{"floor", 1, 1, kPlain, SymbolType::Int, rounded<-1>},
    FunctionRow{"log", 2, 2, kPlain, SymbolType::Any, logarithm},
    FunctionRow{"max", 1, 255, kPlain, SymbolType::Any, extreme<true>},
    FunctionRow{"min", 1, 255, kPlain, SymbolType::Any, extreme<false>},
    FunctionRow{"parseint", 2, 2, kPlain, SymbolType::Int, parse_integer},
    FunctionRow{"pow", 2, 2, kPlain, SymbolType::Any, power},
    FunctionRow{"signum", 1, 1, kPlain, SymbolType::Int, sign},
    FunctionRow{"sum", 1, 1, kPlain, SymbolType::Any, sum},
};

}  // namespace

std::span<const FunctionRow> number_rows() { return kRows; }

}  // namespace ringfence::terraform_library
