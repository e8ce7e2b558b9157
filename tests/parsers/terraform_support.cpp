#include "terraform_support.h"

#include "parsers/parse.h"

namespace ringfence::terraform_test {

namespace {

struct Printer {
  std::string operator()(const NullLiteral&) const { return "null"; }
  std::string operator()(const BoolLiteral& node) const { return node.value ? "true" : "false"; }
  std::string operator()(const IntLiteral& node) const { return std::to_string(node.value); }
  std::string operator()(const DoubleLiteral& node) const { return std::string(node.text); }
  std::string operator()(const StringLiteral& node) const {
    std::string out = "'";
    for (char c : node.text) out += c == '\n' ? std::string("\\n") : c == '\t' ? "\\t" : std::string(1, c);
    return out + "'";
  }
  std::string operator()(const ObjectExpr& node) const {
    std::string out = "{";
    for (const ObjectItem& item : node.items) {
      out += (out.size() > 1 ? ", " : "") + show(item.key) + ": " + show(item.value);
    }
    return out + "}";
  }
  std::string operator()(const ArrayExpr& node) const {
    std::string out = "[";
    for (const ArrayItem& item : node.items) {
      out += (out.size() > 1 ? ", " : "") + std::string(item.spread ? "..." : "") + show(item.value);
    }
    return out + "]";
  }
  std::string operator()(const Interpolation& node) const {
    std::string out = "(cat";
    for (const Expr* part : node.parts) out += " " + show(part);
    return out + ")";
  }
  std::string operator()(const Reference& node) const {
    std::string name(node.name);
    switch (node.kind) {
      case RefKind::Name:
        return "?" + name;
      case RefKind::Parameter:
        return "var." + name;
      case RefKind::Variable:
        return "local." + name;
      case RefKind::Resource:
        return "resource." + std::string(node.type) + "." + name;
      case RefKind::Data:
        return "data." + std::string(node.type) + "." + name;
      case RefKind::Module:
        return "module." + name;
      case RefKind::Local:
        return "@" + name;
      case RefKind::EachKey:
        return "each.key";
      case RefKind::EachValue:
        return "each.value";
      case RefKind::CountIndex:
        return "count.index";
      case RefKind::Self:
        return "self";
      case RefKind::Path:
        return "path." + name;
      case RefKind::TerraformMeta:
        return "terraform." + name;
      case RefKind::CopyIndex:
        break;
    }
    return "copyIndex";
  }
  std::string operator()(const MemberExpr& node) const {
    return "(get " + show(node.object) + " '" + std::string(node.name) + "')";
  }
  std::string operator()(const IndexExpr& node) const {
    return "(get " + show(node.object) + " " + show(node.index) + ")";
  }
  std::string operator()(const CallExpr& node) const {
    std::string out = "(call " + (node.ns.empty() ? "" : std::string(node.ns) + "::") + std::string(node.name);
    for (const Expr* arg : node.args) out += " " + show(arg);
    return out + (node.expand_last ? "...)" : ")");
  }
  std::string operator()(const UnaryExpr& node) const {
    return (node.op == UnaryOp::Not ? "(! " : "(- ") + show(node.operand) + ")";
  }
  std::string operator()(const BinaryExpr& node) const {
    static const char* const kSigns[] = {"+",  "-", "*",  "/", "%",  "==", "!=", "=~",
                                         "!~", "<", "<=", ">", ">=", "&&", "||", "??"};
    return std::string("(") + kSigns[static_cast<size_t>(node.op)] + " " + show(node.left) + " " + show(node.right) +
           ")";
  }
  std::string operator()(const ConditionalExpr& node) const {
    return "(if " + show(node.condition) + " " + show(node.then) + " " + show(node.otherwise) + ")";
  }
  std::string operator()(const ForExpr& node) const {
    std::string out = "(for " + (node.index.empty() ? "" : std::string(node.index) + ", ") + std::string(node.item) +
                      " in " + show(node.collection) + ": ";
    if (node.key) out += show(node.key) + " => ";
    out += show(node.value) + (node.grouping ? "..." : "");
    if (node.condition) out += " if " + show(node.condition);
    return out + ")";
  }
  std::string operator()(const LambdaExpr&) const { return "lambda"; }
};

}  // namespace

std::string show(const Expr* expr) { return expr ? std::visit(Printer{}, expr->node) : "nothing"; }

std::string show(const TypeExpr* type) {
  if (!type) return "any";
  switch (type->kind) {
    case TypeKind::String:
      return "string";
    case TypeKind::Number:
      return "number";
    case TypeKind::Bool:
      return "bool";
    case TypeKind::Array:
      return "list(" + show(type->element) + ")";
    case TypeKind::Set:
      return "set(" + show(type->element) + ")";
    case TypeKind::Map:
      return "map(" + show(type->element) + ")";
    case TypeKind::Tuple: {
      std::string out;
      for (const TypeExpr* member : type->members) out += (out.empty() ? "" : ", ") + show(member);
      return "tuple(" + out + ")";
    }
    case TypeKind::Object: {
      std::string out;
      for (const TypeProperty& each : type->properties) {
        out += (out.empty() ? "" : ", ") + std::string(each.name) + (each.optional ? "?" : "") + ": " + show(each.type);
        if (each.default_value) out += " = " + show(each.default_value);
      }
      return "object(" + out + ")";
    }
    default:
      return "any";
  }
}

std::string read_expression(const std::string& text) {
  SourceMap sources;
  Arena arena;
  Diagnostics diagnostics;
  std::string out = show(parse_terraform_expression(sources.add("x.tf", text), arena, diagnostics));
  for (const Diagnostic& each : diagnostics.items()) out += " ! " + each.message;
  return out;
}

std::string Module::messages() const {
  std::string out;
  for (const Diagnostic& each : diagnostics.items()) {
    Position at = sources->position(each.span.file, each.span.begin);
    out += sources->file(each.span.file).path + ":" + std::to_string(at.line) + ":" + std::to_string(at.column) + ": " +
           std::string(each.code) + ": " + each.message + "\n";
  }
  return out;
}

const Resource* Module::resource(std::string_view type, std::string_view name) const {
  for (const Resource* each : declarations->resources) {
    if (each->type == type && each->symbol == name) return each;
  }
  return nullptr;
}

const ModuleCall* Module::module(std::string_view name) const {
  for (const ModuleCall* each : declarations->modules) {
    if (each->symbol == name) return each;
  }
  return nullptr;
}

const Parameter* Module::variable(std::string_view name) const {
  for (const Parameter& each : declarations->parameters) {
    if (each.name == name) return &each;
  }
  return nullptr;
}

Module read_module(const std::vector<NamedText>& files) {
  Module out;
  std::vector<const ParsedFile*> fragments;
  for (const NamedText& each : files) {
    out.files.push_back(std::make_unique<ParsedFile>(parse(out.sources->add(each.path, each.text))));
    fragments.push_back(out.files.back().get());
  }
  Diagnostics merging;
  out.declarations = merge_terraform(fragments, *out.sources, *out.arena, merging);
  for (const auto& file : out.files) out.diagnostics.append(std::move(file->diagnostics));
  out.diagnostics.append(std::move(merging));
  return out;
}

Module read_module(const std::string& text) { return read_module({NamedText{"main.tf", text}}); }

}  // namespace ringfence::terraform_test
