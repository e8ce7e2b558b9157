#pragma once
// The `if` and `existenceCondition` of an Azure policy definition -> Condition.
//
// What the parameters decide is decided here: a condition that is always true or false falls away. Comes between
// azure_policy_reader and azure_policy_compile.

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/policy/azure_policy_tests.h"

namespace ringfence {

/// Resource types by lower-case name, as written.
using TypeSet = std::map<std::string, std::string>;

struct CompiledRule {
  const Condition* exact = nullptr;
  /// The part about type, name and kind, for which the rest may be anything: whom the policy is about.
  const Condition* applies = nullptr;
  std::optional<TypeSet> types;      // nullopt: any
};

class AzureRuleCompiler {
 public:
  AzureRuleCompiler(const AzurePolicyContext& context, Arena& arena, SymbolTable& symbols,
                    std::vector<std::unique_ptr<OwnTest>>& tests)
      : context_(context), arena_(arena), symbols_(symbols), tests_(tests) {}

  CompiledRule compile(const Expr* rule);
  /// A value that needs no resource; nullopt: it does.
  std::optional<Value> constant(const Expr* expr);
  /// The first thing that is not supported; empty: none.
  const std::string& problem() const { return problem_; }
  /// The first parameter without a value that is needed; empty: none.
  const std::string& missing() const { return missing_; }
  /// The first property that is looked at.
  const std::string& main_path() const { return main_path_; }
  const Condition* make(Condition condition) { return arena_.make<Condition>(std::move(condition)); }
  const Condition* negation(const Condition* item);
  const Condition* conjunction(const std::vector<const Condition*>& items);

 private:
  struct Part {
    const Condition* exact = nullptr;
    const Condition* over = nullptr;    // with whatever is not about type, name and kind true
    const Condition* under = nullptr;   // with it false
    std::optional<TypeSet> types;
  };
  /// An operator and its right side.
  struct Right {
    Test test;
    const Expr* dynamic = nullptr;      // not known before there is a resource
    bool good = false;
  };

  Part part(const Expr* rule);
  Part junction(const Expr* list, bool all);
  Part inverse(const Expr* item);
  Part field(const Expr* rule, const Expr* name);
  Part type_test(const Test& test);
  Part value(const Expr* rule, const Expr* left);
  Part count(const Expr* rule, const Expr* counted);
  Right right(const Expr* rule, const Expr* left);
  Part leaf(const Condition* exact, bool about_type = false);
  const Condition* always(bool value) { return make({Always{value}}); }
  const Condition* disjunction(const std::vector<const Condition*>& items);
  Part fail(std::string problem);

  const AzurePolicyContext& context_;
  Arena& arena_;
  SymbolTable& symbols_;
  std::vector<std::unique_ptr<OwnTest>>& tests_;
  std::string problem_, missing_, main_path_;
  unsigned depth_ = 0;
};

}  // namespace ringfence
