// Azure Policy definitions on templates: effects, modes, related resources, parameters, initiatives.

#include <gtest/gtest.h>

#include "tests/policy/azure_judged.h"

namespace ringfence::test {
namespace {

const std::string kStorageType = R"({"field": "type", "equals": "Microsoft.Storage/storageAccounts"})";
const std::string kAccount = "resource a 'Microsoft.Storage/storageAccounts@2023-05-01' = {\n  name: 'a'\n  location: 'westeurope'\n}\n";

std::string verdict(const std::string& bicep, const std::string& definition) {
  return AzureJudged("main.bicep", bicep, {definition}).verdict();
}

std::string if_not_exists(const std::string& condition, const std::string& details) {
  return definition(condition, "auditIfNotExists", R"("details": )" + details);
}

// ---- effects and modes -------------------------------------------------------------------------------------------------

TEST(AzurePolicyEffects, DecideTheSeverityAndWhetherADefinitionIsJudged) {
  struct Row {
    const char* effect;
    const char* outcome;
    Level severity;
  };
  const Row rows[] = {{"audit", "fail", Level::Medium},
                      {"Audit", "fail", Level::Medium},
                      {"deny", "fail", Level::High},
                      {"modify", "fail", Level::Low},
                      {"append", "fail", Level::Low},
                      {"disabled", "its effect is disabled", Level::Medium},
                      {"denyAction", "effect denyAction", Level::Medium},
                      {"manual", "effect manual", Level::Medium},
                      {"mutate", "effect mutate", Level::Medium},
                      {"addToNetworkGroup", "effect addToNetworkGroup", Level::Medium}};
  for (const Row& row : rows) {
    AzureJudged judged("main.bicep", kAccount, {definition(kStorageType, row.effect)});
    EXPECT_EQ(judged.verdict(), row.outcome) << row.effect;
    for (const Finding& finding : judged.findings) EXPECT_EQ(finding.severity, row.severity) << row.effect;
  }
}

TEST(AzurePolicyEffects, ModesOfOtherProvidersSayNothingAboutTemplates) {
  auto of_mode = [](const std::string& mode) {
    return R"({"name": "t", "properties": {"mode": ")" + mode + R"(", "policyRule": {"if": )" + kStorageType + R"(, "then": {"effect": "audit"}}}})";
  };
  EXPECT_EQ(verdict(kAccount, of_mode("all")), "fail");
  EXPECT_EQ(verdict(kAccount, of_mode("indexed")), "fail");
  EXPECT_EQ(verdict(kAccount, of_mode("Microsoft.KeyVault.Data")), "mode Microsoft.KeyVault.Data");
  std::string fixed = R"({"name": "t", "properties": {"policyType": "Static", "policyRule": {"if": {}, "then": {"effect": "audit"}}}})";
  EXPECT_EQ(verdict(kAccount, fixed), "Static: an attestation, not a condition");
}

TEST(AzurePolicyEffects, IndexedMeansResourcesWithTagsOrALocation) {
  std::string bicep = kAccount + "resource b 'blobServices' = {\n  parent: a\n  name: 'default'\n}\n";
  std::string rule = R"({"if": {"field": "tags['owner']", "exists": false}, "then": {"effect": "audit"}})";
  bicep = kAccount + "resource b 'Microsoft.Storage/storageAccounts/blobServices@2023-05-01' = {\n  parent: a\n  name: 'default'\n}\n";
  AzureJudged indexed("main.bicep", bicep, {R"({"name": "t", "properties": {"mode": "Indexed", "policyRule": )" + rule + "}}"});
  AzureJudged all("main.bicep", bicep, {R"({"name": "t", "properties": {"mode": "All", "policyRule": )" + rule + "}}"});
  EXPECT_EQ(indexed.findings.size(), 1u);
  EXPECT_EQ(all.findings.size(), 2u);
}

TEST(AzurePolicyEffects, FindingsSayWhatAndWhere) {
  std::string bicep = "resource a 'Microsoft.Storage/storageAccounts@2023-05-01' = {\n  name: 'a'\n  kind: 'StorageV2'\n"
                      "  properties: { accessTier: 'Hot' }\n}\n";
  AzureJudged judged("main.bicep", bicep, {definition(R"({"allOf": [)" + kStorageType + R"(, {"field": "kind", "equals": "StorageV2"},
    {"field": "Microsoft.Storage/storageAccounts/accessTier", "notEquals": "Cool"}]})", "deny", "", R"("description": "Cool is cheaper.",
    "metadata": {"category": "Storage Things"}, )")});
  ASSERT_EQ(judged.findings.size(), 1u);
  const Finding& finding = judged.findings[0];
  EXPECT_EQ(finding.rule, "AZP-test");
  EXPECT_EQ(finding.slug, "bad-things");
  EXPECT_EQ(finding.title, "Bad things");
  EXPECT_EQ(finding.message, "a: Bad things");
  EXPECT_EQ(finding.category, "storage-things");
  EXPECT_EQ(finding.property, "properties.accessTier");
  EXPECT_EQ(judged.text_at(finding), "'Hot'");
  EXPECT_EQ(judged.set.policies[0].why, "Cool is cheaper.");
}

TEST(AzurePolicyEffects, ModifyPointsAtTheFieldThatItWouldSet) {
  std::string bicep = "resource a 'Microsoft.Storage/storageAccounts@2023-05-01' = {\n  name: 'a'\n  properties: {\n"
                      "    accessTier: 'Hot'\n    publicNetworkAccess: 'Enabled'\n  }\n}\n";
  AzureJudged judged("main.bicep", bicep, {definition(R"({"allOf": [)" + kStorageType + R"(, {"field": "Microsoft.Storage/storageAccounts/accessTier", "equals": "Hot"}]})",
    "modify", R"("details": {"operations": [{"operation": "addOrReplace", "field": "Microsoft.Storage/storageAccounts/publicNetworkAccess", "value": "Disabled"}]})")});
  ASSERT_EQ(judged.findings.size(), 1u);
  EXPECT_EQ(judged.text_at(judged.findings[0]), "'Enabled'");
}

// ---- related resources -------------------------------------------------------------------------------------------------

const std::string kBlob = R"({"type": "Microsoft.Storage/storageAccounts/managementPolicies", "existenceCondition":
  {"field": "Microsoft.Storage/storageAccounts/managementPolicies/policy.rules[*].enabled", "equals": true}})";

