#include "parsers/terraform/json.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "parsers/syntax/grammars.h"
#include "parsers/syntax/tree.h"
#include "parsers/terraform/template.h"

namespace ringfence::terraform {

namespace {

using syntax::kNoNode;
using syntax::NodeIndex;

struct JsonSymbols {
  uint16_t object, pair, array, string, number, true_value, false_value, null_value, key, value;
};

const JsonSymbols& json_symbols() {
  static const JsonSymbols symbols = [] {
    const syntax::Grammar& g = syntax::json_grammar();
    return JsonSymbols{g.symbol("object"), g.symbol("pair"),  g.symbol("array"), g.symbol("string"), g.symbol("number"),
                       g.symbol("true"),   g.symbol("false"), g.symbol("null"),  g.field("key"),     g.field("value")};
  }();
  return symbols;
}

/// How the strings of an argument are meant.
enum class Strings : uint8_t { Templates, Literals, Expressions };

/// Types of blocks with labels, and how many; all others have none.
size_t label_count(std::string_view type) {
  if (type == "resource" || type == "data" || type == "ephemeral") return 2;
  if (type == "module" || type == "variable" || type == "output" || type == "provider") return 1;
  return 0;
}

Strings strings_of(std::string_view block, std::string_view argument) {
  if (block == "variable") return argument == "type" ? Strings::Expressions : Strings::Literals;
  if (block == "terraform" || block == "required_providers") return Strings::Literals;
  if (argument == "depends_on") return Strings::Expressions;
  if (argument == "provider" || argument == "iterator") return Strings::Literals;
  if (block == "module" && (argument == "source" || argument == "version")) return Strings::Literals;
  return Strings::Templates;
}

class JsonReader {
 public:
  JsonReader(const SourceFile& source, Arena& arena, Diagnostics& diagnostics)
      : tree_(syntax::parse_tree(syntax::json_grammar(), source)), arena_(arena), diagnostics_(diagnostics) {
    syntax::report_errors(syntax::json_grammar(), tree_, diagnostics_);
  }

  /// The root object, or kNoNode after a diagnostic.
  NodeIndex root() {
    if (tree_.empty()) return kNoNode;
    for (NodeIndex at = tree_.first_named(tree_.root()); at != kNoNode; at = tree_.next_named(at)) {
      if (tree_[at].symbol == json_symbols().object) return at;
    }
    if (!tree_[0].has_error) diagnostics_.error("syntax-error", "expected a JSON object", tree_.span(tree_.root()));
    return kNoNode;
  }

  const Body* blocks(NodeIndex root) {
    std::vector<Block> out;
    for_each_member(root, [&](NodeIndex pair, std::string_view type, NodeIndex value) {
      std::vector<Label> labels;
      read_blocks(pair, type, label_count(type), value, labels, out);
    });
    return finish({}, out, root);
  }

  const Body* values(NodeIndex root) {
    std::vector<Attribute> out;
    for_each_member(root, [&](NodeIndex pair, std::string_view name, NodeIndex value) {
      add_attribute(pair, name, value, Strings::Literals, out);
    });
    return finish(out, {}, root);
  }

 private:
  const Body* finish(const std::vector<Attribute>& attributes, const std::vector<Block>& blocks, NodeIndex node) {
    return arena_.make<Body>(std::span<const Attribute>(arena_.copy(attributes)),
                             std::span<const Block>(arena_.copy(blocks)), tree_.span(node), lost_);
  }

  /// Calls with each member that was read without an error; "//" is a comment.
  template <class Use>
  void for_each_member(NodeIndex object, Use use) {
    for (NodeIndex pair = tree_.first_named(object); pair != kNoNode; pair = tree_.next_named(pair)) {
      if (tree_[pair].error) lost_ = true;
      if (tree_[pair].symbol != json_symbols().pair) continue;
      NodeIndex key = tree_.child(pair, json_symbols().key);
      NodeIndex value = tree_.child(pair, json_symbols().value);
      if (key == kNoNode || value == kNoNode) {
        lost_ = true;
        continue;
      }
      std::string_view name = plain_text(key);
      if (name != "//") use(pair, name, value);
    }
  }

