#include <fmt/format.h>

#include <algorithm>

#include "analyzer/eval/evaluate.h"
#include "analyzer/eval/free_names.h"
#include "analyzer/eval/functions_terraform.h"
#include "parsers/template_text.h"

namespace ringfence {
namespace {

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

/// The first error in a value, however deep.
const Value* find_error(const Value& value) {
  if (value.is_symbol()) return value.symbol->name == "@error" ? &value : nullptr;
  if (value.is_array()) {
    for (const Value& item : value.array_items()) {
      if (const Value* found = find_error(item)) return found;
    }
  }
  if (value.is_object()) {
    for (const Member& member : value.object_members()) {
      if (const Value* found = find_error(member.value)) return found;
    }
  }
  return nullptr;
}

}  // namespace

/// One call of a built-in function.
class CallImpl : public CallContext {
 public:
  CallImpl(Evaluator& evaluator, const Scope& scope, std::span<const Expr* const> exprs)
      : evaluator_(evaluator), scope_(scope), exprs_(exprs) {}

  Arena& arena() override { return evaluator_.arena; }
  SymbolTable& symbols() override { return evaluator_.symbols; }
  Project& project() override { return evaluator_.project; }
  FileId file() override { return span.valid() ? span.file : scope_.module->declarations->file; }

  Value error(std::string message) override { return evaluator_.error(std::move(message), span); }
  Value text(std::string_view text) override {
    if (text.size() > evaluator_.limits.text) return limit("a string is too long");
    return evaluator_.text(text);
  }
  Value limit(std::string_view what) override { return evaluator_.limit(what, span); }
  Value symbolic(SymbolFacts facts) override { return evaluator_.symbols.make(lower_case(name), args, facts); }

  Value fill_template(std::string_view text, const Value& variables) override;

  bool is_lambda(size_t argument) override { return argument < exprs_.size() && as<LambdaExpr>(exprs_[argument]); }
  Value apply(size_t argument, std::span<const Value> values) override {
    const auto* lambda = argument < exprs_.size() ? as<LambdaExpr>(exprs_[argument]) : nullptr;
    if (!lambda) return error("a lambda is expected here");
    if (!evaluator_.spend(1, span)) return error("too much work");
    const Value out = bind(*lambda, values, 0, scope_.locals);
    return evaluator_.weigh(out, span) ? out : evaluator_.limit("a value is too large", span);
  }
  Value evaluate(size_t argument) override {
    if (argument >= exprs_.size()) return argument < args.size() ? args[argument] : Value::null();
    return evaluator_.open_set(evaluator_.evaluate(exprs_[argument], scope_));
  }
  size_t argument_count() override { return std::max(exprs_.size(), args.size()); }
  bool spend(uint64_t steps) override { return evaluator_.spend(steps, span); }

  // The scope functions of an outer-scope nested deployment mean the template around it.
  Value subscription_id() override { return where().subscription; }
  Value resource_group_name() override { return where().resource_group; }
  Value management_group_name() override { return where().management_group; }
  std::string_view scope_kind() override { return where().kind; }
  Value deployment_name() override {
    const Value& own = scope_.module->lexical().deployment_name;
    if (!own.is_null()) return own;
    SymbolFacts facts;
    facts.type = SymbolType::String;
    return evaluator_.term("deployment().name", {}, facts);
  }
  std::vector<Value> default_of() override;
  Value copy_index(std::string_view copy_name) override {
    const Local* found = find_copy_loop(scope_.locals, copy_name);
    return found ? found->value : Value::null();
  }
  Value parameter(std::string_view parameter_name) override { return evaluator_.parameter(*scope_.module, parameter_name, span); }
  Value variable(std::string_view variable_name) override { return evaluator_.variable(*scope_.module, variable_name, span); }
  Value deployment_of(const Value& name_or_id) override;
  Value outputs_of(const Value& deployment) override {
    const Handle* handle = evaluator_.handle_of(deployment);
    if (!handle || handle->kind != HandleKind::Module) return Value::null();
    return evaluator_.make_handle(HandleKind::PlainOutputs, handle->target);
  }
  Value get(const Value& object, const Value& key) override {
    if (key.is_string()) return evaluator_.member(object, key.str(), true, false, span, scope_);
    return evaluator_.index(object, key, true, false, span, scope_);
  }
  Value resource_id_of(const Value& name_or_symbol) override;
  Value own_resource_id() override {
    ResourceEnv* env = scope_.resource;
    return env && env->id.state != Slot::State::Busy && env->name.state != Slot::State::Busy ? evaluator_.resource_id(*env) : Value::null();
  }