std::string with_child(const std::string& parent, const std::string& enabled, const std::string& before = "") {
  return before + kAccount + "resource other 'Microsoft.Storage/storageAccounts@2023-05-01' = {\n  name: 'b'\n  kind: 'Other'\n}\n" +
         "resource c 'Microsoft.Storage/storageAccounts/managementPolicies@2023-05-01' = {\n  parent: " + parent +
         "\n  name: 'default'\n  properties: { policy: { rules: [{ enabled: " + enabled + " }] } }\n}\n";
}

TEST(AzurePolicyExistence, LooksForAChildOfTheJudgedResource) {
  std::string rule = if_not_exists(R"({"allOf": [)" + kStorageType + R"(, {"field": "name", "equals": "a"}]})", kBlob);
  EXPECT_EQ(verdict(with_child("a", "true"), rule), "pass");
  EXPECT_EQ(verdict(with_child("a", "false"), rule), "fail");
  EXPECT_EQ(verdict(with_child("other", "true"), rule), "fail");
  EXPECT_EQ(verdict(with_child("a", "on", "param on bool\n"), rule), "unknown");
  EXPECT_EQ(verdict(kAccount, rule), "fail");
}

TEST(AzurePolicyExistence, IsNotSureOfWhatAModuleMayDeploy) {
  std::string rule = if_not_exists(kStorageType, kBlob);
  EXPECT_EQ(verdict(kAccount + "module m 'br:x/y:1' = {\n  name: 'm'\n  params: { account: a.id }\n}\n", rule), "unknown");
}

TEST(AzurePolicyExistence, LooksForADiagnosticSettingOnTheResource) {
  std::string details = R"({"type": "Microsoft.Insights/diagnosticSettings", "existenceCondition": {"count": {
    "field": "Microsoft.Insights/diagnosticSettings/logs[*]", "where": {"field": "Microsoft.Insights/diagnosticSettings/logs[*].enabled",
    "equals": "true"}}, "greaterOrEquals": 1}})";
  std::string rule = if_not_exists(kStorageType, details);
  auto setting = [](const std::string& enabled) {
    return kAccount + "resource d 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {\n  scope: a\n  name: 'd'\n"
           "  properties: { logs: [{ category: 'x', enabled: " + enabled + " }] }\n}\n";
  };
  EXPECT_EQ(verdict(setting("true"), rule), "pass");
  EXPECT_EQ(verdict(setting("false"), rule), "fail");
  EXPECT_EQ(verdict(kAccount, rule), "fail");
}

