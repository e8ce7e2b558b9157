#pragma once
// Rules: which policies a scan checks. The embedded ones and those of --policies, as the configuration
// and the command line select and change them.

#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "analyzer/graph/resource_graph.h"
#include "analyzer/policy/policy.h"
#include "analyzer/report/report.h"
#include "analyzer/settings.h"

namespace ringfence {

/// What the YAML files of folders hold: policies, and the test files beside them (x.test.yaml).
struct PolicyDocuments {
  std::vector<DataDocument> policies, tests;
};
[[nodiscard]] tl::expected<PolicyDocuments, std::string> read_policy_documents(const std::vector<std::string>& folders,
                                                                               const std::string& current);

/// What a policy of a folder is that has the id or name of one of the program: a mistake, or (where policies are tested)
/// the one that counts.
enum class SameRule { Mistake, Replaces };

/// Of the program's policies all, or what chooses them (policy/policy_heads.h).
enum class RuleDetail { Whole, Heads };

/// Embedded and additional policies, by id. The error is text to print: one line per mistake.
[[nodiscard]] tl::expected<PolicySet, std::string> load_rules(const std::vector<std::string>& folders,
                                                              const std::string& current,
                                                              SameRule same = SameRule::Mistake,
                                                              RuleDetail detail = RuleDetail::Whole);

/// Azure's definitions beside them.
void add_rules(PolicySet& all, std::vector<Policy> more);

/// Those that `rules:`, --rule, --skip-rule, --severity and --framework leave, with their severities. A rule that does
/// not exist is a mistake.
[[nodiscard]] tl::expected<PolicySet, std::string> select_rules(PolicySet all, const Settings& settings);

/// Reads the whole of those heads that may judge what these graphs deploy.
void complete_rules(PolicySet& policies, const std::vector<ResourceGraph>& graphs);

RuleInfo rule_info(const Policy& policy);

/// Does `word` name the policy: by ID, slug or category? Ignores case.
bool names_rule(std::string_view word, const Policy& policy);
/// Has the policy a control of one of these frameworks, or are there none?
bool in_frameworks(const Policy& policy, const std::vector<std::string>& frameworks);
/// " (did you mean RF-AI-001?)", or empty.
std::string rule_hint(std::string_view word, const PolicySet& policies);

}  // namespace ringfence
