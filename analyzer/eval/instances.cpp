#include <fmt/format.h>

#include <algorithm>

#include "analyzer/eval/evaluate.h"

namespace ringfence {
namespace {

bool is_azure(const ResourceEnv& env) { return env.set->module->dialect != Dialect::Terraform; }

/// The last segment of a type: 'Microsoft.X/a/b' -> 'b'.
std::string_view last_segment(std::string_view type) {
  const size_t slash = type.rfind('/');
  return slash == std::string_view::npos ? type : type.substr(slash + 1);
}

/// "module.symbol[0]", "module.parent::child"; in Terraform the address.
std::string symbol_path(ResourceEnv& env) {
  const Resource& declaration = *env.set->declaration;
  const ModuleInstance* module = env.set->module->instance;
  std::string out(module ? module->address : std::string_view{});
  if (!out.empty()) out += '.';
  if (env.enclosing) out = symbol_path(*env.enclosing) + "::";
  if (is_azure(env)) {
    out += declaration.symbol;
  } else {
    out += fmt::format("{}{}.{}", declaration.mode == ResourceMode::Existing ? "data." : "", declaration.type, declaration.symbol);
  }
  if (env.key.is_string()) out += fmt::format("[\"{}\"]", env.key.str());
  if (!env.key.is_string() && !env.key.is_null()) out += fmt::format("[{}]", canonical_text(env.key));
  return out;
}

const ObjectItem* find_item(const Expr* body, std::string_view name, KeyCase key_case, size_t& place) {
  const auto* object = as<ObjectExpr>(body);
  if (!object) return nullptr;
  for (size_t i = object->items.size(); i-- > 0;) {
    const auto* key = as<StringLiteral>(object->items[i].key);
    if (!key || !(key_case == KeyCase::Sensitive ? key->text == name : equal_ignore_case(key->text, name))) continue;
    place = i;
    return &object->items[i];
  }
  return nullptr;
}

}  // namespace

ResourceSet* Evaluator::resource_set(ModuleScope& module, size_t index, ResourceEnv* enclosing) {
  const Resource* declaration = module.declarations->resources[index];
  if (!enclosing && module.resources[index]) return module.resources[index];
  if (enclosing) {
    for (ResourceSet* child : enclosing->children) {
      if (child->declaration == declaration) return child;
    }
  }
  ResourceSet& set = resource_sets.emplace_back();
  set.declaration = declaration;
  set.module = &module;
  set.enclosing = enclosing;
  set.handle = make_handle(HandleKind::ResourceSet, &set);
  if (enclosing) {
    enclosing->children.push_back(&set);
  } else {
    module.resources[index] = &set;
  }
  return &set;
}

void Evaluator::plan(ResourceSet& set) {
  if (set.state != Slot::State::Empty) {
    if (set.state == Slot::State::Busy) cycle("resource", set.declaration->symbol, set.declaration->header_span);
    return;
  }
  set.state = Slot::State::Busy;
  const Local* outer = set.enclosing ? set.enclosing->locals : set.module->base_locals;
  Scope scope;
  scope.module = set.module;
  scope.locals = outer;
  scope.resource = set.enclosing;
  if (set.declaration->loop) set.plan = plan_loop(*set.declaration->loop, scope);
  const auto add = [&](const Local* locals, const Value& key, bool representative) {
    ResourceEnv& env = resource_envs.emplace_back();
    env.set = &set;
    env.enclosing = set.enclosing;
    env.locals = locals;
    env.key = key;
    env.representative = representative;
    env.handle = make_handle(HandleKind::Resource, &env);
    set.items.push_back(&env);
  };
  const Dialect dialect = set.module->dialect;
  Value key;
  switch (set.plan.kind) {
    case LoopPlan::Kind::None: add(outer, Value::null(), false); break;
    case LoopPlan::Kind::Unknown: {
      const Local* locals = bind_unknown(*set.declaration->loop, set.plan, Value::null(), outer, dialect, key);
      add(locals, key, true);
      break;
    }
    case LoopPlan::Kind::Known:
      for (uint32_t i = 0; i < set.plan.count; ++i) {
        const Local* locals = bind_loop(*set.declaration->loop, set.plan, i, outer, dialect, key);
        add(locals, key, false);
      }
      break;
  }
  set.state = Slot::State::Done;
}

ResourceEnv* Evaluator::instance_at(ResourceSet& set, const Value& asked) {
  plan(set);
  if (!set.declaration->loop && !set.items.empty()) return set.items[0];
  for (ResourceEnv* item : set.items) {
    if (equal(item->key, asked)) return item;
  }
  const Dialect dialect = set.module->dialect;
  if (dialect == Dialect::Terraform && set.plan.kind == LoopPlan::Kind::Unknown && !asked.is_symbol()) return set.items[0];
  ResourceEnv*& made = set.by_symbol[canonical_text(asked)];
  if (made) return made;
  ResourceEnv& env = resource_envs.emplace_back();
  made = &env;
  env.set = &set;
  env.enclosing = set.enclosing;
  const Local* outer = set.enclosing ? set.enclosing->locals : set.module->base_locals;
  env.locals = set.declaration->loop ? bind_unknown(*set.declaration->loop, set.plan, asked, outer, dialect, env.key) : outer;
  env.key = asked;
  env.representative = true;
  env.handle = make_handle(HandleKind::Resource, &env);
  return made;
}

ResourceEnv* Evaluator::parent_of(ResourceEnv& env) {
  if (env.enclosing) return env.enclosing;
  const Expr* parent = env.set->declaration->parent;
  if (!parent) return nullptr;
  const Value value = evaluate(parent, resource_locals(env));
  const Handle* handle = handle_of(value);
  return handle && handle->kind == HandleKind::Resource ? static_cast<ResourceEnv*>(handle->target) : nullptr;
}

/// ARM: a resource under another may say its type, and then its name, in full: "vm/install" has as many segments as
/// "Microsoft.Compute/virtualMachines/extensions" after its namespace.
bool Evaluator::is_full_name(const ResourceEnv& env, const Value& name) {
  if (env.set->module->dialect != Dialect::Arm || !env.enclosing || is_error(name)) return false;
  size_t segments = 1;
  for (const Value& part : string_parts(name, arena)) {
    if (part.is_string()) segments += static_cast<size_t>(std::count(part.str().begin(), part.str().end(), '/'));
  }
  const std::string_view type = env.set->declaration->type;
  return segments > 1 && segments == static_cast<size_t>(std::count(type.begin(), type.end(), '/'));
}

Value Evaluator::resource_name(ResourceEnv& env) {
  const Resource& declaration = *env.set->declaration;
  return fill(env.name, "the name of resource", declaration.symbol, declaration.name_span, [&] {
    if (!is_azure(env)) return resource_attribute(env, "name");
    Value own = evaluate(declaration.name, resource_locals(env));
    own = settled(own, declaration.name_span);
    ResourceEnv* parent = parent_of(env);
    const bool nameless = !declaration.extension.empty() && !declaration.name;
    if (!parent || nameless || is_full_name(env, own)) return own;
    const Value parts[] = {resource_name(*parent), Value::text("/"), own};
    return symbols.concat(parts).at(own.span, own.because);
  });
}

Value Evaluator::resource_scope(ResourceEnv& env) {
  const Resource& declaration = *env.set->declaration;
  return fill(env.scope, "the scope of resource", declaration.symbol, declaration.header_span, [&]() -> Value {
    if (ResourceEnv* parent = parent_of(env)) return resource_scope(*parent);
    if (!declaration.scope) return Value::null();
    const DeploymentScope& own = env.set->module->where;
    DeploymentScope other = own;
    Value id;
    if (!read_scope(declaration.scope, resource_locals(env), own, other, id)) return id;
    id = scope_id(other);
    return equal(id, scope_id(own)) ? Value::null() : id;
  });
}

Value Evaluator::resource_id(ResourceEnv& env) {
  const Resource& declaration = *env.set->declaration;
  return fill(env.id, "the id of resource", declaration.symbol, declaration.header_span, [&]() -> Value {
    if (!is_azure(env)) return resource_attribute(env, "id");
    // What an extension makes has no name of its own; two of a kind are still not one.
    if (!declaration.extension.empty() && !declaration.name) {
      const Value scope = resource_scope(env);
      return join_id(scope.is_null() ? scope_id(env.set->module->where) : scope, declaration.type, text(symbol_path(env)));
    }
    if (ResourceEnv* parent = parent_of(env)) {
      Value own = evaluate(declaration.name, resource_locals(env));
      own = settled(own, declaration.name_span);
      // ARM JSON may nest several levels at once: "databases/providers/locks", "master/Microsoft.Authorization/keep".
      const std::string_view above = parent->set->declaration->type;
      const auto levels = [](std::string_view type) { return std::count(type.begin(), type.end(), '/'); };
      if (is_full_name(env, own) || levels(declaration.type) > levels(above) + 1) {
        const Value scope = resource_scope(env);
        return join_id(scope.is_null() ? scope_id(env.set->module->where) : scope, declaration.type, resource_name(env));
      }
      const Value parts[] = {resource_id(*parent), Value::text("/"), Value::text(last_segment(declaration.type)), Value::text("/"), own};
      return symbols.concat(parts);
    }
    const Value scope = resource_scope(env);
    return join_id(scope.is_null() ? scope_id(env.set->module->where) : scope, declaration.type, resource_name(env));
  });
}

Value Evaluator::resource_condition(ResourceEnv& env) {
  const Resource& declaration = *env.set->declaration;
  return fill(env.condition, "the condition of resource", declaration.symbol, declaration.header_span, [&] {
    Value own = Value::of(true);
    if (declaration.condition) {
      own = finish(evaluate(declaration.condition, resource_locals(env)), declaration.condition->span);
      if (own.is_string()) own = Value::of(equal_ignore_case(own.str(), "true"));
      if (!own.is_bool() && !own.is_symbol()) own = Value::of(true);
    }
    if (!env.set->plan.condition.is_null()) own = term("and", {env.set->plan.condition, own});
    return env.enclosing ? term("and", {resource_condition(*env.enclosing), own}) : own;
  });
}

Value Evaluator::resource_body(ResourceEnv& env) {
  const Resource& declaration = *env.set->declaration;
  return fill(env.body, "resource", declaration.symbol, declaration.header_span,
              [&] { return evaluate(declaration.body, resource_locals(env)); });
}

std::string_view Evaluator::resource_address(ResourceEnv& env) {
  const Resource& declaration = *env.set->declaration;
  return fill(env.address, "resource", declaration.symbol, declaration.header_span,
              [&]() -> Value {
                if (const auto* planned = as<StringLiteral>(declaration.name); planned && !is_azure(env))
                  return Value::text(planned->text);
                if (env.set->module->dialect == Dialect::Arm) {
                  const Value name = resource_name(env);
                  return text(fmt::format("{}/{}", declaration.type, name.is_string() ? std::string(name.str()) : canonical_text(name)));
                }
                return text(symbol_path(env));
              })
      .str();
}

Value Evaluator::resource_attribute(ResourceEnv& env, std::string_view name) {
  const Resource& declaration = *env.set->declaration;
  if (is_azure(env)) {
    // What an extension makes has no property beside `properties`: `group.id` is reference('group').id.
    if (!declaration.extension.empty() && env.set->module->dialect == Dialect::Bicep) {
      return term("attr", {resource_id(env), Value::text("properties"), Value::text(name)});
    }
    if (equal_ignore_case(name, "id")) return resource_id(env);
    if (equal_ignore_case(name, "name")) {
      // The name of a child is what it was given, as the compiler has it.
      return evaluate(declaration.name, resource_locals(env));
    }
    if (equal_ignore_case(name, "type")) return Value::text(declaration.type);
    if (equal_ignore_case(name, "apiVersion")) return Value::text(declaration.api_version);
    return term("attr", {resource_id(env), Value::text(name)});
  }
  SymbolFacts facts;
  facts.reason = declaration.mode == ResourceMode::Existing ? SymbolReason::Data : SymbolReason::Runtime;
  const Value address = Value::text(resource_address(env));
  if (name == "@computed") return term("attr", {address}, facts);
  size_t place = 0;
  const ObjectItem* item = find_item(declaration.body, name, KeyCase::Sensitive, place);
  if (item && name != "id") {
    if (env.attributes.empty()) env.attributes.resize(as<ObjectExpr>(declaration.body)->items.size());
    const Value value = fill(env.attributes[place], "attribute", name, item->span,
                             [&] { return evaluate(item->value, resource_locals(env)); });
    if (!value.is_null()) return value;
  }
  if (name == "id") {
    facts.type = SymbolType::String;
  }
  return term("attr", {address, Value::text(name)}, facts);
}

}  // namespace ringfence
