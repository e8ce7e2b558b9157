#pragma once
// Roots: what is deployed as such, each with the parameter files that go with it.
//
// Bicep: a file that no other uses, with each .bicepparam that names it; ARM: a template that none
// links to, with each parameter file beside it; Terraform: a folder that no other calls, with its
// tfvars. Every deployment (template and parameter file) is expanded and judged on its own.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/eval/expand.h"
#include "analyzer/module_cache.h"
#include "analyzer/workspace.h"

namespace ringfence {

struct ConfiguredParameters {
  std::string templates;           // glob, relative to the project root
  std::vector<std::string> files;  // absolute; each is a deployment of its own
};

struct RootOptions {
  bool judge_generated = false;                                // JSON that Bicep made from a file of the project
  bool beside = true;                                          // look for parameter files beside the templates
  bool exactly_targets = false;                                // `graph FILE`: the file is the root, whoever uses it
  std::vector<std::string> parameters;                         // --parameters, absolute: instead of those beside
  std::vector<std::string> var_files;                          // --var-file, absolute
  std::vector<std::pair<std::string, std::string>> variables;  // --var
  std::vector<ConfiguredParameters> configured;
  std::vector<std::string> opaque;
};

struct Root {
  RootInput input;
  FileId file = kNoFile;  // of the template; Terraform: the first of the folder
  std::string folder;     // absolute, for the lock file
};

/// In path order. Notes about templates that are passed over go to `diagnostics`.
std::vector<Root> find_roots(const Workspace& workspace, const ModuleCache& modules, const RootOptions& options,
                             Diagnostics& diagnostics);

/// ARM templates that a link seemed to name (so they are no roots) and that no expanded root entered, because the link
/// is computed from what is not known: judged on their own rather than not at all.
std::vector<Root> find_unlinked_roots(const Workspace& workspace, const ModuleCache& modules,
                                      const RootOptions& options);

}  // namespace ringfence
