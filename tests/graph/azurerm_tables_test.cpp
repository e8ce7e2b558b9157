// The tables of knowledge/data/azurerm where the ARM shape is not the one that Terraform suggests.

#include <gtest/gtest.h>

#include "tests/graph/graphs.h"

namespace ringfence {
namespace {

using test::OneTemplate;
using test::terraform;

TEST(AzurermTables, reads_the_criteria_of_an_activity_log_alert_as_conditions) {
  OneTemplate one = terraform(R"(
resource "azurerm_monitor_activity_log_alert" "a" {
  name = "a"
  criteria {
    category       = "Administrative"
    operation_name = "Microsoft.Authorization/policyAssignments/write"
  }
})");
  EXPECT_EQ(one.at("Microsoft.Insights/activityLogAlerts", "properties.condition.allOf"),
            R"([{"field": "category","equals": "Administrative"},)"
            R"({"field": "operationName","equals": "Microsoft.Authorization/policyAssignments/write"}])");
}

TEST(AzurermTables, joins_the_rule_collections_of_a_firewall_policy_into_one_list) {
  OneTemplate one = terraform(R"(
resource "azurerm_firewall_policy" "p" {
  name                = "p"
  resource_group_name = "g"
  location            = "westeurope"
}
resource "azurerm_firewall_policy_rule_collection_group" "g" {
  name               = "g"
  firewall_policy_id = azurerm_firewall_policy.p.id
  priority           = 100
  network_rule_collection {
    name     = "n"
    priority = 200
    action   = "Allow"
    rule {
      name                  = "all"
      protocols             = ["Any"]
      source_addresses      = ["*"]
      destination_addresses = ["*"]
      destination_ports     = ["*"]
    }
  }
  application_rule_collection {
    name     = "a"
    priority = 300
    action   = "Deny"
  }
})");
  std::string_view type = "Microsoft.Network/firewallPolicies/ruleCollectionGroups";
  EXPECT_EQ(one.at(type, "properties.ruleCollections.0.name"), R"("a")");
  EXPECT_EQ(one.at(type, "properties.ruleCollections.1.rules.0.ipProtocols"), R"(["Any"])");
  EXPECT_EQ(one.at(type, "properties.ruleCollections.1.rules.0.ruleType"), R"("NetworkRule")");
}

constexpr const char* kWebApp = R"(
resource "azurerm_linux_web_app" "w" {
  name                                     = "w"
  resource_group_name                      = "g"
  location                                 = "westeurope"
  service_plan_id                          = "p"
  ftp_publish_basic_authentication_enabled = false
  site_config {}
  auth_settings_v2 {
    auth_enabled = true
    login {}
  }
})";

TEST(AzurermTables, makes_resources_of_what_a_web_app_says_about_publishing_and_authentication) {
  OneTemplate one = terraform(kWebApp);
  auto policies = one.graph.of_type("Microsoft.Web/sites/basicPublishingCredentialsPolicies");
  ASSERT_EQ(policies.size(), 2u);
  EXPECT_EQ(one.name_of(policies[0]), "w/ftp");
  EXPECT_EQ(value_json(one.graph.nodes[policies[0]].body), R"({"properties": {"allow": false}})");
  EXPECT_EQ(one.name_of(policies[1]), "w/scm");
  EXPECT_EQ(value_json(one.graph.nodes[policies[1]].body), R"({"properties": {"allow": true}})");
  EXPECT_EQ(one.at("Microsoft.Web/sites/config", "properties.platform.enabled"), "true");
  EXPECT_EQ(one.at("Microsoft.Web/sites/config", "properties.httpSettings.requireHttps"), "true");
}

TEST(AzurermTables, knows_what_the_site_config_of_a_web_app_sends) {
  OneTemplate one = terraform(kWebApp);
  EXPECT_EQ(one.at("Microsoft.Web/sites", "properties.siteConfig.ftpsState"), R"("Disabled")");
  EXPECT_EQ(one.at("Microsoft.Web/sites", "properties.siteConfig.minTlsVersion"), R"("1.2")");
  EXPECT_EQ(one.at("Microsoft.Web/sites", "properties.httpsOnly"), "false");
  OneTemplate old = terraform(R"(
resource "azurerm_app_service" "w" {
  name = "w"
  site_config {}
})",
                              3);
  EXPECT_EQ(old.at("Microsoft.Web/sites", "properties.siteConfig.ftpsState"), "");
}

