#include "analyzer/eval/symbol.h"

#include <algorithm>
#include <bit>
#include <unordered_set>

#include "analyzer/eval/symbol_rules.h"

namespace ringfence {
namespace {

// A term larger than this is worth nothing to a reader and costs everybody that walks it.
constexpr uint32_t kMaxTermSize = 20'000;
constexpr uint32_t kMaxTermDepth = 150;
constexpr size_t kMaxText = 4 * 1024 * 1024;

uint64_t mix(uint64_t hash, uint64_t next) {
  hash ^= next + 0x9e3779b97f4a7c15ull + (hash << 6) + (hash >> 2);
  return hash * 0xff51afd7ed558ccdull;
}

uint64_t hash_text(std::string_view text) { return std::hash<std::string_view>{}(text); }

/// What a walk over the arguments of a new term finds out.
struct Survey {
  uint64_t hash = 0;
  uint32_t size = 1;
  uint32_t depth = 0;
  const Symbol* first = nullptr;
  bool secure = false;
  bool internal = false;

  void symbol(const Symbol& symbol) {
    hash = mix(hash, symbol.hash);
    size += symbol.size;
    depth = std::max(depth, symbol.depth);
    if (!first) first = &symbol;
    secure |= symbol.secure;
    internal |= symbol.internal;
  }

  void value(const Value& value, uint32_t level) {
    if (size > kMaxTermSize || level > kMaxTermDepth) {
      size = kMaxTermSize + 1;
      return;
    }
    ++size;
    depth = std::max(depth, level);
    hash = mix(hash, static_cast<uint64_t>(value.kind));
    switch (value.kind) {
      case ValueKind::Null: break;
      case ValueKind::Bool: hash = mix(hash, value.boolean); break;
      case ValueKind::Int: hash = mix(hash, static_cast<uint64_t>(value.integer)); break;
      case ValueKind::Double: hash = mix(hash, std::bit_cast<uint64_t>(value.number())); break;
      case ValueKind::String: hash = mix(hash, hash_text(value.str())); break;
      case ValueKind::Symbol: symbol(*value.symbol); break;
      case ValueKind::Array:
        for (const Value& item : value.array_items()) this->value(item, level + 1);
        break;
      case ValueKind::Object: members(value, level); break;
    }
  }

  // The order of keys does not count.
  void members(const Value& object, uint32_t level) {
    uint64_t sum = 0;
    for (const Member& member : object.object_members()) {
      const uint64_t before = hash;
      hash = member.symbolic_key ? member.symbolic_key->hash : hash_text(member.key);
      if (member.symbolic_key) symbol(*member.symbolic_key);
      value(member.value, level + 1);
      sum += hash;
      hash = before;
    }
    hash = mix(hash, sum);
  }
};

struct TermHash {
  size_t operator()(const Symbol* symbol) const { return symbol->hash; }
};
struct TermEqual {
  bool operator()(const Symbol* a, const Symbol* b) const {
    if (a->hash != b->hash || a->name != b->name || a->args.size() != b->args.size()) return false;
    for (size_t i = 0; i < a->args.size(); ++i) {
      if (a->args[i].kind != b->args[i].kind || !equal(a->args[i], b->args[i])) return false;
    }
    return true;
  }
};

/// Terms that are unknown in themselves, whatever their arguments are made of.
bool is_runtime_leaf(std::string_view name) {
  return name == "attr" || name == "output" || name == "secret" || name == "reference" || name.starts_with("list");
}

void collect_unknowns(const Symbol& symbol, size_t limit, std::vector<const Symbol*>& out);

void collect_unknowns(const Value& value, size_t limit, std::vector<const Symbol*>& out) {
  if (out.size() >= limit) return;
  switch (value.kind) {
    case ValueKind::Symbol: collect_unknowns(*value.symbol, limit, out); break;
    case ValueKind::Array:
      for (const Value& item : value.array_items()) collect_unknowns(item, limit, out);
      break;
    case ValueKind::Object:
      for (const Member& member : value.object_members()) {
        if (member.symbolic_key) collect_unknowns(*member.symbolic_key, limit, out);
        collect_unknowns(member.value, limit, out);
      }
      break;
    default: break;
  }
}

void collect_unknowns(const Symbol& symbol, size_t limit, std::vector<const Symbol*>& out) {
  if (out.size() >= limit) return;
  const bool inner = !is_runtime_leaf(symbol.name) && symbol.name != "param" &&
                     std::any_of(symbol.args.begin(), symbol.args.end(), [](const Value& arg) { return has_symbol(arg); });
  if (inner) {
    for (const Value& arg : symbol.args) collect_unknowns(arg, limit, out);
  } else if (std::find(out.begin(), out.end(), &symbol) == out.end()) {
    out.push_back(&symbol);
  }
}

}  // namespace

struct SymbolTable::Impl {
  Arena& arena;
  std::unordered_set<const Symbol*, TermHash, TermEqual> terms;

