// Resource, scope and file functions: ids and terms as DESIGN section 8 has them (rules 4 to 6).
// Examples of learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-resource,
// -deployment and .../bicep/bicep-functions-files.

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/eval/functions_arm_harness.h"

using ringfence::test::ArmHarness;
using ringfence::test::ArmWorld;
using ringfence::test::differences;

namespace {

ArmWorld at_scope(const char* scope) {
  ArmWorld world;
  world.scope = scope;
  return world;
}

}  // namespace

TEST(ArmResourceFunctions, IdsAreAbsolute) {
  EXPECT_EQ("", differences({
      {"resourceId('Microsoft.Storage/storageAccounts', 'examplestorage')",
       "concat('/subscriptions/', subscription().subscriptionid, '/resourceGroups/', resourcegroup().name, '/providers/Microsoft.Storage/storageAccounts/examplestorage')"},
      {"resourceId('Microsoft.Storage/storageAccounts/', 'examplestorage')",
       "concat('/subscriptions/', subscription().subscriptionid, '/resourceGroups/', resourcegroup().name, '/providers/Microsoft.Storage/storageAccounts/examplestorage')"},
      {"resourceId('otherGroup', 'Microsoft.Storage/storageAccounts', ?name)",
       "concat('/subscriptions/', subscription().subscriptionid, '/resourceGroups/otherGroup/providers/Microsoft.Storage/storageAccounts/', param('name'))"},
      {"resourceId('11111111-1111-1111-1111-111111111111', 'otherGroup', 'Microsoft.Sql/servers/databases', 's', 'd')",
       "'/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/otherGroup/providers/Microsoft.Sql/servers/s/databases/d'"},
      {"resourceId('11111111-1111-1111-1111-111111111111', 'Microsoft.Sql/servers', 's')",
       "concat('/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/', resourcegroup().name, '/providers/Microsoft.Sql/servers/s')"},
      {"resourceId(?sub, ?rg, 'Microsoft.Sql/servers', 's')",
       "concat('/subscriptions/', param('sub'), '/resourceGroups/', param('rg'), '/providers/Microsoft.Sql/servers/s')"},
      {"subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'x')",
       "concat('/subscriptions/', subscription().subscriptionid, '/providers/Microsoft.Authorization/roleDefinitions/x')"},
      {"subscriptionResourceId('s1', 'Microsoft.Resources/resourceGroups', 'rg')", "'/subscriptions/s1/resourceGroups/rg'"},
      {"tenantResourceId('Microsoft.Authorization/roleDefinitions', 'x')", "'/providers/Microsoft.Authorization/roleDefinitions/x'"},
      {"managementGroupResourceId('mg', 'Microsoft.Authorization/policyDefinitions', 'x')",
       "'/providers/Microsoft.Management/managementGroups/mg/providers/Microsoft.Authorization/policyDefinitions/x'"},
      {"managementGroupResourceId('Microsoft.Authorization/policyDefinitions', 'x')",
       "concat('/providers/Microsoft.Management/managementGroups/', managementgroup().name, '/providers/Microsoft.Authorization/policyDefinitions/x')"},
      {"extensionResourceId(?id, 'Microsoft.Authorization/locks', 'l')", "concat(param('id'), '/providers/Microsoft.Authorization/locks/l')"},
      {"resourceId('Microsoft.Sql/servers/databases', 's')", "error: resourceid(): the type Microsoft.Sql/servers/databases has 2 names, got 1"},
      {"resourceId('storageAccounts', 'a')",
       "error: resourceid() expects a resource type such as Microsoft.Storage/storageAccounts among its first arguments"},
      {"resourceId(?type, 'a')", "resourceid(param('type'), 'a')"},
  }));
}

TEST(ArmResourceFunctions, IdsFollowTheScopeOfTheTemplate) {
  EXPECT_EQ("", differences({
      {"resourceId('Microsoft.Resources/resourceGroups', 'rg')", "concat('/subscriptions/', subscription().subscriptionid, '/resourceGroups/rg')"},
      {"resourceId('Microsoft.Authorization/locks', 'l')", "concat('/subscriptions/', subscription().subscriptionid, '/providers/Microsoft.Authorization/locks/l')"},
      {"resourceId('s1', 'Microsoft.Authorization/locks', 'l')", "'/subscriptions/s1/providers/Microsoft.Authorization/locks/l'"},
      {"resourceGroup()", "error: resourceGroup(): the template is not deployed to a resource group"},
  }, at_scope("subscription")));
  EXPECT_EQ("", differences({
      {"resourceId('Microsoft.Authorization/policyDefinitions', 'p')", "'/providers/Microsoft.Authorization/policyDefinitions/p'"},
      {"subscriptionResourceId('Microsoft.Authorization/locks', 'l')", "error: subscriptionResourceId(): the template is not deployed to a subscription"},
      {"subscription()", "error: subscription(): the template is not deployed to a subscription"},
  }, at_scope("tenant")));
}

