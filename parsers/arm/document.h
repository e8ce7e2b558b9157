#pragma once
// A JSON document that is no template but whose strings may hold the template language, such as an Azure Policy
// definition, as one expression: objects, arrays and literals as written, "[concat(...)]" parsed.
//
// Nothing here means anything: there are no declarations, no copy loops, no comments. Read by analyzer/azure_policies.

#include <span>
#include <string_view>

#include "parsers/arena.h"
#include "parsers/diagnostic.h"
#include "parsers/expr.h"
#include "parsers/source.h"

namespace ringfence::arm {

/// Members by name (ignoring case), wherever they stand.
struct DocumentNames {
  std::span<const std::string_view> skipped;  // left out: what is large and of no interest is then not parsed
  std::span<const std::string_view> plain;  // no expressions in it, even where a text begins with '[' and ends with ']'
};

/// The document; null after a diagnostic when nothing could be read. Lives in `arena` and in the source.
const Expr* read_document(const SourceFile& source, const DocumentNames& names, Arena& arena, Diagnostics& diagnostics);

}  // namespace ringfence::arm
