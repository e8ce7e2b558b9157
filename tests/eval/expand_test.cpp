#include <gtest/gtest.h>

#include "tests/support/memory_project.h"

namespace ringfence {
namespace {

using test::MemoryProject;

std::string printed(const Value& value) { return canonical_text(value); }

const ResourceInstance* find(const Deployment& deployment, std::string_view type) {
  for (const ResourceInstance* each : deployment.resources) {
    if (each->type == type) return each;
  }
  return nullptr;
}

TEST(Expand, BicepResourceHasNameIdAndBody) {
  MemoryProject project;
  project.add("main.bicep", R"(
param name string
param sku string = 'Standard_LRS'
var kind = 'StorageV2'
resource sa 'Microsoft.Storage/storageAccounts@2023-01-01' = {
  name: name
  kind: kind
  sku: { name: sku }
}
output id string = sa.id
)");
  const Deployment out = project.expand("main.bicep");
  ASSERT_EQ(out.resources.size(), 1u);
  EXPECT_EQ(printed(out.resources[0]->name), "param('name')");
  EXPECT_EQ(printed(out.resources[0]->body), "{'kind': 'StorageV2', 'sku': {'name': 'Standard_LRS'}}");
  const std::string id =
      "concat('/subscriptions/', subscription().subscriptionid, '/resourceGroups/', resourcegroup().name, "
      "'/providers/Microsoft.Storage/storageAccounts/', param('name'))";
  EXPECT_EQ(printed(out.resources[0]->id), id);
  ASSERT_EQ(out.outputs.size(), 1u);
  EXPECT_EQ(printed(out.outputs[0].value), id);
  EXPECT_TRUE(out.diagnostics.empty());
}

TEST(Expand, TerraformCountAndModules) {
  MemoryProject project;
  project.add("main.tf", R"(
variable "names" { default = ["a", "b"] }
resource "azurerm_resource_group" "rg" {
  count = length(var.names)
  name = var.names[count.index]
}
module "m" {
  source = "./m"
  rg = azurerm_resource_group.rg[1].name
  id = azurerm_resource_group.rg[1].id
}
output "x" { value = module.m.out }
)");
  project.add("m/main.tf", R"(
variable "rg" {}
variable "id" {}
resource "azurerm_storage_account" "sa" {
  name = "x${var.rg}"
  scope = var.id
}
output "out" { value = azurerm_storage_account.sa.primary_key }
)");
  const Deployment out = project.expand("main.tf");
  ASSERT_EQ(out.resources.size(), 3u);
  EXPECT_EQ(out.resources[0]->address, "azurerm_resource_group.rg[0]");
  const ResourceInstance* account = find(out, "azurerm_storage_account");
  EXPECT_EQ(account->address, "module.m.azurerm_storage_account.sa");
  EXPECT_EQ(printed(account->body), "{'name': 'xb', 'scope': attr('azurerm_resource_group.rg[1]', 'id')}");
  EXPECT_EQ(printed(out.outputs[0].value), "attr('module.m.azurerm_storage_account.sa', 'primary_key')");
}

}  // namespace
}  // namespace ringfence
