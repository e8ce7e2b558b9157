#pragma once
// Characters as a user sees them: a letter with its marks, an emoji of several parts, a flag.
//
// Terraform's string functions count these, not code points. Used by them alone; the other languages count UTF-16
// units.

#include <cstdint>
#include <string_view>
#include <vector>

namespace ringfence {

/// The clusters of the text, in order; together they are the text.
std::vector<std::u32string_view> grapheme_clusters(std::u32string_view text);

}  // namespace ringfence
