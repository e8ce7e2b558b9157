#pragma once
// TemplateReader: the inside of a quoted template, a heredoc or a JSON string.
//
// Reads the text into a flat list of parts (literals, holes, directives), trims and unindents them as
// HCL does (hclsyntax/parser_template.go), and makes one Expr of the rest: a literal, the lone hole
// itself, or an Interpolation; `%{ if }` becomes a Conditional and `%{ for }` Call "@join"(For).

#include <string>
#include <string_view>
#include <vector>

#include "parsers/terraform/expression.h"

namespace ringfence::terraform {

/// The character in UTF-8.
void append_utf8(uint32_t code, std::string& out);

class TemplateReader {
 public:
  explicit TemplateReader(ExpressionParser& parser) : parser_(parser), scanner_(parser.scanner()) {}

  /// From after the opening `"`; takes the closing one.
  const Expr* read_quoted(uint32_t begin);
  /// From after `<<NAME`; takes the closing NAME.
  const Expr* read_heredoc(const Token& opening);
  /// The whole text.
  const Expr* read_bare();

 private:
  enum class PartKind : uint8_t { Literal, Hole, If, Else, EndIf, For, EndFor };
  struct Part {
    PartKind kind = PartKind::Literal;
    uint32_t begin = 0, end = 0;
    std::string_view text;         // Literal, decoded
    const Expr* expr = nullptr;    // Hole, If (condition), For (collection)
    std::string_view item, index;  // For
  };

  bool read_parts(std::string_view heredoc_end);
  bool at_end(std::string_view heredoc_end, bool line_start, bool& ended);
  bool read_literal(std::string_view heredoc_end);
  bool read_hole();
  bool read_directive();
  bool read_directive_head(Part& part, std::string_view word);
  bool read_closing(bool& strip);
  bool decode_escape(uint32_t& at, std::string& out);
  void add_literal(uint32_t begin, uint32_t end, std::string_view text);
  void trim_previous();
  void unindent();
  bool heredoc_closes(std::string_view name, uint32_t& name_begin) const;

  const Expr* build(uint32_t begin, uint32_t end);
  const Expr* build_sequence(uint32_t begin, uint32_t end);
  const Expr* build_if(const Part& part);
  const Expr* build_for(const Part& part);
  bool expect(PartKind kind, const Part& opening, std::string_view word);

  enum class Form : uint8_t { Quoted, Heredoc, Bare };

  ExpressionParser& parser_;
  Scanner& scanner_;
  Form form_ = Form::Quoted;
  std::vector<Part> parts_;
  bool trim_next_ = false;
  size_t next_ = 0;  // part that build_sequence looks at
};

}  // namespace ringfence::terraform
