// The spanned JSON reader: what it takes, what it says, and that it agrees with tree-sitter-json.

#include "parsers/syntax/json_reader.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "parsers/syntax/json_text.h"
#include "tests/parsers/json_support.h"

namespace ringfence::syntax {
namespace {

using testing::expect_agreement;
using testing::expect_recovery_agrees;
using testing::shape;

struct Read {
  SourceMap sources;
  Diagnostics diagnostics;
  JsonTree tree;

  explicit Read(std::string text) : tree(read_json(sources.add("/t/x.json", std::move(text)), diagnostics)) {}

  std::string messages() const {
    std::string out;
    for (const Diagnostic& each : diagnostics.items()) {
      Position at = sources.position(0, each.span.begin);
      out += std::to_string(at.line) + ":" + std::to_string(at.column) + " " + each.message + "\n";
    }
    return out;
  }
};

TEST(JsonReader, AgreesWithTreeSitterOnEveryKindOfValue) {
  const char* kTexts[] = {
      "{}",
      "[]",
      "\"\"",
      "0",
      "-12.5e-3",
      "true",
      " null ",
      R"({"a": {"b": [1, 2, {"c": "d\"\\\u00e9"}], "": []}, "e": [[], {}, [null, false]]})",
      "// first\n{ /* in\nside */ \"a\" : 1 // after\r\n, \"b\": \"// no comment\" }\n/***/",
      "{\n        \"deep\":\n                [\n                        \"indented\"\n                ]\n}",
      "[\"caf\xC3\xA9\", \"\xF0\x9F\x98\x80\"]",
  };
  SourceMap sources;
  for (const char* text : kTexts) expect_agreement(sources.add("/t/x.json", text));
}

TEST(JsonReader, AgreesWithTreeSitterOnAllJsonFixtures) {
  SourceMap sources;
  size_t count = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(RINGFENCE_SOURCE_DIR "/fixtures")) {
    bool broken = entry.path().string().find("/broken/") != std::string::npos;
    // tree-sitter-json knows no trailing commas and no line ends in strings.
    bool lenient = entry.path().stem() == "lenient";
    if (entry.path().extension() != ".json" || broken || lenient) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    std::stringstream bytes;
    bytes << in.rdbuf();
    expect_agreement(sources.add(entry.path().string(), bytes.str()));
    ++count;
  }
  EXPECT_GT(count, 2u);
}

TEST(JsonReader, TakesWhatTheDeploymentEngineTakes) {
  struct Row {
    const char* text;
    const char* shape;
    const char* messages;
  };
  const Row kRows[] = {
      {"{\"a\": \"one\ntwo\"}", "{ \"a\" \"one\ntwo\" } ", ""},
      {"{\"a\": \"one\r\n\r\ntwo\" /* c */ , \"b\": 1}", "{ \"a\" \"one\r\n\r\ntwo\" \"b\" 1 } ", ""},
      {"{\"a\": \"tab\there\"}", "{ \"a\" \"tab\there\" } ", ""},
      {"// c\n[1] /* d */", "[ 1 ] ", ""},
      {"[1, 2,\n]", "[ 1 2 ] ", "1:6 comma before a closing bracket: JSON has none, the deployment engine takes it\n"},
      {"{\"a\": 1, /* c */ }", "{ \"a\" 1 } ",
       "1:8 comma before a closing bracket: JSON has none, the deployment engine takes it\n"},
      {"{'a': \"it's\"}", "{ 'a' \"it's\" } ",
       "1:2 text in single quotes: JSON has none, the deployment engine takes it\n"},
      {R"(['say "x"', "", '\'\\'])", R"([ 'say "x"' "" '\'\\' ] )",
       "1:2 text in single quotes: JSON has none, the deployment engine takes it\n"
       "1:17 text in single quotes: JSON has none, the deployment engine takes it\n"},
  };
  for (const Row& row : kRows) {
    Read read(row.text);
    EXPECT_TRUE(read.tree.well_formed) << row.text;
    EXPECT_EQ(shape(read.tree), row.shape);
    EXPECT_EQ(read.messages(), row.messages) << row.text;
    expect_recovery_agrees(read.sources.file(0));
  }
}

