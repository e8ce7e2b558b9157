#include "analyzer/eval/symbol_rules.h"

#include <algorithm>
#include <vector>

namespace ringfence::symbol_rules {
namespace {

using Result = std::optional<Value>;

const Value kBools[] = {Value::of(false), Value::of(true)};

bool is_term(const Value& value, std::string_view name) { return value.is_symbol() && value.symbol->name == name; }
bool is_true(const Value& value) { return value.is_bool() && value.boolean; }
bool is_false(const Value& value) { return value.is_bool() && !value.boolean; }
bool same_value(const Value& a, const Value& b) { return a.kind == b.kind && equal(a, b); }

std::span<const Value> keep(SymbolTable& table, const std::vector<Value>& values) { return table.arena().copy(values); }

Value make(SymbolTable& table, std::string_view name, std::initializer_list<Value> args, SymbolFacts facts = {}) {
  return table.make(name, {args.begin(), args.size()}, facts);
}

SymbolType type_of(const Value& value) {
  switch (value.kind) {
    case ValueKind::Bool: return SymbolType::Bool;
    case ValueKind::Int: return SymbolType::Int;
    case ValueKind::String: return SymbolType::String;
    case ValueKind::Array: return SymbolType::Array;
    case ValueKind::Object: return SymbolType::Object;
    case ValueKind::Symbol: return value.symbol->type;
    default: return SymbolType::Any;
  }
}

/// All that a value can be, when that is a short list of scalars; else empty.
std::span<const Value> domain_of(const Value& value) {
  if (value.is_symbol()) return value.symbol->domain;
  if (value.is_array() || value.is_object()) return {};
  return {&value, 1};
}

Result simplify_not(SymbolTable&, std::span<const Value> args) {
  if (args.size() != 1) return {};
  if (args[0].is_bool()) return Value::of(!args[0].boolean);
  if (is_term(args[0], "not")) return args[0].symbol->args[0];
  return {};
}

/// `and` and `or`: flattened; the neutral value goes, the absorbing one decides, a repeated term goes,
/// a term beside its negation decides.
Result simplify_logic(SymbolTable& table, std::string_view name, std::span<const Value>& args) {
  const bool neutral = name == "and";
  std::vector<Value> flat;
  const auto holds = [&](const Value& wanted) {
    return std::any_of(flat.begin(), flat.end(), [&](const Value& each) { return same_value(each, wanted); });
  };
  const auto add = [&](const Value& arg) {
    if (!(arg.is_bool() && arg.boolean == neutral) && !holds(arg)) flat.push_back(arg);
  };
  for (const Value& arg : args) {
    if (is_term(arg, name)) {
      for (const Value& inner : arg.symbol->args) add(inner);
    } else {
      add(arg);
    }
  }
  for (const Value& each : flat) {
    if (each.is_bool() && each.boolean != neutral) return Value::of(!neutral);
    if (is_term(each, "not") && holds(each.symbol->args[0])) return Value::of(!neutral);
  }
  if (flat.empty()) return Value::of(neutral);
  if (flat.size() == 1) return flat[0];
  args = keep(table, flat);
  return {};
}

Result simplify_if(SymbolTable& table, std::span<const Value>& args, SymbolFacts& facts) {
  if (args.size() != 3) return {};
  const Value &condition = args[0], &then = args[1], &otherwise = args[2];
  if (condition.is_bool()) return condition.boolean ? then : otherwise;
  if (same_value(then, otherwise)) return then;
  if (is_term(condition, "not")) return make(table, "if", {condition.symbol->args[0], otherwise, then}, facts);
  // The same question again inside of an answer to it.
  if (is_term(then, "if") && same_value(then.symbol->args[0], condition)) return make(table, "if", {condition, then.symbol->args[1], otherwise}, facts);
  if (is_term(otherwise, "if") && same_value(otherwise.symbol->args[0], condition)) {
    return make(table, "if", {condition, then, otherwise.symbol->args[2]}, facts);
  }
  if (is_true(then) && is_false(otherwise)) return condition;
  if (is_false(then) && is_true(otherwise)) return make(table, "not", {condition});
  if (facts.type == SymbolType::Any && type_of(then) == type_of(otherwise)) facts.type = type_of(then);
  const std::span<const Value> a = domain_of(then), b = domain_of(otherwise);
  if (facts.domain.empty() && !a.empty() && !b.empty() && a.size() + b.size() <= 16) {
    std::vector<Value> both(a.begin(), a.end());
    both.insert(both.end(), b.begin(), b.end());
    facts.domain = keep(table, both);
  }
  return {};
}

/// What equals(if(c, x, y), other) is when both branches are decided.
Result split_equality(SymbolTable& table, const Value& branching, const Value& other) {
  const auto branches = branching.symbol->args;
  const Tri then = SymbolTable::same(branches[1], other), otherwise = SymbolTable::same(branches[2], other);
  if (then == Tri::Unknown || otherwise == Tri::Unknown) return {};
  if (then == otherwise) return Value::of(then == Tri::True);
  return then == Tri::True ? branches[0] : make(table, "not", {branches[0]});
}

Result simplify_equals(SymbolTable& table, std::span<const Value> args) {
  if (args.size() != 2) return {};
  const Tri same = SymbolTable::same(args[0], args[1]);
  if (same != Tri::Unknown) return Value::of(same == Tri::True);
  for (size_t i = 0; i < 2; ++i) {
    const Value &symbol = args[i], &other = args[1 - i];
    if (type_of(symbol) == SymbolType::Bool && symbol.is_symbol() && other.is_bool()) {
      return other.boolean ? symbol : make(table, "not", {symbol});
    }
    if (is_term(symbol, "if")) {
      if (Result split = split_equality(table, symbol, other)) return split;
    }
  }
  return {};
}

bool never_null(const Value& value) {
  if (!value.is_symbol()) return !value.is_null();
  return value.symbol->type != SymbolType::Any && value.symbol->name != "if";
}

Result simplify_coalesce(SymbolTable& table, std::span<const Value>& args) {
  std::vector<Value> flat;
  const auto closed = [&] { return !flat.empty() && never_null(flat.back()); };
  const auto add = [&](const Value& arg) {
    const bool seen = std::any_of(flat.begin(), flat.end(), [&](const Value& each) { return same_value(each, arg); });
    if (!arg.is_null() && !closed() && !seen) flat.push_back(arg);
  };
  for (const Value& arg : args) {
    if (is_term(arg, "coalesce")) {
      for (const Value& inner : arg.symbol->args) add(inner);
    } else {
      add(arg);
    }
  }
  if (flat.empty()) return Value::null();
  if (flat.size() == 1) return flat[0];
  args = keep(table, flat);
  return {};
}

/// One object of both: b's members win; the order is that of first appearance.
Value merge_objects(SymbolTable& table, const Value& a, const Value& b) {
  std::vector<Member> members(a.object_members().begin(), a.object_members().end());
  for (const Member& member : b.object_members()) {
    const auto same_key = [&](const Member& other) {
      return member.symbolic_key ? other.symbolic_key == member.symbolic_key
                                 : !other.symbolic_key && equal_ignore_case(other.key, member.key);
    };
    const auto found = std::find_if(members.begin(), members.end(), same_key);
    if (found == members.end()) {
      members.push_back(member);
    } else {
      *found = member;
    }
  }
  Value out = Value::object(table.arena().copy(members));
  out.span = b.span;
  return out;
}

Result simplify_shallow_merge(SymbolTable& table, std::span<const Value>& args, SymbolFacts& facts) {
  std::vector<Value> flat;
  const auto add = [&](const Value& arg) {
    if (arg.is_null() || (arg.is_object() && arg.size == 0)) return;
    if (arg.is_object() && !flat.empty() && flat.back().is_object()) {
      flat.back() = merge_objects(table, flat.back(), arg);
    } else {
      flat.push_back(arg);
    }
  };
  for (const Value& arg : args) {
    if (is_term(arg, "shallowmerge")) {
      for (const Value& inner : arg.symbol->args) add(inner);
    } else {
      add(arg);
    }
  }
  if (flat.empty()) return Value::object({});
  if (flat.size() == 1) return flat[0];
  facts.type = SymbolType::Object;
  args = keep(table, flat);
  return {};
}

/// Neighbouring known arrays become one; `out` gets the pieces.
void append_array_piece(SymbolTable& table, const Value& piece, std::vector<Value>& out) {
  if (piece.is_array() && piece.size == 0) return;
  if (!piece.is_array() || out.empty() || !out.back().is_array()) {
    out.push_back(piece);
    return;
  }
  std::vector<Value> items(out.back().array_items().begin(), out.back().array_items().end());
  items.insert(items.end(), piece.array_items().begin(), piece.array_items().end());
  Value joined = Value::array(table.arena().copy(items));
  joined.span = out.back().span;
  out.back() = joined;
}

/// flatten([a, b, ...]) whose argument is a known array of arrays and symbols.
Result simplify_flatten(SymbolTable& table, std::span<const Value>& args, SymbolFacts& facts) {
  facts.type = SymbolType::Array;
  if (args.size() != 1 || !args[0].is_array()) return {};
  std::vector<Value> pieces;
  for (const Value& item : args[0].array_items()) append_array_piece(table, item, pieces);
  if (pieces.empty()) return Value::array({});
  if (pieces.size() == 1 && type_of(pieces[0]) == SymbolType::Array) return pieces[0];
  const Value joined = Value::array(table.arena().copy(pieces));
  args = table.arena().copy(std::span<const Value>(&joined, 1));
  return {};
}

bool is_array_concat(std::span<const Value> args, const SymbolFacts& facts) {
  return facts.type == SymbolType::Array ||
         std::any_of(args.begin(), args.end(), [](const Value& arg) { return type_of(arg) == SymbolType::Array; });
}

Result simplify_concat(SymbolTable& table, std::span<const Value>& args, SymbolFacts& facts) {
  if (!is_array_concat(args, facts)) return table.concat(args);
  facts.type = SymbolType::Array;
  std::vector<Value> pieces;
  for (const Value& arg : args) {
    if (is_term(arg, "concat") && arg.symbol->type == SymbolType::Array) {
      for (const Value& inner : arg.symbol->args) append_array_piece(table, inner, pieces);
    } else {
      append_array_piece(table, arg, pieces);
    }
  }
  if (pieces.empty()) return Value::array({});
  if (pieces.size() == 1 && type_of(pieces[0]) == SymbolType::Array) return pieces[0];
  args = keep(table, pieces);
  return {};
}

/// each(map(c, body)) is the body; a known collection has no representative item.
Result simplify_each(SymbolTable&, std::span<const Value> args) {
  if (args.size() == 1 && is_term(args[0], "map") && args[0].symbol->args.size() == 2) return args[0].symbol->args[1];
  return {};
}

/// map(map(c, x), y) is map(c, y): y is written over the items and places of c already.
Result simplify_map(SymbolTable& table, std::span<const Value> args, const SymbolFacts& facts) {
  if (args.size() != 2 || !is_term(args[0], "map") || args[0].symbol->args.size() != 2) return {};
  return make(table, "map", {args[0].symbol->args[0], args[1]}, facts);
}

Result simplify_index(SymbolTable& table, std::span<const Value> args) {
  if (args.size() != 1) return {};
  if (is_term(args[0], "map")) return make(table, "index", {args[0].symbol->args[0]}, {SymbolType::Int, {}, {}, {}, {}});
  return {};
}

Result simplify_length(SymbolTable& table, std::span<const Value> args) {
  if (args.size() != 1) return {};
  if (args[0].is_array() || args[0].is_object()) return Value::of(static_cast<int64_t>(args[0].size));
  if (args[0].is_string()) return {};
  if (is_term(args[0], "map")) return make(table, "length", {args[0].symbol->args[0]}, {SymbolType::Int, {}, {}, {}, {}});
  return {};
}

Result simplify_get(SymbolTable& table, std::span<const Value> args) {
  if (args.size() < 2) return {};
  Value at = args[0];
  for (const Value& key : args.subspan(1)) at = table.get(at, key);
  return at;
}

bool is_bool_term(std::string_view name) {
  static constexpr std::string_view kNames[] = {"and",     "contains",        "empty", "endswith", "equals",    "greater", "greaterorequals",
                                                "less",    "lessorequals",    "not",   "or",       "startswith"};
  return std::find(std::begin(kNames), std::end(kNames), name) != std::end(kNames);
}

/// The value's literal text at its begin (or end), and whether that is all of it.
std::string_view literal_edge(const Value& value, bool front, bool& whole) {
  whole = value.is_string();
  if (value.is_string()) return value.str();
  if (!is_term(value, "concat") || value.symbol->type != SymbolType::String) return {};
  const Value& edge = front ? value.symbol->args.front() : value.symbol->args.back();
  return edge.is_string() ? edge.str() : std::string_view{};
}

/// Can two strings be equal, judged by their literal ends? (ARM compares with case, so folding here only
/// makes fewer values different: that is the safe side.)
bool edges_exclude(const Value& a, const Value& b, bool front) {
  bool whole_a = false, whole_b = false;
  const std::string_view x = literal_edge(a, front, whole_a), y = literal_edge(b, front, whole_b);
  const size_t n = std::min(x.size(), y.size());
  if (whole_a && y.size() > x.size()) return true;
  if (whole_b && x.size() > y.size()) return true;
  const std::string_view p = front ? x.substr(0, n) : x.substr(x.size() - n);
  const std::string_view q = front ? y.substr(0, n) : y.substr(y.size() - n);
  return !equal_ignore_case(p, q);
}

bool domains_exclude(const Value& a, const Value& b) {
  const std::span<const Value> x = domain_of(a), y = domain_of(b);
  if (x.empty() || y.empty()) return false;
  for (const Value& each : x) {
    if (std::any_of(y.begin(), y.end(), [&](const Value& other) { return equal(each, other); })) return false;
  }
  return true;
}

Tri same_items(const Value& a, const Value& b) {
  if (a.size != b.size) return Tri::False;
  Tri all = Tri::True;
  for (uint32_t i = 0; i < a.size && all != Tri::False; ++i) all = all && SymbolTable::same(a.items[i], b.items[i]);
  return all;
}

}  // namespace

std::optional<Value> simplify(SymbolTable& table, std::string_view name, std::span<const Value>& args,
                              SymbolFacts& facts) {
  if (is_bool_term(name)) {
    facts.type = SymbolType::Bool;
    facts.domain = kBools;
  }
  switch (name.empty() ? '\0' : name[0]) {
    case 'a':
      if (name == "and") return simplify_logic(table, name, args);
      break;
    case 'c':
      if (name == "concat") return simplify_concat(table, args, facts);
      if (name == "coalesce") return simplify_coalesce(table, args);
      break;
    case 'e':
      if (name == "equals") return simplify_equals(table, args);
      if (name == "each") return simplify_each(table, args);
      break;
    case 'f':
      if (name == "flatten") return simplify_flatten(table, args, facts);
      break;
    case 'g':
      if (name == "get") return simplify_get(table, args);
      break;
    case 'i':
      if (name == "if") return simplify_if(table, args, facts);
      if (name == "index") return simplify_index(table, args);
      break;
    case 'l':
      if (name == "length") return simplify_length(table, args);
      break;
    case 'm':
      if (name == "map") return simplify_map(table, args, facts);
      break;
    case 'n':
      if (name == "not") return simplify_not(table, args);
      break;
    case 'o':
      if (name == "or") return simplify_logic(table, name, args);
      break;
    case 's':
      if (name == "shallowmerge") return simplify_shallow_merge(table, args, facts);
      break;
    default: break;
  }
  return {};
}

namespace {

/// Member of shallowmerge(a, b, ...): the last part that certainly has it decides; parts that certainly lack it go.
Result get_from_merge(SymbolTable& table, const Symbol& merge, const Value& key) {
  if (!key.is_string()) return {};
  for (size_t i = merge.args.size(); i-- > 0;) {
    const Value& part = merge.args[i];
    if (!part.is_object()) {
      if (i + 1 == merge.args.size()) return {};
      return table.get(table.make("shallowmerge", merge.args.subspan(0, i + 1)), key);
    }
    if (const Member* member = find_member(part, key.str(), KeyCase::Insensitive)) return member->value;
    const auto members = part.object_members();
    if (std::any_of(members.begin(), members.end(), [](const Member& m) { return m.symbolic_key; })) return {};
  }
  return Value::null();
}

bool is_index_of(const Value& key, const Value& collection) {
  return is_term(key, "index") && key.symbol->args.size() == 1 && same_value(key.symbol->args[0], collection);
}

}  // namespace

std::optional<Value> get_from(SymbolTable& table, const Symbol& object, const Value& key) {
  if (object.name == "if") {
    const Value then = table.get(object.args[1], key), otherwise = table.get(object.args[2], key);
    return make(table, "if", {object.args[0], then, otherwise});
  }
  if (object.name == "shallowmerge") return get_from_merge(table, object, key);
  if (object.name == "@error") return Value::of(&object);
  const Value self = Value::of(&object);
  if (object.name == "map" && object.args.size() == 2 && is_index_of(key, object.args[0])) return object.args[1];
  if (is_index_of(key, self)) return make(table, "each", {self});
  if (object.name != "attr") return {};
  std::vector<Value> args(object.args.begin(), object.args.end());
  args.push_back(key);
  SymbolFacts facts;
  facts.reason = object.reason;
  facts.secure = object.secure;
  return table.make("attr", args, facts);
}

}  // namespace ringfence::symbol_rules

namespace ringfence {

Tri SymbolTable::same(const Value& a, const Value& b) {
  using namespace symbol_rules;
  if (a.is_symbol() && b.is_symbol() && a.symbol == b.symbol) return Tri::True;
  if (!a.is_symbol() && !b.is_symbol()) {
    if (a.is_array() && b.is_array()) return same_items(a, b);
    if (!has_symbol(a) && !has_symbol(b)) return tri(equal(a, b));
    if (a.kind != b.kind) return Tri::False;
    return equal(a, b) ? Tri::True : Tri::Unknown;
  }
  const SymbolType x = type_of(a), y = type_of(b);
  if (x != SymbolType::Any && y != SymbolType::Any && x != y) return Tri::False;
  if (a.is_null() || b.is_null()) return (a.is_null() ? y : x) != SymbolType::Any && !is_term(a.is_null() ? b : a, "if") ? Tri::False : Tri::Unknown;
  if (domains_exclude(a, b)) return Tri::False;
  if (edges_exclude(a, b, true) || edges_exclude(a, b, false)) return Tri::False;
  return Tri::Unknown;
}

}  // namespace ringfence
