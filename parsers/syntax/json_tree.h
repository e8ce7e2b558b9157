#pragma once
// JsonTree: a JSON text as a flat array of spanned values, 16 bytes each.
//
// Made by syntax/json_reader, of well-formed and of broken text; tests/parsers/json_reader_test.cpp holds both ways,
// and tree-sitter-json, against each other.
// Read by the lowering of ARM templates. It holds no decoded text: json_text.h decodes a string and keeps the way back
// to the file.

#include <cstdint>
#include <string_view>
#include <vector>

#include "parsers/source.h"
#include "parsers/span.h"

namespace ringfence::syntax {

using JsonIndex = uint32_t;
inline constexpr JsonIndex kNoJson = UINT32_MAX;

enum class JsonKind : uint8_t { Object, Array, String, Number, True, False, Null };

/// Values stand in document order. An object's children are key, value, key, value, ...
struct JsonNode {
  uint32_t begin = 0, end = 0;  // bytes; of a string with its quotes
  JsonIndex next = 0;           // the first node after this one and all that is inside it
  JsonKind kind = JsonKind::Null;
  bool escaped = false;  // a string with a backslash in it
};

struct JsonTree {
  const SourceFile* source = nullptr;
  std::vector<JsonNode> nodes;  // empty: nothing could be read
  std::vector<Span> comments;   // with their signs
  bool well_formed = false;     // false: recovered, something may be missing

  const JsonNode& operator[](JsonIndex index) const { return nodes[index]; }
  Span span(JsonIndex index) const { return {source->id, nodes[index].begin, nodes[index].end}; }
  bool is(JsonIndex index, JsonKind kind) const { return index != kNoJson && nodes[index].kind == kind; }

  /// First child, or the container's `next` when it is empty. Step on with `nodes[i].next`.
  JsonIndex first_child(JsonIndex container) const { return container + 1; }
  JsonIndex children_end(JsonIndex container) const { return nodes[container].next; }

  std::string_view text(JsonIndex index) const {
    return std::string_view(source->bytes).substr(nodes[index].begin, nodes[index].end - nodes[index].begin);
  }
  /// A string's bytes between the quotes, escapes as written.
  std::string_view raw_string(JsonIndex index) const {
    std::string_view quoted = text(index);
    return quoted.size() < 2 ? std::string_view() : quoted.substr(1, quoted.size() - 2);
  }
};

}  // namespace ringfence::syntax
