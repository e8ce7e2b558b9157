#include "analyzer/graph/link.h"

#include <algorithm>
#include <optional>
#include <set>
#include <tuple>

#include "analyzer/eval/symbol.h"
#include "analyzer/graph/id_index.h"
#include "analyzer/graph/openings.h"
#include "analyzer/graph/outside.h"
#include "analyzer/graph/redeployed.h"
#include "analyzer/knowledge/lower_case.h"
#include "analyzer/knowledge/relations.h"

namespace ringfence {
namespace {

constexpr unsigned kMaxDepth = 60, kMaxBranches = 12;

/// A term that is an object or list whose parts are told, so that paths lead into it.
bool is_structured(const Value& value, unsigned depth = 8) {
  if (value.is_object() || value.is_array()) return true;
  if (!value.is_symbol() || depth == 0) return false;
  const Symbol& term = *value.symbol;
  const auto any = [&](std::span<const Value> parts) {
    return std::any_of(parts.begin(), parts.end(), [&](const Value& each) { return is_structured(each, depth - 1); });
  };
  if (term.name == "if") return term.args.size() == 3 && any(term.args.subspan(1));
  if (term.name == "map") return term.args.size() == 2 && is_structured(term.args[1], depth - 1);
  if (term.name == "flatten")
    return term.args.size() == 1 && term.args[0].is_array() && any(term.args[0].array_items());
  const bool joins = (term.name == "concat" && term.type == SymbolType::Array) || term.name == "union" ||
                     term.name == "shallowmerge" || term.name == "for";
  return joins && any(term.args);
}

/// What stands behind the prefix; null: the text does not begin with it. What is not known stays as it is.
Value without_prefix(const Value& value, std::string_view prefix, SymbolTable& symbols, unsigned depth) {
  auto rest = [&](const Value& text) {
    bool begins = text.str().size() >= prefix.size() && equal_ignore_case(text.str().substr(0, prefix.size()), prefix);
    return begins ? Value::text(text.str().substr(prefix.size())).at(text.span, text.because) : Value::null();
  };
  if (value.is_string()) return rest(value);
  if (!value.is_symbol() || depth == 0) return value;
  const Symbol& term = *value.symbol;
  if (term.name == "concat" && term.type != SymbolType::Array && !term.args.empty() && term.args[0].is_string()) {
    std::vector<Value> parts(term.args.begin(), term.args.end());
    parts[0] = rest(parts[0]);
    return parts[0].is_null() ? parts[0] : symbols.concat(parts).at(value.span, value.because);
  }
  if (term.name != "if" || term.args.size() != 3) return value;
  std::vector<Value> parts(term.args.begin(), term.args.end());
  for (size_t i : {1u, 2u}) {
    parts[i] = without_prefix(parts[i], prefix, symbols, depth - 1);
    if (parts[i].is_null()) parts[i] = Value::text("");  // names nothing
  }
  return symbols.make("if", parts, {term.type, term.reason, term.secure, false, {}}).at(value.span, value.because);
}

/// Edges whose value is the id of what they lead to, not something that was read of it.
bool is_about_the_id(EdgeKind kind) {
  return kind == EdgeKind::PrivateEndpoint || kind == EdgeKind::RoleAssignment || kind == EdgeKind::Diagnostics ||
         kind == EdgeKind::Lock;
}

/// Makes the edges of one graph.
class Linker {
 public:
  Linker(ResourceGraph& graph, const Knowledge& knowledge)
      : graph_(graph),
        relations_(knowledge.relations()),
        index_(graph, knowledge.relations()),
        outside_(graph, index_),
        openings_(graph, knowledge, index_) {}

  void run() {
    for (ResourceNode& node : graph_.nodes) find_parent(node);
    for (const ResourceNode& node : graph_.nodes) {
      link_structure(node);
      type_ = lower(node.type);
      node_ = &node;
      link_scope(node);
      walk(node.body, "", "", nullptr, kMaxDepth);
    }
    openings_.around_unresolved_modules();
    outside_.find_scopes();
  }

