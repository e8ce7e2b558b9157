#pragma once
// Bicep's registry modules: from a source as written to the file that `bicep restore` put into the module cache.
//
// `br:host/path:tag`, `br/alias:path:tag`, `ts:subscription/group/spec:version`, `ts/alias:spec:version`; aliases come
// from the nearest bicepconfig.json above the file that asks (only the nearest one counts), `br/public` is built in.
// Pure arithmetic and tables, under module_paths; whether the file is there is for workspace to find out. The layout of
// the cache is that of the compiler (Azure/bicep: SourceGraph/Artifacts/BicepRegistryArtifact.cs,
// TemplateSpecModuleArtifact.cs, Registry/Oci/TagEncoder.cs), the configuration that of
// Configuration/ModuleAliasesConfiguration.cs.

#include <map>
#include <string>
#include <string_view>

namespace ringfence {

class BicepRegistry {
 public:
  /// `root`: the project. `cache`: the user's module cache (~/.bicep); empty: none.
  BicepRegistry(std::string root, std::string cache) : root_(std::move(root)), cache_(std::move(cache)) {}

  /// Text of the bicepconfig.json in `folder`, then of each one that it extends: what was said first stays. What is not
  /// as Bicep has it is passed over. A `cacheRootDirectory` counts only inside the project: a repository must not choose
  /// what is read elsewhere. Gives the path that the text extends, as written; empty: none.
  std::string add_config(const std::string& folder, std::string_view text);

  static bool is_registry(std::string_view source);
  /// Where the module lies when it was restored; empty: the source is none that has a place.
  std::string cached(std::string_view from, std::string_view source) const;
  /// Is the path in a module cache, and one that a module can have there?
  bool is_cached_module(std::string_view path) const;

 private:
  struct Config {
    std::map<std::string, std::string, std::less<>> br, ts;  // alias -> "host/path", "subscription/group"
    std::string cache;                                       // empty: the user's
  };
  const Config* config_for(std::string_view from) const;

  std::string root_, cache_;
  std::map<std::string, Config, std::less<>> configs_;  // by folder
};

}  // namespace ringfence
