// Conversions, terms, lists and sets that the families of Terraform functions share.

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>

#include "analyzer/eval/functions_terraform.h"

namespace ringfence::terraform_library {

namespace {

std::string_view kind_name(const Value& value) {
  switch (value.kind) {
    case ValueKind::Null:
      return "null";
    case ValueKind::Bool:
      return "a bool";
    case ValueKind::Int:
    case ValueKind::Double:
      return "a number";
    case ValueKind::String:
      return "a string";
    case ValueKind::Array:
      return "a list";
    case ValueKind::Object:
      return "an object";
    case ValueKind::Symbol:
      break;
  }
  return "an unknown value";
}

bool is_primitive(const Value& value) { return value.is_bool() || value.is_number() || value.is_string(); }

}  // namespace

// ---- conversions -----------------------------------------------------------------------------------

std::string number_text(const Value& number) {
  if (number.is_int()) return std::to_string(number.integer);
  if (!std::isfinite(number.number)) return number.number < 0 ? "-Infinity" : "Infinity";
  char buffer[400];
  auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, number.number, std::chars_format::fixed);
  return error == std::errc() ? std::string(buffer, end) : "0";
}

Value number_value(double number) {
  if (std::abs(number) < 9.2e18 && number == std::floor(number)) return Value::of(static_cast<int64_t>(number));
  return Value::of(number);
}

std::optional<Value> parse_number(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  const char* end = text.data() + text.size();
  int64_t integer = 0;
  auto whole = std::from_chars(text.data(), end, integer);
  if (whole.ec == std::errc() && whole.ptr == end) return Value::of(integer);
  if (text.empty() || text.find_first_not_of("0123456789.eE+-") != std::string_view::npos) return std::nullopt;
  double number = 0;
  auto real = std::from_chars(text.data(), end, number);
  if (real.ec != std::errc() || real.ptr != end) return std::nullopt;
  return number_value(number);
}

std::optional<std::string> primitive_text(const Value& value) {
  if (value.is_string()) return std::string(value.str());
  if (value.is_number()) return number_text(value);
  if (value.is_bool()) return value.boolean ? "true" : "false";
  return std::nullopt;
}

std::optional<bool> to_bool(const Value& value) {
  if (value.is_bool()) return value.boolean;
  if (!value.is_string()) return std::nullopt;
  if (value.str() == "true" || value.str() == "1") return true;
  if (value.str() == "false" || value.str() == "0") return false;
  return std::nullopt;
}

std::optional<Value> to_number(const Value& value) {
  if (value.is_number()) return value;
  if (value.is_string()) return parse_number(value.str());
  return std::nullopt;
}

double as_double(const Value& number) { return number.is_int() ? static_cast<double>(number.integer) : number.number; }

Value Arguments::fail(size_t index, std::string_view expected) {
  if (failed_) return error_;
  failed_ = true;
  std::string message(context_.name);
  message += "() expects ";
  message += expected;
  message += " as argument " + std::to_string(index + 1) + ", got ";
  message += kind_name(context_.args[index]);
  error_ = context_.error(std::move(message));
  return error_;
}

std::string_view Arguments::text(size_t index) {
  const Value& value = context_.args[index];
  if (value.is_string()) return value.str();
  std::optional<std::string> text = primitive_text(value);
  if (!text) {
    fail(index, "a string");
    return {};
  }
  return context_.arena().copy(*text);
}

double Arguments::number(size_t index) {
  std::optional<Value> number = to_number(context_.args[index]);
  if (number) return as_double(*number);
  fail(index, "a number");
  return 0;
}

int64_t Arguments::integer(size_t index) {
  std::optional<Value> number = to_number(context_.args[index]);
  if (number && number->is_int()) return number->integer;
  fail(index, "a whole number");
  return 0;
}

bool Arguments::boolean(size_t index) {
  std::optional<bool> flag = to_bool(context_.args[index]);
  if (!flag) fail(index, "a bool");
  return flag.value_or(false);
}

std::span<const Value> Arguments::list(size_t index) {
  if (context_.args[index].is_array()) return context_.args[index].array_items();
  fail(index, "a list");
  return {};
}

std::span<const Member> Arguments::object(size_t index) {
  if (context_.args[index].is_object()) return context_.args[index].object_members();
  fail(index, "a map");
  return {};
}

// ---- terms -----------------------------------------------------------------------------------------

bool is_error(const Value& value) { return value.is_symbol() && value.symbol->name == "@error"; }

