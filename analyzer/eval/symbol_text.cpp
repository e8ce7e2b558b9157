#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "analyzer/eval/big_number.h"
#include "analyzer/eval/symbol.h"

namespace ringfence {
namespace {

// Terms are shared, so that a small one can have a very long text; past this it is cut.
constexpr size_t kMaxCanonicalText = 1 << 20;

void write(const Value& value, std::string& out);

void write_quoted(std::string_view text, std::string& out) {
  out += '\'';
  for (const char c : text) {
    if (c == '\'') out += '\'';
    out += c;
  }
  out += '\'';
}

void write_list(std::span<const Value> values, std::string& out) {
  for (size_t i = 0; i < values.size(); ++i) {
    if (i > 0) out += ", ";
    write(values[i], out);
  }
}

void write(const Symbol& symbol, std::string& out) {
  if (out.size() > kMaxCanonicalText) return;
  out += symbol.name;
  // "subscription().subscriptionid" is a name that holds its parentheses.
  if (symbol.name.find('(') != std::string_view::npos) return;
  out += '(';
  write_list(symbol.args, out);
  out += ')';
}

void write_object(const Value& object, std::string& out) {
  std::vector<std::pair<std::string, const Value*>> members;
  for (const Member& member : object.object_members()) {
    std::string key;
    if (member.symbolic_key) {
      write(*member.symbolic_key, key);
    } else {
      write_quoted(member.key, key);
    }
    members.emplace_back(std::move(key), &member.value);
  }
  std::stable_sort(members.begin(), members.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  out += '{';
  for (size_t i = 0; i < members.size(); ++i) {
    if (i > 0) out += ", ";
    out += members[i].first;
    out += ": ";
    write(*members[i].second, out);
  }
  out += '}';
}

void write(const Value& value, std::string& out) {
  if (out.size() > kMaxCanonicalText) return;
  switch (value.kind) {
    case ValueKind::Null: out += "null"; break;
    case ValueKind::Bool: out += value.boolean ? "true" : "false"; break;
    case ValueKind::Int: out += std::to_string(value.integer); break;
    case ValueKind::Double: out += value.shape == Shape::Exact ? value.exact->text() : fmt::format("{}", value.number()); break;
    case ValueKind::String: write_quoted(value.str(), out); break;
    case ValueKind::Symbol: write(*value.symbol, out); break;
    case ValueKind::Object: write_object(value, out); break;
    case ValueKind::Array:
      out += '[';
      write_list(value.array_items(), out);
      out += ']';
      break;
  }
}

}  // namespace

std::string canonical_text(const Symbol& symbol) {
  std::string out;
  write(symbol, out);
  return out;
}

std::string canonical_text(const Value& value) {
  std::string out;
  write(value, out);
  return out;
}

std::string_view number_text(const Value& number, Arena& arena) {
  if (number.is_int()) return arena.copy(std::to_string(number.integer));
  if (number.shape == Shape::Exact) return arena.copy(number.exact->text());
  const double real = number.number();
  if (std::abs(real) < 1e15 && real == std::floor(real)) return arena.copy(fmt::format("{:.0f}", real));
  return arena.copy(fmt::format("{}", real));
}

}  // namespace ringfence
