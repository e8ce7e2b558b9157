// Deployments in deployments: what moves to which scope, from Bicep and from the JSON compiled from it; whose parameters
// and variables the expressions of a nested template mean.

#include <gtest/gtest.h>

#include <string>

#include "tests/support/memory_project.h"

namespace ringfence {
namespace {

using test::MemoryProject;

constexpr const char* kGroup = R"({"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0",)";

std::string ids(const Deployment& deployment) {
  std::string out;
  for (const ResourceInstance* each : deployment.resources) out += std::string(each->module->path) + " " + canonical_text(each->id) + " " + canonical_text(each->body) + "\n";
  for (const Diagnostic& each : deployment.diagnostics.items()) out += std::string(each.code) + ": " + each.message + "\n";
  return out;
}

std::string expanded(const std::string& text) {
  MemoryProject project;
  project.add("main.json", text);
  return ids(project.expand("main.json"));
}

constexpr const char* kMain = R"(
targetScope = 'managementGroup'
param sub string
param mg string
module s 'c_sub.bicep' = { name: 's', scope: subscription(sub) }
module g 'c_mg.bicep' = { name: 'g', scope: managementGroup(mg) }
module own 'c_mg.bicep' = { name: 'own' }
module t 'c_t.bicep' = { name: 't', scope: tenant() }
resource pa 'Microsoft.Authorization/policyAssignments@2022-06-01' = { name: 'pa', properties: { here: managementGroup().id, n: managementGroup().name, x: managementGroup().properties.displayName } }
output o string = g.outputs.id
)";
constexpr const char* kSubscription = R"(
targetScope = 'subscription'
resource rg 'Microsoft.Resources/resourceGroups@2022-09-01' = { name: 'r', location: 'x' }
resource lock 'Microsoft.Authorization/locks@2020-05-01' = { name: 'l', properties: { s: subscription().subscriptionId, i: subscription().id, t: subscription().tenantId } }
module in 'c_rg.bicep' = { name: 'in', scope: resourceGroup('zz') }
module two 'c_rg.bicep' = { name: 'two', scope: rg }
)";
constexpr const char* kInGroup = R"(
resource a 'A.B/c@1' = { name: 'a', properties: { g: resourceGroup().id, l: resourceGroup().location, s: subscription().subscriptionId } }
)";
constexpr const char* kInManagementGroup = R"(
targetScope = 'managementGroup'
resource pa 'Microsoft.Authorization/policyAssignments@2022-06-01' = { name: 'pa', properties: { here: managementGroup().id, n: managementGroup().name, x: managementGroup().properties.displayName, t: tenant().tenantId } }
output id string = pa.id
)";
constexpr const char* kInTenant = R"(
targetScope = 'tenant'
resource mg 'Microsoft.Management/managementGroups@2021-04-01' = { name: 'mg' }
resource d 'Microsoft.Management/managementGroups/subscriptions@2021-04-01' = { parent: mg, name: 'x' }
)";
constexpr const char* kCompiled = R"({"$schema": "https://schema.management.azure.com/schemas/2019-08-01/managementGroupDeploymentTemplate.json#", "languageVersion": "2.0", "contentVersion": "1.0.0.0",
"parameters": {"sub": {"type": "string"}, "mg": {"type": "string"}},
"resources": {
"s": {"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "s", "subscriptionId": "[parameters('sub')]", "location": "[deployment().location]", "properties": {"expressionEvaluationOptions": {"scope": "inner"}, "mode": "Incremental", "template":
 {"$schema": "https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#", "languageVersion": "2.0", "contentVersion": "1.0.0.0", "resources": {
  "rg": {"type": "Microsoft.Resources/resourceGroups", "apiVersion": "2022-09-01", "name": "r", "location": "x"},
  "lock": {"type": "Microsoft.Authorization/locks", "apiVersion": "2020-05-01", "name": "l", "properties": {"s": "[subscription().subscriptionId]", "i": "[subscription().id]", "t": "[subscription().tenantId]"}},
  "in": {"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "in", "resourceGroup": "zz", "properties": {"expressionEvaluationOptions": {"scope": "inner"}, "mode": "Incremental", "template": {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "languageVersion": "2.0", "contentVersion": "1.0.0.0", "resources": {"a": {"type": "A.B/c", "apiVersion": "1", "name": "a", "properties": {"g": "[resourceGroup().id]", "l": "[resourceGroup().location]", "s": "[subscription().subscriptionId]"}}}}}},
  "two": {"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "two", "resourceGroup": "r", "properties": {"expressionEvaluationOptions": {"scope": "inner"}, "mode": "Incremental", "template": {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "languageVersion": "2.0", "contentVersion": "1.0.0.0", "resources": {"a": {"type": "A.B/c", "apiVersion": "1", "name": "a", "properties": {"g": "[resourceGroup().id]", "l": "[resourceGroup().location]", "s": "[subscription().subscriptionId]"}}}}}}
 }}}},
"g": {"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "g", "scope": "[format('Microsoft.Management/managementGroups/{0}', parameters('mg'))]", "location": "[deployment().location]", "properties": {"expressionEvaluationOptions": {"scope": "inner"}, "mode": "Incremental", "template":
 {"$schema": "https://schema.management.azure.com/schemas/2019-08-01/managementGroupDeploymentTemplate.json#", "languageVersion": "2.0", "contentVersion": "1.0.0.0", "resources": {
  "pa": {"type": "Microsoft.Authorization/policyAssignments", "apiVersion": "2022-06-01", "name": "pa", "properties": {"here": "[managementGroup().id]", "n": "[managementGroup().name]", "x": "[managementGroup().properties.displayName]", "t": "[tenant().tenantId]"}}},
  "outputs": {"id": {"type": "string", "value": "[extensionResourceId(managementGroup().id, 'Microsoft.Authorization/policyAssignments', 'pa')]"}}}}},
"own": {"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "own", "location": "[deployment().location]", "properties": {"expressionEvaluationOptions": {"scope": "inner"}, "mode": "Incremental", "template":
 {"$schema": "https://schema.management.azure.com/schemas/2019-08-01/managementGroupDeploymentTemplate.json#", "languageVersion": "2.0", "contentVersion": "1.0.0.0", "resources": {
  "pa": {"type": "Microsoft.Authorization/policyAssignments", "apiVersion": "2022-06-01", "name": "pa", "properties": {"here": "[managementGroup().id]", "n": "[managementGroup().name]", "x": "[managementGroup().properties.displayName]", "t": "[tenant().tenantId]"}}},
  "outputs": {"id": {"type": "string", "value": "[extensionResourceId(managementGroup().id, 'Microsoft.Authorization/policyAssignments', 'pa')]"}}}}},
