// fixtures/syntax/terraform: all of it is read without a diagnostic, and nothing of it is lost.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "terraform_support.h"

namespace ringfence {
namespace {

TEST(TerraformFixtures, AreReadWholly) {
  size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(RINGFENCE_SOURCE_DIR "/fixtures/syntax/terraform")) {
    if (!is_candidate(entry.path().string())) continue;
    ++files;
    std::stringstream text;
    text << std::ifstream(entry.path(), std::ios::binary).rdbuf();
    SourceMap sources;
    ParsedFile file = parse(sources.add(entry.path().filename().string(), text.str()));
    for (const Diagnostic& each : file.diagnostics.items()) ADD_FAILURE() << entry.path() << ": " << each.message;
    if (file.kind == FileKind::TerraformVars) {
      EXPECT_GT(file.parameters->values.size(), 1u);
      continue;
    }
    ASSERT_EQ(file.kind, FileKind::Terraform);
    EXPECT_FALSE(file.declarations->open);
    EXPECT_GT(file.declarations->variables.size() + file.declarations->resources.size(), 2u);
  }
  EXPECT_GE(files, 4u);
}

}  // namespace
}  // namespace ringfence
