#pragma once
// The cases of a policy's test file (docs/policies.md): read, judged by that policy alone, compared with their markers.

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/graph/resource_graph.h"
#include "analyzer/knowledge/data_node.h"
#include "analyzer/policy/engine.h"
#include "analyzer/policy/policy.h"
#include "analyzer/policy_test/memory_project.h"

namespace ringfence {

/// (line, verdict): what a case expects, and what came of it.
using Marks = std::set<std::pair<uint32_t, Verdict>>;

struct PolicyCase {
  std::string name, language, text;                        // language: bicep, arm, terraform
  std::vector<std::pair<std::string, std::string>> files;  // path and text of others: modules, parameter files
  Marks expected;
  const DataNode* compliant = nullptr;
  const DataNode* parameters = nullptr;  // of the policy, as a project gives them
  uint32_t azurerm_major = 5;
  bool has(Verdict verdict) const;
  std::string label() const { return name + " (" + language + ")"; }
};

/// The cases of a test document, one per language text; mistakes of the file go to `errors`.
std::vector<PolicyCase> read_cases(const DataDocument& document, const Policy& policy, DataErrors& errors);

/// A case on its way: parsed, expanded and linked.
class CaseGraph {
 public:
  explicit CaseGraph(const PolicyCase& from);
  /// Errors of the text itself; a case must be right.
  const std::string& trouble() const { return trouble_; }
  /// `all` are those that the policy may ask for.
  std::vector<Finding> judge(const Policy& policy, const PolicySet& all) const;
  Marks marks(const std::vector<Finding>& findings) const;
  /// Puts `{ path: value }` into every node that failed.
  void repair(const std::vector<Finding>& findings, const DataNode& values);

 private:
  MemoryProject project_;
  std::string trouble_;
  const DataNode* parameters_ = nullptr;
  ResourceGraph graph_;
};

std::string show(const Marks& marks);

}  // namespace ringfence
