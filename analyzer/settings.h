#pragma once
// Settings: what the command line and .ringfence.yaml say together, with absolute paths and defaults
// filled in. The command line wins. After place, before everything that reads.

#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "analyzer/azure_policies.h"
#include "analyzer/config.h"
#include "analyzer/options.h"
#include "analyzer/place.h"
#include "analyzer/roots.h"
#include "analyzer/workspace.h"

namespace ringfence {

struct Settings {
  Options options;
  Config config;
  Place place;
  FailOn fail_on;
  WorkspaceOptions workspace;
  RootOptions roots;
  std::vector<std::string> policy_folders;  // absolute
  AzurePolicyPaths azure_policies;
};

/// The error is text to print: one line per mistake.
[[nodiscard]] tl::expected<Settings, std::string> make_settings(Options options);

/// "path:line:col: message" for each, the path relative to the current directory.
std::string error_lines(const std::vector<DataError>& errors, const std::string& current);

}  // namespace ringfence
