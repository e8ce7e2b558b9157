// Secrets never reach a report: in each language, in every format, in the graph and in its outputs.

#include <nlohmann/json.hpp>

#include "tests/cli/program.h"

namespace ringfence {
namespace {

using nlohmann::json;

constexpr const char* kSecret = "hunter2-is-secret";

class Secrets : public Project {
 protected:
  /// All that the program says of the project, one after another.
  std::string everything(const std::string& arguments) {
    std::string out;
    for (const char* format : {"text", "json", "sarif", "problems", "github", "table"}) {
      Outcome got = run("scan --verdicts all --stats " + std::string("--format ") + format + " " + arguments);
      EXPECT_TRUE(got.code == 0 || got.code == 1) << got.err;
      out += got.out + got.err;
    }
    for (const char* format : {"json", "dot"}) {
      Outcome got = run(std::string("graph --format ") + format + " " + arguments);
      EXPECT_EQ(got.code, 0) << got.err;
      out += got.out + got.err;
    }
    return out;
  }
  void expect_nothing_told(const std::string& said) {
    EXPECT_NE(said.find("RF-DATA-001"), std::string::npos) << "nothing was found: the test proves nothing";
    EXPECT_EQ(said.find(kSecret), std::string::npos)
        << said.substr(std::max<size_t>(said.find(kSecret), 300) - 300, 600);
  }
};

TEST_F(Secrets, OfBicepAreNotTold) {
  write("main.bicep", R"(@secure()
param key string = 'hunter2-is-secret'
param settings object = { open: 'Enabled', adminPassword: 'hunter2-is-secret' }
var pw = 'hunter2-is-secret'
module data 'data.bicep' = { name: 'data', params: { access: 'Enabled', word: pw, other: 'hunter2-is-secret', key: key } }
resource vm 'Microsoft.Storage/storageAccounts@2023-05-01' = { name: 'stone', location: 'westeurope', kind: 'StorageV2', sku: { name: 'Standard_LRS' }, properties: { publicNetworkAccess: settings.open, adminPassword: settings.adminPassword, sas: 'hunter2-is-secret' } }
@secure()
output told string = 'hunter2-is-secret'
)");
  write("data.bicep", R"(param access string
@secure()
param word string
@secure()
param other string
@secure()
param key string
resource data 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: 'stdata', location: 'westeurope', kind: 'StorageV2', sku: { name: 'Standard_LRS' }, properties: { publicNetworkAccess: access, a: word, b: other, c: key }
}
)");
  std::string said = everything(".");
  expect_nothing_told(said);
  Outcome got = run("scan " + std::string(kOneRule));
  EXPECT_NE(got.out.find("params: { access: 'Enabled', word: pw, other: '***', key: key }"), std::string::npos)
      << got.out;
  EXPECT_NE(got.out.find("param settings object = { open: 'Enabled', adminPassword: '***' }"), std::string::npos)
      << got.out;
}

TEST_F(Secrets, OfArmAreNotTold) {
  write("azuredeploy.json", R"({
"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0",
"parameters": { "access": { "type": "string" }, "key": { "type": "securestring", "defaultValue": "hunter2-is-secret" } },
"variables": { "text": "Server=x;Password=hunter2-is-secret;" },
"resources": [ { "type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-05-01", "name": "stdata", "location": "westeurope", "kind": "StorageV2", "sku": { "name": "Standard_LRS" },
  "properties": { "publicNetworkAccess": "[parameters('access')]", "connectionString": "[variables('text')]", "k": "[parameters('key')]" } },
 { "type": "Microsoft.KeyVault/vaults/secrets", "apiVersion": "2023-07-01", "name": "v/s", "properties": { "value": "hunter2-is-secret" } } ],
"outputs": { "o": { "type": "securestring", "value": "hunter2-is-secret" } } }
)");
  write("azuredeploy.parameters.json", R"({
"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#", "contentVersion": "1.0.0.0",
"parameters": { "key": { "value": "hunter2-is-secret" }, "access": { "value": "Enabled" } } }
)");
  expect_nothing_told(everything("."));
  Outcome got = run("scan " + std::string(kOneRule));
  EXPECT_NE(got.out.find(R"("key": { "value": "***" }, "access": { "value": "Enabled" })"), std::string::npos)
      << got.out;
}

TEST_F(Secrets, OfTerraformAreNotTold) {
  write("main.tf", R"(variable "open" { type = object({ access = bool, word = string }) }
variable "word" {
  type      = string
  sensitive = true
  default   = "hunter2-is-secret"
}
locals { pw = "hunter2-is-secret" }
resource "azurerm_storage_account" "data" {
  name                          = "stdata"
  location                      = "westeurope"
  resource_group_name           = "rg"
  account_tier                  = "Standard"
  account_replication_type      = "LRS"
  public_network_access_enabled = var.open.access
  tags                          = { password = "hunter2-is-secret", word = var.word }
}
resource "azurerm_mssql_server" "sql" {
  name                         = "sql"
  resource_group_name          = "rg"
  location                     = "westeurope"
  version                      = "12.0"
  administrator_login          = "admin"
  administrator_login_password = local.pw
}
)");
  write("terraform.tfvars", "open = { access = true, password = \"hunter2-is-secret\" }\n");
  expect_nothing_told(everything("."));
  Outcome got = run("scan " + std::string(kOneRule));
  EXPECT_NE(got.out.find("open = { access = true, password = \"***\" }"), std::string::npos) << got.out;
}

TEST_F(Secrets, AreNotToldByDiagnostics) {
  write("main.bicep", R"(resource data 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: 'stdata'
  properties: { adminPassword: json('hunter2-is-secret'), pwd: int('hunter2-is-secret') }
}
)");
  Outcome got = run("scan --format json");
  EXPECT_NE(got.out.find("evaluation-error"), std::string::npos) << got.out;
  EXPECT_EQ(got.out.find(kSecret), std::string::npos) << got.out;
  Outcome graph = run("graph");
  EXPECT_NE(graph.err.find("evaluation-error"), std::string::npos) << graph.err;
  EXPECT_EQ((graph.out + graph.err).find(kSecret), std::string::npos) << graph.out << graph.err;
}

TEST_F(Secrets, AreHiddenInWhatAPolicySays) {
  write("rules/words.yaml", R"(id: RF-X-001
title: Word that is too short
severity: high
category: other
resource: Microsoft.Storage/storageAccounts
require: { field: properties.adminPassword, equals: other }
message: "{resource.name} has {actual}"
why: because
)");
  write("main.bicep", R"(resource data 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: 'stdata'
  properties: {
    adminPassword: 'hunter2-is-secret'
  }
}
)");
  Outcome text = run("scan --policies rules --rule RF-X-001");
  EXPECT_EQ(text.code, 1) << text.err;
  EXPECT_NE(text.out.find("data has *** [RF-X-001]\n  4 |     adminPassword: '***'\n    |                    ^^^^^"),
            std::string::npos)
      << text.out;
  json found = json::parse(run("scan --policies rules --rule RF-X-001 --format json").out)["findings"];
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0]["actual"], "***");
}

}  // namespace
}  // namespace ringfence
