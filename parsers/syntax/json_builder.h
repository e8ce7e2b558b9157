#pragma once
// From the tokens of a broken JSON text to the values that can still be told apart.
//
// The rules: a missing comma is taken as written; a closing bracket closes everything inside its
// opening one; what is still open at the end is closed there; a key without a value is dropped; a value
// where none may stand is passed over. So an error costs the property it stands in and nothing else.

#include <cstdint>
#include <vector>

#include "parsers/syntax/json_tree.h"

namespace ringfence::syntax {

/// Fed with tokens in document order, then finished.
class JsonBuilder {
 public:
  explicit JsonBuilder(JsonTree& tree) : tree_(tree) {}

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

}  // namespace ringfence::syntax
