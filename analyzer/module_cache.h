#pragma once
// ModuleCache: answers the evaluator's questions about other modules and files of the project.
//
// Made once, after workspace has read everything; const but for the text files that load*Content()
// and file() ask for. Shared by all roots and threads: a module used by ten roots is parsed once.

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/eval/project.h"
#include "analyzer/workspace.h"

namespace ringfence {

class ModuleCache : public Project {
 public:
  /// Merges the fragments of each Terraform folder; what is wrong with a folder goes to `diagnostics`.
  ModuleCache(const Workspace& workspace, Diagnostics& diagnostics);

  ModuleLookup find_module(Dialect dialect, FileId from, std::string_view source, std::string_view version,
                           std::string_view call_path) override;
  std::optional<std::string_view> read_text(FileId from, std::string_view path, std::string& error) override;
  std::optional<std::string_view> read_bytes(FileId from, std::string_view path, std::string& error) override;
  std::optional<std::vector<std::string>> list_files(FileId from, std::string_view folder, std::string& error) override;
  std::optional<std::vector<FolderEntry>> list_folder(FileId from, std::string_view folder,
                                                      std::string& error) override;
  std::string_view folder_of(FileId file) override;
  bool exists(FileId from, std::string_view path) override;

  /// The whole module of a Terraform folder; null: there is none.
  const Template* terraform_module(std::string_view folder) const;

  /// Was this ARM template found by a link of another? (Known when all roots were expanded.)
  bool was_entered(FileId file) const { return entered_[file].load(std::memory_order_relaxed); }

 private:
  struct Folder {
    Arena arena;
    const Template* declarations = nullptr;
  };
  struct Text {
    std::string bytes, error;
  };
  ModuleLookup find_arm(FileId from, std::string_view source);
  /// Absolute path of a file that a template of `from` names, or empty with the reason.
  std::string locate(FileId from, std::string_view path, std::string& error, bool* missing = nullptr) const;

  const Workspace& workspace_;
  std::map<std::string, std::unique_ptr<Folder>, std::less<>> folders_;
  std::vector<std::string> folder_names_;  // by file id: relative to the root
  std::vector<std::atomic<bool>> entered_;
  std::mutex mutex_;  // guards texts_ and binaries_
  std::map<std::string, std::unique_ptr<Text>> texts_, binaries_;
  uint64_t text_bytes_ = 0;
};

}  // namespace ringfence
