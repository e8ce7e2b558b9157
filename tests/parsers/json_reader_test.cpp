// The spanned JSON reader: what it takes, what it says, and that it agrees with tree-sitter-json.

#include "parsers/syntax/json_reader.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "parsers/syntax/json_text.h"

namespace ringfence::syntax {
namespace {

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

/// The tree as text: what was read of a value, normalized. Iterative, as trees may be deep.
std::string shape(const JsonTree& tree) {
  std::string out;
  std::vector<JsonIndex> open;
  for (JsonIndex i = 0; i < tree.nodes.size(); ++i) {
    while (!open.empty() && tree[open.back()].next == i) {
      out += tree.is(open.back(), JsonKind::Object) ? "} " : "] ";
      open.pop_back();
    }
    if (tree.is(i, JsonKind::Object) || tree.is(i, JsonKind::Array)) {
      out += tree.is(i, JsonKind::Object) ? "{ " : "[ ";
      open.push_back(i);
    } else {
      out += std::string(tree.text(i)) + " ";
    }
  }
  for (; !open.empty(); open.pop_back()) out += tree.is(open.back(), JsonKind::Object) ? "} " : "] ";
  return out;
}

bool same_node(const JsonNode& a, const JsonNode& b) {
  return a.begin == b.begin && a.end == b.end && a.next == b.next && a.kind == b.kind && a.escaped == b.escaped;
}

/// All ways of reading give the same nodes and comments.
void expect_agreement(const SourceFile& source) {
  Diagnostics direct_says, recovered_says;
  JsonTree direct = read_json(source, direct_says);
  JsonTree recovered = recover_json(source, recovered_says);
  ASSERT_TRUE(direct.well_formed) << source.path;
  EXPECT_TRUE(recovered_says.empty()) << source.path;
  ASSERT_EQ(direct.nodes.size(), recovered.nodes.size()) << source.path;
  for (size_t i = 0; i < direct.nodes.size(); ++i) {
    ASSERT_TRUE(same_node(direct.nodes[i], recovered.nodes[i])) << source.path << " at byte " << direct.nodes[i].begin;
  }
  EXPECT_EQ(direct.comments, recovered.comments) << source.path;
  JsonTree scanned = scan_json(source);
  EXPECT_EQ(shape(direct), shape(scanned)) << source.path;
  EXPECT_EQ(direct.comments, scanned.comments) << source.path;
}

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
  const char* kNote = "comma before a closing bracket: JSON has none, the deployment engine takes it\n";
  const Row kRows[] = {
      {"{\"a\": \"one\ntwo\"}", "{ \"a\" \"one\ntwo\" } ", ""},
      {"{\"a\": \"tab\there\"}", "{ \"a\" \"tab\there\" } ", ""},
      {"// c\n[1] /* d */", "[ 1 ] ", ""},
      {"[1, 2,\n]", "[ 1 2 ] ", "1:6 comma"},
      {"{\"a\": 1, /* c */ }", "{ \"a\" 1 } ", "1:8 comma"},
  };
  for (const Row& row : kRows) {
    Read read(row.text);
    EXPECT_TRUE(read.tree.well_formed) << row.text;
    EXPECT_EQ(shape(read.tree), row.shape);
    std::string expected = *row.messages ? std::string(row.messages, 4) + kNote : "";
    EXPECT_EQ(read.messages(), expected) << row.text;
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
      {R"({"a": [1, 2, "b": 3})", R"({ "a" [ 1 2 "b" 3 ] } )", "1:17 expected ',' or ']'\n"},
      {R"({"a": {"b": 1}, )", R"({ "a" { "b" 1 } } )", "1:17 expected a property name in double quotes\n"},
      {R"({"a": {"b": [1, {"c": 2)", R"({ "a" { "b" [ 1 { "c" 2 } ] } } )", "1:24 expected ',' or '}'\n"},
      {R"({"a": 01})", nullptr, "1:7 expected a number without leading zeros\n"},
      {R"({"a": "\d", "b": 1})", nullptr, nullptr},
      {R"({"a": tru})", nullptr, "1:7 expected a value\n"},
      {R"({"a": 1} x)", R"({ "a" 1 } )", "1:10 expected the end of the file\n"},
      {R"({"a": 1} {"b": 2})", R"({ "a" 1 } )", "1:10 expected the end of the file\n"},
      {"{\"a\": \"never closed\n}", nullptr, "1:7 expected a closing quote\n"},
      {"[1] /* never closed", "[ 1 ] ", "1:5 expected */ at the end of the comment\n"},
  };
  for (const Row& row : kRows) {
    Read read(row.text);
    EXPECT_FALSE(read.tree.well_formed) << row.text;
    EXPECT_FALSE(read.diagnostics.empty()) << row.text;
    if (row.shape) {
      EXPECT_EQ(shape(read.tree), row.shape) << row.text;
      EXPECT_EQ(shape(scan_json(read.sources.file(0))), row.shape) << row.text;
    }
    if (row.messages) {
      EXPECT_EQ(read.messages().substr(0, read.messages().find('\n') + 1), row.messages) << row.text;
    }
  }
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

TEST(JsonReader, LargeBrokenTextIsReadInOnePass) {
  constexpr size_t kCount = 20'000;
  std::string quotes(kCount * 50, '"'), braces, items = "[";
  for (size_t i = 0; i < kCount; ++i) {
    braces += "{\"abcdefgh\": ";
    items += "{\"a\": 1 \"b\": 2},\n";
  }
  EXPECT_FALSE(Read(quotes).tree.well_formed);
  EXPECT_FALSE(Read(braces).tree.well_formed);
  Read read(items);
  EXPECT_EQ(read.messages(), "1:10 expected ',' or '}'\n");
  EXPECT_EQ(read.tree.nodes.size(), 1 + kCount * 5);
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
