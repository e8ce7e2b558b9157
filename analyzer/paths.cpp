#include "analyzer/paths.h"

#include <unistd.h>

#include <algorithm>
#include <climits>
#include <cstdlib>
#include <vector>

namespace ringfence {

namespace {

void append_segments(std::string_view path, std::vector<std::string_view>& out) {
  while (!path.empty()) {
    size_t slash = path.find('/');
    std::string_view segment = path.substr(0, slash);
    if (segment == "..") {
      if (!out.empty()) out.pop_back();
    } else if (!segment.empty() && segment != ".") {
      out.push_back(segment);
    }
    if (slash == std::string_view::npos) break;
    path.remove_prefix(slash + 1);
  }
}

}  // namespace

std::string join_path(std::string_view folder, std::string_view path) {
  std::vector<std::string_view> segments;
  if (path.empty() || path.front() != '/') append_segments(folder, segments);
  append_segments(path, segments);
  std::string out;
  for (std::string_view segment : segments) out.append("/").append(segment);
  return out.empty() ? "/" : out;
}

std::string_view parent_path(std::string_view path) {
  size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return {};
  return path.substr(0, slash == 0 ? 1 : slash);
}

std::string_view file_name(std::string_view path) {
  size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

bool is_inside(std::string_view folder, std::string_view path) {
  if (folder == "/") return true;
  return path.substr(0, folder.size()) == folder && (path.size() == folder.size() || path[folder.size()] == '/');
}

std::string relative_path(std::string_view folder, std::string_view path) {
  std::vector<std::string_view> from, to;
  append_segments(folder, from);
  append_segments(path, to);
  size_t same = 0;
  while (same < from.size() && same < to.size() && from[same] == to[same]) ++same;
  std::string out;
  auto append = [&](std::string_view segment) {
    if (!out.empty()) out += '/';
    out += segment;
  };
  for (size_t i = same; i < from.size(); ++i) append("..");
  for (size_t i = same; i < to.size(); ++i) append(to[i]);
  return out.empty() ? "." : out;
}

std::string display_path(std::string_view folder, std::string_view path) {
  return is_inside(folder, path) ? relative_path(folder, path) : std::string(path);
}

std::optional<std::string> real_path(const std::string& path) {
  char* resolved = ::realpath(path.c_str(), nullptr);
  if (!resolved) return std::nullopt;
  std::string out = resolved;
  std::free(resolved);
  return out;
}

std::string current_directory() {
  std::vector<char> buffer(PATH_MAX);
  return ::getcwd(buffer.data(), buffer.size()) ? std::string(buffer.data()) : "/";
}

bool has_suffix(std::string_view path, std::string_view suffix) {
  if (path.size() < suffix.size()) return false;
  return std::equal(suffix.begin(), suffix.end(), path.end() - static_cast<std::ptrdiff_t>(suffix.size()),
                    [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b); });
}

}  // namespace ringfence
