#pragma once
// Explanation: which value made a condition come out as it did, where it is written, and what would have
// to be supplied if it cannot be known. Used by engine for each finding, after ConditionEvaluator.

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/graph/secret_values.h"
#include "analyzer/policy/evaluator.h"
#include "analyzer/policy/finding.h"

namespace ringfence {

/// How much a place tells: a written value is better than one that a default supplied.
enum class Standing : uint8_t { None, AboutWhom, Nothing, Default, Written };

struct Decision {
  Standing standing = Standing::None;
  Span span;  // invalid: the resource's header
  std::string property;
  Value actual;
  bool absent = true;
  OriginKind because = OriginKind::Missing;
  const OriginStep* via = nullptr;
  Value element;  // of the (outermost) count that decided; null: none
  std::span<const PathStep> element_steps;
  const ResourceNode* partner = nullptr;
  Span partner_place;
};

/// The hop of a relation that is missing, or that may be, and what there is of the chain before it.
struct Missing {
  const RelatedTest* hop = nullptr;    // null: no relation decided
  const ResourceNode* from = nullptr;  // the last resource that is there; with `unfit`, the one that is not wanted
  const PrivateLinkZone* zone = nullptr;
  std::vector<Named> named;
  std::vector<std::pair<const ResourceNode*, Span>> chain;
  unsigned depth = 0;
  bool unfit = false;    // there are partners, but none that is wanted
  bool perhaps = false;  // it cannot be known
};

/// Is the deciding value, or what is in it, a secret?
SecretContext secret_context(const ResourceNode& node, const Decision& decision);

class Explanation {
 public:
  explicit Explanation(ConditionEvaluator& evaluator) : evaluator_(evaluator) {}

  /// The deciding value of a condition that came out as `wanted`; needs are collected when that is unknown.
  Decision of(const Condition& condition, Tri wanted, const Subject& subject);
  /// Points at the value at `place`, within the element that decided when it is below it; false: nothing is written
  /// there.
  bool move_to(const FieldPath& place, const Subject& subject, Decision& decision);
  std::vector<Need> take_needs() { return std::move(needs_); }
  /// Of the relations that decided, the one whose chain goes farthest.
  const Missing& missing() const { return missing_; }

 private:
  using AddNeeds = std::function<void(const Value& unknown)>;
  Decision of_field(const FieldPath& path, bool defaults, const LeafVisitor& test, Tri wanted, const Subject& subject,
                    const AddNeeds& needs);
  Decision of_own(const OwnTest& test, Tri wanted, const Subject& subject);
  Decision of_count(const CountTest& test, Tri wanted, const Subject& subject);
  Decision of_related(const RelatedTest& test, Tri wanted, const Subject& subject);
  Decision of_zones(const ZonesTest& zones, Tri wanted, const Subject& subject);
  Missing end_of(const RelatedTest& test, Tri wanted, const Subject& subject, unsigned depth);
  void add_partner_needs(const RelatedTest& test, const Subject& subject, const Partner& partner);
  Decision of_path(const FieldPath& path, Tri wanted, const Subject& subject);
  Decision of_resources(const ResourcesTest& test, Tri wanted, const Subject& subject);
  Decision of_policy(const PolicyTest& test, Tri wanted, const Subject& subject);
  Decision of_denied(const DeniedTest& test, Tri wanted, const Subject& subject);
  void add_needs(const Value& value);
  bool add_role_needs(const Value& id, unsigned depth);
  void add_need(Need need);

  ConditionEvaluator& evaluator_;
  std::vector<Need> needs_;
  Missing missing_;
  unsigned related_depth_ = 0;
  unsigned depth_ = 0;
};

}  // namespace ringfence
