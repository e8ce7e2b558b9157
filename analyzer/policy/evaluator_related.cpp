// ConditionEvaluator's part for what stands outside the resource: its partners in the graph, and the role that an id
// names.

#include <algorithm>

#include "analyzer/eval/symbol.h"
#include "analyzer/knowledge/lower_case.h"
#include "analyzer/policy/evaluator.h"

namespace ringfence {
namespace {

constexpr size_t kMaxRepeats = 256;  // iterations that are looked through for partners; past them it is not known

bool is_same_or_above(const ModuleInstance* above, const ModuleInstance* module) {
  for (; module; module = module->parent) {
    if (module == above) return true;
  }
  return false;
}

bool has_type(const RelatedTest& test, const ResourceNode& node) {
  if (test.types.empty()) return true;
  return std::any_of(test.types.begin(), test.types.end(),
                     [&](std::string_view type) { return equal_ignore_case(type, node.type); });
}

bool is_guid(std::string_view text) {
  if (text.size() != 36) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    char c = lower(text[i]);
    bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    if (dash ? c != '-' : !hex) return false;
  }
  return true;
}

const Value* member_at(const Value& object, std::string_view name) {
  const Member* member = object.is_object() ? find_member(object, name, KeyCase::Insensitive) : nullptr;
  return member ? &member->value : nullptr;
}

/// Does a custom role allow every action?
Tri allows_everything(const ResourceNode& role) {
  const Value* properties = member_at(role.body, "properties");
  const Value* permissions = properties ? member_at(*properties, "permissions") : nullptr;
  if (!permissions) return role.existing ? Tri::Unknown : Tri::False;
  if (!permissions->is_array()) return Tri::Unknown;
  Tri out = Tri::False;
  for (const Value& permission : permissions->array_items()) {
    const Value* actions = member_at(permission, "actions");
    if (!actions) continue;
    if (!actions->is_array()) {
      out = out || Tri::Unknown;
      continue;
    }
    for (const Value& action : actions->array_items()) {
      out = out || (action.is_string() ? tri(action.str() == "*") : Tri::Unknown);
    }
  }
  return out;
}

/// Are an `existing` declaration and a resource of its type one? By name, and by id where both are known.
Tri same_resource(const ResourceNode& existing, const ResourceNode& judged) {
  if (existing.arm_id.is_string() && judged.arm_id.is_string())
    return tri(equal_ignore_case(existing.arm_id.str(), judged.arm_id.str()));
  if (SymbolTable::same(existing.arm_id, judged.arm_id) == Tri::True) return Tri::True;
  if (existing.name.is_string() && judged.name.is_string()) {
    return equal_ignore_case(existing.name.str(), judged.name.str()) ? Tri::Unknown : Tri::False;
  }
  return SymbolTable::same(existing.name, judged.name) && Tri::Unknown;
}

struct Tally {
  uint32_t certain = 0, possible = 0;
  Tri all = Tri::True;
};

Tri verdict_of(const RelatedTest& test, const Tally& tally, bool open) {
  uint32_t min = test.quantifier == Quantifier::Any ? test.min : 1;
  Tri any = tally.certain >= min ? Tri::True : tally.possible >= min || open ? Tri::Unknown : Tri::False;
  if (test.quantifier == Quantifier::Any) return any;
  if (test.quantifier == Quantifier::None) return !any;
  return open && tally.all == Tri::True ? Tri::Unknown : tally.all;
}

}  // namespace

const Opening* opening_for(const RelatedTest& test, const Subject& subject) {
  const ResourceGraph& graph = *subject.graph;
  const Opening* out = graph.opening(subject.node->id, test.edge);
  if (out || !test.inherited) return out;
  for (NodeId around : graph.around(subject.node->id)) {
    if ((out = graph.opening(around, test.edge))) break;
  }
  return out;
}

