#include "analyzer/policy/json_text.h"

#include <fmt/format.h>

#include <cmath>

#include "analyzer/eval/symbol.h"

namespace ringfence {
namespace {

constexpr size_t kMaxText = 4000;
constexpr unsigned kMaxDepth = 20;
constexpr size_t kMaxPlain = 80;
constexpr std::string_view kHidden = "***";  // in place of a secret

void append_string(std::string& out, std::string_view text) {
  out += '"';
  for (char c : text) {
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) out += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
        else out += c;
    }
  }
  out += '"';
}

void append_number(std::string& out, double number) { out += std::isfinite(number) ? fmt::format("{}", number) : "null"; }

/// False once the text has become too long.
bool append(std::string& out, const Value& value, const SecretContext& here, unsigned depth) {
  if (out.size() > kMaxText || depth > kMaxDepth) return false;
  if (is_secret_value(value, here)) {
    append_string(out, kHidden);
    return true;
  }
  switch (value.kind) {
    case ValueKind::Null: out += "null"; return true;
    case ValueKind::Bool: out += value.boolean ? "true" : "false"; return true;
    case ValueKind::Int: out += std::to_string(value.integer); return true;
    case ValueKind::Double: append_number(out, value.number()); return true;
    case ValueKind::String: append_string(out, value.str()); return true;
    case ValueKind::Symbol:
      out += "{\"$symbol\":";
      append_string(out, canonical_text(*value.symbol));
      out += '}';
      return true;
    case ValueKind::Array:
      out += '[';
      for (size_t i = 0; i < value.size; ++i) {
        if (i > 0) out += ',';
        if (!append(out, value.items[i], here, depth + 1)) return false;
      }
      out += ']';
      return true;
    case ValueKind::Object: break;
  }
  out += '{';
  bool first = true;
  for (const Member& member : value.object_members()) {
    if (!first) out += ',';
    first = false;
    append_string(out, member.symbolic_key ? "$symbol:" + canonical_text(*member.symbolic_key) : std::string(member.key));
    out += ':';
    if (!append(out, member.value, below(here, value, member), depth + 1)) return false;
  }
  out += '}';
  return true;
}

void append(std::string& out, const DataNode& node) {
  switch (node.kind) {
    case DataKind::Null: out += "null"; return;
    case DataKind::Bool: out += node.boolean ? "true" : "false"; return;
    case DataKind::Int: out += std::to_string(node.integer); return;
    case DataKind::Double: append_number(out, node.number); return;
    case DataKind::String: append_string(out, node.text); return;
    case DataKind::List:
      out += '[';
      for (size_t i = 0; i < node.items.size(); ++i) {
        if (i > 0) out += ',';
        append(out, node.items[i]);
      }
      out += ']';
      return;
    case DataKind::Map: break;
  }
  out += '{';
  for (size_t i = 0; i < node.members.size(); ++i) {
    if (i > 0) out += ',';
    append_string(out, node.members[i].first);
    out += ':';
    append(out, node.members[i].second);
  }
  out += '}';
}

std::string_view kind_word(const Value& value) {
  return value.is_array() ? "a list of more than can be shown" : value.is_object() ? "an object of more than can be shown" : "a long text";
}

}  // namespace

std::string json_text(const Value& value, const SecretContext& here) {
  std::string out;
  if (append(out, value, here, 0) && out.size() <= kMaxText) return out;
  out.clear();
  append_string(out, kind_word(value));
  return out;
}

std::string json_text(const DataNode& node) {
  std::string out;
  append(out, node);
  return out;
}

std::string plain_text(const Value& value, const SecretContext& here) {
  if (is_secret_value(value, here)) return std::string(kHidden);
  std::string out = value.is_string() ? std::string(value.str()) : value.is_symbol() ? canonical_text(*value.symbol) : json_text(value, here);
  if (out.size() <= kMaxPlain) return out;
  size_t end = kMaxPlain;
  while (end > 0 && (static_cast<unsigned char>(out[end]) & 0xc0) == 0x80) --end;
  out.resize(end);
  return out + "...";
}

}  // namespace ringfence
