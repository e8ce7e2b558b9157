#include "analyzer/settings.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <map>

#include "analyzer/parallel.h"
#include "analyzer/paths.h"
#include "analyzer/text_file.h"

namespace ringfence {

namespace {

constexpr uint64_t kMaxConfigBytes = 1024 * 1024;

tl::expected<Config, std::string> load_config(const Options& options, const Place& place) {
  std::string path = options.config.empty() ? place.config_path : join_path(place.current, options.config);
  if (path.empty()) return Config{};
  std::string shown = display_path(place.current, path);
  TextFile text = read_text_file(path, kMaxConfigBytes);
  if (text.problem != ReadProblem::None) return tl::unexpected(fmt::format("{}: {}\n", shown, text.message));
  auto config = read_config(path, text.bytes);
  if (!config) return tl::unexpected(error_lines(config.error(), place.current));
  return std::move(*config);
}

/// TF_VAR_name=value, by name.
std::vector<const ParameterFile*> environment_variables(VariableArguments& arguments) {
  constexpr std::string_view kPrefix = "TF_VAR_";
  std::map<std::string_view, std::string_view> found;
  for (char** each = environ; each && *each; ++each) {
    std::string_view entry = *each;
    size_t equals = entry.find('=');
    if (entry.starts_with(kPrefix) && equals != std::string_view::npos && equals > kPrefix.size())
      found.emplace(entry.substr(kPrefix.size(), equals - kPrefix.size()), entry.substr(equals + 1));
  }
  std::vector<const ParameterFile*> out;
  for (const auto& [name, text] : found) out.push_back(arguments.environment(name, text));
  return out;
}

class Maker {
 public:
  Maker(Options options, Place place, Config config) {
    made_.options = std::move(options);
    made_.place = std::move(place);
    made_.config = std::move(config);
    config_folder_ = std::string(parent_path(made_.config.path));
  }

  tl::expected<Settings, std::string> make() {
    const Options& options = made_.options;
    const Config& config = made_.config;
    made_.fail_on = options.fail_on ? *options.fail_on : config.fail_on.value_or(FailOn{});
    made_.workspace.include = config.include;
    made_.workspace.exclude = config.exclude;
    made_.workspace.jobs = options.jobs == 0 ? default_jobs() : options.jobs;
    made_.roots.judge_generated = options.judge_generated.value_or(config.judge_generated.value_or(false));
    made_.roots.beside = options.parameter_files_beside;
    made_.roots.opaque = options.opaque;
    made_.roots.exactly_targets = options.command == Command::Graph;
    aliases();
    bicep_cache();
    parameter_files();
    policies();
    azure_policies();
    if (!mistakes_.empty()) return tl::unexpected(std::move(mistakes_));
    return std::move(made_);
  }

 private:
  void mistake(std::string_view what) { mistakes_ += fmt::format("ringfence: {}\n", what); }

  std::string given(const std::string& path) const { return join_path(made_.place.current, path); }
  /// A project's own configuration is as hostile as its templates: it names nothing outside the project.
  std::string configured(std::string_view key, const std::string& path) {
    std::string absolute = join_path(config_folder_, path);
    auto real = real_path(absolute);
    if (real && is_inside(made_.place.root, *real)) return absolute;
    mistakes_ += fmt::format("{}: {}: {} {}\n", display_path(made_.place.current, made_.config.path), key, path,
                             real ? "lies outside the project (name it on the command line)" : "does not exist");
    return {};
  }
  std::string existing(std::string_view option, const std::string& path, bool folder) {
    std::string absolute = given(path);
    struct stat info {};
    if (::stat(absolute.c_str(), &info) != 0)
      mistake(fmt::format("{} {}: no such {}", option, path, folder ? "folder" : "file"));
    else if (S_ISDIR(info.st_mode) != folder)
      mistake(fmt::format("{} {}: not a {}", option, path, folder ? "folder" : "file"));
    return absolute;
  }

