#include "analyzer/eval/decimal.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>

namespace ringfence {
namespace {

__extension__ using Wide = __int128;

/// digits * 10^exponent, the shortest that means the double; at most 15 digits.
struct Decimal {
  int64_t digits = 0;
  int exponent = 0;
};

std::optional<Decimal> decimal_of(double number) {
  char buffer[40];
  const auto [end, failed] = std::to_chars(buffer, buffer + sizeof buffer, number, std::chars_format::scientific);
  const std::string_view text(buffer, static_cast<size_t>(end - buffer));
  const size_t mark = text.find('e');
  if (failed != std::errc() || mark == std::string_view::npos) return std::nullopt;  // not finite
  // With more digits it is no number that somebody wrote but a rounded quotient, whose error cancels in doubles.
  constexpr size_t kWritten = 16;  // 15 digits and the point
  if (mark - (number < 0 ? 1 : 0) > kWritten) return std::nullopt;
  Decimal out;
  std::string digits;
  for (char c : text.substr(0, mark)) {
    if (c != '.') digits += c;
  }
  std::string_view power = text.substr(mark + 1);
  if (power.starts_with('+')) power.remove_prefix(1);
  std::from_chars(digits.data(), digits.data() + digits.size(), out.digits);
  std::from_chars(power.data(), power.data() + power.size(), out.exponent);
  if (const size_t dot = text.find('.'); dot != std::string_view::npos) out.exponent -= static_cast<int>(mark - dot - 1);
  return out;
}

double nearest(Wide digits, int exponent) {
  const bool negative = digits < 0;
  if (negative) digits = -digits;
  std::string text;
  do {
    text += static_cast<char>('0' + static_cast<int>(digits % 10));
    digits /= 10;
  } while (digits != 0);
  if (negative) text += '-';
  std::reverse(text.begin(), text.end());
  text += 'e' + std::to_string(exponent);
  double out = 0;
  std::from_chars(text.data(), text.data() + text.size(), out);
  return out;
}

}  // namespace

std::optional<double> decimal_sum(double a, double b) {
  auto x = decimal_of(a), y = decimal_of(b);
  if (!x || !y) return std::nullopt;
  if (x->exponent < y->exponent) std::swap(x, y);
  constexpr int kFurthest = 20;  // 15 digits and 20 zeros fit into 127 bits
  if (x->exponent - y->exponent > kFurthest) return std::nullopt;
  Wide left = x->digits;
  for (int i = y->exponent; i < x->exponent; ++i) left *= 10;
  return nearest(left + y->digits, y->exponent);
}

std::optional<double> decimal_product(double a, double b) {
  const auto x = decimal_of(a), y = decimal_of(b);
  if (!x || !y) return std::nullopt;
  const int exponent = x->exponent + y->exponent;
  if (exponent < -250 || exponent > 250) return std::nullopt;
  return nearest(static_cast<Wide>(x->digits) * y->digits, exponent);
}

}  // namespace ringfence
