#pragma once
// What is wrong with a broken declaration, in words. The syntax tree only says where the parser had to
// skip or invent something; this says what should have stood there.

#include <cstddef>
#include <cstdint>

#include "parsers/diagnostic.h"
#include "parsers/syntax/tree.h"

namespace ringfence::bicep {

/// Appends at most `limit` "syntax-error" diagnostics for the errors of the tree, each at the place
/// where reading went wrong, in tree order. Byte 0 of the tree's text is byte `shift` of its file.
void report_errors(const syntax::SyntaxTree& tree, int64_t shift, size_t limit, Diagnostics& diagnostics);

}  // namespace ringfence::bicep
