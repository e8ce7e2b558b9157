#include "parsers/arm/document.h"

#include <algorithm>
#include <vector>

#include "parsers/arm/expression.h"
#include "parsers/arm/names.h"
#include "parsers/syntax/json_reader.h"
#include "parsers/syntax/json_text.h"

namespace ringfence::arm {

using syntax::JsonIndex;
using syntax::JsonKind;

namespace {

constexpr int kMaxDepth = 100;

enum class Strings : uint8_t { Expressions, Plain };

bool holds(std::span<const std::string_view> names, std::string_view name) {
  return std::any_of(names.begin(), names.end(), [name](std::string_view each) { return same_name(each, name); });
}

class DocumentReader {
 public:
  DocumentReader(const syntax::JsonTree& tree, const DocumentNames& names, Arena& arena, Diagnostics& diagnostics)
      : tree_(tree), names_(names), arena_(arena), diagnostics_(diagnostics) {}

  const Expr* value(JsonIndex index, Strings strings) {
    if (tree_.is(index, JsonKind::String)) return string(index, strings);
    if (const Expr* known = scalar(tree_, index, arena_)) return known;
    Span span = tree_.span(index);
    if (depth_ >= kMaxDepth) {
      if (!told_) diagnostics_.error("limit", "nested too deeply", span);
      told_ = true;
      return make(span, NullLiteral{});
    }
    ++depth_;
    const Expr* out = tree_.is(index, JsonKind::Object) ? object(index, strings) : array(index, strings);
    --depth_;
    return out;
  }

 private:
  const Expr* make(Span span, ExprNode node) { return arena_.make<Expr>(span, node); }

  const Expr* string(JsonIndex index, Strings strings) {
    syntax::JsonText text = decode_string(tree_, index, arena_);
    if (strings == Strings::Plain) return make(tree_.span(index), StringLiteral{text.text});
    return arm_string(text, tree_.span(index), arena_, diagnostics_);
  }

  const Expr* array(JsonIndex index, Strings strings) {
    std::vector<ArrayItem> items;
    for (JsonIndex at = tree_.first_child(index); at != tree_.children_end(index); at = tree_[at].next) {
      items.push_back({value(at, strings)});
    }
    return make(tree_.span(index), ArrayExpr{arena_.copy(items)});
  }

  /// Of a repeated name the last value counts.
  const Expr* object(JsonIndex index, Strings strings) {
    std::vector<ObjectItem> items;
    for (JsonIndex key = tree_.first_child(index); key != tree_.children_end(index);) {
      JsonIndex held = tree_[key].next;
      std::string_view name = decode_string(tree_, key, arena_).text;
      if (!holds(names_.skipped, name)) {
        const Expr* named = make(tree_.span(key), StringLiteral{name});
        const Expr* written = value(held, holds(names_.plain, name) ? Strings::Plain : strings);
        items.push_back({named, written, cover(tree_.span(key), tree_.span(held))});
      }
      key = tree_[held].next;
    }
    return make(tree_.span(index), ObjectExpr{arena_.copy(items)});
  }

  const syntax::JsonTree& tree_;
  const DocumentNames& names_;
  Arena& arena_;
  Diagnostics& diagnostics_;
  int depth_ = 0;
  bool told_ = false;
};

}  // namespace

const Expr* read_document(const SourceFile& source, const DocumentNames& names, Arena& arena,
                          Diagnostics& diagnostics) {
  syntax::JsonTree tree = syntax::read_json(source, diagnostics);
  if (tree.nodes.empty() || !tree.well_formed) return nullptr;
  return DocumentReader(tree, names, arena, diagnostics).value(0, Strings::Expressions);
}

}  // namespace ringfence::arm
