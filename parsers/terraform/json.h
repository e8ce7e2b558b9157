#pragma once
// JSON syntax: the JSON tree of a .tf.json or .tfvars.json file to a Body.
//
// Strings are templates, except where Terraform takes them as they are (labels, `source`, defaults of
// variables). Labels are nested objects, several blocks of one type an array. Without the provider's
// schema a nested block cannot be told from an argument: it stays the value that it is written as.

#include "parsers/terraform/body.h"

namespace ringfence::terraform {

/// Null when the file is no JSON object.
const Body* read_json_blocks(const SourceFile& source, Arena& arena, Diagnostics& diagnostics);
/// The members of the root as attributes with literal strings.
const Body* read_json_values(const SourceFile& source, Arena& arena, Diagnostics& diagnostics);

}  // namespace ringfence::terraform
