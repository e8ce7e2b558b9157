#include "analyzer/knowledge/data_node.h"

#include <gtest/gtest.h>

#include "analyzer/knowledge/data_blob.h"

namespace ringfence {
namespace {

std::string error_of(std::string_view text) {
  auto document = read_yaml("x.yaml", text);
  if (document) return "no error";
  const DataError& error = document.error();
  return error.path + ":" + std::to_string(error.line) + ":" + std::to_string(error.column) + ": " + error.message;
}

TEST(YamlReader, gives_each_node_its_kind_and_place) {
  auto document = read_yaml("x.yaml", "a: 1\nb:\n  - true\n  - 'true'\n  - no\nc: 1.20\nd: 007\ne: ~\nf: 2026-02-01\n");
  ASSERT_TRUE(document);
  const DataNode& root = document->root;
  EXPECT_EQ(root.find("a")->kind, DataKind::Int);
  EXPECT_EQ(root.find("a")->integer, 1);
  const DataNode& list = *root.find("b");
  ASSERT_EQ(list.items.size(), 3u);
  EXPECT_EQ(list.items[0].kind, DataKind::Bool);
  EXPECT_EQ(list.items[1].kind, DataKind::String);
  EXPECT_EQ(list.items[2].kind, DataKind::String) << "`no` is a word, not false";
  EXPECT_EQ(list.items[1].line, 4u);
  EXPECT_EQ(list.items[1].column, 5u);
  EXPECT_EQ(root.find("c")->kind, DataKind::Double);
  EXPECT_EQ(root.find("c")->text, "1.20");
  EXPECT_EQ(root.find("d")->kind, DataKind::String) << "a leading zero is not a number";
  EXPECT_EQ(root.find("e")->kind, DataKind::Null);
  EXPECT_EQ(root.find("f")->kind, DataKind::String);
  EXPECT_EQ(root.find("g"), nullptr);
}

TEST(YamlReader, reads_an_empty_text_as_null) {
  auto document = read_yaml("x.yaml", "# nothing\n");
  ASSERT_TRUE(document);
  EXPECT_EQ(document->root.kind, DataKind::Null);
}

TEST(YamlReader, rejects_duplicate_keys_with_the_place_of_the_second) {
  EXPECT_EQ(error_of("a: 1\nb: 2\na: 3\n"), "x.yaml:3:1: duplicate key 'a'");
  EXPECT_EQ(error_of("? [x]\n: 1\n"), "x.yaml:1:3: a key must be a word");
  EXPECT_EQ(error_of("a: 1\n---\nb: 2\n"), "x.yaml:3:1: expected one YAML document");
}

TEST(YamlReader, tells_where_the_syntax_breaks) {
  EXPECT_TRUE(error_of("a: [1, 2\nb: }\n").starts_with("x.yaml:2:"));
}

TEST(YamlReader, limits_depth_and_alias_expansion) {
  std::string deep(150, '[');
  EXPECT_EQ(error_of(deep + std::string(150, ']')), "x.yaml:1:101: nested too deeply");
  std::string bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n";
  for (int i = 1; i < 9; ++i) {
    std::string last = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int j = 0; j < 10; ++j) bomb += last + (j < 9 ? "," : "]\n");
  }
  EXPECT_NE(error_of(bomb).find("too large after its aliases are expanded"), std::string::npos);
  EXPECT_EQ(error_of("a: &a\n  b: *a\n"), "x.yaml:2:6: an alias may not stand inside what it names");
}

TEST(YamlReader, reads_several_documents) {
  auto documents = read_yaml_documents("x.yaml", "a: 1\n---\nb: 2\n");
  ASSERT_TRUE(documents);
  ASSERT_EQ(documents->size(), 2u);
  EXPECT_TRUE((*documents)[1].root.find("b"));
}

void expect_same(const DataNode& a, const DataNode& b) {
  EXPECT_EQ(a.kind, b.kind);
  EXPECT_EQ(a.line, b.line);
  EXPECT_EQ(a.column, b.column);
  if (a.kind != DataKind::Null) {
    EXPECT_EQ(a.text, b.text);
  }
  EXPECT_EQ(a.integer, b.integer);
  EXPECT_EQ(a.number, b.number);
  EXPECT_EQ(a.boolean, b.boolean);
  ASSERT_EQ(a.items.size(), b.items.size());
  for (size_t i = 0; i < a.items.size(); ++i) expect_same(a.items[i], b.items[i]);
  ASSERT_EQ(a.members.size(), b.members.size());
  for (size_t i = 0; i < a.members.size(); ++i) {
    EXPECT_EQ(a.members[i].first, b.members[i].first);
    expect_same(a.members[i].second, b.members[i].second);
  }
}

TEST(DataBlob, gives_back_what_was_written) {
  auto first = read_yaml("knowledge/a.yaml", "a: [1, -7, 2.5, true, null, 'text']\nb: {c: {d: 9223372036854775807}}\n");
  auto second = read_yaml("policies/b.yaml", "list:\n  - x\n");
  ASSERT_TRUE(first && second);
  std::string blob = write_blob({*first, *second});
  auto documents = read_blob(blob);
  ASSERT_EQ(documents.size(), 2u);
  EXPECT_EQ(documents[0].path, "knowledge/a.yaml");
  expect_same(documents[0].root, first->root);
  expect_same(documents[1].root, second->root);
  auto wanted = read_blob(blob, [](std::string_view path) { return path.starts_with("policies/"); });
  ASSERT_EQ(wanted.size(), 1u);
  expect_same(wanted[0].root, second->root);
}

TEST(DataBlob, survives_being_cut) {
  auto document = read_yaml("a.yaml", "a: [1, 2, {b: text}]\n");
  std::string blob = write_blob({*document});
  for (size_t size = 0; size < blob.size(); ++size) EXPECT_LE(read_blob(std::string_view(blob).substr(0, size)).size(), 1u);
}

TEST(DidYouMean, finds_the_nearest_word_or_none) {
  std::vector<std::string_view> known = {"require", "resource", "severity"};
  EXPECT_EQ(did_you_mean("requires", known), "require");
  EXPECT_EQ(did_you_mean("serverity", known), "severity");
  EXPECT_EQ(did_you_mean("colour", known), "");
}

TEST(DataErrors, reports_each_unknown_key_with_a_hint) {
  auto document = read_yaml("p.yaml", "tpye: x\nzebra: y\n");
  DataErrors errors("p.yaml");
  errors.check_keys(document->root, {"type", "name"});
  ASSERT_EQ(errors.items().size(), 2u);
  EXPECT_EQ(errors.items()[0].message, "unknown key 'tpye', did you mean 'type'?");
  EXPECT_EQ(errors.items()[1].message, "unknown key 'zebra'");
}

}  // namespace
}  // namespace ringfence
