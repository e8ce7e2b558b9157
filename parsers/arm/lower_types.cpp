// Parameters, and the types of parameters, definitions and outputs.

#include <vector>

#include "parsers/arm/lowering.h"
#include "parsers/arm/names.h"

namespace ringfence::arm {

using syntax::JsonIndex;
using syntax::JsonKind;
using syntax::kNoJson;

namespace {

constexpr std::string_view kDefinitions = "#/definitions/";

TypeKind kind_of(std::string_view name) {
  if (same_name(name, "string") || same_name(name, "securestring")) return TypeKind::String;
  if (same_name(name, "int")) return TypeKind::Int;
  if (same_name(name, "bool")) return TypeKind::Bool;
  if (same_name(name, "array")) return TypeKind::Array;
  if (same_name(name, "object") || same_name(name, "secureobject")) return TypeKind::Object;
  return TypeKind::Any;
}

bool is_secure(std::string_view name) { return same_name(name, "securestring") || same_name(name, "secureobject"); }

}  // namespace

std::span<const Parameter> Lowering::parameters(JsonIndex object) {
  std::vector<Parameter> out;
  for (const JsonMember& member : members(object)) {
    Parameter parameter;
    parameter.name = member.name;
    parameter.span = member_span(member);
    parameter.name_span = tree_.span(member.key);
    parameter.type = type(member.value);
    parameter.secure = parameter.type->secure;
    parameter.allowed = parameter.type->allowed;
    parameter.nullable = is_nullable(member.value);
    parameter.default_value = optional(find(member.value, "defaultValue"));
    out.push_back(parameter);
  }
  return arena_.copy(out);
}

/// Says the schema, or a definition that it refers to, that null is a value?
bool Lowering::is_nullable(JsonIndex schema) {
  constexpr int kMaxReferences = 16;
  for (int i = 0; schema != kNoJson && i < kMaxReferences; ++i) {
    if (JsonIndex nullable = find(schema, "nullable"); nullable != kNoJson) return is_true(nullable);
    std::string_view reference = literal_text(find(schema, "$ref"));
    if (!starts_with_name(reference, kDefinitions)) return false;
    schema = find(definitions_, reference.substr(kDefinitions.size()));
  }
  return false;
}

std::span<const TypeDeclaration> Lowering::types(JsonIndex definitions) {
  std::vector<TypeDeclaration> out;
  for (const JsonMember& member : members(definitions)) {
    out.push_back({member.name, type(member.value), member_span(member), tree_.span(member.key)});
  }
  return arena_.copy(out);
}

/// {"type": "string", "allowedValues": [...], ...} or {"$ref": "#/definitions/x"}; Any for what is neither.
const TypeExpr* Lowering::type(JsonIndex schema) {
  TypeExpr out;
  out.span = tree_.span(schema);
  if (!tree_.is(schema, JsonKind::Object) || !enter(schema)) return arena_.make<TypeExpr>(out);
  out.allowed = allowed_values(find(schema, "allowedValues"));
  auto whole_number = [&](JsonIndex at) {
    const auto* number = at == kNoJson ? nullptr : as<IntLiteral>(value(at));
    return number ? std::optional(number->value) : std::nullopt;
  };
  out.min_value = whole_number(find(schema, "minValue"));
  out.max_value = whole_number(find(schema, "maxValue"));
  std::string_view reference = literal_text(find(schema, "$ref"));
  std::string_view name = literal_text(find(schema, "type"));
  if (!reference.empty()) {
    out.kind = TypeKind::Named;
    out.name = starts_with_name(reference, kDefinitions) ? reference.substr(kDefinitions.size()) : reference;
  } else {
    out.kind = kind_of(name);
    out.secure = is_secure(name);
  }
  const TypeExpr* made = nullptr;
  if (out.kind == TypeKind::Object) {
    made = object_type(schema, out);
  } else if (out.kind == TypeKind::Array) {
    if (JsonIndex items = find_object(schema, "items"); items != kNoJson) out.element = type(items);
    if (JsonIndex prefix = find(schema, "prefixItems"); tree_.is(prefix, JsonKind::Array)) {
      std::vector<const TypeExpr*> elements;
      for (JsonIndex at = tree_.first_child(prefix); at != tree_.children_end(prefix); at = tree_[at].next) {
        elements.push_back(type(at));
      }
      out.kind = TypeKind::Tuple;
      out.members = arena_.copy(elements);
    }
  }
  leave();
  return made ? made : arena_.make<TypeExpr>(out);
}

/// `out` is begun: properties, additional properties, or the variants of a discriminated union are added.
const TypeExpr* Lowering::object_type(JsonIndex schema, TypeExpr out) {
  if (JsonIndex discriminator = find_object(schema, "discriminator"); discriminator != kNoJson) {
    std::vector<const TypeExpr*> variants;
    for (const JsonMember& each : members(find_object(discriminator, "mapping"))) variants.push_back(type(each.value));
    out.kind = TypeKind::Union;
    out.discriminator = literal_text(find(discriminator, "propertyName"));
    out.members = arena_.copy(variants);
    return arena_.make<TypeExpr>(out);
  }
  std::vector<TypeProperty> properties;
  for (const JsonMember& each : members(find_object(schema, "properties"))) {
    properties.push_back({each.name, type(each.value), is_nullable(each.value), nullptr, member_span(each)});
  }
  if (JsonIndex additional = find_object(schema, "additionalProperties"); additional != kNoJson) {
    properties.push_back({{}, type(additional), true, nullptr, tree_.span(additional)});
  }
  out.properties = arena_.copy(properties);
  return arena_.make<TypeExpr>(out);
}

std::span<const Expr* const> Lowering::allowed_values(JsonIndex list) {
  std::vector<const Expr*> out;
  if (!tree_.is(list, JsonKind::Array)) return {};
  for (JsonIndex at = tree_.first_child(list); at != tree_.children_end(list); at = tree_[at].next) {
    out.push_back(value(at));
  }
  return arena_.copy(out);
}

}  // namespace ringfence::arm
