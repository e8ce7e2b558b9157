#pragma once
// engine: policies x graph -> findings. Three-valued throughout (eval/tri.h); a rule author cannot
// turn an unknown into a failure. Pure: same input, same findings, in node order then policy order.

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

/// Judges every resource of one root. `others` may be null.
Judgement judge(const ResourceGraph& graph, const PolicySet& policies, const Knowledge& knowledge,
                const CrossRootIndex* others);

/// Same rule and same place from many instances or roots become one finding with `instances: N`.
std::vector<Finding> merge_findings(std::vector<Finding> findings);

}  // namespace ringfence
