#include "analyzer/policy/deployment_node.h"

#include <algorithm>
#include <array>
#include <vector>

#include "analyzer/policy/resource_types.h"

namespace ringfence {
namespace {

constexpr size_t kMaxDeclarations = 5000;

/// Nothing, or a word that stands for it.
bool says_nothing(const Value& text) {
  constexpr std::array<std::string_view, 5> words = {"", "NA", "N/A", "none", "null"};
  return text.is_string() && std::any_of(words.begin(), words.end(),
                                         [&](std::string_view each) { return equal_ignore_case(text.str(), each); });
}

std::string_view type_word(TypeKind kind) {
  switch (kind) {
    case TypeKind::String:
      return "string";
    case TypeKind::Int:
    case TypeKind::Number:
      return "number";
    case TypeKind::Bool:
      return "bool";
    case TypeKind::Object:
    case TypeKind::Map:
      return "object";
    case TypeKind::Array:
    case TypeKind::Set:
    case TypeKind::Tuple:
      return "array";
    default:
      return "any";
  }
}

std::string_view language_word(Dialect dialect) {
  return dialect == Dialect::Bicep ? "bicep" : dialect == Dialect::Terraform ? "terraform" : "arm";
}

Value literal_of(const Expr* expr) {
  Value out;
  if (const auto* text = as<StringLiteral>(expr)) out = Value::text(text->text);
  if (const auto* number = as<IntLiteral>(expr)) out = Value::of(number->value);
  if (const auto* truth = as<BoolLiteral>(expr)) out = Value::of(truth->value);
  return out.is_null() ? out : out.at(expr->span, OriginKind::Default);
}

Member member(std::string_view key, const Value& value) { return {key, nullptr, {}, value}; }

}  // namespace

DeploymentNode::DeploymentNode(const ResourceGraph& graph) : graph_(graph) {
  const Deployment& deployment = graph.deployment;
  const Template* root = deployment.declarations;
  instance_.module = deployment.modules.empty() ? nullptr : deployment.modules.front();
  node_.type = kDeploymentType;
  node_.instance = &instance_;
  node_.name = text(deployment.name);
  node_.address = arena_.copy(deployment.name);
  node_.condition = Value::of(true);
  if (!root) return;
  node_.dialect = root->dialect;
  // Nothing stands for the deployment but the beginning of its template.
  FileId file = root->file != kNoFile ? root->file : root->span.file;
  if (file != kNoFile) node_.span = node_.header_span = node_.name_span = {file, 0, 1};
  std::vector<Member> members;
  if (!root->target_scope.empty()) members.push_back(member("targetScope", Value::text(root->target_scope)));
  members.push_back(member("language", Value::text(language_word(root->dialect))));
  members.push_back(member("parameters", parameters()));
  members.push_back(member("outputs", outputs()));
  node_.body = Value::object(arena_.copy(members));
}

Value DeploymentNode::parameter(const Parameter& declared, std::string_view module) {
  bool secure = declared.secure || (declared.type && declared.type->secure);
  std::vector<Member> members{member("name", Value::text(declared.name).at(declared.name_span)),
                              member("type", Value::text(declared.type ? type_word(declared.type->kind) : "any")),
                              member("secure", Value::of(secure))};
  if (!module.empty()) members.push_back(member("module", Value::text(module)));
  if (declared.default_value) {
    Value literal = literal_of(declared.default_value);
    std::string_view kind = literal.is_null() ? "expression" : says_nothing(literal) ? "empty" : "literal";
    // What a secure parameter defaults to is a secret: that there is one is enough.
    if (!secure && !literal.is_null()) members.push_back(member("default", literal));
    members.push_back(member("defaultIs", Value::text(kind).at(declared.default_value->span, OriginKind::Default)));
  }
  return Value::object(arena_.copy(members)).at(declared.span);
}

Value DeploymentNode::parameters() {
  std::vector<Value> out;
  std::vector<const Template*> seen;  // a module that is used twice declares its parameters once
  for (const ModuleInstance* module : graph_.deployment.modules) {
    const Template* declarations = module->declarations;
    if (!declarations || std::find(seen.begin(), seen.end(), declarations) != seen.end()) continue;
    seen.push_back(declarations);
    for (const Parameter& each : declarations->parameters) {
      if (out.size() < kMaxDeclarations) out.push_back(parameter(each, module->path));
    }
  }
  return Value::array(arena_.copy(out));
}

Value DeploymentNode::outputs() {
  std::vector<Value> out;
  const Template& root = *graph_.deployment.declarations;
  for (const NamedValue& each : graph_.deployment.outputs) {
    auto declared = std::find_if(root.outputs.begin(), root.outputs.end(),
                                 [&](const Output& output) { return output.name == each.name; });
    bool secure = declared != root.outputs.end() && (declared->secure || (declared->type && declared->type->secure));
    Span place = declared != root.outputs.end() ? declared->span : Span{};
    std::vector<Member> members{member("name", Value::text(each.name)), member("secure", Value::of(secure))};
    // The value of a secure one is a secret: no finding may quote it.
    if (!secure) members.push_back(member("value", each.value));
    if (out.size() < kMaxDeclarations) out.push_back(Value::object(arena_.copy(members)).at(place));
  }
  return Value::array(arena_.copy(out));
}

}  // namespace ringfence
