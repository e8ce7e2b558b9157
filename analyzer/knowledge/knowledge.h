#pragma once
// Knowledge: what the analyzer knows about Azure, loaded from the data files beside this header.
//
// data/defaults.yaml       what Azure does when a property is absent (type, path, api versions, source)
// data/private_link.yaml   private endpoint group ids and private DNS zones per ARM type
// data/roles.yaml          built-in role definitions: guid, name, privileged
// data/relations.yaml      how resources refer to each other (edges)
// data/rule_lists.yaml     lists of network rules that are tried in an order
// data/constants.yaml      named lists and values that policies refer to (so that no GUID stands in a policy)
// data/frameworks.yaml     controls of compliance frameworks (frameworks.h; a scan does not load them)
// data/azurerm/*.yaml      azurerm resource type -> ARM type, attribute -> property path
//
// Loaded once per process from the embedded blob, const afterwards, shared by all threads.

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/knowledge/data_node.h"

namespace ringfence {

/// A known default: the value, and whether Azure's documentation says so for this api version.
struct PlatformDefault {
  const DataNode* value = nullptr;  // a Null node: documented to be "nothing"
  std::string_view source;          // documentation page
};

struct PrivateLinkZone {
  std::string name;                      // "privatelink.blob.core.windows.net"; {regionName} ... stand for any text
  std::vector<std::string> other_names;  // in other clouds, or as it was or will be called
  std::vector<std::string> kinds;        // needed by resources of these kinds only; empty: by all
  std::vector<std::string> not_kinds;    // but not by these
  bool optional = false;                 // it works without
};

struct PrivateLinkGroup {
  std::string group_id;  // "blob", "account", "amlworkspace"
  std::vector<PrivateLinkZone> zones;
};

struct Role {
  std::string guid;
  std::string name;
  bool privileged = false;
};

/// A resource that holds network rules of which the first that matches decides (data/rule_lists.yaml). Paths within a
/// rule are lower case and dotted.
struct RuleList {
  std::string type, rules, child;  // the resource, the path of its list, rules that are resources of their own
  std::string order, access, deny, direction, protocol;
  std::vector<std::string> sources, source_ports, destinations, ports;
  std::vector<std::string> everything;            // how "any" is written, lower case
  std::vector<std::string> internet;              // what covers all that comes from the internet, lower case
  std::vector<std::string> protocols;             // all that there are, lower case
  std::vector<std::string> protocols_with_ports;  // those of them
};

struct RelationTable;  // relations.h, used by graph/link
class AzurermTable;    // azurerm.h, used by graph/normalize

class Knowledge {
 public:
  /// The tables that are compiled into the binary.
  static const Knowledge& embedded();
  /// From documents (tests, data overrides).
  static DataResult<std::unique_ptr<Knowledge>> load(const std::vector<DataDocument>& documents);
  ~Knowledge();

  /// What an absent property may be. Empty: no default is listed. Several: the default moved and the api version is not
  /// known, or the sources disagree. `path` is dotted ("properties.publicNetworkAccess"); names compare
  /// case-insensitively.
  std::vector<PlatformDefault> platform_defaults(std::string_view type, std::string_view api_version,
                                                 std::string_view path) const;
  /// Empty when the type has no private link support, or none that is known.
  std::span<const PrivateLinkGroup> private_link(std::string_view type) const;
  /// By GUID or by name, case-insensitively; null: not a built-in role.
  const Role* role(std::string_view guid_or_name) const;
  /// `knowledge: NAME` in a policy: a list or scalar from constants.yaml; null: no such constant.
  const DataNode* constant(std::string_view name) const;

  const RelationTable& relations() const;
  std::span<const RuleList> rule_lists() const;
  /// Read when it is first asked for: a scan without Terraform does not pay for it. Safe from many threads.
  const AzurermTable& azurerm() const;

 private:
  Knowledge();
  /// Tables that are known to be good (the packing tool has read them) and are read when they are needed.
  void read_azurerm_from(std::vector<DataDocument> (*groups)(), std::vector<DataDocument> (*type)(std::string_view));
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ringfence