"t": {"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "t", "scope": "/", "location": "[deployment().location]", "properties": {"expressionEvaluationOptions": {"scope": "inner"}, "mode": "Incremental", "template":
 {"$schema": "https://schema.management.azure.com/schemas/2019-08-01/tenantDeploymentTemplate.json#", "languageVersion": "2.0", "contentVersion": "1.0.0.0", "resources": {
  "mg": {"type": "Microsoft.Management/managementGroups", "apiVersion": "2021-04-01", "name": "mg"},
  "d": {"type": "Microsoft.Management/managementGroups/subscriptions", "apiVersion": "2021-04-01", "name": "[format('{0}/{1}', 'mg', 'x')]"}}}}},
"pa": {"type": "Microsoft.Authorization/policyAssignments", "apiVersion": "2022-06-01", "name": "pa", "properties": {"here": "[managementGroup().id]", "n": "[managementGroup().name]", "x": "[managementGroup().properties.displayName]"}}
},
"outputs": {"o": {"type": "string", "value": "[reference('g').outputs.id.value]"}}}
)";

TEST(Deployments, GoToTheScopesThatBicepAndItsJsonSay) {
  MemoryProject project;
  project.add("c.bicep", kMain);
  project.add("c_sub.bicep", kSubscription);
  project.add("c_rg.bicep", kInGroup);
  project.add("c_mg.bicep", kInManagementGroup);
  project.add("c_t.bicep", kInTenant);
  project.add("c.json", kCompiled);
  const Deployment bicep = project.expand("c.bicep"), json = project.expand("c.json");
  EXPECT_EQ(ids(bicep), ids(json));
  EXPECT_EQ(canonical_text(bicep.outputs[0].value), canonical_text(json.outputs[0].value));
  const std::string all = ids(json);
  for (const char* line : {
           "s concat('/subscriptions/', param('sub'), '/resourceGroups/r') {",
           "s/in concat('/subscriptions/', param('sub'), '/resourceGroups/zz/providers/A.B/c/a') {'properties': {'g': concat('/subscriptions/', param('sub'), '/resourceGroups/zz')",
           "s/two concat('/subscriptions/', param('sub'), '/resourceGroups/r/providers/A.B/c/a') {",
           "g concat('/providers/Microsoft.Management/managementGroups/', param('mg'), '/providers/Microsoft.Authorization/policyAssignments/pa') "
           "{'properties': {'here': concat('/providers/Microsoft.Management/managementGroups/', param('mg')), 'n': param('mg')",
           "own concat('/providers/Microsoft.Management/managementGroups/', managementgroup().name, '/providers/Microsoft.Authorization/policyAssignments/pa') {",
           "t '/providers/Microsoft.Management/managementGroups/mg/subscriptions/x' {",
       }) {
    EXPECT_NE(all.find(line), std::string::npos) << line << "\n" << all;
  }
}

