#pragma once
// SyntaxTree: the concrete syntax of one file as a flat array of spanned nodes.
//
// Comes from tree-sitter (syntax/tree.cpp is the one place that includes it). JSON has a smaller tree of its
// own (json_tree.h), read faster where it is well-formed. Private to parsers/: the lowerings walk it and nobody
// else sees it.

#include <cstdint>
#include <string_view>
#include <vector>

#include "parsers/diagnostic.h"
#include "parsers/source.h"

struct TSLanguage;  // tree-sitter's, opaque here

namespace ringfence::syntax {

using NodeIndex = uint32_t;
inline constexpr NodeIndex kNoNode = UINT32_MAX;

/// Nodes stand in document order (pre-order); children are linked by sibling index.
struct SyntaxNode {
  uint16_t symbol = 0;         // language's symbol id; compare through Grammar::symbol("name")
  uint16_t field = 0;          // field id within the parent, 0 = none
  uint32_t begin = 0, end = 0; // bytes
  NodeIndex parent = kNoNode;
  NodeIndex first_child = kNoNode;
  NodeIndex next_sibling = kNoNode;
  bool named = false;
  bool error = false;          // an ERROR node
  bool missing = false;        // inserted by error recovery, zero width
  bool has_error = false;      // this or a descendant is an error
};

/// A grammar with its names looked up. Static, made once per language.
class Grammar {
 public:
  explicit Grammar(const TSLanguage* language);
  /// Id of a named node kind; 0 when the grammar has none (a programming error, asserted).
  uint16_t symbol(std::string_view name) const;
  /// Id of an anonymous token such as "{" or "if".
  uint16_t token(std::string_view text) const;
  uint16_t field(std::string_view name) const;
  std::string_view name(uint16_t symbol) const;
  const TSLanguage* language() const { return language_; }

 private:
  const TSLanguage* language_;
};

class SyntaxTree {
 public:
  std::vector<SyntaxNode> nodes;
  const SourceFile* source = nullptr;
  bool gave_up = false;        // the parse budget was spent, the limit after an error included: `nodes` is empty
  uint32_t gave_up_at = 0;     // about where the first error was
  uint64_t steps = 0;          // about how many parser steps it took

  bool empty() const { return nodes.empty(); }
  NodeIndex root() const { return 0; }
  const SyntaxNode& operator[](NodeIndex index) const { return nodes[index]; }
  Span span(NodeIndex index) const { return {source->id, nodes[index].begin, nodes[index].end}; }
  std::string_view text(NodeIndex index) const {
    return std::string_view(source->bytes).substr(nodes[index].begin, nodes[index].end - nodes[index].begin);
  }
  /// First child with that field, or kNoNode.
  NodeIndex child(NodeIndex parent, uint16_t field) const;
  /// First named child, or kNoNode.
  NodeIndex first_named(NodeIndex parent) const;
  /// Next named sibling, or kNoNode.
  NodeIndex next_named(NodeIndex index) const;
};

/// Parses with tree-sitter. Work is bounded: about `kParseBudget` parser steps per byte, and past it
/// `gave_up` is set and the tree is empty. Depth of the tree is not limited here; walkers are.
SyntaxTree parse_tree(const Grammar& grammar, const SourceFile& source);

/// For callers that have a better recovery than the parser's own.
struct ParseLimits {
  uint64_t steps = 0;
  uint64_t steps_per_byte = 0;
  uint64_t steps_after_error = UINT64_MAX;  // once there is an error; 0: give up at the first
};
SyntaxTree parse_tree(const Grammar& grammar, const SourceFile& source, const ParseLimits& limits);

/// Appends one "syntax-error" diagnostic per outermost ERROR or MISSING node, at most `limit` of them.
void report_errors(const Grammar& grammar, const SyntaxTree& tree, Diagnostics& diagnostics, size_t limit = 20);

}  // namespace ringfence::syntax