bool is_unknown(const Value& value) { return value.is_symbol(); }

Value term(CallContext& context, std::string_view name, std::span<const Value> args, SymbolType type) {
  SymbolFacts facts;
  facts.type = type;
  return context.symbols().make(name, args, facts);
}

Value unknown_call(CallContext& context, SymbolType type) { return term(context, context.name, context.args, type); }

// ---- lists and sets --------------------------------------------------------------------------------

Value list_value(CallContext& context, const std::vector<Value>& items) {
  return Value::array(context.arena().copy(items));
}

void unify(CallContext& context, std::vector<Value>& items) {
  bool strings = std::any_of(items.begin(), items.end(), [](const Value& each) { return each.is_string(); });
  if (!strings) return;
  for (Value& each : items) {
    if (each.is_string() || !is_primitive(each)) continue;
    each = Value::text(context.arena().copy(*primitive_text(each))).at(each.span, each.because);
  }
}

std::string order_text(const Value& value) {
  std::string out;
  append_json(out, value);
  return out;
}

void make_set(CallContext& context, std::vector<Value>& items) {
  unify(context, items);
  std::vector<Value> known, unknown;
  for (const Value& each : items) (each.is_symbol() ? unknown : known).push_back(each);
  auto rank = [](const Value& value) {
    return value.is_string() ? 0 : value.is_number() ? 1 : value.is_bool() ? 2 : 3;
  };
  std::vector<std::pair<std::string, Value>> keyed;
  keyed.reserve(known.size());
  for (const Value& each : known) keyed.emplace_back(is_primitive(each) ? std::string() : order_text(each), each);
  std::stable_sort(keyed.begin(), keyed.end(), [&](const auto& a, const auto& b) {
    const Value &x = a.second, &y = b.second;
    if (rank(x) != rank(y)) return rank(x) < rank(y);
    if (x.is_string()) return x.str() < y.str();
    if (x.is_number()) return as_double(x) < as_double(y);
    if (x.is_bool()) return !x.boolean && y.boolean;
    return a.first < b.first;
  });
  items.clear();
  for (const auto& [text, value] : keyed) {
    if (items.empty() || !equal(items.back(), value)) items.push_back(value);
  }
  for (const Value& each : unknown) {
    bool seen = std::any_of(items.begin(), items.end(), [&](const Value& other) { return equal(other, each); });
    if (!seen) items.push_back(each);
  }
}

std::vector<Member> sorted_members(const Value& object) {
  std::vector<Member> members(object.object_members().begin(), object.object_members().end());
  std::stable_sort(members.begin(), members.end(), [](const Member& a, const Member& b) {
    if ((a.symbolic_key != nullptr) != (b.symbolic_key != nullptr)) return b.symbolic_key != nullptr;
    return a.key < b.key;
  });
  return members;
}

// ---- text ------------------------------------------------------------------------------------------

void append_utf8(std::string& out, uint32_t code) {
  if (code < 0x80) {
    out += static_cast<char>(code);
    return;
  }
  int extra = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
  constexpr uint32_t kLead[] = {0, 0xC0, 0xE0, 0xF0};
  out += static_cast<char>(kLead[extra] | (code >> (6 * extra)));
  while (extra-- > 0) out += static_cast<char>(0x80 | ((code >> (6 * extra)) & 0x3F));
}

std::u32string decode_utf8(std::string_view text) {
  std::u32string out;
  out.reserve(text.size());
  for (size_t at = 0; at < text.size();) {
    auto lead = static_cast<unsigned char>(text[at++]);
    int extra = lead < 0x80 ? 0 : lead >= 0xF0 && lead < 0xF8 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC2 ? 1 : -1;
    if (extra < 0 || lead >= 0xF8) {
      out += U'\uFFFD';
      continue;
    }
    uint32_t code = extra == 0 ? lead : lead & (0x3Fu >> extra);
    size_t next = at;
    for (int i = 0; i < extra && next < text.size() && (text[next] & 0xC0) == 0x80; ++i) {
      code = code << 6 | (static_cast<unsigned char>(text[next++]) & 0x3F);
    }
    if (static_cast<int>(next - at) != extra) {
      out += U'\uFFFD';
      continue;
    }
    at = next;
    out += static_cast<char32_t>(code);
  }
  return out;
}

std::string encode_utf8(std::u32string_view text) {
  std::string out;
  for (char32_t each : text) append_utf8(out, each);
  return out;
}

}  // namespace ringfence::terraform_library
