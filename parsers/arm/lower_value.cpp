// JSON values to expressions: strings may hold the template language, an array named "copy" in an
// object makes properties by repetition.

#include <algorithm>
#include <string_view>
#include <unordered_set>

#include "parsers/arm/expression.h"
#include "parsers/arm/lowering.h"
#include "parsers/arm/names.h"

namespace ringfence::arm {

using syntax::JsonIndex;
using syntax::JsonKind;
using syntax::kNoJson;

namespace {
// Up to here names are compared with each other, beyond with a hash set.
constexpr size_t kFewMembers = 16;
}  // namespace

const Expr* Lowering::value(JsonIndex index, Strings strings) {
  if (tree_.is(index, JsonKind::String)) return string(index, strings);
  if (const Expr* known = scalar(tree_, index, arena_)) return known;
  const Span span = tree_.span(index);
  if (!enter(index)) return call("@error", {make(span, StringLiteral{"nested too deeply"})}, span);
  const Expr* out = tree_.is(index, JsonKind::Object) ? object(index, strings) : array(index, strings);
  leave();
  return out;
}

const Expr* Lowering::string(JsonIndex index, Strings strings) {
  syntax::JsonText decoded = decode_string(tree_, index, arena_);
  if (strings == Strings::Literals) return with_placeholders(decoded, tree_.span(index));
  return arm_string(decoded, tree_.span(index), arena_, diagnostics_);
}

const Expr* Lowering::array(JsonIndex index, Strings strings) {
  size_t first = array_items_.size();
  for (JsonIndex at = tree_.first_child(index); at != tree_.children_end(index); at = tree_[at].next) {
    const Expr* item = value(at, strings);
    array_items_.push_back({item});
  }
  std::span<const ArrayItem> items = arena_.copy(std::span<const ArrayItem>(array_items_).subspan(first));
  array_items_.resize(first);
  return make(tree_.span(index), ArrayExpr{items});
}

const Expr* Lowering::object(JsonIndex index, Strings strings) {
  size_t first = items_.size();
  for (JsonIndex key = tree_.first_child(index); key != tree_.children_end(index);) {
    JsonMember member{text(key), key, tree_[key].next};
    key = tree_[member.value].next;
    if (strings == Strings::Expressions && same_name(member.name, "copy") && is_property_copy(member.value)) {
      add_property_copies(member.value);
    } else {
      add_member(member, value(member.value, strings), strings);
    }
  }
  return finish_object(first, tree_.span(index));
}

/// A name may be an expression too: "[parameters('identityId')]": {}.
void Lowering::add_member(const JsonMember& member, const Expr* value, Strings strings) {
  const Expr* key = member.name.starts_with('[') ? string(member.key, strings)
                                                 : make(tree_.span(member.key), StringLiteral{member.name});
  items_.push_back({key, value, member_span(member)});
}

/// Makes the object of the items since `first`. Of a repeated name the last value counts; a name that is an
/// expression is compared as written.
const Expr* Lowering::finish_object(size_t first, Span span) {
  auto name_of = [&](size_t i) {
    const auto* literal = as<StringLiteral>(items_[i].key);
    return literal ? literal->text : tree_.source->text(items_[i].key->span);
  };
  std::vector<size_t> repeated;
  if (items_.size() - first <= kFewMembers) {
    for (size_t i = first; i < items_.size(); ++i) {
      std::string_view name = name_of(i);
      for (size_t j = i + 1; j < items_.size(); ++j) {
        if (name_of(j) != name) continue;
        repeated.push_back(i);
        break;
      }
    }
  } else {
    std::unordered_set<std::string_view> later;
    for (size_t i = items_.size(); i-- > first;) {
      if (!later.insert(name_of(i)).second) repeated.push_back(i);
    }
  }
  if (!repeated.empty()) {
    std::sort(repeated.begin(), repeated.end());
    for (size_t i : repeated) warn_repeated(name_of(i), items_[i].key->span);
    size_t kept = first;
    for (size_t i = first; i < items_.size(); ++i) {
      if (!std::binary_search(repeated.begin(), repeated.end(), i)) items_[kept++] = items_[i];
    }
    items_.resize(kept);
  }
  std::span<const ObjectItem> items = arena_.copy(std::span<const ObjectItem>(items_).subspan(first));
  items_.resize(first);
  return make(span, ObjectExpr{items});
}

/// [{"name": ..., "count": ..., "input": ...}, ...]
bool Lowering::is_property_copy(JsonIndex value) const {
  if (!tree_.is(value, JsonKind::Array) || tree_.first_child(value) == tree_.children_end(value)) return false;
  for (JsonIndex at = tree_.first_child(value); at != tree_.children_end(value); at = tree_[at].next) {
    if (!tree_.is(at, JsonKind::Object)) return false;
    bool count = false, input = false;
    for (JsonIndex key = tree_.first_child(at); key != tree_.children_end(at); key = tree_[tree_[key].next].next) {
      count |= same_name(tree_.raw_string(key), "count");
      input |= same_name(tree_.raw_string(key), "input");
    }
    if (!count || !input) return false;
  }
  return true;
}

/// Each copy becomes the member it names.
void Lowering::add_property_copies(JsonIndex copies) {
  for (JsonIndex at = tree_.first_child(copies); at != tree_.children_end(copies); at = tree_[at].next) {
    JsonIndex name = find(at, "name");
    std::string_view copy_name = tree_.is(name, JsonKind::String) ? text(name) : std::string_view("copy");
    JsonMember member{copy_name, name == kNoJson ? at : name, at};
    const Expr* loop = for_copy(at, copy_name, tree_.span(at));
    const Expr* key = make(tree_.span(member.key), StringLiteral{copy_name});
    items_.push_back({key, loop, tree_.span(at)});
  }
}

/// {"count": n, "input": value} as a comprehension.
const Expr* Lowering::for_copy(JsonIndex copy, std::string_view name, Span span) {
  if (!enter(copy)) return call("@error", {make(span, StringLiteral{"nested too deeply"})}, span);
  ForExpr loop;
  loop.copy_name = name;
  JsonIndex count = find(copy, "count"), input = find(copy, "input");
  loop.count = count == kNoJson ? make(span, IntLiteral{0}) : value(count);
  loop.value = input == kNoJson ? make(span, NullLiteral{}) : value(input);
  leave();
  return make(span, loop);
}

const Expr* Lowering::call(std::string_view name, std::initializer_list<const Expr*> args, Span span) {
  std::span<const Expr* const> copied = arena_.copy(std::span<const Expr* const>(args.begin(), args.size()));
  return make(span, CallExpr{name, {}, copied, nullptr, false, span});
}

}  // namespace ringfence::arm
