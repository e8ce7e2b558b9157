#pragma once
// What the formats share: shown paths, safe text, and words for severities and origins.

#include <string>
#include <string_view>

#include "analyzer/report/report.h"

namespace ringfence {

/// One line that does nothing to a terminal or a CI agent: control characters and bidirectional overrides as `\u{1b}`,
/// "##[" and "##vso[" broken, line ends as spaces, invalid UTF-8 as U+FFFD.
std::string printable(std::string_view text);
/// The same for a path that begins a line: "::error::x" is a workflow command there.
std::string printable_path(std::string_view path);
/// Does it begin with "##vso[" or "##["? CI agents take that for a command wherever it stands in a line.
bool is_agent_command(std::string_view text);

/// Relative to `folder` inside it, absolute outside.
std::string shown_path(std::string_view folder, std::string_view path);
/// As shown to the user: relative to the current folder.
std::string shown_file(const ScanReport& report, const Span& span);

/// error, warning or info: what editors and code scanning know.
std::string_view problem_level(Level level);

/// `file:line:col: error: message [code]`.
std::string diagnostic_line(const ScanReport& report, const Diagnostic& diagnostic);
std::string_view diagnostic_level(Severity severity);

/// A file: URI or a relative one, percent-encoded.
std::string uri_of(std::string_view path);

/// "the default of a parameter", "a parameter file" ...; empty for what was written in place.
std::string_view because_words(std::string_view because);
/// "needs parameter 'x', an output of module 'y'"; empty without needs.
std::string needs_words(const Finding& finding);

}  // namespace ringfence
