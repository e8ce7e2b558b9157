#include "analyzer/eval/evaluate.h"

#include "analyzer/eval/big_number.h"

#include <fmt/format.h>

#include <algorithm>

#include "analyzer/eval/functions_arm.h"

namespace ringfence {

const Traits& traits_of(Dialect dialect) {
  static const Traits kArm{Dialect::Arm, KeyCase::Insensitive, true, false, "True", "False"};
  static const Traits kBicep{Dialect::Bicep, KeyCase::Insensitive, true, false, "True", "False"};
  static const Traits kTerraform{Dialect::Terraform, KeyCase::Sensitive, false, true, "true", "false"};
  switch (dialect) {
    case Dialect::Arm: return kArm;
    case Dialect::Bicep: return kBicep;
    case Dialect::Terraform: break;
  }
  return kTerraform;
}

Evaluator::Evaluator(Deployment& result, const RootInput& input, Project& world, const Limits& bounds)
    : deployment(result), root(input), project(world), limits(bounds), arena(*result.arena), symbols(*result.symbols),
      diagnostics(result.diagnostics) {}

// ---- errors and limits --------------------------------------------------------------------------------

Value Evaluator::error(std::string message, Span span) {
  SymbolFacts facts;
  facts.reason = SymbolReason::Limit;
  return term("@error", {text(message)}, facts).at(span);
}

Value Evaluator::limit(std::string_view what, Span span) {
  // When the work is used up everything else stops as well, so that is said once; what is too large, at each place.
  constexpr size_t kMaxTold = 16;
  const bool all_over = what == kTooMuchWork;
  const auto place = all_over ? std::pair<FileId, uint32_t>{kNoFile, 0} : std::pair{span.file, span.begin};
  if (limits_told_.size() < kMaxTold && limits_told_.insert(place).second) {
    diagnostics.warning("limit", fmt::format("evaluation stopped here: {}{}", what, all_over ? ", the rest of this deployment stays open" : ""), span);
  }
  SymbolFacts facts;
  facts.reason = SymbolReason::Limit;
  return term("limit", {}, facts).at(span);
}

bool Evaluator::spend(uint64_t steps, Span span) {
  steps_ += steps;
  if (steps_ <= limits.steps && arena.bytes_used() <= limits.arena) return true;
  limit(kTooMuchWork, span);
  return false;
}

Value Evaluator::cycle(std::string_view what, std::string_view name, Span span) {
  std::string message = fmt::format("{} '{}' depends on itself", what, name);
  diagnostics.error("cycle", message, span);
  return error(std::move(message), span);
}

void Evaluator::unsupported(std::string_view function, Span span) {
  if (!unsupported_.emplace(function).second) return;
  deployment.unsupported.emplace_back(function);
  diagnostics.warning("unsupported-function", fmt::format("function '{}' is not known, its value stays open", function), span);
}

Value Evaluator::via(Value value, OriginKind how, Span span) {
  value.via = arena.make<OriginStep>(OriginStep{how, span, value.via});
  return value;
}

// ---- handles ---------------------------------------------------------------------------------------------

Value Evaluator::make_handle(HandleKind kind, void* target) {
  handles.push_back({kind, target});
  return term("@handle", {Value::of(static_cast<int64_t>(handles.size() - 1))});
}

const Handle* Evaluator::handle_of(const Value& value) const {
  if (!value.is_symbol() || value.symbol->name != "@handle") return nullptr;
  return &handles[static_cast<size_t>(value.symbol->args[0].integer)];
}

// ---- evaluation ------------------------------------------------------------------------------------------

Value Evaluator::evaluate(const Expr* expr, const Scope& scope) {
  if (!expr) return Value::null();
  if (depth_ >= limits.depth) return limit("nested too deep", expr->span);
  if (!spend(1, expr->span)) return limit(kTooMuchWork, expr->span);
  ++depth_;
  Value value = dispatch(*expr, scope);
  --depth_;
  const bool cut_off = value.is_symbol() && value.symbol->reason == SymbolReason::Limit && value.symbol->name == "limit" && !value.symbol->args.empty();
  // The table of terms did that; it knows no places. What is made of a limit may grow again: that is not told.
  if (cut_off && limits_told_.empty()) limit("what this depends on is too much to follow", expr->span);
  return value;
}

namespace {

/// The expression that another one is applied to: the object of a member, the left side of an operator. Generators write
/// thousands of these in a row, so they are walked, not entered.
const Expr* inner_of(const Expr& expr) {
  if (const auto* member = as<MemberExpr>(&expr)) return member->object;
  if (const auto* index = as<IndexExpr>(&expr)) return index->object;
  if (const auto* binary = as<BinaryExpr>(&expr)) return binary->left;
  return nullptr;
}

/// Bicep: `a.?b.c` is tryGet(a, 'b', 'c'): a safe access makes the rest of its chain safe.
bool in_safe_chain(const Expr* object) {
  for (;;) {
    if (const auto* member = as<MemberExpr>(object)) {
      if (member->safe) return true;
      object = member->object;
    } else if (const auto* index = as<IndexExpr>(object)) {
      if (index->safe) return true;
      object = index->object;
    } else {
      return false;
    }
  }
}

}  // namespace

/// Bicep: `all[i].type` and `.apiVersion` are the same whichever resource of the loop is meant, also one that it does
/// not have (the compiler writes them as literals). Null for anything else.
Value Evaluator::common_attribute(const Value& from, const Expr& next) {
  const Handle* handle = handle_of(from);
  const auto* access = as<MemberExpr>(&next);
  if (!handle || handle->kind != HandleKind::ResourceSet || !access || access->nested) return Value::null();
  const ResourceSet& set = *static_cast<ResourceSet*>(handle->target);
  if (set.module->dialect != Dialect::Bicep) return Value::null();
  if (access->name == "type") return Value::text(set.declaration->type);
  if (access->name == "apiVersion") return Value::text(set.declaration->api_version);
  return Value::null();
}

Value Evaluator::chain(const Expr& expr, const Scope& scope) {
  constexpr size_t kLinks = 64;  // of longer chains the rest is entered
  const Expr* links[kLinks];
  size_t count = 0;
  const Expr* at = &expr;
  for (; count < kLinks && inner_of(*at); at = inner_of(*at)) links[count++] = at;
  bool safe = in_safe_chain(at);
  Value value = evaluate(at, scope);
  for (size_t i = count; i-- > 0;) {
    const Expr& link = *links[i];
    if (!spend(1, link.span)) return limit(kTooMuchWork, link.span);
    const Value from = value;
    if (const auto* operation = as<BinaryExpr>(&link)) {
      value = binary(*operation, from, link.span, scope);
      safe = false;
      continue;
    }
    if (const auto* access = as<MemberExpr>(&link)) {
      safe |= access->safe;
      value = member(from, access->name, safe, access->nested, link.span, scope);
    } else {
      const auto* item = as<IndexExpr>(&link);
      const Value key = evaluate(item->index, scope);
      safe |= item->safe;
      const Value same_for_all = i > 0 ? common_attribute(from, *links[i - 1]) : Value::null();
      if (!same_for_all.is_null()) {
        value = same_for_all.at(links[--i]->span);
        continue;
      }
      value = index(from, key, safe, item->from_end, link.span, scope);
    }
    const bool computed = is_error(value) && !is_error(from) && scope.module->dialect == Dialect::Terraform;
    if (computed) value = computed_attribute(link, scope);
  }
  return value;
}

/// Terraform keeps the digits that are written.
Value Evaluator::number_of(const DoubleLiteral& literal, const Scope& scope) {
  if (!traits_of(scope.module->dialect).converts) return Value::of(literal.value);
  const auto number = BigNumber::parse(literal.text);
  return number ? value_of(*number, arena) : error("this number is too large", {});
}

Value Evaluator::dispatch(const Expr& expr, const Scope& scope) {
  const auto literal = [&](Value value) { return value.at(expr.span, scope.because); };
  if (const auto* text = std::get_if<StringLiteral>(&expr.node)) return literal(Value::text(text->text));
  if (const auto* reference = std::get_if<Reference>(&expr.node)) return name(*reference, expr.span, scope);
  if (const auto* made = std::get_if<ObjectExpr>(&expr.node)) return object(*made, expr.span, scope);
  if (const auto* made = std::get_if<ArrayExpr>(&expr.node)) return array(*made, expr.span, scope);
  if (inner_of(expr)) return chain(expr, scope);
  if (const auto* made = std::get_if<CallExpr>(&expr.node)) return call(*made, expr.span, scope);
  if (const auto* made = std::get_if<Interpolation>(&expr.node)) return interpolation(*made, expr.span, scope);
  if (const auto* boolean = std::get_if<BoolLiteral>(&expr.node)) return literal(Value::of(boolean->value));
  if (const auto* integer = std::get_if<IntLiteral>(&expr.node)) return literal(Value::of(integer->value));
  if (std::get_if<NullLiteral>(&expr.node)) return literal(Value::null());
  if (const auto* made = std::get_if<ConditionalExpr>(&expr.node)) return conditional(*made, expr.span, scope);
  if (const auto* made = std::get_if<ForExpr>(&expr.node)) return comprehension(*made, expr.span, scope);
  if (const auto* made = std::get_if<UnaryExpr>(&expr.node)) return unary(*made, expr.span, scope);
  if (const auto* number = std::get_if<DoubleLiteral>(&expr.node)) return literal(number_of(*number, scope));
  return error("a lambda can only stand as an argument", expr.span);
}

namespace {

/// Is it written out here? Then what it holds was weighed when it was made.
bool is_literal(const Expr* expr) {
  return as<StringLiteral>(expr) || as<ObjectExpr>(expr) || as<ArrayExpr>(expr) || as<BoolLiteral>(expr) || as<IntLiteral>(expr);
}

/// Members under construction: a key that stands twice keeps its first place and its last value. Keys that
/// differ in case alone are two members, to the deployment engine too; only look-ups ignore case.
class MemberList {
 public:
  void put(const Member& member) {
    // Written objects are short; a large computed one has unique keys already, so only its tail is searched.
    constexpr size_t kSearched = 512;
    const size_t from = members_.size() > kSearched ? members_.size() - kSearched : 0;
    for (size_t i = from; i < members_.size(); ++i) {
      if (!same_key(members_[i], member)) continue;
      members_[i] = member;
      return;
    }
    members_.push_back(member);
  }
  bool empty() const { return members_.empty(); }
  Value take(Arena& arena) {
    Value out = Value::object(arena.copy(members_));
    members_.clear();
    return out;
  }

