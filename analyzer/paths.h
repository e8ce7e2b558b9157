#pragma once
// Path arithmetic on absolute, normalized paths with `/`. Nothing here looks at the disk but
// `real_path`, which is how a symlink or `..` is kept from leaving the scanned root.

#include <optional>
#include <string>
#include <string_view>

namespace ringfence {

/// `path` seen from `folder`, without `.`, `..` and doubled slashes. An absolute `path` stays where it is.
std::string join_path(std::string_view folder, std::string_view path);
/// "/a/b" of "/a/b/c"; "/" of "/a".
std::string_view parent_path(std::string_view path);
/// "c" of "/a/b/c".
std::string_view file_name(std::string_view path);
/// Is `path` the folder itself or something in it?
bool is_inside(std::string_view folder, std::string_view path);
/// `path` as seen from `folder`, with `..` where it must; "." for the folder itself.
std::string relative_path(std::string_view folder, std::string_view path);
/// Relative to `folder` inside it, absolute outside.
std::string display_path(std::string_view folder, std::string_view path);

/// With all symlinks resolved; nullopt when there is no such file.
std::optional<std::string> real_path(const std::string& path);
std::string current_directory();

bool has_suffix(std::string_view path, std::string_view lower_case_suffix);

}  // namespace ringfence
