// The tables that Azure Policy definitions are read with: they load, and their paths are paths.

#include <gtest/gtest.h>

#include "analyzer/policy/azure_policy_table.h"
#include "analyzer/policy/field_path.h"

namespace ringfence {
namespace {

TEST(AzurePolicyTable, TheEmbeddedTablesAreGood) {
  std::vector<DataDocument> documents = embedded_documents("knowledge/azure_policy/");
  ASSERT_EQ(documents.size(), 2u);
  auto loaded = AzurePolicyTable::load(documents);
  ASSERT_TRUE(loaded) << loaded.error().front().message;
  Arena arena;
  for (const DataDocument& document : documents) {
    const DataNode* irregular = document.root.find("irregular");
    for (const auto& [alias, places] : irregular ? irregular->members : decltype(irregular->members)()) {
      std::string problem;
      FieldPath path = loaded->field(alias, arena, problem);
      EXPECT_EQ(problem, "") << alias;
      EXPECT_FALSE(path.steps.empty()) << alias;
    }
  }
}

TEST(AzurePolicyTable, FollowsTheRuleAndItsExceptions) {
  const AzurePolicyTable& table = AzurePolicyTable::embedded();
  struct Row {
    const char* name;
    const char* path;
  };
  const Row rows[] = {
      {"Microsoft.Storage/storageAccounts/networkAcls.defaultAction", "properties.networkAcls.defaultAction"},
      {"Microsoft.Storage/storageAccounts/sku.name", "sku.name"},
      {"Microsoft.Network/azureFirewalls/sku.name", "properties.sku.name"},
      {"microsoft.compute/virtualmachines/sku.name", "properties.hardwareProfile.vmSize"},
      {"Microsoft.Network/virtualNetworks/subnets[*].routeTable", "properties.subnets[*].properties.routeTable"},
      {"Microsoft.Network/virtualNetworks/subnets[*].id", "properties.subnets[*].id"},
      {"Microsoft.Network/virtualNetworks/subnets[*].delegations[*].serviceName", "properties.subnets[*].properties.delegations[*].properties.serviceName"},
      {"Microsoft.Compute/virtualMachines/extensions/type", "properties.type"},
      {"tags['a.b']", "tags['a.b']"},
      {"tags.owner", "tags.owner"},
      {"identity.type", "identity.type"},
  };
  Arena arena;
  for (const Row& row : rows) {
    std::string problem;
    EXPECT_EQ(path_text(table.field(row.name, arena, problem).steps), row.path) << row.name;
    EXPECT_EQ(problem, "") << row.name;
  }
}

TEST(AzurePolicyTable, AnAliasWithoutATypeStandsInSeveral) {
  Arena arena;
  std::string problem;
  FieldPath path = AzurePolicyTable::embedded().field("Microsoft.Compute/imagePublisher", arena, problem);
  ResourceNode node;
  node.type = "Microsoft.Compute/virtualMachineScaleSets";
  EXPECT_EQ(path_for(path, node).text, "properties.virtualMachineProfile.storageProfile.imageReference.publisher");
  node.type = "Microsoft.Storage/storageAccounts";
  EXPECT_EQ(path_for(path, node).source, FieldSource::Nowhere);
}

TEST(AzurePolicyTable, AnAliasOfAVariantIsNotInTheOthers) {
  Arena arena;
  std::string problem;
  FieldPath path = AzurePolicyTable::embedded().field("Microsoft.Web/sites/config/web.minTlsVersion", arena, problem);
  ResourceNode node;
  node.type = "Microsoft.Web/sites/config";
  node.name = Value::text("a/web");
  EXPECT_EQ(path_for(path, node).source, FieldSource::Body);
  node.name = Value::text("a/logs");
  EXPECT_EQ(path_for(path, node).source, FieldSource::Nowhere);
}

TEST(AzurePolicyTable, MistakesInATableHaveAPlace) {
  auto document = read_yaml("x.yaml", "source: x\nirregulars: {}\n");
  auto loaded = AzurePolicyTable::load({*document});
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().front().message, "unknown key 'irregulars', did you mean 'irregular'?");
  EXPECT_EQ(loaded.error().front().line, 2u);
}

}  // namespace
}  // namespace ringfence
