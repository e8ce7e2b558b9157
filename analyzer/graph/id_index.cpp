#include "analyzer/graph/id_index.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "analyzer/eval/symbol.h"
#include "analyzer/knowledge/lower_case.h"

namespace ringfence {
namespace {

constexpr unsigned kMaxDepth = 12;
constexpr size_t kMaxFound = 64;
constexpr unsigned kMaxVisits = 4000;

/// The identity of a term, in characters that no name contains.
void append_hole(std::string& out, const Symbol* symbol) {
  char hole[2 + 2 * sizeof(uintptr_t)];
  size_t at = 0;
  hole[at++] = '\x01';
  for (auto rest = reinterpret_cast<uintptr_t>(symbol); rest != 0; rest >>= 4)
    hole[at++] = "0123456789abcdef"[rest & 15];
  hole[at++] = '\x02';
  out.append(hole, at);
}

Value either(const Value& a, const Value& b, SymbolTable& symbols) {
  if (a.is_null() || b.is_null()) return Value::null();
  const Value both[] = {a, b};
  return symbols.make("or", both, {SymbolType::Bool, SymbolReason::Runtime, false, false, {}});
}

}  // namespace

Branch branch_of(const Branch& outer, const Value& condition, size_t argument, SymbolTable& symbols) {
  // Where the way to here is not known, nor is the way on.
  bool told = outer.certain == Tri::True || !outer.when.is_null();
  if (!told || !condition.is_symbol()) return {Tri::Unknown, Value::null()};
  const SymbolFacts facts{SymbolType::Bool, condition.symbol->reason, false, false, {}};
  Value own = argument == 2 ? symbols.make("not", {&condition, 1}, facts) : condition;
  if (outer.when.is_null()) return {Tri::Unknown, own};
  const Value both[] = {outer.when, own};
  return {Tri::Unknown, symbols.make("and", both, facts)};
}

/// One walk over a value. Terms share their parts, so the visits are counted, not only the depth.
struct IdIndex::Search {
  SymbolTable& symbols;
  std::vector<Found> out;
  unsigned visits = 0;

