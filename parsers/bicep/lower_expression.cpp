#include <charconv>
#include <limits>

#include "parsers/bicep/lowering.h"

namespace ringfence::bicep {

namespace {

struct Operator {
  std::string_view text;
  BinaryOp op;
};
constexpr Operator kOperators[] = {
    {"+", BinaryOp::Add},
    {"-", BinaryOp::Subtract},
    {"*", BinaryOp::Multiply},
    {"/", BinaryOp::Divide},
    {"%", BinaryOp::Modulo},
    {"==", BinaryOp::Equal},
    {"!=", BinaryOp::NotEqual},
    {"=~", BinaryOp::EqualIgnoreCase},
    {"!~", BinaryOp::NotEqualIgnoreCase},
    {"<", BinaryOp::Less},
    {"<=", BinaryOp::LessOrEqual},
    {">", BinaryOp::Greater},
    {">=", BinaryOp::GreaterOrEqual},
    {"&&", BinaryOp::And},
    {"||", BinaryOp::Or},
    {"??", BinaryOp::Coalesce},
};

}  // namespace

NodeIndex Lowering::significant(NodeIndex at) const {
  while (at != kNoNode) {
    if (tree_[at].named && kind(at) != Node::Comment && kind(at) != Node::Pragma) return at;
    at = tree_[at].next_sibling;
  }
  return kNoNode;
}

Span Lowering::span(NodeIndex at) const {
  auto place = [&](uint32_t offset) {
    int64_t shifted = offset + shift_;
    auto size = static_cast<int64_t>(source_.bytes.size());
    return static_cast<uint32_t>(shifted < 0 ? 0 : shifted > size ? size : shifted);
  };
  return {source_.id, place(tree_[at].begin), place(tree_[at].end)};
}

std::string_view Lowering::text(NodeIndex at) const { return source_.text(span(at)); }

std::string_view Lowering::text_of(NodeIndex parent, uint16_t field) const {
  NodeIndex at = child(parent, field);
  return at == kNoNode ? std::string_view() : text(at);
}

/// One level down; false at the limit, where the declaration is given up.
bool Lowering::enter(NodeIndex at) {
  if (depth_ < kMaxDepth) {
    ++depth_;
    return true;
  }
  refuse(at, "nested more than 400 levels deep; the declaration was not read");
  return false;
}

void Lowering::refuse(NodeIndex at, std::string message) {
  if (!refused_) diagnostics_.error("limit", std::move(message), span(at));
  refused_ = true;
}

const Expr* Lowering::expression(NodeIndex at) {
  if (at == kNoNode) {
    refused_ = true;
    return make({source_.id, 0, 0}, NullLiteral{});
  }
  if (!enter(at)) return make(span(at), NullLiteral{});
  std::vector<NodeIndex> chain;
  NodeIndex inner = at;
  for (NodeIndex next = chained(at); next != kNoNode; next = chained(inner)) {
    chain.push_back(inner);
    inner = next;
  }
  if (chain.size() > kMaxChain) {
    refuse(at, "a chain of more than 3000 operators or members; the declaration was not read");
    chain.clear();
  }
  const Expr* out = lower_expression(inner);
  for (auto each = chain.rbegin(); each != chain.rend(); ++each) out = link(*each, out);
  --depth_;
  return out;
}

/// What an operator or access continues on its left: programs write long chains of them.
NodeIndex Lowering::chained(NodeIndex at) const {
  switch (kind(at)) {
    case Node::Binary:
      return child(at, fields_.left);
    case Node::MemberAccess:
    case Node::NestedAccess:
    case Node::IndexAccess:
      return child(at, fields_.object);
    case Node::NonNull:
      return child(at, fields_.operand);
    case Node::MethodCall: {
      NodeIndex object = child(at, fields_.object);
      return object != kNoNode && is_namespace(object) ? kNoNode : object;
    }
    default:
      return kNoNode;
  }
}

const Expr* Lowering::link(NodeIndex at, const Expr* inner) {
  switch (kind(at)) {
    case Node::Binary:
      return binary(at, inner);
    case Node::MethodCall:
      return method_call(at, inner);
    case Node::IndexAccess:
      return index(at, inner);
    case Node::NonNull:
      return inner;
    default:
      return member(at, inner);
  }
}

bool Lowering::is_namespace(NodeIndex at) const {
  return kind(at) == Node::Identifier && (text(at) == "az" || text(at) == "sys");
}

const Expr* Lowering::lower_expression(NodeIndex at) {
  switch (kind(at)) {
    case Node::Identifier:
      return make(span(at), Reference{RefKind::Name, text(at), {}});
    case Node::String:
      return string(at);
    case Node::RawString:
      return raw_string(at);
    case Node::Number:
      return number(at, false);
    case Node::Boolean:
      return make(span(at), BoolLiteral{text(at) == "true"});
    case Node::Null:
      return make(span(at), NullLiteral{});
    case Node::Array:
      return array(at);
    case Node::Object:
      return object(at);
    case Node::For:
      return for_expression(at);
    case Node::Lambda:
      return lambda(at);
    case Node::Unary:
      return unary(at);
    case Node::Call:
      return call(at);
    case Node::MethodCall:
      return method_call(at, nullptr);
    case Node::Parenthesized:
      return expression(child(at, fields_.expression));
    case Node::Ternary:
      return ternary(at);
    default:
      refused_ = true;  // an error node: the declaration is broken
      return make(span(at), NullLiteral{});
  }
}

const Expr* Lowering::number(NodeIndex at, bool negative) {
  std::string_view digits = text(at);
  uint64_t value = 0;
  auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  uint64_t largest = static_cast<uint64_t>(std::numeric_limits<int64_t>::max()) + (negative ? 1 : 0);
  if (error != std::errc() || value > largest) {
    diagnostics_.error("syntax-error", "the number is not a 64-bit integer", span(at));
    refused_ = true;
    return make(span(at), NullLiteral{});
  }
  return make(span(at), IntLiteral{static_cast<int64_t>(negative ? 0 - value : value)});
}

/// `a ? b : c ? d : e`, however long.
const Expr* Lowering::ternary(NodeIndex at) {
  std::vector<NodeIndex> chain;
  NodeIndex last = at;
  for (; last != kNoNode && kind(last) == Node::Ternary; last = child(last, fields_.alternative)) chain.push_back(last);
  if (chain.size() > kMaxChain) {
    refuse(at, "a chain of more than 3000 conditions; the declaration was not read");
    return make(span(at), NullLiteral{});
  }
  const Expr* out = expression(last);
  for (auto each = chain.rbegin(); each != chain.rend(); ++each) {
    const Expr* condition = expression(child(*each, fields_.condition));
    out = make(span(*each), ConditionalExpr{condition, expression(child(*each, fields_.consequence)), out});
  }
  return out;
}

const Expr* Lowering::array(NodeIndex at) {
  std::vector<ArrayItem> items;
  for (NodeIndex each = first(at); each != kNoNode; each = next(each)) {
    bool spread = kind(each) == Node::Spread;
    items.push_back({expression(spread ? child(each, fields_.value) : each), spread});
  }
  return make(span(at), ArrayExpr{arena_.copy(items)});
}

const Expr* Lowering::object(NodeIndex at) {
  std::vector<ObjectItem> items;
  for (NodeIndex each = first(at); each != kNoNode; each = next(each)) item(each, items);
  return make(span(at), ObjectExpr{arena_.copy(items)});
}

/// A property or spread of an object; false if it is something else (a nested resource).
bool Lowering::item(NodeIndex at, std::vector<ObjectItem>& out) {
  if (kind(at) == Node::Spread) {
    out.push_back({nullptr, expression(child(at, fields_.value)), span(at)});
    return true;
  }
  if (kind(at) != Node::Property) return false;
  NodeIndex key = child(at, fields_.key);
  if (key == kNoNode) return false;
  const Expr* name = kind(key) == Node::Identifier ? make_string(span(key), text(key)) : expression(key);
  out.push_back({name, expression(child(at, fields_.value)), span(at)});
  return true;
}

const Expr* Lowering::for_expression(NodeIndex at) {
  ForExpr loop;
  loop.collection = expression(child(at, fields_.collection));
  loop.item = text_of(at, fields_.item);
  loop.index = text_of(at, fields_.index);
  loop.value = expression(child(at, fields_.body));
  return make(span(at), loop);
}

const Expr* Lowering::lambda(NodeIndex at) {
  std::vector<std::string_view> names;
  NodeIndex parameters = child(at, fields_.parameters);
  if (parameters != kNoNode && kind(parameters) == Node::Identifier) {
    names.push_back(text(parameters));
  } else if (parameters != kNoNode) {
    for (NodeIndex each = first(parameters); each != kNoNode; each = next(each)) names.push_back(text(each));
  }
  return make(span(at), LambdaExpr{arena_.copy(names), expression(child(at, fields_.body))});
}

const Expr* Lowering::unary(NodeIndex at) {
  NodeIndex operand = child(at, fields_.operand);
  bool minus = text_of(at, fields_.operator_) == "-";
  if (minus && operand != kNoNode && kind(operand) == Node::Number) {
    const auto* value = as<IntLiteral>(number(operand, true));
    return make(span(at), IntLiteral{value ? value->value : 0});
  }
  return make(span(at), UnaryExpr{minus ? UnaryOp::Minus : UnaryOp::Not, expression(operand)});
}

const Expr* Lowering::binary(NodeIndex at, const Expr* left) {
  std::string_view text = text_of(at, fields_.operator_);
  for (const Operator& each : kOperators) {
    if (each.text != text) continue;
    return make(span(at), BinaryExpr{each.op, left, expression(child(at, fields_.right))});
  }
  refused_ = true;
  return make(span(at), NullLiteral{});
}

std::vector<const Expr*> Lowering::arguments(NodeIndex at) {
  std::vector<const Expr*> out;
  NodeIndex list = child(at, fields_.arguments);
  if (list == kNoNode) return out;
  for (NodeIndex each = first(list); each != kNoNode; each = next(each)) out.push_back(expression(each));
  return out;
}

const Expr* Lowering::call(NodeIndex at) {
  NodeIndex name = child(at, fields_.function);
  NodeIndex list = child(at, fields_.arguments);
  if (name != kNoNode && list != kNoNode && text(name) == "nameof") {
    NodeIndex argument = first(list);
    if (argument != kNoNode && next(argument) == kNoNode) return name_of(at, argument);
  }
  CallExpr call;
  call.name = text_of(at, fields_.function);
  if (name != kNoNode) call.name_span = span(name);
  call.args = arena_.copy(arguments(at));
  return make(span(at), call);
}

/// `nameof(x)` is the last name in its argument (SystemNamespaceType.GetNameOfReturnValue).
const Expr* Lowering::name_of(NodeIndex call, NodeIndex argument) {
  switch (kind(argument)) {
    case Node::Identifier:
      return make_string(span(call), text(argument));
    case Node::MemberAccess:
    case Node::NestedAccess:
      return make_string(span(call), text_of(argument, fields_.name));
    case Node::IndexAccess: {
      NodeIndex at = child(argument, fields_.index);
      const Expr* key = at == kNoNode ? nullptr : expression(at);
      if (const auto* name = as<StringLiteral>(key)) return make_string(span(call), name->text);
      break;
    }
    default:
      break;
  }
  diagnostics_.error("syntax-error", "nameof() needs something that has a name", span(argument));
  refused_ = true;
  return make(span(call), NullLiteral{});
}

/// `receiver` is null where a namespace stands before the dot.
const Expr* Lowering::method_call(NodeIndex at, const Expr* receiver) {
  CallExpr call;
  NodeIndex name = child(at, fields_.name);
  call.name = text_of(at, fields_.name);
  if (name != kNoNode) call.name_span = span(name);
  call.receiver = receiver;
  if (!receiver) {
    if (child(at, fields_.object) == kNoNode) refused_ = true;
    NodeIndex list = child(at, fields_.arguments);
    NodeIndex argument = list == kNoNode ? kNoNode : first(list);
    if (call.name == "nameof" && argument != kNoNode) return name_of(at, argument);
    call.ns = text_of(at, fields_.object);
  }
  call.args = arena_.copy(arguments(at));
  return make(span(at), call);
}

const Expr* Lowering::member(NodeIndex at, const Expr* object) {
  MemberExpr member;
  NodeIndex name = child(at, fields_.name);
  member.object = object;
  member.name = text_of(at, fields_.name);
  if (name != kNoNode) member.name_span = span(name);
  member.safe = child(at, fields_.safe) != kNoNode;
  member.nested = kind(at) == Node::NestedAccess;
  return make(span(at), member);
}

const Expr* Lowering::index(NodeIndex at, const Expr* object) {
  IndexExpr index;
  index.object = object;
  index.index = expression(child(at, fields_.index));
  index.safe = child(at, fields_.safe) != kNoNode;
  index.from_end = child(at, fields_.from_end) != kNoNode;
  return make(span(at), index);
}

}  // namespace ringfence::bicep
