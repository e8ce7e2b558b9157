#include "analyzer/knowledge/frameworks.h"

namespace ringfence {

namespace {

std::vector<std::string> texts(const DataNode& map, std::string_view key, DataErrors& errors) {
  std::vector<std::string> out;
  const DataNode* list = map.find(key);
  if (!list || !list->is_list()) {
    errors.add(map, "'" + std::string(key) + "' takes a list of controls");
    return out;
  }
  for (const DataNode& each : list->items) {
    if (!each.is_string()) errors.add(each, "a control is a text in quotes");
    out.push_back(each.text);
  }
  return out;
}

std::string text(const DataNode& map, std::string_view key, DataErrors& errors) {
  const DataNode* node = map.find(key);
  if (node && node->is_string()) return node->text;
  errors.add(map, "'" + std::string(key) + "' is missing");
  return {};
}

}  // namespace

std::vector<FrameworkEdition> read_frameworks(const DataNode& root, DataErrors& errors) {
  std::vector<FrameworkEdition> out;
  const DataNode* list = root.find("frameworks");
  if (!list || !list->is_list()) {
    errors.add(root, "'frameworks' takes a list of editions");
    return out;
  }
  for (const DataNode& each : list->items) {
    errors.check_keys(each, {"key", "title", "source", "visible", "hidden"});
    text(each, "source", errors);
    out.push_back({text(each, "key", errors), text(each, "title", errors), texts(each, "visible", errors),
                   texts(each, "hidden", errors)});
  }
  return out;
}

}  // namespace ringfence
