// ConditionEvaluator's part for one hop of a relation: what it asks of the partner and of the reference that leads to
// it, and which private DNS zones a private endpoint needs.

#include <algorithm>

#include "analyzer/eval/wildcard.h"
#include "analyzer/knowledge/lower_case.h"
#include "analyzer/knowledge/relations.h"
#include "analyzer/policy/evaluator.h"

namespace ringfence {
namespace {

constexpr size_t kMaxSteps = 64;
constexpr size_t kMaxZoneText = 253;  // of a DNS name

/// "properties.a[0].b" as written: names, and the numbers of elements.
struct WrittenStep {
  std::string_view name;  // empty: an element
  size_t index = 0;
};

std::vector<WrittenStep> written_steps(std::string_view path) {
  std::vector<WrittenStep> out;
  while (!path.empty() && out.size() < kMaxSteps) {
    if (path.front() == '[') {
      size_t close = std::min(path.find(']'), path.size() - 1);
      size_t index = 0;
      for (char digit : path.substr(1, close - 1)) index = index * 10 + static_cast<size_t>(digit - '0');
      if (path.substr(1, close - 1) == "*") index = SIZE_MAX;  // of a loop over what is not known
      out.push_back({{}, index});
      path.remove_prefix(close + 1);
    } else {
      size_t end = std::min(path.find_first_of(".["), path.size());
      if (end > 0) out.push_back({path.substr(0, end), 0});
      path.remove_prefix(end);
    }
    if (!path.empty() && path.front() == '.') path.remove_prefix(1);
  }
  return out;
}

/// The value one step below; null: there is none.
const Value* below(const Value& value, const WrittenStep& step) {
  if (step.name.empty()) return value.is_array() && step.index < value.size ? &value.items[step.index] : nullptr;
  const Member* member = value.is_object() ? find_member(value, step.name, KeyCase::Insensitive) : nullptr;
  return member ? &member->value : nullptr;
}

/// "properties.a[0].b" -> "properties.a[*].b", as relations.yaml writes it.
std::string pattern_of(std::string_view path) {
  std::string out;
  for (const WrittenStep& step : written_steps(path)) {
    if (step.name.empty()) {
      out += "[*]";
    } else {
      out.append(out.empty() ? "" : ".").append(lower(step.name));
    }
  }
  return out;
}

/// Is there a name that both patterns (`*` is any text) stand for? Of names that are too long there may be.
bool zones_meet(std::string_view a, std::string_view b) {
  return a.size() > kMaxZoneText || b.size() > kMaxZoneText || patterns_meet(a, b);
}

/// A zone's name with `*` for what depends on the resource or the cloud. `open`: for anything else, too.
std::string pattern_of_zone(const Value& name, Tri& exact) {
  if (name.is_string()) return lower(name.str());
  if (!name.is_symbol()) return {};
  const Symbol& symbol = *name.symbol;
  std::string out;
  std::span<const Value> parts = symbol.name == "concat" ? symbol.args : std::span<const Value>(&name, 1);
  for (const Value& part : parts) {
    if (part.is_string()) {
      out += lower(part.str());
      continue;
    }
    // The suffixes of the cloud: which one it is makes no difference to whether it is the right zone.
    bool of_cloud = part.is_symbol() && canonical_text(*part.symbol).find("environment(") != std::string::npos;
    if (!of_cloud) exact = Tri::Unknown;
    out += '*';
  }
  return out;
}

/// "privatelink.{regionName}.kusto.windows.net" -> "privatelink.*.kusto.windows.net".
std::string pattern_of_known_zone(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    size_t open = std::min(text.find('{'), text.size());
    out += lower(text.substr(0, open));
    text.remove_prefix(open);
    if (text.empty()) break;
    out += '*';
    text.remove_prefix(std::min(text.find('}'), text.size() - 1) + 1);
  }
  return out;
}

bool is_listed(std::span<const std::string> words, std::string_view word) {
  return std::any_of(words.begin(), words.end(),
                     [&](const std::string& each) { return equal_ignore_case(each, word); });
}

}  // namespace

// ---- one hop -----------------------------------------------------------------------------------------------------

