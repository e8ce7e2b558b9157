#pragma once
// What evaluation may ask of the world outside one template: other modules and files of the
// project. Implemented by analyzer/module_cache over the workspace; tests use an in-memory one.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parsers/diagnostic.h"
#include "parsers/template.h"

namespace ringfence {

/// How a module source was resolved.
struct ModuleLookup {
  const Template* declarations = nullptr;  // null: not to be had here
  /// Why it is null: true for a registry module that is not installed (a note), false for a local
  /// path that does not exist or lies outside the root (a warning). `message` says it in words.
  bool registry = false;
  std::string message;
  std::string path;  // of what was found; for Terraform the folder
};

/// What lies right in a folder. A folder that a link names is a `Loop` if it holds the link, and `Outside` if it is not
/// the project's.
struct FolderEntry {
  enum class Kind { File, Folder, Loop, Outside } kind = Kind::File;
  std::string name;
};

class Project {
 public:
  virtual ~Project() = default;

  /// The module that `source` names, seen from `from` (a file of the calling module).
  /// `call_path` is the Terraform module path ("a.b") that .terraform/modules/modules.json is keyed by.
  virtual ModuleLookup find_module(Dialect dialect, FileId from, std::string_view source, std::string_view version,
                                   std::string_view call_path) = 0;

  /// Text of a file named by load*Content, file(), templatefile(): relative to `from`'s folder, inside the
  /// scanned root only. The view lives as long as the project. nullopt with `error` filled when it is refused.
  virtual std::optional<std::string_view> read_text(FileId from, std::string_view path, std::string& error) = 0;

  /// The same of a file that need not be text, for loadFileAsBase64 and texts in another encoding: its bytes as they
  /// are.
  virtual std::optional<std::string_view> read_bytes(FileId from, std::string_view path, std::string& error) {
    return read_text(from, path, error);
  }

  /// Names of the files right in a folder (loadDirectoryFileInfo), sorted, inside the scanned root only. nullopt with
  /// `error` filled when it is refused.
  virtual std::optional<std::vector<std::string>> list_files(FileId from, std::string_view folder, std::string& error) {
    (void)from;
    error = "folder '" + std::string(folder) + "' does not exist";
    return std::nullopt;
  }

  /// Files and folders right in a folder (fileset), sorted, inside the scanned root only; none where there is no such
  /// folder. nullopt with `error` filled when it is refused.
  virtual std::optional<std::vector<FolderEntry>> list_folder(FileId from, std::string_view folder,
                                                              std::string& error) {
    (void)from, (void)folder, (void)error;
    return std::vector<FolderEntry>{};
  }

  /// Paths for Terraform's path.module / path.root, relative to the root as Terraform prints them.
  virtual std::string_view folder_of(FileId file) = 0;

  /// Is there such a file inside the scanned root? (fileexists)
  virtual bool exists(FileId from, std::string_view path) = 0;
};

}  // namespace ringfence
