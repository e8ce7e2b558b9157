#pragma once
// The JSON tree that the published tree-sitter grammar makes of a text: the measure for our own reader.

#include <optional>

#include "parsers/syntax/json_tree.h"

namespace ringfence::testing {

/// None when the grammar finds an error. It knows neither trailing commas nor single quotes nor line ends in strings.
std::optional<syntax::JsonTree> tree_sitter_json(const SourceFile& source);

}  // namespace ringfence::testing
