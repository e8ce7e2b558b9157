#pragma once
// What an expression names that it does not bind itself. Terraform looks at that before it evaluates anything: an
// expression on its own, or a template's text, has nothing but its own names.

#include "parsers/expr.h"

namespace ringfence {

/// The first reference to something other than a local, `path` or `terraform`; null when there is none.
const Reference* free_reference(const Expr* expr, int depth = 0);

}  // namespace ringfence
