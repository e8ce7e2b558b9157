#pragma once
// The one evaluator for all dialects: Expr in a Scope -> Value. Private to eval; expand drives it.
//
// Lazy, memoised per scope, cycle-safe, limited in depth, steps and memory. What differs between
// dialects is data (Traits, the function tables). One file per concern:
//   evaluate.cpp   dispatch, literals, objects, arrays    references.cpp  names
//   operators.cpp  unary, binary, conditional             access.cpp      members and indexes
//   calls.cpp      functions                              comprehension.cpp  for expressions
//   loops.cpp      resource and module loops              finish.cpp      leaving the evaluator
//   instances.cpp, resource_ids.cpp, deployment_scope.cpp, modules.cpp, parameters.cpp
// References to resources and modules evaluate to handles: symbols "@handle" that never leave.

#include <deque>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>

#include "analyzer/eval/expand.h"
#include "analyzer/eval/functions.h"
#include "analyzer/eval/scope.h"

namespace ringfence {

/// What differs between the languages, as data.
struct Traits {
  Dialect dialect = Dialect::Arm;
  KeyCase member_case = KeyCase::Insensitive;  // of property names
  bool integer_division = true;
  bool converts = false;                       // "1" is a number and 1 a string where one is wanted
  std::string_view true_text = "True", false_text = "False";
};
const Traits& traits_of(Dialect dialect);

/// PlainOutputs: of listOutputsWithSecureValues, without the { value: ... } that ARM puts around each.
enum class HandleKind : uint8_t { Resource, ResourceSet, Module, ModuleSet, Outputs, PlainOutputs, Import };
struct Handle {
  HandleKind kind = HandleKind::Resource;
  void* target = nullptr;
};

/// `symbol[index]` as ARM writes it in a string: the index, or nothing when that is not what it says.
std::optional<Value> index_in(const Value& reference, std::string_view symbol, Arena& arena);

/// The limit after which nothing more of the deployment is evaluated.
constexpr std::string_view kTooMuchWork = "too much work";

class Evaluator {
 public:
  Evaluator(Deployment& result, const RootInput& input, Project& world, const Limits& bounds);

  Value evaluate(const Expr* expr, const Scope& scope);

  // ---- what a name means (references.cpp) --------------------------------------------------------
  Value parameter(ModuleScope& module, std::string_view name, Span use);
  Value variable(ModuleScope& module, std::string_view name, Span use);
  Value output(ModuleScope& module, int index);
  Value name(const Reference& reference, Span span, const Scope& scope);

  // ---- resources and modules -------------------------------------------------------------------------
  ResourceSet* resource_set(ModuleScope& module, size_t index, ResourceEnv* enclosing);
  void plan(ResourceSet& set);
  void plan(ModuleSet& set);
  ResourceEnv* instance_at(ResourceSet& set, const Value& key);
  ModuleEnv* instance_at(ModuleSet& set, const Value& key);
  Value resource_name(ResourceEnv& env);
  Value resource_id(ResourceEnv& env);
  Value resource_scope(ResourceEnv& env);       // absolute id of another scope; null: the module's own
  Value resource_condition(ResourceEnv& env);
  Value resource_body(ResourceEnv& env);
  Value resource_attribute(ResourceEnv& env, std::string_view name);
  std::string_view resource_address(ResourceEnv& env);
  ResourceEnv* parent_of(ResourceEnv& env);
  bool is_full_name(const ResourceEnv& env, const Value& name);

  Value module_name(ModuleEnv& env);
  Value module_id(ModuleEnv& env);
  Value generated_name(ModuleEnv& env);
  Value module_condition(ModuleEnv& env);
  Value module_output(ModuleEnv& env, std::string_view name, Span use);
  /// Finds the module's template once; null when it is unresolved or opaque.
  const Template* look_up(ModuleEnv& env);
  /// Asks the project for the module that `source` names.
  ModuleLookup find_source(ModuleSet& set, std::string_view source);
  /// The scope of one use; null when the module is not to be had.
  ModuleScope* enter(ModuleEnv& env);
  ModuleScope* make_scope(const Template& declarations, ModuleScope* parent);
  ModuleScope* import_scope(ModuleScope& module, size_t import);
  std::string_view module_path(ModuleSet& set);

