// What analyzers that match text get wrong about ARM templates, as verdicts of the whole program.

#include <nlohmann/json.hpp>

#include "tests/cli/program.h"

namespace ringfence {
namespace {

using nlohmann::json;

class ArmPitfalls : public Project {
 protected:
  /// A template of these members beside the schema.
  static std::string deployment(const std::string& members) {
    return R"({"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
"contentVersion": "1.0.0.0",
)" + members + "\n}\n";
  }
  /// A storage account with that access, more members before its properties.
  static std::string storage(const std::string& access, const std::string& more = "",
                             const std::string& type = "Microsoft.Storage/storageAccounts",
                             const std::string& name = "stdata") {
    return R"({"type": ")" + type + R"(", "apiVersion": "2023-05-01", "name": ")" + name +
           R"(", "location": "westeurope", "kind": "StorageV2", "sku": {"name": "Standard_LRS"}, )" + more +
           R"("properties": {"publicNetworkAccess": ")" + access + R"("}})";
  }
  /// "file:line verdict" of each finding of a rule.
  std::vector<std::string> verdicts(const std::string& rule = "RF-DATA-001") const {
    json report = json::parse(run("scan --format json --verdicts all --rule " + rule + " .").out);
    std::vector<std::string> out;
    for (const json& each : report["findings"]) {
      out.push_back(each["file"].get<std::string>() + ":" + std::to_string(each["line"].get<int>()) + " " +
                    each["verdict"].get<std::string>());
    }
    return out;
  }
  using Verdicts = std::vector<std::string>;
};

TEST_F(ArmPitfalls, TypesAreTheSameInAnyLetterCase) {
  write("main.json",
        deployment(R"("resources": [)" + storage("Enabled", "", "MICROSOFT.storage/StorageAccounts") + "]"));
  EXPECT_EQ(verdicts(), Verdicts{"main.json:3 fail"});
}

TEST_F(ArmPitfalls, SymbolicNamesAreReadAtAnyDepth) {
  std::string inner = deployment(R"("languageVersion": "2.0", "resources": {"deep": )" + storage("Enabled") + "}");
  std::string nested = R"({"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "inner",
"properties": {"mode": "Incremental", "expressionEvaluationOptions": {"scope": "inner"}, "template": )";
  std::string middle = deployment(R"("languageVersion": "2.0", "resources": {"m": )" + nested + inner + "}}}");
  write("main.json", deployment(R"("languageVersion": "2.0", "resources": {"top": )" + nested + middle + "}}}"));
  EXPECT_EQ(verdicts(), Verdicts{"main.json:9 fail"});
}

TEST_F(ArmPitfalls, CommentsAndTabsDoNotHideAResource) {
  write("main.json", "// made by hand\n" + deployment("\t\"resources\": [ /* one { */\n\t\t// \"two\": [\n\t\t" +
                                                      storage("Enabled") + "\n\t]"));
  EXPECT_EQ(verdicts(), Verdicts{"main.json:6 fail"});
}