TEST(AzurermTables, finds_the_server_behind_the_policy_that_an_assessment_names) {
  OneTemplate one = terraform(R"(
resource "azurerm_mssql_server" "s" {
  name                = "s"
  resource_group_name = "g"
  location            = "westeurope"
  version             = "12.0"
}
resource "azurerm_mssql_server_security_alert_policy" "p" {
  resource_group_name = "g"
  server_name         = azurerm_mssql_server.s.name
  state               = "Enabled"
}
resource "azurerm_mssql_server_vulnerability_assessment" "v" {
  server_security_alert_policy_id = azurerm_mssql_server_security_alert_policy.p.id
  storage_container_path          = "x"
  recurring_scans {
    enabled = true
  }
})");
  const ResourceNode* node = one.node("Microsoft.Sql/servers/vulnerabilityAssessments");
  ASSERT_NE(node, nullptr);
  EXPECT_EQ(one.name_of(node->id), "s/default");
  EXPECT_EQ(one.at(node->type, "properties.recurringScans.isEnabled"), "true");
  EXPECT_TRUE(one.has_edge("s -contains-> s/default"));
}

TEST(AzurermTables, folds_network_acls_and_keys_into_what_they_complete) {
  OneTemplate one = terraform(R"(
resource "azurerm_web_pubsub" "w" {
  name                = "w"
  resource_group_name = "g"
  location            = "westeurope"
  sku                 = "Standard_S1"
}
resource "azurerm_web_pubsub_network_acl" "n" {
  web_pubsub_id = azurerm_web_pubsub.w.id
  public_network {
    denied_request_types = ["ClientConnection"]
  }
}
resource "azurerm_servicebus_namespace" "s" {
  name                = "s"
  resource_group_name = "g"
  location            = "westeurope"
  sku                 = "Premium"
}
resource "azurerm_servicebus_namespace_customer_managed_key" "k" {
  namespace_id     = azurerm_servicebus_namespace.s.id
  key_vault_key_id = "https://v.vault.azure.net/keys/k"
})");
  EXPECT_EQ(one.at("Microsoft.SignalRService/webPubSub", "properties.networkACLs"),
            R"({"defaultAction": "Deny","publicNetwork": {"deny": ["ClientConnection"]}})");
  EXPECT_EQ(one.at("Microsoft.ServiceBus/namespaces", "properties.encryption.keySource"), R"("Microsoft.KeyVault")");
  EXPECT_EQ(one.at("Microsoft.ServiceBus/namespaces", "properties.encryption.keyVaultProperties"),
            R"([{"keyVaultUri": "https://v.vault.azure.net/keys/k"}])");
}

TEST(AzurermTables, reads_role_schedules_and_the_rules_of_their_policy) {
  OneTemplate one = terraform(R"(
resource "azurerm_pim_eligible_role_assignment" "e" {
  scope              = "/subscriptions/s"
  role_definition_id = "/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/r"
  principal_id       = "p"
}
resource "azurerm_role_management_policy" "m" {
  scope              = "/subscriptions/s"
  role_definition_id = "/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/r"
  activation_rules {
    maximum_duration                   = "PT1H"
    require_multifactor_authentication = true
    require_justification              = true
    require_ticket_info                = false
  }
  eligible_assignment_rules {
    expiration_required = false
  }
})");
  std::string_view request = "Microsoft.Authorization/roleEligibilityScheduleRequests";
  EXPECT_EQ(one.at(request, "properties.principalId"), R"("p")");
  EXPECT_EQ(one.at(request, "properties.scheduleInfo.expiration.type"), R"("NoExpiration")");
  std::string rules = one.at("Microsoft.Authorization/roleManagementPolicies", "properties.rules");
  EXPECT_NE(
      rules.find(
          R"({"id": "Enablement_EndUser_Assignment","enabledRules": ["MultiFactorAuthentication","Justification"]})"),
      std::string::npos)
      << rules;
  EXPECT_NE(rules.find(R"({"id": "Expiration_Admin_Eligibility","isExpirationRequired": false})"), std::string::npos)
      << rules;
}

TEST(AzurermTables, makes_resources_of_what_a_database_says_about_encryption_and_audits) {
  OneTemplate one = terraform(R"(
resource "azurerm_mssql_database" "d" {
  name      = "d"
  server_id = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Sql/servers/s"
}
resource "azurerm_sql_server" "s" {
  name = "s"
  extended_auditing_policy {
    retention_in_days = 90
  }
})",
                              2);
  EXPECT_EQ(one.at("Microsoft.Sql/servers/databases/transparentDataEncryption", "properties.state"), R"("Enabled")");
  EXPECT_EQ(one.at("Microsoft.Sql/servers/extendedAuditingSettings", "properties"),
            R"({"state": "Enabled","retentionDays": 90})");
}