  // ---- deployment scopes and ids (resource_ids.cpp) --------------------------------------------
  Value scope_id(const DeploymentScope& scope);
  Value join_id(const Value& scope_id, std::string_view type, const Value& name);
  DeploymentScope root_scope(std::string_view kind);
  /// Reads the id of a resource group, subscription, management group or the tenant; false when it is that of none.
  bool scope_of_id(const Value& id, DeploymentScope& out);
  /// Reads Bicep `scope:`; false when it is the id of a resource (then in `resource_id`).
  bool read_scope(const Expr* expr, const Scope& scope, const DeploymentScope& own, DeploymentScope& out,
                  Value& resource_id);

  // ---- loops (loops.cpp) ------------------------------------------------------------------------------
  LoopPlan plan_loop(const Loop& loop, const Scope& scope);
  /// What a count says: a number, or the list c of a count that is length(c), when that is not known (DESIGN section
  /// 8, rule 8).
  Value extent_of(const Expr* count, const Scope& scope);
  /// Frames of the iteration `key` (an index, a map key, or a symbol) on top of `outer`.
  const Local* bind_loop(const Loop& loop, const LoopPlan& plan, uint32_t iteration, const Local* outer, Dialect dialect,
                         Value& key);
  const Local* bind_unknown(const Loop& loop, const LoopPlan& plan, const Value& asked, const Local* outer,
                            Dialect dialect, Value& key);
  Scope resource_locals(const ResourceEnv& env);

  // ---- values -----------------------------------------------------------------------------------------
  Value member(const Value& object, std::string_view name, bool safe, bool nested, Span span, const Scope& scope);
  Value index(const Value& object, const Value& key, bool safe, bool from_end, Span span, const Scope& scope);
  Value to_text(const Value& value, const Traits& traits);
  /// A set handle as the array or object of its instances; anything else as it is.
  Value open_set(const Value& value);
  Value call_function(const FunctionRow& row, const CallExpr& call, Span span, const Scope& scope,
                      std::span<const Value> evaluated);
  Value binary(BinaryOp op, const Value& left, const Value& right, Span span, const Traits& traits);
  Value conditional(const Value& condition, const Value& then, const Value& otherwise);
  Value in_common_type(const Value& value, const Value& other, Span span);
  Value comprehension(const ForExpr& loop, Span span, const Scope& scope);
  Value convert(const Value& value, const TypeExpr* type, const Scope& scope, int depth = 0);
  SymbolFacts facts_of(const Parameter& parameter, const Scope& scope);

  // ---- leaving (finish.cpp) ---------------------------------------------------------------------------
  /// Without handles, errors (one diagnostic) and nulls in objects.
  Value finish(const Value& value, Span fallback, bool diagnose = true);

  /// Without handles, but an error stays the error that it is.
  Value settled(const Value& value, Span span) { return !is_error(value) && has_internal(value) ? finish(value, span) : value; }

  Value error(std::string message, Span span);
  bool is_error(const Value& value) const { return value.is_symbol() && value.symbol->name == "@error"; }
  Value limit(std::string_view what, Span span);
  bool spend(uint64_t steps, Span span);
  /// May this value become part of another, or be walked? Values are shared, so that a few lines can
  /// make one that is exponentially large to whoever walks it. Charges the work.
  bool weigh(const Value& value, Span span) { return weigh(value, span, 0).has_value(); }
  /// The same beside `others` nodes that the whole has already; how many it has then.
  std::optional<uint32_t> weigh(const Value& value, Span span, uint32_t others);
  Value make_handle(HandleKind kind, void* target);
  const Handle* handle_of(const Value& value) const;
  Value text(std::string_view text) { return Value::text(arena.copy(text)); }
  Value term(std::string_view name, std::initializer_list<Value> args, SymbolFacts facts = {}) {
    return symbols.make(name, {args.begin(), args.size()}, facts);
  }
  /// Fills a slot once; a cycle is an error.
  template <class F>
  Value fill(Slot& slot, std::string_view what, std::string_view name, Span span, F&& compute) {
    if (slot.state == Slot::State::Done) return slot.value;
    if (slot.state == Slot::State::Busy) return cycle(what, name, span);
    slot.state = Slot::State::Busy;
    slot.value = compute();
    slot.state = Slot::State::Done;
    return slot.value;
  }
  Value cycle(std::string_view what, std::string_view name, Span span);
  void unsupported(std::string_view function, Span span);
  Value via(Value value, OriginKind how, Span span);

