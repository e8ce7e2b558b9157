#include <vector>

#include "analyzer/eval/evaluate.h"

// Absolute ids (DESIGN section 8, rule 4): concat of the scope's id, '/providers/', and the segments
// of type and name in turn. The number of type segments decides how the name is split.

namespace ringfence {
namespace {

/// The segments of a name, each a list of literal parts and holes.
std::vector<std::vector<Value>> split_name(const Value& name, Arena& arena) {
  std::vector<std::vector<Value>> segments(1);
  for (const Value& part : string_parts(name, arena)) {
    if (!part.is_string()) {
      segments.back().push_back(part);
      continue;
    }
    std::string_view rest = part.str();
    for (size_t slash = rest.find('/'); slash != std::string_view::npos; slash = rest.find('/')) {
      segments.back().push_back(Value::text(rest.substr(0, slash)));
      segments.emplace_back();
      rest.remove_prefix(slash + 1);
    }
    segments.back().push_back(Value::text(rest));
  }
  return segments;
}

std::vector<std::string_view> split_type(std::string_view type) {
  std::vector<std::string_view> segments;
  for (size_t slash = type.find('/'); slash != std::string_view::npos; slash = type.find('/')) {
    segments.push_back(type.substr(0, slash));
    type.remove_prefix(slash + 1);
  }
  segments.push_back(type);
  return segments;
}

bool is_call(const CallExpr* call, std::string_view name) {
  return call && !call->receiver && equal_ignore_case(call->name, name);
}

}  // namespace

std::optional<Value> index_in(const Value& reference, std::string_view symbol, Arena& arena) {
  const auto parts = string_parts(reference, arena);
  if (parts.empty() || !parts.front().is_string() || !parts.back().is_string()) return {};
  std::string_view head = parts.front().str();
  const std::string_view tail = parts.back().str();
  if (head.size() <= symbol.size() || head[symbol.size()] != '[' || !tail.ends_with(']')) return {};
  if (!equal_ignore_case(head.substr(0, symbol.size()), symbol)) return {};
  if (parts.size() == 3 && head.size() == symbol.size() + 1 && tail.size() == 1) return parts[1];
  if (parts.size() != 1) return {};
  head = head.substr(symbol.size() + 1, head.size() - symbol.size() - 2);
  int64_t number = 0;
  const bool negative = head.starts_with('-');
  if (negative) head.remove_prefix(1);
  if (head.empty() || head.size() > 9) return {};
  for (const char c : head) {
    if (c < '0' || c > '9') return {};
    number = number * 10 + (c - '0');
  }
  return Value::of(negative ? -number : number);
}

DeploymentScope Evaluator::root_scope(std::string_view kind) {
  DeploymentScope scope;
  scope.kind = kind;
  SymbolFacts facts;
  facts.type = SymbolType::String;
  facts.no_slash = true;
  if (kind == "resourceGroup" || kind == "subscription") scope.subscription = term("subscription().subscriptionid", {}, facts);
  if (kind == "resourceGroup") scope.resource_group = term("resourcegroup().name", {}, facts);
  if (kind == "managementGroup") scope.management_group = term("managementgroup().name", {}, facts);
  return scope;
}

Value Evaluator::scope_id(const DeploymentScope& scope) {
  const auto concat = [&](std::initializer_list<Value> parts) { return symbols.concat({parts.begin(), parts.size()}); };
  if (scope.kind == "managementGroup") {
    return concat({Value::text("/providers/Microsoft.Management/managementGroups/"), scope.management_group});
  }
  if (scope.kind == "subscription") return concat({Value::text("/subscriptions/"), scope.subscription});
  if (scope.kind == "resourceGroup") {
    return concat({Value::text("/subscriptions/"), scope.subscription, Value::text("/resourceGroups/"), scope.resource_group});
  }
  return Value::text("");
}

Value Evaluator::join_id(const Value& scope_id, std::string_view type, const Value& name) {
  std::vector<Value> parts{scope_id};
  if (equal_ignore_case(type, "Microsoft.Resources/resourceGroups")) {
    parts.insert(parts.end(), {Value::text("/resourceGroups/"), name});
    return symbols.concat(parts);
  }
  if (equal_ignore_case(type, "Microsoft.Management/managementGroups")) parts[0] = Value::text("");
  const std::vector<std::string_view> types = split_type(type);
  const std::vector<std::vector<Value>> names = split_name(name, arena);
  parts.push_back(Value::text("/providers/"));
  if (names.size() + 1 != types.size()) {
    parts.insert(parts.end(), {Value::text(type), Value::text("/"), name});
    return symbols.concat(parts);
  }
  parts.push_back(Value::text(types[0]));
  for (size_t i = 0; i < names.size(); ++i) {
    parts.insert(parts.end(), {Value::text("/"), Value::text(types[i + 1]), Value::text("/")});
    parts.insert(parts.end(), names[i].begin(), names[i].end());
  }
  return symbols.concat(parts);
}

bool Evaluator::read_scope(const Expr* expr, const Scope& scope, const DeploymentScope& own, DeploymentScope& out,
                           Value& resource_id) {
  out = own;
  if (!expr) return true;
  const auto* call = as<CallExpr>(expr);
  const auto arg = [&](size_t i) { return settled(evaluate(call->args[i], scope), call->args[i]->span); };
  if (is_call(call, "resourceGroup")) {
    out.kind = "resourceGroup";
    if (call->args.size() >= 1) out.resource_group = arg(call->args.size() - 1);
    if (call->args.size() >= 2) out.subscription = arg(0);
    return true;
  }
  if (is_call(call, "subscription")) {
    out = root_scope("subscription");
    if (!own.subscription.is_null()) out.subscription = own.subscription;
    if (!call->args.empty()) out.subscription = arg(0);
    return true;
  }
  if (is_call(call, "managementGroup")) {
    out = root_scope("managementGroup");
    if (!own.management_group.is_null()) out.management_group = own.management_group;
    if (!call->args.empty()) out.management_group = arg(0);
    return true;
  }
  if (is_call(call, "tenant")) {
    out = root_scope("tenant");
    return true;
  }
  if (const auto* choice = as<ConditionalExpr>(expr)) {
    const Value condition = evaluate(choice->condition, scope);
    if (condition.is_bool()) return read_scope(condition.boolean ? choice->then : choice->otherwise, scope, own, out, resource_id);
    DeploymentScope other;
    Value other_id;
    const bool then = read_scope(choice->then, scope, own, out, resource_id);
    const bool otherwise = read_scope(choice->otherwise, scope, own, other, other_id);
    if (then && otherwise && out.kind == other.kind) {
      out.subscription = conditional(condition, out.subscription, other.subscription);
      out.resource_group = conditional(condition, out.resource_group, other.resource_group);
      out.management_group = conditional(condition, out.management_group, other.management_group);
    }
    if (!then && !otherwise) resource_id = conditional(condition, resource_id, other_id);
    return then;
  }
  const Value value = evaluate(expr, scope);
  if (const auto* reference = as<Reference>(expr); reference && value.is_object() && value.size == 0 && scope.module->dialect == Dialect::Bicep) {
    // A variable that holds the scope.
    ModuleScope& module = scope.module->lexical();
    const int found = module.index->find(DeclarationKind::Variable, reference->name);
    Scope inside;
    inside.module = &module;
    if (found >= 0) return read_scope(module.declarations->variables[static_cast<size_t>(found)].value, inside, own, out, resource_id);
  }
  if (const Handle* handle = handle_of(value); handle && handle->kind == HandleKind::Resource) {
    ResourceEnv& env = *static_cast<ResourceEnv*>(handle->target);
    const std::string_view type = env.set->declaration->type;
    if (equal_ignore_case(type, "Microsoft.Resources/resourceGroups")) {
      out.kind = "resourceGroup";
      out.resource_group = resource_name(env);
      DeploymentScope around;
      Value ignored;
      if (read_scope(env.set->declaration->scope, resource_locals(env), env.set->module->where, around, ignored)) {
        out.subscription = around.subscription;
      }
      return true;
    }
    if (equal_ignore_case(type, "Microsoft.Management/managementGroups")) {
      out = root_scope("managementGroup");
      out.management_group = resource_name(env);
      return true;
    }
    resource_id = this->resource_id(env);
    return false;
  }
  // ARM writes ids: absolute, or relative to the template's own scope.
  const Value id = settled(value, expr->span);
  if (scope_of_id(id, out)) return true;
  resource_id = id;
  const Value first = string_parts(id, arena)[0];
  if (first.is_string() && !first.str().starts_with('/')) {
    const Value parts[] = {scope_id(own), Value::text("/providers/"), id};
    resource_id = symbols.concat(parts);
  }
  return false;
}

bool Evaluator::scope_of_id(const Value& id, DeploymentScope& out) {
  if (is_error(id)) return false;
  std::vector<std::vector<Value>> segments = split_name(id, arena);
  const auto is = [&](size_t i, std::string_view word) {
    return i < segments.size() && segments[i].size() == 1 && segments[i][0].is_string() && equal_ignore_case(segments[i][0].str(), word);
  };
  const auto hole = [&](size_t i) { return symbols.concat(segments[i]); };
  if (segments.size() == 2 && is(0, "") && is(1, "")) {
    out = root_scope("tenant");
    return true;
  }
  const bool absolute = is(0, "") && is(1, "providers");
  const size_t group = absolute ? 2 : 0;
  if (segments.size() == group + 3 && is(group, "Microsoft.Management") && is(group + 1, "managementGroups")) {
    out = root_scope("managementGroup");
    out.management_group = hole(group + 2);
    return true;
  }
  if (!is(0, "") || !is(1, "subscriptions") || (segments.size() != 3 && segments.size() != 5)) return false;
  if (segments.size() == 5 && !is(3, "resourceGroups")) return false;
  out = root_scope(segments.size() == 3 ? "subscription" : "resourceGroup");
  out.subscription = hole(2);
  if (segments.size() == 5) out.resource_group = hole(4);
  return true;
}

}  // namespace ringfence
