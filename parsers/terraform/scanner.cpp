#include "parsers/terraform/scanner.h"

#include <algorithm>
#include <array>
#include <string>

namespace ringfence::terraform {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

struct Operator {
  std::string_view text;
  TokenKind kind;
};

// Longest first where one begins another.
constexpr std::array kOperators = {
    Operator{"...", TokenKind::Ellipsis},
    Operator{"::", TokenKind::DoubleColon},
    Operator{"=>", TokenKind::Arrow},
    Operator{"==", TokenKind::Equal},
    Operator{"!=", TokenKind::NotEqual},
    Operator{"<=", TokenKind::LessOrEqual},
    Operator{">=", TokenKind::GreaterOrEqual},
    Operator{"&&", TokenKind::And},
    Operator{"||", TokenKind::Or},
    Operator{"{", TokenKind::OpenBrace},
    Operator{"}", TokenKind::CloseBrace},
    Operator{"[", TokenKind::OpenBracket},
    Operator{"]", TokenKind::CloseBracket},
    Operator{"(", TokenKind::OpenParen},
    Operator{")", TokenKind::CloseParen},
    Operator{",", TokenKind::Comma},
    Operator{".", TokenKind::Dot},
    Operator{":", TokenKind::Colon},
    Operator{"?", TokenKind::Question},
    Operator{"=", TokenKind::Assign},
    Operator{"~", TokenKind::Tilde},
    Operator{"*", TokenKind::Star},
    Operator{"/", TokenKind::Slash},
    Operator{"%", TokenKind::Percent},
    Operator{"+", TokenKind::Plus},
    Operator{"-", TokenKind::Minus},
    Operator{"!", TokenKind::Not},
    Operator{"<", TokenKind::Less},
    Operator{">", TokenKind::Greater},
};

}  // namespace

// HCL takes Unicode's ID_Start and ID_Continue; every byte of a non-ASCII character counts as one here,
// so that a name in another script is read as Terraform reads it.
bool is_identifier_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}
bool is_identifier_part(char c) { return is_identifier_start(c) || is_digit(c) || c == '-'; }

std::string describe(const Token& token, std::string_view text) {
  if (token.kind == TokenKind::End) return "end of file";
  if (token.kind == TokenKind::Newline) return "end of line";
  if (token.kind == TokenKind::Quote) return "a string";
  std::string_view word = text.substr(token.begin, token.end - token.begin).substr(0, 30);
  std::string shown;
  for (char c : word) shown += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c;
  return '"' + shown + '"';
}

bool carries_suppression(std::string_view comment) {
  constexpr std::array<std::string_view, 6> kMarkers = {"ringfence:",   "checkov:skip", "bridgecrew:skip",
                                                        "trivy:ignore", "tfsec:ignore", "kics-scan"};
  if (comment.size() < 10) return false;
  for (std::string_view marker : kMarkers) {
    if (comment.find(marker) != std::string_view::npos) return true;
  }
  return false;
}

/// Skips one comment. False: it is not closed, `stop` tells.
bool Scanner::skip_comment(Token& stop) {
  uint32_t begin = position_;
  size_t end = 0;
  if (text_[begin] != '#' && text_[begin + 1] == '*') {
    end = text_.find("*/", begin + 2);
    if (end == std::string_view::npos) {
      stop = {TokenKind::Invalid, begin, begin + 2};
      return false;
    }
    end += 2;
  } else {
    end = std::min(text_.find('\n', begin), text_.size());
    if (end > begin && end < text_.size() && text_[end - 1] == '\r') --end;
  }
  position_ = static_cast<uint32_t>(end);
  if (begin >= comments_until_) {
    comments_until_ = position_;
    if (carries_suppression(text_.substr(begin, end - begin)))
      comments_.push_back({TokenKind::Newline, begin, position_});
  }
  return true;
}

/// Skips what is between tokens. False: there is a token already, in `stop`.
bool Scanner::skip_blank(Token& stop) {
  while (position_ < text_.size()) {
    char c = text_[position_];
    char next = position_ + 1 < text_.size() ? text_[position_ + 1] : '\0';
    if (c == '\n' && newlines_) {
      stop = {TokenKind::Newline, position_, position_ + 1};
      return false;
    }
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
      ++position_;
    } else if (c == '#' || (c == '/' && (next == '/' || next == '*'))) {
      if (!skip_comment(stop)) return false;
    } else {
      return true;
    }
  }
  stop = {TokenKind::End, position_, position_};
  return false;
}

Token Scanner::scan_number(uint32_t begin) const {
  size_t at = begin;
  auto digits = [&] {
    while (at < text_.size() && is_digit(text_[at])) ++at;
  };
  digits();
  if (at + 1 < text_.size() && text_[at] == '.' && is_digit(text_[at + 1])) {
    ++at;
    digits();
  }
  if (at < text_.size() && (text_[at] == 'e' || text_[at] == 'E')) {
    size_t exponent = at + 1;
    if (exponent < text_.size() && (text_[exponent] == '+' || text_[exponent] == '-')) ++exponent;
    if (exponent < text_.size() && is_digit(text_[exponent])) {
      at = exponent;
      digits();
    }
  }
  return {TokenKind::Number, begin, static_cast<uint32_t>(at)};
}

/// `<<` that is followed by a name; kind Less when it is not a heredoc.
Token Scanner::scan_heredoc(uint32_t begin) const {
  size_t at = begin + 2;
  if (at < text_.size() && text_[at] == '-') ++at;
  size_t name = at;
  while (at < text_.size() && is_identifier_part(text_[at])) ++at;
  if (at == name) return {TokenKind::Less, begin, begin + 1};
  return {TokenKind::Heredoc, begin, static_cast<uint32_t>(at)};
}

Token Scanner::scan() {
  uint32_t taken = position_;
  Token stop;
  bool token_follows = skip_blank(stop);
  uint32_t begin = position_;
  position_ = taken;  // only take() moves on
  if (!token_follows) return stop;

  char c = text_[begin];
  if (is_identifier_start(c)) {
    size_t end = begin + 1;
    while (end < text_.size() && is_identifier_part(text_[end])) ++end;
    return {TokenKind::Identifier, begin, static_cast<uint32_t>(end)};
  }
  if (is_digit(c)) return scan_number(begin);
  if (c == '"') return {TokenKind::Quote, begin, begin + 1};
  std::string_view rest = text_.substr(begin, 3);
  if (rest.starts_with("<<")) return scan_heredoc(begin);
  for (const Operator& each : kOperators) {
    if (rest.starts_with(each.text)) return {each.kind, begin, begin + static_cast<uint32_t>(each.text.size())};
  }
  return {TokenKind::Invalid, begin, begin + 1};
}

}  // namespace ringfence::terraform