std::string nested(const std::string& name, const std::string& properties, const std::string& inside, const std::string& beside = "") {
  return R"({"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": ")" + name + "\"," + beside +
         R"("properties": {"mode": "Incremental", )" + properties + R"("template": )" + kGroup + inside + "}}}";
}

TEST(Deployments, OfOuterScopeMeanTheTemplateAroundThem) {
  const std::string uses = R"("parameters": {"n": {"type": "string", "defaultValue": "inside"}}, "variables": {"v": "inside"},
    "resources": [{"type": "A.B/c", "apiVersion": "1", "name": "[concat(parameters('n'), '-', variables('v'))]"}])";
  const std::string both = std::string(kGroup) + R"("parameters": {"n": {"type": "string", "defaultValue": "outside"}}, "variables": {"v": "out"}, "resources": [)" +
                           nested("o", "", uses) + "," + nested("p", R"("expressionEvaluationOptions": {"scope": "Outer"}, )", uses) + "," +
                           nested("i", R"("ExpressionEvaluationOptions": {"Scope": "InNer"}, )", uses) + "]}";
  const std::string head = "concat('/subscriptions/', subscription().subscriptionid, '/resourceGroups/', resourcegroup().name, '/providers/A.B/c/";
  EXPECT_EQ(expanded(both), "o " + head + "outside-out') {}\np " + head + "outside-out') {}\ni " + head + "inside-inside') {}\n");
}

TEST(Deployments, OfInnerScopeHaveParametersOfTheirOwn) {
  EXPECT_EQ(expanded(std::string(kGroup) + R"("parameters": {"access": {"type": "string", "defaultValue": "Disabled"}}, "resources": [)" +
                     nested("i", R"("expressionEvaluationOptions": {"scope": "inner"}, "parameters": {"access": {"value": "Enabled"}}, )",
                            R"("parameters": {"access": {"type": "string", "defaultValue": "Disabled"}},
                     "resources": [{"type": "A.B/c", "apiVersion": "1", "name": "x", "scope": "/", "properties": {"access": "[parameters('access')]"}}])") +
                     "]}"),
            "i '/providers/A.B/c/x' {'properties': {'access': 'Enabled'}}\n");
}

