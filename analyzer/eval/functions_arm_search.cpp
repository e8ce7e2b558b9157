// What is in a string, an array or an object: contains, indexOf, startsWith, length, empty, like ...
//
// All see symbols and answer from what is known: the literal ends of a string, the length of an
// array with unknown items, the keys of an object with unknown values.
// Source: learn.microsoft.com, "String functions for ARM templates", "Array functions for ARM
// templates"; case rules as the engine's tests have them (contains minds case, indexOf in strings does not).

#include <algorithm>

#include "analyzer/eval/functions_arm.h"
#include "analyzer/eval/wildcard.h"

namespace ringfence::arm {
namespace {

Value answer(CallContext& context, Tri tri_value) {
  if (tri_value == Tri::Unknown) return unknown(context, SymbolType::Bool);
  return Value::of(tri_value == Tri::True);
}

std::string fold(std::string_view text) { return to_upper(text); }

bool is_text(const Value& value) {
  return value.is_string() || (value.is_symbol() && (value.symbol->type == SymbolType::String || value.symbol->type == SymbolType::Any));
}

/// One answer for all values that a symbol can have, when its domain is known.
template <class Test>
Tri over_domain(const Value& value, Test test) {
  if (!value.is_symbol() || value.symbol->domain.empty()) return Tri::Unknown;
  bool any = false, all = true;
  for (const Value& each : value.symbol->domain) {
    if (!each.is_string()) return Tri::Unknown;
    const bool holds = test(each.str());
    any = any || holds;
    all = all && holds;
  }
  return all ? Tri::True : any ? Tri::Unknown : Tri::False;
}

// ---- contains --------------------------------------------------------------------------------------

Tri array_contains(const Value& array, const Value& item) {
  Tri found = Tri::False;
  for (const Value& each : array.array_items()) found = found || SymbolTable::same(each, item);
  return found;
}

Tri object_contains(const Value& object, const Value& key) {
  if (object.size == 0) return Tri::False;
  if (!key.is_string()) return Tri::Unknown;
  if (find_member(object, key.str(), KeyCase::Insensitive)) return Tri::True;
  for (const Member& member : object.object_members())
    if (member.symbolic_key) return Tri::Unknown;
  return Tri::False;
}

Tri string_contains(CallContext& context, const Value& text, const Value& item) {
  if (!item.is_string()) return Tri::Unknown;
  if (item.str().empty()) return Tri::True;
  for (const Value& part : string_parts(text, context.arena()))
    if (part.is_string() && part.str().find(item.str()) != std::string_view::npos) return Tri::True;
  if (text.is_string()) return Tri::False;
  return over_domain(text, [&](std::string_view each) { return each.find(item.str()) != std::string_view::npos; });
}

/// A merge of something unknown with known objects, or an array joined from such parts.
Tri term_contains(const Value& container, const Value& item) {
  const std::string_view name = container.symbol->name;
  const bool merge = name == "union" || name == "shallowmerge";
  if (!merge && name != "concat") return Tri::Unknown;
  for (const Value& part : container.symbol->args) {
    if (part.is_object() && merge && object_contains(part, item) == Tri::True) return Tri::True;
    if (part.is_array() && array_contains(part, item) == Tri::True) return Tri::True;
  }
  return Tri::Unknown;
}

Value contains(CallContext& context) {
  const Value& container = context.args[0];
  const Value& item = context.args[1];
  if (container.is_array()) return answer(context, array_contains(container, item));
  if (container.is_object()) {
    if (!item.is_symbol() && !item.is_string()) return wrong_type(context, 1, "a property name");
    return answer(context, object_contains(container, item));
  }
  if (container.is_string() && !item.is_symbol() && !item.is_string()) return wrong_type(context, 1, "a string");
  if (container.is_string()) return answer(context, string_contains(context, container, item));
  if (!container.is_symbol()) return wrong_type(context, 0, "an array, object or string");
  const Tri by_parts = term_contains(container, item);
  if (by_parts != Tri::Unknown || container.symbol->type == SymbolType::Array) return answer(context, by_parts);
  return answer(context, string_contains(context, container, item));
}

// ---- places ----------------------------------------------------------------------------------------

int64_t text_index(std::string_view text, std::string_view item, bool last) {
  const std::u16string where = to_utf16(fold(text)), what = to_utf16(fold(item));
  const size_t at = last ? where.rfind(what) : where.find(what);
  return at == std::u16string::npos ? -1 : static_cast<int64_t>(at);
}

Value index_in_array(CallContext& context, const Value& array, const Value& item, bool last) {
  for (uint32_t i = 0; i < array.size; ++i) {
    const uint32_t at = last ? array.size - 1 - i : i;
    const Tri same = SymbolTable::same(array.items[at], item);
    if (same == Tri::True) return Value::of(static_cast<int64_t>(at));
    if (same == Tri::Unknown) return unknown(context, SymbolType::Int);
  }
  return Value::of(int64_t{-1});
}

Value index_of(CallContext& context, bool last) {
  const Value& container = context.args[0];
  const Value& item = context.args[1];
  if (container.is_array()) return index_in_array(context, container, item, last);
  if (container.is_symbol() && container.symbol->type == SymbolType::Array) return unknown(context, SymbolType::Int);
  if (!is_text(container)) return wrong_type(context, 0, "a string or an array");
  if (!is_text(item)) return wrong_type(context, 1, "a string");
  if (container.is_string() && item.is_string()) return Value::of(text_index(container.str(), item.str(), last));
  const std::string_view prefix = literal_prefix(container, context.arena());
  const int64_t at = item.is_string() && !last ? text_index(prefix, item.str(), false) : -1;
  return at >= 0 ? Value::of(at) : unknown(context, SymbolType::Int);
}

Value first_index(CallContext& context) { return index_of(context, false); }
Value last_index(CallContext& context) { return index_of(context, true); }

/// Does a text that begins (ends) with `known` begin (end) with `wanted`? Ignoring case.
Tri end_fits(std::string_view known, std::string_view wanted, bool at_start, bool whole) {
  const std::string left = fold(known), right = fold(wanted);
  if (at_start ? left.starts_with(right) : left.ends_with(right)) return Tri::True;
  if (whole) return Tri::False;
  return (at_start ? right.starts_with(left) : right.ends_with(left)) ? Tri::Unknown : Tri::False;
}

Value has_end(CallContext& context, bool at_start) {
  for (size_t i = 0; i < 2; ++i)
    if (!is_text(context.args[i])) return wrong_type(context, i, "a string");
  const Value& text = context.args[0];
  const Value& wanted = context.args[1];
  if (SymbolTable::same(text, wanted) == Tri::True) return Value::of(true);
  if (!wanted.is_string()) return unknown(context, SymbolType::Bool);
  const Tri by_domain = over_domain(text, [&](std::string_view each) {
    return end_fits(each, wanted.str(), at_start, true) == Tri::True;
  });
  if (by_domain != Tri::Unknown) return answer(context, by_domain);
  const std::string_view known = at_start ? literal_prefix(text, context.arena()) : literal_suffix(text, context.arena());
  return answer(context, end_fits(known, wanted.str(), at_start, text.is_string()));
}

Value starts_with(CallContext& context) { return has_end(context, true); }
Value ends_with(CallContext& context) { return has_end(context, false); }

Value like(CallContext& context) {
  for (size_t i = 0; i < 2; ++i)
    if (!context.args[i].is_string()) return wrong_type(context, i, "a string");
  if (!context.spend(context.args[0].size)) return too_much(context);
  // `*` stands for any text; case does not count.
  return Value::of(matches_wildcard(fold(context.args[1].str()), fold(context.args[0].str())));
}

// ---- size ------------------------------------------------------------------------------------------

Value length(CallContext& context) {
  const Value& value = context.args[0];
  if (value.is_string()) return Value::of(text_length(value.str()));
  if (value.is_array()) return Value::of(static_cast<int64_t>(value.size));
  if (value.is_object()) return Value::of(static_cast<int64_t>(value.size));
  if (!value.is_symbol()) return wrong_type(context, 0, "an array, object or string");
  const Symbol& symbol = *value.symbol;
  // A mapped or sorted list is as long as the list it is made of.
  if ((symbol.name == "map" || symbol.name == "sort" || symbol.name == "items") && !symbol.args.empty())
    return make_term(context, "length", {symbol.args.data(), 1}, SymbolType::Int);
  if (symbol.name == "range" && symbol.args.size() == 2) return symbol.args[1];
  return unknown(context, SymbolType::Int);
}

Tri is_empty(CallContext& context, const Value& value) {
  if (value.is_null()) return Tri::True;
  if (!value.is_symbol()) return tri(value.size == 0);
  const Symbol& symbol = *value.symbol;
  if (symbol.name == "uniquestring" || symbol.name == "guid" || symbol.name == "newguid") return Tri::False;
  if (symbol.name == "union" || symbol.name == "shallowmerge" || symbol.name == "concat") {
    for (const Value& part : symbol.args)
      if ((part.is_array() || part.is_object() || part.is_string()) && part.size > 0) return Tri::False;
  }
  for (const Value& part : string_parts(value, context.arena()))
    if (part.is_string() && part.size > 0) return Tri::False;
  return over_domain(value, [](std::string_view each) { return each.empty(); });
}

Value empty(CallContext& context) {
  const Value& value = context.args[0];
  if (value.is_bool() || value.is_number()) return wrong_type(context, 0, "an array, object or string");
  return answer(context, is_empty(context, value));
}

constexpr FunctionRow kRows[] = {
    {"contains", 2, 2, kSeesSymbols, SymbolType::Bool, contains},
    {"empty", 1, 1, kSeesSymbols, SymbolType::Bool, empty},
    {"endswith", 2, 2, kSeesSymbols, SymbolType::Bool, ends_with},
    {"indexof", 2, 2, kSeesSymbols, SymbolType::Int, first_index},
    {"lastindexof", 2, 2, kSeesSymbols, SymbolType::Int, last_index},
    {"length", 1, 1, kSeesSymbols, SymbolType::Int, length},
    {"like", 2, 2, kPlain, SymbolType::Bool, like},
    {"startswith", 2, 2, kSeesSymbols, SymbolType::Bool, starts_with},
};

}  // namespace

std::span<const FunctionRow> search_rows() { return kRows; }

}  // namespace ringfence::arm
