#pragma once
// Scanner: bytes of HCL to tokens, one at a time, on demand.
//
// The first step of reading native syntax; the parser (expression.h, blocks.cpp) pulls tokens and
// says whether a line end matters at the moment, because in HCL that depends on what is open: in
// parentheses, brackets and `${}` it does not, in a body or an object it ends the item. The inside
// of quoted templates and heredocs is not tokens: template.cpp reads it from `position()`.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ringfence::terraform {

enum class TokenKind : uint8_t {
  End,
  Newline,
  Identifier,
  Number,
  Quote,    // `"`: a quoted template begins
  Heredoc,  // `<<NAME` or `<<-NAME`, the name included
  OpenBrace,
  CloseBrace,
  OpenBracket,
  CloseBracket,
  OpenParen,
  CloseParen,
  Comma,
  Dot,
  Colon,
  DoubleColon,
  Question,
  Assign,
  Arrow,
  Ellipsis,
  Tilde,
  Star,
  Slash,
  Percent,
  Plus,
  Minus,
  Not,
  Equal,
  NotEqual,
  Less,
  LessOrEqual,
  Greater,
  GreaterOrEqual,
  And,
  Or,
  Invalid  // a character that begins no token, or an unterminated comment
};

struct Token {
  TokenKind kind = TokenKind::End;
  uint32_t begin = 0;
  uint32_t end = 0;
};

/// As a message names it: `"}"`, `end of line`, `"foo"`.
std::string describe(const Token& token, std::string_view text);

/// Is it a comment that carries a suppression of ours or of another analyzer?
bool carries_suppression(std::string_view comment);

class Scanner {
 public:
  /// Offsets count from the beginning of `text`.
  explicit Scanner(std::string_view text) : text_(text) {}

  /// The next token without taking it.
  const Token& peek() {
    if (!peeked_valid_) {
      peeked_ = scan();
      peeked_valid_ = true;
    }
    return peeked_;
  }
  Token take() {
    Token token = peek();
    position_ = token.end;
    peeked_valid_ = false;
    return token;
  }
  bool at(TokenKind kind) { return peek().kind == kind; }
  /// Takes the token if it is of that kind.
  bool accept(TokenKind kind) {
    if (!at(kind)) return false;
    take();
    return true;
  }

  /// The end of the last token that was taken (or where `move_to` went).
  uint32_t position() const { return position_; }
  void move_to(uint32_t position) {
    position_ = position;
    peeked_valid_ = false;
  }

  std::string_view text() const { return text_; }
  std::string_view text(const Token& token) const { return text_.substr(token.begin, token.end - token.begin); }

  /// Do line ends come as tokens? Prefer `NewlineMode`.
  bool newlines() const { return newlines_; }
  void set_newlines(bool matter) {
    newlines_ = matter;
    peeked_valid_ = false;
  }

  /// Begin and end of each comment with a suppression in it, signs included, in order.
  const std::vector<Token>& comments() const { return comments_; }

 private:
  Token scan();
  bool skip_blank(Token& stop);
  bool skip_comment(Token& stop);
  Token scan_number(uint32_t begin) const;
  Token scan_heredoc(uint32_t begin) const;

  std::string_view text_;
  uint32_t position_ = 0;
  Token peeked_;
  bool peeked_valid_ = false;
  bool newlines_ = true;
  uint32_t comments_until_ = 0;  // text is scanned again when the newline mode changes
  std::vector<Token> comments_;
};

/// Line ends matter, or do not, until the end of the scope.
class NewlineMode {
 public:
  NewlineMode(Scanner& scanner, bool matter) : scanner_(scanner), before_(scanner.newlines()) {
    scanner_.set_newlines(matter);
  }
  ~NewlineMode() { scanner_.set_newlines(before_); }
  NewlineMode(const NewlineMode&) = delete;
  NewlineMode& operator=(const NewlineMode&) = delete;

 private:
  Scanner& scanner_;
  bool before_;
};

bool is_identifier_start(char c);
bool is_identifier_part(char c);

}  // namespace ringfence::terraform