  /// Labels are nested objects; several blocks are an array at any level of them.
  void read_blocks(NodeIndex pair, std::string_view type, size_t labels_left, NodeIndex value,
                   std::vector<Label>& labels, std::vector<Block>& out) {
    if (tree_[value].symbol == json_symbols().array) {
      for (NodeIndex item = tree_.first_named(value); item != kNoNode; item = tree_.next_named(item)) {
        if (tree_[item].symbol == json_symbols().object) read_blocks(pair, type, labels_left, item, labels, out);
      }
      return;
    }
    if (tree_[value].symbol != json_symbols().object) {
      diagnostics_.error("syntax-error", "expected an object for \"" + std::string(type) + "\"", tree_.span(value));
      lost_ = true;
      return;
    }
    if (labels_left > 0) {
      for_each_member(value, [&](NodeIndex inner, std::string_view name, NodeIndex inner_value) {
        labels.push_back({name, tree_.span(tree_.child(inner, json_symbols().key))});
        read_blocks(inner, type, labels_left - 1, inner_value, labels, out);
        labels.pop_back();
      });
      return;
    }
    if (tree_[value].has_error) {
      lost_ = true;
      return;
    }
    Block block;
    block.type = type;
    block.labels = arena_.copy(labels);
    block.header_span = labels.empty() ? tree_.span(tree_.child(pair, json_symbols().key)) : labels.back().span;
    block.span = cover(block.header_span, tree_.span(value));
    block.body = body(type, value, 0);
    out.push_back(block);
  }

  const Body* body(std::string_view type, NodeIndex object, uint32_t depth) {
    std::vector<Attribute> attributes;
    std::vector<Block> blocks;
    for_each_member(object, [&](NodeIndex pair, std::string_view name, NodeIndex value) {
      bool nested = type == "terraform" && name == "required_providers";
      std::vector<Label> labels;
      if (nested) {
        read_blocks(pair, name, 0, value, labels, blocks);
      } else if (name == "dynamic" && depth < kMaxDepth &&
                 (type == "resource" || type == "data" || type == "content")) {
        for_each_member(value, [&](NodeIndex, std::string_view label, NodeIndex inner) {
          dynamic(label, inner, depth + 1, blocks);
        });
      } else {
        add_attribute(pair, name, value, strings_of(type, name), attributes);
      }
    });
    return finish(attributes, blocks, object);
  }

  /// `"dynamic": {"x": {"for_each": ..., "content": {...}}}`, or an array of such.
  void dynamic(std::string_view label, NodeIndex value, uint32_t depth, std::vector<Block>& out) {
    if (tree_[value].symbol == json_symbols().array) {
      for (NodeIndex item = tree_.first_named(value); item != kNoNode; item = tree_.next_named(item)) {
        if (tree_[item].symbol == json_symbols().object) dynamic(label, item, depth, out);
      }
      return;
    }
    if (tree_[value].symbol != json_symbols().object) return;
    std::vector<Attribute> attributes;
    std::vector<Block> content;
    NodeIndex content_node = kNoNode;
    std::string_view iterator = label;
    for_each_member(value, [&](NodeIndex pair, std::string_view name, NodeIndex inner) {
      if (name == "content") {
        content_node = inner;
        return;
      }
      if (name == "iterator") iterator = plain_text(inner);
      add_attribute(pair, name, inner, strings_of("dynamic", name), attributes);
    });
    if (content_node == kNoNode || tree_[content_node].symbol != json_symbols().object) return;
    bound_.push_back(iterator);
    Block inner;
    inner.type = "content";
    inner.span = tree_.span(content_node);
    inner.header_span = inner.span;
    inner.body = body("content", content_node, depth);
    bound_.pop_back();
    content.push_back(inner);
    Block block;
    std::array<Label, 1> labels = {Label{label, tree_.span(value)}};
    block.type = "dynamic";
    block.labels = arena_.copy(std::span<const Label>(labels));
    block.span = tree_.span(value);
    block.header_span = block.span;
    block.body = finish(attributes, content, value);
    out.push_back(block);
  }

