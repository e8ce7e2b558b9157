#include "analyzer/eval/limbs.h"

#include <algorithm>
#include <bit>

namespace ringfence::limbs {

void trim(Limbs& limbs) {
  while (!limbs.empty() && limbs.back() == 0) limbs.pop_back();
}

uint32_t bit_length(const Limbs& limbs) {
  return limbs.empty()
             ? 0
             : static_cast<uint32_t>(limbs.size()) * 32 - static_cast<uint32_t>(std::countl_zero(limbs.back()));
}

bool bit_at(const Limbs& limbs, uint32_t place) {
  return place / 32 < limbs.size() && ((limbs[place / 32] >> (place % 32)) & 1) != 0;
}

Limbs shifted_left(const Limbs& limbs, uint32_t bits) {
  if (limbs.empty()) return {};
  Limbs out(bits / 32, 0);
  const uint32_t rest = bits % 32;
  uint32_t carry = 0;
  for (uint32_t limb : limbs) {
    out.push_back(rest ? (limb << rest) | carry : limb);
    carry = rest ? limb >> (32 - rest) : 0;
  }
  if (carry) out.push_back(carry);
  return out;
}

Limbs shifted_right(const Limbs& limbs, uint32_t bits) {
  const uint32_t skip = bits / 32, rest = bits % 32;
  Limbs out;
  for (size_t i = skip; i < limbs.size(); ++i) {
    const uint32_t above = i + 1 < limbs.size() && rest ? limbs[i + 1] << (32 - rest) : 0;
    out.push_back((limbs[i] >> rest) | above);
  }
  trim(out);
  return out;
}

uint32_t trailing_zeros(const Limbs& limbs) {
  uint32_t bits = 0;
  for (uint32_t limb : limbs) {
    if (limb) return bits + static_cast<uint32_t>(std::countr_zero(limb));
    bits += 32;
  }
  return bits;
}

int compare_limbs(const Limbs& a, const Limbs& b) {
  if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
  for (size_t i = a.size(); i-- > 0;) {
    if (a[i] != b[i]) return a[i] < b[i] ? -1 : 1;
  }
  return 0;
}

Limbs sum(const Limbs& a, const Limbs& b) {
  Limbs out;
  uint64_t carry = 0;
  for (size_t i = 0; i < std::max(a.size(), b.size()) || carry; ++i) {
    carry += (i < a.size() ? a[i] : uint64_t{0}) + (i < b.size() ? b[i] : 0);
    out.push_back(static_cast<uint32_t>(carry));
    carry >>= 32;
  }
  return out;
}

Limbs difference(const Limbs& a, const Limbs& b) {
  Limbs out;
  int64_t borrow = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    int64_t limb = static_cast<int64_t>(a[i]) - (i < b.size() ? b[i] : 0) + borrow;
    borrow = limb < 0 ? -1 : 0;
    out.push_back(static_cast<uint32_t>(limb));
  }
  trim(out);
  return out;
}

Limbs product(const Limbs& a, const Limbs& b) {
  Limbs out(a.size() + b.size(), 0);
  for (size_t i = 0; i < a.size(); ++i) {
    uint64_t carry = 0;
    for (size_t j = 0; j < b.size() || carry; ++j) {
      carry += out[i + j] + (j < b.size() ? uint64_t{a[i]} * b[j] : 0);
      out[i + j] = static_cast<uint32_t>(carry);
      carry >>= 32;
    }
  }
  trim(out);
  return out;
}

void multiply_add(Limbs& limbs, uint32_t factor, uint32_t term) {
  uint64_t carry = term;
  for (uint32_t& limb : limbs) {
    carry += uint64_t{limb} * factor;
    limb = static_cast<uint32_t>(carry);
    carry >>= 32;
  }
  if (carry) limbs.push_back(static_cast<uint32_t>(carry));
}

uint32_t divide_small(Limbs& limbs, uint32_t divisor) {
  uint64_t rest = 0;
  for (size_t i = limbs.size(); i-- > 0;) {
    rest = rest << 32 | limbs[i];
    limbs[i] = static_cast<uint32_t>(rest / divisor);
    rest %= divisor;
  }
  trim(limbs);
  return static_cast<uint32_t>(rest);
}

Quotient quotient(const Limbs& a, const Limbs& b) {
  Quotient out;
  if (b.size() == 1) {
    out.whole = a;
    out.exact = divide_small(out.whole, b[0]) == 0;
    return out;
  }
  Limbs rest;
  out.whole.assign(a.size(), 0);
  for (uint32_t i = bit_length(a); i-- > 0;) {
    rest = shifted_left(rest, 1);
    if (bit_at(a, i)) {
      if (rest.empty()) rest.push_back(0);
      rest[0] |= 1;
    }
    if (compare_limbs(rest, b) < 0) continue;
    rest = difference(rest, b);
    out.whole[i / 32] |= 1u << (i % 32);
  }
  trim(out.whole);
  out.exact = rest.empty();
  return out;
}

Limbs power_of_five(uint32_t exponent) {
  Limbs out{1};
  for (; exponent >= 13; exponent -= 13) multiply_add(out, 1220703125, 0);  // 5^13
  for (; exponent > 0; --exponent) multiply_add(out, 5, 0);
  return out;
}

std::string decimal_text(Limbs limbs) {
  std::string out;
  while (!limbs.empty()) {
    uint32_t part = divide_small(limbs, 1'000'000'000);
    for (int i = 0; i < 9 && (part || !limbs.empty()); ++i, part /= 10) out += static_cast<char>('0' + part % 10);
  }
  std::reverse(out.begin(), out.end());
  return out;
}

}  // namespace ringfence::limbs
