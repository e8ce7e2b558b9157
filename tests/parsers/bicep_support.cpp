#include "tests/parsers/bicep_support.h"

#include <gtest/gtest.h>

namespace ringfence::bicep_test {

namespace {

constexpr const char* kBinary[] = {"+", "-", "*", "/", "%", "==", "!=", "=~", "!~", "<", "<=", ">", ">=", "&&", "||", "??"};

template <class Items, class Print>
std::string joined(const Items& items, Print print) {
  std::string out;
  for (const auto& each : items) out += (out.empty() ? "" : ", ") + print(each);
  return out;
}

struct Printer {
  std::string operator()(const NullLiteral&) const { return "null"; }
  std::string operator()(const BoolLiteral& node) const { return node.value ? "true" : "false"; }
  std::string operator()(const IntLiteral& node) const { return std::to_string(node.value); }
  std::string operator()(const DoubleLiteral&) const { return "a double, which Bicep does not have"; }
  std::string operator()(const StringLiteral& node) const {
    std::string out = "'";
    for (char c : node.text) out += c == '\n' ? "\\n" : c == '\r' ? "\\r" : c == '\t' ? "\\t" : std::string(1, c);
    return out + "'";
  }
  std::string operator()(const ObjectExpr& node) const {
    return "{" + joined(node.items, [](const ObjectItem& item) {
             return item.key ? show(item.key) + ": " + show(item.value) : "..." + show(item.value);
           }) + "}";
  }
  std::string operator()(const ArrayExpr& node) const {
    return "[" + joined(node.items, [](const ArrayItem& item) { return (item.spread ? "..." : "") + show(item.value); }) + "]";
  }
  std::string operator()(const Interpolation& node) const {
    return "cat(" + joined(node.parts, [](const Expr* part) { return show(part); }) + ")";
  }
  std::string operator()(const Reference& node) const {
    return (node.kind == RefKind::Name ? "?" : "not a name: ") + std::string(node.name);
  }
  std::string operator()(const MemberExpr& node) const {
    return show(node.object) + (node.nested ? "::" : node.safe ? ".?" : ".") + std::string(node.name);
  }
  std::string operator()(const IndexExpr& node) const {
    return show(node.object) + "[" + (node.safe ? "?" : "") + (node.from_end ? "^" : "") + show(node.index) + "]";
  }
  std::string operator()(const CallExpr& node) const {
    std::string before = node.receiver ? show(node.receiver) + "." : node.ns.empty() ? "" : std::string(node.ns) + ".";
    return before + std::string(node.name) + "(" + joined(node.args, [](const Expr* arg) { return show(arg); }) + ")";
  }
  std::string operator()(const UnaryExpr& node) const {
    return (node.op == UnaryOp::Not ? "(!" : "(-") + show(node.operand) + ")";
  }
  std::string operator()(const BinaryExpr& node) const {
    return "(" + show(node.left) + " " + kBinary[static_cast<size_t>(node.op)] + " " + show(node.right) + ")";
  }
  std::string operator()(const ConditionalExpr& node) const {
    return "(" + show(node.condition) + " ? " + show(node.then) + " : " + show(node.otherwise) + ")";
  }
  std::string operator()(const ForExpr& node) const {
    std::string index = node.index.empty() ? "" : ", " + std::string(node.index);
    return "[for " + std::string(node.item) + index + " in " + show(node.collection) + ": " + show(node.value) + "]";
  }
  std::string operator()(const LambdaExpr& node) const {
    return "((" + joined(node.params, [](std::string_view name) { return std::string(name); }) + ") => " + show(node.body) + ")";
  }
};

template <class T>
const T& nothing(std::string_view name) {
  ADD_FAILURE() << "nothing is named " << name;
  static const T kNothing{};
  return kNothing;
}

template <class Items>
const auto& named(const Items& items, std::string_view name) {
  for (const auto& each : items) {
    if (each.name == name) return each;
  }
  return nothing<std::remove_cvref_t<decltype(items[0])>>(name);
}

template <class Items>
const auto& symbol_named(const Items& items, std::string_view symbol) {
  for (const auto* each : items) {
    if (each->symbol == symbol) return *each;
  }
  return nothing<std::remove_cvref_t<decltype(*items[0])>>(symbol);
}

}  // namespace

std::string show(const Expr* expr) { return expr ? std::visit(Printer{}, expr->node) : "-"; }

std::string show(const TypeExpr* type) {
  if (!type) return "-";
  std::string secure = type->secure ? "secure " : "";
  auto each = [](const TypeExpr* member) { return show(member); };
  auto inner = [&] { return type->element ? show(type->element) : std::string("any"); };
  switch (type->kind) {
    case TypeKind::Any: return secure + "any";
    case TypeKind::String: return secure + "string";
    case TypeKind::Int: return secure + "int";
    case TypeKind::Bool: return secure + "bool";
    case TypeKind::Array: return secure + inner() + "[]";
    case TypeKind::Nullable: return secure + inner() + "?";
    case TypeKind::Literal: return secure + show(type->literal);
    case TypeKind::Named: return secure + "type " + std::string(type->name);
    case TypeKind::Tuple: return secure + "[" + joined(type->members, each) + "]";
    case TypeKind::Union: {
      std::string by = type->discriminator.empty() ? "" : " by " + std::string(type->discriminator);
      return secure + "one of (" + joined(type->members, each) + ")" + by;
    }
    case TypeKind::Object:
      return secure + "{" + joined(type->properties, [](const TypeProperty& property) {
               std::string name(property.name.empty() ? "*" : property.name);
               return name + (property.optional ? "?" : "") + ": " + show(property.type);
             }) + "}";
    default: return "a type that Bicep does not have";
  }
}

std::string read_expression(const std::string& text) {
  SourceMap sources;
  Arena arena;
  Diagnostics diagnostics;
  std::string out = show(parse_bicep_expression(sources.add("/t/expression.bicep", text), arena, diagnostics));
  for (const Diagnostic& each : diagnostics.items()) out += " ! " + each.message;
  return out;
}

std::string File::messages() const {
  std::string out;
  for (const Diagnostic& each : parsed.diagnostics.items()) {
    Position at = sources->position(each.span.file, each.span.begin);
    std::string severity = each.severity == Severity::Error ? "error" : each.severity == Severity::Warning ? "warning" : "note";
    out += std::to_string(at.line) + ":" + std::to_string(at.column) + ": " + severity + ": " + each.message + "\n";
  }
  return out;
}

const Resource& File::resource(std::string_view symbol) const { return symbol_named(declarations->resources, symbol); }
const ModuleCall& File::module(std::string_view symbol) const { return symbol_named(declarations->modules, symbol); }
const Parameter& File::parameter(std::string_view name) const { return named(declarations->parameters, name); }
const Variable& File::variable(std::string_view name) const { return named(declarations->variables, name); }

namespace {

File read_as(const std::string& path, const std::string& text) {
  File out;
  out.parsed = parse(out.sources->add(path, text));
  out.declarations = out.parsed.declarations;
  out.parameters = out.parsed.parameters;
  return out;
}

}  // namespace

File read(const std::string& text) { return read_as("/t/main.bicep", text); }
File read_parameters(const std::string& text) { return read_as("/t/main.bicepparam", text); }

}  // namespace ringfence::bicep_test
