// Where the template is deployed: subscription(), resourceGroup(), managementGroup(), tenant(),
// deployment(), environment(), deployer(), and parameters() and variables() with a computed name.
//
// The scopes are objects whose ids are absolute; what only Azure knows of them is a term named like
// its spelling, "resourcegroup().location".
// Source: learn.microsoft.com, "Scope functions for Bicep", "Deployment functions for ARM templates".

#include "analyzer/eval/functions_arm.h"

namespace ringfence::arm {
namespace {

Value runtime(CallContext& context, std::string_view name, SymbolType type) {
  SymbolFacts facts;
  facts.type = type;
  facts.no_slash = type == SymbolType::String;
  return context.symbols().make(name, {}, facts);
}

Value concat(CallContext& context, std::initializer_list<Value> parts) {
  return context.symbols().concat({parts.begin(), parts.size()});
}

bool is_own(const Value& value, std::string_view name) { return value.is_symbol() && value.symbol->name == name; }

/// A property that only Azure knows: the plain term for the root's scope, get(function('id'), 'property') for another.
Value property(CallContext& context, std::string_view function, std::string_view name, const Value& foreign_id, SymbolType type) {
  if (foreign_id.is_null()) return runtime(context, std::string(function) + "()." + std::string(name), type);
  const Value scope = make_term(context, function, {&foreign_id, 1}, SymbolType::Object);
  return context.symbols().get(scope, context.text(name));
}

/// The optional ids that resourceGroup(...) and subscription(...) take in Bicep must be strings.
bool are_strings(CallContext& context) {
  for (const Value& arg : context.args)
    if (!arg.is_string() && !arg.is_symbol()) return false;
  return true;
}

Value subscription(CallContext& context) {
  if (!are_strings(context)) return wrong_type(context, 0, "a string");
  const Value name = context.args.empty() ? context.subscription_id() : context.args[0];
  if (name.is_null()) return context.error("subscription(): the template is not deployed to a subscription");
  const Value id = concat(context, {Value::text("/subscriptions/"), name});
  const Value foreign = is_own(name, "subscription().subscriptionid") ? Value::null() : id;
  ObjectBuilder out(context.arena());
  out.set("id", id);
  out.set("subscriptionId", name);
  out.set("tenantId", property(context, "subscription", "tenantid", foreign, SymbolType::String));
  out.set("displayName", property(context, "subscription", "displayname", foreign, SymbolType::String));
  return out.build();
}

Value resource_group(CallContext& context) {
  if (!are_strings(context)) return wrong_type(context, 0, "a string");
  const Value subscription_name = context.args.size() > 1 ? context.args[0] : context.subscription_id();
  const Value name = context.args.empty() ? context.resource_group_name() : context.args.back();
  if (name.is_null() || subscription_name.is_null()) return context.error("resourceGroup(): the template is not deployed to a resource group");
  const Value id = concat(context, {Value::text("/subscriptions/"), subscription_name, Value::text("/resourceGroups/"), name});
  const bool own = is_own(name, "resourcegroup().name") && is_own(subscription_name, "subscription().subscriptionid");
  const Value foreign = own ? Value::null() : id;
  ObjectBuilder out(context.arena());
  out.set("id", id);
  out.set("name", name);
  out.set("type", Value::text("Microsoft.Resources/resourceGroups"));
  out.set("location", property(context, "resourcegroup", "location", foreign, SymbolType::String));
  out.set("managedBy", property(context, "resourcegroup", "managedby", foreign, SymbolType::Any));
  out.set("tags", property(context, "resourcegroup", "tags", foreign, SymbolType::Object));
  out.set("properties", property(context, "resourcegroup", "properties", foreign, SymbolType::Object));
  return out.build();
}

Value management_group(CallContext& context) {
  if (!are_strings(context)) return wrong_type(context, 0, "a string");
  const Value name = context.args.empty() ? management_group_name(context) : context.args[0];
  const Value id = concat(context, {Value::text("/providers/Microsoft.Management/managementGroups/"), name});
  const Value foreign = is_own(name, "managementgroup().name") ? Value::null() : id;
  ObjectBuilder out(context.arena());
  out.set("id", id);
  out.set("name", name);
  out.set("type", Value::text("Microsoft.Management/managementGroups"));
  out.set("properties", property(context, "managementgroup", "properties", foreign, SymbolType::Object));
  return out.build();
}

Value tenant(CallContext& context) {
  const Value name = runtime(context, "tenant().tenantid", SymbolType::String);
  ObjectBuilder out(context.arena());
  out.set("id", concat(context, {Value::text("/tenants/"), name}));
  out.set("tenantId", name);
  out.set("country", runtime(context, "tenant().country", SymbolType::String));
  out.set("countryCode", runtime(context, "tenant().countrycode", SymbolType::String));
  out.set("displayName", runtime(context, "tenant().displayname", SymbolType::String));
  return out.build();
}

Value deployment(CallContext& context) {
  ObjectBuilder out(context.arena());
  out.set("id", runtime(context, "deployment().id", SymbolType::Any));
  out.set("name", context.deployment_name());
  out.set("location", runtime(context, "deployment().location", SymbolType::String));
  out.set("properties", runtime(context, "deployment().properties", SymbolType::Object));
  out.set("tags", runtime(context, "deployment().tags", SymbolType::Object));
  return out.build();
}

Value deployer(CallContext& context) {
  ObjectBuilder out(context.arena());
  out.set("objectId", runtime(context, "deployer().objectid", SymbolType::String));
  out.set("tenantId", runtime(context, "deployer().tenantid", SymbolType::String));
  out.set("userPrincipalName", runtime(context, "deployer().userprincipalname", SymbolType::String));
  return out.build();
}

/// The suffixes of the cloud that it is deployed to: there are more clouds than are documented.
Value environment(CallContext& context) { return context.symbolic({SymbolType::Object, SymbolReason::Runtime, false, false, {}}); }

Value parameters(CallContext& context) {
  if (context.args[0].is_symbol()) return unknown(context, SymbolType::Any);
  if (!context.args[0].is_string()) return wrong_type(context, 0, "a string");
  return context.parameter(context.args[0].str());
}

Value variables(CallContext& context) {
  if (context.args[0].is_symbol()) return unknown(context, SymbolType::Any);
  if (!context.args[0].is_string()) return wrong_type(context, 0, "a string");
  return context.variable(context.args[0].str());
}

constexpr FunctionRow kRows[] = {
    {"deployer", 0, 0, kPlain, SymbolType::Object, deployer},
    {"deployment", 0, 0, kPlain, SymbolType::Object, deployment},
    {"environment", 0, 0, kPlain, SymbolType::Object, environment},
    {"managementgroup", 0, 1, kSeesSymbols, SymbolType::Object, management_group},
    {"parameters", 1, 1, kSeesSymbols, SymbolType::Any, parameters},
    {"resourcegroup", 0, 2, kSeesSymbols, SymbolType::Object, resource_group},
    {"subscription", 0, 1, kSeesSymbols, SymbolType::Object, subscription},
    {"tenant", 0, 0, kPlain, SymbolType::Object, tenant},
    {"variables", 1, 1, kSeesSymbols, SymbolType::Any, variables},
};

}  // namespace

Value management_group_name(CallContext& context) {
  const Value name = context.management_group_name();
  return name.is_null() ? runtime(context, "managementgroup().name", SymbolType::String) : name;
}

std::span<const FunctionRow> scope_rows() { return kRows; }

}  // namespace ringfence::arm
