#pragma once
// Coverage, for `--stats`: how much of what the templates say is known. Counts the leaves of every
// resource (name, scope, condition, body) by language: concrete, symbolic by reason, unsupported; and
// what of Terraform met no mapping. Reads finished graphs, so that nothing is counted when nobody asks.

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "analyzer/graph/resource_graph.h"
#include "analyzer/knowledge/knowledge.h"

namespace ringfence {

/// What a leaf is. Limit: evaluation stopped at one of its bounds. Function: it holds a function that is not known
/// here, which is what "unsupported" means. Error: the template is mistaken there, and the engine would refuse it.
enum class LeafKind : uint8_t {
  Concrete,
  Parameter,
  Variable,
  Secret,
  Runtime,
  Data,
  Module,
  Loop,
  Limit,
  Function,
  Error
};
inline constexpr size_t kLeafKinds = 11;

struct Coverage {
  struct Unknown {
    std::string type, path, value;  // of the resource, of the property, canonical text (cut)
    uint64_t times = 0;
  };
  struct Missing {
    std::string name;  // "azurerm_x" or "azurerm_x.attribute"
    uint64_t times = 0;
  };

  std::array<std::array<uint64_t, kLeafKinds>, 3> leaves{};  // by Dialect
  std::vector<Unknown> unsupported, mistakes;                // most frequent first, each value once
  uint64_t azurerm_resources = 0, azurerm_attributes = 0;    // all; attributes of the types with a mapping
  std::vector<Missing> types, attributes;                    // azurerm without a mapping, most frequent first
};

Coverage coverage_of(std::span<const ResourceGraph> graphs, const Knowledge& knowledge);

/// Lines for --stats: one per language that has values, and what is unsupported or has no mapping by its names.
std::string coverage_text(const Coverage& coverage);

}  // namespace ringfence
