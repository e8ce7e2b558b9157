#include "analyzer/eval/big_number.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "analyzer/eval/limbs.h"

namespace ringfence {
namespace {

using namespace limbs;

constexpr int64_t kFurthest = 1 << 12;  // bits before or behind the point; about 1,200 decimal digits

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

/// 0.ddd * 10^point, as math/big's decimal.
struct BigNumber::Digits {
  std::string text;
  int64_t point = 0;

  Digits() = default;
  Digits(const Limbs& limbs, int64_t exponent) {
    const uint32_t zeros = trailing_zeros(limbs);
    const uint32_t drop = exponent < 0 ? std::min<uint32_t>(zeros, static_cast<uint32_t>(-exponent)) : 0;
    const int64_t rest = exponent + drop;
    Limbs whole = drop ? shifted_right(limbs, drop) : limbs;
    if (rest > 0) whole = shifted_left(whole, static_cast<uint32_t>(rest));
    if (rest < 0) whole = product(whole, power_of_five(static_cast<uint32_t>(-rest)));
    text = decimal_text(std::move(whole));
    point = static_cast<int64_t>(text.size()) + std::min<int64_t>(rest, 0);
    trim_zeros();
  }

  char at(size_t i) const { return i < text.size() ? text[i] : '0'; }
  void trim_zeros() {
    while (!text.empty() && text.back() == '0') text.pop_back();
    if (text.empty()) point = 0;
  }
  void round_down(size_t count) {
    if (count >= text.size()) return;
    text.resize(count);
    trim_zeros();
  }
  void round_up(size_t count) {
    if (count >= text.size()) return;
    while (count > 0 && text[count - 1] == '9') --count;
    if (count == 0) {
      text = "1";
      ++point;
      return;
    }
    ++text[count - 1];
    text.resize(count);
  }
  void round(int64_t wanted) {
    if (wanted < 0) {
      text.clear();
      point = 0;
      return;
    }
    const auto count = static_cast<size_t>(wanted);
    if (count >= text.size()) return;
    const bool half = text[count] == '5' && count + 1 == text.size();
    const bool up = half ? count > 0 && (text[count - 1] - '0') % 2 != 0 : text[count] >= '5';
    if (up)
      round_up(count);
    else
      round_down(count);
  }
};

/// `more`: something not zero follows behind the last bit.
std::optional<BigNumber> BigNumber::rounded(bool negative, Limbs limbs, int64_t exponent, uint32_t precision,
                                            bool more) {
  trim(limbs);
  const uint32_t length = bit_length(limbs);
  if (length > precision) {
    const uint32_t drop = length - precision;
    const bool half = bit_at(limbs, drop - 1);
    const bool below = more || trailing_zeros(limbs) < drop - 1;
    limbs = shifted_right(limbs, drop);
    exponent += drop;
    if (half && (below || (limbs[0] & 1))) limbs = sum(limbs, {1});
  }
  BigNumber out;
  out.precision_ = precision;
  out.negative_ = negative;  // zero has a sign as well
  if (limbs.empty()) return out;
  const uint32_t zeros = trailing_zeros(limbs);
  if (zeros) limbs = shifted_right(limbs, zeros);
  exponent += zeros;
  if (std::abs(exponent) + bit_length(limbs) > kFurthest) return std::nullopt;
  out.count_ = static_cast<uint8_t>(limbs.size());
  std::copy(limbs.begin(), limbs.end(), out.limbs_.begin());
  out.exponent_ = static_cast<int32_t>(exponent);
  return out;
}

BigNumber BigNumber::of(int64_t integer) {
  const bool negative = integer < 0;
  const uint64_t size = negative ? ~static_cast<uint64_t>(integer) + 1 : static_cast<uint64_t>(integer);
  return *rounded(negative, {static_cast<uint32_t>(size), static_cast<uint32_t>(size >> 32)}, 0, kPrecision, false);
}

BigNumber BigNumber::of(double number) {
  int exponent = 0;
  const auto mantissa = static_cast<uint64_t>(std::ldexp(std::frexp(std::fabs(number), &exponent), 53));
  Limbs limbs{static_cast<uint32_t>(mantissa), static_cast<uint32_t>(mantissa >> 32)};
  return *rounded(std::signbit(number), std::move(limbs), exponent - 53, kDouble, false);
}

std::optional<BigNumber> BigNumber::parse(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  Limbs limbs;
  int64_t power = 0;
  bool any = false, point = false;
  size_t at = 0;
  if (text.size() > static_cast<size_t>(kFurthest) / 4) return std::nullopt;
  for (; at < text.size() && (is_digit(text[at]) || (text[at] == '.' && !point)); ++at) {
    if (text[at] == '.') {
      point = true;
      continue;
    }
    any = true;
    multiply_add(limbs, 10, static_cast<uint32_t>(text[at] - '0'));
    if (point) --power;
  }
  if (!any) return std::nullopt;
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && text[at] == '+' && at + 1 < text.size() && is_digit(text[at + 1])) ++at;
    int32_t exponent = 0;
    const auto [stop, error] = std::from_chars(text.data() + at, text.data() + text.size(), exponent);
    if (error != std::errc()) return std::nullopt;
    at = static_cast<size_t>(stop - text.data());
    power += exponent;
  }
  if (at != text.size()) return std::nullopt;
  trim(limbs);
  if (limbs.empty()) return rounded(negative, {}, 0, kPrecision, false);
  if (std::abs(power) > kFurthest / 4) return std::nullopt;
  const auto fives = power_of_five(static_cast<uint32_t>(std::abs(power)));
  if (power >= 0) return rounded(negative, product(limbs, fives), power, kPrecision, false);
  const auto shift =
      static_cast<uint32_t>(std::max<int64_t>(0, int64_t{kPrecision} + 2 + bit_length(fives) - bit_length(limbs)));
  Quotient made = quotient(shifted_left(limbs, shift), fives);
  return rounded(negative, std::move(made.whole), power - shift, kPrecision, !made.exact);
}