  Deployment& deployment;
  const RootInput& root;
  Project& project;
  const Limits& limits;
  Arena& arena;
  SymbolTable& symbols;
  Diagnostics& diagnostics;
  ModuleScope* root_module = nullptr;
  std::vector<std::pair<std::string_view, Value>> given;  // root parameters from files and --var

  std::deque<ModuleScope> scopes;
  std::deque<ResourceEnv> resource_envs;
  std::deque<ResourceSet> resource_sets;
  std::deque<ModuleEnv> module_envs;
  std::deque<ModuleSet> module_sets;
  std::deque<Handle> handles;  // a Handle is referred to while others are made

 private:
  friend class CallImpl;
  Value dispatch(const Expr& expr, const Scope& scope);
  Value number_of(const DoubleLiteral& literal, const Scope& scope);
  Value object(const ObjectExpr& object, Span span, const Scope& scope);
  Value array(const ArrayExpr& array, Span span, const Scope& scope);
  Value interpolation(const Interpolation& text, Span span, const Scope& scope);
  Value unary(const UnaryExpr& unary, Span span, const Scope& scope);
  Value binary(const BinaryExpr& binary, Value left, Span span, const Scope& scope);
  Value logic(const BinaryExpr& binary, Value left, Span span, const Scope& scope);
  Value coalesce(const BinaryExpr& binary, Value left, Span span, const Scope& scope);
  Value common_attribute(const Value& from, const Expr& next);
  Value chain(const Expr& expr, const Scope& scope);
  Value conditional(const ConditionalExpr& conditional, Span span, const Scope& scope);
  Value call(const CallExpr& call, Span span, const Scope& scope);
  Value method(const CallExpr& call, Span span, const Scope& scope);
  Value this_function(const CallExpr& call, Span span, const Scope& scope);
  Value user_function(ModuleScope& module, int index, const CallExpr& call, Span span, const Scope& scope);
  Value handle_member(const Handle& handle, std::string_view name, Span span, const Scope& scope);
  Value safe_member(const Handle& handle, std::string_view name, Span span, const Scope& scope);
  Value computed_attribute(const Expr& expr, const Scope& scope);
  Value parameter_value(ModuleScope& module, const Parameter& declaration);
  const Template* find_template(ModuleEnv& env);
  Value argument(ModuleScope& module, std::string_view name, bool& found);
  Value default_or_symbol(ModuleScope& module, const Parameter& declaration);
  Value finish_value(const Value& value, bool diagnose);
  Value finish_symbol(const Value& value, bool diagnose);
  Value finish_handle(const Handle& handle, bool diagnose);
  std::optional<Value> number_argument(const Value& value, const Traits& traits);

  uint64_t steps_ = 0;
  uint64_t planned_ = 0;       // instances of resource and module loops
  uint32_t depth_ = 0;
  bool in_template_ = false;  // of templatefile or templatestring
  std::set<std::pair<FileId, uint32_t>> limits_told_;
  std::set<const ForExpr*> too_large_;
  uint32_t finish_nodes_ = 0;
  Span fallback_;
  std::set<std::tuple<FileId, uint32_t, const Symbol*>> reported_;
  std::set<std::string, std::less<>> unsupported_;
  std::unordered_map<const Template*, std::unique_ptr<TemplateIndex>> indexes_;
  std::map<std::pair<const Template*, std::string>, ModuleScope*> imports_;
};

}  // namespace ringfence
