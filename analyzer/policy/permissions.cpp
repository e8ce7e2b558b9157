#include "analyzer/policy/permissions.h"

#include "analyzer/eval/wildcard.h"
#include "analyzer/knowledge/lower_case.h"

namespace ringfence {
namespace {

constexpr size_t kMaxAction = 300;  // characters; Azure's longest operations have under 150

const Value* list_of(const Value& permission, std::string_view name) {
  const Member* member = permission.is_object() ? find_member(permission, name, KeyCase::Insensitive) : nullptr;
  return member && !member->value.is_null() ? &member->value : nullptr;
}

/// Is one of the patterns in `list` good? A list or a pattern that is not known may be.
template <class Good>
Tri any_pattern(const Value* list, Good&& good) {
  if (!list) return Tri::False;
  if (!list->is_array()) return list->is_symbol() ? Tri::Unknown : Tri::False;
  Tri out = Tri::False;
  for (const Value& item : list->array_items()) {
    if (item.is_symbol()) out = out || Tri::Unknown;
    if (item.is_string()) out = out || tri(good(lower(item.str())));
    if (out == Tri::True) break;
  }
  return out;
}

Tri permits_one(const Value& permission, std::string_view wanted, bool data) {
  const Value* allowed = list_of(permission, data ? "dataActions" : "actions");
  const Value* denied = list_of(permission, data ? "notDataActions" : "notActions");
  if (!allowed) return Tri::False;
  if (!allowed->is_array()) return allowed->is_symbol() ? Tri::Unknown : Tri::False;
  Tri all_denied = any_pattern(denied, [&](const std::string& pattern) { return covers_action(pattern, wanted); });
  Tri out = Tri::False;
  for (const Value& item : allowed->array_items()) {
    if (item.is_symbol()) out = out || (Tri::Unknown && !all_denied);
    if (!item.is_string()) continue;
    std::string action = lower(item.str());
    if (!actions_overlap(action, wanted)) continue;
    // What is taken away whole leaves nothing of this one.
    Tri taken = any_pattern(denied, [&](const std::string& pattern) { return covers_action(pattern, action); });
    out = out || !(all_denied || taken);
    if (out == Tri::True) break;
  }
  return out;
}

}  // namespace

// A `*` of the action is a sign that only a `*` of the pattern matches.
bool covers_action(std::string_view pattern, std::string_view action) { return matches_wildcard(pattern, action); }

bool actions_overlap(std::string_view a, std::string_view b) {
  return a.size() > kMaxAction || b.size() > kMaxAction ? a == b : patterns_meet(a, b);
}

Tri permits_any(const Value& permissions, std::span<const std::string_view> wanted, bool data) {
  if (permissions.is_symbol()) return Tri::Unknown;
  if (!permissions.is_array()) return Tri::False;
  Tri out = Tri::False;
  for (const Value& permission : permissions.array_items()) {
    if (permission.is_symbol()) out = out || Tri::Unknown;
    for (std::string_view each : wanted) out = out || permits_one(permission, each, data);
    if (out == Tri::True) break;
  }
  return out;
}

}  // namespace ringfence
