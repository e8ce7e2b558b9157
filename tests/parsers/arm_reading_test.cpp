// What else a template may hold, as the deployment engine and its tools read it: schemas of all levels and spellings,
// language version 2.0, stacks, template specs, the placeholders of the Azure Developer CLI.

#include <gtest/gtest.h>

#include <string>

#include "tests/parsers/arm_support.h"

namespace ringfence {
namespace {

using testing::Parsed;
using testing::print;
using testing::print_list;
using testing::resource_with;
using testing::template_with;

TEST(ArmSchema, EveryLevelVersionAndSpellingIsOurs) {
  struct Row {
    const char* schema;
    FileKind kind;
    const char* scope;
  };
  constexpr FileKind kTemplate = FileKind::ArmTemplate, kParameters = FileKind::ArmParameters;
  const Row kRows[] = {
      {"http://schema.management.azure.com/schemas/2014-04-01-preview/deploymentTemplate.json", kTemplate,
       "resourceGroup"},
      {"https://schema.management.azure.com/schemas/2015-01-01/deploymentTemplate.json#", kTemplate, "resourceGroup"},
      {"https://schema.management.azure.com/schemas/2015-01-01/deploymentTemplate.json#/", kTemplate, "resourceGroup"},
      {"https:\\/\\/schema.management.azure.com\\/schemas\\/2019-04-01\\/deploymentTemplate.json#", kTemplate,
       "resourceGroup"},
      {"HTTPS://SCHEMA.MANAGEMENT.AZURE.COM/SCHEMAS/2019-04-01/DEPLOYMENTTEMPLATE.JSON#", kTemplate, "resourceGroup"},
      {"https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#", kTemplate,
       "subscription"},
      {"https://schema.management.azure.com/schemas/2019-08-01/managementGroupDeploymentTemplate.json#", kTemplate,
       "managementGroup"},
      {"https://schema.management.azure.com/schemas/2019-08-01/tenantDeploymentTemplate.json#", kTemplate, "tenant"},
      {"https://schema.management.azure.com/schemas/2015-01-01/deploymentParameters.json#", kParameters, nullptr},
      {"https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentParameters.json#", kParameters,
       nullptr},
      {"https://schema.management.azure.com/schemas/2019-08-01/tenantDeploymentParameters.json#", kParameters, nullptr},
      {"https://schema.management.azure.com/schemas/0.1.2-preview/CreateUIDefinition.MultiVm.json#", FileKind::None,
       nullptr},
      {"https://schema.management.azure.com/schemas/2020-10-01/policyDefinition.json", FileKind::None, nullptr},
      {"https://schema.management.azure.com/schemas/2017-10-15/Microsoft.Authorization.json#", FileKind::None, nullptr},
      {"http://json.schemastore.org/azure-iot-edge-deployment-template-4.0", FileKind::None, nullptr},
      {"../deploymentTemplate.md", FileKind::ArmTemplate, "resourceGroup"},
  };
  for (const Row& row : kRows) {
    Parsed parsed("{\"contentVersion\": \"1.0.0.0\", \"resources\": [], \"$schema\" :\t\"" + std::string(row.schema) +
                  "\", \"parameters\": {}}");
    EXPECT_EQ(parsed.file.kind, row.kind) << row.schema;
    EXPECT_EQ(parsed.diagnostics(), "") << row.schema;
    if (row.scope) {
      EXPECT_EQ(parsed.declarations().target_scope, row.scope) << row.schema;
    }
  }
  EXPECT_EQ(Parsed("{'$schema': 'x/deploymentTemplate.json#'}").file.kind, FileKind::ArmTemplate);
  EXPECT_EQ(Parsed(template_with("\"resources\": []"), "/t/infra.JSONC").file.kind, FileKind::ArmTemplate);
}

TEST(ArmSchema, ATemplateInsideOtherJsonIsNotOurs) {
  Parsed policy(R"({"properties": {"policyRule": {"then": {"effect": "deployIfNotExists", "details": {"deployment":
      {"properties": {"template": {"$schema": "x/deploymentTemplate.json#", "resources": []}}}}}}}})");
  EXPECT_EQ(policy.file.kind, FileKind::None);
  EXPECT_EQ(policy.diagnostics(), "");
}