 private:
  bool same_key(const Member& a, const Member& b) const {
    if (a.symbolic_key || b.symbolic_key) return a.symbolic_key == b.symbolic_key;
    return a.key == b.key;
  }
  std::vector<Member> members_;
};

}  // namespace

Value Evaluator::object(const ObjectExpr& object, Span span, const Scope& scope) {
  const Traits& traits = traits_of(scope.module->dialect);
  MemberList members;
  std::vector<Value> merged;  // pieces around a spread that is not known
  for (const ObjectItem& item : object.items) {
    if (!item.key) {
      const Value spread = evaluate(item.value, scope);
      if (is_error(spread)) return spread;
      if (!weigh(spread, item.span)) return limit("a value is too large", item.span);
      if (spread.is_object()) {
        for (const Member& member : spread.object_members()) members.put(member);
      } else if (spread.is_symbol()) {
        merged.push_back(members.take(arena));
        merged.push_back(spread);
      } else if (!spread.is_null()) {
        return error("only an object can be spread into an object", item.span);
      }
      continue;
    }
    Member member;
    member.span = item.span;
    if (const auto* literal = as<StringLiteral>(item.key)) {
      member.key = literal->text;
    } else {
      const Value key = to_text(evaluate(item.key, scope), traits);
      if (is_error(key)) return key;
      if (key.is_symbol()) {
        member.symbolic_key = key.symbol;
      } else if (key.is_string()) {
        member.key = key.str();
      } else {
        return error("the key of an object must be a string", item.span);
      }
    }
    member.value = evaluate(item.value, scope);
    if (!is_literal(item.value) && !weigh(member.value, item.span)) member.value = limit("a value is too large", item.span);
    members.put(member);
  }
  Value out = members.take(arena);
  if (!merged.empty()) {
    merged.push_back(out);
    SymbolFacts facts;
    facts.type = SymbolType::Object;
    out = symbols.make("shallowmerge", merged, facts);
  }
  return out.at(span, scope.because);
}

Value Evaluator::array(const ArrayExpr& array, Span span, const Scope& scope) {
  std::vector<Value> items;
  std::vector<Value> pieces;
  items.reserve(array.items.size());
  for (const ArrayItem& item : array.items) {
    Value value = item.spread ? open_set(evaluate(item.value, scope)) : evaluate(item.value, scope);
    if (!is_literal(item.value) && !weigh(value, item.value->span)) value = limit("a value is too large", item.value->span);
    if (!item.spread) {
      items.push_back(value);
    } else if (is_error(value)) {
      return value;
    } else if (value.is_array()) {
      items.insert(items.end(), value.array_items().begin(), value.array_items().end());
    } else if (value.is_symbol()) {
      pieces.push_back(Value::array(arena.copy(items)));
      pieces.push_back(value);
      items.clear();
    } else if (!value.is_null()) {
      return error("only an array can be spread into an array", item.value->span);
    }
  }
  Value out = Value::array(arena.copy(items));
  if (!pieces.empty()) {
    pieces.push_back(out);
    out = term("flatten", {Value::array(arena.copy(pieces))});
  }
  return out.at(span, scope.because);
}

Value Evaluator::to_text(const Value& value, const Traits& traits) {
  switch (value.kind) {
    case ValueKind::Bool: return Value::text(value.boolean ? traits.true_text : traits.false_text);
    case ValueKind::Int:
    case ValueKind::Double: return Value::text(number_text(value, arena));
    default: return value;
  }
}

namespace {

/// Bytes of the literals in a text, also of one that has holes.
uint64_t literal_length(const Value& text, Arena& arena) {
  uint64_t length = 0;
  for (const Value& part : string_parts(text, arena)) length += part.is_string() ? part.size : 0;
  return length;
}

}  // namespace

Value Evaluator::interpolation(const Interpolation& text, Span span, const Scope& scope) {
  const Traits& traits = traits_of(scope.module->dialect);
  std::vector<Value> parts;
  parts.reserve(text.parts.size());
  uint64_t length = 0;
  for (const Expr* part : text.parts) {
    Value value = to_text(evaluate(part, scope), traits);
    if (is_error(value)) return value;
    if (has_internal(value)) value = finish(value, part->span);
    if (value.is_array() || value.is_object()) {
      if (traits.converts) return error("an object or a list cannot stand in a string", part->span);
      value = has_symbol(value) ? term("string", {value}, {SymbolType::String, {}, {}, {}, {}})
                                : this->text(arm::to_text(value, '\''));
    }
    if (value.is_null() && traits.converts) return error("null cannot stand in a string", part->span);
    length += literal_length(value, arena);
    if (length > limits.text) return limit("a string is too long", span);
    parts.push_back(value);
  }
  return symbols.concat(parts).at(span, scope.because);
}

}  // namespace ringfence
