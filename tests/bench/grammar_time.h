#pragma once
// How long the published tree-sitter grammars (json 0.24, hcl 1.2, bicep 1.1) take to parse files.

#include <cstdint>
#include <vector>

#include "tests/bench/corpus.h"

namespace ringfence::bench {

struct GrammarTime {
  double seconds = 0;
  uint64_t files = 0, bytes = 0;
  uint64_t files_with_errors = 0;  // that the grammar could not parse whole
};

/// Parses all files of one language, one after the other with one parser; nothing but the parse is timed.
GrammarTime time_grammar(Language language, const std::vector<File>& files);

}  // namespace ringfence::bench
