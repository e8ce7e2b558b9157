#include "analyzer/eval/terraform_types.h"

#include <algorithm>
#include <map>

#include "analyzer/eval/big_number.h"

namespace ringfence::terraform_types {
namespace {

constexpr uint32_t kDeepest = 64;
using Types = std::vector<const Type*>;

constexpr Type kOpen{Kind::Open, nullptr, {}, {}}, kNull{Kind::Null, nullptr, {}, {}},
    kString{Kind::String, nullptr, {}, {}}, kNumber{Kind::Number, nullptr, {}, {}}, kBool{Kind::Bool, nullptr, {}, {}};

bool is_collection(Kind kind) { return kind == Kind::List || kind == Kind::Set || kind == Kind::Map; }
bool is_primitive(Kind kind) { return kind == Kind::String || kind == Kind::Number || kind == Kind::Bool; }

const Type* collection(Kind kind, const Type* element, Arena& arena) {
  return arena.make<Type>(Type{kind, element, {}, {}});
}

/// Of items that have one type already: the one that says most.
const Type* join(const Type* a, const Type* b, Arena& arena) {
  if (a->kind == Kind::Open || a->kind == Kind::Null) return b;
  if (a->kind != b->kind || !is_collection(a->kind) || same(*a, *b)) return a;
  return collection(a->kind, join(a->element, b->element, arena), arena);
}

const Type* type_of_symbol(const Symbol& symbol) {
  switch (symbol.type) {
    case SymbolType::String:
      return &kString;
    case SymbolType::Int:
      return &kNumber;
    case SymbolType::Bool:
      return &kBool;
    default:
      return &kOpen;
  }
}

const Type* type_of_object(const Value& value, Arena& arena, uint32_t depth) {
  if (value.shape == Shape::Map) {
    const Type* element = &kOpen;
    for (const Member& member : value.object_members())
      element = join(element, type_of(member.value, arena, depth + 1), arena);
    return collection(Kind::Map, element, arena);
  }
  Types items;
  std::vector<std::string_view> names;
  for (const Member* member : by_name(value)) {
    if (member->symbolic_key) return &kOpen;
    items.push_back(type_of(member->value, arena, depth + 1));
    names.push_back(member->key);
  }
  return arena.make<Type>(Type{Kind::Object, nullptr, arena.copy(items), arena.copy(names)});
}

/// go-cty, compare_types.go: less than zero when everything of type b can be a, and a is to be preferred.
int compare_types(const Type& a, const Type& b) {
  const bool a_any = a.kind == Kind::Null || a.kind == Kind::Open, b_any = b.kind == Kind::Null || b.kind == Kind::Open;
  if (a_any || b_any) return a_any == b_any ? 0 : a_any ? 1 : -1;
  if (is_primitive(a.kind) && is_primitive(b.kind)) {
    if (a.kind == b.kind || (a.kind != Kind::String && b.kind != Kind::String)) return 0;
    return a.kind == Kind::String ? -1 : 1;
  }
  if (a.kind == b.kind && is_collection(a.kind)) return compare_types(*a.element, *b.element);
  const auto preferred = [](Kind x, Kind y) {
    return (x == Kind::List && (y == Kind::Tuple || y == Kind::Set)) || (x == Kind::Tuple && y == Kind::Set) ||
           (x == Kind::Map && y == Kind::Object);
  };
  if (preferred(a.kind, b.kind)) return -1;
  if (preferred(b.kind, a.kind)) return 1;
  if (a.kind != b.kind || a.items.size() != b.items.size()) return 0;
  if (a.kind == Kind::Object && !std::equal(a.names.begin(), a.names.end(), b.names.begin())) return 0;
  bool a_super = false, b_super = false;
  for (size_t i = 0; i < a.items.size(); ++i) {
    const int order = compare_types(*a.items[i], *b.items[i]);
    a_super |= order < 0;
    b_super |= order > 0;
  }
  return a_super == b_super ? 0 : a_super ? -1 : 1;
}

/// go-cty, conversion.go: is there a conversion, perhaps one that fails for some values?
bool convertible(const Type& in, const Type& out) {
  const auto each_to = [](std::span<const Type* const> items, const Type& to) {
    return std::all_of(items.begin(), items.end(), [&](const Type* item) { return convertible(*item, to); });
  };
  if (out.kind == Kind::Open || out.kind == Kind::Null || in.kind == Kind::Open || in.kind == Kind::Null) return true;
  if (is_primitive(in.kind) && is_primitive(out.kind))
    return in.kind == out.kind || in.kind == Kind::String || out.kind == Kind::String;
  switch (out.kind) {
    case Kind::List:
    case Kind::Set:
      if (in.kind == Kind::Tuple) return each_to(in.items, *out.element);
      return (in.kind == Kind::List || in.kind == Kind::Set) && convertible(*in.element, *out.element);
    case Kind::Map:
      if (in.kind == Kind::Object) return each_to(in.items, *out.element);
      return in.kind == Kind::Map && convertible(*in.element, *out.element);
    case Kind::Tuple:
      if (in.kind != Kind::Tuple || in.items.size() != out.items.size()) return false;
      for (size_t i = 0; i < in.items.size(); ++i) {
        if (!convertible(*in.items[i], *out.items[i])) return false;
      }
      return true;
    case Kind::Object:
      break;
    default:
      return false;
  }
  if (in.kind == Kind::Map) {
    return std::all_of(out.items.begin(), out.items.end(),
                       [&](const Type* item) { return convertible(*in.element, *item); });
  }
  if (in.kind != Kind::Object) return false;
  for (size_t i = 0; i < out.names.size(); ++i) {
    const auto found = std::lower_bound(in.names.begin(), in.names.end(), out.names[i]);
    if (found == in.names.end() || *found != out.names[i]) return false;
    if (!convertible(*in.items[static_cast<size_t>(found - in.names.begin())], *out.items[i])) return false;
  }
  return true;
}

/// All items of all tuples, or attributes of all objects, as one list or map.
const Type* unify_as_collection(Kind kind, std::span<const Type* const> types, Arena& arena, uint32_t depth) {
  Types all;
  for (const Type* type : types) all.insert(all.end(), type->items.begin(), type->items.end());
  const Type* element = all.empty() ? &kOpen : unify(all, arena, depth + 1);
  return element ? collection(kind, element, arena) : nullptr;
}

/// Tuples of one length, or objects of the same names, place by place; else a list or a map.
const Type* unify_structural(std::span<const Type* const> types, Arena& arena, uint32_t depth) {
  const Type& first = *types[0];
  const bool same_shape = std::all_of(types.begin(), types.end(), [&](const Type* type) {
    return type->items.size() == first.items.size() &&
           std::equal(first.names.begin(), first.names.end(), type->names.begin(), type->names.end());
  });
  if (!same_shape) return unify_as_collection(first.kind == Kind::Tuple ? Kind::List : Kind::Map, types, arena, depth);
  Types items, across(types.size());
  for (size_t i = 0; i < first.items.size(); ++i) {
    for (size_t j = 0; j < types.size(); ++j) across[j] = types[j]->items[i];
    items.push_back(unify(across, arena, depth + 1));
    if (!items.back()) return nullptr;
  }
  return arena.make<Type>(Type{first.kind, nullptr, arena.copy(items), first.names});
}

const Type* unify_collections(std::span<const Type* const> types, Arena& arena, uint32_t depth) {
  Types elements;
  for (const Type* type : types) elements.push_back(type->element);
  const Type* element = unify(elements, arena, depth + 1);
  return element ? collection(types[0]->kind, element, arena) : nullptr;
}

/// Lists beside tuples (or maps beside objects): the tuples as lists.
const Type* unify_mixed(Kind structural, std::span<const Type* const> types, Arena& arena, uint32_t depth) {
  Types of_structure, others;
  for (const Type* type : types) (type->kind == structural ? of_structure : others).push_back(type);
  const Type* made =
      unify_as_collection(structural == Kind::Tuple ? Kind::List : Kind::Map, of_structure, arena, depth);
  if (!made) return nullptr;
  others.push_back(made);
  return unify(others, arena, depth + 1);
}

}  // namespace

std::vector<const Member*> by_name(const Value& object) {
  std::vector<const Member*> out;
  for (const Member& member : object.object_members()) out.push_back(&member);
  std::stable_sort(out.begin(), out.end(), [](const Member* a, const Member* b) { return a->key < b->key; });
  return out;
}

const Type* list_of(const Type* element, Arena& arena) {
  return collection(Kind::List, element ? element : &kOpen, arena);
}
const Type* set_of(const Type* element, Arena& arena) {
  return collection(Kind::Set, element ? element : &kOpen, arena);
}
const Type* map_of(const Type* element, Arena& arena) {
  return collection(Kind::Map, element ? element : &kOpen, arena);
}

const Type* type_of(const Value& value, Arena& arena, uint32_t depth) {
  if (depth > kDeepest) return &kOpen;
  switch (value.kind) {
    case ValueKind::Null:
      return &kNull;
    case ValueKind::Bool:
      return &kBool;
    case ValueKind::Int:
    case ValueKind::Double:
      return &kNumber;
    case ValueKind::String:
      return &kString;
    case ValueKind::Symbol:
      return type_of_symbol(*value.symbol);
    case ValueKind::Object:
      return type_of_object(value, arena, depth);
    case ValueKind::Array:
      break;
  }
  if (value.shape == Shape::List || value.shape == Shape::Set) {
    const Type* element = &kOpen;
    for (const Value& item : value.array_items()) element = join(element, type_of(item, arena, depth + 1), arena);
    return collection(value.shape == Shape::List ? Kind::List : Kind::Set, element, arena);
  }
  Types items;
  for (const Value& item : value.array_items()) items.push_back(type_of(item, arena, depth + 1));
  return arena.make<Type>(Type{Kind::Tuple, nullptr, arena.copy(items), {}});
}

bool same(const Type& a, const Type& b) {
  if (&a == &b) return true;
  if (a.kind != b.kind || a.items.size() != b.items.size()) return false;
  if (a.element && !same(*a.element, *b.element)) return false;
  if (!std::equal(a.names.begin(), a.names.end(), b.names.begin(), b.names.end())) return false;
  return std::equal(a.items.begin(), a.items.end(), b.items.begin(),
                    [](const Type* x, const Type* y) { return same(*x, *y); });
}

const Type* unify(std::span<const Type* const> given, Arena& arena, uint32_t depth) {
  Types types;
  bool open = depth > kDeepest;
  size_t counts[10] = {};
  for (const Type* type : given) {
    if (type->kind == Kind::Open)
      open = true;
    else if (type->kind != Kind::Null)
      types.push_back(type);
  }
  // What is not known may be of any of the types, and null is of all: the others decide.
  if (types.empty() || depth > kDeepest) return open || given.empty() ? &kOpen : &kNull;
  for (const Type* type : types) ++counts[static_cast<size_t>(type->kind)];
  const auto count = [&](Kind kind) { return counts[static_cast<size_t>(kind)]; };
  if (std::all_of(types.begin(), types.end(), [&](const Type* type) { return same(*type, *types[0]); }))
    return types[0];
  const size_t maps = count(Kind::Map), lists = count(Kind::List), objects = count(Kind::Object),
               tuples = count(Kind::Tuple);
  if (maps == types.size() || lists == types.size() || count(Kind::Set) == types.size())
    return unify_collections(types, arena, depth);
  if (maps > 0 && maps + objects == types.size()) {
    if (const Type* made = unify_mixed(Kind::Object, types, arena, depth)) return made;
  } else if (lists > 0 && lists + tuples == types.size()) {
    if (const Type* made = unify_mixed(Kind::Tuple, types, arena, depth)) return made;
  } else if (objects == types.size() || tuples == types.size()) {
    return unify_structural(types, arena, depth);
  } else if (objects > 0 && tuples > 0) {
    return open ? &kOpen : nullptr;
  }
  std::stable_sort(types.begin(), types.end(), [](const Type* a, const Type* b) { return compare_types(*a, *b) < 0; });
  for (const Type* wanted : types) {
    if (std::all_of(types.begin(), types.end(), [&](const Type* type) { return convertible(*type, *wanted); }))
      return wanted;
  }
  return nullptr;
}

// ---- conversion --------------------------------------------------------------------------------------

std::optional<std::string> primitive_text(const Value& value) {
  if (value.is_string()) return std::string(value.str());
  if (value.is_int()) return std::to_string(value.integer);
  if (value.is_number()) return big_of(value).text();
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

std::optional<Value> to_number(const Value& value, Arena& arena) {
  if (value.is_number()) return value;
  if (!value.is_string()) return std::nullopt;
  const auto number = BigNumber::parse(value.str());
  return number ? std::optional(value_of(*number, arena)) : std::nullopt;
}

namespace {

Value in_place_of(const Value& old, Value made) {
  made.span = old.span;
  made.because = old.because;
  made.via = old.via;
  return made;
}

/// The element type of a collection that leaves it open.
const Type* element_for(const Type& type, const Value& value, Arena& arena, uint32_t depth) {
  if (type.element->kind != Kind::Open) return type.element;
  Types all;
  if (value.is_array()) {
    for (const Value& item : value.array_items()) all.push_back(type_of(item, arena, depth + 1));
  } else {
    for (const Member& member : value.object_members()) all.push_back(type_of(member.value, arena, depth + 1));
  }
  return unify(all, arena, depth + 1);
}

std::optional<Value> to_sequence(const Value& value, const Type& type, Arena& arena, uint32_t depth) {
  if (!value.is_array()) return std::nullopt;
  const bool made_before =
      (value.shape == Shape::List && type.kind == Kind::List) || (value.is_set() && type.kind == Kind::Set);
  if (made_before && type.element->kind == Kind::Open) return value;
  if (type.kind == Kind::Tuple) {
    if (value.shape != Shape::Plain || value.size != type.items.size()) return std::nullopt;
  }
  const Type* element = type.kind == Kind::Tuple ? nullptr : element_for(type, value, arena, depth);
  if (type.kind != Kind::Tuple && !element) return std::nullopt;
  std::vector<Value> items;
  items.reserve(value.size);
  for (uint32_t i = 0; i < value.size; ++i) {
    const auto made = convert(value.items[i], element ? *element : *type.items[i], arena, depth + 1);
    if (!made) return std::nullopt;
    items.push_back(*made);
  }
  if (type.kind == Kind::Set) order_set(items);
  const Shape shape = type.kind == Kind::Set ? Shape::Set : type.kind == Kind::List ? Shape::List : Shape::Plain;
  return in_place_of(value, Value::array(arena.copy(items)).as(shape));
}

std::optional<Value> to_members(const Value& value, const Type& type, Arena& arena, uint32_t depth) {
  if (!value.is_object()) return std::nullopt;
  const bool map = type.kind == Kind::Map;
  if (map && value.is_map() && type.element->kind == Kind::Open) return value;
  const Type* element = map ? element_for(type, value, arena, depth) : nullptr;
  if (map && !element) return std::nullopt;
  std::vector<Member> members;
  for (const Member& member : value.object_members()) {
    const Type* wanted = element;
    if (!map) {
      const auto found = std::lower_bound(type.names.begin(), type.names.end(), member.key);
      if (member.symbolic_key || found == type.names.end() || *found != member.key) continue;
      wanted = type.items[static_cast<size_t>(found - type.names.begin())];
    }
    const auto made = convert(member.value, *wanted, arena, depth + 1);
    if (!made) return std::nullopt;
    members.push_back(member);
    members.back().value = *made;
  }
  if (!map && members.size() < type.names.size()) return std::nullopt;
  return in_place_of(value, Value::object(arena.copy(members)).as(map ? Shape::Map : Shape::Plain));
}

}  // namespace

std::optional<Value> convert(const Value& value, const Type& type, Arena& arena, uint32_t depth) {
  if (value.is_null() || value.is_symbol() || depth > kDeepest) return value;
  switch (type.kind) {
    case Kind::Open:
    case Kind::Null:
      return value;
    case Kind::String: {
      if (value.is_string()) return value;
      const auto text = primitive_text(value);
      return text ? std::optional(in_place_of(value, Value::text(arena.copy(*text)))) : std::nullopt;
    }
    case Kind::Number: {
      const auto number = to_number(value, arena);
      return number ? std::optional(in_place_of(value, *number)) : std::nullopt;
    }
    case Kind::Bool: {
      const auto flag = to_bool(value);
      return flag ? std::optional(in_place_of(value, Value::of(*flag))) : std::nullopt;
    }
    case Kind::List:
    case Kind::Set:
    case Kind::Tuple:
      return to_sequence(value, type, arena, depth);
    case Kind::Map:
    case Kind::Object:
      break;
  }
  return to_members(value, type, arena, depth);
}

bool convert_all(std::span<Value> values, Arena& arena) {
  Types types;
  for (const Value& value : values) types.push_back(type_of(value, arena));
  const Type* common = unify(types, arena);
  if (!common) return false;
  for (Value& value : values) {
    const auto made = convert(value, *common, arena);
    if (!made) return false;
    value = *made;
  }
  return true;
}

}  // namespace ringfence::terraform_types
