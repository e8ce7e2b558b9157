#pragma once
// Roots: what is deployed as such, each with the parameter files that go with it.
//
// Bicep: a file that no other uses, with each .bicepparam that names it; ARM: a template that none
// links to, with each parameter file beside it; Terraform: a folder that no other calls, with its
// tfvars, or a plan, which stands for the folder that it was made of. Every deployment (template and parameter file) is
// expanded and judged on its own.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "analyzer/eval/expand.h"
#include "analyzer/module_cache.h"
#include "analyzer/variable_arguments.h"
#include "analyzer/workspace.h"

namespace ringfence {

struct ConfiguredParameters {
  std::string templates;           // glob, relative to the project root
  std::vector<std::string> files;  // absolute; each is a deployment of its own
};

struct GivenVariables {
  std::string file;  // absolute; empty: a value
  const ParameterFile* value = nullptr;
};

struct RootOptions {
  bool judge_generated = false;                   // JSON that Bicep made from a file of the project
  bool beside = true;                             // look for parameter files beside the templates
  bool exactly_targets = false;                   // `graph FILE`: the file is the root, whoever uses it
  std::vector<std::string> parameters;            // --parameters, absolute: instead of those beside
  std::vector<const ParameterFile*> environment;  // TF_VAR_name, when it is asked for
  std::vector<GivenVariables> variables;          // --var-file and --var: later ones win
  std::shared_ptr<VariableArguments> arguments;   // owns what is not from a file
  std::vector<ConfiguredParameters> configured;
  std::vector<std::string> opaque;
};

struct Root {
  RootInput input;
  RootInput source;       // Terraform plan: its configuration, for places and expressions; else without declarations
  FileId file = kNoFile;  // of the template; Terraform: the first of the folder
  std::string folder;     // absolute, for the lock file; of a plan its configuration's
};

/// In path order. Notes about templates that are passed over go to `diagnostics`.
std::vector<Root> find_roots(const Workspace& workspace, const ModuleCache& modules, const RootOptions& options,
                             Diagnostics& diagnostics);

/// ARM templates that a link seemed to name (so they are no roots) and that no expanded root entered, because the link
/// is computed from what is not known: judged on their own rather than not at all.
std::vector<Root> find_unlinked_roots(const Workspace& workspace, const ModuleCache& modules,
                                      const RootOptions& options);

}  // namespace ringfence
