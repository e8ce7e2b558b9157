#include "parsers/syntax/json_reader.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

#include "parsers/syntax/json_scalar.h"

namespace ringfence::syntax {

namespace {

constexpr size_t kNotes = 20;  // of one kind a file

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

/// One pass over well-formed text. The bytes end with a NUL (std::string), which no token contains,
/// so that looking at the current byte is always allowed.
class Reader {
 public:
  explicit Reader(const SourceFile& source)
      : source_(source), bytes_(source.bytes.data()), size_(static_cast<uint32_t>(source.bytes.size())) {}

  /// False at the first thing that is not JSON.
  bool read(JsonTree& tree);

  const std::vector<uint32_t>& trailing_commas() const { return trailing_commas_; }
  const std::vector<uint32_t>& single_quotes() const { return single_quotes_; }

 private:
  const SourceFile& source_;
  const char* bytes_;
  uint32_t size_;
  uint32_t at_ = 0;
  JsonTree* tree_ = nullptr;
  std::vector<JsonIndex> open_;
  std::vector<uint32_t> trailing_commas_, single_quotes_;

  bool skip();
  bool skip_comment();
  bool read_value();
  bool read_string();
  bool read_single_quoted();
  bool read_escape();
  bool read_word(const char* word, JsonKind kind);
  bool read_key();
  bool after_open(bool& value_follows);
  bool after_value(bool& value_follows);
  void close();
  bool in_object() const { return tree_->nodes[open_.back()].kind == JsonKind::Object; }
  char closing() const { return in_object() ? '}' : ']'; }
  void add(JsonKind kind, uint32_t begin, bool escaped = false) {
    auto next = static_cast<JsonIndex>(tree_->nodes.size() + 1);
    tree_->nodes.push_back({begin, at_, next, kind, escaped});
  }
};

bool Reader::read(JsonTree& tree) {
  tree_ = &tree;
  tree.nodes.reserve(size_ / 16 + 16);
  if (!skip()) return false;
  for (;;) {
    size_t depth = open_.size();
    if (!read_value()) return false;
    if (tree.nodes.size() > kMaxJsonValues) return false;  // told by the recovery
    bool value_follows = false;
    if (open_.size() > depth && !after_open(value_follows)) return false;
    while (!value_follows && !open_.empty()) {
      if (!after_value(value_follows)) return false;
    }
    if (!value_follows) break;
  }
  if (!skip()) return false;
  return at_ == size_;
}

/// Passes blanks and comments; indentation eight bytes at a time.
bool Reader::skip() {
  constexpr uint64_t kEightBlanks = 0x2020202020202020u;
  for (;;) {
    char c = bytes_[at_];
    if (c == '\n') {
      ++at_;
      uint64_t word;
      while (size_ - at_ >= 8 && (std::memcpy(&word, bytes_ + at_, 8), word == kEightBlanks)) at_ += 8;
    } else if (is_space(c)) {
      ++at_;
    } else if (c != '/') {
      return true;
    } else if (!skip_comment()) {
      return false;
    }
  }
}

bool Reader::skip_comment() {
  uint32_t begin = at_;
  std::string_view rest = std::string_view(source_.bytes).substr(at_);
  if (rest.substr(0, 2) == "//") {
    at_ += static_cast<uint32_t>(std::min(rest.find('\n'), rest.size()));
    uint32_t end = at_ > begin && bytes_[at_ - 1] == '\r' ? at_ - 1 : at_;
    tree_->comments.push_back({source_.id, begin, end});
    return true;
  }
  if (rest.substr(0, 2) != "/*") return false;
  size_t end = rest.find("*/", 2);
  if (end == std::string_view::npos) return false;
  at_ += static_cast<uint32_t>(end + 2);
  tree_->comments.push_back({source_.id, begin, at_});
  return true;
}

/// A scalar, or the opening bracket of a container (which is then on `open_`).
bool Reader::read_value() {
  switch (bytes_[at_]) {
    case '"':
      return read_string();
    case '\'':
      return read_single_quoted();
    case '{':
    case '[': {
      JsonKind kind = bytes_[at_] == '{' ? JsonKind::Object : JsonKind::Array;
      open_.push_back(static_cast<JsonIndex>(tree_->nodes.size()));
      ++at_;
      add(kind, at_ - 1);
      return true;
    }
    case 't':
      return read_word("true", JsonKind::True);
    case 'f':
      return read_word("false", JsonKind::False);
    case 'n':
      return read_word("null", JsonKind::Null);
    default: {
      uint32_t begin = at_;
      if (read_number(bytes_, at_)) return false;
      add(JsonKind::Number, begin);
      return true;
    }
  }
}

bool Reader::read_string() {
  uint32_t begin = at_++;
  bool escaped = false;
  for (;;) {
    // Eight bytes at a time while none of them is a quote or a backslash.
    while (size_ - at_ >= 8) {
      constexpr uint64_t kOnes = 0x0101010101010101u, kHighs = 0x8080808080808080u;
      uint64_t word;
      std::memcpy(&word, bytes_ + at_, 8);
      uint64_t quote = word ^ (kOnes * '"'), backslash = word ^ (kOnes * '\\');
      if ((((quote - kOnes) & ~quote) | ((backslash - kOnes) & ~backslash)) & kHighs) break;
      at_ += 8;
    }
    while (at_ < size_ && bytes_[at_] != '"' && bytes_[at_] != '\\') ++at_;
    if (at_ >= size_) return false;
    if (bytes_[at_] == '"') break;
    escaped = true;
    if (!read_escape()) return false;
  }
  ++at_;
  add(JsonKind::String, begin, escaped);
  return true;
}

/// As Newtonsoft's reader, and with it the engine, takes them.
bool Reader::read_single_quoted() {
  uint32_t begin = at_++;
  bool escaped = false;
  while (at_ < size_ && bytes_[at_] != '\'') {
    if (bytes_[at_] == '\\') {
      escaped = true;
      if (!read_escape()) return false;
    } else {
      ++at_;
    }
  }
  if (at_ >= size_) return false;
  ++at_;
  single_quotes_.push_back(begin);
  add(JsonKind::String, begin, escaped);
  return true;
}

/// From the backslash on.
bool Reader::read_escape() {
  if (!is_escape(bytes_ + at_ + 1)) return false;
  at_ += 2;
  return true;
}

bool Reader::read_word(const char* word, JsonKind kind) {
  auto length = static_cast<uint32_t>(std::strlen(word));
  if (size_ - at_ < length || std::memcmp(bytes_ + at_, word, length) != 0) return false;
  at_ += length;
  add(kind, at_ - length);
  return true;
}

/// `"key":` and the blanks around it.
bool Reader::read_key() {
  char quote = bytes_[at_];
  if (quote != '"' && quote != '\'') return false;
  if (!(quote == '"' ? read_string() : read_single_quoted()) || !skip()) return false;
  if (bytes_[at_] != ':') return false;
  ++at_;
  return skip();
}

bool Reader::after_open(bool& value_follows) {
  if (!skip()) return false;
  if (bytes_[at_] == closing()) {
    close();
    return true;
  }
  value_follows = true;
  return !in_object() || read_key();
}

bool Reader::after_value(bool& value_follows) {
  if (!skip()) return false;
  if (bytes_[at_] == closing()) {
    close();
    return true;
  }
  if (bytes_[at_] != ',') return false;
  uint32_t comma = at_++;
  if (!skip()) return false;
  if (bytes_[at_] == closing()) {
    trailing_commas_.push_back(comma);
    close();
    return true;
  }
  value_follows = true;
  return !in_object() || read_key();
}

void Reader::close() {
  ++at_;
  JsonNode& node = tree_->nodes[open_.back()];
  node.end = at_;
  node.next = static_cast<JsonIndex>(tree_->nodes.size());
  open_.pop_back();
}

}  // namespace

JsonTree read_json(const SourceFile& source, Diagnostics& diagnostics) {
  JsonTree tree;
  tree.source = &source;
  Reader reader(source);
  if (!reader.read(tree)) {
    Diagnostics told;
    JsonTree recovered = recover_json(source, told);
    recovered.well_formed = told.empty();
    diagnostics.append(std::move(told));
    return recovered;
  }
  tree.well_formed = true;
  auto note = [&](std::string_view code, const char* message, const std::vector<uint32_t>& places) {
    for (size_t i = 0; i < places.size() && i < kNotes; ++i) {
      diagnostics.note(code, message, {source.id, places[i], places[i] + 1});
    }
  };
  note("trailing-comma", "comma before a closing bracket: JSON has none, the deployment engine takes it",
       reader.trailing_commas());
  note("single-quotes", "text in single quotes: JSON has none, the deployment engine takes it", reader.single_quotes());
  return tree;
}

}  // namespace ringfence::syntax
