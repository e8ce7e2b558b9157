#include "analyzer/select.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>

#include "analyzer/compliance.h"
#include "analyzer/deployments.h"
#include "analyzer/paths.h"
#include "analyzer/rules.h"

namespace ringfence {

namespace {

/// When files were named, is this place in one of them (or below a folder that was given beside them)?
bool is_shown(const Workspace& workspace, const Span& span) {
  if (workspace.named().empty() || !span.valid()) return true;
  if (workspace.named().count(span.file)) return true;
  const std::vector<std::string>& given = workspace.options().more_files;  // parameter files that were named, too
  if (std::find(given.begin(), given.end(), workspace.path(span.file)) != given.end()) return true;
  const std::vector<Target>& targets = workspace.place().targets;
  return std::any_of(targets.begin(), targets.end(), [&](const Target& target) {
    return target.folder && is_inside(target.path, workspace.path(span.file));
  });
}

/// Findings on a plan stand in the configuration that it was made of: who names the plan means those.
std::set<std::string> named_plans(const Model& model) {
  std::set<std::string> out;
  for (const Root& root : model.roots) {
    if (is_plan(*root.input.declarations) && model.workspace->named().count(root.file)) out.insert(root.input.name);
  }
  return out;
}

void sort_by_place(std::vector<Finding>& findings, const Workspace& workspace) {
  auto path = [&](const Span& span) -> std::string_view {
    return span.valid() ? std::string_view(workspace.path(span.file)) : "";
  };
  std::stable_sort(findings.begin(), findings.end(), [&](const Finding& a, const Finding& b) {
    return std::forward_as_tuple(path(a.span), a.span.begin, a.rule, a.resource.address, a.root) <
           std::forward_as_tuple(path(b.span), b.span.begin, b.rule, b.resource.address, b.root);
  });
}

/// The same trouble seen through several roots is told once.
std::vector<Diagnostic> told_once(std::vector<Diagnostic> in, const Workspace& workspace) {
  auto key = [&](const Diagnostic& each) {
    std::string_view path = each.span.valid() ? workspace.path(each.span.file) : each.path;
    return std::tuple<std::string_view, uint32_t, uint32_t, std::string_view, std::string_view, Severity>(
        path, each.span.begin, each.span.end, each.code, each.message, each.severity);
  };
  std::stable_sort(in.begin(), in.end(), [&](const Diagnostic& a, const Diagnostic& b) { return key(a) < key(b); });
  in.erase(
      std::unique(in.begin(), in.end(), [&](const Diagnostic& a, const Diagnostic& b) { return key(a) == key(b); }),
      in.end());
  return in;
}

constexpr size_t kMaxEqual = 100, kMaxOfCode = 1000;  // diagnostics of one file that are told one by one

/// Of many equal mistakes of a file, and of many of one code, the first are told, and how many more there are. Sorted
/// by place before and after.
std::vector<Diagnostic> first_of_many(std::vector<Diagnostic> in, const Workspace& workspace) {
  struct Group {
    size_t count = 0;
    size_t told = SIZE_MAX;  // in `out`, what stands for those that are left out
  };
  using Key = std::tuple<std::string, Severity, std::string_view, std::string>;
  std::map<Key, Group> equal, of_code;
  std::vector<Diagnostic> out;
  for (Diagnostic& each : in) {
    std::string path = each.span.valid() ? workspace.path(each.span.file) : each.path;
    Group* full = nullptr;
    Group& same = equal[{path, each.severity, each.code, each.message}];
    Group& kin = of_code[{std::move(path), each.severity, each.code, {}}];
    if (++same.count > kMaxEqual)
      full = &same;
    else if (++kin.count > kMaxOfCode)
      full = &kin;
    if (full && full->told != SIZE_MAX) continue;
    if (full) full->told = out.size();
    out.push_back(std::move(each));
  }
  for (const auto& [key, group] : equal) {
    if (group.told != SIZE_MAX)
      out[group.told].message = fmt::format("and {} more: {}", group.count - kMaxEqual, std::get<3>(key));
  }
  for (const auto& [key, group] : of_code) {
    if (group.told != SIZE_MAX)
      out[group.told].message = fmt::format("and {} more of '{}'", group.count - kMaxOfCode, std::get<2>(key));
  }
  return out;
}

void count_files(ReportSummary& summary, const Workspace& workspace) {
  for (const ParsedFile& file : workspace.files()) {
    switch (file.kind) {
      case FileKind::None:
        break;
      case FileKind::ArmTemplate:
      case FileKind::ArmParameters:
        ++summary.arm;
        break;
      case FileKind::Bicep:
      case FileKind::BicepParameters:
        ++summary.bicep;
        break;
      case FileKind::Terraform:
      case FileKind::TerraformVars:
      case FileKind::TerraformPlan:
        ++summary.terraform;
        break;
    }
  }
}

void take_diagnostics(ScanReport& report, Model& model) {
  for (Diagnostic& each : model.diagnostics.items()) {
    // Where evaluation stopped concerns whatever was asked for, wherever it stopped.
    if (each.code == "limit" || is_shown(*model.workspace, each.span)) report.diagnostics.push_back(std::move(each));
  }
  const ReportSummary& files = report.summary;
  if (files.arm + files.bicep + files.terraform == 0 && report.diagnostics.empty()) {
    report.diagnostics.push_back({Severity::Warning,
                                  "nothing-to-scan",
                                  "no ARM, Bicep or Terraform files here",
                                  {},
                                  model.workspace->place().targets.front().path});
  }
  report.diagnostics = first_of_many(told_once(std::move(report.diagnostics), *model.workspace), *model.workspace);
}

}  // namespace

Verdict least_listed(Verdicts verdicts) {
  switch (verdicts) {
    case Verdicts::All:
      return Verdict::Pass;
    case Verdicts::Unknown:
      return Verdict::Unknown;
    case Verdicts::Fail:
      break;
  }
  return Verdict::Fail;
}

ScanReport select_for_report(Model& model, std::vector<Finding> findings, const PolicySet& policies,
                             const Settings& settings) {
  ScanReport report;
  report.sources = &model.workspace->sources();
  report.current = settings.place.current;
  report.repository = settings.place.repository;
  ReportSummary& summary = report.summary;
  count_files(summary, *model.workspace);
  summary.roots = model.roots.size();
  for (const ResourceGraph& graph : model.graphs) {
    summary.resources += static_cast<uint64_t>(
        std::count_if(graph.nodes.begin(), graph.nodes.end(), [](const ResourceNode& node) { return !node.existing; }));
  }
  const std::set<std::string> plans = named_plans(model);
  std::unordered_map<std::string, VerdictCounts> counts;  // by rule
  std::vector<Finding> shown;  // a Finding is large to move
  shown.reserve(findings.size());
  for (Finding& finding : findings) {
    if (!plans.count(finding.root) && !is_shown(*model.workspace, finding.span.valid() ? finding.span : finding.block))
      continue;
    summary.add(finding);
    counts[finding.rule].add(finding);
    if (!finding.suppressed) shown.push_back(std::move(finding));
  }
  // What does not go for all deployments of a template says with which parameter files it goes.
  tell_deployments(model, shown);
  report.findings.reserve(shown.size());
  for (Finding& finding : shown) {
    if (finding.verdict >= least_listed(settings.options.verdicts)) report.findings.push_back(std::move(finding));
  }
  sort_by_place(report.findings, *model.workspace);
  take_diagnostics(report, model);
  for (const Policy& policy : policies.policies) {
    report.rules.push_back(rule_info(policy));
    report.rules.back().counts = counts[policy.id];
  }
  report.frameworks = compliance_of(policies, settings.options.frameworks);
  add_counts(report.frameworks, report.rules);
  return report;
}

int exit_code_of(const ScanReport& report, const Settings& settings) {
  auto fails = [&](const Finding& each) {
    return each.verdict == Verdict::Fail && !settings.fail_on.never && each.severity >= settings.fail_on.level;
  };
  if (std::any_of(report.findings.begin(), report.findings.end(), fails)) return 1;
  if (settings.options.strict && report.summary.unknown > 0) return 1;
  auto is_error = [](const Diagnostic& each) { return each.severity == Severity::Error; };
  return std::any_of(report.diagnostics.begin(), report.diagnostics.end(), is_error) ? 3 : 0;
}

}  // namespace ringfence
