#pragma once
// The ARM template language: what stands between the brackets of "[concat('a', parameters('b'))]".
//
// From the decoded text of a JSON string to an Expr whose spans are exact in the file. Calls stay
// calls, but for those that name a declaration: parameters('x'), variables('x'), copyIndex(...) and
// lambdaVariables('x') with literal arguments become References, lambda(...) a LambdaExpr. Names are
// kept as written; they ignore case.

#include <string_view>

#include "parsers/arena.h"
#include "parsers/diagnostic.h"
#include "parsers/expr.h"
#include "parsers/syntax/json_reader.h"
#include "parsers/syntax/json_text.h"

namespace ringfence::arm {

/// Is the whole text an expression? It begins with '[' (not "[[") and ends with ']'.
bool is_arm_expression(std::string_view text);

/// The text of a string in a template: an expression, a literal, or a literal that begins with "[["
/// and ends with ']' (the engine drops one bracket). `whole` is the string's span with its quotes.
/// A syntax error is a diagnostic, and the value is the call "@error"(message).
const Expr* arm_string(const syntax::JsonText& text, Span whole, Arena& arena, Diagnostics& diagnostics);

/// The literal for a JSON null, bool or number; null for what is none of these.
const Expr* scalar(const syntax::JsonTree& tree, syntax::JsonIndex index, Arena& arena);

}  // namespace ringfence::arm
