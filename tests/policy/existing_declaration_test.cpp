// A resource that one module deploys and another names as `existing`: what stands in it there stands in it.

#include <gtest/gtest.h>

#include "tests/policy/judged.h"

namespace ringfence::test {
namespace {

constexpr const char* kMain = R"(
resource a 'Microsoft.Storage/storageAccounts@2023-05-01' = { name: 'a', location: 'westeurope' }
module service 'service.bicep' = { name: 'service', params: { account: a.name } }
)";

constexpr const char* kContainer = R"(
param account string
resource a 'Microsoft.Storage/storageAccounts@2023-05-01' existing = {
  name: account
  resource blobs 'blobServices' existing = { name: 'default' }
}
resource c 'Microsoft.Storage/storageAccounts/blobServices/containers@2023-05-01' = { parent: a::blobs, name: 'c' }
)";

std::string service_of(const std::string& scope, const std::string& kept) {
  return "param account string\nresource a 'Microsoft.Storage/storageAccounts@2023-05-01' existing = { name: account " + scope +
         " }\nresource blobs 'Microsoft.Storage/storageAccounts/blobServices@2023-05-01' = { parent: a, name: 'default', "
         "properties: { isVersioningEnabled: " + kept + " } }\n"
         "module container 'container.bicep' = { name: 'container', params: { account: a.name } }\n";
}

/// The verdict on the account, when its blob service must keep versions.
std::string verdict_with(const std::string& service) {
  PolicySet set = *compile_policies(
      {*read_yaml("policies/test/bad-thing.yaml",
                  storage_policy("require: { related: { edge: contains, direction: out, type: "
                                 "Microsoft.Storage/storageAccounts/blobServices, where: { field: "
                                 "properties.isVersioningEnabled, equals: true } } }"))},
      Knowledge::embedded());
  MemoryProject project;
  project.add("main.bicep", kMain);
  project.add("service.bicep", service);
  project.add("container.bicep", kContainer);
  ResourceGraph graph = build_graph(project.expand("main.bicep"), Knowledge::embedded(), {});
  std::vector<Finding> findings = judge(graph, set, Knowledge::embedded(), nullptr).findings;
  return findings.size() == 1 ? std::string(verdict_name(findings[0].verdict)) : "not one finding";
}

TEST(ExistingDeclaration, OfTheSameIdIsTheResource) { EXPECT_EQ(verdict_with(service_of("", "true")), "pass"); }

TEST(ExistingDeclaration, OfAChildThatIsDeployedHidesNothing) {
  EXPECT_EQ(verdict_with(service_of("", "false")), "fail");
}

TEST(ExistingDeclaration, InAGroupThatIsNotKnownMayBeTheResource) {
  EXPECT_EQ(verdict_with("param group string\n" + service_of("\n  scope: resourceGroup(group)\n", "true")), "unknown");
}

/// The verdict on the blob service, whose account must stand in a region.
TEST(ExistingDeclaration, OfAParentIsTheParent) {
  PolicySet set = *compile_policies(
      {*read_yaml("policies/test/bad-thing.yaml",
                  "id: RF-TEST-001\ntitle: Bad\nseverity: high\ncategory: test\nresource: "
                  "Microsoft.Storage/storageAccounts/blobServices\nmessage: bad\nwhy: because\nrequire: { related: { edge: contains, "
                  "direction: in, type: Microsoft.Storage/storageAccounts, where: { field: location, equals: westeurope } } }\n")},
      Knowledge::embedded());
  MemoryProject project;
  project.add("main.bicep", kMain);
  project.add("service.bicep", service_of("", "true"));
  project.add("container.bicep", kContainer);
  ResourceGraph graph = build_graph(project.expand("main.bicep"), Knowledge::embedded(), {});
  std::vector<Finding> findings = judge(graph, set, Knowledge::embedded(), nullptr).findings;
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(verdict_name(findings[0].verdict), "pass");
}

}  // namespace
}  // namespace ringfence::test
