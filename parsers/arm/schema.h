#pragma once
// Which JSON is ours: a file whose $schema names a deployment template or a deployment's parameters,
// on any host, of any version and level.

#include <string_view>

namespace ringfence::arm {

enum class ArmSchema { None, Template, Parameters };

/// What a $schema value such as ".../2019-04-01/subscriptionDeploymentTemplate.json#" names.
ArmSchema schema_kind(std::string_view schema);

/// The target scope that a template schema stands for: resourceGroup, subscription, managementGroup or tenant.
std::string_view schema_scope(std::string_view schema);

/// The first deployment schema that stands as the value of a "$schema" in the raw text; empty when there is none.
std::string_view find_schema(std::string_view json);

}  // namespace ringfence::arm
