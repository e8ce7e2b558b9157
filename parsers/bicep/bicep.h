#pragma once
// Bicep: .bicep and .bicepparam files to declarations, over our own tree-sitter grammar (grammar/).

#include "parsers/parse.h"

namespace ringfence {

void parse_bicep(const SourceFile& source, ParsedFile& out);
void parse_bicep_parameters(const SourceFile& source, ParsedFile& out);

/// One expression (for `ringfence eval --language bicep`).
const Expr* parse_bicep_expression(const SourceFile& source, Arena& arena, Diagnostics& diagnostics);

}  // namespace ringfence
