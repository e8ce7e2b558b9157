// Frameworks: which rules answer which controls, what a scan found of them, and what no template shows. And the table
// of verdicts by rule.

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "analyzer/knowledge/frameworks.h"
#include "tests/cli/program.h"

namespace ringfence {
namespace {

using nlohmann::json;
using Compliance = Project;

TEST_F(Compliance, RulesAreGroupedByControlAndEveryControlIsCountedOnce) {
  Outcome got = run("rules --framework MCSB --format json");
  ASSERT_EQ(got.code, 0) << got.err;
  json out = json::parse(got.out);
  ASSERT_EQ(out["frameworks"].size(), 1u) << "a policy names a control that mcsb does not have";
  const json& framework = out["frameworks"][0];
  EXPECT_EQ(framework["title"], "Microsoft cloud security benchmark v1");
  EXPECT_EQ(framework["controls"].size() + framework["withoutRule"].size() + framework["notInTemplates"].get<size_t>(), 85u);
  auto named = std::find_if(framework["controls"].begin(), framework["controls"].end(),
                            [](const json& each) { return each["id"] == "NS-2"; });
  ASSERT_NE(named, framework["controls"].end());
  EXPECT_NE(std::find((*named)["rules"].begin(), (*named)["rules"].end(), "RF-DATA-001"), (*named)["rules"].end());
  for (const json& rule : out["rules"]) EXPECT_TRUE(rule["controls"].contains("mcsb")) << rule["id"];
}

TEST_F(Compliance, TheTextSaysHowMuchIsCovered) {
  std::string out = run("rules --framework mcsb").out;
  EXPECT_NE(out.find(" of 85 controls have a rule"), std::string::npos) << out;
  EXPECT_NE(out.find("it shows nothing (processes, people, running systems)"), std::string::npos) << out;
}

TEST_F(Compliance, AScanCountsVerdictsByControl) {
  write("main.bicep", kOpenStorage);
  std::string scan = std::string("scan main.bicep --framework mcsb ") + kOneRule;
  json out = json::parse(run(scan + "--format json").out);
  ASSERT_EQ(out["frameworks"].size(), 1u);
  const json& controls = out["frameworks"][0]["controls"];
  ASSERT_EQ(controls.size(), 1u);
  EXPECT_EQ(controls[0], json::parse(R"({"id": "NS-2", "rules": ["RF-DATA-001"], "fail": 1, "unknown": 0, "pass": 0, "suppressed": 0})"));
  EXPECT_NE(run(scan).out.find("\n  NS-2                   1 finding\n  1 of 85 controls have a rule"), std::string::npos);
  EXPECT_FALSE(json::parse(run(std::string("scan main.bicep --format json ") + kOneRule).out).contains("frameworks"));
}

TEST_F(Compliance, AFrameworkThatThereIsNotIsAMistake) {
  write("main.bicep", kOpenStorage);
  for (const char* command : {"scan main.bicep", "rules"}) {
    Outcome got = run(std::string(command) + " --framework mscb");
    EXPECT_EQ(got.code, 2);
    EXPECT_EQ(got.err.rfind("ringfence: --framework: no framework mscb (did you mean mcsb?); there are mcsb, ", 0), 0u) << got.err;
  }
}

TEST_F(Compliance, APolicyOfOnesOwnMayHaveAFrameworkOfOnesOwn) {
  run("new-policy RF-ORG-001 tls");
  std::string text = read("tls.yaml");
  write("tls.yaml", text + "controls: { house: [R-10, R-2] }\n");
  std::string out = run("rules --policies . --framework house").out;
  EXPECT_EQ(out.rfind("house, controls that only the rules name\n  R-2 ", 0), 0u) << out;
  EXPECT_NE(out.find("  2 of 2 controls have a rule\n"), std::string::npos) << out;
}

TEST_F(Compliance, ControlsOfOurPoliciesAreThoseOfTheirFrameworks) {
  std::map<std::string, std::set<std::string>> known;
  for (const DataDocument& document : embedded_documents("knowledge/frameworks.yaml")) {
    DataErrors errors(document.path);
    for (const FrameworkEdition& edition : read_frameworks(document.root, errors)) {
      known[edition.key].insert(edition.visible.begin(), edition.visible.end());
      known[edition.key].insert(edition.hidden.begin(), edition.hidden.end());
    }
    EXPECT_TRUE(errors.empty());
  }
  ASSERT_GE(known.size(), 9u);
  for (const json& rule : json::parse(run("rules --format json").out)["rules"]) {
    for (const auto& [framework, controls] : rule["controls"].items()) {
      ASSERT_TRUE(known.count(framework)) << rule["id"] << ": " << framework;
      for (const json& control : controls)
        EXPECT_TRUE(known[framework].count(control.get<std::string>())) << rule["id"] << ": " << framework << " " << control;
    }
  }
}

TEST_F(Compliance, TheTableHasALinePerRule) {
  write("main.bicep", kOpenStorage);
  EXPECT_EQ(run(std::string("scan main.bicep --format table --rule RF-KV-001 ") + kOneRule).out,
            "rule             severity   fail  unknown   pass  suppressed  title\n"
            "RF-DATA-001      high          1        0      0           0  Storage account accepts traffic from all networks\n"
            "all                            1        0      0           0\n"
            "judged nothing: RF-KV-001\n");
}

}  // namespace
}  // namespace ringfence
