#pragma once
// ParameterFiles: which parameter files go with a template. Each one beside it is a deployment of
// its own; those that an option names replace them and are one deployment together.

#include <map>
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

/// Whose each parameter file is. A .bicepparam names its template. A JSON file is of NAME.json and NAME.bicep
/// beside it when it is called NAME.parameters.json, NAME.parameters.*.json or NAME.*.parameters.json; another
/// one is of the template in its folder, or in the folder above, that can be deployed with just these values,
/// if there is only one.
class ParameterOwners {
 public:
  explicit ParameterOwners(const Workspace& workspace);

  /// In path order.
  const std::vector<FileId>& files_of(FileId owner) const;
  bool owns(FileId owner, FileId file) const;

 private:
  const Workspace& workspace_;
  std::map<std::string, std::vector<FileId>> templates_;  // by folder
  std::map<FileId, std::vector<FileId>> files_;           // by owner

  std::vector<FileId> owners_of(FileId file) const;
  const std::vector<FileId>& templates_in(const std::string& folder) const;
  std::vector<FileId> fitting(const ParameterFile& file, const std::string& folder) const;
};

class ParameterFiles {
 public:
  ParameterFiles(const Workspace& workspace, const RootOptions& options)
      : workspace_(workspace), options_(options), owners_(workspace) {}

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
  ParameterOwners owners_;
};

}  // namespace ringfence
