// Logical and comparison functions. SymbolTable::make brings what stays unknown into the same form
// that the operators give.
//
// and, or, if and coalesce evaluate an argument only when the ones before it ask for it, as the
// engine does. An error in a branch that an unknown condition (or value, for coalesce) may skip is
// left out: the template deploys only if it is skipped.
// Source: learn.microsoft.com, "Logical functions for ARM templates", "Comparison functions for ARM templates".

#include <algorithm>

#include "analyzer/eval/functions_arm.h"

namespace ringfence::arm {
namespace {

bool is_unknown_bool(const Value& value) {
  return value.is_symbol() && (value.symbol->type == SymbolType::Bool || value.symbol->type == SymbolType::Any);
}

Value not_bool(CallContext& context, size_t argument, const Value& value) {
  return context.error(std::string(context.name) + "() expects a boolean as argument " + std::to_string(argument + 1) + ", got " +
                       std::string(kind_name(value)));
}

/// and (`absorbing` false), or (`absorbing` true).
Value junction(CallContext& context, bool absorbing) {
  std::vector<Value> open;
  for (size_t i = 0; i < context.argument_count(); ++i) {
    const Value value = context.evaluate(i);
    if (is_error(value)) return value;
    if (value.is_bool()) {
      if (value.boolean == absorbing) return value;
      continue;
    }
    if (!is_unknown_bool(value)) return not_bool(context, i, value);
    open.push_back(value);
  }
  if (open.empty()) return Value::of(!absorbing);
  return make_term(context, context.name, open, SymbolType::Bool);
}

Value logical_and(CallContext& context) { return junction(context, false); }
Value logical_or(CallContext& context) { return junction(context, true); }

Value logical_not(CallContext& context) {
  const Value& value = context.args[0];
  if (value.is_bool()) return Value::of(!value.boolean);
  if (!is_unknown_bool(value)) return wrong_type(context, 0, "a boolean");
  return unknown(context, SymbolType::Bool);
}

Value choose(CallContext& context) {
  const Value condition = context.evaluate(0);
  if (is_error(condition)) return condition;
  if (condition.is_bool()) return context.evaluate(condition.boolean ? 1 : 2);
  if (!is_unknown_bool(condition)) return not_bool(context, 0, condition);
  const Value branches[] = {condition, context.evaluate(1), context.evaluate(2)};
  if (is_error(branches[1])) return branches[2];
  if (is_error(branches[2])) return branches[1];
  return make_term(context, "if", branches, SymbolType::Any);
}

Value coalesce(CallContext& context) {
  std::vector<Value> open;
  for (size_t i = 0; i < context.argument_count(); ++i) {
    const Value value = context.evaluate(i);
    if (value.is_null()) continue;
    if (is_error(value)) {
      if (open.empty()) return value;
      break;
    }
    open.push_back(value);
    if (!value.is_symbol()) break;
  }
  if (open.empty()) return Value::null();
  if (open.size() == 1) return open[0];
  return make_term(context, "coalesce", open, SymbolType::Any);
}

Value equals(CallContext& context) {
  const Tri same = SymbolTable::same(context.args[0], context.args[1]);
  if (same != Tri::Unknown) return Value::of(same == Tri::True);
  return unknown(context, SymbolType::Bool);
}

template <class Test>
Value compare(CallContext& context, Test test) {
  const Value& left = context.args[0];
  const Value& right = context.args[1];
  if (left.is_string() && right.is_string()) return Value::of(test(left.str().compare(right.str()), 0));
  if (left.is_int() && right.is_int()) return Value::of(test(left.integer, right.integer));
  if (left.is_number() && right.is_number()) {
    const auto as_double = [](const Value& value) { return value.number(); };
    return Value::of(test(as_double(left), as_double(right)));
  }
  if (!left.is_number() && !left.is_string()) return wrong_type(context, 0, "an integer or a string");
  return wrong_type(context, 1, left.is_string() ? "a string" : "an integer");
}

Value less(CallContext& context) {
  return compare(context, [](auto a, auto b) { return a < b; });
}
Value less_or_equals(CallContext& context) {
  return compare(context, [](auto a, auto b) { return a <= b; });
}
Value greater(CallContext& context) {
  return compare(context, [](auto a, auto b) { return a > b; });
}
Value greater_or_equals(CallContext& context) {
  return compare(context, [](auto a, auto b) { return a >= b; });
}

Value to_bool(CallContext& context) {
  const Value& value = context.args[0];
  if (value.is_bool() || (value.is_symbol() && value.symbol->type == SymbolType::Bool)) return value;
  if (value.is_symbol()) return unknown(context, SymbolType::Bool);
  if (value.is_int()) return Value::of(value.integer != 0);
  if (!value.is_string()) return wrong_type(context, 0, "a string or an integer");
  if (equal_ignore_case(value.str(), "true")) return Value::of(true);
  if (equal_ignore_case(value.str(), "false")) return Value::of(false);
  return context.error("bool(): '" + std::string(value.str().substr(0, 40)) + "' is neither true nor false");
}

Value true_value(CallContext&) { return Value::of(true); }
Value false_value(CallContext&) { return Value::of(false); }
Value null_value(CallContext&) { return Value::null(); }

/// any() changes the type that the compiler sees, not the value.
Value any(CallContext& context) { return context.args[0]; }

Value fail(CallContext& context) {
  if (!context.args[0].is_string()) return wrong_type(context, 0, "a string");
  return context.error("fail(): " + std::string(context.args[0].str().substr(0, 400)));
}

constexpr uint8_t kBranches = kSeesSymbols | kSeesErrors | kLazy;

constexpr FunctionRow kRows[] = {
    {"and", 1, 255, kBranches, SymbolType::Bool, logical_and},
    {"any", 1, 1, kSeesSymbols, SymbolType::Any, any},
    {"bool", 1, 1, kSeesSymbols, SymbolType::Bool, to_bool},
    {"coalesce", 1, 255, kBranches, SymbolType::Any, coalesce},
    {"equals", 2, 2, kSeesSymbols, SymbolType::Bool, equals},
    {"fail", 1, 1, kPlain, SymbolType::Any, fail},
    {"false", 0, 0, kPlain, SymbolType::Bool, false_value},
    {"greater", 2, 2, kPlain, SymbolType::Bool, greater},
    {"greaterorequals", 2, 2, kPlain, SymbolType::Bool, greater_or_equals},
    {"if", 3, 3, kBranches, SymbolType::Any, choose},
    {"less", 2, 2, kPlain, SymbolType::Bool, less},
    {"lessorequals", 2, 2, kPlain, SymbolType::Bool, less_or_equals},
    {"not", 1, 1, kSeesSymbols, SymbolType::Bool, logical_not},
    {"null", 0, 0, kPlain, SymbolType::Any, null_value},
    {"or", 1, 255, kBranches, SymbolType::Bool, logical_or},
    {"true", 0, 0, kPlain, SymbolType::Bool, true_value},
};

}  // namespace

std::span<const FunctionRow> logic_rows() { return kRows; }

}  // namespace ringfence::arm