TEST(AzurePolicyExistence, TheResourceItselfMayBeMeant) {
  std::string rule = if_not_exists(kStorageType, R"({"type": "Microsoft.Storage/storageAccounts", "name": "[field('name')]",
    "existenceCondition": {"field": "Microsoft.Storage/storageAccounts/accessTier", "equals": "Cool"}})");
  EXPECT_EQ(verdict(kAccount, rule), "fail");
  EXPECT_EQ(verdict("resource a 'Microsoft.Storage/storageAccounts@2023-05-01' = {\n  name: 'a'\n  properties: { accessTier: 'Cool' }\n}\n", rule), "pass");
}

TEST(AzurePolicyExistence, WhatMayBeElsewhereIsNeverMissing) {
  std::string rule = if_not_exists(kStorageType, R"({"type": "Microsoft.Network/networkWatchers", "existenceScope": "subscription"})");
  EXPECT_EQ(verdict(kAccount, rule), "unknown");
  EXPECT_EQ(verdict(kAccount + "resource w 'Microsoft.Network/networkWatchers@2024-05-01' = {\n  name: 'w'\n}\n", rule), "pass");
}

TEST(AzurePolicyExistence, StateOfThePlatformIsNotJudged) {
  EXPECT_EQ(verdict(kAccount, if_not_exists(kStorageType, R"({"type": "Microsoft.Security/assessments", "name": "x"})")),
            "state that only Azure writes: Microsoft.Security/assessments");
  EXPECT_EQ(verdict(kAccount, if_not_exists(kStorageType, R"({"type": "Microsoft.GuestConfiguration/guestConfigurationAssignments"})")),
            "guest configuration: state inside of machines");
}

TEST(AzurePolicyExistence, ChildrenThatAzureMakesHaveWhatTheParentSays) {
  std::string rule = if_not_exists(R"({"field": "type", "equals": "Microsoft.Web/sites"})", R"({"type": "Microsoft.Web/sites/config",
    "name": "web", "existenceCondition": {"field": "Microsoft.Web/sites/config/web.ftpsState", "equals": "Disabled"}})");
  auto site = [](const std::string& properties) {
    return "resource a 'Microsoft.Web/sites@2023-12-01' = {\n  name: 'a'\n  properties: {" + properties + "}\n}\n";
  };
  EXPECT_EQ(verdict(site("siteConfig: { ftpsState: 'Disabled' }"), rule), "pass");
  EXPECT_EQ(verdict(site("siteConfig: { ftpsState: 'AllAllowed' }"), rule), "fail");
  EXPECT_EQ(verdict(site(""), rule), "unknown");
}

TEST(AzurePolicyExistence, WhatATemplateWritesBesideAMadeChildDoesNotHideIt) {
  auto rule = [](const std::string& name) {
    return if_not_exists(R"({"field": "type", "equals": "Microsoft.Web/sites"})", R"({"type": "Microsoft.Web/sites/config", )" + name +
                         R"("existenceCondition": {"field": "Microsoft.Web/sites/config/web.ftpsState", "equals": "Disabled"}})");
  };
  const std::string any = rule(""), web = rule(R"("name": "web", )");
  auto site = [](const std::string& held, const std::string& child, const std::string& properties) {
    return "resource a 'Microsoft.Web/sites@2023-12-01' = {\n  name: 'a'\n  properties: { siteConfig: {" + held +
           "} }\n}\nresource c 'Microsoft.Web/sites/config@2023-12-01' = {\n  parent: a\n  name: '" + child +
           "'\n  properties: {" + properties + "}\n}\n";
  };
  // Settings are another child: the one that Azure makes is still there.
  EXPECT_EQ(verdict(site("", "appsettings", "X: 'y'"), any), "unknown");
  EXPECT_EQ(verdict(site("ftpsState: 'Disabled'", "appsettings", "X: 'y'"), any), "pass");
  EXPECT_EQ(verdict(site("ftpsState: 'AllAllowed'", "appsettings", "X: 'y'"), any), "fail");
  // What a declared one does not write is what the parent says, or not known.
  EXPECT_EQ(verdict(site("", "web", "http20Enabled: true"), web), "unknown");
  EXPECT_EQ(verdict(site("ftpsState: 'Disabled'", "web", "http20Enabled: true"), web), "pass");
  EXPECT_EQ(verdict(site("ftpsState: 'Disabled'", "web", "ftpsState: 'AllAllowed'"), web), "fail");
  EXPECT_EQ(verdict(site("", "web", "ftpsState: 'Disabled'"), web), "pass");
}

