// One line per finding, as editors' problem matchers and grep take it:
//   file:line:col: error|warning|info: message [RF-NET-001]

#include <fmt/format.h>

#include "analyzer/report/words.h"

namespace ringfence {

std::string render_problems(const ScanReport& report, const RenderOptions&) {
  std::string out;
  for (const Finding& each : report.findings) {
    Span span = each.span.valid() ? each.span : each.block;
    if (!span.valid()) continue;
    Position at = report.sources->position(span.file, span.begin);
    std::string verdict = each.verdict == Verdict::Fail ? "" : fmt::format("{}: ", verdict_name(each.verdict));
    std::string_view level = each.verdict == Verdict::Fail ? problem_level(each.severity) : "info";
    out += fmt::format("{}:{}:{}: {}: {}{} [{}]\n", printable_path(shown_file(report, span)), at.line, at.column, level,
                       verdict, printable(each.message), each.rule);
  }
  return out;
}

}  // namespace ringfence
