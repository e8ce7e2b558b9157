// RINGFENCE_CORPUS=DIR: all ways of reading JSON agree on every deployment template and parameter file below it.

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "parsers/parse.h"
#include "tests/parsers/json_support.h"

namespace ringfence {
namespace {

/// A file that our reader takes and the published grammar does not says why: in a note, or a line end in a string.
bool is_lenient(const syntax::JsonTree& tree, const Diagnostics& notes) {
  if (!notes.empty()) return true;
  for (syntax::JsonIndex i = 0; i < tree.nodes.size(); ++i) {
    if (!tree.is(i, syntax::JsonKind::String)) continue;
    for (char c : tree.text(i)) {
      if (c == '\n' || c == '\r') return true;
    }
  }
  return false;
}

TEST(JsonCorpus, AllWaysOfReadingAgree) {
  const char* root = std::getenv("RINGFENCE_CORPUS");
  if (!root) GTEST_SKIP() << "RINGFENCE_CORPUS is not set";
  size_t files = 0, broken = 0, lenient = 0, bytes = 0;
  std::chrono::duration<double> time{};
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    if (!entry.is_regular_file() || entry.path().extension() != ".json") continue;
    std::ifstream in(entry.path(), std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(in), {}};
    if (text.starts_with("\xef\xbb\xbf")) text.erase(0, 3);
    SourceMap sources;
    const SourceFile& source = sources.add(entry.path().string(), std::move(text));
    FileKind kind = parse(source).kind;
    if (kind != FileKind::ArmTemplate && kind != FileKind::ArmParameters) continue;
    ++files;
    Diagnostics told;
    auto begin = std::chrono::steady_clock::now();
    syntax::JsonTree tree = syntax::read_json(source, told);
    time += std::chrono::steady_clock::now() - begin;
    bytes += source.bytes.size();
    auto published = testing::tree_sitter_json(source);
    if (!tree.well_formed) {
      EXPECT_FALSE(published) << source.path << ": an error of ours alone";
      ++broken;
      continue;
    }
    testing::expect_recovery_agrees(source);
    if (published) {
      testing::expect_same_tree(tree, *published);
    } else {
      EXPECT_TRUE(is_lenient(tree, told)) << source.path << ": an error of the published grammar alone";
      ++lenient;
    }
  }
  EXPECT_GT(files, 0u);
  std::cout << files << " files, " << lenient << " more lenient than the published grammar, " << broken << " broken, "
            << static_cast<double>(bytes) / 1e6 << " MB, " << static_cast<double>(bytes) / 1e6 / time.count()
            << " MB/s raw\n";
}

}  // namespace
}  // namespace ringfence
