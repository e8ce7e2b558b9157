#include "analyzer/policy/azure_policy_tests.h"

#include <algorithm>
#include <charconv>

#include "analyzer/policy/match.h"

namespace ringfence {
namespace {

bool is_error(const Value& value) { return value.is_symbol() && value.symbol->name == "@error"; }

bool is_negated(Operator op) { return op == Operator::NotEquals || op == Operator::NotIn; }

/// One side is a term that the other, known or not, may be equal to.
Tri compare_terms(const Test& test, const Leaf& leaf) {
  bool equality = test.op == Operator::Equals || test.op == Operator::In || is_negated(test.op);
  if (!equality || leaf.presence != Presence::Present) return Tri::Unknown;
  Tri any = Tri::False;
  for (const Value& each : test.operands) any = any || SymbolTable::same(leaf.value, each);
  return is_negated(test.op) ? !any : any;
}

std::optional<Value> to_bool(const Value& value) {
  if (value.is_bool()) return value;
  if (!value.is_string()) return std::nullopt;
  if (equal_ignore_case(value.str(), "true")) return Value::of(true);
  if (equal_ignore_case(value.str(), "false")) return Value::of(false);
  return std::nullopt;
}

std::optional<Value> to_text(const Value& value, Arena& arena) {
  if (value.is_string()) return value;
  if (value.is_bool()) return Value::text(value.boolean ? "true" : "false");
  if (value.is_int()) return Value::text(number_text(value, arena));
  return std::nullopt;
}

}  // namespace

std::optional<std::vector<Value>> operands_of(Operator op, const Value& operand, Arena& arena) {
  auto one = [](std::optional<Value> value) -> std::optional<std::vector<Value>> {
    if (!value) return std::nullopt;
    return std::vector<Value>{*value};
  };
  if (operand.is_symbol()) return one(operand);
  switch (op) {
    case Operator::Exists: return one(to_bool(operand));
    case Operator::In:
    case Operator::NotIn:
      if (!operand.is_array()) return std::nullopt;
      return std::vector<Value>(operand.array_items().begin(), operand.array_items().end());
    case Operator::Like:
    case Operator::NotLike:
    case Operator::Match:
    case Operator::NotMatch:
    case Operator::MatchInsensitively:
    case Operator::NotMatchInsensitively:
    case Operator::ContainsKey:
    case Operator::NotContainsKey: return one(to_text(operand, arena));
    default: return one(operand);
  }
}

Value without_blanks(const Value& location, Arena& arena) {
  if (!location.is_string() || location.str().find(' ') == std::string_view::npos) return location;
  std::string text(location.str());
  text.erase(std::remove(text.begin(), text.end(), ' '), text.end());
  Value out = Value::text(arena.copy(text)).at(location.span, location.because);
  out.via = location.via;
  return out;
}

Tri ExpressionTest::compare(const Test& with, const Leaf& leaf, ConditionEvaluator& evaluator) const {
  if (leaf.presence == Presence::Hidden) return Tri::Unknown;
  bool unknown = std::any_of(with.operands.begin(), with.operands.end(), has_symbol);
  if (unknown) return compare_terms(with, leaf);
  if (!is_location) return matches(with, leaf);
  return matches(with, {leaf.presence, without_blanks(leaf.value, evaluator.arena())});
}

/// The field that is looked at; nullopt: its name is not known.
std::optional<FieldPath> ExpressionTest::path(ConditionEvaluator& evaluator, const Subject& subject, Looked* looked) const {
  if (left == Left::Field) return field;
  PolicyExpressions expressions(*context, evaluator, subject);
  Value name = expressions.evaluate(expression);
  if (looked) looked->values.push_back(name);
  if (!name.is_string()) return std::nullopt;
  std::string problem;
  FieldPath out = context->table->field(name.str(), evaluator.arena(), problem);
  return problem.empty() ? std::optional<FieldPath>(out) : std::nullopt;
}

Tri ExpressionTest::truth(ConditionEvaluator& evaluator, const Subject& subject) const {
  PolicyExpressions expressions(*context, evaluator, subject);
  Test with = test;
  if (operand) {
    Value right = expressions.evaluate(operand);
    if (is_error(right)) return Tri::Unknown;
    auto operands = operands_of(test.op, right, evaluator.arena());
    if (!operands) return Tri::Unknown;
    with.operands = evaluator.arena().copy(*operands);
  }
  if (left == Left::Count) {
    bool number = with.operands.size() == 1 && with.operands[0].is_int();
    Interval many = evaluator.each_element(count, subject, {}, {});
    return number ? matches_count(with, many.low, many.high) : Tri::Unknown;
  }
  auto visit = [&](const Leaf& leaf, const Trail&) { return compare(with, leaf, evaluator); };
  if (left == Left::Value) {
    Value value = expressions.evaluate(expression);
    if (is_error(value)) return Tri::Unknown;
    return evaluator.each_branch(value, visit);
  }
  std::optional<FieldPath> at = path(evaluator, subject, nullptr);
  return at ? evaluator.each_leaf(*at, subject, true, visit) : Tri::Unknown;
}

Looked ExpressionTest::look(ConditionEvaluator& evaluator, const Subject& subject) const {
  Looked out;
  PolicyExpressions expressions(*context, evaluator, subject);
  if (operand) out.values.push_back(expressions.evaluate(operand));
  if (left == Left::Value) out.values.push_back(expressions.evaluate(expression));
  out.paths = expressions.paths();
  if (left == Left::Count) out.paths.push_back(count.path);
  if (left == Left::Field || left == Left::FieldName) {
    if (auto at = path(evaluator, subject, &out)) out.paths.insert(out.paths.begin(), *at);
  }
  return out;
}

}  // namespace ringfence
