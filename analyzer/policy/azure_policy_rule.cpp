#include "analyzer/policy/azure_policy_rule.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "analyzer/knowledge/lower_case.h"
#include "analyzer/policy/azure_policy_reader.h"
#include "analyzer/policy/field_path.h"
#include "analyzer/policy/match.h"

namespace ringfence {
namespace {

constexpr unsigned kMaxDepth = 60;

constexpr std::pair<std::string_view, Operator> kOperators[] = {
    {"equals", Operator::Equals},
    {"notEquals", Operator::NotEquals},
    {"in", Operator::In},
    {"notIn", Operator::NotIn},
    {"like", Operator::Like},
    {"notLike", Operator::NotLike},
    {"match", Operator::Match},
    {"notMatch", Operator::NotMatch},
    {"matchInsensitively", Operator::MatchInsensitively},
    {"notMatchInsensitively", Operator::NotMatchInsensitively},
    {"contains", Operator::Contains},
    {"notContains", Operator::NotContains},
    {"containsKey", Operator::ContainsKey},
    {"notContainsKey", Operator::NotContainsKey},
    {"exists", Operator::Exists},
    {"less", Operator::Less},
    {"lessOrEquals", Operator::LessOrEquals},
    {"greater", Operator::Greater},
    {"greaterOrEquals", Operator::GreaterOrEquals},
};

bool is_always(const Condition* condition, bool value) {
  const auto* always = std::get_if<Always>(&condition->node);
  return always && always->value == value;
}

bool is_about_type(const FieldPath& path) {
  bool kind = path.source == FieldSource::Body && path.steps.size() == 1 && equal_ignore_case(path.steps[0].name, "kind");
  return kind || path.source == FieldSource::Type || path.source == FieldSource::Name || path.source == FieldSource::FullName;
}

bool is_location(const FieldPath& path) {
  return path.of_types.empty() && path.steps.size() == 1 && equal_ignore_case(path.steps[0].name, "location");
}

bool is_order(Operator op) { return op >= Operator::Less && op <= Operator::GreaterOrEquals; }

bool passes_array(const FieldPath& path) {
  return std::any_of(path.steps.begin(), path.steps.end(), [](const PathStep& step) { return step.each(); });
}

std::optional<Value> whole_number(const Value& value) {
  if (value.is_int()) return value;
  int64_t out = 0;
  if (!value.is_string()) return std::nullopt;
  auto [end, error] = std::from_chars(value.chars, value.chars + value.size, out);
  bool good = error == std::errc() && end == value.chars + value.size && value.size > 0;
  return good ? std::optional<Value>(Value::of(out)) : std::nullopt;
}

}  // namespace

// ---- putting conditions together -------------------------------------------------------------------------------------

const Condition* AzureRuleCompiler::negation(const Condition* item) {
  if (const auto* known = std::get_if<Always>(&item->node)) return always(!known->value);
  if (const auto* no = std::get_if<Not>(&item->node)) return no->item;
  return make({Not{item}});
}

const Condition* AzureRuleCompiler::conjunction(const std::vector<const Condition*>& items) {
  std::vector<const Condition*> kept;
  for (const Condition* each : items) {
    if (is_always(each, false)) return each;
    if (!is_always(each, true)) kept.push_back(each);
  }
  if (kept.empty()) return always(true);
  return kept.size() == 1 ? kept[0] : make({AllOf{arena_.copy(kept)}});
}

const Condition* AzureRuleCompiler::disjunction(const std::vector<const Condition*>& items) {
  std::vector<const Condition*> kept;
  for (const Condition* each : items) {
    if (is_always(each, true)) return each;
    if (!is_always(each, false)) kept.push_back(each);
  }
  if (kept.empty()) return always(false);
  return kept.size() == 1 ? kept[0] : make({AnyOf{arena_.copy(kept)}});
}

AzureRuleCompiler::Part AzureRuleCompiler::fail(std::string problem) {
  if (problem_.empty()) problem_ = std::move(problem);
  return {always(false), always(false), always(false), std::nullopt};
}

AzureRuleCompiler::Part AzureRuleCompiler::leaf(const Condition* exact, bool about_type) {
  if (std::holds_alternative<Always>(exact->node) || about_type) {
    bool never = is_always(exact, false);
    return {exact, exact, exact, never ? std::optional<TypeSet>(TypeSet()) : std::nullopt};
  }
  return {exact, always(true), always(false), std::nullopt};
}

std::optional<Value> AzureRuleCompiler::constant(const Expr* expr) {
  PolicyExpressions expressions(context_, arena_, symbols_);
  Value out = expressions.evaluate(expr);
  if (!expressions.problem().empty()) fail(expressions.problem());
  if (missing_.empty()) missing_ = expressions.missing();
  if (expressions.needs_resource()) return std::nullopt;
  return out;
}

CompiledRule AzureRuleCompiler::compile(const Expr* rule) {
  Part whole = part(rule);
  return {whole.exact, whole.over, whole.types};
}

AzureRuleCompiler::Part AzureRuleCompiler::part(const Expr* rule) {
  if (!as<ObjectExpr>(rule)) return fail("a condition that is no object");
  if (++depth_ > kMaxDepth) return fail("conditions that are nested too deeply");
  Part out;
  if (const Expr* all = member_of(rule, "allOf")) out = junction(all, true);
  else if (const Expr* any = member_of(rule, "anyOf")) out = junction(any, false);
  else if (const Expr* no = member_of(rule, "not")) out = inverse(no);
  else if (const Expr* counted = member_of(rule, "count")) out = count(rule, counted);
  else if (const Expr* name = member_of(rule, "field")) out = field(rule, name);
  else if (const Expr* left = member_of(rule, "value")) out = value(rule, left);
  else if (member_of(rule, "source")) out = fail("a condition on the source of a request");
  else out = fail("a condition without field, value, count or logical operator");
  --depth_;
  return out;
}

AzureRuleCompiler::Part AzureRuleCompiler::junction(const Expr* list, bool all) {
  const auto* items = as<ArrayExpr>(list);
  if (!items) return fail(all ? "allOf that is no list" : "anyOf that is no list");
  std::vector<const Condition*> exact, over, under;
  std::optional<TypeSet> types;
  if (!all) types.emplace();
  for (const ArrayItem& item : items->items) {
    Part each = part(item.value);
    exact.push_back(each.exact);
    over.push_back(each.over);
    under.push_back(each.under);
    if (!all && is_always(each.exact, false)) continue;
    if (!all) {
      if (!each.types || !types) types.reset();
      else types->insert(each.types->begin(), each.types->end());
    } else if (each.types) {
      if (!types) types = each.types;
      else std::erase_if(*types, [&](const auto& type) { return !each.types->count(type.first); });
    }
  }
  auto join = [&](const std::vector<const Condition*>& of) { return all ? conjunction(of) : disjunction(of); };
  return {join(exact), join(over), join(under), std::move(types)};
}

AzureRuleCompiler::Part AzureRuleCompiler::inverse(const Expr* item) {
  Part each = part(item);
  return {negation(each.exact), negation(each.under), negation(each.over), std::nullopt};
}

// ---- leaves ----------------------------------------------------------------------------------------------------------

AzureRuleCompiler::Right AzureRuleCompiler::right(const Expr* rule, const Expr* left) {
  Right out;
  const Expr* operand = nullptr;
  for (const ObjectItem& item : as<ObjectExpr>(rule)->items) {
    if (item.value == left) continue;
    std::string_view key = text_of(item.key);
    auto is_it = [key](const auto& each) { return equal_ignore_case(each.first, key); };
    const auto* known = std::find_if(std::begin(kOperators), std::end(kOperators), is_it);
    if (known == std::end(kOperators)) {
      fail("operator '" + std::string(key) + "'");
      return out;
    }
    out.test.op = known->second;
    operand = item.value;
  }
  if (!operand) {
    fail("a condition without an operator");
    return out;
  }
  out.good = true;
  std::optional<Value> value = constant(operand);
  bool failed = value && value->is_symbol() && value->symbol->name == "@error";
  if (!value || failed) {
    out.dynamic = operand;
    return out;
  }
  auto operands = operands_of(out.test.op, *value, arena_);
  if (operands) {
    out.test.operands = arena_.copy(*operands);
  } else {
    out.good = false;
    fail("an operator with an operand of another kind");
  }
  return out;
}

/// `type` decides for which resources the definition is looked at, under the names that templates use.
AzureRuleCompiler::Part AzureRuleCompiler::type_test(const Test& test) {
  std::vector<Value> operands;
  TypeSet types;
  for (const Value& each : test.operands) {
    if (!each.is_string()) continue;
    std::string_view type = context_.table->template_type(each.str());
    operands.push_back(Value::text(arena_.copy(type)));
    types.emplace(lower(type), std::string(type));
  }
  FieldTest out;
  out.path.text = "type";
  out.path.source = FieldSource::Type;
  out.path.about_whom = true;
  out.test = {test.op, arena_.copy(operands)};
  Part made = leaf(make({out}), true);
  bool listed = test.op == Operator::Equals || test.op == Operator::In;
  if (listed && operands.size() == test.operands.size()) made.types = std::move(types);
  return made;
}

AzureRuleCompiler::Part AzureRuleCompiler::field(const Expr* rule, const Expr* name) {
  Right tested = right(rule, name);
  if (!tested.good) return fail("a field without a test");
  std::optional<Value> known = constant(name);
  auto delegated = std::make_unique<ExpressionTest>();
  delegated->context = &context_;
  delegated->test = tested.test;
  delegated->operand = tested.dynamic;
  if (!known || !known->is_string()) {
    delegated->left = ExpressionTest::Left::FieldName;
    delegated->expression = name;
    tests_.push_back(std::move(delegated));
    return leaf(make({Delegated{tests_.back().get()}}));
  }
  std::string problem;
  FieldPath path = context_.table->field(known->str(), arena_, problem);
  if (!problem.empty()) return fail(problem);
  bool symbolic = std::any_of(tested.test.operands.begin(), tested.test.operands.end(), has_symbol);
  if (path.source == FieldSource::Type && !tested.dynamic && !symbolic) return type_test(tested.test);
  if (main_path_.empty() && !is_about_type(path)) main_path_ = path.text;
  if (!tested.dynamic && !symbolic && !is_location(path)) {
    return leaf(make({FieldTest{path, tested.test}}), is_about_type(path));
  }
  delegated->left = ExpressionTest::Left::Field;
  delegated->field = path;
  delegated->is_location = is_location(path);
  if (delegated->is_location) {
    std::vector<Value> operands;
    for (const Value& each : tested.test.operands) operands.push_back(without_blanks(each, arena_));
    delegated->test.operands = arena_.copy(operands);
  }
  tests_.push_back(std::move(delegated));
  return leaf(make({Delegated{tests_.back().get()}}), is_about_type(path));
}

AzureRuleCompiler::Part AzureRuleCompiler::value(const Expr* rule, const Expr* left) {
  Right tested = right(rule, left);
  if (!tested.good) return fail("a value without a test");
  std::optional<Value> known = constant(left);
  bool failed = known && known->is_symbol() && known->symbol->name == "@error";
  bool symbolic = std::any_of(tested.test.operands.begin(), tested.test.operands.end(), has_symbol);
  if (known && !failed && !tested.dynamic && !symbolic) {
    Tri verdict = matches(tested.test, {known->is_null() ? Presence::Absent : Presence::Present, *known});
    if (verdict != Tri::Unknown) return leaf(always(verdict == Tri::True));
    ValueTest out;
    out.literal = *known;
    out.test = tested.test;
    return leaf(make({out}));
  }
  auto delegated = std::make_unique<ExpressionTest>();
  delegated->context = &context_;
  delegated->left = ExpressionTest::Left::Value;
  delegated->expression = left;
  delegated->test = tested.test;
  delegated->operand = tested.dynamic;
  tests_.push_back(std::move(delegated));
  return leaf(make({Delegated{tests_.back().get()}}));
}

AzureRuleCompiler::Part AzureRuleCompiler::count(const Expr* rule, const Expr* counted) {
  Right tested = right(rule, counted);
  if (!tested.good) return fail("a count without a test");
  CountTest out;
  if (const Expr* name = member_of(counted, "name")) out.name = text_of(name);
  if (const Expr* field = member_of(counted, "field")) {
    std::optional<Value> known = constant(field);
    std::string problem;
    if (!known || !known->is_string()) return fail("a count over a field whose name is an expression");
    out.path = context_.table->field(known->str(), arena_, problem);
    if (!problem.empty()) return fail(problem);
    if (!passes_array(out.path)) return fail("a count over a field without [*]");
    if (main_path_.empty()) main_path_ = out.path.text;
  } else if (const Expr* list = member_of(counted, "value")) {
    std::optional<Value> known = constant(list);
    if (!known) return fail("a count over a value of the resource");
    if (known->is_array()) out.values = known->array_items();
    else if (!known->is_symbol()) out.values = arena_.copy(std::span<const Value>(&*known, 1));
  } else {
    return fail("a count without field or value");
  }
  if (const Expr* where = member_of(counted, "where")) out.where = part(where).exact;
  out.test = tested.test;
  if (!tested.dynamic) {
    std::optional<Value> number = tested.test.operands.size() == 1 ? whole_number(tested.test.operands[0]) : std::nullopt;
    bool compared = tested.test.op == Operator::Equals || tested.test.op == Operator::NotEquals || is_order(tested.test.op);
    if (number && compared) {
      out.test.operands = arena_.copy(std::span<const Value>(&*number, 1));
      return leaf(make({out}));
    }
    bool awaits_parameter = !tested.test.operands.empty() && tested.test.operands[0].is_symbol();
    if (!awaits_parameter) return fail("a count compared with something else than a number");
  }
  auto delegated = std::make_unique<ExpressionTest>();
  delegated->context = &context_;
  delegated->left = ExpressionTest::Left::Count;
  delegated->count = out;
  delegated->test = tested.test;
  delegated->operand = tested.dynamic;
  tests_.push_back(std::move(delegated));
  return leaf(make({Delegated{tests_.back().get()}}));
}

}  // namespace ringfence
