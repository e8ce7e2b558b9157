#pragma once
// The two files that `ringfence new-policy` writes: a policy that works, to be changed into another, and its tests.

#include <string>

#include <tl/expected.hpp>

namespace ringfence {

struct NewPolicy {
  std::string policy, tests;  // text of SLUG.yaml and SLUG.test.yaml
};

/// The error says what is wrong with the id or the slug.
[[nodiscard]] tl::expected<NewPolicy, std::string> new_policy(const std::string& id, const std::string& slug);

}  // namespace ringfence
