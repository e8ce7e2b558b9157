// Object functions of ARM templates and Bicep.
// Source: learn.microsoft.com, "Object functions for ARM templates", "Object functions for Bicep".

#include <algorithm>

#include "analyzer/eval/functions_arm.h"

namespace ringfence::arm {
namespace {

Value create_object(CallContext& context) {
  if (context.args.size() % 2 != 0) return context.error("createObject() expects pairs of key and value");
  ObjectBuilder members(context.arena());
  for (size_t i = 0; i < context.args.size(); i += 2) {
    const Value& key = context.args[i];
    if (key.is_symbol()) {
      members.set(Member{{}, key.symbol, {}, context.args[i + 1]});
    } else if (key.is_string()) {
      members.set(Member{key.str(), nullptr, context.args[i + 1].span, context.args[i + 1]});
    } else {
      return wrong_type(context, i, "a string");
    }
  }
  return members.build();
}

Value key_of(const Member& member) { return member.symbolic_key ? Value::of(member.symbolic_key) : Value::text(member.key); }

/// Members sorted by key, ignoring case; keys that differ in case alone keep their order. Unknown keys come last.
std::vector<const Member*> sorted_members(const Value& object) {
  struct Entry {
    std::string order;
    const Member* member;
  };
  std::vector<Entry> entries;
  for (const Member& member : object.object_members()) entries.push_back({member.symbolic_key ? "" : to_upper(member.key), &member});
  std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    const bool unknown_a = a.member->symbolic_key != nullptr, unknown_b = b.member->symbolic_key != nullptr;
    return unknown_a == unknown_b ? a.order < b.order : unknown_b;
  });
  std::vector<const Member*> out;
  for (const Entry& entry : entries) out.push_back(entry.member);
  return out;
}

Value object_keys(CallContext& context) {
  if (context.args[0].is_symbol()) return unknown(context, SymbolType::Array);
  if (!context.args[0].is_object()) return wrong_type(context, 0, "an object");
  if (!context.spend(context.args[0].size)) return too_much(context);
  std::vector<Value> keys;
  for (const Member* member : sorted_members(context.args[0])) keys.push_back(key_of(*member));
  return make_array(context.arena(), keys);
}

Value items(CallContext& context) {
  if (context.args[0].is_symbol()) return unknown(context, SymbolType::Array);
  if (!context.args[0].is_object()) return wrong_type(context, 0, "an object");
  if (!context.spend(context.args[0].size)) return too_much(context);
  std::vector<Value> out;
  for (const Member* member : sorted_members(context.args[0])) {
    const Member pair[] = {{"key", nullptr, member->span, key_of(*member)}, {"value", nullptr, member->span, member->value}};
    out.push_back(Value::object(context.arena().copy(std::span<const Member>(pair))));
  }
  return make_array(context.arena(), out);
}

/// Merges the top level; what is not known stays a part of the term (as a spread does).
Value shallow_merge(CallContext& context) {
  const Value& parts = context.args[0];
  if (parts.is_symbol()) return unknown(context, SymbolType::Object);
  if (!parts.is_array()) return wrong_type(context, 0, "an array of objects");
  for (const Value& part : parts.array_items()) {
    if (part.is_object() || part.is_symbol() || part.is_null()) continue;
    return context.error("shallowMerge() expects an array of objects, got one that holds " + std::string(kind_name(part)));
  }
  if (std::any_of(parts.array_items().begin(), parts.array_items().end(), [](const Value& part) { return part.is_symbol(); }))
    return make_term(context, "shallowmerge", parts.array_items(), SymbolType::Object);
  ObjectBuilder merged(context.arena());
  for (const Value& part : parts.array_items()) {
    if (!part.is_object()) continue;
    if (!context.spend(1 + part.size)) return too_much(context);
    for (const Member& member : part.object_members()) merged.set(member);
  }
  return merged.build();
}

constexpr FunctionRow kRows[] = {
    {"createobject", 0, 255, kSeesSymbols | kSeesErrors, SymbolType::Object, create_object},
    {"items", 1, 1, kSeesSymbols, SymbolType::Array, items},
    {"objectkeys", 1, 1, kSeesSymbols, SymbolType::Array, object_keys},
    {"shallowmerge", 1, 1, kSeesSymbols, SymbolType::Object, shallow_merge},
};

}  // namespace

std::span<const FunctionRow> object_rows() { return kRows; }

}  // namespace ringfence::arm
