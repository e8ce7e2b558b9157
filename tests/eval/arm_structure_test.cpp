// ARM JSON: what a template's structure makes of it. Copy loops, conditions, children, extension resources, dependsOn.

#include <gtest/gtest.h>

#include <string>

#include "tests/support/memory_project.h"

namespace ringfence {
namespace {

using test::MemoryProject;

std::string arm(const std::string& members) {
  return R"({"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0",)" + members + "}";
}

std::string arm2(const std::string& members) { return arm(R"("languageVersion": "2.0",)" + members); }

std::string codes(const Deployment& deployment) {
  std::string out;
  for (const Diagnostic& each : deployment.diagnostics.items()) out += std::string(each.code) + ": " + each.message + "\n";
  return out;
}

/// "type name body" of each resource, a line each.
std::string lines(const Deployment& deployment) {
  std::string out;
  for (const ResourceInstance* each : deployment.resources) {
    out += std::string(each->type) + " " + canonical_text(each->name) + " " + canonical_text(each->body) + (each->conditional ? " maybe" : "") + "\n";
  }
  return out + codes(deployment);
}

std::string expanded(const std::string& text) {
  MemoryProject project;
  project.add("main.json", text);
  return lines(project.expand("main.json"));
}

std::string output(const std::string& text) {
  MemoryProject project;
  project.add("main.json", text);
  const Deployment out = project.expand("main.json");
  std::string printed;
  for (const NamedValue& each : out.outputs) printed += std::string(each.name) + " = " + canonical_text(each.value) + "\n";
  return printed + codes(out);
}

// ---- copy ---------------------------------------------------------------------------------------------

TEST(ArmCopy, OfAResourceCountsFromItsOffset) {
  EXPECT_EQ(expanded(arm(R"("resources": [{"type": "A.B/c", "apiVersion": "1", "name": "[concat('n', copyIndex(1))]",
    "copy": {"name": "loop", "count": 2, "mode": "Serial", "batchSize": 1},
    "properties": {"plain": "[copyIndex()]", "named": "[copyIndex('LOOP')]", "moved": "[copyIndex('loop', 10)]"}}])")),
            "A.B/c 'n1' {'properties': {'moved': 10, 'named': 0, 'plain': 0}}\n"
            "A.B/c 'n2' {'properties': {'moved': 11, 'named': 1, 'plain': 1}}\n");
}

TEST(ArmCopy, OfAPropertyInsideAResourceLoopHasItsOwnIndex) {
  EXPECT_EQ(expanded(arm(R"("resources": [{"type": "A.B/c", "apiVersion": "1", "name": "[string(copyIndex())]",
    "copy": {"name": "outer", "count": 2},
    "properties": {"copy": [{"name": "inner", "count": 2, "input": {"o": "[copyIndex('outer')]", "i": "[copyIndex('inner')]", "r": "[copyIndex()]"}}]}}])")),
            "A.B/c '0' {'properties': {'inner': [{'i': 0, 'o': 0, 'r': 0}, {'i': 1, 'o': 0, 'r': 0}]}}\n"
            "A.B/c '1' {'properties': {'inner': [{'i': 0, 'o': 1, 'r': 1}, {'i': 1, 'o': 1, 'r': 1}]}}\n");
}

TEST(ArmCopy, OfAPropertyMayStandInTheInputOfAnother) {
  EXPECT_EQ(expanded(arm(R"("resources": [{"type": "A.B/c", "apiVersion": "1", "name": "x",
    "properties": {"copy": [{"name": "a", "count": 2, "input": {"n": "[copyIndex('a', 1)]",
      "copy": [{"name": "b", "count": "[copyIndex('a')]", "input": "[concat(copyIndex('a'), '-', copyIndex('b'))]"}]}}]}}])")),
            "A.B/c 'x' {'properties': {'a': [{'b': [], 'n': 1}, {'b': ['1-0'], 'n': 2}]}}\n");
}

TEST(ArmCopy, OfVariablesAtTheTopAndInsideAnObject) {
  EXPECT_EQ(output(arm(R"("variables": {"copy": [{"name": "names", "count": 2, "input": "[concat('n', copyIndex('names', 1))]"}],
      "disks": {"size": 4, "copy": [{"name": "all", "count": 2, "input": {"lun": "[copyIndex('all')]"}}]}}, "resources": [],
    "outputs": {"names": {"type": "array", "value": "[variables('names')]"}, "disks": {"type": "object", "value": "[variables('disks')]"}})")),
            "names = ['n1', 'n2']\n"
            "disks = {'all': [{'lun': 0}, {'lun': 1}], 'size': 4}\n");
}

