#include "parsers/syntax/json_reader.h"

#include <algorithm>
#include <cstring>
#include <string>

namespace ringfence::syntax {

namespace {

constexpr size_t kTrailingCommaNotes = 20;

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

/// One pass over well-formed text. The bytes end with a NUL (std::string), which no token contains,
/// so that looking at the current byte is always allowed.
class Reader {
 public:
  explicit Reader(const SourceFile& source)
      : source_(source), bytes_(source.bytes.data()), size_(static_cast<uint32_t>(source.bytes.size())) {}

  /// False at the first thing that is not JSON; `failed_at` and `expected` say where and why.
  bool read(JsonTree& tree);

  uint32_t failed_at() const { return at_; }
  const char* expected() const { return expected_; }
  const std::vector<uint32_t>& trailing_commas() const { return trailing_commas_; }

 private:
  const SourceFile& source_;
  const char* bytes_;
  uint32_t size_;
  uint32_t at_ = 0;
  JsonTree* tree_ = nullptr;
  std::vector<JsonIndex> open_;
  std::vector<uint32_t> trailing_commas_;
  const char* expected_ = "";

  bool fail(const char* expected) {
    expected_ = expected;
    return false;
  }
  bool skip();
  bool skip_comment();
  bool read_value();
  bool read_string();
  bool read_number();
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
    bool value_follows = false;
    if (open_.size() > depth && !after_open(value_follows)) return false;
    while (!value_follows && !open_.empty()) {
      if (!after_value(value_follows)) return false;
    }
    if (!value_follows) break;
  }
  if (!skip()) return false;
  return at_ == size_ || fail("expected the end of the file");
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
  if (rest.substr(0, 2) != "/*") return fail("expected a value");
  size_t end = rest.find("*/", 2);
  if (end == std::string_view::npos) return fail("expected */ at the end of the comment");
  at_ += static_cast<uint32_t>(end + 2);
  tree_->comments.push_back({source_.id, begin, at_});
  return true;
}

/// A scalar, or the opening bracket of a container (which is then on `open_`).
bool Reader::read_value() {
  switch (bytes_[at_]) {
    case '"':
      return read_string();
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
    default:
      return read_number();
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
    if (at_ >= size_) {
      at_ = begin;
      return fail("expected a closing quote");
    }
    if (bytes_[at_] == '"') break;
    escaped = true;
    char c = bytes_[at_ + 1];
    bool known = c != '\0' && std::strchr("\"\\/bfnrt", c) != nullptr;
    if (c == 'u') {
      // Stops at the NUL that ends the bytes.
      known = is_hex(bytes_[at_ + 2]) && is_hex(bytes_[at_ + 3]) && is_hex(bytes_[at_ + 4]) && is_hex(bytes_[at_ + 5]);
    }
    if (!known) return fail("expected one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX");
    at_ += 2;
  }
  ++at_;
  add(JsonKind::String, begin, escaped);
  return true;
}

bool Reader::read_number() {
  uint32_t begin = at_, end = at_;
  auto digits = [&] {
    uint32_t from = end;
    while (is_digit(bytes_[end])) ++end;
    return end > from;
  };
  if (bytes_[end] == '-') ++end;
  bool leading_zero = bytes_[end] == '0';
  uint32_t integer = end;
  if (!digits()) return fail("expected a value");
  if (leading_zero && end - integer > 1) return fail("expected a number without leading zeros");
  if (bytes_[end] == '.') {
    ++end;
    if (!digits()) return fail("expected digits after the decimal point");
  }
  if (bytes_[end] == 'e' || bytes_[end] == 'E') {
    ++end;
    if (bytes_[end] == '+' || bytes_[end] == '-') ++end;
    if (!digits()) return fail("expected digits in the exponent");
  }
  at_ = end;
  add(JsonKind::Number, begin);
  return true;
}

bool Reader::read_word(const char* word, JsonKind kind) {
  auto length = static_cast<uint32_t>(std::strlen(word));
  if (size_ - at_ < length || std::memcmp(bytes_ + at_, word, length) != 0) return fail("expected a value");
  at_ += length;
  add(kind, at_ - length);
  return true;
}

/// `"key":` and the blanks around it.
bool Reader::read_key() {
  if (bytes_[at_] != '"') return fail("expected a property name in double quotes");
  if (!read_string() || !skip()) return false;
  if (bytes_[at_] != ':') return fail("expected ':' after the property name");
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
  if (bytes_[at_] != ',') return fail(in_object() ? "expected ',' or '}'" : "expected ',' or ']'");
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
  if (reader.read(tree)) {
    tree.well_formed = true;
    const std::vector<uint32_t>& commas = reader.trailing_commas();
    for (size_t i = 0; i < commas.size() && i < kTrailingCommaNotes; ++i) {
      diagnostics.note("trailing-comma",
                       "comma before a closing bracket: JSON has none, the deployment engine takes it",
                       {source.id, commas[i], commas[i] + 1});
    }
    return tree;
  }

  // The reader says best what was expected at the first error, tree-sitter finds the ones after it.
  uint32_t at = reader.failed_at();
  uint32_t end = at < source.bytes.size() ? at + 1 : at;
  diagnostics.error("syntax-error", reader.expected(), {source.id, at, end});
  Diagnostics later;
  JsonTree recovered = recover_json(source, later);
  for (Diagnostic& each : later.items()) {
    // tree-sitter puts in the value that costs it least.
    if (each.message == "expected number") each.message = "expected a value";
    if (each.span.begin > at || each.code != "syntax-error") diagnostics.add(std::move(each));
  }
  return recovered;
}

}  // namespace ringfence::syntax
