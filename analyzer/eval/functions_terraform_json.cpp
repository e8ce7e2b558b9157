// jsondecode: JSON as Go's encoding/json takes it, numbers with all their digits.

#include <array>

#include "analyzer/eval/functions_arm.h"
#include "analyzer/eval/functions_terraform.h"

namespace ringfence::terraform_library {
namespace {

constexpr uint32_t kDeepest = 200;

class JsonReader {
 public:
  JsonReader(std::string_view text, Arena& arena) : text_(text), arena_(arena) {}

  std::optional<Value> read() {
    Value value;
    if (!read_value(value, 0)) return std::nullopt;
    skip_space();
    return at_ == text_.size() ? std::optional(value) : std::nullopt;
  }
  size_t position() const { return at_; }

 private:
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool accept(char c) {
    skip_space();
    if (peek() != c || at_ >= text_.size()) return false;
    ++at_;
    return true;
  }
  bool accept(std::string_view word) {
    if (text_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }
  void skip_space() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r'))
      ++at_;
  }

  bool read_value(Value& value, uint32_t depth) {
    if (depth > kDeepest) return false;
    skip_space();
    switch (peek()) {
      case '{':
        return read_object(value, depth);
      case '[':
        return read_array(value, depth);
      case '"': {
        std::string text;
        if (!read_string(text)) return false;
        value = Value::text(arena_.copy(text));
        return true;
      }
      case 't':
        value = Value::of(true);
        return accept("true");
      case 'f':
        value = Value::of(false);
        return accept("false");
      case 'n':
        value = Value::null();
        return accept("null");
      default:
        return read_number(value);
    }
  }

  bool read_object(Value& value, uint32_t depth) {
    arm::ObjectBuilder members(arena_, KeyCase::Sensitive);
    ++at_;
    for (bool first = true; !accept('}'); first = false) {
      std::string key;
      Value item;
      if (!first && !accept(',')) return false;
      skip_space();
      if (!read_string(key) || !accept(':') || !read_value(item, depth + 1)) return false;
      members.set(arena_.copy(key), item);
    }
    value = members.build();
    return true;
  }

  bool read_array(Value& value, uint32_t depth) {
    std::vector<Value> items;
    ++at_;
    for (bool first = true; !accept(']'); first = false) {
      Value item;
      if ((!first && !accept(',')) || !read_value(item, depth + 1)) return false;
      items.push_back(item);
    }
    value = Value::array(arena_.copy(items));
    return true;
  }

  bool read_number(Value& value) {
    const size_t begin = at_;
    const auto digits = [&] {
      const size_t from = at_;
      while (peek() >= '0' && peek() <= '9') ++at_;
      return at_ > from;
    };
    if (peek() == '-') ++at_;
    const bool zero = peek() == '0';
    if (zero ? (++at_, false) : !digits()) return false;
    if (peek() == '.' && (++at_, !digits())) return false;
    if (peek() == 'e' || peek() == 'E') {
      ++at_;
      if (peek() == '+' || peek() == '-') ++at_;
      if (!digits()) return false;
    }
    const auto number = BigNumber::parse(text_.substr(begin, at_ - begin));
    if (number) value = value_of(*number, arena_);
    return number.has_value();
  }

  bool read_unit(uint32_t& unit) {
    unit = 0;
    for (int i = 0; i < 4; ++i, ++at_) {
      const char c = peek();
      const int digit = c >= '0' && c <= '9'   ? c - '0'
                        : c >= 'a' && c <= 'f' ? c - 'a' + 10
                        : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                               : -1;
      if (digit < 0) return false;
      unit = unit * 16 + static_cast<uint32_t>(digit);
    }
    return true;
  }

  /// `\u` and what follows; half a pair is U+FFFD.
  bool read_escaped_unit(std::string& out) {
    uint32_t unit = 0, low = 0;
    if (!read_unit(unit)) return false;
    const bool high = unit >= 0xD800 && unit < 0xDC00;
    const size_t after = at_;
    if (high && accept("\\u") && read_unit(low) && low >= 0xDC00 && low < 0xE000) {
      append_utf8(out, 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00));
      return true;
    }
    at_ = after;
    append_utf8(out, unit >= 0xD800 && unit < 0xE000 ? 0xFFFD : unit);
    return true;
  }

  bool read_string(std::string& out) {
    if (peek() != '"') return false;
    ++at_;
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == '"') return true;
      if (static_cast<unsigned char>(c) < 0x20) return false;
      if (c != '\\') {
        out += c;
        continue;
      }
      constexpr std::string_view kFrom = "\"\\/bfnrt", kTo = "\"\\/\b\f\n\r\t";
      const char kind = peek();
      ++at_;
      if (kind == 'u') {
        if (!read_escaped_unit(out)) return false;
      } else if (const size_t found = kFrom.find(kind); found != std::string_view::npos && kind != '\0') {
        out += kTo[found];
      } else {
        return false;
      }
    }
    return false;
  }

  std::string_view text_;
  Arena& arena_;
  size_t at_ = 0;
};

/// Of a text that jsonencode made of something not known, it is that something.
Value json_decode(CallContext& context) {
  const Value& value = context.args[0];
  if (value.is_symbol()) {
    const bool encoded = value.symbol->name == "jsonencode" && value.symbol->args.size() == 1;
    return encoded ? value.symbol->args[0] : unknown_call(context, SymbolType::Any);
  }
  Arguments arguments(context);
  const std::string_view text = arguments.text(0);
  if (arguments.failed()) return arguments.error();
  if (!context.spend(text.size() / 16 + 1)) return context.error("jsondecode() makes too much work");
  JsonReader reader(text, context.arena());
  const std::optional<Value> decoded = reader.read();
  return decoded ? *decoded
                 : context.error("jsondecode() cannot read the text: unexpected at offset " +
                                 std::to_string(reader.position()));
}

constexpr std::array kRows = {FunctionRow{"jsondecode", 1, 1, kSeesSymbols, SymbolType::Any, json_decode}};

}  // namespace

std::span<const FunctionRow> json_rows() { return kRows; }

}  // namespace ringfence::terraform_library
