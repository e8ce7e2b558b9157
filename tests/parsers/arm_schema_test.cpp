// Which JSON files are templates or parameter files of ours, and the template that a blueprint artifact holds.

#include <gtest/gtest.h>

#include <string>

#include "tests/parsers/arm_support.h"

namespace ringfence {
namespace {

using testing::Parsed;
using testing::print;

TEST(ArmSchema, DecidesWhatAFileIs) {
  struct Row {
    const char* text;
    FileKind kind;
    const char* scope;
  };
  const Row kRows[] = {
      {R"({"$schema": "https://schema.management.azure.com/schemas/2015-01-01/deploymentTemplate.json#"})",
       FileKind::ArmTemplate, "resourceGroup"},
      {R"({"$SCHEMA": "HTTP://example.org/DEPLOYMENTTEMPLATE.JSON"})", FileKind::ArmTemplate, "resourceGroup"},
      {R"({"$schema": "x/2018-05-01/subscriptionDeploymentTemplate.json#"})", FileKind::ArmTemplate, "subscription"},
      {R"({"$schema": "x/2019-08-01/managementGroupDeploymentTemplate.json#"})", FileKind::ArmTemplate,
       "managementGroup"},
      {R"({"$schema": "x/2019-08-01/tenantDeploymentTemplate.json"})", FileKind::ArmTemplate, "tenant"},
      {R"({"$schema": "x/2019-04-01/deploymentParameters.json#"})", FileKind::ArmParameters, nullptr},
      {R"({"$schema": "x/2018-05-01/subscriptionDeploymentParameters.json#"})", FileKind::ArmParameters, nullptr},
      {R"({"$schema": "https://json-schema.org/draft/2020-12/schema", "resources": []})", FileKind::None, nullptr},
      {R"({"$schema": "https://example.org/deploymentTemplate.json/other.json"})", FileKind::None, nullptr},
      {R"({"properties": {"template": {"$schema": "x/deploymentTemplate.json#"}}})", FileKind::None, nullptr},
      {R"({"kind": "template", "properties": {"template": "x/deploymentTemplate.json#"}})", FileKind::None, nullptr},
      {R"({"resources": [], "contentVersion": "1.0.0.0"})", FileKind::None, nullptr},
      {R"([{"$schema": "x/deploymentTemplate.json#"}])", FileKind::None, nullptr},
      {R"({"description": "see $schema: deploymentTemplate.json"})", FileKind::None, nullptr},
      {"", FileKind::None, nullptr},
      {"{ \"broken\": ", FileKind::None, nullptr},
      {"\"$schema\": \"x/deploymentTemplate.json#\"", FileKind::ArmTemplate, "resourceGroup"},
  };
  for (const Row& row : kRows) {
    Parsed parsed(row.text);
    EXPECT_EQ(parsed.file.kind, row.kind) << row.text;
    if (row.scope) {
      EXPECT_EQ(parsed.declarations().target_scope, row.scope) << row.text;
    }
    if (row.kind == FileKind::None) {
      EXPECT_EQ(parsed.diagnostics(), "") << row.text;
    }
  }
}

TEST(ArmSchema, TheTemplateOfABlueprintArtifactIsReadWithWhatThatPassesToIt) {
  Parsed parsed(R"({
    "kind": "template",
    "type": "Microsoft.Blueprint/blueprints/artifacts",
    "properties": {
      "template": {
        "$schema": "https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#",
        "parameters": {
          "own": { "type": "string", "defaultValue": "a" },
          "given": { "type": "string", "defaultValue": "b" },
          "ofBlueprint": { "type": "string", "defaultValue": "c" },
          "ofObject": { "type": "object", "defaultValue": {} }
        },
        "resources": [ { "type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-05-01", "name": "data" } ]
      },
      "parameters": { "GIVEN": { "value": "x" }, "ofBlueprint": { "value": "[parameters('c')]" },
                      "ofObject": { "value": { "deep": [ "[parameters('own')]" ] } } }
    }
  })");
  EXPECT_EQ(parsed.diagnostics(), "");
  ASSERT_EQ(parsed.file.kind, FileKind::ArmTemplate);
  const Template& declarations = parsed.declarations();
  EXPECT_EQ(declarations.target_scope, "subscription");
  ASSERT_EQ(declarations.resources.size(), 1u);
  auto default_of = [&](std::string_view name) -> const Expr* {
    for (const Parameter& each : declarations.parameters) {
      if (each.name == name) return each.default_value;
    }
    ADD_FAILURE() << "no parameter " << name;
    return nullptr;
  };
  EXPECT_EQ(print(default_of("own")), "'a'");
  EXPECT_EQ(print(default_of("given")), "'x'");
  EXPECT_EQ(default_of("ofBlueprint"), nullptr);
  EXPECT_EQ(default_of("ofObject"), nullptr);
}

}  // namespace
}  // namespace ringfence
