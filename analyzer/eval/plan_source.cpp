#include "analyzer/eval/plan_source.h"

#include <string>
#include <unordered_map>
#include <vector>

namespace ringfence {
namespace {

constexpr unsigned kMaxDepth = 150;
constexpr unsigned kMaxSteps = 64;         // of an origin's chain
constexpr size_t kMaxCompared = 2000;      // items of a list that are looked through for one of the other's

/// "a/b" of `module.a["k"].module.b[0].azurerm_x.y`; `tail` becomes "azurerm_x.y" (or "data.azurerm_x.y").
std::string module_path_of(std::string_view address, std::string& tail) {
  std::vector<std::string> names;
  std::string name;
  bool in_index = false, in_key = false;
  for (size_t i = 0; i < address.size(); ++i) {
    const char c = address[i];
    if (in_key && c == '\\') {
      ++i;
    } else if (in_index && c == '"') {
      in_key = !in_key;
    } else if (!in_key && (c == '[' || c == ']')) {
      in_index = c == '[';
    } else if (!in_index && c == '.') {
      names.push_back(std::move(name));
      name.clear();
    } else if (!in_index) {
      name += c;
    }
  }
  names.push_back(std::move(name));
  std::string path;
  size_t at = 0;
  for (; at + 1 < names.size() && names[at] == "module"; at += 2) path += (path.empty() ? "" : "/") + names[at + 1];
  tail.clear();
  for (; at < names.size(); ++at) tail += (tail.empty() ? "" : ".") + names[at];
  return path;
}

std::string declaration_key(std::string_view path, std::string_view tail) {
  return std::string(path) + " " + std::string(tail);
}

class Taking {
 public:
  Taking(Deployment& plan, const Deployment& source) : plan_(plan), arena_(*plan.arena), symbols_(*plan.symbols) {
    for (const ResourceInstance* each : source.resources) {
      by_address_.emplace(each->address, each);
      std::string tail;
      const std::string path = module_path_of(each->address, tail);
      by_declaration_.emplace(declaration_key(path, tail), each);
    }
  }

  void run() {
    for (ResourceInstance* each : plan_.resources) take(*each);
  }

 private:
  /// Whether the values of the counterpart are those of this instance, or it is another one of the same declaration.
  enum class Counterpart : uint8_t { Same, Sibling };

  void take(ResourceInstance& planned) {
    const ResourceInstance* from = nullptr;
    if (const auto same = by_address_.find(planned.address); same != by_address_.end()) from = same->second;
    counterpart_ = from ? Counterpart::Same : Counterpart::Sibling;
    if (!from) {
      std::string tail;
      const std::string path = module_path_of(planned.address, tail);
      const auto sibling = by_declaration_.find(declaration_key(path, tail));
      if (sibling == by_declaration_.end()) return;
      from = sibling->second;
    }
    planned.declaration = from->declaration;
    planned.module = module_of(from->module);
    planned.body = merged(planned.body, from->body, from->declaration->header_span, 0);
    if (const Member* name = find_member(planned.body, "name", KeyCase::Sensitive)) planned.name = name->value;
    if (counterpart_ == Counterpart::Sibling) return;
    std::vector<Value> ids;
    for (const Value& each : from->depends_on) ids.push_back(imported(each, 0));
    planned.depends_on = arena_.copy(ids);
  }

  const ModuleInstance* module_of(const ModuleInstance* from) {
    if (!from) return nullptr;
    ModuleInstance*& made = modules_[from];
    if (made) return made;
    made = arena_.make<ModuleInstance>();
    made->declarations = from->declarations;
    made->call = from->call;
    made->parent = module_of(from->parent);
    made->path = arena_.copy(from->path);
    made->address = arena_.copy(from->address);
    made->subscription = plan_.modules.front()->subscription;
    made->resource_group = plan_.modules.front()->resource_group;
    plan_.modules.push_back(made);
    return made;
  }

  Value placed(Value value, const Value& from, Span around) {
    value.span = from.span.valid() ? from.span : around;
    value.because = from.because;
    value.via = steps_of(from.via, 0);
    return value;
  }

  /// `planned` where `from` stands in the configuration; what is not known takes its value, too.
  Value merged(const Value& planned, const Value& from, Span around, unsigned depth) {
    if (depth > kMaxDepth) return planned;
    const Span place = from.span.valid() ? from.span : around;
    if (planned.is_symbol()) {
      const bool take = counterpart_ == Counterpart::Same && !planned.symbol->secure;
      return placed(take ? imported(from, 0) : planned, from, around);
    }
    if (planned.is_object()) {
      std::vector<Member> members(planned.object_members().begin(), planned.object_members().end());
      for (Member& member : members) {
        const Member* other = from.is_object() ? find_member(from, member.key, KeyCase::Sensitive) : nullptr;
        if (other) {
          member.value = merged(member.value, other->value, other->span, depth + 1);
          member.span = other->span;
        } else {
          // In what is not known before deployment it may stand; elsewhere nobody wrote it.
          member.value = from.is_symbol() ? merged(member.value, from, place, depth + 1) : computed(member.value, depth + 1);
          member.span = from.is_symbol() ? place : Span{};
        }
      }
      return placed(Value::object(arena_.copy(members)), from, around);
    }
    if (planned.is_array()) {
      std::vector<Value> items(planned.array_items().begin(), planned.array_items().end());
      for (size_t i = 0; i < items.size(); ++i) {
        const Value* other = item_like(items[i], i, from);
        items[i] = merged(items[i], other ? *other : from, place, depth + 1);
      }
      return placed(Value::array(arena_.copy(items)), from, around);
    }
    return placed(planned, from, around);
  }

