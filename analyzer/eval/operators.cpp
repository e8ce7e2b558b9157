#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "analyzer/eval/big_number.h"
#include "analyzer/eval/evaluate.h"
#include "analyzer/eval/terraform_types.h"

namespace ringfence {
namespace {

/// The function that an operator is in ARM, so that both spellings give one term (DESIGN section 8, rule 7).
std::string_view function_of(BinaryOp op) {
  switch (op) {
    case BinaryOp::Add:
      return "add";
    case BinaryOp::Subtract:
      return "sub";
    case BinaryOp::Multiply:
      return "mul";
    case BinaryOp::Divide:
      return "div";
    case BinaryOp::Modulo:
      return "mod";
    case BinaryOp::Less:
      return "less";
    case BinaryOp::LessOrEqual:
      return "lessorequals";
    case BinaryOp::Greater:
      return "greater";
    case BinaryOp::GreaterOrEqual:
      return "greaterorequals";
    case BinaryOp::And:
      return "and";
    case BinaryOp::Or:
      return "or";
    case BinaryOp::Coalesce:
      return "coalesce";
    default:
      return "equals";
  }
}

bool is_arithmetic(BinaryOp op) { return op <= BinaryOp::Modulo; }
bool is_comparison(BinaryOp op) { return op >= BinaryOp::Less && op <= BinaryOp::GreaterOrEqual; }

std::optional<int64_t> integer_arithmetic(BinaryOp op, int64_t a, int64_t b) {
  int64_t out = 0;
  switch (op) {
    case BinaryOp::Add:
      return __builtin_add_overflow(a, b, &out) ? std::nullopt : std::optional(out);
    case BinaryOp::Subtract:
      return __builtin_sub_overflow(a, b, &out) ? std::nullopt : std::optional(out);
    case BinaryOp::Multiply:
      return __builtin_mul_overflow(a, b, &out) ? std::nullopt : std::optional(out);
    case BinaryOp::Divide:
      return b == 0 || (a == INT64_MIN && b == -1) ? std::nullopt : std::optional(a / b);
    default:
      return b == 0 || b == -1 ? std::nullopt : std::optional(a % b);
  }
}

std::optional<BigNumber> exact_arithmetic(BinaryOp op, const BigNumber& a, const BigNumber& b) {
  switch (op) {
    case BinaryOp::Add:
      return add(a, b);
    case BinaryOp::Subtract:
      return add(a, b.negated());
    case BinaryOp::Multiply:
      return multiply(a, b);
    case BinaryOp::Divide:
      return divide(a, b);
    default:
      return modulo(a, b);
  }
}

/// Terraform's numbers: whole ones fast where the result is one, all others with all their digits.
std::optional<Value> terraform_arithmetic(BinaryOp op, const Value& a, const Value& b, Arena& arena) {
  // Zero has a sign, which a negative factor or divisor gives it.
  const bool whole = a.is_int() && b.is_int() && !(a.integer == 0 && b.integer < 0) &&
                     !(b.integer == 0 && op >= BinaryOp::Multiply) && !(op == BinaryOp::Modulo && a.integer < 0);
  if (whole && (op != BinaryOp::Divide || (b.integer != -1 && a.integer % b.integer == 0))) {
    if (const auto exact = integer_arithmetic(op, a.integer, b.integer)) return Value::of(*exact);
  }
  const auto number = exact_arithmetic(op, big_of(a), big_of(b));
  return number ? std::optional(value_of(*number, arena)) : std::nullopt;
}

bool ordered(BinaryOp op, int order) {
  switch (op) {
    case BinaryOp::Less:
      return order < 0;
    case BinaryOp::LessOrEqual:
      return order <= 0;
    case BinaryOp::Greater:
      return order > 0;
    default:
      return order >= 0;
  }
}

}  // namespace

std::optional<Value> Evaluator::number_argument(const Value& value, const Traits& traits) {
  if (value.is_number()) return value;
  return traits.converts ? terraform_types::to_number(value, arena) : std::nullopt;
}

Value Evaluator::binary(BinaryOp op, const Value& left, const Value& right, Span span, const Traits& traits) {
  if (is_error(left)) return left;
  if (is_error(right)) return right;
  if (!weigh(left, span) || !weigh(right, span)) return limit("a value is too large", span);
  if (traits.converts && (op == BinaryOp::Equal || op == BinaryOp::NotEqual)) {
    const Tri same = terraform_types::equals(left, right, arena);
    if (same != Tri::Unknown) return Value::of((same == Tri::True) == (op == BinaryOp::Equal)).at(span);
  }
  if (op == BinaryOp::Equal) return term("equals", {left, right}).at(span);
  if (op == BinaryOp::NotEqual) return term("not", {term("equals", {left, right})}).at(span);
  if (left.is_symbol() || right.is_symbol()) {
    SymbolFacts facts;
    if (is_arithmetic(op) && traits.integer_division) facts.type = SymbolType::Int;
    return term(function_of(op), {left, right}, facts).at(span);
  }
  if (is_comparison(op) && left.is_string() && right.is_string() && !traits.converts) {
    return Value::of(ordered(op, left.str().compare(right.str()))).at(span);
  }
  const std::optional<Value> a = number_argument(left, traits), b = number_argument(right, traits);
  if (!a || !b) return error("this operator needs two numbers", span);
  if (is_comparison(op)) {
    const bool whole = a->is_int() && b->is_int();
    const int order =
        whole ? (a->integer < b->integer ? -1 : a->integer > b->integer) : compare(big_of(*a), big_of(*b));
    return Value::of(ordered(op, order)).at(span);
  }
  if (traits.converts) {
    const auto number = terraform_arithmetic(op, *a, *b, arena);
    const bool by_zero = op == BinaryOp::Divide && big_of(*b).is_zero();
    return number ? number->at(span) : error(by_zero ? "division by zero" : "the result is too large a number", span);
  }
  if (!a->is_int() || !b->is_int()) {
    const auto number = exact_arithmetic(op, big_of(*a), big_of(*b));
    if (!number) return error(fmt::format("{}(): division by zero", function_of(op)), span);
    const auto integer = number->to_int64();
    return (integer ? Value::of(*integer) : Value::of(number->nearest())).at(span);
  }
  if (const auto exact = integer_arithmetic(op, a->integer, b->integer)) return Value::of(*exact).at(span);
  if (op == BinaryOp::Modulo && b->integer == -1) return Value::of(int64_t{0}).at(span);
  const char* why = b->integer == 0 ? "division by zero" : "the result does not fit into 64 bits";
  return error(fmt::format("{}(): {}", function_of(op), why), span);
}

namespace {

/// Terraform converts "true" and "1" to a bool; anything else stays as it is.
Value as_condition(const Value& value) {
  const auto flag = value.is_string() ? terraform_types::to_bool(value) : std::nullopt;
  return flag ? Value::of(*flag).at(value.span, value.because) : value;
}

/// Can it be evaluated for its type alone? Not what names a resource or module, nor what is long.
bool tells_type(const Expr* expr, int& budget) {
  if (!expr) return true;
  if (--budget < 0) return false;
  const auto each = [&](std::span<const Expr* const> exprs) {
    return std::all_of(exprs.begin(), exprs.end(), [&](const Expr* one) { return tells_type(one, budget); });
  };
  if (const auto* reference = as<Reference>(expr)) {
    return reference->kind == RefKind::Parameter || reference->kind == RefKind::Variable ||
           reference->kind == RefKind::Local;
  }
  if (const auto* made = as<ObjectExpr>(expr)) {
    return std::all_of(made->items.begin(), made->items.end(), [&](const ObjectItem& item) {
      return tells_type(item.key, budget) && tells_type(item.value, budget);
    });
  }
  if (const auto* made = as<ArrayExpr>(expr)) {
    return std::all_of(made->items.begin(), made->items.end(),
                       [&](const ArrayItem& item) { return tells_type(item.value, budget); });
  }
  if (const auto* made = as<Interpolation>(expr)) return each(made->parts);
  if (const auto* made = as<MemberExpr>(expr)) return tells_type(made->object, budget);
  if (const auto* made = as<IndexExpr>(expr))
    return tells_type(made->object, budget) && tells_type(made->index, budget);
  if (const auto* made = as<CallExpr>(expr)) return !made->receiver && each(made->args);
  if (const auto* made = as<UnaryExpr>(expr)) return tells_type(made->operand, budget);
  if (const auto* made = as<BinaryExpr>(expr)) return tells_type(made->left, budget) && tells_type(made->right, budget);
  if (const auto* made = as<ConditionalExpr>(expr)) {
    return tells_type(made->condition, budget) && tells_type(made->then, budget) && tells_type(made->otherwise, budget);
  }
  if (const auto* made = as<ForExpr>(expr)) {
    return tells_type(made->collection, budget) && tells_type(made->key, budget) && tells_type(made->value, budget) &&
           tells_type(made->condition, budget);
  }
  return true;
}

bool tells_type(const Expr* expr) {
  int budget = 100;
  return tells_type(expr, budget);
}

}  // namespace

Value Evaluator::logic(const BinaryExpr& binary, Value left, Span span, const Scope& scope) {
  const bool converts = traits_of(scope.module->dialect).converts;
  const bool absorbing = binary.op == BinaryOp::Or;
  if (converts) left = as_condition(left);
  const bool decided = left.is_bool() && left.boolean == absorbing;
  // Terraform evaluates both sides; what the other one is matters only where it can be no condition at all.
  if (decided && (!converts || !tells_type(binary.right))) return left.at(span, scope.because);
  Value right = evaluate(binary.right, scope);
  if (converts) right = as_condition(right);
  if (decided && (is_error(right) || right.is_symbol())) return left.at(span, scope.because);
  if (!is_error(right) && !right.is_bool() && !right.is_symbol())
    return error("this operator needs two booleans", span);
  if (!left.is_bool() && !left.is_symbol()) return error("this operator needs two booleans", span);
  return term(function_of(binary.op), {left, right}).at(span, scope.because);
}

/// `a ?? b ?? c`: the first that is not null; of those that may be, a term.
Value Evaluator::coalesce(const BinaryExpr& first, Value left, Span span, const Scope& scope) {
  std::vector<Value> open;
  Value last;
  for (const BinaryExpr* at = &first;;) {
    if (!left.is_null()) open.push_back(left);
    if (!left.is_null() && !left.is_symbol()) break;
    const auto* more = as<BinaryExpr>(at->right);
    if (!more || more->op != BinaryOp::Coalesce || !spend(1, span)) {
      last = evaluate(at->right, scope);
      if (open.empty()) return last;
      if (!is_error(last)) open.push_back(last);  // else the others must have a value
      break;
    }
    at = more;
    left = evaluate(at->left, scope);
    if (is_error(left)) {
      if (open.empty()) return left;
      break;
    }
  }
  Value out = open.back();
  for (size_t i = open.size() - 1; i-- > 0;) out = term("coalesce", {open[i], out}).at(span, scope.because);
  return out;
}

Value Evaluator::binary(const BinaryExpr& binary, Value left, Span span, const Scope& scope) {
  const Traits& traits = traits_of(scope.module->dialect);
  const auto lower = [&](const Value& value) {
    if (!value.is_string())
      return value.is_symbol() ? term("tolower", {value}, {SymbolType::String, {}, {}, {}, {}}) : value;
    std::string copy(value.str());
    for (char& c : copy) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return text(copy);
  };
  if (is_error(left)) return left;
  if (binary.op == BinaryOp::And || binary.op == BinaryOp::Or) return logic(binary, left, span, scope);
  if (binary.op == BinaryOp::Coalesce) return coalesce(binary, left, span, scope);
  const Value right = evaluate(binary.right, scope);
  if (binary.op == BinaryOp::EqualIgnoreCase || binary.op == BinaryOp::NotEqualIgnoreCase) {
    if (is_error(right)) return right;
    const Value same = term("equals", {lower(left), lower(right)});
    return (binary.op == BinaryOp::EqualIgnoreCase ? same : term("not", {same})).at(span, scope.because);
  }
  Value out = this->binary(binary.op, left, right, span, traits);
  if (!is_error(out)) out.because = scope.because;
  return out;
}

Value Evaluator::unary(const UnaryExpr& unary, Span span, const Scope& scope) {
  const Traits& traits = traits_of(scope.module->dialect);
  Value operand = evaluate(unary.operand, scope);
  if (is_error(operand)) return operand;
  if (unary.op == UnaryOp::Not) {
    if (traits.converts) operand = as_condition(operand);
    if (!operand.is_bool() && !operand.is_symbol()) return error("'!' needs a boolean", span);
    return term("not", {operand}).at(span, scope.because);
  }
  if (traits.converts) {
    if (const auto number = number_argument(operand, traits))
      return value_of(big_of(*number).negated(), arena).at(span, scope.because);
  }
  if (operand.is_int() && operand.integer != INT64_MIN) return Value::of(-operand.integer).at(span, scope.because);
  return binary(BinaryOp::Subtract, Value::of(int64_t{0}), operand, span, traits);
}

/// Terraform gives both branches of a conditional one type: a number beside a string is text, a tuple beside a set is
/// one.
Value Evaluator::in_common_type(const Value& value, const Value& other, Span span) {
  if (is_error(value) || is_error(other) || value.is_null() || other.is_null() || value.is_symbol()) return value;
  if (!weigh(value, span) || !weigh(other, span)) return limit("a value is too large", span);
  const terraform_types::Type* types[] = {terraform_types::type_of(value, arena),
                                          terraform_types::type_of(other, arena)};
  const terraform_types::Type* common = terraform_types::unify(types, arena);
  if (common && terraform_types::same(*types[0], *common)) return value;
  const auto made = common ? terraform_types::convert(value, *common, arena) : std::nullopt;
  return made ? *made : error("both results of a conditional need one type", span);
}

Value Evaluator::conditional(const Value& condition, const Value& then, const Value& otherwise) {
  // A branch that cannot be evaluated is not the one that a working deployment takes.
  if (is_error(then)) return otherwise;
  if (is_error(otherwise)) return then;
  if (!weigh(then, then.span) || !weigh(otherwise, otherwise.span)) return limit("a value is too large", then.span);
  return term("if", {condition, then, otherwise});
}

Value Evaluator::conditional(const ConditionalExpr& first, Span span, const Scope& scope) {
  const bool terraform = scope.module->dialect == Dialect::Terraform;
  const Expr* untaken = nullptr;  // of the innermost choice that is decided
  struct Open {
    Value condition, then;
    Span span;
  };
  std::vector<Open> open;  // the choices that are not decided, outermost first
  Value out;
  for (const ConditionalExpr* at = &first;;) {
    Value condition = evaluate(at->condition, scope);
    if (terraform) condition = as_condition(condition);
    if (is_error(condition) || (!condition.is_bool() && !condition.is_symbol())) {
      out = is_error(condition) ? condition : error("the condition is not a boolean", at->condition->span);
      break;
    }
    const Expr* next = condition.is_bool() && condition.boolean ? at->then : at->otherwise;
    untaken = !condition.is_bool() ? nullptr : condition.boolean ? at->otherwise : at->then;
    if (condition.is_symbol()) open.push_back({condition, evaluate(at->then, scope), span});
    at = as<ConditionalExpr>(next);
    if (!at || !spend(1, span)) {
      out = evaluate(next, scope);
      if (terraform && untaken && tells_type(untaken)) out = in_common_type(out, evaluate(untaken, scope), span);
      break;
    }
    span = next->span;
  }
  for (size_t i = open.size(); i-- > 0;) {
    out = conditional(open[i].condition, open[i].then, out);
    if (out.is_symbol() && out.symbol->name == "if") out = out.at(open[i].span, scope.because);
  }
  return out;
}

}  // namespace ringfence
