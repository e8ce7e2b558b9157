#pragma once
// ARM JSON: deployment templates and parameter files. Comes from parse.cpp; uses the spanned JSON
// tree and the ARM expression parser (expression.h).

#include "parsers/parse.h"

namespace ringfence {

/// Decides by content whether the JSON is a template or a parameter file, and lowers it into `out`.
/// JSON that is neither leaves `out.kind` None without a diagnostic.
void parse_arm(const SourceFile& source, ParsedFile& out);

/// Does a "$schema" in the raw text name a deployment template or parameter file?
bool has_deployment_schema(std::string_view json);

/// A text as it stands in a template: "[concat('a', 'b')]" or plain (for `ringfence eval --language arm`).
const Expr* parse_arm_expression(const SourceFile& source, Arena& arena, Diagnostics& diagnostics);

}  // namespace ringfence
