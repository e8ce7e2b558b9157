// Workflow commands, which GitHub Actions turns into annotations of the changed lines. Paths are
// relative to the repository; `%`, line ends and, in properties, `:` and `,` are escaped as the runner
// expects (actions/toolkit, packages/core/src/command.ts), so that no template can issue a command.

#include <fmt/format.h>

#include "analyzer/report/words.h"

namespace ringfence {

namespace {

std::string escape_data(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c == '%')
      out += "%25";
    else if (c == '\r')
      out += "%0D";
    else if (c == '\n')
      out += "%0A";
    else
      out += c;
  }
  return out;
}

std::string escape_property(std::string_view text) {
  std::string out;
  for (char c : escape_data(text)) {
    if (c == ':')
      out += "%3A";
    else if (c == ',')
      out += "%2C";
    else
      out += c;
  }
  return out;
}

std::string_view command_of(const Finding& finding) {
  if (finding.verdict != Verdict::Fail) return "notice";
  std::string_view level = problem_level(finding.severity);
  return level == "info" ? "notice" : level;
}

std::string place_of(const ScanReport& report, const Span& span) {
  PositionRange range = report.sources->range(span);
  std::string file = shown_path(report.repository, report.sources->file(span.file).path);
  std::string out =
      fmt::format("file={},line={},endLine={}", escape_property(printable(file)), range.begin.line, range.end.line);
  // The runner takes columns only within one line.
  if (range.begin.line == range.end.line)
    out += fmt::format(",col={},endColumn={}", range.begin.column, range.end.column);
  return out;
}

}  // namespace

std::string render_github(const ScanReport& report, const RenderOptions&) {
  std::string out;
  for (const Finding& each : report.findings) {
    Span span = each.span.valid() ? each.span : each.block;
    std::string place = span.valid() ? place_of(report, span) + "," : "";
    std::string verdict = each.verdict == Verdict::Fail ? "" : fmt::format("{}: ", verdict_name(each.verdict));
    out += fmt::format("::{} {}title={}::{}{}\n", command_of(each), place,
                       escape_property(printable(each.rule + " " + each.title)), verdict,
                       escape_data(printable(each.message)));
  }
  for (const Diagnostic& each : report.diagnostics) {
    std::string_view command = each.severity == Severity::Error     ? "error"
                               : each.severity == Severity::Warning ? "warning"
                                                                    : "notice";
    std::string place;
    if (each.span.valid())
      place = place_of(report, each.span) + ",";
    else if (!each.path.empty())
      place = fmt::format("file={},", escape_property(printable(shown_path(report.repository, each.path))));
    out +=
        fmt::format("::{} {}title=ringfence {}::{}\n", command, place, each.code, escape_data(printable(each.message)));
  }
  return out;
}

}  // namespace ringfence
