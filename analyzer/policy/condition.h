#pragma once
// Condition: the compiled form of a policy's `when` and `require`.
//
// Made by compile_condition from YAML, walked by ConditionEvaluator (three-valued) and by Explanation (which value
// decided). A tree of plain structs in one arena that the policy's shared_ptr keeps alive; nothing
// here is looked up by name any more but the properties of the judged resource.

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

#include "analyzer/eval/tri.h"
#include "analyzer/eval/value.h"
#include "analyzer/graph/resource_graph.h"

namespace ringfence {

struct Condition;

enum class StepKind : uint8_t {
  Plain,    // a member, or `[*]`
  Members,  // `{*}`: the value of every member
  Deep      // `**`, at the end: every value below that is no list and no object
};

/// One step of a path: a member name, `[*]`, `{*}` or `**`.
struct PathStep {
  std::string_view name;  // empty: every element
  StepKind kind = StepKind::Plain;
  bool each() const { return kind == StepKind::Plain && name.empty(); }
  bool is_many() const { return kind != StepKind::Plain || name.empty(); }
  friend bool operator==(const PathStep& a, const PathStep& b) {
    return a.kind == b.kind && equal_ignore_case(a.name, b.name);
  }
};

/// Connections: a body of nothing but `properties.privateEndpointConnections`, as the private endpoints of the graph
/// make it. Nowhere: resources of this type have no such property.
enum class FieldSource : uint8_t { Body, Name, FullName, Type, Id, ApiVersion, Scope, DeployedTo, Connections, Nowhere };

struct FieldPath {
  std::string_view text;            // as written
  std::span<const PathStep> steps;  // within the body
  FieldSource source = FieldSource::Body;
  bool about_whom = false;             // says whom a policy is about (type, name, kind ...), not what is wrong with it
  bool platform_written = false;       // Azure itself writes it: absent from a template it is not known
  std::string_view type;               // in `of_types`: of which resource type
  const FieldPath* guard = nullptr;    // there only where this other property has `guard_value`
  std::string_view guard_value;
  std::span<const FieldPath> of_types; // it stands elsewhere for each resource type (Azure Policy's aliases)
};

/// Where the property stands in that resource; source Nowhere when resources of its type have none.
FieldPath path_for(const FieldPath& path, const ResourceNode& node);

enum class Operator : uint8_t {
  Equals,
  NotEquals,
  In,
  NotIn,
  Like,
  NotLike,
  Match,
  NotMatch,
  MatchInsensitively,
  NotMatchInsensitively,
  Contains,
  NotContains,
  ContainsKey,
  NotContainsKey,
  Exists,
  Less,
  LessOrEquals,
  Greater,
  GreaterOrEquals,
  CidrWithin,
  CidrOverlaps,
  CidrPrefixAtLeast,
  CidrPrefixAtMost,
  PortsInclude,
  ContainsAny,
  ContainsAll,
  Empty,
  LocationIn,
  LocationNotIn,
  DurationAtLeast,
  DurationAtMost,
  HoldsSecret,
  NamesSecret,
  MadeFrom,
  IdWithin,
  IdOf
};

enum class OperandSource : uint8_t {
  Field,   // of the resource that is tested
  Judged,  // of the resource that the policy judges
  Current  // the element of an enclosing count
};

/// A right-hand side that is looked up.
struct Operand {
  OperandSource source = OperandSource::Field;
  FieldPath path;
  std::string_view name;  // Current: of the count; empty: the innermost
};

/// An operator with its right-hand side; a scalar is a list of one.
struct Test {
  Operator op = Operator::Equals;
  std::span<const Value> operands;
  const Operand* looked_up = nullptr;  // null: `operands` are the values
};

struct Always {
  bool value = true;
};
struct AllOf {
  std::span<const Condition* const> items;
};
struct AnyOf {
  std::span<const Condition* const> items;
};
struct Not {
  const Condition* item = nullptr;
};

struct FieldTest {
  FieldPath path;
  Test test;
  bool platform_default = true;  // an absent property takes Azure's default
  std::optional<Tri> absent;  // what an absent one without a known default comes to, instead of what the operator says
};

/// `value:`: a literal, or current(name) of an enclosing count.
struct ValueTest {
  Value literal;
  bool current = false;
  bool key = false;       // with `current`: the name of the member, of a count over {*}
  std::string_view name;  // of the count; empty: the innermost
  Test test;
};

enum class Measure : uint8_t { Length, Parts, Addresses, Days };

/// `value: { length: PATH }` and the like: a number that is made from a property.
struct MeasureTest {
  Measure measure = Measure::Length;
  FieldPath path;
  FieldPath last;       // Addresses or Days of a range that two properties hold: where it ends
  std::string_view by;  // Parts: what stands between them
  Test test;
};

struct CountTest {
  FieldPath path;  // ends with [*] or passes one; empty steps: counts `values`
  std::span<const Value> values;
  std::string_view name;
  const Condition* where = nullptr;  // null: every element
  Test test;
};

enum class Quantifier : uint8_t { Any, All, None };

enum class GroupIds : uint8_t { Any, Supported, Listed };

/// One hop of a relation; `next` is the hop from the partner on.
struct RelatedTest {
  EdgeKind edge = EdgeKind::References;
  bool incoming = true;                     // the partner points at the judged resource
  std::span<const std::string_view> types;  // empty: any
  const Condition* where = nullptr;
  Quantifier quantifier = Quantifier::Any;
  uint32_t min = 1;
  const RelatedTest* next = nullptr;
  const Condition* via = nullptr;      // about the resource, and its element, that holds the reference
  GroupIds group_ids = GroupIds::Any;  // of the private link connection
  std::span<const Value> listed_ids;
  bool zone = false;                // the partner is the DNS zone that the enclosing eachZone asks for
  bool inherited = false;           // or the same relation of what the resource lies in
  bool here = false;                   // that there may be partners elsewhere does not make it unknown
  std::string_view as, is;          // name for the partner; the partner that has this name
  std::string_view missing, unfit;  // words: there is no partner; there is, but none that is wanted
};

/// Every private DNS zone that the connections of a private endpoint need.
struct ZonesTest {
  const Condition* each = nullptr;
};

struct RoleTest {
  FieldPath path;
  std::span<const std::string_view> guids;  // lower case
  bool owner = false;                       // Owner is among them: a custom role with `*` counts
};

enum class ScopeLevel : uint8_t { Resource, ResourceGroup, Subscription, ManagementGroup, Tenant };
inline constexpr std::string_view kScopeLevels[] = {"resource", "resourceGroup", "subscription", "managementGroup",
                                                    "tenant"};

struct ScopeTest {
  uint8_t levels = 0;  // bit per ScopeLevel
};

/// `resources:`: how many resources of the deployment (or of the scan) there are.
struct ResourcesTest {
  std::span<const std::string_view> types;  // with `*` for any text
  const Condition* where = nullptr;
  bool whole_scan = false;
  const FieldPath* distinct = nullptr;  // counts the values there, not the resources
  Test test;
};

/// `policy:`: does the resource meet another policy?
struct PolicyTest {
  std::string_view id;
};

/// `permits:`: does a role definition allow one of these?
struct PermitsTest {
  FieldPath path;                             // of the list of permissions
  std::span<const std::string_view> actions;  // lower case
  bool data = false;                          // data actions
};

/// `deniedBefore:`: does an earlier rule of the same list deny what this one allows?
struct DeniedTest {
  std::span<const Value> ports;  // empty: every port of the rule
  bool from_internet = false;    // of the traffic that comes from the internet
};

class ConditionEvaluator;
struct Subject;

/// What a test of its own (below) looked at, for the words and the place of a finding.
struct Looked {
  std::vector<FieldPath> paths;        // properties that decide
  std::vector<Value> values;           // what is not known in them has to be supplied
  const ResourceNode* partner = nullptr;
  std::string_view needs_kind, needs_name;  // something else that has to be supplied
  std::string_view property;           // when no path is to be named
};

/// A condition that code of its own judges: what Azure's policy definitions say beyond this vocabulary
/// (azure_policy_tests.h). Owned by the policy.
class OwnTest {
 public:
  virtual ~OwnTest() = default;
  virtual Tri truth(ConditionEvaluator& evaluator, const Subject& subject) const = 0;
  virtual Looked look(ConditionEvaluator& evaluator, const Subject& subject) const = 0;
};
struct Delegated { const OwnTest* test = nullptr; };

struct Condition {
  std::variant<Always, AllOf, AnyOf, Not, FieldTest, ValueTest, CountTest, RelatedTest, ZonesTest, RoleTest, ScopeTest,
               MeasureTest, ResourcesTest, PolicyTest, PermitsTest, DeniedTest, Delegated>
      node;
};

}  // namespace ringfence
