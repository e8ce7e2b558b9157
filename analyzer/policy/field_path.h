#pragma once
// From the text of a field path ("properties.a[*].b", "tags['x.y']") to its steps.

#include <string>
#include <string_view>

#include "analyzer/policy/condition.h"
#include "parsers/arena.h"

namespace ringfence {

/// The path in `arena`; `error` says what is wrong with it, else stays empty.
FieldPath parse_field_path(std::string_view text, Arena& arena, std::string& error);

/// Does `path` begin with all steps of `prefix`?
bool has_prefix(std::span<const PathStep> path, std::span<const PathStep> prefix);

/// Dotted text of steps: "properties.a[*].b".
std::string path_text(std::span<const PathStep> steps);

}  // namespace ringfence