TEST(ArmCopy, OfAnOutputNeedsNoName) {
  EXPECT_EQ(output(arm(R"("resources": [], "outputs": {"all": {"type": "array", "copy": {"count": 3, "input": "[mul(copyIndex(), 2)]"}}})")),
            "all = [0, 2, 4]\n");
}

TEST(ArmCopy, ZeroTimesMakesNothing) {
  EXPECT_EQ(expanded(arm(R"("parameters": {"n": {"type": "int", "defaultValue": 0}},
    "resources": [{"type": "A.B/c", "apiVersion": "1", "name": "[string(copyIndex())]", "copy": {"name": "loop", "count": "[parameters('n')]"}},
      {"type": "A.B/d", "apiVersion": "1", "name": "d", "dependsOn": ["loop"], "properties": {"copy": [{"name": "p", "count": "[parameters('n')]", "input": 1}]}}])")),
            "A.B/d 'd' {'properties': {'p': []}}\n");
}

TEST(ArmCopy, OfAnUnknownCountHasOneInstance) {
  EXPECT_EQ(expanded(arm(R"("parameters": {"n": {"type": "int"}},
    "resources": [{"type": "A.B/c", "apiVersion": "1", "name": "[concat('n', copyIndex(1))]", "copy": {"name": "loop", "count": "[parameters('n')]"}}])")),
            "A.B/c concat('n', add(index(param('n')), 1)) {} maybe\n");
}

TEST(ArmCopy, OfTheLengthOfARangeRunsOverTheRange) {
  // `[for i in range(0, n): ...]` as the Bicep compiler writes it.
  EXPECT_EQ(expanded(arm2(R"("parameters": {"n": {"type": "int"}},
    "resources": {"r": {"type": "A.B/c", "apiVersion": "1", "name": "[format('n{0}', range(0, parameters('n'))[copyIndex()])]",
      "copy": {"name": "r", "count": "[length(range(0, parameters('n')))]"}}})")),
            "A.B/c concat('n', each(range(0, param('n')))) {} maybe\n");
}

TEST(ArmCopy, InANestedDeploymentsVariables) {
  EXPECT_EQ(expanded(arm(R"("resources": [{"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "d", "properties": {"mode": "Incremental",
      "expressionEvaluationOptions": {"scope": "INNER"}, "template": {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
      "contentVersion": "1.0.0.0", "variables": {"copy": [{"name": "tags", "count": 2, "input": "[copyIndex('tags')]"}]},
      "resources": [{"type": "A.B/c", "apiVersion": "1", "name": "c", "tags": "[variables('tags')]"}]}}}])")),
            "A.B/c 'c' {'tags': [0, 1]}\n");
}

TEST(ArmCopy, OfWhatIsNoNumberIsTold) {
  EXPECT_EQ(expanded(arm(R"("resources": [{"type": "A.B/c", "apiVersion": "1", "name": "x", "copy": {"name": "loop", "count": "[createObject()]"}}])")),
            "A.B/c 'x' {} maybe\nevaluation-error: the count is not a whole number\n");
}

// ---- conditions -----------------------------------------------------------------------------------------

TEST(ArmCondition, ThatIsFalseRemovesTheResourceAndItsChildren) {
  EXPECT_EQ(expanded(arm(R"("variables": {"on": "[parameters('on')]"}, "parameters": {"on": {"type": "bool", "defaultValue": false}},
    "resources": [{"type": "A.B/c", "apiVersion": "1", "name": "c", "condition": "[variables('on')]",
        "resources": [{"type": "d", "apiVersion": "1", "name": "child"}]},
      {"type": "A.B/e", "apiVersion": "1", "name": "e", "condition": "[not(variables('on'))]",
        "properties": {"x": "[if(variables('on'), reference('c').x, 'none')]", "id": "[resourceId('A.B/c', 'c')]"}}])")),
            "A.B/e 'e' {'properties': {'id': concat('/subscriptions/', subscription().subscriptionid, '/resourceGroups/', "
            "resourcegroup().name, '/providers/A.B/c/c'), 'x': 'none'}}\n");
}

TEST(ArmCondition, ThatIsNotKnownKeepsTheResource) {
  EXPECT_EQ(expanded(arm(R"("parameters": {"on": {"type": "string", "allowedValues": ["new", "existing"]}},
    "resources": [{"type": "A.B/c", "apiVersion": "1", "name": "c", "condition": "[equals(parameters('on'), 'new')]"},
      {"type": "A.B/d", "apiVersion": "1", "name": "d", "condition": "[equals(parameters('on'), 'other')]"}])")),
            "A.B/c 'c' {} maybe\n");
}

TEST(ArmCondition, OfAReferencedResourceDoesNotChangeTheReference) {
  MemoryProject project;
  project.add("main.bicep", R"(
param on bool
resource c 'A.B/c@1' = if (on) { name: 'c' }
output x string = c.properties.x
)");
  project.add("main.json", arm2(R"("parameters": {"on": {"type": "bool"}},
    "resources": {"c": {"condition": "[parameters('on')]", "type": "A.B/c", "apiVersion": "1", "name": "c"}},
    "outputs": {"x": {"type": "string", "value": "[reference('c').x]"}})"));
  const Deployment bicep = project.expand("main.bicep"), json = project.expand("main.json");
  EXPECT_EQ(canonical_text(bicep.outputs[0].value), canonical_text(json.outputs[0].value));
  EXPECT_TRUE(canonical_text(json.outputs[0].value).starts_with("attr(concat(")) << canonical_text(json.outputs[0].value);
}

TEST(ArmParameter, WhoseDefaultIsOfAnotherTypeIsNotKnown) {
  EXPECT_EQ(expanded(arm(R"("parameters": {"tags": {"type": "object", "defaultValue": ""}, "count": {"type": "int", "defaultValue": ""},
      "list": {"type": "array", "defaultValue": []}},
    "resources": [{"type": "A.B/c", "apiVersion": "1", "name": "[concat('n', copyIndex())]", "copy": {"name": "l", "count": "[parameters('count')]"},
      "tags": {"a": "[parameters('tags').a]", "b": "[parameters('list')]"}}])")),
            "A.B/c concat('n', index(param('count'))) {'tags': {'a': get(param('tags'), 'a'), 'b': []}} maybe\n");
}

// ---- children and extensions ----------------------------------------------------------------------------

TEST(ArmChildren, NestedAndFlatAreTheSame) {
  const std::string nested = expanded(arm(R"("resources": [{"type": "Microsoft.Sql/servers", "apiVersion": "1", "name": "s",
    "resources": [{"type": "databases", "apiVersion": "1", "name": "d", "resources": [{"type": "Extended", "apiVersion": "1", "name": "e", "properties": {"a": 1}}]}]}])"));
  const std::string flat = expanded(arm(R"("variables": {"s": "s"}, "resources": [{"type": "Microsoft.Sql/servers", "apiVersion": "1", "name": "s"},
    {"type": "Microsoft.Sql/servers/databases", "apiVersion": "1", "name": "[concat(variables('s'), '/', 'd')]"},
    {"type": "Microsoft.Sql/servers/databases/Extended", "apiVersion": "1", "name": "[format('{0}/{1}/{2}', variables('s'), 'd', 'e')]", "properties": {"a": 1}}])"));
  EXPECT_EQ(nested, flat);
  EXPECT_EQ(flat,
            "Microsoft.Sql/servers 's' {}\n"
            "Microsoft.Sql/servers/databases 's/d' {}\n"
            "Microsoft.Sql/servers/databases/Extended 's/d/e' {'properties': {'a': 1}}\n");
}

TEST(ArmChildren, MaySayTheirTypeAndNameInFull) {
  EXPECT_EQ(expanded(arm(R"("parameters": {"vm": {"type": "string"}},
    "resources": [{"type": "Microsoft.Compute/virtualMachines", "apiVersion": "1", "name": "[parameters('vm')]",
      "resources": [{"type": "Microsoft.Compute/virtualMachines/extensions", "apiVersion": "1", "name": "[concat(parameters('vm'), '/install')]"},
        {"type": "Microsoft.Compute/virtualMachines/extensions", "apiVersion": "1", "name": "short"}]}])")),
            "Microsoft.Compute/virtualMachines param('vm') {}\n"
            "Microsoft.Compute/virtualMachines/extensions concat(param('vm'), '/install') {}\n"
            "Microsoft.Compute/virtualMachines/extensions concat(param('vm'), '/short') {}\n");
}

TEST(ArmChildren, OfALoopedParentAreMadeForEachOne) {
  EXPECT_EQ(expanded(arm(R"("resources": [{"type": "A.B/c", "apiVersion": "1", "name": "[concat('p', copyIndex())]", "copy": {"name": "loop", "count": 2},
    "resources": [{"type": "d", "apiVersion": "1", "name": "x", "properties": {"i": "[copyIndex()]"}}]}])")),
            "A.B/c 'p0' {}\nA.B/c 'p1' {}\nA.B/c/d 'p0/x' {'properties': {'i': 0}}\nA.B/c/d 'p1/x' {'properties': {'i': 1}}\n");
}

TEST(ArmChildren, IdsOfNestedAndFlatOnesAndOfExtensions) {
  MemoryProject project;
  project.add("main.json", arm(R"("parameters": {"n": {"type": "string"}}, "resources": [
    {"type": "MICROSOFT.Storage/storageAccounts/blobServices", "apiVersion": "1", "name": "[concat(parameters('n'), '/default')]"},
    {"type": "Microsoft.Authorization/locks", "apiVersion": "1", "name": "l", "scope": "[concat('Microsoft.Storage/storageAccounts/', parameters('n'))]"},
    {"type": "Microsoft.Authorization/policyAssignments", "apiVersion": "1", "name": "p", "scope": "/"},
    {"type": "Microsoft.Authorization/roleAssignments", "apiVersion": "1", "name": "r", "scope": "[resourceId('other', 'A.B/c', 'x')]"}])"));
  const Deployment out = project.expand("main.json");
  ASSERT_EQ(out.resources.size(), 4u);
  const std::string group = "concat('/subscriptions/', subscription().subscriptionid, '/resourceGroups/', resourcegroup().name, '/providers/";
  EXPECT_EQ(canonical_text(out.resources[0]->id), group + "MICROSOFT.Storage/storageAccounts/', param('n'), '/blobServices/default')");
  EXPECT_EQ(canonical_text(out.resources[1]->scope), group + "Microsoft.Storage/storageAccounts/', param('n'))");
  EXPECT_EQ(canonical_text(out.resources[1]->id), group + "Microsoft.Storage/storageAccounts/', param('n'), '/providers/Microsoft.Authorization/locks/l')");
  EXPECT_EQ(canonical_text(out.resources[2]->id), "'/providers/Microsoft.Authorization/policyAssignments/p'");
  EXPECT_EQ(canonical_text(out.resources[3]->scope), "concat('/subscriptions/', subscription().subscriptionid, '/resourceGroups/other/providers/A.B/c/x')");
}

// ---- dependsOn ------------------------------------------------------------------------------------------

TEST(ArmDependsOn, TakesNamesIdsCopyNamesAndSymbols) {
  const auto ids = [](const std::string& text, std::string_view type) {
    MemoryProject project;
    project.add("main.json", text);
    std::string out;
    const Deployment deployment = project.expand("main.json");
    for (const ResourceInstance* each : deployment.resources) {
      if (each->type != type) continue;
      for (const Value& id : each->depends_on) {
        const std::string printed = canonical_text(id);
        out += printed.substr(printed.rfind("/providers/") + 11) + "; ";
      }
    }
    return out + codes(deployment);
  };
  const std::string all = R"({"type": "A.B/c", "apiVersion": "1", "name": "[concat('c', copyIndex())]", "copy": {"name": "cLoop", "count": 2}},
    {"type": "A.B/d", "apiVersion": "1", "name": "one"}, {"type": "A.B/d/e", "apiVersion": "1", "name": "one/e"},)";
  const auto depending = [&](const std::string& on) {
    return ids(arm(R"("resources": [)" + all + R"({"type": "A.B/z", "apiVersion": "1", "name": "z", "dependsOn": [")" + on + "\"]}]"), "A.B/z");
  };
  EXPECT_EQ(depending("cLoop"), "A.B/c/c0'); A.B/c/c1'); ");
  EXPECT_EQ(depending("ONE"), "A.B/d/one'); ");
  EXPECT_EQ(depending("[concat('A.B/d/', 'one')]"), "A.B/d/one'); ");
  EXPECT_EQ(depending("[resourceId('A.B/d/e', 'one', 'e')]"), "A.B/d/one/e/e'); ");
  EXPECT_EQ(depending("A.B/d/one/e/e"), "A.B/d/one/e/e'); ");
  const std::string symbols = R"("resources": {"many": {"type": "A.B/c", "apiVersion": "1", "name": "[concat('c', copyIndex())]", "copy": {"name": "many", "count": 2}},
    "z": {"type": "A.B/z", "apiVersion": "1", "name": "z", "dependsOn": ["many"]},
    "y": {"type": "A.B/y", "apiVersion": "1", "name": "y", "dependsOn": ["[format('many[{0}]', 1)]"]}})";
  EXPECT_EQ(ids(arm2(symbols), "A.B/z"), "A.B/c/c0'); A.B/c/c1'); ");
  EXPECT_EQ(ids(arm2(symbols), "A.B/y"), "A.B/c/c1'); ");
}

