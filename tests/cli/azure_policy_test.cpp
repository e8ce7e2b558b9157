// `--azure-policy` on the command line and in the configuration.

#include "tests/cli/program.h"

namespace ringfence {
namespace {

class AzurePolicyOption : public Project {
 protected:
  AzurePolicyOption() {
    write("main.bicep", "resource a 'Microsoft.Storage/storageAccounts@2023-05-01' = {\n  name: 'a'\n  properties: { accessTier: 'Hot' }\n}\n");
    write("policies/tier.json", definition("11111111-2222-3333-4444-555555555555", R"("audit")"));
  }
  static std::string definition(const std::string& name, const std::string& effect, const std::string& parameters = "{}") {
    return R"({"name": ")" + name + R"(", "properties": {"displayName": "No hot tier", "mode": "All", "metadata": {"category": "Storage"},
      "parameters": )" + parameters + R"(, "policyRule": {"if": {"allOf": [
        {"field": "type", "equals": "Microsoft.Storage/storageAccounts"},
        {"field": "Microsoft.Storage/storageAccounts/accessTier", "equals": "Hot"}]}, "then": {"effect": )" + effect + "}}}}";
  }
  static constexpr const char* kOnly = " --rule AZP-11111111-2222-3333-4444-555555555555 --format problems";
};

TEST_F(AzurePolicyOption, JudgesDefinitionsOfAFileOrAFolder) {
  std::string line = "main.bicep:3:29: warning: a: No hot tier [AZP-11111111-2222-3333-4444-555555555555]\n";
  EXPECT_EQ(run("scan . --azure-policy policies" + std::string(kOnly)).out, line);
  EXPECT_EQ(run("scan . --azure-policy policies/tier.json" + std::string(kOnly)).out, line);
  EXPECT_EQ(run("scan . --azure-policy policies" + std::string(kOnly)).code, 1);
}

TEST_F(AzurePolicyOption, ComesFromTheConfigurationToo) {
  write(".ringfence.yaml", "azure-policy: [policies]\nrules: { AZP-11111111-2222-3333-4444-555555555555: high }\n");
  EXPECT_EQ(run("scan ." + std::string(kOnly)).out, "main.bicep:3:29: error: a: No hot tier [AZP-11111111-2222-3333-4444-555555555555]\n");
  write(".ringfence.yaml", "azure-policy: { definitions: policies, parameters: values.json }\n");
  write("values.json", R"({"tier": {"value": "Cool"}})");
  EXPECT_EQ(run("scan ." + std::string(kOnly)).code, 1);
}

TEST_F(AzurePolicyOption, ParametersAreGivenInAFile) {
  write("policies/tier.json", definition("11111111-2222-3333-4444-555555555555", R"("[parameters('effect')]")",
                                         R"({"effect": {"type": "String", "defaultValue": "Disabled", "allowedValues": ["Audit", "Disabled"]}})"));
  write("values.json", R"({"effect": {"value": "Audit"}})");
  Outcome off = run("scan . --azure-policy policies --format problems");
  EXPECT_EQ(off.out.find("AZP-"), std::string::npos);
  EXPECT_NE(off.err.find("ringfence: 0 of 1 Azure policy definitions are judged (1 off; ringfence rules --azure-policy lists them)\n"), std::string::npos);
  EXPECT_EQ(run("scan . --azure-policy policies --azure-policy-parameters values.json" + std::string(kOnly)).code, 1);
}

TEST_F(AzurePolicyOption, WhyShowsWhatAnExpressionAndASearchLookedAt) {
  write("policies/tier.json", R"({"name": "11111111-2222-3333-4444-555555555555", "properties": {"displayName": "No hot tier", "mode": "All",
    "policyRule": {"if": {"allOf": [{"field": "type", "equals": "Microsoft.Storage/storageAccounts"},
      {"value": "[toLower(field('Microsoft.Storage/storageAccounts/accessTier'))]", "equals": "hot"}]},
      "then": {"effect": "auditIfNotExists", "details": {"type": "Microsoft.Insights/diagnosticSettings"}}}}})");
  std::string out = run("why AZP-11111111-2222-3333-4444-555555555555 a . --azure-policy policies").out;
  EXPECT_NE(out.find("      what the definition computes or looks for: true\n"
                     "        properties.accessTier is Hot  (main.bicep:3:29)\n"),
            std::string::npos)
      << out;
  EXPECT_NE(out.find("what the definition computes or looks for: false\n"
                     "      it looks for Microsoft.Insights/diagnosticSettings\n"
                     "        there is none in this deployment\n"),
            std::string::npos)
      << out;
}

TEST_F(AzurePolicyOption, RulesTellsWhatBecameOfEach) {
  write("policies/static.json", R"({"name": "s", "properties": {"policyType": "Static", "policyRule": {"if": {}, "then": {"effect": "audit"}}}})");
  write("policies/odd.json", R"({"name": "o", "properties": {"policyRule": {"if": {"field": "kind", "sounds": "x"}, "then": {"effect": "audit"}}}})");
  std::string out = run("rules --azure-policy policies").out;
  EXPECT_NE(out.find("\n3 definitions\n"
                     "     1  judged\n"
                     "     1  not about templates\n"
                     "             1  Static: an attestation, not a condition\n"
                     "     1  not supported\n"
                     "             1  operator 'sounds'\n"
                     "1 of 2 (50.0 %) of those with mode Indexed or All and an effect audit, deny, auditIfNotExists or deployIfNotExists are evaluated\n"
                     "policies/odd.json: AZP-o: not supported: operator 'sounds'\n"
                     "policies/static.json: AZP-s: not about templates: Static: an attestation, not a condition\n"),
            std::string::npos) << out;
  EXPECT_NE(run("rules --azure-policy policies --format json").out.find("\"AZP-11111111-2222-3333-4444-555555555555\""), std::string::npos);
}

TEST_F(AzurePolicyOption, MistakesHaveTheirPlace) {
  write("broken/a.json", "{\"if\": [}");
  Outcome broken = run("scan . --azure-policy broken");
  EXPECT_EQ(broken.code, 2);
  EXPECT_EQ(broken.err.rfind("broken/a.json:1:9: ", 0), 0u) << broken.err;
  write("other/a.json", "{\"some\": 1}");
  Outcome other = run("scan . --azure-policy other");
  EXPECT_EQ(other.code, 2);
  EXPECT_EQ(other.err, "other/a.json:1:1: no policy definition: expected policyRule with if and then, or policyDefinitions\n");
  write("empty/a.txt", "");
  EXPECT_EQ(run("scan . --azure-policy empty").err, "ringfence: --azure-policy: no JSON files there\n");
}

}  // namespace
}  // namespace ringfence
