#include "parsers/arm/expression.h"

#include <charconv>
#include <cstdlib>
#include <string>
#include <vector>

#include "parsers/arm/names.h"

namespace ringfence::arm {

namespace {

constexpr int kMaxDepth = 128;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name_start(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$'; }
bool is_name_part(char c) { return is_name_start(c) || is_digit(c); }

/// Bytes of the blank at the start of `text`, 0 if there is none. Blanks are .NET's char.IsWhiteSpace: a
/// no-break space pasted from a web page does not stop a deployment.
uint32_t blank_length(std::string_view text) {
  if (text.empty()) return 0;
  char c = text[0];
  if (c == ' ' || (c >= '\t' && c <= '\r')) return 1;
  if (static_cast<unsigned char>(c) < 0x80) return 0;
  std::string_view two = text.substr(0, 2), three = text.substr(0, 3);
  if (two == "\xC2\x85" || two == "\xC2\xA0") return 2;
  if (three == "\xE1\x9A\x80" || three == "\xE2\x81\x9F" || three == "\xE3\x80\x80") return 3;
  if (three.size() < 3 || two != "\xE2\x80") return 0;
  auto last = static_cast<unsigned char>(three[2]);
  return last <= 0x8A || last == 0xA8 || last == 0xA9 || last == 0xAF ? 3 : 0;
}

/// The whole UTF-8 character at the start of `text`, for messages.
std::string_view character(std::string_view text) {
  if (text.empty()) return {};
  size_t length = 1;
  while (length < text.size() && length < 4 && (static_cast<unsigned char>(text[length]) & 0xC0) == 0x80) ++length;
  return text.substr(0, length);
}

class Parser {
 public:
  Parser(const syntax::JsonText& text, Arena& arena, Diagnostics& diagnostics)
      : text_(text.text), map_(text.map), arena_(arena), diagnostics_(diagnostics) {}

  /// The expression between the outer brackets, or null after a diagnostic.
  const Expr* parse();
  const std::string& message() const { return message_; }

 private:
  std::string_view text_;
  const syntax::TextMap& map_;
  Arena& arena_;
  Diagnostics& diagnostics_;
  uint32_t at_ = 0, end_ = 0;
  int depth_ = 0;
  std::string message_;
  std::vector<const Expr*> args_;  // of the calls being read, innermost last

  char peek() const { return at_ < end_ ? text_[at_] : '\0'; }
  void skip() {
    while (uint32_t length = blank_length(text_.substr(at_, end_ - at_))) at_ += length;
  }
  bool take(char c) {
    skip();
    if (peek() != c) return false;
    ++at_;
    return true;
  }
  std::string_view name();
  const Expr* fail(std::string message);
  const Expr* fail_at_next(const char* expected);
  template <class Node>
  const Expr* make(uint32_t from, Node node) {
    return arena_.make<Expr>(map_.span(from, at_), ExprNode{node});
  }

  const Expr* expression();
  const Expr* postfix();
  const Expr* primary();
  const Expr* string();
  const Expr* number();
  const Expr* call();
  const Expr* finish_call(uint32_t from, std::string_view ns, std::string_view name, Span name_span,
                          std::span<const Expr* const> args);
  const Expr* copy_index(uint32_t from, std::span<const Expr* const> args);
  const Expr* lambda(uint32_t from, std::span<const Expr* const> args);
};

const Expr* Parser::parse() {
  at_ = 1;
  end_ = static_cast<uint32_t>(text_.size()) - 1;
  const Expr* out = expression();
  if (!out) return nullptr;
  skip();
  return at_ == end_ ? out : fail_at_next("the end of the expression");
}

std::string_view Parser::name() {
  uint32_t from = at_;
  while (at_ < end_ && is_name_part(text_[at_])) ++at_;
  return text_.substr(from, at_ - from);
}

const Expr* Parser::fail(std::string message) {
  // One error a string: what follows it cannot be told apart.
  if (message_.empty()) {
    uint32_t to = at_ + static_cast<uint32_t>(character(text_.substr(at_, end_ - at_)).size());
    diagnostics_.error("syntax-error", message, map_.span(at_, to));
    message_ = std::move(message);
  }
  return nullptr;
}

const Expr* Parser::fail_at_next(const char* expected) {
  skip();
  std::string message = "expected " + std::string(expected);
  message += at_ < end_ ? ", found '" + std::string(character(text_.substr(at_, end_ - at_))) + "'"
                        : ", found the end of the expression";
  return fail(std::move(message));
}

const Expr* Parser::expression() {
  if (++depth_ > kMaxDepth) return fail("expression is nested too deeply");
  const Expr* out = postfix();
  --depth_;
  return out;
}

/// A value and the `.name` and `[index]` after it.
const Expr* Parser::postfix() {
  skip();
  uint32_t from = at_;
  const Expr* out = primary();
  for (int length = 0; out; ++length) {
    if (length > kMaxDepth) return fail("expression is nested too deeply");
    if (take('.')) {
      skip();
      uint32_t name_from = at_;
      if (!is_name_part(peek())) return fail_at_next("a property name after '.'");
      std::string_view member = name();
      out = make(from, MemberExpr{out, member, map_.span(name_from, at_)});
      continue;
    }
    if (!take('[')) break;
    const Expr* index = expression();
    if (!index) return nullptr;
    if (!take(']')) return fail_at_next("']'");
    out = make(from, IndexExpr{out, index});
  }
  return out;
}

const Expr* Parser::primary() {
  char c = peek();
  if (c == '\'') return string();
  if (is_digit(c) || c == '-' || c == '+') return number();
  if (is_name_start(c)) return call();
  return fail_at_next("a function call, a string in single quotes or a number");
}

/// 'text'; a quote in it is doubled.
const Expr* Parser::string() {
  uint32_t from = at_++;
  std::string doubled;
  for (;;) {
    size_t quote = text_.find('\'', at_);
    if (quote == std::string_view::npos || quote >= end_) {
      at_ = from;
      return fail("expected a closing single quote");
    }
    std::string_view part = text_.substr(at_, quote - at_);
    at_ = static_cast<uint32_t>(quote) + 1;
    if (peek() != '\'') {
      std::string_view whole = doubled.empty() ? part : arena_.copy(doubled.append(part));
      return make(from, StringLiteral{whole});
    }
    doubled.append(part).push_back('\'');
    ++at_;
  }
}

const Expr* Parser::number() {
  uint32_t from = at_;
  if (peek() == '-' || peek() == '+') ++at_;
  uint32_t digits = at_;
  while (is_digit(peek())) ++at_;
  if (at_ == digits) return fail_at_next("digits");
  bool fraction = peek() == '.' && at_ + 1 < end_ && is_digit(text_[at_ + 1]);
  if (fraction) {
    ++at_;
    while (is_digit(peek())) ++at_;
  }
  std::string_view written = text_.substr(from, at_ - from);
  std::string_view unsigned_plus = written[0] == '+' ? written.substr(1) : written;
  int64_t integer = 0;
  const char* last = unsigned_plus.data() + unsigned_plus.size();
  if (!fraction && std::from_chars(unsigned_plus.data(), last, integer).ec == std::errc()) {
    return make(from, IntLiteral{integer});
  }
  return make(from, DoubleLiteral{std::strtod(std::string(unsigned_plus).c_str(), nullptr), written});
}

/// name(args), ns.name(args)
const Expr* Parser::call() {
  uint32_t from = at_;
  uint32_t name_from = at_;
  std::string_view function = name();
  std::string_view ns;
  skip();
  while (peek() == '.') {
    ++at_;
    skip();
    name_from = at_;
    if (!is_name_start(peek())) return fail_at_next("a function name after '.'");
    function = name();
    ns = text_.substr(from, name_from - from);
    skip();
  }
  Span name_span = map_.span(name_from, name_from + static_cast<uint32_t>(function.size()));
  if (!take('(')) return fail_at_next("'(' after the function name");
  size_t first = args_.size();
  if (!take(')')) {
    do {
      const Expr* arg = expression();
      if (!arg) return nullptr;
      args_.push_back(arg);
    } while (take(','));
    if (!take(')')) return fail_at_next("',' or ')'");
  }
  std::span<const Expr* const> args = arena_.copy(std::span<const Expr* const>(args_).subspan(first));
  args_.resize(first);
  while (!ns.empty() && (ns.back() == '.' || ns.back() == ' ')) ns.remove_suffix(1);
  return finish_call(from, ns, function, name_span, args);
}

const Expr* Parser::finish_call(uint32_t from, std::string_view ns, std::string_view name, Span name_span,
                                std::span<const Expr* const> args) {
  if (ns.empty()) {
    const auto* literal = args.size() == 1 ? as<StringLiteral>(args[0]) : nullptr;
    if (literal && same_name(name, "parameters")) return make(from, Reference{RefKind::Parameter, literal->text, {}});
    if (literal && same_name(name, "variables")) return make(from, Reference{RefKind::Variable, literal->text, {}});
    if (literal && same_name(name, "lambdaVariables")) return make(from, Reference{RefKind::Local, literal->text, {}});
    const Expr* special = nullptr;
    if (same_name(name, "copyIndex")) special = copy_index(from, args);
    if (same_name(name, "lambda")) special = lambda(from, args);
    if (special) return special;
  }
  return make(from, CallExpr{name, ns, args, nullptr, false, name_span});
}

/// copyIndex(), copyIndex(offset), copyIndex('name'), copyIndex('name', offset); null when the name is computed.
const Expr* Parser::copy_index(uint32_t from, std::span<const Expr* const> args) {
  if (args.size() > 2) return nullptr;
  std::string_view loop;
  size_t used = 0;
  if (!args.empty()) {
    if (const auto* literal = as<StringLiteral>(args[0])) {
      loop = literal->text;
      used = 1;
    }
  }
  if (args.size() - used > 1) return nullptr;
  // A single argument that is neither a literal name nor a number may turn out to be either.
  bool offset = args.size() > used;
  if (offset && used == 0 && !as<IntLiteral>(args[0])) return nullptr;
  const Expr* index = make(from, Reference{RefKind::CopyIndex, loop, {}});
  return offset ? make(from, BinaryExpr{BinaryOp::Add, index, args[used]}) : index;
}

/// lambda('a', 'b', body); null when a parameter is not a literal.
const Expr* Parser::lambda(uint32_t from, std::span<const Expr* const> args) {
  if (args.empty()) return nullptr;
  std::vector<std::string_view> params;
  for (const Expr* each : args.first(args.size() - 1)) {
    const auto* literal = as<StringLiteral>(each);
    if (!literal) return nullptr;
    params.push_back(literal->text);
  }
  return make(from, LambdaExpr{arena_.copy(params), args.back()});
}

const Expr* error_value(std::string_view message, Span whole, Arena& arena) {
  const Expr* text = arena.make<Expr>(whole, ExprNode{StringLiteral{arena.copy(message)}});
  std::span<const Expr* const> args = arena.copy(std::span<const Expr* const>(&text, 1));
  return arena.make<Expr>(whole, ExprNode{CallExpr{"@error", {}, args, nullptr, false, whole}});
}

}  // namespace

bool is_arm_expression(std::string_view text) {
  return text.size() >= 2 && text[0] == '[' && text[1] != '[' && text.back() == ']';
}

const Expr* arm_string(const syntax::JsonText& text, Span whole, Arena& arena, Diagnostics& diagnostics) {
  if (!is_arm_expression(text.text)) {
    std::string_view literal = text.text;
    // "[[" is an escape only where the text would otherwise be an expression.
    if (literal.size() >= 3 && literal[0] == '[' && literal[1] == '[' && literal.back() == ']')
      literal.remove_prefix(1);
    return arena.make<Expr>(whole, ExprNode{StringLiteral{literal}});
  }
  Parser parser(text, arena, diagnostics);
  const Expr* out = parser.parse();
  return out ? out : error_value(parser.message(), whole, arena);
}

const Expr* scalar(const syntax::JsonTree& tree, syntax::JsonIndex index, Arena& arena) {
  using syntax::JsonKind;
  const Span span = tree.span(index);
  switch (tree[index].kind) {
    case JsonKind::Null:
      return arena.make<Expr>(span, NullLiteral{});
    case JsonKind::True:
      return arena.make<Expr>(span, BoolLiteral{true});
    case JsonKind::False:
      return arena.make<Expr>(span, BoolLiteral{false});
    case JsonKind::Number:
      break;
    default:
      return nullptr;
  }
  std::string_view written = tree.text(index);
  int64_t integer = 0;
  auto [stop, error] = std::from_chars(written.data(), written.data() + written.size(), integer);
  if (error == std::errc() && stop == written.data() + written.size())
    return arena.make<Expr>(span, IntLiteral{integer});
  return arena.make<Expr>(span, DoubleLiteral{std::strtod(std::string(written).c_str(), nullptr), written});
}

}  // namespace ringfence::arm
