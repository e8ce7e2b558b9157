#include "parsers/terraform/types.h"

#include <array>

namespace ringfence::terraform {

namespace {

struct Word {
  std::string_view word;
  TypeKind kind;
};

constexpr std::array kWords = {
    Word{"string", TypeKind::String}, Word{"number", TypeKind::Number}, Word{"bool", TypeKind::Bool},
    Word{"any", TypeKind::Any},       Word{"list", TypeKind::Array},    Word{"set", TypeKind::Set},
    Word{"map", TypeKind::Map},       Word{"object", TypeKind::Object}, Word{"tuple", TypeKind::Tuple},
};

TypeKind kind_of(std::string_view word) {
  for (const Word& each : kWords) {
    if (each.word == word) return each.kind;
  }
  return TypeKind::Any;
}

TypeProperty property(const ObjectItem& item, Arena& arena) {
  TypeProperty out;
  out.span = item.span;
  if (const auto* key = as<StringLiteral>(item.key)) out.name = key->text;
  const auto* call = as<CallExpr>(item.value);
  if (!call || call->name != "optional" || call->args.empty()) {
    out.type = type_constraint(item.value, arena);
    return out;
  }
  out.optional = true;
  out.type = type_constraint(call->args[0], arena);
  if (call->args.size() > 1) out.default_value = call->args[1];
  return out;
}

/// `object({...})`, `list(T)`, `tuple([T, ...])`.
void fill(const CallExpr& call, TypeExpr& type, Arena& arena) {
  const Expr* inner = call.args.empty() ? nullptr : call.args[0];
  if (type.kind == TypeKind::Array || type.kind == TypeKind::Set || type.kind == TypeKind::Map) {
    type.element = type_constraint(inner, arena);
  } else if (const auto* object = as<ObjectExpr>(inner); object && type.kind == TypeKind::Object) {
    std::vector<TypeProperty> properties;
    for (const ObjectItem& item : object->items) properties.push_back(property(item, arena));
    type.properties = arena.copy(properties);
  } else if (const auto* tuple = as<ArrayExpr>(inner); tuple && type.kind == TypeKind::Tuple) {
    std::vector<const TypeExpr*> members;
    for (const ArrayItem& item : tuple->items) members.push_back(type_constraint(item.value, arena));
    type.members = arena.copy(members);
  }
}

}  // namespace

const TypeExpr* any_type(Arena& arena) { return arena.make<TypeExpr>(); }

const TypeExpr* type_constraint(const Expr* expr, Arena& arena) {
  auto* type = arena.make<TypeExpr>();
  if (!expr) return type;
  type->span = expr->span;
  if (const auto* word = as<Reference>(expr)) {
    type->kind = kind_of(word->name);
  } else if (const auto* literal = as<StringLiteral>(expr)) {
    type->kind = kind_of(literal->text);
  } else if (const auto* call = as<CallExpr>(expr)) {
    type->kind = kind_of(call->name);
    fill(*call, *type, arena);
  }
  return type;
}

}  // namespace ringfence::terraform
