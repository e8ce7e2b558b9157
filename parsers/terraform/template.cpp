#include "parsers/terraform/template.h"

#include <algorithm>
#include <cassert>

namespace ringfence::terraform {

namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v' || c == '\f'; }

std::string_view trim_left(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  return text;
}
std::string_view trim_right(std::string_view text) {
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

void append_utf8(uint32_t code, std::string& out) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0 | (code >> 6));
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    out += static_cast<char>(0xE0 | (code >> 12));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | (code >> 18));
    out += static_cast<char>(0x80 | ((code >> 12) & 0x3F));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  }
}

// ---- reading ---------------------------------------------------------------------------------------

const Expr* TemplateReader::read_quoted(uint32_t begin) {
  form_ = Form::Quoted;
  if (!read_parts({})) return nullptr;
  return build(begin, scanner_.position());
}

const Expr* TemplateReader::read_bare() {
  form_ = Form::Bare;
  if (!read_parts({})) return nullptr;
  return build(0, scanner_.position());
}

const Expr* TemplateReader::read_heredoc(const Token& opening) {
  form_ = Form::Heredoc;
  std::string_view text = scanner_.text();
  std::string_view name = scanner_.text(opening).substr(2);
  bool indented = name.starts_with('-');
  if (indented) name.remove_prefix(1);
  uint32_t at = opening.end;
  while (at < text.size() && (text[at] == ' ' || text[at] == '\t' || text[at] == '\r')) ++at;
  if (at >= text.size() || text[at] != '\n') {
    return parser_.fail(opening.begin, opening.end, "expected a new line after the heredoc's name");
  }
  scanner_.move_to(at + 1);
  if (!read_parts(name)) {
    if (scanner_.position() >= text.size()) {
      return parser_.fail(opening.begin, opening.end,
                          "the heredoc is not closed: no line with \"" + std::string(name) + "\" alone");
    }
    return nullptr;
  }
  if (indented) unindent();
  return build(opening.begin, scanner_.position());
}

/// Is this line, from the current position, the heredoc's name and nothing else?
bool TemplateReader::heredoc_closes(std::string_view name, uint32_t& name_begin) const {
  std::string_view text = scanner_.text();
  size_t at = scanner_.position();
  while (at < text.size() && (text[at] == ' ' || text[at] == '\t')) ++at;
  if (text.substr(at, name.size()) != name) return false;
  name_begin = static_cast<uint32_t>(at);
  at += name.size();
  while (at < text.size() && (text[at] == ' ' || text[at] == '\t' || text[at] == '\r')) ++at;
  return at == text.size() || text[at] == '\n';
}

/// Sets `ended` and moves past the end if it is here; false when the text stops before its end.
bool TemplateReader::at_end(std::string_view heredoc_end, bool line_start, bool& ended) {
  std::string_view text = scanner_.text();
  uint32_t at = scanner_.position();
  uint32_t name_begin = 0;
  if (form_ == Form::Heredoc && line_start && heredoc_closes(heredoc_end, name_begin)) {
    ended = true;
    scanner_.move_to(name_begin + static_cast<uint32_t>(heredoc_end.size()));
    return true;
  }
  if (at < text.size()) {
    ended = form_ == Form::Quoted && text[at] == '"';
    if (ended) scanner_.move_to(at + 1);
    return true;
  }
  ended = form_ == Form::Bare;
  if (form_ == Form::Quoted) parser_.fail(at, at, "the string is not closed");
  return ended;
}

bool TemplateReader::read_parts(std::string_view heredoc_end) {
  std::string_view text = scanner_.text();
  bool line_start = true;
  for (;;) {
    bool ended = false;
    if (!at_end(heredoc_end, line_start, ended)) return false;
    if (ended) return true;
    uint32_t at = scanner_.position();
    std::string_view next = text.substr(at, 2);
    if (next == "${") {
      if (!read_hole()) return false;
    } else if (next == "%{") {
      if (!read_directive()) return false;
    } else if (!read_literal(heredoc_end)) {
      return false;
    }
    uint32_t after = scanner_.position();
    line_start = after > 0 && next != "${" && next != "%{" && text[after - 1] == '\n';
  }
}