  bool spent() { return ++visits > kMaxVisits || out.size() >= kMaxFound; }
  void add(Found found) {
    if (found.node == kNoNodeId) return;
    for (Found& known : out) {
      if (known.node != found.node) continue;
      bool certain = known.branch.certain == Tri::True || found.branch.certain == Tri::True;
      known.branch.when = certain ? Value::null() : either(known.branch.when, found.branch.when, symbols);
      known.branch.certain = known.branch.certain || found.branch.certain;
      known.whole = known.whole || found.whole;
      return;
    }
    out.push_back(found);
  }
};

std::string id_key(const Value& value, Arena& arena) {
  if (value.is_string()) return lower(value.str());
  std::string out;
  if (!value.is_symbol()) return out;
  for (const Value& part : string_parts(value, arena)) {
    if (part.is_string()) {
      out += lower(part.str());
    } else {
      append_hole(out, part.is_symbol() ? part.symbol : nullptr);
    }
  }
  return out;
}

std::string_view without_last_segments(std::string_view key, size_t pairs) {
  for (size_t i = 0; i < pairs * 2; ++i) {
    size_t slash = key.rfind('/');
    if (slash == std::string_view::npos) return {};
    key = key.substr(0, slash);
  }
  return key;
}

std::string type_of_id(std::string_view key) {
  size_t at = key.rfind("/providers/");
  if (at == std::string_view::npos) return {};
  std::string_view rest = key.substr(at + 11);
  std::string out;
  for (size_t segment = 0; !rest.empty(); ++segment) {
    size_t slash = std::min(rest.find('/'), rest.size());
    // namespace, then type and name in turn
    if (segment == 0 || segment % 2 == 1) out += (out.empty() ? "" : "/") + std::string(rest.substr(0, slash));
    rest.remove_prefix(std::min(slash + 1, rest.size()));
  }
  return out;
}

bool is_id_of_another(const Value& value) {
  if (!value.is_symbol() || value.symbol->name != "attr" || value.symbol->args.size() < 2) return false;
  constexpr std::array<std::string_view, 5> kOwn = {"resource_id", "resource_manager_id", "resource_versionless_id",
                                                    "versionless_id", "resourceId"};
  const Value& last = value.symbol->args.back();
  if (!last.is_string() || std::find(kOwn.begin(), kOwn.end(), last.str()) != kOwn.end()) return false;
  return last.str().ends_with("_id") || last.str().ends_with("Id");
}

IdIndex::IdIndex(const ResourceGraph& graph, const RelationTable& relations)
    : graph_(graph), relations_(relations), arena_(*graph.deployment.arena) {
  // What is made here wins over an `existing` reference to the same thing.
  for (bool existing : {false, true}) {
    for (const ResourceNode& node : graph.nodes) {
      if (node.existing != existing) continue;
      if (node.replaced_by != kNoNodeId) continue;
      std::string id = id_key(node.arm_id, arena_);
      if (!id.empty()) by_id_.emplace(std::move(id), node.id);
      std::string name = id_key(node.name, arena_);
      if (name.empty()) continue;
      auto [place, added] = by_name_.emplace(lower(node.type) + "|" + name, node.id);
      if (!added && !existing) place->second = kNoNodeId;
      if (!existing) named_[name].push_back(node.id);
    }
  }
}

NodeId IdIndex::find(std::string_view key, bool children) const {
  auto found = by_id_.find(std::string(key));
  if (found != by_id_.end()) return found->second;
  if (!children || key.find("/providers/") == std::string_view::npos) return kNoNodeId;
  for (unsigned level = 1; level <= 3; ++level) {
    std::string_view parent = without_last_segments(key, level);
    if (parent.find("/providers/") == std::string_view::npos) break;
    found = by_id_.find(std::string(parent));
    if (found != by_id_.end()) return found->second;
  }
  return kNoNodeId;
}

NodeId IdIndex::by_name(std::string_view type, std::string_view name_key) const {
  auto found = by_name_.find(std::string(type) + "|" + std::string(name_key));
  return found == by_name_.end() ? kNoNodeId : found->second;
}

std::span<const NodeId> IdIndex::named(std::string_view name_key) const {
  auto found = named_.find(std::string(name_key));
  if (found == named_.end()) return {};
  return found->second;
}

bool IdIndex::collect_id(const Value& value, const Branch& branch, bool whole, Search& search) const {
  if (value.is_string() && value.str().find('/') == std::string_view::npos) return false;
  std::string key = id_key(value, arena_);
  if (key.size() < 3) return false;
  NodeId node = find(key);
  if (node != kNoNodeId) {
    search.add({node, branch, whole});
    return true;
  }
  return collect_url(key, branch, search);
}

/// https://NAME.vault.azure.net[/keys/KEY[/VERSION]]. The suffix may be a term (environment().suffixes.keyvaultDns):
/// then it is that of a vault, which is where Azure's own variable for it stands.
IdIndex::Url IdIndex::url_of(std::string_view key) const {
  constexpr std::string_view kScheme = "https://";
  if (!key.starts_with(kScheme)) return {};
  key.remove_prefix(kScheme.size());
  size_t host_end = std::min({key.find('/'), key.find(':'), key.size()});
  std::string_view host = key.substr(0, host_end);
  Url out;
  for (const UrlHost& each : relations_.hosts) {
    size_t name_end = host.find(each.marker);
    if (name_end == std::string_view::npos || name_end == 0) continue;
    out = {&each, host.substr(0, name_end), {}, {}};
    break;
  }
  size_t hole = host.rfind('\x01');
  if (!out.host && hole != std::string_view::npos && hole > 0 && !relations_.hosts.empty()) {
    out = {&relations_.hosts.front(), host.substr(0, hole), {}, {}};
  }
  if (!out.host) return out;
  std::string_view rest = key.substr(host_end);
  for (const std::string& kind : out.host->children) {
    if (!rest.starts_with('/') || !rest.substr(1).starts_with(kind + "/")) continue;
    std::string_view child = rest.substr(kind.size() + 2);
    out.child_type = kind;
    out.child = child.substr(0, child.find('/'));
  }
  return out;
}

/// The resource that a URL leads to, and the key or secret if it is here.
bool IdIndex::collect_url(std::string_view key, const Branch& branch, Search& search) const {
  Url url = url_of(key);
  NodeId resource = url.host ? by_name(url.host->type, url.name) : kNoNodeId;
  if (resource == kNoNodeId) return false;
  search.add({resource, branch, true});
  if (url.child.empty()) return true;
  std::string child = id_key(graph_.nodes[resource].arm_id, arena_);
  child.append("/").append(url.child_type).append("/").append(url.child);
  search.add({find(child, false), branch, true});
  return true;
}

void IdIndex::collect(const Value& value, const Branch& branch, bool whole, unsigned depth, Search& search) const {
  if (depth == 0 || search.spent()) return;
  if (value.is_string()) {
    collect_id(value, branch, whole, search);
    return;
  }
  if (value.is_array()) {
    for (const Value& item : value.array_items()) collect(item, branch, false, depth - 1, search);
    return;
  }
  if (value.is_object()) {
    for (const Member& member : value.object_members()) collect(member.value, branch, false, depth - 1, search);
    return;
  }
  if (!value.is_symbol() || collect_id(value, branch, whole, search)) return;
  const Symbol& term = *value.symbol;
  if (term.name == "if" && term.args.size() == 3) {
    for (size_t i : {1u, 2u}) {
      collect(term.args[i], branch_of(branch, term.args[0], i, *graph_.deployment.symbols), whole, depth - 1, search);
    }
    return;
  }
  for (const Value& argument : term.args) collect(argument, branch, false, depth - 1, search);
}

std::vector<Found> IdIndex::find_all(const Value& value) const {
  Search search{*graph_.deployment.symbols, {}, 0};
  collect(value, {}, true, kMaxDepth, search);
  return std::move(search.out);
}

}  // namespace ringfence
