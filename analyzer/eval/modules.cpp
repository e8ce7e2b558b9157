#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "analyzer/eval/evaluate.h"

namespace ringfence {

ModuleScope* Evaluator::make_scope(const Template& declarations, ModuleScope* parent) {
  ModuleScope& scope = scopes.emplace_back();
  std::unique_ptr<TemplateIndex>& index = indexes_[&declarations];
  if (!index) index = std::make_unique<TemplateIndex>(declarations);
  scope.declarations = &declarations;
  scope.index = index.get();
  scope.dialect = declarations.dialect;
  scope.parent = parent;
  scope.depth = parent ? parent->depth + 1 : 0;
  scope.parameters.resize(declarations.parameters.size());
  scope.variables.resize(declarations.variables.size());
  scope.outputs.resize(declarations.outputs.size());
  scope.resources.resize(declarations.resources.size());
  for (const ModuleCall* call : declarations.modules) {
    ModuleSet& set = module_sets.emplace_back();
    set.call = call;
    set.module = &scope;
    set.handle = make_handle(HandleKind::ModuleSet, &set);
    scope.modules.push_back(&set);
  }
  return &scope;
}

void Evaluator::plan(ModuleSet& set) {
  if (set.state != Slot::State::Empty) {
    if (set.state == Slot::State::Busy) cycle("module", set.call->symbol, set.call->header_span);
    return;
  }
  set.state = Slot::State::Busy;
  const Local* outer = set.module->base_locals;
  Scope scope;
  scope.module = set.module;
  scope.locals = outer;
  if (set.call->loop) set.plan = plan_loop(*set.call->loop, scope);
  const auto add = [&](const Local* locals, const Value& key, bool representative) {
    ModuleEnv& env = module_envs.emplace_back();
    env.set = &set;
    env.locals = locals;
    env.key = key;
    env.representative = representative;
    env.handle = make_handle(HandleKind::Module, &env);
    env.outputs_handle = make_handle(HandleKind::Outputs, &env);
    set.items.push_back(&env);
  };
  const Dialect dialect = set.module->dialect;
  Value key;
  if (set.plan.kind == LoopPlan::Kind::None) add(outer, Value::null(), false);
  if (set.plan.kind == LoopPlan::Kind::Unknown) {
    const Local* locals = bind_unknown(*set.call->loop, set.plan, Value::null(), outer, dialect, key);
    add(locals, key, true);
  }
  for (uint32_t i = 0; i < set.plan.count; ++i) {
    const Local* locals = bind_loop(*set.call->loop, set.plan, i, outer, dialect, key);
    add(locals, key, false);
  }
  set.state = Slot::State::Done;
}

ModuleEnv* Evaluator::instance_at(ModuleSet& set, const Value& asked) {
  plan(set);
  if (!set.call->loop && !set.items.empty()) return set.items[0];
  for (ModuleEnv* item : set.items) {
    if (equal(item->key, asked)) return item;
  }
  const Dialect dialect = set.module->dialect;
  if (dialect == Dialect::Terraform && set.plan.kind == LoopPlan::Kind::Unknown && !asked.is_symbol()) return set.items[0];
  ModuleEnv*& made = set.by_symbol[canonical_text(asked)];
  if (made) return made;
  ModuleEnv& env = module_envs.emplace_back();
  made = &env;
  env.set = &set;
  env.locals = set.call->loop ? bind_unknown(*set.call->loop, set.plan, asked, set.module->base_locals, dialect, env.key)
                              : set.module->base_locals;
  env.key = asked;
  env.representative = true;
  env.handle = make_handle(HandleKind::Module, &env);
  env.outputs_handle = make_handle(HandleKind::Outputs, &env);
  return made;
}

namespace {

Scope scope_of(const ModuleEnv& env) {
  Scope scope;
  scope.module = env.set->module;
  scope.locals = env.locals;
  return scope;
}

}  // namespace

/// The name that the Bicep compiler gives a module without one: SYMBOL-HASH, in a loop SYMBOL-INDEX-HASH. At most 64 long:
/// 13 are the hash's, 3 the index's (Bicep.Core, ExpressionFactory.CreateGeneratedModuleName).
Value Evaluator::generated_name(ModuleEnv& env) {
  const std::string_view symbol = env.set->call->symbol;
  SymbolFacts facts;
  facts.type = SymbolType::String;
  facts.no_slash = true;
  const ModuleScope& caller = env.set->module->lexical();
  const Value around = caller.deployment_name.is_null() ? term("deployment().name", {}, facts) : caller.deployment_name;
  const FunctionRow* row = find_function(Dialect::Bicep, "uniqueString");
  const Value args[] = {Value::text(symbol), around};
  const CallExpr unique{"uniqueString", {}, {}, nullptr, false, env.set->call->header_span};
  const Value hash = call_function(*row, unique, env.set->call->header_span, scope_of(env), args);
  std::vector<Value> parts{Value::text(symbol.substr(0, env.key.is_null() ? 64 - 14 : 64 - 18)), Value::text("-")};
  if (!env.key.is_null()) parts.insert(parts.end(), {to_text(env.key, traits_of(Dialect::Bicep)), Value::text("-")});
  parts.push_back(hash);
  return symbols.concat(parts);
}

Value Evaluator::module_name(ModuleEnv& env) {
  const ModuleCall& call = *env.set->call;
  return fill(env.name, "the name of module", call.symbol, call.header_span, [&]() -> Value {
    if (call.name) return finish(evaluate(call.name, scope_of(env)), call.name->span);
    return env.set->module->dialect == Dialect::Bicep ? generated_name(env) : Value::text(call.symbol);
  });
}

Value Evaluator::module_condition(ModuleEnv& env) {
  const ModuleCall& call = *env.set->call;
  return fill(env.condition, "the condition of module", call.symbol, call.header_span, [&] {
    Value own = Value::of(true);
    if (call.condition) own = finish(evaluate(call.condition, scope_of(env)), call.condition->span);
    if (!own.is_bool() && !own.is_symbol()) own = Value::of(true);
    return env.set->plan.condition.is_null() ? own : term("and", {env.set->plan.condition, own});
  });
}

std::string_view Evaluator::module_path(ModuleSet& set) {
  if (set.path.data()) return set.path;
  std::string out(set.module->instance ? set.module->instance->path : std::string_view{});
  if (!out.empty()) out += '/';
  if (!set.call->symbol.empty()) {
    out += set.call->symbol;
  } else if (set.call->loop && !set.call->loop->copy_name.empty()) {
    out += set.call->loop->copy_name;  // the compiler gives a loop the name that the module has in Bicep
  } else {
    plan(set);
    const Value name = set.items.empty() ? Value::text("") : module_name(*set.items[0]);
    out += name.is_string() ? std::string(name.str()) : canonical_text(name);
  }
  set.path = arena.copy(out);
  if (!set.path.data()) set.path = std::string_view("", 0);
  return set.path;
}

namespace {

/// Literals and holes of a uri, those of uri(base, relative) in turn.
void add_uri_parts(const Value& uri, Arena& arena, std::vector<Value>& out, int depth = 0) {
  for (const Value& part : string_parts(uri, arena)) {
    if (depth < 8 && part.is_symbol() && part.symbol->name == "uri" && part.symbol->args.size() == 2) {
      add_uri_parts(part.symbol->args[0], arena, out, depth + 1);
      out.push_back(Value::text("/"));
      add_uri_parts(part.symbol->args[1], arena, out, depth + 1);
    } else {
      out.push_back(part);
    }
  }
}

/// Where a computed link leads: `path` is the whole uri when it is known, else what follows a base that is not
/// ("{...}/nested/x.json" of concat(uri(base, 'nested/x.json'), token)), empty when no literal names the file;
/// `shown` is the link with its holes, for messages.
struct LinkedPath {
  std::string path, shown;
};

LinkedPath linked_path(const Value& uri, Arena& arena) {
  std::vector<Value> parts;
  add_uri_parts(uri, arena, parts);
  LinkedPath out;
  size_t holes = 0;
  std::string run;  // literals since the last hole
  for (const Value& part : parts) {
    if (part.is_string()) {
      run += part.str();
      out.shown += part.str();
    } else {
      // A token after the name of the file is no part of the path.
      if (run.find(".json") != std::string::npos) break;
      if (part.is_null()) continue;
      ++holes;
      run.clear();
      out.shown += "{...}";
    }
  }
  const size_t name = run.find_first_not_of('/');
  if (run.find(".json") == std::string::npos || name == std::string::npos) return out;
  if (holes == 0) {
    out.path = run;
    return out;
  }
  // After a hole in the middle that no slash follows, the run is the end of a name: "{size}-vm.json".
  const bool part_of_a_name = run[0] != '/' && (holes > 1 || !parts.front().is_symbol());
  if (!part_of_a_name) out.path = "{...}/" + run.substr(name);
  return out;
}

}  // namespace

namespace {

bool is_template_spec(std::string_view id) {
  constexpr std::string_view kType = "/Microsoft.Resources/templateSpecs/";
  for (size_t i = id.find('/'); i != std::string_view::npos; i = id.find('/', i + 1)) {
    if (equal_ignore_case(id.substr(i, kType.size()), kType)) return true;
  }
  return false;
}

}  // namespace

const Template* Evaluator::look_up(ModuleEnv& env) {
  if (env.looked_up) return env.found;
  env.looked_up = true;
  ModuleSet& set = *env.set;
  // Only a computed link can lead each iteration somewhere else.
  const bool shared = !set.call->source_expr && !set.items.empty() && set.items[0] != &env;
  return env.found = shared ? look_up(*set.items[0]) : find_template(env);
}

ModuleLookup Evaluator::find_source(ModuleSet& set, std::string_view source) {
  const ModuleCall& call = *set.call;
  const FileId file = call.span.valid() ? call.span.file : set.module->declarations->file;
  std::string call_path(module_path(set));
  std::replace(call_path.begin(), call_path.end(), '/', '.');
  return project.find_module(set.module->dialect, file, source, call.version, call_path);
}

const Template* Evaluator::find_template(ModuleEnv& env) {
  ModuleSet& set = *env.set;
  const ModuleCall& call = *set.call;
  const std::string_view path = module_path(set);
  const bool opaque = std::any_of(root.opaque.begin(), root.opaque.end(), [&](const std::string& each) { return equal_ignore_case(each, path); });
  if (opaque) return nullptr;
  if (call.inline_template) return call.inline_template;
  LinkedPath link{std::string(call.source), {}};
  if (link.path.empty() && call.source_expr) {
    link = linked_path(finish(evaluate(call.source_expr, scope_of(env)), call.source_span), arena);
  }
  const ModuleLookup found = find_source(set, link.path);
  set.registry = found.registry;
  if (!found.declarations) {
    std::string message = found.message.empty() ? fmt::format("module '{}' is not to be had here", link.path) : found.message;
    bool elsewhere = found.registry;
    if (link.path.empty() && !link.shown.empty()) message = fmt::format("linked template '{}' is not known before deployment", link.shown);
    if (const std::string& id = link.path.empty() ? link.shown : link.path; is_template_spec(id)) {
      message = fmt::format("template spec '{}' is in Azure and not on this machine", id);
      elsewhere = set.registry = true;
    }
    if (std::exchange(set.told, true)) return nullptr;
    if (elsewhere) {
      diagnostics.note("module-not-found", message, call.source_span);
    } else {
      diagnostics.warning("module-not-found", message, call.source_span);
    }
    return nullptr;
  }
  for (const ModuleScope* at = set.module; at; at = at->parent) {
    if (at->declarations != found.declarations) continue;
    if (!std::exchange(set.told, true)) diagnostics.error("cycle", fmt::format("module '{}' uses itself", link.path), call.source_span);
    return nullptr;
  }
  return found.declarations;
}

namespace {

/// Address of a module instance: Terraform `module.a["k"]`, else `a[0]`.
std::string module_address(const ModuleEnv& env, std::string_view path) {
  const ModuleInstance* caller = env.set->module->instance;
  std::string out(caller ? caller->address : std::string_view{});
  if (!out.empty()) out += '.';
  if (env.set->module->dialect == Dialect::Terraform) out += "module.";
  const size_t slash = path.rfind('/');
  out += env.set->call->symbol.empty() ? path.substr(slash == std::string_view::npos ? 0 : slash + 1) : env.set->call->symbol;
  if (env.key.is_string()) out += fmt::format("[\"{}\"]", env.key.str());
  if (!env.key.is_string() && !env.key.is_null()) out += fmt::format("[{}]", canonical_text(env.key));
  return out;
}

}  // namespace

/// The scope that a module is deployed to: what the call says, else the caller's own.
static DeploymentScope deployment_scope(Evaluator& evaluator, ModuleEnv& env, std::string_view target) {
  const ModuleCall& call = *env.set->call;
  const DeploymentScope& own = env.set->module->where;
  if (env.set->module->dialect == Dialect::Terraform) return own;
  DeploymentScope out = own;
  const Scope scope = scope_of(env);
  Value resource_id;
  if (call.scope && !evaluator.read_scope(call.scope, scope, own, out, resource_id)) out = own;
  for (Value* part : {&out.subscription, &out.resource_group, &out.management_group}) *part = evaluator.finish(*part, call.header_span);
  if (call.subscription_id) {
    const Value id = evaluator.finish(evaluator.evaluate(call.subscription_id, scope), call.subscription_id->span);
    if (!call.resource_group) out = evaluator.root_scope("subscription");
    out.subscription = id;
  }
  if (call.resource_group) {
    out.kind = "resourceGroup";
    out.resource_group = evaluator.finish(evaluator.evaluate(call.resource_group, scope), call.resource_group->span);
    if (out.subscription.is_null()) out.subscription = evaluator.root_scope("resourceGroup").subscription;
  }
  if (!target.empty() && target != out.kind) {
    const DeploymentScope fresh = evaluator.root_scope(target);
    const DeploymentScope before = out;
    out = fresh;
    if (!fresh.subscription.is_null() && !before.subscription.is_null()) out.subscription = before.subscription;
    if (!fresh.resource_group.is_null() && !before.resource_group.is_null()) out.resource_group = before.resource_group;
    if (!fresh.management_group.is_null() && !before.management_group.is_null()) out.management_group = before.management_group;
  }
  return out;
}

Value Evaluator::module_id(ModuleEnv& env) {
  return fill(env.id, "the id of module", env.set->call->symbol, env.set->call->header_span, [&] {
    const Template* found = look_up(env);
    const DeploymentScope where = deployment_scope(*this, env, found ? found->target_scope : std::string_view{});
    return join_id(scope_id(where), "Microsoft.Resources/deployments", module_name(env));
  });
}

ModuleScope* Evaluator::enter(ModuleEnv& env) {
  if (env.entered) return env.scope;
  env.entered = true;
  ModuleSet& set = *env.set;
  const Template* found = look_up(env);
  if (!found) return nullptr;
  if (set.module->depth + 1 > limits.depth / 5) {
    limit("modules are nested too deep", set.call->header_span);
    return nullptr;
  }
  if (scopes.size() >= limits.modules || !spend(found->modules.size() + found->resources.size() + 8, set.call->header_span)) {
    limit("there are too many modules", set.call->header_span);
    return nullptr;
  }
  ModuleScope* scope = make_scope(*found, set.module);
  const ModuleInstance* caller = set.module->instance;
  ModuleInstance* instance = arena.make<ModuleInstance>();
  instance->declarations = found;
  instance->call = set.call;
  instance->parent = caller;
  instance->path = module_path(set);
  instance->address = arena.copy(module_address(env, instance->path));
  scope->instance = instance;
  scope->arguments = set.call->arguments;
  scope->arguments_scope = scope_of(env);
  env.scope = scope;  // before anything is evaluated: its outputs may be asked for meanwhile
  scope->where = deployment_scope(*this, env, found->target_scope);
  if (set.call->outer_scope && set.call->inline_template) {
    scope->outer = set.module;
    scope->base_locals = env.locals;
  }
  // A name that asks for its own module's outputs is a cycle, of which it is told there.
  if (scope->dialect != Dialect::Terraform && env.name.state != Slot::State::Busy) scope->deployment_name = module_name(env);
  instance->subscription = scope->where.subscription;
  instance->resource_group = scope->where.resource_group;
  instance->scope_kind = scope->where.kind;
  Tri exists = caller ? caller->exists : Tri::True;
  if (env.representative || module_condition(env).is_symbol()) exists = exists && Tri::Unknown;
  instance->exists = exists;
  return scope;
}

Value Evaluator::module_output(ModuleEnv& env, std::string_view name, Span use) {
  ModuleScope* scope = enter(env);
  SymbolFacts facts;
  facts.reason = SymbolReason::Module;
  if (!scope) {
    std::string module(module_path(*env.set));
    if (!env.key.is_null()) module += fmt::format("[{}]", env.key.is_string() ? std::string(env.key.str()) : canonical_text(env.key));
    return term("output", {text(module), text(name)}, facts).at(use);
  }
  const int found = scope->index->find(DeclarationKind::Output, name);
  if (found >= 0) return via(output(*scope, found), OriginKind::Variable, use);
  if (scope->declarations->open) return term("output", {Value::text(module_path(*env.set)), text(name)}, facts).at(use);
  return error(fmt::format("the module has no output '{}'", name), use);
}

}  // namespace ringfence
