#include "analyzer/eval/value.h"

#include "analyzer/eval/big_number.h"
#include "analyzer/eval/symbol.h"

namespace ringfence {
namespace {

char fold(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_text(std::string_view a, std::string_view b, KeyCase string_case) {
  return string_case == KeyCase::Sensitive ? a == b : equal_ignore_case(a, b);
}

/// Exact numbers with all their digits, others as doubles.
bool equal_numbers(const Value& a, const Value& b) {
  if (a.is_int() && b.is_int()) return a.integer == b.integer;
  if (a.shape != Shape::Exact && b.shape != Shape::Exact) return a.number() == b.number();
  return compare(big_of(a), big_of(b)) == 0;
}

bool equal_objects(const Value& a, const Value& b, KeyCase string_case) {
  if (a.size != b.size) return false;
  for (const Member& member : a.object_members()) {
    const Member* other = nullptr;
    if (!member.symbolic_key) {
      other = find_member(b, member.key, string_case);
    } else {
      for (const Member& each : b.object_members()) {
        if (each.symbolic_key == member.symbolic_key) other = &each;
      }
    }
    if (!other || !equal(member.value, other->value, string_case)) return false;
  }
  return true;
}

}  // namespace

bool equal_ignore_case(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (size_t i = 0; i < a.size(); ++i) {
    if (fold(a[i]) != fold(b[i])) return false;
  }
  return true;
}

double Value::number() const {
  if (is_int()) return static_cast<double>(integer);
  return shape == Shape::Exact ? exact->nearest() : real;
}

const Member* find_member(const Value& object, std::string_view key, KeyCase key_case) {
  if (!object.is_object()) return nullptr;
  const Member* found = nullptr;
  for (uint32_t i = object.size; i-- > 0;) {
    const Member& member = object.members[i];
    if (member.symbolic_key) continue;
    if (member.key == key) return &member;
    if (!found && same_text(member.key, key, key_case)) found = &member;
  }
  return found;
}

bool equal(const Value& a, const Value& b, KeyCase string_case) {
  if (a.kind != b.kind) return a.is_number() && b.is_number() && equal_numbers(a, b);
  switch (a.kind) {
    case ValueKind::Null: return true;
    case ValueKind::Bool: return a.boolean == b.boolean;
    case ValueKind::Int: return a.integer == b.integer;
    case ValueKind::Double: return equal_numbers(a, b);
    case ValueKind::String: return same_text(a.str(), b.str(), string_case);
    case ValueKind::Symbol: return a.symbol == b.symbol;
    case ValueKind::Object: return a.members == b.members ? a.size == b.size : equal_objects(a, b, string_case);
    case ValueKind::Array: break;
  }
  if (a.size != b.size) return false;
  if (a.items == b.items) return true;
  for (uint32_t i = 0; i < a.size; ++i) {
    if (!equal(a.items[i], b.items[i], string_case)) return false;
  }
  return true;
}

bool has_symbol(const Value& value) {
  switch (value.kind) {
    case ValueKind::Symbol: return true;
    case ValueKind::Array:
      for (const Value& item : value.array_items()) {
        if (has_symbol(item)) return true;
      }
      return false;
    case ValueKind::Object:
      for (const Member& member : value.object_members()) {
        if (member.symbolic_key || has_symbol(member.value)) return true;
      }
      return false;
    default: return false;
  }
}

}  // namespace ringfence
