#include "parsers/syntax/grammars.h"

extern "C" {
const TSLanguage* tree_sitter_json();
const TSLanguage* tree_sitter_bicep();
}

namespace ringfence::syntax {

const Grammar& json_grammar() {
  static const Grammar grammar(tree_sitter_json());
  return grammar;
}

const Grammar& bicep_grammar() {
  static const Grammar grammar(tree_sitter_bicep());
  return grammar;
}

}  // namespace ringfence::syntax
