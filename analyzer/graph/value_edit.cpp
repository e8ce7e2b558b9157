#include "analyzer/graph/value_edit.h"

#include <nlohmann/json.hpp>

#include <vector>

namespace ringfence {
namespace {

constexpr int kMaxJsonDepth = 100;

Value place_like(Value value, const Value& model) {
  value.span = model.span;
  value.because = model.because;
  value.via = model.via;
  return value;
}

Value from_json(const nlohmann::json& json, const Value& text, Arena& arena, int depth) {
  using Kind = nlohmann::json::value_t;
  if (depth == 0) return place_like(Value::null(), text);
  switch (json.type()) {
    case Kind::boolean:
      return place_like(Value::of(json.get<bool>()), text);
    case Kind::number_unsigned:
    case Kind::number_integer:
      return place_like(Value::of(json.get<int64_t>()), text);
    case Kind::number_float:
      return place_like(Value::of(json.get<double>()), text);
    case Kind::string:
      return place_like(Value::text(arena.copy(json.get_ref<const std::string&>())), text);
    case Kind::array: {
      std::vector<Value> items;
      for (const auto& item : json) items.push_back(from_json(item, text, arena, depth - 1));
      return place_like(Value::array(arena.copy(items)), text);
    }
    case Kind::object: {
      std::vector<Member> members;
      for (const auto& [key, value] : json.items()) {
        members.push_back(member_of(arena.copy(key), from_json(value, text, arena, depth - 1)));
      }
      return place_like(Value::object(arena.copy(members)), text);
    }
    default:
      return place_like(Value::null(), text);
  }
}

}  // namespace

Member member_of(std::string_view key, const Value& value) {
  Member member;
  member.key = key;
  member.value = value;
  return member;
}

Value from_json(const Value& text, Arena& arena) {
  if (!text.is_string()) return Value::null();
  // The parser recurses on nothing but its own stack of callbacks; depth is limited when we convert.
  nlohmann::json json = nlohmann::json::parse(text.str(), nullptr, false);
  if (json.is_discarded()) return Value::null();
  return from_json(json, text, arena, kMaxJsonDepth);
}

/// One of two lists that are known.
static bool is_choice(const Value& list) {
  const bool chosen = list.is_symbol() && list.symbol->name == "if" && list.symbol->args.size() == 3;
  return chosen && list.symbol->args[1].is_array() && list.symbol->args[2].is_array();
}

Value is_not_empty(const Value& list, SymbolTable& symbols) {
  if (list.is_array()) return Value::of(list.size > 0);
  const SymbolFacts facts{SymbolType::Bool, list.is_symbol() ? list.symbol->reason : SymbolReason{}, false, false, {}};
  if (is_choice(list)) {
    const bool first = list.symbol->args[1].size > 0, second = list.symbol->args[2].size > 0;
    if (first == second) return Value::of(first);
    return first ? list.symbol->args[0] : symbols.make("not", {&list.symbol->args[0], 1}, facts);
  }
  const Value empty = symbols.make("empty", {&list, 1}, facts);
  return symbols.make("not", {&empty, 1}, facts);
}

Value value_at(const Value& object, Path path, SymbolTable& symbols) {
  Value current = object;
  for (size_t i = 0; i < path.size(); ++i) {
    const std::string& name = path[i];
    if (current.is_array()) {
      if (current.size == 0) return Value::null();
      current = Value(current.items[0]);
    }
    const Symbol* block = current.is_symbol() ? current.symbol : nullptr;
    if (block && block->name == "map" && block->args.size() == 2 && block->args[1].is_object() &&
        is_choice(block->args[0])) {
      // A block that is there or not: what stands in it, or nothing.
      Value inside = value_at(block->args[1], path.subspan(i), symbols);
      if (inside.is_null()) return inside;
      const Value absent = Value::null().at(current.span, current.because);
      Value branches[] = {is_not_empty(block->args[0], symbols), inside, absent};
      return symbols.make("if", branches, {SymbolType::Any, block->reason, block->secure, false, {}})
          .at(current.span, current.because);
    }
    if (current.is_symbol()) {
      Value key = Value::text(symbols.arena().copy(name));
      current = symbols.get(current, key).at(current.span, current.because);
      continue;
    }
    const Member* member = current.is_object() ? find_member(current, name, KeyCase::Sensitive) : nullptr;
    if (!member) return Value::null();
    current = Value(member->value);
  }
  return current;
}

Value with_value(const Value& object, Path path, const Value& value, const Span& member_span, const Span& around,
                 Arena& arena) {
  if (path.empty()) return value;
  std::vector<Member> members;
  if (object.is_object()) members.assign(object.object_members().begin(), object.object_members().end());
  Member* member = nullptr;
  for (Member& each : members) {
    if (!each.symbolic_key && equal_ignore_case(each.key, path[0])) member = &each;
  }
  if (!member) {
    members.push_back(member_of(arena.copy(path[0]), Value::null()));
    member = &members.back();
  }
  if (path.size() == 1) member->span = member_span;
  member->value = with_value(member->value, path.subspan(1), value, member_span, around, arena);
  Value out = Value::object(arena.copy(members));
  out.span = object.is_object() ? object.span : around;
  out.because = object.because;
  return out;
}

Value with_items(const Value& object, Path path, std::span<const Value> added, Arena& arena) {
  Value list = object;
  for (const std::string& name : path) {
    const Member* member = list.is_object() ? find_member(list, name, KeyCase::Insensitive) : nullptr;
    list = member ? Value(member->value) : Value::null();
  }
  std::vector<Value> items;
  if (list.is_array()) items.assign(list.array_items().begin(), list.array_items().end());
  items.insert(items.end(), added.begin(), added.end());
  Span place = added.empty() ? Span{} : added.back().span;
  Value longer = Value::array(arena.copy(items)).at(list.is_array() ? list.span : place);
  return with_value(object, path, longer, place, Span{}, arena);
}

Value merged(const Value& base, const Value& over, Arena& arena, unsigned depth) {
  if (!base.is_object() || !over.is_object() || depth == 0) return over;
  std::vector<Member> members(base.object_members().begin(), base.object_members().end());
  for (const Member& extra : over.object_members()) {
    Member* same = nullptr;
    for (Member& each : members) {
      bool equal_key = extra.symbolic_key ? each.symbolic_key == extra.symbolic_key
                                          : !each.symbolic_key && equal_ignore_case(each.key, extra.key);
      if (equal_key) same = &each;
    }
    if (!same) {
      members.push_back(extra);
      continue;
    }
    same->value = merged(same->value, extra.value, arena, depth - 1);
    same->span = extra.span;
  }
  Value out = Value::object(arena.copy(members));
  out.span = base.span;
  out.because = base.because;
  return out;
}

Value chosen(const Value& base, const Value& over, const Value& there, SymbolTable& symbols, unsigned depth) {
  const bool deeper = over.is_object() && (base.is_object() || base.is_null()) && depth > 0;
  if (!deeper) {
    Value branches[] = {there, over, base};
    const SymbolReason reason = there.is_symbol() ? there.symbol->reason : SymbolReason{};
    return symbols.make("if", branches, {SymbolType::Any, reason, false, false, {}}).at(over.span, over.because);
  }
  std::vector<Member> members(over.object_members().begin(), over.object_members().end());
  for (Member& each : members) {
    const Member* same =
        base.is_object() && !each.symbolic_key ? find_member(base, each.key, KeyCase::Insensitive) : nullptr;
    each.value = chosen(same ? Value(same->value) : Value::null(), each.value, there, symbols, depth - 1);
  }
  return Value::object(symbols.arena().copy(members)).at(over.span, over.because);
}

Value from_data(const DataNode& node, Arena& arena) {
  switch (node.kind) {
    case DataKind::Null:
      return Value::null();
    case DataKind::Bool:
      return Value::of(node.boolean);
    case DataKind::Int:
      return Value::of(node.integer);
    case DataKind::Double:
      return Value::of(node.number);
    case DataKind::String:
      return Value::text(arena.copy(node.text));
    case DataKind::List: {
      std::vector<Value> items;
      for (const DataNode& item : node.items) items.push_back(from_data(item, arena));
      return Value::array(arena.copy(items));
    }
    case DataKind::Map: {
      std::vector<Member> members;
      for (const auto& [key, value] : node.members)
        members.push_back(member_of(arena.copy(key), from_data(value, arena)));
      return Value::object(arena.copy(members));
    }
  }
  return Value::null();
}

}  // namespace ringfence
