#pragma once
// .ringfence.yaml: what a project says once instead of on each command line (DESIGN section 8).
// Unknown keys are mistakes, all reported together. The command line wins (settings.cpp puts both together).

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/knowledge/data_node.h"
#include "analyzer/options.h"

namespace ringfence {

struct RuleSetting {
  std::string rule;  // ID, slug or category
  bool off = false;
  std::optional<Level> severity;
  std::optional<DataNode> parameters;
  uint32_t line = 0, column = 0;
};

struct ConfiguredSuppression {
  std::string rule, resource, path, reason, until;
};

struct ParameterSetting {
  std::string templates;           // glob
  std::vector<std::string> files;  // relative to the configuration file
};

struct Config {
  std::string path;  // empty: there is none
  std::vector<std::string> include, exclude, var_files, policies;
  std::vector<std::string> azure_policies, azure_policy_parameters;
  std::optional<FailOn> fail_on;
  std::vector<RuleSetting> rules;
  std::vector<ConfiguredSuppression> suppress;
  std::vector<ParameterSetting> parameters;
  std::map<std::string, std::string> module_aliases;
  std::optional<bool> judge_generated;
  std::optional<uint32_t> azurerm_major;
};

[[nodiscard]] tl::expected<Config, std::vector<DataError>> read_config(std::string path, std::string_view text);

}  // namespace ringfence
