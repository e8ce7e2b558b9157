// yamldecode: the YAML reader that ARM's functions have, with scalars as zclconf/go-cty-yaml resolves them (YAML 1.2
// numbers, the truths of 1.1, timestamps as text).

#include <algorithm>
#include <array>
#include <charconv>

#include "analyzer/eval/functions_arm.h"
#include "analyzer/eval/functions_terraform.h"

namespace ringfence::arm {
namespace {

bool is_date(std::string_view text) {
  constexpr std::string_view kForm = "0000-00-00";
  return text.size() == kForm.size() && std::equal(text.begin(), text.end(), kForm.begin(), [](char c, char form) {
           return form == '-' ? c == '-' : c >= '0' && c <= '9';
         });
}

std::optional<bool> truth_of(std::string_view text) {
  constexpr std::array<std::string_view, 11> kTrue = {"y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"};
  constexpr std::array<std::string_view, 11> kFalse = {"n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"};
  if (std::find(kTrue.begin(), kTrue.end(), text) != kTrue.end()) return true;
  if (std::find(kFalse.begin(), kFalse.end(), text) != kFalse.end()) return false;
  return std::nullopt;
}

std::optional<Value> whole_number(std::string_view digits, int base) {
  int64_t integer = 0;
  const char* end = digits.data() + digits.size();
  const auto read = std::from_chars(digits.data(), end, integer, base);
  const bool digit = !digits.empty() && digits.front() != '-';
  return digit && read.ec == std::errc{} && read.ptr == end ? std::optional(Value::of(integer)) : std::nullopt;
}

}  // namespace

Value resolve_terraform_yaml(std::string_view text, Arena& arena) {
  if (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL") return Value::null();
  if (const auto truth = truth_of(text)) return Value::of(*truth);
  if (is_date(text)) return Value::text(arena.copy(std::string(text) + "T00:00:00Z"));
  const auto based = text.starts_with("0x")   ? whole_number(text.substr(2), 16)
                     : text.starts_with("0o") ? whole_number(text.substr(2), 8)
                                              : std::nullopt;
  if (based) return *based;
  std::string decimal(text);
  if (decimal.starts_with('+')) decimal.erase(0, 1);
  if (decimal.ends_with('.')) decimal += '0';
  const bool begins = !decimal.empty() && std::string_view("-.0123456789").find(decimal[0]) != std::string_view::npos;
  if (const auto number = begins ? BigNumber::parse(decimal) : std::nullopt) return value_of(*number, arena);
  return Value::text(arena.copy(text));
}

}  // namespace ringfence::arm

namespace ringfence::terraform_library {
namespace {

Value yaml_decode(CallContext& context) {
  Arguments arguments(context);
  const std::string_view text = arguments.text(0);
  if (arguments.failed()) return arguments.error();
  if (!context.spend(text.size() / 16 + 1)) return context.error("yamldecode() makes too much work");
  std::string error;
  const std::optional<Value> decoded = arm::read_terraform_yaml(text, context.arena(), error);
  return decoded ? *decoded : context.error("yamldecode() cannot read the text: " + error);
}

constexpr std::array kRows = {FunctionRow{"yamldecode", 1, 1, kPlain, SymbolType::Any, yaml_decode}};

}  // namespace

std::span<const FunctionRow> yamldecode_rows() { return kRows; }

}  // namespace ringfence::terraform_library