/// Does the partner exist whenever the judged resource does?
Tri ConditionEvaluator::exists(const ResourceNode& partner, const ResourceNode& judged) {
  if (!partner.conditional) return Tri::True;
  if (partner.condition.is_symbol()) {
    Tri own = condition_truth(partner.condition);
    if (own == Tri::Unknown) note_split(partner.condition);
    if (own != Tri::True) return own;
  }
  if (!partner.instance || !judged.instance) return partner.condition.is_symbol() ? Tri::True : Tri::Unknown;
  const ModuleInstance* module = partner.instance->module;
  if (module && module->exists != Tri::True && !is_same_or_above(module, judged.instance->module)) return Tri::Unknown;
  const Value& loop = partner.instance->loop_key;
  bool same_loop =
      loop.is_symbol() && judged.instance->loop_key.is_symbol() && judged.instance->loop_key.symbol == loop.symbol;
  return loop.is_symbol() && !same_loop ? Tri::Unknown : Tri::True;
}

/// Does a reference on one branch of a condition count?
Tri ConditionEvaluator::is_taken(const Edge& edge) {
  if (edge.certain == Tri::True || !edge.when.is_symbol()) return edge.certain;
  Tri taken = condition_truth(edge.when);
  if (taken == Tri::Unknown) note_split(edge.when);
  return taken;
}

/// The subject, and all that stands for it, in turn.
Tri ConditionEvaluator::each_partner(const RelatedTest& test, const Subject& subject, const PartnerVisitor& visit) {
  const ResourceGraph& graph = *subject.graph;
  NodeId id = subject.node->id;
  if (id == kNoNodeId) return Tri::Unknown;  // a deployment has no relations
  Tally sum;
  auto add = [&](const ResourceGraph& in, const ResourceNode& node, const ResourceNode& judged, Tri same, bool show) {
    if (!spend()) sum.possible = UINT32_MAX / 2;
    for (const Edge* edge : test.incoming ? in.all_to(node.id) : in.all_from(node.id)) {
      if (edge->kind != test.edge) continue;
      Partner partner;
      partner.graph = &in;
      partner.node = &in.node(test.incoming ? edge->from : edge->to);
      partner.edge = edge;
      if (!has_type(test, *partner.node)) continue;
      // What is deployed here and named again as `existing`, as a child or as a parent, is what is deployed.
      bool named_again = partner.node->existing && partner.node->replaced_by != kNoNodeId;
      if (named_again && test.edge == EdgeKind::Contains) {
        if (!test.incoming && !subject.node->existing) continue;
        if (test.incoming) partner.node = &in.node(partner.node->replaced_by);
      }
      // What is made nowhere in the deployment is not here; it may be a step on the way.
      if (test.here && !test.next && in.is_outside(partner.node->id)) continue;
      partner.there = same && is_taken(*edge) && exists(*partner.node, judged);
      Named named{test.as, &in, partner.node, subject.named};
      partner.subject = {&in, partner.node, nullptr, test.as.empty() ? subject.named : &named, subject.zone, &subject};
      partner.fits = fits(test, subject, partner);
      partner.good = partner.fits;
      if (test.next && partner.fits != Tri::False)
        partner.good = partner.fits && each_partner(*test.next, partner.subject, {});
      // Nor is what exists already, unless another root of the scan tells that it is what is asked for.
      if (test.here && !test.next && partner.node->existing && partner.good == Tri::Unknown) continue;
      if (show && visit) visit(partner);
      sum.certain += (partner.there && partner.good) == Tri::True;
      sum.possible += (partner.there && partner.good) != Tri::False;
      sum.all = sum.all && (!partner.there || partner.good);
    }
  };
  add(graph, *subject.node, *subject.node, Tri::True, true);
  // What leads to a resource, and what stands in it, is the same for all iterations that deploy it.
  bool of_all = test.incoming || test.edge == EdgeKind::Contains;
  std::span<const NodeId> repeats = of_all ? graph.repeats(id) : std::span<const NodeId>();
  if (repeats.size() > kMaxRepeats) sum.possible = UINT32_MAX / 2;
  for (NodeId other : repeats.first(std::min(repeats.size(), kMaxRepeats))) {
    if (other != id) add(graph, graph.nodes[other], *subject.node, Tri::True, true);
  }
  // The same resource may stand here again as `existing`, under a name that is known or not.
  std::span<const NodeId> existing = graph.existing_of_type(subject.node->type);
  for (NodeId other : subject.node->existing ? std::span<const NodeId>() : existing) {
    const ResourceNode& node = graph.nodes[other];
    Tri same = same_resource(node, *subject.node);
    if (same != Tri::False) add(graph, node, node, same, true);
  }
  for (NodeId around : test.inherited ? graph.around(id) : std::vector<NodeId>()) {
    add(graph, graph.node(around), *subject.node, Tri::True, true);
  }
  bool open = opening_for(test, subject) != nullptr || graph.is_outside(id);
  Tri out = verdict_of(test, sum, open && !test.here);
  if (!others_ || test.quantifier == Quantifier::All) return out;
  Tri missing = test.quantifier == Quantifier::None ? Tri::True : Tri::False;
  if (out == !missing) return out;
  for (const CrossRootIndex::Twin& twin : others_->twins(graph, *subject.node)) {
    const ResourceNode& node = twin.first->nodes[twin.second];
    sum = {};
    add(*twin.first, node, node, Tri::True, false);
    Tri there = verdict_of(test, sum, false);
    if (there == !missing) return there;
  }
  return out;
}

