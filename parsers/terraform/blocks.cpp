// Native syntax: `name = value` and `type "label" { ... }`, and how to go on after an error.

#include <algorithm>
#include <array>

#include "parsers/terraform/body.h"
#include "parsers/terraform/scanner.h"

namespace ringfence::terraform {

namespace {

// A line that begins with one of these at its first column begins a new declaration, wherever an error left us.
constexpr std::array<std::string_view, 14> kTopLevel = {"resource", "data",     "module",    "variable", "output",
                                                        "locals",   "provider", "terraform", "moved",    "import",
                                                        "removed",  "check",    "ephemeral", "action"};

class BlockReader {
 public:
  explicit BlockReader(ExpressionParser& parser) : parser_(parser), scanner_(parser.scanner()) {}

  const Body* read_file() {
    std::vector<Attribute> attributes;
    std::vector<Block> blocks;
    bool open = false;
    size_t errors = 0;
    while (!scanner_.at(TokenKind::End)) {
      if (scanner_.accept(TokenKind::Newline)) continue;
      uint32_t begin = scanner_.peek().begin;
      if (read_item(attributes, blocks, 0)) continue;
      open = true;
      if (++errors >= kMaxErrors) {
        uint32_t end = static_cast<uint32_t>(scanner_.text().size());
        parser_.fail(begin, end, "too many syntax errors; the rest of the file was not read", "limit");
        break;
      }
      if (!is_attribute(begin) || !skip_attribute(begin)) resume_after(begin);
    }
    return finish(attributes, blocks, 0, static_cast<uint32_t>(scanner_.text().size()), open || lost_);
  }

 private:
  const Body* finish(const std::vector<Attribute>& attributes, const std::vector<Block>& blocks, uint32_t begin,
                     uint32_t end, bool open) {
    Arena& arena = parser_.arena();
    return arena.make<Body>(std::span<const Attribute>(arena.copy(attributes)),
                            std::span<const Block>(arena.copy(blocks)), parser_.span(begin, end), open);
  }

  /// One attribute or block with its line end. False after an error.
  bool read_item(std::vector<Attribute>& attributes, std::vector<Block>& blocks, uint32_t depth) {
    Token name = scanner_.take();
    if (name.kind != TokenKind::Identifier) return parser_.unexpected(name, "an attribute or a block") != nullptr;
    if (scanner_.at(TokenKind::Assign)) {
      Attribute attribute;
      if (!read_attribute(name, attribute)) return false;
      attributes.push_back(attribute);
      const auto* word = attribute.name == "iterator" ? as<Reference>(attribute.value) : nullptr;
      if (word && dynamic_depth_ == depth) parser_.bind(word->name);
    } else {
      Block block;
      if (!read_block(name, block, depth)) return false;
      blocks.push_back(block);
    }
    return end_item();
  }

  bool end_item() {
    if (scanner_.accept(TokenKind::Newline) || scanner_.at(TokenKind::End) || scanner_.at(TokenKind::CloseBrace))
      return true;
    return parser_.unexpected(scanner_.peek(), "a new line") != nullptr;
  }

  bool read_attribute(const Token& name, Attribute& attribute) {
    scanner_.take();
    attribute.name = scanner_.text(name);
    attribute.name_span = parser_.span(name);
    attribute.value = parser_.parse_expression();
    attribute.span = parser_.span(name.begin, scanner_.position());
    return attribute.value != nullptr;
  }

  bool read_block(const Token& name, Block& block, uint32_t depth) {
    if (depth >= kMaxDepth) return parser_.fail(name.begin, name.end, "blocks are nested too deep", "limit") != nullptr;
    block.type = scanner_.text(name);
    std::vector<Label> labels;
    while (!scanner_.at(TokenKind::OpenBrace)) {
      Token token = scanner_.peek();
      Label label;
      if (token.kind == TokenKind::Identifier) {
        scanner_.take();
        label = {scanner_.text(token), parser_.span(token)};
      } else if (token.kind != TokenKind::Quote) {
        return parser_.unexpected(token, "\"=\", \"{\" or a label after \"" + std::string(block.type) + "\"") !=
               nullptr;
      } else if (!parser_.parse_plain_string(label.text, label.span)) {
        return false;
      }
      labels.push_back(label);
    }
    block.header_span = parser_.span(name.begin, scanner_.position());
    block.labels = parser_.arena().copy(labels);
    uint32_t open = scanner_.take().begin;
    bool dynamic = block.type == "dynamic" && block.labels.size() == 1;
    block.body = dynamic ? read_dynamic(open, name, block.labels[0].text, depth + 1) : read_body(open, name, depth + 1);
    block.span = parser_.span(name.begin, scanner_.position());
    return block.body != nullptr;
  }

