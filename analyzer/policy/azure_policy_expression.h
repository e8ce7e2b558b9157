#pragma once
// The expressions of Azure's policy definitions, "[field('tags')]": the template language with functions of its own.
//
// Once without a resource, when a definition is compiled: what does not depend on the judged resource becomes a value.
// The rest is evaluated for each resource by azure_policy_tests. The functions that templates have too are those of
// eval/functions.h; those that only policies have are in azure_policy_functions.cpp.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/eval/functions.h"
#include "analyzer/eval/symbol.h"
#include "analyzer/policy/azure_policy_table.h"
#include "analyzer/policy/evaluator.h"
#include "parsers/expr.h"

namespace ringfence {

/// What the expressions of one definition may refer to.
struct AzurePolicyContext {
  const AzurePolicyTable* table = nullptr;
  std::vector<std::pair<std::string_view, Value>> parameters;  // all of them; those without a value are symbols
  std::string_view definition_id;

  const Value* parameter(std::string_view name) const;
};

/// The value at a path as it is, unknown parts as terms: absent is null (or Azure's default), a path with [*] an array.
Value read_field(const FieldPath& path, ConditionEvaluator& evaluator, const Subject& subject);

class PolicyExpressions {
 public:
  /// Without a resource: what asks for one becomes a term, and `needs_resource` is true.
  PolicyExpressions(const AzurePolicyContext& context, Arena& arena, SymbolTable& symbols)
      : context_(context), arena_(arena), symbols_(symbols) {}
  PolicyExpressions(const AzurePolicyContext& context, ConditionEvaluator& evaluator, const Subject& subject)
      : context_(context), arena_(evaluator.arena()), symbols_(evaluator.symbols()), evaluator_(&evaluator), subject_(&subject) {}

  /// A term "@error" when it cannot be evaluated.
  Value evaluate(const Expr* expr);
  bool needs_resource() const { return needs_resource_; }
  /// The first function or name that is not known; empty: none.
  const std::string& problem() const { return problem_; }
  /// The first parameter without a value that was referred to; empty: none.
  const std::string& missing() const { return missing_; }
  /// Paths of the field() and current() calls that were evaluated.
  const std::vector<FieldPath>& paths() const { return paths_; }

  // For the functions.
  Arena& arena() { return arena_; }
  SymbolTable& symbols() { return symbols_; }
  const AzurePolicyContext& context() const { return context_; }
  const ConditionEvaluator* evaluator() const { return evaluator_; }
  const Subject* subject() const { return subject_; }
  Value error(std::string_view message);
  Value field(std::string_view name);
  Value current(const Value* name);
  /// A term for what only a resource, or the deployment itself, can tell.
  Value unknown(std::string_view name, std::span<const Value> args, SymbolType type = SymbolType::Any);
  Value member(const Value& object, const Value& key);

 private:
  Value dispatch(const Expr& expr);
  Value call(const CallExpr& call);
  Value object(const ObjectExpr& object);
  void unsupported(std::string what);

  const AzurePolicyContext& context_;
  Arena& arena_;
  SymbolTable& symbols_;
  ConditionEvaluator* evaluator_ = nullptr;
  const Subject* subject_ = nullptr;
  bool needs_resource_ = false;
  unsigned depth_ = 0;
  std::string problem_, missing_;
  std::vector<FieldPath> paths_;
};

/// A function that only policies have. `args` are evaluated.
struct PolicyFunction {
  std::string_view name;  // lower case
  size_t min_args, max_args;
  Value (*call)(PolicyExpressions& expressions, std::span<const Value> args);
};
const PolicyFunction* find_policy_function(std::string_view name);
/// Functions of templates that policies do not have (learn.microsoft.com, "Azure Policy definition structure": functions).
bool is_template_only(std::string_view lower_case_name);

}  // namespace ringfence
