// --stats: how many values are known, why the others are not, and what of Terraform has no mapping.

#include "tests/cli/program.h"

namespace ringfence {
namespace {

class Stats : public Project {
 protected:
  /// The lines of --stats that begin with that word.
  std::string lines(const std::string& word, const std::string& arguments = ".") {
    Outcome got = run("scan --fail-on never --stats " + arguments);
    EXPECT_EQ(got.code, 0) << got.err;
    EXPECT_EQ(got.out.find("values  "), std::string::npos) << "on standard error, not in a report";
    std::istringstream in(got.err);
    std::string line, out;
    while (std::getline(in, line)) {
      if (line.rfind(word + " ", 0) == 0) out += line + "\n";
    }
    return out;
  }
};

TEST_F(Stats, SayWhyValuesAreNotKnown) {
  write("main.bicep", R"(param access string
@secure()
param key string
resource data 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: 'stdata'
  location: resourceGroup().location
  tags: {}
  properties: { publicNetworkAccess: access, key: key, list: [1, 2, true], keys: data2.properties.x, none: null }
}
resource data2 'Microsoft.Storage/storageAccounts@2023-05-01' existing = { name: 'other' }
)");
  EXPECT_EQ(lines("values"),
            "values       bicep     5 of 9 concrete (55.6 %), parameter without default 1, secret 1, runtime 2, "
            "unsupported 0\n");
  EXPECT_EQ(lines("unsupported"), "");
}

TEST_F(Stats, NameWhatIsNotSupported) {
  write("azuredeploy.json", R"({
"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0",
"resources": [ { "type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-05-01", "name": "stdata",
  "properties": { "a": "[concat('x', brandNew('y'))]", "b": "[variables('gone')]", "c": "[brandNew('y')]", "d": "[int('x')]" } } ] }
)");
  EXPECT_EQ(
      lines("values"),
      "values       arm       1 of 5 concrete (20.0 %), unsupported 2, mistake of the template 2\n");
  std::string named = lines("unsupported");
  EXPECT_NE(named.find("unsupported  Microsoft.Storage/storageAccounts properties.a: concat('x', brandnew('y')) (1)\n"),
            std::string::npos)
      << named;
  EXPECT_NE(lines("mistake").find("mistake      Microsoft.Storage/storageAccounts properties.b: "), std::string::npos);
}

TEST_F(Stats, CountTerraformThatHasNoMapping) {
  write("main.tf", R"(variable "name" {}
resource "azurerm_storage_account" "data" {
  name                  = var.name
  location              = "westeurope"
  brand_new_attribute   = true
  provisioned_billing_model_version = "V2"
  network_rules {
    default_action = "Deny"
    new { a = 1 }
    new { a = 1 }
  }
  timeouts { create = "1h" }
}
resource "azurerm_brand_new_thing" "a" { name = "a" }
resource "azurerm_brand_new_thing" "b" { name = "b" }
)");
  EXPECT_EQ(lines("terraform"),
            "terraform    2 of 3 azurerm resources without a mapping (66.7 %): azurerm_brand_new_thing (2)\n"
            "terraform    3 of 8 azurerm attributes without a mapping (37.5 %): "
            "azurerm_storage_account.network_rules.new.a (2), azurerm_storage_account.brand_new_attribute (1)\n");
  EXPECT_NE(lines("values").find(", variable without default 1"), std::string::npos) << lines("values");
}

}  // namespace
}  // namespace ringfence
