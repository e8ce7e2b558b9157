// loadTextContent, loadFileAsBase64, loadJsonContent: files of the project, read when Bicep compiles.
// The project refuses what lies outside the scanned root.
// Source: learn.microsoft.com, "File functions for Bicep".

#include <algorithm>
#include <charconv>

#include "analyzer/eval/functions_arm.h"

namespace ringfence::arm {
namespace {

/// The bytes of the file that argument 0 names; nullopt with the outcome in `problem`.
std::optional<std::string_view> read_file(CallContext& context, Value& problem) {
  if (!context.args[0].is_string()) {
    problem = wrong_type(context, 0, "a path");
    return std::nullopt;
  }
  std::string error;
  const auto bytes = context.project().read_text(context.file(), context.args[0].str(), error);
  if (!bytes) {
    problem = context.error(error.empty() ? "cannot read '" + std::string(context.args[0].str()) + "'" : error);
    return std::nullopt;
  }
  if (context.spend(1 + bytes->size() / 64)) return bytes;
  problem = context.error(std::string(context.name) + "(): too much work");
  return std::nullopt;
}

std::string from_utf16(std::string_view bytes, bool big_endian) {
  std::u16string units;
  for (size_t i = 0; i + 1 < bytes.size(); i += 2) {
    const auto first = static_cast<unsigned char>(bytes[i]), second = static_cast<unsigned char>(bytes[i + 1]);
    units += static_cast<char16_t>(big_endian ? first * 256 + second : second * 256 + first);
  }
  if (!units.empty() && units.front() == 0xfeff) units.erase(0, 1);
  return to_utf8(units);
}

/// Text of the file in the encoding that an argument names (UTF-8 when there is none).
std::string decode(std::string_view bytes, std::string_view encoding) {
  if (bytes.starts_with("\xff\xfe") || equal_ignore_case(encoding, "utf-16")) return from_utf16(bytes, false);
  if (bytes.starts_with("\xfe\xff") || equal_ignore_case(encoding, "utf-16BE")) return from_utf16(bytes, true);
  if (equal_ignore_case(encoding, "iso-8859-1")) {
    std::u16string units;
    for (const char c : bytes) units += static_cast<char16_t>(static_cast<unsigned char>(c));
    return to_utf8(units);
  }
  if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
  return std::string(bytes);
}

std::string_view text_argument(CallContext& context, size_t place) {
  return place < context.args.size() && context.args[place].is_string() ? context.args[place].str() : std::string_view{};
}

Value load_text(CallContext& context) {
  Value problem;
  const auto bytes = read_file(context, problem);
  return bytes ? context.text(decode(*bytes, text_argument(context, 1))) : problem;
}

Value load_base64(CallContext& context) {
  Value problem;
  const auto bytes = read_file(context, problem);
  return bytes ? context.text(base64_encode(*bytes)) : problem;
}

/// One step of a JSONPath: .name, ['name'], [0]. nullopt: something else.
std::optional<Value> next_step(std::string_view& path, CallContext& context) {
  if (path.starts_with('[')) {
    const size_t end = path.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    std::string_view inner = path.substr(1, end - 1);
    path.remove_prefix(end + 1);
    if (inner.size() >= 2 && (inner.front() == '\'' || inner.front() == '"') && inner.back() == inner.front())
      return context.text(inner.substr(1, inner.size() - 2));
    int64_t number = 0;
    const auto result = std::from_chars(inner.data(), inner.data() + inner.size(), number);
    if (inner.empty() || result.ec != std::errc{} || result.ptr != inner.data() + inner.size()) return std::nullopt;
    return Value::of(number);
  }
  if (path.starts_with('.')) path.remove_prefix(1);
  const size_t end = std::min(path.find_first_of(".["), path.size());
  const std::string_view name = path.substr(0, end);
  if (name.empty() || name.find_first_of("*?@()") != std::string_view::npos) return std::nullopt;
  path.remove_prefix(end);
  return context.text(name);
}

/// The part of a document that a JSONPath without filters selects.
Value select(CallContext& context, Value value, std::string_view path) {
  const std::string whole(path);
  if (path.starts_with('$')) path.remove_prefix(1);
  while (!path.empty()) {
    const auto step = next_step(path, context);
    if (!step) return context.error(std::string(context.name) + "(): the path '" + whole + "' is not supported");
    const bool inside = step->is_int() && value.is_array() && step->integer >= 0 && step->integer < value.size;
    const Member* member = step->is_string() ? find_member(value, step->str(), KeyCase::Sensitive) : nullptr;
    if (!inside && !member) return context.error(std::string(context.name) + "(): nothing in the file is at '" + whole + "'");
    value = inside ? value.items[step->integer] : member->value;
  }
  return value;
}

Value load_json(CallContext& context) {
  Value problem;
  const auto bytes = read_file(context, problem);
  if (!bytes) return problem;
  std::string error;
  const auto value = read_json(decode(*bytes, text_argument(context, 2)), context.arena(), error);
  if (!value) return context.error("'" + std::string(context.args[0].str()) + "' is not JSON: " + error);
  return select(context, *value, text_argument(context, 1));
}

constexpr FunctionRow kRows[] = {
    {"loadfileasbase64", 1, 1, kPlain, SymbolType::String, load_base64},
    {"loadjsoncontent", 1, 3, kPlain, SymbolType::Any, load_json},
    {"loadtextcontent", 1, 2, kPlain, SymbolType::String, load_text},
};

}  // namespace

std::span<const FunctionRow> file_rows() { return kRows; }

}  // namespace ringfence::arm