// ---- roles -------------------------------------------------------------------------------------------------------

Tri ConditionEvaluator::role_of_partner(const RoleTest& test, const Subject& subject) {
  Tri out = Tri::Unknown;
  for (const Edge* edge : subject.graph->from(subject.node->id)) {
    if (edge->kind != EdgeKind::RoleDefinition || edge->certain != Tri::True) continue;
    const ResourceNode& role = subject.graph->nodes[edge->to];
    const Value* properties = member_at(role.body, "properties");
    const Value* name = properties ? member_at(*properties, "roleName") : nullptr;
    const Role* known = name && name->is_string() ? knowledge_.role(name->str()) : nullptr;
    if (known && role.existing) {
      out = tri(std::find(test.guids.begin(), test.guids.end(), lower(known->guid)) != test.guids.end());
    } else {
      out = test.owner ? allows_everything(role) : Tri::False;
    }
  }
  return out;
}

static bool has_role_here(const Subject& subject) {
  std::vector<const Edge*> edges = subject.graph->from(subject.node->id);
  return std::any_of(edges.begin(), edges.end(),
                     [](const Edge* edge) { return edge->kind == EdgeKind::RoleDefinition; });
}

Tri ConditionEvaluator::role(const RoleTest& test, const Subject& subject, const Leaf& leaf) {
  if (leaf.presence == Presence::Absent) return Tri::False;
  if (leaf.presence == Presence::Hidden) return Tri::Unknown;
  Value last = leaf.value;
  if (last.is_symbol() && last.symbol->name == "concat" && !last.symbol->args.empty()) last = last.symbol->args.back();
  // Is the last segment of the id known whole?
  bool whole = leaf.value.is_string() || (last.is_string() && last.str().find('/') != std::string_view::npos);
  bool by_name = last.is_symbol() && last.symbol->name == "roledefinitionidbyname" && last.symbol->args[0].is_string();
  if (by_name && !test.owner) {
    last = last.symbol->args[0];
    whole = true;
  }
  if (last.is_symbol()) {
    std::vector<Value> branches = alternatives(*last.symbol);
    for (size_t i = 0; i < branches.size(); ++i) {
      Tri one = branches[i].is_string() ? role(test, subject, {Presence::Present, branches[i]}) : Tri::Unknown;
      Tri first = branches[0].is_string() ? role(test, subject, {Presence::Present, branches[0]}) : Tri::Unknown;
      if (one != first) return Tri::Unknown;
      if (i + 1 == branches.size()) return one;
    }
    return role_of_partner(test, subject);
  }
  if (!last.is_string()) return Tri::Unknown;
  std::string_view text = last.str();
  std::string guid = lower(text.substr(text.rfind('/') == std::string_view::npos ? 0 : text.rfind('/') + 1));
  const Role* named = is_guid(guid) ? nullptr : knowledge_.role(guid);
  if (named) guid = lower(named->guid);
  // What is known whole and leads to no role here names a custom role of elsewhere, or none.
  if (!is_guid(guid)) return whole && !has_role_here(subject) ? Tri::False : role_of_partner(test, subject);
  if (std::find(test.guids.begin(), test.guids.end(), guid) != test.guids.end()) return Tri::True;
  // A built-in role that is not in the list, or a custom one, of this deployment or from elsewhere.
  if (knowledge_.role(guid) || !test.owner) return Tri::False;
  return role_of_partner(test, subject) == Tri::True ? Tri::True : Tri::False;
}

}  // namespace ringfence
