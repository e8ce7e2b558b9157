#pragma once
// Value: what an expression evaluates to, with the place that decided it.
//
// Everything a Value points to lives in the arena of the root that is evaluated (or in the
// template's, for text that was written). Immutable and copied freely (40 bytes).
// Made by analyzer/eval, read by graph and policy.

#include <cstdint>
#include <span>
#include <string_view>

#include "parsers/span.h"

namespace ringfence {

enum class ValueKind : uint8_t { Null, Bool, Int, Double, String, Array, Object, Symbol };

/// How a value came to be (JSON `because`), and the kind of each step on its way.
enum class OriginKind : uint8_t {
  Written,          // a literal where it is used, or computed from such
  Default,          // default value of a parameter or variable
  ParameterFile,    // *.parameters.json, .bicepparam, tfvars, --var
  Argument,         // given by the caller of a module
  Variable,         // step: passed through a variable, local, function or output
  Reference,        // step: used here
  Loop,             // step: an item of a loop
  Mapped,           // step: an azurerm attribute that became an ARM property
  ProviderDefault,  // what the Terraform provider sends when the attribute is absent
  PlatformDefault,  // what Azure does when the property is absent
  Missing           // there is nothing, and no default is known
};

/// One step of a value's way, most recent first.
struct OriginStep {
  OriginKind kind = OriginKind::Reference;
  Span span;
  const OriginStep* next = nullptr;
};

/// What a conversion made of a sequence, an object or a number in Terraform; the other languages have Plain alone.
enum class Shape : uint8_t {
  Plain,  // Array: a tuple; Object: an object; a number as C++ has it
  List,   // Array whose items have one type: tolist()
  Set,    // Array without order: items by Terraform's order, none twice; no index leads into it
  Map,    // Object whose values have one type: tomap()
  Exact   // Double: a number of up to 512 bits, at `exact`
};

struct Symbol;
struct Member;
class BigNumber;

struct Value {
  ValueKind kind = ValueKind::Null;
  OriginKind because = OriginKind::Written;
  Shape shape = Shape::Plain;
  uint32_t size = 0;                 // String: bytes; Array, Object: elements
  Span span;                         // the innermost place that wrote it; invalid: nowhere
  union {
    bool boolean;
    int64_t integer;
    double real;                     // Double, unless Exact: number() reads both
    const BigNumber* exact;
    const char* chars;
    const Value* items;
    const Member* members;
    const Symbol* symbol;
  };
  const OriginStep* via = nullptr;   // how it travelled from `span` to where it is used

  Value() : integer(0) {}

  static Value null() { return {}; }
  static Value of(bool value) { Value v; v.kind = ValueKind::Bool; v.boolean = value; return v; }
  static Value of(int64_t value) { Value v; v.kind = ValueKind::Int; v.integer = value; return v; }
  static Value of(double value) { Value v; v.kind = ValueKind::Double; v.real = value; return v; }
  /// The text must outlive the value: a literal, or in an arena.
  static Value text(std::string_view text) {
    Value v; v.kind = ValueKind::String; v.size = static_cast<uint32_t>(text.size()); v.chars = text.data(); return v;
  }
  static Value array(std::span<const Value> items) {
    Value v; v.kind = ValueKind::Array; v.size = static_cast<uint32_t>(items.size()); v.items = items.data(); return v;
  }
  static Value object(std::span<const Member> members);
  static Value of(const Symbol* symbol) { Value v; v.kind = ValueKind::Symbol; v.symbol = symbol; return v; }
  static Value of(const char*) = delete;
  static Value of(const BigNumber* value) {
    Value v; v.kind = ValueKind::Double; v.shape = Shape::Exact; v.exact = value; return v;
  }

  bool is_null() const { return kind == ValueKind::Null; }
  bool is_bool() const { return kind == ValueKind::Bool; }
  bool is_int() const { return kind == ValueKind::Int; }
  bool is_number() const { return kind == ValueKind::Int || kind == ValueKind::Double; }
  bool is_string() const { return kind == ValueKind::String; }
  bool is_array() const { return kind == ValueKind::Array; }
  bool is_object() const { return kind == ValueKind::Object; }
  bool is_symbol() const { return kind == ValueKind::Symbol; }

  bool is_set() const { return kind == ValueKind::Array && shape == Shape::Set; }
  bool is_map() const { return kind == ValueKind::Object && shape == Shape::Map; }

  /// An Int or a Double as the nearest double.
  double number() const;
  std::string_view str() const { return {chars, size}; }
  std::span<const Value> array_items() const { return {items, size}; }
  std::span<const Member> object_members() const;

  /// The same value, decided elsewhere.
  Value at(Span place, OriginKind how = OriginKind::Written) const {
    Value v = *this; v.span = place; v.because = how; return v;
  }
  Value as(Shape form) const {
    Value v = *this; v.shape = form; return v;
  }
};

/// One property of an object. Keys keep the order in which they were written.
struct Member {
  std::string_view key;              // empty when `symbolic_key` is set
  const Symbol* symbolic_key = nullptr;
  Span span;                         // the whole `key: value`; invalid for computed objects
  Value value;
};

inline Value Value::object(std::span<const Member> members) {
  Value v; v.kind = ValueKind::Object; v.size = static_cast<uint32_t>(members.size()); v.members = members.data(); return v;
}
inline std::span<const Member> Value::object_members() const { return {members, size}; }

enum class KeyCase : uint8_t { Sensitive, Insensitive };

/// The member of that name, or null; exact spelling before another case, the last one when a key stands twice.
const Member* find_member(const Value& object, std::string_view key, KeyCase key_case);

/// Structural equality; symbols are equal when they are the same term. Places do not count.
/// Int and Double compare as numbers. Strings compare exactly or, like Azure's, ignoring ASCII case.
bool equal(const Value& a, const Value& b, KeyCase string_case = KeyCase::Sensitive);

/// Is there a symbol anywhere in it?
bool has_symbol(const Value& value);

bool equal_ignore_case(std::string_view a, std::string_view b);

}  // namespace ringfence
