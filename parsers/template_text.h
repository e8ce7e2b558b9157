#pragma once
// The text of a template by itself, as Terraform's templatefile() and templatestring() fill it.
//
// Made by parsers/terraform; analyzer/eval asks for it while it evaluates, because only then the text is known.

#include <span>
#include <string_view>

#include "parsers/arena.h"
#include "parsers/diagnostic.h"
#include "parsers/expr.h"

namespace ringfence {

/// Reads `${}` and `%{}` in the text, which must live as long as the arena; `names` are the variables it may use, as
/// locals. Places are nowhere: the text is no file of the scan. Null when there is an error in `diagnostics`.
const Expr* parse_template_text(std::string_view text, std::span<const std::string_view> names, Arena& arena,
                                Diagnostics& diagnostics);

}  // namespace ringfence
