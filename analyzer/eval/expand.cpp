#include "analyzer/eval/expand.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "analyzer/eval/evaluate.h"

namespace ringfence {
namespace {

class Expansion {
 public:
  explicit Expansion(Evaluator& evaluator) : evaluator_(evaluator), out_(evaluator.deployment) {}

  void module(ModuleScope& scope);
  void outputs_and_variables(ModuleScope& root);

 private:
  void resources(ModuleScope& scope, size_t index);
  void each_instance(ModuleScope& scope, size_t index, const std::function<void(ResourceEnv&)>& use);
  void emit(ResourceEnv& env);
  void call(ModuleSet& set);
  void unresolved(ModuleEnv& env);
  void undeployed(ModuleSet& set);
  void remarks(ModuleScope& scope);
  std::span<const Value> depends_on(ResourceEnv& env);
  void add_ids(const Value& value, std::vector<Value>& ids);
  bool add_named(ModuleScope& module, const Value& wanted, std::vector<Value>& ids);

  Evaluator& evaluator_;
  Deployment& out_;
  bool full_ = false;
};

void Expansion::module(ModuleScope& scope) {
  out_.modules.push_back(scope.instance);
  for (size_t i = 0; i < scope.declarations->resources.size() && !full_; ++i) resources(scope, i);
  for (ModuleSet* set : scope.modules) {
    if (!full_) call(*set);
  }
  remarks(scope);
}

/// Every instance of a declaration, through those of the resources that enclose it.
void Expansion::each_instance(ModuleScope& scope, size_t index, const std::function<void(ResourceEnv&)>& use) {
  const auto& all = scope.declarations->resources;
  const auto visit = [&](ResourceSet& set) {
    evaluator_.plan(set);
    for (size_t i = 0; i < set.items.size(); ++i) use(*set.items[i]);
  };
  const Resource* enclosing = all[index]->enclosing;
  if (!enclosing) {
    visit(*evaluator_.resource_set(scope, index, nullptr));
    return;
  }
  const auto place = std::find(all.begin(), all.end(), enclosing);
  if (place == all.end()) return;
  each_instance(scope, static_cast<size_t>(place - all.begin()), [&](ResourceEnv& parent) {
    const Value condition = evaluator_.resource_condition(parent);
    if (condition.is_bool() && !condition.boolean) return;
    visit(*evaluator_.resource_set(scope, index, &parent));
  });
}

void Expansion::resources(ModuleScope& scope, size_t index) {
  each_instance(scope, index, [this](ResourceEnv& env) {
    if (out_.resources.size() < evaluator_.limits.instances) {
      emit(env);
    } else if (!full_) {
      full_ = true;
      out_.diagnostics.warning("limit", "too many resources: the rest of this deployment is left out",
                               env.set->declaration->header_span);
    }
  });
}

void Expansion::add_ids(const Value& value, std::vector<Value>& ids) {
  const Value open = evaluator_.open_set(value);
  if (open.is_array()) {
    for (const Value& item : open.array_items()) add_ids(item, ids);
    return;
  }
  if (open.is_object()) {
    for (const Member& member : open.object_members()) add_ids(member.value, ids);
    return;
  }
  const Handle* handle = evaluator_.handle_of(open);
  if (!handle) {
    if ((open.is_string() || open.is_symbol()) && !evaluator_.is_error(open))
      ids.push_back(evaluator_.finish(open, open.span, false));
    return;
  }
  switch (handle->kind) {
    case HandleKind::Resource:
      ids.push_back(evaluator_.resource_id(*static_cast<ResourceEnv*>(handle->target)));
      break;
    case HandleKind::ResourceSet:
      for (ResourceEnv* item : static_cast<ResourceSet*>(handle->target)->items)
        ids.push_back(evaluator_.resource_id(*item));
      break;
    default:
      break;
  }
}

/// ARM: a symbolic name ("sa", "sa[0]"), the name of a copy loop, or a resource's plain name.
bool Expansion::add_named(ModuleScope& module, const Value& wanted, std::vector<Value>& ids) {
  const auto& all = module.declarations->resources;
  bool named = false;
  for (size_t i = 0; i < all.size(); ++i) {
    if (all[i]->enclosing) continue;
    ResourceSet& set = *evaluator_.resource_set(module, i, nullptr);
    evaluator_.plan(set);
    const std::string_view symbol = all[i]->symbol.empty() && all[i]->loop ? all[i]->loop->copy_name : all[i]->symbol;
    const bool whole = wanted.is_string() && !symbol.empty() && equal_ignore_case(symbol, wanted.str());
    if (const auto index = index_in(wanted, symbol, evaluator_.arena); index && !symbol.empty()) {
      ids.push_back(evaluator_.resource_id(*evaluator_.instance_at(set, *index)));
      return true;
    }
    for (ResourceEnv* item : set.items) {
      const bool by_name =
          !whole && all[i]->symbol.empty() && equal(evaluator_.resource_name(*item), wanted, KeyCase::Insensitive);
      if (!whole && !by_name) continue;
      ids.push_back(evaluator_.resource_id(*item));
      named = true;
    }
    if (whole) return true;
  }
  return named;
}

std::span<const Value> Expansion::depends_on(ResourceEnv& env) {
  std::vector<Value> ids;
  const Scope scope = evaluator_.resource_locals(env);
  const ModuleScope& module = *env.set->module;
  for (const Expr* each : env.set->declaration->depends_on) {
    const Value value = evaluator_.evaluate(each, scope);
    const bool id = value.is_string() ? value.str().starts_with('/') : !value.is_symbol() || value.symbol->internal;
    if (module.dialect != Dialect::Arm || id) {
      add_ids(value, ids);
      continue;
    }
    if (add_named(*env.set->module, value, ids)) continue;
    if (value.is_symbol()) {
      add_ids(value, ids);
    } else if (value.str().find('/') != std::string_view::npos) {
      const Value parts[] = {evaluator_.scope_id(module.where), Value::text("/providers/"), value};
      ids.push_back(evaluator_.symbols.concat(parts));
    }
  }
  // An id that cannot be told is told where the resource itself stands.
  ids.erase(std::remove_if(ids.begin(), ids.end(), has_internal), ids.end());
  return evaluator_.arena.copy(ids);
}

void Expansion::emit(ResourceEnv& env) {
  const Resource& declaration = *env.set->declaration;
  const ModuleInstance& module = *env.set->module->instance;
  const Value condition = evaluator_.resource_condition(env);
  const bool existing = declaration.mode == ResourceMode::Existing;
  if (condition.is_bool() && !condition.boolean) return;

  ResourceInstance& made = *evaluator_.arena.make<ResourceInstance>();
  env.instance = &made;
  made.declaration = &declaration;
  made.module = &module;
  const Scope inside = evaluator_.resource_locals(env);
  const auto expression_text = [&](const Expr* expr) -> std::string_view {
    const Value value = evaluator_.finish(evaluator_.evaluate(expr, inside), expr->span);
    return value.is_string() ? value.str() : std::string_view{};
  };
  made.type = declaration.type_expr ? expression_text(declaration.type_expr) : declaration.type;
  made.api_version =
      declaration.api_version_expr ? expression_text(declaration.api_version_expr) : declaration.api_version;
  if (ResourceEnv* parent = evaluator_.parent_of(env)) made.parent = parent->instance;
  made.name = evaluator_.finish(evaluator_.resource_name(env), declaration.name_span);
  made.id = evaluator_.finish(evaluator_.resource_id(env), declaration.name_span, false);
  made.scope = evaluator_.finish(evaluator_.resource_scope(env), declaration.header_span);
  made.body = evaluator_.finish(evaluator_.resource_body(env), declaration.span);
  made.condition = condition;
  made.loop_key = evaluator_.finish(env.key, declaration.header_span);
  made.depends_on = depends_on(env);
  made.address = evaluator_.resource_address(env);
  made.existing = existing;
  bool in_loop = false;
  for (const ResourceEnv* at = &env; at; at = at->enclosing) in_loop |= at->representative;
  made.conditional = in_loop || condition.is_symbol() || module.exists != Tri::True;
  out_.resources.push_back(&made);
}

void Expansion::unresolved(ModuleEnv& env) {
  UnresolvedModule module;
  module.call = env.set->call;
  module.caller = env.set->module->instance;
  module.path = evaluator_.module_path(*env.set);
  module.registry = env.set->registry;
  Scope scope;
  scope.module = env.set->module;
  scope.locals = env.locals;
  if (env.set->call->arguments)
    module.arguments = evaluator_.finish(evaluator_.evaluate(env.set->call->arguments, scope), env.set->call->span);
  out_.unresolved.push_back(module);
}

/// A module in a registry that is not to be had is told as such also where nothing of it is deployed: its source is a
/// fact of the text. (A file that is not there is a mistake only where it is deployed.)
void Expansion::undeployed(ModuleSet& set) {
  const ModuleCall& call = *set.call;
  if (call.inline_template || call.source.empty()) return;
  const ModuleLookup found = evaluator_.find_source(set, call.source);
  if (found.declarations || !found.registry) return;
  UnresolvedModule module;
  module.call = &call;
  module.caller = set.module->instance;
  module.path = evaluator_.module_path(set);
  module.registry = found.registry;
  module.deployed = false;
  out_.unresolved.push_back(module);
}

/// What makes nothing is evaluated too, for the mistakes in it.
void Expansion::remarks(ModuleScope& scope) {
  Scope inside;
  inside.module = &scope;
  inside.locals = scope.base_locals;
  const auto look = [&](const Expr* expr) {
    if (expr) evaluator_.finish(evaluator_.evaluate(expr, inside), expr->span);
  };
  for (const Expr* remark : scope.declarations->remarks) look(remark);
  for (const Extension& extension : scope.declarations->extensions) look(extension.configuration);
}

void Expansion::call(ModuleSet& set) {
  evaluator_.plan(set);
  bool deployed = false;
  for (size_t i = 0; i < set.items.size(); ++i) {
    ModuleEnv& env = *set.items[i];
    const Value condition = evaluator_.module_condition(env);
    if (condition.is_bool() && !condition.boolean) continue;
    deployed = true;
    if (ModuleScope* inside = evaluator_.enter(env)) {
      module(*inside);
    } else {
      unresolved(env);
    }
  }
  if (!deployed) undeployed(set);
}

void Expansion::outputs_and_variables(ModuleScope& root) {
  for (size_t i = 0; i < root.declarations->outputs.size(); ++i) {
    const Output& output = root.declarations->outputs[i];
    const Value value = evaluator_.finish(evaluator_.output(root, static_cast<int>(i)), output.span, false);
    if (!value.is_null()) out_.outputs.push_back({output.name, value});
  }
  for (const Variable& variable : root.declarations->variables) {
    const Value value =
        evaluator_.finish(evaluator_.variable(root, variable.name, variable.span), variable.span, false);
    if (!value.is_null()) out_.variables.push_back({variable.name, value});
  }
}

/// What the value of a parameter file says, when it is not an expression like any other:
///   Call "@planned"(value)            a plan's variable; left to the file or default that gives the same: it decided
///   Call "@argument"(text, value?)    of the command line: the text itself where the variable is a scalar
///   Call "@environment"(text, value?) the same of TF_VAR_name
const CallExpr* special_value(const ParameterValue& value) {
  const auto* call = as<CallExpr>(value.value);
  return call && (call->name == "@planned" || call->name == "@argument" || call->name == "@environment") ? call
                                                                                                         : nullptr;
}

/// Terraform reads a text that is given to a variable without a type, or of a scalar one, as it is; else as an
/// expression.
bool takes_plain_text(const TypeExpr& type) {
  if (type.kind == TypeKind::Any) return !type.span.valid();
  return type.kind == TypeKind::String || type.kind == TypeKind::Number || type.kind == TypeKind::Int ||
         type.kind == TypeKind::Bool;
}

void give_special(Evaluator& evaluator, const ParameterValue& each, const CallExpr& call, const Parameter& declaration,
                  const Scope& inside) {
  const auto converted = [&](const Value& value) { return evaluator.convert(value, declaration.type, inside); };
  const bool plain = call.name != "@planned" && (call.args.size() < 2 || takes_plain_text(*declaration.type));
  const Value value = converted(evaluator.evaluate(call.args[plain || call.name == "@planned" ? 0 : 1], inside));
  if (call.name == "@planned") {
    const Expr* otherwise = declaration.default_value;
    bool same = otherwise && equal(converted(evaluator.evaluate(otherwise, inside)), value);
    for (const auto& [name, given] : evaluator.given) {
      if (name == each.name) same = equal(converted(given), value);
    }
    if (same) return;
  }
  evaluator.given.emplace_back(each.name, value.at(value.span, OriginKind::ParameterFile));
}

/// What Bicep's `base` is in a parameter file that extends others: the values that they give.
class InheritedValues {
 public:
  /// Call before the values of each file, in order; a file that extends none starts anew.
  void begin(const ParameterFile& file) {
    if (file.extends_path.empty()) members_.clear();
  }
  void add(const ParameterValue& declaration, const Value& value) {
    const auto same = [&](const Member& member) { return member.key == declaration.name; };
    const auto found = std::find_if(members_.begin(), members_.end(), same);
    Member& member = found == members_.end() ? members_.emplace_back() : *found;
    member.key = declaration.name;
    member.span = declaration.span;
    member.value = value;
  }
  Value as_object(Arena& arena) const { return Value::object(arena.copy(members_)); }

