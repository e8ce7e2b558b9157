#include <gtest/gtest.h>

#include <set>

#include "analyzer/graph/mapping_counts.h"
#include "tests/graph/graphs.h"

namespace ringfence {
namespace {

using test::OneTemplate;

constexpr const char* kStorage = "Microsoft.Storage/storageAccounts";
constexpr const char* kGroup =
    "resource \"azurerm_resource_group\" \"g\" {\n  name = \"g\"\n  location = \"westeurope\"\n}\n";

std::string storage(std::string_view attributes) {
  return std::string("resource \"azurerm_storage_account\" \"a\" {\n  name = \"a\"\n  resource_group_name = \"g\"\n") +
         std::string(attributes) + "\n}\n";
}

ProviderVersions version(uint32_t major) {
  ProviderVersions out;
  out.azurerm_major = major;
  return out;
}

TEST(Terraform, maps_attributes_and_keeps_their_place) {
  OneTemplate one("main.tf", storage("  public_network_access_enabled = false"));
  EXPECT_EQ(one.at(kStorage, "properties.publicNetworkAccess"), "\"Disabled\"");
  const Value* value = one.value(kStorage, "properties.publicNetworkAccess");
  ASSERT_TRUE(value);
  EXPECT_EQ(one.text(value->span), "false");
  EXPECT_EQ(value->because, OriginKind::Written);
  ASSERT_TRUE(value->via);
  EXPECT_EQ(value->via->kind, OriginKind::Mapped);
  EXPECT_EQ(one.text(value->via->span), "public_network_access_enabled = false");
}

TEST(Terraform, says_what_the_provider_sends_for_an_absent_attribute_by_its_major_version) {
  for (auto [major, expected] :
       {std::pair(2, "false"), std::pair(3, "true"), std::pair(4, "true"), std::pair(5, "false")}) {
    OneTemplate one("main.tf", storage(""), version(static_cast<uint32_t>(major)));
    const Value* value = one.value(kStorage, "properties.allowBlobPublicAccess");
    ASSERT_TRUE(value);
    EXPECT_EQ(value_json(*value), expected) << "azurerm " << major;
    EXPECT_EQ(value->because, OriginKind::ProviderDefault);
    EXPECT_EQ(one.text(value->span), "resource \"azurerm_storage_account\" \"a\"");
  }
}

TEST(Terraform, reads_older_spellings) {
  OneTemplate one("main.tf", storage("  enable_https_traffic_only = false\n  allow_blob_public_access = true"),
                  version(2));
  EXPECT_EQ(one.at(kStorage, "properties.supportsHttpsTrafficOnly"), "false");
  EXPECT_EQ(one.at(kStorage, "properties.allowBlobPublicAccess"), "true");
}

TEST(Terraform, decides_per_branch_when_the_value_is_not_known) {
  OneTemplate one("main.tf",
                  "variable \"open\" { type = bool }\n" + storage("  public_network_access_enabled = var.open"));
  EXPECT_EQ(one.at(kStorage, "properties.publicNetworkAccess"),
            "{\"$symbol\": \"if(param('open'), 'Enabled', 'Disabled')\"}");
}

TEST(Terraform, gives_a_block_default_only_inside_the_block) {
  OneTemplate without("main.tf", storage(""));
  EXPECT_EQ(without.at(kStorage, "properties.sasPolicy.expirationAction"), "");
  OneTemplate with("main.tf", storage("  sas_policy { expiration_period = \"01.00:00:00\" }"));
  EXPECT_EQ(with.at(kStorage, "properties.sasPolicy.expirationAction"), "\"Log\"");
}

TEST(Terraform, folds_a_satellite_into_the_one_of_two_of_the_same_name_that_it_names) {
  std::string second = storage("");
  second.replace(second.find("\"a\" {"), 5, "\"b\" {");
  OneTemplate one("main.tf", storage("") + second + R"(
resource "azurerm_storage_account_network_rules" "r" {
  storage_account_id = azurerm_storage_account.b.id
  default_action     = "Deny"
}
)");
  ASSERT_EQ(one.graph.nodes.size(), 2u);
  for (const ResourceNode& node : one.graph.nodes) {
    const bool completed = value_json(node.body).find("\"defaultAction\": \"Deny\"") != std::string::npos;
    EXPECT_EQ(completed, node.address == "azurerm_storage_account.b") << node.address;
  }
}

TEST(Terraform, tells_resources_of_one_name_apart_by_their_addresses) {
  OneTemplate one("main.tf", R"(
resource "azurerm_virtual_network" "a" {
  name                = "net"
  resource_group_name = "rg"
}
resource "azurerm_virtual_network" "b" {
  name                = "net"
  resource_group_name = "rg"
}
resource "azurerm_subnet" "s" {
  name                 = "inner"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.b.name
}
resource "azurerm_private_dns_zone_virtual_network_link" "l" {
  name                  = "link"
  resource_group_name   = "rg"
  private_dns_zone_name = "privatelink.blob.core.windows.net"
  virtual_network_id    = azurerm_virtual_network.b.id
}
)");
  std::set<std::string> targets;
  for (const Edge& edge : one.graph.edges) {
    if (edge.kind == EdgeKind::Contains) targets.insert("contains " + std::string(one.graph.nodes[edge.from].address));
    if (edge.kind == EdgeKind::Network) targets.insert("network " + std::string(one.graph.nodes[edge.to].address));
  }
  EXPECT_EQ(targets,
            (std::set<std::string>{"contains azurerm_virtual_network.b", "network azurerm_virtual_network.b"}));
  for (const ResourceNode& node : one.graph.nodes) {
    if (node.address != "azurerm_subnet.s") continue;
    EXPECT_EQ(one.name_of(node.id), "net/inner");
  }
}

TEST(Terraform, folds_satellites_into_what_they_complete) {
  OneTemplate one("main.tf", storage("") + R"(
resource "azurerm_storage_account_network_rules" "a" {
  storage_account_id = azurerm_storage_account.a.id
  default_action     = "Deny"
  ip_rules           = ["203.0.113.7"]
}
)");
  EXPECT_EQ(one.graph.nodes.size(), 1u);
  EXPECT_EQ(one.at(kStorage, "properties.networkAcls.defaultAction"), "\"Deny\"");
  EXPECT_EQ(one.at(kStorage, "properties.networkAcls.ipRules.0.value"), "\"203.0.113.7\"");
}

TEST(Terraform, keeps_a_satellite_whose_target_is_elsewhere_as_it_is) {
  OneTemplate one("main.tf", R"(
variable "id" { type = string }
resource "azurerm_storage_account_network_rules" "a" {
  storage_account_id = var.id
  default_action     = "Deny"
}
)");
  ASSERT_EQ(one.graph.nodes.size(), 1u);
  EXPECT_EQ(one.graph.nodes[0].type, "azurerm_storage_account_network_rules");
}

TEST(Terraform, appends_access_policies_to_their_vault) {
  OneTemplate one("main.tf", R"(
resource "azurerm_key_vault" "kv" {
  name                = "kv"
  resource_group_name = "g"
  access_policy {
    object_id          = "one"
    secret_permissions = ["Get"]
  }
}
resource "azurerm_key_vault_access_policy" "two" {
  key_vault_id    = azurerm_key_vault.kv.id
  object_id       = "two"
  key_permissions = ["Get", "Purge"]
}
)");
  EXPECT_EQ(one.at("Microsoft.KeyVault/vaults", "properties.accessPolicies.0.objectId"), "\"one\"");
  EXPECT_EQ(one.at("Microsoft.KeyVault/vaults", "properties.accessPolicies.1.permissions.keys"), "[\"Get\",\"Purge\"]");
}

TEST(Terraform, builds_ids_from_groups_and_parents) {
  OneTemplate one("main.tf", std::string(kGroup) + R"(
resource "azurerm_virtual_network" "v" {
  name                = "v"
  resource_group_name = azurerm_resource_group.g.name
}
resource "azurerm_subnet" "s" {
  name                 = "s"
  resource_group_name  = azurerm_resource_group.g.name
  virtual_network_name = azurerm_virtual_network.v.name
}
)");
  const ResourceNode* subnet = one.node("Microsoft.Network/virtualNetworks/subnets");
  ASSERT_TRUE(subnet);
  EXPECT_EQ(value_json(subnet->name), "\"v/s\"");
  EXPECT_EQ(value_json(subnet->arm_id),
            "{\"$symbol\": \"concat('/subscriptions/', subscription().subscriptionid, "
            "'/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/s')\"}");
  EXPECT_TRUE(one.has_edge("v -contains-> v/s"));
}

TEST(Terraform, keeps_what_no_table_knows_and_counts_it) {
  OneTemplate one("main.tf", storage("  brand_new_switch = true") + R"(
resource "azurerm_new_service" "n" { account = azurerm_storage_account.a.id }
resource "random_string" "g" { length = 8 }
)");
  EXPECT_TRUE(one.node("azurerm_new_service"));
  EXPECT_TRUE(one.node("random_string"));
  MappingCounts counts;
  count_mappings(one.graph, Knowledge::embedded(), counts);
  EXPECT_EQ(counts.resources, 2u);
  EXPECT_EQ(counts.types_without, (std::map<std::string, uint64_t>{{"azurerm_new_service", 1}}));
  EXPECT_EQ(counts.attributes_without,
            (std::map<std::string, uint64_t>{{"azurerm_storage_account.brand_new_switch", 1}}));
  ASSERT_EQ(one.graph.edges.size(), 1u) << "an unmapped resource still refers to others";
}

TEST(Terraform, turns_role_names_into_definitions) {
  OneTemplate one("main.tf", R"(
data "azurerm_subscription" "current" {}
data "azurerm_role_definition" "reader" { name = "Reader" }
resource "azurerm_role_assignment" "a" {
  scope                = data.azurerm_subscription.current.id
  role_definition_name = "Owner"
  principal_id         = "p"
}
resource "azurerm_role_assignment" "b" {
  scope              = data.azurerm_subscription.current.id
  role_definition_id = data.azurerm_role_definition.reader.id
  principal_id       = "p"
}
)");
  auto ids = one.graph.of_type("Microsoft.Authorization/roleAssignments");
  ASSERT_EQ(ids.size(), 2u);
  const char* prefix =
      "concat('/subscriptions/', subscription().subscriptionid, '/providers/Microsoft.Authorization/roleDefinitions/";
  const char* guids[] = {"8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "acdd72a7-3385-48ef-bd42-f606fba81ae7"};
  for (size_t i = 0; i < 2; ++i) {
    const ResourceNode& node = one.graph.nodes[ids[i]];
    const Member* properties = find_member(node.body, "properties", KeyCase::Sensitive);
    const Member* role = find_member(properties->value, "roleDefinitionId", KeyCase::Sensitive);
    EXPECT_EQ(canonical_text(role->value), std::string(prefix) + guids[i] + "')");
    EXPECT_EQ(canonical_text(node.scope), "concat('/subscriptions/', subscription().subscriptionid)");
  }
}

TEST(Terraform, knows_data_sources_as_existing_resources) {
  OneTemplate one("main.tf", R"(
data "azurerm_key_vault" "kv" {
  name                = "kv"
  resource_group_name = "g"
}
resource "azurerm_monitor_diagnostic_setting" "d" {
  name               = "d"
  target_resource_id = data.azurerm_key_vault.kv.id
}
)");
  ASSERT_TRUE(one.node("Microsoft.KeyVault/vaults"));
  EXPECT_TRUE(one.node("Microsoft.KeyVault/vaults")->existing);
  EXPECT_EQ(one.at("Microsoft.KeyVault/vaults", "properties.softDeleteRetentionInDays"), "")
      << "no default is sent for it";
  EXPECT_TRUE(one.has_edge("d -diagnostics-> kv"));
}

TEST(Terraform, survives_resources_that_refer_to_each_other_in_a_circle) {
  OneTemplate one("main.tf", R"(
resource "azurerm_key_vault_key" "a" {
  name         = "a"
  key_vault_id = azurerm_key_vault_key.b.id
}
resource "azurerm_key_vault_key" "b" {
  name         = "b"
  key_vault_id = azurerm_key_vault_key.a.id
}
)");
  EXPECT_EQ(one.graph.nodes.size(), 2u);
}

TEST(Azapi, takes_the_body_as_it_is_whether_object_or_json_text) {
  for (const char* body :
       {"{ kind = \"OpenAI\", properties = { disableLocalAuth = true, nothing = null } }",
        "jsonencode({ kind = \"OpenAI\", properties = { disableLocalAuth = true, nothing = null } })",
        "jsonencode({ kind = \"OpenAI\", properties = { disableLocalAuth = true, x = var.x } })"}) {
    OneTemplate one("main.tf", std::string("variable \"x\" { type = string }\n") + R"(
resource "azapi_resource" "a" {
  type      = "Microsoft.CognitiveServices/accounts@2024-10-01"
  name      = "a"
  parent_id = "/subscriptions/s/resourceGroups/g"
  body      = )" + body + "\n}\n");
    const char* type = "Microsoft.CognitiveServices/accounts";
    ASSERT_TRUE(one.node(type)) << body;
    EXPECT_EQ(one.node(type)->api_version, "2024-10-01");
    EXPECT_EQ(value_json(one.node(type)->arm_id),
              "\"/subscriptions/s/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/a\"");
    EXPECT_EQ(one.at(type, "kind"), "\"OpenAI\"") << body;
    EXPECT_EQ(one.at(type, "properties.disableLocalAuth"), "true") << body;
    EXPECT_EQ(one.at(type, "properties.nothing"), "") << body;
  }
}

}  // namespace
}  // namespace ringfence
