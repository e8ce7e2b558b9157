#pragma once
// Reasoning: how a policy came to its verdict on a resource, step by step: each condition, what it was about, what that
// was, where that is written or which default it is; the partners that were tried, and why not. What `ringfence why`
// and `scan --explain` print. After engine; asks ConditionEvaluator the same questions again.

#include <optional>
#include <string>
#include <vector>

#include "analyzer/policy/evaluator.h"
#include "analyzer/policy/policy.h"

namespace ringfence {

/// One line: a condition (with its truth) or what was looked at (without). Lines below it have a greater depth.
struct ReasoningStep {
  unsigned depth = 0;
  std::string text;
  std::optional<Tri> truth;
  Span place;
};

/// Of one resource. Bounded: past a number of lines, the last one says so. Secrets are "***".
std::vector<ReasoningStep> reasoning_of(const Policy& policy, const Subject& subject, ConditionEvaluator& evaluator,
                                        const Knowledge& knowledge);

}  // namespace ringfence
