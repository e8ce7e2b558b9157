#pragma once
// One file from disk, as UTF-8 text without a byte-order mark, or the reason why not.
//
// Used by workspace for templates and by module_cache for what loadTextContent() and file() name.

#include <cstdint>
#include <string>
#include <string_view>

namespace ringfence {

enum class ReadProblem : uint8_t {
  None,
  Unreadable,  // does not exist, no permission, not a regular file
  TooLarge,
  NotText  // binary, or not valid UTF-8 (UTF-16 with a byte-order mark is decoded)
};

struct TextFile {
  std::string bytes;
  ReadProblem problem = ReadProblem::None;
  std::string message;  // in words, when there is a problem
};

/// Never blocks on a pipe or device. With TooLarge and NotText `bytes` holds what was read (of a file that is
/// too large its first megabyte), so that the caller can tell whether it matters.
TextFile read_text_file(const std::string& path, uint64_t max_bytes);

/// The bytes as they are; `problem` is never NotText.
TextFile read_binary_file(const std::string& path, uint64_t max_bytes);

bool is_utf8(std::string_view bytes);

}  // namespace ringfence
