// The vocabulary of relations: paths, the missing hop, names, references and what is inherited.
#include <gtest/gtest.h>

#include "tests/policy/judged.h"

namespace ringfence {
namespace {

using test::Judged;
using test::mistakes_of;
using test::storage_policy;

std::string missing_policy(const std::string& related) {
  return "id: RF-TEST-001\ntitle: Bad\nseverity: high\ncategory: test\nresource: Microsoft.Storage/storageAccounts\n"
         "message: '{resource.name}: {missing}'\nwhy: because\nrequire:\n  related:\n" +
         related;
}

const std::string kToGroup = missing_policy(R"(
    path:
      - { edge: private-endpoint, direction: in, groupId: [blob], as: endpoint, missing: nothing connects to it, unfit: "{hop} connects to something else in it" }
      - { edge: subnet, direction: out, missing: "{endpoint} stands in no subnet" }
      - { edge: nsg, direction: out, missing: "{hop}, in which {endpoint} stands, has no security group" }
)");

const std::string kAccount = R"(
resource a 'Microsoft.Storage/storageAccounts@2023-05-01' = { name: 'a', location: 'westeurope' }
)";

std::string endpoint(const std::string& group, const std::string& subnet) {
  return "resource pe 'Microsoft.Network/privateEndpoints@2024-01-01' = {\n  name: 'pe'\n  properties: {\n" + subnet +
         "    privateLinkServiceConnections: [ { name: 'c', properties: { privateLinkServiceId: a.id, groupIds: [ " +
         group + " ] } } ]\n  }\n}\n";
}

std::string network(const std::string& properties) {
  return "resource nsg 'Microsoft.Network/networkSecurityGroups@2024-01-01' = { name: 'nsg' }\n"
         "resource net 'Microsoft.Network/virtualNetworks@2024-01-01' = {\n  name: 'net'\n"
         "  resource inner 'subnets' = {\n    name: 'inner'\n    properties: {" +
         properties + "}\n  }\n}\n";
}

const std::string kInner = "    subnet: { id: net::inner.id }\n";

struct Hop {
  std::string template_text, message;
};

TEST(Related, says_which_hop_of_a_path_is_missing) {
  const Hop kHops[] = {
      {kAccount, "a: nothing connects to it"},
      {kAccount + endpoint("'file'", ""), "a: pe connects to something else in it"},
      {kAccount + endpoint("'blob'", ""), "a: pe stands in no subnet"},
      {kAccount + endpoint("'blob'", kInner) + network(""), "a: inner, in which pe stands, has no security group"},
  };
  for (const Hop& hop : kHops) {
    Judged judged("main.bicep", hop.template_text, {kToGroup});
    EXPECT_EQ(judged.verdict(), "fail");
    EXPECT_EQ(judged.findings.at(0).message, hop.message);
  }
  EXPECT_EQ(
      Judged("main.bicep", kAccount + endpoint("'blob'", kInner) + network(" networkSecurityGroup: { id: nsg.id } "),
             {kToGroup})
          .verdict(),
      "pass");
}

TEST(Related, points_at_the_resources_of_a_chain_that_are_there) {
  Judged judged("main.bicep", kAccount + endpoint("'blob'", kInner) + network(""), {kToGroup});
  std::vector<std::string> related;
  for (const RelatedPlace& place : judged.findings.at(0).related) related.push_back(place.message);
  EXPECT_EQ(related, (std::vector<std::string>{"related: pe", "related: net/inner"}));
}

TEST(Related, says_which_hop_cannot_be_known) {
  Judged judged(
      "main.bicep",
      "param group string\n" + kAccount + endpoint("group", kInner) + network(" networkSecurityGroup: { id: nsg.id } "),
      {kToGroup});
  EXPECT_EQ(judged.verdict(), "unknown");
  EXPECT_EQ(judged.findings.at(0).message, "a: perhaps pe connects to something else in it");
  judged.findings.clear();
  Judged subnet("main.bicep", "param subnet string\n" + kAccount + endpoint("'blob'", "    subnet: { id: subnet }\n"),
                {kToGroup});
  EXPECT_EQ(subnet.findings.at(0).message, "a: perhaps pe stands in no subnet");
  ASSERT_EQ(subnet.findings.at(0).needs.size(), 1u);
  EXPECT_EQ(subnet.findings.at(0).needs[0].name, "subnet");
}

TEST(Related, asks_the_element_that_holds_the_reference) {
  std::string policy = missing_policy(R"(
    edge: private-endpoint
    direction: in
    via: { field: 'properties.privateLinkServiceConnections[*].name', equals: right }
)");
  auto verdict = [&](const std::string& first, const std::string& second) {
    return Judged("main.bicep", kAccount + R"(
resource b 'Microsoft.KeyVault/vaults@2023-07-01' = { name: 'b' }
resource pe 'Microsoft.Network/privateEndpoints@2024-01-01' = {
  name: 'pe'
  properties: { privateLinkServiceConnections: [
    { name: ')" + first + R"(', properties: { privateLinkServiceId: a.id } }
    { name: ')" + second + R"(', properties: { privateLinkServiceId: b.id } }
  ] }
}
)",
                  {policy})
        .verdict();
  };
  EXPECT_EQ(verdict("right", "wrong"), "pass");
  EXPECT_EQ(verdict("wrong", "right"), "fail");
}

