#pragma once
// The tree-sitter grammars that are linked in.

#include "parsers/syntax/tree.h"

namespace ringfence::syntax {

const Grammar& json_grammar();
const Grammar& bicep_grammar();

}  // namespace ringfence::syntax
