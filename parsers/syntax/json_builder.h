#pragma once
// From the tokens of a broken JSON text to the values that can still be told apart.
//
// The rules: a missing comma is taken as written; a closing bracket closes everything inside its
// opening one; what is still open at the end is closed there; a key without a value is dropped; a value
// where none may stand is passed over. A bracket that was forgotten or is one too many shows in what
// follows: `{` where a name must stand begins the next element of the array around; `"name":` in an
// array is the next member of the object around. Where both could be, the indentation decides. So an
// error costs the property it stands in and little else.

#include <array>
#include <cstdint>
#include <vector>

#include "parsers/diagnostic.h"
#include "parsers/syntax/json_tree.h"

namespace ringfence::syntax {

/// Where the token stands that is fed: its line, and the bytes of blanks before the line's first token.
struct JsonLine {
  uint32_t number = 0, indent = 0;
};

/// Fed with tokens in document order, then finished.
class JsonBuilder {
 public:
  JsonBuilder(JsonTree& tree, Diagnostics& diagnostics) : tree_(tree), diagnostics_(diagnostics) {}

  void at_line(JsonLine line) { line_ = line; }
  void open(JsonKind kind, uint32_t begin);
  void close(JsonKind kind, uint32_t begin);
  void scalar(const JsonNode& value);
  void colon(uint32_t at);
  void comma(uint32_t at);
  /// What is no token, [begin, end): stands for a value or a name that is lost. `expected` says more than the place.
  void junk(uint32_t begin, uint32_t end, const char* expected = nullptr);
  /// Tells an error, unless nothing was read since the last one.
  void error(uint32_t at, const char* message);
  void finish(uint32_t end);
  /// More is open than any walker would follow.
  bool too_deep() const;

 private:
  enum class Expect : uint8_t { First, Next, Colon, Value, CommaOrClose };  // First, Next: a name or an element
  struct Container {
    JsonIndex node;
    JsonKind kind;
    bool dropped;  // stands where no value may be: read to find its end, then forgotten
    Expect expect = Expect::First;
    bool has_key = false;
    JsonNode key{};
    JsonLine line{};
    JsonIndex last = kNoJson, last_but_one = kNoJson;  // children
  };
  JsonTree& tree_;
  Diagnostics& diagnostics_;
  std::vector<Container> open_;
  std::array<std::vector<uint32_t>, 2> of_kind_;  // places in open_ of the open objects and of the open arrays
  JsonLine line_;
  uint32_t last_end_ = 0;
  bool progress_ = true;
  uint64_t errors_ = 0;
  Span first_untold_;

  std::vector<uint32_t>& of_kind(JsonKind kind) { return of_kind_[kind == JsonKind::Array ? 1 : 0]; }
  const char* expected() const;
  bool takes_value(uint32_t begin, JsonKind kind);
  bool next_element();
  bool next_member(uint32_t at);
  bool is_deeper_than(const Container& container) const {
    return line_.number != container.line.number && line_.indent > container.line.indent;
  }
  void add(const JsonNode& node);
  void push(JsonIndex node, JsonKind kind, bool dropped);
  void reopen(JsonIndex node);
  void pop(uint32_t end);
};

}  // namespace ringfence::syntax