TEST(AzurermTables, gathers_the_rights_of_a_rule_and_splits_the_ranges_of_a_filter) {
  OneTemplate one = terraform(R"(
resource "azurerm_eventhub_namespace_authorization_rule" "r" {
  name           = "r"
  namespace_name = "n"
  listen         = true
  send           = false
  manage         = true
}
resource "azurerm_cosmosdb_account" "c" {
  name            = "c"
  ip_range_filter = "10.0.0.0/8, 192.168.0.1"
})",
                              3);
  EXPECT_EQ(one.at("Microsoft.EventHub/namespaces/authorizationRules", "properties.rights"), R"(["Listen","Manage"])");
  EXPECT_EQ(one.at("Microsoft.DocumentDB/databaseAccounts", "properties.ipRules"),
            R"([{"ipAddressOrRange": "10.0.0.0/8"},{"ipAddressOrRange": "192.168.0.1"}])");
}

TEST(AzurermTables, takes_a_sku_of_two_parts_apart) {
  auto gateway = [](const std::string& sku) {
    return terraform("variable \"sku\" { type = string }\nvariable \"dev\" { type = bool }\n" + (R"(
resource "azurerm_api_management" "g" {
  name                = "g"
  resource_group_name = "g"
  location            = "westeurope"
  sku_name            = )" + sku + "\n}\n"));
  };
  EXPECT_EQ(gateway("\"Premium_2\"").at("Microsoft.ApiManagement/service", "sku"),
            R"({"name": "Premium","capacity": 2})");
  EXPECT_EQ(gateway("\"Consumption\"").at("Microsoft.ApiManagement/service", "sku"), R"({"name": "Consumption"})");
  EXPECT_EQ(canonical_text(*gateway("var.sku").value("Microsoft.ApiManagement/service", "sku.name")),
            "partofname(param('sku'), 'head')");
  EXPECT_EQ(
      canonical_text(
          *gateway("var.dev ? \"Developer_1\" : \"Premium_2\"").value("Microsoft.ApiManagement/service", "sku.name")),
      "if(param('dev'), 'Developer', 'Premium')");
}

TEST(AzurermTables, gives_a_web_app_on_linux_one_stack_and_one_on_windows_its_own) {
  auto app = [](const std::string& os, const std::string& stack) {
    return terraform("resource \"azurerm_" + os +
                     "_web_app\" \"a\" {\n  name = \"a\"\n  site_config {\n    application_stack {\n      " + stack +
                     "\n    }\n  }\n}\n");
  };
  EXPECT_EQ(app("linux", "python_version = \"3.12\"").at("Microsoft.Web/sites", "properties.siteConfig.linuxFxVersion"),
            "\"PYTHON|3.12\"");
  EXPECT_EQ(app("linux", "node_version = \"20-lts\"").at("Microsoft.Web/sites", "properties.siteConfig.linuxFxVersion"),
            "\"NODE|20-lts\"");
  EXPECT_EQ(
      app("linux", "dotnet_version = \"8.0\"").at("Microsoft.Web/sites", "properties.siteConfig.netFrameworkVersion"),
      "");
  EXPECT_EQ(app("windows", "dotnet_version = \"v8.0\"")
                .at("Microsoft.Web/sites", "properties.siteConfig.netFrameworkVersion"),
            "\"v8.0\"");
}

TEST(AzurermTables, finds_what_a_satellite_completes_by_its_name) {
  OneTemplate one = terraform(R"(
resource "azurerm_storage_account" "a" {
  name                = "a"
  resource_group_name = "g"
  location            = "westeurope"
}
resource "azurerm_storage_account_network_rules" "n" {
  resource_group_name  = "g"
  storage_account_name = azurerm_storage_account.a.name
  default_action       = "Deny"
})",
                              2);
  EXPECT_EQ(one.graph.nodes.size(), 1u);
  EXPECT_EQ(one.at("Microsoft.Storage/storageAccounts", "properties.networkAcls.defaultAction"), R"("Deny")");
}

TEST(AzurermTables, names_parts_of_other_resources_by_their_ids) {
  OneTemplate one = terraform(R"(
resource "azurerm_lb" "l" {
  name                = "l"
  resource_group_name = "g"
  location            = "westeurope"
}
resource "azurerm_lb_outbound_rule" "r" {
  name            = "r"
  loadbalancer_id = azurerm_lb.l.id
  frontend_ip_configuration {
    name = "public"
  }
}
resource "azurerm_application_gateway" "a" {
  name                = "a"
  resource_group_name = "g"
  location            = "westeurope"
  http_listener {
    name                 = "all"
    ssl_certificate_name = "site"
    ssl_profile_name     = null
  }
})");
  EXPECT_NE(one.at("Microsoft.Network/loadBalancers/outboundRules", "properties.frontendIPConfigurations.0.id")
                .find("/providers/Microsoft.Network/loadBalancers/l/frontendIPConfigurations/public"),
            std::string::npos);
  EXPECT_NE(one.at("Microsoft.Network/applicationGateways", "properties.httpListeners.0.properties.sslCertificate.id")
                .find("/providers/Microsoft.Network/applicationGateways/a/sslCertificates/site"),
            std::string::npos);
  EXPECT_EQ(one.at("Microsoft.Network/applicationGateways", "properties.httpListeners.0.properties.sslProfile"), "");
}

