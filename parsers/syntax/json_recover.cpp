// Broken JSON: split into tokens here, which a JsonBuilder makes values of.
//
// Time and memory are linear in the size of the text, however it is broken. (The published tree-sitter grammar, which
// did this before, takes minutes for an array of 250,000 quotes.)
//
// A string may hold line ends, so a forgotten quote would turn the rest of the file inside out. A string that does not
// end on its line is taken as one only if something follows its closing quote that may follow a string; else the quote
// is what was forgotten, and the line what it costs.

#include <algorithm>
#include <string_view>

#include "parsers/syntax/json_builder.h"
#include "parsers/syntax/json_reader.h"
#include "parsers/syntax/json_scalar.h"

namespace ringfence::syntax {

namespace {

constexpr std::string_view kBlanks = " \t\r\n";

class Recovery {
 public:
  Recovery(const SourceFile& source, JsonTree& tree, Diagnostics& diagnostics)
      : source_(source), bytes_(source.bytes), tree_(tree), diagnostics_(diagnostics), builder_(tree, diagnostics) {}

  void run();

 private:
  const SourceFile& source_;
  std::string_view bytes_;
  JsonTree& tree_;
  Diagnostics& diagnostics_;
  JsonBuilder builder_;
  JsonLine line_{1, 0};
  bool line_begins_ = true;
  uint32_t at_ = 0;
  uint32_t line_end_ = 0;  // of the line of the last string
  /// From the string that was begun at `from` on, no quote but that at `to` can close one.
  struct Scanned {
    uint32_t from = 1, to = 0;
  };
  Scanned double_quotes_, single_quotes_;

  uint32_t size() const { return static_cast<uint32_t>(bytes_.size()); }
  bool begins(std::string_view text) const { return bytes_.substr(at_, text.size()) == text; }
  void blanks();
  void token();
  void comment();
  void string(char quote);
  uint32_t string_end(uint32_t begin, char quote);
  void run_of_characters();
};

void Recovery::run() {
  for (blanks(); at_ < size(); blanks()) {
    if (tree_.nodes.size() >= kMaxJsonValues || builder_.too_deep()) {
      diagnostics_.error("limit", "too many values or too deeply nested; the rest of the file was not read",
                         {source_.id, at_, at_ + 1});
      break;
    }
    token();
  }
  builder_.finish(at_);
}

void Recovery::blanks() {
  for (; at_ < size(); ++at_) {
    char c = bytes_[at_];
    if (c == '\n') {
      ++line_.number;
      line_.indent = 0;
      line_begins_ = true;
    } else if (c == ' ' || c == '\t') {
      if (line_begins_) ++line_.indent;
    } else if (c != '\r') {
      return;
    }
  }
}

void Recovery::token() {
  line_begins_ = false;
  builder_.at_line(line_);
  char c = bytes_[at_];
  switch (c) {
    case '{':
    case '[':
      return builder_.open(c == '{' ? JsonKind::Object : JsonKind::Array, at_++);
    case '}':
    case ']':
      return builder_.close(c == '}' ? JsonKind::Object : JsonKind::Array, at_++);
    case ':':
      return builder_.colon(at_++);
    case ',':
      return builder_.comma(at_++);
    case '"':
    case '\'':
      return string(c);
    default:
      break;
  }
  if (begins("//") || begins("/*")) return comment();
  run_of_characters();
}

void Recovery::comment() {
  uint32_t begin = at_;
  if (begins("//")) {
    at_ = static_cast<uint32_t>(std::min(bytes_.find('\n', at_), bytes_.size()));
    tree_.comments.push_back({source_.id, begin, bytes_[at_ - 1] == '\r' ? at_ - 1 : at_});
    return;
  }
  size_t end = bytes_.find("*/", at_ + 2);
  at_ = end == std::string_view::npos ? size() : static_cast<uint32_t>(end + 2);
  if (end == std::string_view::npos) return builder_.error(begin, kExpectedCommentEnd);
  line_.number += static_cast<uint32_t>(std::count(bytes_.begin() + begin, bytes_.begin() + at_, '\n'));
  tree_.comments.push_back({source_.id, begin, at_});
}

/// The end of the string that begins at `begin` with `quote`; 0 when there is none.
uint32_t Recovery::string_end(uint32_t begin, char quote) {
  Scanned& scanned = quote == '"' ? double_quotes_ : single_quotes_;
  if (begin <= scanned.from || begin >= scanned.to) {
    uint32_t at = begin + 1;
    while (at < size() && bytes_[at] != quote) at += bytes_[at] == '\\' ? 2 : 1;
    scanned = {begin, std::min(at, size())};
  }
  return scanned.to == size() ? 0 : scanned.to + 1;
}

void Recovery::string(char quote) {
  uint32_t begin = at_;
  if (line_end_ <= begin) line_end_ = static_cast<uint32_t>(std::min(bytes_.find('\n', begin), bytes_.size()));
  uint32_t end = string_end(begin, quote);
  if (end == 0 || end > line_end_) {
    size_t next = end == 0 ? std::string_view::npos : bytes_.find_first_not_of(kBlanks, end);
    bool closed = end != 0 && (next == std::string_view::npos ||
                               std::string_view(",:]}/").find(bytes_[next]) != std::string_view::npos);
    if (!closed) {
      at_ = line_end_;
      return builder_.junk(begin, line_end_, kExpectedQuote);
    }
  }
  bool escaped = false;
  std::string_view text = bytes_.substr(begin, end - begin);
  for (size_t slash = text.find('\\'); slash != std::string_view::npos; slash = text.find('\\', slash + 2)) {
    escaped = true;
    uint32_t place = begin + static_cast<uint32_t>(slash);
    if (!is_escape(bytes_.data() + place + 1)) builder_.error(place, kExpectedEscape);
  }
  line_.number += static_cast<uint32_t>(std::count(text.begin(), text.end(), '\n'));
  at_ = end;
  builder_.scalar({begin, end, 0, JsonKind::String, escaped});
}

/// A number, a word, or neither.
void Recovery::run_of_characters() {
  uint32_t begin = at_;
  at_ = static_cast<uint32_t>(std::min(bytes_.find_first_of(" \t\r\n{}[]:,\"'/", at_ + 1), bytes_.size()));
  std::string_view text = bytes_.substr(begin, at_ - begin);
  auto word = [&](JsonKind kind) { builder_.scalar({begin, at_, 0, kind, false}); };
  if (text == "true") return word(JsonKind::True);
  if (text == "false") return word(JsonKind::False);
  if (text == "null") return word(JsonKind::Null);
  if (text[0] != '-' && !is_digit(text[0])) return builder_.junk(begin, at_);
  uint32_t end = begin;
  const char* expected = read_number(bytes_.data(), end);
  if (!expected && end == at_) return word(JsonKind::Number);
  builder_.junk(begin, at_, expected ? expected : "expected a number");
}

}  // namespace

JsonTree recover_json(const SourceFile& source, Diagnostics& diagnostics) {
  JsonTree out;
  out.source = &source;
  Recovery(source, out, diagnostics).run();
  return out;
}

}  // namespace ringfence::syntax
