#pragma once
// What a user would have to supply for a term to be known: the `needs` of findings and openings.

#include <string>
#include <string_view>

#include "analyzer/eval/symbol.h"

namespace ringfence {

struct Needed {
  std::string_view kind;  // parameter | variable | data | runtime | module | limit
  std::string name;       // of a parameter or module; else the term as canonical text
};

Needed needed_for(const Symbol& term);

}  // namespace ringfence
