#include <algorithm>
#include <vector>

#include "analyzer/eval/evaluate.h"

// Leaving the evaluator: handles become terms or collections, an error becomes one diagnostic and a
// term, null members go (a property that is null is absent).

namespace ringfence {
namespace {

// A body that is larger than this (values are shared, so it may be small in memory) is no template of a human.
constexpr uint32_t kMaxNodes = 200'000;
constexpr uint32_t kMaxNesting = 150;

/// Counts nodes until there are too many; false then, or when they are nested too deep.
bool count_nodes(const Value& value, uint32_t level, uint32_t& nodes) {
  if (++nodes > kMaxNodes || level > kMaxNesting) return false;
  if (value.is_array()) {
    for (const Value& item : value.array_items()) {
      if (!count_nodes(item, level + 1, nodes)) return false;
    }
  } else if (value.is_object()) {
    for (const Member& member : value.object_members()) {
      if (!count_nodes(member.value, level + 1, nodes)) return false;
    }
  }
  return true;
}

bool same_content(const Value& a, const Value& b) { return a.kind == b.kind && a.size == b.size && a.integer == b.integer; }

}  // namespace

std::optional<uint32_t> Evaluator::weigh(const Value& value, Span span, uint32_t others) {
  uint32_t nodes = others;
  if (!value.is_array() && !value.is_object()) return nodes + 1;
  if (!count_nodes(value, 0, nodes) || !spend((nodes - others) / 8, span)) return {};
  return nodes;
}

Value Evaluator::finish(const Value& value, Span fallback, bool diagnose) {
  finish_nodes_ = 0;
  fallback_ = fallback;
  return finish_value(value, diagnose);
}

Value Evaluator::finish_value(const Value& value, bool diagnose) {
  if (++finish_nodes_ > kMaxNodes) return limit("a value is too large", fallback_);
  switch (value.kind) {
    case ValueKind::Symbol: return value.symbol->internal ? finish_symbol(value, diagnose) : value;
    case ValueKind::Array: {
      std::vector<Value> items;  // empty until the first item that changes
      for (uint32_t i = 0; i < value.size; ++i) {
        const Value done = finish_value(value.items[i], diagnose);
        if (items.empty() && !same_content(done, value.items[i])) items.assign(value.items, value.items + value.size);
        if (!items.empty()) items[i] = done;
      }
      if (items.empty()) return value;
      Value out = value;
      out.items = arena.copy(items).data();
      return out;
    }
    case ValueKind::Object: {
      std::vector<Member> members;
      members.reserve(value.size);
      bool changed = false;
      for (const Member& member : value.object_members()) {
        if (member.key.starts_with('@') && member.key == "@computed") {  // access.cpp
          changed = true;
          continue;
        }
        Member done = member;
        done.value = finish_value(member.value, diagnose);
        if (member.symbolic_key && member.symbolic_key->internal) {
          const Value key = finish_symbol(Value::of(member.symbolic_key), diagnose);
          done.symbolic_key = key.is_symbol() ? key.symbol : nullptr;
          if (key.is_string()) done.key = key.str();
        }
        changed |= !same_content(done.value, member.value) || done.symbolic_key != member.symbolic_key;
        if (done.value.is_null()) {
          changed = true;
        } else {
          members.push_back(done);
        }
      }
      if (!changed) return value;
      Value out = Value::object(arena.copy(members));
      out.span = value.span;
      out.because = value.because;
      out.via = value.via;
      return out;
    }
    default: return value;
  }
}

Value Evaluator::finish_symbol(const Value& value, bool diagnose) {
  const Symbol& symbol = *value.symbol;
  const auto keep_place = [&](Value out) {
    if (!out.span.valid()) out.span = value.span;
    out.via = value.via;
    return out;
  };
  if (symbol.name == "@error") {
    const Span place = value.span.valid() ? value.span : fallback_;
    const std::string_view message = symbol.args[0].str();
    if (diagnose && reported_.emplace(place.file, place.begin, &symbol).second) {
      diagnostics.warning("evaluation-error", std::string(message), place);
    }
    SymbolFacts facts;
    facts.reason = SymbolReason::Limit;
    return keep_place(term("error", {symbol.args[0]}, facts));
  }
  if (const Handle* handle = handle_of(value)) return keep_place(finish_handle(*handle, diagnose));
  if (depth_ >= limits.depth) return keep_place(limit("nested too deep", fallback_));
  ++depth_;
  std::vector<Value> args;
  for (const Value& arg : symbol.args) args.push_back(finish_value(arg, diagnose));
  --depth_;
  SymbolFacts facts;
  facts.type = symbol.type;
  facts.reason = symbol.reason;
  facts.secure = symbol.secure;
  facts.no_slash = symbol.no_slash;
  facts.domain = symbol.domain;
  return keep_place(symbols.make(symbol.name, args, facts));
}

Value Evaluator::finish_handle(const Handle& handle, bool diagnose) {
  const auto all = [&](const auto& set, const Loop* loop) {
    std::vector<Value> items;
    for (auto* item : set.items) items.push_back(finish_handle(*handle_of(item->handle), diagnose));
    if (loop && set.plan.kind == LoopPlan::Kind::Unknown && !items.empty()) return term("map", {set.plan.collection, items[0]});
    const Value found = Value::array(arena.copy(items));
    if (set.plan.condition.is_null() || set.module->dialect == Dialect::Terraform) return found;
    return term("if", {set.plan.condition, found, Value::array({})});
  };
  switch (handle.kind) {
    case HandleKind::Resource: {
      ResourceEnv& env = *static_cast<ResourceEnv*>(handle.target);
      if (env.set->module->dialect == Dialect::Terraform) return resource_attribute(env, "@computed");
      return term("attr", {resource_id(env)});
    }
    case HandleKind::ResourceSet: {
      ResourceSet& set = *static_cast<ResourceSet*>(handle.target);
      plan(set);
      return all(set, set.declaration->loop);
    }
    case HandleKind::ModuleSet: {
      ModuleSet& set = *static_cast<ModuleSet*>(handle.target);
      plan(set);
      return all(set, set.call->loop);
    }
    case HandleKind::Module:
    case HandleKind::Outputs:
    case HandleKind::PlainOutputs: {
      ModuleEnv& env = *static_cast<ModuleEnv*>(handle.target);
      ModuleScope* scope = enter(env);
      if (!scope || depth_ >= limits.depth) return term("attr", {module_id(env)});
      ++depth_;
      std::vector<Member> members;
      for (const Output& output : scope->declarations->outputs) {
        Member member;
        member.key = output.name;
        member.span = output.span;
        member.value = finish_value(module_output(env, output.name, output.span), diagnose);
        if (!member.value.is_null()) members.push_back(member);
      }
      --depth_;
      return Value::object(arena.copy(members));
    }
    case HandleKind::Import: break;
  }
  return term("import", {}, {SymbolType::Any, SymbolReason::Module, false, false, {}});
}

}  // namespace ringfence
