// A deployment resource, or a deployment stack: a template inside the template, or a link to one, and what is passed
// to it. Also a blueprint's artifact, which is a deployment in a file of its own.

#include <string>
#include <vector>

#include "parsers/arm/expression.h"
#include "parsers/arm/lowering.h"
#include "parsers/arm/names.h"
#include "parsers/arm/schema.h"

namespace ringfence::arm {

using syntax::JsonIndex;
using syntax::JsonKind;
using syntax::kNoJson;

namespace {

// Conditions inside conditions around one argument.
constexpr int kMaxArgumentDepth = 64;

bool is_call(const Expr* expr, std::string_view name, size_t args) {
  const auto* call = as<CallExpr>(expr);
  return call && call->ns.empty() && same_name(call->name, name) && call->args.size() == args;
}

/// The value of `key` in createObject('key', value, ...) with literal keys; null when it is not that.
const Expr* created_member(const Expr* object, std::string_view key) {
  const auto* call = as<CallExpr>(object);
  if (!call || !call->ns.empty() || !same_name(call->name, "createObject")) return nullptr;
  for (size_t i = 0; i + 1 < call->args.size(); i += 2) {
    const auto* name = as<StringLiteral>(call->args[i]);
    if (name && same_name(name->text, key)) return call->args[i + 1];
  }
  return nullptr;
}

}  // namespace

/// {"kind": "template", "properties": {"template": {...}, "parameters": {"p": {"value": ...}}}}. What is passed takes
/// the place of the parameter's default; an expression, wherever it stands in it, speaks of the blueprint, which is not
/// here, so the value is not known.
const Template* Lowering::lower_artifact(JsonIndex root) {
  if (!same_name(literal_text(find(root, "kind")), "template")) return nullptr;
  JsonIndex properties = find_object(root, "properties");
  JsonIndex nested = find_object(properties, "template");
  if (schema_kind(literal_text(find(nested, "$schema"))) != ArmSchema::Template) return nullptr;
  Template out = *lower_template(nested);
  JsonIndex passed = find_object(properties, "parameters");
  std::vector<Parameter> parameters(out.parameters.begin(), out.parameters.end());
  for (Parameter& each : parameters) {
    JsonIndex argument = find_object(passed, each.name);
    if (argument == kNoJson) continue;
    JsonIndex written = find(argument, "value");
    bool known = written != kNoJson;
    for (JsonIndex at = written; known && at < tree_.children_end(written); ++at)
      known = !(tree_.is(at, JsonKind::String) && is_arm_expression(text(at)));
    each.default_value = known ? value(written) : nullptr;
  }
  out.parameters = arena_.copy(parameters);
  return arena_.make<Template>(out);
}

const ModuleCall* Lowering::deployment(const ResourceParts& parts, const Resource* enclosing, bool stack) {
  ModuleCall out;
  out.symbol = parts.symbol;
  out.span = parts.span;
  out.header_span = cover(tree_.span(parts.type_key), tree_.span(parts.type));
  out.enclosing = enclosing;
  out.name = optional(parts.name);
  out.condition = optional(parts.condition);
  out.loop = loop(parts.copy);
  out.scope = optional(parts.scope);
  out.depends_on = depends_on(parts.depends_on);

  JsonIndex properties = kNoJson;
  size_t first = items_.size();
  for (const JsonMember& member : parts.rest) {
    if (same_name(member.name, "properties")) {
      properties = member.value;
    } else if (same_name(member.name, "subscriptionId")) {
      out.subscription_id = value(member.value);
    } else if (same_name(member.name, "resourceGroup")) {
      out.resource_group = value(member.value);
    } else {
      add_member(member, value(member.value));
    }
  }
  JsonIndex extension_configs = find(properties, "extensionConfigs");
  if (extension_configs != kNoJson) {
    add_member({"extensionConfigs", extension_configs, extension_configs}, value(extension_configs));
  }
  if (stack) {
    // What a stack deploys goes to its own scope, or where it says.
    if (JsonIndex scope = find(properties, "deploymentScope"); scope != kNoJson) out.scope = value(scope);
    add_stack_settings(properties);
  }
  out.body = finish_object(first, parts.span);
  out.arguments = arguments(find(properties, "parameters"));
  out.source_span = out.header_span;
  deployment_source(out, properties);
  out.outer_scope &= !stack;
  return arena_.make<ModuleCall>(out);
}

/// A stack's properties but for the template and what is passed to it: deny settings and the like.
void Lowering::add_stack_settings(JsonIndex properties) {
  if (!tree_.is(properties, JsonKind::Object)) return;
  size_t first = items_.size();
  for (const JsonMember& member : members(properties)) {
    bool deployed = false;
    for (std::string_view name : {"template", "templateLink", "parameters", "parametersLink", "deploymentScope"}) {
      deployed |= same_name(member.name, name);
    }
    if (!deployed) add_member(member, value(member.value));
  }
  const Expr* settings = finish_object(first, tree_.span(properties));
  items_.push_back({make(settings->span, StringLiteral{"properties"}), settings, settings->span});
}

/// properties.template, or properties.templateLink with a uri, a relative path or the id of a template spec.
void Lowering::deployment_source(ModuleCall& out, JsonIndex properties) {
  std::string_view scope = literal_text(find(find_object(properties, "expressionEvaluationOptions"), "scope"));
  JsonIndex nested = find_object(properties, "template");
  if (nested != kNoJson) {
    out.outer_scope = !same_name(scope, "inner");
    out.source_span = tree_.span(nested);
    if (!enter(nested)) return;
    out.inline_template = lower_template(nested);
    leave();
    return;
  }
  JsonIndex link = find_object(properties, "templateLink");
  for (std::string_view name : {"relativePath", "uri", "id"}) {
    JsonIndex source = find(link, name);
    if (source == kNoJson) continue;
    out.source = literal_text(source);
    if (out.source.empty()) out.source_expr = value(source);
    out.source_span = tree_.span(source);
    return;
  }
}

/// {"p": {"value": ...}, "q": {"reference": ...}} as {"p": ..., "q": ...}.
const Expr* Lowering::arguments(JsonIndex parameters) {
  if (parameters == kNoJson) return nullptr;
  Span span = tree_.span(parameters);
  if (!tree_.is(parameters, JsonKind::Object)) {
    // The whole set is computed: each member's `value`, as one would write mapValues(x, lambda('each', ...)).
    const Expr* each = make(span, Reference{RefKind::Local, "each", {}});
    const Expr* body = make(span, MemberExpr{each, "value", span});
    static constexpr std::string_view kParams[] = {"each"};
    return call("mapValues", {value(parameters), make(span, LambdaExpr{kParams, body})}, span);
  }
  size_t first = items_.size();
  for (const JsonMember& member : members(parameters)) add_member(member, argument(member.value));
  return finish_object(first, span);
}

const Expr* Lowering::argument(JsonIndex parameter) {
  if (!tree_.is(parameter, JsonKind::Object)) return argument_of(value(parameter), 0);
  JsonIndex written = find(parameter, "value");
  if (written != kNoJson) return value(written);
  JsonIndex reference = find_object(parameter, "reference");
  if (reference != kNoJson) return secret(reference);
  // {"copy": [{"name": "value", ...}]}: the value by repetition.
  if (JsonIndex copies = find(parameter, "copy"); copies != kNoJson && is_property_copy(copies)) {
    for (JsonIndex at = tree_.first_child(copies); at != tree_.children_end(copies); at = tree_[at].next) {
      JsonIndex name = find(at, "name");
      if (tree_.is(name, JsonKind::String) && same_name(text(name), "value"))
        return for_copy(at, text(name), tree_.span(at));
    }
  }
  return make(tree_.span(parameter), NullLiteral{});
}

/// {"keyVault": {"id": ...}, "secretName": ...} as @secret(id, name).
const Expr* Lowering::secret(JsonIndex reference) {
  Span span = tree_.span(reference);
  JsonIndex vault = find(find_object(reference, "keyVault"), "id"), name = find(reference, "secretName");
  const Expr* id = vault == kNoJson ? make(span, NullLiteral{}) : value(vault);
  const Expr* secret_name = name == kNoJson ? make(span, NullLiteral{}) : value(name);
  return call("@secret", {id, secret_name}, span);
}

/// The argument in an expression that makes {"value": ...} or {"reference": ...}, as the compiler
/// writes optional arguments: if(c, createObject('value', a), createObject('value', b)) is if(c, a, b).
const Expr* Lowering::argument_of(const Expr* written, int depth) {
  if (is_call(written, "if", 3) && depth < kMaxArgumentDepth) {
    const auto* choice = as<CallExpr>(written);
    const Expr* then = argument_of(choice->args[1], depth + 1);
    const Expr* otherwise = argument_of(choice->args[2], depth + 1);
    return call("if", {choice->args[0], then, otherwise}, written->span);
  }
  if (const Expr* direct = created_member(written, "value")) return direct;
  if (const Expr* reference = created_member(written, "reference")) {
    const Expr* vault = created_member(reference, "keyVault");
    const Expr* id = vault ? created_member(vault, "id") : nullptr;
    const Expr* name = created_member(reference, "secretName");
    if (id && name) return call("@secret", {id, name}, written->span);
  }
  if (is_call(written, "createObject", 0) || is_call(written, "null", 0)) return make(written->span, NullLiteral{});
  return make(written->span, MemberExpr{written, "value", written->span});
}

}  // namespace ringfence::arm
