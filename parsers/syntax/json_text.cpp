#include "parsers/syntax/json_text.h"

#include <algorithm>
#include <cassert>
#include <string>
#include <vector>

namespace ringfence::syntax {

namespace {

/// The value of four hexadecimal digits at `at`, or -1.
int32_t hex4(std::string_view text, size_t at) {
  if (at + 4 > text.size()) return -1;
  int32_t value = 0;
  for (size_t i = at; i < at + 4; ++i) {
    char c = text[i];
    int32_t digit = c >= '0' && c <= '9'   ? c - '0'
                    : c >= 'a' && c <= 'f' ? c - 'a' + 10
                    : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                           : -1;
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

void append_utf8(std::string& out, uint32_t code) {
  if (code < 0x80) {
    out += static_cast<char>(code);
    return;
  }
  if (code < 0x800) {
    out += static_cast<char>(0xC0 | (code >> 6));
  } else {
    if (code < 0x10000) {
      out += static_cast<char>(0xE0 | (code >> 12));
    } else {
      out += static_cast<char>(0xF0 | (code >> 18));
      out += static_cast<char>(0x80 | ((code >> 12) & 0x3F));
    }
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
  }
  out += static_cast<char>(0x80 | (code & 0x3F));
}

/// Decodes `\uXXXX` (or a pair of them) at `at`, which is the backslash; returns the bytes read, 0 if malformed.
size_t decode_unicode(std::string_view raw, size_t at, std::string& out) {
  constexpr uint32_t kReplacement = 0xFFFD;
  int32_t first = hex4(raw, at + 2);
  if (first < 0) return 0;
  if (first >= 0xD800 && first < 0xDC00) {
    bool pair = at + 12 <= raw.size() && raw[at + 6] == '\\' && raw[at + 7] == 'u';
    int32_t second = pair ? hex4(raw, at + 8) : -1;
    if (second >= 0xDC00 && second < 0xE000) {
      append_utf8(out,
                  0x10000 + ((static_cast<uint32_t>(first) - 0xD800) << 10) + (static_cast<uint32_t>(second) - 0xDC00));
      return 12;
    }
  }
  bool surrogate = first >= 0xD800 && first < 0xE000;
  append_utf8(out, surrogate ? kReplacement : static_cast<uint32_t>(first));
  return 6;
}

char simple_escape(char c) {
  switch (c) {
    case 'n':
      return '\n';
    case 't':
      return '\t';
    case 'r':
      return '\r';
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    default:
      return c;
  }
}

}  // namespace

uint32_t TextMap::source_offset(uint32_t decoded) const {
  auto after = std::upper_bound(steps.begin(), steps.end(), decoded,
                                [](uint32_t offset, const TextStep& step) { return offset < step.decoded; });
  if (after == steps.begin()) return begin + decoded;
  const TextStep& step = *(after - 1);
  return step.source + (decoded - step.decoded);
}

JsonText decode_string(const JsonTree& tree, JsonIndex string, Arena& arena) {
  const JsonNode& node = tree[string];
  assert(node.kind == JsonKind::String && "only strings have text");
  std::string_view raw = tree.raw_string(string);
  JsonText out{raw, {tree.source->id, node.begin + 1, {}}};
  if (!node.escaped) return out;

  std::string text;
  text.reserve(raw.size());
  std::vector<TextStep> steps;
  size_t at = 0;
  while (at < raw.size()) {
    size_t backslash = std::min(raw.find('\\', at), raw.size());
    text.append(raw.substr(at, backslash - at));
    at = backslash;
    if (at + 1 >= raw.size()) break;
    steps.push_back({static_cast<uint32_t>(text.size()), static_cast<uint32_t>(node.begin + 1 + at)});
    size_t length = raw[at + 1] == 'u' ? decode_unicode(raw, at, text) : 0;
    if (length == 0) {
      text += simple_escape(raw[at + 1]);
      length = 2;
    }
    at += length;
    steps.push_back({static_cast<uint32_t>(text.size()), static_cast<uint32_t>(node.begin + 1 + at)});
  }
  out.text = arena.copy(text);
  out.map.steps = arena.copy(steps);
  return out;
}

}  // namespace ringfence::syntax