TEST(ArmTemplate, WhatTheReaderForgivesIsReadAlike) {
  std::string text = template_with(
      "\r\n\t// a comment\r\n\t\"resources\": [ /* another\r\n */ {'type': 'a.b/c', \"name\": \"one\r\ntwo\", "
      "\"properties\": {\"big\": 9223372036854775808, \"small\": -9223372036854775808, \"half\": 0.5, \"exp\": 1e3, "
      "\"escaped\": \"\\ud83d\\ude00\\t\\/\\'\"},},]");
  Parsed parsed(text);
  for (const Diagnostic& each : parsed.file.diagnostics.items()) EXPECT_EQ(each.severity, Severity::Note);
  ASSERT_EQ(parsed.declarations().resources.size(), 1u);
  const Resource& resource = *parsed.declarations().resources[0];
  EXPECT_EQ(resource.type, "a.b/c");
  EXPECT_EQ(print(resource.name), "'one\r\ntwo'");
  EXPECT_EQ(print(resource.body),
            "{properties: {big: double 9223372036854775808, small: -9223372036854775808, half: double 0.5, exp: double "
            "1e3, escaped: '\xF0\x9F\x98\x80\t/''}}");
}

TEST(ArmTemplate, NamesThatDifferInCaseAreOneMember) {
  Parsed parsed(template_with("\"parameters\": {\n\"Size\": {\"type\": \"int\"},\n\"size\": {\"type\": \"string\"}}"));
  ASSERT_EQ(parsed.declarations().parameters.size(), 1u);
  EXPECT_EQ(parsed.declarations().parameters[0].type->kind, TypeKind::String);
  EXPECT_EQ(parsed.diagnostics(),
            "2:1 warning duplicate-property: \"Size\" is given again below; the last one counts\n");
}

TEST(ArmTemplate, WhatIsNoResourceIsAnError) {
  Parsed parsed(
      template_with("\"resources\": [\n[],\n1,\n{\"name\": \"x\"},\n{\"type\": \"a.b/c\", \"resources\": "
                    "null}]"));
  EXPECT_EQ(parsed.diagnostics(),
            "2:1 error syntax-error: expected a resource, an object\n"
            "3:1 error syntax-error: expected a resource, an object\n"
            "4:1 error missing-type: resource has no \"type\"\n");
  EXPECT_EQ(Parsed(template_with("\n\"resources\": \"x\"")).diagnostics(),
            "2:14 error syntax-error: expected an array of resources, or an object of them\n");
  constexpr size_t kDepth = 100'000;
  Parsed deep(template_with("\n\"resources\": [" + std::string(kDepth, '[') + std::string(kDepth, ']') + "]"));
  EXPECT_EQ(deep.diagnostics(), "2:15 error syntax-error: expected a resource, an object\n");
}

