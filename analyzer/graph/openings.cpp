#include "analyzer/graph/openings.h"

#include <algorithm>

#include "analyzer/eval/symbol.h"
#include "analyzer/graph/needed.h"
#include "analyzer/graph/redeployed.h"
#include "analyzer/knowledge/lower_case.h"

namespace ringfence {
namespace {

constexpr unsigned kMaxDepth = 30;
constexpr size_t kMaxLookedAt = 5'000'000;

/// What a user would have to supply for `value` to be known.
Needed needed_for_value(const Value& value) {
  std::vector<const Symbol*> unknowns = unknowns_of(value, 1);
  if (unknowns.empty()) return {"data", value.is_string() ? std::string(value.str()) : std::string()};
  return needed_for(*unknowns.front());
}

/// Of a module for private endpoints, by its address, no more is expected than what an endpoint leads to.
std::span<const EdgeKind> kinds_made_by(const UnresolvedModule& module) {
  static constexpr EdgeKind kOfEndpoint[] = {EdgeKind::PrivateEndpoint, EdgeKind::PrivateDns, EdgeKind::Subnet,
                                             EdgeKind::DependsOn};
  static constexpr EdgeKind kAny[] = {EdgeKind::References};
  bool endpoint = module.call && source_names_type(module.call->source, "Microsoft.Network/privateEndpoints");
  return endpoint ? std::span<const EdgeKind>(kOfEndpoint) : std::span<const EdgeKind>(kAny);
}

std::string_view next_segment(std::string_view& rest) {
  size_t slash = std::min(rest.find('/'), rest.size());
  std::string_view segment = rest.substr(0, slash);
  rest.remove_prefix(std::min(slash + 1, rest.size()));
  return segment;
}

/// Literal text up to the first hole and from the last one must agree.
bool may_be_same_segment(std::string_view a, std::string_view b) {
  size_t hole_a = a.find('\x01');
  size_t hole_b = b.find('\x01');
  if (hole_a == std::string_view::npos && hole_b == std::string_view::npos) return a == b;
  size_t prefix = std::min({hole_a, hole_b, a.size(), b.size()});
  if (a.substr(0, prefix) != b.substr(0, prefix)) return false;
  size_t after_a = a.rfind('\x02');
  size_t after_b = b.rfind('\x02');
  std::string_view tail_a = a.substr(after_a == std::string_view::npos ? prefix : after_a + 1);
  std::string_view tail_b = b.substr(after_b == std::string_view::npos ? prefix : after_b + 1);
  size_t suffix = std::min(tail_a.size(), tail_b.size());
  return tail_a.substr(tail_a.size() - suffix) == tail_b.substr(tail_b.size() - suffix);
}

}  // namespace

bool may_be_same_id(std::string_view a, std::string_view b) {
  while (!a.empty() && !b.empty()) {
    if (!may_be_same_segment(next_segment(a), next_segment(b))) return false;
  }
  return a.empty() && b.empty();
}

void Openings::open(Opening opening) {
  if (made_.emplace(opening.node, opening.kind).second) graph_.openings.push_back(opening);
}

void Openings::open_names(const Value& value, const Opening& why, unsigned depth) {
  if (depth == 0) return;
  if (value.is_array()) {
    for (const Value& item : value.array_items()) open_names(item, why, depth - 1);
  } else if (value.is_object()) {
    for (const Member& member : value.object_members()) open_names(member.value, why, depth - 1);
  } else if (value.is_symbol() || (value.is_string() && value.size >= 3)) {
    for (NodeId node : index_.named(id_key(value, index_.arena()))) {
      Opening opening = why;
      opening.node = node;
      open(opening);
    }
  }
}

void Openings::around_unresolved_modules() {
  for (const UnresolvedModule& module : graph_.deployment.unresolved) {
    Opening why;
    why.needs_kind = "module";
    why.needs_name = module.path;
    if (module.call) why.span = module.call->source_span.valid() ? module.call->source_span : module.call->span;
    for (EdgeKind kind : kinds_made_by(module)) {
      why.kind = kind;
      for (const Found& found : index_.find_all(module.arguments)) {
        Opening opening = why;
        opening.node = found.node;
        open(opening);
      }
      open_names(module.arguments, why, kMaxDepth);
    }
  }
}

bool Openings::fits(const ResourceNode& node, const Relation& relation, EdgeKind kind, const Value& value,
                    const Value* around) const {
  if (!relation.targets.empty()) {
    std::string type = lower(node.type);
    bool wanted = false;
    for (const std::string& target : relation.targets) wanted = wanted || target == type;
    if (!wanted) return false;
  }
  if (kind == EdgeKind::PrivateEndpoint) {
    auto groups = knowledge_.private_link(node.type);
    const Member* ids = around ? find_member(*around, relation.group, KeyCase::Insensitive) : nullptr;
    bool known = ids && !has_symbol(ids->value);
    bool supported = !known && !groups.empty();
    auto try_one = [&](const Value& id) {
      for (const PrivateLinkGroup& group : groups)
        supported = supported || (id.is_string() && equal_ignore_case(group.group_id, id.str()));
    };
    if (known && ids->value.is_array()) {
      for (const Value& id : ids->value.array_items()) try_one(id);
    } else if (known) {
      try_one(ids->value);
    }
    if (!supported) return false;
  }
  std::string key = id_key(value, index_.arena());
  if (type_of_id(key).empty()) return true;
  return may_be_same_id(key, id_key(node.arm_id, index_.arena()));
}

/// ".../roleDefinitions/GUID" of a role that every tenant has.
bool Openings::is_built_in_role(const Value& id) const {
  std::string key = id_key(id, index_.arena());
  return knowledge_.role(std::string_view(key).substr(key.rfind('/') + 1)) != nullptr;
}

void Openings::around_unknown_target(const ResourceNode& from, const Relation& relation, EdgeKind kind,
                                     const Value& value, const Value* around) {
  if (kind == EdgeKind::RoleDefinition && is_built_in_role(value)) return;
  Opening opening = opening_for(value, kind);
  opening.node = from.id;
  open(opening);
  if (relation.from_parent && from.parent != kNoNodeId) {
    opening.node = from.parent;
    open(opening);
  }
  around_perhaps_same(from, relation, kind, value, around);
}

void Openings::around_unknown_parent(const ResourceNode& child) {
  if (!has_symbol(child.name) && !has_symbol(child.arm_id)) return;
  Opening opening = opening_for(has_symbol(child.name) ? child.name : child.arm_id, EdgeKind::Contains);
  opening.node = child.id;
  open(opening);
}

Opening Openings::opening_for(const Value& value, EdgeKind kind) const {
  Needed need = needed_for_value(value);
  Opening opening;
  opening.kind = kind;
  opening.needs_kind = need.kind;
  opening.needs_name = graph_.deployment.arena->copy(need.name);
  opening.span = value.span;
  return opening;
}

void Openings::around_perhaps_same(const ResourceNode& from, const Relation& relation, EdgeKind kind,
                                   const Value& value, const Value* around) {
  Opening opening = opening_for(value, kind);
  // What a module that was not entered gives out is made in it, a data source is made elsewhere, and what a service
  // makes for a resource by the service: none is a resource of this graph unless its id went into the module, which
  // around_unresolved_modules sees.
  bool candidate = relation.candidate && value.is_symbol() && opening.needs_kind != "module" &&
                   opening.needs_kind != "data" && !is_id_of_another(value);
  if (!candidate) return;
  std::vector<NodeId> candidates = nodes_for(relation, value);
  looked_at_ += candidates.size();
  if (looked_at_ > kMaxLookedAt) {
    // Thousands of unknown targets in a graph of thousands: whatever is asked for, it may be among them.
    opening.node = kNoNodeId;
    return open(opening);
  }
  for (NodeId id : candidates) {
    const ResourceNode& node = graph_.nodes[id];
    if (node.id == from.id || !fits(node, relation, kind, value, around)) continue;
    opening.node = node.id;
    open(opening);
  }
}

std::vector<NodeId> Openings::nodes_for(const Relation& relation, const Value& value) {
  if (by_type_.empty()) {
    for (const ResourceNode& node : graph_.nodes) by_type_[lower(node.type)].push_back(node.id);
  }
  std::vector<std::string> types = relation.targets;
  if (types.empty()) types.push_back(type_of_id(id_key(value, index_.arena())));
  std::vector<NodeId> out;
  for (const std::string& type : types) {
    if (auto found = by_type_.find(type); found != by_type_.end())
      out.insert(out.end(), found->second.begin(), found->second.end());
  }
  // A type that is itself not known may be any.
  if (!types.front().empty() && types.front().find('\x01') == std::string::npos) return out;
  out.clear();
  for (const ResourceNode& node : graph_.nodes) out.push_back(node.id);
  return out;
}

}  // namespace ringfence