Tri ConditionEvaluator::fits(const RelatedTest& test, const Subject& subject, const Partner& partner) {
  Tri out = Tri::True;
  if (!test.is.empty()) out = out && is_named(test.is, subject, *partner.graph, *partner.node);
  if (test.zone) out = out && (subject.zone ? is_zone(*subject.zone, partner.node->name) : Tri::Unknown);
  if (out != Tri::False && test.group_ids != GroupIds::Any)
    out = out && has_group_id(test, *partner.graph, *partner.edge);
  if (out != Tri::False && test.via) out = out && via(*test.via, *partner.graph, *partner.edge);
  if (out != Tri::False && test.where) out = out && where(*test.where, partner.subject);
  return out;
}

/// A resource that stands elsewhere is what another root of the scan makes of it, if one does.
Tri ConditionEvaluator::where(const Condition& condition, const Subject& partner) {
  Tri out = truth(condition, partner);
  if (out != Tri::Unknown || !others_ || !partner.node->existing) return out;
  Tri elsewhere = Tri::Unknown;
  for (const CrossRootIndex::Twin& twin : others_->twins(*partner.graph, *partner.node)) {
    const ResourceNode& node = twin.first->nodes[twin.second];
    if (node.existing) continue;
    Tri one = truth(condition, {twin.first, &node, nullptr, partner.named, partner.zone});
    if (elsewhere != Tri::Unknown && one != elsewhere) return out;
    elsewhere = one;
  }
  return elsewhere;
}

/// The condition on the resource that holds the reference; its elements that hold it are the current ones.
Tri ConditionEvaluator::via(const Condition& condition, const ResourceGraph& graph, const Edge& edge) {
  const ResourceNode& holder = graph.node(edge.from);
  std::vector<WrittenStep> steps = written_steps(edge.path);
  std::vector<PathStep> plain(steps.size());
  std::vector<Binding> bindings;
  bindings.reserve(steps.size());
  const Value* at = &holder.body;
  for (size_t i = 0; i < steps.size(); ++i) {
    plain[i] = {steps[i].name};
    at = below(*at, steps[i]);
    bool element = at && steps[i].name.empty();
    // Within a term the element cannot be told from the others.
    if (!at) return Tri::Unknown;
    if (element) bindings.push_back({{plain.data(), i + 1}, {}, *at, bindings.empty() ? nullptr : &bindings.back()});
  }
  return truth(condition, {&graph, &holder, bindings.empty() ? nullptr : &bindings.back()});
}

/// Is one of the group ids beside the reference a wanted one? Without any, Azure takes what the target has.
Tri ConditionEvaluator::has_group_id(const RelatedTest& test, const ResourceGraph& graph, const Edge& edge) {
  const ResourceNode& from = graph.node(edge.from);
  const Relation* relation = knowledge_.relations().find(lower(from.type), pattern_of(edge.path));
  if (!relation || relation->group.empty() || !edge.around) return Tri::Unknown;
  const Member* ids = find_member(*edge.around, relation->group, KeyCase::Insensitive);
  if (!ids || ids->value.is_null() || (ids->value.is_array() && ids->value.size == 0)) return Tri::True;
  std::span<const PrivateLinkGroup> groups = knowledge_.private_link(graph.node(edge.to).type);
  if (test.group_ids == GroupIds::Supported && groups.empty()) return Tri::Unknown;
  LeafVisitor is_other = [&](const Leaf& leaf, const Trail&) {
    if (leaf.presence == Presence::Hidden) return Tri::Unknown;
    if (leaf.presence == Presence::Absent) return Tri::True;
    if (test.group_ids == GroupIds::Listed) return matches({Operator::NotIn, test.listed_ids}, leaf);
    std::vector<Value> supported;
    for (const PrivateLinkGroup& group : groups) supported.push_back(Value::text(group.group_id));
    return matches({Operator::NotIn, supported}, leaf);
  };
  const PathStep each[] = {{}};
  return !walk(ids->value, each, {}, is_other, false);
}

