// Files and paths. Only files inside the scanned root are read (Project sees to it); what lies on the
// user's machine otherwise (an absolute path, "~") is a term.

#include <algorithm>
#include <array>

#include "analyzer/eval/functions_arm.h"
#include "analyzer/eval/functions_terraform.h"

namespace ringfence::terraform_library {

namespace {

Value not_here(CallContext& context) {
  SymbolFacts facts;
  facts.type = SymbolType::String;
  return context.symbolic(facts);
}

/// The text of the file in the first argument; nullopt with `failure` filled otherwise.
std::optional<std::string_view> read(CallContext& context, Value& failure) {
  Arguments arguments(context);
  std::string_view path = arguments.text(0);
  failure = arguments.error();
  if (arguments.failed()) return std::nullopt;
  path = in_module(context, path);
  std::string error;
  std::optional<std::string_view> text = context.project().read_text(context.file(), path, error);
  if (!text)
    failure = is_elsewhere(path) ? not_here(context) : context.error(std::string(context.name) + "(): " + error);
  return text;
}

Value file(CallContext& context) {
  Value failure;
  std::optional<std::string_view> text = read(context, failure);
  return text ? context.text(*text) : failure;
}

Value file_exists(CallContext& context) {
  Arguments arguments(context);
  std::string_view path = arguments.text(0);
  if (arguments.failed()) return arguments.error();
  path = in_module(context, path);
  if (context.project().exists(context.file(), path)) return Value::of(true);
  SymbolFacts facts;
  facts.type = SymbolType::Bool;
  return is_elsewhere(path) ? context.symbolic(facts) : Value::of(false);
}

std::string plain_bytes(std::string_view bytes) { return std::string(bytes); }

template <std::string (*Digest)(std::string_view), std::string (*Print)(std::string_view)>
Value file_digest(CallContext& context) {
  Value failure;
  std::optional<std::string_view> text = read(context, failure);
  if (!text) return failure;
  if (!context.spend(text->size() / 8 + 1)) return context.error(std::string(context.name) + "() makes too much work");
  return context.text(Print(Digest(*text)));
}

// ---- templates -------------------------------------------------------------------------------------

Value fill(CallContext& context, std::string_view text) {
  const Value& variables = context.args[1];
  const bool open = variables.is_symbol() ||
                    (variables.is_object() && std::any_of(variables.members, variables.members + variables.size,
                                                          [](const Member& each) { return each.symbolic_key; }));
  if (open) return unknown_call(context, SymbolType::String);
  if (!variables.is_object()) return Arguments(context).fail(1, "a map or object");
  if (!context.spend(text.size() / 8 + 1)) return context.error("the template makes too much work");
  return context.fill_template(text, variables);
}

Value template_file(CallContext& context) {
  if (context.args[0].is_symbol()) return unknown_call(context, SymbolType::String);
  Value failure;
  std::optional<std::string_view> text = read(context, failure);
  return text ? fill(context, *text) : failure;
}

Value template_string(CallContext& context) {
  if (!context.args[0].is_string()) return unknown_call(context, SymbolType::String);
  return fill(context, context.args[0].str());
}

// ---- paths -----------------------------------------------------------------------------------------

Value base_name(CallContext& context) {
  Arguments arguments(context);
  std::string_view path = arguments.text(0);
  if (arguments.failed()) return arguments.error();
  if (path.empty()) return Value::text(".");
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  return Value::text(path == "/" ? path : path.substr(path.find_last_of('/') + 1));
}

/// The path without ".", ".." and doubled slashes, as Go's filepath.Clean.
std::string clean(std::string_view path) {
  bool rooted = path.starts_with('/');
  std::vector<std::string_view> parts;
  while (!path.empty()) {
    size_t end = std::min(path.find('/'), path.size());
    std::string_view part = path.substr(0, end);
    path.remove_prefix(std::min(end + 1, path.size()));
    if (part.empty() || part == ".") continue;
    if (part != ".." || (parts.empty() && !rooted) || (!parts.empty() && parts.back() == ".."))
      parts.push_back(part);
    else if (!parts.empty())
      parts.pop_back();
  }
  std::string out = rooted ? "/" : "";
  for (size_t i = 0; i < parts.size(); ++i) out.append(i > 0 ? "/" : "").append(parts[i]);
  return out.empty() ? "." : out;
}

Value dir_name(CallContext& context) {
  Arguments arguments(context);
  std::string_view path = arguments.text(0);
  if (arguments.failed()) return arguments.error();
  size_t slash = path.find_last_of('/');
  return context.text(clean(slash == std::string_view::npos ? "." : path.substr(0, slash + 1)));
}

Value absolute_path(CallContext& context) {
  Arguments arguments(context);
  std::string_view path = arguments.text(0);
  if (arguments.failed()) return arguments.error();
  return path.starts_with('/') ? context.text(clean(path)) : not_here(context);
}

Value expand_home(CallContext& context) {
  Arguments arguments(context);
  std::string_view path = arguments.text(0);
  if (arguments.failed()) return arguments.error();
  return path.starts_with('~') ? not_here(context) : Value::text(path);
}

constexpr std::array kRows = {
    FunctionRow{"abspath", 1, 1, kPlain, SymbolType::String, absolute_path},
    FunctionRow{"basename", 1, 1, kPlain, SymbolType::String, base_name},
    FunctionRow{"dirname", 1, 1, kPlain, SymbolType::String, dir_name},
    FunctionRow{"file", 1, 1, kPlain, SymbolType::String, file},
    FunctionRow{"filebase64", 1, 1, kPlain, SymbolType::String, file_digest<plain_bytes, arm::base64_encode>},
    FunctionRow{"filebase64sha256", 1, 1, kPlain, SymbolType::String, file_digest<sha256, arm::base64_encode>},
    FunctionRow{"filebase64sha512", 1, 1, kPlain, SymbolType::String, file_digest<sha512, arm::base64_encode>},
    FunctionRow{"fileexists", 1, 1, kPlain, SymbolType::Bool, file_exists},
    FunctionRow{"filemd5", 1, 1, kPlain, SymbolType::String, file_digest<md5, hex>},
    FunctionRow{"filesha1", 1, 1, kPlain, SymbolType::String, file_digest<sha1, hex>},
    FunctionRow{"filesha256", 1, 1, kPlain, SymbolType::String, file_digest<sha256, hex>},
    FunctionRow{"filesha512", 1, 1, kPlain, SymbolType::String, file_digest<sha512, hex>},
    FunctionRow{"pathexpand", 1, 1, kPlain, SymbolType::String, expand_home},
    FunctionRow{"templatefile", 2, 2, kSeesSymbols, SymbolType::String, template_file},
    FunctionRow{"templatestring", 2, 2, kSeesSymbols, SymbolType::String, template_string},
};

}  // namespace

std::span<const FunctionRow> file_rows() { return kRows; }

std::string_view in_module(CallContext& context, std::string_view path) {
  std::string_view folder = context.project().folder_of(context.file());
  if (!folder.empty() && path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/') {
    path.remove_prefix(folder.size() + 1);
  }
  while (path.starts_with("./")) path.remove_prefix(2);
  return path;
}

bool is_elsewhere(std::string_view path) { return path.starts_with('/') || path.starts_with('~'); }

}  // namespace ringfence::terraform_library