  /// Sets stand in a plan in an order of their own: the item of that name, or that equals it; else by its place.
  static const Value* item_like(const Value& planned, size_t place, const Value& from) {
    if (!from.is_array() || from.size > kMaxCompared) return nullptr;
    const Member* name = planned.is_object() ? find_member(planned, "name", KeyCase::Sensitive) : nullptr;
    for (const Value& each : from.array_items()) {
      const Member* other = name && each.is_object() ? find_member(each, "name", KeyCase::Sensitive) : nullptr;
      if (name ? other && equal(other->value, name->value) : equal(each, planned)) return &each;
    }
    return place < from.size ? &from.items[place] : nullptr;
  }

  /// What the provider fills in.
  Value computed(Value value, unsigned depth) {
    if (depth > kMaxDepth) return value;
    if (value.is_object()) {
      std::vector<Member> members(value.object_members().begin(), value.object_members().end());
      for (Member& member : members) {
        member.value = computed(member.value, depth + 1);
        member.span = {};
      }
      value = Value::object(arena_.copy(members));
    } else if (value.is_array()) {
      std::vector<Value> items(value.array_items().begin(), value.array_items().end());
      for (Value& item : items) item = computed(item, depth + 1);
      value = Value::array(arena_.copy(items));
    }
    value.via = nullptr;
    return value.at({}, OriginKind::ProviderDefault);
  }

  const OriginStep* steps_of(const OriginStep* from, unsigned count) {
    if (!from || count >= kMaxSteps) return nullptr;
    const OriginStep*& made = steps_[from];
    if (!made) made = arena_.make<OriginStep>(from->kind, from->span, steps_of(from->next, count + 1));
    return made;
  }

  /// The value with the terms of the plan's table.
  Value imported(const Value& from, unsigned depth) {
    Value out = from;
    out.via = nullptr;
    if (depth > kMaxDepth) return Value::null();
    if (from.is_string()) {
      out.chars = arena_.copy(from.str()).data();
    } else if (from.is_array()) {
      std::vector<Value> items;
      for (const Value& item : from.array_items()) items.push_back(imported(item, depth + 1));
      out.items = arena_.copy(items).data();
    } else if (from.is_object()) {
      std::vector<Member> members(from.object_members().begin(), from.object_members().end());
      for (Member& member : members) {
        member.key = arena_.copy(member.key);
        member.value = imported(member.value, depth + 1);
        if (!member.symbolic_key) continue;
        const Value key = term(*member.symbolic_key, depth + 1);
        member.symbolic_key = key.is_symbol() ? key.symbol : nullptr;
        if (key.is_string()) member.key = key.str();
      }
      out.members = arena_.copy(members).data();
    } else if (from.is_symbol()) {
      out = term(*from.symbol, depth).at(from.span, from.because);
    }
    if (depth == 0 || from.via) out.via = steps_of(from.via, 0);
    return out;
  }

  Value term(const Symbol& from, unsigned depth) {
    const auto known = terms_.find(&from);
    if (known != terms_.end()) return known->second;
    std::vector<Value> args, domain;
    for (const Value& each : from.args) args.push_back(imported(each, depth + 1));
    for (const Value& each : from.domain) domain.push_back(imported(each, depth + 1));
    SymbolFacts facts{from.type, from.reason, from.secure, from.no_slash, arena_.copy(domain)};
    const Value made = symbols_.make(arena_.copy(from.name), args, facts);
    terms_.emplace(&from, made);
    return made;
  }

  Deployment& plan_;
  Arena& arena_;
  SymbolTable& symbols_;
  Counterpart counterpart_ = Counterpart::Same;
  std::unordered_map<std::string_view, const ResourceInstance*> by_address_;
  std::unordered_map<std::string, const ResourceInstance*> by_declaration_;
  std::unordered_map<const ModuleInstance*, ModuleInstance*> modules_;
  std::unordered_map<const OriginStep*, const OriginStep*> steps_;
  std::unordered_map<const Symbol*, Value> terms_;
};

}  // namespace

void take_from_source(Deployment& plan, const Deployment& source) { Taking(plan, source).run(); }

}  // namespace ringfence
