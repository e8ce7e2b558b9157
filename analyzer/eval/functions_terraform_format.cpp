// format and formatlist: the verbs of Go's fmt that Terraform takes (zclconf/go-cty, stdlib/format.go).

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>
#include "analyzer/eval/functions_terraform.h"
#include "analyzer/eval/graphemes.h"

namespace ringfence::terraform_library {

namespace {

constexpr size_t kWidest = 10'000;
constexpr size_t kMostDigits = 500;

/// `%[2]-5.3s`, taken apart.
struct Verb {
  bool plus = false, minus = false, sharp = false, space = false, zero = false;
  std::optional<size_t> width, precision;
  bool beyond_limits = false;      // wider or more precise than what is printed here
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
  if (digit()) verb.width = read_number(format, at, kWidest + 1);
  if (at < format.size() && format[at] == '.') {
    ++at;
    verb.precision = read_number(format, at, kMostDigits + 1);
  }
  verb.beyond_limits = verb.width.value_or(0) > kWidest || verb.precision.value_or(0) > kMostDigits;
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
  size_t length = grapheme_clusters(decode_utf8(text)).size();
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

std::string upper_case(std::string text) {
  for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return text;
}

/// %d and the bases; nullopt when the value is no whole number.
std::optional<std::string> format_integer(const Verb& verb, const Value& value, Arena& arena) {
  const std::optional<Value> number = to_number(value, arena);
  if (!number || !big_of(*number).is_integer()) return std::nullopt;
  const uint32_t base = verb.letter == 'b' ? 2 : verb.letter == 'o' ? 8 : verb.letter == 'd' ? 10 : 16;
  std::string digits = big_of(*number).integer_text(base);
  const size_t sign = digits.starts_with('-') ? 1 : 0, length = digits.size() - sign;
  if (verb.precision && length < *verb.precision) digits.insert(sign, *verb.precision - length, '0');
  if (verb.sharp && base != 10) {
    const char* prefix = base == 16 ? "0x" : base == 8 ? "0" : "0b";
    digits.insert(sign, prefix);
  }
  return with_sign(verb, verb.letter == 'X' ? upper_case(std::move(digits)) : digits);
}

/// Digits of the number itself, not of the nearest double.
std::optional<std::string> format_real(const Verb& verb, const Value& value, Arena& arena) {
  const std::optional<Value> given = to_number(value, arena);
  if (!given) return std::nullopt;
  const BigNumber number = big_of(*given);
  std::optional<uint32_t> precision;
  if (verb.precision) precision = static_cast<uint32_t>(*verb.precision);
  switch (verb.letter) {
    case 'e':
      return with_sign(verb, number.scientific(precision.value_or(6)));
    case 'E':
      return with_sign(verb, upper_case(number.scientific(precision.value_or(6))));
    case 'f':
      return with_sign(verb, number.fixed(precision.value_or(6)));
    case 'G':
      return with_sign(verb, upper_case(number.general(precision)));
    default:
      break;
  }
  return with_sign(verb, number.general(precision));
}

std::string value_text(const Verb& verb, const Value& value, Arena& arena) {
  if (value.is_string() && !verb.sharp) return std::string(value.str());
  if (value.is_number() && !verb.sharp) {
    Verb general;
    general.letter = 'g';
    return *format_real(general, value, arena);
  }
  std::string out;
  append_json(out, value);
  return out;
}

/// nullopt: the value does not fit the verb.
std::optional<std::string> format_value(const Verb& verb, const Value& value, Arena& arena) {
  if (value.is_null() && verb.letter != 'v') return std::nullopt;
  switch (verb.letter) {
    case 'v':
      return pad(verb, value_text(verb, value, arena), false);
    case 't': {
      std::optional<bool> flag = to_bool(value);
      return flag ? std::optional<std::string>(*flag ? "true" : "false") : std::nullopt;
    }
    case 'b':
    case 'd':
    case 'o':
    case 'x':
    case 'X': {
      std::optional<std::string> digits = format_integer(verb, value, arena);
      return digits ? std::optional(pad(verb, *digits, true)) : std::nullopt;
    }
    case 'e':
    case 'E':
    case 'f':
    case 'g':
    case 'G': {
      std::optional<std::string> digits = format_real(verb, value, arena);
      return digits ? std::optional(pad(verb, *digits, true)) : std::nullopt;
    }
    case 's':
    case 'q': {
      std::optional<std::string> text = primitive_text(value);
      if (!text) return std::nullopt;
      if (verb.precision && *verb.precision > 0)
        *text = encode_utf8(std::u32string_view(decode_utf8(*text)).substr(0, *verb.precision));
      if (verb.letter == 's') return pad(verb, *text, false);
      std::string quoted;
      append_json_string(quoted, *text);
      return pad(verb, quoted, false);
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
    if (verb.beyond_limits) return context.error("format() is asked for more characters than are worked out");
    size_t index = verb.argument ? *verb.argument - 1 : next;
    next = index + 1;
    highest = std::max(highest, next);
    if (index >= values.size())
      return context.error("format() has too few arguments for \"" + std::string(verb.text) + "\"");
    const Value& value = values[index];
    if (!has_symbol(value)) {
      std::optional<std::string> text = format_value(verb, value, context.arena());
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
  return typed_list(context, out);
}

constexpr std::array kRows = {
    FunctionRow{"format", 1, 255, kSeesSymbols, SymbolType::String, format},
    FunctionRow{"formatlist", 1, 255, kSeesSymbols, SymbolType::Array, format_list},
};

}  // namespace

std::span<const FunctionRow> format_rows() { return kRows; }

}  // namespace ringfence::terraform_library