TEST(JsonReader, SaysWhatWasExpectedAndKeepsTheRest) {
  struct Row {
    const char* text;
    const char* shape;
    const char* messages;
  };
  const Row kRows[] = {
      {R"({"a": 1 "b": 2})", R"({ "a" 1 "b" 2 } )", "1:9 expected ',' or '}'\n"},
      {R"({"a": , "b": 2})", R"({ "b" 2 } )", "1:7 expected a value\n"},
      {R"({"a" 1, "b": 2})", R"({ "b" 2 } )", "1:6 expected ':' after the property name\n"},
      {R"({"a" "b": 2})", R"({ "b" 2 } )", "1:6 expected ':' after the property name\n"},
      {R"({"a"})", R"({ } )", "1:5 expected ':' after the property name\n"},
      {R"({"a":: 1})", R"({ "a" 1 } )", "1:6 expected a value\n"},
      {R"({a: 1, "b": 2})", R"({ "b" 2 } )", "1:2 expected a property name in double quotes\n"},
      {R"({"a": 1,, "b": 2})", R"({ "a" 1 "b" 2 } )", "1:9 expected a property name in double quotes\n"},
      {R"([1,, 2])", R"([ 1 2 ] )", "1:4 expected a value\n"},
      {R"([, 1 2])", R"([ 1 2 ] )", "1:2 expected a value\n1:6 expected ',' or ']'\n"},
      {R"({"a": [1, 2, "b": 3})", R"({ "a" [ 1 2 ] "b" 3 } )", "1:17 expected ',' or ']'\n"},
      {R"([["b": 3]])", R"([ [ "b" 3 ] ] )", "1:6 expected ',' or ']'\n"},
      {R"({"a": {"b": 1}, )", R"({ "a" { "b" 1 } } )", "1:17 expected a property name in double quotes\n"},
      {R"({"a": {"b": [1, {"c": 2)", R"({ "a" { "b" [ 1 { "c" 2 } ] } } )", "1:24 expected ',' or '}'\n"},
      {R"({"a": 01, "b": 1})", R"({ "b" 1 } )", "1:7 expected a number without leading zeros\n"},
      {R"({"a": -, "b": 1.})", R"({ } )", "1:7 expected a value\n1:15 expected digits after the decimal point\n"},
      {R"({"a": 1e, "b": 12px})", R"({ } )", "1:7 expected digits in the exponent\n1:16 expected a number\n"},
      {R"({"a": "\d", "b": 1})", R"({ "a" "\d" "b" 1 } )",
       R"(1:8 expected one of \" \\ \/ \b \f \n \r \t \uXXXX)"
       "\n"},
      {R"({"a": tru})", R"({ } )", "1:7 expected a value\n"},
      {R"({"a": 1} x)", R"({ "a" 1 } )", "1:10 expected the end of the file\n"},
      {R"({"a": 1} {"b": 2})", R"({ "a" 1 } )", "1:10 expected the end of the file\n"},
      {"{\"a\": \"never closed\n}", R"({ } )", "1:7 expected a closing quote\n"},
      {"{\"a\": \"never closed,\n \"b\": \"c\",\n\"d\": 1}", R"({ "b" "c" "d" 1 } )", "1:7 expected a closing quote\n"},
      {"{\"a\": \"two\nlines\", \"b\": tru}", "{ \"a\" \"two\nlines\" } ", "2:14 expected a value\n"},
      {"[1] /* never closed", "[ 1 ] ", "1:5 expected */ at the end of the comment\n"},
      {"[1, / 2]", "[ 1 2 ] ", "1:5 expected a value\n"},
      {"}", "", "1:1 expected a value\n"},
      {"\"a\": 1", "\"a\" ", "1:4 expected the end of the file\n"},
  };
  for (const Row& row : kRows) {
    Read read(row.text);
    EXPECT_FALSE(read.tree.well_formed) << row.text;
    EXPECT_EQ(shape(read.tree), row.shape) << row.text;
    EXPECT_EQ(read.messages(), row.messages) << row.text;
  }
}

