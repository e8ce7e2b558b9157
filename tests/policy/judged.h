#pragma once
// One template judged by policies written in a test, for the tests of the engine.

#include <string>
#include <utility>
#include <vector>

#include "analyzer/graph/resource_graph.h"
#include "analyzer/knowledge/knowledge.h"
#include "analyzer/policy/engine.h"
#include "tests/support/memory_project.h"

namespace ringfence::test {

/// A policy on storage accounts from the lines of its conditions ("require: ..."); other keys are filled in.
inline std::string storage_policy(const std::string& conditions, const std::string& id = "RF-TEST-001") {
  return "id: " + id + "\ntitle: Bad\nseverity: high\ncategory: test\nresource: Microsoft.Storage/storageAccounts\n" +
         "message: '{resource.name} is bad'\nwhy: because\n" + conditions + "\n";
}

/// All mistakes as "line: message", or empty.
inline std::vector<std::string> mistakes_of(const std::string& yaml, const std::string& path = "policies/test/bad-thing.yaml") {
  auto document = read_yaml(path, yaml);
  if (!document) return {document.error().message};
  auto compiled = compile_policies({*document}, Knowledge::embedded());
  std::vector<std::string> out;
  if (compiled) return out;
  for (const DataError& each : compiled.error()) out.push_back(std::to_string(each.line) + ": " + each.message);
  return out;
}

class Judged {
 public:
  /// `name` decides the language; policies are YAML texts.
  Judged(const std::string& name, std::string text, const std::vector<std::string>& policies) {
    std::vector<DataDocument> documents;
    for (size_t i = 0; i < policies.size(); ++i) {
      documents.push_back(*read_yaml("policies/test/bad-thing-" + std::to_string(i) + ".yaml", policies[i]));
    }
    set = *compile_policies(documents, Knowledge::embedded());
    project.add(name, std::move(text));
    graph = build_graph(project.expand(name), Knowledge::embedded(), {});
    findings = judge(graph, set, Knowledge::embedded(), nullptr).findings;
  }

  /// "fail", "pass", "unknown" of the only finding; "none" without one.
  std::string verdict() const { return findings.empty() ? "none" : std::string(verdict_name(findings.front().verdict)); }
  std::string text_at(const Finding& finding) const { return std::string(project.sources.text(finding.span)); }
  uint32_t line_of(const Finding& finding) const { return project.sources.position(finding.span.file, finding.span.begin).line; }

  MemoryProject project;
  PolicySet set;
  ResourceGraph graph;
  std::vector<Finding> findings;
};

/// A Bicep file with one storage account of these properties (one a line).
inline std::string storage_bicep(const std::string& properties, const std::string& before = "") {
  return before + "resource a 'Microsoft.Storage/storageAccounts@2023-05-01' = {\n  name: 'a'\n  location: 'westeurope'\n  properties: {\n" +
         properties + "\n  }\n}\n";
}

/// The verdict of `require: CONDITION` on these properties.
inline std::string verdict_on(const std::string& properties, const std::string& condition, const std::string& before = "") {
  return Judged("main.bicep", storage_bicep(properties, before), {storage_policy("require: " + condition)}).verdict();
}

}  // namespace ringfence::test
