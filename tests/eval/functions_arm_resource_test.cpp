// Resource, scope and file functions: ids and terms as DESIGN section 8 has them (rules 4 to 6).
// Examples of learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-resource,
// -deployment and .../bicep/bicep-functions-files.

#include <gtest/gtest.h>

#include "tests/eval/functions_arm_harness.h"

using ringfence::test::ArmHarness;
using ringfence::test::ArmTable;
using ringfence::test::ArmWorld;

namespace {

ArmWorld at_scope(const char* scope) {
  ArmWorld world;
  world.scope = scope;
  return world;
}

ArmWorld with_neighbours() {
  ArmWorld world;
  world.resources["sa"] = "/r/sa";
  world.deployments["net"] = "{outputs: {subnet: {type: 'string', value: ?s}, plain: {value: 5}}}";
  return world;
}

ArmWorld in_resource() {
  ArmWorld world;
  world.own_id = "/r/own";
  return world;
}

const ArmTable kIdsAreAbsoluteResource("ArmResourceFunctions", "IdsAreAbsolute", {
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
    {"resourceId('g', 5, 'a')",
     "error: resourceid() expects a resource type such as Microsoft.Storage/storageAccounts among its first arguments"},
    {"subscriptionResourceId('a', 'b')",
     "error: subscriptionresourceid() expects a resource type such as Microsoft.Storage/storageAccounts among its first arguments"},
    {"tenantResourceId('Microsoft.X/y', 'a', 'b')", "error: tenantresourceid(): the type Microsoft.X/y has 1 name, got 2"},
    {"managementGroupResourceId('mg', 'Microsoft.X/y', [1])", "error: managementgroupresourceid() expects a string as argument 3, got an array"},
    {"extensionResourceId(1, 'Microsoft.X/y', 'a')", "error: extensionresourceid() expects a string as argument 1, got an integer"},
    {"resourceId(?type, 'a')", "resourceid(param('type'), 'a')"},
});

const ArmTable kIdsFollowTheScopeOfTheTemplateResource("ArmResourceFunctions", "IdsFollowTheScopeOfTheTemplate", {
    {"resourceId('Microsoft.Resources/resourceGroups', 'rg')", "concat('/subscriptions/', subscription().subscriptionid, '/resourceGroups/rg')"},
    {"resourceId('Microsoft.Authorization/locks', 'l')", "concat('/subscriptions/', subscription().subscriptionid, '/providers/Microsoft.Authorization/locks/l')"},
    {"resourceId('s1', 'Microsoft.Authorization/locks', 'l')", "'/subscriptions/s1/providers/Microsoft.Authorization/locks/l'"},
    {"resourceGroup()", "error: resourceGroup(): the template is not deployed to a resource group"},
}, at_scope("subscription"));

const ArmTable kIdsFollowTheScopeOfTheTemplate2Resource("ArmResourceFunctions", "IdsFollowTheScopeOfTheTemplate2", {
    {"resourceId('Microsoft.Authorization/policyDefinitions', 'p')", "'/providers/Microsoft.Authorization/policyDefinitions/p'"},
    {"subscriptionResourceId('Microsoft.Authorization/locks', 'l')", "error: subscriptionResourceId(): the template is not deployed to a subscription"},
    {"subscription()", "error: subscription(): the template is not deployed to a subscription"},
}, at_scope("tenant"));

const ArmTable kMembersAreTermsScope("ArmScopeFunctions", "MembersAreTerms", {
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
    {"tryGet(tenant(), 'country')", "tenant().country"},
    {"resourceGroup(1)", "error: resourcegroup() expects a string as argument 1, got an integer"},
    {"subscription(1)", "error: subscription() expects a string as argument 1, got an integer"},
    {"managementGroup(1)", "error: managementgroup() expects a string as argument 1, got an integer"},
    {"parameters(1)", "error: parameters() expects a string as argument 1, got an integer"},
    {"tryGet(deployment(), 'name')", "deployment().name"},
    {"tryGet(deployment(), 'properties', 'templateLink', 'uri')", "get(deployment().properties, 'templateLink', 'uri')"},
    {"tryGet(environment(), 'suffixes', 'storage')", "get(environment(), 'suffixes', 'storage')"},
    {"tryGet(deployer(), 'objectId')", "deployer().objectid"},
    {"parameters(concat('a', 'b'))", "param('ab')"},
    {"variables('v')", "'v'"},
    {"parameters(?p)", "parameters(param('p'))"},
    {"variables(1)", "error: variables() expects a string as argument 1, got an integer"},
});

const ArmTable kReferences("ArmRuntimeFunctions", "ReferencesAreAttributesOfTheId", {
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
    {"tryGet(resourceInfo('sa'), 'id')", "'/r/sa'"},
    {"listSecrets(?id, 'v')", "listsecrets(param('id'))"},
    {"references('loop')", "references('loop')"},
    {"resourceInfo('other')", "resourceinfo('other')"},
    {"getSecret('s', 'rg', 'kv', 5)", "error: getsecret() expects a string as argument 4, got an integer"},
    {"reference('sa', 'v', 5)", "error: reference() expects 'Full' or 'Properties' as argument 3, got an integer"},
}, with_neighbours());

// What only Azure, or the tool that deploys, knows: a term of the call.
const ArmTable kRuntime("ArmRuntimeFunctions", "WhatIsKnownAtDeploymentOnlyIsATerm", {
    {"providers('Microsoft.Web', 'sites')", "providers('Microsoft.Web', 'sites')"},
    {"pickZones('Microsoft.Compute', 'virtualMachines', 'westus2')", "pickzones('Microsoft.Compute', 'virtualMachines', 'westus2')"},
    {"toLogicalZone('s', 'westus2', 'westus2-az1')", "tologicalzone('s', 'westus2', 'westus2-az1')"},
    {"toLogicalZones('s', 'westus2', ['westus2-az1'])", "tologicalzones('s', 'westus2', ['westus2-az1'])"},
    {"toPhysicalZone('s', 'westus2', '1')", "tophysicalzone('s', 'westus2', '1')"},
    {"toPhysicalZones('s', 'westus2', ['1'])", "tophysicalzones('s', 'westus2', ['1'])"},
    {"roleDefinitions('Reader')", "roledefinitions('Reader')"},
    {"externalInput('sys.envVar', 'X')", "externalinput('sys.envVar', 'X')"},
    {"externalInputs('sys_envVar_0')", "externalinputs('sys_envVar_0')"},
    {"readEnvironmentVariable('X')", "readenvironmentvariable('X')"},
    {"readEnvVar('X')", "externalinput('sys.envVar', 'X')"},
    {"readCliArg('X')", "externalinput('sys.cliArg', 'X')"},
    {"target('full')", "target('full')"},
});

// Azure/bicep, ThisNamespaceType.cs: this.existingResource() is target('full').
const ArmTable kTarget("ArmRuntimeFunctions", "TheTargetIsTheResourceThatTheCallStandsIn", {
    {"target('full')", "target('/r/own', 'full')"},
    {"not(empty(target('full')))", "not(empty(target('/r/own', 'full')))"},
}, in_resource());

}  // namespace

TEST(ArmRuntimeFunctions, SecretsAreSecure) {
  ArmHarness harness;
  EXPECT_TRUE(harness.value_of("listKeys(?id, '2022-01-01')").symbol->secure);
  EXPECT_TRUE(harness.value_of("getSecret('s', 'rg', 'kv', 'n')").symbol->secure);
  EXPECT_TRUE(harness.value_of("@secret(?vault, 'n')").symbol->secure);
  EXPECT_TRUE(harness.value_of("concat('x', listKeys(?id, 'v'))").symbol->secure);
  EXPECT_FALSE(harness.value_of("reference(?id)").symbol->secure);
}