 private:
  std::vector<Member> members_;
};

/// A parameter file's own variables and imports, its parameters, and `base`: the names in it.
ModuleScope* scope_of(const ParameterFile& file, const InheritedValues& inherited, Evaluator& evaluator) {
  Template* names = evaluator.arena.make<Template>();
  names->dialect = file.dialect;
  names->file = file.file;
  std::vector<Variable> variables(file.variables.begin(), file.variables.end());
  for (const ParameterValue& value : file.values) variables.push_back({value.name, value.value, value.span, value.name_span});
  const bool extends = !file.extends_path.empty();
  if (extends) variables.push_back({"base", nullptr, file.using_span, file.using_span});
  names->variables = evaluator.arena.copy(variables);
  names->imports = file.imports;
  ModuleScope* scope = evaluator.make_scope(*names, nullptr);
  if (extends) scope->variables.back() = {Slot::State::Done, inherited.as_object(evaluator.arena)};
  return scope;
}

/// Values for the root's parameters, in order of precedence: files as given, then --var.
void read_parameters(Evaluator& evaluator, const RootInput& root) {
  const TemplateIndex& index = *evaluator.root_module->index;
  InheritedValues inherited;
  for (const ParameterFile* file : root.parameter_files) {
    inherited.begin(*file);
    ModuleScope* scope = scope_of(*file, inherited, evaluator);
    for (const ParameterValue& each : file->values) {
      const CallExpr* special = special_value(each);
      const int found = index.find(DeclarationKind::Parameter, each.name);
      // Terraform itself only warns about files named by hand.
      const bool quiet = file->dialect == Dialect::Terraform && !(special && special->name == "@argument");
      if (found < 0 && !quiet) {
        evaluator.diagnostics.warning("unknown-parameter", fmt::format("the template has no parameter '{}'", each.name),
                                      each.name_span);
      }
      if (found < 0 && file->dialect != Dialect::Bicep) continue;
      Scope inside;
      inside.module = scope;
      inside.because = OriginKind::ParameterFile;
      if (special) {
        give_special(evaluator, each, *special, root.declarations->parameters[static_cast<size_t>(found)], inside);
        continue;
      }
      const Value value = evaluator.evaluate(each.value, inside);
      inherited.add(each, value);
      if (found >= 0) evaluator.given.emplace_back(each.name, value);
    }
    Scope inside;
    inside.module = scope;
    const auto look = [&](const Expr* expr) {
      if (expr) evaluator.finish(evaluator.evaluate(expr, inside), expr->span);
    };
    look(file->deployment);
    for (const Extension& extension : file->extensions) look(extension.configuration);
  }
  for (const auto& [name, text] : root.variables) {
    const int found = index.find(DeclarationKind::Parameter, name);
    if (found < 0) {
      evaluator.diagnostics.warning("unknown-parameter", fmt::format("the template has no parameter '{}'", name), {});
      continue;
    }
    const Parameter& declaration = root.declarations->parameters[static_cast<size_t>(found)];
    Scope inside;
    inside.module = evaluator.root_module;
    const Value value = evaluator.convert(evaluator.text(text), declaration.type, inside);
    evaluator.given.emplace_back(declaration.name, value.at({}, OriginKind::ParameterFile));
  }
}

}  // namespace

Deployment expand(const RootInput& root, Project& project, const Limits& limits) {
  Deployment deployment;
  deployment.arena = std::make_unique<Arena>();
  deployment.symbols = std::make_unique<SymbolTable>(*deployment.arena);
  deployment.name = root.name;
  deployment.declarations = root.declarations;

  Evaluator evaluator(deployment, root, project, limits);
  ModuleScope* scope = evaluator.make_scope(*root.declarations, nullptr);
  evaluator.root_module = scope;
  const bool terraform = root.declarations->dialect == Dialect::Terraform;
  scope->where = evaluator.root_scope(terraform ? std::string_view{} : root.declarations->target_scope);
  ModuleInstance* instance = deployment.arena->make<ModuleInstance>();
  instance->declarations = root.declarations;
  instance->subscription = scope->where.subscription;
  instance->resource_group = scope->where.resource_group;
  instance->scope_kind = scope->where.kind;
  scope->instance = instance;

  read_parameters(evaluator, root);
  Expansion expansion(evaluator);
  expansion.module(*scope);
  expansion.outputs_and_variables(*scope);
  return deployment;
}

}  // namespace ringfence
