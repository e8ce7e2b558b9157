#include "analyzer/accepted.h"

#include <ctime>
#include <set>

#include "analyzer/glob.h"
#include "analyzer/paths.h"
#include "analyzer/policy/suppress.h"

namespace ringfence {

namespace {

/// The day in UTC, so that every machine of a team sees a suppression end at the same time.
std::string today() {
  std::time_t now = std::time(nullptr);
  std::tm day{};
  ::gmtime_r(&now, &day);
  char text[sizeof("YYYY-MM-DD")];
  size_t length = std::strftime(text, sizeof(text), "%Y-%m-%d", &day);
  return {text, length};
}

/// The files that some deployment is made of: a suppression elsewhere was neither needed nor useless.
std::set<FileId> judged_files(const Model& model) {
  std::set<FileId> out;
  for (const ResourceGraph& graph : model.graphs) {
    for (const ModuleInstance* module : graph.deployment.modules) {
      const Template* declarations = module->declarations;
      if (!declarations || declarations->file == kNoFile) continue;
      if (declarations->dialect != Dialect::Terraform) {
        out.insert(declarations->file);
        continue;
      }
      if (out.count(declarations->file)) continue;
      for (FileId file : model.workspace->terraform_files(parent_path(model.workspace->path(declarations->file))))
        out.insert(file);
    }
  }
  return out;
}

}  // namespace

void mark_accepted(Model& model, std::vector<Finding>& findings, const PolicySet& policies, const Settings& settings) {
  const Workspace& workspace = *model.workspace;
  Suppressions suppressions(policies, today(), [&](std::string_view pattern, FileId file) {
    return matches_path(pattern, relative_path(workspace.place().root, workspace.path(file)));
  });
  for (FileId file : judged_files(model)) {
    if (const Template* declarations = workspace.file(file).declarations)
      suppressions.add(*declarations, workspace.sources());
  }
  for (const ConfiguredSuppression& each : settings.config.suppress) {
    suppressions.add(
        SuppressionRule{each.rule, each.resource, each.path, each.reason, each.until, settings.config.path});
  }
  suppressions.apply(findings);
  model.diagnostics.append(suppressions.take_diagnostics());
}

}  // namespace ringfence
