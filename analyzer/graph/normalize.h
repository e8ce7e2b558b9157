#pragma once
// normalize: ResourceInstance -> ResourceNode. ARM and Bicep pass through; Terraform is translated to
// ARM by the tables of knowledge/azurerm. Comes after expand, before link.

#include "analyzer/graph/resource_graph.h"
#include "analyzer/knowledge/knowledge.h"

namespace ringfence {

/// Fills graph.nodes (one per instance, satellites folded into what they complete).
void normalize(ResourceGraph& graph, const Knowledge& knowledge, const ProviderVersions& versions);

}  // namespace ringfence
