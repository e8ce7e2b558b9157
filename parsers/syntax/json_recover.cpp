// Broken JSON: its tokens go to a JsonBuilder, which tells the values apart.
//
// tree-sitter-json splits the text into tokens and says where the errors are. Its recovery takes
// time and memory out of proportion on large broken texts (an array of 250,000 quotes: minutes, whatever
// the budget of steps; 50 MB with one comma missing: 1.7 GB), so those are split here instead, in one
// pass; only the first error is told then.

#include <algorithm>
#include <cstring>
#include <string>

#include "parsers/syntax/grammars.h"
#include "parsers/syntax/json_builder.h"
#include "parsers/syntax/json_reader.h"
#include "parsers/syntax/tree.h"

namespace ringfence::syntax {

namespace {

// The worst text of this size that we know takes tree-sitter about a second.
constexpr size_t kTreeSitterBytes = 16 * 1024;

/// The grammar's symbols that matter here.
struct Symbols {
  uint16_t open_object, close_object, open_array, close_array, colon, comma;
  uint16_t string, number, true_, false_, null, comment;

  explicit Symbols(const Grammar& grammar)
      : open_object(grammar.token("{")),
        close_object(grammar.token("}")),
        open_array(grammar.token("[")),
        close_array(grammar.token("]")),
        colon(grammar.token(":")),
        comma(grammar.token(",")),
        string(grammar.symbol("string")),
        number(grammar.symbol("number")),
        true_(grammar.symbol("true")),
        false_(grammar.symbol("false")),
        null(grammar.symbol("null")),
        comment(grammar.symbol("comment")) {}
};

void feed(const Symbols& symbols, const SyntaxTree& tree, NodeIndex index, JsonBuilder& builder, JsonTree& out) {
  const SyntaxNode& node = tree[index];
  if (node.symbol == symbols.open_object) return builder.open(JsonKind::Object, node.begin, node.end);
  if (node.symbol == symbols.open_array) return builder.open(JsonKind::Array, node.begin, node.end);
  if (node.symbol == symbols.close_object) return builder.close(JsonKind::Object, node.end);
  if (node.symbol == symbols.close_array) return builder.close(JsonKind::Array, node.end);
  if (node.symbol == symbols.colon) return builder.colon();
  if (node.symbol == symbols.comma) return builder.comma();
  if (node.symbol == symbols.comment) {
    Span comment = tree.span(index);
    if (tree.text(index).back() == '\r') --comment.end;  // tree-sitter's line ends at the line feed
    out.comments.push_back(comment);
    return;
  }
  if (node.begin == node.end) return;  // a value that tree-sitter put in is not one
  auto scalar = [&](JsonKind kind, bool escaped) { builder.scalar({node.begin, node.end, 0, kind, escaped}); };
  if (node.symbol == symbols.string) {
    std::string_view text = tree.text(index);
    bool closed = text.size() >= 2 && text.back() == '"';
    if (closed) scalar(JsonKind::String, text.find('\\') != std::string_view::npos);
  } else if (node.symbol == symbols.number) {
    scalar(JsonKind::Number, false);
  } else if (node.symbol == symbols.true_ || node.symbol == symbols.false_) {
    scalar(node.symbol == symbols.true_ ? JsonKind::True : JsonKind::False, false);
  } else if (node.symbol == symbols.null) {
    scalar(JsonKind::Null, false);
  }
}

/// Length of the string token at the start of `text`; 0 when the line ends before its closing quote.
size_t string_length(std::string_view text) {
  for (size_t at = 1; at < text.size() && text[at] != '\n'; ++at) {
    if (text[at] == '"') return at + 1;
    if (text[at] == '\\') ++at;
  }
  return 0;
}

/// Length of the comment at the start of `text`, 0 if there is none.
size_t comment_length(std::string_view text) {
  if (text.substr(0, 2) == "//") return std::min(text.find('\n'), text.size());
  if (text.substr(0, 2) != "/*") return 0;
  size_t end = text.find("*/", 2);
  return end == std::string_view::npos ? text.size() : end + 2;
}

/// Length of the number, word or other run of characters at the start of `text`.
size_t run_length(std::string_view text) {
  return std::max<size_t>(std::min(text.find_first_of(" \t\r\n{}[]:,\"/"), text.size()), 1);
}

void feed_run(std::string_view run, uint32_t begin, uint32_t end, JsonBuilder& builder) {
  bool number = run[0] == '-' || (run[0] >= '0' && run[0] <= '9');
  if (run == "true") {
    builder.scalar({begin, end, 0, JsonKind::True, false});
  } else if (run == "false") {
    builder.scalar({begin, end, 0, JsonKind::False, false});
  } else if (run == "null") {
    builder.scalar({begin, end, 0, JsonKind::Null, false});
  } else if (number) {
    builder.scalar({begin, end, 0, JsonKind::Number, false});
  }
}

void feed_bracket(char c, uint32_t begin, JsonBuilder& builder) {
  switch (c) {
    case '{':
      return builder.open(JsonKind::Object, begin, begin + 1);
    case '[':
      return builder.open(JsonKind::Array, begin, begin + 1);
    case '}':
      return builder.close(JsonKind::Object, begin + 1);
    case ']':
      return builder.close(JsonKind::Array, begin + 1);
    case ':':
      return builder.colon();
    default:
      return builder.comma();
  }
}

}  // namespace

JsonTree scan_json(const SourceFile& source) {
  JsonTree out;
  out.source = &source;
  JsonBuilder builder(out);
  std::string_view bytes = source.bytes;
  size_t length = 1;
  for (size_t at = 0; at < bytes.size(); at += length) {
    std::string_view rest = bytes.substr(at);
    auto begin = static_cast<uint32_t>(at);
    length = 1;
    if (std::strchr("{}[]:,", rest[0]) != nullptr && rest[0] != '\0') {
      feed_bracket(rest[0], begin, builder);
    } else if (rest[0] == '"') {
      size_t string = string_length(rest);
      length = std::max<size_t>(string, 1);
      bool escaped = rest.substr(0, length).find('\\') != std::string_view::npos;
      if (string > 0) builder.scalar({begin, begin + static_cast<uint32_t>(length), 0, JsonKind::String, escaped});
    } else if (size_t comment = comment_length(rest)) {
      length = comment;
      uint32_t end = begin + static_cast<uint32_t>(length);
      if (bytes[end - 1] == '\r') --end;
      out.comments.push_back({source.id, begin, end});
    } else if (std::strchr(" \t\r\n", rest[0]) == nullptr) {
      length = run_length(rest);
      feed_run(rest.substr(0, length), begin, begin + static_cast<uint32_t>(length), builder);
    }
  }
  builder.finish();
  return out;
}

JsonTree recover_json(const SourceFile& source, Diagnostics& diagnostics) {
  if (source.bytes.size() > kTreeSitterBytes) return scan_json(source);
  static const Symbols symbols(json_grammar());
  JsonTree out;
  out.source = &source;
  SyntaxTree tree = parse_tree(json_grammar(), source);
  if (tree.gave_up) return scan_json(source);
  report_errors(json_grammar(), tree, diagnostics);
  JsonBuilder builder(out);
  NodeIndex index = 0;
  while (index < tree.nodes.size()) {
    feed(symbols, tree, index, builder, out);
    // The parts of a string follow it in the array and stand inside it.
    uint32_t end = tree[index].end;
    bool string = tree[index].symbol == symbols.string;
    ++index;
    while (string && index < tree.nodes.size() && tree[index].begin < end) ++index;
  }
  builder.finish();
  return out;
}

}  // namespace ringfence::syntax