const std::string kEndpoint = R"(
resource p 'Microsoft.Network/privateEndpoints@2024-05-01' = {
  name: 'p'
  properties: {
    subnet: { id: '/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/s' }
    KIND: [{ name: 'c', properties: { privateLinkServiceId: a.id, groupIds: ['blob'] } }]
  }
}
)";

std::string endpoint(const std::string& kind) {
  std::string out = kEndpoint;
  return kAccount + out.replace(out.find("KIND"), 4, kind);
}

TEST(AzurePolicyExistence, PrivateEndpointsMakeConnections) {
  std::string count = definition(R"({"allOf": [)" + kStorageType + R"(, {"count": {"field": "Microsoft.Storage/storageAccounts/privateEndpointConnections[*]",
    "where": {"field": "Microsoft.Storage/storageAccounts/privateEndpointConnections[*].privateLinkServiceConnectionState.status", "equals": "Approved"}}, "less": 1}]})");
  std::string child = if_not_exists(kStorageType, R"({"type": "Microsoft.Storage/storageAccounts/privateEndpointConnections",
    "existenceCondition": {"field": "Microsoft.Storage/storageAccounts/privateEndpointConnections/privateLinkServiceConnectionState.status", "equals": "Approved"}})");
  for (const std::string& rule : {count, child}) {
    EXPECT_EQ(verdict(kAccount, rule), "fail");
    EXPECT_EQ(verdict(endpoint("privateLinkServiceConnections"), rule), "pass");
    EXPECT_EQ(verdict(endpoint("manualPrivateLinkServiceConnections"), rule), "fail");
    EXPECT_EQ(verdict(kAccount + "module m 'br:x/y:1' = {\n  name: 'm'\n  params: { account: a.id }\n}\n", rule), "unknown");
  }
}

// ---- parameters and initiatives ----------------------------------------------------------------------------------------

std::string with_parameter(const std::string& declaration, const std::string& name = "test") {
  return R"({"name": ")" + name + R"(", "properties": {"mode": "All", "parameters": {"tier": )" + declaration + R"(},
    "policyRule": {"if": {"allOf": [)" + kStorageType + R"(, {"field": "Microsoft.Storage/storageAccounts/accessTier",
    "equals": "[parameters('tier')]"}]}, "then": {"effect": "audit"}}}})";
}

const std::string kHot = "resource a 'Microsoft.Storage/storageAccounts@2023-05-01' = {\n  name: 'a'\n  properties: { accessTier: 'Hot' }\n}\n";

TEST(AzurePolicyParameters, TakeTheirDefaultsUnlessGiven) {
  std::string with_default = with_parameter(R"({"type": "String", "defaultValue": "Hot"})");
  auto given = [&](const std::string& parameters) { return AzureJudged("main.bicep", kHot, {with_default}, {parameters}).verdict(); };
  EXPECT_EQ(verdict(kHot, with_default), "fail");
  EXPECT_EQ(given(R"({"tier": {"value": "Cool"}})"), "pass");
  EXPECT_EQ(given(R"({"parameters": {"tier": {"value": "Cool"}}})"), "pass");
  EXPECT_EQ(given(R"({"test": {"tier": {"value": "Cool"}}})"), "pass");
  EXPECT_EQ(given(R"({"other": {"tier": {"value": "Cool"}}})"), "fail");
}

TEST(AzurePolicyParameters, WithoutAValueTheDefinitionSaysSo) {
  EXPECT_EQ(verdict(kHot, with_parameter(R"({"type": "String"})")), "parameter 'tier' has no value; give it with --azure-policy-parameters");
  // What only the deployment needs is not asked for.
  std::string unused = R"({"name": "t", "properties": {"mode": "All", "parameters": {"x": {"type": "String"}}, "policyRule":
    {"if": )" + kStorageType + R"(, "then": {"effect": "deployIfNotExists", "details": {"type": "Microsoft.Storage/storageAccounts/managementPolicies",
    "deployment": {"properties": {"parameters": {"x": {"value": "[parameters('x')]"}}}}}}}}})";
  EXPECT_EQ(verdict(kAccount, unused), "fail");
}

