#include "parsers/syntax/json_builder.h"

#include <algorithm>
#include <string>
#include <utility>

namespace ringfence::syntax {

namespace {
constexpr uint64_t kErrors = 20;  // told of a file
constexpr size_t kMaxOpen = 200'000;
}  // namespace

bool JsonBuilder::too_deep() const { return open_.size() > kMaxOpen; }

void JsonBuilder::error(uint32_t at, const char* message) {
  if (!progress_) return;
  progress_ = false;
  auto size = static_cast<uint32_t>(tree_.source->bytes.size());
  Span span{tree_.source->id, at, std::min(at + 1, size)};
  if (++errors_ <= kErrors) {
    diagnostics_.error("syntax-error", message, span);
  } else if (!first_untold_.valid()) {
    first_untold_ = span;
  }
}

/// What may stand next, for messages.
const char* JsonBuilder::expected() const {
  if (open_.empty()) return tree_.nodes.empty() ? "expected a value" : "expected the end of the file";
  const Container& top = open_.back();
  bool array = top.kind == JsonKind::Array;
  switch (top.expect) {
    case Expect::Colon:
      return "expected ':' after the property name";
    case Expect::Value:
      return "expected a value";
    case Expect::CommaOrClose:
      return array ? "expected ',' or ']'" : "expected ',' or '}'";
    case Expect::First:
    case Expect::Next:
      break;
  }
  return array ? "expected a value" : "expected a property name in double quotes";
}

/// May a value stand here? Adds the pending name of an object to the tree if so.
bool JsonBuilder::takes_value(uint32_t begin, JsonKind kind) {
  if (open_.empty()) {
    if (tree_.nodes.empty()) return true;
    error(begin, expected());
    return false;
  }
  Container& top = open_.back();
  bool array = top.kind == JsonKind::Array;
  if (array ? top.expect == Expect::CommaOrClose : top.expect != Expect::Value) error(begin, expected());
  if (!array && (top.expect == Expect::First || top.expect == Expect::Next || top.expect == Expect::CommaOrClose) &&
      kind == JsonKind::Object && next_element()) {
    return takes_value(begin, kind);
  }
  bool named = top.expect == Expect::Value && top.has_key;
  top.expect = Expect::CommaOrClose;
  if (top.dropped || (!array && !named)) return false;
  if (!array)
    tree_.nodes.push_back(
        {top.key.begin, top.key.end, static_cast<JsonIndex>(tree_.nodes.size() + 1), top.key.kind, top.key.escaped});
  top.last_but_one = top.last;
  top.last = static_cast<JsonIndex>(tree_.nodes.size());
  return true;
}

/// `{` where a name must stand: the object should have ended (it is an element of an array), or the array before it
/// should not have. True when an array now waits for the element.
bool JsonBuilder::next_element() {
  const Container& top = open_.back();
  if (top.dropped) return false;
  bool element = open_.size() > 1 && open_[open_.size() - 2].kind == JsonKind::Array;
  bool after_array = top.last != kNoJson && tree_[top.last].kind == JsonKind::Array;
  if (after_array && (!element || is_deeper_than(top))) {
    reopen(top.last);
  } else if (element) {
    pop(last_end_);
  } else {
    return false;
  }
  open_.back().expect = Expect::Next;
  return true;
}

/// `"name":` in an array: the array should have ended, or the object before it should not have. True when an object
/// now has that name.
bool JsonBuilder::next_member(uint32_t at) {
  Container& array = open_.back();
  bool name = !array.dropped && array.last != kNoJson && array.last + 1 == tree_.nodes.size() &&
              tree_[array.last].kind == JsonKind::String && array.expect == Expect::CommaOrClose;
  if (!name) return false;
  bool after_object = array.last_but_one != kNoJson && tree_[array.last_but_one].kind == JsonKind::Object;
  bool member = open_.size() > 1 && open_[open_.size() - 2].kind == JsonKind::Object;
  bool inner = after_object && is_deeper_than(array);
  if (!inner && !member) return false;
  error(at, expected());
  JsonNode key = tree_.nodes.back();
  tree_.nodes.pop_back();
  array.last = std::exchange(array.last_but_one, kNoJson);
  if (inner) {
    reopen(array.last);
  } else {
    pop(array.last == kNoJson ? tree_[array.node].begin + 1 : tree_[array.last].end);
  }
  Container& object = open_.back();
  object.key = key;
  object.has_key = true;
  object.expect = Expect::Value;
  return true;
}

void JsonBuilder::add(const JsonNode& node) {
  tree_.nodes.push_back(node);
  tree_.nodes.back().next = static_cast<JsonIndex>(tree_.nodes.size());
  progress_ = true;
}

void JsonBuilder::push(JsonIndex node, JsonKind kind, bool dropped) {
  of_kind(kind).push_back(static_cast<uint32_t>(open_.size()));
  open_.push_back({.node = node, .kind = kind, .dropped = dropped, .line = line_});
}

/// The last value of the tree, a container, goes on.
void JsonBuilder::reopen(JsonIndex node) {
  push(node, tree_[node].kind, false);
  open_.back().expect = Expect::CommaOrClose;
}

void JsonBuilder::open(JsonKind kind, uint32_t begin) {
  bool dropped = !takes_value(begin, kind);
  auto index = static_cast<JsonIndex>(tree_.nodes.size());
  if (!dropped) add({begin, begin + 1, 0, kind, false});
  push(index, kind, dropped);
  last_end_ = begin + 1;
}

void JsonBuilder::pop(uint32_t end) {
  const Container& top = open_.back();
  if (!top.dropped) {
    tree_.nodes[top.node].end = end;
    tree_.nodes[top.node].next = static_cast<JsonIndex>(tree_.nodes.size());
  }
  of_kind(top.kind).pop_back();
  open_.pop_back();
}

void JsonBuilder::close(JsonKind kind, uint32_t begin) {
  const std::vector<uint32_t>& same = of_kind(kind);
  if (same.empty()) return error(begin, expected());
  const Container& top = open_.back();
  if (top.kind != kind) {
    error(begin, expected());
    if (is_deeper_than(open_[same.back()])) return;  // one too many
  } else if (top.expect == Expect::Colon || top.expect == Expect::Value) {
    error(begin, expected());
  } else {
    progress_ = true;
  }
  while (open_.back().kind != kind) pop(last_end_);
  pop(begin + 1);
  last_end_ = begin + 1;
}

void JsonBuilder::scalar(const JsonNode& value) {
  last_end_ = value.end;
  bool in_object = !open_.empty() && open_.back().kind == JsonKind::Object;
  if (in_object && value.kind == JsonKind::String && open_.back().expect != Expect::Value) {
    Container& top = open_.back();
    if (top.expect == Expect::Colon || top.expect == Expect::CommaOrClose) error(value.begin, expected());
    top.key = value;
    top.has_key = true;
    top.expect = Expect::Colon;
    return;
  }
  if (takes_value(value.begin, value.kind)) add(value);
}

void JsonBuilder::colon(uint32_t at) {
  if (!open_.empty() && open_.back().kind == JsonKind::Array && next_member(at)) return;
  bool right = !open_.empty() && open_.back().expect == Expect::Colon;
  if (!right) error(at, expected());
  if (open_.empty()) return;
  Container& top = open_.back();
  if (top.kind == JsonKind::Array) {
    top.expect = Expect::Next;
    return;
  }
  if (!right && top.expect != Expect::Value) top.has_key = false;
  top.expect = Expect::Value;
}

void JsonBuilder::comma(uint32_t at) {
  bool right = !open_.empty() && open_.back().expect == Expect::CommaOrClose;
  if (!right) error(at, expected());
  progress_ |= right;
  if (open_.empty()) {
    // The text goes on: the bracket before was one too many.
    bool container = !tree_.nodes.empty() && (tree_.is(0, JsonKind::Object) || tree_.is(0, JsonKind::Array));
    if (!container) return;
    reopen(0);
  }
  open_.back().expect = Expect::Next;
}

void JsonBuilder::junk(uint32_t begin, uint32_t end, const char* expected_instead) {
  error(begin, expected_instead ? expected_instead : expected());
  last_end_ = end;
  if (open_.empty()) return;
  Container& top = open_.back();
  if (top.kind == JsonKind::Array || top.expect == Expect::Value) {
    top.expect = Expect::CommaOrClose;
  } else if (top.expect == Expect::First || top.expect == Expect::Next) {
    top.has_key = false;
    top.expect = Expect::Colon;
  }
}

void JsonBuilder::finish(uint32_t end) {
  if (!open_.empty() || tree_.nodes.empty()) error(end, expected());
  while (!open_.empty()) pop(last_end_);
  if (errors_ <= kErrors) return;
  diagnostics_.error("syntax-error", std::to_string(errors_ - kErrors) + " more syntax errors from here on",
                     first_untold_);
}

}  // namespace ringfence::syntax
