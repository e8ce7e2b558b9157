// Text as .NET sees it: UTF-16 units, invariant case mapping, numbers, JSON as Newtonsoft writes it.

#include <array>
#include <charconv>
#include <cmath>

#include "analyzer/eval/functions_arm.h"

namespace ringfence::arm {
namespace {

constexpr uint32_t kReplacement = 0xfffd;

/// The code point at `at`, which moves past it; U+FFFD for bytes that are not UTF-8.
uint32_t next_code_point(std::string_view text, size_t& at) {
  const auto lead = static_cast<unsigned char>(text[at++]);
  if (lead < 0x80) return lead;
  const int more = lead >= 0xf0 && lead < 0xf5 ? 3 : lead >= 0xe0 ? 2 : lead >= 0xc2 ? 1 : 0;
  if (more == 0 || lead >= 0xf5) return kReplacement;
  uint32_t code = lead & (0x3fu >> more);
  for (int i = 0; i < more; ++i) {
    if (at >= text.size() || (static_cast<unsigned char>(text[at]) & 0xc0) != 0x80) return kReplacement;
    code = (code << 6) | (static_cast<unsigned char>(text[at++]) & 0x3f);
  }
  return code;
}

void append_code_point(std::string& out, uint32_t code) {
  if (code < 0x80) {
    out += static_cast<char>(code);
    return;
  }
  if (code < 0x800) {
    out += static_cast<char>(0xc0 | (code >> 6));
  } else if (code < 0x10000) {
    out += static_cast<char>(0xe0 | (code >> 12));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3f));
  } else {
    out += static_cast<char>(0xf0 | (code >> 18));
    out += static_cast<char>(0x80 | ((code >> 12) & 0x3f));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3f));
  }
  out += static_cast<char>(0x80 | (code & 0x3f));
}

/// Alphabets whose cases lie at a fixed distance: Latin-1, Greek, Cyrillic.
struct CaseRange {
  uint32_t upper_first, upper_last, distance;
};
constexpr std::array<CaseRange, 7> kCaseRanges{{{'A', 'Z', 32}, {0xc0, 0xd6, 32}, {0xd8, 0xde, 32}, {0x391, 0x3a1, 32},
                                                {0x3a3, 0x3ab, 32}, {0x400, 0x40f, 80}, {0x410, 0x42f, 32}}};

/// Latin Extended-A pairs a capital with the letter after it; `even` where the capital is even.
bool is_paired(uint32_t code, bool& even) {
  even = (code >= 0x100 && code <= 0x12f) || (code >= 0x132 && code <= 0x137) || (code >= 0x14a && code <= 0x177);
  return even || (code >= 0x139 && code <= 0x148) || (code >= 0x179 && code <= 0x17e);
}

uint32_t lower_of(uint32_t code) {
  for (const CaseRange& range : kCaseRanges)
    if (code >= range.upper_first && code <= range.upper_last) return code + range.distance;
  bool even = false;
  if (is_paired(code, even) && (code % 2 == 0) == even) return code + 1;
  return code;
}

uint32_t upper_of(uint32_t code) {
  for (const CaseRange& range : kCaseRanges)
    if (code >= range.upper_first + range.distance && code <= range.upper_last + range.distance) return code - range.distance;
  bool even = false;
  if (is_paired(code, even) && (code % 2 == 0) != even) return code - 1;
  return code;
}

template <class Map>
std::string map_text(std::string_view text, Map map) {
  std::string out;
  out.reserve(text.size());
  for (size_t at = 0; at < text.size();) append_code_point(out, map(next_code_point(text, at)));
  return out;
}

void append_json_string(std::string& out, std::string_view text, char quote) {
  constexpr std::string_view kHex = "0123456789abcdef";
  out += quote;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == quote || c == '\\') (out += '\\') += c;
    else if (c == '\n') out += "\\n";
    else if (c == '\r') out += "\\r";
    else if (c == '\t') out += "\\t";
    else if (c == '\b') out += "\\b";
    else if (c == '\f') out += "\\f";
    else if (byte < 0x20) ((out += "\\u00") += kHex[byte >> 4]) += kHex[byte & 15];
    else out += c;
  }
  out += quote;
}

}  // namespace

