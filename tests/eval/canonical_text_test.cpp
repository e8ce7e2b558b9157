// The canonical text of a symbol (docs/design, section 8): each row is one value, spelled in Bicep and as
// the compiler writes it in JSON; both must print the same.

#include <gtest/gtest.h>

#include <string>

#include "tests/support/memory_project.h"

namespace ringfence {
namespace {

using test::MemoryProject;

struct Row {
  const char* title;
  const char* bicep;
  const char* arm;
  const char* text;
};

constexpr const char* kBicep = R"(
param name string
param flag bool
param size int
param options object
param list array
@secure()
param password string
var greeting = 'hello'
func join2(a string, b string) string => '${a}-${b}'
resource sa 'Microsoft.Storage/storageAccounts@2023-01-01' = { name: name }
resource vnet 'Microsoft.Network/virtualNetworks@2023-01-01' = {
  name: 'vnet'
  resource subnet 'subnets' = { name: 'main' }
}
resource vault 'Microsoft.KeyVault/vaults@2023-01-01' existing = { name: 'kv', scope: resourceGroup('other') }
module inner 'inner.bicep' = { name: 'inner', params: { text: name } }
module far 'br/public:far:1.0' = { name: 'far' }
module farAll 'br/public:far:1.0' = [for i in range(0, 2): { name: 'far${i}' }]
module chosen 'inner.bicep' = { name: 'chosen', params: flag ? { text: name } : { text: 'b' } }
module sealed 'sealed.bicep' = { name: 'sealed' }
resource each 'A.B/c@1' = [for item in list: { name: item.name }]
resource numbered 'A.B/d@1' = [for i in range(0, size): { name: 'n${i}' }]
resource known 'A.B/e@1' = [for i in range(0, 2): { name: 'k${i}' }]
resource nested 'Microsoft.Resources/deployments@2022-09-01' = { name: 'nested', properties: { mode: 'Incremental' } }
resource lock 'Microsoft.Authorization/locks@2020-05-01' = { name: 'l', scope: sa }
output x any = )";

constexpr const char* kArmHead = R"({
"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "languageVersion": "2.0",
"parameters": {"name": {"type": "string"}, "flag": {"type": "bool"}, "size": {"type": "int"}, "options": {"type": "object"},
  "list": {"type": "array"}, "password": {"type": "securestring"}},
"variables": {"greeting": "hello"},
"functions": [{"namespace": "__bicep", "members": {"join2": {
  "parameters": [{"name": "a", "type": "string"}, {"name": "b", "type": "string"}],
  "output": {"type": "string", "value": "[format('{0}-{1}', parameters('a'), parameters('b'))]"}}}}],
"resources": {
  "sa": {"type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01", "name": "[parameters('name')]"},
  "vnet": {"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2023-01-01", "name": "vnet"},
  "vnet::subnet": {"type": "Microsoft.Network/virtualNetworks/subnets", "apiVersion": "2023-01-01", "name": "[format('{0}/{1}', 'vnet', 'main')]"},
  "vault": {"existing": true, "type": "Microsoft.KeyVault/vaults", "apiVersion": "2023-01-01", "resourceGroup": "other", "name": "kv"},
  "inner": {"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "inner", "properties": {
    "expressionEvaluationOptions": {"scope": "inner"}, "mode": "Incremental", "parameters": {"text": {"value": "[parameters('name')]"}},
    "template": {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0",
      "parameters": {"text": {"type": "string"}}, "resources": [],
      "outputs": {"shout": {"type": "string", "value": "[format('{0}!', parameters('text'))]"}}}}},
  "far": {"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "far", "properties": {
    "mode": "Incremental", "templateLink": {"uri": "https://example.com/far.json"}}},
  "farAll": {"copy": {"name": "farAll", "count": "[length(range(0, 2))]"}, "type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01",
    "name": "[format('far{0}', range(0, 2)[copyIndex()])]", "properties": {"mode": "Incremental", "templateLink": {"uri": "https://example.com/far.json"}}},
  "chosen": {"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "chosen", "properties": {
    "expressionEvaluationOptions": {"scope": "inner"}, "mode": "Incremental",
    "parameters": {"text": "[if(parameters('flag'), createObject('value', parameters('name')), createObject('value', 'b'))]"},
    "template": {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0",
      "parameters": {"text": {"type": "string"}}, "resources": [],
      "outputs": {"shout": {"type": "string", "value": "[format('{0}!', parameters('text'))]"}, "same": {"type": "string", "value": "[parameters('text')]"}}}}},
  "sealed": {"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "sealed", "properties": {
    "expressionEvaluationOptions": {"scope": "inner"}, "mode": "Incremental",
    "template": {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "languageVersion": "2.0", "contentVersion": "1.0.0.0",
      "resources": {"s": {"existing": true, "type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01", "name": "s"}},
      "outputs": {"key": {"type": "securestring", "value": "[listKeys('s', '2023-01-01').keys[0].value]"}}}}},
  "each": {"copy": {"name": "each", "count": "[length(parameters('list'))]"}, "type": "A.B/c", "apiVersion": "1", "name": "[parameters('list')[copyIndex()].name]"},
  "numbered": {"copy": {"name": "numbered", "count": "[length(range(0, parameters('size')))]"}, "type": "A.B/d", "apiVersion": "1",
    "name": "[format('n{0}', range(0, parameters('size'))[copyIndex()])]"},
  "known": {"copy": {"name": "known", "count": "[length(range(0, 2))]"}, "type": "A.B/e", "apiVersion": "1", "name": "[format('k{0}', range(0, 2)[copyIndex()])]"},
  "nested": {"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "nested", "properties": {"mode": "Incremental",
    "template": {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0", "resources": []}}},
  "lock": {"type": "Microsoft.Authorization/locks", "apiVersion": "2020-05-01", "scope": "[resourceId('Microsoft.Storage/storageAccounts', parameters('name'))]", "name": "l"}
},
"outputs": {"x": {"type": "object", "value": ")";

const Row kRows[] = {
    {"a parameter", "name", "[parameters('name')]", "param('name')"},
    {"a variable is its value", "greeting", "[variables('greeting')]", "'hello'"},
    {"a user function is its body", "join2(name, greeting)", "[__bicep.join2(parameters('name'), variables('greeting'))]",
     "concat(param('name'), '-hello')"},
    {"interpolation, format and concat are one", "'a${name}b${greeting}'", "[format('a{0}b{1}', parameters('name'), variables('greeting'))]",
     "concat('a', param('name'), 'bhello')"},
    {"nested concats flatten", "concat('a', '${name}-${name}')", "[concat('a', format('{0}-{1}', parameters('name'), parameters('name')))]",
     "concat('a', param('name'), '-', param('name'))"},
    {"a lone string hole is itself", "'${name}'", "[format('{0}', parameters('name'))]", "param('name')"},
    {"a lone hole that is no string is not", "'${size}'", "[format('{0}', parameters('size'))]", "concat(param('size'))"},
    {"function names are lower case", "toUpper(name)", "[toUpper(parameters('name'))]", "toupper(param('name'))"},
    {"id of a resource", "sa.id", "[resourceId('Microsoft.Storage/storageAccounts', parameters('name'))]",
     "concat('/subscriptions/', subscription().subscriptionid, '/resourceGroups/', resourcegroup().name, "
     "'/providers/Microsoft.Storage/storageAccounts/', param('name'))"},
    {"id of a child", "vnet::subnet.id", "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'vnet', 'main')]",
     "concat('/subscriptions/', subscription().subscriptionid, '/resourceGroups/', resourcegroup().name, "
     "'/providers/Microsoft.Network/virtualNetworks/vnet/subnets/main')"},
    {"id in another group", "vault.id",
     "[extensionResourceId(format('/subscriptions/{0}/resourceGroups/{1}', subscription().subscriptionId, 'other'), "
     "'Microsoft.KeyVault/vaults', 'kv')]",
     "concat('/subscriptions/', subscription().subscriptionid, '/resourceGroups/other/providers/Microsoft.KeyVault/vaults/kv')"},
    {"names hold no slash", "last(split(sa.id, '/'))", "[last(split(resourceId('Microsoft.Storage/storageAccounts', parameters('name')), '/'))]",
     "param('name')"},
    {"a property of a resource", "sa.properties.primaryEndpoints.blob", "[reference('sa').primaryEndpoints.blob]",
     "attr(concat('/subscriptions/', subscription().subscriptionid, '/resourceGroups/', resourcegroup().name, "
     "'/providers/Microsoft.Storage/storageAccounts/', param('name')), 'properties', 'primaryEndpoints', 'blob')"},
    {"a property beside properties", "sa.identity.principalId", "[reference('sa', '2023-01-01', 'full').identity.principalId]",
     "attr(concat('/subscriptions/', subscription().subscriptionid, '/resourceGroups/', resourcegroup().name, "
     "'/providers/Microsoft.Storage/storageAccounts/', param('name')), 'identity', 'principalId')"},
    {"keys", "sa.listKeys().keys[0].value", "[listKeys('sa', '2023-01-01').keys[0].value]",
     "get(listkeys(concat('/subscriptions/', subscription().subscriptionid, '/resourceGroups/', resourcegroup().name, "
     "'/providers/Microsoft.Storage/storageAccounts/', param('name'))), 'keys', 0, 'value')"},
    {"output of a module", "inner.outputs.shout", "[reference('inner').outputs.shout.value]", "concat(param('name'), '!')"},
    {"output of a module that is not to be had", "far.outputs.a.b", "[reference('far').outputs.a.value.b]", "get(output('far', 'a'), 'b')"},
    {"member access", "options.a.b", "[parameters('options').a.b]", "get(param('options'), 'a', 'b')"},
    {"safe access", "options.?a.b", "[tryGet(parameters('options'), 'a', 'b')]", "get(param('options'), 'a', 'b')"},
    {"index access", "options['a'][0]", "[parameters('options')['a'][0]]", "get(param('options'), 'a', 0)"},
    {"not equal", "name != 'a'", "[not(equals(parameters('name'), 'a'))]", "not(equals(param('name'), 'a'))"},
    {"equal without case", "name =~ 'A'", "[equals(toLower(parameters('name')), toLower('A'))]", "equals(tolower(param('name')), 'a')"},
    {"logic is flattened", "flag && (name == 'a' && size > 1)",
     "[and(parameters('flag'), and(equals(parameters('name'), 'a'), greater(parameters('size'), 1)))]",
     "and(param('flag'), equals(param('name'), 'a'), greater(param('size'), 1))"},
    {"coalesce is flattened", "options.?a ?? options.?b ?? 'c'",
     "[coalesce(tryGet(parameters('options'), 'a'), tryGet(parameters('options'), 'b'), 'c')]",
     "coalesce(get(param('options'), 'a'), get(param('options'), 'b'), 'c')"},
    {"a condition", "flag ? 'a' : name", "[if(parameters('flag'), 'a', parameters('name'))]", "if(param('flag'), 'a', param('name'))"},
    {"equal branches are no condition", "flag ? 'a' : 'a'", "[if(parameters('flag'), 'a', 'a')]", "'a'"},
    {"a question inside of its own answer", "flag ? (flag ? name : 'a') : (flag ? 'b' : 'c')",
     "[if(parameters('flag'), if(parameters('flag'), parameters('name'), 'a'), if(parameters('flag'), 'b', 'c'))]", "if(param('flag'), param('name'), 'c')"},
    {"a member of a condition", "(flag ? { a: 1 } : { a: name }).a",
     "[if(parameters('flag'), createObject('a', 1), createObject('a', parameters('name'))).a]", "if(param('flag'), 1, param('name'))"},
    {"negation", "!flag", "[not(parameters('flag'))]", "not(param('flag'))"},
    {"comparison with true", "flag == true", "[equals(parameters('flag'), true())]", "param('flag')"},
    {"spread", "{ a: 1, ...options, b: 2 }",
     "[shallowMerge(createArray(createObject('a', 1), parameters('options'), createObject('b', 2)))]",
     "shallowmerge({'a': 1}, param('options'), {'b': 2})"},
    {"a known member beside a spread", "{ a: 1, ...options, b: 2 }.b",
     "[shallowMerge(createArray(createObject('a', 1), parameters('options'), createObject('b', 2))).b]", "2"},
    {"a member under a spread", "{ a: 1, ...options, b: 2 }.c",
     "[shallowMerge(createArray(createObject('a', 1), parameters('options'), createObject('b', 2))).c]",
     "get(shallowmerge({'a': 1}, param('options')), 'c')"},
    {"sorted keys in terms", "string({ b: name, a: 1 })", "[string(createObject('b', parameters('name'), 'a', 1))]",
     "string({'a': 1, 'b': param('name')})"},
    {"secrets print by their name", "password", "[parameters('password')]", "param('password')"},
    {"arithmetic", "size * 2 + 1", "[add(mul(parameters('size'), 2), 1)]", "add(mul(param('size'), 2), 1)"},
    {"a loop over a known list is gone", "map(range(0, 2), i => '${name}${i}')[1]",
     "[map(range(0, 2), lambda('i', format('{0}{1}', parameters('name'), lambdaVariables('i'))))[1]]", "concat(param('name'), '1')"},
    {"id of an extension resource", "lock.id",
     "[extensionResourceId(resourceId('Microsoft.Storage/storageAccounts', parameters('name')), 'Microsoft.Authorization/locks', 'l')]",
     "concat('/subscriptions/', subscription().subscriptionid, '/resourceGroups/', resourcegroup().name, "
     "'/providers/Microsoft.Storage/storageAccounts/', param('name'), '/providers/Microsoft.Authorization/locks/l')"},
    {"id written by hand", "'${resourceGroup().id}/providers/Microsoft.Storage/storageAccounts/${name}'",
     "[format('{0}/providers/Microsoft.Storage/storageAccounts/{1}', resourceGroup().id, parameters('name'))]",
     "concat('/subscriptions/', subscription().subscriptionid, '/resourceGroups/', resourcegroup().name, "
     "'/providers/Microsoft.Storage/storageAccounts/', param('name'))"},
    {"id at the subscription", "subscriptionResourceId('Microsoft.Authorization/roleDefinitions', name)",
     "[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', parameters('name'))]",
     "concat('/subscriptions/', subscription().subscriptionid, '/providers/Microsoft.Authorization/roleDefinitions/', param('name'))"},
    {"id at the tenant", "tenantResourceId('Microsoft.Authorization/roleDefinitions', name)",
     "[tenantResourceId('Microsoft.Authorization/roleDefinitions', parameters('name'))]",
     "concat('/providers/Microsoft.Authorization/roleDefinitions/', param('name'))"},
    {"split sees through an id", "split(sa.id, '/')[4]", "[split(resourceId('Microsoft.Storage/storageAccounts', parameters('name')), '/')[4]]",
     "resourcegroup().name"},
    {"reference by an id", "reference(sa.id, '2023-01-01').a", "[reference(resourceId('Microsoft.Storage/storageAccounts', parameters('name')), '2023-01-01').a]",
     "attr(concat('/subscriptions/', subscription().subscriptionid, '/resourceGroups/', resourcegroup().name, "
     "'/providers/Microsoft.Storage/storageAccounts/', param('name')), 'properties', 'a')"},
    {"the api version is no part of it", "reference(sa.id, '2021-01-01', 'Full').properties.a",
     "[reference('sa', '2023-01-01', 'full').properties.a]",
     "attr(concat('/subscriptions/', subscription().subscriptionid, '/resourceGroups/', resourcegroup().name, "
     "'/providers/Microsoft.Storage/storageAccounts/', param('name')), 'properties', 'a')"},
    {"an argument that is chosen", "chosen.outputs.same", "[reference('chosen').outputs.same.value]", "if(param('flag'), param('name'), 'b')"},
    {"a secure output of a module", "sealed.outputs.key", "[listOutputsWithSecureValues('sealed', '2022-09-01').key]",
     "get(listkeys(concat('/subscriptions/', subscription().subscriptionid, '/resourceGroups/', resourcegroup().name, "
     "'/providers/Microsoft.Storage/storageAccounts/s')), 'keys', 0, 'value')"},
    {"output of one of several modules that are not to be had", "farAll[1].outputs.a", "[reference(format('farAll[{0}]', 1)).outputs.a.value]", "output('farAll[1]', 'a')"},
    {"an item of an unknown loop by a known index", "each[0].id", "[resourceInfo('each[0]').id]",
     "concat('/subscriptions/', subscription().subscriptionid, '/resourceGroups/', resourcegroup().name, '/providers/A.B/c/', get(param('list'), 0, 'name'))"},
    {"an item of a counted loop by a known index", "numbered[3].name", "[format('n{0}', range(0, parameters('size'))[3])]", "concat('n', get(range(0, param('size')), 3))"},
    {"a loop over an unknown list", "[for item in list: item.a]", "[map(parameters('list'), lambda('item', lambdaVariables('item').a))]",
     "map(param('list'), get(each(param('list')), 'a'))"},
    {"safe index", "list[?0].?a", "[tryGet(parameters('list'), 0, 'a')]", "get(param('list'), 0, 'a')"},
    {"any and parentheses print nothing", "any((options)!.a)", "[parameters('options').a]", "get(param('options'), 'a')"},
    {"not equal without case", "name !~ 'A'", "[not(equals(toLower(parameters('name')), toLower('A')))]", "not(equals(tolower(param('name')), 'a'))"},
    {"alternatives are flattened", "flag || (name == 'a' || size > 1)",
     "[or(parameters('flag'), or(equals(parameters('name'), 'a'), greater(parameters('size'), 1)))]",
     "or(param('flag'), equals(param('name'), 'a'), greater(param('size'), 1))"},
    {"neighbouring literals merge", "concat('a', 'b', name, 'c', 'd')", "[concat('a', concat('b', parameters('name')), 'c', 'd')]", "concat('ab', param('name'), 'cd')"},
    {"a property of a deployment that is no output", "nested.properties.mode", "[reference('nested').mode]",
     "attr(concat('/subscriptions/', subscription().subscriptionid, '/resourceGroups/', resourcegroup().name, "
     "'/providers/Microsoft.Resources/deployments/nested'), 'properties', 'mode')"},
    {"type of one of several resources", "known[5].type", "[string('A.B/e')]", "'A.B/e'"},
    {"api version of one of several resources", "each[0].apiVersion", "[string('1')]", "'1'"},
    {"a resource that the loop does not have", "known[-1].properties.a", "[reference(format('known[{0}]', -1)).a]", "error('index -1 is outside of the list')"},
    {"a module that the loop does not have", "farAll[2].outputs.a", "[reference(format('farAll[{0}]', 2)).outputs.a.value]",
     "error('index 2 is outside of the list')"},
    {"another scope has no members", "{ s: resourceGroup('other'), t: subscription('x') }", "[createObject('s', createObject(), 't', createObject())]",
     "{'s': {}, 't': {}}"},
    {"a loop over a loop is one", "map(map(list, i => i.a), i => i.b)",
     "[map(map(parameters('list'), lambda('i', lambdaVariables('i').a)), lambda('i', lambdaVariables('i').b))]",
     "map(param('list'), get(each(param('list')), 'a', 'b'))"},
    {"quotes are doubled", "'it\\'s ${name}'", "[format('it''s {0}', parameters('name'))]", "concat('it''s ', param('name'))"},
};

std::string printed(const Deployment& deployment) {
  return deployment.outputs.empty() ? "(none)" : canonical_text(deployment.outputs[0].value);
}

TEST(CanonicalText, IsTheSameForBicepAndTheJsonCompiledFromIt) {
  for (const Row& row : kRows) {
    MemoryProject project;
    project.add("main.bicep", std::string(kBicep) + row.bicep + "\n");
    project.add("inner.bicep", "param text string\noutput shout string = '${text}!'\noutput same string = text\n");
    project.add("sealed.bicep", "resource s 'Microsoft.Storage/storageAccounts@2023-01-01' existing = { name: 's' }\n@secure()\noutput key string = s.listKeys().keys[0].value\n");
    project.add("main.json", std::string(kArmHead) + row.arm + "\"}}}");
    EXPECT_EQ(printed(project.expand("main.bicep")), row.text) << row.title;
    EXPECT_EQ(printed(project.expand("main.json")), row.text) << row.title;
  }
}

TEST(CanonicalText, SecretsOfAVaultNameTheVault) {
  MemoryProject project;
  project.add("main.bicep", R"(
resource vault 'Microsoft.KeyVault/vaults@2023-01-01' existing = { name: 'kv', scope: resourceGroup('other') }
module m 'm.bicep' = { name: 'm', params: { password: vault.getSecret('s') } }
)");
  project.add("m.bicep", "@secure()\nparam password string\nresource r 'A.B/c@1' = { name: 'r', tags: { p: password } }\n");
  project.add("main.json", R"({
"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0",
"resources": [{"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "m", "properties": {
  "expressionEvaluationOptions": {"scope": "inner"}, "mode": "Incremental", "parameters": {"password": {"reference": {"keyVault":
    {"id": "[extensionResourceId(format('/subscriptions/{0}/resourceGroups/{1}', subscription().subscriptionId, 'other'), 'Microsoft.KeyVault/vaults', 'kv')]"}, "secretName": "s"}}},
  "template": {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0",
    "parameters": {"password": {"type": "securestring"}}, "resources": [{"type": "A.B/c", "apiVersion": "1", "name": "r", "tags": {"p": "[parameters('password')]"}}]}}}]})");
  for (const char* file : {"main.bicep", "main.json"}) {
    const Deployment out = project.expand(file);
    const ResourceInstance* made = nullptr;
    for (const ResourceInstance* each : out.resources) {
      if (!each->existing) made = each;
    }
    ASSERT_NE(made, nullptr) << file;
    EXPECT_EQ(canonical_text(made->body),
              "{'tags': {'p': secret(concat('/subscriptions/', subscription().subscriptionid, '/resourceGroups/other/providers/Microsoft.KeyVault/vaults/kv'), 's')}}")
        << file;
  }
}

TEST(CanonicalText, LoopOverAMistakeIsThatMistake) {
  MemoryProject project;
  project.add("main.bicep", "var o = {}\nresource r 'A.B/c@1' = [for x in o.list: { name: x.name }]\n");
  project.add("main.json", R"({
"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0", "variables": {"o": {}},
"resources": [{"copy": {"name": "r", "count": "[length(variables('o').list)]"}, "type": "A.B/c", "apiVersion": "1", "name": "[variables('o').list[copyIndex()].name]"}]})");
  for (const char* file : {"main.bicep", "main.json"}) {
    const Deployment out = project.expand(file);
    ASSERT_EQ(out.resources.size(), 1u) << file;
    EXPECT_EQ(canonical_text(out.resources[0]->name), "error('there is no property ''list''')") << file;
  }
}

