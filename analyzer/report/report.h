#pragma once
// ScanReport: all that a scan has to say, and the table of formats that say it.
//
// The last stage. A format is one function from a ScanReport to text (one file each); it escapes
// what templates put into messages for where the text goes. Nothing here reads or judges anything.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/policy/finding.h"
#include "parsers/diagnostic.h"
#include "parsers/source.h"

namespace ringfence {

/// How many findings, listed or not.
struct VerdictCounts {
  uint64_t fail = 0, unknown = 0, pass = 0, suppressed = 0;
  void add(const Finding& finding) {
    if (finding.suppressed) {
      ++suppressed;
      return;
    }
    fail += finding.verdict == Verdict::Fail;
    unknown += finding.verdict == Verdict::Unknown;
    pass += finding.verdict == Verdict::Pass;
  }
};

/// What a report says about a rule besides its findings.
struct RuleInfo {
  std::string id, slug, title, category, why, fix;  // fix: a sentence or snippet, may be empty
  Level severity = Level::Medium;
  std::vector<std::string> references;
  std::vector<std::string> tags;  // "mcsb:NS-2"
  VerdictCounts counts;
};

/// A control of a compliance framework, and what its rules found.
struct ControlReport {
  std::string id;
  std::vector<std::string> rules;  // those that were checked, by id
  VerdictCounts counts;
};

/// An edition of a compliance framework (`scan --framework`, `rules --framework`).
struct FrameworkReport {
  std::string key, title;               // "cis", "CIS Microsoft Azure Foundations 3.0.0"
  std::vector<ControlReport> controls;  // those that have a rule
  std::vector<std::string> open;        // a template can show something of them, and there is no rule
  uint64_t hidden = 0;                  // a template shows nothing of them
  uint64_t all() const { return controls.size() + open.size() + hidden; }
};

struct ReportSummary : VerdictCounts {
  uint64_t arm = 0, bicep = 0, terraform = 0;  // files that were read and parsed
  uint64_t roots = 0, resources = 0;
};

struct ScanReport {
  const SourceMap* sources = nullptr;
  std::string current;            // folder that shown paths are relative to
  std::string repository;         // folder that SARIF and GitHub paths are relative to
  std::vector<Finding> findings;  // to be listed, in order of place
  std::vector<Diagnostic> diagnostics;
  ReportSummary summary;
  std::vector<RuleInfo> rules;  // those that were checked, by id
  std::vector<FrameworkReport> frameworks;  // that --framework asks for
  std::vector<Span> secrets;    // texts of the sources that must not be quoted, by file and place
};

struct RenderOptions {
  bool color = false;
  bool quiet = false;
  bool info = false;  // text lists findings of severity info, too; otherwise it only counts them
};

struct ReportFormat {
  std::string_view name;
  std::string (*render)(const ScanReport&, const RenderOptions&);
  /// The format has no place for diagnostics: the caller prints them on standard error.
  bool diagnostics_apart = false;
};

std::span<const ReportFormat> report_formats();
/// Null: no such format.
const ReportFormat* find_report_format(std::string_view name);

std::string render_text(const ScanReport&, const RenderOptions&);
std::string render_json(const ScanReport&, const RenderOptions&);
std::string render_sarif(const ScanReport&, const RenderOptions&);
std::string render_problems(const ScanReport&, const RenderOptions&);
std::string render_github(const ScanReport&, const RenderOptions&);
std::string render_table(const ScanReport&, const RenderOptions&);

/// "38 of 85 controls have a rule; ...": how far a framework is covered.
std::string coverage_words(const FrameworkReport&);

/// One line each: `file:line:col: error: message [code]`.
std::string render_diagnostics(const ScanReport&);

}  // namespace ringfence
