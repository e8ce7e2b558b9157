// Encodings: Base64, data URIs, URI components, URIs, JSON.
// Source: learn.microsoft.com, "String functions for ARM templates" (uri: RFC 3986, as .NET's Uri resolves).

#include <algorithm>

#include "analyzer/eval/functions_arm.h"

namespace ringfence::arm {
namespace {

Value base64(CallContext& context) {
  if (!context.args[0].is_string()) return wrong_type(context, 0, "a string");
  return context.text(base64_encode(context.args[0].str()));
}

/// The decoded text; nullopt with the error in `problem`.
std::optional<std::string> decoded(CallContext& context, Value& problem) {
  if (!context.args[0].is_string()) {
    problem = wrong_type(context, 0, "a string");
    return std::nullopt;
  }
  auto bytes = base64_decode(context.args[0].str());
  if (!bytes) problem = context.error(std::string(context.name) + "(): the text is not Base64");
  return bytes;
}

Value base64_to_string(CallContext& context) {
  // base64ToString(base64(x)) is x.
  if (context.args[0].is_symbol() && context.args[0].symbol->name == "base64") return context.args[0].symbol->args[0];
  if (context.args[0].is_symbol()) return unknown(context, SymbolType::String);
  Value problem;
  const auto bytes = decoded(context, problem);
  return bytes ? context.text(to_utf8(to_utf16(*bytes))) : problem;
}

Value json_of(CallContext& context, std::string_view text) {
  if (!context.spend(text.size() / 16)) return context.error(std::string(context.name) + "(): too much work");
  std::string error;
  const auto value = read_json(text, context.arena(), error);
  return value ? *value : context.error(std::string(context.name) + "(): the text is not JSON: " + error);
}

Value base64_to_json(CallContext& context) {
  Value problem;
  const auto bytes = decoded(context, problem);
  return bytes ? json_of(context, *bytes) : problem;
}

/// json(if(c, 'null', x)) is the same choice between the values.
Value json_of_value(CallContext& context, const Value& text, int depth) {
  if (text.is_string()) return json_of(context, text.str());
  if (text.is_symbol() && text.symbol->name == "string" && text.symbol->args.size() == 1) return text.symbol->args[0];
  if (text.is_symbol() && text.symbol->name == "if" && text.symbol->args.size() == 3 && depth < 8) {
    const Value branches[] = {text.symbol->args[0], json_of_value(context, text.symbol->args[1], depth + 1),
                              json_of_value(context, text.symbol->args[2], depth + 1)};
    if (is_error(branches[1])) return branches[2];
    if (is_error(branches[2])) return branches[1];
    return make_term(context, "if", branches, SymbolType::Any);
  }
  return make_term(context, "json", {&text, 1}, SymbolType::Any);
}

Value json(CallContext& context) {
  if (!context.args[0].is_string() && !context.args[0].is_symbol()) return wrong_type(context, 0, "a string");
  return json_of_value(context, context.args[0], 0);
}

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' || c == '~';
}

Value uri_component(CallContext& context) {
  if (!context.args[0].is_string()) return wrong_type(context, 0, "a string");
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : context.args[0].str()) {
    if (is_unreserved(c)) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    ((out += '%') += kHex[byte >> 4]) += kHex[byte & 15];
  }
  return context.text(out);
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

std::string percent_decode(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    const int low = high >= 0 ? hex_digit(text[i + 2]) : -1;
    if (low < 0) {
      out += text[i];
      continue;
    }
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return is_ascii(out) ? out : to_utf8(to_utf16(out));
}

Value uri_component_to_string(CallContext& context) {
  if (!context.args[0].is_string()) return wrong_type(context, 0, "a string");
  return context.text(percent_decode(context.args[0].str()));
}

Value data_uri(CallContext& context) {
  if (!context.args[0].is_string()) return wrong_type(context, 0, "a string");
  return context.text("data:text/plain;charset=utf-8;base64," + base64_encode(context.args[0].str()));
}

Value data_uri_to_string(CallContext& context) {
  if (!context.args[0].is_string()) return wrong_type(context, 0, "a string");
  const std::string_view text = context.args[0].str();
  const size_t comma = text.find(',');
  if (comma == std::string_view::npos || !equal_ignore_case(text.substr(0, 5), "data:"))
    return context.error("dataUriToString(): the text is not a data URI");
  const std::string_view data = text.substr(comma + 1);
  if (!to_lower(text.substr(0, comma)).ends_with(";base64")) return context.text(percent_decode(data));
  const auto bytes = base64_decode(data);
  return bytes ? context.text(to_utf8(to_utf16(*bytes))) : context.error("dataUriToString(): the data is not Base64");
}

// ---- uri ---------------------------------------------------------------------------------------------

/// scheme://authority, path, and ?query#fragment.
struct UriParts {
  std::string scheme, authority, path, rest;
};

std::optional<UriParts> split_uri(std::string_view text) {
  const size_t colon = text.find("://");
  if (colon == std::string_view::npos || colon == 0) return std::nullopt;
  for (const char c : text.substr(0, colon))
    if (!is_unreserved(c) && c != '+') return std::nullopt;
  UriParts parts;
  parts.scheme = to_lower(text.substr(0, colon));
  text.remove_prefix(colon + 3);
  const size_t path = std::min(text.find_first_of("/?#"), text.size());
  parts.authority = to_lower(text.substr(0, path));
  text.remove_prefix(path);
  const size_t rest = std::min(text.find_first_of("?#"), text.size());
  parts.path = text.substr(0, rest);
  parts.rest = text.substr(rest);
  const std::string_view port = parts.scheme == "https" ? ":443" : parts.scheme == "http" ? ":80" : ":";
  if (parts.authority.ends_with(port)) parts.authority.resize(parts.authority.size() - port.size());
  if (parts.authority.empty()) return std::nullopt;
  return parts;
}

/// Without "." and ".." segments (RFC 3986, 5.2.4).
std::string clean_path(std::string_view path) {
  std::vector<std::string_view> segments;
  bool slash_at_end = path.ends_with('/');
  for (size_t at = 0; at <= path.size();) {
    const size_t end = std::min(path.find('/', at), path.size());
    const std::string_view segment = path.substr(at, end - at);
    const bool is_last = end == path.size();
    if (segment == ".." && !segments.empty()) segments.pop_back();
    if ((segment == "." || segment == "..") && is_last) slash_at_end = true;
    if (segment != "." && segment != ".." && !(segment.empty() && (at == 0 || is_last))) segments.push_back(segment);
    at = end + 1;
  }
  std::string out;
  for (const std::string_view segment : segments) (out += '/') += segment;
  return slash_at_end || out.empty() ? out + "/" : out;
}

Value uri(CallContext& context) {
  for (size_t i = 0; i < 2; ++i)
    if (!context.args[i].is_string()) return wrong_type(context, i, "a string");
  auto base = split_uri(context.args[0].str());
  if (!base) return context.error("uri(): '" + std::string(context.args[0].str().substr(0, 60)) + "' is not an absolute URI");
  const std::string_view relative = context.args[1].str();
  if (auto absolute = split_uri(relative)) {
    base = std::move(absolute);
  } else if (relative.starts_with("//")) {
    base = split_uri(base->scheme + ":" + std::string(relative));
    if (!base) return context.error("uri(): '" + std::string(relative.substr(0, 60)) + "' is not a URI");
  } else if (!relative.empty()) {
    const size_t rest = std::min(relative.find_first_of("?#"), relative.size());
    const std::string path(relative.substr(0, rest));
    if (path.starts_with('/')) {
      base->path = path;
    } else if (!path.empty()) {
      base->path.resize(base->path.rfind('/') == std::string::npos ? 0 : base->path.rfind('/'));
      base->path += "/" + path;
    }
    if (!path.empty() || relative[rest] == '?') base->rest = relative.substr(rest);
    else base->rest = base->rest.substr(0, base->rest.find('#')) + std::string(relative.substr(rest));
  }
  return context.text(base->scheme + "://" + base->authority + clean_path(base->path) + base->rest);
}

constexpr FunctionRow kRows[] = {
    {"base64", 1, 1, kPlain, SymbolType::String, base64},
    {"base64tojson", 1, 1, kPlain, SymbolType::Any, base64_to_json},
    {"base64tostring", 1, 1, kSeesSymbols, SymbolType::String, base64_to_string},
    {"datauri", 1, 1, kPlain, SymbolType::String, data_uri},
    {"datauritostring", 1, 1, kPlain, SymbolType::String, data_uri_to_string},
    {"json", 1, 1, kSeesSymbols, SymbolType::Any, json},
    {"uri", 2, 2, kPlain, SymbolType::String, uri},
    {"uricomponent", 1, 1, kPlain, SymbolType::String, uri_component},
    {"uricomponenttostring", 1, 1, kPlain, SymbolType::String, uri_component_to_string},
};

}  // namespace

std::span<const FunctionRow> encode_rows() { return kRows; }

}  // namespace ringfence::arm
