#pragma once
// PlanJson: the members of a plan's JSON objects by name.
//
// `terraform show -json` writes large objects of known shape; this is a cursor over the spanned tree, no copy of it.
// Used by plan.cpp (what there is) and plan_references.cpp (what refers to what).

#include <string_view>
#include <utility>

#include "parsers/arena.h"
#include "parsers/syntax/json_text.h"
#include "parsers/syntax/json_tree.h"

namespace ringfence::terraform {

using syntax::JsonIndex;
using syntax::JsonKind;
using syntax::kNoJson;

class PlanJson {
 public:
  PlanJson(const syntax::JsonTree& tree, Arena& arena) : tree_(tree), arena_(arena) {}

  JsonIndex root() const { return tree_.nodes.empty() ? kNoJson : 0; }
  bool is(JsonIndex index, JsonKind kind) const { return tree_.is(index, kind); }
  bool is_object(JsonIndex index) const { return tree_.is(index, JsonKind::Object); }
  bool is_array(JsonIndex index) const { return tree_.is(index, JsonKind::Array); }
  bool is_true(JsonIndex index) const { return tree_.is(index, JsonKind::True); }
  bool is_empty(JsonIndex container) const { return tree_.first_child(container) == tree_.children_end(container); }
  Span span(JsonIndex index) const { return tree_.span(index); }
  /// The bytes as written, a string with its quotes.
  std::string_view raw(JsonIndex index) const { return tree_.text(index); }

  /// The member of that name; kNoJson when there is none, or `object` is no object.
  JsonIndex member(JsonIndex object, std::string_view name) const {
    JsonIndex found = kNoJson;
    if (!is_object(object)) return found;
    each_member(object, [&](JsonIndex key, JsonIndex value) {
      if (found == kNoJson && text(key) == name) found = value;
    });
    return found;
  }
  /// The element at that place.
  JsonIndex item(JsonIndex array, size_t place) const {
    if (!is_array(array)) return kNoJson;
    JsonIndex at = tree_.first_child(array);
    for (; at != tree_.children_end(array) && place > 0; --place) at = tree_[at].next;
    return at == tree_.children_end(array) ? kNoJson : at;
  }
  /// A string's text; empty for anything else.
  std::string_view text(JsonIndex index) const {
    if (!is(index, JsonKind::String)) return {};
    return tree_[index].escaped ? decode_string(tree_, index, arena_).text : tree_.raw_string(index);
  }
  std::string_view text_member(JsonIndex object, std::string_view name) const { return text(member(object, name)); }

  template <class Use>
  void each_member(JsonIndex object, Use use) const {
    if (!is_object(object)) return;
    for (JsonIndex key = tree_.first_child(object); key != tree_.children_end(object);) {
      JsonIndex value = tree_[key].next;
      use(key, value);
      key = tree_[value].next;
    }
  }
  template <class Use>
  void each_item(JsonIndex array, Use use) const {
    if (!is_array(array)) return;
    for (JsonIndex at = tree_.first_child(array); at != tree_.children_end(array); at = tree_[at].next) use(at);
  }

 private:
  const syntax::JsonTree& tree_;
  Arena& arena_;
};

}  // namespace ringfence::terraform
