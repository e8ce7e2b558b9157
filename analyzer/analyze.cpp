#include "analyzer/analyze.h"

#include <algorithm>
#include <cstdio>

#include "analyzer/accepted.h"
#include "analyzer/azure_policies.h"
#include "analyzer/commands.h"
#include "analyzer/deployments.h"
#include "analyzer/eval/plan_source.h"
#include "analyzer/graph/provider_versions.h"
#include "analyzer/knowledge/knowledge.h"
#include "analyzer/linked_roots.h"
#include "analyzer/parallel.h"
#include "analyzer/paths.h"
#include "analyzer/policy/cross_root.h"
#include "analyzer/policy/engine.h"
#include "analyzer/progress.h"
#include "analyzer/relocate.h"
#include "analyzer/rules.h"
#include "analyzer/secrets.h"
#include "analyzer/select.h"
#include "analyzer/text_file.h"
#include "analyzer/why.h"
#include "analyzer/write.h"

// The whole program in order. Each stage takes what the one before it made and nothing else; what
// is true from there on is said between the steps.

namespace ringfence {

namespace {

constexpr uint64_t kMaxLockFileBytes = 1024 * 1024;

/// What the configuration says, else the lock file beside the root, else the version constraints.
ProviderVersions provider_versions_of(const Root& root, const Deployment& deployment, const Settings& settings) {
  ProviderVersions out;
  if (root.input.declarations->dialect != Dialect::Terraform) return out;
  if (settings.config.azurerm_major) {
    out.azurerm_major = *settings.config.azurerm_major;
    return out;
  }
  std::string path = join_path(root.folder, ".terraform.lock.hcl");
  auto real = real_path(path);
  if (!real || !is_inside(settings.place.root, *real)) return provider_versions(deployment, std::nullopt);
  TextFile lock = read_text_file(path, kMaxLockFileBytes);
  if (lock.problem != ReadProblem::None) return provider_versions(deployment, std::nullopt);
  return provider_versions(deployment, lock.bytes);
}

/// Makes the graphs of the roots that have none yet.
void expand_roots(Model& model, const Settings& settings) {
  const Knowledge& knowledge = Knowledge::embedded();
  size_t first = model.graphs.size();
  model.graphs.resize(model.roots.size());
  Progress progress("evaluated", model.roots.size() - first, settings.options.quiet);
  for_each_index(model.roots.size() - first, settings.workspace.jobs, [&](size_t i) {
    const Root& root = model.roots[first + i];
    Deployment deployment = expand(root.input, *model.modules);
    if (root.source.declarations) take_from_source(deployment, expand(root.source, *model.modules));
    ProviderVersions versions = provider_versions_of(root, deployment, settings);
    model.graphs[first + i] = build_graph(std::move(deployment), knowledge, versions);
    progress.tick();
  });
}

}  // namespace

Model build_model(const Settings& settings, Stats& stats) {
  Model model;

  // Find, read and parse: the paths that were given and, inside the project, whatever they name. Parallel over files;
  // file ids follow the order of paths.
  model.workspace = std::make_unique<Workspace>(settings.place, settings.workspace);
  model.workspace->read();
  model.diagnostics = model.workspace->take_diagnostics();
  stats.stage("parse");

  // Beyond this point no template is read any more: each file is declarations (or a diagnostic), and every module
  // that can be had is there. Terraform's files become one module per folder.
  model.modules = std::make_unique<ModuleCache>(*model.workspace, model.diagnostics);

  // What is deployed as such, each with the parameter files that go with it.
  model.roots = find_roots(*model.workspace, *model.modules, settings.roots, model.diagnostics);
  stats.stage("roots");

  // Expand and evaluate, then bring everything into ARM terms and draw the edges. Parallel over roots, each with its
  // own arena and symbols; nothing is shared but the (constant) declarations and knowledge. A Terraform plan takes its
  // places from the configuration that it was made of.
  expand_roots(model, settings);

  // ARM links are often computed. A root that another one entered is part of that one; a template that a link seemed to
  // name and that no root could enter is judged on its own.
  drop_linked_roots(model);
  for (Root& root : find_unlinked_roots(*model.workspace, *model.modules, settings.roots))
    model.roots.push_back(std::move(root));
  expand_roots(model, settings);

  // Beyond this point there are no expressions, only values; no Terraform, only ARM terms. What is not known is a
  // symbol, and the graph says where it is open.
  for (ResourceGraph& graph : model.graphs) model.diagnostics.append(std::move(graph.deployment.diagnostics));
  stats.stage("graph");
  return model;
}

ScanReport make_report(Model& model, const PolicySet& policies, const Settings& settings, Stats& stats) {
  // Relations may be met by another root of the same scan, so the index over all graphs comes before any verdict.
  const Knowledge& knowledge = Knowledge::embedded();
  const CrossRootIndex others = index_roots(model.graphs);
  const PolicyIndex index(policies);
  const JudgeOptions how{&index, least_listed(settings.options.verdicts)};
  std::vector<Judgement> judgements(model.graphs.size());
  for_each_index(model.graphs.size(), settings.workspace.jobs,
                 [&](size_t i) { judgements[i] = judge(model.graphs[i], policies, knowledge, &others, how); });

  // Serially, in root order: the same declaration judged through several roots is one finding.
  name_deployments(model, judgements);
  std::vector<Finding> findings;
  size_t count = 0;
  for (const Judgement& each : judgements) count += each.findings.size();
  findings.reserve(count);
  for (Judgement& each : judgements) {
    findings.insert(findings.end(), std::make_move_iterator(each.findings.begin()),
                    std::make_move_iterator(each.findings.end()));
  }
  findings = merge_findings(std::move(findings));
  move_into_project(findings, *model.workspace);
  mark_accepted(model, findings, policies, settings);
  stats.stage("judge");

  // Beyond this point nothing is judged any more; what the user does not want to see is counted and left out.
  ScanReport report = select_for_report(model, std::move(findings), policies, settings);

  // Beyond this point no secret that stands in a source can be quoted.
  report.secrets = secret_places(model);
  hide_secrets(report);
  stats.stage("select");
  return report;
}

namespace {

/// Does what is printed say more about rules than which they are?
bool tells_every_rule(const Options& options) {
  auto is_sarif = [](const OutputTarget& each) { return each.format == "sarif"; };
  return !options.explain.empty() || !options.frameworks.empty() ||
         std::any_of(options.outputs.begin(), options.outputs.end(), is_sarif);
}

}  // namespace

int scan(const Options& options) {
  Stats stats;

  // What is asked for: paths, project, configuration. Mistakes end the program before anything is read.
  auto settings = make_settings(options);
  if (!settings) return refuse(settings.error());
  const bool whole = tells_every_rule(options);
  auto all = load_rules(settings->policy_folders, settings->place.current, SameRule::Mistake,
                        whole ? RuleDetail::Whole : RuleDetail::Heads);
  if (!all) return refuse(all.error());
  if (!settings->azure_policies.empty()) {
    auto azure = load_azure_policies(settings->azure_policies, settings->place.current, settings->workspace.jobs);
    if (!azure) return refuse(azure.error());
    if (!options.quiet) std::fputs(azure_policy_note(*azure).c_str(), stderr);
    add_rules(*all, std::move(azure->policies));
  }
  auto policies = select_rules(std::move(*all), *settings);
  if (!policies) return refuse(policies.error());
  if (auto writable = check_outputs(options.outputs); !writable) return refuse(writable.error());
  stats.stage("settings");

  Model model = build_model(*settings, stats);
  // Beyond this point every policy that can judge something here is whole.
  complete_rules(*policies, model.graphs);
  if (!options.explain.empty()) return explain_verdicts(model, *policies, *settings);
  ScanReport report = make_report(model, *policies, *settings, stats);
  if (auto written = write_reports(report, options); !written) return refuse(written.error());
  stats.stage("report");

  if (options.stats) print_stats(stats, model);
  return exit_code_of(report, *settings);
}

}  // namespace ringfence
