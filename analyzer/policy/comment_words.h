#pragma once
// What a comment says about suppression, in our words or another analyzer's. Text in, words out; used by suppress.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ringfence {

enum class SuppressionTarget : uint8_t {
  Here,       // the declaration it stands in or above, or the line it ends
  NextLine,   // kics-scan ignore-line
  File        // kics-scan disable=
};

struct CommentWords {
  std::vector<std::string> names;
  bool foreign = false;
  SuppressionTarget target = SuppressionTarget::Here;
  std::string reason, until;
};

/// One entry per suppression in the comment; empty when there is none.
std::vector<CommentWords> read_comment(std::string_view text);

}  // namespace ringfence
