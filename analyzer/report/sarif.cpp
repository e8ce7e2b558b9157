// SARIF 2.1.0 (OASIS), as code scanning services take it: rules with help, `security-severity`, paths
// relative to the repository through originalUriBaseIds, stable fingerprints.

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "analyzer/report/words.h"

namespace ringfence {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kBase = "SRCROOT";

std::string_view sarif_level(Level level) {
  std::string_view name = problem_level(level);
  return name == "info" ? "note" : name;
}

/// GitHub's ranges: over 9.0 is critical, from 7.0 high, from 4.0 medium, below low.
std::string_view security_severity(Level level) {
  switch (level) {
    case Level::Critical:
      return "9.5";
    case Level::High:
      return "8.0";
    case Level::Medium:
      return "5.5";
    case Level::Low:
      return "3.0";
    case Level::Info:
      return "0.5";
  }
  return "0.0";
}

/// "[x](y)" in a message would be a link.
std::string without_links(std::string text) {
  for (size_t at = text.find("]("); at != std::string::npos; at = text.find("](", at + 2)) text.insert(at + 1, 1, ' ');
  return text;
}

Json artifact_of(const ScanReport& report, std::string_view path) {
  std::string shown = shown_path(report.repository, path);
  Json out{{"uri", uri_of(shown)}};
  if (shown.empty() || shown.front() != '/') out["uriBaseId"] = kBase;
  return out;
}

Json location_of(const ScanReport& report, const Span& span) {
  PositionRange range = report.sources->range(span);
  Json physical;
  physical["artifactLocation"] = artifact_of(report, report.sources->file(span.file).path);
  physical["region"] = {{"startLine", range.begin.line},
                        {"startColumn", range.begin.column},
                        {"endLine", range.end.line},
                        {"endColumn", range.end.column}};
  return {{"physicalLocation", std::move(physical)}};
}

std::string help_markdown(const RuleInfo& rule) {
  std::string out =
      fmt::format("**{}** ({}, {})\n\n{}\n", rule.title, rule.category, level_name(rule.severity), rule.why);
  if (!rule.fix.empty()) out += fmt::format("\n**How to mend it**\n\n```\n{}\n```\n", rule.fix);
  if (!rule.references.empty()) out += "\n";
  for (const std::string& reference : rule.references) out += fmt::format("- <{}>\n", reference);
  return out;
}

Json rule_of(const RuleInfo& rule) {
  Json out;
  out["id"] = rule.id;
  out["name"] = rule.slug;
  out["shortDescription"] = {{"text", rule.title}};
  out["fullDescription"] = {{"text", rule.why.empty() ? rule.title : rule.why}};
  std::string plain = rule.why.empty() ? rule.title : rule.why;
  if (!rule.fix.empty()) plain += "\n\n" + rule.fix;
  out["help"] = {{"text", plain}, {"markdown", help_markdown(rule)}};
  if (!rule.references.empty()) out["helpUri"] = rule.references.front();
  out["defaultConfiguration"] = {{"level", sarif_level(rule.severity)}};
  Json tags = Json::array({"security", rule.category});
  for (const std::string& tag : rule.tags) tags.push_back(tag);
  out["properties"] = {
      {"tags", std::move(tags)}, {"precision", "high"}, {"security-severity", security_severity(rule.severity)}};
  return out;
}

Json result_of(const ScanReport& report, const Finding& in) {
  Json out;
  out["ruleId"] = in.rule;
  auto rule = std::lower_bound(report.rules.begin(), report.rules.end(), in.rule,
                               [](const RuleInfo& each, const std::string& id) { return each.id < id; });
  if (rule != report.rules.end() && rule->id == in.rule) out["ruleIndex"] = rule - report.rules.begin();
  bool fails = in.verdict == Verdict::Fail;
  out["kind"] = fails ? "fail" : in.verdict == Verdict::Pass ? "pass" : "open";
  out["level"] = fails ? sarif_level(in.severity) : "none";
  std::string needs = needs_words(in);
  out["message"] = {{"text", without_links(needs.empty() ? in.message : in.message + " (" + needs + ")")}};
  Span span = in.span.valid() ? in.span : in.block;
  if (span.valid()) {
    Json location = location_of(report, span);
    location["logicalLocations"] = Json::array({{{"fullyQualifiedName", in.resource.address}, {"kind", "resource"}}});
    out["locations"] = Json::array({std::move(location)});
  }
  Json related = Json::array();
  for (const RelatedPlace& place : in.related) {
    if (!place.span.valid()) continue;
    Json each = location_of(report, place.span);
    each["id"] = related.size() + 1;
    each["message"] = {{"text", without_links(place.message)}};
    related.push_back(std::move(each));
  }
  if (!related.empty()) out["relatedLocations"] = std::move(related);
  if (!in.fingerprint.empty()) out["partialFingerprints"] = {{"ringfence/v1", in.fingerprint}};
  out["properties"] = {{"severity", level_name(in.severity)}, {"resourceType", in.resource.type}, {"root", in.root}};
  return out;
}

Json notification_of(const ScanReport& report, const Diagnostic& in) {
  Json out;
  out["descriptor"] = {{"id", in.code}};
  out["level"] = diagnostic_level(in.severity);
  out["message"] = {{"text", without_links(in.message)}};
  if (in.span.valid()) {
    out["locations"] = Json::array({location_of(report, in.span)});
  } else if (!in.path.empty()) {
    out["locations"] = Json::array({{{"physicalLocation", {{"artifactLocation", artifact_of(report, in.path)}}}}});
  }
  return out;
}

}  // namespace

std::string render_sarif(const ScanReport& report, const RenderOptions&) {
  Json driver{{"name", "ringfence"},
              {"version", RINGFENCE_VERSION},
              {"semanticVersion", RINGFENCE_VERSION},
              {"rules", Json::array()}};
  for (const RuleInfo& rule : report.rules) driver["rules"].push_back(rule_of(rule));
  Json run;
  run["tool"] = {{"driver", std::move(driver)}};
  Json invocation{{"executionSuccessful", true}, {"toolExecutionNotifications", Json::array()}};
  for (const Diagnostic& each : report.diagnostics) {
    invocation["toolExecutionNotifications"].push_back(notification_of(report, each));
  }
  run["invocations"] = Json::array({std::move(invocation)});
  std::string base = report.repository == "/" ? "/" : report.repository + "/";
  run["originalUriBaseIds"] = {{kBase, {{"uri", uri_of(base)}}}};
  run["columnKind"] = "unicodeCodePoints";
  run["results"] = Json::array();
  for (const Finding& each : report.findings) run["results"].push_back(result_of(report, each));
  Json out;
  out["$schema"] = "https://json.schemastore.org/sarif-2.1.0.json";
  out["version"] = "2.1.0";
  out["runs"] = Json::array({std::move(run)});
  return out.dump(2, ' ', /*ensure_ascii=*/true, Json::error_handler_t::replace) + "\n";
}

}  // namespace ringfence
