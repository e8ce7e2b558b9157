// What analyzers that match text get wrong about Terraform, as verdicts of the whole program; where it can be
// said, Bicep and ARM JSON of the same case get the same verdict.

#include <nlohmann/json.hpp>

#include "tests/cli/program.h"

namespace ringfence {
namespace {

using nlohmann::json;
using Verdicts = std::vector<std::string>;

constexpr const char* kManagementPorts = "RF-NET-015";
constexpr const char* kPublicStorage = "RF-DATA-001";
constexpr const char* kWeakTransport = "RF-DATA-005";
constexpr const char* kPlainHttp = "RF-DATA-181";
constexpr const char* kStorageEndpoint = "RF-PE-006";

class TerraformPitfalls : public Project {
 protected:
  /// "address verdict" of each finding of a rule in the files that are there, which are removed.
  Verdicts verdicts(const std::string& rule) const {
    json report = json::parse(run("scan --format json --verdicts all --rule " + rule + " .").out);
    Verdicts out;
    for (const json& each : report["findings"]) {
      out.push_back(each["resource"]["address"].get<std::string>() + " " + each["verdict"].get<std::string>());
    }
    for (const char* file : {"main.tf", "main.bicep", "main.json"}) std::filesystem::remove(path(file));
    return out;
  }
  Verdicts of_terraform(const std::string& text, const std::string& rule) const {
    write("main.tf", text);
    return verdicts(rule);
  }
  Verdicts of_bicep(const std::string& text, const std::string& rule) const {
    write("main.bicep", text);
    return verdicts(rule);
  }
  /// An azurerm storage account with these arguments.
  static std::string account(const std::string& arguments, const std::string& before = "") {
    return before + R"(
resource "azurerm_storage_account" "data" {
  name                     = "stdata"
  resource_group_name      = "data"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "LRS"
)" + arguments +
           "\n}\n";
  }
  static std::string provider(const std::string& version) {
    return "terraform {\n  required_providers {\n    azurerm = { source = \"hashicorp/azurerm\", version = \"" +
           version + "\" }\n  }\n}\n";
  }
};

TEST_F(TerraformPitfalls, SshOpenedByADynamicBlockOverAMapIsFound) {
  auto group = [](const std::string& port, const std::string& source) {
    return R"(
variable "rules" {
  default = {
    web = { port = "443", from = "Internet" }
    ssh = { port = ")" +
           port + R"(", from = ")" + source + R"(" }
  }
}
resource "azurerm_network_security_group" "jump" {
  name                = "jump"
  resource_group_name = "network"
  location            = "westeurope"
  dynamic "security_rule" {
    for_each = var.rules
    content {
      name                       = security_rule.key
      priority                   = 100 + index(keys(var.rules), security_rule.key)
      direction                  = "Inbound"
      access                     = "Allow"
      protocol                   = "Tcp"
      source_port_range          = "*"
      destination_port_range     = security_rule.value.port
      source_address_prefix      = security_rule.value["from"]
      destination_address_prefix = "*"
    }
  }
}
)";
  };
  EXPECT_EQ(of_terraform(group("22", "*"), kManagementPorts), Verdicts{"azurerm_network_security_group.jump fail"});
  EXPECT_EQ(of_terraform(group("22", "10.0.0.0/8"), kManagementPorts),
            Verdicts{"azurerm_network_security_group.jump pass"});
  EXPECT_EQ(of_terraform(group("8022", "*"), kManagementPorts), Verdicts{"azurerm_network_security_group.jump pass"});
}

TEST_F(TerraformPitfalls, SshOpenedByALoopOverAnObjectIsFoundInBicep) {
  auto group = [](const std::string& source) {
    return R"(
param rules object = {
  web: { port: '443', from: 'Internet' }
  ssh: { port: '22', from: ')" +
           source + R"(' }
}
resource jump 'Microsoft.Network/networkSecurityGroups@2024-01-01' = {
  name: 'jump'
  location: 'westeurope'
  properties: {
    securityRules: [for (rule, i) in items(rules): {
      name: rule.key
      properties: {
        priority: 100 + i
        direction: 'Inbound'
        access: 'Allow'
        protocol: 'Tcp'
        sourcePortRange: '*'
        destinationPortRange: rule.value.port
        sourceAddressPrefix: rule.value.from
        destinationAddressPrefix: '*'
      }
    }]
  }
}
)";
  };
  EXPECT_EQ(of_bicep(group("*"), kManagementPorts), Verdicts{"jump fail"});
  EXPECT_EQ(of_bicep(group("10.0.0.0/8"), kManagementPorts), Verdicts{"jump pass"});
}

TEST_F(TerraformPitfalls, AResourceWithACountOfZeroIsNotThere) {
  EXPECT_EQ(of_terraform(account("  count = 0"), kPublicStorage), Verdicts{});
  EXPECT_EQ(of_terraform(account("  count = var.on ? 1 : 0", "variable \"on\" { default = false }"), kPublicStorage),
            Verdicts{});
  EXPECT_EQ(of_terraform(account("  for_each = toset([])"), kPublicStorage), Verdicts{});
  EXPECT_EQ(of_terraform(account("  count = 1"), kPublicStorage), Verdicts{"azurerm_storage_account.data[0] fail"});
  const std::string bicep = R"(param on bool = false
resource data 'Microsoft.Storage/storageAccounts@2023-05-01' = if (on) {
  name: 'stdata'
  location: 'westeurope'
  kind: 'StorageV2'
  sku: { name: 'Standard_LRS' }
}
)";
  EXPECT_EQ(of_bicep(bicep, kPublicStorage), Verdicts{});
}

