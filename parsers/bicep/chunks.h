#pragma once
// Where the declarations of a Bicep file with a syntax error begin, told without parsing it.
//
// The parser's own recovery may give up everything after an error and is quadratic; a declaration
// begins with a keyword at the start of a line, so a broken file is read declaration by declaration.

#include <cstdint>
#include <string_view>
#include <vector>

namespace ringfence::bicep {

/// A declaration with its decorators and the comments after the one before; together they are the whole text.
struct Chunk {
  uint32_t begin = 0, end = 0;
  uint32_t depth = 0;             // of its most nested bracket, or sign before an operand
  bool unclosed_comment = false;  // it is one that goes on to the end of the text
};

/// In one pass over the text. A declaration's keyword counts outside strings and comments, on a line
/// that is outside all brackets or begins with it (so that a bracket left open costs one declaration).
std::vector<Chunk> split_declarations(std::string_view text);

}  // namespace ringfence::bicep
