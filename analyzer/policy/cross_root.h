#pragma once
// CrossRootIndex: the same resource in several roots of one scan, found by type and known name or id.
//
// Built serially after all graphs exist, const while policies are judged. A relation that one root lacks may
// be met by another; nothing is called missing because another root lacks it.

#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "analyzer/graph/resource_graph.h"

namespace ringfence {

struct CrossRootIndex {
  using Twin = std::pair<const ResourceGraph*, NodeId>;
  std::unordered_map<std::string, std::vector<Twin>> by_name;  // "type|name", lower case
  std::span<const ResourceGraph> graphs;

  /// Nodes of other graphs that are the same resource.
  std::vector<Twin> twins(const ResourceGraph& graph, const ResourceNode& node) const;
};

/// The graphs must outlive the index and stay where they are.
CrossRootIndex index_roots(std::span<const ResourceGraph> graphs);

}  // namespace ringfence
