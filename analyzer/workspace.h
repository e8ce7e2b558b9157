#pragma once
// Workspace: finds, reads and parses the files of a scan.
//
// Comes after options, before roots. Afterwards every file that any template of the scan names is
// parsed (or known not to be there), and nothing outside the project was read. Reading and parsing
// are parallel; ids are given in path order, so they are the same for any number of jobs.

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "analyzer/module_paths.h"
#include "analyzer/place.h"
#include "analyzer/references.h"
#include "parsers/diagnostic.h"
#include "parsers/parse.h"
#include "parsers/source.h"

namespace ringfence {

struct WorkspaceLimits {
  uint64_t file_bytes = 64ull * 1024 * 1024;
  uint64_t files = 100'000;
  uint64_t folder_entries = 2'000'000;  // looked at while walking
};

struct WorkspaceOptions {
  std::vector<std::string> include, exclude;          // globs, relative to the project root
  std::map<std::string, std::string> module_aliases;  // "br/public" -> absolute folder
  std::string bicep_cache;                            // the user's cache of registry modules; empty: none
  std::vector<std::string> more_files;                // parameter files that an option or the configuration names
  unsigned jobs = 1;
  WorkspaceLimits limits;
};

class Workspace {
 public:
  Workspace(Place place, WorkspaceOptions options);

  /// Reads the targets and, transitively, whatever they name. For a file that was named, whoever in the project uses
  /// it as well (users.cpp).
  void read();

  const Place& place() const { return place_; }
  const WorkspaceOptions& options() const { return options_; }
  const SourceMap& sources() const { return sources_; }
  const std::vector<ParsedFile>& files() const { return files_; }
  const ParsedFile& file(FileId id) const { return files_[id]; }
  const std::string& path(FileId id) const { return sources_.file(id).path; }
  const ModulePaths& module_paths() const { return paths_; }
  /// What each file names, by file id.
  const std::vector<FileReference>& references(FileId id) const { return references_[id]; }
  /// The file of that path, if it was read and is ours.
  FileId find(std::string_view path) const;
  /// The Terraform configuration files of a folder, in name order.
  std::vector<FileId> terraform_files(std::string_view folder) const;
  /// All Terraform folders that were read.
  std::vector<std::string> terraform_folders() const;

  /// Files that were named on the command line; empty when only folders were.
  const std::set<FileId>& named() const { return named_; }
  /// Was the file found below a folder target, or named? (Others were read because a template uses them.)
  bool is_target(FileId id) const;

  /// Trouble with reading, then of each file in id order.
  Diagnostics take_diagnostics();

  /// Bytes that were read.
  uint64_t bytes() const;

 private:
  friend class Users;
  struct Loaded;

  /// Candidates below a folder, sorted. `.git`, node_modules and hidden folders are passed over, linked folders too.
  std::vector<std::string> walk(const std::string& folder);
  bool is_wanted(const std::string& path) const;
  /// Reads and parses those that were not loaded yet.
  void load(const std::vector<std::string>& paths);
  void keep(Loaded&& loaded);
  /// Reads the bicepconfig.json files above a Bicep file, up to the root.
  void load_bicep_configs(const std::string& path);
  void load_terraform_folder(const std::string& folder, std::vector<std::string>& out);
  /// Loads what the loaded files name until nothing new is named.
  void follow_references();
  /// May this path, which a template names, be read? Symlinks are followed for the answer.
  bool may_read(const std::string& path) const;

  Place place_;
  WorkspaceOptions options_;
  ModulePaths paths_;
  SourceMap sources_;
  std::vector<ParsedFile> files_;
  std::vector<std::vector<FileReference>> references_;
  std::map<std::string, FileId, std::less<>> by_path_;
  std::map<std::string, std::vector<FileId>, std::less<>> terraform_;
  std::set<std::string> asked_;    // paths and folders that were looked for, whether or not they are there
  mutable std::map<std::string, std::optional<std::string>> real_folders_;  // with links followed, as may_read asks
  std::set<std::string> folders_;  // Terraform folders whose manifest was looked for
  std::set<std::string, std::less<>> configured_;  // folders whose bicepconfig.json was looked for
  std::set<FileId> named_;
  size_t followed_ = 0;  // files whose references were followed
  uint64_t entries_ = 0;
  Diagnostics diagnostics_;
};

}  // namespace ringfence
