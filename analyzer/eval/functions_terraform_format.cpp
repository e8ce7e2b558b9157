// format and formatlist: the verbs of Go's fmt that Terraform takes (zclconf/go-cty, stdlib/format.go).

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>
#include "analyzer/eval/functions_terraform.h"

namespace ringfence::terraform_library {

namespace {

constexpr size_t kWidest = 10'000;

/// `%[2]-5.3s`, taken apart.
struct Verb {
  bool plus = false, minus = false, sharp = false, space = false, zero = false;
  std::optional<size_t> width, precision;
  std::optional<size_t> argument;  // from 1
  char letter = 0;
  std::string_view text;
};

size_t read_number(std::string_view text, size_t& at, size_t limit) {
  size_t value = 0;
  while (at < text.size() && text[at] >= '0' && text[at] <= '9') {
    value = std::min(value * 10 + static_cast<size_t>(text[at++] - '0'), limit);
  }
  return value;
}

/// From after `%`. False when it is no verb.
bool read_verb(std::string_view format, size_t& at, Verb& verb) {
  size_t begin = at - 1;
  for (; at < format.size(); ++at) {
    char c = format[at];
    if (c == '+')
      verb.plus = true;
    else if (c == '-')
      verb.minus = true;
    else if (c == '#')
      verb.sharp = true;
    else if (c == ' ')
      verb.space = true;
    else if (c == '0')
      verb.zero = true;
    else
      break;
  }
  auto digit = [&] { return at < format.size() && format[at] >= '0' && format[at] <= '9'; };
  if (digit()) verb.width = read_number(format, at, kWidest);
  if (at < format.size() && format[at] == '.') {
    ++at;
    verb.precision = read_number(format, at, 500);
  }
  if (at < format.size() && format[at] == '[') {
    ++at;
    verb.argument = read_number(format, at, 100'000);
    if (at >= format.size() || format[at++] != ']' || verb.argument == 0) return false;
  }
  if (at >= format.size()) return false;
  verb.letter = format[at++];
  verb.text = format.substr(begin, at - begin);
  return true;
}

std::string pad(const Verb& verb, std::string text, bool numeric) {
  size_t length = decode_utf8(text).size();
  size_t width = verb.width.value_or(0);
  if (length >= width) return text;
  size_t missing = width - length;
  if (verb.minus) return text + std::string(missing, ' ');
  if (!verb.zero) return std::string(missing, ' ') + text;
  size_t sign = numeric && (text.starts_with('-') || text.starts_with('+')) ? 1 : 0;
  return text.substr(0, sign) + std::string(missing, '0') + text.substr(sign);
}

std::string with_sign(const Verb& verb, std::string text) {
  if (text.starts_with('-')) return text;
  if (verb.plus) return "+" + text;
  return verb.space ? " " + text : text;
}

/// %d and the bases; nullopt when the value is no whole number.
std::optional<std::string> format_integer(const Verb& verb, const Value& value) {
  std::optional<Value> number = to_number(value);
  if (!number || !number->is_int()) return std::nullopt;
  int64_t integer = number->integer;
  auto magnitude = integer < 0 ? ~static_cast<uint64_t>(integer) + 1 : static_cast<uint64_t>(integer);
  std::string digits;
  switch (verb.letter) {
    case 'b':
      digits = fmt::format("{:b}", magnitude);
      break;
    case 'o':
      digits = fmt::format("{:o}", magnitude);
      break;
    case 'x':
      digits = fmt::format("{}{:x}", verb.sharp ? "0x" : "", magnitude);
      break;
    case 'X':
      digits = fmt::format("{}{:X}", verb.sharp ? "0X" : "", magnitude);
      break;
    default:
      digits = fmt::format("{}", magnitude);
      break;
  }
  return with_sign(verb, (integer < 0 ? "-" : "") + digits);
}

/// Go writes no exponent of a single digit: 1.5e+06 as C does.
std::optional<std::string> format_real(const Verb& verb, const Value& value) {
  std::optional<Value> number = to_number(value);
  if (!number) return std::nullopt;
  double real = as_double(*number);
  auto precision = static_cast<int>(verb.precision.value_or(6));
  switch (verb.letter) {
    case 'e':
      return with_sign(verb, fmt::format("{:.{}e}", real, precision));
    case 'E':
      return with_sign(verb, fmt::format("{:.{}E}", real, precision));
    case 'f':
      return with_sign(verb, fmt::format("{:.{}f}", real, precision));
    default:
      break;
  }
  if (verb.precision)
    return with_sign(
        verb, fmt::format(fmt::runtime(verb.letter == 'G' ? "{:.{}G}" : "{:.{}g}"), real, std::max(precision, 1)));
  double size = std::abs(real);
  bool plain = size == 0 || (size >= 1e-4 && size < 1e21);
  if (plain) return with_sign(verb, number_text(*number));
  return with_sign(verb, fmt::format(fmt::runtime(verb.letter == 'G' ? "{:G}" : "{:g}"), real));
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (char32_t each : decode_utf8(text)) {
    switch (each) {
      case U'"':
        out += "\\\"";
        break;
      case U'\\':
        out += "\\\\";
        break;
      case U'\n':
        out += "\\n";
        break;
      case U'\r':
        out += "\\r";
        break;
      case U'\t':
        out += "\\t";
        break;
      default:
        if (each < 0x20 || each == 0x7F)
          out += fmt::format("\\x{:02x}", static_cast<uint32_t>(each));
        else
          append_utf8(out, static_cast<uint32_t>(each));
    }
  }
  return out + '"';
}

std::string value_text(const Verb& verb, const Value& value) {
  if (value.is_string() && !verb.sharp) return std::string(value.str());
  if (value.is_number() && !verb.sharp) {
    Verb general;
    general.letter = 'g';
    return *format_real(general, value);
  }
  std::string out;
  append_json(out, value);
  return out;
}

/// nullopt: the value does not fit the verb.
std::optional<std::string> format_value(const Verb& verb, const Value& value) {
  if (value.is_null() && verb.letter != 'v') return std::nullopt;
  switch (verb.letter) {
    case 'v':
      return pad(verb, value_text(verb, value), value.is_number());
    case 't': {
      std::optional<bool> flag = to_bool(value);
      return flag ? std::optional(pad(verb, *flag ? "true" : "false", false)) : std::nullopt;
    }
    case 'b':
    case 'd':
    case 'o':
    case 'x':
    case 'X': {
      if ((verb.letter == 'x' || verb.letter == 'X') && value.is_string() && !to_number(value)) {
        std::string digits = hex(value.str());
        if (verb.letter == 'X')
          std::transform(digits.begin(), digits.end(), digits.begin(),
                         [](char c) { return c >= 'a' ? static_cast<char>(c - 32) : c; });
        return pad(verb, digits, false);
      }
      std::optional<std::string> digits = format_integer(verb, value);
      return digits ? std::optional(pad(verb, *digits, true)) : std::nullopt;
    }
    case 'e':
    case 'E':
    case 'f':
    case 'g':
    case 'G': {
      std::optional<std::string> digits = format_real(verb, value);
      return digits ? std::optional(pad(verb, *digits, true)) : std::nullopt;
    }
    case 's':
    case 'q': {
      std::optional<std::string> text = primitive_text(value);
      if (!text) return std::nullopt;
      if (verb.precision) *text = encode_utf8(std::u32string_view(decode_utf8(*text)).substr(0, *verb.precision));
      return pad(verb, verb.letter == 'q' ? quoted(*text) : *text, false);
    }
    default:
      return std::nullopt;
  }
}

/// Can an unknown value stand in the text as a hole?
bool is_hole(const Verb& verb) {
  return !verb.width && !verb.precision && !verb.sharp && !verb.plus && !verb.space &&
         (verb.letter == 's' || verb.letter == 'v' || verb.letter == 'd');
}

/// One formatted text; a term when an unknown value stands under a verb that changes it.
Value format_with(CallContext& context, std::string_view format, std::span<const Value> values) {
  std::vector<Value> parts;
  std::string out;
  size_t next = 0, highest = 0;
  bool unknown = false;
  auto flush = [&] {
    if (!out.empty()) parts.push_back(Value::text(context.arena().copy(out)));
    out.clear();
  };
  for (size_t at = 0; at < format.size();) {
    char c = format[at++];
    if (c != '%') {
      out += c;
      continue;
    }
    if (at < format.size() && format[at] == '%') {
      out += format[at++];
      continue;
    }
    Verb verb;
    if (!read_verb(format, at, verb)) return context.error("format() met an unfinished verb in its format");
    size_t index = verb.argument ? *verb.argument - 1 : next;
    next = index + 1;
    highest = std::max(highest, next);
    if (index >= values.size())
      return context.error("format() has too few arguments for \"" + std::string(verb.text) + "\"");
    const Value& value = values[index];
    if (!has_symbol(value)) {
      std::optional<std::string> text = format_value(verb, value);
      if (!text)
        return context.error("format() cannot print argument " + std::to_string(index + 1) + " with \"" +
                             std::string(verb.text) + "\"");
      out += *text;
      if (out.size() > 16u * 1024 * 1024) return context.error("format() makes a text that is too long");
    } else if (value.is_symbol() && is_hole(verb)) {
      flush();
      parts.push_back(value);
    } else {
      unknown = true;
    }
  }
  if (highest < values.size()) return context.error("format() has more arguments than its format uses");
  if (unknown) {
    std::vector<Value> all = {Value::text(context.arena().copy(format))};
    all.insert(all.end(), values.begin(), values.end());
    return term(context, "format", all, SymbolType::String);
  }
  if (parts.empty()) return context.text(out);
  flush();
  return context.symbols().concat(parts);
}

Value format(CallContext& context) {
  if (context.args[0].is_symbol()) return unknown_call(context, SymbolType::String);
  Arguments arguments(context);
  std::string_view text = arguments.text(0);
  return arguments.failed() ? arguments.error() : format_with(context, text, context.args.subspan(1));
}

/// Lists run in step; what is no list is the same in each round.
Value format_list(CallContext& context) {
  if (context.args[0].is_symbol()) return unknown_call(context, SymbolType::Array);
  Arguments arguments(context);
  std::string_view text = arguments.text(0);
  if (arguments.failed()) return arguments.error();
  std::optional<size_t> rounds;
  for (const Value& each : context.args.subspan(1)) {
    if (each.is_symbol() && (each.symbol->type == SymbolType::Any || each.symbol->type == SymbolType::Array)) {
      return unknown_call(context, SymbolType::Array);
    }
    if (!each.is_array()) continue;
    if (rounds && *rounds != each.size) return context.error("formatlist() expects lists of the same length");
    rounds = each.size;
  }
  std::vector<Value> out;
  for (size_t i = 0; i < rounds.value_or(1); ++i) {
    std::vector<Value> values;
    for (const Value& each : context.args.subspan(1)) values.push_back(each.is_array() ? each.array_items()[i] : each);
    Value line = format_with(context, text, values);
    if (is_error(line)) return line;
    out.push_back(line);
    if (!context.spend(text.size() + 1)) return context.error("formatlist() makes too much work");
  }
  return list_value(context, out);
}

constexpr std::array kRows = {
    FunctionRow{"format", 1, 255, kSeesSymbols, SymbolType::String, format},
    FunctionRow{"formatlist", 1, 255, kSeesSymbols, SymbolType::Array, format_list},
};

}  // namespace

std::span<const FunctionRow> format_rows() { return kRows; }

}  // namespace ringfence::terraform_library