TEST(ArmScopeFunctions, MembersAreTerms) {
  EXPECT_EQ("", differences({
      {"tryGet(resourceGroup(), 'id')", "concat('/subscriptions/', subscription().subscriptionid, '/resourceGroups/', resourcegroup().name)"},
      {"tryGet(resourceGroup(), 'location')", "resourcegroup().location"},
      {"tryGet(resourceGroup('other'), 'name')", "'other'"},
      {"tryGet(resourceGroup('s', 'other'), 'id')", "'/subscriptions/s/resourceGroups/other'"},
      {"tryGet(resourceGroup('s', 'other'), 'location')", "get(resourcegroup('/subscriptions/s/resourceGroups/other'), 'location')"},
      {"tryGet(subscription(), 'subscriptionId')", "subscription().subscriptionid"},
      {"tryGet(subscription(), 'tenantId')", "subscription().tenantid"},
      {"tryGet(subscription('s'), 'id')", "'/subscriptions/s'"},
      {"tryGet(managementGroup(), 'id')", "concat('/providers/Microsoft.Management/managementGroups/', managementgroup().name)"},
      {"tryGet(managementGroup('mg'), 'id')", "'/providers/Microsoft.Management/managementGroups/mg'"},
      {"tryGet(tenant(), 'tenantId')", "tenant().tenantid"},
      {"tryGet(deployment(), 'name')", "deployment().name"},
      {"tryGet(deployment(), 'properties', 'templateLink', 'uri')", "get(deployment().properties, 'templateLink', 'uri')"},
      {"tryGet(environment(), 'suffixes', 'storage')", "get(environment(), 'suffixes', 'storage')"},
      {"tryGet(deployer(), 'objectId')", "deployer().objectid"},
      {"parameters(concat('a', 'b'))", "param('ab')"},
      {"variables('v')", "'v'"},
      {"parameters(?p)", "parameters(param('p'))"},
      {"variables(1)", "error: variables() expects a string as argument 1, got an integer"},
  }));
}

TEST(ArmRuntimeFunctions, ReferencesAreAttributesOfTheId) {
  ArmWorld world;
  world.resources["sa"] = "/r/sa";
  world.deployments["net"] = "{outputs: {subnet: {type: 'string', value: ?s}, plain: {value: 5}}}";
  EXPECT_EQ("", differences({
      {"reference('sa')", "attr('/r/sa', 'properties')"},
      {"reference('sa', '2022-01-01')", "attr('/r/sa', 'properties')"},
      {"tryGet(reference('sa', '2022-01-01', 'Full'), 'identity', 'principalId')", "attr('/r/sa', 'identity', 'principalId')"},
      {"reference(?id)", "attr(param('id'), 'properties')"},
      {"tryGet(reference('net'), 'outputs', 'subnet', 'value')", "param('s')"},
      {"tryGet(reference('net', '2022-01-01', 'full'), 'properties', 'outputs', 'plain', 'value')", "5"},
      {"listOutputsWithSecureValues('net', '2022-09-01')", "{'plain': {'value': 5}, 'subnet': {'type': 'string', 'value': param('s')}}"},
      {"reference(5)", "error: reference() expects a resource id or a name as argument 1, got an integer"},
      {"listKeys('sa', '2022-01-01')", "listkeys('/r/sa')"},
      {"listAccountSas('sa', '2022-01-01', {signedServices: 'b'})", "listaccountsas('/r/sa', {'signedServices': 'b'})"},
      {"getSecret('s', 'rg', 'kv', 'password')", "secret('/subscriptions/s/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv', 'password')"},
      {"@secret(?vault, 'password')", "secret(param('vault'), 'password')"},
      {"pickZones('Microsoft.Compute', 'virtualMachines', 'westus2')", "pickzones('Microsoft.Compute', 'virtualMachines', 'westus2')"},
      {"tryGet(resourceInfo('sa'), 'id')", "'/r/sa'"},
      {"readEnvVar('X')", "externalinput('sys.envVar', 'X')"},
  }, world));
}

