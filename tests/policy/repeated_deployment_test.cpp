// One resource that several iterations of a module deploy: what leads to it leads to it in all of them.

#include <gtest/gtest.h>

#include "tests/policy/judged.h"

namespace ringfence::test {
namespace {

constexpr const char* kMain = R"(
module m 'm.bicep' = [for run in [ 'init', 'again' ]: {
  name: 'deploy-${run}'
  params: { run: run }
}]
)";

std::string account_named(const std::string& name) {
  return "param run string\nresource a 'Microsoft.Storage/storageAccounts@2023-05-01' = {\n  name: " + name + "\n  location: 'x'\n}\n";
}

/// The verdicts on all iterations of a module of that text, when an account must have a private endpoint.
std::vector<std::string> verdicts_on(const std::string& module) {
  PolicySet set = *compile_policies(
      {*read_yaml("policies/test/bad-thing.yaml", storage_policy("require: { related: { edge: private-endpoint, direction: in } }"))},
      Knowledge::embedded());
  MemoryProject project;
  project.add("main.bicep", kMain);
  project.add("m.bicep", module);
  ResourceGraph graph = build_graph(project.expand("main.bicep"), Knowledge::embedded(), {});
  std::vector<std::string> out;
  for (const Finding& each : judge(graph, set, Knowledge::embedded(), nullptr).findings) out.emplace_back(verdict_name(each.verdict));
  return out;
}

std::string endpoint(const std::string& condition) {
  return "resource pe 'Microsoft.Network/privateEndpoints@2024-01-01' = " + condition + R"({
  name: 'pe-${run}'
  location: 'x'
  properties: { privateLinkServiceConnections: [ { name: 'c', properties: { privateLinkServiceId: a.id, groupIds: [ 'blob' ] } } ] }
}
)";
}

using Verdicts = std::vector<std::string>;

TEST(RepeatedDeployment, HasThePartnersOfAllIterations) {
  EXPECT_EQ(verdicts_on(account_named("'a'") + endpoint("")), (Verdicts{"pass", "pass"}));
  EXPECT_EQ(verdicts_on(account_named("'a'") + endpoint("if (run == 'again') ")), (Verdicts{"pass", "pass"}));
  EXPECT_EQ(verdicts_on(account_named("'a'")), (Verdicts{"fail", "fail"}));
}

TEST(RepeatedDeployment, HasTheOpeningsOfAllIterations) {
  const std::string unknown = "module e 'br/public:avm/res/network/private-endpoint:0.11.0' = { name: 'e', params: { id: a.id } }\n";
  EXPECT_EQ(verdicts_on(account_named("'a'") + unknown), (Verdicts{"unknown", "unknown"}));
}

TEST(RepeatedDeployment, UnderAnotherNameIsAnotherResource) {
  EXPECT_EQ(verdicts_on(account_named("'a${run}'") + endpoint("if (run == 'again') ")), (Verdicts{"fail", "pass"}));
}

}  // namespace
}  // namespace ringfence::test
