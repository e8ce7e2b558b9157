// What a mistake costs: the declaration around it and nothing else, and a message at its place.

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>

#include "terraform_support.h"

namespace ringfence {
namespace {

using terraform_test::Module;
using terraform_test::read_module;
using terraform_test::show;

std::vector<std::string> names(const Module& module) {
  std::vector<std::string> out;
  for (const Resource* each : module.declarations->resources) out.emplace_back(each->symbol);
  return out;
}

TEST(TerraformBroken, AnErrorCostsItsDeclaration) {
  Module module = read_module(R"(
resource "t" "a" {
  x = 1
}
resource "t" "b" {
  x = [1, 2
  y = 3
}
resource "t" "c" {
  x = 1
}
)");
  EXPECT_EQ(names(module), (std::vector<std::string>{"a", "c"}));
  EXPECT_EQ(module.messages(), "main.tf:7:3: syntax-error: expected \",\" or \"]\", found \"y\"\n");
  EXPECT_TRUE(module.declarations->open);
}

TEST(TerraformBroken, AMissingBraceDoesNotTakeTheRest) {
  Module module = read_module("resource \"t\" \"a\" {\n  x {\n    y = 1\n\nresource \"t\" \"b\" {\n  z = 1\n}\n");
  EXPECT_EQ(names(module), (std::vector<std::string>{"b"}));
  EXPECT_EQ(module.messages(), "main.tf:2:3: syntax-error: this block is not closed\n");
}

TEST(TerraformBroken, AnUnclosedHeredocDoesNotTakeTheRest) {
  Module module = read_module("resource \"t\" \"a\" {\n  x = <<EOT\n  abc\n}\nresource \"t\" \"b\" {\n}\n");
  EXPECT_EQ(names(module), (std::vector<std::string>{"b"}));
  EXPECT_EQ(module.messages(), "main.tf:2:7: syntax-error: the heredoc is not closed: no line with \"EOT\" alone\n");
}

TEST(TerraformBroken, ALocalThatCannotBeReadCostsItself) {
  Module module = read_module("locals {\n  a = 1\n  b = [1 \"]\" 2]\n  c = \"x\"\n}\n");
  ASSERT_EQ(module.declarations->variables.size(), 2u);
  EXPECT_EQ(module.declarations->variables[1].name, "c");
  EXPECT_TRUE(module.declarations->open);
}

TEST(TerraformBroken, AVariableFileLosesOneValue) {
  SourceMap sources;
  ParsedFile file = parse(sources.add("x.tfvars", "a = 1\nb = = 2\nc = [\n  \"x\",\n]\n"));
  ASSERT_EQ(file.parameters->values.size(), 2u);
  EXPECT_EQ(file.parameters->values[1].name, "c");
  EXPECT_EQ(show(file.parameters->values[1].value), "['x']");
  ASSERT_EQ(file.diagnostics.items().size(), 1u);
  EXPECT_EQ(file.diagnostics.items()[0].message, "expected an expression, found \"=\"");
}

TEST(TerraformBroken, BlocksSayWhatLabelsTheyTake) {
  Module module = read_module("resource \"t\" {\n}\nfoo \"x\" {\n}\nx = 1\n");
  EXPECT_EQ(module.messages(),
            "main.tf:1:1: syntax-error: \"resource\" takes 2 labels, found 1\n"
            "main.tf:3:1: unknown-block: blocks of type \"foo\" are not known here; it was passed over\n"
            "main.tf:5:1: syntax-error: \"x\" stands outside of any block\n");
}

TEST(TerraformBroken, HostileTextIsReadInLinearTime) {
  std::string binary;
  for (uint32_t i = 0; i < 300'000; ++i) binary += static_cast<char>((i * 7919u) >> 3);
  std::string heredocs, blocks;
  for (int i = 0; i < 20'000; ++i) heredocs += "locals {\na = <<X" + std::to_string(i) + "\n";
  for (int i = 0; i < 100'000; ++i) blocks += "a {";
  auto start = std::chrono::steady_clock::now();
  for (const std::string& text : {binary, heredocs, blocks, std::string(1'000'000, '"'), std::string(1'000'000, '{')}) {
    Module module = read_module(text);
    EXPECT_TRUE(module.declarations->open);
    EXPECT_LE(module.diagnostics.items().size(), 25u);
  }
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
}

}  // namespace
}  // namespace ringfence