/// The array `r` has four elements, and `o` follows it, whatever bracket is wrong in the second.
TEST(JsonReader, ABracketTooFewOrTooManyCostsLittle) {
  struct Row {
    const char* second;
    const char* shape;
  };
  const Row kRows[] = {
      {R"({
      "p": { "x": 1 },
      "q": 2
    },)",
       R"({ "p" { "x" 1 } "q" 2 } )"},
      {R"({
      "p": { "x": 1 },
      "q": 2,)",
       R"({ "p" { "x" 1 } "q" 2 } )"},
      {R"({
      "p": { "x": 1 } },
      "q": 2
    },)",
       R"({ "p" { "x" 1 } "q" 2 } )"},
      {R"({
      "p": { "x": [1, 2 },
      "q": 2
    },)",
       R"({ "p" { "x" [ 1 2 ] } "q" 2 } )"},
      {R"({
      "p": { "x": 1 ]},
      "q": 2
    },)",
       R"({ "p" { "x" 1 } "q" 2 } )"},
      {R"({
      "p": [ { "x": 1 } ], { "x": 2 } ],
      "q": 2
    },)",
       R"({ "p" [ { "x" 1 } { "x" 2 } ] "q" 2 } )"},
  };
  for (const Row& row : kRows) {
    std::string text = "{\n  \"r\": [\n    { \"n\": 1 },\n    " + std::string(row.second) +
                       "\n    { \"n\": 3 },\n    { \"n\": 4 }\n  ],\n  \"o\": {}\n}\n";
    Read read(text);
    EXPECT_EQ(shape(read.tree),
              "{ \"r\" [ { \"n\" 1 } " + std::string(row.shape) + "{ \"n\" 3 } { \"n\" 4 } ] \"o\" { } } ")
        << text;
  }
}

TEST(JsonReader, TheTextGoesOnAfterABracketTooMany) {
  Read read("{\n  \"a\": {\n    \"b\": 1\n  }},\n  \"c\": [\n    2\n  ],\n  \"d\": 3\n}\n");
  EXPECT_EQ(shape(read.tree), R"({ "a" { "b" 1 } "c" [ 2 ] "d" 3 } )");
  EXPECT_EQ(read.messages(), "4:5 expected the end of the file\n");
}

TEST(JsonReader, AnElementMayBeReopenedTwice) {
  Read read("{\n  \"r\": [\n    {\n      \"a\": 1 },\n      \"b\": 2 },\n      \"c\": 3\n    }\n  ],\n  \"o\": 4\n}\n");
  EXPECT_EQ(shape(read.tree), R"({ "r" [ { "a" 1 "b" 2 "c" 3 } ] "o" 4 } )");
  EXPECT_EQ(read.tree.text(2), "[\n    {\n      \"a\": 1 },\n      \"b\": 2 },\n      \"c\": 3\n    }\n  ]");
}

TEST(JsonReader, AnArrayThatWasNotClosedEndsBeforeTheNextMember) {
  Read read("{\n  \"r\": [\n    { \"n\": 1 },\n  \"o\": { \"x\": 1 }\n}\n");
  EXPECT_EQ(shape(read.tree), R"({ "r" [ { "n" 1 } ] "o" { "x" 1 } } )");
  EXPECT_EQ(read.messages(), "4:6 expected ',' or ']'\n");
}

TEST(JsonReader, NothingIsReadOfAnEmptyFile) {
  for (const char* text : {"", "  \n", "// only a comment\n"}) {
    Read read(text);
    EXPECT_TRUE(read.tree.nodes.empty());
    EXPECT_FALSE(read.tree.well_formed);
  }
}

TEST(JsonReader, NestingIsNotARecursion) {
  constexpr size_t kDepth = 100'000;
  Read closed(std::string(kDepth, '[') + std::string(kDepth, ']'));
  EXPECT_TRUE(closed.tree.well_formed);
  EXPECT_EQ(closed.tree.nodes.size(), kDepth);
  Read open(std::string(kDepth, '['));
  EXPECT_FALSE(open.tree.well_formed);
  Read objects([] {
    std::string text;
    for (size_t i = 0; i < kDepth; ++i) text += "{\"a\":";
    return text;
  }());
  EXPECT_FALSE(objects.tree.well_formed);
}

