#include "parsers/terraform/expression.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace ringfence::terraform {

namespace {

/// The item of a splat; no user can write the name.
constexpr std::string_view kSplatItem = "@item";

struct Operator {
  TokenKind token;
  BinaryOp op;
  int level;  // binds tighter the higher
};

constexpr std::array kOperators = {
    Operator{TokenKind::Or, BinaryOp::Or, 1},
    Operator{TokenKind::And, BinaryOp::And, 2},
    Operator{TokenKind::Equal, BinaryOp::Equal, 3},
    Operator{TokenKind::NotEqual, BinaryOp::NotEqual, 3},
    Operator{TokenKind::Less, BinaryOp::Less, 4},
    Operator{TokenKind::LessOrEqual, BinaryOp::LessOrEqual, 4},
    Operator{TokenKind::Greater, BinaryOp::Greater, 4},
    Operator{TokenKind::GreaterOrEqual, BinaryOp::GreaterOrEqual, 4},
    Operator{TokenKind::Plus, BinaryOp::Add, 5},
    Operator{TokenKind::Minus, BinaryOp::Subtract, 5},
    Operator{TokenKind::Star, BinaryOp::Multiply, 6},
    Operator{TokenKind::Slash, BinaryOp::Divide, 6},
    Operator{TokenKind::Percent, BinaryOp::Modulo, 6},
};

const Operator* operator_of(TokenKind kind) {
  auto found = std::find_if(kOperators.begin(), kOperators.end(), [&](const Operator& o) { return o.token == kind; });
  return found == kOperators.end() ? nullptr : &*found;
}

}  // namespace

/// Counts one level of nesting; `too_deep` has been reported when it is set.
class ExpressionParser::Descent {
 public:
  explicit Descent(ExpressionParser& parser) : parser_(parser) {
    if (++parser_.depth_ <= kMaxDepth) return;
    too_deep = true;
    uint32_t at = parser_.scanner_.position();
    parser_.fail(at, at, "nested more than " + std::to_string(kMaxDepth) + " levels deep", "limit");
  }
  ~Descent() { --parser_.depth_; }
  Descent(const Descent&) = delete;
  Descent& operator=(const Descent&) = delete;
  bool too_deep = false;

 private:
  ExpressionParser& parser_;
};

const Expr* ExpressionParser::fail(uint32_t begin, uint32_t end, std::string message, std::string_view code) {
  diagnostics_.error(code, std::move(message), span(begin, end));
  return nullptr;
}

const Expr* ExpressionParser::unexpected(const Token& token, std::string_view expected) {
  return fail(token.begin, token.end,
              "expected " + std::string(expected) + ", found " + describe(token, scanner_.text()));
}

void ExpressionParser::recover(uint32_t position) {
  locals_.clear();
  scanner_.move_to(position);
}

bool ExpressionParser::is_local(std::string_view name) const {
  return std::find(locals_.begin(), locals_.end(), name) != locals_.end();
}

bool ExpressionParser::accept_word(std::string_view word) {
  const Token& token = scanner_.peek();
  if (token.kind != TokenKind::Identifier || scanner_.text(token) != word) return false;
  scanner_.take();
  return true;
}

// ---- operators -------------------------------------------------------------------------------------

const Expr* ExpressionParser::parse_expression() {
  Descent descent(*this);
  if (descent.too_deep) return nullptr;
  uint32_t begin = scanner_.peek().begin;
  const Expr* condition = parse_binary(1);
  if (!condition || !scanner_.accept(TokenKind::Question)) return condition;
  const Expr* then = parse_expression();
  if (!then) return nullptr;
  if (!scanner_.accept(TokenKind::Colon)) return unexpected(scanner_.peek(), "\":\" and the value for false");
  const Expr* otherwise = parse_expression();
  if (!otherwise) return nullptr;
  return make(begin, scanner_.position(), ConditionalExpr{condition, then, otherwise});
}

