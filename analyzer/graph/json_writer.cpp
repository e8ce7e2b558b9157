#include "analyzer/graph/json_writer.h"

#include <cmath>

#include <fmt/format.h>

namespace ringfence {

void JsonWriter::before_value() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (!first_.back()) out_ += ',';
  if (break_) out_ += '\n';
  break_ = false;
  first_.back() = false;
}

void JsonWriter::open(char bracket) {
  before_value();
  out_ += bracket;
  first_.push_back(true);
}

void JsonWriter::close(char bracket) {
  first_.pop_back();
  if (break_) out_ += '\n';
  break_ = false;
  out_ += bracket;
}

/// One character beyond ASCII at the front of `text`; says how many bytes it took. Invalid UTF-8 is U+FFFD, and what
/// steers a terminal (C1 controls, bidirectional overrides) is escaped.
size_t JsonWriter::quote_character(std::string_view text) {
  auto at = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  size_t length = at(0) >= 0xF0 ? 4 : at(0) >= 0xE0 ? 3 : 2;
  bool valid = at(0) >= 0xC2 && at(0) < 0xF5 && length <= text.size();
  uint32_t code = at(0) & (0xFFu >> (length + 1));
  for (size_t i = 1; valid && i < length; ++i) {
    valid = (at(i) & 0xC0) == 0x80;
    code = code << 6 | (at(i) & 0x3Fu);
  }
  valid = valid && code >= (length == 4 ? 0x10000u : length == 3 ? 0x800u : 0x80u) && code <= 0x10FFFF;
  valid = valid && (code < 0xD800 || code > 0xDFFF);
  if (!valid) {
    out_ += "\\ufffd";
    return 1;
  }
  bool steers = code < 0xA0 || code == 0x61C || code == 0x200E || code == 0x200F || (code >= 0x2028 && code <= 0x202E) ||
                (code >= 0x2066 && code <= 0x2069);
  if (steers) {
    out_ += fmt::format("\\u{:04x}", code);
  } else {
    out_ += text.substr(0, length);
  }
  return length;
}

void JsonWriter::quote(std::string_view text) {
  out_ += '"';
  for (size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (static_cast<unsigned char>(c) >= 0x80) {
      i += quote_character(text.substr(i)) - 1;
      continue;
    }
    switch (c) {
      case '"': out_ += "\\\""; break;
      case '\\': out_ += "\\\\"; break;
      case '\n': out_ += "\\n"; break;
      case '\r': out_ += "\\r"; break;
      case '\t': out_ += "\\t"; break;
      default:
        // A terminal must not be steered by a template, hence the delete character too.
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
          out_ += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        } else {
          out_ += c;
        }
    }
  }
  out_ += '"';
}

void JsonWriter::key(std::string_view name) {
  before_value();
  quote(name);
  out_ += ": ";
  after_key_ = true;
}

void JsonWriter::string(std::string_view text) {
  before_value();
  quote(text);
}

void JsonWriter::number(int64_t value) {
  before_value();
  out_ += fmt::format("{}", value);
}

void JsonWriter::number(double value) {
  if (!std::isfinite(value)) return null();
  before_value();
  out_ += fmt::format("{}", value);
}

void JsonWriter::boolean(bool value) {
  before_value();
  out_ += value ? "true" : "false";
}

void JsonWriter::null() {
  before_value();
  out_ += "null";
}

}  // namespace ringfence
