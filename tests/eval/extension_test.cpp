// Resources of extensions (Microsoft Graph, Kubernetes ...), in Bicep and in the JSON that the compiler makes of it.

#include <gtest/gtest.h>

#include <string>

#include "tests/support/memory_project.h"

namespace ringfence {
namespace {

using test::MemoryProject;

constexpr const char* kBicep = R"(
extension microsoftGraph
resource app 'Microsoft.Graph/applications@v1.0' = {
  uniqueName: 'app'
  scope: 'all'
}
resource other 'Microsoft.Graph/applications@v1.0' = {
  uniqueName: 'other'
}
resource sp 'Microsoft.Graph/servicePrincipals@v1.0' = {
  appId: app.appId
}
output ids array = [sp.id, sp.properties, app.uniqueName == other.uniqueName, app.name]
)";

constexpr const char* kJson = R"({
"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
"languageVersion": "2.1-experimental", "contentVersion": "1.0.0.0",
"extensions": {"microsoftGraph": {"name": "MicrosoftGraph", "version": "1.0.0"}},
"resources": {
  "app": {"extension": "microsoftGraph", "type": "Microsoft.Graph/applications@v1.0", "properties": {"scope": "all", "uniqueName": "app"}},
  "other": {"extension": "microsoftGraph", "type": "Microsoft.Graph/applications@v1.0", "properties": {"uniqueName": "other"}},
  "sp": {"extension": "microsoftGraph", "type": "Microsoft.Graph/servicePrincipals@v1.0", "properties": {"appId": "[reference('app').appId]"}, "dependsOn": ["app"]}
},
"outputs": {"ids": {"type": "array", "value": "[createArray(reference('sp').id, reference('sp').properties, equals(reference('app').uniqueName, reference('other').uniqueName), reference('app').name)]"}}
})";

TEST(Extension, BicepAndJsonAreTheSame) {
  MemoryProject project;
  project.add("main.bicep", kBicep);
  project.add("main.json", kJson);
  const Deployment bicep = project.expand("main.bicep");
  const Deployment json = project.expand("main.json");
  ASSERT_EQ(bicep.resources.size(), 3u);
  ASSERT_EQ(json.resources.size(), 3u);
  for (size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(canonical_text(bicep.resources[i]->body), canonical_text(json.resources[i]->body));
    EXPECT_EQ(canonical_text(bicep.resources[i]->id), canonical_text(json.resources[i]->id));
    EXPECT_TRUE(bicep.resources[i]->name.is_null());
    EXPECT_TRUE(bicep.resources[i]->scope.is_null());
  }
  EXPECT_EQ(canonical_text(bicep.resources[0]->body), "{'properties': {'scope': 'all', 'uniqueName': 'app'}}");
  ASSERT_EQ(bicep.outputs.size(), 1u);
  EXPECT_EQ(canonical_text(bicep.outputs[0].value), canonical_text(json.outputs[0].value));
}

TEST(Extension, TwoResourcesWithoutANameAreNotOne) {
  MemoryProject project;
  project.add("main.bicep", kBicep);
  const Deployment out = project.expand("main.bicep");
  ASSERT_EQ(out.resources.size(), 3u);
  EXPECT_EQ(canonical_text(out.resources[0]->id),
            "concat('/subscriptions/', subscription().subscriptionid, '/resourceGroups/', resourcegroup().name, "
            "'/providers/Microsoft.Graph/applications/app')");
  EXPECT_NE(canonical_text(out.resources[0]->id), canonical_text(out.resources[1]->id));
}

TEST(Extension, AChildOfAResourceWithoutANameHasNoneEither) {
  MemoryProject project;
  project.add("main.bicep", R"(
extension microsoftGraph
resource app 'Microsoft.Graph/applications@v1.0' = {
  uniqueName: 'app'
  resource key 'keys' = {
    displayName: 'key'
  }
}
output ids array = [app::key.id, app::key.name]
)");
  const Deployment out = project.expand("main.bicep");
  ASSERT_EQ(out.resources.size(), 2u);
  EXPECT_EQ(out.resources[1]->type, "Microsoft.Graph/applications/keys");
  EXPECT_TRUE(out.resources[1]->name.is_null()) << canonical_text(out.resources[1]->name);
  EXPECT_EQ(canonical_text(out.resources[1]->id),
            "concat('/subscriptions/', subscription().subscriptionid, '/resourceGroups/', resourcegroup().name, "
            "'/providers/Microsoft.Graph/applications/keys/app::key')");
}

}  // namespace
}  // namespace ringfence