void TemplateReader::add_literal(uint32_t begin, uint32_t end, std::string_view text) {
  if (trim_next_) text = trim_left(text);
  trim_next_ = false;
  Part part;
  part.begin = begin;
  part.end = end;
  part.text = text;
  parts_.push_back(part);
}

/// Literal text up to a hole, the end, or (heredoc) the end of the line. Text without an escape is
/// not copied.
bool TemplateReader::read_literal(std::string_view heredoc_end) {
  std::string_view text = scanner_.text();
  uint32_t begin = scanner_.position();
  uint32_t at = begin;
  std::string decoded;
  uint32_t plain = begin;  // text from here to `at` is as written
  bool escaped = false;
  while (at < text.size()) {
    char c = text[at];
    if (form_ == Form::Quoted && c == '"') break;
    if (form_ == Form::Quoted && (c == '\n' || c == '\\')) {
      if (c == '\n') {
        parser_.fail(begin - 1, at, "the string is not closed on its line");
        return false;
      }
      decoded += text.substr(plain, at - plain);
      escaped = true;
      if (!decode_escape(at, decoded)) return false;
      plain = at;
      continue;
    }
    if ((c == '$' || c == '%') && at + 1 < text.size()) {
      if (text[at + 1] == '{') break;
      if (text[at + 1] == c && at + 2 < text.size() && text[at + 2] == '{') {
        decoded += text.substr(plain, at + 1 - plain);
        escaped = true;
        plain = at + 2;
        at += 3;
        continue;
      }
    }
    ++at;
    if (!heredoc_end.empty() && c == '\n') break;
  }
  decoded += escaped ? text.substr(plain, at - plain) : std::string_view();
  scanner_.move_to(at);
  add_literal(begin, at, escaped ? parser_.arena().copy(decoded) : text.substr(begin, at - begin));
  return true;
}

bool TemplateReader::decode_escape(uint32_t& at, std::string& out) {
  std::string_view text = scanner_.text();
  char kind = at + 1 < text.size() ? text[at + 1] : '\0';
  size_t digits = kind == 'u' ? 4 : kind == 'U' ? 8 : 0;
  if (digits == 0) {
    constexpr std::string_view kFrom = "nrt\"\\", kTo = "\n\r\t\"\\";
    size_t found = kind ? kFrom.find(kind) : std::string_view::npos;
    if (found == std::string_view::npos) {
      parser_.fail(at, std::min<uint32_t>(at + 2, static_cast<uint32_t>(text.size())),
                   "unknown escape in a string; a backslash itself is written \"\\\\\"");
      return false;
    }
    out += kTo[found];
    at += 2;
    return true;
  }
  uint32_t code = 0;
  for (size_t i = 0; i < digits; ++i) {
    int digit = at + 2 + i < text.size() ? hex_digit(text[at + 2 + i]) : -1;
    if (digit < 0) {
      parser_.fail(at, at + 2, "expected " + std::to_string(digits) + " hexadecimal digits after this escape");
      return false;
    }
    code = code * 16 + static_cast<uint32_t>(digit);
  }
  if (code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) {
    parser_.fail(at, at + 2 + static_cast<uint32_t>(digits), "this escape is no character");
    return false;
  }
  append_utf8(code, out);
  at += 2 + static_cast<uint32_t>(digits);
  return true;
}

/// `~` at the opening takes the white space that ends the literal before it (in a heredoc: its line).
void TemplateReader::trim_previous() {
  if (!parts_.empty() && parts_.back().kind == PartKind::Literal) parts_.back().text = trim_right(parts_.back().text);
}

bool TemplateReader::read_closing(bool& strip) {
  strip = scanner_.accept(TokenKind::Tilde);
  if (!scanner_.at(TokenKind::CloseBrace)) {
    parser_.unexpected(scanner_.peek(), "\"}\"");
    return false;
  }
  scanner_.take();
  return true;
}

bool TemplateReader::read_hole() {
  Part part;
  part.kind = PartKind::Hole;
  part.begin = scanner_.position();
  scanner_.move_to(part.begin + 2);
  trim_next_ = false;
  NewlineMode mode(scanner_, false);
  if (scanner_.text().substr(part.begin + 2).starts_with('~')) {
    scanner_.take();
    trim_previous();
  }
  part.expr = parser_.parse_expression();
  if (!part.expr || !read_closing(trim_next_)) return false;
  part.end = scanner_.position();
  parts_.push_back(part);
  return true;
}

