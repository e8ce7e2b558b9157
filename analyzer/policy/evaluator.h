#pragma once
// ConditionEvaluator: a Condition on a resource -> Tri.
//
// Looks properties up in the body (provider defaults are in it) and in Azure's defaults, follows edges of the
// graph, and tries each branch of a value that is one of several. Comes after compile, under engine;
// Explanation asks it which values decided. Reads the graph, changes nothing in it.

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <vector>

#include "analyzer/eval/symbol.h"
#include "analyzer/eval/tri.h"
#include "analyzer/graph/resource_graph.h"
#include "analyzer/knowledge/knowledge.h"
#include "analyzer/policy/condition.h"
#include "analyzer/policy/cross_root.h"
#include "analyzer/policy/match.h"
#include "parsers/arena.h"

namespace ringfence {

struct Policy;
struct PolicySet;

/// The element of an enclosing `count`, which paths that begin like the counted one refer to.
struct Binding {
  std::span<const PathStep> steps;
  std::string_view name;
  Value element;
  const Binding* outer = nullptr;
  std::string_view key = {};  // of the member that the element is, of a count over {*}
};

/// A partner that `as` names, for `is` of a later hop.
struct Named {
  std::string_view name;
  const ResourceGraph* graph = nullptr;
  const ResourceNode* node = nullptr;
  const Named* outer = nullptr;
};

struct Subject {
  const ResourceGraph* graph = nullptr;
  const ResourceNode* node = nullptr;
  const Binding* bindings = nullptr;
  const Named* named = nullptr;
  const PrivateLinkZone* zone = nullptr;  // of the enclosing eachZone
  const Subject* outer = nullptr;         // whose partner this is; null: the judged resource itself
};

/// A private DNS zone that a connection of an endpoint needs; Unknown: perhaps.
struct NeededZone {
  const PrivateLinkZone* zone = nullptr;
  Tri needed = Tri::True;
};

/// Where a lookup went: the innermost object on the way, below `properties`; invalid: the resource itself.
struct Trail {
  Span enclosing;
  uint8_t depth = 0;  // 0 the body, 1 its `properties`, 2 below
  Span member = {};   // the innermost `key: value` on the way that is written somewhere
};

/// Something undecided that has a few known outcomes: a condition, a parameter with allowed values.
struct Split {
  const Symbol* symbol = nullptr;
  std::vector<Value> options;
};

struct Interval {
  uint32_t low = 0, high = 0;  // UINT32_MAX: no bound
};

using LeafVisitor = std::function<Tri(const Leaf&, const Trail&)>;
/// An element of a count and whether it counts; with an invalid binding element, an array that is not known.
using ElementVisitor = std::function<void(const Binding&, Tri)>;
using HiddenVisitor = std::function<void(const Value&)>;
/// What became of one partner.
struct Partner {
  const ResourceGraph* graph = nullptr;
  const ResourceNode* node = nullptr;
  const Edge* edge = nullptr;
  Subject subject;        // for the conditions on it
  Tri there = Tri::True;  // is it, and does the edge lead to it?
  Tri fits = Tri::True;   // all that this hop asks of it
  Tri good = Tri::True;   // and the hops after it
};
using PartnerVisitor = std::function<void(const Partner&)>;
/// A resource and whether it counts.
using ResourceVisitor = std::function<void(const ResourceGraph&, const ResourceNode&, Tri)>;

/// May a module that was not found deploy what is counted? One for private endpoints, by its address, makes these, and
/// locks and roles on them.
bool may_hold(const UnresolvedModule& module, const ResourcesTest& test);

/// Why a relation of the subject, or of what it lies in where the test asks for that too, is not known to be missing.
const Opening* opening_for(const RelatedTest& test, const Subject& subject);

class ConditionEvaluator {
 public:
  /// `policies` are those that a condition may refer to by id; null: none.
  ConditionEvaluator(const Knowledge& knowledge, const CrossRootIndex* others, const PolicySet* policies = nullptr)
      : knowledge_(knowledge), others_(others), policies_(policies) {}

