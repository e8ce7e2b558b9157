#pragma once
// The types that a policy names: a type, a pattern with `*`, or the deployment as a whole.

#include <string_view>

namespace ringfence {

/// `resource: deployment`: the policy is judged once per deployment, not for each resource.
inline constexpr std::string_view kDeploymentType = "deployment";

bool is_pattern(std::string_view type);
/// `*` is any text, and alone every resource that has an ARM type. Ignores case.
bool type_matches(std::string_view pattern, std::string_view type);

}  // namespace ringfence