  Value intern(std::string_view name, std::span<const Value> args, const SymbolFacts& facts);
};

Value SymbolTable::Impl::intern(std::string_view name, std::span<const Value> args, const SymbolFacts& facts) {
  Survey survey;
  survey.hash = hash_text(name);
  for (const Value& arg : args) survey.value(arg, 1);
  if (survey.size > kMaxTermSize || survey.depth >= kMaxTermDepth) {
    // Still a term with an identity, so that it is equal to itself at least: the hash names it.
    const Value mark = Value::of(static_cast<int64_t>(survey.hash >> 1));
    SymbolFacts unknown;
    unknown.type = facts.type;
    unknown.reason = SymbolReason::Limit;
    unknown.secure = facts.secure || survey.secure;
    return intern("limit", {&mark, 1}, unknown);
  }
  Symbol probe;
  probe.name = name;
  probe.args = args;
  probe.hash = survey.hash;
  if (const auto found = terms.find(&probe); found != terms.end()) return Value::of(*found);

  probe.name = arena.copy(name);
  probe.args = arena.copy(args);
  probe.type = facts.type;
  probe.reason = survey.first && !is_runtime_leaf(name) ? survey.first->reason : facts.reason;
  probe.secure = facts.secure || survey.secure;
  probe.no_slash = facts.no_slash;
  probe.internal = survey.internal || name.starts_with('@');
  probe.domain = facts.domain;
  probe.size = survey.size;
  probe.depth = survey.depth + 1;
  const Symbol* made = arena.make<Symbol>(probe);
  terms.insert(made);
  return Value::of(made);
}

SymbolTable::SymbolTable(Arena& arena) : impl_(std::make_unique<Impl>(Impl{arena, {}})) {}
SymbolTable::~SymbolTable() = default;

Arena& SymbolTable::arena() { return impl_->arena; }

Value SymbolTable::make(std::string_view name, std::span<const Value> args, SymbolFacts facts) {
  for (const Value& arg : args) {
    if (arg.is_symbol() && arg.symbol->name == "@error") return arg;
  }
  if (std::optional<Value> simple = symbol_rules::simplify(*this, name, args, facts)) return *simple;
  return impl_->intern(name, args, facts);
}

Value SymbolTable::parameter(std::string_view name, SymbolFacts facts) {
  if (facts.reason != SymbolReason::Variable) facts.reason = SymbolReason::Parameter;
  const Value argument = Value::text(name);
  return impl_->intern("param", {&argument, 1}, facts);
}

Value SymbolTable::concat(std::span<const Value> parts) {
  std::vector<Value> flat;
  std::string text;  // of the literal that is growing
  const auto flush = [&] {
    if (!text.empty()) flat.push_back(Value::text(impl_->arena.copy(text)));
    text.clear();
  };
  const auto add = [&](const Value& part) {
    if (part.is_string()) {
      text += part.str();
    } else if (part.is_number()) {
      text += number_text(part, impl_->arena);
    } else if (part.is_bool()) {
      text += part.boolean ? "True" : "False";
    } else if (!part.is_null()) {
      flush();
      flat.push_back(part);
    }
  };
  for (const Value& part : parts) {
    if (part.is_symbol() && part.symbol->name == "@error") return part;
    if (part.is_symbol() && part.symbol->name == "concat" && part.symbol->type == SymbolType::String) {
      for (const Value& inner : part.symbol->args) add(inner);
    } else {
      add(part);
    }
    if (text.size() > kMaxText) return impl_->intern("limit", {}, {SymbolType::String, SymbolReason::Limit, false, false, {}});
  }
  if (flat.empty()) return Value::text(impl_->arena.copy(text));
  flush();
  if (flat.size() == 1 && flat[0].is_symbol() && flat[0].symbol->type == SymbolType::String) return flat[0];
  SymbolFacts facts;
  facts.type = SymbolType::String;
  return impl_->intern("concat", flat, facts);
}

Value SymbolTable::get(const Value& object, const Value& key) {
  if (object.is_object() && key.is_string()) {
    if (const Member* member = find_member(object, key.str(), KeyCase::Insensitive)) return member->value;
    const auto members = object.object_members();
    const bool open = std::any_of(members.begin(), members.end(), [](const Member& m) { return m.symbolic_key; });
    if (!open) return Value::null();
  }
  if (object.is_object() && key.is_symbol()) {
    // A key that is none of the names, as an id where only names of roles are listed.
    const auto members = object.object_members();
    const bool none = std::all_of(members.begin(), members.end(), [&](const Member& member) {
      return !member.symbolic_key && same(Value::text(member.key), key) == Tri::False;
    });
    if (none) return Value::null();
  }
  if (object.is_array() && key.is_int()) {
    const bool inside = key.integer >= 0 && key.integer < object.size;
    return inside ? object.items[key.integer] : Value::null();
  }
  if (object.is_null()) return object;
  if (object.is_symbol()) {
    if (std::optional<Value> found = symbol_rules::get_from(*this, *object.symbol, key)) return *found;
  }
  SymbolFacts facts;
  if (object.is_symbol() && object.symbol->name == "get") {
    std::vector<Value> path(object.symbol->args.begin(), object.symbol->args.end());
    path.push_back(key);
    return impl_->intern("get", path, facts);
  }
  const Value args[] = {object, key};
  return impl_->intern("get", args, facts);
}

std::span<const Value> string_parts(const Value& value, Arena& arena) {
  if (value.is_symbol() && value.symbol->name == "concat" && value.symbol->type == SymbolType::String) {
    return value.symbol->args;
  }
  return {arena.make<Value>(value), 1};
}

std::vector<const Symbol*> unknowns_of(const Value& value, size_t limit) {
  std::vector<const Symbol*> out;
  collect_unknowns(value, limit, out);
  return out;
}

bool has_internal(const Value& value) {
  switch (value.kind) {
    case ValueKind::Symbol: return value.symbol->internal;
    case ValueKind::Array: {
      const auto items = value.array_items();
      return std::any_of(items.begin(), items.end(), has_internal);
    }
    case ValueKind::Object: {
      const auto members = value.object_members();
      return std::any_of(members.begin(), members.end(), [](const Member& member) {
        return (member.symbolic_key && member.symbolic_key->internal) || has_internal(member.value);
      });
    }
    default: return false;
  }
}

}  // namespace ringfence