  Tri truth(const Condition& condition, const Subject& subject);

  /// The conjunction of `visit` over every value at the path.
  Tri each_leaf(const FieldPath& path, const Subject& subject, bool platform_defaults, const LeafVisitor& visit);
  /// How many elements count. The visitors may be empty.
  Interval each_element(const CountTest& count, const Subject& subject, const ElementVisitor& visit,
                        const HiddenVisitor& hidden);
  Tri each_partner(const RelatedTest& related, const Subject& subject, const PartnerVisitor& visit);
  /// All that a hop asks of a partner and of the reference that leads to it, the hops after it left out.
  Tri fits(const RelatedTest& test, const Subject& subject, const Partner& partner);
  /// The zones that the connections of a private endpoint need; unknown: there may be others.
  std::vector<NeededZone> zones_of(const Subject& endpoint, Tri& known);
  Tri each_zone(const ZonesTest& zones, const Subject& endpoint);
  Tri role(const RoleTest& role, const Subject& subject, const Leaf& leaf);
  Tri value(const ValueTest& test, const Subject& subject);
  /// The element or key that `current(name)` is; null: there is no such count around it.
  static const Binding* binding(const Subject& subject, std::string_view name);
  /// One operator on one value, its right-hand side looked up where it has to be.
  Tri test(const Test& test, const Leaf& leaf, const Subject& subject);
  Tri field(const FieldTest& field, const Leaf& leaf, const Subject& subject);
  Tri measure(const MeasureTest& test, const Subject& subject);
  /// How many resources count, and whether more may be deployed by what cannot be seen.
  Interval each_resource(const ResourcesTest& test, const Subject& subject, const ResourceVisitor& visit);
  Tri permits(const PermitsTest& test, const Leaf& leaf) const;
  Tri meets(const PolicyTest& test, const Subject& subject);
  const Policy* policy_of(const PolicyTest& test) const;
  Tri denied_before(const DeniedTest& test, const Subject& subject);
  /// The default that Azure gives an absent property: absent where none is known, hidden where it is not certain.
  Leaf platform_default(const FieldPath& path, const ResourceNode& node);
  Tri scope(const ScopeTest& test, const ResourceNode& node);

  /// Values of what is not known that are taken for granted until `forget`.
  void assume(const Symbol* symbol, const Value& value);
  size_t assumptions() const { return assumed_.size(); }
  void forget(size_t count) { assumed_.resize(count); }
  /// Splits that were met since the last clear.
  std::vector<Split>& splits() { return splits_; }
  /// What a value can be, under the assumptions; empty: no known set. Notes the split.
  std::vector<Value> alternatives(const Symbol& symbol);
  /// The same verdict of `visit` for whatever the value can be; else unknown.
  Tri each_branch(const Value& of, const LeafVisitor& visit) { return walk(of, {}, {}, visit, false); }
  /// Does the partner exist whenever the judged resource does?
  Tri exists(const ResourceNode& partner, const ResourceNode& judged);
  /// What a path is looked up in: the body, or what stands for it.
  Value body_of(const FieldPath& path, const Subject& subject);
  /// Values and terms that are made while judging live here.
  Arena& arena() { return arena_; }
  SymbolTable& symbols();
  const CrossRootIndex* others() const { return others_; }
  /// False: the work for this verdict is spent, everything is unknown.
  bool spend() { return budget_ > 0 && --budget_ > 0; }
  void spend(uint64_t steps) { budget_ -= static_cast<uint32_t>(std::min<uint64_t>(steps, budget_)); }

