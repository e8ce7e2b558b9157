#pragma once
// The tests of Azure's policy definitions that a Condition has no form for: those whose left or right side is an
// expression of the judged resource, and those that look for another resource.
//
// Made by azure_policy_compile, called by ConditionEvaluator and Explanation through OwnTest.

#include <optional>
#include <string>

#include "analyzer/policy/azure_policy_expression.h"
#include "analyzer/policy/condition.h"

namespace ringfence {

/// Two sides and an operator.
class ExpressionTest final : public OwnTest {
 public:
  enum class Left : uint8_t { Field, FieldName, Value, Count };
  const AzurePolicyContext* context = nullptr;
  Left left = Left::Value;
  FieldPath field;                  // Field
  const Expr* expression = nullptr; // FieldName: its name; Value
  CountTest count;                  // Count
  Test test;                        // operands: when they are known
  const Expr* operand = nullptr;    // else
  bool is_location = false;         // "East US 2" is "eastus2"

  Tri truth(ConditionEvaluator& evaluator, const Subject& subject) const override;
  Looked look(ConditionEvaluator& evaluator, const Subject& subject) const override;

 private:
  Tri compare(const Test& with, const Leaf& leaf, ConditionEvaluator& evaluator) const;
  std::optional<FieldPath> path(ConditionEvaluator& evaluator, const Subject& subject, Looked* looked) const;
};

/// auditIfNotExists, deployIfNotExists: is there such a resource?
class ExistenceTest final : public OwnTest {
 public:
  const AzurePolicyContext* context = nullptr;
  std::string type;                 // details.type, as templates name it
  const Expr* name = nullptr;       // null: any
  bool in_subscription = false;     // existenceScope subscription: wherever it stands
  const Condition* condition = nullptr;  // existenceCondition; null: any

  Tri truth(ConditionEvaluator& evaluator, const Subject& subject) const override;
  Looked look(ConditionEvaluator& evaluator, const Subject& subject) const override;
};

/// Operands as the operator wants them: `exists` a bool, `match` a text, `in` the items of a list. nullopt: not of that kind.
std::optional<std::vector<Value>> operands_of(Operator op, const Value& operand, Arena& arena);
/// "eastus2" of "East US 2".
Value without_blanks(const Value& location, Arena& arena);

}  // namespace ringfence
