// auditIfNotExists and deployIfNotExists: is there a resource of the wanted type and name that meets the condition?
//
// A child is looked for below the judged resource, an extension resource (a diagnostic setting) on it, the type of the
// resource itself means the resource, any other type what stands elsewhere (learn.microsoft.com, "Azure Policy
// definitions auditIfNotExists effect"). A template says nothing about what is elsewhere already: that such a resource is
// missing from it is unknown, never false. Neither is a child false that Azure makes itself.

#include <algorithm>

#include "analyzer/knowledge/lower_case.h"
#include "analyzer/policy/azure_policy_tests.h"

namespace ringfence {
namespace {

constexpr size_t kMaxCandidates = 1000;  // past them it is not known
constexpr std::string_view kConnections = "/privateendpointconnections";

enum class Relation : uint8_t { Child, Extension, Itself, Elsewhere };

Relation relation_of(const ExistenceTest& test, const ResourceNode& node) {
  const AzurePolicyTable& table = *test.context->table;
  const std::string& wanted = test.type;
  std::string type = lower(wanted), own = lower(node.type);
  if (test.in_subscription) return Relation::Elsewhere;
  if (type == own) return Relation::Itself;
  if (type.starts_with(own + "/")) return Relation::Child;
  return table.is_extension_type(wanted) ? Relation::Extension : Relation::Elsewhere;
}

/// What one look found, best first.
struct Search {
  Tri found = Tri::False;       // there is one that meets the condition
  Tri there = Tri::False;       // there is one
  const ResourceNode* nearest = nullptr;
  std::vector<Value> values;    // what would tell

  void add(const ResourceNode& node, Tri exists, Tri good) {
    found = found || (exists && good);
    there = there || exists;
    if (exists != Tri::False && (!nearest || good != Tri::False)) nearest = &node;
  }
};

/// Is `node` the judged resource, or its `existing` twin?
Tri same_node(const ResourceGraph& graph, const ResourceNode& node, const ResourceNode& judged) {
  if (node.id == judged.id || graph.are_repeats(node.id, judged.id)) return Tri::True;
  if (!node.existing || !equal_ignore_case(node.type, judged.type)) return Tri::False;
  return SymbolTable::same(node.arm_id, judged.arm_id);
}

Tri is_below(const ResourceGraph& graph, const ResourceNode& candidate, const ResourceNode& judged) {
  NodeId at = candidate.parent;
  for (int depth = 0; at != kNoNodeId && depth < 20; ++depth) {
    Tri same = same_node(graph, graph.nodes[at], judged);
    if (same != Tri::False) return same;
    at = graph.nodes[at].parent;
  }
  // Its parent is not in this deployment: the id tells whose child it is.
  if (!candidate.arm_id.is_string() || !judged.arm_id.is_string()) return candidate.parent == kNoNodeId ? Tri::Unknown : Tri::False;
  std::string id = lower(candidate.arm_id.str());
  return tri(id.starts_with(lower(judged.arm_id.str()) + "/"));
}

Tri is_attached(const ResourceGraph& graph, const ResourceNode& candidate, const ResourceNode& judged) {
  if (candidate.parent != kNoNodeId) return same_node(graph, graph.nodes[candidate.parent], judged);
  Tri out = candidate.scope.is_null() ? Tri::False : SymbolTable::same(candidate.scope, judged.arm_id);
  for (const Edge* edge : graph.from(candidate.id)) {
    bool attached = edge->path == "scope" || edge->kind == EdgeKind::Diagnostics;
    if (attached) out = out || (edge->certain && same_node(graph, graph.nodes[edge->to], judged));
  }
  return out;
}

/// Two names, the wanted one of one segment or of all.
Tri is_named(const ResourceNode& node, const Value& wanted) {
  if (wanted.is_null() || (wanted.is_string() && wanted.str() == "*")) return Tri::True;
  if (wanted.is_string() && node.name.is_string()) {
    std::string_view name = node.name.str(), text = wanted.str();
    size_t slash = name.rfind('/');
    bool whole = text.find('/') != std::string_view::npos || slash == std::string_view::npos;
    return tri(equal_ignore_case(whole ? name : name.substr(slash + 1), text));
  }
  return SymbolTable::same(node.name, wanted);
}

class Finder {
 public:
  Finder(const ExistenceTest& test, ConditionEvaluator& evaluator, const Subject& subject)
      : test_(test), evaluator_(evaluator), subject_(subject), node_(*subject.node),
        relation_(relation_of(test, node_)), made_(test.context->table->made_child(test.type)) {}