bool TemplateReader::read_directive() {
  Part part;
  part.begin = scanner_.position();
  scanner_.move_to(part.begin + 2);
  trim_next_ = false;
  NewlineMode mode(scanner_, false);
  if (scanner_.text().substr(part.begin + 2).starts_with('~')) {
    scanner_.take();
    trim_previous();
  }
  Token word = scanner_.take();
  if (!read_directive_head(part, scanner_.text(word))) {
    if (part.kind == PartKind::Literal) parser_.unexpected(word, "if, else, endif, for or endfor");
    return false;
  }
  if (!read_closing(trim_next_)) return false;
  part.end = scanner_.position();
  parts_.push_back(part);
  return true;
}

/// Leaves the kind Literal when the word is none of a directive.
bool TemplateReader::read_directive_head(Part& part, std::string_view word) {
  std::vector<std::string_view>& locals = parser_.locals_;
  if (word == "if") {
    part.kind = PartKind::If;
    part.expr = parser_.parse_expression();
    return part.expr != nullptr;
  }
  if (word == "else" || word == "endif") {
    part.kind = word == "else" ? PartKind::Else : PartKind::EndIf;
    return true;
  }
  if (word == "endfor") {
    part.kind = PartKind::EndFor;
    // The matching `for` bound one or two names; build_for tells when there was none.
    auto opening = std::find_if(parts_.rbegin(), parts_.rend(), [depth = 0](const Part& each) mutable {
      if (each.kind == PartKind::EndFor) ++depth;
      return each.kind == PartKind::For && depth-- == 0;
    });
    if (opening != parts_.rend()) locals.resize(locals.size() - (opening->index.empty() ? 1 : 2));
    return true;
  }
  if (word != "for") return false;
  part.kind = PartKind::For;
  Token name = scanner_.take();
  if (name.kind != TokenKind::Identifier) return parser_.unexpected(name, "a variable after \"for\"") != nullptr;
  part.item = scanner_.text(name);
  if (scanner_.accept(TokenKind::Comma)) {
    name = scanner_.take();
    if (name.kind != TokenKind::Identifier) return parser_.unexpected(name, "a second variable after \",\"") != nullptr;
    part.index = part.item;
    part.item = scanner_.text(name);
  }
  if (!parser_.accept_word("in")) return parser_.unexpected(scanner_.peek(), "\"in\"") != nullptr;
  part.expr = parser_.parse_expression();
  if (!part.expr) return false;
  locals.push_back(part.item);
  if (!part.index.empty()) locals.push_back(part.index);
  return true;
}

// ---- `<<-`: the white space that all lines begin with --------------------------------------------------

void TemplateReader::unindent() {
  size_t fewest = std::string_view::npos;
  std::vector<Part*> adjust;
  bool line_start = true;
  for (Part& part : parts_) {
    bool literal = part.kind == PartKind::Literal;
    if (line_start) {
      line_start = false;
      size_t spaces = 0;
      if (literal) {
        std::string_view rest = trim_left(part.text);
        if (rest.empty() && part.text.ends_with('\n')) {
          spaces = std::string_view::npos;  // a blank line does not count
        } else {
          spaces = part.text.size() - rest.size();
          adjust.push_back(&part);
        }
      }
      fewest = std::min(fewest, spaces);
    }
    if (literal && part.text.ends_with('\n')) line_start = true;
  }
  for (Part* part : adjust) part->text.remove_prefix(std::min(fewest, part->text.size()));
}

// ---- building --------------------------------------------------------------------------------------------

const Expr* TemplateReader::build(uint32_t begin, uint32_t end) {
  if (parts_.size() == 1 && parts_[0].kind == PartKind::Hole) return parts_[0].expr;
  next_ = 0;
  const Expr* all = build_sequence(begin, end);
  if (!all) return nullptr;
  if (next_ < parts_.size()) {
    return parser_.fail(parts_[next_].begin, parts_[next_].end, "this directive has no beginning");
  }
  return all;
}

