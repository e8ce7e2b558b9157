// One line per rule: how often it failed, passed and could not be decided, and at the end which judged nothing.
// Controls of the frameworks that were asked for follow.

#include <fmt/format.h>

#include "analyzer/report/words.h"

namespace ringfence {

std::string coverage_words(const FrameworkReport& framework) {
  std::string out = fmt::format("{} of {} controls have a rule", framework.controls.size(), framework.all());
  if (!framework.open.empty()) out += fmt::format("; a template can show something of {} more", framework.open.size());
  if (framework.hidden > 0) out += fmt::format("; of {} it shows nothing (processes, people, running systems)", framework.hidden);
  return out;
}

std::string render_table(const ScanReport& report, const RenderOptions&) {
  std::string out = fmt::format("{:<16} {:<8} {:>6} {:>8} {:>6} {:>11}  {}\n", "rule", "severity", "fail", "unknown", "pass",
                                "suppressed", "title");
  std::string silent;
  auto is_silent = [](const VerdictCounts& counts) { return counts.fail + counts.unknown + counts.pass + counts.suppressed == 0; };
  for (const RuleInfo& rule : report.rules) {
    if (is_silent(rule.counts)) {
      silent += fmt::format("{}{}", silent.empty() ? "" : ", ", printable(rule.id));
      continue;
    }
    out += fmt::format("{:<16} {:<8} {:>6} {:>8} {:>6} {:>11}  {}\n", printable(rule.id), level_name(rule.severity),
                       rule.counts.fail, rule.counts.unknown, rule.counts.pass, rule.counts.suppressed,
                       printable(rule.title));
  }
  const ReportSummary& all = report.summary;
  out += fmt::format("{:<16} {:<8} {:>6} {:>8} {:>6} {:>11}\n", "all", "", all.fail, all.unknown, all.pass, all.suppressed);
  if (!silent.empty()) out += fmt::format("judged nothing: {}\n", silent);
  for (const FrameworkReport& framework : report.frameworks) {
    out += fmt::format("\n{}\n", printable(framework.title));
    for (const ControlReport& control : framework.controls)
      out += fmt::format("  {:<22} {:>6} {:>8} {:>6} {:>11}\n", printable(control.id), control.counts.fail,
                         control.counts.unknown, control.counts.pass, control.counts.suppressed);
    out += fmt::format("  {}\n", coverage_words(framework));
  }
  return out;
}

}  // namespace ringfence
