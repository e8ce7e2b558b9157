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

const Value& at(const Value& object, std::string_view key) {
  const Member* found = find_member(object, key, KeyCase::Sensitive);
  static const Value nothing;
  return found ? found->value : nothing;
}

std::string codes(const Deployment& deployment) {
  std::string out;
  for (const Diagnostic& each : deployment.diagnostics.items()) out += std::string(each.code) + ": " + each.message + "\n";
  return out;
}

// ---- where a value was written -----------------------------------------------------------------------

TEST(Expand, ValueKeepsThePlaceOfItsLiteralThroughModulesAndVariables) {
  MemoryProject project;
  project.add("main.bicep", R"(
param access string = 'Enabled'
var passed = access
module inner 'inner.bicep' = { name: 'inner', params: { access: passed, sku: 'S0' } }
)");
  project.add("inner.bicep", R"(
param access string
param sku string
param kind string = 'OpenAI'
resource a 'Microsoft.CognitiveServices/accounts@2023-05-01' = {
  name: 'a'
  kind: kind
  sku: { name: sku }
  properties: { publicNetworkAccess: access, customSubDomainName: 'x${sku}' }
}
)");
  const Deployment out = project.expand("main.bicep");
  ASSERT_EQ(out.resources.size(), 1u);
  const Value& body = out.resources[0]->body;
  const Value& access = at(at(body, "properties"), "publicNetworkAccess");
  EXPECT_EQ(project.sources.text(access.span), "'Enabled'");
  EXPECT_EQ(access.because, OriginKind::Default);
  std::string way;
  for (const OriginStep* step = access.via; step; step = step->next) way += std::string(project.sources.text(step->span)) + " < ";
  EXPECT_EQ(way, "access < passed < access < ");
  const Value& sku = at(at(body, "sku"), "name");
  EXPECT_EQ(project.sources.text(sku.span), "'S0'");
  EXPECT_EQ(sku.because, OriginKind::Argument);
  EXPECT_EQ(at(body, "kind").because, OriginKind::Default);
  EXPECT_EQ(project.sources.text(at(at(body, "properties"), "customSubDomainName").span), "'x${sku}'");
}

TEST(Expand, ParameterFileValuesSayWhereTheyAreFrom) {
  MemoryProject project;
  project.add("main.bicep", "param tier string = 'a'\n@secure()\nparam key string\nresource s 'A.B/c@1' = { name: tier, tags: { k: key } }\n");
  project.add("main.parameters.json", R"({"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#",
    "contentVersion": "1.0.0.0", "parameters": {"tier": {"value": "b"}, "key": {"value": "secret!"}, "other": {"value": 1}}})");
  const Deployment out = project.expand("main.bicep", {"main.parameters.json"});
  EXPECT_EQ(printed(out.resources[0]->name), "'b'");
  EXPECT_EQ(out.resources[0]->name.because, OriginKind::ParameterFile);
  EXPECT_EQ(project.sources.text(out.resources[0]->name.span), "\"b\"");
  EXPECT_EQ(printed(out.resources[0]->body), "{'tags': {'k': param('key')}}");
  EXPECT_TRUE(at(at(out.resources[0]->body, "tags"), "k").symbol->secure);
  EXPECT_EQ(codes(out), "unknown-parameter: the template has no parameter 'other'\n");
}

// ---- conditions and loops -----------------------------------------------------------------------------

TEST(Expand, FalseConditionRemovesUnknownConditionKeeps) {
  MemoryProject project;
  project.add("main.bicep", R"(
param flag bool
resource no 'A.B/no@1' = if (false) { name: 'no' }
resource maybe 'A.B/maybe@1' = if (flag) {
  name: 'maybe'
  resource child 'child' = { name: 'c' }
}
output id string = no.id
output gone string? = no.?properties.x
output open string? = maybe.?properties.x
)");
  const Deployment out = project.expand("main.bicep");
  ASSERT_EQ(out.resources.size(), 2u);
  EXPECT_EQ(printed(out.resources[0]->condition), "param('flag')");
  EXPECT_TRUE(out.resources[0]->conditional);
  EXPECT_EQ(printed(out.resources[1]->name), "'maybe/c'");
  EXPECT_EQ(printed(out.resources[1]->condition), "param('flag')");
  EXPECT_EQ(out.resources[1]->parent, out.resources[0]);
  ASSERT_EQ(out.outputs.size(), 2u);
  EXPECT_TRUE(printed(out.outputs[0].value).ends_with("/providers/A.B/no/no')"));
  EXPECT_TRUE(printed(out.outputs[1].value).starts_with("if(param('flag'), attr("));
  EXPECT_EQ(codes(out), "");
}