  /// Inside a dynamic block its iterator is a name: the label, or what `iterator` says. Where that stands below
  /// `content`, the block is read a second time with the name known (once; nested ones are not read again).
  const Body* read_dynamic(uint32_t open, const Token& name, std::string_view label, uint32_t depth) {
    size_t outer = parser_.bound();
    parser_.bind(label);
    uint32_t outer_depth = dynamic_depth_;
    dynamic_depth_ = depth;
    uint32_t begin = scanner_.position();
    const Body* body = read_body(open, name, depth);
    if (body && !again_) {
      const Attribute* iterator = body->attribute("iterator");
      const auto* word = iterator ? as<Reference>(iterator->value) : nullptr;
      if (word && !body->blocks.empty() && body->blocks[0].span.begin < iterator->span.begin) {
        again_ = true;
        parser_.bind(word->name);
        scanner_.move_to(begin);
        body = read_body(open, name, depth);
        again_ = false;
      }
    }
    dynamic_depth_ = outer_depth;
    parser_.unbind_to(outer);
    return body;
  }

  /// From after `{` to after `}`.
  const Body* read_body(uint32_t open, const Token& name, uint32_t depth) {
    std::vector<Attribute> attributes;
    std::vector<Block> blocks;
    bool each_is_own = depth == 1 && scanner_.text(name) == "locals";
    while (!scanner_.accept(TokenKind::CloseBrace)) {
      if (scanner_.accept(TokenKind::Newline)) continue;
      if (scanner_.at(TokenKind::End)) {
        parser_.fail(name.begin, name.end, "this block is not closed");
        return nullptr;
      }
      uint32_t begin = scanner_.peek().begin;
      if (read_item(attributes, blocks, depth)) continue;
      if (!each_is_own || !skip_attribute(begin)) return nullptr;
      lost_ = true;
    }
    return finish(attributes, blocks, open, scanner_.position(), false);
  }

  /// A file of variable values is attributes; each stands for itself.
  bool is_attribute(uint32_t begin) {
    parser_.recover(begin);
    scanner_.take();
    return scanner_.at(TokenKind::Assign);
  }

  /// Goes to the end of the line on which an attribute's brackets are all closed again. False: there is none
  /// before the next declaration, so the block itself is broken.
  bool skip_attribute(uint32_t begin) {
    parser_.recover(begin);
    int brackets = 0;
    for (;;) {
      Token token = scanner_.take();
      switch (token.kind) {
        case TokenKind::OpenBrace:
        case TokenKind::OpenBracket:
        case TokenKind::OpenParen:
          ++brackets;
          break;
        case TokenKind::CloseBracket:
        case TokenKind::CloseParen:
          --brackets;
          break;
        case TokenKind::CloseBrace:
          if (brackets-- > 0) break;
          scanner_.move_to(token.begin);
          return true;
        case TokenKind::Newline:
          if (brackets <= 0) return true;
          if (starts_declaration(token.end)) return false;
          break;
        case TokenKind::Quote:
          skip_string();
          break;
        case TokenKind::Heredoc:
        case TokenKind::End:
          return false;
        default:
          break;
      }
    }
  }

  /// To after the next `"` of the line; the quotes of a hole inside the string pair up as well.
  void skip_string() {
    std::string_view text = scanner_.text();
    uint32_t at = scanner_.position();
    while (at < text.size() && text[at] != '"' && text[at] != '\n') at += text[at] == '\\' ? 2 : 1;
    if (at < text.size() && text[at] == '"') ++at;
    scanner_.move_to(std::min(at, static_cast<uint32_t>(text.size())));
  }

  /// After an error in the declaration that begins at `begin`: the next line that starts one.
  void resume_after(uint32_t begin) {
    std::string_view text = scanner_.text();
    // An unclosed string or heredoc was scanned to the end of the file: search from the declaration itself.
    size_t at = text.find('\n', begin);
    while (at != std::string_view::npos && !starts_declaration(static_cast<uint32_t>(at + 1)))
      at = text.find('\n', at + 1);
    parser_.recover(static_cast<uint32_t>(at == std::string_view::npos ? text.size() : at + 1));
  }

  bool starts_declaration(uint32_t line) const {
    std::string_view rest = scanner_.text().substr(line);
    size_t length = 0;
    while (length < rest.size() && is_identifier_part(rest[length])) ++length;
    if (std::find(kTopLevel.begin(), kTopLevel.end(), rest.substr(0, length)) == kTopLevel.end()) return false;
    rest.remove_prefix(length);
    while (!rest.empty() && (rest.front() == ' ' || rest.front() == '\t')) rest.remove_prefix(1);
    return !rest.empty() && (rest.front() == '"' || rest.front() == '{' || is_identifier_start(rest.front()));
  }

  ExpressionParser& parser_;
  Scanner& scanner_;
  bool lost_ = false;                    // a local was skipped
  uint32_t dynamic_depth_ = UINT32_MAX;  // of the body of the innermost dynamic block
  bool again_ = false;                   // inside a dynamic block that is read a second time
};

}  // namespace

const Body* read_blocks(ExpressionParser& parser) { return BlockReader(parser).read_file(); }

std::span<const Comment> read_comments(ExpressionParser& parser) {
  std::vector<Comment> comments;
  for (const Token& each : parser.scanner().comments()) {
    std::string_view text = parser.scanner().text(each);
    bool block = text.starts_with("/*");
    text.remove_prefix(text.starts_with("#") ? 1 : 2);
    if (block) text.remove_suffix(2);
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    comments.push_back({text, parser.span(each)});
  }
  return parser.arena().copy(comments);
}

}  // namespace ringfence::terraform
