// `ringfence graph`: what a template makes of its resources, for people, tests and other tools.

#include <cstdio>

#include "analyzer/commands.h"
#include "analyzer/graph/graph_json.h"
#include "analyzer/paths.h"
#include "analyzer/secrets.h"
#include "analyzer/select.h"

namespace ringfence {

int print_graph(const Options& options) {
  Stats stats;
  auto settings = make_settings(options);
  if (!settings) return refuse(settings.error());
  Model model = build_model(*settings, stats);
  const Workspace& workspace = *model.workspace;
  auto shown = [&](FileId file) { return display_path(settings->place.current, workspace.path(file)); };
  std::vector<Span> secrets = secret_places(model);
  auto is_secret = [&](const Span& span) { return is_secret_place(secrets, span); };
  bool json = options.outputs.front().format == "json";
  std::string text = json ? graph_json(model.graphs, workspace.sources(), shown, is_secret) : graph_dot(model.graphs);
  std::fwrite(text.data(), 1, text.size(), stdout);

  ScanReport report = select_for_report(model, {}, {}, *settings);
  report.secrets = std::move(secrets);
  hide_secrets(report);
  std::fputs(render_diagnostics(report).c_str(), stderr);
  return exit_code_of(report, *settings);
}

}  // namespace ringfence
