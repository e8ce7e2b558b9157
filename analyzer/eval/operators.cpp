#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "analyzer/eval/decimal.h"
#include "analyzer/eval/evaluate.h"

namespace ringfence {
namespace {

/// The function that an operator is in ARM, so that both spellings give one term (DESIGN section 8, rule 7).
std::string_view function_of(BinaryOp op) {
  switch (op) {
    case BinaryOp::Add: return "add";
    case BinaryOp::Subtract: return "sub";
    case BinaryOp::Multiply: return "mul";
    case BinaryOp::Divide: return "div";
    case BinaryOp::Modulo: return "mod";
    case BinaryOp::Less: return "less";
    case BinaryOp::LessOrEqual: return "lessorequals";
    case BinaryOp::Greater: return "greater";
    case BinaryOp::GreaterOrEqual: return "greaterorequals";
    case BinaryOp::And: return "and";
    case BinaryOp::Or: return "or";
    case BinaryOp::Coalesce: return "coalesce";
    default: return "equals";
  }
}

bool is_arithmetic(BinaryOp op) { return op <= BinaryOp::Modulo; }
bool is_comparison(BinaryOp op) { return op >= BinaryOp::Less && op <= BinaryOp::GreaterOrEqual; }

double as_double(const Value& value) { return value.is_int() ? static_cast<double>(value.integer) : value.number; }

/// A double that is a whole number is an Int, as in Terraform's one number type.
Value from_double(double number) {
  if (std::abs(number) < 9e15 && number == std::floor(number)) return Value::of(static_cast<int64_t>(number));
  return Value::of(number);
}

std::optional<int64_t> integer_arithmetic(BinaryOp op, int64_t a, int64_t b) {
  int64_t out = 0;
  switch (op) {
    case BinaryOp::Add: return __builtin_add_overflow(a, b, &out) ? std::nullopt : std::optional(out);
    case BinaryOp::Subtract: return __builtin_sub_overflow(a, b, &out) ? std::nullopt : std::optional(out);
    case BinaryOp::Multiply: return __builtin_mul_overflow(a, b, &out) ? std::nullopt : std::optional(out);
    case BinaryOp::Divide: return b == 0 || (a == INT64_MIN && b == -1) ? std::nullopt : std::optional(a / b);
    default: return b == 0 || b == -1 ? std::nullopt : std::optional(a % b);
  }
}

std::optional<double> double_arithmetic(BinaryOp op, double a, double b) {
  switch (op) {
    case BinaryOp::Add: return decimal_sum(a, b).value_or(a + b);
    case BinaryOp::Subtract: return decimal_sum(a, -b).value_or(a - b);
    case BinaryOp::Multiply: return decimal_product(a, b).value_or(a * b);
    case BinaryOp::Divide: return b == 0 ? std::nullopt : std::optional(a / b);
    default: return b == 0 ? std::nullopt : std::optional(std::fmod(a, b));
  }
}

bool ordered(BinaryOp op, int order) {
  switch (op) {
    case BinaryOp::Less: return order < 0;
    case BinaryOp::LessOrEqual: return order <= 0;
    case BinaryOp::Greater: return order > 0;
    default: return order >= 0;
  }
}

}  // namespace

std::optional<Value> Evaluator::number_argument(const Value& value, const Traits& traits) {
  if (value.is_number()) return value;
  if (!traits.converts || !value.is_string() || value.size == 0 || value.size > 40) return {};
  const std::string copy(value.str());
  char* end = nullptr;
  const double number = std::strtod(copy.c_str(), &end);
  if (*end != '\0' || !std::isfinite(number)) return {};
  return from_double(number);
}

Value Evaluator::binary(BinaryOp op, const Value& left, const Value& right, Span span, const Traits& traits) {
  if (is_error(left)) return left;
  if (is_error(right)) return right;
  if (!weigh(left, span) || !weigh(right, span)) return limit("a value is too large", span);
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
    const double x = as_double(*a), y = as_double(*b);
    return Value::of(ordered(op, x < y ? -1 : x > y)).at(span);
  }
  if (a->is_int() && b->is_int() && (traits.integer_division || op != BinaryOp::Divide)) {
    if (const auto exact = integer_arithmetic(op, a->integer, b->integer)) return Value::of(*exact).at(span);
    if (op == BinaryOp::Modulo && b->integer == -1) return Value::of(int64_t{0}).at(span);
    if (traits.integer_division) {
      const char* why = b->integer == 0 ? "division by zero" : "the result does not fit into 64 bits";
      return error(fmt::format("{}(): {}", function_of(op), why), span);
    }
  }
  const auto number = double_arithmetic(op, as_double(*a), as_double(*b));
  if (!number || !std::isfinite(*number)) return error("division by zero", span);
  return from_double(*number).at(span);
}

