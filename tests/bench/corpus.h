#pragma once
// The files of a folder that a scan reads as templates or parameter files, in memory.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ringfence::bench {

/// Languages as the published grammars divide them.
enum class Language : uint8_t { Json, Hcl, Bicep };
inline constexpr std::array kLanguages = {Language::Json, Language::Hcl, Language::Bicep};

struct File {
  std::string path;
  std::string bytes;
  Language language = Language::Json;
};

/// JSON that is not ours is left out: the scan passes over it, so the grammar need not parse it.
std::vector<File> read_corpus(const std::string& folder);

}  // namespace ringfence::bench
