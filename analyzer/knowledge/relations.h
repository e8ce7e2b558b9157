#pragma once
// relations.yaml in memory: which property of which type names another resource, and what the edge
// is called. Read by graph/link.

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "analyzer/knowledge/data_node.h"

namespace ringfence {

struct Relation {
  std::string edge;                  // name of the EdgeKind
  std::vector<std::string> targets;  // lower case; empty: any type
  bool candidate = false;            // an unknown target may be any fitting resource
  bool from_parent = false;          // the parent of the resource has the edge, too
  std::string to_parent;             // kind of another edge to what contains the target; empty: none
  bool by_name = false;              // the name of the target stands there
  std::string prefix;                // what stands before the id; a text without it names nothing
  std::string group;                 // member beside the reference that holds the group ids of a private link
};

/// What stands behind the name of a resource in the host of its URLs.
struct UrlHost {
  std::string marker;                 // ".vault.", lower case
  std::string type;                   // lower case
  std::vector<std::string> children;  // "/keys/NAME" in the path is a child of the resource
};

/// A property that Azure fills with a URL of a known form.
struct UrlForm {
  std::string type, path;          // lower case
  std::vector<std::string> parts;  // literal texts, with "" between them for a text without a `/`
};

struct RelationTable {
  /// The relation at a path ("properties.subnet.id", "[*]" for any index, "@scope"), or null. Both lower case.
  const Relation* find(std::string_view type, std::string_view path) const;
  /// All relations of the table, in file order.
  std::vector<Relation> relations;
  std::vector<UrlHost> hosts;
  std::vector<UrlForm> forms;
  /// "type|path" -> index; type "*" stands for any.
  std::unordered_map<std::string, size_t> by_place;
};

RelationTable read_relations(const DataNode& root, DataErrors& errors);

}  // namespace ringfence