TEST(Expand, KnownLoopsUnroll) {
  MemoryProject project;
  project.add("main.bicep", R"(
var names = ['a', 'b']
resource r 'A.B/c@1' = [for (n, i) in names: { name: '${n}${i}' }]
resource child 'A.B/c/d@1' = [for i in range(0, 2): { parent: r[i], name: 'x' }]
module m 'm.bicep' = [for n in names: { name: n, params: { n: n } }]
output second string = r[1].id
output fromModule string = m[1].outputs.o
)");
  project.add("m.bicep", "param n string\nresource e 'A.B/e@1' = { name: n }\noutput o string = e.name\n");
  const Deployment out = project.expand("main.bicep");
  std::string names;
  for (const ResourceInstance* each : out.resources) names += printed(each->name) + " " + std::string(each->address) + "; ";
  EXPECT_EQ(names, "'a0' r[0]; 'b1' r[1]; 'a0/x' child[0]; 'b1/x' child[1]; 'a' m[0].e; 'b' m[1].e; ");
  EXPECT_TRUE(printed(out.outputs[0].value).ends_with("/providers/A.B/c/b1')"));
  EXPECT_EQ(printed(out.outputs[1].value), "'b'");
}

TEST(Expand, TerraformLoopsOfEveryKind) {
  MemoryProject project;
  project.add("main.tf", R"(
variable "on" { type = bool }
variable "open" { type = map(string) }
resource "t" "by_map" {
  for_each = { a = 1, b = 2 }
  name     = each.key
  value    = each.value
}
resource "t" "by_set" {
  for_each = toset(["x"])
  name     = each.value
}
resource "t" "maybe" {
  count = var.on ? 1 : 0
  name  = "m"
}
resource "t" "open" {
  for_each = var.open
  name     = each.key
}
output "names" { value = [for k, v in t.by_map : v.name] }
output "splat" { value = t.maybe[*].id }
output "one"   { value = t.by_map["b"].value }
)");
  const Deployment out = project.expand("main.tf");
  std::string all;
  for (const ResourceInstance* each : out.resources) {
    all += std::string(each->address) + " " + printed(each->name) + (each->conditional ? " maybe" : "") + "; ";
  }
  EXPECT_EQ(all,
            "t.by_map[\"a\"] 'a'; t.by_map[\"b\"] 'b'; t.by_set[\"x\"] 'x'; t.maybe[0] 'm' maybe; "
            "t.open[eachkey(param('open'))] eachkey(param('open')) maybe; ");
  EXPECT_EQ(printed(out.outputs[0].value), "['a', 'b']");
  EXPECT_EQ(printed(out.outputs[1].value), "[attr('t.maybe[0]', 'id')]");
  EXPECT_EQ(printed(out.outputs[2].value), "2");
}

TEST(Expand, TerraformComputedAttributesAreTerms) {
  MemoryProject project;
  project.add("main.tf", R"(
data "azurerm_client_config" "me" {}
resource "azurerm_a" "a" {
  name = "a"
  identity { type = "SystemAssigned" }
}
output "tenant"    { value = data.azurerm_client_config.me.tenant_id }
output "principal" { value = azurerm_a.a.identity[0].principal_id }
output "kind"      { value = azurerm_a.a.identity[0].type }
)");
  const Deployment out = project.expand("main.tf");
  EXPECT_EQ(printed(out.outputs[0].value), "attr('data.azurerm_client_config.me', 'tenant_id')");
  EXPECT_EQ(printed(out.outputs[1].value), "attr('azurerm_a.a', 'identity', 0, 'principal_id')");
  EXPECT_EQ(printed(out.outputs[2].value), "'SystemAssigned'");
  EXPECT_EQ(codes(out), "");
}

// ---- deployments in deployments -------------------------------------------------------------------------

