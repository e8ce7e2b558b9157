#pragma once
// The message of a finding: the policy's text with its {holes} filled.

#include <span>
#include <string>
#include <string_view>

#include "analyzer/graph/resource_graph.h"
#include "analyzer/policy/explanation.h"
#include "analyzer/policy/policy.h"

namespace ringfence {

std::string message_of(const Policy& policy, const Subject& subject, const Decision& decision, const Missing& missing,
                       ConditionEvaluator& evaluator);

/// Name of the first hole in the words of a hop that neither they nor `names` know; empty: all are known.
std::string_view unknown_hop_hole(std::string_view words, std::span<const std::string_view> names);

/// Name of the first hole that is not known; empty: all are.
std::string_view unknown_hole(std::string_view message);

}  // namespace ringfence
