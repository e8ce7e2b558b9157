#pragma once
// Terraform's types of values: what a value is, what several values have in common, and conversion to that.
//
// After go-cty (cty/convert: unify.go, compare_types.go, conversion*.go), whose rules every expression of Terraform
// goes by. A Value says whether it is a list, set, map (Shape) or a tuple or object; what is inside is read from the
// items. What is not known has no type here (Open) and fits everywhere, so that an unknown never makes an error. Used
// by the operators and functions of Terraform and by the conversion of variables.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/eval/symbol.h"
#include "analyzer/eval/value.h"
#include "parsers/arena.h"

namespace ringfence::terraform_types {

enum class Kind : uint8_t { Open, Null, String, Number, Bool, List, Set, Map, Tuple, Object };

struct Type {
  Kind kind = Kind::Open;
  const Type* element = nullptr;            // List, Set, Map
  std::span<const Type* const> items;       // Tuple; Object: by name
  std::span<const std::string_view> names;  // Object: sorted
};

/// The type of a value; Open below some depth.
const Type* type_of(const Value& value, Arena& arena, uint32_t depth = 0);
bool same(const Type& a, const Type& b);
/// What all of them can be converted to; null when there is no such type.
const Type* unify(std::span<const Type* const> types, Arena& arena, uint32_t depth = 0);
const Type* list_of(const Type* element, Arena& arena);
const Type* set_of(const Type* element, Arena& arena);
const Type* map_of(const Type* element, Arena& arena);
/// The value as that type; an Open element of a collection is found by unifying what is there. Places are kept.
/// nullopt when it cannot be. Symbols stay as they are.
std::optional<Value> convert(const Value& value, const Type& type, Arena& arena, uint32_t depth = 0);
/// All values as what they have in common; false when that is nothing.
bool convert_all(std::span<Value> values, Arena& arena);

/// The members of an object in the order of their names.
std::vector<const Member*> by_name(const Value& object);
/// Sorts as Terraform orders sets and drops what stands there twice. Symbols come last, in the order given.
void order_set(std::vector<Value>& items);

/// Are the values equal to Terraform's `==`, types counted? Unknown when symbols decide.
Tri equals(const Value& a, const Value& b, Arena& arena);

/// String of a string, number or bool; nullopt for anything else.
std::optional<std::string> primitive_text(const Value& value);
std::optional<bool> to_bool(const Value& value);
/// Whole numbers that fit are Int.
std::optional<Value> to_number(const Value& value, Arena& arena);

}  // namespace ringfence::terraform_types
