#pragma once
// engine: policies x graph -> findings. Three-valued throughout (eval/tri.h); a rule author cannot
// turn an unknown into a failure. Pure: same input, same findings, in node order then policy order.

#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "analyzer/graph/resource_graph.h"
#include "analyzer/policy/finding.h"
#include "analyzer/policy/policy.h"

namespace ringfence {

/// What other roots of the same scan contribute: relations may be met across roots (DESIGN section 5).
/// Built serially after all graphs exist; const while the engine runs.
struct CrossRootIndex;

struct Judgement {
  std::vector<Finding> findings;  // fail, unknown and pass
};

/// Which policies of a set judge a resource type. Made once for all graphs; const while the engine runs.
class PolicyIndex {
 public:
  explicit PolicyIndex(const PolicySet& policies);
  /// Places in the set, in its order.
  std::vector<uint32_t> of_type(std::string_view type) const;
  const std::vector<uint32_t>& of_deployment() const { return of_deployment_; }

 private:
  std::unordered_map<std::string, std::vector<uint32_t>> by_type_;  // lower case
  std::vector<std::pair<std::string, uint32_t>> patterns_;
  std::vector<uint32_t> of_deployment_;
};

struct JudgeOptions {
  const PolicyIndex* index = nullptr;  // null: made here
  /// Below this verdict a finding has its place and its names only, no words and values: nobody will read them.
  Verdict told_from = Verdict::Pass;
};

/// Judges every resource of one root. `others` may be null.
Judgement judge(const ResourceGraph& graph, const PolicySet& policies, const Knowledge& knowledge,
                const CrossRootIndex* others, const JudgeOptions& options = {});

/// Same rule and same place from many instances or roots become one finding with `instances: N`.
std::vector<Finding> merge_findings(std::vector<Finding> findings);

}  // namespace ringfence
