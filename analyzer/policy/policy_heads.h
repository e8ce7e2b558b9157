#pragma once
// The policies of the program by their heads: what chooses them (id, name, title, severities, category, resource types)
// without conditions and words. A scan reads the rest of those only that it needs; reading all takes longer than judging
// a file, and the hook that runs on every commit has a budget of milliseconds.

#include <functional>

#include "analyzer/policy/policy.h"

namespace ringfence {

/// Heads only (Policy::is_head), sorted by id.
PolicySet policy_heads();

/// Reads the rest of the heads that are wanted, and of what their conditions refer to (`policy: ID`, also among
/// `asked_for`, of which what nobody refers to is dropped).
void complete_policies(PolicySet& set, const std::function<bool(const Policy&)>& wanted);

}  // namespace ringfence
