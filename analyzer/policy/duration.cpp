#include "analyzer/policy/duration.h"

#include <charconv>

namespace ringfence {
namespace {

constexpr int64_t kMinute = 60, kHour = 3600, kDay = 86400;
constexpr int64_t kMaxNumber = 1'000'000'000;

/// Takes digits from the front; nullopt: none, or too many.
std::optional<int64_t> take_number(std::string_view& text) {
  int64_t out = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc() || out < 0 || out > kMaxNumber || text.empty() || text.front() == '-') return std::nullopt;
  text.remove_prefix(static_cast<size_t>(end - text.data()));
  return out;
}

bool take(std::string_view& text, char sign) {
  if (text.empty() || text.front() != sign) return false;
  text.remove_prefix(1);
  return true;
}

int64_t seconds_of(char unit, bool time) {
  switch (unit) {
    case 'Y':
      return time ? 0 : 365 * kDay;
    case 'M':
      return time ? kMinute : 30 * kDay;
    case 'W':
      return time ? 0 : 7 * kDay;
    case 'D':
      return time ? 0 : kDay;
    case 'H':
      return time ? kHour : 0;
    case 'S':
      return time ? 1 : 0;
    default:
      return 0;
  }
}

std::optional<int64_t> read_iso(std::string_view text) {
  int64_t out = 0;
  bool time = false, any = false;
  if (!take(text, 'P')) return std::nullopt;
  while (!text.empty()) {
    if (!time && take(text, 'T')) {
      time = true;
      continue;
    }
    auto number = take_number(text);
    if (number && take(text, '.') && !take_number(text)) return std::nullopt;
    int64_t unit = number && !text.empty() ? seconds_of(text.front(), time) : 0;
    if (unit == 0) return std::nullopt;
    text.remove_prefix(1);
    out += *number * unit;
    any = true;
  }
  return any ? std::optional(out) : std::nullopt;
}

/// [d.]hh:mm[:ss[.fraction]]
std::optional<int64_t> read_clock(std::string_view text) {
  auto first = take_number(text);
  if (!first) return std::nullopt;
  int64_t days = 0, hours = *first;
  if (take(text, '.')) {
    auto next = take_number(text);
    if (!next) return std::nullopt;
    days = hours;
    hours = *next;
  }
  if (!take(text, ':')) return std::nullopt;
  auto minutes = take_number(text);
  int64_t seconds = 0;
  if (minutes && take(text, ':')) {
    auto given = take_number(text);
    if (!given) return std::nullopt;
    seconds = *given;
    if (take(text, '.') && !take_number(text)) return std::nullopt;
  }
  if (!minutes || !text.empty()) return std::nullopt;
  return days * kDay + hours * kHour + *minutes * kMinute + seconds;
}

std::optional<int64_t> read_units(std::string_view text) {
  int64_t out = 0;
  bool any = false;
  while (!text.empty()) {
    auto number = take_number(text);
    if (!number) return std::nullopt;
    if (take(text, 'h'))
      out += *number * kHour;
    else if (take(text, 'm'))
      out += *number * kMinute;
    else if (take(text, 's'))
      out += *number;
    else
      return std::nullopt;
    any = true;
  }
  return any ? std::optional(out) : std::nullopt;
}

}  // namespace

std::optional<int64_t> read_duration(std::string_view text) {
  if (text.size() > 40) return std::nullopt;
  if (auto iso = read_iso(text)) return iso;
  if (auto clock = read_clock(text)) return clock;
  return read_units(text);
}

}  // namespace ringfence
