// Text in other forms: JSON, CSV, base64, URLs. (YAML: functions_terraform_yaml.cpp.)

#include <algorithm>
#include <array>

#include "analyzer/eval/functions_arm.h"
#include "analyzer/eval/functions_terraform.h"

namespace ringfence::terraform_library {

namespace {

constexpr uint32_t kMaxDepth = 200;

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  out += '"';
  for (size_t at = 0; at < text.size(); ++at) {
    char c = text[at];
    auto byte = static_cast<unsigned char>(c);
    bool html = c == '<' || c == '>' || c == '&';  // Go escapes them
    std::string_view rest = text.substr(at, 3);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\r') {
      out += "\\r";
    } else if (c == '\t') {
      out += "\\t";
    } else if (byte < 0x20 || html) {
      out += "\\u00";
      out += kDigits[byte >> 4];
      out += kDigits[byte & 15];
    } else if (rest == "\xE2\x80\xA8" || rest == "\xE2\x80\xA9") {  // line and paragraph separator
      out += rest[2] == '\xA8' ? "\\u2028" : "\\u2029";
      at += 2;
    } else {
      out += c;
    }
  }
  out += '"';
}

void append_json(std::string& out, const Value& value, uint32_t depth) {
  bool first = true;
  switch (value.kind) {
    case ValueKind::Null:
      out += "null";
      return;
    case ValueKind::Bool:
      out += value.boolean ? "true" : "false";
      return;
    case ValueKind::Int:
    case ValueKind::Double:
      out += number_text(value);
      return;
    case ValueKind::String:
      append_json_string(out, value.str());
      return;
    case ValueKind::Symbol:
      append_json_string(out, canonical_text(*value.symbol));
      return;
    case ValueKind::Array:
      out += '[';
      for (const Value& item : value.array_items()) {
        if (depth > kMaxDepth) break;
        if (!first) out += ',';
        first = false;
        append_json(out, item, depth + 1);
      }
      out += ']';
      return;
    case ValueKind::Object:
      out += '{';
      for (const Member& member : sorted_members(value)) {
        if (depth > kMaxDepth) break;
        if (!first) out += ',';
        first = false;
        append_json_string(out, member.key);
        out += ':';
        append_json(out, member.value, depth + 1);
      }
      out += '}';
      return;
  }
}

