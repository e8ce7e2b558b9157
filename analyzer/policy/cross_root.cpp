#include "analyzer/policy/cross_root.h"

#include "analyzer/knowledge/lower_case.h"

namespace ringfence {
namespace {

std::string key_of(const ResourceNode& node) {
  if (!node.name.is_string() || node.name.size == 0) return {};
  std::string key = lower(node.type);
  key += '|';
  key += lower(node.name.str());
  return key;
}

}  // namespace

std::vector<CrossRootIndex::Twin> CrossRootIndex::twins(const ResourceGraph& graph, const ResourceNode& node) const {
  std::vector<Twin> out;
  std::string key = key_of(node);
  auto found = key.empty() ? by_name.end() : by_name.find(key);
  if (found == by_name.end()) return out;
  for (const Twin& twin : found->second) {
    if (twin.first == &graph) continue;
    const ResourceNode& there = twin.first->nodes[twin.second];
    // Two ids that are known and differ are two resources that happen to have one name. Where both roots make a
    // resource of that name they are two as well (two samples, two stages), unless the whole id is known.
    bool known = there.arm_id.is_string() && node.arm_id.is_string();
    bool same = known ? equal_ignore_case(there.arm_id.str(), node.arm_id.str()) : there.existing || node.existing;
    if (same) out.push_back(twin);
  }
  return out;
}

CrossRootIndex index_roots(std::span<const ResourceGraph> graphs) {
  CrossRootIndex out;
  out.graphs = graphs;
  for (const ResourceGraph& graph : graphs) {
    for (const ResourceNode& node : graph.nodes) {
      std::string key = key_of(node);
      if (!key.empty()) out.by_name[key].push_back({&graph, node.id});
    }
  }
  return out;
}

}  // namespace ringfence
