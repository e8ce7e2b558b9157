// String functions of ARM templates and Bicep.
// Source: learn.microsoft.com, "String functions for ARM templates", "String functions for Bicep".

#include <algorithm>

#include "analyzer/eval/functions_arm.h"

namespace ringfence::arm {
namespace {

Value to_lower_case(CallContext& context) {
  if (!context.args[0].is_string()) return wrong_type(context, 0, "a string");
  return context.text(to_lower(context.args[0].str()));
}

Value to_upper_case(CallContext& context) {
  if (!context.args[0].is_string()) return wrong_type(context, 0, "a string");
  return context.text(to_upper(context.args[0].str()));
}

bool is_space(char16_t c) {
  return (c >= 9 && c <= 13) || c == ' ' || c == 0x85 || c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) ||
         c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

Value trim(CallContext& context) {
  if (!context.args[0].is_string()) return wrong_type(context, 0, "a string");
  const std::u16string text = to_utf16(context.args[0].str());
  std::u16string_view rest = text;
  while (!rest.empty() && is_space(rest.front())) rest.remove_prefix(1);
  while (!rest.empty() && is_space(rest.back())) rest.remove_suffix(1);
  return context.text(to_utf8(rest));
}

Value pad_left(CallContext& context) {
  const Value& value = context.args[0];
  if (!value.is_string() && !value.is_int()) return wrong_type(context, 0, "a string or an integer");
  if (!context.args[1].is_int()) return wrong_type(context, 1, "an integer");
  std::string_view pad = " ";
  if (context.args.size() > 2) {
    if (!context.args[2].is_string()) return wrong_type(context, 2, "a string");
    pad = context.args[2].str();
    if (text_length(pad) != 1) return context.error("padLeft() expects one character as argument 3");
  }
  std::string text = to_text(value);
  const int64_t missing = context.args[1].integer - text_length(text);
  if (context.args[1].integer < 0) return context.error("padLeft() expects a length of 0 or more");
  if (missing <= 0) return context.text(text);
  if (static_cast<uint64_t>(missing) > kLongestText) return context.limit("a string is too long");
  std::string padding;
  for (int64_t i = 0; i < missing; ++i) padding += pad;
  return context.text(padding + text);
}

Value replace(CallContext& context) {
  for (size_t i = 0; i < 3; ++i)
    if (!context.args[i].is_string()) return wrong_type(context, i, "a string");
  const std::string_view text = context.args[0].str(), from = context.args[1].str(), to = context.args[2].str();
  if (from.empty()) return context.error("replace() expects a text that is not empty as argument 2");
  std::string out;
  size_t at = 0;
  for (size_t hit = text.find(from); hit != std::string_view::npos; hit = text.find(from, at)) {
    out += text.substr(at, hit - at);
    out += to;
    at = hit + from.size();
    if (!context.spend(1 + to.size() / 64)) return too_much(context);
    if (out.size() > kLongestText) return context.limit("a string is too long");
  }
  out += text.substr(at);
  return context.text(out);
}

/// Decided by the literal prefix alone when the wanted part lies within it.
Value substring(CallContext& context) {
  const Value& value = context.args[0];
  if (!value.is_string() && !value.is_symbol()) return wrong_type(context, 0, "a string");
  for (size_t i = 1; i < context.args.size(); ++i) {
    if (context.args[i].is_symbol()) return unknown(context, SymbolType::String);
    if (!context.args[i].is_int() && !(i == 2 && context.args[i].is_null())) return wrong_type(context, i, "an integer");
  }
  const int64_t start = context.args[1].integer;
  const bool to_end = context.args.size() < 3 || context.args[2].is_null();
  if (value.is_symbol()) {
    const std::string_view prefix = literal_prefix(value, context.arena());
    const auto known = static_cast<int64_t>(prefix.size());
    const bool inside = !to_end && start >= 0 && start <= known && context.args[2].integer >= 0 &&
                        context.args[2].integer <= known - start && is_ascii(prefix);
    return inside ? context.text(text_slice(prefix, start, context.args[2].integer)) : unknown(context, SymbolType::String);
  }
  const int64_t length = text_length(value.str());
  const int64_t count = to_end ? length - start : context.args[2].integer;
  if (start < 0 || start > length || count < 0 || count > length - start)
    return context.error("substring(): start and length must lie within the text of " + std::to_string(length) + " characters");
  return context.text(text_slice(value.str(), start, count));
}

/// The parts of `text` between delimiters, one more than kMostItems at most; at one place the first delimiter that fits counts.
std::vector<std::string_view> split_text(std::string_view text, const std::vector<std::string_view>& delimiters) {
  std::vector<std::string_view> parts;
  size_t begin = 0;
  for (size_t at = 0; at < text.size() && parts.size() <= kMostItems;) {
    size_t length = 0;
    for (const std::string_view delimiter : delimiters) {
      if (!delimiter.empty() && text.substr(at).starts_with(delimiter)) {
        length = delimiter.size();
        break;
      }
    }
    if (length == 0) {
      ++at;
      continue;
    }
    parts.push_back(text.substr(begin, at - begin));
    begin = at += length;
  }
  parts.push_back(text.substr(begin));
  return parts;
}

/// Values that are names or numbers by their nature.
bool has_no_slash(const Symbol& symbol) {
  return symbol.no_slash || symbol.type == SymbolType::Int || symbol.type == SymbolType::Bool ||
         symbol.name == "uniquestring" || symbol.name == "guid" || symbol.name == "newguid";
}

bool names_an_id(const Value& hole) {
  if (hole.symbol->args.empty() || !hole.symbol->args.back().is_string()) return false;
  const std::string name = to_lower(hole.symbol->args.back().str());
  return name.ends_with("id") || name.ends_with("uri") || name.ends_with("url") || name.ends_with("path");
}

/// An absolute id, or a name such as '${vnet}/${subnet}': its holes are names, which contain no '/' (DESIGN section 8, rule 4).
bool is_path_of_names(std::span<const Value> parts) {
  std::string literals;
  for (const Value& part : parts)
    if (part.is_string()) literals += part.str();
  if (parts[0].is_string() && (parts[0].str().starts_with("/subscriptions/") || parts[0].str().starts_with("/providers/"))) return true;
  if (literals.find_first_of(".:") != std::string::npos || literals.find("//") != std::string::npos) return false;
  const auto slashes = std::count(literals.begin(), literals.end(), '/');
  return slashes >= 1 && slashes <= 3 && !(parts[0].is_symbol() && names_an_id(parts[0]));
}

/// Sees through a concat whose holes do not contain the delimiter: names and identifiers in an id.
Value split_symbolic(CallContext& context, const std::vector<std::string_view>& delimiters) {
  const auto parts = string_parts(context.args[0], context.arena());
  const bool by_slash = delimiters.size() == 1 && delimiters[0] == "/";
  const bool names = by_slash && is_path_of_names(parts);
  std::vector<Value> out;
  std::vector<Value> current;
  for (const Value& part : parts) {
    if (part.is_symbol()) {
      if (!by_slash || (!names && !has_no_slash(*part.symbol))) return unknown(context, SymbolType::Array);
      current.push_back(part);
      continue;
    }
    const auto pieces = split_text(part.str(), delimiters);
    for (size_t i = 0; i < pieces.size(); ++i) {
      if (i > 0) {
        out.push_back(current.empty() ? context.text("") : context.symbols().concat(current));
        current.clear();
      }
      if (!pieces[i].empty()) current.push_back(context.text(pieces[i]));
    }
  }
  out.push_back(current.empty() ? context.text("") : context.symbols().concat(current));
  return make_array(context.arena(), out);
}

Value split(CallContext& context) {
  const Value& text = context.args[0];
  if (!text.is_string() && !text.is_symbol()) return wrong_type(context, 0, "a string");
  std::vector<std::string_view> delimiters;
  if (context.args[1].is_string()) {
    delimiters.push_back(context.args[1].str());
  } else if (context.args[1].is_array() && !has_symbol(context.args[1])) {
    for (const Value& each : context.args[1].array_items()) {
      if (!each.is_string()) return wrong_type(context, 1, "a string or an array of strings");
      delimiters.push_back(each.str());
    }
  } else if (has_symbol(context.args[1])) {
    return unknown(context, SymbolType::Array);
  } else {
    return wrong_type(context, 1, "a string or an array of strings");
  }
  if (text.is_symbol()) return split_symbolic(context, delimiters);
  if (!context.spend(text.str().size() / 16 * (1 + delimiters.size()))) return too_much(context);
  std::vector<Value> parts;
  for (const std::string_view part : split_text(text.str(), delimiters)) parts.push_back(context.text(part));
  return parts.size() > kMostItems ? context.limit("a value is too large") : make_array(context.arena(), parts);
}

/// join() of known items keeps what is known of them: a concat.
Value join(CallContext& context) {
  if (context.args[0].is_symbol() || context.args[1].is_symbol()) return unknown(context, SymbolType::String);
  if (!context.args[0].is_array()) return wrong_type(context, 0, "an array");
  if (!context.args[1].is_string()) return wrong_type(context, 1, "a string");
  std::vector<Value> parts;
  std::string literal;
  for (uint32_t i = 0; i < context.args[0].size; ++i) {
    const Value& item = context.args[0].items[i];
    if (i > 0) literal += context.args[1].str();
    if (!has_symbol(item)) {
      literal += to_text(item);
    } else if (item.is_symbol()) {
      if (!literal.empty()) parts.push_back(context.text(literal));
      literal.clear();
      parts.push_back(item);
    } else {
      return unknown(context, SymbolType::String);
    }
    if (!context.spend(1)) return too_much(context);
    if (literal.size() > kLongestText) return context.limit("a string is too long");
  }
  if (parts.empty()) return context.text(literal);
  if (!literal.empty()) parts.push_back(context.text(literal));
  return join_text(context, parts);
}

Value string(CallContext& context) {
  const Value& value = context.args[0];
  if (value.is_symbol() && value.symbol->type == SymbolType::String) return value;
  if (has_symbol(value)) return unknown(context, SymbolType::String);
  return context.text(to_text(value));
}

/// The arguments joined with '-', as both hashes take them; nullopt after an error, which is returned in `problem`.
std::optional<std::string> hash_input(CallContext& context, Value& problem) {
  std::string text;
  for (size_t i = 0; i < context.args.size(); ++i) {
    const Value& arg = context.args[i];
    if (!arg.is_string() && !arg.is_int() && !arg.is_bool()) {
      problem = wrong_type(context, i, "a string");
      return std::nullopt;
    }
    if (i > 0) text += '-';
    text += to_text(arg);
  }
  return text;
}

Value unique_string_of(CallContext& context) {
  Value problem;
  const auto text = hash_input(context, problem);
  return text ? context.text(unique_string(*text)) : problem;
}

Value guid(CallContext& context) {
  Value problem;
  const auto text = hash_input(context, problem);
  return text ? context.text(name_guid(*text)) : problem;
}

/// Another value for each parameter whose default it is: the parameter is the term's argument.
Value new_guid(CallContext& context) {
  return context.symbols().make(context.name, context.default_of(), {SymbolType::String, SymbolReason::Runtime, false, true, {}});
}

constexpr FunctionRow kRows[] = {
    {"guid", 1, 255, kPlain, SymbolType::String, guid},
    {"join", 2, 2, kSeesSymbols, SymbolType::String, join},
    {"newguid", 0, 0, kPlain, SymbolType::String, new_guid},
    {"padleft", 2, 3, kPlain, SymbolType::String, pad_left},
    {"replace", 3, 3, kPlain, SymbolType::String, replace},
    {"split", 2, 2, kSeesSymbols, SymbolType::Array, split},
    {"string", 1, 1, kSeesSymbols, SymbolType::String, string},
    {"substring", 2, 3, kSeesSymbols, SymbolType::String, substring},
    {"tolower", 1, 1, kPlain, SymbolType::String, to_lower_case},
    {"toupper", 1, 1, kPlain, SymbolType::String, to_upper_case},
    {"trim", 1, 1, kPlain, SymbolType::String, trim},
    {"uniquestring", 1, 255, kPlain, SymbolType::String, unique_string_of},
};

}  // namespace

std::span<const FunctionRow> string_rows() { return kRows; }

}  // namespace ringfence::arm