TEST(AzurermTables, tells_connections_that_wait_for_approval_from_those_that_do_not) {
  OneTemplate one = terraform(R"(
variable "manual" {}
resource "azurerm_private_endpoint" "e" {
  name = "e"
  private_service_connection {
    name                           = "asks"
    is_manual_connection           = true
    private_connection_resource_id = "/subscriptions/s/x"
  }
  private_service_connection {
    name                 = "connects"
    is_manual_connection = false
  }
  private_service_connection {
    name                 = "depends"
    is_manual_connection = var.manual
  }
})");
  std::string_view type = "Microsoft.Network/privateEndpoints";
  EXPECT_EQ(one.at(type, "properties.manualPrivateLinkServiceConnections"),
            R"([{"name": "asks","properties": {"privateLinkServiceId": "/subscriptions/s/x"}}])");
  EXPECT_EQ(one.at(type, "properties.privateLinkServiceConnections.0.name"), R"("connects")");
  EXPECT_EQ(one.at(type, "properties.privateLinkServiceConnections.1.name"), R"("depends")");
  EXPECT_EQ(one.at(type, "properties.privateLinkServiceConnections.2.name"), "");
}

TEST(AzurermTables, finds_the_identity_that_a_credential_names_in_either_spelling) {
  for (const char* spelling : {"parent_id", "user_assigned_identity_id"}) {
    OneTemplate one = terraform(std::string(R"(
resource "azurerm_user_assigned_identity" "i" {
  name                = "i"
  resource_group_name = "g"
  location            = "westeurope"
}
resource "azurerm_federated_identity_credential" "c" {
  name = "c"
  )") + spelling + R"( = azurerm_user_assigned_identity.i.id
})");
    EXPECT_TRUE(one.has_edge("i -contains-> i/c")) << spelling;
  }
}

TEST(AzurermTables, knows_a_key_of_a_managed_hsm_as_a_key) {
  OneTemplate one = terraform(R"(
resource "azurerm_disk_encryption_set" "d" {
  managed_hsm_key_id = "https://h.managedhsm.azure.net/keys/k/1"
}
resource "azurerm_storage_account" "s" {
  name = "s"
  customer_managed_key {
    managed_hsm_key_id = "https://h.managedhsm.azure.net/keys/k/1"
  }
})",
                              4);
  EXPECT_EQ(one.at("Microsoft.Compute/diskEncryptionSets", "properties.activeKey.keyUrl"),
            R"("https://h.managedhsm.azure.net/keys/k/1")");
  EXPECT_EQ(one.at("Microsoft.Storage/storageAccounts", "properties.encryption.keySource"), R"("Microsoft.Keyvault")");
  EXPECT_EQ(one.at("Microsoft.Storage/storageAccounts", "properties.encryption.keyvaultproperties.keyname"), R"("k")");
}

TEST(AzurermTables, sends_a_service_tag_in_the_place_of_an_address) {
  OneTemplate one = terraform(R"(
resource "azurerm_linux_web_app" "w" {
  name = "w"
  site_config {
    ip_restriction {
      service_tag = "AzureFrontDoor.Backend"
      priority    = 100
      headers {
        x_azure_fdid = ["0000"]
      }
    }
  }
})");
  EXPECT_EQ(one.at("Microsoft.Web/sites", "properties.siteConfig.ipSecurityRestrictions.0.ipAddress"),
            R"("AzureFrontDoor.Backend")");
  EXPECT_EQ(one.at("Microsoft.Web/sites", "properties.siteConfig.ipSecurityRestrictions.0.tag"), R"("ServiceTag")");
  EXPECT_EQ(one.at("Microsoft.Web/sites", "properties.siteConfig.ipSecurityRestrictions.0.headers.x-azure-fdid"),
            R"(["0000"])");
}

TEST(AzurermTables, names_the_billing_model_in_the_sku_of_a_storage_account) {
  OneTemplate one = terraform(R"(
resource "azurerm_storage_account" "s" {
  name                              = "s"
  account_tier                      = "Standard"
  account_replication_type          = "ZRS"
  provisioned_billing_model_version = "V2"
})");
  EXPECT_EQ(one.at("Microsoft.Storage/storageAccounts", "sku.name"), R"("StandardV2_ZRS")");
}

}  // namespace
}  // namespace ringfence
