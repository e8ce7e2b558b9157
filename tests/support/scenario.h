#pragma once
// A scenario of fixtures/equivalence: the same deployment in three languages. The files of one language, for a
// project in memory; a scenario with modules has them in folders of their own.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

namespace ringfence::test {

using Files = std::vector<std::pair<std::string, std::string>>;  // path in the project, text

inline std::filesystem::path scenarios_folder() {
  return std::filesystem::path(RINGFENCE_SOURCE_DIR) / "fixtures/equivalence";
}

/// The folders of all scenarios, by name.
inline std::vector<std::filesystem::path> scenarios() {
  std::vector<std::filesystem::path> out;
  for (const auto& entry : std::filesystem::directory_iterator(scenarios_folder())) {
    if (entry.is_directory()) out.push_back(entry.path());
  }
  std::sort(out.begin(), out.end());
  return out;
}

/// All files of a scenario with that extension (".bicep", ".json", ".tf"); "main" with it is the root.
inline Files files_of(const std::filesystem::path& scenario, const std::string& extension) {
  Files out;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(scenario)) {
    if (entry.path().extension() != extension) continue;
    std::ifstream file(entry.path());
    out.emplace_back(entry.path().lexically_relative(scenario).generic_string(),
                     std::string(std::istreambuf_iterator<char>(file), {}));
  }
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace ringfence::test
