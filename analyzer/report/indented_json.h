#pragma once
// Writes indented JSON straight into a string: a report of thousands of findings is not built as a tree first.
//
// Two blanks a level, ASCII only (other characters as \\u escapes, what is not UTF-8 as U+FFFD), keys in the order in
// which they are written: the bytes that nlohmann's dump(2, ' ', true, replace) makes of the same values.

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace ringfence {

class IndentedJson {
 public:
  void begin_object() { open('{'); }
  void end_object() { close('}'); }
  void begin_array() { open('['); }
  void end_array() { close(']'); }
  /// The next value is the member's.
  void key(std::string_view name);

  void value(std::string_view text);
  void value(const char* text) { value(std::string_view(text)); }
  void value(bool is);
  template <std::integral Number>
  void value(Number number) {
    begin_value();
    out_ += std::to_string(number);
  }
  void null();
  /// JSON text as the value, indented to fit; what is not JSON becomes a string.
  void embedded(std::string_view json);

  template <class Value>
  void member(std::string_view name, const Value& what) {
    key(name);
    value(what);
  }

  std::string take() { return std::move(out_); }

 private:
  void begin_value();
  void new_line();
  void open(char bracket);
  void close(char bracket);
  void quoted(std::string_view text);

  std::string out_;
  uint32_t depth_ = 0;
  bool empty_ = true;      // nothing in the innermost object or array yet
  bool after_key_ = false;
};

}  // namespace ringfence
