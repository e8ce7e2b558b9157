#pragma once
// A condition in words, in one line, as a person would read the policy: "properties.x equals Disabled". Used by
// reasoning.

#include <string>

#include "analyzer/policy/condition.h"

namespace ringfence {

/// The subject and the operator, without what stands below it (`where`, the items of allOf).
std::string words_of(const Condition& condition);
/// "false", "unknown", "true".
std::string_view word_of(Tri truth);

}  // namespace ringfence