std::optional<BigNumber> BigNumber::parse_integer(std::string_view text, uint32_t base) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  if (text.empty() || text.size() > static_cast<size_t>(kFurthest) / 6) return std::nullopt;
  Limbs limbs;
  for (char c : text) {
    uint32_t digit = 99;
    if (is_digit(c)) digit = static_cast<uint32_t>(c - '0');
    if (c >= 'a' && c <= 'z') digit = static_cast<uint32_t>(c - 'a') + 10;
    if (c >= 'A' && c <= 'Z') digit = static_cast<uint32_t>(c - 'A') + (base <= 36 ? 10 : 36);
    if (digit >= base) return std::nullopt;
    multiply_add(limbs, base, digit);
  }
  trim(limbs);
  const uint32_t precision = std::clamp<uint32_t>(bit_length(limbs), 64, kPrecision);
  return rounded(negative, std::move(limbs), 0, precision, false);
}

bool BigNumber::is_integer() const { return is_zero() || exponent_ >= 0; }

std::optional<int64_t> BigNumber::to_int64() const {
  if (is_zero()) return negative_ ? std::nullopt : std::optional<int64_t>(0);
  if (exponent_ < 0 || exponent_ + static_cast<int64_t>(bit_length(limbs())) > 64) return std::nullopt;
  const Limbs whole = shifted_left(limbs(), static_cast<uint32_t>(exponent_));
  const uint64_t size = whole[0] | (whole.size() > 1 ? uint64_t{whole[1]} << 32 : 0);
  constexpr uint64_t kMost = INT64_MAX;
  if (size > kMost + (negative_ ? 1 : 0)) return std::nullopt;
  return negative_ ? static_cast<int64_t>(~size + 1) : static_cast<int64_t>(size);
}

double BigNumber::nearest() const {
  const std::string text = scientific(std::nullopt);
  double out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error == std::errc()) return out;
  return exponent_ < 0 ? 0 : negative_ ? -HUGE_VAL : HUGE_VAL;
}

BigNumber::Digits BigNumber::digits() const { return Digits(limbs(), exponent_); }

