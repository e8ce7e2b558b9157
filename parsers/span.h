#pragma once
// A place in the user's text: which file, and which bytes of it.
//
// Everything that is read keeps its Span; line and column are computed from it
// (SourceMap::position) only when something is printed. 12 bytes, copied freely.

#include <cstdint>

namespace ringfence {

using FileId = uint32_t;
inline constexpr FileId kNoFile = UINT32_MAX;

/// Half-open byte range [begin, end) of one file. A default Span is "nowhere".
struct Span {
  FileId file = kNoFile;
  uint32_t begin = 0;
  uint32_t end = 0;

  bool valid() const { return file != kNoFile; }
  bool contains(const Span& inner) const {
    return file == inner.file && begin <= inner.begin && inner.end <= end;
  }
  friend bool operator==(const Span&, const Span&) = default;
};

/// The smallest span that covers both; they must be of one file (else `a`).
inline Span cover(const Span& a, const Span& b) {
  if (!a.valid()) return b;
  if (!b.valid() || a.file != b.file) return a;
  return {a.file, a.begin < b.begin ? a.begin : b.begin, a.end > b.end ? a.end : b.end};
}

}  // namespace ringfence