TEST(Expand, NestedDeploymentsOfBothScopes) {
  MemoryProject project;
  project.add("main.json", R"({
"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0",
"parameters": {"name": {"type": "string", "defaultValue": "outside"}},
"resources": [
 {"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "outer", "resourceGroup": "rg2", "properties": {"mode": "Incremental",
  "template": {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0",
   "resources": [{"type": "A.B/c", "apiVersion": "1", "name": "[parameters('name')]"}]}}},
 {"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "inner", "properties": {"mode": "Incremental",
  "expressionEvaluationOptions": {"scope": "inner"}, "parameters": {"name": {"value": "inside"}},
  "template": {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0",
   "parameters": {"name": {"type": "string"}},
   "resources": [{"type": "A.B/d", "apiVersion": "1", "name": "[parameters('name')]"}],
   "outputs": {"o": {"type": "string", "value": "[parameters('name')]"}}}}}],
"outputs": {"o": {"type": "string", "value": "[reference('inner').outputs.o.value]"}}})");
  const Deployment out = project.expand("main.json");
  ASSERT_EQ(out.resources.size(), 2u);
  EXPECT_EQ(printed(out.resources[0]->id), "concat('/subscriptions/', subscription().subscriptionid, '/resourceGroups/rg2/providers/A.B/c/outside')");
  EXPECT_EQ(printed(out.resources[1]->name), "'inside'");
  EXPECT_EQ(out.resources[1]->module->path, "inner");
  EXPECT_EQ(printed(out.outputs[0].value), "'inside'");
  EXPECT_EQ(codes(out), "");
}

TEST(Expand, ModuleScopesMoveIds) {
  MemoryProject project;
  project.add("main.bicep", R"(
targetScope = 'subscription'
resource rg 'Microsoft.Resources/resourceGroups@2022-09-01' = { name: 'made', location: 'x' }
module inside 'm.bicep' = { name: 'inside', scope: rg }
module beside 'm.bicep' = { name: 'beside', scope: resourceGroup('0000', 'other') }
)");
  project.add("m.bicep", R"(
resource sa 'Microsoft.Storage/storageAccounts@2023-01-01' = { name: 'sa' }
resource lock 'Microsoft.Authorization/locks@2020-05-01' = { name: 'l', scope: sa }
)");
  const Deployment out = project.expand("main.bicep");
  ASSERT_EQ(out.resources.size(), 5u);
  EXPECT_EQ(printed(out.resources[0]->id), "concat('/subscriptions/', subscription().subscriptionid, '/resourceGroups/made')");
  EXPECT_EQ(printed(out.resources[1]->id),
            "concat('/subscriptions/', subscription().subscriptionid, '/resourceGroups/made/providers/Microsoft.Storage/storageAccounts/sa')");
  const std::string sa = "/subscriptions/0000/resourceGroups/other/providers/Microsoft.Storage/storageAccounts/sa";
  EXPECT_EQ(printed(out.resources[4]->scope), "'" + sa + "'");
  EXPECT_EQ(printed(out.resources[4]->id), "'" + sa + "/providers/Microsoft.Authorization/locks/l'");
}

TEST(Expand, UnresolvedAndOpaqueModulesGiveOutputTerms) {
  MemoryProject project;
  project.add("main.bicep", R"(
module far 'br/public:a:1' = { name: 'far', params: { x: 1 } }
module near 'near.bicep' = { name: 'near' }
output a string = far.outputs.v
output b string = near.outputs.v
)");
  project.add("near.bicep", "resource r 'A.B/c@1' = { name: 'n' }\noutput v string = 'known'\n");
  const Deployment out = project.expand("main.bicep", {}, {"near"});
  EXPECT_TRUE(out.resources.empty());
  ASSERT_EQ(out.unresolved.size(), 2u);
  EXPECT_EQ(out.unresolved[0].path, "far");
  EXPECT_EQ(printed(out.unresolved[0].arguments), "{'x': 1}");
  EXPECT_EQ(printed(out.outputs[0].value), "output('far', 'v')");
  EXPECT_EQ(printed(out.outputs[1].value), "output('near', 'v')");
}

TEST(Expand, ImportsAndUserFunctions) {
  MemoryProject project;
  project.add("main.bicep", R"(
import { prefix, named as call } from 'shared.bicep'
import * as all from 'shared.bicep'
output a string = call('x')
output b string = all.named(prefix)
output c string = all.prefix
)");
  project.add("shared.bicep", R"(
@export()
var prefix = 'p-'
@export()
func named(s string) string => '${prefix}${s}'
)");
  const Deployment out = project.expand("main.bicep");
  EXPECT_EQ(printed(out.outputs[0].value), "'p-x'");
  EXPECT_EQ(printed(out.outputs[1].value), "'p-p-'");
  EXPECT_EQ(printed(out.outputs[2].value), "'p-'");
}

// ---- trouble --------------------------------------------------------------------------------------------

