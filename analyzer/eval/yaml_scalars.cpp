#include "analyzer/eval/yaml_scalars.h"

#include <charconv>

#include "analyzer/eval/functions_arm.h"

namespace ringfence::yaml {

Value plain_scalar(std::string_view text, Arena& arena) {
  if (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL") return Value::null();
  if (text == "true" || text == "True" || text == "TRUE") return Value::of(true);
  if (text == "false" || text == "False" || text == "FALSE") return Value::of(false);
  std::string_view digits = text;
  if (digits.front() == '+') digits.remove_prefix(1);
  const int base = digits.starts_with("0x") ? 16 : digits.starts_with("0o") ? 8 : 10;
  if (base != 10) digits.remove_prefix(2);
  const char* end = digits.data() + digits.size();
  int64_t integer = 0;
  if (const auto read = std::from_chars(digits.data(), end, integer, base); read.ec == std::errc{} && read.ptr == end)
    return Value::of(integer);
  double number = 0;
  const bool numeric = base == 10 && digits.find_first_not_of("+-.0123456789eE") == std::string_view::npos;
  if (const auto read = std::from_chars(digits.data(), end, number);
      numeric && read.ec == std::errc{} && read.ptr == end)
    return Value::of(number);
  return Value::text(arena.copy(text));
}

size_t digits_of_escape(char letter) { return letter == 'x' ? 2 : letter == 'u' ? 4 : letter == 'U' ? 8 : 0; }

std::optional<std::string> escaped(char letter, std::string_view digits) {
  if (const size_t count = digits_of_escape(letter); count > 0) {
    uint32_t code = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
    if (digits.size() != count || read.ptr != digits.data() + count || code > 0x10ffff) return std::nullopt;
    std::u16string units;
    if (code >= 0x10000) {
      units += static_cast<char16_t>(0xd800 + ((code - 0x10000) >> 10));
      units += static_cast<char16_t>(0xdc00 + ((code - 0x10000) & 0x3ff));
    } else {
      units += static_cast<char16_t>(code);
    }
    return arm::to_utf8(units);
  }
  constexpr std::string_view kFrom = "0abtnvfre \"/\\\t", kTo{"\0\a\b\t\n\v\f\r\x1b \"/\\\t", 14};
  constexpr std::string_view kWide = "N_LP";
  constexpr std::string_view kWideTo[] = {"\xc2\x85", "\xc2\xa0", "\xe2\x80\xa8", "\xe2\x80\xa9"};
  if (const size_t place = kFrom.find(letter); place != std::string_view::npos) return std::string(1, kTo[place]);
  if (const size_t wide = kWide.find(letter); wide != std::string_view::npos) return std::string(kWideTo[wide]);
  return std::nullopt;
}

std::string joined_lines(std::vector<std::string> lines, bool folded, char chomping) {
  size_t blanks = 0;
  while (!lines.empty() && lines.back().empty()) {
    lines.pop_back();
    ++blanks;
  }
  std::string text;
  for (size_t i = 0; i < lines.size(); ++i) {
    text += lines[i];
    if (i + 1 == lines.size()) break;
    const auto is_text = [](const std::string& line) { return !line.empty() && !is_blank(line[0]); };
    if (!folded || !is_text(lines[i])) {
      text += '\n';
      continue;
    }
    size_t next = i + 1;
    while (lines[next].empty()) ++next;  // the last line is not empty
    if (!is_text(lines[next]))
      text += '\n';
    else if (next == i + 1)
      text += ' ';
  }
  if (lines.empty()) return chomping == '+' ? std::string(blanks, '\n') : std::string();
  if (chomping == '+') return text + std::string(blanks + 1, '\n');
  return chomping == '-' ? text : text + '\n';
}

}  // namespace ringfence::yaml
