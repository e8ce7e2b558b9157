// Blocks of a Terraform resource that travel: what the provider computes in them is a term wherever it is asked for.

#include <gtest/gtest.h>

#include "tests/support/memory_project.h"

namespace ringfence {
namespace {

using test::MemoryProject;

std::string output(const Deployment& deployment, std::string_view name) {
  for (const NamedValue& each : deployment.outputs) {
    if (each.name == name) return canonical_text(each.value);
  }
  return "none";
}

TEST(TerraformBlocks, KeepWhatIsComputedThroughModulesLocalsAndSplats) {
  MemoryProject project;
  project.add("m/main.tf", R"(variable "on" {}
resource "azurerm_storage_account" "a" {
  dynamic "identity" {
    for_each = var.on ? [1] : []
    content { type = "SystemAssigned" }
  }
}
resource "azurerm_application_gateway" "g" {
  backend_address_pool { name = "x" }
  backend_address_pool { name = "y" }
}
output "identity" { value = azurerm_storage_account.a.identity }
output "pools" { value = zipmap(azurerm_application_gateway.g.backend_address_pool.*.name, azurerm_application_gateway.g.backend_address_pool.*.id) }
output "keys" { value = [for key, value in azurerm_application_gateway.g.backend_address_pool[0] : key] }
)");
  project.add("main.tf", R"(module "m" {
  source = "./m"
  on     = true
}
locals { identity = module.m.identity[0] }
output "principal" { value = local.identity.principal_id }
output "first" { value = module.m.identity.0.tenant_id }
output "type" { value = local.identity.type }
output "whole" { value = module.m.identity }
output "pools" { value = module.m.pools }
output "keys" { value = module.m.keys }
)");
  const Deployment out = project.expand("main.tf");
  EXPECT_EQ(output(out, "principal"), "attr('module.m.azurerm_storage_account.a', 'identity', 0, 'principal_id')");
  EXPECT_EQ(output(out, "first"), "attr('module.m.azurerm_storage_account.a', 'identity', 0, 'tenant_id')");
  EXPECT_EQ(output(out, "type"), "'SystemAssigned'");
  EXPECT_EQ(output(out, "whole"), "[{'type': 'SystemAssigned'}]");
  EXPECT_EQ(output(out, "pools"),
            "{'x': attr('module.m.azurerm_application_gateway.g', 'backend_address_pool', 0, 'id'), "
            "'y': attr('module.m.azurerm_application_gateway.g', 'backend_address_pool', 1, 'id')}");
  EXPECT_EQ(output(out, "keys"), "['name']");
  EXPECT_TRUE(out.diagnostics.empty());
}

}  // namespace
}  // namespace ringfence
