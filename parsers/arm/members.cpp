#include <algorithm>
#include <string>

#include "parsers/arm/expression.h"
#include "parsers/arm/lowering.h"
#include "parsers/arm/names.h"

namespace ringfence::arm {

using syntax::JsonIndex;
using syntax::JsonKind;
using syntax::kNoJson;

namespace {
// Deeper than any template people write: the compiler nests modules about five levels of JSON each.
constexpr int kMaxDepth = 300;
constexpr int kRepeatedWarnings = 20;  // a file
}  // namespace

/// The members of a declaration's object in order; a repeated name keeps its last value, with a warning.
std::vector<JsonMember> Lowering::members(JsonIndex object) {
  std::vector<JsonMember> out;
  if (!tree_.is(object, JsonKind::Object)) return out;
  for (JsonIndex key = tree_.first_child(object); key != tree_.children_end(object);) {
    JsonIndex value = tree_[key].next;
    out.push_back({text(key), key, value});
    key = tree_[value].next;
  }
  // Sorted by name, equal names stand together in document order.
  std::vector<const JsonMember*> sorted;
  for (const JsonMember& each : out) sorted.push_back(&each);
  std::stable_sort(sorted.begin(), sorted.end(), [](const JsonMember* a, const JsonMember* b) {
    return std::lexicographical_compare(a->name.begin(), a->name.end(), b->name.begin(), b->name.end(),
                                        [](char x, char y) { return lower_ascii(x) < lower_ascii(y); });
  });
  std::vector<JsonIndex> repeated;
  for (size_t i = 0; i + 1 < sorted.size(); ++i) {
    if (!same_name(sorted[i]->name, sorted[i + 1]->name)) continue;
    warn_repeated(sorted[i]->name, tree_.span(sorted[i]->key));
    repeated.push_back(sorted[i]->key);
  }
  if (!repeated.empty()) {
    std::sort(repeated.begin(), repeated.end());
    std::erase_if(
        out, [&](const JsonMember& each) { return std::binary_search(repeated.begin(), repeated.end(), each.key); });
  }
  return out;
}

/// Value of the last member of that name, or kNoJson.
JsonIndex Lowering::find(JsonIndex object, std::string_view name) {
  JsonIndex found = kNoJson;
  if (!tree_.is(object, JsonKind::Object)) return found;
  for (JsonIndex key = tree_.first_child(object); key != tree_.children_end(object);) {
    JsonIndex value = tree_[key].next;
    if (same_name(tree_[key].escaped ? text(key) : tree_.raw_string(key), name)) found = value;
    key = tree_[value].next;
  }
  return found;
}

JsonIndex Lowering::find_object(JsonIndex object, std::string_view name) {
  JsonIndex found = find(object, name);
  return tree_.is(found, JsonKind::Object) ? found : kNoJson;
}

std::string_view Lowering::text(JsonIndex string) {
  return tree_[string].escaped ? decode_string(tree_, string, arena_).text : tree_.raw_string(string);
}

/// The text of a string that is not an expression; empty for anything else.
std::string_view Lowering::literal_text(JsonIndex value) {
  if (!tree_.is(value, JsonKind::String)) return {};
  std::string_view out = text(value);
  return is_arm_expression(out) ? std::string_view() : out;
}

void Lowering::warn_repeated(std::string_view name, Span first) {
  if (++told_repeated_ > kRepeatedWarnings) return;
  diagnostics_.warning("duplicate-property", "\"" + std::string(name) + "\" is given again below; the last one counts",
                       first);
}

/// Guards recursion over the JSON: false (with one diagnostic a file) when it is nested too deeply.
bool Lowering::enter(JsonIndex at) {
  if (depth_ >= kMaxDepth) {
    if (!told_depth_) diagnostics_.error("limit", "nested too deeply; what is inside was not read", tree_.span(at));
    told_depth_ = true;
    return false;
  }
  ++depth_;
  return true;
}

}  // namespace ringfence::arm