TEST_F(TerraformPitfalls, BothSpellingsOfAnAttributeCount) {
  const Verdicts fail{"azurerm_storage_account.data fail"}, pass{"azurerm_storage_account.data pass"};
  for (const char* version : {"~> 3.0", "~> 4.0", "~> 5.0"}) {
    EXPECT_EQ(of_terraform(account("  https_traffic_only_enabled = false", provider(version)), kPlainHttp), fail)
        << version;
    EXPECT_EQ(of_terraform(account("  enable_https_traffic_only = false", provider(version)), kPlainHttp), fail)
        << version;
    EXPECT_EQ(of_terraform(account("  https_traffic_only_enabled = true", provider(version)), kPlainHttp), pass)
        << version;
  }
}

TEST_F(TerraformPitfalls, WhatIsNotWrittenIsTheDefaultOfTheProvidersVersion) {
  const Verdicts fail{"azurerm_storage_account.data fail"}, pass{"azurerm_storage_account.data pass"};
  EXPECT_EQ(of_terraform(account("", provider("~> 2.99")), kWeakTransport), fail) << "TLS 1.0 until 3.0";
  for (const char* version : {"~> 3.0", "~> 4.0", "~> 5.0", ">= 3.50, < 5.0"}) {
    EXPECT_EQ(of_terraform(account("", provider(version)), kWeakTransport), pass) << version;
  }
  EXPECT_EQ(of_terraform(account(""), kWeakTransport), pass) << "the newest when nothing tells";
  EXPECT_EQ(of_terraform(account("  min_tls_version = \"TLS1_0\"", provider("~> 4.0")), kWeakTransport), fail);
  write(".terraform.lock.hcl",
        "provider \"registry.terraform.io/hashicorp/azurerm\" {\n  version     = \"2.99.0\"\n  constraints = \">= "
        "2.0.0\"\n}\n");
  EXPECT_EQ(of_terraform(account("", provider(">= 2.0")), kWeakTransport), fail) << "the lock file tells";
}

TEST_F(TerraformPitfalls, APrivateEndpointForEachOfTheAccountsKeysCounts) {
  auto accounts = [](const std::string& keys) {
    return R"(
variable "accounts" { default = { logs = "stlogs", models = "stmodels" } }
variable "subnet_id" { type = string }
resource "azurerm_storage_account" "all" {
  for_each                      = var.accounts
  name                          = each.value
  resource_group_name           = "data"
  location                      = "westeurope"
  account_tier                  = "Standard"
  account_replication_type      = "LRS"
  public_network_access_enabled = false
}
resource "azurerm_private_endpoint" "all" {
  for_each            = )" +
           keys + R"(
  name                = "pe-${each.key}"
  resource_group_name = "data"
  location            = "westeurope"
  subnet_id           = var.subnet_id
  private_service_connection {
    name                           = each.key
    private_connection_resource_id = azurerm_storage_account.all[each.key].id
    subresource_names              = ["blob"]
    is_manual_connection           = false
  }
}
)";
  };
  const std::string logs = "azurerm_storage_account.all[\"logs\"]", models = "azurerm_storage_account.all[\"models\"]";
  EXPECT_EQ(of_terraform(accounts("var.accounts"), kStorageEndpoint), (Verdicts{logs + " pass"}))
      << "one finding for both of one declaration";
  EXPECT_EQ(of_terraform(accounts("azurerm_storage_account.all"), kStorageEndpoint), (Verdicts{logs + " pass"}));
  EXPECT_EQ(
      of_terraform(accounts("{ for key, name in var.accounts : key => name if key != \"models\" }"), kStorageEndpoint),
      (Verdicts{logs + " pass", models + " fail"}));
}

