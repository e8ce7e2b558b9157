// Calls as templates make them: what a function knows of the place where it stands, and the limits.

#include <gtest/gtest.h>

#include "analyzer/eval/symbol.h"
#include "tests/support/memory_project.h"

using ringfence::canonical_text;
using ringfence::Deployment;
using ringfence::test::MemoryProject;

namespace {

std::string codes(const Deployment& deployment) {
  std::string out;
  for (const ringfence::Diagnostic& each : deployment.diagnostics.items()) out += std::string(each.code) + ": " + each.message + "\n";
  return out;
}

std::string template_of(std::string_view variables, std::string_view value) {
  return R"({"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0",
    "variables": {)" + std::string(variables) + R"(}, "resources": [{"type": "A.B/c", "apiVersion": "1", "name": "n", "properties": {"x": ")" +
         std::string(value) + R"("}}]})";
}

}  // namespace

// learn.microsoft.com, bicep-functions-string#newguid: a value for the default of a parameter, another for each.
TEST(ArmCalls, NewGuidsOfTwoParametersAreTwoNames) {
  MemoryProject project;
  project.add("main.bicep", R"(
param a string = newGuid()
param b string = newGuid()
module m 'm.bicep' = { name: 'm' }
resource one 'A.B/c@1' = { name: a }
resource two 'A.B/c@1' = { name: b }
resource three 'A.B/c@1' = { name: m.outputs.name }
resource four 'A.B/c@1' = { name: guid(a) }
)");
  project.add("m.bicep", "param a string = newGuid()\noutput name string = a\n");
  const Deployment out = project.expand("main.bicep");
  ASSERT_EQ(out.resources.size(), 4u);
  EXPECT_EQ(canonical_text(out.resources[0]->name), "newguid('a')");
  EXPECT_EQ(canonical_text(out.resources[1]->name), "newguid('b')");
  EXPECT_EQ(canonical_text(out.resources[2]->name), "newguid('m', 'a')");
  EXPECT_EQ(canonical_text(out.resources[3]->name), "guid(newguid('a'))");
}

// Azure/bicep, ThisNamespaceType.cs.
TEST(ArmCalls, ThisIsTheResourceBeforeTheDeployment) {
  MemoryProject project;
  project.add("main.bicep", R"(
resource r 'A.B/c@1' = {
  name: 'n'
  properties: { new: !this.exists(), kept: this.existingResource().?properties.size }
}
)");
  const Deployment out = project.expand("main.bicep");
  ASSERT_EQ(out.resources.size(), 1u);
  const std::string target = "target(" + canonical_text(out.resources[0]->id) + ", 'full')";
  EXPECT_EQ(canonical_text(out.resources[0]->body), "{'properties': {'kept': get(" + target + ", 'properties', 'size'), 'new': empty(" + target + ")}}");
  EXPECT_EQ(codes(out), "");
}

TEST(ArmCalls, ATextThatGrowsTooLongIsTold) {
  std::string variables = R"("x0": "aaaaaaaaaaaaaaaa")";
  for (int i = 1; i < 19; ++i) {
    const std::string before = "variables('x" + std::to_string(i - 1) + "')";
    variables += ", \"x" + std::to_string(i) + "\": \"[concat(" + before + ", " + before + ")]\"";
  }
  const std::string values[] = {"[concat(variables('x18'), variables('x18'))]", "[format('{0}{0}{0}{0}{0}{0}', variables('x16'))]",
                                "[join(createArray(variables('x17'), variables('x17'), variables('x17')), '')]",
                                "[replace(variables('x16'), 'a', 'bbbbbbbb')]", "[padLeft('a', 900000000)]"};
  for (const std::string& value : values) {
    MemoryProject project;
    project.add("main.json", template_of(variables, value));
    const Deployment out = project.expand("main.json");
    EXPECT_EQ(codes(out), "limit: evaluation stopped here: a string is too long\n") << value;
  }
}

TEST(ArmCalls, ListsOfListsAreBounded) {
  MemoryProject project;
  project.add("main.json", template_of("", "[map(range(0,10000),lambda('x',map(range(0,10000),lambda('y',lambdaVariables('x')))))]"));
  ringfence::RootInput root;
  root.declarations = project.file("main.json").declarations;
  ringfence::Limits limits;
  limits.arena = 4 * 1024 * 1024;
  const Deployment out = ringfence::expand(root, project, limits);
  EXPECT_NE(codes(out).find("limit: evaluation stopped here"), std::string::npos) << codes(out);
  EXPECT_LT(out.arena->bytes_used(), 8u * 1024 * 1024);
}

TEST(ArmCalls, FilesOfTheProjectAreLoaded) {
  MemoryProject project;
  project.add("main.bicep", R"(
var rules = loadYamlContent('data/rules.yaml', '$.rules[?(@.open)].name')
resource r 'A.B/c@1' = { name: 'n', properties: { rules: rules } }
)");
  project.add("data/rules.yaml", "rules:\n- name: ssh\n  open: true\n- name: web\n");
  const Deployment out = project.expand("main.bicep");
  ASSERT_EQ(out.resources.size(), 1u);
  EXPECT_EQ(canonical_text(out.resources[0]->body), "{'properties': {'rules': 'ssh'}}");
}
