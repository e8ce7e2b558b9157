// JSON text of the graph: what templates say steers no terminal and is always valid UTF-8.

#include "analyzer/graph/json_writer.h"

#include <gtest/gtest.h>

namespace ringfence {
namespace {

std::string quoted(std::string_view text) {
  JsonWriter out;
  out.string(text);
  return out.take();
}

TEST(JsonWriter, KeepsTextAndEscapesWhatSteersATerminal) {
  struct Row {
    std::string_view text, json;
  };
  const Row rows[] = {
      {"a\"b\\c\n\t\x1b\x7f", R"("a\"b\\c\n\t\u001b\u007f")"},
      {"gr\u00fc\u00dfe \u20ac \U0001F600", "\"gr\u00fc\u00dfe \u20ac \U0001F600\""},
      {"\u009b2J\u202e\u2066\u061c", R"("\u009b2J\u202e\u2066\u061c")"},
      {"\xff"
       "a\xc3",
       R"("\ufffda\ufffd")"},
      {"\xe0\x80\x9b", R"("\ufffd\ufffd\ufffd")"},
      {"\xed\xa0\x80", R"("\ufffd\ufffd\ufffd")"},
  };
  for (const Row& row : rows) EXPECT_EQ(quoted(row.text), row.json);
}

}  // namespace
}  // namespace ringfence
