// What is wrong with a Bicep file: the words, the place, what is still read, and how long it takes.

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "parsers/bicep/chunks.h"
#include "tests/parsers/bicep_support.h"

namespace ringfence {
namespace {

using bicep_test::File;
using bicep_test::read;
using bicep_test::show;

TEST(BicepError, SaysWhatShouldStandThere) {
  struct Row {
    const char* text;
    const char* messages;
  };
  const Row rows[] = {
      {"var = 1", "1:5: error: expected a name after 'var'\n"},
      {"var a = ", "1:8: error: expected an expression\n"},
      {"param a", "1:8: error: expected a type\n"},
      {"output a = 1", "1:10: error: expected a type\n"},
      {"resource a = {}", "1:12: error: expected a type in quotes ('type@version')\n"},
      {"resource a 'b@1' {}", "1:18: error: expected '='\n"},
      {"module m = {}", "1:10: error: expected a path in quotes\n"},
      {"var a = [\n  1\n", "1:9: error: the '[' is not closed\n"},
      {"@description('x'\nparam a string", "1:13: error: the '(' is not closed\n"},
      {"var a = b.", "1:11: error: expected a name\n"},
      {"var a = b =>\n\nvar c = 1", "1:13: error: expected an expression\n"},
      {"test t = {}", "1:8: error: expected a path in quotes\n"},
      {"var a = 'b\nvar c = 1", "1:11: error: the string is not closed\n"},
      {R"(var a = 'x\y')", R"(1:11: error: no such escape; there are \n \r \t \' \\ \$ and \u{...})"
                           "\n"},
      {"/* a\nvar x = 1", "1:1: error: the comment is not closed\n"},
      {"foo bar", "1:1: error: unexpected 'foo'\n"},
      {"resource a 'b@1' = {\n  name: 'x',\n  location: 'y'\n}", "2:13: error: unexpected end of line\n"},
      {"resource a 'b@1' = {\n  location 'y'\n}", "2:3: error: unexpected 'location'\n"},
      {"var a = 99999999999999999999", "1:9: error: the number is not a 64-bit integer\n"},
      {"module m 'a${b}' = {}", "1:10: error: the path of a module must be a string without holes\n"},
  };
  for (const Row& row : rows) EXPECT_EQ(read(row.text).messages(), row.messages) << row.text;
}

TEST(BicepError, CostsOnlyTheDeclarationAroundIt) {
  File file = read(R"(param before string
resource broken 'T/a@2023-01-01' = {
  name: 'a
}
var bad =
@allowed([
  'x'
param worse string
resource whole 'T/b@2023-01-01' = {
  name: 'b'
}
resource open 'T/c@2023-01-01' = {
  properties: {
    a: 1
}
@description('fine')
param after string
)");
  const Template& t = *file.declarations;
  EXPECT_TRUE(t.open);
  ASSERT_EQ(t.parameters.size(), 2u) << file.messages();
  EXPECT_EQ(t.parameters[0].name, "before");
  EXPECT_EQ(t.parameters[1].name, "after");
  EXPECT_EQ(file.text(t.parameters[1].span), "@description('fine')\nparam after string");
  ASSERT_EQ(t.resources.size(), 1u);
  EXPECT_EQ(t.resources[0]->symbol, "whole");
  EXPECT_EQ(file.text(t.resources[0]->header_span), "resource whole 'T/b@2023-01-01'");
  EXPECT_TRUE(t.variables.empty());
}

TEST(BicepError, LeavesABodyOnTheNextLineWithItsFunction) {
  File file = read("var bad =\nfunc f(a int) int =>\n  g(a)\nvar b = map(c, d =>\n  d.e)\nvar h = i\n  ? j\n  : k\n");
  EXPECT_EQ(file.messages(), "1:10: error: expected an expression\n");
  ASSERT_EQ(file.declarations->functions.size(), 1u);
  EXPECT_EQ(show(file.declarations->functions[0].body), "g(?a)");
  EXPECT_EQ(file.declarations->variables.size(), 2u);
}

TEST(BicepError, InANestedResourceLeavesTheOuterOne) {
  File file = read(R"(
resource outer 'T/a@2023-01-01' = {
  name: 'a'
  resource broken 'b' = {
    name:
  }
  resource fine 'c' = {
    name: 'c'
  }
}
)");
  EXPECT_TRUE(file.declarations->open);
  ASSERT_EQ(file.declarations->resources.size(), 2u) << file.messages();
  EXPECT_EQ(file.declarations->resources[1]->type, "T/a/c");
}

TEST(BicepChunks, BeginWithAKeywordAtTheStartOfALine) {
  std::string text =
      "// c\nvar a = [\n  param\n]\n@d()\n@e({\n  a: 1\n})\nparam b string = '''\nvar no\n'''\n  output c string = "
      "'x'\nvar t = {\ntype: 1\n}\n";
  std::vector<std::string> starts;
  uint32_t end = 0;
  for (const bicep::Chunk& each : bicep::split_declarations(text)) {
    EXPECT_EQ(each.begin, end) << "together they are the whole text";
    end = each.end;
    std::string chunk = text.substr(each.begin, each.end - each.begin);
    starts.push_back(chunk.substr(0, chunk.find('\n')));
  }
  EXPECT_EQ(end, text.size());
  EXPECT_EQ(starts, (std::vector<std::string>{"// c", "var a = [", "@d()", "output c string = 'x'", "var t = {"}));
}

std::string repeated(std::string_view piece, size_t count) {
  std::string out;
  for (size_t i = 0; i < count; ++i) out += piece;
  return out;
}

TEST(BicepHostile, IsReadInBoundedTimeWithADiagnostic) {
  constexpr size_t kMany = 100'000;
  const std::string texts[] = {
      "var a = " + repeated("[", kMany),
      "var a = " + repeated("[", kMany) + repeated("]", kMany),
      "var a = " + repeated("(", kMany) + "b" + repeated(")", kMany),
      "var a = " + repeated("{b:", kMany),
      "var a = " + repeated("'${", kMany),
      "var a = " + repeated("$'''${", kMany),
      "var a = " + repeated("(b,", kMany),
      "var a = " + repeated("-", kMany / 5),
      "var a = b" + repeated(".c", kMany),
      "var a = 1" + repeated("+1", kMany),
      "var a = '''\n" + repeated("abc\n", kMany),
      "type t = " + repeated("{a:", kMany),
      "type t = a" + repeated("[]", kMany),
      repeated("resource a 'b/c@1' = {\n", kMany / 10),
      repeated("var x = '\n", kMany / 10),
      repeated("@a\n", kMany),
      repeated("'", kMany),
      std::string(kMany, '\0'),
      repeated("\xff\xfe\x80 '{ ", kMany),
      "var a = '" + repeated("$", 10 * kMany),
      "var a = " + repeated("$", 10 * kMany),
      "var a = " + repeated("'a'", kMany),
      "var a = " + repeated("(\n", 10 * kMany),
      "var a = " + repeated("-", 5 * kMany),
      repeated("@a() ", kMany) + "param b string",
      repeated("var a = 1 /*\n", kMany),
      repeated("{}\n", kMany),
      "var a = (" + repeated("b, ", 10 * kMany) + "c)",
      "@a(" + repeated("@a(", kMany),
      repeated("a b c\n", kMany),
      repeated("var a = \n", kMany),
      repeated("var a = \n", kMany / 7),
      repeated("var a = \n", kMany / 14),
      "var a = [\n" + repeated("  {a: }\n", kMany) + "]\n",
      "var a = [" + repeated("1,", 5 * kMany) + "1]",
      repeated("/*a*/", 20 * kMany),
  };
  std::clock_t begin = std::clock();
  for (const std::string& text : texts) {
    File file = read(text);
    EXPECT_NE(file.messages(), "") << text.substr(0, 40);
    EXPECT_TRUE(file.declarations->open) << text.substr(0, 40);
  }
  // Some seconds unoptimised and under sanitizers; quadratic work would take minutes.
  EXPECT_LT((std::clock() - begin) / CLOCKS_PER_SEC, 30);
}

TEST(BicepHostile, MistakesWithoutEndAreToldInPart) {
  File file = read("var a = [\n" + repeated("  '\\u{FFFFFF}'\n", 1'000) + "]\n");
  const std::vector<Diagnostic>& told = file.parsed.diagnostics.items();
  ASSERT_EQ(told.size(), 201u);
  EXPECT_EQ(told.back().message, "800 more mistakes from here on");
  EXPECT_EQ(file.text(told.back().span), "\\u{FFFFFF}");
  EXPECT_EQ(read(repeated("var a =\n", 250)).parsed.diagnostics.items().back().message,
            "50 more mistakes from here on");
}

TEST(BicepHostile, NestingIsReadUpToTheLimit) {
  auto nested = [](size_t depth) { return "var a = " + repeated("[", depth) + repeated("]", depth) + "\nvar b = 1\n"; };
  EXPECT_EQ(read(nested(400)).messages(), "");
  File file = read(nested(401));
  EXPECT_EQ(file.messages(), "1:409: error: nested more than 400 levels deep; the declaration was not read\n");
  EXPECT_TRUE(file.declarations->open);
  ASSERT_EQ(file.declarations->variables.size(), 1u);
}

TEST(BicepFixtures, EveryConstructIsReadWithoutAWord) {
  size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(RINGFENCE_SOURCE_DIR "/fixtures/syntax/bicep")) {
    if (entry.path().extension() != ".bicep" && entry.path().extension() != ".bicepparam") continue;
    std::ifstream in(entry.path(), std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(in), {}};
    File file = entry.path().extension() == ".bicep" ? read(text) : bicep_test::read_parameters(text);
    EXPECT_EQ(file.messages(), "") << entry.path();
    ++files;
  }
  EXPECT_GE(files, 2u);
}

/// RINGFENCE_CORPUS=DIR: every .bicep and .bicepparam below it (but for folders named Invalid*) must be read
/// without a diagnostic; prints how fast.
TEST(BicepCorpus, IsReadWithoutASyntaxError) {
  const char* root = std::getenv("RINGFENCE_CORPUS");
  if (!root) GTEST_SKIP() << "RINGFENCE_CORPUS is not set";
  size_t files = 0, bytes = 0, resources = 0;
  std::chrono::duration<double> time{};
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    std::string path = entry.path().string();
    bool parameters = path.ends_with(".bicepparam");
    if (!entry.is_regular_file() || (!parameters && !path.ends_with(".bicep"))) continue;
    if (path.find("/Invalid") != std::string::npos) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(in), {}};
    if (text.starts_with("\xef\xbb\xbf")) text.erase(0, 3);
    ++files;
    bytes += text.size();
    auto begin = std::chrono::steady_clock::now();
    File file = parameters ? bicep_test::read_parameters(text) : read(text);
    time += std::chrono::steady_clock::now() - begin;
    EXPECT_EQ(file.messages(), "") << path;
    if (file.declarations) resources += file.declarations->resources.size();
  }
  EXPECT_GT(files, 0u);
  std::cout << files << " files, " << resources << " resources, " << static_cast<double>(bytes) / 1e6 << " MB, "
            << static_cast<double>(bytes) / 1e6 / time.count() << " MB/s to declarations\n";
}

}  // namespace
}  // namespace ringfence
