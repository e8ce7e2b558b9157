#pragma once
// The command line. What the contract (DESIGN section 8) lists and this version does not have is
// not in --help and is refused by name; the rest is CLI11's.

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/policy/finding.h"
#include "parsers/template.h"

namespace ringfence {

enum class Command : uint8_t { Scan, Explain, Rules, Why, Test, NewPolicy, Schema, Graph, Eval, Version };
enum class ColorMode : uint8_t { Auto, Always, Never };
enum class Verdicts : uint8_t { Fail, Unknown, All };

/// "json", or "json=report.json".
struct OutputTarget {
  std::string format;
  std::string file;  // empty: standard output
};

/// --var-file and --var, in the order of the command line: later ones win.
struct VariableInput {
  std::string file;  // empty: a value
  std::string name, value;
};

/// From which severity on the exit code is 1.
struct FailOn {
  bool never = false;
  Level level = Level::Low;
};

/// What is not given on the command line is nullopt or empty, so that the configuration can say it.
struct Options {
  Command command = Command::Scan;
  std::vector<std::string> paths;
  std::vector<OutputTarget> outputs;
  std::optional<FailOn> fail_on;
  bool strict = false;
  std::vector<std::string> rules, skip_rules, frameworks;
  std::optional<Level> severity;
  std::vector<std::string> parameters, policies;
  std::vector<std::string> azure_policies, azure_policy_parameters;
  std::vector<VariableInput> variable_inputs;
  bool environment_variables = false;  // TF_VAR_name
  std::vector<std::pair<std::string, std::string>> module_aliases;
  bool parameter_files_beside = true;
  std::string root, config;
  std::optional<bool> judge_generated;
  Verdicts verdicts = Verdicts::Fail;
  unsigned jobs = 0;  // 0: as many as there are processors
  bool stats = false, quiet = false;
  ColorMode color = ColorMode::Auto;
  std::vector<std::string> opaque;        // graph
  std::string rule;                       // explain, why, new-policy (the id)
  std::string resource;                   // why
  std::string slug;                       // new-policy
  std::string explain;                    // scan --explain
  Dialect language = Dialect::Terraform;  // eval
  std::string expression;                 // eval
  bool json_lines = false;                // eval
};

struct CommandLine {
  Options options;
  /// Set when there is nothing more to do than to print `text` (help on standard output, a mistake on standard error).
  std::optional<int> exit_code;
  std::string text;
};

CommandLine parse_command_line(const std::vector<std::string>& arguments);

}  // namespace ringfence
