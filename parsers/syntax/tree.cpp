#include "parsers/syntax/tree.h"

#include <tree_sitter/api.h>

#include <algorithm>
#include <cassert>
#include <memory>
#include <string>

namespace ringfence::syntax {

namespace {

// tree-sitter calls back each 100 parser steps. A valid file takes well under one step per byte
// and version of the parse stack; error recovery on a large broken file is quadratic, which is what the budget
// stops. The constant part lets small broken files recover fully.
constexpr uint64_t kStepsPerCallback = 100;
constexpr uint64_t kBudgetConstant = 4'000'000;
constexpr uint64_t kBudgetPerByte = 20;

struct Budget {
  uint64_t callbacks_left = 0;
  uint64_t after_error = 0;
  uint64_t callbacks = 0;
  bool has_error = false;
  uint32_t error_at = 0;
};

bool spend(TSParseState* state) {
  auto* budget = static_cast<Budget*>(state->payload);
  if (state->has_error && !budget->has_error) {
    budget->has_error = true;
    budget->error_at = state->current_byte_offset;
    budget->callbacks_left = std::min(budget->callbacks_left, budget->after_error);
  }
  ++budget->callbacks;
  if (budget->callbacks_left == 0) return true;  // true cancels the parse
  --budget->callbacks_left;
  return false;
}

struct Input {
  const char* bytes;
  uint32_t size;
};

const char* read_all(void* payload, uint32_t offset, TSPoint, uint32_t* read) {
  const auto* input = static_cast<const Input*>(payload);
  if (offset >= input->size) {
    *read = 0;
    return "";
  }
  *read = input->size - offset;
  return input->bytes + offset;
}

SyntaxNode make_node(TSTreeCursor* cursor, NodeIndex parent) {
  TSNode node = ts_tree_cursor_current_node(cursor);
  SyntaxNode out;
  out.symbol = ts_node_symbol(node);
  out.field = ts_tree_cursor_current_field_id(cursor);
  out.begin = ts_node_start_byte(node);
  out.end = ts_node_end_byte(node);
  out.parent = parent;
  out.named = ts_node_is_named(node);
  out.error = ts_node_is_error(node);
  out.missing = ts_node_is_missing(node);
  out.has_error = out.error || out.missing || ts_node_has_error(node);
  return out;
}

/// Copies the tree in document order without recursion.
void flatten(TSTree* tree, std::vector<SyntaxNode>& nodes) {
  TSTreeCursor cursor = ts_tree_cursor_new(ts_tree_root_node(tree));
  nodes.push_back(make_node(&cursor, kNoNode));
  NodeIndex current = 0;
  for (;;) {
    if (ts_tree_cursor_goto_first_child(&cursor)) {
      auto child = static_cast<NodeIndex>(nodes.size());
      nodes.push_back(make_node(&cursor, current));
      nodes[current].first_child = child;
      current = child;
      continue;
    }
    bool moved = false;
    while (current != 0) {
      if (ts_tree_cursor_goto_next_sibling(&cursor)) {
        auto sibling = static_cast<NodeIndex>(nodes.size());
        nodes.push_back(make_node(&cursor, nodes[current].parent));
        nodes[current].next_sibling = sibling;
        current = sibling;
        moved = true;
        break;
      }
      ts_tree_cursor_goto_parent(&cursor);
      current = nodes[current].parent;
    }
    if (!moved) break;
  }
  ts_tree_cursor_delete(&cursor);
}

}  // namespace

Grammar::Grammar(const TSLanguage* language) : language_(language) {
  assert(ts_language_abi_version(language) <= TREE_SITTER_LANGUAGE_VERSION && "grammar newer than the core");
}

uint16_t Grammar::symbol(std::string_view name) const {
  uint16_t id = ts_language_symbol_for_name(language_, name.data(), static_cast<uint32_t>(name.size()), true);
  assert(id != 0 && "the grammar has no such node");
  return id;
}

uint16_t Grammar::token(std::string_view text) const {
  uint16_t id = ts_language_symbol_for_name(language_, text.data(), static_cast<uint32_t>(text.size()), false);
  assert(id != 0 && "the grammar has no such token");
  return id;
}

uint16_t Grammar::field(std::string_view name) const {
  uint16_t id = ts_language_field_id_for_name(language_, name.data(), static_cast<uint32_t>(name.size()));
  assert(id != 0 && "the grammar has no such field");
  return id;
}

std::string_view Grammar::name(uint16_t symbol) const {
  const char* name = ts_language_symbol_name(language_, symbol);
  return name ? name : "";
}

NodeIndex SyntaxTree::child(NodeIndex parent, uint16_t field) const {
  for (NodeIndex at = nodes[parent].first_child; at != kNoNode; at = nodes[at].next_sibling) {
    if (nodes[at].field == field) return at;
  }
  return kNoNode;
}

NodeIndex SyntaxTree::first_named(NodeIndex parent) const {
  NodeIndex at = nodes[parent].first_child;
  while (at != kNoNode && !nodes[at].named) at = nodes[at].next_sibling;
  return at;
}

NodeIndex SyntaxTree::next_named(NodeIndex index) const {
  NodeIndex at = nodes[index].next_sibling;
  while (at != kNoNode && !nodes[at].named) at = nodes[at].next_sibling;
  return at;
}

SyntaxTree parse_tree(const Grammar& grammar, const SourceFile& source) {
  return parse_tree(grammar, source, {kBudgetConstant, kBudgetPerByte, UINT64_MAX});
}

SyntaxTree parse_tree(const Grammar& grammar, const SourceFile& source, const ParseLimits& limits) {
  SyntaxTree out;
  out.source = &source;

  std::unique_ptr<TSParser, decltype(&ts_parser_delete)> parser(ts_parser_new(), &ts_parser_delete);
  ts_parser_set_language(parser.get(), grammar.language());

  Input input{source.bytes.data(), static_cast<uint32_t>(source.bytes.size())};
  Budget budget;
  budget.callbacks_left = (limits.steps + limits.steps_per_byte * input.size) / kStepsPerCallback;
  budget.after_error = limits.steps_after_error / kStepsPerCallback;
  TSInput reader{&input, &read_all, TSInputEncodingUTF8, nullptr};
  TSParseOptions options{&budget, &spend};

  std::unique_ptr<TSTree, decltype(&ts_tree_delete)> tree(
      ts_parser_parse_with_options(parser.get(), nullptr, reader, options), &ts_tree_delete);
  out.steps = budget.callbacks * kStepsPerCallback;
  if (!tree) {
    out.gave_up = true;
    out.gave_up_at = budget.error_at;
    return out;
  }
  out.nodes.reserve(source.bytes.size() / 4 + 16);
  flatten(tree.get(), out.nodes);
  return out;
}

void report_errors(const Grammar& grammar, const SyntaxTree& tree, Diagnostics& diagnostics, size_t limit) {
  if (tree.gave_up) {
    diagnostics.error("limit", "too many syntax errors to recover from; the file was not read",
                      {tree.source->id, 0, 0});
    return;
  }
  if (tree.empty() || !tree[0].has_error) return;
  size_t reported = 0;
  for (NodeIndex at = 0; at < tree.nodes.size() && reported < limit; ++at) {
    const SyntaxNode& node = tree[at];
    if (!node.error && !node.missing) continue;
    bool inside_reported = false;
    for (NodeIndex up = node.parent; up != kNoNode; up = tree[up].parent) {
      if (tree[up].error) inside_reported = true;
    }
    if (inside_reported) continue;
    ++reported;
    if (node.missing) {
      diagnostics.error("syntax-error", "expected " + std::string(grammar.name(node.symbol)), tree.span(at));
      continue;
    }
    std::string_view text = tree.text(at).substr(0, 30);
    text = text.substr(0, std::min(text.size(), text.find_first_of("\r\n")));
    std::string message = text.empty() ? "unexpected end of line" : "unexpected \"" + std::string(text) + "\"";
    diagnostics.error("syntax-error", std::move(message), tree.span(at));
  }
}

}  // namespace ringfence::syntax