 private:
  const DeploymentScope& where() { return scope_.module->lexical().where; }

  /// The handle of an instance that reference('symbol[index]') names; an error when the loop is known not to have it.
  template <class Set>
  Value instance_of(Set& set, const Value& index) {
    evaluator_.plan(set);
    if (set.plan.kind == LoopPlan::Kind::None) return evaluator_.instance_at(set, Value::null())->handle;
    return evaluator_.index(set.handle, index, false, false, span, scope_);
  }

  /// Binds a lambda's parameters as frames on the stack, then evaluates its body.
  Value bind(const LambdaExpr& lambda, std::span<const Value> values, size_t place, const Local* outer) {
    if (place == lambda.params.size() || place == values.size()) {
      Scope inside = scope_;
      inside.locals = outer;
      return evaluator_.evaluate(lambda.body, inside);
    }
    const Local local{RefKind::Local, lambda.params[place], values[place], outer};
    return bind(lambda, values, place + 1, &local);
  }

  Evaluator& evaluator_;
  const Scope& scope_;
  std::span<const Expr* const> exprs_;
};

namespace {

/// The parts of an id after '/Microsoft.Resources/deployments/', as one value.
std::optional<Value> deployment_name_in(Evaluator& evaluator, const Value& id) {
  const auto parts = string_parts(id, evaluator.arena);
  constexpr std::string_view kType = "/providers/microsoft.resources/deployments/";
  constexpr std::string_view kRelative = "microsoft.resources/deployments/";
  for (size_t i = parts.size(); i-- > 0;) {
    if (!parts[i].is_string()) continue;
    const std::string lower = lower_case(parts[i].str());
    size_t found = lower.rfind(kType);
    size_t length = kType.size();
    if (found == std::string::npos && i == 0 && lower.starts_with(kRelative)) {
      found = 0;
      length = kRelative.size();
    }
    if (found == std::string::npos) continue;
    std::vector<Value> rest{Value::text(parts[i].str().substr(found + length))};
    rest.insert(rest.end(), parts.begin() + static_cast<std::ptrdiff_t>(i) + 1, parts.end());
    return evaluator.symbols.concat(rest);
  }
  return {};
}

/// ARM compares names without case.
bool same_name(const Value& a, const Value& b) { return equal(a, b, KeyCase::Insensitive); }

}  // namespace

Value CallImpl::fill_template(std::string_view text, const Value& variables) {
  if (evaluator_.in_template_) return error(fmt::format("{}() stands in a template that it fills", name));
  Scope inside;
  inside.module = scope_.module;
  inside.because = scope_.because;
  std::vector<std::string_view> names;
  for (const Member& member : variables.object_members()) {
    names.push_back(member.key);
    inside.locals = arena().make<Local>(Local{RefKind::Local, member.key, member.value, inside.locals});
  }
  Diagnostics problems;
  const Expr* expr = parse_template_text(text, names, arena(), problems);
  if (!expr)
    return error(fmt::format(
        "{}(): {}", name, problems.items().empty() ? "the template cannot be read" : problems.items().front().message));
  if (const Reference* missing = free_reference(expr)) {
    return error(fmt::format("{}(): the template uses '{}', which it is not given", name,
                             missing->type.empty() ? missing->name : missing->type));
  }
  evaluator_.in_template_ = true;  // Terraform lets no template fill another
  const Value out = evaluator_.evaluate(expr, inside);
  evaluator_.in_template_ = false;
  return out.at(span, scope_.because);
}

std::vector<Value> CallImpl::default_of() {
  const ModuleScope& module = *scope_.module;
  for (const Parameter& parameter : module.declarations->parameters) {
    if (!parameter.default_value || !parameter.default_value->span.contains(span)) continue;
    std::vector<Value> out;
    if (module.instance && !module.instance->address.empty()) out.push_back(Value::text(module.instance->address));
    out.push_back(Value::text(parameter.name));
    return out;
  }
  return {};
}

Value CallImpl::deployment_of(const Value& name_or_id) {
  if (!name_or_id.is_string() && !name_or_id.is_symbol()) return Value::null();
  if (const Handle* handle = evaluator_.handle_of(name_or_id)) {
    return handle->kind == HandleKind::Module ? name_or_id : Value::null();
  }
  const std::optional<Value> named = deployment_name_in(evaluator_, name_or_id);
  const Value& wanted = named ? *named : name_or_id;
  for (ModuleScope* module = scope_.module; module; module = module->outer) {
    for (ModuleSet* set : module->modules) {
      if (set->state == Slot::State::Busy) continue;
      const std::string_view symbol = set->call->symbol;
      if (!named && !symbol.empty()) {
        if (wanted.is_string() && equal_ignore_case(wanted.str(), symbol)) return evaluator_.instance_at(*set, Value::null())->handle;
        if (const auto index = index_in(wanted, symbol, evaluator_.arena)) return instance_of(*set, *index);
      }
    }
    ModuleEnv* by_name = nullptr;
    for (ModuleSet* set : module->modules) {
      if (set->state == Slot::State::Busy) continue;
      evaluator_.plan(*set);
      for (ModuleEnv* env : set->items) {
        if (env->name.state == Slot::State::Busy || !same_name(evaluator_.module_name(*env), wanted)) continue;
        // Two deployments may have one name in two scopes: then the whole id decides.
        if (named && same_name(evaluator_.module_id(*env), name_or_id)) return env->handle;
        if (!by_name) by_name = env;
      }
    }
    if (by_name) return by_name->handle;
  }
  return Value::null();
}

Value CallImpl::resource_id_of(const Value& wanted) {
  if (!wanted.is_string() && !wanted.is_symbol()) return Value::null();
  if (const Handle* handle = evaluator_.handle_of(wanted)) {
    if (handle->kind == HandleKind::Resource) return evaluator_.resource_id(*static_cast<ResourceEnv*>(handle->target));
    return Value::null();
  }
  ModuleScope& module = *scope_.module;
  const auto& all = module.declarations->resources;
  for (size_t i = 0; i < all.size(); ++i) {
    const std::string_view symbol = all[i]->symbol;
    if (symbol.empty() || all[i]->enclosing) continue;
    const bool plain = wanted.is_string() && equal_ignore_case(wanted.str(), symbol);
    const std::optional<Value> index = plain ? std::nullopt : index_in(wanted, symbol, evaluator_.arena);
    if (!plain && !index) continue;
    ResourceSet& set = *evaluator_.resource_set(module, i, nullptr);
    if (set.state == Slot::State::Busy) continue;
    const Value instance = instance_of(set, index ? *index : Value::null());
    const Handle* handle = evaluator_.handle_of(instance);
    return handle ? evaluator_.resource_id(*static_cast<ResourceEnv*>(handle->target)) : instance;
  }
  if (module.declarations->symbolic_names) return Value::null();
  for (size_t i = 0; i < all.size(); ++i) {
    if (all[i]->enclosing) continue;
    ResourceSet& set = *evaluator_.resource_set(module, i, nullptr);
    if (set.state == Slot::State::Busy) continue;
    evaluator_.plan(set);
    for (ResourceEnv* env : set.items) {
      if (env->name.state != Slot::State::Busy && same_name(evaluator_.resource_name(*env), wanted)) return evaluator_.resource_id(*env);
    }
  }
  return Value::null();
}

// ---- dispatch --------------------------------------------------------------------------------------------

Value Evaluator::call_function(const FunctionRow& row, const CallExpr& call, Span span, const Scope& scope,
                               std::span<const Value> evaluated) {
  CallImpl context(*this, scope, evaluated.empty() ? call.args : std::span<const Expr* const>{});
  context.name = row.name.ends_with('*') ? arena.copy(lower_case(call.name)) : row.name;
  context.span = span;
  std::vector<Value> args(evaluated.begin(), evaluated.end());
  bool lambda = false;
  for (size_t i = 0; evaluated.empty() && i < call.args.size(); ++i) {
    lambda |= as<LambdaExpr>(call.args[i]) != nullptr;
    const bool skip = (row.flags & kLazy) || as<LambdaExpr>(call.args[i]);
    args.push_back(skip ? Value::null() : open_set(evaluate(call.args[i], scope)));
  }
  if (call.expand_last && !args.empty() && !(row.flags & kLazy)) {
    const Value last = args.back();
    if (last.is_array()) {
      args.pop_back();
      args.insert(args.end(), last.array_items().begin(), last.array_items().end());
    } else if (last.is_symbol() && !is_error(last)) {
      return term(lower_case(row.name), {Value::array(arena.copy(args))}).at(span);
    }
  }
  if (args.size() < row.min_args || (row.max_args != 255 && args.size() > row.max_args)) {
    return error(fmt::format("function '{}' does not take {} argument(s)", row.name, args.size()), span);
  }
  for (const Value& arg : args) {
    if (!weigh(arg, span)) return limit("a value is too large", span);
  }
  if (!(row.flags & (kSeesErrors | kLazy))) {
    for (const Value& arg : args) {
      if (is_error(arg)) return arg;
    }
  }
  if (scope.module->dialect == Dialect::Terraform && !(row.flags & kLazy)) {
    if (const auto misfit = terraform_library::fit_arguments(context, args)) return *misfit;
  }
  if (!(row.flags & (kSeesSymbols | kLazy)) && std::any_of(args.begin(), args.end(), has_symbol)) {
    for (Value& arg : args) {
      const Value* failed = has_internal(arg) ? find_error(arg) : nullptr;
      if (failed && !(row.flags & kSeesErrors)) return *failed;
      if (has_internal(arg) && !failed) arg = finish(arg, span);
    }
    if (!lambda && std::any_of(args.begin(), args.end(), has_symbol)) {
      SymbolFacts facts;
      facts.type = row.result;
      facts.secure = row.flags & kSecret;
      return symbols.make(lower_case(context.name), args, facts).at(span, scope.because);
    }
  }
  context.args = arena.copy(args);
  const Value out = row.call(context);
  return out.span.valid() ? out : out.at(span, scope.because);
}

Value Evaluator::user_function(ModuleScope& module, int index, const CallExpr& call, Span span, const Scope& scope) {
  const Function& function = module.declarations->functions[static_cast<size_t>(index)];
  if (call.args.size() > function.params.size()) return error(fmt::format("too many arguments for '{}'", call.name), span);
  Scope inside;
  inside.module = &module;
  inside.because = scope.because;
  const RefKind kind = module.dialect == Dialect::Arm ? RefKind::Parameter : RefKind::Local;
  for (size_t i = 0; i < function.params.size(); ++i) {
    const Value value = i < call.args.size() ? evaluate(call.args[i], scope) : Value::null();
    inside.locals = arena.make<Local>(Local{kind, function.params[i].name, value, inside.locals});
  }
  return evaluate(function.body, inside);
}

namespace {

/// Bicep's namespace `this`, unless something is declared under that name.
bool is_this_namespace(const CallExpr& call, const Scope& scope) {
  const auto* reference = as<Reference>(call.receiver);
  if (!reference || reference->name != "this" || scope.module->dialect != Dialect::Bicep) return false;
  const TemplateIndex& index = *scope.module->lexical().index;
  return index.find(DeclarationKind::Parameter, "this") < 0 && index.find(DeclarationKind::Variable, "this") < 0 &&
         index.find(DeclarationKind::Resource, "this") < 0 && index.find(DeclarationKind::Module, "this") < 0 &&
         index.find(DeclarationKind::Wildcard, "this") < 0;
}

/// Bicep: a scope that is not the template's own can only be deployed to (read_scope() reads it); as a value it has no
/// members (learn.microsoft.com, "Scope functions for Bicep"), and the compiler writes an empty object.
bool is_other_scope(const CallExpr& call) {
  return !call.args.empty() && call.args.size() <= 2 &&
         (call.name == "resourceGroup" || call.name == "subscription" || call.name == "managementGroup");
}

}  // namespace

/// this.existingResource() is target('full'), this.exists() not(empty(target('full'))), as the compiler writes them.
Value Evaluator::this_function(const CallExpr& call, Span span, const Scope& scope) {
  const FunctionRow* target = find_function(Dialect::Bicep, "target");
  const Value full = Value::text("full");
  if (!target || !call.args.empty()) return error(fmt::format("function 'this.{}' takes no arguments", call.name), span);
  const Value before = call_function(*target, call, span, scope, {&full, 1});
  if (call.name == "existingResource") return before;
  if (call.name == "exists") return term("not", {term("empty", {before}, {SymbolType::Bool, {}, {}, {}, {}})}).at(span);
  unsupported(fmt::format("this.{}", call.name), span);
  return symbols.make(fmt::format("this.{}", lower_case(call.name)), {}).at(span);
}

Value Evaluator::method(const CallExpr& call, Span span, const Scope& scope) {
  if (is_this_namespace(call, scope)) return this_function(call, span, scope);
  const Value receiver = evaluate(call.receiver, scope);
  if (is_error(receiver)) return receiver;
  const Handle* handle = handle_of(receiver);
  if (handle && handle->kind == HandleKind::Import) {
    ModuleScope& imported = *static_cast<ModuleScope*>(handle->target);
    const int found = imported.index->find(DeclarationKind::Function, call.name);
    if (found >= 0) return user_function(imported, found, call, span, scope);
    return error(fmt::format("there is no function '{}'", call.name), span);
  }
  std::vector<Value> args;
  if (handle && handle->kind == HandleKind::Resource) {
    args.push_back(resource_id(*static_cast<ResourceEnv*>(handle->target)));
  } else {
    args.push_back(finish(receiver, span));
  }
  for (const Expr* arg : call.args) args.push_back(open_set(evaluate(arg, scope)));
  if (equal_ignore_case(call.name, "getSecret") && args.size() >= 2) {
    SymbolFacts facts;
    facts.type = SymbolType::String;
    facts.secure = true;
    return term("secret", {args[0], args[1]}, facts).at(span);
  }
  const FunctionRow* row = find_function(scope.module->dialect, call.name);
  if (row && lower_case(call.name).starts_with("list")) return call_function(*row, call, span, scope, args);
  unsupported(call.name, span);
  return symbols.make(lower_case(call.name), args).at(span);
}

Value Evaluator::call(const CallExpr& call, Span span, const Scope& scope) {
  ModuleScope& module = scope.module->lexical();
  if (call.name == "@error") {
    const Value message = call.args.empty() ? Value::null() : evaluate(call.args[0], scope);
    return error(message.is_string() ? std::string(message.str()) : "this expression could not be read", span);
  }
  if (call.receiver) return method(call, span, scope);
  if (call.name == "@splat" && call.args.size() == 1) {
    const Value value = open_set(evaluate(call.args[0], scope));
    const Handle* handle = handle_of(value);
    const bool set = handle && (handle->kind == HandleKind::ResourceSet || handle->kind == HandleKind::ModuleSet);
    if (is_error(value) || value.is_array() || set) return value;
    if (value.is_null()) return Value::array({}).at(span);
    if (handle || !value.is_symbol()) return Value::array({arena.make<Value>(value), 1}).at(span);
  }
  if (module.dialect != Dialect::Terraform && call.ns != "az" && call.ns != "sys") {
    const int own = module.index->find(DeclarationKind::Function, call.name, call.ns);
    if (own >= 0) return user_function(module, own, call, span, scope);
    const int imported = call.ns.empty() ? module.index->find(DeclarationKind::Import, call.name) : -1;
    if (imported >= 0) {
      const size_t import = static_cast<size_t>(imported) >> 16, item = static_cast<size_t>(imported) & 0xffff;
      ModuleScope* from = import_scope(module, import);
      const std::string_view original = module.declarations->imports[import].items[item].name;
      const int found = from ? from->index->find(DeclarationKind::Function, original) : -1;
      if (found >= 0) return user_function(*from, found, call, span, scope);
    }
  }
  if (module.dialect == Dialect::Bicep && (call.ns.empty() || call.ns == "az") && is_other_scope(call)) return Value::object({}).at(span);
  const bool builtin = call.ns.empty() || call.ns == "az" || call.ns == "sys" || (module.dialect == Dialect::Terraform && call.ns == "core");
  if (const FunctionRow* row = builtin ? find_function(module.dialect, call.name) : nullptr) return call_function(*row, call, span, scope, {});
  std::vector<Value> args;
  for (const Expr* arg : call.args) {
    const Value value = as<LambdaExpr>(arg) ? Value::null() : open_set(evaluate(arg, scope));
    if (is_error(value)) return value;
    args.push_back(has_internal(value) ? finish(value, arg->span) : value);
  }
  const std::string full = call.ns.empty() ? std::string(call.name) : fmt::format("{}.{}", call.ns, call.name);
  // What a provider defines is not ours to know.
  if (module.dialect != Dialect::Terraform || call.ns.empty()) unsupported(full, span);
  return symbols.make(lower_case(full), args).at(span);
}

}  // namespace ringfence
