// Templates that are made to hurt: each ends with a diagnostic that says why, in little time and memory. What they
// would do is generated here, so that the fixtures stay small.

#include <gtest/gtest.h>

#include <string>

#include "tests/support/memory_project.h"

namespace ringfence {
namespace {

using test::MemoryProject;

std::string arm(const std::string& members) {
  return R"({"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0",)" + members + "}";
}

std::string number(int i) { return std::to_string(i); }

std::string joined(int count, const std::string& separator, std::string (*each)(int)) {
  std::string out;
  for (int i = 0; i < count; ++i) out += (i ? separator : "") + each(i);
  return out;
}

std::string link(const std::string& name, const std::string& file) {
  return R"({"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": ")" + name +
         R"(", "properties": {"mode": "Incremental", "templateLink": {"relativePath": ")" + file + R"("}}})";
}

std::string nested(const std::string& name, const std::string& resources) {
  return R"({"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": ")" + name +
         R"(", "properties": {"mode": "Incremental", "template": )" + arm("\"resources\": [" + resources + "]") + "}}";
}

constexpr const char* kAccount = R"({"type": "A.B/c", "apiVersion": "1", "name": "c"})";

/// The distinct diagnostics of main.json, with the memory and the resources it took.
struct Outcome {
  std::string codes;
  size_t resources = 0, modules = 0, bytes = 0;
};

Outcome outcome(MemoryProject& project) {
  const Deployment out = project.expand("main.json");
  Outcome result;
  for (const Diagnostic& each : out.diagnostics.items()) {
    const std::string line = std::string(each.code) + ": " + each.message + "\n";
    if (result.codes.find(line) == std::string::npos) result.codes += line;
  }
  result.resources = out.resources.size();
  result.modules = out.modules.size();
  result.bytes = out.arena->bytes_used();
  return result;
}

Outcome outcome(const std::string& text) {
  MemoryProject project;
  project.add("main.json", text);
  return outcome(project);
}

constexpr size_t kMemory = 300u * 1024 * 1024;

TEST(Hostile, ALoopOfABillion) {
  const Outcome out = outcome(arm(R"("resources": [{"type": "A.B/c", "apiVersion": "1", "name": "[string(copyIndex())]", "copy": {"name": "l", "count": 1000000000}}])"));
  EXPECT_EQ(out.codes, "limit: evaluation stopped here: a loop is too long\n");
  EXPECT_EQ(out.resources, 1u);
}

TEST(Hostile, LoopsThatMultiply) {
  const Outcome out = outcome(arm(R"("resources": [{"type": "A.B/c", "apiVersion": "1", "name": "[string(copyIndex())]", "copy": {"name": "l", "count": 800},
    "properties": {"copy": [{"name": "a", "count": 800, "input": {"copy": [{"name": "b", "count": 800, "input": {"x": "[copyIndex('b')]"}}]}}]}}])"));
  EXPECT_EQ(out.codes.substr(0, 53), "limit: evaluation stopped here: a value is too large\n") << out.codes;
  EXPECT_LT(out.bytes, kMemory);
}

TEST(Hostile, EightHundredNestedDeploymentsInARow) {
  const Outcome out = outcome(arm("\"resources\": [" + joined(800, ",", [](int i) { return nested("d" + number(i), kAccount); }) + "]"));
  EXPECT_EQ(out.codes, "");
  EXPECT_EQ(out.modules, 801u);
  EXPECT_EQ(out.resources, 800u);
}

TEST(Hostile, DeploymentsNestedTooDeep) {
  std::string inside = kAccount;
  for (int i = 0; i < 45; ++i) inside = nested("d" + number(i), inside);
  MemoryProject project;
  project.add("main.json", arm("\"resources\": [" + inside + "]"));
  const Outcome out = outcome(project);
  EXPECT_EQ(out.codes, "limit: evaluation stopped here: modules are nested too deep\n");
}

TEST(Hostile, ATemplateThatLinksToItself) {
  const Outcome out = outcome(arm("\"resources\": [" + link("a", "main.json") + "," + kAccount + "]"));
  EXPECT_EQ(out.codes, "cycle: module 'main.json' uses itself\n");
  EXPECT_EQ(out.resources, 1u);
}

TEST(Hostile, TemplatesThatLinkToEachOther) {
  MemoryProject project;
  project.add("main.json", arm("\"resources\": [" + joined(20, ",", [](int i) { return link("d" + number(i), "other.json"); }) + "]"));
  project.add("other.json", arm("\"resources\": [" + joined(20, ",", [](int i) { return link("d" + number(i), "main.json"); }) + "," + kAccount + "]"));
  const Outcome out = outcome(project);
  EXPECT_EQ(out.codes, "cycle: module 'main.json' uses itself\n");
  EXPECT_EQ(out.resources, 20u);
}

TEST(Hostile, LinksThatFanOut) {
  MemoryProject project;
  const auto all_to = [](const std::string& file) {
    std::string out;
    for (int i = 0; i < 20; ++i) out += (i ? "," : "") + link("d" + number(i), file);
    return arm("\"resources\": [" + out + "]");
  };
  project.add("main.json", all_to("1.json"));
  for (int i = 1; i < 9; ++i) project.add(number(i) + ".json", all_to(number(i + 1) + ".json"));
  project.add("9.json", arm(std::string("\"resources\": [") + kAccount + "]"));
  const Outcome out = outcome(project);
  EXPECT_NE(out.codes.find("limit: evaluation stopped here: there are too many modules"), std::string::npos) << out.codes;
  EXPECT_LT(out.bytes, kMemory);
}

