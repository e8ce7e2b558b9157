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
#include "analyzer/knowledge/relations.h"

namespace ringfence {

/// An id as one string: literal text in lower case, each hole as "\x01<term>\x02".
std::string id_key(const Value& value, Arena& arena);

/// The last segments of a resource id are type/name pairs; drops `pairs` of them. Empty when there are no more.
std::string_view without_last_segments(std::string_view key, size_t pairs);

/// "microsoft.x/a/b" of ".../providers/microsoft.x/a/n/b/m"; empty when it is no resource id.
std::string type_of_id(std::string_view key);

/// Is the value an attribute that holds the id of something else ("managed_resources.storage_account_id"), which a
/// service made for the resource that has the attribute?
bool is_id_of_another(const Value& value);

/// Under which condition a part of a value counts.
struct Branch {
  Tri certain = Tri::True;  // Unknown: on one branch of a condition only
  Value when;               // which that is; null: not known
};

/// Argument 1 or 2 of if(condition, ...), within `outer`.
Branch branch_of(const Branch& outer, const Value& condition, size_t argument, SymbolTable& symbols);

struct Found {
  NodeId node = kNoNodeId;
  Branch branch;
  bool whole = false;  // the value is that id, not a term made from it
};

class IdIndex {
 public:
  IdIndex(const ResourceGraph& graph, const RelationTable& relations);

  /// The node whose id that is (of several, the one that is deployed last), or of which it is a child path
  /// (".../vaults/kv/keys/k" without a node k is kv).
  NodeId find(std::string_view key, bool children = true) const;
  /// All nodes of that name, of whatever type; existing ones left out.
  std::span<const NodeId> named(std::string_view name_key) const;
  /// The only node of that type (lower case) with that name key; kNoNodeId when there is none or several.
  NodeId by_name(std::string_view type, std::string_view name_key) const;
  /// All nodes whose id, key URI or vault URI stands in a string or term. Bounded.
  std::vector<Found> find_all(const Value& value) const;
  /// The host in a URL ("https://NAME.vault.azure.net/...") that a resource answers at; type empty: it is none.
  struct Url {
    const UrlHost* host = nullptr;
    std::string_view name, child_type, child;  // of the key; the last two empty: the resource itself
  };
  Url url_of(std::string_view key) const;
  Arena& arena() const { return arena_; }

 private:
  struct Search;
  void collect(const Value& value, const Branch& branch, bool whole, unsigned depth, Search& search) const;
  bool collect_id(const Value& value, const Branch& branch, bool whole, Search& search) const;
  bool collect_url(std::string_view key, const Branch& branch, Search& search) const;

  const ResourceGraph& graph_;
  const RelationTable& relations_;
  Arena& arena_;
  std::unordered_map<std::string, NodeId> by_id_;
  std::unordered_map<std::string, NodeId> by_name_;  // "type|name"; kNoNodeId when ambiguous
  std::unordered_map<std::string, std::vector<NodeId>> named_;
};

}  // namespace ringfence
