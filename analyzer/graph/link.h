#pragma once
// link: edges between the nodes. Comes after normalize.
//
// An id that stands in a body, alone or inside a term, is followed to the node that has it; what the
// edge means is told by knowledge/relations at that path. openings.cpp says where the graph is open.

#include "analyzer/graph/resource_graph.h"
#include "analyzer/knowledge/knowledge.h"

namespace ringfence {

/// Fills graph.edges and graph.openings, and the parents that only an id tells.
void link(ResourceGraph& graph, const Knowledge& knowledge);

}  // namespace ringfence
