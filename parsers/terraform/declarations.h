#pragma once
// Declarations: what the top-level blocks of one file mean. Body (of either syntax) -> Template.

#include "parsers/diagnostic.h"
#include "parsers/template.h"
#include "parsers/terraform/body.h"

namespace ringfence::terraform {

/// A fragment of the folder's module; `comments` are the file's suppressions.
const Template* lower_declarations(const Body& file, std::span<const Comment> comments, FileId id, Arena& arena,
                                   Diagnostics& diagnostics);

/// `name = value` for each variable: a .tfvars file.
const ParameterFile* lower_variable_values(const Body& file, FileId id, Arena& arena);

}  // namespace ringfence::terraform