TEST(Related, knows_the_parent_of_a_child_by_its_id) {
  const std::string policy =
      "id: RF-TEST-001\ntitle: Bad\nseverity: high\ncategory: test\n"
      "resource: Microsoft.MachineLearningServices/workspaces/computes\nmessage: bad\nwhy: because\nrequire:\n"
      "  related: { edge: contains, direction: in, type: Microsoft.MachineLearningServices/workspaces, where: ";
  auto verdict = [&](const std::string& name, const std::string& where) {
    return Judged("main.json",
                  "{ \"$schema\": \"https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#\", "
                  "\"contentVersion\": \"1.0.0.0\", \"parameters\": { \"p\": { \"type\": \"string\" } }, "
                  "\"resources\": [ { \"type\": \"Microsoft.MachineLearningServices/workspaces/computes\", "
                  "\"apiVersion\": \"2024-04-01\", \"name\": \"" +
                      name + "\" } ] }",
                  {policy + where + " }\n"})
        .verdict();
  };
  EXPECT_EQ(verdict("training/cluster", "{ field: properties.x, equals: 1 }"), "unknown");
  EXPECT_EQ(verdict("training/cluster", "{ field: name, equals: training }"), "pass");
  EXPECT_EQ(verdict("training/cluster", "{ field: name, equals: serving }"), "fail");
  EXPECT_EQ(verdict("[parameters('p')]", "{ field: name, equals: serving }"), "unknown");
}

TEST(Related, takes_the_last_segment_of_a_name_that_is_known_in_part) {
  const std::string policy =
      "id: RF-TEST-001\ntitle: Bad\nseverity: high\ncategory: test\n"
      "resource: Microsoft.Network/virtualNetworks/subnets\nmessage: bad\nwhy: because\n"
      "require: { field: name, in: [GatewaySubnet] }\n";
  auto verdict = [&](const std::string& name) {
    return Judged("main.bicep",
                  "param p string\nresource s 'Microsoft.Network/virtualNetworks/subnets@2024-01-01' = {\n  name: '" +
                      name + "'\n}\n",
                  {policy})
        .verdict();
  };
  EXPECT_EQ(verdict("${p}/GatewaySubnet"), "pass");
  EXPECT_EQ(verdict("${p}/other"), "fail");
  EXPECT_EQ(verdict("net/${p}"), "unknown");
  EXPECT_EQ(verdict("net/Gateway${p}"), "unknown");
  EXPECT_EQ(verdict("net/x${p}"), "fail");
}

TEST(Related, takes_the_same_resource_at_both_ends) {
  std::string policy = missing_policy(R"(
    path:
      - { edge: subnet, direction: out, type: Microsoft.Network/virtualNetworks/subnets }
      - { edge: subnet, direction: in, is: self }
)");
  std::string net = network("") + R"(
resource a 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: 'a'
  properties: { networkAcls: { virtualNetworkRules: [ { id: net::inner.id } ] } }
}
)";
  EXPECT_EQ(Judged("main.bicep", net, {policy}).verdict(), "pass");
  std::string other = policy;
  other.replace(other.find("is: self"), 8, "type: Microsoft.Web/sites");
  EXPECT_EQ(Judged("main.bicep", net, {other}).verdict(), "fail");
}