Value Evaluator::logic(const BinaryExpr& binary, Value left, Span span, const Scope& scope) {
  const bool converts = traits_of(scope.module->dialect).converts;
  const bool absorbing = binary.op == BinaryOp::Or;
  if (converts && left.is_string()) left = Value::of(left.str() == "true");
  if (left.is_bool() && left.boolean == absorbing) return left.at(span, scope.because);
  Value right = evaluate(binary.right, scope);
  if (converts && right.is_string()) right = Value::of(right.str() == "true");
  if (!is_error(right) && !right.is_bool() && !right.is_symbol()) return error("this operator needs two booleans", span);
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
    if (!value.is_string()) return value.is_symbol() ? term("tolower", {value}, {SymbolType::String, {}, {}, {}, {}}) : value;
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
    if (traits.converts && operand.is_string()) operand = Value::of(operand.str() == "true");
    if (!operand.is_bool() && !operand.is_symbol()) return error("'!' needs a boolean", span);
    return term("not", {operand}).at(span, scope.because);
  }
  if (operand.is_int() && operand.integer != INT64_MIN) return Value::of(-operand.integer).at(span, scope.because);
  if (operand.kind == ValueKind::Double) return Value::of(-operand.number).at(span, scope.because);
  return binary(BinaryOp::Subtract, Value::of(int64_t{0}), operand, span, traits);
}

namespace {

/// Could the other branch of a conditional make another value of it? Strings and what is not known stay as they are.
bool may_convert(const Value& value) {
  return value.is_number() || value.is_bool() || ((value.is_array() || value.is_object()) && value.size > 0);
}

/// Is the branch that is not taken worth an evaluation to learn its type? Resources, modules and further choices are not.
bool tells_type(const Expr* expr) {
  const auto* reference = as<Reference>(expr);
  return as<StringLiteral>(expr) || as<IntLiteral>(expr) || as<BoolLiteral>(expr) || as<DoubleLiteral>(expr) ||
         as<Interpolation>(expr) || as<ObjectExpr>(expr) || as<ArrayExpr>(expr) ||
         (reference && (reference->kind == RefKind::Parameter || reference->kind == RefKind::Variable));
}

bool is_textual(const Value& value) {
  return value.is_string() || (value.is_symbol() && value.symbol->type == SymbolType::String);
}

bool is_primitive(const Value& value) { return value.is_number() || value.is_bool() || value.is_string(); }

bool any_text(const Value& collection) {
  if (collection.is_array()) return std::any_of(collection.items, collection.items + collection.size, is_textual);
  const auto members = collection.object_members();
  return std::any_of(members.begin(), members.end(), [](const Member& each) { return is_textual(each.value); });
}

bool same_keys(const Value& a, const Value& b) {
  const auto members = a.object_members();
  return a.size == b.size && std::all_of(members.begin(), members.end(), [&](const Member& each) {
           return each.symbolic_key || find_member(b, each.key, KeyCase::Sensitive);
         });
}

}  // namespace

/// Terraform gives both branches of a conditional one type (go-cty, convert/unify.go): a number beside a string is text,
/// so are the items of tuples of one length and the attributes of objects with the same names, one by one; those of
/// other tuples and objects, which become a list or a map, all together.
Value Evaluator::in_common_type(const Value& value, const Value& other, Span span, int depth) {
  if (depth > 32 || is_error(value) || is_error(other) || value.is_null() || other.is_null()) return value;
  const auto same_place = [&](Value made) {
    made.via = value.via;
    return made.at(value.span, value.because);
  };
  if (is_primitive(value)) {
    if (is_textual(other)) return value.is_string() ? value : same_place(to_text(value, traits_of(Dialect::Terraform)));
    const bool differ = other.is_array() || other.is_object() || (is_primitive(other) && !value.is_string() && value.is_bool() != other.is_bool());
    return differ ? error("both results of a conditional need one type", span) : value;
  }
  if (value.is_array() ? !other.is_array() : !value.is_object() || !other.is_object()) {
    return is_primitive(other) || other.is_array() || other.is_object() ? (value.is_symbol() ? value : error("both results of a conditional need one type", span)) : value;
  }
  const Value text = Value::text("");
  if (value.is_array()) {
    std::vector<Value> items(value.items, value.items + value.size);
    const bool each = value.size == other.size;
    if (!each && !any_text(value) && !any_text(other)) return value;
    for (size_t i = 0; i < items.size(); ++i) {
      if (each || is_primitive(items[i])) items[i] = in_common_type(items[i], each ? other.items[i] : text, span, depth + 1);
    }
    return same_place(Value::array(arena.copy(items)));
  }
  const bool each = same_keys(value, other);
  if (!each && !any_text(value) && !any_text(other)) return value;
  std::vector<Member> members(value.members, value.members + value.size);
  for (Member& member : members) {
    const Member* beside = each && !member.symbolic_key ? find_member(other, member.key, KeyCase::Sensitive) : nullptr;
    if (beside) member.value = in_common_type(member.value, beside->value, span, depth + 1);
    else if (!each && is_primitive(member.value)) member.value = in_common_type(member.value, text, span, depth + 1);
  }
  return same_place(Value::object(arena.copy(members)));
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
    if (traits_of(scope.module->dialect).converts && condition.is_string()) condition = Value::of(condition.str() == "true");
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
      if (terraform && may_convert(out) && tells_type(untaken)) out = in_common_type(out, evaluate(untaken, scope), span);
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
