#include <fmt/format.h>

#include <algorithm>

#include "analyzer/eval/evaluate.h"
#include "analyzer/eval/terraform_types.h"

namespace ringfence {
namespace {

constexpr int64_t kMaxRange = 32;        // numbers of a range that are looked at one by one
constexpr int64_t kMaxBound = 1'000'000'000;

const Value kBools[] = {Value::of(false), Value::of(true)};

SymbolType symbol_type(TypeKind kind) {
  switch (kind) {
    case TypeKind::String:
      return SymbolType::String;
    case TypeKind::Int:
      return SymbolType::Int;
    case TypeKind::Bool:
      return SymbolType::Bool;
    case TypeKind::Object:
    case TypeKind::Map:
      return SymbolType::Object;
    case TypeKind::Array:
    case TypeKind::Set:
    case TypeKind::Tuple:
      return SymbolType::Array;
    default:
      return SymbolType::Any;
  }
}

SymbolType literal_type(const Value& value) {
  switch (value.kind) {
    case ValueKind::String:
      return SymbolType::String;
    case ValueKind::Int:
      return SymbolType::Int;
    case ValueKind::Bool:
      return SymbolType::Bool;
    default:
      return SymbolType::Any;
  }
}

/// Can a value be one of that type, if only as text that says a number or a truth?
bool fits(const Value& value, TypeKind type) {
  if (value.is_symbol() || value.is_null()) return true;
  switch (type) {
    case TypeKind::Object:
      return value.is_object();
    case TypeKind::Array:
      return value.is_array();
    case TypeKind::Int:
      return value.is_number() || (value.is_string() && value.size > 0);
    case TypeKind::Bool:
      return value.is_bool() || (value.is_string() && value.size > 0);
    default:
      return true;
  }
}

}  // namespace

SymbolFacts Evaluator::facts_of(const Parameter& parameter, const Scope& scope) {
  SymbolFacts facts;
  facts.reason = scope.module->dialect == Dialect::Terraform ? SymbolReason::Variable : SymbolReason::Parameter;
  facts.secure = parameter.secure || parameter.type->secure;
  const TypeExpr* type = parameter.type;
  for (int steps = 0; type->kind == TypeKind::Named && steps < 8; ++steps) {
    const int found = scope.module->index->find(DeclarationKind::Type, type->name);
    if (found < 0 || !scope.module->declarations->types[static_cast<size_t>(found)].type) break;
    type = scope.module->declarations->types[static_cast<size_t>(found)].type;
    facts.secure |= type->secure;
  }
  facts.type = symbol_type(type->kind);
  std::vector<Value> domain;
  const auto add = [&](const Expr* literal) { domain.push_back(evaluate(literal, scope)); };
  const auto& allowed = parameter.allowed.empty() ? type->allowed : parameter.allowed;
  for (const Expr* each : allowed) add(each);
  if (allowed.empty() && type->kind == TypeKind::Union) {
    for (const TypeExpr* each : type->members) {
      if (each->kind != TypeKind::Literal) {
        domain.clear();
        break;
      }
      add(each->literal);
    }
  }
  if (allowed.empty() && type->kind == TypeKind::Literal) add(type->literal);
  if (domain.empty() && type->kind == TypeKind::Int && type->min_value && type->max_value) {
    // A range that is small enough is a list of values.
    const int64_t first = *type->min_value, last = *type->max_value;
    if (first > -kMaxBound && last < kMaxBound && last >= first && last - first < kMaxRange) {
      for (int64_t each = first; each <= last; ++each) domain.push_back(Value::of(each));
    }
  }
  const bool scalar = std::all_of(domain.begin(), domain.end(), [](const Value& v) { return literal_type(v) != SymbolType::Any; });
  if (!scalar || facts.type == SymbolType::Array) domain.clear();
  if (!domain.empty() && facts.type == SymbolType::Any) {
    const SymbolType first = literal_type(domain[0]);
    const bool one =
        std::all_of(domain.begin(), domain.end(), [&](const Value& v) { return literal_type(v) == first; });
    if (one) facts.type = first;
  }
  facts.domain = arena.copy(domain);
  if (facts.type == SymbolType::Bool && facts.domain.empty()) facts.domain = kBools;
  return facts;
}

Value Evaluator::parameter(ModuleScope& module, std::string_view name, Span use) {
  ModuleScope& lexical = module.lexical();
  const int index = lexical.index->find(DeclarationKind::Parameter, name);
  if (index < 0) return error(fmt::format("there is no parameter '{}'", name), use);
  const Parameter& declaration = lexical.declarations->parameters[static_cast<size_t>(index)];
  const Value value = fill(lexical.parameters[static_cast<size_t>(index)], "parameter", name, use,
                           [&] { return parameter_value(lexical, declaration); });
  return via(value, OriginKind::Reference, use);
}

Value Evaluator::default_or_symbol(ModuleScope& module, const Parameter& declaration) {
  Scope scope;
  scope.module = &module;
  scope.because = OriginKind::Default;
  if (declaration.default_value) {
    const Value value = evaluate(declaration.default_value, scope);
    if (module.dialect == Dialect::Terraform) return convert(value, declaration.type, scope);
    if (fits(value, declaration.type->kind)) return value;
    // The engine refuses such a default, so another value is given: "" for an object, as marketplace templates have it.
    return symbols.parameter(declaration.name, facts_of(declaration, scope)).at(declaration.name_span);
  }
  if (declaration.nullable && module.dialect != Dialect::Terraform)
    return Value::null().at(declaration.span, OriginKind::Default);
  return symbols.parameter(declaration.name, facts_of(declaration, scope)).at(declaration.name_span);
}

Value Evaluator::parameter_value(ModuleScope& module, const Parameter& declaration) {
  Scope scope;
  scope.module = &module;
  const bool terraform = module.dialect == Dialect::Terraform;
  bool found = false;
  Value value = argument(module, declaration.name, found);
  if (found && value.is_null() && (!terraform || !declaration.nullable)) found = false;
  const SymbolFacts facts = declaration.secure || declaration.type->kind == TypeKind::Named || declaration.type->secure
                                ? facts_of(declaration, scope)
                                : SymbolFacts{};
  if (facts.secure) {
    if (found && value.is_symbol()) return value;
    if (!found && !declaration.default_value && declaration.nullable && !terraform)
      return default_or_symbol(module, declaration);
    return symbols.parameter(declaration.name, facts).at(declaration.name_span);
  }
  if (!found) return default_or_symbol(module, declaration);
  return terraform ? convert(value, declaration.type, scope) : value;
}

/// What the caller gives, evaluated where the call stands.
Value Evaluator::argument(ModuleScope& module, std::string_view name, bool& found) {
  const bool fold = module.dialect == Dialect::Arm;
  if (&module == root_module) {
    for (size_t i = given.size(); i-- > 0;) {
      if (!(fold || module.dialect == Dialect::Bicep ? equal_ignore_case(given[i].first, name)
                                                     : given[i].first == name))
        continue;
      found = true;
      return given[i].second;
    }
    return Value::null();
  }
  const auto* object = as<ObjectExpr>(module.arguments);
  const auto passed = [](Value value) {
    if (value.because == OriginKind::Written) value.because = OriginKind::Argument;
    return value;
  };
  bool simple = object != nullptr;
  if (object) {
    for (const ObjectItem& item : object->items) simple &= as<StringLiteral>(item.key) != nullptr;
  }
  if (!simple) {
    if (!module.arguments) return Value::null();
    const Value all = fill(module.spread_arguments, "arguments", name, module.arguments->span,
                           [&] { return evaluate(module.arguments, module.arguments_scope); });
    if (!all.is_object()) {
      found = all.is_symbol();
      return all.is_symbol() ? symbols.get(all, Value::text(name)).at(all.span, OriginKind::Argument) : Value::null();
    }
    const Member* member = find_member(all, name, fold ? KeyCase::Insensitive : KeyCase::Sensitive);
    found = member != nullptr;
    return member ? passed(member->value) : Value::null();
  }
  for (size_t i = object->items.size(); i-- > 0;) {
    const ObjectItem& item = object->items[i];
    const std::string_view key = as<StringLiteral>(item.key)->text;
    if (!(fold ? equal_ignore_case(key, name) : key == name)) continue;
    found = true;
    return passed(evaluate(item.value, module.arguments_scope));
  }
  return Value::null();
}

// ---- Terraform's conversion to a declared type ------------------------------------------------------------

namespace {

bool is_any(const TypeExpr* type) { return !type || type->kind == TypeKind::Any; }

}  // namespace

Value Evaluator::convert(const Value& value, const TypeExpr* type, const Scope& scope, int depth) {
  if (!type || value.is_null() || value.is_symbol() || depth > 32) return value;
  if (depth == 0 && !weigh(value, value.span)) return limit("a value is too large", value.span);
  const Traits& traits = traits_of(Dialect::Terraform);
  const auto keep_place = [&](Value made) {
    made.span = value.span;
    made.because = value.because;
    made.via = value.via;
    return made;
  };
  switch (type->kind) {
    case TypeKind::String:
      return keep_place(to_text(value, traits));
    case TypeKind::Number:
    case TypeKind::Int: {
      const auto number = number_argument(value, traits);
      return number ? keep_place(*number) : value;
    }
    case TypeKind::Bool:
      if (const auto flag = value.is_string() ? terraform_types::to_bool(value) : std::nullopt)
        return keep_place(Value::of(*flag));
      return value;
    case TypeKind::Array:
    case TypeKind::Set: {
      if (!value.is_array()) return value;
      std::vector<Value> items;
      for (const Value& item : value.array_items()) items.push_back(convert(item, type->element, scope, depth + 1));
      if (is_any(type->element)) terraform_types::convert_all(items, arena);
      if (type->kind == TypeKind::Set) terraform_types::order_set(items);
      return keep_place(Value::array(arena.copy(items)).as(type->kind == TypeKind::Set ? Shape::Set : Shape::List));
    }
    case TypeKind::Tuple: {
      if (!value.is_array()) return value;
      std::vector<Value> items(value.array_items().begin(), value.array_items().end());
      for (size_t i = 0; i < items.size() && i < type->members.size(); ++i)
        items[i] = convert(items[i], type->members[i], scope, depth + 1);
      return keep_place(Value::array(arena.copy(items)));
    }
    case TypeKind::Map: {
      if (!value.is_object()) return value;
      std::vector<Member> members(value.object_members().begin(), value.object_members().end());
      for (Member& member : members) member.value = convert(member.value, type->element, scope, depth + 1);
      const Value made = Value::object(arena.copy(members));
      if (!is_any(type->element)) return keep_place(made.as(Shape::Map));
      return keep_place(terraform_types::convert(made, *terraform_types::map_of(nullptr, arena), arena).value_or(made));
    }
    case TypeKind::Object:
      break;
    default:
      return value;
  }
  if (!value.is_object()) return value;
  // An object type keeps the attributes it names, and no others.
  std::vector<Member> members;
  for (const TypeProperty& property : type->properties) {
    const Member* given_member = find_member(value, property.name, KeyCase::Sensitive);
    Member made;
    made.key = property.name;
    if (given_member) made = *given_member;
    if (given_member && !(given_member->value.is_null() && property.default_value)) {
      made.value = convert(given_member->value, property.type, scope, depth + 1);
    } else {
      Scope defaults = scope;
      defaults.because = OriginKind::Default;
      made.value = property.default_value
                       ? convert(evaluate(property.default_value, defaults), property.type, defaults, depth + 1)
                       : Value::null().at(property.span, OriginKind::Default);
    }
    members.push_back(made);
  }
  return keep_place(Value::object(arena.copy(members)));
}

}  // namespace ringfence