TEST(Expand, CyclesAreToldAndEnd) {
  MemoryProject project;
  project.add("main.bicep", "var a = b\nvar b = a\nresource r 'A.B/c@1' = { name: 'x', tags: { t: a } }\nmodule m 'main.bicep' = { name: 'm' }\n");
  const Deployment out = project.expand("main.bicep");
  EXPECT_EQ(codes(out),
            "cycle: variable 'a' depends on itself\n"
            "evaluation-error: variable 'a' depends on itself\n"
            "cycle: module 'main.bicep' uses itself\n");
  EXPECT_EQ(printed(out.resources[0]->body), "{'tags': {'t': error('variable ''a'' depends on itself')}}");
}

TEST(Expand, AnErrorIsToldOnceWhereItStands) {
  MemoryProject project;
  project.add("main.bicep", R"(
var list = ['a']
var wrong = list[3]
resource r 'A.B/c@1' = { name: 'x', tags: { a: wrong, b: wrong } }
resource s 'A.B/c@1' = { name: 'y', tags: { a: wrong } }
var unused = list[4]
)");
  const Deployment out = project.expand("main.bicep");
  EXPECT_EQ(codes(out), "evaluation-error: index 3 is outside of the list\n");
  EXPECT_EQ(project.sources.text(out.diagnostics.items()[0].span), "list[3]");
}

TEST(Expand, LimitsEndWhatIsTooLarge) {
  MemoryProject project;
  std::string doubling = "var v0 = ['x', 'x']\n";
  for (int i = 1; i < 60; ++i) {
    const std::string before = "v" + std::to_string(i - 1);
    doubling += "var v" + std::to_string(i) + " = [" + before + ", " + before + "]\n";
  }
  project.add("main.bicep", doubling + "resource r 'A.B/c@1' = { name: 'x', tags: { t: v59 } }\n");
  project.add("loop.bicep", "resource r 'A.B/c@1' = [for i in range(0, 10000): { name: 'x${i}', tags: { t: [for j in range(0, 10000): j] } }]\n");
  project.add("deep.bicep", "func f(n int) int => f(n + 1)\nresource r 'A.B/c@1' = { name: 'x', tags: { t: f(0) } }\n");
  for (const char* file : {"main.bicep", "deep.bicep"}) {
    const Deployment out = project.expand(file);
    EXPECT_EQ(codes(out).substr(0, 6), "limit:") << file;
    ASSERT_EQ(out.resources.size(), 1u) << file;
    EXPECT_TRUE(has_symbol(out.resources[0]->body)) << file;
  }
  RootInput root;
  root.declarations = project.file("loop.bicep").declarations;
  Limits small;
  small.steps = 1'000'000;
  const Deployment out = expand(root, project, small);
  EXPECT_EQ(codes(out).substr(0, 6), "limit:");
}

TEST(Expand, FewLinesCannotMakeWorkWithoutEnd) {
  const auto doubling = [](std::string text, const std::string& use) {
    for (int i = 1; i < 60; ++i) {
      const std::string before = "v" + std::to_string(i - 1);
      text += "var v" + std::to_string(i) + " = [" + before + ", " + before + "]\n";
    }
    return "var v0 = ['x', 'x']\n" + text + "resource r 'A.B/c@1' = { name: 'x', tags: { t: " + use + " } }\n";
  };
  MemoryProject project;
  project.add("call.bicep", doubling("", "length(v59)"));
  project.add("equal.bicep", doubling("", "v59 == [v58, v58]"));
  project.add("choice.bicep", doubling("param f bool\n", "f ? v59 : [v58, v58]"));
  project.add("reduce.bicep", "resource r 'A.B/c@1' = { name: 'x', tags: { t: reduce(range(0, 5000), [], (a, b) => [a]) } }\n");
  for (const char* file : {"call.bicep", "equal.bicep", "choice.bicep", "reduce.bicep"}) {
    EXPECT_EQ(codes(project.expand(file)).substr(0, 6), "limit:") << file;
  }
}

TEST(Expand, ModulesThatMultiplyEnd) {
  MemoryProject project;
  for (int i = 0; i < 36; ++i) {
    const std::string next = std::to_string(i + 1);
    project.add("m" + std::to_string(i) + ".bicep", "module a 'm" + next + ".bicep' = { name: 'a' }\nmodule b 'm" + next + ".bicep' = { name: 'b' }\n");
  }
  project.add("m36.bicep", "resource r 'A.B/c@1' = { name: 'x' }\n");
  RootInput root;
  root.declarations = project.file("m0.bicep").declarations;
  Limits small;
  small.modules = 1000;
  const Deployment out = expand(root, project, small);
  EXPECT_LE(out.modules.size(), 1000u);
  EXPECT_EQ(codes(out).substr(0, 6), "limit:");
}

