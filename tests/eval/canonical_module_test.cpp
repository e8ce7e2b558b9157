// What passes between a template and its modules, in Bicep and in the JSON that the compiler makes of it: arguments by
// repetition, names of deployments, modules that are kept closed.

#include <gtest/gtest.h>

#include <string>

#include "tests/support/memory_project.h"

namespace ringfence {
namespace {

using test::MemoryProject;

constexpr const char* kSchema = R"("$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0",)";

std::string output(const Deployment& deployment) {
  return deployment.outputs.empty() ? "(none)" : canonical_text(deployment.outputs[0].value);
}

TEST(CanonicalModule, AnArgumentMayBeMadeByRepetition) {
  MemoryProject project;
  project.add("main.bicep", R"(
param rules array
module m 'm.bicep' = { name: 'm', params: { rules: [for (rule, i) in rules: { id: rule.id, place: i }] } }
output x array = m.outputs.all
)");
  project.add("m.bicep", "param rules array\noutput all array = [for rule in rules: rule.id]\n");
  project.add("main.json", std::string("{") + kSchema + R"("languageVersion": "2.0", "parameters": {"rules": {"type": "array"}},
"resources": {"m": {"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "m", "properties": {
  "expressionEvaluationOptions": {"scope": "inner"}, "mode": "Incremental", "parameters": {"rules": {"copy": [{"name": "value",
    "count": "[length(parameters('rules'))]", "input": {"id": "[parameters('rules')[copyIndex('value')].id]", "place": "[copyIndex('value')]"}}]}},
  "template": {)" + kSchema + R"("parameters": {"rules": {"type": "array"}}, "resources": [],
    "outputs": {"all": {"type": "array", "copy": {"count": "[length(parameters('rules'))]", "input": "[parameters('rules')[copyIndex()].id]"}}}}}}},
"outputs": {"x": {"type": "array", "value": "[reference('m').outputs.all.value]"}}})");
  for (const char* file : {"main.bicep", "main.json"}) {
    EXPECT_EQ(output(project.expand(file)), "map(param('rules'), get(each(param('rules')), 'id'))") << file;
  }
}

TEST(CanonicalModule, TheDeploymentInsideOfAModuleIsItsOwn) {
  MemoryProject project;
  project.add("main.bicep", "param name string\nmodule m 'm.bicep' = { name: 'x-${name}' }\noutput x string = m.outputs.own\n");
  project.add("m.bicep", "output own string = deployment().name\n");
  const std::string head = std::string("{") + kSchema + R"("parameters": {"name": {"type": "string"}},
"resources": [{"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "[format('x-{0}', parameters('name'))]", "properties": {
  "expressionEvaluationOptions": {"scope": ")";
  const std::string tail = std::string(R"("}, "mode": "Incremental", "template": {)") + kSchema + R"("resources": [],
    "outputs": {"own": {"type": "string", "value": "[deployment().name]"}}}}}],
"outputs": {"x": {"type": "string", "value": "[reference(resourceId('Microsoft.Resources/deployments', format('x-{0}', parameters('name')))).outputs.own.value]"}}})";
  project.add("main.json", head + "inner" + tail);
  project.add("outer.json", head + "outer" + tail);
  EXPECT_EQ(output(project.expand("main.bicep")), "concat('x-', param('name'))");
  EXPECT_EQ(output(project.expand("main.json")), "concat('x-', param('name'))");
  EXPECT_EQ(output(project.expand("outer.json")), "deployment().name");
}

TEST(CanonicalModule, AModuleWithoutANameGetsTheCompilersOne) {
  MemoryProject project;
  project.add("main.bicep", "module m 'm.bicep' = {}\nmodule each 'm.bicep' = [for i in range(0, 2): {}]\noutput x array = [m.name, each[1].name]\n");
  project.add("m.bicep", "var a = 1\n");
  EXPECT_EQ(output(project.expand("main.bicep")),
            "[concat('m-', uniquestring('m', deployment().name)), concat('each-1-', uniquestring('each', deployment().name))]");
}

TEST(CanonicalModule, AScopeMayStandInAVariable) {
  MemoryProject project;
  project.add("main.bicep", "var there = resourceGroup('other')\nvar also = there\nmodule m 'm.bicep' = { name: 'm', scope: also }\noutput x string = m.outputs.group\n");
  project.add("m.bicep", "output group string = resourceGroup().name\n");
  EXPECT_EQ(output(project.expand("main.bicep")), "'other'");
}

TEST(CanonicalModule, ALoopOfDeploymentsIsKeptClosedByItsCopyName) {
  MemoryProject project;
  project.add("main.bicep", "module site 'br/public:site:1.0' = [for i in range(0, 2): { name: 'deploy${i}' }]\noutput x string = site[1].outputs.url\n");
  project.add("main.json", std::string("{") + kSchema + R"("resources": [{"copy": {"name": "site", "count": "[length(range(0, 2))]"},
  "type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "[format('deploy{0}', range(0, 2)[copyIndex()])]", "properties": {
  "expressionEvaluationOptions": {"scope": "inner"}, "mode": "Incremental", "template": {)" + kSchema + R"("resources": [],
    "outputs": {"url": {"type": "string", "value": "inside"}}}}}],
