#pragma once
// From the bytes of a JSON file to a JsonTree.
//
// Well-formed text is read in one pass without tree-sitter. Well-formed is what the deployment
// engine and its tools take: RFC 8259, plus // and /* */ comments, line ends inside strings, and a
// comma before a closing bracket (told in a note). Anything else goes through tree-sitter-json
// (json_recover.cpp), whose tokens and errors give the values that can still be told apart.

#include "parsers/diagnostic.h"
#include "parsers/syntax/json_tree.h"

namespace ringfence::syntax {

/// Reads the whole file. Errors are "syntax-error" diagnostics; `well_formed` is false when there are any.
/// Nesting is not limited here (no recursion); walkers are.
JsonTree read_json(const SourceFile& source, Diagnostics& diagnostics);

/// The way of broken text, for any text: through tree-sitter's tokens, or, of a large text, scan_json.
/// Called by read_json and by tests.
JsonTree recover_json(const SourceFile& source, Diagnostics& diagnostics);

/// The same in one pass of our own, without diagnostics: time and memory are linear in the size.
JsonTree scan_json(const SourceFile& source);

}  // namespace ringfence::syntax
