#pragma once
// BigNumber: a number as Terraform computes with it, a binary fraction of up to 512 bits.
//
// Terraform's numbers are those of Go's math/big.Float: a sum, product or quotient is exact and then rounded once, half
// to even, to the precision of its operands; a number is printed with the fewest decimal digits that mean it at that
// precision. So 0.1 + 0.2 is 0.3, and 1/3 has 155 digits. Values hold one (Shape::Exact) where an int64 does not do;
// the operators and functions of Terraform make and read them, everyone else asks Value::number().

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/eval/value.h"
#include "parsers/arena.h"

namespace ringfence {

class BigNumber {
 public:
  static constexpr uint32_t kPrecision = 512;  // of numbers that are written
  static constexpr uint32_t kDouble = 53;      // of results of functions that compute with doubles

  BigNumber() = default;
  static BigNumber of(int64_t integer);
  /// The number must be finite.
  static BigNumber of(double number);
  /// Decimal digits with an optional sign, point and exponent; nullopt when it is none, or beyond all use.
  static std::optional<BigNumber> parse(std::string_view text);
  /// Digits of that base (2 to 62; letters as Go has them: a-z, then A-Z, or any case up to base 36) with an optional
  /// sign. Beyond 512 bits it is rounded.
  static std::optional<BigNumber> parse_integer(std::string_view text, uint32_t base);

  bool is_zero() const { return count_ == 0; }
  bool is_negative() const { return negative_; }
  bool is_integer() const;
  std::optional<int64_t> to_int64() const;
  double nearest() const;
  /// Without an exponent, as Terraform prints it.
  std::string text() const;
  /// `digits` decimals behind the point, rounded half to even; as text in base 2, 8 or 16, for whole numbers.
  std::string fixed(uint32_t digits) const;
  std::string integer_text(uint32_t base) const;
  /// d.ddde+dd with `digits` behind the point; fewest digits when there is no number of them.
  std::string scientific(std::optional<uint32_t> digits) const;
  /// As printf's %g: the shorter of the two, without trailing zeros.
  std::string general(std::optional<uint32_t> digits) const;
  /// Without what is behind the point.
  BigNumber truncated() const;
  BigNumber negated() const;

  friend int compare(const BigNumber& a, const BigNumber& b);
  // nullopt: the result is too large (or small) to be of use, or a division by zero.
  friend std::optional<BigNumber> add(const BigNumber& a, const BigNumber& b);
  friend std::optional<BigNumber> multiply(const BigNumber& a, const BigNumber& b);
  friend std::optional<BigNumber> divide(const BigNumber& a, const BigNumber& b);
  friend std::optional<BigNumber> modulo(const BigNumber& a, const BigNumber& b);

 private:
  struct Digits;
  using Limbs = std::vector<uint32_t>;  // least significant first, no leading zeros
  static constexpr size_t kCapacity = kPrecision / 32;

  static std::optional<BigNumber> rounded(bool negative, Limbs limbs, int64_t exponent, uint32_t precision, bool more);
  Digits digits() const;
  Digits shortest() const;
  Limbs limbs() const { return {limbs_.begin(), limbs_.begin() + count_}; }

  bool negative_ = false;
  uint8_t count_ = 0;                        // limbs in use; none for zero
  std::array<uint32_t, kCapacity> limbs_{};  // the value is limbs * 2^exponent, odd
  int32_t exponent_ = 0;
  uint32_t precision_ = kPrecision;
};

int compare(const BigNumber& a, const BigNumber& b);
std::optional<BigNumber> add(const BigNumber& a, const BigNumber& b);
std::optional<BigNumber> multiply(const BigNumber& a, const BigNumber& b);
std::optional<BigNumber> divide(const BigNumber& a, const BigNumber& b);
/// What is left of a after whole multiples of b; the sign is a's. Of b = 0: a, as Terraform has it.
std::optional<BigNumber> modulo(const BigNumber& a, const BigNumber& b);

/// The number of an Int or a Double.
BigNumber big_of(const Value& number);
/// Int where it fits, else exact.
Value value_of(const BigNumber& number, Arena& arena);

}  // namespace ringfence