 private:
  void find_parent(ResourceNode& node);
  void link_structure(const ResourceNode& node);
  void link_to_parent_outside(const ResourceNode& node);
  void walk(const Value& value, const std::string& pattern, const std::string& path, const Value* around,
            unsigned depth);
  void walk_term(const Symbol& term, const std::string& pattern, const std::string& path, const Value* around,
                 unsigned depth);
  void link_value(const Value& written, const std::string& pattern, const std::string& path, const Value* around,
                  const Span& span);
  void link_scope(const ResourceNode& node);
  bool link_outside(const Relation& relation, EdgeKind kind, const Value& value, const std::string& path,
                    const Span& span, const Branch& branch, unsigned depth);
  bool link_name(const Relation& relation, EdgeKind kind, const Value& value, const std::string& path, const Span& span,
                 const Branch& branch, unsigned depth);
  void lead_to(const Relation& relation, EdgeKind kind, NodeId target, const std::string& path, const Span& span,
               const Branch& branch);
  bool is_child_of_existing(const ResourceNode& node) const;
  void link_key_of_vault(NodeId vault, const Value* around, const std::string& path, const Span& span,
                         const Branch& branch);
  void add(NodeId from, NodeId to, EdgeKind kind, std::string_view path, const Span& span, const Branch& branch);

