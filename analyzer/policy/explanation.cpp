#include "analyzer/policy/explanation.h"

#include <fmt/format.h>

#include <algorithm>

#include "analyzer/eval/symbol.h"
#include "analyzer/graph/needed.h"
#include "analyzer/policy/field_path.h"
#include "analyzer/policy/policy.h"

namespace ringfence {
namespace {

constexpr size_t kMaxNeeds = 8;
constexpr size_t kMaxNeedText = 200;
constexpr unsigned kMaxRoleDepth = 20;
constexpr unsigned kMaxPolicies = 8;  // that ask for one another

Need need_of(const Symbol& term) {
  Needed out = needed_for(term);
  if (out.name.size() > kMaxNeedText) out.name = std::string(term.name) + "(...)";
  return {std::string(out.kind), std::move(out.name)};
}

/// Where something is deployed, not what.
bool tells_scope(const Need& need) {
  return need.kind == "runtime" &&
         (need.name.starts_with("subscription()") || need.name.starts_with("resourcegroup()"));
}

Standing standing_of(const Leaf& leaf) {
  if (leaf.presence != Presence::Present) return Standing::Nothing;
  bool given = leaf.value.because == OriginKind::PlatformDefault || leaf.value.because == OriginKind::ProviderDefault;
  return given || !leaf.value.span.valid() ? Standing::Default : Standing::Written;
}

/// A default has no place of its own: the object that lacks the property is where to write it. What was read from a
/// file or a text has none either, but stands where it is used.
Span place_of(const Leaf& leaf, const Trail& trail) {
  bool given = leaf.presence == Presence::Present && leaf.value.because != OriginKind::PlatformDefault &&
               leaf.value.because != OriginKind::ProviderDefault;
  if (given && !leaf.value.span.valid()) {
    if (leaf.value.via && leaf.value.via->span.valid()) return leaf.value.via->span;
    return trail.member.valid() ? trail.member : trail.enclosing;
  }
  if (!given) return trail.enclosing;
  // Nothing is written where a parameter without a value is declared: the place is where it is used.
  const OriginStep* used = leaf.value.is_symbol() ? leaf.value.via : nullptr;
  return used && used->span.valid() ? used->span : leaf.value.span;
}

Decision decision_of(const FieldPath& path, const Leaf& leaf, const Trail& trail) {
  Decision out;
  out.standing = path.about_whom ? Standing::AboutWhom : standing_of(leaf);
  out.span = place_of(leaf, trail);
  out.property = path.text;
  out.absent = leaf.presence == Presence::Absent;
  out.actual = leaf.value;
  out.because = out.absent ? OriginKind::Missing : leaf.value.because;
  out.via = leaf.value.via;
  return out;
}

void keep_better(Decision& best, Decision&& other) {
  if (other.standing > best.standing) best = std::move(other);
}

}  // namespace

SecretContext secret_context(const ResourceNode& node, const Decision& decision) {
  SecretContext out = SecretContext::of_type(node.terraform_type.empty() ? node.type : node.terraform_type);
  const Member* name = find_member(decision.element, "name", KeyCase::Insensitive);
  std::string_view rest = decision.property;
  while (!rest.empty()) {
    std::string_view step = rest.substr(0, rest.find('.'));
    rest.remove_prefix(std::min(step.size() + 1, rest.size()));
    bool of_element = name && name->value.is_string();
    out = out.below(step.substr(0, step.find('[')), of_element ? name->value.str() : std::string_view());
  }
  return out;
}

void Explanation::add_need(Need need) {
  if (needs_.size() < kMaxNeeds && std::find(needs_.begin(), needs_.end(), need) == needs_.end())
    needs_.push_back(std::move(need));
}

/// Which role an id names is decided by what stands behind its last '/'. False: nothing there is unknown.
bool Explanation::add_role_needs(const Value& id, unsigned depth) {
  if (depth == 0 || !id.is_symbol()) return false;
  const Symbol& term = *id.symbol;
  bool choice = term.name == "if" || term.name == "coalesce";
  bool found = false;
  if (!choice && term.name != "concat") {
    for (const Symbol* each : unknowns_of(id, kMaxNeeds)) {
      Need need = need_of(*each);
      if (tells_scope(need)) continue;
      add_need(std::move(need));
      found = true;
    }
    return found;
  }
  size_t from = 0;
  for (size_t i = 0; !choice && i < term.args.size(); ++i) {
    if (term.args[i].is_string() && term.args[i].str().find('/') != std::string_view::npos) from = i + 1;
  }
  for (size_t i = from; i < term.args.size(); ++i) {
    if (add_role_needs(term.args[i], depth - 1)) found = true;
  }
  return found;
}

void Explanation::add_needs(const Value& value) {
  for (const Symbol* each : unknowns_of(value, kMaxNeeds)) add_need(need_of(*each));
}

Decision Explanation::of(const Condition& condition, Tri wanted, const Subject& subject) {
  Decision best;
  auto of_children = [&](std::span<const Condition* const> items) {
    for (const Condition* each : items) {
      if (evaluator_.truth(*each, subject) == wanted) keep_better(best, of(*each, wanted, subject));
    }
    return best;
  };
  if (const auto* all = std::get_if<AllOf>(&condition.node)) return of_children(all->items);
  if (const auto* any = std::get_if<AnyOf>(&condition.node)) return of_children(any->items);
  if (const auto* no = std::get_if<Not>(&condition.node)) return of(*no->item, !wanted, subject);
  if (const auto* field = std::get_if<FieldTest>(&condition.node)) {
    LeafVisitor test = [&](const Leaf& leaf, const Trail&) { return evaluator_.field(*field, leaf, subject); };
    return of_field(field->path, field->platform_default, test, wanted, subject,
                    [&](const Value& value) { add_needs(value); });
  }
  if (const auto* role = std::get_if<RoleTest>(&condition.node)) {
    LeafVisitor test = [&](const Leaf& leaf, const Trail&) { return evaluator_.role(*role, subject, leaf); };
    AddNeeds needs = [&](const Value& id) {
      if (!add_role_needs(id, kMaxRoleDepth) && needs_.empty()) add_needs(id);
    };
    return of_field(role->path, true, test, wanted, subject, needs);
  }
  if (const auto* count = std::get_if<CountTest>(&condition.node)) return of_count(*count, wanted, subject);
  if (const auto* related = std::get_if<RelatedTest>(&condition.node)) return of_related(*related, wanted, subject);
  if (const auto* zones = std::get_if<ZonesTest>(&condition.node)) return of_zones(*zones, wanted, subject);
  if (const auto* measured = std::get_if<MeasureTest>(&condition.node)) return of_path(measured->path, wanted, subject);
  if (const auto* allowed = std::get_if<PermitsTest>(&condition.node)) return of_path(allowed->path, wanted, subject);
  if (const auto* counted = std::get_if<ResourcesTest>(&condition.node)) return of_resources(*counted, wanted, subject);
  if (const auto* other = std::get_if<PolicyTest>(&condition.node)) return of_policy(*other, wanted, subject);
  if (const auto* denied = std::get_if<DeniedTest>(&condition.node)) return of_denied(*denied, wanted, subject);
  if (const auto* own = std::get_if<Delegated>(&condition.node)) return of_own(*own->test, wanted, subject);
  if (std::holds_alternative<ScopeTest>(condition.node)) {
    if (wanted == Tri::Unknown) add_needs(subject.node->scope);
    best.property = "scope";
    best.actual = subject.node->scope;
    best.absent = best.actual.is_null();
    best.span = best.actual.span;
    best.standing = best.span.valid() ? Standing::Written : Standing::Nothing;
    return best;
  }
  if (std::holds_alternative<ValueTest>(condition.node) && subject.bindings) {
    const Value& element = subject.bindings->element;
    if (wanted == Tri::Unknown) add_needs(element);
    Leaf leaf{Presence::Present, element};
    FieldPath path;
    std::string text = path_text(subject.bindings->steps);
    best = decision_of(path, leaf, {});
    best.property = std::move(text);
  }
  return best;
}

/// What a test of its own looked at.
Decision Explanation::of_own(const OwnTest& test, Tri wanted, const Subject& subject) {
  Looked looked = test.look(evaluator_, subject);
  Decision best;
  LeafVisitor all = [wanted](const Leaf&, const Trail&) { return wanted; };
  for (const FieldPath& path : looked.paths) {
    keep_better(best, of_field(path, true, all, wanted, subject, [this](const Value& value) { add_needs(value); }));
  }
  if (!looked.property.empty()) best.property = looked.property;
  if (looked.partner) {
    best.partner = looked.partner;
    best.partner_place = looked.partner->header_span.valid() ? looked.partner->header_span : looked.partner->span;
  }
  if (best.standing == Standing::None && (looked.partner || !looked.property.empty()))
    best.standing = Standing::Nothing;
  if (wanted != Tri::Unknown) return best;
  for (const Value& value : looked.values) add_needs(value);
  if (!looked.needs_kind.empty()) add_need({std::string(looked.needs_kind), std::string(looked.needs_name)});
  return best;
}

Decision Explanation::of_field(const FieldPath& given, bool defaults, const LeafVisitor& test, Tri wanted,
                               const Subject& subject, const AddNeeds& needs) {
  const FieldPath path = path_for(given, *subject.node);
  Decision best;
  std::vector<Split> before = std::move(evaluator_.splits());
  evaluator_.splits().clear();
  bool split = false;
  evaluator_.each_leaf(path, subject, defaults, [&](const Leaf& leaf, const Trail& trail) {
    Tri one = test(leaf, trail);
    if (one == wanted) {
      keep_better(best, decision_of(path, leaf, trail));
      if (wanted == Tri::Unknown) {
        needs(leaf.value);
        bool elsewhere = leaf.presence != Presence::Present && leaf.value.is_null();
        // Of a resource that stands elsewhere, all; of one that is made here, what decides the default.
        const ResourceNode& node = *subject.node;
        bool no_version = node.dialect != Dialect::Terraform && node.api_version.empty();
        std::string what = node.existing ? "" : no_version ? "apiVersion of " : fmt::format("{} of ", path.text);
        if (elsewhere) add_need({"data", what + std::string(node.address)});
      }
    } else if (wanted == Tri::Unknown) {
      // A branch that is decided by itself: what is unknown is which one is taken.
      split = true;
      Decision branch = decision_of(path, leaf, trail);
      branch.standing = std::min(branch.standing, Standing::Default);
      keep_better(best, std::move(branch));
    }
    return one;
  });
  if (split) {
    for (const Split& each : evaluator_.splits()) add_needs(Value::of(each.symbol));
  }
  evaluator_.splits() = std::move(before);
  return best;
}

Decision Explanation::of_count(const CountTest& given, Tri wanted, const Subject& subject) {
  CountTest test = given;
  test.path = path_for(given.path, *subject.node);
  Decision best;
  // Elements that count, or may, decide; when there are none, the array as it is.
  Tri looked_for = wanted == Tri::Unknown ? Tri::Unknown : Tri::True;
  bool unknown_array = false;
  std::vector<Split> before = std::move(evaluator_.splits());
  evaluator_.splits().clear();
  evaluator_.each_element(
      test, subject,
      [&](const Binding& binding, Tri counts) {
        if (counts != looked_for || best.standing == Standing::Written) return;
        Subject element = subject;
        element.bindings = &binding;
        Decision one;
        if (test.where) one = of(*test.where, counts, element);
        if (one.standing != Standing::Written) {
          one.span = one.span.valid() ? one.span : binding.element.span;
          one.standing = one.span.valid() ? Standing::Written : Standing::Nothing;
          one.property = one.property.empty() ? path_text(test.path.steps) : one.property;
        }
        one.element = binding.element;  // of counts in counts, the outermost
        one.element_steps = test.path.steps;
        keep_better(best, std::move(one));
      },
      [&](const Value& hidden) {
        unknown_array = true;
        if (wanted != Tri::Unknown) return;
        add_needs(hidden);
        // Of a resource that stands elsewhere, all.
        if (subject.node->existing && !hidden.is_symbol()) add_need({"data", std::string(subject.node->address)});
      });
  if (wanted == Tri::Unknown) {
    for (const Split& each : evaluator_.splits()) add_needs(Value::of(each.symbol));
  }
  evaluator_.splits() = std::move(before);
  // An element that counts, in a list that may be empty: what is not known is the list.
  const bool needs_list =
      wanted == Tri::Unknown && needs_.empty() && (unknown_array || best.standing == Standing::Written);
  if (best.standing == Standing::Written && !needs_list) return best;
  FieldPath array = test.path;
  while (!array.steps.empty() && !array.steps.back().is_many()) array.steps = array.steps.first(array.steps.size() - 1);
  if (!array.steps.empty()) array.steps = array.steps.first(array.steps.size() - 1);
  if (array.steps.empty()) return best;
  Decision whole;
  std::string text = path_text(array.steps);
  array.text = text;
  evaluator_.each_leaf(array, subject, false, [&](const Leaf& leaf, const Trail& trail) {
    keep_better(whole, decision_of(array, leaf, trail));
    return Tri::True;
  });
  if (needs_list) add_needs(whole.actual);
  if (best.standing != Standing::Written) keep_better(best, std::move(whole));
  return best;
}

/// Whatever stands at the path decides as a whole.
Decision Explanation::of_path(const FieldPath& path, Tri wanted, const Subject& subject) {
  LeafVisitor all = [wanted](const Leaf&, const Trail&) { return wanted; };
  return of_field(path, true, all, wanted, subject, [&](const Value& value) { add_needs(value); });
}

/// The resources that count decide; of a deployment that has none, nothing does.
Decision Explanation::of_resources(const ResourcesTest& test, Tri wanted, const Subject& subject) {
  Decision best;
  best.standing = Standing::Nothing;
  best.property = "resources";
  Tri looked_for = wanted == Tri::Unknown ? Tri::Unknown : Tri::True;
  std::vector<Split> before = std::move(evaluator_.splits());
  evaluator_.splits().clear();
  evaluator_.each_resource(test, subject, [&](const ResourceGraph& graph, const ResourceNode& node, Tri counts) {
    if (counts != looked_for) return;
    if (!best.partner) {
      best.partner = &node;
      best.partner_place = node.header_span.valid() ? node.header_span : node.span;
    }
    if (wanted != Tri::Unknown) return;
    add_needs(node.condition);
    if (test.where) of(*test.where, Tri::Unknown, {&graph, &node, nullptr, subject.named, nullptr, &subject});
  });
  evaluator_.splits() = std::move(before);
  if (wanted != Tri::Unknown) return best;
  for (const UnresolvedModule& module : subject.graph->deployment.unresolved) {
    if (may_hold(module, test)) add_need({"module", std::string(module.path)});
  }
  return best;
}

Decision Explanation::of_policy(const PolicyTest& test, Tri wanted, const Subject& subject) {
  const Policy* policy = evaluator_.policy_of(test);
  if (!policy || depth_ > kMaxPolicies) return {};
  ++depth_;
  Subject own{subject.graph, subject.node};
  Tri required = evaluator_.truth(*policy->require, own);
  Decision best;
  if (required == wanted || !policy->when)
    best = of(*policy->require, required, own);
  else
    best = of(*policy->when, evaluator_.truth(*policy->when, own), own);
  --depth_;
  return best;
}

/// The rule itself; which one comes before it is not what to mend.
Decision Explanation::of_denied(const DeniedTest&, Tri wanted, const Subject& subject) {
  Decision best;
  best.standing = Standing::Nothing;
  if (wanted == Tri::Unknown) {
    for (const Binding* each = subject.bindings; each; each = each->outer) add_needs(each->element);
    if (!subject.bindings) add_needs(subject.node->body);
  }
  return best;
}

bool Explanation::move_to(const FieldPath& place, const Subject& subject, Decision& decision) {
  bool found = false;
  Binding binding{decision.element_steps, {}, decision.element, nullptr};
  Subject inside = subject;
  if (!decision.element.is_null()) inside.bindings = &binding;
  evaluator_.each_leaf(place, inside, false, [&](const Leaf& leaf, const Trail& trail) {
    if (leaf.presence == Presence::Absent || standing_of(leaf) != Standing::Written) return Tri::True;
    Decision moved = decision_of(place, leaf, trail);
    decision.span = moved.span;
    decision.property = std::move(moved.property);
    decision.actual = moved.actual;
    decision.absent = false;
    decision.because = moved.because;
    decision.via = moved.via;
    found = true;
    return Tri::False;
  });
  return found;
}

}  // namespace ringfence
