#include "analyzer/module_paths.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "analyzer/paths.h"

namespace ringfence {

namespace {

constexpr std::string_view kUnknownBase = "{...}/";  // of a uri that is computed (eval/modules.cpp)
constexpr std::string_view kTerraformRegistry = "registry.terraform.io/";

bool starts_with(std::string_view text, std::string_view prefix) { return text.substr(0, prefix.size()) == prefix; }

/// How the manifest spells a registry source: with the host. What was written may leave it out.
std::string_view without_registry(std::string_view source) {
  if (starts_with(source, kTerraformRegistry)) source.remove_prefix(kTerraformRegistry.size());
  return source;
}

std::string text_member(const nlohmann::json& object, const char* name) {
  auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace

bool ModulePaths::allows(std::string_view path) const {
  if (is_inside(root_, path) || registry_.is_cached_module(path)) return true;
  return std::any_of(aliases_.begin(), aliases_.end(),
                     [&](const auto& alias) { return is_inside(alias.second, path); });
}

void ModulePaths::add_manifest(const std::string& folder, std::string_view text) {
  nlohmann::json document = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
  std::vector<Installed>& out = manifests_[folder];
  if (!document.is_object() || !document.contains("Modules") || !document["Modules"].is_array()) return;
  for (const nlohmann::json& module : document["Modules"]) {
    if (!module.is_object()) continue;
    Installed each{text_member(module, "Key"), text_member(module, "Source"),
                   join_path(folder, text_member(module, "Dir"))};
    if (!each.key.empty() && is_inside(root_, each.path)) out.push_back(std::move(each));
  }
}

std::vector<std::string> ModulePaths::installed_folders() const {
  std::set<std::string> folders;
  for (const auto& [folder, modules] : manifests_) {
    for (const Installed& each : modules) folders.insert(each.path);
  }
  return {folders.begin(), folders.end()};
}

ModulePath ModulePaths::bicep(std::string_view from, std::string_view source) const {
  if (!BicepRegistry::is_registry(source)) {
    std::string path = join_path(parent_path(from), source);
    if (!allows(path)) return {{}, false, fmt::format("module '{}' lies outside the project", source)};
    return {std::move(path), false, {}};
  }
  // "br/public:avm/res/x/y:1.2.3": alias, path, version; one checkout serves every version.
  size_t colon = source.find(':');
  auto alias = aliases_.find(std::string(source.substr(0, colon)));
  if (colon != std::string_view::npos && alias != aliases_.end()) {
    std::string_view path = source.substr(colon + 1);
    std::string folder = join_path(alias->second, join_path("/", path.substr(0, path.rfind(':'))).substr(1));
    return {join_path(folder, "main.bicep"), true, {}};
  }
  std::string cached = registry_.cached(from, source);
  if (!cached.empty()) return {std::move(cached), true, {}};
  return {{}, true, fmt::format("module '{}' is in a registry and not on this machine", source)};
}

ModulePath ModulePaths::terraform(std::string_view from, std::string_view source, std::string_view call_path) const {
  if (starts_with(source, "./") || starts_with(source, "../") || source == "." || source == "..") {
    std::string path = join_path(parent_path(from), source);
    if (!allows(path)) return {{}, false, fmt::format("module '{}' lies outside the project", source)};
    return {std::move(path), false, {}};
  }
  // The root module's folder holds the manifest. A local module outside that folder is told by what it asks for.
  for (std::string folder(parent_path(from)); is_inside(root_, folder); folder = parent_path(folder)) {
    auto manifest = manifests_.find(folder);
    if (manifest != manifests_.end()) {
      for (const Installed& each : manifest->second) {
        if (each.key == call_path && without_registry(each.source) == without_registry(source))
          return {each.path, true, {}};
      }
    }
    if (folder == "/") break;
  }
  for (const auto& [folder, modules] : manifests_) {
    for (const Installed& each : modules) {
      if (each.key == call_path && without_registry(each.source) == without_registry(source))
        return {each.path, true, {}};
    }
  }
  return {
      {}, true, fmt::format("module '{}' is not installed (terraform init puts it into .terraform/modules)", source)};
}

std::vector<std::string> ModulePaths::arm(std::string_view from, std::string_view source) const {
  std::string_view path = source.substr(0, source.find_first_of("?#"));
  size_t host = path.find("://");
  bool uri = host != std::string_view::npos || starts_with(path, kUnknownBase);
  if (host != std::string_view::npos) path.remove_prefix(host + 3);
  std::vector<std::string> out;
  if (!has_suffix(path, ".json") && !has_suffix(path, ".jsonc")) return out;
  auto add = [&](std::string candidate) {
    if (is_inside(root_, candidate)) out.push_back(std::move(candidate));
  };
  if (!uri) {  // relativePath
    while (!path.empty() && path.front() == '/') path.remove_prefix(1);
    add(join_path(parent_path(from), path));
    return out;
  }
  // The longest tail of a uri that is a file seen from the linking template's folder or one above it.
  for (size_t slash = path.find('/'); slash != std::string_view::npos; slash = path.find('/', slash + 1)) {
    std::string_view tail = path.substr(slash + 1);
    bool lone = tail.find('/') == std::string_view::npos;
    for (std::string folder(parent_path(from)); is_inside(root_, folder); folder = parent_path(folder)) {
      std::string candidate = join_path(folder, tail);
      // "azuredeploy.json" of another folder's uri is not this one, though its name is the same.
      if (candidate != from || !lone || host == std::string_view::npos) add(std::move(candidate));
      if (lone || folder == "/") break;  // a name alone says too little to look for it elsewhere
    }
  }
  return out;
}

}  // namespace ringfence
