#pragma once
// Terraform: .tf/.tofu/.tf.json files to fragments of a module, and .tfvars(.json) to parameter values.
// merge_terraform (declared in parse.h) makes one module of a folder's fragments.

#include "parsers/parse.h"

namespace ringfence {

void parse_terraform(const SourceFile& source, ParsedFile& out);
void parse_terraform_json(const SourceFile& source, ParsedFile& out);
void parse_terraform_vars(const SourceFile& source, ParsedFile& out);
void parse_terraform_vars_json(const SourceFile& source, ParsedFile& out);

/// One HCL expression (for `ringfence eval --language terraform`, --var values).
const Expr* parse_terraform_expression(const SourceFile& source, Arena& arena, Diagnostics& diagnostics);

}  // namespace ringfence