/// Parts up to the end or to a directive that closes the one around.
const Expr* TemplateReader::build_sequence(uint32_t begin, uint32_t end) {
  if (parser_.depth_ >= kMaxDepth) return parser_.fail(begin, end, "template directives are nested too deep", "limit");
  ++parser_.depth_;
  std::vector<const Expr*> made;
  std::string text;
  size_t literals = 0;
  uint32_t text_begin = begin, text_end = end;
  const Part* only_literal = nullptr;
  auto flush = [&] {
    if (literals == 0) return;
    std::string_view whole = literals == 1 ? only_literal->text : parser_.arena().copy(text);
    if (!whole.empty()) made.push_back(parser_.make(text_begin, text_end, StringLiteral{whole}));
    literals = 0;
    text.clear();
  };
  bool failed = false;
  for (; next_ < parts_.size() && !failed;) {
    const Part& part = parts_[next_];
    if (part.kind == PartKind::Else || part.kind == PartKind::EndIf || part.kind == PartKind::EndFor) break;
    ++next_;
    if (part.kind == PartKind::Literal) {
      if (literals++ == 0) text_begin = part.begin;
      text_end = part.end;
      only_literal = &part;
      text += part.text;
      continue;
    }
    flush();
    const Expr* expr = part.kind == PartKind::Hole ? part.expr
                       : part.kind == PartKind::If ? build_if(part)
                                                   : build_for(part);
    failed = expr == nullptr;
    made.push_back(expr);
  }
  --parser_.depth_;
  if (failed) return nullptr;
  flush();
  if (made.empty()) return parser_.make(begin, end, StringLiteral{});
  if (made.size() == 1) {
    // The literal's place is the whole string, quotes included, as it is for any other value.
    if (const auto* literal = as<StringLiteral>(made[0])) return parser_.make(begin, end, *literal);
  }
  return parser_.make(begin, end, Interpolation{parser_.arena().copy(made)});
}

bool TemplateReader::expect(PartKind kind, const Part& opening, std::string_view word) {
  if (next_ < parts_.size() && parts_[next_].kind == kind) {
    ++next_;
    return true;
  }
  parser_.fail(opening.begin, opening.end, "this directive is not closed: expected " + std::string(word));
  return false;
}

const Expr* TemplateReader::build_if(const Part& opening) {
  Part part = opening;
  const Expr* then = build_sequence(part.end, part.end);
  if (!then) return nullptr;
  const Expr* otherwise = nullptr;
  if (next_ < parts_.size() && parts_[next_].kind == PartKind::Else) {
    uint32_t after = parts_[next_++].end;
    otherwise = build_sequence(after, after);
  } else {
    otherwise = parser_.make(part.end, part.end, StringLiteral{});
  }
  if (!otherwise || !expect(PartKind::EndIf, part, "%{ endif }")) return nullptr;
  return parser_.make(part.begin, parts_[next_ - 1].end, ConditionalExpr{part.expr, then, otherwise});
}

const Expr* TemplateReader::build_for(const Part& opening) {
  Part part = opening;
  ForExpr loop;
  loop.collection = part.expr;
  loop.item = part.item;
  loop.index = part.index;
  loop.value = build_sequence(part.end, part.end);
  if (!loop.value || !expect(PartKind::EndFor, part, "%{ endfor }")) return nullptr;
  uint32_t end = parts_[next_ - 1].end;
  const Expr* joined[] = {parser_.make(part.begin, end, loop)};
  CallExpr call;
  call.name = "@join";
  call.args = parser_.arena().copy(std::span<const Expr* const>(joined));
  return parser_.make(part.begin, end, call);
}

// ---- entries from the expression parser ----------------------------------------------------------------------

const Expr* ExpressionParser::parse_quoted() {
  uint32_t begin = scanner_.take().begin;
  return TemplateReader(*this).read_quoted(begin);
}

const Expr* ExpressionParser::parse_heredoc() { return TemplateReader(*this).read_heredoc(scanner_.take()); }

const Expr* ExpressionParser::parse_bare_template() { return TemplateReader(*this).read_bare(); }

bool ExpressionParser::parse_plain_string(std::string_view& text, Span& place) {
  Token quote = scanner_.peek();
  const Expr* value = parse_quoted();
  if (!value) return false;
  const auto* literal = as<StringLiteral>(value);
  if (!literal) {
    fail(quote.begin, scanner_.position(), "a label cannot hold an expression");
    return false;
  }
  text = literal->text;
  place = value->span;
  return true;
}

}  // namespace ringfence::terraform
