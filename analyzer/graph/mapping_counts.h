#pragma once
// MappingCounts: how much of the Terraform of a graph the azurerm tables know: resources whose type has no table, and
// written attributes, blocks taken apart, that their table does not mention. An attribute that deliberately says
// nothing in ARM is known. Reads finished graphs, after normalize; for --stats and for tests.

#include <cstdint>
#include <map>
#include <string>

#include "analyzer/graph/resource_graph.h"
#include "analyzer/knowledge/knowledge.h"

namespace ringfence {

struct MappingCounts {
  uint64_t resources = 0, attributes = 0;              // all that were met; attributes of resources with a table
  std::map<std::string, uint64_t> types_without;       // "azurerm_x" -> resources
  std::map<std::string, uint64_t> attributes_without;  // "azurerm_x.block.attribute" -> times written
};

/// Adds the azurerm and azuread resources of one graph; data sources do not count.
void count_mappings(const ResourceGraph& graph, const Knowledge& knowledge, MappingCounts& counts);

}  // namespace ringfence
