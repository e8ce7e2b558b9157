#pragma once
// What the scalars of YAML mean, whatever stands around them: plain ones by the core schema, the escapes of a quoted
// one, the lines of a block. Source: yaml.org/spec/1.2.2. Used by the reader of functions_arm_yaml.cpp.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/eval/value.h"
#include "parsers/arena.h"

namespace ringfence::yaml {

inline bool is_blank(char c) { return c == ' ' || c == '\t'; }

/// A plain scalar's meaning in the core schema.
Value plain_scalar(std::string_view text, Arena& arena);

/// How many hexadecimal digits follow this letter of an escape; 0: none do.
size_t digits_of_escape(char letter);
/// What an escape stands for; nullopt: it is none, or the digits are wrong.
std::optional<std::string> escaped(char letter, std::string_view digits);

/// The text of a block: `folded` (>) or literal (|), with what becomes of the breaks at its end: 'c' one stays, '-'
/// none,
/// '+' all.
std::string joined_lines(std::vector<std::string> lines, bool folded, char chomping);

}  // namespace ringfence::yaml