  void add_attribute(NodeIndex pair, std::string_view name, NodeIndex value, Strings strings,
                     std::vector<Attribute>& out) {
    Attribute attribute;
    attribute.name = name;
    attribute.name_span = tree_.span(tree_.child(pair, json_symbols().key));
    attribute.span = tree_.span(pair);
    attribute.value = tree_[value].has_error ? nullptr : expression(value, strings, 0);
    if (attribute.value) {
      out.push_back(attribute);
    } else {
      lost_ = true;
    }
  }

  template <class Node>
  const Expr* make(NodeIndex node, Node made) {
    return arena_.make<Expr>(tree_.span(node), ExprNode(made));
  }

  const Expr* expression(NodeIndex node, Strings strings, uint32_t depth) {
    const JsonSymbols& is = json_symbols();
    if (depth >= kMaxDepth) {
      diagnostics_.error("limit", "nested more than " + std::to_string(kMaxDepth) + " levels deep", tree_.span(node));
      return nullptr;
    }
    uint16_t symbol = tree_[node].symbol;
    if (symbol == is.string) return string(node, strings);
    if (symbol == is.number) return number(node);
    if (symbol == is.true_value || symbol == is.false_value) return make(node, BoolLiteral{symbol == is.true_value});
    if (symbol == is.array) return array(node, strings, depth);
    if (symbol == is.object) return object(node, strings, depth);
    return make(node, NullLiteral{});
  }

  const Expr* array(NodeIndex node, Strings strings, uint32_t depth) {
    std::vector<ArrayItem> items;
    for (NodeIndex at = tree_.first_named(node); at != kNoNode; at = tree_.next_named(at)) {
      if (tree_[at].symbol == comment_) continue;
      const Expr* value = expression(at, strings, depth + 1);
      if (!value) return nullptr;
      items.push_back({value, false});
    }
    return make(node, ArrayExpr{arena_.copy(items)});
  }

  const Expr* object(NodeIndex node, Strings strings, uint32_t depth) {
    std::vector<ObjectItem> items;
    for (NodeIndex pair = tree_.first_named(node); pair != kNoNode; pair = tree_.next_named(pair)) {
      if (tree_[pair].symbol != json_symbols().pair) continue;
      const Expr* key = string(tree_.child(pair, json_symbols().key), strings);
      const Expr* value = expression(tree_.child(pair, json_symbols().value), strings, depth + 1);
      if (!key || !value) return nullptr;
      items.push_back({key, value, tree_.span(pair)});
    }
    return make(node, ObjectExpr{arena_.copy(items)});
  }

  const Expr* number(NodeIndex node) {
    std::string_view text = tree_.text(node);
    int64_t integer = 0;
    auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), integer);
    if (error == std::errc() && stop == text.data() + text.size()) return make(node, IntLiteral{integer});
    double value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    if (std::abs(value) < 9e15 && value == std::floor(value))
      return make(node, IntLiteral{static_cast<int64_t>(value)});
    return make(node, DoubleLiteral{value, text});
  }

