// abs, ceil, floor, log, max, min, parseint, pow, signum, sum.

#include <algorithm>
#include <array>
#include <cmath>

#include "analyzer/eval/decimal.h"
#include "analyzer/eval/functions_terraform.h"

namespace ringfence::terraform_library {

namespace {

/// Argument as the number that it is, whole ones kept whole.
Value number_argument(Arguments& arguments, CallContext& context, size_t index) {
  std::optional<Value> number = to_number(context.args[index]);
  return number ? *number : arguments.fail(index, "a number");
}

Value absolute(CallContext& context) {
  Arguments arguments(context);
  Value number = number_argument(arguments, context, 0);
  if (arguments.failed()) return number;
  if (number.is_int() && number.integer != INT64_MIN)
    return Value::of(number.integer < 0 ? -number.integer : number.integer);
  return number_value(std::abs(as_double(number)));
}

template <double (*Round)(double)>
Value rounded(CallContext& context) {
  Arguments arguments(context);
  Value number = number_argument(arguments, context, 0);
  return arguments.failed() || number.is_int() ? number : number_value(Round(number.number));
}
double round_up(double x) { return std::ceil(x); }
double round_down(double x) { return std::floor(x); }

Value logarithm(CallContext& context) {
  Arguments arguments(context);
  double number = arguments.number(0), base = arguments.number(1);
  if (arguments.failed()) return arguments.error();
  double result = std::log(number) / std::log(base);
  return std::isfinite(result) ? number_value(result) : context.error("log() has no finite result for these arguments");
}

template <bool Largest>
Value extreme(CallContext& context) {
  Arguments arguments(context);
  Value best;
  for (size_t i = 0; i < context.args.size(); ++i) {
    Value number = number_argument(arguments, context, i);
    if (arguments.failed()) return number;
    bool better = Largest ? as_double(number) > as_double(best) : as_double(number) < as_double(best);
    if (i == 0 || better) best = number;
  }
  return best;
}

int digit_value(char c, int64_t base) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'z') return c - 'a' + 10;
  if (c >= 'A' && c <= 'Z') return c - 'A' + (base > 36 ? 36 : 10);  // as Go's math/big: lower case first
  return 99;
}

Value parse_integer(CallContext& context) {
  Arguments arguments(context);
  std::string_view text = arguments.text(0);
  int64_t base = arguments.integer(1);
  if (arguments.failed()) return arguments.error();
  if (base < 2 || base > 62) return context.error("parseint() expects a base between 2 and 62");
  std::string_view digits = text;
  bool negative = digits.starts_with('-');
  if (negative || digits.starts_with('+')) digits.remove_prefix(1);
  int64_t value = 0;
  bool overflow = false;
  for (char c : digits) {
    int digit = digit_value(c, base);
    if (digit >= base) overflow = true;
    if (__builtin_mul_overflow(value, base, &value) || __builtin_add_overflow(value, digit, &value)) overflow = true;
  }
  if (digits.empty() || overflow) {
    return context.error("parseint() cannot read \"" + std::string(text) + "\" as a whole number of base " +
                         std::to_string(base));
  }
  return Value::of(negative ? -value : value);
}

Value power(CallContext& context) {
  Arguments arguments(context);
  Value base = number_argument(arguments, context, 0);
  Value exponent = number_argument(arguments, context, 1);
  if (arguments.failed()) return arguments.error();
  if (base.is_int() && exponent.is_int() && exponent.integer >= 0) {
    int64_t result = 1;
    bool overflow = false;
    for (int64_t i = 0; i < exponent.integer && !overflow && i < 64; ++i)
      overflow = __builtin_mul_overflow(result, base.integer, &result);
    if (!overflow && (exponent.integer <= 64 || base.integer == 0 || base.integer == 1)) return Value::of(result);
  }
  double result = std::pow(as_double(base), as_double(exponent));
  return std::isfinite(result) ? number_value(result) : context.error("pow() has no finite result for these arguments");
}

Value sign(CallContext& context) {
  Arguments arguments(context);
  double number = arguments.number(0);
  if (arguments.failed()) return arguments.error();
  return Value::of(static_cast<int64_t>(number > 0) - static_cast<int64_t>(number < 0));
}

Value sum(CallContext& context) {
  Arguments arguments(context);
  std::span<const Value> items = arguments.list(0);
  if (arguments.failed()) return arguments.error();
  if (items.empty()) return context.error("sum() expects a list that is not empty");
  int64_t whole = 0;
  double total = 0;
  bool exact = true;
  for (const Value& item : items) {
    std::optional<Value> number = to_number(item);
    if (!number) return context.error("sum() expects a list of numbers");
    total = decimal_sum(total, as_double(*number)).value_or(total + as_double(*number));
    exact = exact && number->is_int() && !__builtin_add_overflow(whole, number->integer, &whole);
  }
  return exact ? Value::of(whole) : number_value(total);
}

constexpr std::array kRows = {
    FunctionRow{"abs", 1, 1, kPlain, SymbolType::Any, absolute},
    FunctionRow{"ceil", 1, 1, kPlain, SymbolType::Int, rounded<round_up>},
    FunctionRow{"floor", 1, 1, kPlain, SymbolType::Int, rounded<round_down>},
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
