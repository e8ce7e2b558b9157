#include "analyzer/bicep_registry.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "analyzer/paths.h"

namespace ringfence {

namespace {

constexpr std::string_view kPublicRegistry = "mcr.microsoft.com/bicep";
constexpr std::string_view kModuleFile = "main.json";
constexpr size_t kMaxTag = 128;

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c; });
  return out;
}

std::string replaced(std::string text, char from, char to) {
  std::replace(text.begin(), text.end(), from, to);
  return text;
}

/// One folder name of the cache: not empty, no separator, not a step upwards.
bool is_component(std::string_view name) {
  return !name.empty() && name != "." && name != ".." && name.find_first_of(std::string_view("/\\\0", 3)) == name.npos;
}

/// A tag with its capitals told as a bit mask, for file systems that do not tell capitals apart.
std::string encoded_tag(std::string_view tag) {
  uint64_t mask[2] = {0, 0};
  for (size_t i = 0; i < tag.size() && i < kMaxTag; ++i) {
    if (tag[i] >= 'A' && tag[i] <= 'Z') mask[i / 64] |= uint64_t{1} << (i % 64);
  }
  std::string out(tag);
  out += '$';
  if (mask[1]) return out + fmt::format("{:x}{:016x}", mask[1], mask[0]);
  return mask[0] ? out + fmt::format("{:x}", mask[0]) : out;
}

/// JSON as the compiler reads its configuration: with comments (the library takes those) and trailing commas.
std::string without_trailing_commas(std::string_view text) {
  std::string out(text);
  size_t comma = std::string::npos;  // the last one that only blanks and comments follow so far
  for (size_t i = 0; i < out.size(); ++i) {
    char c = out[i];
    if (c == '"') {
      for (++i; i < out.size() && out[i] != '"'; ++i) i += out[i] == '\\';
      comma = std::string::npos;
    } else if (c == '/' && i + 1 < out.size() && out[i + 1] == '/') {
      i = std::min(out.find('\n', i), out.size());
    } else if (c == '/' && i + 1 < out.size() && out[i + 1] == '*') {
      size_t end = out.find("*/", i + 2);
      i = end == std::string::npos ? out.size() : end + 1;
    } else if (c == ',') {
      comma = i;
    } else if ((c == '}' || c == ']') && comma != std::string::npos) {
      out[comma] = ' ';
      comma = std::string::npos;
    } else if (c != ' ' && c != '\t' && c != '\r' && c != '\n') {
      comma = std::string::npos;
    }
  }
  return out;
}

std::string text_member(const nlohmann::json& object, const char* name) {
  if (!object.is_object()) return {};
  auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

const nlohmann::json& member(const nlohmann::json& object, const char* name) {
  static const nlohmann::json kNothing;
  if (!object.is_object()) return kNothing;
  auto found = object.find(name);
  return found == object.end() ? kNothing : *found;
}

/// "host/path:tag" or "host/path@sha256:..." as "host/path$.../tag$".
std::string oci_folder(std::string_view address) {
  size_t host_end = address.find('/');
  if (host_end == std::string_view::npos) return {};
  std::string_view host = address.substr(0, host_end), rest = address.substr(host_end + 1);
  size_t delimiter = rest.find_first_of(":@");
  if (delimiter == std::string_view::npos) return {};
  std::string_view repository = rest.substr(0, delimiter), version = rest.substr(delimiter + 1);
  bool tag = rest[delimiter] == ':';
  if (version.size() > kMaxTag) return {};
  std::string host_name = replaced(lower(host), ':', '$'), repository_name = replaced(std::string(repository), '/', '$');
  std::string version_name = tag ? encoded_tag(version) : replaced(std::string(version), ':', '#');
  if (!is_component(host_name) || !is_component(repository_name) || !is_component(version_name)) return {};
  return host_name + "/" + repository_name + "/" + version_name;
}

/// "subscription/group/spec:version" as four folders.
std::string template_spec_folder(std::string_view address) {
  std::string path = lower(address);
  size_t colon = path.rfind(':');
  if (colon == std::string::npos) return {};
  path[colon] = '/';
  size_t parts = 0;
  for (size_t begin = 0; begin <= path.size(); ++parts) {
    size_t end = std::min(path.find('/', begin), path.size());
    if (!is_component(std::string_view(path).substr(begin, end - begin))) return {};
    begin = end + 1;
  }
  return parts == 4 ? path : std::string();
}

}  // namespace