TEST(Deployments, GiveTheirOutputsByNameByIdAndAcrossGroups) {
  const std::string out = R"("resources": [], "outputs": {"o": {"type": "object", "value": {"a": "made"}}})";
  const std::string inner = R"("expressionEvaluationOptions": {"scope": "inner"}, )";
  const auto value = [&](const std::string& expression) {
    MemoryProject project;
    project.add("main.json", std::string(kGroup) + "\"resources\": [" + nested("here", inner, out) + "," + nested("there", inner, out, "\"resourceGroup\": \"rg2\",") +
                                 R"(], "outputs": {"x": {"type": "string", "value": ")" + expression + "\"}}}");
    const Deployment deployment = project.expand("main.json");
    return deployment.outputs.empty() ? std::string("none") : canonical_text(deployment.outputs[0].value);
  };
  for (const char* expression : {
           "[reference('here').outputs.o.value.a]",
           "[reference('HERE', '2022-09-01').outputs.o.value.a]",
           "[reference(resourceId('Microsoft.Resources/deployments', 'here'), '2022-09-01', 'Full').properties.outputs.o.value.a]",
           "[reference(concat('Microsoft.Resources/deployments/', 'here')).outputs.o.value.a]",
           "[reference(resourceId('rg2', 'Microsoft.Resources/deployments', 'there')).outputs['o']['value'].a]",
       }) {
    EXPECT_EQ(value(expression), "'made'") << expression;
  }
}

TEST(Deployments, OfALoopAreOneEachAndMayNotBeDeployed) {
  const std::string inner = R"("expressionEvaluationOptions": {"scope": "inner"}, "parameters": {"i": {"value": "[copyIndex()]"}}, )";
  const std::string inside = R"("parameters": {"i": {"type": "int"}}, "resources": [{"type": "A.B/c", "apiVersion": "1", "name": "[string(parameters('i'))]", "scope": "/"}],
    "outputs": {"i": {"type": "int", "value": "[parameters('i')]"}})";
  EXPECT_EQ(expanded(std::string(kGroup) + "\"resources\": [" + nested("[concat('d', copyIndex())]", inner, inside, R"("copy": {"name": "l", "count": 2},)") + "," +
                     nested("never", inner, inside, R"("condition": false,)") +
                     R"(,{"type": "A.B/d", "apiVersion": "1", "name": "d", "scope": "/", "properties": {"i": "[reference('d1').outputs.i.value]"}}]})"),
            " '/providers/A.B/d/d' {'properties': {'i': 1}}\nl '/providers/A.B/c/0' {}\nl '/providers/A.B/c/1' {}\n");
}

TEST(Deployments, OfScriptsArePlainResourcesWithOutputsOfTheirOwn) {
  MemoryProject project;
  project.add("main.json", std::string(kGroup) + R"("resources": [{"type": "Microsoft.Resources/deploymentScripts", "apiVersion": "2020-10-01", "name": "s", "kind": "AzureCLI",
    "properties": {"scriptContent": "true"}}], "outputs": {"x": {"type": "string", "value": "[reference('s').outputs.text]"}}})");
  const Deployment out = project.expand("main.json");
  ASSERT_EQ(out.resources.size(), 1u);
  EXPECT_TRUE(canonical_text(out.outputs[0].value).ends_with("/deploymentScripts/s'), 'properties', 'outputs', 'text')")) << canonical_text(out.outputs[0].value);
}

TEST(Deployments, OfAStackGoWhereItSays) {
  EXPECT_EQ(expanded(std::string(kGroup) + R"("resources": [{"type": "Microsoft.Resources/deploymentStacks", "apiVersion": "2024-03-01", "name": "st", "properties": {
    "deploymentScope": "/subscriptions/0000/resourceGroups/far", "actionOnUnmanage": {"resources": "delete"}, "denySettings": {"mode": "none"},
    "template": )" + kGroup + R"("resources": [{"type": "A.B/c", "apiVersion": "1", "name": "x"}]}}}]})"),
            "st '/subscriptions/0000/resourceGroups/far/providers/A.B/c/x' {}\n");
}

}  // namespace
}  // namespace ringfence
