#pragma once
// From the bytes of a JSON file to a JsonTree.
//
// Well-formed text is read in one fast pass. Well-formed is what the deployment engine and its tools take: RFC 8259,
// plus // and /* */ comments, line ends inside strings, and, told in a note, a comma before a closing bracket and
// strings in single quotes. Anything else is read by recover_json, which says what is wrong and keeps the values
// that can still be told apart; of well-formed text it makes the same tree.

#include "parsers/diagnostic.h"
#include "parsers/syntax/json_tree.h"

namespace ringfence::syntax {

/// Names of properties counted. The deployment engine takes templates of 4 MB, which have some 200,000 values; a file
/// of this many still fits into 500 MB of memory.
inline constexpr size_t kMaxJsonValues = 1'000'000;

inline constexpr const char* kExpectedQuote = "expected a closing quote";
inline constexpr const char* kExpectedCommentEnd = "expected */ at the end of the comment";

/// Reads the whole file. Errors are "syntax-error" and "limit" diagnostics; `well_formed` is false when there are any.
/// Nesting is not limited here (no recursion); walkers are.
JsonTree read_json(const SourceFile& source, Diagnostics& diagnostics);

/// The way of broken text, for any text. Called by read_json and by tests.
JsonTree recover_json(const SourceFile& source, Diagnostics& diagnostics);

}  // namespace ringfence::syntax
