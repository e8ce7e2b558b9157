// Array functions of ARM templates and Bicep; first, last, skip and take serve strings too.
// Source: learn.microsoft.com, "Array functions for ARM templates", "Array functions for Bicep".

#include <algorithm>
#include <iterator>

#include "analyzer/eval/functions_arm.h"

namespace ringfence::arm {
namespace {

Value array(CallContext& context) {
  const Value& value = context.args[0];
  if (value.is_array() || (value.is_symbol() && value.symbol->type == SymbolType::Array)) return value;
  if (value.is_symbol() && value.symbol->type == SymbolType::Any) return unknown(context, SymbolType::Array);
  return Value::array(context.arena().copy(context.args));
}

Value create_array(CallContext& context) { return Value::array(context.arena().copy(context.args)); }

/// The last piece of split(text, '/') when the text ends in '/' and one more part that is known to be a name.
std::optional<Value> last_of_split(CallContext& context, const Symbol& term) {
  if (term.name != "split" || term.args.size() != 2 || !term.args[1].is_string()) return std::nullopt;
  const std::string_view delimiter = term.args[1].str();
  const auto parts = string_parts(term.args[0], context.arena());
  if (parts.empty() || delimiter.empty()) return std::nullopt;
  const Value& last = parts.back();
  if (last.is_string()) {
    const size_t at = last.str().rfind(delimiter);
    if (at == std::string_view::npos) return std::nullopt;
    return context.text(last.str().substr(at + delimiter.size()));
  }
  if (delimiter != "/" || parts.size() < 2 || !parts[parts.size() - 2].is_string()) return std::nullopt;
  if (!parts[parts.size() - 2].str().ends_with('/')) return std::nullopt;
  return last;
}

Value end_of_symbol(CallContext& context, bool at_start) {
  const Value& value = context.args[0];
  if (const auto piece = at_start ? std::nullopt : last_of_split(context, *value.symbol)) return *piece;
  if (value.symbol->name == "concat" && !value.symbol->args.empty()) {
    const Value& part = at_start ? value.symbol->args.front() : value.symbol->args.back();
    if (part.is_array() && part.size > 0) return at_start ? part.items[0] : part.items[part.size - 1];
  }
  if (value.symbol->type != SymbolType::Array) {
    const std::string_view text = at_start ? literal_prefix(value, context.arena()) : literal_suffix(value, context.arena());
    if (!text.empty() && is_ascii(text)) return context.text(at_start ? text.substr(0, 1) : text.substr(text.size() - 1));
  }
  return unknown(context, SymbolType::Any);
}

Value end_of(CallContext& context, bool at_start) {
  const Value& value = context.args[0];
  if (value.is_symbol()) return end_of_symbol(context, at_start);
  if (value.is_array()) return value.size == 0 ? Value::null() : value.items[at_start ? 0 : value.size - 1];
  if (!value.is_string()) return wrong_type(context, 0, "an array or a string");
  const int64_t length = text_length(value.str());
  if (length == 0) return context.text("");
  return context.text(text_slice(value.str(), at_start ? 0 : length - 1, 1));
}

Value first(CallContext& context) { return end_of(context, true); }
Value last(CallContext& context) { return end_of(context, false); }

/// skip (`from` = count) and take (`to` = count) of what is known.
Value cut(CallContext& context, bool skip) {
  const Value& value = context.args[0];
  if (context.args[1].is_symbol()) return unknown(context, type_of(value));
  if (!context.args[1].is_int()) return wrong_type(context, 1, "an integer");
  const int64_t wanted = std::max<int64_t>(context.args[1].integer, 0);
  if (value.is_array()) {
    const auto count = static_cast<size_t>(std::min<int64_t>(wanted, value.size));
    return Value::array(skip ? value.array_items().subspan(count) : value.array_items().first(count));
  }
  if (value.is_string()) {
    const int64_t length = text_length(value.str());
    const int64_t count = std::min(wanted, length);
    return context.text(text_slice(value.str(), skip ? count : 0, skip ? length - count : count));
  }
  if (!value.is_symbol()) return wrong_type(context, 0, "an array or a string");
  const std::string_view prefix = literal_prefix(value, context.arena());
  if (value.symbol->type == SymbolType::Array || prefix.empty() || !is_ascii(prefix) || wanted > static_cast<int64_t>(prefix.size()))
    return unknown(context, value.symbol->type);
  const auto count = static_cast<size_t>(wanted);
  if (!skip) return context.text(prefix.substr(0, count));
  const auto parts = string_parts(value, context.arena());
  std::vector<Value> rest(parts.begin(), parts.end());
  rest[0] = context.text(prefix.substr(count));
  return context.symbols().concat(rest);
}

Value skip(CallContext& context) { return cut(context, true); }
Value take(CallContext& context) { return cut(context, false); }

Value range(CallContext& context) {
  constexpr int64_t kMostNumbers = 10'000;  // as documented
  for (size_t i = 0; i < 2; ++i)
    if (!context.args[i].is_int()) return wrong_type(context, i, "an integer");
  const int64_t start = context.args[0].integer, count = context.args[1].integer;
  if (count < 0 || count > kMostNumbers) return context.error("range() expects a count from 0 to 10000, got " + std::to_string(count));
  if (start > INT32_MAX - count || start < INT32_MIN) return context.error("range(): the numbers must not exceed 2147483647");
  if (!context.spend(static_cast<uint64_t>(count))) return too_much(context);
  std::vector<Value> items;
  for (int64_t i = 0; i < count; ++i) items.push_back(Value::of(start + i));
  return make_array(context.arena(), items);
}

Value flatten(CallContext& context) {
  if (context.args[0].is_symbol()) return unknown(context, SymbolType::Array);
  if (!context.args[0].is_array()) return wrong_type(context, 0, "an array of arrays");
  std::vector<Value> items;
  for (const Value& each : context.args[0].array_items()) {
    if (each.is_symbol()) return unknown(context, SymbolType::Array);
    if (!each.is_array()) return context.error("flatten() expects an array of arrays, got one that holds " + std::string(kind_name(each)));
    items.insert(items.end(), each.array_items().begin(), each.array_items().end());
    if (!context.spend(1 + each.size)) return too_much(context);
  }
  return make_array(context.arena(), items);
}

/// Adds what is not certainly there yet.
bool add_distinct(CallContext& context, std::vector<Value>& items, const Value& item) {
  if (!context.spend(1 + items.size())) return false;
  for (const Value& each : items)
    if (SymbolTable::same(each, item) == Tri::True) return true;
  items.push_back(item);
  return true;
}

Value distinct(CallContext& context) {
  if (context.args[0].is_symbol()) return unknown(context, SymbolType::Array);
  if (!context.args[0].is_array()) return wrong_type(context, 0, "an array");
  std::vector<Value> items;
  for (const Value& item : context.args[0].array_items())
    if (!add_distinct(context, items, item)) return too_much(context);
  return make_array(context.arena(), items);
}

Value union_of_arrays(CallContext& context) {
  std::vector<Value> items;
  for (const Value& array_value : context.args)
    for (const Value& item : array_value.array_items())
      if (!add_distinct(context, items, item)) return too_much(context);
  return make_array(context.arena(), items);
}

Value intersection_of_arrays(CallContext& context) {
  std::vector<Value> items;
  for (const Value& item : context.args[0].array_items()) {
    Tri everywhere = Tri::True;
    for (const Value& other : context.args.subspan(1)) {
      Tri here = Tri::False;
      for (const Value& each : other.array_items()) here = here || SymbolTable::same(each, item);
      everywhere = everywhere && here;
      if (!context.spend(1 + other.size)) return too_much(context);
    }
    if (everywhere == Tri::Unknown) return unknown(context, SymbolType::Array);
    if (everywhere == Tri::True && !add_distinct(context, items, item)) return too_much(context);
  }
  return make_array(context.arena(), items);
}

bool is_array_value(const Value& value) { return value.is_array(); }

// ---- objects -----------------------------------------------------------------------------------------

/// Nested objects merge, arrays and everything else is replaced by the later one.
Value merge_deep(Arena& arena, const Value& first_object, const Value& second, uint32_t depth) {
  ObjectBuilder merged(arena);
  for (const Member& member : first_object.object_members()) merged.set(member);
  for (const Member& member : second.object_members()) {
    const Value* before = member.symbolic_key ? nullptr : merged.find(member.key);
    Member both = member;
    if (before && before->is_object() && member.value.is_object() && depth < 100)
      both.value = merge_deep(arena, *before, member.value, depth + 1);
    merged.set(both);
  }
  return merged.build();
}

uint64_t member_count(const Value& value, uint32_t depth = 0) {
  uint64_t count = 1;
  if (value.is_object() && depth < 100)
    for (const Member& member : value.object_members()) count += member_count(member.value, depth + 1);
  return count;
}

Value union_of_objects(CallContext& context) {
  Value merged = context.args[0];
  for (const Value& each : context.args.subspan(1)) {
    if (!context.spend(member_count(merged) + member_count(each))) return too_much(context);
    merged = merge_deep(context.arena(), merged, each, 0);
  }
  return merged;
}

/// An object of the first one's members that all others have with an equal value; nested objects intersect too.
Tri intersect_objects(Arena& arena, const Value& left, const Value& right, Value& out, uint32_t depth) {
  ObjectBuilder common(arena);
  for (const Member& member : left.object_members()) {
    if (member.symbolic_key) return Tri::Unknown;
    const Member* other = find_member(right, member.key, KeyCase::Insensitive);
    if (!other) continue;
    if (member.value.is_object() && other->value.is_object() && depth < 100) {
      Value inner;
      if (intersect_objects(arena, member.value, other->value, inner, depth + 1) == Tri::Unknown) return Tri::Unknown;
      if (inner.size > 0 || member.value.size == 0) common.set(member.key, inner);
      continue;
    }
    const Tri same = SymbolTable::same(member.value, other->value);
    if (same == Tri::Unknown) return Tri::Unknown;
    if (same == Tri::True) common.set(member);
  }
  out = common.build();
  return Tri::True;
}

Value intersection_of_objects(CallContext& context) {
  Value common = context.args[0];
  for (const Value& each : context.args.subspan(1)) {
    if (!context.spend(member_count(common) + member_count(each))) return too_much(context);
    Value next;
    if (intersect_objects(context.arena(), common, each, next, 0) == Tri::Unknown) return unknown(context, SymbolType::Object);
    common = next;
  }
  return common;
}

/// union(a, if(c, x, y)) is if(c, union(a, x), union(a, y)): members then answer through both branches.
constexpr int kMostChoices = 4;

Value union_through_choice(CallContext& context, std::vector<Value>& args, int choices);

Value union_of(CallContext& context, std::vector<Value>& args, int choices) {
  const auto outer = context.args;
  context.args = args;
  Value result;
  if (std::all_of(args.begin(), args.end(), is_array_value)) {
    result = union_of_arrays(context);
  } else if (std::all_of(args.begin(), args.end(), [](const Value& value) { return value.is_object(); })) {
    result = union_of_objects(context);
  } else {
    result = union_through_choice(context, args, choices);
  }
  context.args = outer;
  return result;
}

Value union_through_choice(CallContext& context, std::vector<Value>& args, int choices) {
  SymbolType type = SymbolType::Any;
  for (size_t i = 0; i < args.size(); ++i) {
    const SymbolType each = type_of(args[i]);
    if (each != SymbolType::Array && each != SymbolType::Object && each != SymbolType::Any)
      return wrong_type(context, i, "an array or an object");
    if (type != SymbolType::Any && each != SymbolType::Any && each != type)
      return context.error("union() expects arguments of one type, got arrays and objects");
    if (each != SymbolType::Any) type = each;
  }
  for (size_t i = 0; i < args.size() && choices < kMostChoices && type == SymbolType::Object; ++i) {
    if (!args[i].is_symbol() || args[i].symbol->name != "if" || args[i].symbol->args.size() != 3) continue;
    const auto branches = args[i].symbol->args;
    if (!branches[1].is_object() || !branches[2].is_object()) continue;
    Value results[3] = {branches[0], {}, {}};
    for (size_t branch = 1; branch < 3; ++branch) {
      args[i] = branches[branch];
      results[branch] = union_of(context, args, choices + 1);
    }
    return make_term(context, "if", results, type);
  }
  return unknown(context, type);
}

/// A null adds nothing: templates give one for an optional part.
Value union_call(CallContext& context) {
  std::vector<Value> args;
  std::copy_if(context.args.begin(), context.args.end(), std::back_inserter(args), [](const Value& arg) { return !arg.is_null(); });
  if (args.empty()) return wrong_type(context, 0, "an array or an object");
  return args.size() == 1 && args[0].is_symbol() ? args[0] : union_of(context, args, 0);
}

Value intersection(CallContext& context) {
  bool arrays = true, objects = true;
  for (size_t i = 0; i < context.args.size(); ++i) {
    const Value& arg = context.args[i];
    if (!arg.is_symbol() && !arg.is_array() && !arg.is_object()) return wrong_type(context, i, "an array or an object");
    arrays = arrays && arg.is_array();
    objects = objects && arg.is_object();
  }
  if (arrays) return intersection_of_arrays(context);
  if (objects) return intersection_of_objects(context);
  SymbolType type = SymbolType::Any;
  for (const Value& arg : context.args)
    if (type == SymbolType::Any) type = type_of(arg);
  for (const Value& arg : context.args)
    if (!arg.is_symbol() && type_of(arg) != type) return context.error("intersection() expects arguments of one type, got arrays and objects");
  return unknown(context, type);
}

// ---- access ------------------------------------------------------------------------------------------

Value wrong_place(CallContext& context, const Value& value, const Value& place) {
  if (!value.is_array() && !value.is_symbol()) return context.error("an index from the end needs an array, got " + std::string(kind_name(value)));
  return context.error("an index from the end must be an integer, got " + std::string(kind_name(place)));
}

/// value[^place]: 1 is the last item.
Value from_end(CallContext& context, const Value& value, const Value& place, bool safe) {
  if (value.is_null() && safe) return value;
  const Value args[] = {value, place};
  if ((!value.is_array() && !value.is_symbol()) || (!place.is_int() && !place.is_symbol())) return wrong_place(context, value, place);
  if (value.is_symbol() || place.is_symbol()) return make_term(context, "indexfromend", args, SymbolType::Any);
  if (place.integer >= 1 && place.integer <= value.size) return value.items[value.size - static_cast<uint32_t>(place.integer)];
  if (safe) return Value::null();
  return context.error("index " + std::to_string(place.integer) + " from the end is outside the array of " + std::to_string(value.size));
}

/// tryGet(x, key, ...): a key is a name, an index, or { value: index, fromEnd: true }.
Value try_get(CallContext& context) {
  Value value = context.args[0];
  for (size_t i = 1; i < context.args.size() && !value.is_null() && !is_error(value); ++i) {
    Value key = context.args[i];
    if (key.is_object()) {
      const Member* place = find_member(key, "value", KeyCase::Insensitive);
      const Member* from = find_member(key, "fromEnd", KeyCase::Insensitive);
      if (!place) return wrong_type(context, i, "a property name or an index");
      key = place->value;
      if (from && from->value.is_bool() && from->value.boolean) {
        value = from_end(context, value, key, true);
        continue;
      }
    }
    if (!key.is_string() && !key.is_int() && !key.is_symbol()) return wrong_type(context, i, "a property name or an index");
    value = context.get(value, key);
  }
  return value;
}

Value index_from_end(CallContext& context) { return from_end(context, context.args[0], context.args[1], false); }
Value try_index_from_end(CallContext& context) { return from_end(context, context.args[0], context.args[1], true); }

constexpr FunctionRow kRows[] = {
    {"array", 1, 1, kSeesSymbols, SymbolType::Array, array},
    {"createarray", 0, 255, kSeesSymbols | kSeesErrors, SymbolType::Array, create_array},
    {"distinct", 1, 1, kSeesSymbols, SymbolType::Array, distinct},
    {"first", 1, 1, kSeesSymbols, SymbolType::Any, first},
    {"flatten", 1, 1, kSeesSymbols, SymbolType::Array, flatten},
    {"indexfromend", 2, 2, kSeesSymbols, SymbolType::Any, index_from_end},
    {"intersection", 2, 255, kSeesSymbols, SymbolType::Any, intersection},
    {"last", 1, 1, kSeesSymbols, SymbolType::Any, last},
    {"range", 2, 2, kPlain, SymbolType::Array, range},
    {"skip", 2, 2, kSeesSymbols, SymbolType::Any, skip},
    {"take", 2, 2, kSeesSymbols, SymbolType::Any, take},
    {"tryget", 2, 255, kSeesSymbols, SymbolType::Any, try_get},
    {"tryindexfromend", 2, 2, kSeesSymbols, SymbolType::Any, try_index_from_end},
    {"union", 2, 255, kSeesSymbols, SymbolType::Any, union_call},
};

}  // namespace

std::span<const FunctionRow> array_rows() { return kRows; }

}  // namespace ringfence::arm
