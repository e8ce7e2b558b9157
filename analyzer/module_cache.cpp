#include "analyzer/module_cache.h"

#include <fmt/format.h>

#include "analyzer/paths.h"
#include "analyzer/text_file.h"

namespace ringfence {

namespace {

constexpr uint64_t kMaxTextBytes = 16ull * 1024 * 1024;   // of one file
constexpr uint64_t kMaxTextTotal = 512ull * 1024 * 1024;  // of all that are kept

}  // namespace

ModuleCache::ModuleCache(const Workspace& workspace, Diagnostics& diagnostics)
    : workspace_(workspace), entered_(workspace.files().size()) {
  for (const std::string& folder : workspace.terraform_folders()) {
    std::vector<const ParsedFile*> fragments;
    for (FileId id : workspace.terraform_files(folder)) fragments.push_back(&workspace.file(id));
    auto made = std::make_unique<Folder>();
    made->declarations = merge_terraform(fragments, workspace.sources(), made->arena, diagnostics);
    folders_.emplace(folder, std::move(made));
  }
  for (size_t id = 0; id < workspace.files().size(); ++id) {
    folder_names_.push_back(
        relative_path(workspace.place().root, parent_path(workspace.path(static_cast<FileId>(id)))));
  }
}

const Template* ModuleCache::terraform_module(std::string_view folder) const {
  auto found = folders_.find(folder);
  return found == folders_.end() ? nullptr : found->second->declarations;
}

ModuleLookup ModuleCache::find_arm(FileId from, std::string_view source) {
  for (const std::string& path : workspace_.module_paths().arm(workspace_.path(from), source)) {
    FileId id = workspace_.find(path);
    if (id == kNoFile || workspace_.file(id).kind != FileKind::ArmTemplate) continue;
    entered_[id].store(true, std::memory_order_relaxed);
    return {workspace_.file(id).declarations, false, {}, path};
  }
  if (source.empty()) return {nullptr, true, "the linked template is not known before deployment", {}};
  bool uri = source.find("://") != std::string_view::npos || source.substr(0, 6) == "{...}/";
  return {nullptr, uri, fmt::format("linked template '{}' is not in the project", source), {}};
}

ModuleLookup ModuleCache::find_module(Dialect dialect, FileId from, std::string_view source, std::string_view,
                                      std::string_view call_path) {
  if (dialect == Dialect::Arm) return find_arm(from, source);
  const std::string& file = workspace_.path(from);
  bool terraform = dialect == Dialect::Terraform;
  ModulePath resolved = terraform ? workspace_.module_paths().terraform(file, source, call_path)
                                  : workspace_.module_paths().bicep(file, source);
  if (resolved.path.empty()) return {nullptr, resolved.registry, std::move(resolved.message), {}};
  const Template* found = nullptr;
  if (terraform) {
    found = terraform_module(resolved.path);
  } else if (FileId id = workspace_.find(resolved.path); id != kNoFile) {
    found = workspace_.file(id).declarations;
  }
  if (found) return {found, resolved.registry, {}, std::move(resolved.path)};
  const char* what = terraform           ? "module '{}' is not a folder with Terraform files"
                     : resolved.registry ? "module '{}' is in a registry and not on this machine"
                                         : "module '{}' is not a file that could be read";
  return {nullptr, resolved.registry, fmt::format(fmt::runtime(what), source), std::move(resolved.path)};
}

std::string_view ModuleCache::folder_of(FileId file) {
  return file < folder_names_.size() ? std::string_view(folder_names_[file]) : std::string_view(".");
}

std::string ModuleCache::locate(FileId from, std::string_view path, std::string& error, bool* missing) const {
  if (path.find('\0') != std::string_view::npos) {
    error = "the path of a file contains a null character";
    return {};
  }
  // Terraform paths start at the root module, as path.module prints them; most are written for the file's own folder.
  // Bicep's are relative to the file.
  std::vector<std::string> candidates{join_path(parent_path(workspace_.path(from)), path)};
  if (FileKind kind = workspace_.file(from).kind; kind != FileKind::Bicep && kind != FileKind::BicepParameters) {
    candidates.push_back(join_path(workspace_.place().root, path));
  }
  error = fmt::format("file '{}' does not exist", path);
  if (missing) *missing = true;
  auto outside = [&](std::string_view verb) {
    error = fmt::format("file '{}' {} outside the project", path, verb);
    if (missing) *missing = false;
  };
  for (const std::string& candidate : candidates) {
    if (!workspace_.module_paths().allows(candidate)) {
      outside("lies");
      continue;
    }
    auto real = real_path(candidate);
    if (!real) continue;
    if (workspace_.module_paths().allows(*real)) return candidate;
    outside("leads");
  }
  return {};
}

std::optional<std::string_view> ModuleCache::read_text(FileId from, std::string_view path, std::string& error) {
  std::string located = locate(from, path, error);
  if (located.empty()) return std::nullopt;
  std::lock_guard<std::mutex> lock(mutex_);
  std::unique_ptr<Text>& kept = texts_[located];
  if (!kept) {
    kept = std::make_unique<Text>();
    TextFile text = read_text_file(located, kMaxTextBytes);
    kept->error = text.message;
    if (text.problem == ReadProblem::None && text_bytes_ + text.bytes.size() > kMaxTextTotal) {
      kept->error = "not read: the files that templates load are too large together";
    } else if (text.problem == ReadProblem::None) {
      kept->bytes = std::move(text.bytes);
      text_bytes_ += kept->bytes.size();
    }
  }
  if (!kept->error.empty()) {
    error = fmt::format("file '{}': {}", path, kept->error);
    return std::nullopt;
  }
  return kept->bytes;
}

bool ModuleCache::exists(FileId from, std::string_view path) {
  std::string error;
  return !locate(from, path, error).empty();
}

}  // namespace ringfence
