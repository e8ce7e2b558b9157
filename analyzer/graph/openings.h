#pragma once
// Openings: where the graph is not closed, so that a missing relation is unknown, not false.
//
// 1. The id or name of a resource, or a value made from its id, is an argument of a module that was
//    not entered: that module may attach anything to it (a module for private endpoints only those).
// 2. A relation resource (private endpoint, diagnostic setting, ...) whose target is not known: it may
//    attach to any fitting resource.
// 3. A resource that names its partner by a value that leads out of this deployment.
// Used by link.

#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "analyzer/graph/id_index.h"
#include "analyzer/graph/resource_graph.h"
#include "analyzer/knowledge/knowledge.h"
#include "analyzer/knowledge/relations.h"

namespace ringfence {

class Openings {
 public:
  Openings(ResourceGraph& graph, const Knowledge& knowledge, const IdIndex& index)
      : graph_(graph), knowledge_(knowledge), index_(index) {}

  void around_unresolved_modules();
  /// `value` stands at a path of `from` that `relation` describes and leads to no node; `around` is the object it is
  /// in.
  void around_unknown_target(const ResourceNode& from, const Relation& relation, EdgeKind kind, const Value& value,
                             const Value* around);
  /// The same for a value that is known to be the id of something elsewhere, unless its holes make it that of a
  /// resource here.
  void around_perhaps_same(const ResourceNode& from, const Relation& relation, EdgeKind kind, const Value& value,
                           const Value* around);
  /// A child of which not even the id says what it stands in.
  void around_unknown_parent(const ResourceNode& child);

 private:
  Opening opening_for(const Value& value, EdgeKind kind) const;
  void open_names(const Value& value, const Opening& why, unsigned depth);
  void open(Opening opening);
  bool is_built_in_role(const Value& id) const;
  bool fits(const ResourceNode& node, const Relation& relation, EdgeKind kind, const Value& value,
            const Value* around) const;

  ResourceGraph& graph_;
  const Knowledge& knowledge_;
  const IdIndex& index_;
  std::set<std::pair<NodeId, EdgeKind>> made_;
  /// The nodes that a value of this relation may name: those of the types that it can be of, or all.
  std::vector<NodeId> nodes_for(const Relation& relation, const Value& value);

  std::unordered_map<std::string, std::vector<NodeId>> by_type_;  // lower case; filled when it is first asked for
  size_t looked_at_ = 0;                                          // nodes that were compared with unknown targets
};

/// May these two ids (id_key) be the same once their holes are filled?
bool may_be_same_id(std::string_view a, std::string_view b);

}  // namespace ringfence