const Expr* ExpressionParser::parse_binary(int lowest) {
  uint32_t begin = scanner_.peek().begin;
  const Expr* left = parse_unary();
  uint32_t links = 0;
  while (left) {
    const Operator* found = operator_of(scanner_.peek().kind);
    if (!found || found->level < lowest) break;
    Token token = scanner_.take();
    if (depth_ + ++links > kMaxDepth)
      return fail(token.begin, token.end, "too many operators in one expression", "limit");
    const Expr* right = parse_binary(found->level + 1);
    if (!right) return nullptr;
    left = make(begin, scanner_.position(), BinaryExpr{found->op, left, right});
  }
  return left;
}

const Expr* ExpressionParser::parse_unary() {
  Token token = scanner_.peek();
  if (token.kind != TokenKind::Not && token.kind != TokenKind::Minus) return parse_postfix();
  Descent descent(*this);
  if (descent.too_deep) return nullptr;
  scanner_.take();
  if (token.kind == TokenKind::Minus && scanner_.at(TokenKind::Number)) {
    return parse_number(scanner_.take(), true, token.begin);
  }
  const Expr* operand = parse_unary();
  if (!operand) return nullptr;
  UnaryOp op = token.kind == TokenKind::Not ? UnaryOp::Not : UnaryOp::Minus;
  return make(token.begin, scanner_.position(), UnaryExpr{op, operand});
}

// ---- what follows a term: .name, [index], splats -------------------------------------------------------

const Expr* ExpressionParser::parse_postfix() {
  uint32_t begin = scanner_.peek().begin;
  const Expr* term = parse_primary();
  return term ? parse_traversal(term, begin) : nullptr;
}

const Expr* ExpressionParser::parse_traversal(const Expr* object, uint32_t begin) {
  uint32_t links = 0;
  while (object) {
    Token token = scanner_.peek();
    if (token.kind != TokenKind::Dot && token.kind != TokenKind::OpenBracket) break;
    if (depth_ + ++links > kMaxDepth) return fail(token.begin, token.end, "too many steps in one reference", "limit");
    if (token.kind == TokenKind::OpenBracket) {
      std::string_view rest = scanner_.text().substr(token.begin);
      if (rest.starts_with("[*]")) {
        scanner_.move_to(token.begin + 3);
        return parse_splat(object, begin, false);
      }
      object = parse_index(object, begin);
      continue;
    }
    scanner_.take();
    Token step = scanner_.peek();
    if (step.kind == TokenKind::Star) {
      scanner_.take();
      object = parse_splat(object, begin, true);
    } else if (step.kind == TokenKind::Number) {
      object = parse_legacy_index(object, begin);
    } else if (step.kind == TokenKind::Identifier) {
      scanner_.take();
      object = make(begin, step.end, MemberExpr{object, scanner_.text(step), span(step)});
    } else {
      return unexpected(step, "an attribute name after \".\"");
    }
  }
  return object;
}

/// `a[*].b.c` carries all that follows into each item; of `a.*.b[0]` only the attributes, so that the
/// index picks from the list of results.
const Expr* ExpressionParser::parse_splat(const Expr* object, uint32_t begin, bool attributes_only) {
  Descent descent(*this);
  if (descent.too_deep) return nullptr;
  uint32_t star_end = scanner_.position();
  const Expr* value = make(star_end, star_end, Reference{RefKind::Local, kSplatItem, {}});
  if (attributes_only) {
    uint32_t links = 0;
    while (scanner_.at(TokenKind::Dot)) {
      Token dot = scanner_.take();
      Token step = scanner_.peek();
      if (step.kind == TokenKind::Number) {
        value = parse_legacy_index(value, star_end);
        if (!value) return nullptr;
        continue;
      }
      if (step.kind != TokenKind::Identifier) return unexpected(step, "an attribute name after \".\"");
      if (depth_ + ++links > kMaxDepth) return fail(dot.begin, dot.end, "too many steps in one reference", "limit");
      scanner_.take();
      value = make(star_end, step.end, MemberExpr{value, scanner_.text(step), span(step)});
    }
  } else {
    value = parse_traversal(value, star_end);
    if (!value) return nullptr;
  }
  const Expr* collection_args[] = {object};
  CallExpr list;
  list.name = "@splat";
  list.args = arena_.copy(std::span<const Expr* const>(collection_args));
  ForExpr loop;
  loop.collection = make(begin, star_end, list);
  loop.item = kSplatItem;
  loop.value = value;
  return make(begin, scanner_.position(), loop);
}

