// The resourceId family: one concat of the absolute id, with holes where the scope or a name is not
// known (DESIGN section 8, rule 4). The number of type segments decides how many names are due.
// Source: learn.microsoft.com, "Resource functions for ARM templates".

#include <algorithm>

#include "analyzer/eval/functions_arm.h"

namespace ringfence::arm {
namespace {

std::string_view as_text(const Value& value) { return value.is_string() ? value.str() : std::string_view{}; }

/// Where the resource type stands: the first of the leading arguments that holds a '/', but is no id itself.
std::optional<size_t> find_type(CallContext& context, size_t leading) {
  for (size_t i = 0; i <= leading && i < context.args.size(); ++i) {
    const std::string_view text = as_text(context.args[i]);
    if (text.find('/') != std::string_view::npos && !text.starts_with('/')) return i;
  }
  return std::nullopt;
}

Value not_a_type(CallContext& context, size_t leading) {
  for (size_t i = 0; i <= leading && i < context.args.size(); ++i)
    if (context.args[i].is_symbol()) return unknown(context, SymbolType::String);
  return context.error(std::string(context.name) + "() expects a resource type such as Microsoft.Storage/storageAccounts among its first arguments");
}

/// `scope` + "/providers/" + type and names in turn.
Value join(CallContext& context, std::vector<Value> parts, size_t type_place) {
  std::string_view type = context.args[type_place].str();
  if (type.ends_with('/')) type.remove_suffix(1);  // as many templates write it; the engine takes it
  const auto names = context.args.subspan(type_place + 1);
  const auto due = std::count(type.begin(), type.end(), '/');
  if (static_cast<size_t>(due) != names.size()) {
    return context.error(std::string(context.name) + "(): the type " + std::string(type) + " has " + std::to_string(due) +
                         (due == 1 ? " name" : " names") + ", got " + std::to_string(names.size()));
  }
  for (size_t i = 0; i < names.size(); ++i)
    if (!names[i].is_string() && !names[i].is_symbol() && !names[i].is_int()) return wrong_type(context, type_place + 1 + i, "a string");
  if (equal_ignore_case(type, "Microsoft.Resources/resourceGroups")) {
    parts.insert(parts.end(), {Value::text("/resourceGroups/"), names[0]});
    return context.symbols().concat(parts);
  }
  parts.push_back(Value::text("/providers/"));
  std::string_view rest = type;
  size_t slash = rest.find('/');
  parts.push_back(Value::text(rest.substr(0, slash)));
  for (const Value& name : names) {
    rest.remove_prefix(slash + 1);
    slash = std::min(rest.find('/'), rest.size());
    parts.insert(parts.end(), {Value::text("/"), Value::text(rest.substr(0, slash)), Value::text("/"), name});
  }
  return context.symbols().concat(parts);
}

bool looks_like_guid(const Value& value) {
  const std::string_view text = as_text(value);
  return text.size() == 36 && text[8] == '-' && text[13] == '-' && text[18] == '-' && text[23] == '-';
}

bool is_subscription(const Value& value) {
  return looks_like_guid(value) || (value.is_symbol() && value.symbol->name == "subscription().subscriptionid");
}

bool is_resource_group_type(const Value& type) { return equal_ignore_case(as_text(type), "Microsoft.Resources/resourceGroups"); }

/// resourceId([subscription], [resource group], type, names...): relative to the scope of the template.
Value resource_id(CallContext& context) {
  const auto type = find_type(context, 2);
  if (!type) return not_a_type(context, 2);
  Value subscription = context.subscription_id(), group = context.resource_group_name();
  if (*type == 2) {
    subscription = context.args[0];
    group = context.args[1];
  } else if (*type == 1) {
    (group.is_null() || is_subscription(context.args[0]) ? subscription : group) = context.args[0];
  }
  std::vector<Value> parts;
  if (!subscription.is_null()) parts.insert(parts.end(), {Value::text("/subscriptions/"), subscription});
  if (!subscription.is_null() && !group.is_null() && !is_resource_group_type(context.args[*type]))
    parts.insert(parts.end(), {Value::text("/resourceGroups/"), group});
  return join(context, std::move(parts), *type);
}

Value subscription_resource_id(CallContext& context) {
  const auto type = find_type(context, 1);
  if (!type) return not_a_type(context, 1);
  Value subscription = *type == 1 ? context.args[0] : context.subscription_id();
  if (subscription.is_null()) return context.error("subscriptionResourceId(): the template is not deployed to a subscription");
  return join(context, {Value::text("/subscriptions/"), subscription}, *type);
}

Value tenant_resource_id(CallContext& context) {
  const auto type = find_type(context, 0);
  return type ? join(context, {}, *type) : not_a_type(context, 0);
}

Value management_group_resource_id(CallContext& context) {
  const auto type = find_type(context, 1);
  if (!type) return not_a_type(context, 1);
  const Value group = *type == 1 ? context.args[0] : management_group_name(context);
  return join(context, {Value::text("/providers/Microsoft.Management/managementGroups/"), group}, *type);
}

Value extension_resource_id(CallContext& context) {
  const Value& target = context.args[0];
  if (!target.is_string() && !target.is_symbol()) return wrong_type(context, 0, "a string");
  if (!context.args[1].is_string()) return context.args[1].is_symbol() ? unknown(context, SymbolType::String) : wrong_type(context, 1, "a string");
  if (context.args[1].str().find('/') == std::string_view::npos) return not_a_type(context, 1);
  return join(context, {target}, 1);
}

constexpr FunctionRow kRows[] = {
    {"extensionresourceid", 3, 255, kSeesSymbols, SymbolType::String, extension_resource_id},
    {"managementgroupresourceid", 2, 255, kSeesSymbols, SymbolType::String, management_group_resource_id},
    {"resourceid", 2, 255, kSeesSymbols, SymbolType::String, resource_id},
    {"subscriptionresourceid", 2, 255, kSeesSymbols, SymbolType::String, subscription_resource_id},
    {"tenantresourceid", 2, 255, kSeesSymbols, SymbolType::String, tenant_resource_id},
};

}  // namespace

std::span<const FunctionRow> id_rows() { return kRows; }

}  // namespace ringfence::arm