TEST(ArmTemplate, OfManyMistakesTheFirstAreTold) {
  std::string resources;
  for (int i = 0; i < 1'000; ++i) resources += "{},\n";
  Parsed parsed(template_with("\"resources\": [\n" + resources + "{\"type\": \"a.b/c\"}]"));
  ASSERT_EQ(parsed.file.diagnostics.items().size(), 51u);
  EXPECT_TRUE(parsed.diagnostics().ends_with("\n52:1 error missing-type: 950 more like these from here on\n"));
}

TEST(ArmLanguageVersion2, ExtensionsAndImports) {
  Parsed parsed(template_with(
      R"("languageVersion": "2.1-experimental", "extensions": {"graph": {"name": "MicrosoftGraph", "version": "1.0.0"},
      "kube": {"name": "Kubernetes", "version": "1.0", "config": {"kubeConfig": "[parameters('k')]"}}})"));
  EXPECT_EQ(parsed.diagnostics(), "");
  const auto& extensions = parsed.declarations().extensions;
  ASSERT_EQ(extensions.size(), 2u);
  EXPECT_EQ(extensions[0].alias, "graph");
  EXPECT_EQ(extensions[0].source, "MicrosoftGraph@1.0.0");
  EXPECT_EQ(extensions[0].configuration, nullptr);
  EXPECT_EQ(print(extensions[1].configuration), "{kubeConfig: param(k)}");
  EXPECT_EQ(parsed.text(extensions[1].source_span), "\"Kubernetes\"");

  Parsed old(template_with(R"("imports": {"az": {"provider": "AzureResourceManager", "version": "1.0"}})"));
  ASSERT_EQ(old.declarations().extensions.size(), 1u);
  EXPECT_EQ(old.declarations().extensions[0].source, "AzureResourceManager@1.0");
}

TEST(ArmLanguageVersion2, AssertsAreKeptToBeChecked) {
  Parsed parsed(template_with(R"("asserts": {"few": "[less(parameters('n'), 3)]", "named": true})"));
  EXPECT_EQ(print_list(parsed.declarations().remarks), "less(param(n), 3), true");
}

TEST(ArmLanguageVersion2, AnExistingResourceIsInTheScopeThatItNames) {
  struct Row {
    const char* members;
    const char* scope;
  };
  const Row kRows[] = {
      {R"("subscriptionId": "[parameters('s')]", "resourceGroup": "rg")",
       "concat('/subscriptions/', param(s), '/resourceGroups/', 'rg')"},
      {R"("resourceGroup": "[variables('g')]")",
       "concat('/subscriptions/', subscription().subscriptionId, '/resourceGroups/', var(g))"},
      {R"("SubscriptionId": "s")", "concat('/subscriptions/', 's')"},
      {R"("scope": "/subscriptions/s")", "'/subscriptions/s'"},
      {R"("apiVersion": "2023-07-01")", "-"},
  };
  for (const Row& row : kRows) {
    Parsed parsed(
        template_with(R"("resources": {"v": {"existing": true, "type": "Microsoft.KeyVault/vaults", "name": "kv", )" +
                      std::string(row.members) + "}}"));
    const Resource& vault = *parsed.declarations().resources[0];
    EXPECT_EQ(print(vault.scope), row.scope) << row.members;
    EXPECT_EQ(print(vault.body), "{}") << row.members;
  }
  Parsed managed(resource_with(R"("resourceGroup": "rg")"));
  EXPECT_EQ(print(managed.declarations().resources[0]->body), "{resourceGroup: 'rg'}") << "not an existing one";
}

TEST(ArmLanguageVersion2, ADefinitionMayBeNullable) {
  Parsed parsed(
      template_with(R"("languageVersion": "2.0", "definitions": {"maybe": {"type": "string", "nullable": true},
      "alias": {"$ref": "#/definitions/maybe"}, "sure": {"$ref": "#/definitions/maybe", "nullable": false},
      "loop": {"$ref": "#/definitions/loop"}, "o": {"type": "object", "sealed": true, "additionalProperties": false,
      "properties": {"x": {"$ref": "#/definitions/alias"}, "y": {"type": "int", "minValue": 1}}}},
      "parameters": {"a": {"$ref": "#/definitions/alias"}, "s": {"$ref": "#/definitions/sure"},
      "l": {"$ref": "#/definitions/loop"}, "n": {"$ref": "#/definitions/nowhere"}, "p": {"type": "string"}})"));
  EXPECT_EQ(parsed.diagnostics(), "");
  std::string nullable;
  for (const Parameter& each : parsed.declarations().parameters) {
    if (each.nullable) nullable += each.name;
  }
  EXPECT_EQ(nullable, "a");
  const TypeExpr& object = *parsed.declarations().types[4].type;
  ASSERT_EQ(object.properties.size(), 2u);
  EXPECT_TRUE(object.properties[0].optional);
  EXPECT_FALSE(object.properties[1].optional);
}

TEST(ArmLanguageVersion2, SymbolicNamesAtAnyDepth) {
  Parsed parsed(template_with(R"("languageVersion": "2.0", "resources": {"outer": {"type": "a.b/c", "name": "x",
      "resources": {"inner": {"type": "d", "name": "y", "resources": {"innermost": {"type": "e", "name": "z"}}}}}})"));
  ASSERT_EQ(parsed.declarations().resources.size(), 3u);
  const Resource& innermost = *parsed.declarations().resources[2];
  EXPECT_EQ(innermost.symbol, "innermost");
  EXPECT_EQ(innermost.type, "a.b/c/d/e");
  EXPECT_EQ(innermost.enclosing->symbol, "inner");
}

TEST(ArmStack, DeploysItsTemplateWhereItSays) {
  Parsed parsed(template_with(R"("resources": [{"type": "microsoft.resources/DeploymentStacks", "name": "stack",
      "apiVersion": "2024-03-01", "location": "westeurope", "properties": {"actionOnUnmanage": {"resources": "delete"},
      "denySettings": {"mode": "none"}, "deploymentScope": "/subscriptions/s", "parameters": {"p": {"value": 1}},
      "template": {"$schema": "x/deploymentTemplate.json#", "resources": [{"type": "a.b/c", "name": "x"}]}}},
      {"type": "Microsoft.Resources/deploymentStacks", "name": "linked", "apiVersion": "2024-03-01",
      "properties": {"templateLink": {"uri": "https://example.org/main.json"}}}])"));
  EXPECT_EQ(parsed.diagnostics(), "");
  EXPECT_TRUE(parsed.declarations().resources.empty());
  ASSERT_EQ(parsed.declarations().modules.size(), 2u);
  const ModuleCall& stack = *parsed.declarations().modules[0];
  EXPECT_EQ(print(stack.scope), "'/subscriptions/s'");
  EXPECT_EQ(print(stack.arguments), "{p: 1}");
  EXPECT_EQ(print(stack.body),
            "{location: 'westeurope', properties: {actionOnUnmanage: {resources: 'delete'}, denySettings: {mode: "
            "'none'}}}");
  EXPECT_FALSE(stack.outer_scope);
  ASSERT_NE(stack.inline_template, nullptr);
  EXPECT_EQ(stack.inline_template->resources[0]->type, "a.b/c");
  EXPECT_EQ(parsed.declarations().modules[1]->source, "https://example.org/main.json");
}