TEST(Expand, WhatAnAbsentExistingResourceSaysIsNoTrouble) {
  MemoryProject project;
  project.add("main.json", R"({
"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "languageVersion": "2.0",
"parameters": {"key": {"type": "string", "nullable": true}},
"resources": {
  "vault": {"condition": "[not(empty(parameters('key')))]", "existing": true, "type": "Microsoft.KeyVault/vaults", "apiVersion": "1",
    "resourceGroup": "[split(parameters('key'), '/')[4]]", "name": "[last(split(parameters('key'), '/'))]"},
  "user": {"type": "A.B/c", "apiVersion": "1", "name": "x", "dependsOn": ["vault"]}}})");
  const Deployment out = project.expand("main.json");
  ASSERT_EQ(out.resources.size(), 1u);
  EXPECT_EQ(out.resources[0]->type, "A.B/c");
  EXPECT_TRUE(out.resources[0]->depends_on.empty());
  EXPECT_EQ(codes(out), "");
}

TEST(Expand, AModuleThatIsNotToBeHadIsListedThoughNothingOfItIsDeployed) {
  MemoryProject project;
  project.add("main.bicep", R"(
module never 'br/public:a:1' = if (false) { name: 'never', params: { x: 1 } }
module none 'br/public:b:1' = [for x in []: { name: 'none' }]
module gone 'gone.bicep' = if (false) { name: 'gone' }
module known 'known.bicep' = if (false) { name: 'known' }
)");
  project.add("known.bicep", "param x string\n");
  const Deployment out = project.expand("main.bicep");
  std::string listed;
  for (const UnresolvedModule& each : out.unresolved) listed += std::string(each.path) + (each.arguments.is_null() ? " undeployed; " : "; ");
  EXPECT_EQ(listed, "never undeployed; none undeployed; ");
  EXPECT_EQ(codes(out), "");
}

TEST(Expand, LongChainsOfGeneratorsAreEvaluated) {
  std::string sum = "1", choice, either = "options.?x", path = "options";
  for (int i = 1; i < 2000; ++i) {
    sum += " + 1";
    choice += "name == 'a" + std::to_string(i) + "' ? " + std::to_string(i) + " : ";
    either += " ?? null";
    path += ".a";
  }
  MemoryProject project;
  project.add("main.bicep", "param options object\nparam name string = 'a1999'\noutput sum int = " + sum + "\noutput choice int = " + choice +
                                "0\noutput either string = " + either + " ?? 'z'\noutput path string = " + path + "\n");
  const Deployment out = project.expand("main.bicep");
  ASSERT_EQ(out.outputs.size(), 4u);
  EXPECT_EQ(printed(out.outputs[0].value), "2000");
  EXPECT_EQ(printed(out.outputs[1].value), "1999");
  EXPECT_EQ(printed(out.outputs[2].value), "coalesce(get(param('options'), 'x'), 'z')");
  EXPECT_TRUE(printed(out.outputs[3].value).starts_with("get(param('options'), 'a', 'a'")) << printed(out.outputs[3].value).substr(0, 80);
  EXPECT_EQ(codes(out), "");
}

TEST(Expand, AVariableOfTerraformWithoutAValueSaysSo) {
  MemoryProject project;
  project.add("main.tf", "variable \"a\" {}\nresource \"t\" \"r\" { name = var.a }\n");
  const Deployment out = project.expand("main.tf");
  ASSERT_TRUE(out.resources[0]->name.is_symbol());
  EXPECT_EQ(out.resources[0]->name.symbol->reason, SymbolReason::Variable);
}

TEST(Expand, AFunctionThatNobodyKnowsIsATermAndToldOnce) {
  MemoryProject project;
  project.add("main.bicep", "resource r 'A.B/c@1' = { name: 'x', tags: { a: fancy('y'), b: Fancy('z') } }\n");
  const Deployment out = project.expand("main.bicep");
  EXPECT_EQ(printed(out.resources[0]->body), "{'tags': {'a': fancy('y'), 'b': fancy('z')}}");
}

}  // namespace
}  // namespace ringfence