Tri ConditionEvaluator::is_named(std::string_view name, const Subject& subject, const ResourceGraph& graph,
                                 const ResourceNode& node) {
  const Named* named = subject.named;
  while (named && named->name != name) named = named->outer;
  if (!named) return Tri::Unknown;
  if (named->graph == &graph && (named->node == &node || graph.are_repeats(named->node->id, node.id))) return Tri::True;
  if (!equal_ignore_case(named->node->type, node.type)) return Tri::False;
  if (!named->node->existing && !node.existing) return named->graph == &graph ? Tri::False : Tri::Unknown;
  Tri ids = named->graph == &graph ? SymbolTable::same(named->node->arm_id, node.arm_id) : Tri::Unknown;
  if (ids != Tri::Unknown) return ids;
  return SymbolTable::same(named->node->name, node.name) == Tri::False ? Tri::False : Tri::Unknown;
}

// ---- private DNS zones -------------------------------------------------------------------------------------------

Tri ConditionEvaluator::is_zone(const PrivateLinkZone& zone, const Value& name) {
  LeafVisitor test = [&](const Leaf& leaf, const Trail&) {
    if (leaf.presence != Presence::Present) return Tri::Unknown;
    Tri exact = Tri::True;
    std::string pattern = pattern_of_zone(leaf.value, exact);
    bool meets = zones_meet(pattern, pattern_of_known_zone(zone.name));
    for (const std::string& other : zone.other_names)
      meets = meets || zones_meet(pattern, pattern_of_known_zone(other));
    return meets ? exact : Tri::False;
  };
  return walk(name, {}, {}, test, false);
}

std::vector<NeededZone> ConditionEvaluator::zones_of(const Subject& endpoint, Tri& known) {
  std::vector<NeededZone> out;
  known = Tri::True;
  bool any = false;
  for (const Edge* edge : endpoint.graph->all_from(endpoint.node->id)) {
    if (edge->kind != EdgeKind::PrivateEndpoint) continue;
    any = true;
    const ResourceNode& target = endpoint.graph->node(edge->to);
    for (const PrivateLinkGroup& group : knowledge_.private_link(target.type)) {
      const Value id = Value::text(group.group_id);
      RelatedTest one;
      one.group_ids = GroupIds::Listed;
      one.listed_ids = {&id, 1};
      Tri wanted = is_taken(*edge) && has_group_id(one, *endpoint.graph, *edge);
      for (const PrivateLinkZone& zone : group.zones) {
        Tri needed = wanted && (zone.optional ? Tri::False : has_kind(zone, target));
        if (needed == Tri::False) continue;
        auto same =
            std::find_if(out.begin(), out.end(), [&](const NeededZone& each) { return each.zone->name == zone.name; });
        if (same == out.end())
          out.push_back({&zone, needed});
        else
          same->needed = same->needed || needed;
      }
    }
  }
  if (!any && endpoint.graph->opening(endpoint.node->id, EdgeKind::PrivateEndpoint)) known = Tri::Unknown;
  return out;
}

Tri ConditionEvaluator::has_kind(const PrivateLinkZone& zone, const ResourceNode& target) {
  if (zone.kinds.empty() && zone.not_kinds.empty()) return Tri::True;
  const Member* kind = find_member(target.body, "kind", KeyCase::Insensitive);
  if (!kind || kind->value.is_null()) return target.existing ? Tri::Unknown : tri(zone.kinds.empty());
  return walk(
      kind->value, {}, {},
      [&](const Leaf& leaf, const Trail&) {
        if (leaf.presence != Presence::Present || !leaf.value.is_string()) return Tri::Unknown;
        bool listed = zone.kinds.empty() || is_listed(zone.kinds, leaf.value.str());
        return tri(listed && !is_listed(zone.not_kinds, leaf.value.str()));
      },
      false);
}

Tri ConditionEvaluator::each_zone(const ZonesTest& zones, const Subject& endpoint) {
  Tri out = Tri::True;
  for (const NeededZone& each : zones_of(endpoint, out)) {
    Subject one = endpoint;
    one.zone = each.zone;
    out = out && (!each.needed || truth(*zones.each, one));
    if (out == Tri::False) break;
  }
  return out;
}

}  // namespace ringfence
