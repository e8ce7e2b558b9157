#include "parsers/terraform/body.h"

#include <algorithm>

namespace ringfence::terraform {

namespace {

/// Makes the values of nested blocks. Blocks were read within kMaxDepth, so recursion is bounded.
class ObjectMaker {
 public:
  explicit ObjectMaker(Arena& arena) : arena_(arena) {}

  const Expr* object(const Body& body, const Span& span, std::span<const std::string_view> drop) {
    std::vector<ObjectItem> items;
    items.reserve(body.attributes.size() + body.blocks.size());
    for (const Attribute& each : body.attributes) {
      if (!contains(drop, each.name)) items.push_back({text(each.name, each.name_span), each.value, each.span});
    }
    std::vector<std::string_view> done;
    for (const Block& each : body.blocks) {
      std::string_view type = block_type(each);
      if (type.empty() || contains(drop, type) || contains(done, type)) continue;
      done.push_back(type);
      items.push_back(blocks_of(body, type));
    }
    return arena_.make<Expr>(span, ExprNode(ObjectExpr{arena_.copy(items)}));
  }

 private:
  static bool contains(std::span<const std::string_view> names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  }
  static bool is_dynamic(const Block& block) { return block.type == "dynamic" && block.labels.size() == 1; }
  static std::string_view block_type(const Block& block) {
    return is_dynamic(block) ? block.labels[0].text : block.type;
  }

  const Expr* text(std::string_view value, const Span& span) {
    return arena_.make<Expr>(span, ExprNode(StringLiteral{value}));
  }

  /// The member for all blocks of one type.
  ObjectItem blocks_of(const Body& body, std::string_view type) {
    std::vector<ArrayItem> items;
    Span whole;
    Span key;
    for (const Block& each : body.blocks) {
      if (block_type(each) != type) continue;
      if (!key.valid()) key = is_dynamic(each) ? each.labels[0].span : each.header_span;
      whole = cover(whole, each.span);
      if (!is_dynamic(each)) {
        items.push_back({object(*each.body, each.span, {}), false});
      } else if (const Expr* loop = dynamic(each)) {
        items.push_back({loop, true});
      }
    }
    return {text(type, key), arena_.make<Expr>(whole, ExprNode(ArrayExpr{arena_.copy(items)})), whole};
  }

  /// `dynamic "x" { for_each = c  iterator = i  content { ... } }` -> for i in @dynamic(c): { ... }
  const Expr* dynamic(const Block& block) {
    const Attribute* for_each = block.body->attribute("for_each");
    auto content = std::find_if(block.body->blocks.begin(), block.body->blocks.end(),
                                [](const Block& each) { return each.type == "content"; });
    if (!for_each || content == block.body->blocks.end()) return nullptr;
    ForExpr loop;
    loop.item = iterator_of(block);
    const Expr* args[] = {for_each->value};
    CallExpr pairs;
    pairs.name = "@dynamic";
    pairs.args = arena_.copy(std::span<const Expr* const>(args));
    loop.collection = arena_.make<Expr>(for_each->value->span, ExprNode(pairs));
    loop.value = object(*content->body, content->span, {});
    return arena_.make<Expr>(block.span, ExprNode(loop));
  }

  static std::string_view iterator_of(const Block& block) {
    const Attribute* iterator = block.body->attribute("iterator");
    if (!iterator) return block.labels[0].text;
    if (const auto* word = as<Reference>(iterator->value)) return word->name;
    if (const auto* literal = as<StringLiteral>(iterator->value)) return literal->text;
    return block.labels[0].text;
  }

  Arena& arena_;
};

}  // namespace

const Expr* body_object(const Body& body, Arena& arena, const Span& span, std::span<const std::string_view> drop) {
  return ObjectMaker(arena).object(body, span, drop);
}

}  // namespace ringfence::terraform
