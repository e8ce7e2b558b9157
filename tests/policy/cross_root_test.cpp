// Relations that another root of the same scan supplies.

#include "analyzer/policy/cross_root.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "analyzer/knowledge/knowledge.h"
#include "analyzer/policy/engine.h"
#include "analyzer/policy/policy.h"
#include "tests/support/memory_project.h"

namespace ringfence {
namespace {

constexpr const char* kVault = R"(
resource kv 'Microsoft.KeyVault/vaults@2023-07-01' = { name: 'kv-prod' }
)";

constexpr const char* kEndpoint = R"(
resource pe 'Microsoft.Network/privateEndpoints@2023-11-01' = {
  name: 'pe'
  properties: { privateLinkServiceConnections: [ { properties: { privateLinkServiceId: kv.id, groupIds: [ 'vault' ] } } ] }
}
)";

/// The verdict on the vault's private endpoint in the first root, while the second is scanned too.
Verdict verdict_beside(const std::string& other) {
  test::MemoryProject project;
  project.add("main.bicep", kVault);
  project.add("other.bicep", other);
  std::vector<ResourceGraph> graphs;
  for (const char* root : {"main.bicep", "other.bicep"}) {
    graphs.push_back(build_graph(project.expand(root), Knowledge::embedded(), {}));
  }
  CrossRootIndex others = index_roots(graphs);
  std::vector<Finding> findings = judge(graphs[0], embedded_policies(), Knowledge::embedded(), &others).findings;
  auto found = std::find_if(findings.begin(), findings.end(), [](const Finding& each) { return each.rule == "RF-PE-007"; });
  EXPECT_NE(found, findings.end());
  return found == findings.end() ? Verdict::Unknown : found->verdict;
}

TEST(CrossRoot, a_root_that_names_the_resource_as_existing_supplies_its_endpoint) {
  EXPECT_EQ(verdict_beside(std::string("resource kv 'Microsoft.KeyVault/vaults@2023-07-01' existing = { name: 'KV-prod' }") + kEndpoint),
            Verdict::Pass);
}

TEST(CrossRoot, a_root_that_makes_a_resource_of_that_name_itself_is_about_another_one) {
  EXPECT_EQ(verdict_beside(std::string(kVault) + kEndpoint), Verdict::Fail);
}

TEST(CrossRoot, a_resource_of_another_name_is_another_one) {
  EXPECT_EQ(verdict_beside(std::string("resource kv 'Microsoft.KeyVault/vaults@2023-07-01' existing = { name: 'kv-test' }") + kEndpoint),
            Verdict::Fail);
}

}  // namespace
}  // namespace ringfence
