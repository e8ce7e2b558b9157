// Places, words, relations across roots, and what is merged or superseded.

#include <gtest/gtest.h>

#include "analyzer/policy/cross_root.h"
#include "tests/policy/judged.h"

namespace ringfence::test {
namespace {

const char* const kEndpointPolicy = "require: { related: { edge: private-endpoint, direction: in } }";

std::string endpoint_to(const std::string& target, const std::string& condition = "") {
  return "resource pe 'Microsoft.Network/privateEndpoints@2023-11-01' = " + condition +
         "{\n  name: 'pe'\n  location: 'westeurope'\n  properties: {\n    privateLinkServiceConnections: [\n      { name: 'c'\n"
         "        properties: { privateLinkServiceId: " + target + ", groupIds: [ 'blob' ] } }\n    ]\n  }\n}\n";
}

TEST(Engine, PointsAtTheWrittenValueAndTellsItsWay) {
  Judged judged("main.bicep", storage_bicep("    publicNetworkAccess: access", "param access string = 'Enabled'\n"),
                {storage_policy("require: { field: properties.publicNetworkAccess, equals: Disabled }\nexpected: Disabled")});
  ASSERT_EQ(judged.findings.size(), 1u);
  const Finding& finding = judged.findings[0];
  EXPECT_EQ(judged.text_at(finding), "'Enabled'");
  EXPECT_EQ(finding.because, "default");
  EXPECT_EQ(finding.actual_json, "\"Enabled\"");
  EXPECT_EQ(finding.expected_json, "\"Disabled\"");
  EXPECT_EQ(finding.property, "properties.publicNetworkAccess");
  EXPECT_EQ(finding.message, "a is bad");
  EXPECT_EQ(finding.fingerprint.size(), 16u);
}

TEST(Engine, PointsAtTheObjectThatLacksAProperty) {
  Judged judged("main.bicep", storage_bicep("    networkAcls: {\n    }"),
                {storage_policy("require: { field: properties.networkAcls.defaultAction, equals: Deny }"),
                 storage_policy("require: { field: properties.minimumTlsVersion, equals: TLS1_3 }", "RF-TEST-002")});
  ASSERT_EQ(judged.findings.size(), 2u);
  EXPECT_EQ(judged.line_of(judged.findings[0]), 5u);
  EXPECT_EQ(judged.findings[0].because, "platform-default");
  EXPECT_EQ(judged.line_of(judged.findings[1]), 1u);
}

TEST(Engine, NamesAResourceByItsTypeWhereNothingIsKnownOfItsName) {
  for (const char* name : {"[uniqueString(resourceGroup().id)]", "[parameters('none')]"}) {
    Judged judged("main.json",
                  "{ \"$schema\": \"https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#\", "
                  "\"parameters\": { \"none\": { \"type\": \"string\", \"defaultValue\": \"\" } }, \"resources\": [ "
                  "{ \"type\": \"Microsoft.Storage/storageAccounts\", \"apiVersion\": \"2023-05-01\", \"name\": \"" +
                      std::string(name) + "\" } ] }",
                  {storage_policy("require: { field: properties.publicNetworkAccess, equals: Disabled }")});
    ASSERT_EQ(judged.findings.size(), 1u) << name;
    EXPECT_EQ(judged.findings[0].message, "{storageAccounts} is bad") << name;
  }
}

TEST(Engine, PointsAtTheUseOfAValueThatWasReadFromAText) {
  Judged judged("main.bicep", storage_bicep("    publicNetworkAccess: settings.access", "var settings = json('{\"access\":\"Enabled\"}')\n"),
                {storage_policy("require: { field: properties.publicNetworkAccess, equals: Disabled }")});
  ASSERT_EQ(judged.findings.size(), 1u);
  EXPECT_EQ(judged.text_at(judged.findings[0]), "publicNetworkAccess: settings.access");
}

TEST(Engine, NamesWhatAUserCanSupply) {
  Judged judged("main.bicep", storage_bicep("    publicNetworkAccess: on ? 'Enabled' : 'Disabled'", "param on bool\n"),
                {storage_policy("require: { field: properties.publicNetworkAccess, equals: Disabled }")});
  ASSERT_EQ(judged.verdict(), "unknown");
  ASSERT_EQ(judged.findings[0].needs.size(), 1u);
  EXPECT_EQ(judged.findings[0].needs[0], (Need{"parameter", "on"}));
}

TEST(Engine, AMissingRelationFailsOnlyWhereTheGraphIsClosed) {
  std::string policy = storage_policy(kEndpointPolicy);
  std::string account = storage_bicep("    x: 1");
  EXPECT_EQ(Judged("main.bicep", account, {policy}).verdict(), "fail");
  EXPECT_EQ(Judged("main.bicep", account + endpoint_to("a.id"), {policy}).verdict(), "pass");
  EXPECT_EQ(Judged("main.bicep", "param target string\n" + account + endpoint_to("target"), {policy}).verdict(), "unknown");
  EXPECT_EQ(Judged("main.bicep", account + "module m 'br/public:x:1' = { name: 'm', params: { id: a.id } }\n", {policy}).verdict(), "unknown");
}

TEST(Engine, APartnerThatMayNotExistLeavesItOpen) {
  std::string policy = storage_policy(kEndpointPolicy);
  std::string account = storage_bicep("    x: 1");
  Judged maybe("main.bicep", "param on bool\n" + account + endpoint_to("a.id", "if (on) "), {policy});
  ASSERT_EQ(maybe.verdict(), "unknown");
  ASSERT_FALSE(maybe.findings[0].needs.empty());
  EXPECT_EQ(maybe.findings[0].needs[0], (Need{"parameter", "on"}));
  // Both depend on the same condition: where the account is, the endpoint is.
  std::string together = "param on bool\nresource a 'Microsoft.Storage/storageAccounts@2023-05-01' = if (on) {\n  name: 'a'\n  location: 'x'\n}\n";
  EXPECT_EQ(Judged("main.bicep", together + endpoint_to("a.id", "if (on) "), {policy}).verdict(), "pass");
}

TEST(Engine, WhatMayNotExistFailsConditionally) {
  std::string text = "param on bool\nresource a 'Microsoft.Storage/storageAccounts@2023-05-01' = if (on) {\n  name: 'a'\n  location: 'x'\n}\n";
  Judged judged("main.bicep", text, {storage_policy("require: false")});
  ASSERT_EQ(judged.verdict(), "fail");
  EXPECT_TRUE(judged.findings[0].conditional);
}

TEST(Engine, WhatAModuleThatWasNotFoundDeploysAgainIsNotKnown) {
  const std::string policy = storage_policy("require: { field: properties.allowSharedKeyAccess, equals: false }");
  for (std::string written : {"true", "false"}) {
    Judged judged("main.bicep", storage_bicep("    allowSharedKeyAccess: " + written) + R"(
module again 'br/public:avm/res/storage/storage-account:0.20.0' = {
  name: 'again'
  params: { name: a.name, allowSharedKeyAccess: false }
}
)", {policy});
    ASSERT_EQ(judged.findings.size(), 1u);
    EXPECT_EQ(judged.verdict(), "unknown");
    EXPECT_EQ(judged.findings[0].needs, (std::vector<Need>{{"module", "again"}}));
  }
}

TEST(Engine, ARelationMayBeMetByAnotherRoot) {
  std::string policy = storage_policy(kEndpointPolicy);
  std::vector<ResourceGraph> graphs;
  Judged account("main.bicep", storage_bicep("    x: 1"), {policy});
  Judged network("net.bicep",
                 "resource a 'Microsoft.Storage/storageAccounts@2023-05-01' existing = {\n  name: 'a'\n}\n" + endpoint_to("a.id"), {policy});
  PolicySet set = account.set;
  graphs.push_back(std::move(account.graph));
  graphs.push_back(std::move(network.graph));
  CrossRootIndex others = index_roots(graphs);
  EXPECT_EQ(judge(graphs[0], set, Knowledge::embedded(), nullptr).findings.at(0).verdict, Verdict::Fail);
  EXPECT_EQ(judge(graphs[0], set, Knowledge::embedded(), &others).findings.at(0).verdict, Verdict::Pass);
}

TEST(Engine, ThePreciseRuleStandsForTheGeneralOne) {
  Judged judged("main.bicep", storage_bicep("    x: 1"),
                {storage_policy("require: false"), storage_policy("require: false\nsupersedes: [RF-TEST-001]", "RF-TEST-002")});
  ASSERT_EQ(judged.findings.size(), 1u);
  EXPECT_EQ(judged.findings[0].rule, "RF-TEST-002");
}

TEST(Engine, InstancesOfOneDeclarationAreOneFinding) {
  std::string text = "resource a 'Microsoft.Storage/storageAccounts@2023-05-01' = [for n in [ 'x', 'y', 'z' ]: {\n  name: n\n  location: 'x'\n}]\n";
  Judged judged("main.bicep", text, {storage_policy("require: false")});
  EXPECT_EQ(judged.findings.size(), 3u);
  std::vector<Finding> merged = merge_findings(judged.findings);
  ASSERT_EQ(merged.size(), 1u);
  EXPECT_EQ(merged[0].instances, 3u);
}

}  // namespace
}  // namespace ringfence::test
