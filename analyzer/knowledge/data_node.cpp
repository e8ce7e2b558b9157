#include "analyzer/knowledge/data_node.h"

#include <algorithm>

namespace ringfence {

DataNode::DataNode() = default;
DataNode::DataNode(const DataNode& other) = default;
DataNode::DataNode(DataNode&& other) noexcept = default;
DataNode& DataNode::operator=(const DataNode& other) = default;
DataNode& DataNode::operator=(DataNode&& other) noexcept = default;
DataNode::~DataNode() = default;

const DataNode* DataNode::find(std::string_view key) const {
  for (const auto& [name, value] : members) {
    if (name == key) return &value;
  }
  return nullptr;
}

namespace {

/// Edit distance with swaps of neighbours, which is what fingers do. Gives up past `limit`.
size_t edit_distance(std::string_view a, std::string_view b, size_t limit) {
  if (a.size() > b.size() + limit || b.size() > a.size() + limit) return limit + 1;
  std::vector<size_t> two_back(b.size() + 1), previous(b.size() + 1), current(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) previous[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    current[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      size_t cost = a[i - 1] == b[j - 1] ? 0 : 1;
      current[j] = std::min({previous[j] + 1, current[j - 1] + 1, previous[j - 1] + cost});
      bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) current[j] = std::min(current[j], two_back[j - 2] + 1);
    }
    std::swap(two_back, previous);
    std::swap(previous, current);
  }
  return previous[b.size()];
}

}  // namespace

std::string_view did_you_mean(std::string_view word, const std::vector<std::string_view>& known) {
  size_t best_distance = std::max<size_t>(1, word.size() / 3);
  std::string_view best;
  for (std::string_view candidate : known) {
    size_t distance = edit_distance(word, candidate, best_distance);
    if (distance > best_distance || (!best.empty() && distance == best_distance)) continue;
    best = candidate;
    best_distance = distance;
  }
  return best;
}

void DataErrors::check_keys(const DataNode& map, std::initializer_list<std::string_view> known) {
  if (!map.is_map()) {
    add(map, "expected a mapping");
    return;
  }
  for (const auto& [key, value] : map.members) {
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    std::string_view hint = did_you_mean(key, std::vector<std::string_view>(known));
    std::string message = "unknown key '" + key + "'";
    if (!hint.empty()) message += ", did you mean '" + std::string(hint) + "'?";
    add(value, std::move(message));
  }
}

}  // namespace ringfence
