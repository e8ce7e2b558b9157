#pragma once
// Deployments of one template with several parameter files: which of them a finding is about.

#include <vector>

#include "analyzer/analyze.h"
#include "analyzer/policy/engine.h"

namespace ringfence {

/// Says in each finding with which parameter files it came about; judgement i is that of root i. A template that is
/// deployed once needs no such words.
void name_deployments(const Model& model, std::vector<Judgement>& judgements);

/// Adds the words to the messages of findings that not all deployments of their template have.
void tell_deployments(const Model& model, std::vector<Finding>& findings);

}  // namespace ringfence
