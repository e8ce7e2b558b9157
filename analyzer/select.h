#pragma once
// Select: from all findings to those that the report lists. Suppressed ones and those outside the named
// files are taken out, the rest is counted and put in the order of their places.

#include <vector>

#include "analyzer/analyze.h"

namespace ringfence {

ScanReport select_for_report(Model& model, std::vector<Finding> findings, const PolicySet& policies,
                             const Settings& settings);

/// The verdict from which on findings are listed.
Verdict least_listed(Verdicts verdicts);

/// 1 with a finding at or above --fail-on (or, with --strict, an unknown), else 3 with an error diagnostic, else 0.
int exit_code_of(const ScanReport& report, const Settings& settings);

}  // namespace ringfence
