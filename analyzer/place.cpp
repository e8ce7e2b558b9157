#include "analyzer/place.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>

#include "analyzer/paths.h"

namespace ringfence {

namespace {

bool exists(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0;
}

bool is_folder(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

std::string common_folder(const std::vector<Target>& targets) {
  std::string common;
  for (const Target& target : targets) {
    std::string folder = target.folder ? target.path : std::string(parent_path(target.path));
    if (common.empty()) common = folder;
    while (!is_inside(common, folder)) common = std::string(parent_path(common));
  }
  return common;
}

/// The nearest folder at or above `folder`, not above `last`, that holds one of `names`; empty: none.
std::string nearest_with(std::string folder, const std::string& last, std::initializer_list<const char*> names) {
  while (true) {
    for (const char* name : names) {
      if (exists(join_path(folder, name))) return folder;
    }
    if (folder == last || folder == "/") return {};
    folder = std::string(parent_path(folder));
  }
}

}  // namespace

tl::expected<Place, std::string> find_place(const std::vector<std::string>& paths, const std::string& root) {
  Place place;
  place.current = current_directory();
  for (const std::string& path : paths) {
    auto real = real_path(join_path(place.current, path));
    if (!real) return tl::unexpected(fmt::format("{}: no such file or folder", path));
    place.targets.push_back({*real, is_folder(*real)});
  }
  std::string common = common_folder(place.targets);
  if (root.empty()) {
    place.root = nearest_with(common, "/", {".ringfence.yaml", ".git"});
    if (place.root.empty()) place.root = nearest_with(common, "/", {"bicepconfig.json"});
    if (place.root.empty()) place.root = common;
  } else {
    auto real = real_path(join_path(place.current, root));
    if (!real || !is_folder(*real)) return tl::unexpected(fmt::format("--root {}: no such folder", root));
    place.root = *real;
    for (size_t i = 0; i < paths.size(); ++i) {
      if (!is_inside(place.root, place.targets[i].path)) {
        return tl::unexpected(fmt::format("{} is outside --root {}", paths[i], root));
      }
    }
  }
  std::string configured = nearest_with(common, place.root, {".ringfence.yaml"});
  if (!configured.empty()) place.config_path = join_path(configured, ".ringfence.yaml");
  place.repository = nearest_with(place.root, "/", {".git"});
  if (place.repository.empty()) place.repository = place.root;
  return place;
}

}  // namespace ringfence
