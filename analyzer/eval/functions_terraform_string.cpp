// Functions on text. Characters are grapheme clusters where Terraform counts them, else code points.

#include <algorithm>
#include <array>

#include "analyzer/eval/functions_arm.h"
#include "analyzer/eval/functions_terraform.h"
#include "analyzer/eval/graphemes.h"

namespace ringfence::terraform_library {

namespace {

/// White space as Go's unicode.IsSpace has it.
bool is_space(char32_t c) {
  return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

Value chomp(CallContext& context) {
  Arguments arguments(context);
  std::string_view text = arguments.text(0);
  while (text.ends_with('\n') || text.ends_with('\r')) text.remove_suffix(1);
  return arguments.failed() ? arguments.error() : Value::text(text);
}

/// The literal text of a value's beginning or end, if it holds what is looked for or excludes it.
template <bool AtStart>
Value starts_or_ends(CallContext& context) {
  Value text = context.args[0];
  Value part = context.args[1];
  if (text.is_symbol() && part.is_string()) {
    std::span<const Value> parts = string_parts(text, context.arena());
    const Value& edge = AtStart ? parts.front() : parts.back();
    std::string_view known = edge.is_string() ? edge.str() : std::string_view();
    size_t size = std::min(known.size(), part.str().size());
    std::string_view a = AtStart ? known.substr(0, size) : known.substr(known.size() - size);
    std::string_view b = AtStart ? part.str().substr(0, size) : part.str().substr(part.str().size() - size);
    if (a != b) return Value::of(false);
    if (size == part.str().size()) return Value::of(true);
  }
  if (text.is_symbol() || part.is_symbol()) return unknown_call(context, SymbolType::Bool);
  Arguments arguments(context);
  std::string_view whole = arguments.text(0), wanted = arguments.text(1);
  if (arguments.failed()) return arguments.error();
  return Value::of(AtStart ? whole.starts_with(wanted) : whole.ends_with(wanted));
}

Value contains_text(CallContext& context) {
  if (context.args[0].is_symbol() && context.args[1].is_string()) {
    for (const Value& part : string_parts(context.args[0], context.arena())) {
      if (part.is_string() && part.str().find(context.args[1].str()) != std::string_view::npos) return Value::of(true);
    }
  }
  if (context.args[0].is_symbol() || context.args[1].is_symbol()) return unknown_call(context, SymbolType::Bool);
  Arguments arguments(context);
  std::string_view text = arguments.text(0), wanted = arguments.text(1);
  return arguments.failed() ? arguments.error() : Value::of(text.find(wanted) != std::string_view::npos);
}

Value indent(CallContext& context) {
  Arguments arguments(context);
  int64_t spaces = arguments.integer(0);
  std::string_view text = arguments.text(1);
  if (arguments.failed()) return arguments.error();
  if (spaces < 0 || spaces > 10'000) return context.error("indent() expects a number of spaces between 0 and 10000");
  std::string out;
  for (char c : text) {
    out += c;
    if (c == '\n') out.append(static_cast<size_t>(spaces), ' ');
    if (out.size() > 16u * 1024 * 1024) return context.error("indent() makes a text that is too long");
  }
  return context.text(out);
}

/// join(separator, list...): unknown items are holes of the result.
Value join(CallContext& context) {
  std::vector<Value> parts;
  for (size_t i = 1; i < context.args.size(); ++i) {
    const Value& list = context.args[i];
    if (list.is_symbol() || context.args[0].is_symbol()) return unknown_call(context, SymbolType::String);
    if (!list.is_array()) return Arguments(context).fail(i, "a list of strings");
    for (const Value& item : list.array_items()) {
      if (!parts.empty()) parts.push_back(context.args[0]);
      if (item.is_symbol()) {
        parts.push_back(item);
        continue;
      }
      std::optional<std::string> text = primitive_text(item);
      if (!text) return context.error("join() expects a list of strings");
      parts.push_back(Value::text(context.arena().copy(*text)));
    }
  }
  if (!context.spend(parts.size())) return context.error("join() makes too much work");
  if (std::any_of(parts.begin(), parts.end(), is_unknown)) return context.symbols().concat(parts);
  std::string out;
  for (const Value& part : parts) out += part.str();
  return context.text(out);
}

/// Upper and lower case have the names of ARM's functions, so that the terms of all languages are equal.
template <bool Upper>
Value change_case(CallContext& context) {
  if (context.args[0].is_symbol())
    return term(context, Upper ? "toupper" : "tolower", context.args, SymbolType::String);
  Arguments arguments(context);
  std::string_view text = arguments.text(0);
  if (arguments.failed()) return arguments.error();
  return context.text(Upper ? arm::to_upper(text) : arm::to_lower(text));
}

Value split(CallContext& context) {
  Arguments arguments(context);
  std::string_view separator = arguments.text(0), text = arguments.text(1);
  if (arguments.failed()) return arguments.error();
  std::vector<Value> parts;
  if (separator.empty()) {
    for (char32_t each : decode_utf8(text)) parts.push_back(Value::text(context.arena().copy(encode_utf8({&each, 1}))));
    return typed_list(context, parts);
  }
  for (;;) {
    size_t end = text.find(separator);
    parts.push_back(Value::text(text.substr(0, end)));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + separator.size());
  }
  if (!context.spend(parts.size())) return context.error("split() makes too much work");
  return typed_list(context, parts);
}

Value reverse_text(CallContext& context) {
  Arguments arguments(context);
  const std::u32string text = decode_utf8(arguments.text(0));
  const auto clusters = grapheme_clusters(text);
  std::string out;
  for (size_t i = clusters.size(); i-- > 0;) out += encode_utf8(clusters[i]);
  return arguments.failed() ? arguments.error() : context.text(out);
}

/// substr(text, offset, length): a negative offset counts from the end, length -1 is the rest.
Value substring(CallContext& context) {
  Value subject = context.args[0];
  if (context.args[1].is_symbol() || context.args[2].is_symbol()) return unknown_call(context, SymbolType::String);
  Arguments arguments(context);
  int64_t offset = arguments.integer(1), length = arguments.integer(2);
  if (subject.is_symbol() && !arguments.failed()) {
    const Value edge = string_parts(subject, context.arena()).front();
    if (!edge.is_string() || offset < 0 || length < 0) return unknown_call(context, SymbolType::String);
    std::u32string known = decode_utf8(edge.str());
    if (static_cast<int64_t>(known.size()) - offset < length) return unknown_call(context, SymbolType::String);
    return context.text(
        encode_utf8(std::u32string_view(known).substr(static_cast<size_t>(offset), static_cast<size_t>(length))));
  }
  std::u32string text = decode_utf8(arguments.text(0));
  if (arguments.failed()) return arguments.error();
  const auto clusters = grapheme_clusters(text);
  const auto size = static_cast<int64_t>(clusters.size());
  if (offset < 0) offset += size;
  offset = std::clamp<int64_t>(offset, 0, size);
  const int64_t count = length < 0 ? size - offset : std::min(length, size - offset);
  std::string out;
  for (int64_t i = offset; i < offset + count; ++i) out += encode_utf8(clusters[static_cast<size_t>(i)]);
  return context.text(out);
}

Value title(CallContext& context) {
  Arguments arguments(context);
  std::string_view text = arguments.text(0);
  if (arguments.failed()) return arguments.error();
  std::string out;
  bool word_start = true;
  for (char32_t each : decode_utf8(text)) {
    std::string letter = encode_utf8({&each, 1});
    out += word_start ? arm::to_upper(letter) : letter;
    bool in_word = each >= 0x80 || (each >= '0' && each <= '9') || (each >= 'a' && each <= 'z') ||
                   (each >= 'A' && each <= 'Z') || each == '_';
    word_start = !in_word;
  }
  return context.text(out);
}

Value trim(CallContext& context) {
  Arguments arguments(context);
  std::u32string text = decode_utf8(arguments.text(0)), cut = decode_utf8(arguments.text(1));
  if (arguments.failed()) return arguments.error();
  std::u32string_view rest = text;
  while (!rest.empty() && cut.find(rest.front()) != std::u32string::npos) rest.remove_prefix(1);
  while (!rest.empty() && cut.find(rest.back()) != std::u32string::npos) rest.remove_suffix(1);
  return context.text(encode_utf8(rest));
}

Value trim_prefix(CallContext& context) {
  Arguments arguments(context);
  std::string_view text = arguments.text(0), prefix = arguments.text(1);
  if (arguments.failed()) return arguments.error();
  return Value::text(text.starts_with(prefix) ? text.substr(prefix.size()) : text);
}

Value trim_suffix(CallContext& context) {
  Arguments arguments(context);
  std::string_view text = arguments.text(0), suffix = arguments.text(1);
  if (arguments.failed()) return arguments.error();
  return Value::text(text.ends_with(suffix) ? text.substr(0, text.size() - suffix.size()) : text);
}

Value trim_space(CallContext& context) {
  Arguments arguments(context);
  const std::u32string text = decode_utf8(arguments.text(0));
  std::u32string_view rest = text;
  while (!rest.empty() && is_space(rest.front())) rest.remove_prefix(1);
  while (!rest.empty() && is_space(rest.back())) rest.remove_suffix(1);
  return arguments.failed() ? arguments.error() : context.text(encode_utf8(rest));
}

constexpr std::array kRows = {
    FunctionRow{"chomp", 1, 1, kPlain, SymbolType::String, chomp},
    FunctionRow{"endswith", 2, 2, kSeesSymbols, SymbolType::Bool, starts_or_ends<false>},
    FunctionRow{"indent", 2, 2, kPlain, SymbolType::String, indent},
    FunctionRow{"join", 2, 255, kSeesSymbols, SymbolType::String, join},
    FunctionRow{"lower", 1, 1, kSeesSymbols, SymbolType::String, change_case<false>},
    FunctionRow{"split", 2, 2, kPlain, SymbolType::Array, split},
    FunctionRow{"startswith", 2, 2, kSeesSymbols, SymbolType::Bool, starts_or_ends<true>},
    FunctionRow{"strcontains", 2, 2, kSeesSymbols, SymbolType::Bool, contains_text},
    FunctionRow{"strrev", 1, 1, kPlain, SymbolType::String, reverse_text},
    FunctionRow{"substr", 3, 3, kSeesSymbols, SymbolType::String, substring},
    FunctionRow{"title", 1, 1, kPlain, SymbolType::String, title},
    FunctionRow{"trim", 2, 2, kPlain, SymbolType::String, trim},
    FunctionRow{"trimprefix", 2, 2, kPlain, SymbolType::String, trim_prefix},
    FunctionRow{"trimspace", 1, 1, kPlain, SymbolType::String, trim_space},
    FunctionRow{"trimsuffix", 2, 2, kPlain, SymbolType::String, trim_suffix},
    FunctionRow{"upper", 1, 1, kSeesSymbols, SymbolType::String, change_case<true>},
};

}  // namespace

std::span<const FunctionRow> string_rows() { return kRows; }

}  // namespace ringfence::terraform_library
