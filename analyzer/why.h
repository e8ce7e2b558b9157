#pragma once
// `ringfence why RULE RESOURCE` and `scan --explain RULE`: how verdicts came about, passes included, in text.

#include <string>

#include "analyzer/analyze.h"

namespace ringfence {

/// The reasoning of the policy on each resource that it judges and that `resource` names (address, symbol, name or id;
/// empty: every one), in root order. Empty when there is none.
std::string reasons(const Model& model, const Policy& policy, const PolicySet& policies, std::string_view resource,
                    const std::string& current);

/// `scan --explain RULE`: prints them all; an exit code.
int explain_verdicts(const Model& model, const PolicySet& policies, const Settings& settings);

/// Resources that the policy judges, "type address" each, for whoever named another.
std::vector<std::string> judged_resources(const Model& model, const Policy& policy);

}  // namespace ringfence