TEST_F(TerraformPitfalls, ConditionsTryAndMergeAreEvaluated) {
  const Verdicts fail{"azurerm_storage_account.data fail"}, pass{"azurerm_storage_account.data pass"};
  const std::string on = "variable \"on\" { default = true }\n", off = "variable \"on\" { default = false }\n";
  const std::string access = "  public_network_access_enabled = ";
  EXPECT_EQ(of_terraform(account(access + "!var.on ? false : true", on), kPublicStorage), fail);
  EXPECT_EQ(of_terraform(account(access + "!var.on ? false : true", off), kPublicStorage), pass);
  const std::string settings = "variable \"settings\" {\n  default = { public = false }\n}\n";
  EXPECT_EQ(of_terraform(account(access + "try(var.settings.public, true)", settings), kPublicStorage), pass);
  EXPECT_EQ(of_terraform(account(access + "try(var.settings.open, true)", settings), kPublicStorage), fail);
  EXPECT_EQ(of_terraform(account(access + "can(var.settings.open)", settings), kPublicStorage), pass);
  EXPECT_EQ(of_terraform(account(access + "lookup(var.settings, \"open\", true)", settings), kPublicStorage), fail);
  const std::string merged = "locals {\n  settings = merge({ public = true, tier = \"Hot\" }, var.settings)\n}\n";
  EXPECT_EQ(of_terraform(account(access + "local.settings.public", settings + merged), kPublicStorage), pass);
  EXPECT_EQ(of_terraform(account(access + "merge(var.settings, { public = true }).public", settings), kPublicStorage),
            fail);
  EXPECT_EQ(of_terraform(account(access + "coalesce(null, var.settings.public)", settings), kPublicStorage), pass);
}

TEST_F(TerraformPitfalls, AnUnknownConditionIsNotAFailure) {
  const std::string on = "variable \"on\" { type = bool }\n";
  EXPECT_EQ(of_terraform(account("  public_network_access_enabled = var.on ? true : false", on), kPublicStorage),
            Verdicts{"azurerm_storage_account.data unknown"});
  EXPECT_EQ(of_terraform(account("  public_network_access_enabled = var.on ? false : false", on), kPublicStorage),
            Verdicts{"azurerm_storage_account.data pass"})
      << "the same either way";
}

TEST_F(TerraformPitfalls, RulesOverAListThatIsNotKnownAreUnknownAndSayWhatToSupply) {
  auto group = [](const std::string& list, const std::string& source) {
    return R"(
variable "rules" { type = map(object({ port = string, from = string })) }
variable "open" { type = bool }
resource "azurerm_network_security_group" "jump" {
  name                = "jump"
  resource_group_name = "network"
  location            = "westeurope"
  security_rule {
    name                       = "web"
    priority                   = 100
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "443"
    source_address_prefix      = "*"
    destination_address_prefix = "*"
  }
  dynamic "security_rule" {
    for_each = )" +
           list + R"(
    content {
      name                       = "more-${security_rule.key}"
      priority                   = 200
      direction                  = "Inbound"
      access                     = "Allow"
      protocol                   = "Tcp"
      source_port_range          = "*"
      destination_port_range     = try(security_rule.value.port, "22")
      source_address_prefix      = )" +
           source + R"(
      destination_address_prefix = "*"
    }
  }
}
)";
  };
  auto with_needs = [this](const std::string& text) {
    write("main.tf", text);
    json report =
        json::parse(run(std::string("scan --format json --verdicts all --rule ") + kManagementPorts + " .").out);
    Verdicts out;
    for (const json& each : report["findings"]) {
      out.push_back(each["verdict"]);
      for (const json& need : each.value("needs", json::array()))
        out.back() += " " + need["kind"].get<std::string>() + " " + need["name"].get<std::string>();
    }
    return out;
  };
  EXPECT_EQ(with_needs(group("var.rules", "security_rule.value.from")), Verdicts{"unknown variable rules"});
  EXPECT_EQ(with_needs(group("var.open ? [1] : []", "\"*\"")), Verdicts{"unknown variable open"})
      << "open only if there";
  EXPECT_EQ(with_needs(group("var.rules", "\"10.0.0.0/8\"")), Verdicts{"pass"}) << "whatever the list holds";
}

