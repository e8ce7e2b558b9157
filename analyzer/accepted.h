#pragma once
// Accepted: marks the findings that somebody has looked at and accepted, in comments or in .ringfence.yaml
// (policy/suppress does the judging). Between merging the findings and selecting what is reported.

#include <vector>

#include "analyzer/analyze.h"

namespace ringfence {

/// Unused and expired suppressions become diagnostics of the model.
void mark_accepted(Model& model, std::vector<Finding>& findings, const PolicySet& policies, const Settings& settings);

}  // namespace ringfence
