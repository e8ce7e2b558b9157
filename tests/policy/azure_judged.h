#pragma once
// Templates judged by definitions of Azure Policy that are written in a test.

#include <memory>
#include <string>
#include <vector>

#include "analyzer/policy/azure_policy.h"
#include "parsers/arm/document.h"
#include "tests/policy/judged.h"

namespace ringfence::test {

inline AzurePolicyDocument azure_document(const std::string& json, const std::string& path = "policy.json") {
  static constexpr std::string_view kSkipped[] = {"deployment"};
  static constexpr std::string_view kPlain[] = {"displayName", "description", "metadata"};
  auto source = std::make_shared<SourceFile>();
  source->id = 0;
  source->path = path;
  source->bytes = json;
  AzurePolicyDocument out;
  out.path = path;
  out.arena = std::make_shared<Arena>();
  Diagnostics diagnostics;
  out.root = arm::read_document(*source, {kSkipped, kPlain}, *out.arena, diagnostics);
  out.source = std::move(source);
  return out;
}

/// A definition named "test" of an `if`, an effect and perhaps more: `"details": {...}`.
inline std::string definition(const std::string& condition, const std::string& effect = "audit", const std::string& then = "",
                              const std::string& properties = "") {
  return R"({"name": "test", "properties": {"displayName": "Bad things", "mode": "All", )" + properties +
         R"("policyRule": {"if": )" + condition + R"(, "then": {"effect": ")" + effect + "\"" + (then.empty() ? "" : ", " + then) + "}}}}";
}

/// Storage accounts for which this holds are bad.
inline std::string about_storage(const std::string& condition) {
  return definition(R"({"allOf": [{"field": "type", "equals": "Microsoft.Storage/storageAccounts"}, )" + condition + "]}");
}

class AzureJudged {
 public:
  AzureJudged(const std::string& name, std::string text, const std::vector<std::string>& definitions,
              const std::vector<std::string>& parameters = {}) {
    std::vector<AzurePolicyDocument> documents, given;
    for (const std::string& each : definitions) documents.push_back(azure_document(each));
    for (const std::string& each : parameters) given.push_back(azure_document(each, "parameters.json"));
    read = read_azure_policies(documents, given);
    set.policies = read.policies;
    project.add(name, std::move(text));
    graph = build_graph(project.expand(name), Knowledge::embedded(), {});
    findings = judge(graph, set, Knowledge::embedded(), nullptr).findings;
  }

  /// "fail", "pass", "unknown" of the only finding; "none" without one; what became of the definition when it is not judged.
  std::string verdict() const {
    const AzurePolicyOutcome& outcome = read.outcomes.front();
    if (outcome.state != AzurePolicyState::Judged) return outcome.reason;
    return findings.empty() ? "none" : std::string(verdict_name(findings.front().verdict));
  }
  std::string text_at(const Finding& finding) const { return std::string(project.sources.text(finding.span)); }

  MemoryProject project;
  AzurePolicies read;
  PolicySet set;
  ResourceGraph graph;
  std::vector<Finding> findings;
};

/// The verdict of "these storage accounts are bad" on an account of these properties (Bicep).
inline std::string azure_verdict(const std::string& properties, const std::string& condition, const std::string& before = "") {
  return AzureJudged("main.bicep", storage_bicep(properties, before), {about_storage(condition)}).verdict();
}

}  // namespace ringfence::test
