#pragma once
// ExpressionParser: HCL expressions to Expr, by recursive descent, straight from the bytes.
//
// Why not over the published tree-sitter grammar: it does not see line ends, so `{ a = b⏎ (c) = d }`
// is an error and `x = 1e5` becomes a number and a block; it reads `a ? b : c ? d : e` from the left,
// and it drops the white space of templates. This follows HCL's own parser (hashicorp/hcl,
// hclsyntax/parser.go), and a file costs a tenth of the time.
//
// Used for native syntax (blocks.cpp) and for the strings of JSON syntax (json.cpp), whose text is
// decoded first; an OffsetMap then leads back to the file.

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "parsers/arena.h"
#include "parsers/diagnostic.h"
#include "parsers/template.h"
#include "parsers/terraform/scanner.h"

namespace ringfence::terraform {

/// Expressions, blocks and templates may nest this deep; evaluation has the same limit.
inline constexpr uint32_t kMaxDepth = 200;
/// After so many errors the rest of a file is not read.
inline constexpr size_t kMaxErrors = 20;

/// Where the text that is parsed stands in its file: shifted, or by a table (one offset for each byte
/// of the text and one for its end) when escapes were decoded.
struct OffsetMap {
  FileId file = kNoFile;
  uint32_t shift = 0;
  const std::vector<uint32_t>* table = nullptr;

  uint32_t offset(uint32_t at) const { return table ? (*table)[at] : at + shift; }
  Span span(uint32_t begin, uint32_t end) const { return {file, offset(begin), offset(end)}; }
};

class ExpressionParser {
 public:
  ExpressionParser(std::string_view text, const OffsetMap& offsets, Arena& arena, Diagnostics& diagnostics)
      : scanner_(text), offsets_(offsets), arena_(arena), diagnostics_(diagnostics) {}

  Scanner& scanner() { return scanner_; }
  Arena& arena() { return arena_; }

  /// One expression, from the next token on. Null after an error, which has been reported.
  const Expr* parse_expression();
  /// The whole text as a template (a string of JSON syntax). Null after an error.
  const Expr* parse_bare_template();
  /// A string without holes: a label, a key. False after an error.
  bool parse_plain_string(std::string_view& text, Span& span);

  /// Names bound around what is parsed next (the iterator of a dynamic block) are locals, not resource types.
  size_t bound() const { return locals_.size(); }
  void bind(std::string_view name) { locals_.push_back(name); }
  void unbind_to(size_t count) { locals_.resize(std::min(count, locals_.size())); }

  /// Goes on at `position` after an error.
  void recover(uint32_t position);

  /// Reports that `token` was met where something else was expected, and gives null.
  const Expr* unexpected(const Token& token, std::string_view expected);
  const Expr* fail(uint32_t begin, uint32_t end, std::string message, std::string_view code = "syntax-error");
  Span span(uint32_t begin, uint32_t end) const { return offsets_.span(begin, end); }
  Span span(const Token& token) const { return span(token.begin, token.end); }

  template <class Node>
  const Expr* make(uint32_t begin, uint32_t end, Node node) {
    return arena_.make<Expr>(span(begin, end), ExprNode(node));
  }

 private:
  friend class TemplateReader;
  class Descent;

  const Expr* parse_binary(int lowest);
  const Expr* parse_unary();
  const Expr* parse_postfix();
  const Expr* parse_primary();
  const Expr* parse_traversal(const Expr* object, uint32_t begin);
  const Expr* parse_splat(const Expr* object, uint32_t begin, bool attributes_only);
  const Expr* parse_index(const Expr* object, uint32_t begin);
  const Expr* parse_legacy_index(const Expr* object, uint32_t begin);
  const Expr* parse_number(const Token& token, bool negative, uint32_t begin);
  const Expr* parse_name();
  const Expr* parse_reference(const Token& root);
  const Expr* parse_call(const Token& first);
  const Expr* parse_parentheses();
  const Expr* parse_tuple();
  const Expr* parse_object();
  bool parse_object_item(ObjectItem& item);
  const Expr* parse_object_key();
  const Expr* parse_for(TokenKind close, uint32_t begin);
  const Expr* parse_quoted();
  const Expr* parse_heredoc();

  bool accept_word(std::string_view word);
  bool take_attribute(std::string_view& name, Token& token);
  bool is_local(std::string_view name) const;

  Scanner scanner_;
  OffsetMap offsets_;
  Arena& arena_;
  Diagnostics& diagnostics_;
  uint32_t depth_ = 0;
  std::vector<std::string_view> locals_;  // names that loops around the current place bind
};

}  // namespace ringfence::terraform
