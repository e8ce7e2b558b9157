#pragma once
// match: one operator on one value, three-valued. Text compares without case.
//
// A value that is not known still decides where its known parts do: a literal prefix, suffix or middle
// of a text, its type. Which branches of a conditional value there are is ConditionEvaluator's part.

#include "analyzer/eval/tri.h"
#include "analyzer/policy/condition.h"

namespace ringfence {

enum class Presence : uint8_t {
  Present,
  Absent,  // not there, null, and no default is known
  Hidden   // inside something that is not known: `value` is that; null: the resource as it is, or a default that is not
           // known
};

struct Leaf {
  Presence presence = Presence::Absent;
  Value value;
};

/// `test.operands` are the right-hand side; one that is not known is compared as far as can be told.
Tri matches(const Test& test, const Leaf& leaf);

/// Does the operator take a list of values, one of which must do?
bool takes_list(Operator op);

/// The same for a count that lies between `low` and `high` (UINT32_MAX: no bound).
Tri matches_count(const Test& test, uint32_t low, uint32_t high);

}  // namespace ringfence
