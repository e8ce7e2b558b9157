#pragma once
// permissions: does a role definition's list of permissions allow an action? Wildcards on both sides; notActions take
// away. Used by ConditionEvaluator for `permits` and for custom roles.

#include <span>
#include <string_view>

#include "analyzer/eval/tri.h"
#include "analyzer/eval/value.h"

namespace ringfence {

/// `permissions` is the array of { actions, notActions, dataActions, notDataActions }. True when one of `wanted` (lower
/// case; `*` is any text, and then any such action will do) is allowed.
Tri permits_any(const Value& permissions, std::span<const std::string_view> wanted, bool data);

/// Does `pattern` cover everything that `action` stands for? Both lower case.
bool covers_action(std::string_view pattern, std::string_view action);
/// Is there an action that both stand for?
bool actions_overlap(std::string_view a, std::string_view b);

}  // namespace ringfence
