#pragma once
// For the tests of the JSON reader: trees as text, and the agreement of all ways of reading.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "parsers/syntax/json_reader.h"
#include "tests/parsers/tree_sitter_json.h"

namespace ringfence::testing {

/// The tree as text: what was read of a value, normalized. Iterative, as trees may be deep.
inline std::string shape(const syntax::JsonTree& tree) {
  using namespace syntax;
  std::string out;
  std::vector<JsonIndex> open;
  auto close = [&] {
    out += tree.is(open.back(), JsonKind::Object) ? "} " : "] ";
    open.pop_back();
  };
  for (JsonIndex i = 0; i < tree.nodes.size(); ++i) {
    while (!open.empty() && tree[open.back()].next == i) close();
    if (tree.is(i, JsonKind::Object) || tree.is(i, JsonKind::Array)) {
      out += tree.is(i, JsonKind::Object) ? "{ " : "[ ";
      open.push_back(i);
    } else {
      out += std::string(tree.text(i)) + " ";
    }
  }
  while (!open.empty()) close();
  return out;
}

inline void expect_same_tree(const syntax::JsonTree& a, const syntax::JsonTree& b) {
  using syntax::JsonNode;
  const std::string& path = a.source->path;
  EXPECT_EQ(a.well_formed, b.well_formed) << path;
  EXPECT_EQ(a.comments, b.comments) << path;
  ASSERT_EQ(a.nodes.size(), b.nodes.size()) << path;
  for (size_t i = 0; i < a.nodes.size(); ++i) {
    const JsonNode &x = a.nodes[i], &y = b.nodes[i];
    bool same = x.begin == y.begin && x.end == y.end && x.next == y.next && x.kind == y.kind && x.escaped == y.escaped;
    ASSERT_TRUE(same) << path << " at byte " << x.begin;
  }
}

/// Our recovery makes the same tree of a well-formed text as our reader, without a word.
inline syntax::JsonTree expect_recovery_agrees(const SourceFile& source) {
  Diagnostics notes, errors;
  syntax::JsonTree direct = syntax::read_json(source, notes);
  EXPECT_TRUE(direct.well_formed) << source.path;
  syntax::JsonTree recovered = syntax::recover_json(source, errors);
  EXPECT_TRUE(errors.empty()) << source.path;
  recovered.well_formed = true;
  expect_same_tree(direct, recovered);
  return direct;
}

/// And so does tree-sitter-json.
inline void expect_agreement(const SourceFile& source) {
  syntax::JsonTree direct = expect_recovery_agrees(source);
  auto published = tree_sitter_json(source);
  ASSERT_TRUE(published) << source.path;
  expect_same_tree(direct, *published);
}

}  // namespace ringfence::testing
