#pragma once
// Built-in functions: a table per language family (ARM and Bicep share one, Terraform has its own).
//
// The evaluator looks a call up by name, evaluates its arguments and calls the row's function through a CallContext.
// A row that does not say kSeesSymbols is never called with a symbol anywhere in its arguments: the
// evaluator makes the term name(args...) instead. An argument that is an error (see
// CallContext::error) is passed on unless the row says kSeesErrors.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/eval/project.h"
#include "analyzer/eval/symbol.h"
#include "analyzer/eval/value.h"
#include "parsers/template.h"

namespace ringfence {

/// What a function may ask and do. Implemented by the evaluator; lives for one call.
class CallContext {
 public:
  virtual ~CallContext() = default;

  std::span<const Value> args;   // evaluated; a lambda's or a lazy row's place holds null
  std::string_view name;         // as in the table
  Span span;                     // of the call

  virtual Arena& arena() = 0;
  virtual SymbolTable& symbols() = 0;
  virtual Project& project() = 0;
  virtual FileId file() = 0;     // that holds the call

  /// An evaluation error: a symbol "@error" that spreads through whatever uses it, is caught by
  /// try()/can()/lazy rows, and becomes one diagnostic where it reaches a resource.
  virtual Value error(std::string message) = 0;
  /// A limit is passed: one diagnostic that says so, and a term of reason Limit.
  virtual Value limit(std::string_view what) { return error(std::string(what)); }
  /// A string value in the arena; a limit when it is longer than Limits::text.
  virtual Value text(std::string_view text) = 0;
  /// The term name(args) for an outcome that is not known although the arguments are.
  virtual Value symbolic(SymbolFacts facts) = 0;

  virtual bool is_lambda(size_t argument) = 0;
  /// Calls the lambda at that argument place.
  virtual Value apply(size_t argument, std::span<const Value> values) = 0;
  /// kLazy rows: evaluates the argument now.
  virtual Value evaluate(size_t argument) = 0;
  virtual size_t argument_count() = 0;

  /// Charges work to the root's budget (loops over data); false when it is spent: return error("...").
  virtual bool spend(uint64_t steps) = 0;

  // The deployment around the call (ARM and Bicep).
  virtual Value subscription_id() = 0;       // of the template's scope: symbol subscription().subscriptionid or a string
  virtual Value resource_group_name() = 0;   // null above resource group level
  virtual Value management_group_name() { return Value::null(); }  // of a module's own; null: the root's
  virtual std::string_view scope_kind() = 0; // resourceGroup, subscription, managementGroup, tenant
  virtual Value deployment_name() = 0;
  /// Of the parameter in whose default value the call stands: its name, after the name of the deployment unless that
  /// is the root's (newGuid() is another value for each). Empty: it stands elsewhere.
  virtual std::vector<Value> default_of() { return {}; }
  /// The innermost copy loop of that name ("" = innermost); null value when there is none.
  virtual Value copy_index(std::string_view copy_name) = 0;
  /// parameters('x') / variables('x') with a computed name.
  virtual Value parameter(std::string_view parameter_name) = 0;
  virtual Value variable(std::string_view variable_name) = 0;
  /// reference(...), list*(...): if the argument names a module (nested deployment) of this template by name, id or
  /// symbolic name, an object with its outputs as members { outputs: { x: { value: ... } } }; null otherwise.
  virtual Value deployment_of(const Value& name_or_id) = 0;
  /// What deployment_of gave, as an object of its plain output values; null when it is no deployment.
  virtual Value outputs_of(const Value& deployment) {
    (void)deployment;
    return Value::null();
  }
  /// object[?key], also of what deployment_of gave: null when there is no such member.
  virtual Value get(const Value& object, const Value& key) { return symbols().get(object, key); }
  /// Terraform: the text with what is in its `${}` and `%{}`; the members of `variables` are the names it knows.
  virtual Value fill_template(std::string_view text, const Value& variables) {
    (void)text, (void)variables;
    return error("there are no templates here");
  }
  /// The absolute id of the resource in whose declaration the call stands; null when it stands in none.
  virtual Value own_resource_id() { return Value::null(); }
  /// The absolute id of the resource with that symbolic name or plain name in this template; null when there is none.
  virtual Value resource_id_of(const Value& name_or_symbol) = 0;
};

enum FunctionFlags : uint8_t {
  kPlain = 0,
  kSeesSymbols = 1,   // called even when arguments are or hold symbols
  kSeesErrors = 2,    // called even when arguments are errors (implies it may catch them)
  kLazy = 4,          // arguments are not evaluated before the call; use CallContext::evaluate
  kSecret = 8         // the result is a secret (listKeys, getSecret): its symbol is marked secure
};

struct FunctionRow {
  std::string_view name;        // ARM/Bicep: lower case; Terraform: as written
  uint8_t min_args = 0;
  uint8_t max_args = 0;         // 255: any number
  uint8_t flags = kPlain;
  SymbolType result = SymbolType::Any;  // type of the term when it is symbolic
  Value (*call)(CallContext&) = nullptr;
};

/// Sorted by name.
std::span<const FunctionRow> arm_functions();        // functions_arm*.cpp: Bicep's too
std::span<const FunctionRow> terraform_functions();  // functions_terraform*.cpp

/// Row of that name, or null. ARM and Bicep names ignore case.
const FunctionRow* find_function(Dialect dialect, std::string_view name);

}  // namespace ringfence
