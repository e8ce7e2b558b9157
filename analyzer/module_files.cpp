// What load*() functions and fileset() may learn of the project's folders and of files that are not text.

#include <dirent.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>

#include "analyzer/module_cache.h"
#include "analyzer/paths.h"
#include "analyzer/text_file.h"

namespace ringfence {

namespace {

// What the compiler embeds is smaller by far (Azure/bicep, LanguageConstants.cs: 1 MB).
constexpr uint64_t kMaxBytes = 4ull * 1024 * 1024;
constexpr uint64_t kMaxTotal = 256ull * 1024 * 1024;
constexpr size_t kMaxFiles = 10'000;
constexpr size_t kMaxEntries = 20'000;

bool is_folder(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

/// A link may lead anywhere: to a folder that holds it, or out of the project.
FolderEntry::Kind kind_of_folder(const ModulePaths& paths, const std::string& folder, const std::string& path) {
  struct stat info {};
  if (::lstat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode)) return FolderEntry::Kind::Folder;
  auto real = real_path(path), holder = real_path(folder);
  if (!real || !holder || !paths.allows(*real)) return FolderEntry::Kind::Outside;
  return (*holder + "/").starts_with(*real + "/") ? FolderEntry::Kind::Loop : FolderEntry::Kind::Folder;
}

}  // namespace

std::optional<std::string_view> ModuleCache::read_bytes(FileId from, std::string_view path, std::string& error) {
  std::string located = locate(from, path, error);
  if (located.empty()) return std::nullopt;
  std::lock_guard<std::mutex> lock(mutex_);
  std::unique_ptr<Text>& kept = binaries_[located];
  if (!kept) {
    kept = std::make_unique<Text>();
    TextFile file = read_binary_file(located, kMaxBytes);
    kept->error = file.message;
    if (file.problem == ReadProblem::None && text_bytes_ + file.bytes.size() > kMaxTotal) {
      kept->error = "not read: the files that templates load are too large together";
    } else if (file.problem == ReadProblem::None) {
      kept->bytes = std::move(file.bytes);
      text_bytes_ += kept->bytes.size();
    }
  }
  if (!kept->error.empty()) {
    error = fmt::format("file '{}': {}", path, kept->error);
    return std::nullopt;
  }
  return kept->bytes;
}

std::optional<std::vector<std::string>> ModuleCache::list_files(FileId from, std::string_view folder,
                                                                std::string& error) {
  std::string located = locate(from, folder, error);
  if (located.empty()) {
    error = fmt::format("folder '{}' does not exist in the project", folder);
    return std::nullopt;
  }
  DIR* directory = is_folder(located) ? ::opendir(located.c_str()) : nullptr;
  if (!directory) {
    error = fmt::format("'{}' is not a folder that can be read", folder);
    return std::nullopt;
  }
  std::vector<std::string> names;
  while (const dirent* each = ::readdir(directory)) {
    struct stat info {};
    std::string path = join_path(located, each->d_name);
    if (::stat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode)) names.emplace_back(each->d_name);
    if (names.size() > kMaxFiles) break;
  }
  ::closedir(directory);
  if (names.size() > kMaxFiles) {
    error = fmt::format("folder '{}' holds more than {} files", folder, kMaxFiles);
    return std::nullopt;
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::optional<std::vector<FolderEntry>> ModuleCache::list_folder(FileId from, std::string_view folder,
                                                                 std::string& error) {
  std::vector<FolderEntry> out;
  bool missing = false;
  std::string located = locate(from, folder, error, &missing);
  if (located.empty() && !missing) return std::nullopt;
  if (located.empty() || !is_folder(located)) return out;
  DIR* directory = ::opendir(located.c_str());
  if (!directory) {
    error = fmt::format("folder '{}' cannot be read", folder);
    return std::nullopt;
  }
  // One more than a caller takes, so that it sees there is more.
  while (const dirent* each = ::readdir(directory)) {
    std::string name = each->d_name;
    struct stat info {};
    if (name == "." || name == ".." || ::stat(join_path(located, name).c_str(), &info) != 0) continue;
    std::string path = join_path(located, name);
    if (S_ISREG(info.st_mode))
      out.push_back({FolderEntry::Kind::File, std::move(name)});
    else if (S_ISDIR(info.st_mode))
      out.push_back({kind_of_folder(workspace_.module_paths(), located, path), std::move(name)});
    if (out.size() > kMaxEntries) break;
  }
  ::closedir(directory);
  std::sort(out.begin(), out.end(), [](const FolderEntry& a, const FolderEntry& b) { return a.name < b.name; });
  return out;
}

}  // namespace ringfence
