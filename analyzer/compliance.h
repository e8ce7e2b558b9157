#pragma once
// Compliance: which controls of a framework the rules answer, and which of the others a template could show at all.
// The controls come from knowledge/frameworks.yaml (made from Azure's regulatory compliance initiatives), the
// rules from `controls:` of the policies.

#include <string>
#include <vector>

#include "analyzer/policy/policy.h"
#include "analyzer/report/report.h"

namespace ringfence {

/// One entry for each edition of these frameworks that a policy names a control of. A framework of which only policies know
/// has the controls that they name.
std::vector<FrameworkReport> compliance_of(const PolicySet& policies, const std::vector<std::string>& frameworks);

/// Adds to each control what its rules found.
void add_counts(std::vector<FrameworkReport>& frameworks, const std::vector<RuleInfo>& rules);

/// "ringfence: --framework: no framework nist; there are ..." when a word is none; empty otherwise.
std::string check_frameworks(const std::vector<std::string>& words, const PolicySet& policies);

/// For people: the controls with their rules, and how far each framework is covered.
std::string compliance_text(const std::vector<FrameworkReport>& frameworks, const PolicySet& policies);

}  // namespace ringfence
