#pragma once
// The parameter space of a verdict that is unknown because of parameters with few values: in which part of it the
// policy fails. Made by engine from the verdicts of all combinations; goes into the finding in words and as JSON.

#include <span>
#include <string>

#include "analyzer/policy/evaluator.h"

namespace ringfence {

enum class CaseOutcome : uint8_t { Pass, Fail, Unknown };

struct FailsWhen {
  std::string words;  // "fails when access = 'Enabled', passes otherwise"; empty: nothing can be said
  std::string json;   // [{"access": "Enabled"}]; each is enough
};

/// Can a user choose what the split is about: a parameter, and no secret?
bool is_choice(const Split& split);

/// Outcome i is that of the combination in which split k takes option (i / (sizes of the splits before k)) % size.
FailsWhen fails_when(std::span<const Split> splits, std::span<const CaseOutcome> outcomes);

}  // namespace ringfence