TEST(JsonReader, LargeBrokenTextIsReadInOnePassAndTwentyErrorsAreTold) {
  constexpr size_t kCount = 50'000;
  std::string quotes(kCount * 50, '"'), braces, items = "[", escapes = "[";
  for (size_t i = 0; i < kCount; ++i) {
    braces += "{\"abcdefgh\": ";
    items += "{\"a\": 1 \"b\": 2},\n";
    escapes += "\"\n\\";
  }
  EXPECT_FALSE(Read(quotes).tree.well_formed);
  EXPECT_FALSE(Read(braces).tree.well_formed);
  EXPECT_FALSE(Read(escapes).tree.well_formed);
  Read read(items);
  EXPECT_EQ(read.tree.nodes.size(), 1 + kCount * 5);
  ASSERT_EQ(read.diagnostics.items().size(), 21u);
  EXPECT_TRUE(read.messages().starts_with("1:10 expected ',' or '}'\n2:9 expected ',' or '}'\n"));
  EXPECT_TRUE(read.messages().ends_with("20:9 expected ',' or '}'\n21:9 49981 more syntax errors from here on\n"))
      << read.messages();
}

TEST(JsonReader, ValuesAndNestingHaveALimit) {
  auto expect_limit = [](std::string text, size_t most) {
    Read read(std::move(text));
    EXPECT_FALSE(read.tree.well_formed);
    EXPECT_LE(read.tree.nodes.size(), most);
    ASSERT_FALSE(read.diagnostics.empty());
    EXPECT_EQ(read.diagnostics.items()[0].code, "limit");
  };
  std::string values = "[";
  for (size_t i = 0; i <= kMaxJsonValues; ++i) values += "1,";
  expect_limit(values + "1]", kMaxJsonValues);
  expect_limit(std::string(900'000, '[') + '1', 200'002);
}

TEST(JsonReader, AnyPrefixOfAFileIsReadWithoutHarm) {
  std::string whole = R"({"a": [1, {"b": "c\n", "d": {"e": null}}, true], /* x */ "f": -1.5e3})";
  for (size_t length = 0; length < whole.size(); ++length) {
    Read read(whole.substr(0, length));
    EXPECT_FALSE(read.tree.well_formed) << length;
    for (const JsonNode& node : read.tree.nodes) {
      EXPECT_LE(node.end, length);
      EXPECT_LE(node.begin, node.end);
      EXPECT_LE(node.next, read.tree.nodes.size());
    }
  }
}

TEST(JsonReader, BinaryBytesAreAnError) {
  std::string bytes;
  for (int i = 0; i < 4096; ++i) bytes += static_cast<char>(i * 37 % 256);
  Read read(bytes);
  EXPECT_FALSE(read.tree.well_formed);
  Read with_nul(std::string("{\"a\": \0 1}", 10));
  EXPECT_FALSE(with_nul.tree.well_formed);
}

TEST(JsonText, DecodesEscapesAndMapsEachOffsetBack) {
  struct Row {
    const char* raw;
    const char* text;
  };
  const Row kRows[] = {
      {"plain", "plain"},
      {R"(a\"b\\c\/d)", "a\"b\\c/d"},
      {R"(\b\f\n\r\t)", "\b\f\n\r\t"},
      {R"(\u0041\u00e9\u20AC)", "A\xC3\xA9\xE2\x82\xAC"},
      {R"(\uD83D\uDE00)", "\xF0\x9F\x98\x80"},
      {R"(\uD83Dx\uDE00)", "\xEF\xBF\xBDx\xEF\xBF\xBD"},
  };
  for (const Row& row : kRows) {
    Read read("[\"" + std::string(row.raw) + "\"]");
    Arena arena;
    EXPECT_EQ(decode_string(read.tree, 1, arena).text, row.text) << row.raw;
  }

  Read read(R"(["one\ntwo \u00e9 three\"four"])");
  Arena arena;
  JsonText decoded = decode_string(read.tree, 1, arena);
  for (const char* word : {"one", "two", "three", "four"}) {
    auto at = static_cast<uint32_t>(decoded.text.find(word));
    auto end = at + static_cast<uint32_t>(std::string_view(word).size());
    EXPECT_EQ(read.sources.text(decoded.map.span(at, end)), word);
  }
  auto accent = static_cast<uint32_t>(decoded.text.find("\xC3\xA9"));
  EXPECT_EQ(read.sources.text(decoded.map.span(accent, accent + 2)), R"(\u00e9)");
}

}  // namespace
}  // namespace ringfence::syntax