  const Expr* string(NodeIndex node, Strings strings) {
    std::vector<uint32_t> offsets;
    std::string_view text = decode(node, offsets);
    bool has_template = text.find("${") != std::string_view::npos || text.find("%{") != std::string_view::npos;
    if (strings == Strings::Literals || (strings == Strings::Templates && !has_template)) {
      return make(node, StringLiteral{text});
    }
    OffsetMap map{tree_.source->id, tree_[node].begin + 1, offsets.empty() ? nullptr : &offsets};
    ExpressionParser parser(text, map, arena_, diagnostics_);
    for (std::string_view each : bound_) parser.bind(each);
    if (strings == Strings::Templates) {
      const Expr* value = parser.parse_bare_template();
      if (const auto* literal = as<StringLiteral>(value)) return make(node, *literal);
      return value;
    }
    parser.scanner().set_newlines(false);
    const Expr* value = parser.parse_expression();
    if (value && !parser.scanner().at(TokenKind::End))
      return parser.unexpected(parser.scanner().peek(), "the end of the expression");
    return value;
  }

  std::string_view plain_text(NodeIndex node) {
    if (node == kNoNode || tree_[node].symbol != json_symbols().string) return {};
    std::vector<uint32_t> offsets;
    return decode(node, offsets);
  }

  /// The text of a string; `offsets` stays empty when there is no escape in it.
  std::string_view decode(NodeIndex node, std::vector<uint32_t>& offsets) {
    std::string_view raw = tree_.text(node);
    raw = raw.substr(1, raw.size() >= 2 ? raw.size() - 2 : 0);
    if (raw.find('\\') == std::string_view::npos) return raw;
    uint32_t base = tree_[node].begin + 1;
    std::string out;
    for (size_t at = 0; at < raw.size();) {
      size_t before = out.size();
      uint32_t from = base + static_cast<uint32_t>(at);
      if (raw[at] != '\\' || at + 1 >= raw.size()) {
        out += raw[at++];
      } else {
        at += decode_escape(raw.substr(at), out);
      }
      offsets.resize(offsets.size() + out.size() - before, from);
    }
    offsets.push_back(base + static_cast<uint32_t>(raw.size()));
    return arena_.copy(out);
  }

  /// How many bytes the escape takes.
  static size_t decode_escape(std::string_view text, std::string& out) {
    constexpr std::string_view kFrom = "nrtbf\"\\/", kTo = "\n\r\t\b\f\"\\/";
    size_t simple = kFrom.find(text[1]);
    if (simple != std::string_view::npos) {
      out += kTo[simple];
      return 2;
    }
    auto unit = [](std::string_view hex) {
      uint32_t code = 0xFFFFFFFF;
      if (hex.size() >= 6 && hex[0] == '\\' && hex[1] == 'u') std::from_chars(hex.data() + 2, hex.data() + 6, code, 16);
      return code;
    };
    uint32_t code = unit(text);
    if (code == 0xFFFFFFFF) {
      out += text[1];
      return 2;
    }
    size_t length = 6;
    if (code >= 0xD800 && code < 0xDC00) {
      uint32_t low = unit(text.substr(std::min<size_t>(6, text.size())));
      if (low >= 0xDC00 && low < 0xE000) {
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
        length = 12;
      }
    }
    append_utf8(code >= 0xD800 && code < 0xE000 ? 0xFFFD : code, out);
    return length;
  }

  syntax::SyntaxTree tree_;
  Arena& arena_;
  Diagnostics& diagnostics_;
  uint16_t comment_ = syntax::json_grammar().symbol("comment");
  std::vector<std::string_view> bound_;  // iterators of the dynamic blocks around
  bool lost_ = false;
};

}  // namespace

const Body* read_json_blocks(const SourceFile& source, Arena& arena, Diagnostics& diagnostics) {
  JsonReader reader(source, arena, diagnostics);
  NodeIndex root = reader.root();
  return root == kNoNode ? nullptr : reader.blocks(root);
}

const Body* read_json_values(const SourceFile& source, Arena& arena, Diagnostics& diagnostics) {
  JsonReader reader(source, arena, diagnostics);
  NodeIndex root = reader.root();
  return root == kNoNode ? nullptr : reader.values(root);
}

}  // namespace ringfence::terraform
