#pragma once
// Outside: what edges lead to by an id that no node of the deployment has: ResourceGraph::outside.
//
// A private DNS zone of the hub, a key of another team: its type, name and id are known, nothing else. Scopes
// (resource group, subscription) are of this kind too where the deployment does not make them. Used by link.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/graph/id_index.h"
#include "analyzer/graph/resource_graph.h"

namespace ringfence {

class Outside {
 public:
  Outside(ResourceGraph& graph, const IdIndex& index) : graph_(graph), index_(index) {}

  /// The number of what has this id, made when it is new; a node's when one has it. kNoNodeId: it is no whole id.
  NodeId of_id(const Value& id);
  /// The resource, and the key or secret in it, that answer at this URL; empty: it is no URL of Azure's.
  std::vector<NodeId> of_url(const Value& url);
  /// That of what `levels` type/name pairs up contains it; kNoNodeId: nothing does.
  NodeId above(NodeId outside, size_t levels);
  /// That of the resource that a child stands in, by its id.
  NodeId parent_of(const ResourceNode& child);
  /// The scope that an extension resource without `scope` is deployed to, by its id.
  NodeId scope_of_extension(const ResourceNode& node);
  /// Fills ResourceGraph::scope_of, when the scopes that edges lead to are complete.
  void find_scopes();

 private:
  struct Id;
  NodeId of(const Id& id, size_t end);
  NodeId add(std::string key, std::string_view type, const Value& name, const Value& id);
  NodeId scope_around(std::string_view key) const;

  ResourceGraph& graph_;
  const IdIndex& index_;
  std::map<std::string, NodeId, std::less<>> by_key_;
};

}  // namespace ringfence
