#pragma once
// Which major version of a Terraform provider counts for a root: the one that .terraform.lock.hcl
// selects, else the highest that the version constraints of its modules allow, else the newest known.
//
// Provider defaults and attribute spellings differ between majors (knowledge/azurerm/*.yaml).

#include <optional>
#include <span>
#include <string_view>

#include "analyzer/graph/resource_graph.h"

namespace ringfence {

/// `modules`: the root's declarations first, then those of the modules it uses (constraints of all count;
/// where no version meets them all, those of the root). `lock_file`: the text of the lock file beside the root.
ProviderVersions provider_versions(std::span<const Template* const> modules, std::optional<std::string_view> lock_file);

/// The same for an expanded root.
ProviderVersions provider_versions(const Deployment& deployment, std::optional<std::string_view> lock_file);

}  // namespace ringfence
