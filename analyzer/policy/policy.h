#pragma once
// Policy: one rule as data, compiled from policies/<area>/<slug>.yaml.
//
// `compile_policies` reads the documents (all mistakes reported together, with did-you-mean) and
// builds the condition trees; `engine` runs them over a ResourceGraph. docs/policies.md is the
// reference of the file format.

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/knowledge/data_node.h"
#include "analyzer/policy/finding.h"

namespace ringfence {

class Knowledge;
struct Condition;  // condition.h
struct FieldPath;  // condition.h

/// Another severity for what is found where a condition is true.
struct Grade {
  Level severity = Level::Medium;
  std::shared_ptr<const Condition> when;
};

struct Policy {
  std::string id, slug, title, category, message, why, area;
  Level severity = Level::Medium;
  std::vector<std::string> resources;              // ARM types it judges, patterns with *, or kDeploymentType
  std::vector<Grade> grades;                       // the first that holds counts
  std::shared_ptr<const Condition> when, require;  // `when` may be null: always
  std::string expected_json;                       // `expected:` when given, for reports
  std::string property;                            // the main path, for the place of a finding when nothing decides
  DataNode fix;                                    // Null: none
  std::vector<std::string> equivalents, azure_policy, seed, references;
  std::map<std::string, std::vector<std::string>> controls;
  std::vector<std::string> supersedes;
  std::vector<std::string> asks_for;                    // ids of policies that its conditions refer to
  std::shared_ptr<const std::vector<FieldPath>> place;  // `place:`, the first that is written; null: what decided
  std::shared_ptr<const DataDocument> source;           // of a policy that has parameters; else null
  std::string embedded_path;                            // of a head: of its document in the program
  /// Only what chooses it is read (policy_heads.h): it judges nothing.
  bool is_head() const { return !require; }
};

/// "policies/ai/x.yaml": its name is x, its area ai.
void name_by_path(std::string_view path, Policy& policy);

struct PolicySet {
  std::vector<Policy> policies;  // sorted by id
  /// Are not judged themselves; others may refer to them (`policy: ID`).
  std::shared_ptr<const std::vector<Policy>> asked_for;
  const Policy* find(std::string_view id_or_slug) const;
  /// Of those that are asked for, too.
  const Policy* find_any(std::string_view id) const;
};

/// RF-<AREA>-<NNN>; lower-case words with `-`.
bool is_rule_id(std::string_view id);
bool is_slug(std::string_view text);

/// Documents with paths like "policies/ai/x.yaml"; test documents (x.test.yaml) are passed over.
/// Either a complete set or every mistake.
tl::expected<PolicySet, std::vector<DataError>> compile_policies(const std::vector<DataDocument>& documents,
                                                                 const Knowledge& knowledge);
/// The policy with other values for its parameters ({ name: value }, checked against its defaults).
tl::expected<Policy, std::vector<DataError>> with_parameters(const Policy& policy, const DataNode& values,
                                                             const Knowledge& knowledge);
/// The set in the binary.
const PolicySet& embedded_policies();

}  // namespace ringfence