  /// Work for the next verdict; past it everything is unknown.
  void renew_budget() { budget_ = 100'000; }

 private:
  struct Piece {
    Value value;
    bool array = false;     // an array whose elements belong here, else an element
    bool optional = false;  // may not be there
    bool many = false;      // any number of them
  };

  Tri walk(const Value& value, std::span<const PathStep> steps, Trail trail, const LeafVisitor& visit, bool existing);
  Tri walk_symbol(const Value& value, std::span<const PathStep> steps, Trail trail, const LeafVisitor& visit,
                  bool existing);
  Tri walk_each(const Value& value, std::span<const PathStep> steps, const LeafVisitor& visit, bool existing);
  Tri walk_members(const Value& value, std::span<const PathStep> steps, Trail trail, const LeafVisitor& visit,
                   bool existing);
  Tri walk_deep(const Value& value, std::span<const PathStep> steps, Trail trail, const LeafVisitor& visit,
                bool existing);
  Interval count(const Value& value, std::span<const PathStep> steps, const CountTest& test, const Subject& subject,
                 const ElementVisitor& visit, const HiddenVisitor& hidden);
  Interval count_symbol(const Value& value, std::span<const PathStep> steps, const CountTest& test,
                        const Subject& subject, const ElementVisitor& visit, const HiddenVisitor& hidden);
  Interval count_members(const Value& value, std::span<const PathStep> steps, const CountTest& test,
                         const Subject& subject, const ElementVisitor& visit, const HiddenVisitor& hidden);
  Interval count_one(const Value& element, const CountTest& test, const Subject& subject, const ElementVisitor& visit,
                     std::string_view key = {});

  std::vector<Value> alternatives_of_get(const Symbol& symbol);
  /// The parts of an array that is put together from known and unknown ones; empty: not such a term.
  std::vector<Piece> pieces(const Symbol& symbol);
  /// The member of shallowmerge(...) as far as it is certain: found, absent (null) or not to be told (nullopt).
  static std::optional<Value> merged_member(const Symbol& symbol, std::string_view name);

  const Value* assumed(const Symbol* symbol) const;
  Tri condition_truth(const Value& condition);
  void note_split(const Value& condition);
  void note_split(const Symbol* symbol, std::span<const Value> options);

  Value value_of(const DataNode& node);
  Value source_value(const FieldPath& path, const ResourceNode& node);
  Value deployed_to(const ResourceNode& node);
  Tri id_within(const Value& id, const Test& test);
  Tri id_of(const Value& id, const Test& test);
  Tri where(const Condition& condition, const Subject& partner);
  Tri is_taken(const Edge& edge);
  Tri via(const Condition& condition, const ResourceGraph& graph, const Edge& edge);
  Tri has_group_id(const RelatedTest& test, const ResourceGraph& graph, const Edge& edge);
  Tri is_zone(const PrivateLinkZone& zone, const Value& name);
  Tri has_kind(const PrivateLinkZone& zone, const ResourceNode& target);
  Tri is_named(std::string_view name, const Subject& subject, const ResourceGraph& graph, const ResourceNode& node);
  Value with_form(const Value& value);
  Tri role_of_partner(const RoleTest& role, const Subject& subject);

  const Knowledge& knowledge_;
  const CrossRootIndex* others_;
  const PolicySet* policies_;
  std::vector<const Policy*> inside_;  // policies that are being asked for, so that a circle ends
  Arena arena_;
  std::unique_ptr<SymbolTable> symbols_;
  std::map<std::pair<const ResourceGraph*, NodeId>, Value> connections_;
  std::vector<std::pair<const Symbol*, Value>> assumed_;
  std::vector<Split> splits_;
  uint32_t budget_ = 100'000;
  unsigned depth_ = 0;
};

/// The level of an absolute id ("/subscriptions/x" is a subscription); nullopt when its end is not known.
std::optional<ScopeLevel> level_of_scope(const Value& scope);
/// Where the resource is scoped: its own `scope`, else the level that its module is deployed to.
std::optional<ScopeLevel> level_of(const ResourceNode& node);

}  // namespace ringfence
