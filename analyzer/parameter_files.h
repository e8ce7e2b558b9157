#pragma once
// ParameterFiles: which parameter files go with a template. Each one beside it is a deployment of
// its own; those that an option names replace them and are one deployment together.

#include <string>
#include <string_view>
#include <vector>

#include "analyzer/workspace.h"

namespace ringfence {

struct RootOptions;

/// A template with the parameter files of one deployment, later ones winning.
struct Deployed {
  std::vector<const ParameterFile*> files;
  std::string suffix;  // shown after the root's name: " (prod.bicepparam)"
};

class ParameterFiles {
 public:
  ParameterFiles(const Workspace& workspace, const RootOptions& options) : workspace_(workspace), options_(options) {}

  /// At least one. `path`: the template's file, or the Terraform folder.
  std::vector<Deployed> deployments_of(const Template& declarations, const std::string& path) const;

 private:
  Deployed terraform(const std::string& folder) const;
  std::vector<Deployed> beside(const std::string& path) const;
  Deployed given(const Template& declarations, const std::string& path) const;
  /// The file after those it extends.
  void append(FileId id, std::vector<const ParameterFile*>& out, int depth = 0) const;
  void add(Deployed& out, FileId id, const std::string& path) const;

  const Workspace& workspace_;
  const RootOptions& options_;
};

/// By `using` (Bicep), or by name: NAME.parameters.json, NAME.parameters.*.json, NAME.*.parameters.json beside
/// NAME.json or NAME.bicep.
bool is_parameter_file_of(const Workspace& workspace, FileId file, std::string_view path);

}  // namespace ringfence
