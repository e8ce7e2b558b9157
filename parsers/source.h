#pragma once
// The bytes of the files that were read, and the way from a Span to a line and column.
//
// Filled by analyzer/workspace (which decides what may be read); parsers only look at the bytes.
// File ids are dense and never reused within one scan.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "parsers/span.h"

namespace ringfence {

/// 1-based. The column counts Unicode code points (SARIF's "unicodeCodePoints").
struct Position {
  uint32_t line = 0;
  uint32_t column = 0;
};

struct PositionRange {
  Position begin;
  Position end;  // exclusive: the position after the last character
};

/// One file, whole. `path` is absolute and normalized; `bytes` has no byte-order mark and is UTF-8.
struct SourceFile {
  FileId id = kNoFile;
  std::string path;
  std::string bytes;

  std::string_view text(const Span& span) const {
    return std::string_view(bytes).substr(span.begin, span.end - span.begin);
  }
};

/// Owns the files of a scan. Adding is serial; reading is safe from many threads.
class SourceMap {
 public:
  SourceFile& add(std::string path, std::string bytes);
  const SourceFile& file(FileId id) const { return *files_[id]; }
  size_t size() const { return files_.size(); }

  std::string_view text(const Span& span) const { return file(span.file).text(span); }
  PositionRange range(const Span& span) const;
  Position position(FileId file, uint32_t offset) const;
  /// The text of a 1-based line without its line end.
  std::string_view line(FileId file, uint32_t line) const;

 private:
  std::vector<std::unique_ptr<SourceFile>> files_;
  /// Made on first use by the (serial) report stage.
  struct Lines {
    std::vector<uint32_t> begins;      // offset of each line
    std::vector<uint32_t> characters;  // code points before each multiple of kCountedBytes: lines may be long
  };
  static constexpr uint32_t kCountedBytes = 4096;
  mutable std::vector<Lines> lines_;  // by file
  const Lines& lines_of(FileId file) const;
  uint32_t characters_before(FileId file, uint32_t offset) const;
};

}  // namespace ringfence
