#include "parsers/syntax/json_builder.h"

namespace ringfence::syntax {

/// May a value stand here? Adds the pending key of an object to the tree if so.
bool JsonBuilder::takes_value() {
  if (open_.empty()) return tree_.nodes.empty();
  Container& top = open_.back();
  if (top.dropped) return false;
  if (top.kind == JsonKind::Array) return true;
  if (!top.has_key || !top.has_colon) return false;
  add(top.key);
  top.has_key = top.has_colon = false;
  return true;
}

void JsonBuilder::open(JsonKind kind, uint32_t begin, uint32_t end) {
  bool dropped = !takes_value();
  auto index = static_cast<JsonIndex>(tree_.nodes.size());
  if (!dropped) add({begin, end, 0, kind, false});
  open_.push_back({index, kind, dropped, false, false, {}});
  ++(kind == JsonKind::Array ? arrays_ : objects_);
  last_end_ = end;
}

void JsonBuilder::pop(uint32_t end) {
  const Container& top = open_.back();
  if (!top.dropped) {
    tree_.nodes[top.node].end = end;
    tree_.nodes[top.node].next = static_cast<JsonIndex>(tree_.nodes.size());
  }
  --(top.kind == JsonKind::Array ? arrays_ : objects_);
  open_.pop_back();
}

void JsonBuilder::close(JsonKind kind, uint32_t end) {
  if ((kind == JsonKind::Array ? arrays_ : objects_) == 0) return;
  while (open_.back().kind != kind) pop(last_end_);
  pop(end);
  last_end_ = end;
}

void JsonBuilder::scalar(const JsonNode& value) {
  last_end_ = value.end;
  bool in_object = !open_.empty() && open_.back().kind == JsonKind::Object && !open_.back().dropped;
  if (in_object && value.kind == JsonKind::String && !open_.back().has_colon) {
    open_.back().key = value;
    open_.back().has_key = true;
    return;
  }
  if (takes_value()) add(value);
}

}  // namespace ringfence::syntax