TEST(AzurePolicyParameters, InitiativesPassThemOn) {
  std::string initiative = R"({"name": "set", "properties": {"parameters": {"wanted": {"type": "String", "defaultValue": "Cool"}},
    "policyDefinitions": [
      {"policyDefinitionReferenceId": "one", "policyDefinitionId": "/providers/Microsoft.Authorization/policyDefinitions/test",
       "parameters": {"tier": {"value": "[parameters('wanted')]"}}},
      {"policyDefinitionReferenceId": "two", "policyDefinitionId": "/providers/Microsoft.Authorization/policyDefinitions/test",
       "parameters": {"tier": {"value": "Hot"}}}]}})";
  AzureJudged judged("main.bicep", kHot, {with_parameter(R"({"type": "String"})"), initiative});
  ASSERT_EQ(judged.findings.size(), 2u);
  EXPECT_EQ(judged.findings[0].rule, "AZP-test");
  EXPECT_EQ(judged.findings[0].verdict, Verdict::Pass);
  EXPECT_EQ(judged.findings[1].rule, "AZP-test-two");
  EXPECT_EQ(judged.findings[1].verdict, Verdict::Fail);
}

TEST(AzurePolicyParameters, ExportsAreListsOfDefinitions) {
  std::string one = with_parameter(R"({"type": "String", "defaultValue": "Hot"})", "one");
  std::string two = with_parameter(R"({"type": "String", "defaultValue": "Hot"})", "two");
  EXPECT_EQ(AzureJudged("main.bicep", kHot, {"[" + one + ", " + two + "]"}).findings.size(), 2u);
  EXPECT_EQ(AzureJudged("main.bicep", kHot, {R"({"value": [)" + one + ", " + two + "]}"}).findings.size(), 2u);
  EXPECT_EQ(AzureJudged("main.bicep", kHot, {one, one}).findings.size(), 1u);
  std::string bare = R"({"if": )" + kStorageType + R"(, "then": {"effect": "audit"}})";
  EXPECT_EQ(AzureJudged("main.bicep", kHot, {bare}).findings.at(0).rule, "AZP-policy");
}

TEST(AzurePolicyParameters, WhatIsNoDefinitionIsAnError) {
  AzureJudged judged("main.bicep", kHot, {with_parameter(R"({"type": "String", "defaultValue": "Hot"})"), R"({"some": "thing"})"});
  ASSERT_EQ(judged.read.errors.size(), 1u);
  EXPECT_EQ(judged.read.errors[0].message, "no policy definition: expected policyRule with if and then, or policyDefinitions");
}

TEST(AzurePolicyParameters, WhatIsNotSupportedIsNamed) {
  auto reason = [](const std::string& condition) { return verdict(kAccount, about_storage(condition)); };
  EXPECT_EQ(reason(R"({"field": "kind", "sounds": "x"})"), "operator 'sounds'");
  EXPECT_EQ(reason(R"({"value": "[reference('x')]", "equals": "x"})"), "function 'reference'");
  EXPECT_EQ(reason(R"({"value": "[parameters('nowhere')]", "equals": "x"})"), "there is no parameter 'nowhere'");
  EXPECT_EQ(reason(R"({"field": "Microsoft.Storage/nothing", "equals": "x"})"), "alias 'Microsoft.Storage/nothing' is not known");
  EXPECT_EQ(reason(R"({"field": "Microsoft.Media/mediaservices/publicNetworkAccess", "equals": "x"})"),
            "alias 'Microsoft.Media/mediaservices/publicNetworkAccess' is not a property of the type's published schema");
}

// ---- languages ---------------------------------------------------------------------------------------------------------

TEST(AzurePolicyLanguages, GiveOneVerdict) {
  std::string rule = about_storage(R"({"field": "Microsoft.Storage/storageAccounts/supportsHttpsTrafficOnly", "notEquals": "true"})");
  std::string terraform = R"(
resource "azurerm_storage_account" "a" {
  name                       = "a"
  resource_group_name        = "g"
  location                   = "westeurope"
  account_tier               = "Standard"
  account_replication_type   = "LRS"
  https_traffic_only_enabled = false
}
)";
  std::string arm = R"({"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0",
    "resources": [{"type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-05-01", "name": "a", "properties": {"supportsHttpsTrafficOnly": false}}]})";
  std::string bicep = storage_bicep("supportsHttpsTrafficOnly: false");
  AzureJudged of_terraform("main.tf", terraform, {rule}), of_arm("main.json", arm, {rule}), of_bicep("main.bicep", bicep, {rule});
  for (const AzureJudged* each : {&of_terraform, &of_arm, &of_bicep}) {
    EXPECT_EQ(each->verdict(), "fail");
    ASSERT_FALSE(each->findings.empty());
    EXPECT_EQ(each->text_at(each->findings[0]), "false");
  }
}

}  // namespace
}  // namespace ringfence::test
