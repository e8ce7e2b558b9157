// Broken JSON: tree-sitter-json splits the text into tokens and says where the errors are; a
// builder that knows what may follow what turns the tokens into values, whatever nodes tree-sitter's
// recovery put them in. The rules: a missing comma is taken as written; a closing bracket closes
// everything inside its opening one; what is still open at the end is closed there; a key without a value
// is dropped. So an error costs the property it stands in and nothing else.

#include <string>

#include "parsers/syntax/grammars.h"
#include "parsers/syntax/json_reader.h"
#include "parsers/syntax/tree.h"

namespace ringfence::syntax {

namespace {

class Builder {
 public:
  explicit Builder(JsonTree& tree) : tree_(tree) {}

  void open(JsonKind kind, uint32_t begin, uint32_t end);
  void close(JsonKind kind, uint32_t end);
  void scalar(const JsonNode& value);
  void colon() {
    if (!open_.empty() && open_.back().has_key) open_.back().has_colon = true;
  }
  void comma() {
    if (!open_.empty()) open_.back().has_key = open_.back().has_colon = false;
  }
  void finish() {
    while (!open_.empty()) pop(last_end_);
  }

 private:
  struct Container {
    JsonIndex node;
    JsonKind kind;
    bool dropped;  // stands where no value may be: read to find its end, then forgotten
    bool has_key = false, has_colon = false;
    JsonNode key;
  };
  JsonTree& tree_;
  std::vector<Container> open_;
  size_t arrays_ = 0, objects_ = 0;
  uint32_t last_end_ = 0;

  bool takes_value();
  void add(const JsonNode& node) {
    tree_.nodes.push_back(node);
    tree_.nodes.back().next = static_cast<JsonIndex>(tree_.nodes.size());
  }
  void pop(uint32_t end);
};

/// May a value stand here? Adds the pending key of an object to the tree if so.
bool Builder::takes_value() {
  if (open_.empty()) return tree_.nodes.empty();
  Container& top = open_.back();
  if (top.dropped) return false;
  if (top.kind == JsonKind::Array) return true;
  if (!top.has_key || !top.has_colon) return false;
  add(top.key);
  top.has_key = top.has_colon = false;
  return true;
}

void Builder::open(JsonKind kind, uint32_t begin, uint32_t end) {
  bool dropped = !takes_value();
  auto index = static_cast<JsonIndex>(tree_.nodes.size());
  if (!dropped) add({begin, end, 0, kind, false});
  open_.push_back({index, kind, dropped, false, false, {}});
  ++(kind == JsonKind::Array ? arrays_ : objects_);
  last_end_ = end;
}

void Builder::pop(uint32_t end) {
  const Container& top = open_.back();
  if (!top.dropped) {
    tree_.nodes[top.node].end = end;
    tree_.nodes[top.node].next = static_cast<JsonIndex>(tree_.nodes.size());
  }
  --(top.kind == JsonKind::Array ? arrays_ : objects_);
  open_.pop_back();
}

void Builder::close(JsonKind kind, uint32_t end) {
  if ((kind == JsonKind::Array ? arrays_ : objects_) == 0) return;
  while (open_.back().kind != kind) pop(last_end_);
  pop(end);
  last_end_ = end;
}

void Builder::scalar(const JsonNode& value) {
  last_end_ = value.end;
  bool in_object = !open_.empty() && open_.back().kind == JsonKind::Object && !open_.back().dropped;
  if (in_object && value.kind == JsonKind::String && !open_.back().has_colon) {
    open_.back().key = value;
    open_.back().has_key = true;
    return;
  }
  if (takes_value()) add(value);
}

/// The grammar's symbols that matter here.
struct Symbols {
  uint16_t open_object, close_object, open_array, close_array, colon, comma;
  uint16_t string, number, true_, false_, null, comment;

  explicit Symbols(const Grammar& grammar)
      : open_object(grammar.token("{")), close_object(grammar.token("}")), open_array(grammar.token("[")),
        close_array(grammar.token("]")), colon(grammar.token(":")), comma(grammar.token(",")),
        string(grammar.symbol("string")), number(grammar.symbol("number")), true_(grammar.symbol("true")),
        false_(grammar.symbol("false")), null(grammar.symbol("null")), comment(grammar.symbol("comment")) {}
};

void feed(const Symbols& symbols, const SyntaxTree& tree, NodeIndex index, Builder& builder, JsonTree& out) {
  const SyntaxNode& node = tree[index];
  if (node.symbol == symbols.open_object) return builder.open(JsonKind::Object, node.begin, node.end);
  if (node.symbol == symbols.open_array) return builder.open(JsonKind::Array, node.begin, node.end);
  if (node.symbol == symbols.close_object) return builder.close(JsonKind::Object, node.end);
  if (node.symbol == symbols.close_array) return builder.close(JsonKind::Array, node.end);
  if (node.symbol == symbols.colon) return builder.colon();
  if (node.symbol == symbols.comma) return builder.comma();
  if (node.symbol == symbols.comment) {
    Span comment = tree.span(index);
    if (tree.text(index).back() == '\r') --comment.end;  // tree-sitter's line ends at the line feed
    out.comments.push_back(comment);
    return;
  }
  if (node.begin == node.end) return;  // a value that tree-sitter put in is not one
  auto scalar = [&](JsonKind kind, bool escaped) { builder.scalar({node.begin, node.end, 0, kind, escaped}); };
  if (node.symbol == symbols.string) {
    std::string_view text = tree.text(index);
    bool closed = text.size() >= 2 && text.back() == '"';
    if (closed) scalar(JsonKind::String, text.find('\\') != std::string_view::npos);
  } else if (node.symbol == symbols.number) {
    scalar(JsonKind::Number, false);
  } else if (node.symbol == symbols.true_ || node.symbol == symbols.false_) {
    scalar(node.symbol == symbols.true_ ? JsonKind::True : JsonKind::False, false);
  } else if (node.symbol == symbols.null) {
    scalar(JsonKind::Null, false);
  }
}

}  // namespace

JsonTree recover_json(const SourceFile& source, Diagnostics& diagnostics) {
  static const Symbols symbols(json_grammar());
  JsonTree out;
  out.source = &source;
  SyntaxTree tree = parse_tree(json_grammar(), source);
  report_errors(json_grammar(), tree, diagnostics);
  Builder builder(out);
  NodeIndex index = 0;
  while (index < tree.nodes.size()) {
    feed(symbols, tree, index, builder, out);
    // The parts of a string follow it in the array and stand inside it.
    uint32_t end = tree[index].end;
    bool string = tree[index].symbol == symbols.string;
    ++index;
    while (string && index < tree.nodes.size() && tree[index].begin < end) ++index;
  }
  builder.finish();
  return out;
}

}  // namespace ringfence::syntax
