#pragma once
// From the source of a module, as written, to the path of a file (Bicep, ARM) or folder (Terraform).
//
// Pure arithmetic and tables: whether there is such a file is for workspace (which loads it) and
// module_cache (which answers the evaluator) to find out.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/bicep_registry.h"

namespace ringfence {

struct ModulePath {
  std::string path;       // empty: not to be had on this machine
  bool registry = false;  // a registry module that is not installed
  std::string message;    // why `path` is empty
};

class ModulePaths {
 public:
  /// `aliases`: "br/public" -> absolute folder. `bicep_cache`: the user's cache of registry modules; empty: none.
  ModulePaths(std::string root, std::map<std::string, std::string> aliases, std::string bicep_cache = {})
      : root_(std::move(root)), aliases_(std::move(aliases)), registry_(root_, std::move(bicep_cache)) {}

  const std::string& root() const { return root_; }
  /// May a file at this path be read? Inside the root, a folder that an alias names, or a module of Bicep's cache.
  bool allows(std::string_view path) const;

  /// Text of the bicepconfig.json in `folder`, then of those it extends; gives the path that the text extends.
  std::string add_bicep_config(const std::string& folder, std::string_view text) {
    return registry_.add_config(folder, text);
  }
  /// Text of a `.terraform/modules/modules.json` in `folder`; what is not as Terraform writes it is passed over.
  void add_manifest(const std::string& folder, std::string_view text);
  /// The folders that the manifests name, inside the root.
  std::vector<std::string> installed_folders() const;

  /// "./x.bicep", "br/public:avm/res/storage/storage-account:0.9.0", "br:...", "ts:...".
  ModulePath bicep(std::string_view from, std::string_view source) const;
  /// "./modules/net", or a source that `terraform init` installed under `call_path`.
  ModulePath terraform(std::string_view from, std::string_view source, std::string_view call_path) const;
  /// Where a linked template may lie, best first: relativePath, or the last segments of a uri. "{...}/nested/x.json"
  /// is a uri whose base is not known.
  std::vector<std::string> arm(std::string_view from, std::string_view source) const;

 private:
  struct Installed {
    std::string key, source, path;
  };
  std::string root_;
  std::map<std::string, std::string> aliases_;
  BicepRegistry registry_;
  std::map<std::string, std::vector<Installed>> manifests_;  // by folder of the root module
};

}  // namespace ringfence
