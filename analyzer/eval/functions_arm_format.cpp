// format() with .NET's composite format strings, and concat().
//
// Both see symbols: a plain hole {n} stays a part of the concat, so that "[format('{0}-x', p)]",
// "[concat(p, '-x')]" and '${p}-x' are one term. A formatted hole ({0:N2}, {0,8}) of something
// unknown is a format() term of its own in that place.

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>

#include "analyzer/eval/functions_arm.h"

namespace ringfence::arm {
namespace {

std::string with_thousands(std::string digits) {
  for (size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, 1, ',');
  return digits;
}

/// The digits of |number| before the point and `decimals` behind it, rounded half away from zero as .NET does.
std::string fixed_digits(const Value& number, int decimals, std::string& fraction) {
  if (number.is_int()) {
    fraction.assign(static_cast<size_t>(decimals), '0');
    const auto bits = static_cast<uint64_t>(number.integer);
    return std::to_string(number.integer < 0 ? 0 - bits : bits);
  }
  char buffer[512];
  const int length = std::snprintf(buffer, sizeof buffer, "%.*f", decimals, std::fabs(number.number()));
  std::string text(buffer, static_cast<size_t>(std::max(length, 0)));
  const size_t point = text.find('.');
  fraction = point == std::string::npos ? "" : text.substr(point + 1);
  return text.substr(0, point);
}

bool is_negative(const Value& number) { return number.is_int() ? number.integer < 0 : number.number() < 0; }

/// "0", "000", "#,##0.00": zeros are digits that always stand, '#' digits that may.
std::optional<std::string> custom_number(const Value& number, std::string_view format) {
  if (format.find_first_not_of("0#.,") != std::string_view::npos) return std::nullopt;
  const size_t point = format.find('.');
  const std::string_view before = format.substr(0, point);
  const std::string_view behind = point == std::string_view::npos ? std::string_view{} : format.substr(point + 1);
  if (behind.find_first_of(".,") != std::string_view::npos) return std::nullopt;
  size_t least = 0, least_fraction = 0;
  for (const char c : before) least += c == '0';
  for (const char c : behind) least_fraction += c == '0';
  std::string fraction;
  std::string digits = fixed_digits(number, static_cast<int>(behind.size()), fraction);
  if (digits == "0") digits.clear();
  if (digits.size() < least) digits.insert(0, least - digits.size(), '0');
  while (fraction.size() > least_fraction && fraction.back() == '0') fraction.pop_back();
  if (before.find(',') != std::string_view::npos) digits = with_thousands(digits);
  std::string out = digits + (fraction.empty() ? "" : "." + fraction);
  if (is_negative(number) && out.find_first_of("123456789") != std::string::npos) out.insert(0, 1, '-');
  return out;
}

std::optional<std::string> hexadecimal(const Value& number, int width, bool upper) {
  if (!number.is_int()) return std::nullopt;
  // The engine's integers are 32 bits wide when they fit, which shows in a negative number.
  const bool narrow = number.integer >= INT32_MIN && number.integer < 0;
  const auto bits = narrow ? static_cast<uint64_t>(static_cast<uint32_t>(number.integer)) : static_cast<uint64_t>(number.integer);
  char buffer[32];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, bits, 16).ptr;
  std::string out(buffer, end);
  if (upper) out = to_upper(out);
  if (out.size() < static_cast<size_t>(width)) out.insert(0, static_cast<size_t>(width) - out.size(), '0');
  return out;
}

}  // namespace

std::optional<std::string> format_number(const Value& number, std::string_view format) {
  if (format.empty() || format == "G" || format == "g") return to_text(number);
  int precision = -1;
  if (format.size() > 1) {
    const char* end = format.data() + format.size();
    const auto result = std::from_chars(format.data() + 1, end, precision);
    if (result.ec != std::errc{} || result.ptr != end || precision > 99) return custom_number(number, format);
  }
  const char kind = static_cast<char>(format[0] & ~0x20);
  if (kind == 'X') return hexadecimal(number, std::max(precision, 0), format[0] == 'X');
  if (kind == 'D' && !number.is_int()) return std::nullopt;
  if (kind != 'N' && kind != 'F' && kind != 'D' && kind != 'P') return custom_number(number, format);
  Value scaled = number;
  if (kind == 'P') scaled = Value::of(number.number() * 100);
  std::string fraction;
  const int decimals = kind == 'D' ? 0 : precision < 0 ? 2 : precision;
  std::string out = fixed_digits(scaled, decimals, fraction);
  if (kind == 'D' && precision > 0 && out.size() < static_cast<size_t>(precision))
    out.insert(0, static_cast<size_t>(precision) - out.size(), '0');
  if (kind == 'N' || kind == 'P') out = with_thousands(out);
  if (!fraction.empty()) out += "." + fraction;
  if (kind == 'P') out += " %";
  if (is_negative(number) && out.find_first_of("123456789") != std::string::npos) out.insert(0, 1, '-');
  return out;
}

namespace {

/// One `{index,alignment:format}`.
struct Hole {
  size_t index = 0;
  int alignment = 0;
  std::string_view format;
  bool plain() const { return alignment == 0 && format.empty(); }
};

bool read_number(std::string_view text, size_t& at, int& number) {
  while (at < text.size() && text[at] == ' ') ++at;
  const auto result = std::from_chars(text.data() + at, text.data() + text.size(), number);
  if (result.ec != std::errc{}) return false;
  at = static_cast<size_t>(result.ptr - text.data());
  while (at < text.size() && text[at] == ' ') ++at;
  return true;
}

/// Reads what stands between the braces.
std::optional<Hole> read_hole(std::string_view text) {
  Hole hole;
  size_t at = 0;
  int number = 0;
  if (!read_number(text, at, number) || number < 0) return std::nullopt;
  hole.index = static_cast<size_t>(number);
  if (at < text.size() && text[at] == ',') {
    ++at;
    if (!read_number(text, at, hole.alignment) || hole.alignment > 10'000 || hole.alignment < -10'000) return std::nullopt;
  }
  if (at < text.size() && text[at] == ':') {
    hole.format = text.substr(at + 1);
    at = text.size();
  }
  if (at != text.size()) return std::nullopt;
  return hole;
}

class Formatter {
 public:
  explicit Formatter(CallContext& context) : context_(context) {}

