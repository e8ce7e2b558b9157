#include "analyzer/policy/connections.h"

#include <algorithm>
#include <string_view>
#include <vector>

namespace ringfence {
namespace {

constexpr size_t kMaxEndpoints = 256;  // past them it is not known

Value object_of(Arena& arena, std::initializer_list<Member> members) {
  return Value::object(arena.copy(std::span<const Member>(members.begin(), members.size())));
}

Member member(std::string_view name, const Value& value) { return {name, nullptr, {}, value}; }

bool is_manual(std::string_view path) { return path.find("manualPrivateLinkServiceConnections") != std::string_view::npos; }

/// The connection's group ids: of the endpoint's element in which the target is named.
Value group_ids(const ResourceNode& endpoint, std::string_view array) {
  const Member* properties = find_member(endpoint.body, "properties", KeyCase::Insensitive);
  const Member* list = properties ? find_member(properties->value, array, KeyCase::Insensitive) : nullptr;
  if (!list || !list->value.is_array() || list->value.size != 1) return Value::null();
  const Member* inner = find_member(list->value.items[0], "properties", KeyCase::Insensitive);
  const Member* groups = inner ? find_member(inner->value, "groupIds", KeyCase::Insensitive) : nullptr;
  return groups ? groups->value : Value::null();
}

bool has_endpoint(const ResourceGraph& graph, NodeId node) {
  std::vector<const Edge*> edges = graph.to(node);
  return std::any_of(edges.begin(), edges.end(), [](const Edge* edge) { return edge->kind == EdgeKind::PrivateEndpoint; });
}

Value connection(const ResourceNode& endpoint, const Edge& edge, Arena& arena) {
  bool manual = is_manual(edge.path);
  Value groups = group_ids(endpoint, manual ? "manualPrivateLinkServiceConnections" : "privateLinkServiceConnections");
  Value state = object_of(arena, {member("status", Value::text(manual ? "Pending" : "Approved"))});
  std::vector<Member> properties{member("privateEndpoint", object_of(arena, {member("id", endpoint.arm_id)})),
                                 member("privateLinkServiceConnectionState", state),
                                 member("provisioningState", Value::text("Succeeded"))};
  if (!groups.is_null()) properties.push_back(member("groupIds", groups));
  Value out = object_of(arena, {member("name", endpoint.name), member("properties", Value::object(arena.copy(properties)))});
  return out.at(edge.span);
}

}  // namespace

Value connections_of(const ResourceGraph& graph, const ResourceNode& node, Arena& arena, SymbolTable& symbols) {
  std::vector<Value> known;
  bool open = graph.opening(node.id, EdgeKind::PrivateEndpoint) != nullptr;
  std::vector<NodeId> same(graph.repeats(node.id).begin(), graph.repeats(node.id).end());
  if (same.empty()) same.push_back(node.id);
  // The resource may stand here again as `existing`, and its endpoint may lead there.
  for (NodeId other : graph.existing_of_type(node.type)) {
    Tri one = SymbolTable::same(graph.nodes[other].arm_id, node.arm_id);
    if (one == Tri::True) same.push_back(other);
    open = open || (one == Tri::Unknown && has_endpoint(graph, other));
  }
  open = open || same.size() > kMaxEndpoints;
  for (size_t i = 0; i < same.size() && i < kMaxEndpoints; ++i) {
    for (const Edge* edge : graph.to(same[i])) {
      if (edge->kind != EdgeKind::PrivateEndpoint || known.size() >= kMaxEndpoints) continue;
      const ResourceNode& endpoint = graph.nodes[edge->from];
      bool certain = edge->certain == Tri::True && (!endpoint.conditional || node.conditional);
      if (certain) known.push_back(connection(endpoint, *edge, arena));
      else open = true;
    }
  }
  if (known.empty() && !open && !node.existing) return object_of(arena, {member("properties", Value::object({}))});
  Value list = Value::array(arena.copy(known));
  if (open || node.existing) {
    Value more = symbols.make("privateendpointconnections", {&node.arm_id, 1}, {SymbolType::Array, SymbolReason::Runtime, false, false, {}});
    const Value parts[] = {list, more};
    list = symbols.make("concat", parts, {SymbolType::Array, SymbolReason::Runtime, false, false, {}});
  }
  Value properties = object_of(arena, {member("privateEndpointConnections", list)});
  return object_of(arena, {member("properties", properties)});
}

}  // namespace ringfence
