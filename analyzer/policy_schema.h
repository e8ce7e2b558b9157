#pragma once
// The JSON schema of policy files, for editors: made from the tables by which policies are read (policy/vocabulary.h),
// so that the two cannot differ. `ringfence schema` prints it; docs/policy.schema.json is its output.

#include <string>

namespace ringfence {

std::string policy_schema();

}  // namespace ringfence
