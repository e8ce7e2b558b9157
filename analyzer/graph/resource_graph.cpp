#include "analyzer/graph/resource_graph.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "analyzer/graph/link.h"
#include "analyzer/graph/normalize.h"
#include "analyzer/knowledge/lower_case.h"

namespace ringfence {
namespace {

constexpr std::array<std::string_view, kEdgeKinds> kEdgeNames = {"contains",
                                                                 "depends-on",
                                                                 "references",
                                                                 "subnet",
                                                                 "nsg",
                                                                 "private-endpoint",
                                                                 "private-dns",
                                                                 "role-assignment",
                                                                 "principal",
                                                                 "role-definition",
                                                                 "diagnostics",
                                                                 "encrypts-with",
                                                                 "identity",
                                                                 "network",
                                                                 "peering",
                                                                 "route-table",
                                                                 "nat-gateway",
                                                                 "network-interface",
                                                                 "public-ip",
                                                                 "firewall-policy",
                                                                 "sink",
                                                                 "access-policy",
                                                                 "dependency",
                                                                 "hub",
                                                                 "connection",
                                                                 "capability",
                                                                 "content-filter",
                                                                 "lock",
                                                                 "policy-assignment",
                                                                 "policy-definition",
                                                                 "monitoring",
                                                                 "perimeter",
                                                                 "defender-plan"};

}  // namespace

std::string_view edge_name(EdgeKind kind) { return kEdgeNames[static_cast<size_t>(kind)]; }

std::optional<EdgeKind> edge_kind(std::string_view name) {
  auto found = std::find(kEdgeNames.begin(), kEdgeNames.end(), name);
  if (found == kEdgeNames.end()) return std::nullopt;
  return static_cast<EdgeKind>(found - kEdgeNames.begin());
}

std::span<const NodeId> ResourceGraph::of_type(std::string_view type) const {
  auto found = by_type_.find(lower(type));
  if (found == by_type_.end()) return {};
  return found->second;
}

std::span<const NodeId> ResourceGraph::existing_of_type(std::string_view type) const {
  auto found = existing_by_type_.find(lower(type));
  if (found == existing_by_type_.end()) return {};
  return found->second;
}

std::span<const NodeId> ResourceGraph::repeats(NodeId node) const {
  auto found = repeats_.find(first_of(node));
  if (found == repeats_.end()) return {};
  return found->second;
}

std::vector<const Edge*> ResourceGraph::from(NodeId node) const {
  std::vector<const Edge*> out;
  if (node >= outgoing_.size()) return out;
  for (uint32_t index : outgoing_[node]) out.push_back(&edges[index]);
  return out;
}

std::vector<const Edge*> ResourceGraph::to(NodeId node) const {
  std::vector<const Edge*> out;
  if (node >= incoming_.size()) return out;
  for (uint32_t index : incoming_[node]) out.push_back(&edges[index]);
  return out;
}

std::vector<const Edge*> ResourceGraph::all_from(NodeId node) const {
  std::vector<const Edge*> out = from(node);
  auto found = outside_of_.find(node);
  for (uint32_t index : found == outside_of_.end() ? std::vector<uint32_t>() : found->second) {
    if (outside_edges[index].from == node) out.push_back(&outside_edges[index]);
  }
  return out;
}

std::vector<const Edge*> ResourceGraph::all_to(NodeId node) const {
  std::vector<const Edge*> out = to(node);
  auto found = outside_of_.find(node);
  for (uint32_t index : found == outside_of_.end() ? std::vector<uint32_t>() : found->second) {
    if (outside_edges[index].to == node) out.push_back(&outside_edges[index]);
  }
  return out;
}

std::vector<NodeId> ResourceGraph::around(NodeId node) const {
  constexpr size_t kMaxLevels = 16;
  std::vector<NodeId> out;
  NodeId last = node;
  while (last < nodes.size() && nodes[last].parent != kNoNodeId && out.size() < kMaxLevels) {
    last = nodes[last].parent;
    out.push_back(last);
  }
  for (last = node; last < scope_of.size() && scope_of[last] != kNoNodeId && out.size() < 2 * kMaxLevels;) {
    last = scope_of[last];
    out.push_back(last);
  }
  return out;
}

const Opening* ResourceGraph::opening(NodeId node, EdgeKind kind) const {
  for (NodeId place : {first_of(node), kNoNodeId}) {
    auto found = openings_of_.find(place);
    if (found == openings_of_.end()) continue;
    for (uint32_t index : found->second) {
      const Opening& each = openings[index];
      if (each.kind == kind || each.kind == EdgeKind::References) return &each;
    }
  }
  return nullptr;
}

void ResourceGraph::index() {
  for (std::vector<Edge>* each : {&edges, &outside_edges}) {
    std::stable_sort(each->begin(), each->end(), [](const Edge& a, const Edge& b) {
      return std::tie(a.from, a.kind, a.to, a.path) < std::tie(b.from, b.kind, b.to, b.path);
    });
  }
  by_type_.clear();
  existing_by_type_.clear();
  repeats_.clear();
  for (const ResourceNode& node : nodes) {
    std::string type = lower(node.type);
    by_type_[type].push_back(node.id);
    if (node.existing) existing_by_type_[type].push_back(node.id);
    if (node.repeat_of == kNoNodeId) continue;
    std::vector<NodeId>& repeats = repeats_[node.repeat_of];
    if (repeats.empty()) repeats.push_back(node.repeat_of);
    repeats.push_back(node.id);
  }
  outgoing_.assign(nodes.size(), {});
  incoming_.assign(nodes.size(), {});
  for (uint32_t i = 0; i < edges.size(); ++i) {
    outgoing_[edges[i].from].push_back(i);
    incoming_[edges[i].to].push_back(i);
  }
  outside_of_.clear();
  for (uint32_t i = 0; i < outside_edges.size(); ++i) {
    outside_of_[outside_edges[i].from].push_back(i);
    outside_of_[outside_edges[i].to].push_back(i);
  }
  openings_of_.clear();
  for (uint32_t i = 0; i < openings.size(); ++i) openings_of_[first_of(openings[i].node)].push_back(i);
}

ResourceGraph build_graph(Deployment deployment, const Knowledge& knowledge, const ProviderVersions& versions) {
  ResourceGraph graph;
  graph.deployment = std::move(deployment);
  // Beyond this point there are no Terraform types that have a table: every node speaks ARM.
  normalize(graph, knowledge, versions);
  // Beyond this point an id in a body is also an edge, and what is not known to be closed is an opening.
  link(graph, knowledge);
  graph.index();
  return graph;
}

}  // namespace ringfence
