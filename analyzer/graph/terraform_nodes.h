#pragma once
// The nodes of a Terraform root: each instance by its table (or azapi, or as it is), satellites folded
// into the resource that they complete, inline blocks that are children in ARM as nodes of their own.
// Part of normalize.

#include "analyzer/graph/resource_graph.h"
#include "analyzer/knowledge/knowledge.h"

namespace ringfence {

/// The node of an instance as its language says it.
ResourceNode node_of(const ResourceInstance& instance);

void add_terraform_nodes(ResourceGraph& graph, const Knowledge& knowledge, const ProviderVersions& versions);

}  // namespace ringfence