/// The algorithm of Go's math/big, ftoa.go, roundShortest.
BigNumber::Digits BigNumber::shortest() const {
  Digits out = digits();
  if (out.text.empty()) return out;
  const int64_t shift =
      int64_t{precision_} + 1 - bit_length(limbs());  // a number never has more bits than its precision
  const Limbs mantissa = shifted_left(limbs(), static_cast<uint32_t>(shift));
  const Digits lower(difference(mantissa, {1}), exponent_ - shift), upper(sum(mantissa, {1}), exponent_ - shift);
  const bool inclusive = (mantissa[0] & 2) == 0;
  for (size_t i = 0; i < out.text.size(); ++i) {
    const char digit = out.text[i], low = lower.at(i), high = upper.at(i);
    const bool down = low != digit || (inclusive && i + 1 == lower.text.size());
    const bool up = digit != high && (inclusive || digit + 1 < high || i + 1 < upper.text.size());
    if (down && up)
      out.round(static_cast<int64_t>(i) + 1);
    else if (down)
      out.round_down(i + 1);
    else if (up)
      out.round_up(i + 1);
    if (down || up) break;
  }
  return out;
}

std::string BigNumber::text() const {
  const Digits number = shortest();
  if (number.text.empty()) return negative_ ? "-0" : "0";
  std::string out = negative_ ? "-" : "";
  const auto size = static_cast<int64_t>(number.text.size());
  if (number.point <= 0) return out + "0." + std::string(static_cast<size_t>(-number.point), '0') + number.text;
  if (number.point >= size) return out + number.text + std::string(static_cast<size_t>(number.point - size), '0');
  const auto point = static_cast<size_t>(number.point);
  return out + number.text.substr(0, point) + '.' + number.text.substr(point);
}

std::string BigNumber::fixed(uint32_t count) const {
  Digits number = digits();
  number.round(number.point + count);
  std::string out = negative_ ? "-" : "";
  const int64_t point = number.text.empty() ? 0 : number.point;
  for (int64_t i = 0; i < point; ++i) out += number.at(static_cast<size_t>(i));
  if (point <= 0) out += '0';
  if (count > 0) out += '.';
  for (int64_t i = 0; i < count; ++i) {
    const int64_t place = point + i;
    out += place < 0 ? '0' : number.at(static_cast<size_t>(place));
  }
  return out;
}

std::string BigNumber::scientific(std::optional<uint32_t> count) const {
  Digits number = count ? digits() : shortest();
  if (count) number.round(static_cast<int64_t>(*count) + 1);
  std::string out = negative_ ? "-" : "";
  out += number.at(0);
  const size_t behind = count ? *count : number.text.size() - std::min<size_t>(number.text.size(), 1);
  if (behind > 0) out += '.';
  for (size_t i = 1; i <= behind; ++i) out += number.at(i);
  const int64_t power = number.text.empty() ? 0 : number.point - 1;
  const std::string digits = std::to_string(std::abs(power));
  return out + (power < 0 ? "e-" : "e+") + (digits.size() < 2 ? "0" : "") + digits;
}

/// strconv's %e for exponents below -4 or of as many digits as are asked for (of the shortest: 21 at least), else %f.
std::string BigNumber::general(std::optional<uint32_t> count) const {
  Digits number = count ? digits() : shortest();
  if (count) number.round(std::max<int64_t>(*count, 1));
  const auto size = static_cast<int64_t>(number.text.size());
  const int64_t power = number.text.empty() ? 0 : number.point - 1;
  int64_t most = count ? *count : 6;
  if (most > size && size >= number.point) most = size;
  if (!count) most = 6;
  const auto behind = static_cast<uint32_t>(std::max<int64_t>(size - 1, 0));
  if (power < -4 || power >= std::max<int64_t>(most, 1)) return scientific(behind);
  return fixed(static_cast<uint32_t>(std::max<int64_t>(size - number.point, 0)));
}

std::string BigNumber::integer_text(uint32_t base) const {
  Limbs whole = exponent_ > 0 ? shifted_left(limbs(), static_cast<uint32_t>(exponent_)) : limbs();
  if (whole.empty()) return "0";
  std::string out;
  while (!whole.empty()) out += "0123456789abcdef"[divide_small(whole, base)];
  if (negative_) out += '-';
  std::reverse(out.begin(), out.end());
  return out;
}