  ResourceGraph& graph_;
  const RelationTable& relations_;
  IdIndex index_;
  Outside outside_;
  Openings openings_;
  std::set<std::tuple<NodeId, NodeId, EdgeKind, std::string>> made_;
  const ResourceNode* node_ = nullptr;
  std::string type_;
  const Value* around_ = nullptr;  // the object that holds the value that is being linked
  Tri within_ = Tri::True;         // whether what is around the value is there
};

void Linker::add(NodeId from, NodeId to, EdgeKind kind, std::string_view path, const Span& span, const Branch& branch) {
  if (from == to || to == kNoNodeId) return;
  if (!made_.emplace(from, to, kind, std::string(path)).second) return;
  std::vector<Edge>& edges = graph_.is_outside(to) || graph_.is_outside(from) ? graph_.outside_edges : graph_.edges;
  edges.push_back({from, to, kind, graph_.deployment.arena->copy(path), span, branch.certain, branch.when, around_});
}

/// A child whose parent is only told by its id (`parent/child` names, Terraform's parent ids).
void Linker::find_parent(ResourceNode& node) {
  std::string key = id_key(node.arm_id, *graph_.deployment.arena);
  if (node.parent != kNoNodeId) {
    // An `existing` parent that the deployment makes in another place: it lies in that.
    const ResourceNode& above = graph_.nodes[node.parent];
    if (!above.existing) return;
    NodeId made = index_.find(id_key(above.arm_id, *graph_.deployment.arena), false);
    bool same = made != kNoNodeId && made != node.id && !graph_.nodes[made].existing;
    if (same && equal_ignore_case(graph_.nodes[made].type, above.type)) node.parent = made;
    return;
  }
  std::string type = type_of_id(key);
  size_t slash = type.rfind('/');
  if (slash == std::string::npos || type.find('/') == slash) return;
  NodeId parent = index_.find(without_last_segments(key, 1), false);
  if (parent != kNoNodeId && parent != node.id && lower(graph_.nodes[parent].type) == type.substr(0, slash)) {
    node.parent = parent;
  }
}

void Linker::link_structure(const ResourceNode& node) {
  around_ = nullptr;
  if (node.parent != kNoNodeId)
    add(node.parent, node.id, EdgeKind::Contains, "", node.header_span, {});
  else if (node.type.find('/') != node.type.rfind('/'))
    link_to_parent_outside(node);
  for (const Value& id : node.depends_on) {
    for (const Found& found : index_.find_all(id)) {
      if (found.whole) add(node.id, found.node, EdgeKind::DependsOn, "", id.span, found.branch);
    }
  }
}

/// A child whose parent is not in the deployment: what its id says of it, and of what that lies in.
void Linker::link_to_parent_outside(const ResourceNode& node) {
  NodeId child = node.id;
  for (NodeId above = outside_.parent_of(node); above != kNoNodeId; above = outside_.above(child, 1)) {
    if (type_of_id(id_key(graph_.node(above).arm_id, *graph_.deployment.arena)).empty()) return;  // a resource group
    add(above, child, EdgeKind::Contains, "", node.header_span, {});
    if (!graph_.is_outside(above)) return;
    child = above;
  }
  if (child == node.id) openings_.around_unknown_parent(node);
}

void Linker::walk(const Value& value, const std::string& pattern, const std::string& path, const Value* around,
                  unsigned depth) {
  if (depth == 0) return;
  if (value.is_array()) {
    size_t i = 0;
    for (const Value& item : value.array_items()) {
      walk(item, pattern + "[*]", path + "[" + std::to_string(i++) + "]", around, depth - 1);
    }
    return;
  }
  if (value.is_symbol() && is_structured(value)) return walk_term(*value.symbol, pattern, path, around, depth - 1);
  if (!value.is_object()) {
    if (value.is_string() || value.is_symbol()) link_value(value, pattern, path, around, value.span);
    return;
  }
  for (const Member& member : value.object_members()) {
    if (member.symbolic_key || member.key.find('/') != std::string_view::npos) {
      Value key = member.symbolic_key ? Value::of(member.symbolic_key) : Value::text(member.key);
      link_value(key, pattern + "{*}", path, &value, member.span);
    }
    std::string name = member.symbolic_key ? "{*}" : std::string(member.key);
    std::string dot = path.empty() ? "" : ".";
    walk(member.value, pattern + (pattern.empty() ? "" : ".") + lower(name), path + dot + name, &value, depth - 1);
  }
}

/// An object or list that is known in part: of each thing it may be, the ids inside. Whether it is that is not certain.
void Linker::walk_term(const Symbol& term, const std::string& pattern, const std::string& path, const Value* around,
                       unsigned depth) {
  const Tri before = within_;
  if (term.name == "if" || term.name == "map") within_ = Tri::Unknown;
  if (term.name == "map") {
    walk(term.args[1], pattern + "[*]", path + "[*]", around, depth);
  } else if (term.name == "if") {
    for (const Value& branch : term.args.subspan(1)) walk(branch, pattern, path, around, depth);
  } else if (term.name == "flatten") {
    for (const Value& list : term.args[0].array_items()) walk(list, pattern, path, around, depth);
  } else {
    for (const Value& part : term.args) walk(part, pattern, path, around, depth);
  }
  within_ = before;
}

void Linker::link_value(const Value& written, const std::string& pattern, const std::string& path, const Value* around,
                        const Span& span) {
  const Relation* relation = relations_.find(type_, pattern);
  Value value = written;
  if (relation && !relation->prefix.empty())
    value = without_prefix(written, relation->prefix, *graph_.deployment.symbols, kMaxBranches);
  if (value.is_null()) return;
  EdgeKind kind = EdgeKind::References;
  around_ = around;
  if (relation) kind = edge_kind(relation->edge).value_or(EdgeKind::References);
  bool reached = false;
  const bool another = relation && is_about_the_id(kind) && is_id_of_another(value);
  for (Found& found : index_.find_all(value)) {
    if (within_ != Tri::True) found.branch = {std::min(found.branch.certain, within_), Value::null()};
    const ResourceNode& target = graph_.nodes[found.node];
    bool fits = !another && (!relation || relation->targets.empty());
    for (size_t i = 0; !another && !fits && i < relation->targets.size(); ++i)
      fits = relation->targets[i] == lower(target.type);
    if (!fits || !relation) add(node_->id, found.node, EdgeKind::References, path, span, found.branch);
    if (!fits || !relation) continue;
    reached = true;
    lead_to(*relation, kind, found.node, path, span, found.branch);
    if (kind == EdgeKind::EncryptsWith) link_key_of_vault(found.node, around, path, span, found.branch);
  }
  if (!relation) return;
  const Branch start{within_, Value::null()};
  if (relation->by_name) reached = link_name(*relation, kind, value, path, span, start, kMaxBranches);
  bool outside = !relation->by_name && link_outside(*relation, kind, value, path, span, start, kMaxBranches);
  if (reached) return;
  if (outside) return openings_.around_perhaps_same(*node_, *relation, kind, value, around);
  // A name that is known and that no resource has: there is none, unless they may be made elsewhere.
  if (relation->by_name && value.is_string() && !is_child_of_existing(*node_)) return;
  openings_.around_unknown_target(*node_, *relation, kind, value, around);
}

/// The edges that a reference to `target` makes.
void Linker::lead_to(const Relation& relation, EdgeKind kind, NodeId target, const std::string& path, const Span& span,
                     const Branch& branch) {
  add(node_->id, target, kind, path, span, branch);
  if (relation.from_parent && node_->parent != kNoNodeId) add(node_->parent, target, kind, path, span, branch);
  std::optional<EdgeKind> up = edge_kind(relation.to_parent);
  if (!up) return;
  NodeId above = graph_.node(target).parent;
  if (above == kNoNodeId) above = outside_.above(target, 1);
  // A reference to an inline child leads to its parent already.
  if (above == kNoNodeId && *up != kind) above = target;
  // The network of an `existing` subnet may be made here, with the subnet in it.
  if (above != kNoNodeId && !graph_.is_outside(above) && graph_.node(above).existing) {
    NodeId made = index_.find(id_key(graph_.node(above).arm_id, *graph_.deployment.arena), false);
    if (made != kNoNodeId) above = made;
  }
  add(node_->id, above, *up, path, span, branch);
}

bool Linker::is_child_of_existing(const ResourceNode& node) const {
  constexpr unsigned kMaxLevels = 8;
  NodeId at = node.parent;
  for (unsigned i = 0; i < kMaxLevels && at != kNoNodeId; ++i) {
    if (graph_.nodes[at].existing) return true;
    at = graph_.nodes[at].parent;
  }
  return node.parent == kNoNodeId && node.type.find('/') != node.type.rfind('/');
}

/// A resource of one of the target types that has this name and stands beside or above this one; or at the top.
bool Linker::link_name(const Relation& relation, EdgeKind kind, const Value& value, const std::string& path,
                       const Span& span, const Branch& branch, unsigned depth) {
  if (depth == 0) return false;
  if (value.is_symbol() && value.symbol->name == "if" && value.symbol->args.size() == 3) {
    bool every = true;
    for (size_t i : {1u, 2u}) {
      Branch inner = branch_of(branch, value.symbol->args[0], i, *graph_.deployment.symbols);
      every = link_name(relation, kind, value.symbol->args[i], path, span, inner, depth - 1) && every;
    }
    return every;
  }
  Arena& arena = *graph_.deployment.arena;
  std::string key = id_key(value, arena);
  std::string own = id_key(node_->name, arena);
  for (const std::string& type : relation.targets) {
    // "a/b/c" beside "a/b/d" named "1/2": the "1" of "a/b".
    size_t levels = static_cast<size_t>(std::count(type.begin(), type.end(), '/')) - 1;
    std::string name;
    size_t at = 0;
    for (size_t i = 0; i < levels && at != std::string::npos; ++i) at = own.find('/', at + (i > 0 ? 1 : 0));
    bool same_parent =
        levels == 0 || (at != std::string::npos && type_.starts_with(type.substr(0, type.rfind('/') + 1)));
    if (!same_parent || key.empty()) continue;
    if (levels > 0) name = own.substr(0, at) + "/";
    NodeId target = index_.by_name(type, name + key);
    if (target == kNoNodeId) continue;
    lead_to(relation, kind, target, path, span, branch);
    return true;
  }
  return false;
}

/// The ids and URLs in a value that no node has, but that say of what type they are. True: all that it can be are such.
bool Linker::link_outside(const Relation& relation, EdgeKind kind, const Value& value, const std::string& path,
                          const Span& span, const Branch& branch, unsigned depth) {
  if (depth == 0) return false;
  if (value.is_symbol() && value.symbol->name == "if" && value.symbol->args.size() == 3) {
    bool every = true;
    for (size_t i : {1u, 2u}) {
      Branch inner = branch_of(branch, value.symbol->args[0], i, *graph_.deployment.symbols);
      every = link_outside(relation, kind, value.symbol->args[i], path, span, inner, depth - 1) && every;
    }
    return every;
  }
  std::vector<NodeId> targets = outside_.of_url(value);
  if (targets.empty()) targets.push_back(outside_.of_id(value));
  bool any = false;
  for (NodeId target : targets) {
    if (target == kNoNodeId || !graph_.is_outside(target)) continue;
    const std::vector<std::string>& wanted = relation.targets;
    bool fits = wanted.empty() || std::find(wanted.begin(), wanted.end(), graph_.node(target).type) != wanted.end();
    if (fits) lead_to(relation, kind, target, path, span, branch);
    any = any || fits;
  }
  return any;
}

/// An extension resource without `scope` is about what it is deployed to.
void Linker::link_scope(const ResourceNode& node) {
  around_ = nullptr;
  if (!node.scope.is_null()) return link_value(node.scope, "@scope", "scope", nullptr, node.scope.span);
  const Relation* relation = relations_.find(type_, "@scope");
  std::optional<EdgeKind> kind = relation ? edge_kind(relation->edge) : std::nullopt;
  if (kind) add(node.id, outside_.scope_of_extension(node), *kind, "scope", node.header_span, {});
}

/// { keyVaultUri, keyName } side by side: the key too.
void Linker::link_key_of_vault(NodeId vault, const Value* around, const std::string& path, const Span& span,
                               const Branch& branch) {
  if (!around || !equal_ignore_case(graph_.nodes[vault].type, "Microsoft.KeyVault/vaults")) return;
  const Member* name = find_member(*around, "keyName", KeyCase::Insensitive);
  if (!name) name = find_member(*around, "keyVaultKeyName", KeyCase::Insensitive);
  if (!name) return;
  Arena& arena = *graph_.deployment.arena;
  std::string key = id_key(graph_.nodes[vault].arm_id, arena) + "/keys/" + id_key(name->value, arena);
  add(node_->id, index_.find(key, false), EdgeKind::EncryptsWith, path, span, branch);
}

}  // namespace

void link(ResourceGraph& graph, const Knowledge& knowledge) {
  find_redeployed(graph);
  Linker(graph, knowledge).run();
}

}  // namespace ringfence
