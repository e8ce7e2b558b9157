#pragma once
// IdIndex: from an id, as it stands in a body, to the node that has it.
//
// Ids compare as text without case, a symbolic hole by identity (terms are hash-consed), so that
// names built from parameters link resources. Used by link; lives as long as the graph is built.

#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "analyzer/graph/resource_graph.h"

namespace ringfence {

/// An id as one string: literal text in lower case, each hole as "\x01<term>\x02".
std::string id_key(const Value& value, Arena& arena);

/// The last segments of a resource id are type/name pairs; drops `pairs` of them. Empty when there are no more.
std::string_view without_last_segments(std::string_view key, size_t pairs);

/// "microsoft.x/a/b" of ".../providers/microsoft.x/a/n/b/m"; empty when it is no resource id.
std::string type_of_id(std::string_view key);

struct Found {
  NodeId node = kNoNodeId;
  Tri certain = Tri::True;   // Unknown: on one branch of a condition only
  bool whole = false;        // the value is that id, not a term made from it
};

class IdIndex {
 public:
  explicit IdIndex(const ResourceGraph& graph);

  /// The node whose id that is (of several, the one that is deployed last), or of which it is a child path (".../vaults/kv/keys/k" without a node k is kv).
  NodeId find(std::string_view key, bool children = true) const;
  /// All nodes of that name, of whatever type; existing ones left out.
  std::span<const NodeId> named(std::string_view name_key) const;
  /// The only node of that type (lower case) with that name key; kNoNodeId when there is none or several.
  NodeId by_name(std::string_view type, std::string_view name_key) const;
  /// All nodes whose id, key URI or vault URI stands in a string or term. Bounded.
  std::vector<Found> find_all(const Value& value) const;
  Arena& arena() const { return arena_; }

 private:
  struct Search;
  void collect(const Value& value, Tri certain, bool whole, unsigned depth, Search& search) const;
  bool collect_id(const Value& value, Tri certain, bool whole, Search& search) const;
  bool collect_vault_uri(std::string_view key, Tri certain, Search& search) const;

  const ResourceGraph& graph_;
  Arena& arena_;
  std::unordered_map<std::string, NodeId> by_id_;
  std::unordered_map<std::string, NodeId> by_name_;   // "type|name"; kNoNodeId when ambiguous
  std::unordered_map<std::string, std::vector<NodeId>> named_;
};

}  // namespace ringfence
