// Terraform's blocks that may be there or not, and what the provider sends by version: defaults, constants, resources of
// their own.
#include <gtest/gtest.h>

#include "tests/graph/graphs.h"

namespace ringfence {
namespace {

using test::OneTemplate;
using test::terraform;

TEST(AzurermBlocks, sends_what_the_provider_of_that_version_sends) {
  struct Row {
    const char* resource;
    const char* type;
    const char* path;
    uint32_t major;
    const char* value;
  };
  for (const Row& row : std::initializer_list<Row>{
           {R"(resource "azurerm_managed_disk" "a" { name = "a" })", "Microsoft.Compute/disks",
            "properties.networkAccessPolicy", 3, ""},
           {R"(resource "azurerm_managed_disk" "a" { name = "a" })", "Microsoft.Compute/disks",
            "properties.networkAccessPolicy", 4, R"("AllowAll")"},
           {R"(resource "azurerm_iothub" "a" { name = "a" })", "Microsoft.Devices/IotHubs", "properties.minTlsVersion",
            3, ""},
           {R"(resource "azurerm_iothub" "a" { name = "a" })", "Microsoft.Devices/IotHubs", "properties.minTlsVersion",
            5, R"("1.2")"},
           {R"(resource "azurerm_purview_account" "a" { name = "a" })", "Microsoft.Purview/accounts",
            "properties.publicNetworkAccess", 5, R"("Enabled")"},
           {R"(resource "azurerm_storage_account" "a" { name = "a" })", "Microsoft.Storage/storageAccounts",
            "properties.minimumTlsVersion", 2, R"("TLS1_0")"}}) {
    EXPECT_EQ(terraform(row.resource, row.major).at(row.type, row.path), row.value) << row.resource << row.major;
  }
}

TEST(AzurermBlocks, says_which_protocols_an_api_gateway_speaks_even_when_the_block_is_absent) {
  OneTemplate one = terraform(R"(
resource "azurerm_api_management" "a" {
  name = "a"
  security {
    enable_backend_tls10 = true
  }
})",
                              3);
  const Value* properties = one.value("Microsoft.ApiManagement/service", "properties.customProperties");
  ASSERT_NE(properties, nullptr);
  std::string prefix = "Microsoft.WindowsAzure.ApiManagement.Gateway.Security.";
  const Member* backend = find_member(*properties, prefix + "Backend.Protocols.Tls10", KeyCase::Sensitive);
  const Member* frontend = find_member(*properties, prefix + "Protocols.Tls10", KeyCase::Sensitive);
  ASSERT_TRUE(backend && frontend);
  EXPECT_EQ(value_json(backend->value), R"("true")");
  EXPECT_EQ(value_json(frontend->value), R"("false")");
}

TEST(AzurermBlocks, makes_a_conditional_resource_of_a_block_that_may_be_there) {
  auto hub = [](const std::string& list) {
    return terraform(R"(
variable "closed" { type = bool }
variable "rules" { type = list(string) }
resource "azurerm_eventhub_namespace" "n" {
  name                = "n"
  resource_group_name = "g"
  location            = "westeurope"
  sku                 = "Standard"
  dynamic "network_rulesets" {
    for_each = )" + list +
                     R"(
    content { default_action = "Deny" }
  }
}
)");
  };
  const char* type = "Microsoft.EventHub/namespaces/networkRuleSets";
  EXPECT_EQ(hub("[]").node(type), nullptr);
  EXPECT_FALSE(hub("[1]").node(type)->conditional);
  OneTemplate chosen = hub("var.closed ? [1] : []");
  ASSERT_NE(chosen.node(type), nullptr);
  EXPECT_TRUE(chosen.node(type)->conditional);
  EXPECT_EQ(canonical_text(chosen.node(type)->condition), "param('closed')");
  EXPECT_EQ(chosen.at(type, "properties.defaultAction"), "\"Deny\"");
  EXPECT_EQ(canonical_text(hub("var.rules").node(type)->condition), "not(empty(param('rules')))");
}

TEST(AzurermBlocks, says_a_constant_of_a_block_where_the_block_is) {
  auto enabled = [](const std::string& block) {
    return OneTemplate(
               "main.tf",
               "variable \"sign\" {\n  type = bool\n}\nresource \"azurerm_kusto_cluster\" \"k\" {\n" + block + "\n}\n")
        .at("Microsoft.Kusto/clusters", "properties.optimizedAutoscale.isEnabled");
  };
  auto dynamic = [](const std::string& each) {
    return "  dynamic \"optimized_auto_scale\" {\n    for_each = " + each +
           "\n    content {\n      minimum_instances = 2\n      maximum_instances = 3\n    }\n  }";
  };
  EXPECT_EQ(enabled("  optimized_auto_scale {\n    minimum_instances = 2\n    maximum_instances = 3\n  }"), "true");
  EXPECT_EQ(enabled(dynamic("[]")), "");
  EXPECT_EQ(enabled(dynamic("[1]")), "true");
  EXPECT_EQ(enabled(dynamic("var.sign ? [1] : []")), "{\"$symbol\": \"if(param('sign'), true, null)\"}");
}

