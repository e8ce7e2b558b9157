#pragma once
// Path patterns of .ringfence.yaml: `*` and `?` within one folder, `**` across folders, `[abc]`.
// A pattern without a `/` (but at its end) matches at any depth, as in .gitignore; a pattern that
// matches a folder matches all that is in it.

#include <string_view>

namespace ringfence {

/// Does `pattern` match `path` (relative, with `/`), or a folder above it?
bool matches_path(std::string_view pattern, std::string_view path);

}  // namespace ringfence
