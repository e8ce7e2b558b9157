// The functions that only policies have, and those that mean something else in a policy.
// Source: learn.microsoft.com, "Azure Policy definition structure policy rule" (policy functions).

#include <algorithm>
#include <array>

#include "analyzer/policy/azure_policy_expression.h"
#include "analyzer/policy/cidr.h"

namespace ringfence {
namespace {

using Args = std::span<const Value>;

Value object_of(PolicyExpressions& on, std::initializer_list<Member> members) {
  return Value::object(on.arena().copy(std::span<const Member>(members.begin(), members.size())));
}

Member member(std::string_view name, const Value& value) { return {name, nullptr, {}, value}; }

Value call_field(PolicyExpressions& on, Args args) {
  return args[0].is_string() ? on.field(args[0].str()) : on.unknown("field", args);
}

Value call_current(PolicyExpressions& on, Args args) { return on.current(args.empty() ? nullptr : &args[0]); }

/// The API version is the resource's; who asks is not known before the request.
Value request_context(PolicyExpressions& on, Args) {
  Value version = on.unknown("requestcontext().apiversion", {}, SymbolType::String);
  bool known = on.subject() && !on.subject()->node->api_version.empty();
  if (known) version = Value::text(on.subject()->node->api_version);
  return object_of(on, {member("apiVersion", version), member("identity", on.unknown("requestcontext().identity", {}))});
}

/// A definition is run here without an assignment.
Value policy(PolicyExpressions& on, Args) {
  return object_of(on, {member("definitionId", Value::text(on.context().definition_id)),
                        member("assignmentId", on.unknown("policy().assignmentid", {}, SymbolType::String)),
                        member("setDefinitionId", Value::text("")), member("definitionReferenceId", Value::text(""))});
}

const ModuleInstance* module_of(const PolicyExpressions& on) {
  const Subject* subject = on.subject();
  return subject && subject->node->instance ? subject->node->instance->module : nullptr;
}

/// Of the judged resource.
Value resource_group(PolicyExpressions& on, Args) {
  const ModuleInstance* module = module_of(on);
  Value name = module && !module->resource_group.is_null() ? module->resource_group
                                                           : on.unknown("resourcegroup().name", {}, SymbolType::String);
  return object_of(on, {member("name", name), member("id", on.unknown("resourcegroup().id", {}, SymbolType::String)),
                        member("location", on.unknown("resourcegroup().location", {}, SymbolType::String)),
                        member("managedBy", on.unknown("resourcegroup().managedby", {}, SymbolType::String)),
                        member("tags", on.unknown("resourcegroup().tags", {}, SymbolType::Object)),
                        member("properties", on.unknown("resourcegroup().properties", {}, SymbolType::Object))});
}

Value subscription(PolicyExpressions& on, Args) {
  const ModuleInstance* module = module_of(on);
  Value id = module && !module->subscription.is_null()
                 ? module->subscription
                 : on.unknown("subscription().subscriptionid", {}, SymbolType::String);
  const Value parts[] = {Value::text("/subscriptions/"), id};
  return object_of(on, {member("subscriptionId", id), member("id", on.symbols().concat(parts)),
                        member("displayName", on.unknown("subscription().displayname", {}, SymbolType::String)),
                        member("tenantId", on.unknown("subscription().tenantid", {}, SymbolType::String)),
                        member("tags", on.unknown("subscription().tags", {}, SymbolType::Object)),
                        member("quotaId", on.unknown("subscription().quotaid", {}, SymbolType::String))});
}

Value utc_now(PolicyExpressions& on, Args) { return on.unknown("utcnow", {}, SymbolType::String); }

// ---- dates -----------------------------------------------------------------------------------------------------------

int64_t days_from_civil(int64_t y, int64_t m, int64_t d) {
  y -= m <= 2;
  const int64_t era = (y >= 0 ? y : y - 399) / 400, yoe = y - era * 400;
  const int64_t doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
  return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

std::string civil_from_days(int64_t days) {
  days += 719468;
  const int64_t era = (days >= 0 ? days : days - 146096) / 146097, doe = days - era * 146097;
  const int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365, doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  const int64_t mp = (5 * doy + 2) / 153, d = doy - (153 * mp + 2) / 5 + 1, m = mp < 10 ? mp + 3 : mp - 9;
  std::array<char, 32> out{};
  std::snprintf(out.data(), out.size(), "%04d-%02d-%02d", static_cast<int>(yoe + era * 400 + (m <= 2)), static_cast<int>(m), static_cast<int>(d));
  return out.data();
}

std::optional<int64_t> digits(std::string_view text, size_t from, size_t count) {
  int64_t out = 0;
  for (char c : text.substr(std::min(from, text.size()), count)) {
    if (c < '0' || c > '9') return std::nullopt;
    out = out * 10 + (c - '0');
  }
  return from + count <= text.size() ? std::optional<int64_t>(out) : std::nullopt;
}

/// addDays('2026-01-31T00:00:00Z', 1)
Value add_days(PolicyExpressions& on, Args args) {
  constexpr int64_t kMostDays = 1'000'000;
  if (args[0].is_symbol() || args[1].is_symbol()) return on.unknown("adddays", args, SymbolType::String);
  if (!args[0].is_string() || !args[1].is_int()) return on.error("addDays() expects a date and a number of days");
  std::string_view date = args[0].str();
  auto year = digits(date, 0, 4), month = digits(date, 5, 2), day = digits(date, 8, 2);
  bool good = year && month && day && *month >= 1 && *month <= 12 && *day >= 1 && *day <= 31 && date[4] == '-' && date[7] == '-';
  if (!good || args[1].integer > kMostDays || args[1].integer < -kMostDays) return on.error("addDays() expects a date");
  std::string_view time = date.size() > 10 ? date.substr(10) : "T00:00:00.0000000Z";
  std::string out = civil_from_days(days_from_civil(*year, *month, *day) + args[1].integer) + std::string(time);
  return Value::text(on.arena().copy(out));
}

// ---- addresses -------------------------------------------------------------------------------------------------------

/// ipRangeContains('10.0.0.0/8', '10.1.2.3')
Value ip_range_contains(PolicyExpressions& on, Args args) {
  if (args[0].is_symbol() || args[1].is_symbol()) return on.unknown("iprangecontains", args, SymbolType::Bool);
  if (!args[0].is_string() || !args[1].is_string()) return on.error("ipRangeContains() expects two ranges");
  std::vector<AddressRange> outer = read_ranges(args[0].str()), inner = read_ranges(args[1].str());
  if (outer.empty() || inner.empty()) return on.error("ipRangeContains() expects two ranges");
  return Value::of(std::all_of(inner.begin(), inner.end(), [&](const AddressRange& each) {
    return std::any_of(outer.begin(), outer.end(), [&](const AddressRange& range) { return range.contains(each); });
  }));
}

constexpr PolicyFunction kFunctions[] = {
    {"adddays", 2, 2, add_days},          {"current", 0, 1, call_current},
    {"field", 1, 1, call_field},          {"iprangecontains", 2, 2, ip_range_contains},
    {"policy", 0, 0, policy},             {"requestcontext", 0, 0, request_context},
    {"resourcegroup", 0, 0, resource_group}, {"subscription", 0, 0, subscription},
    {"utcnow", 0, 0, utc_now},
};

constexpr std::string_view kTemplateOnly[] = {
    "copyindex", "deployment", "environment", "extensionresourceid", "list*", "managementgroup", "newguid", "pickzones",
    "providers", "reference", "references", "resourceid", "subscriptionresourceid", "tenantresourceid", "tenant", "variables"};

}  // namespace

const PolicyFunction* find_policy_function(std::string_view name) {
  for (const PolicyFunction& each : kFunctions) {
    if (each.name == name) return &each;
  }
  return nullptr;
}

bool is_template_only(std::string_view name) {
  bool lists = name.starts_with("list");
  return std::any_of(std::begin(kTemplateOnly), std::end(kTemplateOnly),
                     [&](std::string_view each) { return each == name || (lists && each == "list*"); });
}

}  // namespace ringfence
