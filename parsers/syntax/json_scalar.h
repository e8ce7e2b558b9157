#pragma once
// What a number and an escape of JSON look like: shared by the reader of well-formed text and by the
// recovery of broken text. Both look at bytes that end with a NUL (std::string), which no token contains.

#include <cstdint>
#include <cstring>

namespace ringfence::syntax {

inline bool is_digit(char c) { return c >= '0' && c <= '9'; }
inline bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

inline constexpr const char* kExpectedEscape = "expected one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX";

/// Is `at`, the byte after a backslash, the rest of an escape? \' is Newtonsoft's.
inline bool is_escape(const char* at) {
  if (*at == 'u') return is_hex(at[1]) && is_hex(at[2]) && is_hex(at[3]) && is_hex(at[4]);
  return *at != '\0' && std::strchr("\"\\/bfnrt'", *at) != nullptr;
}

/// Reads the number at `at`, which is moved behind it; else says what was expected and leaves `at`.
inline const char* read_number(const char* bytes, uint32_t& at) {
  uint32_t end = at;
  auto digits = [&] {
    uint32_t from = end;
    while (is_digit(bytes[end])) ++end;
    return end > from;
  };
  if (bytes[end] == '-') ++end;
  bool leading_zero = bytes[end] == '0';
  uint32_t integer = end;
  if (!digits()) return "expected a value";
  if (leading_zero && end - integer > 1) return "expected a number without leading zeros";
  if (bytes[end] == '.') {
    ++end;
    if (!digits()) return "expected digits after the decimal point";
  }
  if (bytes[end] == 'e' || bytes[end] == 'E') {
    ++end;
    if (bytes[end] == '+' || bytes[end] == '-') ++end;
    if (!digits()) return "expected digits in the exponent";
  }
  at = end;
  return nullptr;
}

}  // namespace ringfence::syntax
