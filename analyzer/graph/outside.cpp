#include "analyzer/graph/outside.h"

#include <algorithm>
#include <vector>

#include "analyzer/eval/symbol.h"
#include "analyzer/knowledge/lower_case.h"

namespace ringfence {
namespace {

constexpr size_t kMaxOutside = 100'000;
constexpr std::string_view kProviders = "/providers/", kGroups = "/resourcegroups/", kSubscriptions = "/subscriptions/";

size_t count_slashes(std::string_view text) { return static_cast<size_t>(std::count(text.begin(), text.end(), '/')); }

/// The id of what an extension resource, or a resource, is deployed to: what stands before the last provider.
std::string_view scope_part(std::string_view key) { return key.substr(0, std::min(key.rfind(kProviders), key.size())); }

/// "microsoft.x/a/b" of a resource, resource group, subscription or management group; empty: it is none of them.
std::string type_of_key(std::string_view key) {
  if (std::string type = type_of_id(key); !type.empty()) {
    size_t slashes = count_slashes(key.substr(key.rfind(kProviders)));
    return slashes >= 4 && slashes % 2 == 0 ? type : "";
  }
  if (!key.starts_with(kSubscriptions)) return {};
  size_t group = key.find(kGroups);
  bool whole = key.size() > kSubscriptions.size() && count_slashes(key) == (group == std::string_view::npos ? 2u : 4u);
  if (!whole) return {};
  return group == std::string_view::npos ? "microsoft.resources/subscriptions" : "microsoft.resources/resourcegroups";
}

}  // namespace

/// An id, its key, and the same text as it is written, position by position.
struct Outside::Id {
  std::span<const Value> parts;
  std::string key, written;

  Id(const Value& value, Arena& arena) : parts(string_parts(value, arena)), key(id_key(value, arena)), written(key) {
    size_t at = 0;
    for (const Value& part : parts) {
      if (part.is_string()) {
        std::copy(part.chars, part.chars + part.size, written.begin() + static_cast<std::ptrdiff_t>(at));
        at += part.size;
      } else {
        at = std::min(key.find('\x02', at), key.size() - 1) + 1;
      }
    }
  }

  /// What stands from `begin` to `end`, none of them within a hole.
  Value slice(size_t begin, size_t end, ResourceGraph& graph) const {
    std::vector<Value> out;
    size_t at = 0;
    for (const Value& part : parts) {
      size_t size = part.is_string() ? part.size : std::min(key.find('\x02', at), key.size() - 1) + 1 - at;
      size_t from = std::max(at, begin), to = std::min(at + size, end);
      if (from < to && part.is_string())
        out.push_back(Value::text(graph.deployment.arena->copy(std::string_view(written).substr(from, to - from))));
      if (from < to && !part.is_string()) out.push_back(part);
      at += size;
    }
    if (out.empty()) return Value::text("");
    return out.size() == 1 ? out.front() : graph.deployment.symbols->concat(out);
  }

