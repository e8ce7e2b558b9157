// ConditionEvaluator's part for values that are not known: which values they can have, what they are put together
// from, and what follows from an assumption.

#include <algorithm>
#include <optional>

#include "analyzer/policy/evaluator.h"

namespace ringfence {
namespace {

constexpr size_t kMaxAlternatives = 32;

bool is_term(const Symbol& symbol, std::string_view name, size_t args) { return symbol.name == name && symbol.args.size() == args; }

Tri boolean(const Value& value) { return value.is_bool() ? tri(value.boolean) : Tri::Unknown; }

/// `other` of equals(symbol, other) when that is a known scalar.
struct Equality {
  const Symbol* symbol = nullptr;
  Value literal;
};

std::optional<Equality> equality_of(const Symbol& symbol) {
  if (!is_term(symbol, "equals", 2)) return std::nullopt;
  for (size_t i = 0; i < 2; ++i) {
    const Value& a = symbol.args[i];
    const Value& b = symbol.args[1 - i];
    if (a.is_symbol() && !b.is_symbol() && !b.is_array() && !b.is_object()) return Equality{a.symbol, b};
  }
  return std::nullopt;
}

}  // namespace

void ConditionEvaluator::assume(const Symbol* symbol, const Value& value) {
  assumed_.push_back({symbol, value});
  Tri truth = boolean(value);
  if (is_term(*symbol, "not", 1) && truth != Tri::Unknown && symbol->args[0].is_symbol()) {
    assume(symbol->args[0].symbol, Value::of(truth == Tri::False));
  }
  bool all = (symbol->name == "and" && truth == Tri::True) || (symbol->name == "or" && truth == Tri::False);
  for (const Value& arg : symbol->args) {
    if (all && arg.is_symbol()) assume(arg.symbol, value);
  }
  if (auto equal = equality_of(*symbol); equal && truth == Tri::True) assume(equal->symbol, equal->literal);
}

const Value* ConditionEvaluator::assumed(const Symbol* symbol) const {
  for (const auto& [each, value] : assumed_) {
    if (each == symbol) return &value;
  }
  return nullptr;
}

Tri ConditionEvaluator::condition_truth(const Value& condition) {
  if (!condition.is_symbol()) return boolean(condition);
  const Symbol& symbol = *condition.symbol;
  if (const Value* known = assumed(&symbol)) return boolean(*known);
  if (!spend() || depth_ > 100) return Tri::Unknown;
  ++depth_;
  Tri out = Tri::Unknown;
  if (is_term(symbol, "not", 1)) {
    out = !condition_truth(symbol.args[0]);
  } else if (symbol.name == "and") {
    out = Tri::True;
    for (const Value& arg : symbol.args) out = out && condition_truth(arg);
  } else if (symbol.name == "or") {
    out = Tri::False;
    for (const Value& arg : symbol.args) out = out || condition_truth(arg);
  } else if (auto equality = equality_of(symbol)) {
    const Value* known = assumed(equality->symbol);
    if (known && !known->is_symbol()) out = tri(equal(*known, equality->literal));
  }
  --depth_;
  return out;
}

void ConditionEvaluator::note_split(const Symbol* symbol, std::span<const Value> options) {
  for (const Split& each : splits_) {
    if (each.symbol == symbol) return;
  }
  splits_.push_back({symbol, {options.begin(), options.end()}});
}

/// The parts of a condition that can be true or false by themselves.
void ConditionEvaluator::note_split(const Value& condition) {
  if (!condition.is_symbol() || !spend() || condition_truth(condition) != Tri::Unknown) return;
  const Symbol& symbol = *condition.symbol;
  if (is_term(symbol, "not", 1) || symbol.name == "and" || symbol.name == "or") {
    for (const Value& arg : symbol.args) note_split(arg);
    return;
  }
  if (auto equality = equality_of(symbol); equality && !equality->symbol->domain.empty()) {
    return note_split(equality->symbol, equality->symbol->domain);
  }
  const Value both[] = {Value::of(true), Value::of(false)};
  note_split(&symbol, both);
}

std::vector<Value> ConditionEvaluator::alternatives(const Symbol& symbol) {
  if (const Value* known = assumed(&symbol)) return {*known};
  if (is_term(symbol, "if", 3)) {
    Tri truth = condition_truth(symbol.args[0]);
    if (truth != Tri::Unknown) return {truth == Tri::True ? symbol.args[1] : symbol.args[2]};
    note_split(symbol.args[0]);
    return {symbol.args[1], symbol.args[2]};
  }
  if (!symbol.domain.empty() && symbol.domain.size() <= kMaxAlternatives) {
    note_split(&symbol, symbol.domain);
    return {symbol.domain.begin(), symbol.domain.end()};
  }
  if (symbol.name == "get" && symbol.args.size() >= 2) return alternatives_of_get(symbol);
  return {};
}

/// get(known object, unknown key, ...): one of its members, or the one that an assumption names.
std::vector<Value> ConditionEvaluator::alternatives_of_get(const Symbol& symbol) {
  std::vector<Value> values{symbol.args[0]};
  for (const Value& key : symbol.args.subspan(1)) {
    std::vector<Value> next;
    const Value* given = key.is_symbol() ? assumed(key.symbol) : &key;
    for (const Value& value : values) {
      if (!value.is_object() && !value.is_array()) return {};
      if (given && given->is_string() && value.is_object()) {
        const Member* member = find_member(value, given->str(), KeyCase::Insensitive);
        next.push_back(member ? member->value : Value::null());
      } else if (given && given->is_int() && value.is_array()) {
        bool inside = given->integer >= 0 && given->integer < static_cast<int64_t>(value.size);
        next.push_back(inside ? value.items[given->integer] : Value::null());
      } else if (!given) {
        if (!key.symbol->domain.empty()) note_split(key.symbol, key.symbol->domain);
        for (const Member& member : value.is_object() ? value.object_members() : std::span<const Member>()) next.push_back(member.value);
        for (const Value& item : value.is_array() ? value.array_items() : std::span<const Value>()) next.push_back(item);
      } else {
        return {};
      }
      if (next.size() > kMaxAlternatives) return {};
    }
    values = std::move(next);
  }
  return values;
}

std::vector<ConditionEvaluator::Piece> ConditionEvaluator::pieces(const Symbol& symbol) {
  std::vector<Piece> out;
  if (is_term(symbol, "map", 2)) {
    // A loop over what is not known: any number of elements like this one.
    out.push_back({symbol.args[1], false, true, true});
  } else if (is_term(symbol, "for", 2) && symbol.args[0].is_array()) {
    for (const Value& item : symbol.args[0].array_items()) out.push_back({item, false, true, false});
  } else if (is_term(symbol, "flatten", 1) && symbol.args[0].is_array()) {
    for (const Value& part : symbol.args[0].array_items()) out.push_back({part, true, false, false});
  } else if (symbol.type == SymbolType::Array && (symbol.name == "concat" || symbol.name == "union")) {
    for (const Value& part : symbol.args) out.push_back({part, true, false, false});
  }
  return out;
}

std::optional<Value> ConditionEvaluator::merged_member(const Symbol& symbol, std::string_view name) {
  if (symbol.name != "shallowmerge") return std::nullopt;
  for (size_t i = symbol.args.size(); i-- > 0;) {
    const Value& part = symbol.args[i];
    if (part.is_null()) continue;
    if (!part.is_object()) return std::nullopt;
    if (const Member* member = find_member(part, name, KeyCase::Insensitive)) return member->value;
    for (const Member& each : part.object_members()) {
      if (each.symbolic_key) return std::nullopt;
    }
  }
  return Value::null();
}

// ---- scopes ------------------------------------------------------------------------------------------------------

namespace {

/// Segments of an id; "\x01" stands for a hole.
std::optional<ScopeLevel> level_of_segments(std::string_view text) {
  if (text == "/") return ScopeLevel::Tenant;
  auto next = [&text] {
    size_t slash = std::min(text.find('/'), text.size());
    std::string_view segment = text.substr(0, slash);
    text.remove_prefix(std::min(slash + 1, text.size()));
    return segment;
  };
  if (text.starts_with('/')) text.remove_prefix(1);
  std::optional<ScopeLevel> level;
  bool first = true;
  while (!text.empty()) {
    std::string_view type = next();
    if (equal_ignore_case(type, "providers")) {
      bool group = first && equal_ignore_case(next(), "Microsoft.Management") && equal_ignore_case(next(), "managementGroups");
      if (!group) return ScopeLevel::Resource;
      next();
      level = ScopeLevel::ManagementGroup;
    } else if (equal_ignore_case(type, "subscriptions")) {
      next();
      level = ScopeLevel::Subscription;
    } else if (equal_ignore_case(type, "resourceGroups")) {
      next();
      level = ScopeLevel::ResourceGroup;
    } else if (first && type == "\x01") {
      level = std::nullopt;   // an id of some level, to which what follows is added
    } else {
      return std::nullopt;
    }
    first = false;
  }
  return level;
}

/// "data.azurerm_subscription.x" and the like, when it could not be turned into an ARM id.
std::optional<ScopeLevel> level_of_terraform(std::string_view address) {
  if (address.find("azurerm_subscription.") != std::string_view::npos) return ScopeLevel::Subscription;
  if (address.find("azurerm_management_group.") != std::string_view::npos) return ScopeLevel::ManagementGroup;
  if (address.find("azurerm_resource_group.") != std::string_view::npos) return ScopeLevel::ResourceGroup;
  return std::nullopt;
}

}  // namespace

std::optional<ScopeLevel> level_of_scope(const Value& scope) {
  if (scope.is_string()) return level_of_segments(scope.str());
  if (!scope.is_symbol()) return std::nullopt;
  const Symbol& symbol = *scope.symbol;
  if (symbol.name == "attr" && !symbol.args.empty() && symbol.args[0].is_string()) return level_of_terraform(symbol.args[0].str());
  if (symbol.name != "concat") return std::nullopt;
  std::string text;
  for (const Value& part : symbol.args) {
    if (part.is_string()) text += part.str();
    else text += '\x01';
  }
  return level_of_segments(text);
}

std::optional<ScopeLevel> level_of(const ResourceNode& node) {
  if (!node.scope.is_null()) return level_of_scope(node.scope);
  if (node.parent != kNoNodeId) return ScopeLevel::Resource;
  std::string_view kind = node.instance && node.instance->module ? node.instance->module->scope_kind : std::string_view();
  for (size_t i = 0; i < std::size(kScopeLevels); ++i) {
    if (kScopeLevels[i] == kind) return static_cast<ScopeLevel>(i);
  }
  return std::nullopt;
}

Tri ConditionEvaluator::scope(const ScopeTest& test, const ResourceNode& node) {
  auto one = [&test](std::optional<ScopeLevel> level) {
    return level ? tri((test.levels >> static_cast<unsigned>(*level) & 1u) != 0) : Tri::Unknown;
  };
  if (node.scope.is_symbol()) {
    std::vector<Value> branches = alternatives(*node.scope.symbol);
    if (!branches.empty()) {
      Tri all = one(level_of_scope(branches[0]));
      for (const Value& branch : branches) {
        if (one(level_of_scope(branch)) != all) return Tri::Unknown;
      }
      return all;
    }
  }
  return one(level_of(node));
}

}  // namespace ringfence