"outputs": {"x": {"type": "string", "value": "[reference(resourceId('Microsoft.Resources/deployments', format('deploy{0}', range(0, 2)[1]))).outputs.url.value]"}}})");
  EXPECT_EQ(output(project.expand("main.bicep")), "output('site[1]', 'url')");
  EXPECT_EQ(output(project.expand("main.json", {}, {"site"})), "output('site[1]', 'url')");
  EXPECT_EQ(output(project.expand("main.json")), "'inside'");
}

TEST(CanonicalModule, ATermThatGrowsTooLargeIsToldOnce) {
  std::string bicep = "param name string\nvar v0 = '${name}-${name}'\n";
  for (int i = 1; i <= 30; ++i) {
    const std::string before = "${v" + std::to_string(i - 1) + "}";
    bicep += "var v" + std::to_string(i) + " = '" + before + "/" + before + "'\n";
  }
  MemoryProject project;
  project.add("main.bicep", bicep + "output x string = v30\noutput y string = v30\n");
  const Deployment out = project.expand("main.bicep");
  ASSERT_EQ(out.diagnostics.items().size(), 1u);
  EXPECT_EQ(out.diagnostics.items()[0].code, "limit");
}

TEST(CanonicalModule, ALoopOverWhatMayBeEmptyIsEachOfItsItems) {
  MemoryProject project;
  project.add("main.bicep", R"(
param on bool
var rules = on ? [{ name: 'a', port: 1 }, { name: 'b', port: 2 }] : []
resource r 'A.B/c@2023-01-01' = [for (rule, i) in rules: { name: rule.name, properties: { place: i, port: rule.port } }]
resource none 'A.B/d@2023-01-01' = [for name in !on ? ['d'] : []: { name: name }]
module m 'm.bicep' = [for rule in rules: { name: 'm-${rule.name}', params: { port: rule.port } }]
output x array = [rules[1].port, r[0].properties.port, m[1].outputs.port, rules[?2], on ? 1 : rules[7]]
output counted int = length(r)
)");
  project.add("m.bicep", "param port int\nresource e 'A.B/e@2023-01-01' = { name: 'e${port}' }\noutput port int = port\n");
  project.add("main.json", std::string("{") + kSchema + R"("languageVersion": "2.0", "parameters": {"on": {"type": "bool"}},
"variables": {"rules": "[if(parameters('on'), createArray(createObject('name', 'a', 'port', 1), createObject('name', 'b', 'port', 2)), createArray())]"},
"resources": {
  "r": {"copy": {"name": "r", "count": "[length(variables('rules'))]"}, "type": "A.B/c", "apiVersion": "2023-01-01",
    "name": "[variables('rules')[copyIndex()].name]", "properties": {"place": "[copyIndex()]", "port": "[variables('rules')[copyIndex()].port]"}},
  "none": {"copy": {"name": "none", "count": "[length(if(not(parameters('on')), createArray('d'), createArray()))]"}, "type": "A.B/d", "apiVersion": "2023-01-01",
    "name": "[if(not(parameters('on')), createArray('d'), createArray())[copyIndex()]]"},
  "m": {"copy": {"name": "m", "count": "[length(variables('rules'))]"}, "type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01",
    "name": "[format('m-{0}', variables('rules')[copyIndex()].name)]", "properties": {"expressionEvaluationOptions": {"scope": "inner"}, "mode": "Incremental",
    "parameters": {"port": {"value": "[variables('rules')[copyIndex()].port]"}},
    "template": {)" + kSchema + R"("parameters": {"port": {"type": "int"}},
      "resources": [{"type": "A.B/e", "apiVersion": "2023-01-01", "name": "[format('e{0}', parameters('port'))]"}],
      "outputs": {"port": {"type": "int", "value": "[parameters('port')]"}}}}}},
"outputs": {"x": {"type": "array", "value": "[createArray(variables('rules')[1].port, reference('r[0]').port, reference('m[1]').outputs.port.value, tryGet(variables('rules'), 2), if(parameters('on'), 1, variables('rules')[7]))]"}}})");
  for (const char* file : {"main.bicep", "main.json"}) {
    const Deployment out = project.expand(file);
    std::string printed;
    for (const ResourceInstance* each : out.resources) {
      printed += canonical_text(each->name) + " " + canonical_text(each->body) + (each->conditional ? " maybe\n" : "\n");
    }
    EXPECT_EQ(printed,
              "'a' {'properties': {'place': 0, 'port': 1}} maybe\n"
              "'b' {'properties': {'place': 1, 'port': 2}} maybe\n"
              "'d' {} maybe\n"
              "'e1' {} maybe\n"
              "'e2' {} maybe\n")
        << file;
    EXPECT_EQ(output(out),
              "[2, attr(concat('/subscriptions/', subscription().subscriptionid, '/resourceGroups/', "
              "resourcegroup().name, '/providers/A.B/c/a'), 'properties', 'port'), 2, null, 1]")
        << file;
  }
  const Deployment bicep = project.expand("main.bicep");
  ASSERT_EQ(bicep.outputs.size(), 2u);
  EXPECT_EQ(canonical_text(bicep.outputs[1].value).substr(0, 27), "length(if(param('on'), [att");
}

}  // namespace
}  // namespace ringfence