  Tri run() {
    if (test_.name) {
      PolicyExpressions expressions(*test_.context, evaluator_, subject_);
      name_ = expressions.evaluate(test_.name);
      if (name_.is_symbol() && name_.symbol->name == "@error") return Tri::Unknown;
      search.values.push_back(name_);
    }
    if (relation_ == Relation::Child && lower(test_.type) == lower(node_.type) + std::string(kConnections)) return connections();
    look_in(*subject_.graph, node_);
    if (search.found == Tri::True) return Tri::True;
    if (evaluator_.others()) {
      for (const CrossRootIndex::Twin& twin : evaluator_.others()->twins(*subject_.graph, node_)) {
        look_in(*twin.first, twin.first->nodes[twin.second]);
      }
    }
    if (search.found != Tri::False) return search.found;
    if (search.there != Tri::True) return of_missing();
    // Beside `appsettings`, which the template writes, there is `web`, which Azure makes.
    const bool beside = holds_parents_properties() && made_is_declared_ != Tri::True && (name_.is_null() || is_made_name(name_));
    return !beside ? Tri::False : made_is_declared_ == Tri::Unknown ? Tri::Unknown : of_made_child();
  }

  Search search;
  const Opening* opening = nullptr;

 private:
  void look_in(const ResourceGraph& graph, const ResourceNode& judged) {
    std::span<const NodeId> candidates = graph.of_type(test_.type);
    if (candidates.size() > kMaxCandidates) search.found = search.found || Tri::Unknown;
    for (NodeId id : candidates.first(std::min(candidates.size(), kMaxCandidates))) {
      const ResourceNode& candidate = graph.nodes[id];
      if (candidate.replaced_by != kNoNodeId) continue;
      Tri there = belongs(graph, candidate, judged) && is_named(candidate, name_);
      if (there == Tri::False) continue;
      there = there && evaluator_.exists(candidate, judged);
      search.add(candidate, there, meets(graph, candidate));
      if (there == Tri::Unknown) search.values.push_back(candidate.name);
    }
  }

  Tri belongs(const ResourceGraph& graph, const ResourceNode& candidate, const ResourceNode& judged) const {
    switch (relation_) {
      case Relation::Child: return is_below(graph, candidate, judged);
      case Relation::Extension: return is_attached(graph, candidate, judged);
      case Relation::Itself: return test_.name ? Tri::True : same_node(graph, candidate, judged) || Tri::Unknown;
      case Relation::Elsewhere: break;
    }
    return Tri::True;
  }

  Tri meets(const ResourceGraph& graph, const ResourceNode& candidate) {
    if (!test_.condition) return Tri::True;
    if (!holds_parents_properties() || candidate.made) return evaluator_.truth(*test_.condition, {&graph, &candidate, nullptr});
    // What a declared one leaves out stays as the parent says, or as Azure made it.
    const Tri made = candidate.name.is_string() ? tri(is_made_name(candidate.name)) : Tri::Unknown;
    made_is_declared_ = made_is_declared_ || made;
    if (made == Tri::False) return evaluator_.truth(*test_.condition, {&graph, &candidate, nullptr});
    ResourceNode whole = candidate;
    whole.made = true;
    whole.body = over_parents_properties(candidate.body);
    return evaluator_.truth(*test_.condition, {&graph, &whole, nullptr});
  }

  /// Is the wanted child one whose properties stand in its parent, too?
  bool holds_parents_properties() const { return relation_ == Relation::Child && made_ && !made_->from.empty(); }

  /// Is it the name of one that is always there?
  bool is_made_name(const Value& name) const {
    if (made_->names.empty()) return true;
    if (!name.is_string()) return false;
    std::string_view own = name.str().substr(name.str().rfind('/') + 1);  // the whole where there is no slash
    return std::any_of(made_->names.begin(), made_->names.end(), [&](const std::string& each) { return equal_ignore_case(each, own); });
  }

  /// The properties that the parent holds for the child; null: none.
  Value parents_properties() {
    std::string problem;
    return read_field(parse_path(made_->from, problem), evaluator_, subject_);
  }

  /// A child's body, with those properties of its parent's that it does not write itself.
  Value over_parents_properties(const Value& body) {
    const Value held = parents_properties();
    const Member* own = body.is_object() ? find_member(body, "properties", KeyCase::Insensitive) : nullptr;
    if (!held.is_object() || !own || !own->value.is_object()) return body;
    const auto written = own->value.object_members();
    std::vector<Member> properties(written.begin(), written.end());
    for (const Member& each : held.object_members()) {
      if (!find_member(own->value, each.key, KeyCase::Insensitive)) properties.push_back(each);
    }
    std::vector<Member> members(body.object_members().begin(), body.object_members().end());
    for (Member& each : members) {
      if (equal_ignore_case(each.key, "properties"))
        each.value = Value::object(evaluator_.arena().copy(std::span<const Member>(properties)));
    }
    return Value::object(evaluator_.arena().copy(std::span<const Member>(members)));
  }

