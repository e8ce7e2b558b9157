#pragma once
// The text of a JSON string, decoded, and the way from an offset in it back to the file.
//
// ARM expressions and Terraform templates stand inside JSON strings; the parts of such an
// expression get exact spans although escapes make the decoded text shorter than the file's.

#include <cstdint>
#include <span>
#include <string_view>

#include "parsers/arena.h"
#include "parsers/syntax/json_tree.h"

namespace ringfence::syntax {

/// From decoded offset `decoded` on (until the next step) the file's offset is `source` plus the distance.
struct TextStep {
  uint32_t decoded = 0;
  uint32_t source = 0;
};

struct TextMap {
  FileId file = kNoFile;
  uint32_t begin = 0;               // file offset of the text's first byte
  std::span<const TextStep> steps;  // in the arena; empty when nothing was escaped

  uint32_t source_offset(uint32_t decoded) const;
  /// File span of the decoded range [from, to).
  Span span(uint32_t from, uint32_t to) const { return {file, source_offset(from), source_offset(to)}; }
};

struct JsonText {
  std::string_view text;  // in the source's bytes when nothing was escaped, else in the arena
  TextMap map;
};

/// Decodes a string node. A lone surrogate becomes U+FFFD; an escape JSON does not have stands for itself.
JsonText decode_string(const JsonTree& tree, JsonIndex string, Arena& arena);

}  // namespace ringfence::syntax
