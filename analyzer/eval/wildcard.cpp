#include "analyzer/eval/wildcard.h"

#include <utility>
#include <vector>

namespace ringfence {

bool matches_wildcard(std::string_view pattern, std::string_view text, WildcardSigns signs) {
  size_t p = 0, t = 0, star = std::string_view::npos, mark = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == signs.any) {
      star = p++;
      mark = t;
    } else if (p < pattern.size() && (pattern[p] == text[t] || (signs.one != 0 && pattern[p] == signs.one))) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      // The last sign takes one character more.
      p = star + 1;
      t = ++mark;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == signs.any) ++p;
  return p == pattern.size();
}

bool patterns_meet(std::string_view a, std::string_view b, WildcardSigns signs_a, WildcardSigns signs_b) {
  auto takes = [](char sign, const WildcardSigns& signs, char other) {
    return sign == signs.any || (signs.within != 0 && sign == signs.within && other != '/');
  };
  auto is_sign = [](char each, const WildcardSigns& signs) {
    return each == signs.any || (signs.within != 0 && each == signs.within);
  };
  std::vector<char> row(b.size() + 1), next(b.size() + 1);
  // row[j]: can a from i on and b from j on meet? From the ends to the beginnings; `next` is that of i + 1.
  for (size_t i = a.size() + 1; i-- > 0;) {
    for (size_t j = b.size() + 1; j-- > 0;) {
      bool meet = i == a.size() && j == b.size();
      if (i < a.size() && is_sign(a[i], signs_a))
        meet = meet || next[j] || (j < b.size() && takes(a[i], signs_a, b[j]) && row[j + 1]);
      if (j < b.size() && is_sign(b[j], signs_b))
        meet = meet || row[j + 1] || (i < a.size() && takes(b[j], signs_b, a[i]) && next[j]);
      if (i < a.size() && j < b.size() && a[i] == b[j]) meet = meet || next[j + 1];
      row[j] = meet;
    }
    std::swap(row, next);
  }
  return next[0] != 0;
}

}  // namespace ringfence