TEST(Related, knows_the_name_of_what_stands_elsewhere) {
  std::string policy = missing_policy(R"(
    edge: encrypts-with
    direction: out
    type: Microsoft.KeyVault/vaults
    where: { field: name, equals: theirs }
)");
  auto verdict = [&](const std::string& vault) {
    return Judged("main.bicep",
                  R"(
resource a 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: 'a'
  properties: { encryption: { keyVaultProperties: { keyVaultUri: resourceId('other', 'Microsoft.KeyVault/vaults', ')" +
                      vault + R"(') } } }
}
)",
                  {policy})
        .verdict();
  };
  EXPECT_EQ(verdict("theirs"), "pass");
  EXPECT_EQ(verdict("mine"), "fail");
}

const std::string kMayUseKey = missing_policy(R"(
    path:
      - edge: encrypts-with
        direction: out
        type: Microsoft.KeyVault/vaults
        as: vault
        missing: no vault holds its key
      - edge: role-assignment
        direction: in
        inherited: true
        missing: nobody may use the keys of {vault}
        unfit: no identity of {resource.name} may use the keys of {vault}
        where:
          allOf:
            - { role: { field: properties.roleDefinitionId, equals: Key Vault Crypto Service Encryption User } }
            - related: { edge: principal, direction: out, where: { related: { edge: identity, direction: in, is: self } } }
)");

TEST(Related, follows_a_key_to_its_vault_and_to_who_may_use_it) {
  auto judged = [&](const std::string& role, const std::string& scope) {
    return Judged("main.bicep", R"(
resource id 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = { name: 'id' }
resource other 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = { name: 'other' }
resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = { name: 'vault' }
resource a 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: 'a'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${id.id}': {} } }
  properties: { encryption: { keySource: 'Microsoft.Keyvault', keyvaultproperties: { keyvaulturi: vault.properties.vaultUri, keyname: 'k' } } }
}
)" + (role.empty() ? "" : R"(
resource use 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: 'use'
  )" + scope + R"(
  properties: {
    principalId: )" + role + R"(.properties.principalId
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'e147488a-f6f5-4113-8e2d-b22465e65bf6')
  }
}
)"),
                  {kMayUseKey});
  };
  EXPECT_EQ(judged("id", "scope: vault").verdict(), "pass");
  EXPECT_EQ(judged("id", "").verdict(), "pass") << "on the resource group, in which the vault lies";
  Judged nobody = judged("", "");
  EXPECT_EQ(nobody.verdict(), "fail");
  EXPECT_EQ(nobody.findings.at(0).message, "a: nobody may use the keys of vault");
  EXPECT_EQ(judged("other", "scope: vault").findings.at(0).message, "a: no identity of a may use the keys of vault");
}

TEST(Related, sees_what_protects_the_group_that_a_resource_lies_in) {
  std::string policy =
      missing_policy("    { edge: lock, direction: in, inherited: true, missing: nothing locks it }\n");
  std::string lock =
      "resource lock 'Microsoft.Authorization/locks@2020-05-01' = { name: 'lock', properties: { level: 'CanNotDelete' "
      "} }\n";
  EXPECT_EQ(Judged("main.bicep", kAccount + lock, {policy}).verdict(), "pass");
  EXPECT_EQ(Judged("main.bicep", kAccount, {policy}).verdict(), "fail");
  std::string child =
      "resource b 'Microsoft.KeyVault/vaults@2023-07-01' = { name: 'b' }\n"
      "resource lock 'Microsoft.Authorization/locks@2020-05-01' = { name: 'lock', scope: b, properties: { level: "
      "'CanNotDelete' } }\n";
  EXPECT_EQ(Judged("main.bicep", kAccount + child, {policy}).verdict(), "fail");
}

TEST(Related, follows_either_branch_of_a_condition) {
  std::string policy = missing_policy(
      "    { edge: encrypts-with, direction: out, where: { field: properties.enablePurgeProtection, equals: true } "
      "}\n");
  auto verdict = [&](const std::string& of_second) {
    return Judged("main.bicep",
                  R"(
param first bool
resource one 'Microsoft.KeyVault/vaults@2023-07-01' = if (first) { name: 'one', properties: { enablePurgeProtection: true } }
resource two 'Microsoft.KeyVault/vaults@2023-07-01' = if (!first) { name: 'two', properties: { enablePurgeProtection: )" +
                      of_second + R"( } }
resource a 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: 'a'
  properties: { encryption: { keyVaultProperties: { keyVaultUri: first ? one.properties.vaultUri : two.properties.vaultUri } } }
}
)",
                  {policy})
        .verdict();
  };
  EXPECT_EQ(verdict("true"), "pass");
  EXPECT_EQ(verdict("false"), "unknown");
}

TEST(Related, reports_what_is_wrong_in_a_hop) {
  EXPECT_EQ(mistakes_of(storage_policy("require:\n  related:\n    path: []")),
            std::vector<std::string>{"10: 'path' takes a list of 1 to 12 hops"});
  EXPECT_EQ(mistakes_of(storage_policy("require:\n  related: { edge: subnet, direction: out, is: net }")),
            std::vector<std::string>{"9: nothing is named 'net' by an 'as' before it"});
  EXPECT_EQ(mistakes_of(storage_policy("require:\n  related: { edge: subnet, direction: out, groupId: supported }")),
            std::vector<std::string>{"9: 'groupId' is asked of the edge private-endpoint only"});
  EXPECT_EQ(mistakes_of(storage_policy("require:\n  related: { edge: private-dns, direction: out, zone: needed }")),
            std::vector<std::string>{"9: 'zone' stands within eachZone"});
  EXPECT_EQ(mistakes_of(storage_policy("require:\n  related: { edge: subnet, direction: out, missing: 'no {thing}' }")),
            std::vector<std::string>{"9: nothing is known as '{thing}' in the words of a hop"});
  EXPECT_EQ(mistakes_of(storage_policy("require:\n  related: { edge: subnet, direction: out, inherited: true }")),
            std::vector<std::string>{"9: 'inherited' is true or false, with 'direction: in'"});
}

}  // namespace
}  // namespace ringfence
