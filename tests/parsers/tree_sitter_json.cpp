#include "tests/parsers/tree_sitter_json.h"

#include <utility>

#include "parsers/syntax/grammars.h"

namespace ringfence::testing {

namespace {

using namespace syntax;

struct Kind {
  uint16_t symbol;
  JsonKind kind;
};

std::optional<JsonKind> kind_of(const SyntaxNode& node) {
  const Grammar& grammar = json_grammar();
  static const Kind kKinds[] = {
      {grammar.symbol("object"), JsonKind::Object}, {grammar.symbol("array"), JsonKind::Array},
      {grammar.symbol("string"), JsonKind::String}, {grammar.symbol("number"), JsonKind::Number},
      {grammar.symbol("true"), JsonKind::True},     {grammar.symbol("false"), JsonKind::False},
      {grammar.symbol("null"), JsonKind::Null},
  };
  for (const Kind& each : kKinds) {
    if (node.symbol == each.symbol) return each.kind;
  }
  return std::nullopt;
}

}  // namespace

std::optional<JsonTree> tree_sitter_json(const SourceFile& source) {
  SyntaxTree tree = parse_tree(json_grammar(), source);
  if (tree.empty() || tree[0].has_error) return std::nullopt;
  static const uint16_t kComment = json_grammar().symbol("comment");
  JsonTree out;
  out.source = &source;
  out.well_formed = true;
  std::vector<JsonIndex> open;
  auto close_before = [&](uint32_t begin) {
    for (; !open.empty() && out[open.back()].end <= begin; open.pop_back()) {
      out.nodes[open.back()].next = static_cast<JsonIndex>(out.nodes.size());
    }
  };
  for (NodeIndex i = 0; i < tree.nodes.size(); ++i) {
    const SyntaxNode& node = tree[i];
    if (node.symbol == kComment) {
      Span comment = tree.span(i);
      if (tree.text(i).back() == '\r') --comment.end;  // its line ends at the line feed
      out.comments.push_back(comment);
    }
    std::optional<JsonKind> kind = node.named ? kind_of(node) : std::nullopt;
    if (!kind) continue;
    close_before(node.begin);
    bool escaped = *kind == JsonKind::String && tree.text(i).find('\\') != std::string_view::npos;
    auto next = static_cast<JsonIndex>(out.nodes.size() + 1);
    if (*kind == JsonKind::Object || *kind == JsonKind::Array) open.push_back(next - 1);
    out.nodes.push_back({node.begin, node.end, next, *kind, escaped});
  }
  close_before(UINT32_MAX);
  return out;
}

}  // namespace ringfence::testing