TEST(ArmRuntimeFunctions, SecretsAreSecure) {
  ArmHarness harness;
  EXPECT_TRUE(harness.value_of("listKeys(?id, '2022-01-01')").symbol->secure);
  EXPECT_TRUE(harness.value_of("getSecret('s', 'rg', 'kv', 'n')").symbol->secure);
  EXPECT_TRUE(harness.value_of("@secret(?vault, 'n')").symbol->secure);
  EXPECT_TRUE(harness.value_of("concat('x', listKeys(?id, 'v'))").symbol->secure);
  EXPECT_FALSE(harness.value_of("reference(?id)").symbol->secure);
}

TEST(ArmFileFunctions, ReadFilesOfTheProject) {
  ArmWorld world;
  world.files["a.txt"] = "\xef\xbb\xbfhello";
  world.files["wide.txt"] = std::string("\xff\xfeh\0i\0", 6);
  world.files["latin.txt"] = "\xe4";
  world.files["a.json"] = "{\"a\": {\"b c\": [10, 20]}}";
  world.files["broken.json"] = "{";
  EXPECT_EQ("", differences({
      {"loadTextContent('a.txt')", "'hello'"},
      {"loadTextContent('wide.txt')", "'hi'"},
      {"loadTextContent('latin.txt', 'iso-8859-1')", "'\xc3\xa4'"},
      {"loadTextContent('b.txt')", "error: there is no file 'b.txt'"},
      {"loadTextContent(1)", "error: loadtextcontent() expects a path as argument 1, got an integer"},
      {"loadFileAsBase64('latin.txt')", "'5A=='"},
      {"loadJsonContent('a.json')", "{'a': {'b c': [10, 20]}}"},
      {"loadJsonContent('a.json', '$.a[''b c''][1]')", "20"},
      {"loadJsonContent('a.json', 'a')", "{'b c': [10, 20]}"},
      {"loadJsonContent('a.json', '$..b')", "error: loadjsoncontent(): the path '$..b' is not supported"},
      {"loadJsonContent('a.json', '$.z')", "error: loadjsoncontent(): nothing in the file is at '$.z'"},
      {"loadJsonContent('broken.json')", "error: 'broken.json' is not JSON: expected a property name at offset 1"},
  }, world));
}

// The function lists of learn.microsoft.com, "ARM template functions" and "Bicep functions", but for
// loadYamlContent and loadDirectoryFileInfo.
TEST(ArmFunctionTable, IsSortedAndCoversTheDocumentation) {
  const auto rows = ringfence::arm_functions();
  constexpr std::string_view kDocumented =
      "add and any array base64 base64tojson base64tostring bool builduri cidrhost cidrsubnet coalesce concat contains copyindex "
      "createarray createobject datauri datauritostring datetimeadd datetimefromepoch datetimetoepoch deployer deployment "
      "distinct div empty endswith environment equals extensionresourceid externalinput fail false filter first flatten float "
      "format getsecret greater greaterorequals groupby guid if indexfromend indexof int intersection items join json last "
      "lastindexof length less lessorequals like list* listoutputswithsecurevalues loadfileasbase64 loadjsoncontent "
      "loadtextcontent managementgroup managementgroupresourceid map mapvalues max min mod mul newguid not null objectkeys or "
      "padleft parameters parsecidr parseuri pickzones providers range readenvironmentvariable reduce reference references "
      "replace resourcegroup resourceid resourceinfo roledefinitions shallowmerge skip sort split startswith string sub "
      "subscription subscriptionresourceid substring take tenant tenantresourceid tolower tologicalzone tologicalzones toobject "
      "tophysicalzone tophysicalzones toupper trim true tryget tryindexfromend union uniquestring uri uricomponent "
      "uricomponenttostring utcnow variables";
  for (std::string_view rest = kDocumented; !rest.empty();) {
    const std::string_view name = rest.substr(0, rest.find(' '));
    rest.remove_prefix(std::min(name.size() + 1, rest.size()));
    EXPECT_TRUE(std::any_of(rows.begin(), rows.end(), [&](const auto& row) { return row.name == name; })) << name;
  }
  for (size_t i = 1; i < rows.size(); ++i) EXPECT_LT(rows[i - 1].name, rows[i].name);
  for (const auto& row : rows) {
    EXPECT_LE(row.min_args, row.max_args) << row.name;
    for (const char c : row.name) EXPECT_FALSE(c >= 'A' && c <= 'Z') << row.name;
  }
}
