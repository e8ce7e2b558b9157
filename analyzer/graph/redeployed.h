#pragma once
// What a deployment makes more than once: ResourceNode::replaced_by, repeat_of and remade_by.
//
// The later deployment of a resource says how it ends up. When that one stands in a module that was not
// found, how the resource ends up is not known. Two declarations in one template are never one resource.
// Comes after normalize, before the edges of link.

#include <string_view>

#include "analyzer/graph/resource_graph.h"

namespace ringfence {

void find_redeployed(ResourceGraph& graph);

/// Is `source` the address of a module for resources of that type ("br/public:avm/res/search/search-service:0.12.0",
/// "../search/search-service.bicep")? Azure Verified Modules make one resource each (RMFR1), take its `name` (RMNFR2)
/// and are called avm/res/PROVIDER/TYPE, words joined by hyphens, the type in the singular (RMNFR1;
/// https://azure.github.io/Azure-Verified-Modules/spec/RMNFR1).
bool source_names_type(std::string_view source, std::string_view type);

}  // namespace ringfence
