#pragma once
// Writes JSON text, compact, in the order it is told. Used by graph_json.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ringfence {

class JsonWriter {
 public:
  void begin_object() { open('{'); }
  void end_object() { close('}'); }
  void begin_array() { open('['); }
  void end_array() { close(']'); }
  void key(std::string_view name);
  void string(std::string_view text);
  void number(int64_t value);
  /// The shortest text that reads back as the same number; null for what JSON cannot say.
  void number(double value);
  void boolean(bool value);
  void null();
  /// A line break before the next item, for people who read the output.
  void line_break() { break_ = true; }

  std::string take() { return std::move(out_); }

 private:
  void open(char bracket);
  void close(char bracket);
  void before_value();
  void quote(std::string_view text);
  size_t quote_character(std::string_view text);

  std::string out_;
  std::vector<bool> first_ = {true};
  bool after_key_ = false;
  bool break_ = false;
};

}  // namespace ringfence