// ---- what other analyzers get wrong -----------------------------------------------------------------------

TEST(ArmReading, CommentsTabsAndLetterCaseChangeNothing) {
  EXPECT_EQ(expanded("\xef\xbb\xbf// a template\n{\t\"$SCHEMA\":\t\"https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#\", /* x */\n"
                     "\"contentVersion\": \"1.0.0.0\", \"PARAMETERS\": {\"On\": {\"TYPE\": \"Bool\", \"DefaultValue\": true}},\n"
                     "\"Variables\": {\"a\": \"[PARAMETERS('ON')]\", \"b\": \"[variables('A')]\"},\n"
                     "\"RESOURCES\": [{\"Type\": \"MICROSOFT.storage/STORAGEACCOUNTS\", \"ApiVersion\": \"1\", \"Name\": \"[ToLower('ABC')]\",\n"
                     "\t\"Properties\": {\"on\": \"[Variables('B')]\"}}]}"),
            "MICROSOFT.storage/STORAGEACCOUNTS 'abc' {'Properties': {'on': true}}\n");
}

TEST(ArmReading, NsgRulesMadeByAPropertyCopyAreThere) {
  EXPECT_EQ(expanded(arm(R"("variables": {"ports": ["22", "3389"]}, "resources": [{"type": "Microsoft.Network/networkSecurityGroups", "apiVersion": "1", "name": "n",
    "properties": {"copy": [{"name": "securityRules", "count": "[length(variables('ports'))]", "input": {"name": "[concat('allow-', variables('ports')[copyIndex('securityRules')])]",
      "properties": {"destinationPortRange": "[variables('ports')[copyIndex('securityRules')]]", "priority": "[add(100, copyIndex('securityRules'))]"}}}]}}])")),
            "Microsoft.Network/networkSecurityGroups 'n' {'properties': {'securityRules': ["
            "{'name': 'allow-22', 'properties': {'destinationPortRange': '22', 'priority': 100}}, "
            "{'name': 'allow-3389', 'properties': {'destinationPortRange': '3389', 'priority': 101}}]}}\n");
}