TEST(Hostile, AModuleWithManyResourcesThatIsUsedOften) {
  MemoryProject project;
  project.add("main.json", arm("\"resources\": [" + joined(800, ",", [](int i) { return link("d" + number(i), "m.json"); }) + "]"));
  project.add("m.json", arm("\"resources\": [" + joined(800, ",", [](int i) {
    return R"({"type": "A.B/c", "apiVersion": "1", "name": "c)" + number(i) + R"(", "properties": {"a": "[resourceId('A.B/d', 'x')]", "b": {"c": [1, 2, 3]}}})";
  }) + "]"));
  const Outcome out = outcome(project);
  EXPECT_EQ(out.codes.substr(0, 6), "limit:") << out.codes;
  EXPECT_LE(out.resources, 20'000u);
  EXPECT_LT(out.bytes, kMemory);
}

TEST(Hostile, VariablesThatDependOnThemselves) {
  const Outcome out = outcome(arm(R"("variables": {"a": "[variables('b')]", "b": "[concat(variables('a'), 'x')]"},
    "resources": [{"type": "A.B/c", "apiVersion": "1", "name": "[variables('a')]"}])"));
  EXPECT_EQ(out.codes, "cycle: variable 'a' depends on itself\nevaluation-error: variable 'a' depends on itself\n");
}

TEST(Hostile, DefaultsThatDependOnThemselves) {
  const Outcome out = outcome(arm(R"("parameters": {"a": {"type": "string", "defaultValue": "[parameters('b')]"}, "b": {"type": "string", "defaultValue": "[parameters('a')]"}},
    "resources": [{"type": "A.B/c", "apiVersion": "1", "name": "[parameters('a')]"}])"));
  EXPECT_EQ(out.codes, "cycle: parameter 'a' depends on itself\nevaluation-error: parameter 'a' depends on itself\n");
}

TEST(Hostile, ObjectsThatDouble) {
  const std::string variables = "\"variables\": {\"v0\": {\"a\": \"x\"}," + joined(59, ",", [](int i) {
    return "\"v" + number(i + 1) + "\": {\"a\": \"[variables('v" + number(i) + "')]\", \"b\": \"[variables('v" + number(i) + "')]\"}";
  }) + "},";
  for (const char* use : {"[string(variables('v59'))]", "[variables('v59')]", "[length(string(createArray(variables('v59'))))]"}) {
    const Outcome out = outcome(arm(variables + R"("resources": [{"type": "A.B/c", "apiVersion": "1", "name": "c", "tags": {"t": ")" + use + "\"}}]"));
    EXPECT_EQ(out.codes.substr(0, 53), "limit: evaluation stopped here: a value is too large\n") << use << out.codes;
    EXPECT_LT(out.bytes, kMemory) << use;
  }
}

TEST(Hostile, TextsThatDouble) {
  const std::string variables = "\"variables\": {\"v0\": \"0123456789\"," + joined(59, ",", [](int i) {
    return "\"v" + number(i + 1) + "\": \"[concat(variables('v" + number(i) + "'), variables('v" + number(i) + "'))]\"";
  }) + "},";
  const Outcome out = outcome(arm(variables + R"("resources": [{"type": "A.B/c", "apiVersion": "1", "name": "[variables('v59')]"}])"));
  EXPECT_EQ(out.codes.substr(0, 32), "limit: evaluation stopped here: ") << out.codes;
  EXPECT_LT(out.bytes, kMemory);
}

TEST(Hostile, InterpolationsThatDouble) {
  MemoryProject project;
  std::string text = "var v0 = '0123456789'\n";
  for (int i = 1; i < 60; ++i) text += "var v" + number(i) + " = '${v" + number(i - 1) + "}${v" + number(i - 1) + "}'\n";
  project.add("main.bicep", text + "resource r 'A.B/c@1' = { name: v59 }\n");
  const Deployment out = project.expand("main.bicep");
  ASSERT_EQ(out.diagnostics.items().size(), 1u);
  EXPECT_EQ(out.diagnostics.items()[0].message, "evaluation stopped here: a string is too long");
  EXPECT_LT(out.arena->bytes_used(), kMemory);
}

TEST(Hostile, OutputsThatReferToEachOther) {
  const std::string inner = R"({"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "d", "properties": {"mode": "Incremental",
    "expressionEvaluationOptions": {"scope": "inner"}, "template": )" + arm("\"resources\": [], \"outputs\": {" + joined(10'000, ",", [](int i) {
      return "\"o" + number(i) + R"(": {"type": "string", "value": "[concat(reference('d').outputs.o)" + number((i + 1) % 10'000) + ".value, 'x')]\"}";
    }) + "}") + "}}";
  const Outcome out = outcome(arm("\"resources\": [" + inner + R"(], "outputs": {"o": {"type": "string", "value": "[reference('d').outputs.o0.value]"}})"));
  EXPECT_LT(out.bytes, kMemory);
  EXPECT_LT(out.codes.size(), 10'000u);
}

}  // namespace
}  // namespace ringfence