namespace {

Value json_encode(CallContext& context) {
  std::string out;
  append_json(out, context.args[0]);
  if (!context.spend(out.size() / 16 + 1)) return context.error("jsonencode() makes too much work");
  return context.text(out);
}

// ---- CSV (RFC 4180) ----------------------------------------------------------------------------------

/// One record from `at` on; false when a quote is not closed or stands within a field.
bool read_record(std::string_view text, size_t& at, std::vector<std::string>& fields) {
  fields.assign(1, {});
  while (at < text.size()) {
    char c = text[at++];
    if (c == '"' && fields.back().empty()) {
      for (;; ++at) {
        if (at >= text.size()) return false;
        if (text[at] != '"')
          fields.back() += text[at];
        else if (at + 1 < text.size() && text[at + 1] == '"')
          fields.back() += text[at++];
        else
          break;
      }
      ++at;
      const std::string_view rest = text.substr(at);
      if (!rest.empty() && rest[0] != ',' && rest[0] != '\n' && !rest.starts_with("\r\n")) return false;
    } else if (c == '"') {
      return false;
    } else if (c == ',') {
      fields.emplace_back();
    } else if (c == '\n') {
      return true;
    } else if (c != '\r' || at >= text.size() || text[at] != '\n') {
      fields.back() += c;
    }
  }
  return true;
}

Value csv_decode(CallContext& context) {
  Arguments arguments(context);
  std::string_view text = arguments.text(0);
  if (arguments.failed()) return arguments.error();
  size_t at = 0;
  std::vector<std::string> names, fields;
  if (text.empty() || !read_record(text, at, names))
    return context.error("csvdecode() expects a line with the names of the columns");
  std::vector<std::string_view> keys;
  for (const std::string& name : names) {
    if (std::find(keys.begin(), keys.end(), name) != keys.end())
      return context.error("csvdecode() met a column twice: " + name);
    keys.push_back(context.arena().copy(name));
  }
  std::vector<Value> rows;
  while (at < text.size()) {
    if (!read_record(text, at, fields))
      return context.error("csvdecode() met a quote that is not closed, or in the middle of a field");
    if (fields.size() == 1 && fields[0].empty()) continue;
    if (fields.size() != keys.size()) return context.error("csvdecode() met a line with another number of columns");
    if (!context.spend(fields.size())) return context.error("csvdecode() makes too much work");
    std::vector<Member> members;
    for (size_t i = 0; i < keys.size(); ++i)
      members.push_back({keys[i], nullptr, {}, Value::text(context.arena().copy(fields[i]))});
    rows.push_back(Value::object(context.arena().copy(members)));
  }
  return typed_list(context, rows);
}

// ---- base64 and URLs -----------------------------------------------------------------------------------

bool is_utf8(std::string_view bytes) { return encode_utf8(decode_utf8(bytes)) == bytes; }

Value base64_encode(CallContext& context) {
  if (context.args[0].is_symbol()) return term(context, "base64", context.args, SymbolType::String);
  Arguments arguments(context);
  std::string_view text = arguments.text(0);
  return arguments.failed() ? arguments.error() : context.text(arm::base64_encode(text));
}

Value base64_decode(CallContext& context) {
  const Value& value = context.args[0];
  if (value.is_symbol()) {
    bool encoded = value.symbol->name == "base64" && value.symbol->args.size() == 1;
    return encoded ? value.symbol->args[0] : term(context, "base64tostring", context.args, SymbolType::String);
  }
  Arguments arguments(context);
  std::string_view text = arguments.text(0);
  if (arguments.failed()) return arguments.error();
  const bool blank = text.find_first_of(" \t") != std::string_view::npos;  // only line ends are passed over
  std::optional<std::string> bytes = blank ? std::nullopt : arm::base64_decode(text);
  if (!bytes || !is_utf8(*bytes)) return context.error("base64decode() expects base64 of a text");
  return context.text(*bytes);
}

enum class Charset : uint8_t { None, Utf8, Utf16, Utf16Le, Utf16Be, Latin1, Windows1252, Ascii };

/// Windows-1252 where it differs from ISO-8859-1: 0x80 to 0x9F.
constexpr std::array<char32_t, 32> kWindows1252 = {0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                   0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,   0x017D, 0x8F,
                                                   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                   0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};

/// The byte of a character; nullopt when the encoding lacks it.
std::optional<char> byte_of(char32_t code, Charset charset) {
  if (charset == Charset::Windows1252) {
    const auto found = std::find(kWindows1252.begin(), kWindows1252.end(), code);
    if (found != kWindows1252.end()) return static_cast<char>(0x80 + (found - kWindows1252.begin()));
    if (code >= 0x80 && code < 0xA0) return std::nullopt;
  }
  if (code > (charset == Charset::Ascii ? 0x7Fu : 0xFFu)) return std::nullopt;
  return static_cast<char>(code);
}

Charset charset_of(std::string_view name) {
  auto is = [&](std::string_view other) { return equal_ignore_case(name, other); };
  if (is("UTF-8")) return Charset::Utf8;
  if (is("UTF-16LE")) return Charset::Utf16Le;
  if (is("UTF-16BE")) return Charset::Utf16Be;
  if (is("UTF-16")) return Charset::Utf16;
  if (is("windows-1252")) return Charset::Windows1252;
  if (is("ISO-8859-1") || is("latin1")) return Charset::Latin1;
  if (is("US-ASCII") || is("ASCII")) return Charset::Ascii;
  return Charset::None;
}

Value unknown_charset(CallContext& context) {
  SymbolFacts facts;
  facts.type = SymbolType::String;
  facts.reason = SymbolReason::Limit;
  return context.symbolic(facts);
}

Value text_encode(CallContext& context) {
  Arguments arguments(context);
  std::string_view text = arguments.text(0);
  Charset charset = charset_of(arguments.text(1));
  if (arguments.failed()) return arguments.error();
  if (charset == Charset::None) return unknown_charset(context);
  std::string bytes;
  if (charset == Charset::Utf8) {
    bytes = text;
  } else if (charset == Charset::Utf16Le || charset == Charset::Utf16Be || charset == Charset::Utf16) {
    if (charset == Charset::Utf16) bytes = "\xFE\xFF";
    for (char16_t unit : arm::to_utf16(text)) {
      auto low = static_cast<char>(unit & 0xFF), high = static_cast<char>(unit >> 8);
      bytes += charset == Charset::Utf16Le ? low : high;
      bytes += charset == Charset::Utf16Le ? high : low;
    }
  } else {
    for (char32_t each : decode_utf8(text)) {
      const auto byte = byte_of(each, charset);
      if (!byte) return context.error("textencodebase64() met a character that the encoding lacks");
      bytes += *byte;
    }
  }
  return context.text(arm::base64_encode(bytes));
}

Value text_decode(CallContext& context) {
  Arguments arguments(context);
  std::string_view encoded = arguments.text(0);
  Charset charset = charset_of(arguments.text(1));
  if (arguments.failed()) return arguments.error();
  if (charset == Charset::None) return unknown_charset(context);
  std::optional<std::string> bytes = arm::base64_decode(encoded);
  if (!bytes) return context.error("textdecodebase64() expects base64");
  if (charset == Charset::Utf8)
    return is_utf8(*bytes) ? context.text(*bytes) : context.error("textdecodebase64() expects text in that encoding");
  if (charset == Charset::Latin1 || charset == Charset::Ascii || charset == Charset::Windows1252) {
    std::string out;
    for (char each : *bytes) {
      const auto byte = static_cast<unsigned char>(each);
      const bool mapped = charset == Charset::Windows1252 && byte >= 0x80 && byte < 0xA0;
      append_utf8(out, mapped ? static_cast<uint32_t>(kWindows1252[byte - 0x80u]) : byte);
    }
    return context.text(out);
  }
  if (charset == Charset::Utf16) {
    const bool little = bytes->starts_with("\xFF\xFE");
    if (little || bytes->starts_with("\xFE\xFF")) bytes->erase(0, 2);
    charset = little ? Charset::Utf16Le : Charset::Utf16Be;
  }
  std::u16string units;
  for (size_t i = 0; i + 1 < bytes->size(); i += 2) {
    auto first = static_cast<unsigned char>((*bytes)[i]), second = static_cast<unsigned char>((*bytes)[i + 1]);
    units += static_cast<char16_t>(charset == Charset::Utf16Le ? first | second << 8 : first << 8 | second);
  }
  return context.text(arm::to_utf8(units));
}

/// As in a query: a space is "+".
Value url_encode(CallContext& context) {
  Arguments arguments(context);
  std::string_view text = arguments.text(0);
  if (arguments.failed()) return arguments.error();
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  for (char c : text) {
    auto byte = static_cast<unsigned char>(c);
    bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
                 c == '.' || c == '~';
    if (plain) {
      out += c;
    } else if (c == ' ') {
      out += '+';
    } else {
      out += '%';
      out += kDigits[byte >> 4];
      out += kDigits[byte & 15];
    }
  }
  return context.text(out);
}

/// gzip is not written here; what it would give is a term.
Value base64_gzip(CallContext& context) {
  SymbolFacts facts;
  facts.type = SymbolType::String;
  return context.symbolic(facts);
}

constexpr std::array kRows = {
    FunctionRow{"base64decode", 1, 1, kSeesSymbols, SymbolType::String, base64_decode},
    FunctionRow{"base64encode", 1, 1, kSeesSymbols, SymbolType::String, base64_encode},
    FunctionRow{"base64gzip", 1, 1, kPlain, SymbolType::String, base64_gzip},
    FunctionRow{"csvdecode", 1, 1, kPlain, SymbolType::Array, csv_decode},
    FunctionRow{"jsonencode", 1, 1, kPlain, SymbolType::String, json_encode},
    FunctionRow{"textdecodebase64", 2, 2, kPlain, SymbolType::String, text_decode},
    FunctionRow{"textencodebase64", 2, 2, kPlain, SymbolType::String, text_encode},
    FunctionRow{"urlencode", 1, 1, kPlain, SymbolType::String, url_encode},
};

}  // namespace

std::span<const FunctionRow> encoding_rows() { return kRows; }

}  // namespace ringfence::terraform_library