TEST(ArmTemplateSpec, TheTemplateInsideIsDataAndNotDeployed) {
  Parsed parsed(template_with(R"("resources": [{"type": "Microsoft.Resources/templateSpecs/versions", "name": "s/v1",
      "apiVersion": "2022-02-01", "properties": {"mainTemplate": {"$schema": "x/deploymentTemplate.json#",
      "resources": [{"type": "a.b/c", "name": "[[parameters('n')]"}]}}}])"));
  EXPECT_TRUE(parsed.declarations().modules.empty());
  ASSERT_EQ(parsed.declarations().resources.size(), 1u);
  EXPECT_EQ(print(parsed.declarations().resources[0]->body),
            "{properties: {mainTemplate: {$schema: 'x/deploymentTemplate.json#', resources: [{type: 'a.b/c', name: "
            "'[parameters('n')]'}]}}}");
}

/// The value that a parameter file gives for `p`.
std::string parameter(const std::string& written) {
  Parsed parsed(R"({"$schema": "x/deploymentParameters.json#", "parameters": {"p": {"value": )" + written + "}}}");
  EXPECT_EQ(parsed.diagnostics(), "");
  const ParameterFile* file = parsed.file.parameters;
  return file && file->values.size() == 1 ? print(file->values[0].value) : "no value";
}

TEST(ArmParameters, PlaceholdersOfTheDeveloperCliAreItsEnvironment) {
  struct Row {
    const char* written;
    const char* value;
  };
  const Row kRows[] = {
      {R"("${AZURE_ENV_NAME}")", "externalInput('sys.envVar', 'AZURE_ENV_NAME')"},
      {R"("${{BOT_ENDPOINT}}")", "externalInput('sys.envVar', 'BOT_ENDPOINT')"},
      {R"("${{ a.b }}")", "externalInput('sys.envVar', 'a.b')"},
      {R"("${{a b}}")", "'${{a b}}'"},
      {R"("${{a")", "'${{a'"},
      {R"("rg-${AZURE_ENV_NAME}-${REGION}")",
       "'rg-' & externalInput('sys.envVar', 'AZURE_ENV_NAME') & '-' & externalInput('sys.envVar', 'REGION')"},
      {R"("${SKU=Standard}")", "'Standard'"},
      {R"("${SKU:-a-b}")", "'a-b'"},
      {R"("${SKU:=}x")", "'' & 'x'"},
      {R"("${SKU=}")", "null"},
      {R"("${PUBLIC=false}")", "false"},
      {R"(["\t${A_1}", {"k": "${B}"}])",
       "['\t' & externalInput('sys.envVar', 'A_1'), {k: externalInput('sys.envVar', 'B')}]"},
      {R"("${item}")", "'${item}'"},
      {R"("$AZURE_ENV_NAME ${} ${A ${")", "'$AZURE_ENV_NAME ${} ${A ${'"},
      {R"("${A?b}")", "'${A?b}'"},
      {"null", "null"},
      {R"("GEN-UNIQUE")", "'GEN-UNIQUE'"},
  };
  for (const Row& row : kRows) EXPECT_EQ(parameter(row.written), row.value);
}

TEST(ArmParameters, AnExpressionIsOneWhereTheCompilerWritesIt) {
  Parsed parsed(R"({"$schema": "x/deploymentParameters.json#", "parameters": {
      "p": {"expression": "[externalInput('sys.cli', 'x')]"}, "none": {}}})");
  ASSERT_EQ(parsed.file.parameters->values.size(), 1u);
  EXPECT_EQ(print(parsed.file.parameters->values[0].value), "externalInput('sys.cli', 'x')");
}

}  // namespace
}  // namespace ringfence
