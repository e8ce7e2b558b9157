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

/// Makes the edges of one graph.
class Linker {
 public:
  Linker(ResourceGraph& graph, const Knowledge& knowledge)
      : graph_(graph),
        relations_(knowledge.relations()),
        index_(graph),
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
  void walk(const Value& value, const std::string& pattern, const std::string& path, const Value* around,
            unsigned depth);
  void walk_term(const Symbol& term, const std::string& pattern, const std::string& path, const Value* around,
                 unsigned depth);
  void link_value(const Value& value, const std::string& pattern, const std::string& path, const Value* around,
                  const Span& span);
  void link_scope(const ResourceNode& node);
  bool link_outside(const Relation& relation, EdgeKind kind, const Value& value, const std::string& path,
                    const Span& span, Tri certain, unsigned depth);
  void link_key_of_vault(NodeId vault, const Value* around, const std::string& path, const Span& span, Tri certain);
  void add(NodeId from, NodeId to, EdgeKind kind, std::string_view path, const Span& span, Tri certain);

  ResourceGraph& graph_;
  const RelationTable& relations_;
  IdIndex index_;
  Outside outside_;
  Openings openings_;
  std::set<std::tuple<NodeId, NodeId, EdgeKind, std::string>> made_;
  const ResourceNode* node_ = nullptr;
  std::string type_;
  Tri within_ = Tri::True;  // whether what is around the value is there
};

void Linker::add(NodeId from, NodeId to, EdgeKind kind, std::string_view path, const Span& span, Tri certain) {
  if (from == to || to == kNoNodeId) return;
  if (!made_.emplace(from, to, kind, std::string(path)).second) return;
  std::vector<Edge>& edges = graph_.is_outside(to) ? graph_.outside_edges : graph_.edges;
  edges.push_back({from, to, kind, graph_.deployment.arena->copy(path), span, certain});
}

/// A child whose parent is only told by its id (`parent/child` names, Terraform's parent ids).
void Linker::find_parent(ResourceNode& node) {
  if (node.parent != kNoNodeId) return;
  std::string key = id_key(node.arm_id, *graph_.deployment.arena);
  std::string type = type_of_id(key);
  size_t slash = type.rfind('/');
  if (slash == std::string::npos || type.find('/') == slash) return;
  NodeId parent = index_.find(without_last_segments(key, 1), false);
  if (parent != kNoNodeId && parent != node.id && lower(graph_.nodes[parent].type) == type.substr(0, slash)) {
    node.parent = parent;
  }
}

void Linker::link_structure(const ResourceNode& node) {
  if (node.parent != kNoNodeId) add(node.parent, node.id, EdgeKind::Contains, "", node.header_span, Tri::True);
  for (const Value& id : node.depends_on) {
    for (const Found& found : index_.find_all(id)) {
      if (found.whole) add(node.id, found.node, EdgeKind::DependsOn, "", id.span, found.certain);
    }
  }
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

void Linker::link_value(const Value& value, const std::string& pattern, const std::string& path, const Value* around,
                        const Span& span) {
  const Relation* relation = relations_.find(type_, pattern);
  EdgeKind kind = EdgeKind::References;
  if (relation) kind = edge_kind(relation->edge).value_or(EdgeKind::References);
  bool reached = false;
  for (Found& found : index_.find_all(value)) {
    found.certain = std::min(found.certain, within_);
    const ResourceNode& target = graph_.nodes[found.node];
    bool fits = !relation || relation->targets.empty();
    for (size_t i = 0; !fits && i < relation->targets.size(); ++i) fits = relation->targets[i] == lower(target.type);
    add(node_->id, found.node, fits ? kind : EdgeKind::References, path, span, found.certain);
    if (!fits || !relation) continue;
    reached = true;
    if (relation->from_parent && node_->parent != kNoNodeId) add(node_->parent, found.node, kind, path, span, found.certain);
    if (kind != EdgeKind::EncryptsWith) continue;
    // A key stands in a vault: whoever uses the key depends on both.
    if (target.parent != kNoNodeId) add(node_->id, target.parent, kind, path, span, found.certain);
    link_key_of_vault(found.node, around, path, span, found.certain);
  }
  if (!relation) return;
  bool outside = link_outside(*relation, kind, value, path, span, Tri::True, kMaxBranches);
  if (!reached && !outside)
    openings_.around_unknown_target(*node_, *relation, kind, value, around);
  else if (!reached)
    openings_.around_perhaps_same(*node_, *relation, kind, value, around);
}

/// The ids in a value that no node has, but that say of what type they are. True: all that it can be are such ids.
bool Linker::link_outside(const Relation& relation, EdgeKind kind, const Value& value, const std::string& path,
                          const Span& span, Tri certain, unsigned depth) {
  if (depth == 0) return false;
  if (value.is_symbol() && value.symbol->name == "if" && value.symbol->args.size() == 3) {
    bool first = link_outside(relation, kind, value.symbol->args[1], path, span, Tri::Unknown, depth - 1);
    return link_outside(relation, kind, value.symbol->args[2], path, span, Tri::Unknown, depth - 1) && first;
  }
  NodeId target = outside_.of_id(value);
  if (target == kNoNodeId || !graph_.is_outside(target)) return false;
  std::string_view type = graph_.node(target).type;
  bool fits = relation.targets.empty() ||
              std::find(relation.targets.begin(), relation.targets.end(), type) != relation.targets.end();
  if (!fits) return false;
  add(node_->id, target, kind, path, span, certain);
  if (relation.from_parent && node_->parent != kNoNodeId) add(node_->parent, target, kind, path, span, certain);
  bool key = kind == EdgeKind::EncryptsWith && std::count(type.begin(), type.end(), '/') == 2;
  if (key) add(node_->id, outside_.above(target, 1), kind, path, span, certain);
  return true;
}

/// An extension resource without `scope` is about what it is deployed to.
void Linker::link_scope(const ResourceNode& node) {
  if (!node.scope.is_null()) return link_value(node.scope, "@scope", "scope", nullptr, node.scope.span);
  const Relation* relation = relations_.find(type_, "@scope");
  std::optional<EdgeKind> kind = relation ? edge_kind(relation->edge) : std::nullopt;
  if (kind) add(node.id, outside_.scope_of_extension(node), *kind, "scope", node.header_span, Tri::True);
}

/// { keyVaultUri, keyName } side by side: the key too.
void Linker::link_key_of_vault(NodeId vault, const Value* around, const std::string& path, const Span& span,
                               Tri certain) {
  if (!around || !equal_ignore_case(graph_.nodes[vault].type, "Microsoft.KeyVault/vaults")) return;
  const Member* name = find_member(*around, "keyName", KeyCase::Insensitive);
  if (!name) name = find_member(*around, "keyVaultKeyName", KeyCase::Insensitive);
  if (!name) return;
  Arena& arena = *graph_.deployment.arena;
  std::string key = id_key(graph_.nodes[vault].arm_id, arena) + "/keys/" + id_key(name->value, arena);
  add(node_->id, index_.find(key, false), EdgeKind::EncryptsWith, path, span, certain);
}

}  // namespace

void link(ResourceGraph& graph, const Knowledge& knowledge) {
  find_redeployed(graph);
  Linker(graph, knowledge).run();
}

}  // namespace ringfence