bool is_ascii(std::string_view text) {
  for (const char c : text)
    if (static_cast<unsigned char>(c) >= 0x80) return false;
  return true;
}

std::u16string to_utf16(std::string_view text) {
  std::u16string out;
  out.reserve(text.size());
  for (size_t at = 0; at < text.size();) {
    const uint32_t code = next_code_point(text, at);
    if (code < 0x10000) {
      out += static_cast<char16_t>(code);
      continue;
    }
    out += static_cast<char16_t>(0xd800 + ((code - 0x10000) >> 10));
    out += static_cast<char16_t>(0xdc00 + ((code - 0x10000) & 0x3ff));
  }
  return out;
}

std::string to_utf8(std::u16string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    uint32_t code = text[i];
    if (code >= 0xd800 && code < 0xdc00 && i + 1 < text.size() && text[i + 1] >= 0xdc00 && text[i + 1] < 0xe000) {
      code = 0x10000 + ((code - 0xd800) << 10) + (text[++i] - 0xdc00u);
    } else if (code >= 0xd800 && code < 0xe000) {
      code = kReplacement;
    }
    append_code_point(out, code);
  }
  return out;
}

int64_t text_length(std::string_view text) {
  return static_cast<int64_t>(is_ascii(text) ? text.size() : to_utf16(text).size());
}

std::string text_slice(std::string_view text, int64_t start, int64_t count) {
  const auto from = static_cast<size_t>(start), length = static_cast<size_t>(count);
  if (is_ascii(text)) return std::string(text.substr(from, length));
  return to_utf8(std::u16string_view(to_utf16(text)).substr(from, length));
}

std::string to_lower(std::string_view text) { return map_text(text, lower_of); }
std::string to_upper(std::string_view text) { return map_text(text, upper_of); }

std::string number_text(double number) {
  if (std::isnan(number)) return "NaN";
  if (std::isinf(number)) return number > 0 ? "Infinity" : "-Infinity";
  char buffer[400];
  const double size = std::fabs(number);
  const bool fixed = size == 0 || (size >= 1e-5 && size < 1e15);
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, number,
                                 fixed ? std::chars_format::fixed : std::chars_format::scientific).ptr;
  std::string out(buffer, end);
  const size_t exponent = out.find('e');
  if (exponent != std::string::npos) out[exponent] = 'E';
  return out;
}

void append_json(std::string& out, const Value& value, char quote, uint32_t depth) {
  constexpr uint32_t kDeepest = 300;
  switch (value.kind) {
    case ValueKind::Bool: out += value.boolean ? "true" : "false"; return;
    case ValueKind::Int: out += std::to_string(value.integer); return;
    case ValueKind::String: append_json_string(out, value.str(), quote); return;
    case ValueKind::Double: {
      const std::string text = number_text(value.number());
      out += text;
      if (text.find_first_not_of("-0123456789") == std::string::npos) out += ".0";
      return;
    }
    case ValueKind::Array:
    case ValueKind::Object: break;
    case ValueKind::Null:
    case ValueKind::Symbol: out += "null"; return;
  }
  const bool is_array = value.is_array();
  out += is_array ? '[' : '{';
  if (depth < kDeepest) {
    for (uint32_t i = 0; i < value.size; ++i) {
      if (i > 0) out += ',';
      if (!is_array) {
        append_json_string(out, value.members[i].key, quote);
        out += ':';
      }
      append_json(out, is_array ? value.items[i] : value.members[i].value, quote, depth + 1);
    }
  }
  out += is_array ? ']' : '}';
}

std::string to_text(const Value& value, char quote) {
  switch (value.kind) {
    case ValueKind::Null: return {};
    case ValueKind::Bool: return value.boolean ? "True" : "False";
    case ValueKind::Int: return std::to_string(value.integer);
    case ValueKind::Double: return number_text(value.number());
    case ValueKind::String: return std::string(value.str());
    case ValueKind::Array:
    case ValueKind::Object:
    case ValueKind::Symbol: break;
  }
  std::string out;
  append_json(out, value, quote);
  return out;
}

}  // namespace ringfence::arm
