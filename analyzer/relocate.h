#pragma once
// Findings in files outside the project move to the place in it that brought them about.
//
// Between judging and suppressing: a module from the module cache or from a folder of --module-alias is not for its
// user to mend, nor can a comment in it accept a finding. The finding stands at the call of the module, in a file the
// person wrote; where it was decided becomes a related place.

#include <vector>

#include "analyzer/policy/finding.h"
#include "analyzer/workspace.h"

namespace ringfence {

void move_into_project(std::vector<Finding>& findings, const Workspace& workspace);

}  // namespace ringfence
