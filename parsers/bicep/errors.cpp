#include "parsers/bicep/errors.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "parsers/bicep/nodes.h"
#include "parsers/syntax/grammars.h"

namespace ringfence::bicep {

namespace {

using syntax::kNoNode;
using syntax::NodeIndex;

/// What stands between a declaration's keyword and its value: n a name, t a type, s a string, = itself.
struct Shape {
  std::string_view keyword;
  std::string_view parts;
};
constexpr std::array kShapes = {
    Shape{"var", "n"},
    Shape{"metadata", "n="},
    Shape{"type", "n="},
    Shape{"assert", "n="},
    Shape{"targetScope", "="},
    Shape{"param", "n"},
    Shape{"output", "nt"},
    Shape{"resource", "ns"},
    Shape{"module", "ns="},
    Shape{"test", "ns="},
    Shape{"func", "n"},
    Shape{"extends", "s"},
    Shape{"import", ""},
    Shape{"extension", ""},
    Shape{"using", ""},
    Shape{"provider", ""},
    Shape{"extensionConfig", "n"},
};

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

struct Trouble {
  size_t at = 0;  // within the text that was looked at
  std::string message;
};

/// Reads the text of a broken declaration just far enough to say what is missing.
class Text {
 public:
  explicit Text(std::string_view text) : text_(text) {}

  Trouble trouble() {
    if (text_.empty() || text_[0] == '\r' || text_[0] == '\n') return {0, "unexpected end of line"};
    if (text_[0] == '"') return {0, "strings stand in single quotes"};
    if (text_.substr(0, 2) == "/*") return {0, "the comment is not closed"};
    if (text_.substr(0, 3) == "'''") return {0, "the multi-line string is not closed"};
    if (text_[0] == '\'' && text_.find('\'', 1) >= text_.find_first_of("\r\n")) return {0, "the string is not closed"};
    if (text_[0] == '\\') return {0, "no such escape; there are \\n \\r \\t \\' \\\\ \\$ and \\u{...}"};
    if (text_[0] == '@') return open_bracket({0, "a decorator needs a declaration on the next line"});
    std::string_view first = word(0);
    for (const Shape& shape : kShapes) {
      if (shape.keyword == first) return open_bracket(declaration(shape));
    }
    return unexpected(0);
  }

 private:
  std::string_view word(size_t at) const {
    size_t end = at;
    while (end < text_.size() && is_word(text_[end])) ++end;
    return text_.substr(at, end - at);
  }
  size_t blanks(size_t at) const {
    while (at < text_.size() && (text_[at] == ' ' || text_[at] == '\t')) ++at;
    return at;
  }
  bool at_line_end(size_t at) const { return at >= text_.size() || text_[at] == '\r' || text_[at] == '\n'; }

  Trouble unexpected(size_t at) const {
    if (at_line_end(at)) return {at, "unexpected end of line"};
    std::string_view what = word(at);
    if (what.empty()) {
      what = text_.substr(at, text_.find_first_of(" \t\r\n", at + 1) - at);
      size_t length = std::min<size_t>(what.size(), 30);
      while (length < what.size() && (static_cast<unsigned char>(what[length]) & 0xC0) == 0x80) ++length;
      what = what.substr(0, length);
    }
    return {at, "unexpected '" + std::string(what) + "'"};
  }

  Trouble declaration(const Shape& shape) const {
    size_t at = blanks(shape.keyword.size());
    for (char part : shape.parts) {
      if (part == 'n') {
        std::string_view name = word(at);
        if (name.empty() || (name[0] >= '0' && name[0] <= '9')) {
          return {at, "expected a name after '" + std::string(shape.keyword) + "'"};
        }
        at = blanks(at + name.size());
      } else if (part == 's') {
        if (at >= text_.size() || text_[at] != '\'') {
          std::string_view what =
              shape.keyword == "resource" ? "a type in quotes ('type@version')" : "a path in quotes";
          return {at, "expected " + std::string(what)};
        }
        size_t end = text_.find_first_of("'\r\n", at + 1);
        if (end == std::string_view::npos || text_[end] != '\'') return {at, "the string is not closed"};
        at = blanks(end + 1);
      } else if (part == 't' && (at_line_end(at) || text_[at] == '=')) {
        return {at, "expected a type"};
      } else if (part == '=' && (at >= text_.size() || text_[at] != '=')) {
        return {at, "expected '='"};
      } else if (part == '=') {
        at = blanks(at + 1);
      }
    }
    if (shape.keyword == "resource" && word(at) == "existing") at = blanks(at + 8);
    if (shape.keyword == "resource" && (at >= text_.size() || text_[at] != '=')) return {at, "expected '='"};
    if (shape.keyword == "var" && (at_line_end(at) || !(is_word(text_[at]) || text_[at] == '=')))
      return {at, "expected '='"};
    return {0, "this declaration cannot be read"};
  }

