// ExpressionParser's part for names: keywords, references and calls.
#include <algorithm>
#include <array>

#include "parsers/terraform/expression.h"

namespace ringfence::terraform {

namespace {

/// Names that begin a reference, and how many attributes belong to it: the last one is its name,
/// the one before it its type.
struct Root {
  std::string_view word;
  RefKind kind;
  int attributes;
};

constexpr std::array kRoots = {
    Root{"var", RefKind::Parameter, 1},
    Root{"local", RefKind::Variable, 1},
    Root{"module", RefKind::Module, 1},
    Root{"data", RefKind::Data, 2},
    Root{"ephemeral", RefKind::Data, 2},
    Root{"resource", RefKind::Resource, 2},
    Root{"self", RefKind::Self, 0},
    Root{"path", RefKind::Path, 1},
    Root{"terraform", RefKind::TerraformMeta, 1},
};

}  // namespace

const Expr* ExpressionParser::parse_name() {
  Token token = scanner_.take();
  std::string_view word = scanner_.text(token);
  if (scanner_.at(TokenKind::OpenParen) || scanner_.at(TokenKind::DoubleColon)) return parse_call(token);
  if (is_local(word)) return make(token.begin, token.end, Reference{RefKind::Local, word, {}});
  if (word == "true" || word == "false") return make(token.begin, token.end, BoolLiteral{word == "true"});
  if (word == "null") return make(token.begin, token.end, NullLiteral{});
  return parse_reference(token);
}

/// `.name`; takes nothing when it is not that.
bool ExpressionParser::take_attribute(std::string_view& name, Token& token) {
  if (!scanner_.at(TokenKind::Dot)) return false;
  uint32_t dot = scanner_.peek().begin;
  uint32_t before = scanner_.position();
  scanner_.move_to(dot + 1);
  if (!scanner_.at(TokenKind::Identifier)) {
    scanner_.move_to(before);
    return false;
  }
  token = scanner_.take();
  name = scanner_.text(token);
  return true;
}

const Expr* ExpressionParser::parse_reference(const Token& root) {
  std::string_view word = scanner_.text(root);
  Token last = root;
  Reference reference{RefKind::Resource, {}, word};
  int attributes = 1;
  auto known = std::find_if(kRoots.begin(), kRoots.end(), [&](const Root& r) { return r.word == word; });
  if (known != kRoots.end()) {
    reference = {known->kind, {}, {}};
    attributes = known->attributes;
  }
  uint32_t start = scanner_.position();
  bool complete = attributes < 2 || take_attribute(reference.type, last);
  complete = complete && (attributes < 1 || take_attribute(reference.name, last));
  if (complete && (word == "each" || word == "count")) {
    bool key = reference.name == "key";
    bool known_name = word == "count" ? reference.name == "index" : key || reference.name == "value";
    if (!known_name)
      return fail(last.begin, last.end,
                  "\"" + std::string(word) + "\" has no attribute \"" + std::string(reference.name) + "\"");
    RefKind kind = word == "count" ? RefKind::CountIndex : key ? RefKind::EachKey : RefKind::EachValue;
    reference = {kind, {}, {}};
  }
  const std::string_view name = reference.name;
  if (complete && word == "path" && name != "module" && name != "root" && name != "cwd") {
    return fail(last.begin, last.end, "\"path\" has no attribute \"" + std::string(name) + "\"");
  }
  if (!complete) {
    // A bare word: a type ("string"), a provider, or a mistake that evaluation tells.
    scanner_.move_to(start);
    return make(root.begin, root.end, Reference{RefKind::Name, word, {}});
  }
  return make(root.begin, last.end, reference);
}

/// `name(args)`, `provider::azurerm::name(args)`; `core::` is where the built-in functions are.
const Expr* ExpressionParser::parse_call(const Token& first) {
  Token name = first;
  uint32_t namespace_end = first.begin;
  while (scanner_.accept(TokenKind::DoubleColon)) {
    namespace_end = name.end;
    name = scanner_.take();
    if (name.kind != TokenKind::Identifier) return unexpected(name, "a function name after \"::\"");
  }
  NewlineMode mode(scanner_, false);
  if (!scanner_.accept(TokenKind::OpenParen)) return unexpected(scanner_.peek(), "\"(\"");
  CallExpr call;
  call.name = scanner_.text(name);
  call.name_span = span(first.begin, name.end);
  call.ns = scanner_.text().substr(first.begin, namespace_end - first.begin);
  if (call.ns == "core") call.ns = {};
  std::vector<const Expr*> args;
  while (!scanner_.accept(TokenKind::CloseParen)) {
    const Expr* argument = parse_expression();
    if (!argument) return nullptr;
    args.push_back(argument);
    if (scanner_.accept(TokenKind::Comma)) continue;
    if (scanner_.accept(TokenKind::Ellipsis)) {
      call.expand_last = true;
      if (!scanner_.at(TokenKind::CloseParen)) return unexpected(scanner_.peek(), "\")\" after \"...\"");
    }
    if (!scanner_.at(TokenKind::CloseParen)) return unexpected(scanner_.peek(), "\",\" or \")\"");
  }
  call.args = arena_.copy(args);
  return make(first.begin, scanner_.position(), call);
}

}  // namespace ringfence::terraform
