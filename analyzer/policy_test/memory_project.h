#pragma once
// A project in memory: path -> text, parsed on demand; the module lookup of a real project in its simplest form (paths
// relative to the calling file's folder, nothing installed). For the cases of policies' test files, and for tests.

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/eval/expand.h"
#include "analyzer/eval/project.h"
#include "parsers/parse.h"

namespace ringfence {

class MemoryProject : public Project {
 public:
  /// Adds a file; "main.bicep", "modules/a.bicep", "net/main.tf".
  void add(std::string path, std::string text) {
    const SourceFile& source = sources.add("/project/" + path, std::move(text));
    parsed_.push_back(std::make_unique<ParsedFile>(parse(source)));
    files_[path] = parsed_.back().get();
    paths_.push_back(path);
  }

  const ParsedFile& file(const std::string& path) const { return *files_.at(path); }

  /// The Terraform module of a folder ("" for the top), or null.
  const Template* folder(const std::string& path) {
    const auto known = folders_.find(path);
    if (known != folders_.end()) return known->second;
    std::vector<const ParsedFile*> fragments;
    for (const auto& [name, file] : files_) {
      if (file->kind == FileKind::Terraform && folder_name(name) == path) fragments.push_back(file);
    }
    const Template* merged = fragments.empty() ? nullptr : merge_terraform(fragments, sources, arena_, diagnostics);
    return folders_[path] = merged;
  }

  /// Expands the template in that file (for .tf: its folder) with the given parameter files.
  Deployment expand(const std::string& path, std::vector<std::string> parameter_files = {},
                    std::vector<std::string> opaque = {}) {
    RootInput root;
    root.name = path;
    root.declarations = file(path).kind == FileKind::Terraform ? folder(folder_name(path)) : file(path).declarations;
    for (const std::string& each : parameter_files) root.parameter_files.push_back(file(each).parameters);
    root.opaque = std::move(opaque);
    return ringfence::expand(root, *this);
  }

  ModuleLookup find_module(Dialect dialect, FileId from, std::string_view source, std::string_view,
                           std::string_view) override {
    ModuleLookup out;
    out.registry = source.starts_with("br") || source.starts_with("ts:") ||
                   (dialect == Dialect::Terraform && !source.starts_with("."));
    const std::string path = join(folder_name(paths_[from]), source);
    if (dialect == Dialect::Terraform) {
      out.declarations = out.registry ? nullptr : folder(path);
    } else if (const auto found = files_.find(path); found != files_.end()) {
      out.declarations = found->second->declarations;
    }
    out.path = path;
    if (!out.declarations) out.message = "module '" + std::string(source) + "' was not found";
    return out;
  }
  std::optional<std::string_view> read_text(FileId from, std::string_view path, std::string& error) override {
    const auto found = files_.find(join(folder_name(paths_[from]), path));
    if (found != files_.end()) return sources.file(found->second->file).bytes;
    error = "no file '" + std::string(path) + "'";
    return std::nullopt;
  }
  std::optional<std::vector<FolderEntry>> list_folder(FileId from, std::string_view folder, std::string&) override {
    const std::string path = join(folder_name(paths_[from]), folder);
    const std::string prefix = path.empty() ? path : path + "/";
    std::map<std::string, FolderEntry::Kind> entries;
    for (const auto& [name, file] : files_) {
      if (!name.starts_with(prefix)) continue;
      const size_t slash = name.find('/', prefix.size());
      entries[name.substr(prefix.size(), slash - prefix.size())] =
          slash == std::string::npos ? FolderEntry::Kind::File : FolderEntry::Kind::Folder;
    }
    std::vector<FolderEntry> out;
    for (const auto& [name, kind] : entries) out.push_back({kind, name});
    return out;
  }
  std::string_view folder_of(FileId file) override {
    folder_texts_.push_back(std::make_unique<std::string>(folder_name(paths_[file])));
    return folder_texts_.back()->empty() ? std::string_view(".") : std::string_view(*folder_texts_.back());
  }
  bool exists(FileId from, std::string_view path) override {
    return files_.count(join(folder_name(paths_[from]), path)) > 0;
  }

  SourceMap sources;
  Diagnostics diagnostics;

 private:
  static std::string folder_name(const std::string& path) {
    const size_t slash = path.rfind('/');
    return slash == std::string::npos ? std::string() : path.substr(0, slash);
  }
  static std::string join(std::string folder, std::string_view path) {
    for (;;) {
      if (path.starts_with("./")) {
        path.remove_prefix(2);
      } else if (path.starts_with("../")) {
        path.remove_prefix(3);
        folder = folder_name(folder);
      } else {
        break;
      }
    }
    if (path == "." || path.empty()) return folder;
    return folder.empty() ? std::string(path) : folder + "/" + std::string(path);
  }

  std::map<std::string, ParsedFile*> files_;
  std::map<std::string, const Template*> folders_;
  std::vector<std::unique_ptr<ParsedFile>> parsed_;
  std::vector<std::string> paths_;  // by file id
  std::vector<std::unique_ptr<std::string>> folder_texts_;
  Arena arena_;
};

}  // namespace ringfence
