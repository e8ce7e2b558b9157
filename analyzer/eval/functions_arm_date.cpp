// Date functions. A year is 365 days and a month 30, as documented; times are UTC.
// Source: learn.microsoft.com, "Date functions for ARM templates", and .NET's standard and custom
// date format strings in the invariant culture.

#include <array>
#include <charconv>
#include <cmath>

#include "analyzer/eval/functions_arm.h"

namespace ringfence::arm {
namespace {

constexpr int64_t kTicksPerSecond = 10'000'000;
constexpr int64_t kSecondsPerDay = 86'400;

/// A moment in ticks of 100 ns since 1970, from year 1 to 9999.
struct Moment {
  int64_t ticks = 0;
  int64_t seconds() const { return ticks >= 0 ? ticks / kTicksPerSecond : -((-ticks + kTicksPerSecond - 1) / kTicksPerSecond); }
  int64_t fraction() const { return ticks - seconds() * kTicksPerSecond; }
};
constexpr int64_t kFirstSecond = -62'135'596'800, kLastSecond = 253'402'300'799;

int64_t days_from_civil(int64_t year, int64_t month, int64_t day) {
  year -= month <= 2;
  const int64_t era = (year >= 0 ? year : year - 399) / 400;
  const int64_t year_of_era = year - era * 400;
  const int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146'097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719'468;
}

struct Civil {
  int64_t year, month, day, hour, minute, second, fraction, weekday;
};

Civil civil_of(Moment moment) {
  const int64_t seconds = moment.seconds();
  const int64_t days = seconds >= 0 ? seconds / kSecondsPerDay : -((-seconds + kSecondsPerDay - 1) / kSecondsPerDay);
  const int64_t rest = seconds - days * kSecondsPerDay;
  const int64_t shifted = days + 719'468;
  const int64_t era = (shifted >= 0 ? shifted : shifted - 146'096) / 146'097;
  const int64_t day_of_era = shifted - era * 146'097;
  const int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int64_t month_place = (5 * day_of_year + 2) / 153;
  const int64_t month = month_place < 10 ? month_place + 3 : month_place - 9;
  return {year_of_era + era * 400 + (month <= 2), month, day_of_year - (153 * month_place + 2) / 5 + 1,
          rest / 3600, rest / 60 % 60, rest % 60, moment.fraction(), ((days % 7) + 11) % 7};
}

/// Reads fixed-width numbers and signs from the front of a text.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}
  bool done() const { return text_.empty(); }
  char peek() const { return text_.empty() ? '\0' : text_[0]; }
  bool skip(char c) {
    if (peek() != c) return false;
    text_.remove_prefix(1);
    return true;
  }
  bool digits(size_t count, int64_t& out) {
    if (text_.size() < count) return false;
    const auto result = std::from_chars(text_.data(), text_.data() + count, out);
    if (result.ec != std::errc{} || result.ptr != text_.data() + count || text_[0] == '-') return false;
    text_.remove_prefix(count);
    return true;
  }
  /// Digits after a decimal point, in ticks.
  int64_t fraction() {
    int64_t ticks = 0, place = kTicksPerSecond;
    for (; peek() >= '0' && peek() <= '9'; text_.remove_prefix(1)) {
      place /= 10;
      ticks += (peek() - '0') * place;
    }
    return ticks;
  }

 private:
  std::string_view text_;
};

bool is_date(int64_t year, int64_t month, int64_t day) {
  constexpr std::array<int, 12> kDays{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (year < 1 || month < 1 || month > 12 || day < 1) return false;
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return day <= kDays[static_cast<size_t>(month - 1)] + (month == 2 && leap);
}

/// 2023-01-01T00:00:00.1234567Z, with a space instead of T, an offset instead of Z, or the date alone; and 20230101T000000Z.
std::optional<Moment> read_moment(std::string_view text) {
  Scanner scan(text);
  int64_t year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, ticks = 0;
  if (!scan.digits(4, year)) return std::nullopt;
  const bool dashes = scan.skip('-');
  if (!scan.digits(2, month) || (dashes && !scan.skip('-')) || !scan.digits(2, day) || !is_date(year, month, day)) return std::nullopt;
  if (scan.skip('T') || scan.skip('t') || scan.skip(' ')) {
    if (!scan.digits(2, hour)) return std::nullopt;
    scan.skip(':');
    if (!scan.digits(2, minute)) return std::nullopt;
    scan.skip(':');
    if (scan.peek() >= '0' && scan.peek() <= '9' && !scan.digits(2, second)) return std::nullopt;
    if (scan.skip('.')) ticks = scan.fraction();
    if (hour > 23 || minute > 59 || second > 59) return std::nullopt;
  }
  int64_t offset = 0;
  scan.skip(' ');
  if (scan.peek() == '+' || scan.peek() == '-') {
    const int64_t sign = scan.skip('-') ? -1 : 1;
    scan.skip('+');
    int64_t hours = 0, minutes = 0;
    if (!scan.digits(2, hours)) return std::nullopt;
    scan.skip(':');
    if (!scan.done() && !scan.digits(2, minutes)) return std::nullopt;
    offset = sign * (hours * 3600 + minutes * 60);
  } else if (!scan.skip('Z')) {
    scan.skip('z');
  }
  if (!scan.done()) return std::nullopt;
  const int64_t seconds = days_from_civil(year, month, day) * kSecondsPerDay + hour * 3600 + minute * 60 + second - offset;
  if (seconds < kFirstSecond || seconds > kLastSecond) return std::nullopt;
  return Moment{seconds * kTicksPerSecond + ticks};
}

/// ISO 8601 duration in ticks: [-]P1Y2M3W4DT5H6M7.8S.
std::optional<int64_t> read_duration(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  if (!text.starts_with('P') || text.size() < 3) return std::nullopt;
  text.remove_prefix(1);
  bool time = false;
  double seconds = 0;
  while (!text.empty()) {
    if (text[0] == 'T' && !time) {
      time = true;
      text.remove_prefix(1);
      if (text.empty()) return std::nullopt;
    }
    double number = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
    if (result.ec != std::errc{} || result.ptr == text.data() + text.size() || number < 0 || number > 1e9) return std::nullopt;
    text.remove_prefix(static_cast<size_t>(result.ptr - text.data()));
    const std::string_view units = time ? "HMS" : "YMWD";
    constexpr std::array<double, 3> kTime{3600, 60, 1};
    constexpr std::array<double, 4> kDays{365, 30, 7, 1};
    const size_t unit = units.find(text[0]);
    if (unit == std::string_view::npos) return std::nullopt;
    seconds += number * (time ? kTime[unit] : kDays[unit] * kSecondsPerDay);
    text.remove_prefix(1);
  }
  if (seconds > 4e11) return std::nullopt;
  const auto ticks = static_cast<int64_t>(std::llround(seconds * static_cast<double>(kTicksPerSecond)));
  return negative ? -ticks : ticks;
}

constexpr std::array<std::string_view, 12> kMonths{"January", "February", "March",     "April",   "May",      "June",
                                                   "July",    "August",   "September", "October", "November", "December"};
constexpr std::array<std::string_view, 7> kWeekdays{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};

/// The custom format behind a standard one-letter format.
std::string_view standard_format(char letter) {
  switch (letter) {
    case 'd': return "MM/dd/yyyy";
    case 'D': return "dddd, dd MMMM yyyy";
    case 'f': return "dddd, dd MMMM yyyy HH:mm";
    case 'F':
    case 'U': return "dddd, dd MMMM yyyy HH:mm:ss";
    case 'g': return "MM/dd/yyyy HH:mm";
    case 'G': return "MM/dd/yyyy HH:mm:ss";
    case 'm':
    case 'M': return "MMMM dd";
    case 'o':
    case 'O': return "yyyy-MM-ddTHH:mm:ss.fffffffK";
    case 'r':
    case 'R': return "ddd, dd MMM yyyy HH:mm:ss 'GMT'";
    case 's': return "yyyy-MM-ddTHH:mm:ss";
    case 't': return "HH:mm";
    case 'T': return "HH:mm:ss";
    case 'u': return "yyyy-MM-dd HH:mm:ss'Z'";
    case 'y':
    case 'Y': return "yyyy MMMM";
    default: return {};
  }
}

std::string padded(int64_t number, size_t width) {
  std::string out = std::to_string(number);
  return out.size() < width ? std::string(width - out.size(), '0') + out : out;
}

std::string fraction_text(int64_t ticks, size_t digits, bool trimmed) {
  std::string out = padded(ticks, 7).substr(0, std::min<size_t>(digits, 7));
  while (trimmed && !out.empty() && out.back() == '0') out.pop_back();
  return out;
}

/// What `count` times the letter prints; nullopt for a letter that means nothing.
std::optional<std::string> format_field(const Civil& time, char letter, size_t count) {
  const int64_t hour12 = time.hour % 12 == 0 ? 12 : time.hour % 12;
  const auto month = kMonths[static_cast<size_t>(time.month - 1)];
  const auto weekday = kWeekdays[static_cast<size_t>(time.weekday)];
  switch (letter) {
    case 'y': return count == 1 ? std::to_string(time.year % 100) : count == 2 ? padded(time.year % 100, 2) : padded(time.year, count);
    case 'M': return count < 3 ? padded(time.month, count) : std::string(count == 3 ? month.substr(0, 3) : month);
    case 'd': return count < 3 ? padded(time.day, count) : std::string(count == 3 ? weekday.substr(0, 3) : weekday);
    case 'H': return padded(time.hour, std::min<size_t>(count, 2));
    case 'h': return padded(hour12, std::min<size_t>(count, 2));
    case 'm': return padded(time.minute, std::min<size_t>(count, 2));
    case 's': return padded(time.second, std::min<size_t>(count, 2));
    case 'f': return fraction_text(time.fraction, count, false);
    case 'F': return fraction_text(time.fraction, count, true);
    case 't': return std::string(time.hour < 12 ? "AM" : "PM").substr(0, count);
    case 'z': return std::string(count == 1 ? "+0" : count == 2 ? "+00" : "+00:00");
    case 'K': return std::string("Z");
    case 'g': return std::string("A.D.");
    default: return std::nullopt;
  }
}

std::string format_moment(Moment moment, std::string_view format) {
  if (format.size() == 1 && !standard_format(format[0]).empty()) format = standard_format(format[0]);
  const Civil time = civil_of(moment);
  std::string out;
  for (size_t at = 0; at < format.size();) {
    const char c = format[at];
    if (c == '\'' || c == '"') {
      const size_t end = std::min(format.find(c, at + 1), format.size());
      out += format.substr(at + 1, end - at - 1);
      at = end + 1;
      continue;
    }
    if (c == '\\' || c == '%') {
      if (c == '\\' && at + 1 < format.size()) out += format[++at];
      ++at;
      continue;
    }
    const size_t end = std::min(format.find_first_not_of(c, at), format.size());
    const size_t count = c == 'K' ? 1 : end - at;
    if (const auto field = format_field(time, c, count)) {
      out += *field;
      at += count;
    } else {
      out += c;
      ++at;
    }
  }
  return out;
}

constexpr std::string_view kIso = "yyyy-MM-ddTHH:mm:ss'Z'";

Value date_time_add(CallContext& context) {
  for (size_t i = 0; i < context.args.size(); ++i)
    if (!context.args[i].is_string()) return wrong_type(context, i, "a string");
  const auto base = read_moment(context.args[0].str());
  if (!base) return context.error("dateTimeAdd(): '" + std::string(context.args[0].str().substr(0, 40)) + "' is not a date and time");
  const auto duration = read_duration(context.args[1].str());
  if (!duration) return context.error("dateTimeAdd(): '" + std::string(context.args[1].str().substr(0, 40)) + "' is not an ISO 8601 duration");
  Moment moment;
  if (__builtin_add_overflow(base->ticks, *duration, &moment.ticks) || moment.seconds() < kFirstSecond || moment.seconds() > kLastSecond)
    return context.error("dateTimeAdd(): the result is not a date of the years 1 to 9999");
  return context.text(format_moment(moment, context.args.size() > 2 ? context.args[2].str() : kIso));
}

Value date_time_from_epoch(CallContext& context) {
  if (!context.args[0].is_int()) return wrong_type(context, 0, "an integer");
  const int64_t seconds = context.args[0].integer;
  if (seconds < kFirstSecond || seconds > kLastSecond) return context.error("dateTimeFromEpoch(): the result is not a date of the years 1 to 9999");
  return context.text(format_moment(Moment{seconds * kTicksPerSecond}, kIso));
}

Value date_time_to_epoch(CallContext& context) {
  if (!context.args[0].is_string()) return wrong_type(context, 0, "a string");
  const auto moment = read_moment(context.args[0].str());
  if (!moment) return context.error("dateTimeToEpoch(): '" + std::string(context.args[0].str().substr(0, 40)) + "' is not a date and time");
  return Value::of(moment->seconds());
}

/// The clock is not a part of the template.
Value utc_now(CallContext& context) { return context.symbolic({SymbolType::String, SymbolReason::Runtime, false, false, {}}); }

constexpr FunctionRow kRows[] = {
    {"datetimeadd", 2, 3, kPlain, SymbolType::String, date_time_add},
    {"datetimefromepoch", 1, 1, kPlain, SymbolType::String, date_time_from_epoch},
    {"datetimetoepoch", 1, 1, kPlain, SymbolType::Int, date_time_to_epoch},
    {"utcnow", 0, 1, kPlain, SymbolType::String, utc_now},
};

}  // namespace

std::span<const FunctionRow> date_rows() { return kRows; }

}  // namespace ringfence::arm