TEST_F(TerraformPitfalls, WhatASatelliteSaysCountsOnlyIfItIsThere) {
  auto with_rules = [](const std::string& meta, const std::string& action) {
    return account("", "variable \"on\" { type = bool }\nvariable \"names\" { type = set(string) }\n") + R"(
resource "azurerm_storage_account_network_rules" "data" {
  )" + meta +
           R"(
  storage_account_id = azurerm_storage_account.data.id
  default_action     = ")" +
           action + "\"\n}\n";
  };
  const std::string data = "azurerm_storage_account.data ";
  EXPECT_EQ(of_terraform(with_rules("", "Deny"), kPublicStorage), Verdicts{data + "pass"});
  EXPECT_EQ(of_terraform(with_rules("count = 0", "Deny"), kPublicStorage), Verdicts{data + "fail"});
  EXPECT_EQ(of_terraform(with_rules("count = var.on ? 1 : 0", "Deny"), kPublicStorage), Verdicts{data + "unknown"});
  EXPECT_EQ(of_terraform(with_rules("for_each = var.names", "Deny"), kPublicStorage), Verdicts{data + "unknown"});
  EXPECT_EQ(of_terraform(with_rules("count = var.on ? 1 : 0", "Allow"), kPublicStorage), Verdicts{data + "fail"});
  const std::string both = R"(
variable "names" { type = set(string) }
resource "azurerm_storage_account" "all" {
  for_each                 = var.names
  name                     = each.key
  resource_group_name      = "data"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "LRS"
}
resource "azurerm_storage_account_network_rules" "all" {
  for_each           = var.names
  storage_account_id = azurerm_storage_account.all[each.key].id
  default_action     = "Deny"
}
)";
  ASSERT_EQ(of_terraform(both, kPublicStorage).size(), 1u);
  EXPECT_NE(of_terraform(both, kPublicStorage)[0].find(" pass"), std::string::npos) << "one for each account";
}

TEST_F(TerraformPitfalls, AnAzapiBodyAndAnAzurermResourceGetTheSameFindings) {
  auto azurerm = [](bool open) {
    const std::string no = open ? "true" : "false";
    return R"(
resource "azurerm_cognitive_account" "models" {
  name                          = "models"
  resource_group_name           = "models"
  location                      = "westeurope"
  kind                          = "OpenAI"
  sku_name                      = "S0"
  public_network_access_enabled = )" +
           no + "\n  local_auth_enabled            = " + no + "\n}\n";
  };
  auto azapi = [](bool open) {
    return std::string(R"(
resource "azapi_resource" "models" {
  type      = "Microsoft.CognitiveServices/accounts@2024-10-01"
  name      = "models"
  parent_id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/models"
  location  = "westeurope"
  body = {
    kind       = "OpenAI"
    sku        = { name = "S0" }
    properties = )") +
           (open ? "{ publicNetworkAccess = \"Enabled\", disableLocalAuth = false }"
                 : "{ publicNetworkAccess = \"Disabled\", disableLocalAuth = true }") +
           "\n  }\n}\n";
  };
  auto rules = [this](const std::string& text) {
    write("main.tf", text);
    json report = json::parse(run("scan --format json --verdicts all .").out);
    Verdicts out;
    for (const json& each : report["findings"])
      out.push_back(each["rule"].get<std::string>() + " " + each["verdict"].get<std::string>());
    std::sort(out.begin(), out.end());
    return out;
  };
  for (bool open : {true, false}) {
    Verdicts of_azurerm = rules(azurerm(open));
    EXPECT_EQ(rules(azapi(open)), of_azurerm);
    EXPECT_GE(of_azurerm.size(), 5u);
    EXPECT_EQ(std::count(of_azurerm.begin(), of_azurerm.end(), "RF-AI-001 fail"), open ? 1 : 0);
  }
}

}  // namespace
}  // namespace ringfence
