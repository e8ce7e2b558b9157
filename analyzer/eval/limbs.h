#pragma once
// Whole numbers of any size, in limbs of 32 bits, the lowest first and without zeros at the end. What BigNumber
// computes with; nothing here knows of signs or points.

#include <cstdint>
#include <string>
#include <vector>

namespace ringfence::limbs {

using Limbs = std::vector<uint32_t>;

struct Quotient {
  Limbs whole;
  bool exact = true;
};

void trim(Limbs& limbs);
uint32_t bit_length(const Limbs& limbs);
bool bit_at(const Limbs& limbs, uint32_t place);
Limbs shifted_left(const Limbs& limbs, uint32_t bits);
Limbs shifted_right(const Limbs& limbs, uint32_t bits);
uint32_t trailing_zeros(const Limbs& limbs);
int compare_limbs(const Limbs& a, const Limbs& b);
Limbs sum(const Limbs& a, const Limbs& b);
/// a - b, where a is not less.
Limbs difference(const Limbs& a, const Limbs& b);
Limbs product(const Limbs& a, const Limbs& b);
void multiply_add(Limbs& limbs, uint32_t factor, uint32_t term);
/// Divides in place; the remainder.
uint32_t divide_small(Limbs& limbs, uint32_t divisor);
/// By one limb, which most divisors have (a power of five of a written fraction, a count), at once; else bit by bit.
Quotient quotient(const Limbs& a, const Limbs& b);
Limbs power_of_five(uint32_t exponent);
std::string decimal_text(Limbs limbs);

}  // namespace ringfence::limbs
