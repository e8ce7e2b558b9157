#pragma once
// The checks that a policy has to stand against its test file (docs/policies.md, "Tests"). One function per check; each
// returns what is wrong, in words, empty when all is well. Used by our own tests and by `ringfence test`.

#include <string>
#include <vector>

#include "analyzer/policy_test/policy_case.h"

namespace ringfence {

struct PolicyUnderTest {
  const Policy* policy = nullptr;
  const PolicySet* all = nullptr;          // those that it may ask for
  const DataDocument* document = nullptr;  // x.test.yaml
  std::vector<PolicyCase> cases;
};

/// Reads the cases; mistakes of the file go to `errors`.
PolicyUnderTest policy_under_test(const Policy& policy, const PolicySet& all, const DataDocument& document,
                                  DataErrors& errors);

using Complaints = std::vector<std::string>;
/// Each case gets the verdicts that its markers say, at their lines.
Complaints check_markers(const PolicyUnderTest& test);
/// Each language has a firing, a silent and an unknown case, unless `without` says why not.
Complaints check_languages(const PolicyUnderTest& test);
/// What fires does not once the fix is put in.
Complaints check_fix(const PolicyUnderTest& test);
/// The cases would not pass with `require` replaced by true or false.
Complaints check_condition_is_needed(const PolicyUnderTest& test);

}  // namespace ringfence