  void aliases() {
    std::map<std::string, std::string>& out = made_.workspace.module_aliases;
    for (const auto& [alias, folder] : made_.config.module_aliases) out[alias] = configured("module-alias", folder);
    for (const auto& [alias, folder] : made_.options.module_aliases) {
      std::string path = existing("--module-alias", folder, true);
      out[alias] = real_path(path).value_or(path);
    }
  }

  /// Where `bicep restore` keeps modules, unless a bicepconfig.json says otherwise.
  void bicep_cache() {
    const char* home = std::getenv("HOME");
    if (home && *home == '/') made_.workspace.bicep_cache = real_path(join_path(home, ".bicep")).value_or("");
  }

  void parameter_files() {
    RootOptions& roots = made_.roots;
    for (const std::string& file : made_.options.parameters)
      roots.parameters.push_back(existing("--parameters", file, false));
    variables();
    for (const ParameterSetting& setting : made_.config.parameters) {
      ConfiguredParameters each{relative_path(made_.place.root, join_path(config_folder_, setting.templates)), {}};
      for (const std::string& file : setting.files) each.files.push_back(configured("parameters", file));
      roots.configured.push_back(std::move(each));
    }
    std::vector<std::string>& more = made_.workspace.more_files;
    more.insert(more.end(), roots.parameters.begin(), roots.parameters.end());
    for (const GivenVariables& each : roots.variables) {
      if (!each.file.empty()) more.push_back(each.file);
    }
    for (const ConfiguredParameters& each : roots.configured)
      more.insert(more.end(), each.files.begin(), each.files.end());
  }

  void variables() {
    RootOptions& roots = made_.roots;
    roots.arguments = std::make_shared<VariableArguments>();
    if (made_.options.environment_variables) roots.environment = environment_variables(*roots.arguments);
    for (const std::string& file : made_.config.var_files)
      roots.variables.push_back({configured("var-files", file), nullptr});
    for (const VariableInput& each : made_.options.variable_inputs) {
      if (each.file.empty()) {
        roots.variables.push_back({{}, roots.arguments->argument(each.name, each.value)});
      } else {
        roots.variables.push_back({existing("--var-file", each.file, false), nullptr});
      }
    }
  }

  void policies() {
    for (const std::string& folder : made_.config.policies)
      made_.policy_folders.push_back(configured("policies", folder));
    for (const std::string& folder : made_.options.policies)
      made_.policy_folders.push_back(existing("--policies", folder, true));
  }

  void azure_policies() {
    AzurePolicyPaths& out = made_.azure_policies;
    for (const std::string& path : made_.config.azure_policies)
      out.definitions.push_back(configured("azure-policy", path));
    for (const std::string& path : made_.config.azure_policy_parameters)
      out.parameters.push_back(configured("azure-policy", path));
    for (const std::string& path : made_.options.azure_policies) {
      struct stat info {};
      out.definitions.push_back(given(path));
      if (::stat(out.definitions.back().c_str(), &info) != 0)
        mistake(fmt::format("--azure-policy {}: no such file or folder", path));
    }
    for (const std::string& path : made_.options.azure_policy_parameters)
      out.parameters.push_back(existing("--azure-policy-parameters", path, false));
  }

  Settings made_;
  std::string config_folder_, mistakes_;
};

}  // namespace

std::string error_lines(const std::vector<DataError>& errors, const std::string& current) {
  std::string out;
  for (const DataError& each : errors) {
    std::string path = !each.path.empty() && each.path.front() == '/' ? display_path(current, each.path) : each.path;
    out += fmt::format("{}:{}:{}: {}\n", path, each.line, each.column, each.message);
  }
  return out;
}

tl::expected<Settings, std::string> make_settings(Options options) {
  auto place = find_place(options.paths, options.root);
  if (!place) return tl::unexpected(fmt::format("ringfence: {}\n", place.error()));
  auto config = load_config(options, *place);
  if (!config) return tl::unexpected(std::move(config.error()));
  return Maker(std::move(options), std::move(*place), std::move(*config)).make();
}

}  // namespace ringfence
