// loadTextContent, loadFileAsBase64, loadJsonContent, loadYamlContent, loadDirectoryFileInfo: files of the project,
// read when Bicep compiles. The project refuses what lies outside the scanned root.
// Source: learn.microsoft.com, "File functions for Bicep".

#include <algorithm>

#include "analyzer/eval/functions_arm.h"
#include "analyzer/eval/wildcard.h"

namespace ringfence::arm {
namespace {

/// The bytes of the file that argument 0 names; nullopt with the outcome in `problem`.
std::optional<std::string_view> read_file(CallContext& context, Value& problem) {
  if (!context.args[0].is_string()) {
    problem = wrong_type(context, 0, "a path");
    return std::nullopt;
  }
  std::string error;
  const auto bytes = context.project().read_bytes(context.file(), context.args[0].str(), error);
  if (!bytes) {
    problem = context.error(error.empty() ? "cannot read '" + std::string(context.args[0].str()) + "'" : error);
    return std::nullopt;
  }
  if (context.spend(1 + bytes->size() / 64)) return bytes;
  problem = too_much(context);
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
  // What is no UTF-8 becomes U+FFFD, as .NET decodes it.
  return is_ascii(bytes) ? std::string(bytes) : to_utf8(to_utf16(bytes));
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

/// A document, or what the path in argument 1 selects of it.
template <class Read>
Value load_document(CallContext& context, std::string_view format, Read read) {
  Value problem;
  const auto bytes = read_file(context, problem);
  if (!bytes) return problem;
  if (bytes->size() > kLongestText) return context.limit("a file is too large to be loaded");
  std::string error;
  const auto value = read(decode(*bytes, text_argument(context, 2)), context.arena(), error);
  if (!value) return context.error("'" + std::string(context.args[0].str()) + "' is not " + std::string(format) + ": " + error);
  const std::string_view path = text_argument(context, 1);
  if (path.empty()) return *value;
  const auto part = select_path(*value, path, context.arena(), error);
  return part ? *part : context.error(std::string(context.name) + "(): " + error);
}

Value load_json(CallContext& context) { return load_document(context, "JSON", read_json); }
Value load_yaml(CallContext& context) { return load_document(context, "YAML", read_yaml); }

/// loadDirectoryFileInfo(folder, [pattern]): the files right in a folder, ordered by path without regard to case.
Value load_directory(CallContext& context) {
  if (!context.args[0].is_string()) return wrong_type(context, 0, "a path");
  const std::string_view folder = context.args[0].str(), pattern = text_argument(context, 1);
  std::string error;
  auto names = context.project().list_files(context.file(), folder, error);
  if (!names) return context.error(error);
  if (!context.spend(1 + names->size())) return too_much(context);
  std::stable_sort(names->begin(), names->end(), [](const std::string& a, const std::string& b) { return to_upper(a) < to_upper(b); });
  std::string_view before = folder;
  while (before.starts_with("./")) before.remove_prefix(2);
  if (before == ".") before = {};
  while (before.ends_with('/')) before.remove_suffix(1);
  std::vector<Value> out;
  for (const std::string& name : *names) {
    if (!pattern.empty() && !matches_wildcard(pattern, name, {'*', '?'})) continue;
    const size_t dot = name.rfind('.');
    ObjectBuilder info(context.arena());
    info.set("relativePath", context.text(before.empty() ? name : std::string(before) + "/" + name));
    info.set("baseName", context.text(name));
    info.set("extension", context.text(dot == std::string::npos ? std::string() : name.substr(dot)));
    out.push_back(info.build());
  }
  return make_array(context.arena(), out);
}

constexpr FunctionRow kRows[] = {
    {"loaddirectoryfileinfo", 1, 2, kPlain, SymbolType::Array, load_directory},
    {"loadfileasbase64", 1, 1, kPlain, SymbolType::String, load_base64},
    {"loadjsoncontent", 1, 3, kPlain, SymbolType::Any, load_json},
    {"loadtextcontent", 1, 2, kPlain, SymbolType::String, load_text},
    {"loadyamlcontent", 1, 3, kPlain, SymbolType::Any, load_yaml},
};

}  // namespace

std::span<const FunctionRow> file_rows() { return kRows; }

}  // namespace ringfence::arm
