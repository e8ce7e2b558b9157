#include "analyzer/options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <string_view>

#include "analyzer/knowledge/data_node.h"

namespace ringfence {

namespace {

constexpr std::array<std::string_view, 10> kCommands = {"scan",       "explain", "rules", "why",  "test",
                                                        "new-policy", "schema",  "graph", "eval", "version"};
constexpr std::array<std::string_view, 2> kLaterCommands = {"init", "lsp"};
constexpr std::array<std::string_view, 7> kLaterOptions = {"--baseline", "--write-baseline", "--changed-since",
                                                           "--staged",   "--stdin-filename", "--fix",
                                                           "--fix-dry-run"};
constexpr std::array<std::string_view, 6> kScanFormats = {"text", "json", "sarif", "problems", "github", "table"};
constexpr std::array<std::string_view, 6> kLaterScanFormats = {"azure", "gitlab", "junit", "csv", "markdown", "html"};
constexpr std::array<std::string_view, 2> kGraphFormats = {"json", "dot"};
constexpr std::array<std::string_view, 2> kLaterGraphFormats = {"mermaid", "html"};
constexpr std::array<std::string_view, 2> kRulesFormats = {"text", "json"};

template <class List>
bool holds(const List& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

template <class List>
std::string joined(const List& list) {
  std::string out;
  for (std::string_view each : list) out.append(out.empty() ? "" : ", ").append(each);
  return out;
}

std::string hint(std::string_view word, std::vector<std::string_view> known) {
  std::string_view near = did_you_mean(word, known);
  return near.empty() ? "" : fmt::format(" (did you mean {}?)", near);
}

CommandLine refused(std::string message) {
  CommandLine out;
  out.exit_code = 2;
  out.text = fmt::format("ringfence: {}\n", message);
  return out;
}

/// The words as CLI11 gives them, before they are checked and converted.
struct Words {
  std::vector<std::string> formats, var_files, variables, aliases;
  std::string fail_on, severity, generated, verdicts, color, language;
  bool no_parameter_files = false;
};

void add_input_options(CLI::App& command, Options& options, Words& words) {
  command.add_option("PATH", options.paths, "files and folders to look at (default: .)");
  command
      .add_option("--root", options.root,
                  "the project; default: nearest folder above PATH with .ringfence.yaml, .git or bicepconfig.json")
      ->type_name("DIR");
  command
      .add_option("--parameters", options.parameters,
                  "parameter file to use instead of those beside the templates (repeatable)")
      ->allow_extra_args(false)
      ->type_name("FILE");
  command.add_flag("--no-parameter-files", words.no_parameter_files,
                   "do not look for parameter files beside the templates");
  command.add_option("--var-file", words.var_files, "Terraform variable file (repeatable)")
      ->allow_extra_args(false)
      ->type_name("FILE");
  command
      .add_option("--var", words.variables,
                  "Terraform variable (repeatable); of --var and --var-file the later one wins")
      ->allow_extra_args(false)
      ->type_name("NAME=VALUE");
  command.add_flag("--env-vars", options.environment_variables,
                   "take Terraform variables from TF_VAR_NAME in the environment, too");
  command
      .add_option("--module-alias", words.aliases,
                  "folder that holds the modules of a registry, as br/public=DIR (repeatable)")
      ->allow_extra_args(false)
      ->type_name("ALIAS=DIR");
  command.add_option("--config", options.config, "configuration file; default: nearest .ringfence.yaml above PATH")
      ->type_name("FILE");
  command.add_option("--jobs,-j", options.jobs, "threads (default: one per processor)")
      ->type_name("N")
      ->check(CLI::Range(0, 1024));
}

void add_azure_policy_options(CLI::App& command, Options& options) {
  command
      .add_option("--azure-policy", options.azure_policies,
                  "Azure's own policies to check too, as they are: a JSON file or a folder (repeatable)")
      ->allow_extra_args(false)
      ->type_name("FILE|DIR");
  command
      .add_option("--azure-policy-parameters", options.azure_policy_parameters,
                  "values for parameters of those policies (repeatable)")
      ->allow_extra_args(false)
      ->type_name("FILE");
}

void add_policies_option(CLI::App& command, Options& options) {
  command.add_option("--policies", options.policies, "folder with more policies (repeatable)")
      ->allow_extra_args(false)
      ->type_name("DIR");
}

void add_framework_option(CLI::App& command, Options& options) {
  command
      .add_option("--framework", options.frameworks,
                  "only rules with a control of this framework, and its controls: mcsb, cis, nist-800-53, hipaa, soc2, gdpr, pci, "
                  "iso27001 ... (repeatable)")
      ->allow_extra_args(false)
      ->type_name("NAME");
}

void add_scan(CLI::App& app, Options& options, Words& words) {
  CLI::App& scan = *app.add_subcommand("scan", "check templates (the default command)");
  add_input_options(scan, options, words);
  scan.add_option("--format", words.formats,
                  fmt::format("{}; FORMAT=FILE writes to a file (repeatable)", joined(kScanFormats)))
      ->allow_extra_args(false)
      ->type_name("FORMAT[=FILE]");
  scan.add_option("--fail-on", words.fail_on,
                  "lowest severity that makes the exit code 1: critical, high, medium, low (default), info, never")
      ->type_name("SEVERITY");
  scan.add_flag("--strict", options.strict, "an unknown counts as a failure");
  scan.add_option("--rule", options.rules, "only this rule: ID, name or category (repeatable)")
      ->allow_extra_args(false)
      ->type_name("RULE");
  scan.add_option("--skip-rule", options.skip_rules, "not this rule: ID, name or category (repeatable)")
      ->allow_extra_args(false)
      ->type_name("RULE");
  add_framework_option(scan, options);
  scan.add_option("--severity", words.severity, "only rules of this severity or a higher one; without it the text output counts those of info and lists the others")->type_name("MIN");
  scan.add_option("--generated", words.generated,
                  "JSON that Bicep made from a file of the project: skip (default) or scan")
      ->type_name("MODE");
  scan.add_option("--verdicts", words.verdicts, "what to list: fail (default), unknown (those too), all (passes too)")
      ->type_name("WHICH");
  add_policies_option(scan, options);
  add_azure_policy_options(scan, options);
  scan.add_option("--explain", options.explain,
                  "instead of findings, how this rule came to each of its verdicts, passes included")
      ->type_name("RULE");
  scan.add_flag("--stats", options.stats,
                "time and memory of each stage, and how many values are known, on standard error");
  scan.add_option("--color", words.color, "auto (default), always, never")->type_name("WHEN");
  scan.add_flag("--quiet,-q", options.quiet, "findings only: no summary, no hints");
}

void add_other_commands(CLI::App& app, Options& options, Words& words) {
  CLI::App& explain = *app.add_subcommand("explain", "a rule: what it finds, why, how to mend it, examples");
  explain.add_option("RULE", options.rule, "ID or name of the rule")->required();
  add_policies_option(explain, options);
  CLI::App& rules = *app.add_subcommand("rules", "all rules");
  rules.add_option("--format", words.formats, joined(kRulesFormats))->allow_extra_args(false)->type_name("FORMAT");
  add_framework_option(rules, options);
  add_policies_option(rules, options);
  add_azure_policy_options(rules, options);
  CLI::App& why = *app.add_subcommand("why", "how a rule came to its verdict on a resource, step by step");
  why.add_option("RULE", options.rule, "ID or name of the rule")->required();
  why.add_option("RESOURCE", options.resource, "address, symbol, name or id of the resource, or its type")->required();
  add_input_options(why, options, words);
  add_policies_option(why, options);
  add_azure_policy_options(why, options);
  CLI::App& test = *app.add_subcommand("test", "policies against the test files beside them");
  test.add_option("DIR", options.paths, "folders with policies (SLUG.yaml) and their tests (SLUG.test.yaml)")
      ->required();
  CLI::App& fresh = *app.add_subcommand("new-policy", "write a policy and its tests, to be changed into another");
  fresh.add_option("ID", options.rule, "id of the policy, like RF-ORG-001")->required();
  fresh.add_option("SLUG", options.slug, "its name: what is bad, like account-without-tls")->required();
  fresh.add_option("DIR", options.paths, "folder to write to (default: .)");
  app.add_subcommand("schema", "the JSON schema of policy files, for editors");
  CLI::App& graph = *app.add_subcommand("graph", "the resource graph that a template makes");
  add_input_options(graph, options, words);
  graph.add_option("--format", words.formats, joined(kGraphFormats))->allow_extra_args(false)->type_name("FORMAT");
  graph.add_option("--opaque", options.opaque, "module (path of module symbols) that is not entered (repeatable)")
      ->allow_extra_args(false)
      ->type_name("MODULE");
  CLI::App& eval = *app.add_subcommand("eval", "the value of an expression");
  eval.add_option("--language", words.language, "terraform, bicep or arm")->required()->type_name("LANGUAGE");
  eval.add_option("EXPR", options.expression, "the expression");
  eval.add_flag("--jsonl", options.json_lines,
                "read {\"expr\": ...} lines, answer {\"json\": ...} or {\"error\": ...} lines");
  app.add_subcommand("version", "the version of this program");
}

/// A message when a word is none of `known`; `later` are known to the contract but not to this version.
template <class Known, class Later>
std::string check_word(std::string_view option, std::string_view word, const Known& known, const Later& later) {
  if (holds(known, word)) return {};
  if (holds(later, word)) return fmt::format("{} {} is not available in this version", option, word);
  return fmt::format("{} {}: expected one of {}{}", option, word, joined(known),
                     hint(word, {known.begin(), known.end()}));
}

std::string convert_formats(const Words& words, Options& options) {
  std::vector<std::string> formats = words.formats;
  if (formats.empty()) formats.push_back(options.command == Command::Graph ? "json" : "text");
  size_t on_output = 0;
  for (const std::string& each : formats) {
    size_t equals = each.find('=');
    OutputTarget output{each.substr(0, equals), equals == std::string::npos ? std::string() : each.substr(equals + 1)};
    std::string mistake;
    if (options.command == Command::Scan)
      mistake = check_word("--format", output.format, kScanFormats, kLaterScanFormats);
    if (options.command == Command::Graph)
      mistake = check_word("--format", output.format, kGraphFormats, kLaterGraphFormats);
    if (options.command == Command::Rules) {
      mistake = check_word("--format", output.format, kRulesFormats, std::array<std::string_view, 0>{});
    }
    if (!mistake.empty()) return mistake;
    if (equals != std::string::npos && output.file.empty())
      return fmt::format("--format {}: expected a file after =", each);
    if (equals != std::string::npos && options.command != Command::Scan)
      return fmt::format("--format {}: writes to standard output only", each);
    if (output.file.empty() && ++on_output > 1)
      return "only one --format can go to standard output; give the others a file (FORMAT=FILE)";
    options.outputs.push_back(std::move(output));
  }
  return {};
}

std::string convert_pairs(std::string_view option, const std::vector<std::string>& words,
                          std::vector<std::pair<std::string, std::string>>& out) {
  for (const std::string& each : words) {
    size_t equals = each.find('=');
    if (equals == std::string::npos || equals == 0) return fmt::format("{} {}: expected NAME=VALUE", option, each);
    out.emplace_back(each.substr(0, equals), each.substr(equals + 1));
  }
  return {};
}

/// Which of --var and --var-file came first is the parser's to say.
std::string convert_variables(const CLI::App& command, const Words& words, Options& options) {
  size_t file = 0, value = 0;
  for (const CLI::Option* each : command.parse_order()) {
    if (each->check_name("--var-file")) {
      options.variable_inputs.push_back({words.var_files[file++], {}, {}});
    } else if (each->check_name("--var")) {
      const std::string& word = words.variables[value++];
      size_t equals = word.find('=');
      if (equals == std::string::npos || equals == 0) return fmt::format("--var {}: expected NAME=VALUE", word);
      options.variable_inputs.push_back({{}, word.substr(0, equals), word.substr(equals + 1)});
    }
  }
  return {};
}

std::string convert_levels(const Words& words, Options& options) {
  constexpr std::array<std::string_view, 6> levels = {"critical", "high", "medium", "low", "info", "never"};
  constexpr std::array<std::string_view, 0> none{};
  if (!words.fail_on.empty()) {
    if (std::string mistake = check_word("--fail-on", words.fail_on, levels, none); !mistake.empty()) return mistake;
    options.fail_on = FailOn{words.fail_on == "never", level_of(words.fail_on).value_or(Level::Low)};
  }
  if (!words.severity.empty()) {
    if (!level_of(words.severity))
      return check_word("--severity", words.severity,
                        std::array<std::string_view, 5>{"critical", "high", "medium", "low", "info"}, none);
    options.severity = level_of(words.severity);
  }
  return {};
}

/// The message of the first mistake, or empty.
std::string convert(const Words& words, Options& options) {
  constexpr std::array<std::string_view, 0> none{};
  options.parameter_files_beside = !words.no_parameter_files;
  std::string mistake = convert_formats(words, options);
  if (mistake.empty()) mistake = convert_levels(words, options);
  if (mistake.empty()) mistake = convert_pairs("--module-alias", words.aliases, options.module_aliases);
  if (mistake.empty() && !words.generated.empty()) {
    mistake = check_word("--generated", words.generated, std::array<std::string_view, 2>{"skip", "scan"}, none);
    options.judge_generated = words.generated == "scan";
  }
  if (mistake.empty() && !words.verdicts.empty()) {
    mistake = check_word("--verdicts", words.verdicts, std::array<std::string_view, 3>{"fail", "unknown", "all"}, none);
    options.verdicts = words.verdicts == "all"       ? Verdicts::All
                       : words.verdicts == "unknown" ? Verdicts::Unknown
                                                     : Verdicts::Fail;
  }
  if (mistake.empty() && !words.color.empty()) {
    mistake = check_word("--color", words.color, std::array<std::string_view, 3>{"auto", "always", "never"}, none);
    options.color = words.color == "always"  ? ColorMode::Always
                    : words.color == "never" ? ColorMode::Never
                                             : ColorMode::Auto;
  }
  if (mistake.empty() && !words.language.empty()) {
    mistake =
        check_word("--language", words.language, std::array<std::string_view, 3>{"terraform", "bicep", "arm"}, none);
    options.language = words.language == "arm"     ? Dialect::Arm
                       : words.language == "bicep" ? Dialect::Bicep
                                                   : Dialect::Terraform;
  }
  if (mistake.empty() && options.command == Command::Eval && options.expression.empty() && !options.json_lines) {
    mistake = "eval: expected an expression, or --jsonl";
  }
  return mistake;
}

Command command_of(const CLI::App& app) {
  for (size_t i = 0; i < kCommands.size(); ++i) {
    if (app.got_subcommand(std::string(kCommands[i]))) return static_cast<Command>(i);
  }
  return Command::Scan;
}

/// What the contract promises for later is refused in words of its own.
std::string later(const std::vector<std::string>& arguments) {
  if (!arguments.empty() && holds(kLaterCommands, arguments[0]))
    return fmt::format("{} is not available in this version", arguments[0]);
  for (const std::string& each : arguments) {
    if (each == "--") break;
    std::string_view name = std::string_view(each).substr(0, each.find('='));
    if (holds(kLaterOptions, name)) return fmt::format("{} is not available in this version", name);
  }
  return {};
}

}  // namespace

CommandLine parse_command_line(const std::vector<std::string>& given) {
  std::vector<std::string> arguments = given;
  bool general = !arguments.empty() && (arguments[0] == "--help" || arguments[0] == "-h");
  if (arguments.size() == 1 && arguments[0] == "--version") arguments[0] = "version";
  if (std::string refusal = later(arguments); !refusal.empty()) return refused(refusal);
  if (!general && (arguments.empty() || !holds(kCommands, arguments[0]))) arguments.insert(arguments.begin(), "scan");

  CommandLine out;
  Words words;
  CLI::App app("Checks Azure infrastructure as code (ARM JSON, Bicep, Terraform) before it is deployed.", "ringfence");
  app.footer(
      "Exit code: 0 nothing at or above --fail-on, 1 findings, 2 usage or configuration error, 3 something could not "
      "be read.");
  app.require_subcommand(1);
  add_scan(app, out.options, words);
  add_other_commands(app, out.options, words);
  std::reverse(arguments.begin(), arguments.end());  // as CLI11 wants them
  try {
    app.parse(arguments);
  } catch (const CLI::CallForHelp&) {
    out.exit_code = 0;
    for (std::string_view name : kCommands) {
      CLI::App* command = app.get_subcommand(std::string(name));
      if (command->parsed()) out.text = command->help("ringfence");
    }
    if (out.text.empty()) out.text = app.help();
    return out;
  } catch (const CLI::ParseError& error) {
    return refused(fmt::format("{} (ringfence --help)", error.what()));
  }
  out.options.command = command_of(app);
  if (std::string mistake = convert(words, out.options); !mistake.empty()) return refused(mistake);
  const CLI::App& command = *app.get_subcommand(std::string(kCommands[static_cast<size_t>(out.options.command)]));
  if (std::string mistake = convert_variables(command, words, out.options); !mistake.empty()) return refused(mistake);
  if (out.options.paths.empty()) out.options.paths.push_back(".");
  return out;
}

}  // namespace ringfence
