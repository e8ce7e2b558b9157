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

}  // namespace

// ---- conversions -----------------------------------------------------------------------------------

std::string number_text(const Value& number) { return *primitive_text(number); }

Value number_value(double number, Arena& arena) { return value_of(BigNumber::of(number), arena); }

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
  std::optional<Value> number = to_number(context_.args[index], context_.arena());
  if (number) return number->number();
  fail(index, "a number");
  return 0;
}

int64_t Arguments::integer(size_t index) {
  std::optional<Value> number = to_number(context_.args[index], context_.arena());
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

Value typed_list(CallContext& context, const std::vector<Value>& items) {
  return list_value(context, items).as(Shape::List);
}

Value set_value(CallContext& context, std::vector<Value>& items) {
  terraform_types::order_set(items);
  return list_value(context, items).as(Shape::Set);
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
