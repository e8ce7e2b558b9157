// The dependency direction of docs/architecture.md, checked on the include lines themselves: parsers know
// grammars and nothing about Azure, analyzer stages look only at the stages before them, and each
// third-party header is fenced in the files that are named here.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

struct Include {
  std::string file;  // relative to the repository
  int line;
  std::string target;  // "parsers/span.h" or "<re2/re2.h>" without the brackets
  bool system;
};

std::vector<Include> includes_of_all_sources() {
  std::vector<Include> out;
  fs::path root = RINGFENCE_SOURCE_DIR;
  for (const char* top : {"parsers", "analyzer"}) {
    for (const auto& entry : fs::recursive_directory_iterator(root / top)) {
      std::string path = fs::relative(entry.path(), root).generic_string();
      if (path.find("/grammar/") != std::string::npos) continue;
      if (entry.path().extension() != ".h" && entry.path().extension() != ".cpp") continue;
      std::ifstream in(entry.path());
      std::string text;
      for (int line = 1; std::getline(in, text); ++line) {
        if (text.rfind("#include ", 0) != 0) continue;
        char open = text[9];
        size_t end = text.find(open == '<' ? '>' : '"', 10);
        out.push_back({path, line, text.substr(10, end - 10), open == '<'});
      }
    }
  }
  return out;
}

/// "parsers/arm/x.h" -> "parsers/arm"; "parsers/span.h" -> "parsers".
std::string folder(const std::string& path) { return path.substr(0, path.rfind('/')); }

TEST(Layering, EachFolderIncludesOnlyTheStagesBeforeIt) {
  const std::map<std::string, std::vector<std::string>> allowed = {
      {"parsers", {"parsers"}},
      {"parsers/syntax", {"parsers", "parsers/syntax"}},
      {"parsers/arm", {"parsers", "parsers/syntax", "parsers/arm"}},
      {"parsers/bicep", {"parsers", "parsers/syntax", "parsers/bicep"}},
      {"parsers/terraform", {"parsers", "parsers/syntax", "parsers/terraform"}},
      {"analyzer/eval", {"parsers", "analyzer/eval"}},
      {"analyzer/knowledge", {"analyzer/knowledge"}},
      {"analyzer/graph", {"parsers", "analyzer/eval", "analyzer/knowledge", "analyzer/graph"}},
      {"analyzer/policy", {"parsers", "analyzer/eval", "analyzer/knowledge", "analyzer/graph", "analyzer/policy"}},
      {"analyzer/policy_test",
       {"parsers", "analyzer/eval", "analyzer/knowledge", "analyzer/graph", "analyzer/policy", "analyzer/policy_test"}},
      {"analyzer/report", {"parsers", "analyzer/report"}},
  };
  std::vector<Include> includes = includes_of_all_sources();
  ASSERT_GT(includes.size(), 100u);
  for (const Include& each : includes) {
    if (each.system || each.file == "parsers/parse.cpp") continue;  // the table of languages names them all
    auto rule = allowed.find(folder(each.file));
    if (rule == allowed.end()) continue;  // analyzer/ itself puts the stages together
    bool finding = folder(each.file) == "analyzer/report" && each.target == "analyzer/policy/finding.h";
    bool ok = finding || std::find(rule->second.begin(), rule->second.end(), folder(each.target)) != rule->second.end();
    EXPECT_TRUE(ok) << each.file << ":" << each.line << " includes " << each.target;
  }
}

TEST(Layering, ThirdPartyHeadersAreFenced) {
  const std::vector<std::pair<std::string, std::vector<std::string>>> fences = {
      {"tree_sitter/", {"parsers/syntax/tree.cpp"}},
      {"yaml-cpp/", {"analyzer/knowledge/yaml_reader.cpp"}},
      {"CLI/", {"analyzer/options.cpp"}},
      {"nlohmann/", {"analyzer/"}},
      {"re2/", {"analyzer/"}},
      {"fmt/", {"analyzer/"}},
  };
  for (const Include& each : includes_of_all_sources()) {
    if (!each.system) continue;
    for (const auto& [prefix, files] : fences) {
      if (each.target.rfind(prefix, 0) != 0) continue;
      bool ok = std::any_of(files.begin(), files.end(),
                            [&](const std::string& allowed_in) { return each.file.rfind(allowed_in, 0) == 0; });
      EXPECT_TRUE(ok) << each.file << ":" << each.line << " includes <" << each.target << ">";
    }
  }
}

TEST(Layering, SourceFilesAreOfReadableSize) {
  fs::path root = RINGFENCE_SOURCE_DIR;
  for (const char* top : {"parsers", "analyzer"}) {
    for (const auto& entry : fs::recursive_directory_iterator(root / top)) {
      std::string path = fs::relative(entry.path(), root).generic_string();
      if (path.find("/grammar/") != std::string::npos) continue;
      if (entry.path().extension() != ".h" && entry.path().extension() != ".cpp") continue;
      std::ifstream in(entry.path());
      std::string text;
      int lines = 0;
      while (std::getline(in, text)) ++lines;
      EXPECT_LE(lines, 600) << path;
    }
  }
}

}  // namespace
