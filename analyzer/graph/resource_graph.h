#pragma once
// ResourceGraph: everything one root would deploy, in ARM terms, whatever language it came from.
//
// Made by graph/normalize (ResourceInstance -> ResourceNode, Terraform mapped to ARM by tables) and
// graph/link (edges by knowledge/relations). Read by policy. Values and text live in the arena of the
// Deployment, which the graph owns.

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/eval/expand.h"
#include "analyzer/eval/tri.h"
#include "analyzer/eval/value.h"

namespace ringfence {

class Knowledge;

using NodeId = uint32_t;
inline constexpr NodeId kNoNodeId = UINT32_MAX;

struct ResourceNode {
  NodeId id = kNoNodeId;              // index in ResourceGraph::nodes
  std::string_view type;              // "Microsoft.Storage/storageAccounts"; unmapped Terraform types keep their own
  std::string_view api_version;       // empty for Terraform's azurerm
  Value name;                         // full "parent/child"; string or symbol
  Value arm_id;                       // absolute id; string or symbol
  Value body;                         // Object in ARM terms
  Value scope;                        // absolute id when it is not the module's own, else null
  Value condition;                    // true or a symbol
  std::span<const Value> depends_on;  // ids
  std::string_view address;           // shown to the user
  const ResourceInstance* instance = nullptr;
  std::string_view module;            // ModuleInstance::path
  Span span, header_span, name_span;  // of the declaration
  Dialect dialect = Dialect::Arm;
  std::string_view terraform_type;  // azurerm_..., azapi_resource; else empty
  uint32_t provider_major = 0;      // azurerm major version that counts; 0 outside Terraform
  NodeId parent = kNoNodeId;
  // The same resource deployed again, later and for certain; of `existing`: deployed for certain. That one counts.
  NodeId replaced_by = kNoNodeId;
  NodeId repeat_of = kNoNodeId;    // the first iteration of a module that deploys this very resource
  const UnresolvedModule* remade_by =
      nullptr;  // a module that was not found deploys it again: how it ends up is not known
  bool existing = false;
  bool conditional = false;
  bool made = false;                        // a child that Azure makes itself, put together while judging: what it lacks
                                            // is Azure's default, or not known
};

enum class EdgeKind : uint8_t {
  Contains,  // parent -> child
  DependsOn,
  References,  // a body holds the id of the other
  Subnet,      // resource -> subnet
  NetworkSecurityGroup,
  PrivateEndpoint,   // private endpoint -> target (path: group ids' place)
  PrivateDns,        // private endpoint or zone group -> private DNS zone
  RoleAssignment,    // role assignment or eligibility -> scope (what it is granted on)
  Principal,         // role assignment -> identity or resource that holds it
  RoleDefinition,    // role assignment -> custom role definition
  Diagnostics,       // diagnostic setting -> resource
  EncryptsWith,      // resource -> key or vault
  Identity,          // resource -> user-assigned identity
  Network,           // resource, subnet user or network link -> virtual network
  Peering,           // virtual network or its peering -> the other virtual network
  RouteTable,        // subnet -> route table
  NatGateway,        // subnet -> NAT gateway
  NetworkInterface,  // virtual machine -> network interface
  PublicIp,          // interface, gateway, firewall ... -> public IP address or prefix
  FirewallPolicy,    // firewall or gateway -> firewall policy
  Sink,              // diagnostic setting -> where the logs go
  AccessPolicy,      // vault -> whom one of its access policies names
  Dependency,        // workspace -> storage account, vault, registry ... it is built on
  Hub,               // project -> hub
  Connection,        // connection -> resource it leads to
  Capability,        // capability host -> connection or subnet it uses
  ContentFilter,     // model deployment -> content filter
  Lock,              // lock -> scope
  PolicyAssignment,  // policy assignment or exemption -> scope
  PolicyDefinition,  // policy assignment or initiative -> definition
  Monitoring,        // private link scope, flow log ... -> what it watches
  Perimeter,         // network security perimeter, its association -> resource
  DefenderPlan       // Defender plan -> subscription
};
inline constexpr size_t kEdgeKinds = static_cast<size_t>(EdgeKind::DefenderPlan) + 1;
std::string_view edge_name(EdgeKind kind);  // "contains", "depends-on", "private-endpoint", ...
std::optional<EdgeKind> edge_kind(std::string_view name);

struct Edge {
  NodeId from = kNoNodeId;
  NodeId to = kNoNodeId;
  EdgeKind kind = EdgeKind::References;
  std::string_view path;    // property of `from` that holds the reference; empty for structural edges
  Span span;                // where it is written
  Tri certain = Tri::True;   // Unknown: the target may be another (conditional ids)
  Value when;                // with Unknown: the condition under which the target is this one; null: not known
  const Value* around = nullptr;  // the object that holds the reference; null: no property does
};

/// Why the graph is open around a node for one kind of relation: something unknown may supply it.
struct Opening {
  NodeId node = kNoNodeId;               // kNoNodeId: open around every node
  EdgeKind kind = EdgeKind::References;  // References: every kind
  std::string_view needs_kind;           // "module", "parameter", ...
  std::string_view needs_name;
  Span span;
};

class ResourceGraph {
 public:
  Deployment deployment;
  std::vector<ResourceNode> nodes;
  std::vector<Edge> edges;  // sorted by (from, kind, to)
  std::vector<Opening> openings;
  /// What edges lead to by an id that no node has: made elsewhere; of these only type, name and id are known. Their
  /// numbers go on where those of the nodes end.
  std::vector<ResourceNode> outside;
  std::vector<Edge> outside_edges;  // those that lead there, sorted like edges

