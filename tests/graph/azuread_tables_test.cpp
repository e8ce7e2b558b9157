// The table of the azuread provider: Microsoft Entra ID in terms of Microsoft Graph, as Bicep's extension writes it.

#include <gtest/gtest.h>

#include "tests/graph/graphs.h"

namespace ringfence {
namespace {

using test::OneTemplate;

TEST(AzureadTables, reads_an_application_as_the_bicep_extension_does) {
  const OneTemplate terraform("main.tf", R"(
resource "azuread_application" "app" {
  display_name     = "app"
  sign_in_audience = "AzureADMyOrg"
  web { redirect_uris = ["https://a"] }
}
resource "azuread_service_principal" "sp" { client_id = azuread_application.app.client_id }
)");
  const OneTemplate bicep("main.bicep", R"(
extension microsoftGraphV1
resource app 'Microsoft.Graph/applications@v1.0' = {
  uniqueName: 'app'
  displayName: 'app'
  signInAudience: 'AzureADMyOrg'
  web: { redirectUris: ['https://a'] }
}
resource sp 'Microsoft.Graph/servicePrincipals@v1.0' = { appId: app.appId }
)");
  for (const char* path : {"properties.displayName", "properties.signInAudience", "properties.web"}) {
    const std::string value = terraform.at("Microsoft.Graph/applications", path);
    EXPECT_FALSE(value.empty()) << path;
    EXPECT_EQ(value, bicep.at("Microsoft.Graph/applications", path)) << path;
  }
  for (const OneTemplate* each : {&terraform, &bicep}) {
    ASSERT_EQ(each->graph.edges.size(), 1u) << "the principal refers to its application";
    EXPECT_EQ(each->graph.nodes[each->graph.edges[0].to].type, "Microsoft.Graph/applications");
  }
}

TEST(AzureadTables, ties_a_password_to_its_application_in_either_spelling) {
  for (const char* spelling :
       {"application_id = azuread_application.a.id", "application_object_id = azuread_application.a.object_id"}) {
    const OneTemplate one("main.tf", std::string(R"(
resource "azuread_application" "a" { display_name = "same" }
resource "azuread_application" "b" { display_name = "same" }
resource "azuread_application_password" "p" {
  end_date_relative = "4320h"
  )") + spelling + "\n}\n");
    ASSERT_EQ(one.graph.edges.size(), 1u) << spelling;
    EXPECT_EQ(one.graph.nodes[one.graph.edges[0].from].address, "azuread_application.a");
    EXPECT_EQ(one.at("Microsoft.Graph/applications/passwordCredentials", "properties.validFor"), R"("4320h")");
  }
}

TEST(AzureadTables, tells_how_long_a_credential_lives_whenever_that_begins) {
  const auto of = [](const std::string& end) {
    const OneTemplate one("main.tf", "resource \"azuread_application_password\" \"p\" { end_date = " + end +
                                         " }\nresource \"time_rotating\" \"t\" { rotation_days = 20 }\n");
    return one.at("Microsoft.Graph/applications/passwordCredentials", "properties.validFor");
  };
  EXPECT_EQ(of("timeadd(timestamp(), \"8760h\")"), R"("8760h")");
  EXPECT_EQ(of("timeadd(time_rotating.t.id, format(\"%sh\", 30 * 24))"), R"("720h")");
  EXPECT_EQ(of("time_rotating.t.rotation_rfc3339"), "");
  EXPECT_EQ(of("\"2299-12-31T00:00:00Z\""), "");
}

TEST(AzureadTables, tells_a_directory_role_by_its_name) {
  for (const char* reference : {"template_id", "object_id"}) {
    const OneTemplate one("main.tf", std::string(R"(
resource "azuread_directory_role" "r" { display_name = "Global Administrator" }
resource "azuread_user" "u" { user_principal_name = "u@x" }
resource "azuread_directory_role_assignment" "a" {
  principal_object_id = azuread_user.u.object_id
  role_id             = azuread_directory_role.r.)") +
                                         reference + "\n}\n");
    EXPECT_EQ(one.at("Microsoft.Graph/directoryRoleAssignments", "properties.roleDefinitionId"),
              R"("/providers/Microsoft.Graph/directoryRoles/62e90394-69f5-4237-9190-012177145e10")");
    bool principal = false;
    for (const Edge& edge : one.graph.edges) principal = principal || edge_name(edge.kind) == "principal";
    EXPECT_TRUE(principal);
  }
}

TEST(AzureadTables, knows_the_permissions_of_graph_by_their_names) {
  const OneTemplate one("main.tf", R"(
data "azuread_service_principal" "graph" { client_id = "00000003-0000-0000-c000-000000000000" }
resource "azuread_app_role_assignment" "a" {
  app_role_id         = data.azuread_service_principal.graph.app_role_ids["RoleManagement.ReadWrite.Directory"]
  principal_object_id = "p"
  resource_object_id  = data.azuread_service_principal.graph.object_id
}
)");
  EXPECT_EQ(one.at("Microsoft.Graph/appRoleAssignedTo", "properties.appRoleId"),
            R"("9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8")");
  const OneTemplate other("main.tf", R"(
data "azuread_service_principal" "graph" { client_id = "00000003-0000-0000-c000-000000000000" }
resource "azuread_app_role_assignment" "a" {
  app_role_id = data.azuread_service_principal.graph.app_role_ids["User.Read.All"]
}
)");
  EXPECT_EQ(other.at("Microsoft.Graph/appRoleAssignedTo", "properties.appRoleId"), R"("User.Read.All")")
      << "a permission that the table does not list is told by its name";
}

TEST(AzureadTables, folds_the_permissions_that_an_application_asks_for_into_it) {
  const OneTemplate one("main.tf", R"(
data "azuread_service_principal" "graph" { client_id = "00000003-0000-0000-c000-000000000000" }
resource "azuread_application_registration" "app" { display_name = "app" }
resource "azuread_application_api_access" "graph" {
  application_id = azuread_application_registration.app.id
  api_client_id  = "00000003-0000-0000-c000-000000000000"
  role_ids       = [data.azuread_service_principal.graph.app_role_ids["Application.ReadWrite.All"]]
}
)");
  EXPECT_EQ(one.at("Microsoft.Graph/applications", "properties.requiredResourceAccess"),
            R"([{"resourceAppId": "00000003-0000-0000-c000-000000000000",)"
            R"("resourceAccess": [{"id": "1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9","type": "Role"}]}])");
}

TEST(AzureadTables, leads_from_an_assignment_in_azure_to_a_group_of_the_directory) {
  const OneTemplate one("main.tf", R"(
data "azuread_group" "g" { display_name = "owners" }
resource "azurerm_role_assignment" "a" {
  scope                = "/subscriptions/s"
  role_definition_name = "Owner"
  principal_id         = data.azuread_group.g.object_id
}
)");
  ASSERT_EQ(one.graph.edges.size(), 1u);
  EXPECT_EQ(edge_name(one.graph.edges[0].kind), "principal");
  EXPECT_EQ(one.graph.nodes[one.graph.edges[0].to].type, "Microsoft.Graph/groups");
  EXPECT_TRUE(one.graph.nodes[one.graph.edges[0].to].existing);
}

}  // namespace
}  // namespace ringfence
