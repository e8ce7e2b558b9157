#pragma once
// The body of an azapi resource: ARM already, but for the members that Terraform writes beside it.
// Used by terraform_nodes.

#include "analyzer/graph/terraform_resources.h"

namespace ringfence {

/// `body` (an object, or the JSON text of one), `location`, `tags`, `identity`.
Value azapi_body(TerraformResources& resources, size_t index);

/// azapi_update_resource without `resource_id`: the id that its type, parent_id and name make; null when it is not told.
Value azapi_update_target(TerraformResources& resources, size_t index);

}  // namespace ringfence
