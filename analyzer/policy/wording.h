#pragma once
// The message of a finding: the policy's text with its {holes} filled.

#include <string>

#include "analyzer/graph/resource_graph.h"
#include "analyzer/policy/explanation.h"
#include "analyzer/policy/policy.h"

namespace ringfence {

std::string message_of(const Policy& policy, const ResourceNode& node, const Decision& decision);

/// Name of the first hole that is not known; empty: all are.
std::string_view unknown_hole(std::string_view message);

}  // namespace ringfence
