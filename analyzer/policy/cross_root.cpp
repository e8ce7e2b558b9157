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
    const Value& id = twin.first->nodes[twin.second].arm_id;
    // Two ids that are known and differ are two resources that happen to have one name.
    bool other = id.is_string() && node.arm_id.is_string() && !equal_ignore_case(id.str(), node.arm_id.str());
    if (!other) out.push_back(twin);
  }
  return out;
}

CrossRootIndex index_roots(std::span<const ResourceGraph> graphs) {
  CrossRootIndex out;
  for (const ResourceGraph& graph : graphs) {
    for (const ResourceNode& node : graph.nodes) {
      std::string key = key_of(node);
      if (!key.empty()) out.by_name[key].push_back({&graph, node.id});
    }
  }
  return out;
}

}  // namespace ringfence
