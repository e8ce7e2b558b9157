#pragma once
// Azure's policy definitions, built-in ones or an organisation's own, as policies of ours.
//
// A definition is an `if` and an `effect`; it is compiled into the same Condition tree that policies/*.yaml are, and
// judged by the same engine. azure_policy_reader finds the definitions in documents (one, a list, an initiative, an
// export) with the values of their parameters, azure_policy_compile makes a Policy of each or says why not. Reading the
// files is analyzer/azure_policies' part.

#include <memory>
#include <string>
#include <vector>

#include "analyzer/knowledge/data_node.h"
#include "analyzer/policy/policy.h"
#include "parsers/arena.h"
#include "parsers/expr.h"
#include "parsers/source.h"

namespace ringfence {

/// One file. It and its arena are kept alive by the policies made from it.
struct AzurePolicyDocument {
  std::string path;                           // as shown in messages
  std::shared_ptr<const SourceFile> source;
  std::shared_ptr<Arena> arena;
  const Expr* root = nullptr;
};

enum class AzurePolicyState : uint8_t {
  Judged,
  Off,              // its effect is Disabled
  NeedsParameter,   // a parameter without a value
  NotApplicable,    // templates say nothing about it
  NotSupported,     // a function, an operator, or an alias that leads nowhere
  Unreadable
};

/// What became of a definition.
struct AzurePolicyOutcome {
  std::string id, title, path;
  AzurePolicyState state = AzurePolicyState::Judged;
  std::string reason;      // why it is not judged; of a NotApplicable one the same words for the same kind
  std::string problem;     // NotSupported: what it is; also of an Off one that could not be judged
  bool counts = false;     // mode Indexed or All, and an effect audit, deny, auditIfNotExists or deployIfNotExists among
                           // those it may have: what `ringfence rules --azure-policy` takes its share of
};

struct AzurePolicies {
  std::vector<Policy> policies;               // by id
  std::vector<AzurePolicyOutcome> outcomes;   // in the order of the documents
  std::vector<DataError> errors;              // documents that hold no definition, parameters that no definition has
};

/// `parameters`: documents of --azure-policy-parameters, { name: { value } } for all definitions that have such a
/// parameter, or { definition: { name: { value } } }.
AzurePolicies read_azure_policies(const std::vector<AzurePolicyDocument>& documents,
                                  const std::vector<AzurePolicyDocument>& parameters);

}  // namespace ringfence
