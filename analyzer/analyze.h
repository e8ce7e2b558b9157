#pragma once
// The program: what each command does, in order. analyze.cpp is the place to start reading.

#include <memory>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "analyzer/graph/resource_graph.h"
#include "analyzer/module_cache.h"
#include "analyzer/options.h"
#include "analyzer/policy/policy.h"
#include "analyzer/report/report.h"
#include "analyzer/roots.h"
#include "analyzer/settings.h"
#include "analyzer/stats.h"
#include "analyzer/workspace.h"

namespace ringfence {

/// What the templates would deploy: one graph per root, in root order. Findings point into the workspace's files.
struct Model {
  std::unique_ptr<Workspace> workspace;
  std::unique_ptr<ModuleCache> modules;
  std::vector<Root> roots;
  std::vector<ResourceGraph> graphs;
  Diagnostics diagnostics;
};

/// Everything up to the graphs; no policy is involved.
Model build_model(const Settings& settings, Stats& stats);

/// Everything up to the report. `diagnostics` of the model are moved into it.
ScanReport make_report(Model& model, const PolicySet& policies, const Settings& settings, Stats& stats);

/// `ringfence scan`: the whole way from paths to an exit code. Prints.
int scan(const Options& options);

}  // namespace ringfence
