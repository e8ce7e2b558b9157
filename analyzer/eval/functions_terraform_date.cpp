// formatdate, timeadd, timecmp over RFC 3339 times; the present is not known.

#include <array>
#include <cmath>

#include <fmt/format.h>
#include "analyzer/eval/functions_terraform.h"

namespace ringfence::terraform_library {

namespace {

struct Time {
  int64_t seconds = 0;  // since 1970-01-01T00:00:00Z
  int64_t nanoseconds = 0;
  int offset = 0;  // minutes east of UTC in which it is shown
};

struct Civil {
  int64_t year;
  int month, day, hour, minute, second, weekday;
};

// Howard Hinnant, "chrono-compatible low-level date algorithms".
int64_t days_from_civil(int64_t year, int month, int day) {
  year -= month <= 2;
  int64_t era = (year >= 0 ? year : year - 399) / 400;
  int64_t year_of_era = year - era * 400;
  int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

Civil civil_of(const Time& time) {
  int64_t local = time.seconds + time.offset * 60;
  int64_t days = (local >= 0 ? local : local - 86399) / 86400;
  auto rest = static_cast<int>(local - days * 86400);
  int64_t shifted = days + 719468;
  int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
  int64_t day_of_era = shifted - era * 146097;
  int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  auto month_index = static_cast<int>((5 * day_of_year + 2) / 153);
  int month = month_index < 10 ? month_index + 3 : month_index - 9;
  auto day = static_cast<int>(day_of_year - (153 * month_index + 2) / 5 + 1);
  auto weekday = static_cast<int>(((days % 7) + 11) % 7);  // 1970-01-01 was a Thursday (4)
  return {year_of_era + era * 400 + (month <= 2), month, day, rest / 3600, rest / 60 % 60, rest % 60, weekday};
}

/// `count` digits at `at`, or -1.
int digits(std::string_view text, size_t at, size_t count) {
  int value = 0;
  for (size_t i = at; i < at + count; ++i) {
    if (i >= text.size() || text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

std::optional<int> parse_offset(std::string_view text) {
  if (text == "Z" || text == "z") return 0;
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
  int hours = digits(text, 1, 2), minutes = digits(text, 4, 2);
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return std::nullopt;
  return (text[0] == '-' ? -1 : 1) * (hours * 60 + minutes);
}

std::optional<Time> parse_time(std::string_view text) {
  int year = digits(text, 0, 4), month = digits(text, 5, 2), day = digits(text, 8, 2);
  int hour = digits(text, 11, 2), minute = digits(text, 14, 2), second = digits(text, 17, 2);
  bool marks =
      text.size() >= 20 && text[4] == '-' && text[7] == '-' && text[10] == 'T' && text[13] == ':' && text[16] == ':';
  constexpr std::array kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (!marks || year < 0 || month < 1 || month > 12 || day < 1 || hour < 0 || hour > 23 || minute < 0 || minute > 59 ||
      second < 0 || second > 59) {
    return std::nullopt;
  }
  bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  if (day > kDays[static_cast<size_t>(month - 1)] + (month == 2 && leap)) return std::nullopt;
  Time out;
  size_t at = 19;
  if (text[at] == '.') {
    int64_t unit = 100'000'000;
    for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, unit /= 10)
      out.nanoseconds += (text[at] - '0') * unit;
  }
  std::optional<int> offset = parse_offset(text.substr(at));
  if (!offset) return std::nullopt;
  out.offset = *offset;
  out.seconds = days_from_civil(year, month, day) * 86400 + hour * 3600 + minute * 60 + second - *offset * 60;
  return out;
}

std::optional<Time> time_argument(CallContext& context, Arguments& arguments, size_t index, Value& error) {
  std::string_view text = arguments.text(index);
  error = arguments.error();
  if (arguments.failed()) return std::nullopt;
  std::optional<Time> time = parse_time(text);
  if (!time)
    error =
        context.error(std::string(context.name) + "() cannot read \"" + std::string(text) + "\" as an RFC 3339 time");
  return time;
}

std::string offset_text(int minutes, std::string_view separator) {
  int size = minutes < 0 ? -minutes : minutes;
  return fmt::format("{}{:02}{}{:02}", minutes < 0 ? '-' : '+', size / 60, separator, size % 60);
}

std::string time_text(const Time& time) {
  Civil at = civil_of(time);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}", at.year, at.month, at.day, at.hour, at.minute, at.second,
                     time.offset == 0 ? "Z" : offset_text(time.offset, ":"));
}

constexpr std::array<std::string_view, 12> kMonths = {"January",   "February", "March",    "April",
                                                      "May",       "June",     "July",     "August",
                                                      "September", "October",  "November", "December"};
constexpr std::array<std::string_view, 7> kWeekdays = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                       "Thursday", "Friday", "Saturday"};

/// One run of the same letter; nullopt: it has no meaning.
std::optional<std::string> date_part(std::string_view run, const Time& time) {
  Civil at = civil_of(time);
  int half = at.hour % 12 == 0 ? 12 : at.hour % 12;
  std::string_view month = kMonths[static_cast<size_t>(at.month - 1)];
  std::string_view weekday = kWeekdays[static_cast<size_t>(at.weekday)];
  const std::array<std::pair<std::string_view, std::string>, 21> parts = {{{"YYYY", fmt::format("{:04}", at.year)},
                                                                           {"YY", fmt::format("{:02}", at.year % 100)},
                                                                           {"MMMM", std::string(month)},
                                                                           {"MMM", std::string(month.substr(0, 3))},
                                                                           {"MM", fmt::format("{:02}", at.month)},
                                                                           {"M", std::to_string(at.month)},
                                                                           {"DD", fmt::format("{:02}", at.day)},
                                                                           {"D", std::to_string(at.day)},
                                                                           {"EEEE", std::string(weekday)},
                                                                           {"EEE", std::string(weekday.substr(0, 3))},
                                                                           {"hh", fmt::format("{:02}", at.hour)},
                                                                           {"h", std::to_string(at.hour)},
                                                                           {"HH", fmt::format("{:02}", half)},
                                                                           {"H", std::to_string(half)},
                                                                           {"AA", at.hour < 12 ? "AM" : "PM"},
                                                                           {"aa", at.hour < 12 ? "am" : "pm"},
                                                                           {"mm", fmt::format("{:02}", at.minute)},
                                                                           {"m", std::to_string(at.minute)},
                                                                           {"ss", fmt::format("{:02}", at.second)},
                                                                           {"s", std::to_string(at.second)},
                                                                           {"ZZZZ", offset_text(time.offset, "")}}};
  if (run == "Z") return time.offset == 0 ? "Z" : offset_text(time.offset, ":");
  if (run == "ZZZ") return time.offset == 0 ? "UTC" : offset_text(time.offset, "");
  if (run == "ZZZZZ") return offset_text(time.offset, ":");
  for (const auto& [letters, text] : parts) {
    if (run == letters) return text;
  }
  return std::nullopt;
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

Value format_date(CallContext& context) {
  Arguments arguments(context);
  std::string_view spec = arguments.text(0);
  Value error;
  std::optional<Time> time = time_argument(context, arguments, 1, error);
  if (!time) return error;
  std::string out;
  for (size_t at = 0; at < spec.size();) {
    char c = spec[at];
    if (c == '\'') {  // quoted text; two quotes are one
      for (++at;; ++at) {
        if (at >= spec.size()) return context.error("formatdate() met a quote that is not closed");
        bool quote = spec[at] == '\'';
        if (quote && (at + 1 >= spec.size() || spec[at + 1] != '\'')) break;
        if (quote) ++at;
        out += spec[at];
      }
      ++at;
      continue;
    }
    size_t end = at + 1;
    if (is_letter(c)) end = std::min(spec.find_first_not_of(c, at), spec.size());
    std::optional<std::string> part = is_letter(c) ? date_part(spec.substr(at, end - at), *time) : std::string(1, c);
    if (!part) return context.error("formatdate() knows no \"" + std::string(spec.substr(at, end - at)) + "\"");
    out += *part;
    at = end;
  }
  return context.text(out);
}

/// Go's durations: "1h30m", "-1.5h", "100ms"; nanoseconds.
std::optional<double> parse_duration(std::string_view text) {
  bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  if (text == "0") return 0.0;
  if (text.empty()) return std::nullopt;
  constexpr std::array<std::pair<std::string_view, double>, 8> kUnits = {
      {{"ns", 1}, {"us", 1e3}, {"µs", 1e3}, {"μs", 1e3}, {"ms", 1e6}, {"s", 1e9}, {"m", 60e9}, {"h", 3600e9}}};
  double total = 0;
  while (!text.empty()) {
    size_t size = std::min(text.find_first_not_of("0123456789."), text.size());
    const auto number = BigNumber::parse(text.substr(0, size));
    if (!number) return std::nullopt;
    text.remove_prefix(size);
    size_t unit_size = std::min(text.find_first_of("0123456789."), text.size());
    std::string_view unit = text.substr(0, unit_size);
    double factor = 0;
    for (const auto& [name, value] : kUnits) {
      if (unit == name) factor = value;
    }
    if (factor == 0) return std::nullopt;
    total += number->nearest() * factor;
    text.remove_prefix(unit_size);
  }
  if (total > 9.2e18) return std::nullopt;
  return negative ? -total : total;
}

Value time_add(CallContext& context) {
  Arguments arguments(context);
  Value error;
  std::optional<Time> time = time_argument(context, arguments, 0, error);
  std::string_view text = arguments.text(1);
  if (!time) return error;
  if (arguments.failed()) return arguments.error();
  std::optional<double> duration = parse_duration(text);
  if (!duration)
    return context.error("timeadd() cannot read \"" + std::string(text) + "\" as a duration such as 1h30m");
  auto total = static_cast<int64_t>(*duration);
  int64_t nanoseconds = time->nanoseconds + total % 1'000'000'000;
  time->seconds += total / 1'000'000'000 + (nanoseconds < 0 ? -1 : nanoseconds / 1'000'000'000);
  return context.text(time_text(*time));
}

Value time_compare(CallContext& context) {
  Arguments arguments(context);
  Value error;
  std::optional<Time> a = time_argument(context, arguments, 0, error);
  if (!a) return error;
  std::optional<Time> b = time_argument(context, arguments, 1, error);
  if (!b) return error;
  auto order = std::pair(a->seconds, a->nanoseconds) <=> std::pair(b->seconds, b->nanoseconds);
  return Value::of(int64_t{order < 0 ? -1 : order > 0 ? 1 : 0});
}

Value now(CallContext& context) {
  SymbolFacts facts;
  facts.type = SymbolType::String;
  facts.no_slash = true;
  return context.symbolic(facts);
}

constexpr std::array kRows = {
    FunctionRow{"formatdate", 2, 2, kPlain, SymbolType::String, format_date},
    FunctionRow{"plantimestamp", 0, 0, kPlain, SymbolType::String, now},
    FunctionRow{"timeadd", 2, 2, kPlain, SymbolType::String, time_add},
    FunctionRow{"timecmp", 2, 2, kPlain, SymbolType::Int, time_compare},
    FunctionRow{"timestamp", 0, 0, kPlain, SymbolType::String, now},
};

}  // namespace

std::span<const FunctionRow> date_rows() { return kRows; }

}  // namespace ringfence::terraform_library
