#include "analyzer/config.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

namespace ringfence {

namespace {

bool is_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (i != 4 && i != 7 && (text[i] < '0' || text[i] > '9')) return false;
  }
  return true;
}

class Reader {
 public:
  Reader(std::string path, const DataNode& root) : root_(root), errors_(path) { config_.path = std::move(path); }

  tl::expected<Config, std::vector<DataError>> read() {
    if (root_.kind == DataKind::Null) return std::move(config_);
    if (!root_.is_map()) {
      errors_.add(root_, "expected keys and values");
      return tl::unexpected(errors_.items());
    }
    errors_.check_keys(root_, {"include", "exclude", "fail-on", "rules", "suppress", "parameters", "var-files",
                               "module-alias", "policies", "azure-policy", "generated", "provider-version"});
    config_.include = texts("include");
    config_.exclude = texts("exclude");
    config_.var_files = texts("var-files");
    config_.policies = texts("policies");
    fail_on();
    rules();
    suppress();
    parameters();
    module_alias();
    generated();
    provider_version();
    azure_policy();
    if (errors_.empty()) return std::move(config_);
    std::vector<DataError> errors = errors_.items();
    std::stable_sort(errors.begin(), errors.end(),
                     [](const DataError& a, const DataError& b) { return a.line < b.line; });
    return tl::unexpected(std::move(errors));
  }

 private:
  /// A list of texts, or one text.
  std::vector<std::string> texts_of(const DataNode& node, std::string_view key) {
    std::vector<std::string> out;
    if (node.is_string()) return {node.text};
    if (!node.is_list()) {
      errors_.add(node, fmt::format("{}: expected a list", key));
      return out;
    }
    for (const DataNode& item : node.items) {
      if (item.is_string())
        out.push_back(item.text);
      else
        errors_.add(item, fmt::format("{}: expected a text", key));
    }
    return out;
  }
  std::vector<std::string> texts(std::string_view key) {
    const DataNode* node = root_.find(key);
    return node ? texts_of(*node, key) : std::vector<std::string>();
  }
  std::string text(const DataNode& map, std::string_view key) {
    const DataNode* node = map.find(key);
    if (!node) return {};
    if (!node->is_string()) errors_.add(*node, fmt::format("{}: expected a text", key));
    return node->text;
  }

  void fail_on() {
    const DataNode* node = root_.find("fail-on");
    if (!node) return;
    auto level = level_of(node->text);
    if (!node->is_string() || (!level && node->text != "never")) {
      errors_.add(*node, "fail-on: expected critical, high, medium, low, info or never");
      return;
    }
    config_.fail_on = FailOn{node->text == "never", level.value_or(Level::Low)};
  }

  void rules() {
    const DataNode* node = root_.find("rules");
    if (!node) return;
    if (!node->is_map()) return errors_.add(*node, "rules: expected rules and their settings");
    for (const auto& [name, value] : node->members) {
      RuleSetting setting{name};
      setting.line = value.line;
      setting.column = value.column;
      if (value.is_map()) {
        errors_.check_keys(value, {"parameters", "severity"});
        if (const DataNode* parameters = value.find("parameters")) setting.parameters = *parameters;
        if (const DataNode* level = value.find("severity")) severity(*level, name, setting);
      } else if (value.is_string() && value.text == "off") {
        setting.off = true;
      } else {
        severity(value, name, setting);
      }
      config_.rules.push_back(std::move(setting));
    }
  }
  void severity(const DataNode& node, std::string_view rule, RuleSetting& setting) {
    setting.severity = node.is_string() ? level_of(node.text) : std::nullopt;
    if (setting.severity) return;
    std::string_view near = did_you_mean(node.text, {"off", "critical", "high", "medium", "low", "info"});
    errors_.add(node, fmt::format("{}: expected off, a severity or parameters{}", rule,
                                  near.empty() ? "" : fmt::format(" (did you mean {}?)", near)));
  }

  void suppress() {
    const DataNode* node = root_.find("suppress");
    if (!node) return;
    if (!node->is_list()) return errors_.add(*node, "suppress: expected a list");
    for (const DataNode& item : node->items) {
      if (!item.is_map()) {
        errors_.add(item, "suppress: expected rule, resource, path, reason, until");
        continue;
      }
      errors_.check_keys(item, {"rule", "resource", "path", "reason", "until"});
      ConfiguredSuppression each{text(item, "rule"), text(item, "resource"), text(item, "path"), text(item, "reason"),
                                 text(item, "until")};
      if (each.rule.empty()) errors_.add(item, "suppress: rule is missing");
      if (!each.until.empty() && !is_date(each.until))
        errors_.add(*item.find("until"), "until: expected a date, YYYY-MM-DD");
      config_.suppress.push_back(std::move(each));
    }
  }

  void parameters() {
    const DataNode* node = root_.find("parameters");
    if (!node) return;
    if (!node->is_list()) return errors_.add(*node, "parameters: expected a list of {template, files}");
    for (const DataNode& item : node->items) {
      const DataNode* files = item.is_map() ? item.find("files") : nullptr;
      if (!item.is_map() || !files || !item.find("template")) {
        errors_.add(item, "parameters: expected template and files");
        continue;
      }
      errors_.check_keys(item, {"template", "files"});
      config_.parameters.push_back({text(item, "template"), texts_of(*files, "files")});
    }
  }

  void module_alias() {
    const DataNode* node = root_.find("module-alias");
    if (!node) return;
    if (!node->is_map()) return errors_.add(*node, "module-alias: expected aliases and folders");
    for (const auto& [alias, folder] : node->members) {
      if (folder.is_string())
        config_.module_aliases[alias] = folder.text;
      else
        errors_.add(folder, fmt::format("{}: expected a folder", alias));
    }
  }

  /// Paths of definitions, or { definitions, parameters }.
  void azure_policy() {
    const DataNode* node = root_.find("azure-policy");
    if (!node) return;
    if (!node->is_map()) {
      config_.azure_policies = texts_of(*node, "azure-policy");
      return;
    }
    errors_.check_keys(*node, {"definitions", "parameters"});
    if (const DataNode* definitions = node->find("definitions"))
      config_.azure_policies = texts_of(*definitions, "definitions");
    else
      errors_.add(*node, "azure-policy: expected definitions");
    if (const DataNode* values = node->find("parameters"))
      config_.azure_policy_parameters = texts_of(*values, "parameters");
  }

  void generated() {
    const DataNode* node = root_.find("generated");
    if (!node) return;
    if (!node->is_string() || (node->text != "skip" && node->text != "scan"))
      return errors_.add(*node, "generated: expected skip or scan");
    config_.judge_generated = node->text == "scan";
  }

  /// `5`, `4.20.0`, or `{azurerm: 4}`: the major version counts.
  void provider_version() {
    const DataNode* node = root_.find("provider-version");
    if (!node) return;
    if (node->is_map()) {
      errors_.check_keys(*node, {"azurerm"});
      node = node->find("azurerm");
    }
    int major = node ? std::atoi(node->text.c_str()) : 0;
    if (major < 1 || major > 99)
      return errors_.add(node ? *node : root_, "provider-version: expected a version of azurerm, such as 4");
    config_.azurerm_major = static_cast<uint32_t>(major);
  }

  const DataNode& root_;
  DataErrors errors_;
  Config config_;
};

}  // namespace

tl::expected<Config, std::vector<DataError>> read_config(std::string path, std::string_view text) {
  DataResult<DataDocument> document = read_yaml(path, text);
  if (!document) return tl::unexpected(std::vector<DataError>{document.error()});
  return Reader(std::move(path), document->root).read();
}

}  // namespace ringfence