const Expr* ExpressionParser::parse_index(const Expr* object, uint32_t begin) {
  scanner_.take();
  const Expr* index = nullptr;
  {
    NewlineMode mode(scanner_, false);
    index = parse_expression();
    if (!index) return nullptr;
    if (!scanner_.accept(TokenKind::CloseBracket)) return unexpected(scanner_.peek(), "\"]\"");
  }
  return make(begin, scanner_.position(), IndexExpr{object, index});
}

/// `a.0`. Of `a.0.1` the scanner takes "0.1" for one number, as Terraform's does, which refuses it.
const Expr* ExpressionParser::parse_legacy_index(const Expr* object, uint32_t begin) {
  Token token = scanner_.peek();
  std::string_view digits = scanner_.text(token);
  if (digits.find_first_not_of("0123456789") != std::string_view::npos) {
    return fail(token.begin, token.end, "this index is no whole number; use brackets: [0][1]");
  }
  int64_t value = 0;
  auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc()) return fail(token.begin, token.end, "the index is too large");
  uint32_t end = token.begin + static_cast<uint32_t>(digits.size());
  scanner_.move_to(end);
  return make(begin, end, IndexExpr{object, make(token.begin, end, IntLiteral{value})});
}

// ---- terms ---------------------------------------------------------------------------------------------

const Expr* ExpressionParser::parse_primary() {
  Token token = scanner_.peek();
  switch (token.kind) {
    case TokenKind::Number:
      scanner_.take();
      return parse_number(token, false, token.begin);
    case TokenKind::Quote:
      return parse_quoted();
    case TokenKind::Heredoc:
      return parse_heredoc();
    case TokenKind::OpenParen:
      return parse_parentheses();
    case TokenKind::OpenBracket:
      return parse_tuple();
    case TokenKind::OpenBrace:
      return parse_object();
    case TokenKind::Identifier:
      return parse_name();
    default:
      return unexpected(token, "an expression");
  }
}

const Expr* ExpressionParser::parse_number(const Token& token, bool negative, uint32_t begin) {
  std::string_view digits = scanner_.text(token);
  uint64_t whole = 0;
  auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), whole);
  if (error == std::errc() && stop == digits.data() + digits.size() && whole <= INT64_MAX) {
    auto value = static_cast<int64_t>(whole);
    if (value != 0 || !negative)
      return make(begin, token.end, IntLiteral{negative ? -value : value});  // -0 is a number of its own
  }
  double value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  constexpr size_t kExact = 15;  // digits that a double certainly holds
  if (value != 0 && digits.size() <= kExact &&
      value == static_cast<double>(static_cast<int64_t>(std::clamp(value, -9e15, 9e15)))) {
    auto integral = static_cast<int64_t>(value);  // 1e3, 2.0
    return make(begin, token.end, IntLiteral{negative ? -integral : integral});
  }
  std::string_view text = negative ? arena_.copy("-" + std::string(digits)) : digits;
  return make(begin, token.end, DoubleLiteral{negative ? -value : value, text});
}

const Expr* ExpressionParser::parse_parentheses() {
  NewlineMode mode(scanner_, false);
  scanner_.take();
  const Expr* inner = parse_expression();
  if (!inner) return nullptr;
  if (!scanner_.accept(TokenKind::CloseParen)) return unexpected(scanner_.peek(), "\")\"");
  return inner;
}

const Expr* ExpressionParser::parse_tuple() {
  NewlineMode mode(scanner_, false);
  uint32_t begin = scanner_.take().begin;
  const Token& first = scanner_.peek();
  if (first.kind == TokenKind::Identifier && scanner_.text(first) == "for")
    return parse_for(TokenKind::CloseBracket, begin);
  std::vector<ArrayItem> items;
  while (!scanner_.accept(TokenKind::CloseBracket)) {
    const Expr* value = parse_expression();
    if (!value) return nullptr;
    items.push_back({value, false});
    if (scanner_.accept(TokenKind::Comma)) continue;
    if (!scanner_.at(TokenKind::CloseBracket)) return unexpected(scanner_.peek(), "\",\" or \"]\"");
  }
  return make(begin, scanner_.position(), ArrayExpr{arena_.copy(items)});
}

