#pragma once
// `--azure-policy FILE|DIR`: reads Azure's policy definitions from disk and adds them to the rules.
//
// What a definition means is policy/azure_policy's part; here are files, messages, and the table that
// `ringfence rules --azure-policy` prints.

#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "analyzer/policy/azure_policy.h"

namespace ringfence {

/// Files and folders (absolute) with definitions, and files with values for their parameters.
struct AzurePolicyPaths {
  std::vector<std::string> definitions, parameters;
  bool empty() const { return definitions.empty(); }
};

/// The error is text to print: a file that is no JSON, or holds no definition and was named itself.
[[nodiscard]] tl::expected<AzurePolicies, std::string> load_azure_policies(const AzurePolicyPaths& paths,
                                                                           const std::string& current, unsigned jobs);

/// What became of all definitions: counts by reason, the share that is evaluated, then one line for each that is not
/// judged although it could be.
std::string azure_policy_table(const AzurePolicies& policies);

/// One line on standard error when some definitions are not judged; empty: none.
std::string azure_policy_note(const AzurePolicies& policies);

}  // namespace ringfence