  Value run(std::string_view format) {
    for (size_t at = 0; at < format.size();) {
      const char c = format[at];
      if ((c == '{' || c == '}') && at + 1 < format.size() && format[at + 1] == c) {
        literal_ += c;
        at += 2;
      } else if (c == '{') {
        const size_t end = format.find('}', at);
        const auto hole = end == std::string_view::npos ? std::nullopt : read_hole(format.substr(at + 1, end - at - 1));
        if (!hole) return context_.error("format(): the format string is not valid at '" + std::string(format.substr(at, 12)) + "'");
        if (hole->index + 1 >= context_.args.size())
          return context_.error("format(): there is no argument for {" + std::to_string(hole->index) + "}");
        if (!fill(*hole)) return context_.error("format(): '" + std::string(hole->format) + "' does not format " +
                                                std::string(kind_name(context_.args[hole->index + 1])));
        if (literal_.size() > kLongestText) return context_.limit("a string is too long");
        at = end + 1;
      } else if (c == '}') {
        return context_.error("format(): a '}' has no '{'");
      } else {
        literal_ += c;
        ++at;
      }
    }
    flush();
    if (parts_.size() == 1 && parts_[0].is_string()) return parts_[0];
    if (parts_.empty()) return context_.text("");
    return join_text(context_, parts_);
  }

 private:
  void flush() {
    if (literal_.empty()) return;
    parts_.push_back(context_.text(literal_));
    literal_.clear();
  }

  bool fill(const Hole& hole) {
    const Value& value = context_.args[hole.index + 1];
    if (has_symbol(value)) {
      flush();
      parts_.push_back(hole.plain() ? plain_part(value) : formatted_part(hole, value));
      return true;
    }
    std::string text;
    if (hole.format.empty() || !value.is_number()) {
      text = to_text(value, '\'');
    } else if (auto formatted = format_number(value, hole.format)) {
      text = std::move(*formatted);
    } else {
      return false;
    }
    const int64_t missing = std::abs(hole.alignment) - text_length(text);
    if (missing > 0) text.insert(hole.alignment > 0 ? 0 : text.size(), static_cast<size_t>(missing), ' ');
    literal_ += text;
    return true;
  }

  /// An array or object with unknowns inside has no text yet.
  Value plain_part(const Value& value) {
    if (value.is_symbol()) return value;
    return make_term(context_, "string", {&value, 1}, SymbolType::String);
  }

  Value formatted_part(const Hole& hole, const Value& value) {
    std::string text = "{0";
    if (hole.alignment != 0) text += "," + std::to_string(hole.alignment);
    if (!hole.format.empty()) text += ":" + std::string(hole.format);
    const Value args[] = {context_.text(text + "}"), value};
    return make_term(context_, "format", args, SymbolType::String);
  }

  CallContext& context_;
  std::string literal_;
  std::vector<Value> parts_;
};

Value format(CallContext& context) {
  if (context.args[0].is_symbol()) return unknown(context, SymbolType::String);
  if (!context.args[0].is_string()) return wrong_type(context, 0, "a string");
  return Formatter(context).run(context.args[0].str());
}

Value concat_arrays(CallContext& context) {
  std::vector<Value> items;
  std::vector<Value> parts;  // runs of known items, and what is not known between them
  bool known = true;
  auto flush = [&] {
    if (!items.empty()) parts.push_back(make_array(context.arena(), items));
    items.clear();
  };
  for (size_t i = 0; i < context.args.size(); ++i) {
    const Value& arg = context.args[i];
    if (arg.is_array()) {
      items.insert(items.end(), arg.array_items().begin(), arg.array_items().end());
    } else if (arg.is_symbol() && (arg.symbol->type == SymbolType::Array || arg.symbol->type == SymbolType::Any)) {
      known = false;
      flush();
      parts.push_back(arg);
    } else {
      return wrong_type(context, i, "an array");
    }
  }
  if (!context.spend(items.size())) return too_much(context);
  if (known) return make_array(context.arena(), items);
  flush();
  if (parts.size() == 1) return parts[0];
  return make_term(context, "concat", parts, SymbolType::Array);
}

Value concat(CallContext& context) {
  for (const Value& arg : context.args)
    if (type_of(arg) == SymbolType::Array) return concat_arrays(context);
  std::vector<Value> parts;
  for (size_t i = 0; i < context.args.size(); ++i) {
    const Value& arg = context.args[i];
    if (arg.is_string() || arg.is_symbol()) {
      parts.push_back(arg);
    } else if (arg.is_bool() || arg.is_number()) {
      parts.push_back(context.text(to_text(arg)));
    } else {
      return wrong_type(context, i, "a string or an array");
    }
  }
  // One argument of unknown type: it may be an array.
  if (parts.size() == 1 && type_of(parts[0]) == SymbolType::Any) return parts[0];
  return join_text(context, parts);
}

constexpr FunctionRow kRows[] = {
    {"concat", 0, 255, kSeesSymbols, SymbolType::Any, concat},
    {"format", 1, 255, kSeesSymbols, SymbolType::String, format},
};

}  // namespace

std::span<const FunctionRow> format_rows() { return kRows; }

}  // namespace ringfence::arm
