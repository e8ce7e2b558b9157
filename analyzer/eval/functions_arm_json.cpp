// Reads JSON text into a Value for json(), base64ToJson() and loadJsonContent(): what the engine's
// reader accepts, so comments, single quotes and trailing commas too. Numbers without a fraction that
// fit 64 bits are integers.

#include <algorithm>
#include <charconv>

#include "analyzer/eval/functions_arm.h"

namespace ringfence::arm {
namespace {

constexpr uint32_t kDeepest = 100;

void append_utf8(std::string& out, uint32_t unit, std::u16string& pending) {
  pending += static_cast<char16_t>(unit);
  if (unit >= 0xd800 && unit < 0xdc00) return;  // waits for its second half
  out += to_utf8(pending);
  pending.clear();
}

class JsonReader {
 public:
  JsonReader(std::string_view text, Arena& arena) : text_(text), arena_(arena) {}

  std::optional<Value> read(std::string& error) {
    if (text_.substr(0, 3) == "\xef\xbb\xbf") at_ = 3;
    Value value;
    if (!read_value(value, 0) || !skip_space() || at_ != text_.size()) {
      error = problem_.empty() ? "unexpected text at offset " + std::to_string(at_) : problem_;
      return std::nullopt;
    }
    return value;
  }

 private:
  bool fail(std::string problem) {
    if (problem_.empty()) problem_ = std::move(problem) + " at offset " + std::to_string(at_);
    return false;
  }

  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  /// Past white space and comments; false in an unterminated comment.
  bool skip_space() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
        ++at_;
      } else if (text_.substr(at_, 2) == "//") {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else if (text_.substr(at_, 2) == "/*") {
        const size_t end = text_.find("*/", at_ + 2);
        if (end == std::string_view::npos) return fail("unterminated comment");
        at_ = end + 2;
      } else {
        return true;
      }
    }
    return true;
  }

  bool read_value(Value& value, uint32_t depth) {
    if (depth > kDeepest) return fail("nested deeper than 100 levels");
    if (!skip_space()) return false;
    switch (peek()) {
      case '{': return read_object(value, depth);
      case '[': return read_array(value, depth);
      case '"':
      case '\'': {
        std::string text;
        if (!read_string(text)) return false;
        value = Value::text(arena_.copy(text));
        return true;
      }
      default: return read_word(value);
    }
  }

  bool read_object(Value& value, uint32_t depth) {
    ObjectBuilder members(arena_, KeyCase::Sensitive);
    for (++at_;;) {
      if (!skip_space()) return false;
      if (peek() == '}') break;
      std::string key;
      if (peek() == '"' || peek() == '\'') {
        if (!read_string(key)) return false;
      } else {
        const size_t begin = at_;
        while (is_word(peek())) ++at_;
        key = text_.substr(begin, at_ - begin);
        if (key.empty()) return fail("expected a property name");
      }
      Value item;
      if (!skip_space()) return false;
      if (peek() != ':') return fail("expected ':'");
      ++at_;
      if (!read_value(item, depth + 1)) return false;
      members.set(arena_.copy(key), item);
      if (!skip_space()) return false;
      if (peek() == '}') break;
      if (peek() != ',') return fail("expected ',' or '}'");
      ++at_;
    }
    ++at_;
    value = members.build();
    return true;
  }

  bool read_array(Value& value, uint32_t depth) {
    std::vector<Value> items;
    for (++at_;;) {
      if (!skip_space()) return false;
      if (peek() == ']') break;
      Value item;
      if (!read_value(item, depth + 1)) return false;
      items.push_back(item);
      if (!skip_space()) return false;
      if (peek() == ']') break;
      if (peek() != ',') return fail("expected ',' or ']'");
      ++at_;
    }
    ++at_;
    value = make_array(arena_, items);
    return true;
  }

  bool read_string(std::string& out) {
    const char quote = text_[at_++];
    std::u16string pending;
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == quote || c != '\\') {
        if (!pending.empty()) out += to_utf8(pending);
        pending.clear();
        if (c == quote) return true;
        out += c;
        continue;
      }
      if (!read_escape(out, pending)) return false;
    }
    return fail("unterminated string");
  }

  bool read_escape(std::string& out, std::u16string& pending) {
    const char c = peek();
    ++at_;
    if (c == 'u') {
      uint32_t unit = 0;
      const std::string_view digits = text_.substr(std::min(at_, text_.size()), 4);
      const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), unit, 16).ptr;
      if (digits.size() != 4 || end != digits.data() + 4) return fail("expected four hexadecimal digits");
      at_ += 4;
      append_utf8(out, unit, pending);
      return true;
    }
    constexpr std::string_view kFrom = "bfnrt/\\\"'", kTo = "\b\f\n\r\t/\\\"'";
    const size_t place = kFrom.find(c);
    if (place == std::string_view::npos) return fail("unknown escape");
    append_utf8(out, static_cast<uint32_t>(kTo[place]), pending);
    return true;
  }

  static bool is_word(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '+' || c == '-' || c == '.' || c == '_';
  }

  bool read_word(Value& value) {
    const size_t begin = at_;
    while (is_word(peek())) ++at_;
    const std::string_view word = text_.substr(begin, at_ - begin);
    if (word == "true" || word == "false") {
      value = Value::of(word == "true");
      return true;
    }
    if (word == "null") {
      value = Value::null();
      return true;
    }
    const char* end = word.data() + word.size();
    int64_t integer = 0;
    if (const auto result = std::from_chars(word.data(), end, integer); result.ec == std::errc{} && result.ptr == end) {
      value = Value::of(integer);
      return true;
    }
    double number = 0;
    const bool numeric = !word.empty() && (word[0] == '-' || (word[0] >= '0' && word[0] <= '9'));
    if (const auto result = std::from_chars(word.data(), end, number); numeric && result.ec == std::errc{} && result.ptr == end) {
      value = Value::of(number);
      return true;
    }
    at_ = begin;
    return fail("expected a value");
  }

  std::string_view text_;
  Arena& arena_;
  size_t at_ = 0;
  std::string problem_;
};

}  // namespace

std::optional<Value> read_json(std::string_view text, Arena& arena, std::string& error) {
  return JsonReader(text, arena).read(error);
}

}  // namespace ringfence::arm
