#include "tests/bench/corpus.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>

#include "parsers/parse.h"

namespace ringfence::bench {

namespace {

namespace fs = std::filesystem;

Language language_of(std::string_view path) {
  auto ends = [&](std::string_view suffix) { return path.size() > suffix.size() && path.ends_with(suffix); };
  if (ends(".bicep") || ends(".bicepparam")) return Language::Bicep;
  return ends(".json") || ends(".jsonc") ? Language::Json : Language::Hcl;
}

std::optional<File> read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream bytes;
  bytes << in.rdbuf();
  File file{path.string(), bytes.str(), language_of(path.string())};
  if (file.bytes.starts_with("\xEF\xBB\xBF")) file.bytes.erase(0, 3);
  SourceMap sources;
  bool ours = parse(sources.add(file.path, file.bytes)).kind != FileKind::None;
  return ours ? std::optional(std::move(file)) : std::nullopt;
}

}  // namespace

std::vector<File> read_corpus(const std::string& folder) {
  std::vector<fs::path> paths;
  auto options = fs::directory_options::skip_permission_denied;
  for (auto at = fs::recursive_directory_iterator(folder, options); at != fs::recursive_directory_iterator(); ++at) {
    std::string name = at->path().filename().string();
    if (at->is_directory() && (name.starts_with('.') || name == "node_modules")) {
      at.disable_recursion_pending();
    } else if (at->is_regular_file() && is_candidate(at->path().string())) {
      paths.push_back(at->path());
    }
  }
  std::sort(paths.begin(), paths.end());
  std::vector<File> out;
  for (const fs::path& path : paths) {
    if (auto file = read_file(path)) out.push_back(std::move(*file));
  }
  return out;
}

}  // namespace ringfence::bench
