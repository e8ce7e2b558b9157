#pragma once
// From documents to single definitions: what azure_policy_compile makes a Policy of.
//
// A document is a definition ({ properties: { policyRule } }, or the properties alone, or only { if, then }), an
// initiative ({ policyDefinitions: [{ policyDefinitionId, parameters }] }), or a list of either ([...], { value: [...] }).
// A definition that an initiative refers to is judged with the initiative's parameters, and not by itself.

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/policy/azure_policy.h"

namespace ringfence {

/// Values of parameters by name; expressions are evaluated in the initiative that passes them.
using AzureArguments = std::vector<std::pair<std::string_view, const Expr*>>;

struct AzureDefinition {
  const AzurePolicyDocument* document = nullptr;
  std::string name;                   // "0725b4dd-..." or what its author chose
  std::string_view id;                // resource id; may be empty
  std::string_view display_name, description, mode, policy_type, category;
  bool guest_configuration = false;
  const Expr* condition = nullptr;    // policyRule.if
  const Expr* effect = nullptr;       // policyRule.then.effect
  const Expr* details = nullptr;      // policyRule.then.details; may be null
  const Expr* parameters = nullptr;   // declarations; may be null
  Span span;
};

/// One use of a definition: by itself, or by an initiative.
struct AzureAssignment {
  const AzureDefinition* definition = nullptr;
  std::string_view reference;         // policyDefinitionReferenceId; empty: by itself
  const Expr* arguments = nullptr;    // { name: { value } } of the initiative; may be null
  const AzureDefinition* initiative = nullptr;  // its parameters are what `arguments` refer to
};

struct AzureDefinitions {
  std::vector<std::unique_ptr<AzureDefinition>> definitions;   // initiatives too (without a condition)
  std::vector<AzureAssignment> assignments;
  std::vector<DataError> errors;
};

AzureDefinitions find_definitions(const std::vector<AzurePolicyDocument>& documents);

/// The member of an object, ignoring case; null: none, or no object.
const Expr* member_of(const Expr* object, std::string_view name);
/// A literal text; empty: none.
std::string_view text_of(const Expr* expr);
/// "path", line and column of a span.
DataError error_at(const AzurePolicyDocument& document, const Span& span, std::string message);

}  // namespace ringfence
