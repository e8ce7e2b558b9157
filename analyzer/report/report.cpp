#include "analyzer/report/report.h"

#include <algorithm>
#include <array>

#include "analyzer/report/words.h"

namespace ringfence {

namespace {

constexpr std::array kFormats = {
    ReportFormat{"text", render_text, false},     ReportFormat{"json", render_json, false},
    ReportFormat{"sarif", render_sarif, false},   ReportFormat{"problems", render_problems, true},
    ReportFormat{"github", render_github, false}, ReportFormat{"table", render_table, true},
};

}  // namespace

std::span<const ReportFormat> report_formats() { return kFormats; }

const ReportFormat* find_report_format(std::string_view name) {
  auto found =
      std::find_if(kFormats.begin(), kFormats.end(), [&](const ReportFormat& each) { return each.name == name; });
  return found == kFormats.end() ? nullptr : &*found;
}

std::string render_diagnostics(const ScanReport& report) {
  std::string out;
  for (const Diagnostic& each : report.diagnostics) out += diagnostic_line(report, each) + "\n";
  return out;
}

}  // namespace ringfence
