#include "parsers/bicep/chunks.h"

#include <algorithm>
#include <array>

namespace ringfence::bicep {

namespace {

constexpr std::array<std::string_view, 18> kKeywords = {
    "targetScope", "metadata",  "param", "var",     "type",   "func", "resource", "module",          "output",
    "import",      "extension", "using", "extends", "assert", "test", "provider", "extensionConfig", "@"};

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

class Splitter {
 public:
  explicit Splitter(std::string_view text) : text_(text) {}

  std::vector<Chunk> split() {
    while (at_ < text_.size()) {
      if (line_start_) begin_line();
      step();
    }
    cut(text_.size());
    return chunks_;
  }

 private:
  char peek(size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  bool looking_at(std::string_view word) const { return text_.substr(at_, word.size()) == word; }

  /// Looks at the first word of a line (blanks before it count as indentation).
  void begin_line() {
    line_start_ = false;
    size_t line = at_;
    while (peek() == ' ' || peek() == '\t') ++at_;
    bool indented = at_ != line;
    if (indented && depth_ > 0) return;
    if (peek() == '@') {
      if (depth_ == 0 && !decorated_) {
        cut(at_);
        decorated_ = true;
      } else if (depth_ > 0 && !has_pending_) {
        pending_ = at_;
        has_pending_ = true;
      }
      return;
    }
    if (!begins_declaration()) {
      // Only what closes a decorator's brackets may stand between it and its declaration.
      if (!indented && depth_ > 0 && is_word(peek())) has_pending_ = false;
      return;
    }
    if (!decorated_) cut(depth_ > 0 && has_pending_ ? pending_ : at_);
    decorated_ = false;
    has_pending_ = false;
    depth_ = 0;
  }

  /// A keyword, white space and what cannot follow a property name. A word that is no keyword where a
  /// declaration should begin is an error of its own.
  bool begins_declaration() const {
    for (std::string_view keyword : kKeywords) {
      if (!looking_at(keyword) || is_word(peek(keyword.size()))) continue;
      size_t after = keyword.size();
      while (peek(after) == ' ' || peek(after) == '\t') ++after;
      char next = peek(after);
      return depth_ == 0 || (after > keyword.size() && (is_word(next) || (next == '\'' && keyword != "resource")));
    }
    // Outside all brackets an expression goes on in the next line after `=>` only, or with `? : |`.
    return depth_ == 0 && is_word(peek()) && last_ != '>' && !looking_at("if");
  }

  /// One token, as far as brackets, strings and comments are concerned.
  void step() {
    char c = peek();
    if (c == '\n' || c == '\r') {
      line_start_ = true;
      ++at_;
    } else if (looking_at("//")) {
      at_ = std::min(text_.find_first_of("\r\n", at_), text_.size());
    } else if (looking_at("/*")) {
      pass_comment();
    } else if (looking_at("'''")) {
      size_t end = text_.find("'''", at_ + 3);
      at_ = end == std::string_view::npos ? text_.size() : end + 3;
      while (peek() == '\'') ++at_;
    } else if (c == '\'') {
      pass_string();
    } else {
      if (c == '{' || c == '[' || c == '(') deepest_ = std::max(deepest_, ++depth_);
      if ((c == '}' || c == ']' || c == ')') && depth_ > 0) --depth_;
      if (c != ' ' && c != '\t') {
        signs_ = c == '-' || c == '!' ? signs_ + 1 : 0;
        deepest_ = std::max(deepest_, depth_ + signs_);
        last_ = c;
      }
      ++at_;
    }
  }

  /// A comment that is not closed stands by itself: the parser would look for its end once more at each step.
  void pass_comment() {
    size_t end = text_.find("*/", at_ + 2);
    if (end != std::string_view::npos) {
      at_ = end + 2;
      return;
    }
    cut(at_);
    at_ = text_.size();
    cut(at_);
    chunks_.back().unclosed_comment = true;
  }

  /// A single-line string: holes may hold strings, but none of them goes past the line.
  void pass_string() {
    ++at_;
    int holes = 0;
    for (bool inside = true; at_ < text_.size() && peek() != '\n' && peek() != '\r'; ++at_) {
      char c = peek();
      if (inside && c == '\\') {
        ++at_;
        if (peek() == '\n' || peek() == '\r') return;
      } else if (inside && c == '$' && peek(1) == '{') {
        ++holes;
        inside = false;
        ++at_;
      } else if (c == '\'') {
        inside = !inside;
        if (!inside && holes == 0) {
          ++at_;
          return;
        }
      } else if (!inside && c == '}' && holes > 0) {
        --holes;
        inside = true;
      }
    }
  }

  void cut(size_t at) {
    if (at > begin_) chunks_.push_back({static_cast<uint32_t>(begin_), static_cast<uint32_t>(at), deepest_});
    begin_ = at;
    deepest_ = 0;
  }

  std::string_view text_;
  std::vector<Chunk> chunks_;
  size_t at_ = 0;
  size_t begin_ = 0;      // of the chunk that is being read
  uint32_t depth_ = 0;    // open brackets
  uint32_t deepest_ = 0;  // the most that were open in the chunk
  uint32_t signs_ = 0;    // `-` and `!` in a row: each is a level too
  char last_ = '\0';      // the last character outside of blanks, strings and comments
  bool line_start_ = true;
  bool decorated_ = false;  // the chunk has only decorators so far
  size_t pending_ = 0;      // where a decorator inside open brackets began
  bool has_pending_ = false;
};

}  // namespace

std::vector<Chunk> split_declarations(std::string_view text) { return Splitter(text).split(); }

}  // namespace ringfence::bicep
