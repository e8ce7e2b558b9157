// URI components and URIs: uriComponent, uri, parseUri, buildUri.
// Source: learn.microsoft.com, "String functions for ARM templates", "String functions for Bicep" (uri: RFC 3986, as
// .NET's Uri resolves).

#include <algorithm>
#include <charconv>

#include "analyzer/eval/functions_arm.h"

namespace ringfence::arm {
namespace {

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

}  // namespace

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

namespace {

Value uri_component_to_string(CallContext& context) {
  if (!context.args[0].is_string()) return wrong_type(context, 0, "a string");
  return context.text(percent_decode(context.args[0].str()));
}

// ---- whole URIs --------------------------------------------------------------------------------------

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

// ---- parts of a URI ------------------------------------------------------------------------------------

/// The port that a host names, and the host without it; nullopt when it names none.
std::optional<int64_t> take_port(std::string& authority) {
  const size_t colon = authority.rfind(':');
  if (colon == std::string::npos || authority.find(']', colon) != std::string::npos) return std::nullopt;
  int64_t port = 0;
  const char* end = authority.data() + authority.size();
  const auto result = std::from_chars(authority.data() + colon + 1, end, port);
  if (result.ec != std::errc{} || result.ptr != end || port < 0 || port > 65'535) return std::nullopt;
  authority.resize(colon);
  return port;
}

/// { scheme, host, port, path, query }; the port is null when it is the scheme's own.
Value parse_uri(CallContext& context) {
  if (!context.args[0].is_string()) return wrong_type(context, 0, "a string");
  auto parts = split_uri(context.args[0].str());
  if (!parts) return context.error("parseUri(): '" + std::string(context.args[0].str().substr(0, 60)) + "' is not an absolute URI");
  if (const size_t at = parts->authority.find('@'); at != std::string::npos) parts->authority.erase(0, at + 1);
  const auto port = take_port(parts->authority);
  ObjectBuilder out(context.arena());
  out.set("scheme", context.text(parts->scheme));
  out.set("host", context.text(parts->authority));
  out.set("port", port ? Value::of(*port) : Value::null());
  out.set("path", context.text(clean_path(parts->path)));
  out.set("query", context.text(parts->rest.substr(0, parts->rest.find('#'))));
  return out.build();
}

/// A member of buildUri's argument, or null; what is neither a string nor null (nor the port) is an error in `problem`.
Value component(CallContext& context, std::string_view name, Value& problem) {
  const Member* member = find_member(context.args[0], name, KeyCase::Insensitive);
  if (!member || member->value.is_null()) return Value::null();
  const bool fits = member->value.is_symbol() || (name == "port" ? member->value.is_int() : member->value.is_string());
  if (!fits) problem = context.error("buildUri() expects " + std::string(name == "port" ? "an integer" : "a string") + " as " + std::string(name) +
                                     ", got " + std::string(kind_name(member->value)));
  return member->value;
}

Value build_uri(CallContext& context) {
  if (context.args[0].is_symbol()) return unknown(context, SymbolType::String);
  if (!context.args[0].is_object()) return wrong_type(context, 0, "an object");
  Value problem;
  const Value scheme = component(context, "scheme", problem), host = component(context, "host", problem), port = component(context, "port", problem),
              path = component(context, "path", problem), query = component(context, "query", problem);
  if (is_error(problem)) return problem;
  if (scheme.is_null() || host.is_null()) return context.error("buildUri() expects an object with a scheme and a host");
  if (port.is_int() && (port.integer < 0 || port.integer > 65'535)) return context.error("buildUri(): there is no port " + std::to_string(port.integer));
  std::vector<Value> parts{scheme, Value::text("://"), host};
  const auto add = [&](std::string_view separator, const Value& part) {
    if (part.is_null() || (part.is_string() && part.str().empty())) return;
    if (!part.is_string() || !part.str().starts_with(separator)) parts.push_back(Value::text(separator));
    parts.push_back(part);
  };
  add(":", port);
  if (path.is_null() || (path.is_string() && path.str().empty())) parts.push_back(Value::text("/"));
  // An unknown path or query has its '/' or '?' itself, as parseUri gives them.
  path.is_symbol() ? parts.push_back(path) : add("/", path);
  query.is_symbol() ? parts.push_back(query) : add("?", query);
  return context.symbols().concat(parts);
}

constexpr FunctionRow kRows[] = {
    {"builduri", 1, 1, kSeesSymbols, SymbolType::String, build_uri},
    {"parseuri", 1, 1, kPlain, SymbolType::Object, parse_uri},
    {"uri", 2, 2, kPlain, SymbolType::String, uri},
    {"uricomponent", 1, 1, kPlain, SymbolType::String, uri_component},
    {"uricomponenttostring", 1, 1, kPlain, SymbolType::String, uri_component_to_string},
};

}  // namespace

std::span<const FunctionRow> uri_rows() { return kRows; }

}  // namespace ringfence::arm