BigNumber BigNumber::truncated() const {
  if (exponent_ >= 0) return *this;
  return *rounded(negative_, shifted_right(limbs(), static_cast<uint32_t>(-exponent_)), 0, precision_, false);
}

BigNumber BigNumber::negated() const {
  BigNumber out = *this;
  out.negative_ = !negative_;
  return out;
}

int compare(const BigNumber& a, const BigNumber& b) {
  if (a.is_zero() && b.is_zero()) return 0;
  if (a.negative_ != b.negative_) return a.negative_ ? -1 : 1;
  const int32_t low = std::min(a.exponent_, b.exponent_);
  const int order = compare_limbs(shifted_left(a.limbs(), static_cast<uint32_t>(a.exponent_ - low)),
                                  shifted_left(b.limbs(), static_cast<uint32_t>(b.exponent_ - low)));
  return a.negative_ ? -order : order;
}

std::optional<BigNumber> add(const BigNumber& a, const BigNumber& b) {
  const int32_t low = std::min(a.exponent_, b.exponent_);
  const uint32_t precision = std::max(a.precision_, b.precision_);
  const Limbs x = shifted_left(a.limbs(), static_cast<uint32_t>(a.exponent_ - low));
  const Limbs y = shifted_left(b.limbs(), static_cast<uint32_t>(b.exponent_ - low));
  if (a.negative_ == b.negative_) return BigNumber::rounded(a.negative_, sum(x, y), low, precision, false);
  const int order = compare_limbs(x, y);
  if (order == 0) return BigNumber::rounded(false, {}, 0, precision, false);
  if (order > 0) return BigNumber::rounded(a.negative_, difference(x, y), low, precision, false);
  return BigNumber::rounded(b.negative_, difference(y, x), low, precision, false);
}

/// go-cty, value_ops.go, Multiply: 512 bits, of which as many stay as the product or an operand needs.
std::optional<BigNumber> multiply(const BigNumber& a, const BigNumber& b) {
  const int64_t exponent = int64_t{a.exponent_} + b.exponent_;
  auto out = BigNumber::rounded(a.negative_ != b.negative_, product(a.limbs(), b.limbs()), exponent,
                                BigNumber::kPrecision, false);
  if (out) out->precision_ = std::max({a.precision_, b.precision_, bit_length(out->limbs())});
  return out;
}

std::optional<BigNumber> divide(const BigNumber& a, const BigNumber& b) {
  if (b.is_zero()) return std::nullopt;
  const uint32_t precision = std::max(a.precision_, b.precision_);
  const auto shift = static_cast<uint32_t>(
      std::max<int64_t>(0, int64_t{precision} + 2 + bit_length(b.limbs()) - bit_length(a.limbs())));
  Quotient made = quotient(shifted_left(a.limbs(), shift), b.limbs());
  return BigNumber::rounded(a.negative_ != b.negative_, std::move(made.whole),
                            int64_t{a.exponent_} - b.exponent_ - shift, precision, !made.exact);
}

std::optional<BigNumber> modulo(const BigNumber& a, const BigNumber& b) {
  if (b.is_zero()) return a;
  const auto times = divide(a, b);
  if (!times) return std::nullopt;
  const BigNumber whole = times->truncated();
  const uint32_t precision = a.precision_;
  const auto covered = BigNumber::rounded(whole.negative_ != b.negative_, product(whole.limbs(), b.limbs()),
                                          int64_t{whole.exponent_} + b.exponent_, precision, false);
  return covered ? add(a, covered->negated()) : std::nullopt;
}

BigNumber big_of(const Value& number) {
  if (number.is_int()) return BigNumber::of(number.integer);
  return number.shape == Shape::Exact ? *number.exact : BigNumber::of(number.real);
}

Value value_of(const BigNumber& number, Arena& arena) {
  if (const auto integer = number.to_int64()) return Value::of(*integer);
  return Value::of(arena.make<BigNumber>(number));
}

}  // namespace ringfence