  /// Of the nodes, or of what is outside.
  const ResourceNode& node(NodeId id) const { return id < nodes.size() ? nodes[id] : outside[id - nodes.size()]; }
  bool is_outside(NodeId id) const { return id >= nodes.size(); }
  /// Nodes of an ARM type, case-insensitively; existing ones included.
  std::span<const NodeId> of_type(std::string_view type) const;
  /// Those of them that are `existing`.
  std::span<const NodeId> existing_of_type(std::string_view type) const;
  /// All nodes that are the same resource, deployed by iterations of one module, the node itself too; empty: it is
  /// alone.
  std::span<const NodeId> repeats(NodeId node) const;
  /// Edges that leave / enter a node.
  std::vector<const Edge*> from(NodeId node) const;
  std::vector<const Edge*> to(NodeId node) const;
  /// Both, and those that lead to or come from what is outside.
  std::vector<const Edge*> all_from(NodeId node) const;
  std::vector<const Edge*> all_to(NodeId node) const;
  /// What its id lies within, innermost first: its parents, resource group, subscription. Only those that an edge leads
  /// to.
  std::vector<NodeId> around(NodeId node) const;
  /// Is one the other, deployed again by another iteration of its module?
  bool are_repeats(NodeId one, NodeId other) const { return first_of(one) == first_of(other); }
  /// Is the graph closed around it for this relation? If not, the opening that says why.
  const Opening* opening(NodeId node, EdgeKind kind) const;

  /// Fills the indexes; called by link when nodes and edges are complete.
  void index();
  /// Resource group, subscription ... of each node (kNoNodeId: none that counts); filled by link.
  std::vector<NodeId> scope_of;

 private:
  NodeId first_of(NodeId node) const {
    return node < nodes.size() && nodes[node].repeat_of != kNoNodeId ? nodes[node].repeat_of : node;
  }

  std::map<std::string, std::vector<NodeId>> by_type_, existing_by_type_;  // lower case
  std::map<NodeId, std::vector<NodeId>> repeats_;                          // by the first one
  std::vector<std::vector<uint32_t>> outgoing_, incoming_;
  std::map<NodeId, std::vector<uint32_t>> outside_of_;   // edges to outside, by either end
  std::map<NodeId, std::vector<uint32_t>> openings_of_;  // kNoNodeId: those around every node
};

/// Terraform provider versions that count for a root (lock file, constraints, else newest known).
struct ProviderVersions {
  uint32_t azurerm_major = 5;
};

/// normalize + link: the whole way from a Deployment to a graph.
ResourceGraph build_graph(Deployment deployment, const Knowledge& knowledge, const ProviderVersions& versions);

}  // namespace ringfence
