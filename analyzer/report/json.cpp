// The JSON report; docs/json.md documents it. Stable: fields are added, never renamed.

#include "analyzer/report/indented_json.h"
#include "analyzer/report/words.h"

namespace ringfence {

namespace {

void write_embedded(IndentedJson& out, std::string_view name, const std::string& json) {
  out.key(name);
  if (json.empty()) {
    out.null();
  } else {
    out.embedded(json);
  }
}

void write_texts(IndentedJson& out, std::string_view name, const std::vector<std::string>& texts) {
  out.key(name);
  out.begin_array();
  for (const std::string& each : texts) out.value(each);
  out.end_array();
}

void write_place(IndentedJson& out, const ScanReport& report, const Span& span) {
  if (!span.valid()) return;
  PositionRange range = report.sources->range(span);
  out.member("file", shown_file(report, span));
  out.member("line", range.begin.line);
  out.member("column", range.begin.column);
  out.member("endLine", range.end.line);
  out.member("endColumn", range.end.column);
}

void write_summary(IndentedJson& out, const ScanReport& report) {
  const ReportSummary& in = report.summary;
  out.key("summary");
  out.begin_object();
  out.key("files");
  out.begin_object();
  out.member("arm", in.arm);
  out.member("bicep", in.bicep);
  out.member("terraform", in.terraform);
  out.end_object();
  out.member("roots", in.roots);
  out.member("resources", in.resources);
  out.member("fail", in.fail);
  out.member("unknown", in.unknown);
  out.member("pass", in.pass);
  out.member("suppressed", in.suppressed);
  out.member("diagnostics", report.diagnostics.size());
  out.end_object();
}

void write_resource(IndentedJson& out, const FindingResource& in) {
  out.key("resource");
  out.begin_object();
  out.member("type", in.type);
  out.member("name", in.name);
  out.member("address", in.address);
  out.member("id", in.id);
  out.end_object();
}

void write_needs(IndentedJson& out, const Finding& in) {
  out.key("needs");
  out.begin_array();
  for (const Need& need : in.needs) {
    out.begin_object();
    out.member("kind", need.kind);
    out.member("name", need.name);
    out.end_object();
  }
  out.end_array();
}

void write_parameter_files(IndentedJson& out, const Finding& in) {
  write_texts(out, "parameterFiles", in.parameter_files);
}

void write_related(IndentedJson& out, const ScanReport& report, const Finding& in) {
  out.key("related");
  out.begin_array();
  for (const RelatedPlace& place : in.related) {
    if (!place.span.valid()) continue;
    out.begin_object();
    write_place(out, report, place.span);
    out.member("message", place.message);
    out.end_object();
  }
  out.end_array();
}

void write_finding(IndentedJson& out, const ScanReport& report, const Finding& in) {
  out.begin_object();
  out.member("rule", in.rule);
  out.member("name", in.slug);
  out.member("title", in.title);
  out.member("severity", level_name(in.severity));
  out.member("category", in.category);
  out.member("verdict", verdict_name(in.verdict));
  out.member("message", in.message);
  write_resource(out, in.resource);
  write_place(out, report, in.span.valid() ? in.span : in.block);
  if (in.block.valid()) {
    PositionRange range = report.sources->range(in.block);
    out.member("blockFile", shown_file(report, in.block));
    out.member("blockLine", range.begin.line);
    out.member("blockEndLine", range.end.line);
  }
  out.member("root", in.root);
  out.member("property", in.property);
  write_embedded(out, "actual", in.actual_json);
  write_embedded(out, "expected", in.expected_json);
  out.member("because", in.because);
  out.member("conditional", in.conditional);
  if (in.verdict == Verdict::Unknown) write_needs(out, in);
  if (!in.fails_when_json.empty()) write_embedded(out, "failsWhen", in.fails_when_json);
  if (!in.parameter_files.empty()) write_parameter_files(out, in);
  write_related(out, report, in);
  out.member("instances", in.instances);
  out.member("fingerprint", in.fingerprint);
  if (!in.fix_json.empty()) write_embedded(out, "fix", in.fix_json);
  out.end_object();
}

void write_diagnostic(IndentedJson& out, const ScanReport& report, const Diagnostic& in) {
  out.begin_object();
  out.member("severity", diagnostic_level(in.severity));
  out.member("code", in.code);
  out.member("message", in.message);
  write_place(out, report, in.span);
  if (!in.span.valid() && !in.path.empty()) out.member("file", shown_path(report.current, in.path));
  out.end_object();
}

void write_framework(IndentedJson& out, const FrameworkReport& in) {
  out.begin_object();
  out.member("name", in.key);
  out.member("title", in.title);
  out.key("controls");
  out.begin_array();
  for (const ControlReport& control : in.controls) {
    out.begin_object();
    out.member("id", control.id);
    write_texts(out, "rules", control.rules);
    out.member("fail", control.counts.fail);
    out.member("unknown", control.counts.unknown);
    out.member("pass", control.counts.pass);
    out.member("suppressed", control.counts.suppressed);
    out.end_object();
  }
  out.end_array();
  write_texts(out, "withoutRule", in.open);
  out.member("notInTemplates", in.hidden);
  out.end_object();
}

}  // namespace

std::string render_json(const ScanReport& report, const RenderOptions&) {
  IndentedJson out;
  out.begin_object();
  out.member("schema", 1);
  out.key("tool");
  out.begin_object();
  out.member("name", "ringfence");
  out.member("version", RINGFENCE_VERSION);
  out.end_object();
  write_summary(out, report);
  out.key("findings");
  out.begin_array();
  for (const Finding& each : report.findings) write_finding(out, report, each);
  out.end_array();
  out.key("diagnostics");
  out.begin_array();
  for (const Diagnostic& each : report.diagnostics) write_diagnostic(out, report, each);
  out.end_array();
  if (!report.frameworks.empty()) {
    out.key("frameworks");
    out.begin_array();
    for (const FrameworkReport& each : report.frameworks) write_framework(out, each);
    out.end_array();
  }
  out.end_object();
  return out.take() + "\n";
}

}  // namespace ringfence
