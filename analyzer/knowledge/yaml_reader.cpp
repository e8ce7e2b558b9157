// YAML text -> DataNode. The only file that includes yaml-cpp.
//
// yaml-cpp 0.7 accepts duplicate keys and its conversions read `no` as false and `0x10` as 16, so we
// take its events, not its nodes: duplicate keys are errors, a plain scalar is null, `true`/`false`,
// a decimal number or text. What an alias expands to counts against the same limits as what is written.

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <sstream>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include "analyzer/knowledge/data_node.h"

namespace ringfence {
namespace {

constexpr size_t kMaxDepth = 100;
constexpr size_t kMaxNodes = 1'000'000;
constexpr size_t kMaxExpandedText = 64 * 1024 * 1024;

bool is_decimal_integer(std::string_view text) {
  if (!text.empty() && text[0] == '-') text.remove_prefix(1);
  if (text.empty() || (text.size() > 1 && text[0] == '0')) return false;
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_decimal_fraction(std::string_view text) {
  size_t dot = text.find('.');
  if (dot == std::string_view::npos || dot + 1 == text.size()) return false;
  std::string_view digits = text.substr(dot + 1);
  return is_decimal_integer(text.substr(0, dot)) &&
         std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
}

void read_plain_scalar(DataNode& node) {
  const std::string& text = node.text;
  const char* end = text.data() + text.size();
  if (text.empty() || text == "~" || text == "null") {
    node.kind = DataKind::Null;
  } else if (text == "true" || text == "false") {
    node.kind = DataKind::Bool;
    node.boolean = text == "true";
  } else if (is_decimal_integer(text) && std::from_chars(text.data(), end, node.integer).ec == std::errc()) {
    node.kind = DataKind::Int;
    node.number = static_cast<double>(node.integer);
  } else if (is_decimal_fraction(text)) {
    node.kind = DataKind::Double;
    std::from_chars(text.data(), end, node.number);
  }
}

struct Extent {
  size_t nodes = 1;
  size_t text = 0;
  size_t depth = 1;
};

/// How much an alias would copy.
Extent extent_of(const DataNode& node) {
  Extent all;
  all.text = node.text.size();
  auto include = [&all](const DataNode& child) {
    Extent inner = extent_of(child);
    all.nodes += inner.nodes;
    all.text += inner.text;
    all.depth = std::max(all.depth, inner.depth + 1);
  };
  for (const DataNode& item : node.items) include(item);
  for (const auto& [key, value] : node.members) {
    all.text += key.size();
    include(value);
  }
  return all;
}

/// Builds the documents of one text from yaml-cpp's events; stops building at the first error.
class Builder : public YAML::EventHandler {
 public:
  std::vector<DataNode> documents;
  std::optional<DataError> error;

  void OnDocumentStart(const YAML::Mark&) override {
    stack_.clear();
    anchors_.clear();
    root_ = DataNode{};
  }
  void OnDocumentEnd() override { documents.push_back(std::move(root_)); }
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { finish(make(mark), anchor); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    auto found = anchors_.find(anchor);
    if (found == anchors_.end()) return fail(mark, "an alias may not stand inside what it names");
    Extent extent = extent_of(found->second);
    nodes_ += extent.nodes;
    text_ += extent.text;
    if (stack_.size() + extent.depth > kMaxDepth) return fail(mark, "nested too deeply");
    if (over_limit()) return fail(mark, "too large after its aliases are expanded");
    finish(found->second, 0);
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& text) override {
    DataNode node = make(mark);
    node.kind = DataKind::String;
    node.text = text;
    if (tag == "?") read_plain_scalar(node);
    finish(std::move(node), anchor);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(mark, DataKind::List, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(mark, DataKind::Map, anchor);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Frame {
    DataNode node;
    YAML::anchor_t anchor = 0;
    std::optional<std::string> key;
  };

  bool over_limit() const { return nodes_ > kMaxNodes || text_ > kMaxExpandedText; }
  void fail(const YAML::Mark& mark, std::string message) {
    if (error) return;
    error = DataError{{}, static_cast<uint32_t>(mark.line + 1), static_cast<uint32_t>(mark.column + 1),
                      std::move(message)};
  }
  DataNode make(const YAML::Mark& mark) {
    DataNode node;
    node.line = static_cast<uint32_t>(mark.line + 1);
    node.column = static_cast<uint32_t>(mark.column + 1);
    if (++nodes_; over_limit()) fail(mark, "too large");
    return node;
  }
  void open(const YAML::Mark& mark, DataKind kind, YAML::anchor_t anchor) {
    if (error) return;
    if (stack_.size() >= kMaxDepth) return fail(mark, "nested too deeply");
    Frame frame{make(mark), anchor, {}};
    frame.node.kind = kind;
    stack_.push_back(std::move(frame));
  }
  void close() {
    if (error) return;
    Frame frame = std::move(stack_.back());
    stack_.pop_back();
    finish(std::move(frame.node), frame.anchor);
  }
  void finish(DataNode node, YAML::anchor_t anchor) {
    if (error) return;
    if (anchor != 0) anchors_[anchor] = node;
    if (stack_.empty()) {
      root_ = std::move(node);
      return;
    }
    Frame& top = stack_.back();
    if (top.node.is_list()) {
      top.node.items.push_back(std::move(node));
    } else if (top.key) {
      top.node.members.emplace_back(std::move(*top.key), std::move(node));
      top.key.reset();
    } else {
      take_key(top, node);
    }
  }
  void take_key(Frame& map, const DataNode& key) {
    YAML::Mark mark;
    mark.line = static_cast<int>(key.line) - 1;
    mark.column = static_cast<int>(key.column) - 1;
    if (key.is_list() || key.is_map()) return fail(mark, "a key must be a word");
    if (map.node.find(key.text)) return fail(mark, "duplicate key '" + key.text + "'");
    map.key = key.text;
  }

  DataNode root_;
  std::vector<Frame> stack_;
  std::map<YAML::anchor_t, DataNode> anchors_;
  size_t nodes_ = 0;
  size_t text_ = 0;
};

DataResult<std::vector<DataNode>> read_documents(const std::string& path, std::string_view text) {
  Builder builder;
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    while (!builder.error && parser.HandleNextDocument(builder)) {
    }
  } catch (const YAML::Exception& problem) {
    if (!builder.error) {
      builder.error = DataError{{}, static_cast<uint32_t>(problem.mark.line + 1),
                                static_cast<uint32_t>(problem.mark.column + 1), problem.msg};
    }
  }
  if (builder.error) {
    builder.error->path = path;
    return tl::unexpected(std::move(*builder.error));
  }
  return std::move(builder.documents);
}

}  // namespace

DataResult<DataDocument> read_yaml(std::string path, std::string_view text) {
  auto documents = read_documents(path, text);
  if (!documents) return tl::unexpected(std::move(documents.error()));
  if (documents->empty()) return DataDocument{std::move(path), {}};
  if (documents->size() > 1) {
    const DataNode& second = (*documents)[1];
    return tl::unexpected(DataError{std::move(path), second.line, second.column, "expected one YAML document"});
  }
  return DataDocument{std::move(path), std::move(documents->front())};
}

DataResult<std::vector<DataDocument>> read_yaml_documents(std::string path, std::string_view text) {
  auto documents = read_documents(path, text);
  if (!documents) return tl::unexpected(std::move(documents.error()));
  std::vector<DataDocument> out;
  for (DataNode& root : *documents) out.push_back({path, std::move(root)});
  return out;
}

}  // namespace ringfence