TEST(CanonicalText, LoopOverAnUnknownListHasOneInstance) {
  MemoryProject project;
  project.add("main.bicep", R"(
param items array
resource sa 'Microsoft.Storage/storageAccounts@2023-01-01' = [for (item, i) in items: {
  name: '${item.name}${i}'
  tags: { all: [for t in items: t.tag] }
}])");
  project.add("main.json", R"({
"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0",
"parameters": {"items": {"type": "array"}},
"resources": [{"copy": {"name": "sa", "count": "[length(parameters('items'))]"}, "type": "Microsoft.Storage/storageAccounts",
 "apiVersion": "2023-01-01", "name": "[format('{0}{1}', parameters('items')[copyIndex()].name, copyIndex())]",
 "tags": {"copy": [{"name": "all", "count": "[length(parameters('items'))]", "input": "[parameters('items')[copyIndex('all')].tag]"}]}}]})");
  for (const char* file : {"main.bicep", "main.json"}) {
    const Deployment out = project.expand(file);
    ASSERT_EQ(out.resources.size(), 1u) << file;
    EXPECT_EQ(canonical_text(out.resources[0]->name), "concat(get(each(param('items')), 'name'), index(param('items')))") << file;
    EXPECT_EQ(canonical_text(out.resources[0]->body), "{'tags': {'all': map(param('items'), get(each(param('items')), 'tag'))}}") << file;
    EXPECT_TRUE(out.resources[0]->conditional) << file;
    EXPECT_EQ(canonical_text(out.resources[0]->loop_key), "index(param('items'))") << file;
  }
}

}  // namespace
}  // namespace ringfence