  Tri of_missing() {
    if (relation_ == Relation::Elsewhere || relation_ == Relation::Itself) return Tri::Unknown;
    if (test_.context->table->is_platform_type(test_.type)) return Tri::Unknown;
    opening = subject_.graph->opening(node_.id, relation_ == Relation::Child ? EdgeKind::Contains : EdgeKind::Diagnostics);
    if (opening) return Tri::Unknown;
    return made_ ? of_made_child() : Tri::False;
  }

  /// Is it the one whose properties stand in the parent?
  bool stands_in_parent() const {
    return !made_->from.empty() && !name_.is_symbol() && (!name_.is_string() || is_made_name(name_));
  }

  /// A child that is there without being deployed: with what its parent says, else with Azure's defaults.
  Tri of_made_child() {
    // Directly below the judged resource; of what stands deeper nothing is known.
    bool deeper = relation_ == Relation::Child && test_.type.find('/', node_.type.size() + 1) != std::string::npos;
    if (deeper) return Tri::Unknown;
    ResourceNode child = node_;
    child.type = test_.type;
    child.made = true;
    const std::string_view usual = made_->names.empty() ? std::string_view("default") : made_->names.front();
    const Value slash[] = {node_.name, Value::text("/"), name_.is_null() ? Value::text(usual) : name_};
    bool full = name_.is_string() && name_.str().find('/') != std::string_view::npos;
    child.name = full ? name_ : evaluator_.symbols().concat(slash);
    child.body = Value::object({});
    child.parent = node_.id;
    const Value held = stands_in_parent() ? parents_properties() : Value::null();
    if (!held.is_null()) {
      const Member properties[] = {{"properties", nullptr, {}, held}};
      child.body = Value::object(evaluator_.arena().copy(std::span<const Member>(properties)));
    }
    Tri good = meets(*subject_.graph, child);
    search.nearest = nullptr;
    return good;
  }

  FieldPath parse_path(std::string_view text, std::string& problem) {
    return test_.context->table->field(text, evaluator_.arena(), problem);
  }

  /// Children that private endpoints make.
  Tri connections() {
    FieldPath path;
    path.source = FieldSource::Connections;
    Value body = evaluator_.body_of(path, subject_);
    const Member* written = find_member(body.members[0].value, "privateEndpointConnections", KeyCase::Sensitive);
    const Value list = written ? written->value : Value::array({});
    opening = subject_.graph->opening(node_.id, EdgeKind::PrivateEndpoint);
    std::span<const Value> known = list.is_array() ? list.array_items() : std::span<const Value>();
    if (list.is_symbol()) {
      search.found = Tri::Unknown;
      search.values.push_back(list);
      if (!list.symbol->args.empty() && list.symbol->args[0].is_array()) known = list.symbol->args[0].array_items();
    }
    for (const Value& connection : known) {
      ResourceNode child = node_;
      child.type = test_.type;
      child.body = connection;
      search.found = search.found || meets(*subject_.graph, child);
    }
    return search.found;
  }

  const ExistenceTest& test_;
  ConditionEvaluator& evaluator_;
  const Subject& subject_;
  const ResourceNode& node_;
  Relation relation_;
  const AzurePolicyTable::MadeChild* made_;  // null: Azure makes none of the wanted type
  Tri made_is_declared_ = Tri::False;        // the template writes one that is always there
  Value name_;
};

}  // namespace

Tri ExistenceTest::truth(ConditionEvaluator& evaluator, const Subject& subject) const {
  return Finder(*this, evaluator, subject).run();
}

Looked ExistenceTest::look(ConditionEvaluator& evaluator, const Subject& subject) const {
  Finder finder(*this, evaluator, subject);
  Tri found = finder.run();
  Looked out;
  out.partner = finder.search.nearest;
  out.values = std::move(finder.search.values);
  out.property = type;
  if (finder.opening) {
    out.needs_kind = finder.opening->needs_kind;
    out.needs_name = finder.opening->needs_name;
  } else if (found == Tri::Unknown && finder.search.there == Tri::False) {
    out.needs_kind = "data";
    out.needs_name = type;
  }
  return out;
}

}  // namespace ringfence
