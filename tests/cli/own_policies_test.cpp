// A project's own policies: written by new-policy, tested, explained, configured, described by a schema.

#include <nlohmann/json.hpp>

#include "tests/cli/program.h"

namespace ringfence {
namespace {

using nlohmann::json;
using OwnPolicies = Project;

TEST_F(OwnPolicies, ANewOneWorksAsItIsWritten) {
  Outcome made = run("new-policy RF-ORG-001 account-without-tls");
  EXPECT_EQ(made.code, 0) << made.err;
  EXPECT_EQ(made.out, "account-without-tls.yaml\naccount-without-tls.test.yaml\n");
  Outcome tested = run("test .");
  EXPECT_EQ(tested.out, "ok   RF-ORG-001 account-without-tls (9 cases)\n1 policy, 0 with mistakes\n");
  EXPECT_EQ(tested.code, 0);
  write("main.bicep",
        "resource a 'Microsoft.Storage/storageAccounts@2023-05-01' = {\n  name: 'a'\n  location: 'x'\n  properties: { "
        "supportsHttpsTrafficOnly: false }\n}\n");
  Outcome found = run("scan --policies . --rule RF-ORG-001 --format problems main.bicep");
  EXPECT_EQ(found.out, "main.bicep:4:43: error: a accepts requests without TLS (as written) [RF-ORG-001]\n");
}

TEST_F(OwnPolicies, NothingIsOverwritten) {
  write("x.yaml", "mine");
  Outcome got = run("new-policy RF-ORG-001 x");
  EXPECT_EQ(got.code, 2);
  EXPECT_EQ(got.err, "ringfence: x.yaml is there already\n");
  EXPECT_EQ(read("x.yaml"), "mine");
  EXPECT_EQ(run("new-policy org-1 x").err, "ringfence: org-1: expected an id like RF-ORG-001\n");
  EXPECT_EQ(run("new-policy RF-ORG-001 X_y").err, "ringfence: X_y: a name is made of a-z, 0-9 and -\n");
  EXPECT_EQ(run("new-policy RF-DATA-001 mine").code, 2);
}

TEST_F(OwnPolicies, TestsTakeTheFoldersPolicyInsteadOfTheProgramsOfThatId) {
  run("new-policy RF-ORG-001 tls");
  for (const char* name : {"tls.yaml", "tls.test.yaml"}) {
    std::string text = read(name);
    for (size_t at; (at = text.find("RF-ORG-001")) != std::string::npos;) text.replace(at, 10, "RF-DATA-001");
    write(name, text);
  }
  EXPECT_EQ(run("test .").out, "ok   RF-DATA-001 tls (9 cases)\n1 policy, 0 with mistakes\n");
  EXPECT_EQ(run("rules --policies .").code, 2);
}

TEST_F(OwnPolicies, ATestThatDoesNotHoldSaysWhatItFound) {
  run("new-policy RF-ORG-001 tls");
  std::string tests = read("tls.test.yaml");
  tests.replace(tests.find(" //~ RF-ORG-001"), 15, "");
  write("tls.test.yaml", tests);
  Outcome got = run("test .");
  EXPECT_EQ(got.code, 1);
  EXPECT_EQ(got.out,
            "FAIL RF-ORG-001 tls (9 cases)\n"
            "     refused (bicep): expected nothing, found line 7: fail\n"
            "     no firing case in bicep\n"
            "1 policy, 1 with mistakes\n");
}

TEST_F(OwnPolicies, MistakesAreToldWithTheirPlaces) {
  write("rules/a.yaml", "id: RF-ORG-001\nrequire: { policy: RF-ORG-009 }\n");
  Outcome got = run("test rules");
  EXPECT_EQ(got.code, 2);
  EXPECT_EQ(got.err.substr(0, got.err.find('\n')), "rules/a.yaml:1:1: 'title' is missing");
  EXPECT_EQ(run("test nowhere").err, "ringfence: nowhere: no such folder\n");
}

const char* const kRegions =
    "id: RF-ORG-002\ntitle: Resource outside the allowed regions\nseverity: medium\ncategory: residency\nresource: "
    "'*'\n"
    "parameters:\n  regions: { default: [], type: texts, says: regions that data may stand in }\n"
    "when: { value: { param: regions }, empty: false }\nrequire: { field: location, locationIn: { param: regions } }\n"
    "message: '{resource.name} is in {actual}'\nwhy: because\n";

TEST_F(OwnPolicies, ACaseGivesParametersAsAProjectDoes) {
  write("resource-outside-regions.yaml", kRegions);
  const std::string account =
      "    bicep: |\n      param where string\n      resource a 'Microsoft.Storage/storageAccounts@2023-05-01' = {\n"
      "        name: 'a'\n        location: ";
  auto cases = [&](const std::string& name) {
    return "compliant: { location: westeurope }\n"
           "without: { arm: only one language here, terraform: only one language here }\ncases:\n"
           "  - name: elsewhere\n    parameters: { " +
           name + ": [West Europe] }\n" + account +
           "'westus' //~ RF-ORG-002\n      }\n"
           "  - name: not known\n    parameters: { regions: [West Europe] }\n" +
           account +
           "where //? RF-ORG-002\n      }\n"
           "  - name: no project says what it wants\n" +
           account + "'westus'\n      }\n";
  };
  write("resource-outside-regions.test.yaml", cases("regions"));
  EXPECT_EQ(run("test .").out, "ok   RF-ORG-002 resource-outside-regions (3 cases)\n1 policy, 0 with mistakes\n");
  write("resource-outside-regions.test.yaml", cases("region"));
  Outcome wrong = run("test .");
  EXPECT_NE((wrong.out + wrong.err).find("RF-ORG-002 has no parameter 'region', did you mean 'regions'?"),
            std::string::npos)
      << wrong.out << wrong.err;
}

TEST_F(OwnPolicies, WaitForWhatAProjectConfigures) {
  write("rules/resource-outside-regions.yaml", kRegions);
  write("main.bicep",
        "resource a 'Microsoft.Storage/storageAccounts@2023-05-01' = {\n  name: 'a'\n  location: 'West US'\n}\n");
  const std::string scan = "scan --policies rules --rule RF-ORG-002 --format problems main.bicep";
  EXPECT_EQ(run(scan).out, "");
  write(".ringfence.yaml", "rules:\n  RF-ORG-002: { parameters: { regions: [westeurope] } }\n");
  EXPECT_EQ(run(scan).out, "main.bicep:3:13: warning: a is in West US [RF-ORG-002]\n");
  write(".ringfence.yaml", "rules:\n  RF-ORG-002: { parameters: { region: [westeurope] } }\n");
  EXPECT_EQ(run(scan).err, ".ringfence.yaml:2:39: RF-ORG-002 has no parameter 'region', did you mean 'regions'?\n");
  write(".ringfence.yaml", "rules:\n  RF-ORG-002: { parameters: { regions: 5 } }\n");
  EXPECT_EQ(run(scan).err, ".ringfence.yaml:2:40: parameter 'regions' of RF-ORG-002 takes a list of texts\n");
  Outcome told = run("explain RF-ORG-002 --policies rules");
  EXPECT_NE(told.out.find("Parameters (.ringfence.yaml: rules: { RF-ORG-002: { parameters: { NAME: VALUE } } })\n"
                          "    regions: []  (texts)\n        regions that data may stand in\n"),
            std::string::npos)
      << told.out;
}

/// The schema is made from the tables by which policies are read; what is published must be that one.
TEST_F(OwnPolicies, TheSchemaInTheDocumentationIsTheOneThatIsPrinted) {
  Outcome got = run("schema");
  std::ifstream in(std::string(RINGFENCE_SOURCE_DIR) + "/docs/policy.schema.json");
  std::stringstream published;
  published << in.rdbuf();
  EXPECT_EQ(got.out, published.str()) << "ringfence schema > docs/policy.schema.json";
  json schema = json::parse(got.out);
  EXPECT_TRUE(schema["properties"].contains("require"));
  EXPECT_TRUE(schema["$defs"]["condition"]["anyOf"][1]["properties"].contains("cidrWithin"));
}

}  // namespace
}  // namespace ringfence
