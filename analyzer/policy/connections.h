#pragma once
// Private endpoint connections: state that Azure writes into a resource, as far as the graph determines it.
//
// A private endpoint with a connection of `privateLinkServiceConnections` is approved when it is made, one of
// `manualPrivateLinkServiceConnections` waits for approval. Used by ConditionEvaluator for paths whose source is
// Connections, and for the children of type privateEndpointConnections (azure_policy_existence.cpp).

#include "analyzer/eval/symbol.h"
#include "analyzer/graph/resource_graph.h"
#include "parsers/arena.h"

namespace ringfence {

/// { properties: { privateEndpointConnections: [{ name, properties: { privateEndpoint: { id }, groupIds,
/// privateLinkServiceConnectionState: { status }, provisioningState } }] } }; no such property when there are none;
/// where the graph is open, the array has a part that is not known.
Value connections_of(const ResourceGraph& graph, const ResourceNode& node, Arena& arena, SymbolTable& symbols);

}  // namespace ringfence