TEST(ArmReading, SymbolicNamesHoldAtAnyDepth) {
  EXPECT_EQ(expanded(arm2(R"("resources": {"outer": {"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "outer", "properties": {"mode": "Incremental",
      "expressionEvaluationOptions": {"scope": "inner"}, "template": {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
      "languageVersion": "2.0", "contentVersion": "1.0.0.0", "resources": {
        "inner": {"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "inner", "properties": {"mode": "Incremental",
          "expressionEvaluationOptions": {"scope": "inner"}, "template": {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
          "languageVersion": "2.0", "contentVersion": "1.0.0.0", "resources": {"a": {"type": "A.B/c", "apiVersion": "1", "name": "a"}},
          "outputs": {"name": {"type": "string", "value": "[last(split(resourceInfo('a').id, '/'))]"}}}}},
        "b": {"type": "A.B/d", "apiVersion": "1", "name": "[reference('inner').outputs.name.value]"}}}}}})")),
            "A.B/d 'a' {}\nA.B/c 'a' {}\n");
}

TEST(ArmReading, TemplatesOfOneScanDoNotShareParameters) {
  MemoryProject project;
  for (const char* name : {"one", "two"}) {
    project.add(std::string(name) + ".json", arm(R"("parameters": {"n": {"type": "string", "defaultValue": ")" + std::string(name) +
                                                 R"("}}, "resources": [{"type": "A.B/c", "apiVersion": "1", "name": "[parameters('n')]"}])"));
  }
  EXPECT_EQ(lines(project.expand("one.json")), "A.B/c 'one' {}\n");
  EXPECT_EQ(lines(project.expand("two.json")), "A.B/c 'two' {}\n");
}

}  // namespace
}  // namespace ringfence