const Expr* ExpressionParser::parse_object() {
  uint32_t begin = scanner_.take().begin;
  {
    // A `for` may stand on the next line; items end with their line.
    NewlineMode look(scanner_, false);
    const Token& first = scanner_.peek();
    if (first.kind == TokenKind::Identifier && scanner_.text(first) == "for")
      return parse_for(TokenKind::CloseBrace, begin);
  }
  NewlineMode mode(scanner_, true);
  std::vector<ObjectItem> items;
  while (!scanner_.accept(TokenKind::CloseBrace)) {
    if (scanner_.accept(TokenKind::Newline)) continue;
    ObjectItem item;
    if (!parse_object_item(item)) return nullptr;
    items.push_back(item);
    if (scanner_.accept(TokenKind::Comma) || scanner_.accept(TokenKind::Newline)) continue;
    if (!scanner_.at(TokenKind::CloseBrace))
      return unexpected(scanner_.peek(), "\",\", a new line or \"}\" after this item");
  }
  return make(begin, scanner_.position(), ObjectExpr{arena_.copy(items)});
}

bool ExpressionParser::parse_object_item(ObjectItem& item) {
  uint32_t begin = scanner_.peek().begin;
  item.key = parse_object_key();
  if (!item.key) return false;
  if (!scanner_.accept(TokenKind::Assign) && !scanner_.accept(TokenKind::Colon)) {
    unexpected(scanner_.peek(), "\"=\" or \":\" after the key");
    return false;
  }
  item.value = parse_expression();
  item.span = span(begin, scanner_.position());
  return item.value != nullptr;
}

/// A bare word is the key itself; in parentheses, or with anything after it, it is an expression.
const Expr* ExpressionParser::parse_object_key() {
  Token token = scanner_.peek();
  if (token.kind == TokenKind::Identifier || token.kind == TokenKind::Number) {
    uint32_t before = scanner_.position();
    scanner_.take();
    if (scanner_.at(TokenKind::Assign) || scanner_.at(TokenKind::Colon)) {
      return make(token.begin, token.end, StringLiteral{scanner_.text(token)});
    }
    scanner_.move_to(before);
  }
  return parse_expression();
}

const Expr* ExpressionParser::parse_for(TokenKind close, uint32_t begin) {
  NewlineMode mode(scanner_, false);
  scanner_.take();
  Token first = scanner_.take();
  if (first.kind != TokenKind::Identifier) return unexpected(first, "a variable after \"for\"");
  ForExpr loop;
  loop.item = scanner_.text(first);
  if (scanner_.accept(TokenKind::Comma)) {
    Token second = scanner_.take();
    if (second.kind != TokenKind::Identifier) return unexpected(second, "a second variable after \",\"");
    loop.index = loop.item;
    loop.item = scanner_.text(second);
  }
  if (!accept_word("in")) return unexpected(scanner_.peek(), "\"in\"");
  loop.collection = parse_expression();
  if (!loop.collection) return nullptr;
  if (!scanner_.accept(TokenKind::Colon)) return unexpected(scanner_.peek(), "\":\"");

  size_t outer = locals_.size();
  locals_.push_back(loop.item);
  if (!loop.index.empty()) locals_.push_back(loop.index);
  loop.value = parse_expression();
  if (loop.value && close == TokenKind::CloseBrace) {
    loop.key = loop.value;
    if (!scanner_.accept(TokenKind::Arrow)) return unexpected(scanner_.peek(), "\"=>\"");
    loop.value = parse_expression();
    loop.grouping = scanner_.accept(TokenKind::Ellipsis);
  }
  bool filtered = loop.value && accept_word("if");
  if (filtered) loop.condition = parse_expression();
  locals_.resize(outer);
  if (!loop.value || (filtered && !loop.condition)) return nullptr;
  if (!scanner_.accept(close)) {
    return unexpected(scanner_.peek(), close == TokenKind::CloseBrace ? "\"}\"" : "\"]\"");
  }
  return make(begin, scanner_.position(), loop);
}

}  // namespace ringfence::terraform
