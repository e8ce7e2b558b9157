#pragma once
// `ringfence explain`: a rule in its own words, with the examples that its tests hold. Documentation
// that is tested cannot go stale.

#include <string>

#include "analyzer/policy/policy.h"

namespace ringfence {

std::string explanation_of(const Policy& policy);

}  // namespace ringfence
