#include "analyzer/workspace.h"

#include <dirent.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <utility>

#include "analyzer/glob.h"
#include "analyzer/parallel.h"
#include "analyzer/paths.h"
#include "analyzer/text_file.h"
#include "analyzer/users.h"

namespace ringfence {

namespace {

constexpr int kMaxExtendedConfigs = 64;  // as the compiler: bicepconfig.json that extends another, and so on

bool is_plain_json(std::string_view path) {
  return (has_suffix(path, ".json") || has_suffix(path, ".jsonc")) && !has_suffix(path, ".tf.json") &&
         !has_suffix(path, ".tofu.json") && !has_suffix(path, ".tofu.json") && !has_suffix(path, ".tfvars.json");
}

bool is_terraform(std::string_view path) {
  return has_suffix(path, ".tf") || has_suffix(path, ".tofu") || has_suffix(path, ".tf.json") ||
         has_suffix(path, ".tofu.json");
}

std::string_view problem_code(ReadProblem problem) {
  if (problem == ReadProblem::TooLarge) return "limit";
  return problem == ReadProblem::NotText ? "not-text" : "unreadable";
}

struct Entry {
  std::string name;
  bool folder = false;
  bool link = false;
};

/// Without hidden ones, by name.
std::vector<Entry> entries_of(const std::string& folder, bool& readable) {
  std::vector<Entry> out;
  DIR* directory = ::opendir(folder.c_str());
  readable = directory != nullptr;
  if (!directory) return out;
  while (const dirent* each = ::readdir(directory)) {
    std::string_view name = each->d_name;
    if (name.front() == '.') continue;  // hidden: version control, caches, editors' copies
    unsigned char type = each->d_type;
    if (type == DT_UNKNOWN) {
      struct stat info {};
      if (::lstat(join_path(folder, name).c_str(), &info) != 0) continue;
      type = S_ISDIR(info.st_mode) ? DT_DIR : S_ISLNK(info.st_mode) ? DT_LNK : S_ISREG(info.st_mode) ? DT_REG : DT_FIFO;
    }
    if (type == DT_DIR || type == DT_REG || type == DT_LNK)
      out.push_back({std::string(name), type == DT_DIR, type == DT_LNK});
  }
  ::closedir(directory);
  std::sort(out.begin(), out.end(), [](const Entry& a, const Entry& b) { return a.name < b.name; });
  return out;
}

}  // namespace

/// A file on its way into the workspace.
struct Workspace::Loaded {
  std::string path;
  TextFile text;
  bool ours = false;
};

Workspace::Workspace(Place place, WorkspaceOptions options)
    : place_(std::move(place)),
      options_(std::move(options)),
      paths_(place_.root, options_.module_aliases, options_.bicep_cache) {}

FileId Workspace::find(std::string_view path) const {
  auto found = by_path_.find(path);
  return found == by_path_.end() ? kNoFile : found->second;
}

std::vector<FileId> Workspace::terraform_files(std::string_view folder) const {
  auto found = terraform_.find(folder);
  return found == terraform_.end() ? std::vector<FileId>() : found->second;
}

std::vector<std::string> Workspace::terraform_folders() const {
  std::vector<std::string> out;
  for (const auto& [folder, files] : terraform_) out.push_back(folder);
  return out;
}

bool Workspace::is_target(FileId id) const {
  if (named_.count(id)) return true;
  const std::string& file = path(id);
  if (!is_wanted(file)) return false;
  return std::any_of(place_.targets.begin(), place_.targets.end(), [&](const Target& target) {
    if (!target.folder || !is_inside(target.path, file)) return false;
    std::string below = relative_path(target.path, file);  // not what terraform init put into .terraform
    return below.front() != '.' && below.find("/.") == std::string::npos;
  });
}

bool Workspace::is_wanted(const std::string& path) const {
  std::string relative = relative_path(place_.root, path);
  auto matches = [&](const std::string& glob) { return matches_path(glob, relative); };
  if (std::any_of(options_.exclude.begin(), options_.exclude.end(), matches)) return false;
  return options_.include.empty() || std::any_of(options_.include.begin(), options_.include.end(), matches);
}

bool Workspace::may_read(const std::string& path) const {
  struct stat info {};
  if (!paths_.allows(path) || ::lstat(path.c_str(), &info) != 0) return false;
  std::optional<std::string> real;
  if (S_ISLNK(info.st_mode)) {
    real = real_path(path);
  } else {  // most files of a folder are asked for: its own links are followed once
    std::string folder(parent_path(path));
    auto [known, is_new] = real_folders_.try_emplace(folder);
    if (is_new) known->second = real_path(folder);
    if (known->second) real = join_path(*known->second, file_name(path));
  }
  return real && paths_.allows(*real);
}

std::vector<std::string> Workspace::walk(const std::string& top) {
  std::vector<std::string> out;
  std::vector<std::string> folders = {top};
  while (!folders.empty()) {
    std::string folder = std::move(folders.back());
    folders.pop_back();
    bool readable = false;
    for (const Entry& entry : entries_of(folder, readable)) {
      if (++entries_ > options_.limits.folder_entries) return out;
      std::string path = join_path(folder, entry.name);
      if (entry.folder) {
        if (entry.name != "node_modules") folders.push_back(std::move(path));
        continue;
      }
      if (!is_candidate(entry.name)) continue;
      if (entry.link) {  // a link to a file that is walked over anyway would be judged twice
        auto real = real_path(path);
        if (!real || is_inside(top, *real) || !paths_.allows(*real)) continue;
      }
      out.push_back(std::move(path));
    }
    if (!readable) diagnostics_.add({Severity::Error, "unreadable", "cannot read this folder", {}, folder});
  }
  if (entries_ > options_.limits.folder_entries) {
    diagnostics_.add(
        {Severity::Error,
         "limit",
         fmt::format("stopped after {} folder entries; the rest was not read", options_.limits.folder_entries),
         {},
         top});
  }
  std::sort(out.begin(), out.end());
  return out;
}

void Workspace::load(const std::vector<std::string>& wanted) {
  std::vector<Loaded> loading;
  for (const std::string& path : wanted) {
    if (!asked_.insert(path).second) continue;
    if (by_path_.size() + loading.size() >= options_.limits.files) {
      diagnostics_.add({Severity::Error,
                        "limit",
                        fmt::format("more than {} files; the rest was not read", options_.limits.files),
                        {},
                        path});
      break;
    }
    loading.push_back({path, {}, false});
  }
  for_each_index(loading.size(), options_.jobs, [&](size_t i) {
    Loaded& each = loading[i];
    each.text = read_text_file(each.path, options_.limits.file_bytes);
    // Most JSON of a repository is none of ours.
    each.ours = !is_plain_json(each.path) || may_be_ours(each.text.bytes);
  });
  for (const Loaded& each : loading) load_bicep_configs(each.path);
  for (Loaded& each : loading) keep(std::move(each));

  size_t first = files_.size();
  files_.resize(sources_.size());
  references_.resize(sources_.size());
  for_each_index(files_.size() - first, options_.jobs, [&](size_t i) {
    FileId id = static_cast<FileId>(first + i);
    files_[id] = parse(sources_.file(id));
    if (files_[id].kind != FileKind::None) references_[id] = references_of(files_[id], path(id), paths_);
  });
  for (size_t id = first; id < files_.size(); ++id) {
    if (files_[id].kind == FileKind::None) continue;
    by_path_[path(static_cast<FileId>(id))] = static_cast<FileId>(id);
    if (files_[id].kind == FileKind::Terraform) {
      terraform_[std::string(parent_path(path(static_cast<FileId>(id))))].push_back(static_cast<FileId>(id));
    }
  }
}

void Workspace::keep(Loaded&& loaded) {
  ReadProblem problem = loaded.text.problem;
  if (problem == ReadProblem::None) {
    if (loaded.ours) sources_.add(std::move(loaded.path), std::move(loaded.text.bytes));
    return;
  }
  // JSON that may be anybody's is passed over; one that cannot even be opened may be ours.
  if (problem != ReadProblem::Unreadable && !loaded.ours) return;
  diagnostics_.add({Severity::Error, problem_code(problem), loaded.text.message, {}, loaded.path});
}

void Workspace::load_bicep_configs(const std::string& path) {
  if (!has_suffix(path, ".bicep") && !has_suffix(path, ".bicepparam")) return;
  for (std::string_view folder = parent_path(path); is_inside(place_.root, folder); folder = parent_path(folder)) {
    if (!configured_.emplace(folder).second) return;  // and so were those above it
    std::string config = join_path(folder, "bicepconfig.json");
    for (int depth = 0; depth < kMaxExtendedConfigs; ++depth) {
      struct stat info {};
      if (::stat(config.c_str(), &info) != 0 || !may_read(config)) break;
      TextFile text = read_text_file(config, options_.limits.file_bytes);
      if (text.problem != ReadProblem::None) break;
      std::string base = paths_.add_bicep_config(std::string(folder), text.bytes);
      if (base.empty()) break;
      config = join_path(parent_path(config), base);
    }
    if (folder == "/") return;
  }
}

void Workspace::load_terraform_folder(const std::string& folder, std::vector<std::string>& out) {
  if (!folders_.insert(folder).second || !may_read(folder)) return;
  bool readable = false;
  for (const Entry& entry : entries_of(folder, readable)) {
    std::string path = join_path(folder, entry.name);
    if (entry.folder ||
        !(is_terraform(entry.name) || has_suffix(entry.name, ".tfvars") || has_suffix(entry.name, ".tfvars.json")))
      continue;
    if (!entry.link || may_read(path)) out.push_back(std::move(path));
  }
  std::string manifest = join_path(folder, ".terraform/modules/modules.json");
  struct stat info {};
  if (::stat(manifest.c_str(), &info) == 0 && may_read(manifest)) {
    TextFile text = read_text_file(manifest, options_.limits.file_bytes);
    if (text.problem == ReadProblem::None) paths_.add_manifest(folder, text.bytes);
  }
}

void Workspace::follow_references() {
  while (followed_ < files_.size()) {
    std::vector<std::string> next;
    size_t begin = std::exchange(followed_, files_.size());
    for (size_t id = begin; id < files_.size(); ++id) {
      for (const FileReference& reference : references_[id]) {
        if (reference.folder) {
          load_terraform_folder(reference.path, next);
        } else if (!asked_.count(reference.path) && may_read(reference.path)) {
          next.push_back(reference.path);
        }
      }
      if (files_[id].kind == FileKind::Terraform)
        load_terraform_folder(std::string(parent_path(path(static_cast<FileId>(id)))), next);
    }
    for (const std::string& folder : paths_.installed_folders()) load_terraform_folder(folder, next);
    std::sort(next.begin(), next.end());
    next.erase(std::unique(next.begin(), next.end()), next.end());
    load(next);
  }
  for (auto& [folder, files] : terraform_) {
    std::sort(files.begin(), files.end(), [&](FileId a, FileId b) { return path(a) < path(b); });
  }
}

void Workspace::read() {
  std::vector<std::string> paths, named;
  for (const Target& target : place_.targets) {
    if (target.folder) {
      for (std::string& path : walk(target.path)) {
        if (is_wanted(path)) paths.push_back(std::move(path));
      }
    } else if (is_candidate(target.path) && is_wanted(target.path)) {
      named.push_back(target.path);
    }
  }
  paths.insert(paths.end(), named.begin(), named.end());
  paths.insert(paths.end(), options_.more_files.begin(), options_.more_files.end());
  std::sort(paths.begin(), paths.end());
  paths.erase(std::unique(paths.begin(), paths.end()), paths.end());
  load(paths);
  for (const std::string& path : named) {
    if (FileId id = find(path); id != kNoFile) named_.insert(id);
  }
  if (!named_.empty()) Users(*this).load();
  follow_references();
}

Diagnostics Workspace::take_diagnostics() {
  Diagnostics out = std::move(diagnostics_);
  for (ParsedFile& file : files_) out.append(std::move(file.diagnostics));
  return out;
}

uint64_t Workspace::bytes() const {
  uint64_t total = 0;
  for (size_t id = 0; id < sources_.size(); ++id) total += sources_.file(static_cast<FileId>(id)).bytes.size();
  return total;
}

}  // namespace ringfence