  /// A bracket that is open at the end explains more than the declaration's shape does.
  Trouble open_bracket(Trouble otherwise) const {
    std::vector<size_t> open;
    bool quoted = false;
    for (size_t at = 0; at < text_.size(); ++at) {
      char c = text_[at];
      if (c == '\r' || c == '\n') quoted = false;
      if (quoted && c == '\\') ++at;
      if (c == '\'') quoted = !quoted;
      if (quoted) continue;
      if (c == '/' && text_.substr(at, 2) == "//") at = std::min(text_.find_first_of("\r\n", at), text_.size()) - 1;
      if (c == '{' || c == '[' || c == '(') open.push_back(at);
      if ((c == '}' || c == ']' || c == ')') && !open.empty()) open.pop_back();
    }
    if (otherwise.at != 0 || open.empty()) return otherwise;
    return {open.back(), std::string("the '") + text_[open.back()] + "' is not closed"};
  }

  std::string_view text_;
};

/// The string that a declaration wants after its name.
std::string_view wanted_string(Node parent) {
  switch (parent) {
    case Node::ResourceDeclaration:
      return "expected a type in quotes ('type@version')";
    case Node::ModuleDeclaration:
    case Node::TestDeclaration:
    case Node::ImportDeclaration:
    case Node::UsingDeclaration:
    case Node::ExtendsDeclaration:
      return "expected a path in quotes";
    default:
      return "expected a string";
  }
}

/// What recovery invented, by the name that the grammar has for it.
std::string missing(const syntax::SyntaxTree& tree, NodeIndex at) {
  const Nodes& nodes = Nodes::get();
  const syntax::SyntaxNode& node = tree[at];
  if (!node.named) {
    std::string_view token = syntax::bicep_grammar().name(node.symbol);
    if (token == "'") return "the string is not closed";
    return "expected '" + std::string(token) + "'";
  }
  Node kind = nodes.kind(node);
  if (kind == Node::TypeIdentifier) return "expected a type";
  if (kind == Node::String || kind == Node::RawString) {
    return std::string(wanted_string(node.parent == kNoNode ? Node::Other : nodes.kind(tree[node.parent])));
  }
  bool named =
      node.field == nodes.fields().name || node.field == nodes.fields().key || node.field == nodes.fields().alias;
  return named ? "expected a name" : "expected an expression";
}

}  // namespace

void report_errors(const syntax::SyntaxTree& tree, int64_t shift, size_t limit, Diagnostics& diagnostics) {
  std::string_view bytes = tree.source->bytes;
  size_t reported = 0;
  uint32_t end_of_last = 0;   // of the last ERROR: what is inside it is part of it
  uint32_t end_of_token = 0;  // of the last token before the node
  for (NodeIndex at = 0; at < tree.nodes.size() && reported < limit; ++at) {
    const syntax::SyntaxNode& node = tree[at];
    Node kind = Nodes::get().kind(node);
    bool token = node.first_child == kNoNode && kind != Node::Comment && kind != Node::Pragma;
    if (!is_trouble(tree, at) || (at != 0 && node.begin < end_of_last)) {
      if (token) end_of_token = node.end;
      continue;
    }
    Span span{tree.source->id, node.begin, node.end};
    std::string message;
    if (!node.error) {
      message = missing(tree, at);
      // What is missing at the end of a line is missing there, not where the next line begins; but a bracket
      // may be closed on a line of its own.
      bool bracket = message == "expected '}'" || message == "expected ']'" || message == "expected ')'";
      if (!bracket &&
          bytes.substr(end_of_token, node.begin - end_of_token).find_first_of("\r\n") != std::string_view::npos) {
        span.begin = span.end = end_of_token;
      } else if (size_t next = bytes.find_first_not_of(" \t", node.begin);
                 next < bytes.find_first_of("\r\n", node.begin)) {
        span.begin = span.end = static_cast<uint32_t>(next);
      }
    } else {
      Trouble trouble = Text(tree.text(at)).trouble();
      span.begin += static_cast<uint32_t>(trouble.at);
      message = std::move(trouble.message);
      end_of_last = node.end;
    }
    span.begin = static_cast<uint32_t>(std::max<int64_t>(0, span.begin + shift));
    span.end = static_cast<uint32_t>(std::max<int64_t>(span.begin, span.end + shift));
    diagnostics.error("syntax-error", std::move(message), span);
    ++reported;
  }
}

}  // namespace ringfence::bicep