  /// "parent/child": every second segment behind the provider and its first type.
  Value name(size_t end, ResourceGraph& graph) const {
    std::string_view text = std::string_view(key).substr(0, end);
    size_t provider = text.rfind(kProviders);
    if (provider == std::string_view::npos) return slice(text.rfind('/') + 1, end, graph);
    std::vector<Value> out;
    size_t at = text.find('/', provider + kProviders.size());  // before the first type
    while (at != std::string_view::npos) {
      size_t begin = text.find('/', at + 1);
      if (begin == std::string_view::npos) break;
      size_t next = std::min(text.find('/', begin + 1), end);
      if (!out.empty()) out.push_back(Value::text("/"));
      out.push_back(slice(begin + 1, next, graph));
      at = next < end ? next : std::string_view::npos;
    }
    if (out.empty()) return Value::text("");
    return out.size() == 1 ? out.front() : graph.deployment.symbols->concat(out);
  }
};

NodeId Outside::of(const Id& id, size_t end) {
  std::string_view key = std::string_view(id.key).substr(0, end);
  if (NodeId inside = index_.find(key, false); inside != kNoNodeId) return inside;
  if (auto known = by_key_.find(key); known != by_key_.end()) return known->second;
  std::string type = type_of_key(key);
  if (type.empty() || by_key_.size() >= kMaxOutside) return kNoNodeId;
  return add(std::string(key), type, id.name(end, graph_), id.slice(0, end, graph_));
}

NodeId Outside::add(std::string key, std::string_view type, const Value& name, const Value& id) {
  auto known = by_key_.find(key);
  if (known != by_key_.end()) return known->second;
  if (by_key_.size() >= kMaxOutside) return kNoNodeId;
  ResourceNode node;
  node.id = static_cast<NodeId>(graph_.nodes.size() + graph_.outside.size());
  node.type = graph_.deployment.arena->copy(type);
  node.name = name;
  node.arm_id = id;
  node.body = Value::object({});
  node.condition = Value::of(true);
  node.address = node.name.is_string() ? node.name.str() : std::string_view();
  node.existing = true;
  graph_.outside.push_back(node);
  by_key_.emplace(std::move(key), node.id);
  return node.id;
}

std::vector<NodeId> Outside::of_url(const Value& value) {
  if (!value.is_string() && !value.is_symbol()) return {};
  Id id(value, index_.arena());
  IdIndex::Url url = index_.url_of(id.key);
  if (!url.host || index_.by_name(url.host->type, url.name) != kNoNodeId) return {};
  auto place = [&](std::string_view part) { return static_cast<size_t>(part.data() - id.key.data()); };
  Value name = id.slice(place(url.name), place(url.name) + url.name.size(), graph_);
  std::vector<NodeId> out{add(url.host->type + "|" + std::string(url.name), url.host->type, name, Value::null())};
  if (url.child.empty() || out.front() == kNoNodeId) return out;
  std::string type = url.host->type + "/" + std::string(url.child_type);
  const Value parts[] = {name, Value::text("/"),
                         id.slice(place(url.child), place(url.child) + url.child.size(), graph_)};
  out.push_back(add(type + "|" + std::string(url.name) + "/" + std::string(url.child), type,
                    graph_.deployment.symbols->concat(parts), Value::null()));
  return out;
}

NodeId Outside::of_id(const Value& value) {
  if (!value.is_string() && !value.is_symbol()) return kNoNodeId;
  Id id(value, index_.arena());
  while (id.key.ends_with('/') && id.key.size() > 1) id.key.pop_back();
  return of(id, id.key.size());
}

NodeId Outside::above(NodeId outside, size_t levels) {
  Id id(graph_.node(outside).arm_id, index_.arena());
  std::string_view up = without_last_segments(id.key, levels);
  return type_of_key(up).empty() ? kNoNodeId : of(id, up.size());
}

NodeId Outside::parent_of(const ResourceNode& child) {
  if (!child.arm_id.is_string() && !child.arm_id.is_symbol()) return kNoNodeId;
  Id id(child.arm_id, index_.arena());
  std::string_view up = without_last_segments(id.key, 1);
  std::string type = lower(child.type);
  return type_of_key(up) != type.substr(0, type.rfind('/')) ? kNoNodeId : of(id, up.size());
}

NodeId Outside::scope_of_extension(const ResourceNode& node) {
  Id id(node.arm_id, index_.arena());
  std::string_view scope = scope_part(id.key);
  return scope.size() == id.key.size() ? kNoNodeId : of(id, scope.size());
}

/// The scope in by_key_ or among the nodes that is nearest above a key.
NodeId Outside::scope_around(std::string_view key) const {
  std::string_view up = key.find(kProviders) == std::string_view::npos
                            ? key.substr(0, std::min(key.find(kGroups), key.size()))
                            : key.substr(0, key.find(kProviders));
  if (up.size() == key.size()) return kNoNodeId;
  while (up.starts_with(kSubscriptions)) {
    if (NodeId node = index_.find(up, false); node != kNoNodeId) return node;
    if (auto known = by_key_.find(up); known != by_key_.end()) return known->second;
    size_t group = up.find(kGroups);
    if (group == std::string_view::npos) break;
    up = up.substr(0, group);
  }
  return kNoNodeId;
}

void Outside::find_scopes() {
  size_t all = graph_.nodes.size() + graph_.outside.size();
  graph_.scope_of.assign(all, kNoNodeId);
  for (size_t i = 0; i < all; ++i) {
    NodeId id = static_cast<NodeId>(i);
    NodeId scope = scope_around(id_key(graph_.node(id).arm_id, index_.arena()));
    if (scope != id) graph_.scope_of[i] = scope;
  }
}

}  // namespace ringfence
