// Encodings: Base64, data URIs, JSON.
// Source: learn.microsoft.com, "String functions for ARM templates".

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
  if (!context.spend(text.size() / 16)) return too_much(context);
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

constexpr FunctionRow kRows[] = {
    {"base64", 1, 1, kPlain, SymbolType::String, base64},
    {"base64tojson", 1, 1, kPlain, SymbolType::Any, base64_to_json},
    {"base64tostring", 1, 1, kSeesSymbols, SymbolType::String, base64_to_string},
    {"datauri", 1, 1, kPlain, SymbolType::String, data_uri},
    {"datauritostring", 1, 1, kPlain, SymbolType::String, data_uri_to_string},
    {"json", 1, 1, kSeesSymbols, SymbolType::Any, json},
};

}  // namespace

std::span<const FunctionRow> encode_rows() { return kRows; }

}  // namespace ringfence::arm