TEST_F(ArmPitfalls, ABoolIsFollowedThroughTwoVariables) {
  auto with_default = [&](const std::string& value) {
    write("main.json", deployment(R"("parameters": {"open": {"type": "bool", "defaultValue": )" + value + R"(}},
"variables": {"isOpen": "[parameters('open')]", "access": "[if(variables('isOpen'), 'Enabled', 'Disabled')]"},
"resources": [)" + storage("[variables('access')]") + "]"));
  };
  with_default("true");
  EXPECT_EQ(verdicts(), Verdicts{"main.json:4 fail"}) << "where the value is written";
  with_default("false");
  EXPECT_EQ(verdicts(), Verdicts{"main.json:4 pass"});
}

TEST_F(ArmPitfalls, WhatItsConditionRulesOutIsNotThere) {
  write("main.json", deployment(R"("variables": {"deploy": "[equals('a', 'b')]"},
"resources": [)" + storage("Enabled", R"("condition": "[variables('deploy')]", )") + "]"));
  EXPECT_EQ(verdicts(), Verdicts{});
}

TEST_F(ArmPitfalls, ANameInLowerCaseLinksAResourceToItsPrivateEndpoint) {
  const std::string endpoint = R"({"type": "Microsoft.Network/privateEndpoints", "apiVersion": "2023-09-01", "name": "pe",
"location": "westeurope", "properties": {"subnet": {"id": "[parameters('subnet')]"}, "privateLinkServiceConnections": [{
"name": "c", "properties": {"groupIds": ["blob"],
"privateLinkServiceId": "[resourceId('Microsoft.Storage/storageAccounts', toLower(parameters('name')))]"}}]}})";
  const std::string head = R"("parameters": {"name": {"type": "string"}, "subnet": {"type": "string"}}, "resources": [)";
  const std::string account =
      storage("Disabled", "", "Microsoft.Storage/storageAccounts", "[toLower(parameters('name'))]");
  write("main.json", deployment(head + account + ",\n" + endpoint + "]"));
  EXPECT_EQ(verdicts("RF-PE-006"), Verdicts{"main.json:3 pass"});
  write("main.json", deployment(head + account + "]"));
  EXPECT_EQ(verdicts("RF-PE-006"), Verdicts{"main.json:3 fail"});
}

TEST_F(ArmPitfalls, SecurityRulesMadeByACopyAreSeen) {
  write("main.json", deployment(R"("parameters": {"ports": {"type": "array", "defaultValue": ["443", "22"]}},
"resources": [{"type": "Microsoft.Network/networkSecurityGroups", "apiVersion": "2023-09-01", "name": "nsg",
"location": "westeurope", "properties": {"copy": [{"name": "securityRules", "count": "[length(parameters('ports'))]",
"input": {"name": "[concat('in-', parameters('ports')[copyIndex('securityRules')])]", "properties": {
  "direction": "Inbound", "access": "Allow", "protocol": "Tcp", "priority": "[add(100, copyIndex('securityRules'))]",
  "sourceAddressPrefix": "*", "sourcePortRange": "*", "destinationAddressPrefix": "*",
  "destinationPortRange": "[parameters('ports')[copyIndex('securityRules')]]"}}}]}}])"));
  Verdicts got = verdicts("RF-NET-015");
  ASSERT_EQ(got.size(), 1u);
  EXPECT_NE(got.front().find(" fail"), std::string::npos);
}

TEST_F(ArmPitfalls, AnInnerTemplateHasParametersOfItsOwn) {
  auto nested = [&](const std::string& scope) {
    return deployment(R"("parameters": {"access": {"type": "string", "defaultValue": "Disabled"}},
"resources": [{"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "inner",
"properties": {"mode": "Incremental", "expressionEvaluationOptions": {"scope": ")" +
                      scope + R"("}, "template": )" +
                      deployment(R"("parameters": {"access": {"type": "string", "defaultValue": "Enabled"}},
"resources": [)" + storage("[parameters('access')]") + "]") +
                      "}}]");
  };
  write("main.json", nested("inner"));
  EXPECT_EQ(verdicts(), Verdicts{"main.json:7 fail"}) << "the inner default";
  write("main.json", nested("outer"));
  EXPECT_EQ(verdicts(), Verdicts{"main.json:3 pass"}) << "the outer one";
}

TEST_F(ArmPitfalls, TemplatesOfOneScanDoNotShareParameters) {
  for (const auto& [file, access] : {std::pair("a.json", "Enabled"), std::pair("b.json", "Disabled")}) {
    write(file, deployment(R"("parameters": {"access": {"type": "string", "defaultValue": ")" + std::string(access) +
                           R"("}}, "resources": [)" + storage("[parameters('access')]") + "]"));
  }
  EXPECT_EQ(verdicts(), (Verdicts{"a.json:3 fail", "b.json:3 pass"}));
}

}  // namespace
}  // namespace ringfence