bool BicepRegistry::is_registry(std::string_view source) {
  std::string_view scheme = source.substr(0, 3);
  return scheme == "br:" || scheme == "br/" || scheme == "ts:" || scheme == "ts/";
}

std::string BicepRegistry::add_config(const std::string& folder, std::string_view text) {
  nlohmann::json document = nlohmann::json::parse(without_trailing_commas(text), nullptr, /*allow_exceptions=*/false,
                                                  /*ignore_comments=*/true);
  Config& out = configs_[folder];
  const nlohmann::json& aliases = member(document, "moduleAliases");
  if (const nlohmann::json& registries = member(aliases, "br"); registries.is_object()) {
    for (const auto& [name, alias] : registries.items()) {
      std::string registry = text_member(alias, "registry"), path = text_member(alias, "modulePath");
      if (!registry.empty()) out.br.emplace(name, path.empty() ? registry : registry + "/" + path);
    }
  }
  if (const nlohmann::json& specs = member(aliases, "ts"); specs.is_object()) {
    for (const auto& [name, alias] : specs.items()) {
      std::string subscription = text_member(alias, "subscription"), group = text_member(alias, "resourceGroup");
      if (!subscription.empty() && !group.empty()) out.ts.emplace(name, subscription + "/" + group);
    }
  }
  std::string cache = text_member(document, "cacheRootDirectory");
  if (!cache.empty() && cache.front() != '~' && out.cache.empty()) {
    cache = join_path(folder, cache);
    if (is_inside(root_, cache)) out.cache = cache;
  }
  return text_member(document, "extends");
}

const BicepRegistry::Config* BicepRegistry::config_for(std::string_view from) const {
  for (std::string_view folder = parent_path(from); is_inside(root_, folder); folder = parent_path(folder)) {
    auto found = configs_.find(folder);
    if (found != configs_.end()) return &found->second;
    if (folder == "/") break;
  }
  return nullptr;
}

std::string BicepRegistry::cached(std::string_view from, std::string_view source) const {
  if (!is_registry(source)) return {};
  const Config* config = config_for(from);
  std::string_view cache = config && !config->cache.empty() ? config->cache : cache_;
  if (cache.empty()) return {};
  bool oci = source.front() == 'b';
  std::string address;
  if (source[2] == ':') {
    address = std::string(source.substr(3));
  } else {
    size_t colon = source.find(':');
    if (colon == std::string_view::npos) return {};
    std::string_view alias = source.substr(3, colon - 3), rest = source.substr(colon + 1);
    std::string head;
    if (config) {
      const auto& aliases = oci ? config->br : config->ts;
      if (auto found = aliases.find(alias); found != aliases.end()) head = found->second;
    }
    if (head.empty() && oci && alias == "public") head = kPublicRegistry;
    if (head.empty()) return {};
    address = fmt::format("{}/{}", head, rest);
  }
  std::string folder = oci ? oci_folder(address) : template_spec_folder(address);
  return folder.empty() ? folder : fmt::format("{}/{}/{}/{}", cache, oci ? "br" : "ts", folder, kModuleFile);
}

bool BicepRegistry::is_cached_module(std::string_view path) const {
  auto is_below = [&](const std::string& cache) {
    return !cache.empty() && (is_inside(cache + "/br", path) || is_inside(cache + "/ts", path));
  };
  if (file_name(path) != kModuleFile) return false;
  return is_below(cache_) ||
         std::any_of(configs_.begin(), configs_.end(), [&](const auto& each) { return is_below(each.second.cache); });
}

}  // namespace ringfence