TEST(AzurermBlocks, says_of_an_attribute_that_may_be_absent_what_its_branches_say) {
  auto account = [](const std::string& more) {
    return terraform(R"(
variable "on" { type = bool }
variable "key" { type = string }
resource "azurerm_cognitive_account" "a" {
  name                = "a"
  resource_group_name = "g"
  location            = "westeurope"
  kind                = "OpenAI"
  sku_name            = "S0"
)" + more + "\n}\n");
  };
  const char* type = "Microsoft.CognitiveServices/accounts";
  OneTemplate block = account(
      "  dynamic \"network_acls\" {\n    for_each = var.on ? [1] : []\n    content { default_action = \"Deny\" }\n  }");
  EXPECT_EQ(canonical_text(*block.value(type, "properties.networkAcls.defaultAction")),
            "if(param('on'), 'Deny', null)");
  OneTemplate key = account("  customer_managed_key {\n    key_vault_key_id = var.on ? var.key : null\n  }");
  EXPECT_EQ(canonical_text(*key.value(type, "properties.encryption.keySource")),
            "if(param('on'), 'Microsoft.KeyVault', null)");
}

TEST(AzurermBlocks, sends_what_each_major_version_of_the_provider_sends) {
  struct Row {
    const char* resource;
    const char* type;
    const char* path;
    uint32_t major;
    const char* value;
  };
  const char* storage = R"(resource "azurerm_storage_account" "a" { name = "a" })";
  const char* plain = R"(resource "azurerm_storage_account" "a" { https_traffic_only_enabled = false })";
  const char* older = R"(resource "azurerm_storage_account" "a" { enable_https_traffic_only = false })";
  const char* pool = R"(resource "azurerm_virtual_desktop_host_pool" "a" { type = "Pooled" })";
  const char* workspace =
      R"(resource "azurerm_machine_learning_workspace" "a" { public_access_behind_virtual_network_enabled = true })";
  const char* redis = R"(resource "azurerm_redis_cache" "a" { redis_configuration {} })";
  const char* instance = R"(resource "azurerm_mssql_managed_instance" "a" { name = "a" })";
  const char* registry = R"(resource "azurerm_container_registry" "a" { name = "a" })";
  const char* scans =
      R"(resource "azurerm_mssql_managed_instance_vulnerability_assessment" "a" { recurring_scans {} })";
  const char* waf = R"(resource "azurerm_cdn_frontdoor_firewall_policy" "a" {
  managed_rule {
    override { rule { rule_id = "1" } }
  }
})";
  const char* database = R"(resource "azurerm_mssql_database" "a" {
  threat_detection_policy { email_account_admins = "Enabled" }
})";
  const char* account = "properties.minimumTlsVersion";
  const char* https = "properties.supportsHttpsTrafficOnly";
  for (const Row& row : std::initializer_list<Row>{
           {storage, "Microsoft.Storage/storageAccounts", account, 2, R"("TLS1_0")"},
           {storage, "Microsoft.Storage/storageAccounts", account, 3, R"("TLS1_2")"},
           {storage, "Microsoft.Storage/storageAccounts", account, 4, R"("TLS1_2")"},
           {storage, "Microsoft.Storage/storageAccounts", account, 5, R"("TLS1_2")"},
           {plain, "Microsoft.Storage/storageAccounts", https, 3, "false"},
           {plain, "Microsoft.Storage/storageAccounts", https, 4, "false"},
           {older, "Microsoft.Storage/storageAccounts", https, 3, "false"},
           {older, "Microsoft.Storage/storageAccounts", https, 5, "false"},
           {storage, "Microsoft.Storage/storageAccounts", "properties.networkAcls.defaultAction", 5, R"("Allow")"},
           {pool, "Microsoft.DesktopVirtualization/hostPools", "properties.hostPoolType", 5, R"("Pooled")"},
           {pool, "Microsoft.DesktopVirtualization/hostPools", "identity", 5, ""},
           {workspace, "Microsoft.MachineLearningServices/workspaces", "properties.allowPublicAccessWhenBehindVnet", 3,
            "true"},
           {workspace, "Microsoft.MachineLearningServices/workspaces", "properties.publicNetworkAccess", 3, ""},
           {redis, "Microsoft.Cache/redis", "properties.minimumTlsVersion", 2, R"("1.0")"},
           {redis, "Microsoft.Cache/redis", "properties.minimumTlsVersion", 3, R"("1.2")"},
           {redis, "Microsoft.Cache/redis", "properties.redisConfiguration.authnotrequired", 3, R"("false")"},
           {instance, "Microsoft.Sql/managedInstances", "properties.proxyOverride", 4, R"("Default")"},
           {instance, "Microsoft.Sql/managedInstances", "properties.proxyOverride", 5, R"("Redirect")"},
           {registry, "Microsoft.ContainerRegistry/registries",
            "properties.policies.azureADAuthenticationAsArmPolicy.status", 3, ""},
           {registry, "Microsoft.ContainerRegistry/registries",
            "properties.policies.azureADAuthenticationAsArmPolicy.status", 4, R"("enabled")"},
           {scans, "Microsoft.Sql/managedInstances/vulnerabilityAssessments", "properties.recurringScans.isEnabled", 5,
            "false"},
           {waf, "Microsoft.Network/FrontDoorWebApplicationFirewallPolicies",
            "properties.managedRules.managedRuleSets.0.ruleGroupOverrides.0.rules.0.enabledState", 5, R"("Disabled")"},
           {database, "Microsoft.Sql/servers/databases/securityAlertPolicies", "properties.emailAccountAdmins", 4,
            "true"}}) {
    EXPECT_EQ(terraform(row.resource, row.major).at(row.type, row.path), row.value) << row.resource << row.major;
  }
}

}  // namespace
}  // namespace ringfence
