// terraform_types' part for comparing values: the order of a set, and equality.
#include <algorithm>

#include "analyzer/eval/big_number.h"
#include "analyzer/eval/terraform_types.h"

namespace ringfence::terraform_types {

// ---- sets ----------------------------------------------------------------------------------------------

namespace {

constexpr uint32_t kDeepest = 64;

void append_quoted(std::string_view text, std::string& out) {
  out += '"';
  for (char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n')
      out += "\\n";
    else if (c == '\t')
      out += "\\t";
    else if (c == '\r')
      out += "\\r";
    else
      out += c;
  }
  out += '"';
}

/// go-cty, set_internals.go, appendSetHashBytes: what items that are not primitive are ordered by.
void append_order(const Value& value, std::string& out, uint32_t depth) {
  if (depth > kDeepest) return;
  switch (value.kind) {
    case ValueKind::Null:
      out += '~';
      return;
    case ValueKind::Symbol:
      out += '?';
      return;
    case ValueKind::Bool:
      out += value.boolean ? 'T' : 'F';
      return;
    case ValueKind::Int:
    case ValueKind::Double:
      out += big_of(value).general(10);
      return;
    case ValueKind::String:
      append_quoted(value.str(), out);
      return;
    case ValueKind::Array: {
      const bool tuple = value.shape == Shape::Plain;
      out += tuple ? '<' : '[';
      for (const Value& item : value.array_items()) {
        append_order(item, out, depth + 1);
        out += ';';
      }
      out += tuple ? '>' : ']';
      return;
    }
    case ValueKind::Object:
      break;
  }
  const bool map = value.shape == Shape::Map;
  out += map ? '{' : '<';
  for (const Member* member : by_name(value)) {
    if (map) {
      append_quoted(member->key, out);
      out += ':';
    }
    append_order(member->value, out, depth + 1);
    out += ';';
  }
  out += map ? '}' : '>';
}

struct Ordered {
  Value value;
  std::string text;  // of what is not primitive
  int rank = 0;
};

bool is_less(const Ordered& a, const Ordered& b) {
  if (a.rank != b.rank) return a.rank < b.rank;
  if (a.value.is_string()) return a.value.str() < b.value.str();
  if (a.value.is_bool()) return !a.value.boolean && b.value.boolean;
  if (a.value.is_int() && b.value.is_int()) return a.value.integer < b.value.integer;
  if (a.value.is_number()) return compare(big_of(a.value), big_of(b.value)) < 0;
  return a.text < b.text;
}

}  // namespace

void order_set(std::vector<Value>& items) {
  std::vector<Ordered> all;
  for (const Value& item : items) {
    Ordered made{item,
                 {},
                 item.is_symbol()   ? 9
                 : item.is_null()   ? 8
                 : item.is_string() ? 0
                 : item.is_number() ? 1
                 : item.is_bool()   ? 2
                                    : 3};
    if (made.rank == 3) append_order(item, made.text, 0);
    all.push_back(std::move(made));
  }
  std::stable_sort(all.begin(), all.end(), is_less);
  items.clear();
  size_t group = 0;  // where those begin that the last one may be equal to
  for (size_t i = 0; i < all.size(); ++i) {
    if (i > 0 && is_less(all[i - 1], all[i])) group = items.size();
    const auto from =
        items.begin() + static_cast<std::ptrdiff_t>(all[i].rank == 9 ? std::min(group, items.size()) : group);
    if (std::none_of(from, items.end(), [&](const Value& each) { return equal(each, all[i].value); }))
      items.push_back(all[i].value);
  }
}

// ---- equality ------------------------------------------------------------------------------------------

namespace {

/// Types tell values apart unless one is not known well enough.
bool types_differ(const Type& a, const Type& b) {
  const auto any = [](const Type& type) { return type.kind == Kind::Open || type.kind == Kind::Null; };
  if (any(a) || any(b)) return false;
  if (a.kind != b.kind || a.items.size() != b.items.size()) return true;
  if (a.element) return types_differ(*a.element, *b.element);
  if (!std::equal(a.names.begin(), a.names.end(), b.names.begin(), b.names.end())) return true;
  for (size_t i = 0; i < a.items.size(); ++i) {
    if (types_differ(*a.items[i], *b.items[i])) return true;
  }
  return false;
}

}  // namespace

Tri equals(const Value& a, const Value& b, Arena& arena) {
  const bool structured = (a.is_array() || a.is_object()) && (b.is_array() || b.is_object());
  if (structured && types_differ(*type_of(a, arena), *type_of(b, arena))) return Tri::False;
  // coalesce() gives a value or an error, never null.
  const auto is_coalesce = [](const Value& value) { return value.is_symbol() && value.symbol->name == "coalesce"; };
  if ((a.is_null() && is_coalesce(b)) || (b.is_null() && is_coalesce(a))) return Tri::False;
  return SymbolTable::same(a, b);
}

}  // namespace ringfence::terraform_types
