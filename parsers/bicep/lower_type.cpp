#include <array>
#include <unordered_map>

#include "parsers/bicep/lowering.h"

namespace ringfence::bicep {

namespace {

struct NamedKind {
  std::string_view name;
  TypeKind kind;
};
constexpr std::array kBuiltIn = {
    NamedKind{"any", TypeKind::Any},       NamedKind{"string", TypeKind::String}, NamedKind{"int", TypeKind::Int},
    NamedKind{"bool", TypeKind::Bool},     NamedKind{"object", TypeKind::Object}, NamedKind{"array", TypeKind::Array},
};

/// The values of a literal or of a union of literals, which the compiler writes as `allowedValues`;
/// empty for other types. A null among them is no value but makes the parameter nullable.
std::vector<const Expr*> literals_of(const TypeExpr& type) {
  const TypeExpr* alone = &type;
  std::span<const TypeExpr* const> members = type.kind == TypeKind::Union ? type.members : std::span(&alone, 1);
  std::vector<const Expr*> out;
  for (const TypeExpr* member : members) {
    if (member->kind != TypeKind::Literal) return {};
    if (!as<NullLiteral>(member->literal)) out.push_back(member->literal);
  }
  return out;
}

}  // namespace

TypeExpr* Lowering::type(NodeIndex at) {
  auto* out = arena_.make<TypeExpr>();
  if (at == kNoNode) {
    refused_ = true;
    return out;
  }
  out->span = span(at);
  if (!enter(at)) return out;
  lower_type(at, *out);
  --depth_;
  return out;
}

void Lowering::lower_type(NodeIndex at, TypeExpr& out) {
  Span whole = out.span;
  switch (kind(at)) {
    case Node::TypeIdentifier: return name_type(text(at), out);
    case Node::String:
    case Node::RawString:
    case Node::Number:
    case Node::Boolean:
    case Node::Null:
      out.kind = TypeKind::Literal;
      out.literal = expression(at);
      return;
    case Node::UnaryType: {
      out.kind = TypeKind::Literal;
      NodeIndex operand = child(at, fields_.operand);
      bool minus = text_of(at, fields_.operator_) == "-";
      if (minus && operand != kNoNode && kind(operand) == Node::Number) {
        const auto* value = as<IntLiteral>(number(operand, true));
        out.literal = make(whole, IntLiteral{value ? value->value : 0});
      } else {
        out.literal = make(whole, UnaryExpr{minus ? UnaryOp::Minus : UnaryOp::Not, expression(operand)});
      }
      return;
    }
    case Node::UnionType:
    case Node::TupleType: {
      out.kind = kind(at) == Node::UnionType ? TypeKind::Union : TypeKind::Tuple;
      std::vector<const TypeExpr*> members;
      for (NodeIndex each = first(at); each != kNoNode; each = next(each)) {
        members.push_back(type(kind(each) == Node::TupleItem ? child(each, fields_.type) : each));
      }
      out.members = arena_.copy(std::span<const TypeExpr* const>(members));
      return;
    }
    case Node::NullableType:
      out.kind = TypeKind::Nullable;
      out.element = type(child(at, fields_.type));
      return;
    case Node::ArrayType:
      out.kind = TypeKind::Array;
      out.element = type(child(at, fields_.element));
      return;
    case Node::ParenthesizedType: out = *type(child(at, fields_.type)); return;
    case Node::NonNullableType: {
      const TypeExpr* inner = type(child(at, fields_.type));
      out = inner->kind == TypeKind::Nullable && inner->element ? *inner->element : *inner;
      return;
    }
    case Node::ObjectType: return object_type(at, out);
    case Node::ResourceType:
      out.kind = TypeKind::Named;
      out.name = "resource";
      return;
    case Node::MemberType:
      if (NodeIndex object = child(at, fields_.object); object != kNoNode && text(object) == "sys") {
        return name_type(text_of(at, fields_.name), out);
      }
      [[fallthrough]];
    case Node::GenericType:
    case Node::ItemType:
    case Node::IndexedType:
    case Node::AdditionalPropertiesType:
      out.kind = TypeKind::Named;
      out.name = arena_.copy(type_path(at));
      return;
    default: refused_ = true; return;
  }
}

void Lowering::name_type(std::string_view name, TypeExpr& out) {
  for (const NamedKind& each : kBuiltIn) {
    if (each.name != name) continue;
    out.kind = each.kind;
    return;
  }
  out.kind = TypeKind::Named;
  out.name = name;
}

void Lowering::object_type(NodeIndex at, TypeExpr& out) {
  out.kind = TypeKind::Object;
  std::vector<TypeProperty> properties;
  for (NodeIndex each = first(at); each != kNoNode; each = next(each)) {
    TypeProperty property;
    property.span = span(each);
    NodeIndex key = child(each, fields_.key);
    if (kind(each) == Node::PropertyType && key != kNoNode) {
      if (kind(key) == Node::Identifier) {
        property.name = text(key);
      } else {
        literal_text(key, "the name of a property", property.name);
      }
    }
    TypeExpr* value = type(child(each, fields_.type));
    apply(decorators(each), *value);
    property.type = value;
    property.optional = value->kind == TypeKind::Nullable;
    properties.push_back(property);
  }
  out.properties = arena_.copy(properties);
}

/// `a.b`, `a[*]`, `a[0]`, `a.*` as written but for white space and type arguments.
std::string Lowering::type_path(NodeIndex at) {
  if (at == kNoNode || !enter(at)) return {};
  std::string out;
  switch (kind(at)) {
    case Node::GenericType: out = type_path(child(at, fields_.name)); break;
    case Node::MemberType:
      out = type_path(child(at, fields_.object)) + "." + std::string(text_of(at, fields_.name));
      break;
    case Node::ItemType: out = type_path(child(at, fields_.object)) + "[*]"; break;
    case Node::AdditionalPropertiesType: out = type_path(child(at, fields_.object)) + ".*"; break;
    case Node::IndexedType:
      out = type_path(child(at, fields_.object)) + "[" + std::string(text_of(at, fields_.index)) + "]";
      break;
    default: out = text(at); break;
  }
  --depth_;
  return out;
}

void Lowering::apply(const Decorators& decorators, TypeExpr& type) {
  if (decorators.secure) type.secure = true;
  if (!decorators.discriminator.empty()) type.discriminator = decorators.discriminator;
  if (decorators.min_value) type.min_value = decorators.min_value;
  if (decorators.max_value) type.max_value = decorators.max_value;
  if (!decorators.allowed.empty()) type.allowed = arena_.copy(std::span<const Expr* const>(decorators.allowed));
}

void resolve_local_types(Declarations& declarations, Arena& arena) {
  std::unordered_map<std::string_view, const TypeExpr*> types;
  for (const TypeDeclaration& each : declarations.types) types.emplace(each.name, each.type);
  auto declared = [&](std::string_view name) {
    auto found = types.find(name);
    return found == types.end() ? nullptr : found->second;
  };
  for (Parameter& parameter : declarations.parameters) {
    const TypeExpr* at = parameter.type;
    for (int steps = 0; at && steps < kMaxDepth; ++steps) {
      parameter.secure = parameter.secure || at->secure;
      if (parameter.allowed.empty()) parameter.allowed = at->allowed;
      if (at->kind == TypeKind::Nullable) {
        parameter.nullable = true;
        at = at->element;
        continue;
      }
      if (at->kind == TypeKind::Named) {
        at = declared(at->name);
        continue;
      }
      if (at->kind == TypeKind::Union) {
        for (const TypeExpr* member : at->members) {
          bool null = member->kind == TypeKind::Nullable || as<NullLiteral>(member->literal);
          parameter.nullable = parameter.nullable || null;
        }
      }
      if (parameter.allowed.empty()) {
        std::vector<const Expr*> literals = literals_of(*at);
        parameter.allowed = arena.copy(std::span<const Expr* const>(literals));
      }
      break;
    }
  }
}

}  // namespace ringfence::bicep
