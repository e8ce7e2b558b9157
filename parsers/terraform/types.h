#pragma once
// Type constraints of variables: `list(object({ a = optional(string, "x") }))`, read as an expression
// first, and the quoted or bare spellings of Terraform 0.11 ("string", list).

#include "parsers/template.h"
#include "parsers/terraform/expression.h"

namespace ringfence::terraform {

/// Never null: what is no type is Any.
const TypeExpr* type_constraint(const Expr* expr, Arena& arena);
/// The type of a variable that names none.
const TypeExpr* any_type(Arena& arena);

}  // namespace ringfence::terraform
