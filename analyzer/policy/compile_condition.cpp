#include "analyzer/policy/compile_condition.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "analyzer/knowledge/lower_case.h"
#include "analyzer/policy/cidr.h"
#include "analyzer/policy/duration.h"
#include "analyzer/policy/field_path.h"
#include "analyzer/policy/made_from.h"
#include "analyzer/policy/match.h"
#include "analyzer/policy/policy_parameters.h"
#include "analyzer/policy/vocabulary.h"

namespace ringfence {
namespace {

constexpr unsigned kMaxDepth = 40;

/// The subject among the keys; the first one when there are several.
bool is_subject(std::string_view key) {
  auto words = subject_words();
  return std::any_of(words.begin(), words.end(), [&](const KeyWord& each) { return each.name == key; });
}

std::vector<std::string_view> names_of(std::span<const KeyWord> words) {
  std::vector<std::string_view> out;
  for (const KeyWord& each : words) out.push_back(each.name);
  return out;
}

bool is_text_of(const Value& value, bool (*good)(std::string_view)) { return value.is_string() && good(value.str()); }

}  // namespace

void ConditionCompiler::add_key_mistake(const DataNode& at, std::string_view key, std::vector<std::string_view> known) {
  std::string_view near = did_you_mean(key, known);
  errors_.add(at, near.empty() ? fmt::format("unknown key '{}'", key)
                               : fmt::format("unknown key '{}', did you mean '{}'?", key, near));
}

const DataNode* ConditionCompiler::referenced(const DataNode& node) {
  if (!node.is_map()) return &node;
  if (node.members.size() != 1) {
    errors_.add(node,
                "expected a value, { knowledge: NAME }, { param: NAME }, { field: PATH }, { judged: PATH } or { "
                "current: NAME }");
    return nullptr;
  }
  const auto& [kind, name] = node.members.front();
  if (kind == "knowledge") {
    const DataNode* found = knowledge_.constant(name.text);
    if (!found) errors_.add(name, fmt::format("no constant '{}' in knowledge/constants.yaml", name.text));
    return found;
  }
  if (kind == "param") {
    const DataNode* found = parameters_ ? parameters_->find(name.text) : nullptr;
    if (!found) errors_.add(name, fmt::format("no parameter '{}' in 'parameters'", name.text));
    return found ? &parameter_value(*found) : nullptr;
  }
  add_key_mistake(node, kind, {"knowledge", "param", "field", "judged", "current"});
  return nullptr;
}

Value ConditionCompiler::scalar(const DataNode& node) {
  switch (node.kind) {
    case DataKind::Bool:
      return Value::of(node.boolean);
    case DataKind::Int:
      return Value::of(node.integer);
    case DataKind::Double:
      return Value::of(node.number);
    case DataKind::String:
      return Value::text(arena_.copy(node.text));
    case DataKind::Null:
      errors_.add(node, "null is no operand: use 'exists: false'");
      break;
    case DataKind::List:
    case DataKind::Map:
      errors_.add(node, "expected a text, a number, true or false");
      break;
  }
  return Value::null();
}

void ConditionCompiler::operands(const DataNode& node, std::vector<Value>& out) {
  const DataNode* value = referenced(node);
  if (!value) return;
  if (!value->is_list()) return out.push_back(scalar(*value));
  for (const DataNode& item : value->items) {
    const DataNode* one = referenced(item);
    if (!one) continue;
    if (!one->is_list()) {
      out.push_back(scalar(*one));
      continue;
    }
    for (const DataNode& inner : one->items) out.push_back(scalar(inner));
  }
}

void ConditionCompiler::check_operands(const DataNode& at, std::string_view name, const Test& test) {
  auto all = [&](auto&& good) { return std::all_of(test.operands.begin(), test.operands.end(), good); };
  // A list that a project fills in may be empty.
  if (test.operands.empty() && !(at.is_map() && takes_list(test.op)))
    return errors_.add(at, fmt::format("'{}' needs a value", name));
  if (!takes_list(test.op) && test.operands.size() > 1) {
    return errors_.add(at, fmt::format("'{}' takes one value, not a list", name));
  }
  switch (operator_word(name)->takes) {
    case Takes::Bool:
      if (!test.operands[0].is_bool()) errors_.add(at, fmt::format("'{}' takes true or false", name));
      break;
    case Takes::Ranges:
      if (!all([](const Value& v) { return v.is_string() && !read_range_operand(v.str()).empty(); })) {
        errors_.add(at, fmt::format("'{}' takes address ranges, or any, private, public", name));
      }
      break;
    case Takes::WholeNumber:
    case Takes::Ports:
      if (!all([](const Value& v) { return v.is_int(); }))
        errors_.add(at, fmt::format("'{}' takes whole numbers", name));
      break;
    case Takes::Duration:
      if (!all([](const Value& v) {
            return is_text_of(v, [](std::string_view t) { return read_duration(t).has_value(); });
          })) {
        errors_.add(at, fmt::format("'{}' takes a duration like P90D or PT8H", name));
      }
      break;
    case Takes::Ingredients:
      if (!all([](const Value& v) {
            return is_text_of(v, [](std::string_view t) { return ingredient_of(t).has_value(); });
          })) {
        errors_.add(at, fmt::format("'{}' takes {}", name, fmt::join(ingredient_words(), ", ")));
      }
      break;
    case Takes::Text:
    case Takes::Ids:
      if (!all([](const Value& v) { return v.is_string(); })) errors_.add(at, fmt::format("'{}' takes a text", name));
      break;
    case Takes::Scalar:
    case Takes::List:
    case Takes::Pattern:
    case Takes::Comparable:
      break;
  }
}

/// `{ field: PATH }`, `{ judged: PATH }`, `{ current: NAME }`; null: none of these.
const Operand* ConditionCompiler::looked_up(const DataNode& node) {
  if (!node.is_map() || node.members.size() != 1) return nullptr;
  const auto& [kind, what] = node.members.front();
  Operand out;
  if (kind == "current") {
    out.source = OperandSource::Current;
    out.name = arena_.copy(what.text);
  } else if (kind == "field" || kind == "judged") {
    out.source = kind == "field" ? OperandSource::Field : OperandSource::Judged;
    out.path = path(what);
  } else {
    return nullptr;
  }
  return arena_.make<Operand>(out);
}

Test ConditionCompiler::test(const DataNode& node, std::initializer_list<std::string_view> own_keys) {
  Test out;
  const DataNode* used = nullptr;
  for (const auto& [key, value] : node.members) {
    if (std::find(own_keys.begin(), own_keys.end(), key) != own_keys.end()) continue;
    std::optional<OperatorWord> word = operator_word(key);
    if (!word) {
      std::vector<std::string_view> known(own_keys);
      for (const OperatorWord& each : operator_words()) known.push_back(each.name);
      add_key_mistake(value, key, std::move(known));
      used = used ? used : &value;
      continue;
    }
    if (used) {
      errors_.add(value, fmt::format("'{}' is a second operator: put each into its own condition", key));
      continue;
    }
    used = &value;
    out.op = word->op;
    if (word->takes != Takes::Bool && word->takes != Takes::Ingredients) out.looked_up = looked_up(value);
    if (out.looked_up) continue;
    std::vector<Value> values;
    size_t mistakes = errors_.items().size();
    operands(value, values);
    out.operands = arena_.copy(values);
    if (errors_.items().size() == mistakes) check_operands(value, key, out);
  }
  if (!used) errors_.add(node, "an operator is missing (equals, in, exists ...)");
  return out;
}

/// The test of a number that was counted.
Test ConditionCompiler::count_test(const DataNode& node, std::string_view subject) {
  Test out = test(node, {subject});
  bool comparison = out.op == Operator::Equals || out.op == Operator::NotEquals || out.op >= Operator::Less;
  comparison = comparison && out.op <= Operator::GreaterOrEquals && !out.looked_up;
  if (!comparison || (out.operands.size() == 1 && !out.operands[0].is_int())) {
    errors_.add(
        node,
        "a count is compared with a whole number by equals, notEquals, less, lessOrEquals, greater or greaterOrEquals");
  }
  return out;
}

FieldPath ConditionCompiler::path(const DataNode& node) {
  if (!node.is_string()) {
    errors_.add(node, "expected a path like properties.publicNetworkAccess");
    return {};
  }
  std::string error;
  FieldPath out = parse_field_path(node.text, arena_, error);
  if (!error.empty()) errors_.add(node, fmt::format("'{}' is no path: {}", node.text, error));
  return out;
}

FieldTest ConditionCompiler::field_test(const DataNode& node, std::string_view subject) {
  FieldTest out;
  out.test = test(node, {subject, "platform_default", "absent"});
  if (const DataNode* flag = node.find("platform_default")) {
    if (flag->kind != DataKind::Bool) errors_.add(*flag, "'platform_default' takes true or false");
    out.platform_default = flag->boolean;
  }
  if (const DataNode* absent = node.find("absent")) {
    bool unknown = absent->is_string() && absent->text == "unknown";
    if (!unknown && absent->kind != DataKind::Bool) errors_.add(*absent, "'absent' takes true, false or unknown");
    out.absent = unknown ? Tri::Unknown : tri(absent->boolean);
  }
  // "Is it there?" is a question about what is written, whatever Azure does without it.
  if (out.test.op == Operator::Exists) out.platform_default = false;
  return out;
}

Condition ConditionCompiler::field(const DataNode& node) {
  FieldTest out = field_test(node, "field");
  out.path = path(*node.find("field"));
  return {out};
}

/// "current(name)", "key(name)".
bool ConditionCompiler::is_call(const DataNode& node, std::string_view function, std::string_view& name) {
  std::string_view text = node.text;
  if (!node.is_string() || !text.starts_with(function) || !text.ends_with(")") || text[function.size()] != '(')
    return false;
  name = arena_.copy(text.substr(function.size() + 1, text.size() - function.size() - 2));
  return true;
}

Condition ConditionCompiler::value(const DataNode& node) {
  ValueTest out;
  const DataNode& operand = *node.find("value");
  bool measured = operand.is_map() && !operand.members.empty();
  if (measured) {
    std::vector<std::string_view> measures = names_of(measure_words());
    measured = std::find(measures.begin(), measures.end(), operand.members.front().first) != measures.end();
  }
  if (measured) return measure(node, operand);
  out.key = is_call(operand, "key", out.name);
  out.current = out.key || is_call(operand, "current", out.name);
  if (!out.current) {
    const DataNode* literal = referenced(operand);
    if (literal && literal->is_list()) {
      std::vector<Value> items;
      for (const DataNode& item : literal->items) items.push_back(scalar(item));
      out.literal = Value::array(arena_.copy(items));
    } else if (literal) {
      out.literal = scalar(*literal);
    }
  }
  out.test = test(node, {"value"});
  return {out};
}

Condition ConditionCompiler::count(const DataNode& node, unsigned depth) {
  CountTest out;
  const DataNode& what = *node.find("count");
  out.test = count_test(node, "count");
  if (!what.is_map()) {
    errors_.add(what, "expected { field: PATH[*], where: ... }");
    return {out};
  }
  errors_.check_keys(what, {"field", "value", "where", "name"});
  const DataNode* field = what.find("field");
  const DataNode* value = what.find("value");
  if ((field != nullptr) == (value != nullptr)) errors_.add(what, "expected one of 'field' and 'value'");
  if (field) {
    out.path = path(*field);
    bool each =
        std::any_of(out.path.steps.begin(), out.path.steps.end(), [](const PathStep& step) { return step.is_many(); });
    bool deep = !out.path.steps.empty() && out.path.steps.back().kind == StepKind::Deep;
    if (field->is_string() && (!each || deep)) errors_.add(*field, "a counted path needs [*]");
  }
  if (value) {
    std::vector<Value> items;
    operands(*value, items);
    out.values = arena_.copy(items);
  }
  if (const DataNode* name = what.find("name")) out.name = arena_.copy(name->text);
  if (const DataNode* where = what.find("where")) out.where = compile(*where, depth + 1);
  return {out};
}

Condition ConditionCompiler::role(const DataNode& node) {
  RoleTest out;
  if (!node.is_map()) {
    errors_.add(node, "expected { field: PATH, in: ROLES }");
    return {out};
  }
  errors_.check_keys(node, {"field", "in", "equals"});
  if (const DataNode* field = node.find("field"))
    out.path = path(*field);
  else
    errors_.add(node, "'field' is missing");
  const DataNode* roles = node.find("in") ? node.find("in") : node.find("equals");
  if (!roles) {
    errors_.add(node, "'in' is missing");
    return {out};
  }
  std::vector<Value> names;
  operands(*roles, names);
  std::vector<std::string_view> guids;
  for (const Value& name : names) {
    const Role* known = name.is_string() ? knowledge_.role(name.str()) : nullptr;
    if (!known) {
      errors_.add(*roles,
                  fmt::format("'{}' is no built-in role of knowledge/roles.yaml", name.is_string() ? name.str() : "?"));
      continue;
    }
    guids.push_back(arena_.copy(lower(known->guid)));
    out.owner = out.owner || known->name == "Owner";
  }
  out.guids = arena_.copy(guids);
  return {out};
}

Condition ConditionCompiler::scope_level(const DataNode& node) {
  ScopeTest out;
  auto add = [&](const DataNode& each) {
    auto known = std::find(std::begin(kScopeLevels), std::end(kScopeLevels), each.text);
    if (known == std::end(kScopeLevels)) {
      errors_.add(each,
                  fmt::format("'{}' is no scope level: resource, resourceGroup, subscription, managementGroup, tenant",
                              each.text));
    } else {
      out.levels = static_cast<uint8_t>(out.levels | 1u << (known - std::begin(kScopeLevels)));
    }
  };
  if (node.is_list()) {
    for (const DataNode& each : node.items) add(each);
  } else {
    add(node);
  }
  return {out};
}

std::span<const Condition* const> ConditionCompiler::list(const DataNode& node, std::string_view key, unsigned depth) {
  std::vector<const Condition*> out;
  if (!node.is_list() || node.items.empty()) errors_.add(node, fmt::format("'{}' takes a list of conditions", key));
  for (const DataNode& item : node.items) out.push_back(compile(item, depth + 1));
  return arena_.copy(out);
}

const Condition* ConditionCompiler::compile(const DataNode& node, unsigned depth) {
  if (node.kind == DataKind::Bool) return make(Always{node.boolean});
  if (!node.is_map() || depth > kMaxDepth) {
    errors_.add(node, depth > kMaxDepth ? "too deep" : "expected a condition");
    return make(Always{});
  }
  std::string_view subject;
  for (const auto& [key, value] : node.members) {
    if (!is_subject(key)) continue;
    if (!subject.empty())
      errors_.add(value, fmt::format("'{}' beside '{}': a condition has one subject", key, subject));
    subject = key;
  }
  if (subject.empty()) {
    std::vector<std::string_view> subjects = names_of(subject_words());
    std::string_view key = node.members.empty() ? std::string_view() : std::string_view(node.members.front().first);
    std::string_view near = did_you_mean(key, subjects);
    errors_.add(node, fmt::format("expected a condition with one of {}{}", fmt::join(subjects, ", "),
                                  near.empty() ? "" : fmt::format("; did you mean '{}'?", near)));
    return make(Always{});
  }
  const DataNode& inner = *node.find(subject);
  if (subject == "field") return arena_.make<Condition>(field(node));
  if (subject == "value") return arena_.make<Condition>(value(node));
  if (subject == "count") return arena_.make<Condition>(count(node, depth));
  if (subject == "resources") return arena_.make<Condition>(resources(node, depth));
  if (subject == "anyField" || subject == "allFields") return fields(node, subject);
  errors_.check_keys(node, {subject});
  if (subject == "allOf") return make(AllOf{list(inner, subject, depth)});
  if (subject == "anyOf") return make(AnyOf{list(inner, subject, depth)});
  if (subject == "not") return make(Not{compile(inner, depth + 1)});
  if (subject == "related") return arena_.make<Condition>(related(inner, depth));
  if (subject == "eachZone") {
    ++zones_;
    const Condition* each = compile(inner, depth + 1);
    --zones_;
    return make(ZonesTest{each});
  }
  if (subject == "role") return arena_.make<Condition>(role(inner));
  if (subject == "permits") return arena_.make<Condition>(permits(inner));
  if (subject == "deniedBefore") return arena_.make<Condition>(denied(inner));
  if (subject == "policy") {
    if (!inner.is_string()) errors_.add(inner, "expected the id of a policy");
    if (policies_) policies_->push_back(inner.text);
    return make(PolicyTest{arena_.copy(inner.text)});
  }
  return arena_.make<Condition>(scope_level(inner));
}

}  // namespace ringfence
