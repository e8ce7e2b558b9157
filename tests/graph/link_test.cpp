#include <gtest/gtest.h>

#include "analyzer/graph/redeployed.h"
#include "analyzer/knowledge/relations.h"
#include "tests/graph/graphs.h"

namespace ringfence {
namespace {

using test::OneTemplate;

constexpr const char* kStorage = "Microsoft.Storage/storageAccounts";

TEST(Link, knows_every_edge_that_the_table_names) {
  const RelationTable& table = Knowledge::embedded().relations();
  EXPECT_GT(table.relations.size(), 10u);
  for (const Relation& relation : table.relations) EXPECT_TRUE(edge_kind(relation.edge)) << relation.edge;
}

TEST(Link, follows_symbolic_ids_to_the_resource) {
  OneTemplate one("main.bicep", R"(
param prefix string
resource sa 'Microsoft.Storage/storageAccounts@2023-01-01' = { name: '${prefix}data' }
resource site 'Microsoft.Web/sites@2023-01-01' = {
  name: '${prefix}web'
  properties: { storage: resourceId('microsoft.storage/STORAGEACCOUNTS', '${prefix}data') }
}
)");
  EXPECT_TRUE(one.has_edge("concat(param('prefix'), 'web') -references-> concat(param('prefix'), 'data')"));
}

TEST(Link, names_the_property_that_holds_the_reference) {
  OneTemplate one("main.bicep", R"(
resource nsg 'Microsoft.Network/networkSecurityGroups@2023-11-01' = { name: 'nsg' }
resource net 'Microsoft.Network/virtualNetworks@2023-11-01' = {
  name: 'net'
  properties: { subnets: [ { name: 'a' }, { name: 'b', properties: { networkSecurityGroup: { id: nsg.id } } } ] }
}
)");
  ASSERT_EQ(one.graph.edges.size(), 1u);
  EXPECT_EQ(one.graph.edges[0].kind, EdgeKind::NetworkSecurityGroup);
  EXPECT_EQ(one.graph.edges[0].path, "properties.subnets[1].properties.networkSecurityGroup.id");
}

TEST(Link, takes_a_reference_to_an_inline_child_as_one_to_its_parent) {
  OneTemplate one("main.bicep", R"(
resource net 'Microsoft.Network/virtualNetworks@2023-11-01' = {
  name: 'net'
  properties: { subnets: [ { name: 'a' } ] }
}
resource endpoint 'Microsoft.Network/privateEndpoints@2023-11-01' = {
  name: 'pe'
  properties: { subnet: { id: '${net.id}/subnets/a' } }
}
)");
  EXPECT_TRUE(one.has_edge("pe -subnet-> net"));
}

TEST(Link, finds_the_network_that_is_made_here_behind_an_existing_subnet) {
  OneTemplate one("main.bicep", R"(
resource net 'Microsoft.Network/virtualNetworks@2023-11-01' = {
  name: 'net'
  properties: { subnets: [ { name: 'a' } ] }
}
resource known 'Microsoft.Network/virtualNetworks@2023-11-01' existing = { name: 'net' }
resource subnet 'Microsoft.Network/virtualNetworks/subnets@2023-11-01' existing = {
  parent: known
  name: 'a'
}
resource endpoint 'Microsoft.Network/privateEndpoints@2023-11-01' = {
  name: 'pe'
  properties: { subnet: { id: subnet.id } }
}
)");
  bool made = false;
  for (const Edge& edge : one.graph.edges)
    made |= edge.kind == EdgeKind::Network && !one.graph.node(edge.to).existing;
  EXPECT_TRUE(made);
}

TEST(Link, finds_vault_and_key_behind_a_key_uri) {
  for (const char* uri :
       {"'https://kv.vault.azure.net/keys/k/0123'", "'https://kv${environment().suffixes.keyvaultDns}/keys/k'",
        "kv::k.properties.keyUriWithVersion"}) {
    OneTemplate one("main.bicep", std::string(R"(
resource kv 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'kv'
  resource k 'keys' = { name: 'k' }
}
resource registry 'Microsoft.ContainerRegistry/registries@2023-07-01' = {
  name: 'cr'
  properties: { encryption: { keyVaultProperties: { keyIdentifier: )") +
                                      uri + " } } }\n}\n");
    EXPECT_TRUE(one.has_edge("cr -encrypts-with-> kv")) << uri;
    EXPECT_TRUE(one.has_edge("cr -encrypts-with-> kv/k")) << uri;
  }
}

TEST(Link, knows_the_scope_of_extension_resources_in_both_spellings) {
  OneTemplate one("main.json", R"({
"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
"resources": [
  {"type": "Microsoft.KeyVault/vaults", "apiVersion": "2023-07-01", "name": "kv"},
  {"type": "Microsoft.KeyVault/vaults/providers/diagnosticSettings", "apiVersion": "2021-05-01-preview",
   "name": "kv/Microsoft.Insights/old"},
  {"type": "Microsoft.Insights/diagnosticSettings", "apiVersion": "2021-05-01-preview", "name": "new",
   "scope": "Microsoft.KeyVault/vaults/kv"}
]})");
  EXPECT_TRUE(one.has_edge("old -diagnostics-> kv"));
  EXPECT_TRUE(one.has_edge("new -diagnostics-> kv"));
  EXPECT_EQ(one.graph.of_type("microsoft.insights/diagnosticsettings").size(), 2u);
}

TEST(Link, knows_the_scope_of_an_extension_resource_nested_several_levels_down) {
  OneTemplate one("main.json", R"({
"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
"resources": [
  {"type": "Microsoft.Sql/servers", "apiVersion": "2023-05-01-preview", "name": "sql", "resources": [
    {"type": "databases", "apiVersion": "2023-05-01-preview", "name": "master"},
    {"type": "databases/providers/diagnosticSettings", "apiVersion": "2021-05-01-preview",
     "name": "master/Microsoft.Insights/deep"},
    {"type": "providers/diagnosticSettings", "apiVersion": "2021-05-01-preview", "name": "Microsoft.Insights/near"}]}
]})");
  EXPECT_TRUE(one.has_edge("deep -diagnostics-> sql/master"));
  EXPECT_TRUE(one.has_edge("near -diagnostics-> sql"));
  EXPECT_EQ(one.graph.of_type("microsoft.insights/diagnosticsettings").size(), 2u);
  EXPECT_EQ(one.graph.of_type("microsoft.sql/servers").size(), 1u);
}

TEST(Link, finds_the_parent_that_only_a_name_tells) {
  OneTemplate one("main.json", R"({
"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
"resources": [
  {"type": "Microsoft.Sql/servers/firewallRules", "apiVersion": "2023-05-01-preview", "name": "sql/all"},
  {"type": "Microsoft.Sql/servers", "apiVersion": "2023-05-01-preview", "name": "sql"}
]})");
  EXPECT_EQ(one.edges(), std::vector<std::string>{"sql -contains-> sql/all"});
  EXPECT_EQ(one.node("Microsoft.Sql/servers/firewallRules")->parent, one.node("Microsoft.Sql/servers")->id);
}

TEST(Link, puts_a_child_of_an_existing_resource_that_is_made_in_another_module_into_that) {
  OneTemplate one("main.bicep", {{"main.bicep", R"(
resource kv 'Microsoft.KeyVault/vaults@2023-07-01' = { name: 'kv' }
module more 'more.bicep' = { name: 'more', params: { vault: kv.name } }
)"},
                                 {"more.bicep", R"(
param vault string
resource kv 'Microsoft.KeyVault/vaults@2023-07-01' existing = { name: vault }
resource secret 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = { parent: kv, name: 's' }
)"}});
  const ResourceNode* secret = one.node("Microsoft.KeyVault/vaults/secrets");
  ASSERT_TRUE(secret);
  ASSERT_NE(secret->parent, kNoNodeId);
  EXPECT_FALSE(one.graph.node(secret->parent).existing);
}

TEST(Link, marks_what_only_one_branch_of_a_condition_says) {
  OneTemplate one("main.bicep", R"(
param first bool
resource a 'Microsoft.Storage/storageAccounts@2023-01-01' = { name: 'a' }
resource b 'Microsoft.Storage/storageAccounts@2023-01-01' = { name: 'b' }
resource pe 'Microsoft.Network/privateEndpoints@2023-11-01' = {
  name: 'pe'
  properties: { privateLinkServiceConnections: [ { properties: { privateLinkServiceId: first ? a.id : b.id, groupIds: [ 'blob' ] } } ] }
}
)");
  ASSERT_EQ(one.graph.edges.size(), 2u);
  for (const Edge& edge : one.graph.edges) EXPECT_EQ(edge.certain, Tri::Unknown);
}

TEST(Link, takes_the_later_deployment_of_a_resource_that_is_deployed_twice) {
  test::MemoryProject project;
  project.add("main.bicep", R"(
resource a 'Microsoft.Storage/storageAccounts@2023-01-01' = { name: 'a' }
resource pe 'Microsoft.Network/privateEndpoints@2023-11-01' = {
  name: 'pe'
  properties: { privateLinkServiceConnections: [ { properties: { privateLinkServiceId: a.id, groupIds: [ 'blob' ] } } ] }
}
module again 'again.bicep' = {
  name: 'again'
  dependsOn: [ a ]
}
)");
  project.add("again.bicep", R"(
resource a 'Microsoft.Storage/storageAccounts@2023-01-01' = {
  name: 'a'
  properties: { encryption: { keySource: 'Microsoft.Keyvault' } }
}
)");
  ResourceGraph graph = build_graph(project.expand("main.bicep"), Knowledge::embedded(), {});
  auto accounts = graph.of_type(kStorage);
  ASSERT_EQ(accounts.size(), 2u);
  EXPECT_EQ(graph.nodes[accounts[0]].replaced_by, accounts[1]);
  EXPECT_EQ(graph.nodes[accounts[1]].replaced_by, kNoNodeId);
  ASSERT_EQ(graph.to(accounts[1]).size(), 1u) << "whoever names the id means what it ends up as";
  EXPECT_EQ(graph.to(accounts[1])[0]->kind, EdgeKind::PrivateEndpoint);
}

TEST(Link, takes_two_declarations_of_one_template_for_two_resources_and_two_deployments_of_one_name_for_one) {
  const std::string head =
      R"({ "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
    "contentVersion": "1.0.0.0", "resources": [ )";
  const std::string account =
      R"({ "type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01", "name": "a" })";
  OneTemplate one("main.json", head + account + ", " + account + " ] }");
  auto accounts = one.graph.of_type(kStorage);
  ASSERT_EQ(accounts.size(), 2u);
  for (NodeId each : accounts) EXPECT_EQ(one.graph.nodes[each].replaced_by, kNoNodeId);

  const std::string nested =
      R"({ "type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "storage",
    "properties": { "mode": "Incremental", "template": )" +
      head + account + " ] } } }";
  OneTemplate two("main.json", head + nested + ", " + nested + " ] }");
  accounts = two.graph.of_type(kStorage);
  ASSERT_EQ(accounts.size(), 2u);
  EXPECT_EQ(two.graph.nodes[accounts[0]].replaced_by, accounts[1]);
  EXPECT_EQ(two.graph.nodes[accounts[1]].replaced_by, kNoNodeId);
}

TEST(Link, replaces_no_iteration_of_one_declaration_and_nothing_by_what_may_not_be) {
  OneTemplate one("main.bicep", R"(
param other bool
resource a 'Microsoft.Storage/storageAccounts@2023-01-01' = [for i in [ 1, 2 ]: { name: 'a' }]
resource again 'Microsoft.Storage/storageAccounts@2023-01-01' = if (other) { name: 'a' }
)");
  auto accounts = one.graph.of_type(kStorage);
  ASSERT_EQ(accounts.size(), 3u);
  for (NodeId each : accounts) EXPECT_EQ(one.graph.nodes[each].replaced_by, kNoNodeId);
}

TEST(Link, follows_ids_into_what_is_known_in_part) {
  const std::string head = R"(
param on bool
param names array
resource st 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: 'st'
  location: 'westeurope'
}
)";
  auto endpoint = [&](const std::string& connections) {
    return OneTemplate("main.bicep", head + R"(
resource pe 'Microsoft.Network/privateEndpoints@2024-01-01' = {
  name: 'pe'
  location: 'westeurope'
  properties: )" + connections + "\n}\n");
  };
  const std::string one = "{ name: 'a', properties: { groupIds: [ 'blob' ], privateLinkServiceId: st.id } }";
  for (const std::string& text :
       {"on ? { privateLinkServiceConnections: [ " + one + " ] } : null",
        "{ privateLinkServiceConnections: on ? [ " + one + " ] : [] }",
        "{ privateLinkServiceConnections: [for name in names: " + one + "] }",
        "union({ privateLinkServiceConnections: [ " + one + " ] }, on ? { customNetworkInterfaceName: 'n' } : {})"}) {
    OneTemplate some = endpoint(text);
    EXPECT_TRUE(some.has_edge("pe -private-endpoint-> st")) << text;
  }
  auto certain = [](const OneTemplate& some) {
    for (const Edge& edge : some.graph.edges) {
      if (edge.kind == EdgeKind::PrivateEndpoint) return edge.certain;
    }
    return Tri::False;
  };
  EXPECT_EQ(certain(endpoint("{ privateLinkServiceConnections: [ " + one + " ] }")), Tri::True);
  EXPECT_EQ(certain(endpoint("{ privateLinkServiceConnections: on ? [ " + one + " ] : [] }")), Tri::Unknown);
}

TEST(Link, knows_a_module_that_was_not_found_but_deploys_a_resource_again) {
  constexpr std::string_view kSearch = R"(
resource search 'Microsoft.Search/searchServices@2025-05-01' = { name: 'srch-${resourceGroup().name}' }
)";
  struct Row {
    std::string module, params, remade_by;
  };
  const std::vector<Row> rows = {
      {"br/public:avm/res/search/search-service:0.12.0", "{ name: 'srch-${resourceGroup().name}' }", "update"},
      {"../search/search-service.bicep", "{ NAME: search.name }", "update"},
      {"br/public:avm/res/search/search-service:0.12.0", "{ name: 'another' }", ""},
      {"br/public:avm/res/search/search-service:0.12.0", "{ target: search.name }", ""},
      {"br/public:avm/res/network/private-endpoint:0.12.0", "{ name: search.name }", ""},
  };
  for (const Row& row : rows) {
    OneTemplate one("main.bicep", std::string(kSearch) + "module update '" + row.module +
                                      "' = {\n  name: 'u'\n  params: " + row.params + "\n}\n");
    const ResourceNode* search = one.node("Microsoft.Search/searchServices");
    ASSERT_TRUE(search);
    EXPECT_EQ(search->remade_by ? std::string(search->remade_by->path) : "", row.remade_by) << row.module << row.params;
  }
  OneTemplate elsewhere("main.bicep", std::string(kSearch) + R"(
module update 'br/public:avm/res/search/search-service:0.12.0' = {
  name: 'u'
  scope: resourceGroup('another')
  params: { name: search.name }
}
)");
  EXPECT_EQ(elsewhere.node("Microsoft.Search/searchServices")->remade_by, nullptr);
}

TEST(Link, reads_the_type_in_the_name_of_a_verified_module) {
  EXPECT_TRUE(source_names_type("br/public:avm/res/key-vault/vault:0.6.0", "Microsoft.KeyVault/vaults"));
  EXPECT_TRUE(source_names_type("br:mcr.microsoft.com/bicep/avm/res/data-factory/factory:0.1.0",
                                "Microsoft.DataFactory/factories"));
  EXPECT_TRUE(source_names_type("br/public:avm/res/cache/redis:0.1.0", "Microsoft.Cache/redis"));
  EXPECT_TRUE(source_names_type("br/public:avm/res/db-for-postgre-sql/flexible-server:0.1.0",
                                "Microsoft.DBforPostgreSQL/flexibleServers"));
  EXPECT_FALSE(source_names_type("br/public:avm/res/key-vault/vault:0.6.0", "Microsoft.KeyVault/managedHSMs"));
  EXPECT_FALSE(source_names_type("br/public:avm/res/key-vault/vault:0.6.0", "Microsoft.KeyVault/vaults/keys"));
  EXPECT_FALSE(source_names_type("vault.bicep", "Microsoft.KeyVault/vaults"));
  EXPECT_FALSE(source_names_type("", "Microsoft.KeyVault/vaults"));
}

// ---- where the graph is open ---------------------------------------------------------------------------

TEST(Openings, none_around_a_resource_that_nothing_unknown_touches) {
  OneTemplate one(
      "main.bicep",
      "resource a 'Microsoft.Storage/storageAccounts@2023-01-01' = { name: 'a' }\noutput id string = a.id\n");
  EXPECT_EQ(one.opening(kStorage, EdgeKind::PrivateEndpoint), nullptr);
}

TEST(Openings, around_what_flows_into_a_module_that_was_not_found) {
  OneTemplate one("main.bicep", R"(
resource a 'Microsoft.Storage/storageAccounts@2023-01-01' = { name: 'a' }
resource kv 'Microsoft.KeyVault/vaults@2023-07-01' = { name: 'kv' }
resource other 'Microsoft.Search/searchServices@2023-11-01' = { name: 'other' }
module baseline 'br/public:avm/ptn/network/baseline:0.1.0' = {
  name: 'baseline'
  params: { target: { id: a.id }, uri: kv.properties.vaultUri }
}
)");
  const Opening* opening = one.opening(kStorage, EdgeKind::PrivateEndpoint);
  ASSERT_TRUE(opening);
  EXPECT_EQ(opening->needs_kind, "module");
  EXPECT_EQ(opening->needs_name, "baseline");
  EXPECT_TRUE(one.opening("Microsoft.KeyVault/vaults", EdgeKind::Diagnostics));
  EXPECT_EQ(one.opening("Microsoft.Search/searchServices", EdgeKind::Diagnostics), nullptr);
}

TEST(Openings, for_nothing_but_endpoints_in_a_module_of_private_endpoints) {
  OneTemplate one("main.bicep", R"(
resource kv 'Microsoft.KeyVault/vaults@2023-07-01' = { name: 'kv' }
module pe 'br/public:avm/res/network/private-endpoint:0.11.0' = {
  name: 'pe'
  params: { target: kv.id }
}
)");
  EXPECT_TRUE(one.opening("Microsoft.KeyVault/vaults", EdgeKind::PrivateEndpoint));
  EXPECT_EQ(one.opening("Microsoft.KeyVault/vaults", EdgeKind::EncryptsWith), nullptr);
  EXPECT_EQ(one.opening("Microsoft.KeyVault/vaults", EdgeKind::Diagnostics), nullptr);
}

TEST(Openings, around_fitting_resources_when_a_private_endpoint_has_an_unknown_target) {
  OneTemplate one("main.bicep", R"(
param targetId string
resource a 'Microsoft.Storage/storageAccounts@2023-01-01' = { name: 'a' }
resource kv 'Microsoft.KeyVault/vaults@2023-07-01' = { name: 'kv' }
resource pe 'Microsoft.Network/privateEndpoints@2023-11-01' = {
  name: 'pe'
  properties: { privateLinkServiceConnections: [ { properties: { privateLinkServiceId: targetId, groupIds: [ 'blob' ] } } ] }
}
)");
  const Opening* opening = one.opening(kStorage, EdgeKind::PrivateEndpoint);
  ASSERT_TRUE(opening);
  EXPECT_EQ(opening->needs_kind, "parameter");
  EXPECT_EQ(opening->needs_name, "targetId");
  EXPECT_EQ(one.opening("Microsoft.KeyVault/vaults", EdgeKind::PrivateEndpoint), nullptr)
      << "blob is no group of a vault";
  EXPECT_EQ(one.opening(kStorage, EdgeKind::Diagnostics), nullptr);
}

TEST(Openings, none_when_the_unknown_target_cannot_be_that_resource) {
  OneTemplate one("main.bicep", R"(
param suffix string
resource a 'Microsoft.Storage/storageAccounts@2023-01-01' = { name: 'data${suffix}' }
resource pe 'Microsoft.Network/privateEndpoints@2023-11-01' = {
  name: 'pe'
  properties: {
    privateLinkServiceConnections: [
      { properties: { privateLinkServiceId: resourceId('Microsoft.Storage/storageAccounts', 'logs${suffix}'), groupIds: [ 'blob' ] } }
    ]
  }
}
)");
  EXPECT_EQ(one.opening(kStorage, EdgeKind::PrivateEndpoint), nullptr);
}

TEST(Openings, around_an_endpoint_to_what_a_service_made_for_a_resource_and_not_around_others) {
  auto endpoint_to = [](const std::string& id) {
    return OneTemplate("main.tf", R"(
resource "azurerm_storage_account" "a" {
  name = "a"
}
resource "azurerm_purview_account" "p" {
  name = "p"
}
resource "azurerm_private_endpoint" "pe" {
  name = "pe"
  private_service_connection {
    name                           = "c"
    private_connection_resource_id = )" +
                                      id + R"(
    subresource_names              = ["blob"]
  }
}
)");
  };
  const std::string edge = "pe -private-endpoint-> p";
  OneTemplate made = endpoint_to("azurerm_purview_account.p.managed_resources[0].storage_account_id");
  EXPECT_TRUE(made.opening("Microsoft.Network/privateEndpoints", EdgeKind::PrivateEndpoint));
  EXPECT_EQ(made.opening(kStorage, EdgeKind::PrivateEndpoint), nullptr);
  EXPECT_FALSE(made.has_edge(edge));
  for (const char* own : {"azurerm_purview_account.p.id", "azurerm_purview_account.p.resource_manager_id"}) {
    EXPECT_TRUE(endpoint_to(own).has_edge(edge)) << own;
  }
}

TEST(Openings, around_a_resource_whose_own_partner_is_not_in_the_graph) {
  OneTemplate one("main.bicep", R"(
param keyUri string
resource registry 'Microsoft.ContainerRegistry/registries@2023-07-01' = {
  name: 'cr'
  properties: { encryption: { keyVaultProperties: { keyIdentifier: keyUri } } }
}
)");
  const Opening* opening = one.opening("Microsoft.ContainerRegistry/registries", EdgeKind::EncryptsWith);
  ASSERT_TRUE(opening);
  EXPECT_EQ(opening->needs_name, "keyUri");
}

}  // namespace
}  // namespace ringfence
