// The JSON report; docs/json.md documents it. Stable: fields are added, never renamed.

#include <nlohmann/json.hpp>

#include "analyzer/report/words.h"

namespace ringfence {

namespace {

using Json = nlohmann::ordered_json;

/// JSON text that a finding carries; what is not JSON is a string.
Json embedded(const std::string& text) {
  if (text.empty()) return nullptr;
  Json parsed = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  return parsed.is_discarded() ? Json(text) : parsed;
}

void add_place(Json& out, const ScanReport& report, const Span& span) {
  if (!span.valid()) return;
  PositionRange range = report.sources->range(span);
  out["file"] = shown_file(report, span);
  out["line"] = range.begin.line;
  out["column"] = range.begin.column;
  out["endLine"] = range.end.line;
  out["endColumn"] = range.end.column;
}

Json summary_of(const ScanReport& report) {
  const ReportSummary& in = report.summary;
  Json out;
  out["files"] = {{"arm", in.arm}, {"bicep", in.bicep}, {"terraform", in.terraform}};
  out["roots"] = in.roots;
  out["resources"] = in.resources;
  out["fail"] = in.fail;
  out["unknown"] = in.unknown;
  out["pass"] = in.pass;
  out["suppressed"] = in.suppressed;
  out["diagnostics"] = report.diagnostics.size();
  return out;
}

Json finding_of(const ScanReport& report, const Finding& in) {
  Json out;
  out["rule"] = in.rule;
  out["name"] = in.slug;
  out["title"] = in.title;
  out["severity"] = level_name(in.severity);
  out["category"] = in.category;
  out["verdict"] = verdict_name(in.verdict);
  out["message"] = in.message;
  out["resource"] = {
      {"type", in.resource.type}, {"name", in.resource.name}, {"address", in.resource.address}, {"id", in.resource.id}};
  add_place(out, report, in.span.valid() ? in.span : in.block);
  if (in.block.valid()) {
    PositionRange range = report.sources->range(in.block);
    out["blockFile"] = shown_file(report, in.block);
    out["blockLine"] = range.begin.line;
    out["blockEndLine"] = range.end.line;
  }
  out["root"] = in.root;
  out["property"] = in.property;
  out["actual"] = embedded(in.actual_json);
  out["expected"] = embedded(in.expected_json);
  out["because"] = in.because;
  out["conditional"] = in.conditional;
  if (in.verdict == Verdict::Unknown) {
    out["needs"] = Json::array();
    for (const Need& need : in.needs) out["needs"].push_back({{"kind", need.kind}, {"name", need.name}});
  }
  out["related"] = Json::array();
  for (const RelatedPlace& place : in.related) {
    if (!place.span.valid()) continue;
    Json each;
    add_place(each, report, place.span);
    each["message"] = place.message;
    out["related"].push_back(std::move(each));
  }
  out["instances"] = in.instances;
  out["fingerprint"] = in.fingerprint;
  if (!in.fix_json.empty()) out["fix"] = embedded(in.fix_json);
  return out;
}

Json diagnostic_of(const ScanReport& report, const Diagnostic& in) {
  Json out;
  out["severity"] = diagnostic_level(in.severity);
  out["code"] = in.code;
  out["message"] = in.message;
  add_place(out, report, in.span);
  if (!in.span.valid() && !in.path.empty()) out["file"] = shown_path(report.current, in.path);
  return out;
}

}  // namespace

std::string render_json(const ScanReport& report, const RenderOptions&) {
  Json out;
  out["schema"] = 1;
  out["tool"] = {{"name", "ringfence"}, {"version", RINGFENCE_VERSION}};
  out["summary"] = summary_of(report);
  out["findings"] = Json::array();
  for (const Finding& each : report.findings) out["findings"].push_back(finding_of(report, each));
  out["diagnostics"] = Json::array();
  for (const Diagnostic& each : report.diagnostics) out["diagnostics"].push_back(diagnostic_of(report, each));
  return out.dump(2, ' ', /*ensure_ascii=*/true, Json::error_handler_t::replace) + "\n";
}

}  // namespace ringfence
