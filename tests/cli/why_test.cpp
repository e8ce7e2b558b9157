// How verdicts came about, step by step, and deployments of one template with several parameter files.

#include <nlohmann/json.hpp>

#include "tests/cli/program.h"

namespace ringfence {
namespace {

using nlohmann::json;
using Why = Project;

TEST_F(Why, TellsWhatWasLookedAtAndWhereItIsWritten) {
  write("main.bicep", kOpenStorage);
  Outcome got = run("why RF-DATA-001 data main.bicep");
  EXPECT_EQ(got.code, 0) << got.err;
  EXPECT_EQ(got.err, "");
  EXPECT_EQ(got.out.substr(0, got.out.find('\n')),
            "Microsoft.Storage/storageAccounts data  (main.bicep:2:1), deployed by main.bicep");
  for (const char* line : {"RF-DATA-001: fail: ", "  it requires: false\n",
                           "properties.publicNetworkAccess in [Disabled, SecuredByPerimeter]: false\n",
                           "properties.publicNetworkAccess is Enabled, the default of a parameter  (main.bicep:1:23)\n",
                           "properties.networkAcls.defaultAction is absent; Azure's default is \"Allow\" (https://"}) {
    EXPECT_NE(got.out.find(line), std::string::npos) << line << "\n" << got.out;
  }
  EXPECT_EQ(run("why RF-DATA-001 stdata main.bicep").out, got.out);
}

TEST_F(Why, TellsWhyItPasses) {
  write("main.bicep",
        "resource data 'Microsoft.Storage/storageAccounts@2023-05-01' = {\n  name: 'd'\n  location: 'x'\n  properties: "
        "{ publicNetworkAccess: 'Disabled' }\n}\n");
  Outcome got = run("scan --explain RF-DATA-001 main.bicep");
  EXPECT_EQ(got.code, 0);
  EXPECT_NE(got.out.find("RF-DATA-001: pass\n"), std::string::npos) << got.out;
  EXPECT_NE(got.out.find("properties.publicNetworkAccess is Disabled  (main.bicep:4:38)\n"), std::string::npos)
      << got.out;
}

TEST_F(Why, HidesSecrets) {
  write("rules/x.yaml",
        "id: RF-ORG-001\ntitle: Bad\nseverity: low\ncategory: x\nresource: Microsoft.Compute/virtualMachines\nmessage: "
        "bad\nwhy: because\n"
        "require: { field: properties.osProfile.adminPassword, exists: false }\n");
  write("main.bicep",
        "resource v 'Microsoft.Compute/virtualMachines@2023-03-01' = {\n  name: 'v'\n  location: 'x'\n  properties: { "
        "osProfile: { adminPassword: 'hunter2' } }\n}\n");
  Outcome got = run("why RF-ORG-001 v main.bicep --policies rules");
  EXPECT_NE(got.out.find("properties.osProfile.adminPassword is ***"), std::string::npos) << got.out << got.err;
  EXPECT_EQ(got.out.find("hunter2"), std::string::npos);
}

constexpr const char* kWrongZone = R"(
resource a 'Microsoft.Storage/storageAccounts@2023-05-01' = { name: 'a', location: 'westeurope' }
resource zone 'Microsoft.Network/privateDnsZones@2020-06-01' = { name: 'privatelink.file.core.windows.net', location: 'global' }
resource pe 'Microsoft.Network/privateEndpoints@2024-01-01' = {
  name: 'pe'
  properties: { privateLinkServiceConnections: [ { name: 'c', properties: { privateLinkServiceId: a.id, groupIds: [ 'blob' ] } } ] }
  resource g 'privateDnsZoneGroups' = {
    name: 'default'
    properties: { privateDnsZoneConfigs: [ { name: 'b', properties: { privateDnsZoneId: zone.id } } ] }
  }
}
)";

TEST_F(Why, TellsWhichPartnersWereTriedAndWhyTheyDoNotCount) {
  write("main.bicep", kWrongZone);
  Outcome got = run("why RF-PE-022 pe main.bicep");
  for (const char* line : {"some resource that this points to by private-dns and is that zone: false\n",
                           "Microsoft.Network/privateDnsZones zone: does not count  (main.bicep:3:1)\n",
                           "it is another zone  (main.bicep:9:"}) {
    EXPECT_NE(got.out.find(line), std::string::npos) << line << "\n" << got.out;
  }
}

TEST_F(Why, KnowsWhatIsJudged) {
  write("rules/x.yaml",
        "id: RF-ORG-001\ntitle: Bad\nseverity: low\ncategory: x\nresource: Microsoft.Network/privateEndpoints\n"
        "message: bad\nwhy: because\nrequire:\n  related:\n    path:\n"
        "      - { edge: private-dns, direction: out }\n      - { edge: private-dns, direction: in, is: self }\n");
  write("main.bicep", kWrongZone);
  Outcome got = run("why RF-ORG-001 pe main.bicep --policies rules");
  EXPECT_NE(got.out.find("Microsoft.Network/privateEndpoints pe: counts"), std::string::npos) << got.out << got.err;
}

TEST_F(Why, NamesWhatThereIsWhenNothingIsMeant) {
  write("main.bicep", kOpenStorage);
  EXPECT_EQ(run("why RF-DATA-001 other main.bicep").err,
            "ringfence: other: no such resource; RF-DATA-001 judges data\n");
  EXPECT_EQ(run("why RF-KV-001 data main.bicep").err, "ringfence: RF-KV-001 judges nothing that is deployed here\n");
  EXPECT_EQ(run("why RF-DATA-01 data main.bicep").err, "ringfence: no rule RF-DATA-01 (did you mean RF-DATA-001?)\n");
  EXPECT_EQ(run("scan --explain RF-DATA-01 main.bicep").err,
            "ringfence: --explain: no rule RF-DATA-01 (did you mean RF-DATA-001?)\n");
}

TEST_F(Why, OneFindingSaysInWhichDeploymentsItIs) {
  std::string template_text = std::string(kOpenStorage).substr(std::string(kOpenStorage).find('\n') + 1);
  write("main.bicep", "param env string\nvar access = env == 'prod' ? 'Disabled' : 'Enabled'\n" + template_text);
  for (std::string env : {"dev", "prod", "test"})
    write(env + ".bicepparam", "using 'main.bicep'\nparam env = '" + env + "'\n");
  json report = json::parse(run(std::string("scan ") + kOneRule + "--format json .").out);
  ASSERT_EQ(report["findings"].size(), 1u);
  const json& finding = report["findings"][0];
  EXPECT_EQ(finding["parameterFiles"], (json{"dev.bicepparam", "test.bicepparam"}));
  EXPECT_EQ(finding["file"], "main.bicep");
  EXPECT_EQ(finding["instances"], 2);
  EXPECT_NE(finding["message"].get<std::string>().find(" (with dev.bicepparam, test.bicepparam)"), std::string::npos);
  EXPECT_EQ(report["summary"]["fail"], 1);
  EXPECT_EQ(report["summary"]["pass"], 1);
}

TEST_F(Why, WhatStandsInAParameterFileIsAFindingThere) {
  write("main.bicep",
        "param access string\n" + std::string(kOpenStorage).substr(std::string(kOpenStorage).find('\n') + 1));
  write("dev.bicepparam", "using 'main.bicep'\nparam access = 'Enabled'\n");
  write("test.bicepparam", "using 'main.bicep'\nparam access = 'Enabled'\n");
  json findings = json::parse(run(std::string("scan ") + kOneRule + "--format json .").out)["findings"];
  ASSERT_EQ(findings.size(), 2u);
  EXPECT_EQ(findings[0]["file"], "dev.bicepparam");
  EXPECT_EQ(findings[0]["parameterFiles"], (json{"dev.bicepparam"}));
  EXPECT_EQ(findings[1]["file"], "test.bicepparam");
}

TEST_F(Why, AFindingOfAllDeploymentsNeedsNoWords) {
  write("main.bicep", kOpenStorage);
  write("dev.bicepparam", "using 'main.bicep'\n");
  write("prod.bicepparam", "using 'main.bicep'\n");
  json report = json::parse(run(std::string("scan ") + kOneRule + "--format json .").out);
  ASSERT_EQ(report["findings"].size(), 1u);
  EXPECT_EQ(report["findings"][0]["parameterFiles"], (json{"dev.bicepparam", "prod.bicepparam"}));
  EXPECT_EQ(report["findings"][0]["message"].get<std::string>().find("(with"), std::string::npos);
}

TEST_F(Why, JsonTellsInWhichPartOfItsParametersItFails) {
  write("main.bicep", "@allowed([ 'Enabled', 'Disabled' ])\nparam access string\n" +
                          std::string(kOpenStorage).substr(std::string(kOpenStorage).find('\n') + 1));
  json report = json::parse(run(std::string("scan ") + kOneRule + "--verdicts unknown --format json main.bicep").out);
  ASSERT_EQ(report["findings"].size(), 1u);
  EXPECT_EQ(report["findings"][0]["verdict"], "unknown");
  EXPECT_EQ(report["findings"][0]["failsWhen"], json::parse(R"([{"access": "Enabled"}])"));
}

}  // namespace
}  // namespace ringfence
