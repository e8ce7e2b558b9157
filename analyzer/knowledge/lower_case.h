#pragma once
// ASCII lower case: ARM types, property names and ids compare without regard to it.

#include <string>
#include <string_view>

namespace ringfence {

inline char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

inline std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = lower(c);
  return out;
}

}  // namespace ringfence
