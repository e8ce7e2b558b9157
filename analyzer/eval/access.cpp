#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "analyzer/eval/evaluate.h"

namespace ringfence {
namespace {

bool has_symbolic_key(const Value& object) {
  const auto members = object.object_members();
  return std::any_of(members.begin(), members.end(), [](const Member& member) { return member.symbolic_key; });
}

/// Is it a place that a known loop of Azure's languages does not have?
bool is_outside(const Handle& handle, const Value& key, Dialect dialect) {
  if (!key.is_int() || dialect == Dialect::Terraform) return false;
  const auto outside = [&](const auto& set) {
    return set.plan.kind == LoopPlan::Kind::Known && (key.integer < 0 || key.integer >= static_cast<int64_t>(set.items.size()));
  };
  if (handle.kind == HandleKind::ResourceSet) return outside(*static_cast<ResourceSet*>(handle.target));
  return handle.kind == HandleKind::ModuleSet && outside(*static_cast<ModuleSet*>(handle.target));
}

/// Terraform: the key of what a block has that nobody wrote, as a term. Such a member is in no body and no loop.
constexpr std::string_view kComputed = "@computed";

/// The blocks of a resource may travel (outputs, locals, splats) before one of their computed attributes is asked for.
Value with_computed(Evaluator& evaluator, ResourceEnv& env, std::string_view attribute, const Value& value) {
  if (env.set->module->dialect != Dialect::Terraform || !value.is_array() || value.size == 0) return value;
  const auto items = value.array_items();
  if (!std::all_of(items.begin(), items.end(), [](const Value& item) { return item.is_object(); })) return value;
  const Value all = evaluator.symbols.get(evaluator.resource_attribute(env, kComputed), Value::text(attribute));
  std::vector<Value> blocks(items.begin(), items.end());
  for (size_t i = 0; i < blocks.size(); ++i) {
    std::vector<Member> members(blocks[i].object_members().begin(), blocks[i].object_members().end());
    Member computed;
    computed.key = kComputed;
    computed.value = evaluator.symbols.get(all, Value::of(static_cast<int64_t>(i)));
    members.push_back(computed);
    blocks[i].members = evaluator.arena.copy(members).data();
    blocks[i].size = static_cast<uint32_t>(members.size());
  }
  Value out = value;
  out.items = evaluator.arena.copy(blocks).data();
  return out;
}

}  // namespace

Value Evaluator::member(const Value& object, std::string_view name, bool safe, bool nested, Span span,
                        const Scope& scope) {
  if (is_error(object)) return object;
  if (const Handle* handle = handle_of(object)) {
    if (nested && handle->kind == HandleKind::Resource) {
      auto& env = *static_cast<ResourceEnv*>(handle->target);
      const auto& all = env.set->module->declarations->resources;
      for (size_t i = 0; i < all.size(); ++i) {
        if (all[i]->enclosing != env.set->declaration || all[i]->symbol != name) continue;
        ResourceSet& set = *resource_set(*env.set->module, i, &env);
        return all[i]->loop ? set.handle : instance_at(set, Value::null())->handle;
      }
      return error(fmt::format("no nested resource '{}'", name), span);
    }
    return safe ? safe_member(*handle, name, span, scope) : handle_member(*handle, name, span, scope);
  }
  switch (object.kind) {
    case ValueKind::Object:
      if (const Member* found = find_member(object, name, traits_of(scope.module->dialect).member_case)) return found->value;
      if (has_symbolic_key(object)) return term("get", {object, Value::text(name)}).at(span);
      if (const Member* computed = find_member(object, kComputed, KeyCase::Sensitive)) return symbols.get(computed->value, Value::text(name)).at(span);
      return safe ? Value::null().at(span) : error(fmt::format("there is no property '{}'", name), span);
    case ValueKind::Symbol: {
      const Symbol& symbol = *object.symbol;
      if (symbol.internal && symbol.name == "if") {
        const Value then = member(symbol.args[1], name, safe, nested, span, scope);
        return conditional(symbol.args[0], then, member(symbol.args[2], name, safe, nested, span, scope));
      }
      return symbols.get(object, Value::text(name)).at(span);
    }
    case ValueKind::Null:
      return safe ? Value::null().at(span) : error(fmt::format("null has no property '{}'", name), span);
    default: break;
  }
  return error(fmt::format("this value has no property '{}'", name), span);
}

Value Evaluator::index(const Value& object, const Value& key_value, bool safe, bool from_end, Span span,
                       const Scope& scope) {
  if (is_error(object)) return object;
  if (is_error(key_value)) return key_value;
  const Traits& traits = traits_of(scope.module->dialect);
  Value key = has_internal(key_value) ? finish(key_value, span) : key_value;
  if (const Handle* handle = handle_of(object)) {
    if (is_outside(*handle, key, traits.dialect)) return error(fmt::format("index {} is outside of the list", key.integer), span);
    if (handle->kind == HandleKind::ResourceSet) return instance_at(*static_cast<ResourceSet*>(handle->target), key)->handle;
    if (handle->kind == HandleKind::ModuleSet) return instance_at(*static_cast<ModuleSet*>(handle->target), key)->handle;
    if (key.is_string()) return handle_member(*handle, key.str(), span, scope);
    return error("this cannot be indexed", span);
  }
  if (object.is_object()) {
    key = to_text(key, traits);
    if (key.is_string()) return member(object, key.str(), safe, false, span, scope);
    return key.is_symbol() ? term("get", {object, key}).at(span) : error("the key of an object must be a string", span);
  }
  if (object.is_set()) return error("a set has no order and no index", span);
  if (object.is_array()) {
    if (key.is_symbol()) return term("get", {object, key}).at(span);
    const auto number = number_argument(key, traits);
    if (!number || !number->is_int()) return error("the index of a list must be a whole number", span);
    const int64_t place = from_end ? static_cast<int64_t>(object.size) - number->integer : number->integer;
    if (place >= 0 && place < static_cast<int64_t>(object.size)) return object.items[place];
    return safe ? Value::null().at(span) : error(fmt::format("index {} is outside of the list", number->integer), span);
  }
  if (object.is_symbol()) {
    const Symbol& symbol = *object.symbol;
    // A branch whose list ends before the place is not the one that is taken: `(c ? [a] : [])[0]` is a.
    if (symbol.name == "if" && (symbol.internal || key.is_int())) {
      const Value then = index(symbol.args[1], key, safe, from_end, span, scope);
      const Value out = conditional(symbol.args[0], then, index(symbol.args[2], key, safe, from_end, span, scope));
      return out.is_symbol() ? out.at(span) : out;
    }
    if (from_end) return term("indexfromend", {object, key}).at(span);
    return symbols.get(object, key).at(span);
  }
  if (object.is_null() && safe) return object;
  return error(object.is_null() ? "null cannot be indexed" : "this cannot be indexed", span);
}

/// `conditional.?outputs`: null where the resource or module is not deployed (the compiler writes if(c, ..., null())).
Value Evaluator::safe_member(const Handle& handle, std::string_view name, Span span, const Scope& scope) {
  Value condition = Value::of(true);
  if (handle.kind == HandleKind::Resource) {
    ResourceEnv& env = *static_cast<ResourceEnv*>(handle.target);
    if (env.condition.state != Slot::State::Busy) condition = resource_condition(env);
  } else if (handle.kind == HandleKind::Module) {
    ModuleEnv& env = *static_cast<ModuleEnv*>(handle.target);
    if (env.condition.state != Slot::State::Busy) condition = module_condition(env);
  } else if (handle.kind == HandleKind::Outputs) {
    const ModuleEnv& env = *static_cast<ModuleEnv*>(handle.target);
    if (env.scope && env.scope->index->find(DeclarationKind::Output, name) < 0) return Value::null().at(span);
  }
  if (condition.is_bool() && !condition.boolean) return Value::null().at(span);
  const Value value = handle_member(handle, name, span, scope);
  return condition.is_symbol() ? conditional(condition, value, Value::null()) : value;
}

Value Evaluator::handle_member(const Handle& handle, std::string_view name, Span span, const Scope& scope) {
  switch (handle.kind) {
    case HandleKind::Resource: {
      ResourceEnv& env = *static_cast<ResourceEnv*>(handle.target);
      const Value value = with_computed(*this, env, name, resource_attribute(env, name));
      return value.span.valid() ? via(value, OriginKind::Reference, span) : value.at(span);
    }
    case HandleKind::ResourceSet: {
      // Terraform: a map of instances by key. Azure: `sa.id` of a looped resource is an error of the author.
      ResourceSet& set = *static_cast<ResourceSet*>(handle.target);
      return instance_at(set, Value::text(name))->handle;
    }
    case HandleKind::ModuleSet: return instance_at(*static_cast<ModuleSet*>(handle.target), Value::text(name))->handle;
    case HandleKind::Module: {
      ModuleEnv& env = *static_cast<ModuleEnv*>(handle.target);
      if (env.set->module->dialect == Dialect::Terraform) return module_output(env, name, span);
      if (equal_ignore_case(name, "outputs")) return env.outputs_handle;
      if (equal_ignore_case(name, "name")) return module_name(env);
      if (equal_ignore_case(name, "id")) return module_id(env);
      if (equal_ignore_case(name, "properties")) return env.handle;
      // JSON: reference() of a deployment gives its properties, of which the outputs are one.
      if (env.set->module->dialect == Dialect::Arm) return term("attr", {module_id(env), Value::text("properties"), Value::text(name)}).at(span);
      return term("attr", {module_id(env), Value::text(name)}).at(span);
    }
    case HandleKind::Outputs:
    case HandleKind::PlainOutputs: {
      ModuleEnv& env = *static_cast<ModuleEnv*>(handle.target);
      const Value value = module_output(env, name, span);
      if (env.set->module->dialect == Dialect::Bicep || handle.kind == HandleKind::PlainOutputs || is_error(value)) return value;
      Member wrapped;
      wrapped.key = "value";
      wrapped.value = value;
      return Value::object(arena.copy(std::span<const Member>(&wrapped, 1))).at(span);
    }
    case HandleKind::Import: break;
  }
  Reference reference;
  reference.name = name;
  Scope inside;
  inside.module = static_cast<ModuleScope*>(handle.target);
  inside.because = scope.because;
  return this->name(reference, span, inside);
}

/// Terraform: an attribute that the configuration does not give (also inside of a block) is computed by the
/// provider: attr('ADDRESS', path...). Other misses stay the error that they are.
Value Evaluator::computed_attribute(const Expr& expr, const Scope& scope) {
  std::vector<Value> keys;
  const Expr* at = &expr;
  while (at) {
    if (const auto* member = as<MemberExpr>(at)) {
      keys.push_back(Value::text(member->name));
      at = member->object;
    } else if (const auto* index = as<IndexExpr>(at)) {
      keys.push_back(evaluate(index->index, scope));
      at = index->object;
    } else {
      break;
    }
    const Value from = evaluate(at, scope);
    const Handle* handle = handle_of(from);
    if (!handle || handle->kind != HandleKind::Resource) continue;
    auto& env = *static_cast<ResourceEnv*>(handle->target);
    Value value = resource_attribute(env, "@computed");
    for (size_t i = keys.size(); i-- > 0;) value = symbols.get(value, keys[i]);
    return value.at(expr.span);
  }
  if (const auto* member = as<MemberExpr>(&expr)) return error(fmt::format("there is no attribute '{}'", member->name), expr.span);
  return error("there is no such element", expr.span);
}

}  // namespace ringfence
