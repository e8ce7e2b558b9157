// explain, rules, graph and eval.

#include <nlohmann/json.hpp>

#include "tests/cli/program.h"

namespace ringfence {
namespace {

using nlohmann::json;
using Commands = Project;

TEST_F(Commands, RulesAreListedForPeopleAndMachines) {
  json rules = json::parse(run("rules --format json").out)["rules"];
  ASSERT_GE(rules.size(), 20u);
  for (const json& rule : rules) {
    for (const char* key : {"id", "name", "title", "severity", "category", "resource", "equivalents", "azure_policy",
                            "controls", "seed"}) {
      EXPECT_TRUE(rule.contains(key)) << rule["id"] << " " << key;
    }
  }
  EXPECT_NE(run("rules").out.find("RF-DATA-001"), std::string::npos);
}

TEST_F(Commands, ARuleIsExplainedWithItsTestedExamples) {
  Outcome got = run("explain rf-data-001");
  EXPECT_EQ(got.code, 0);
  for (const char* part : {"RF-DATA-001", "severity", "Why\n", "How to mend it\n", "Example", "https://"}) {
    EXPECT_NE(got.out.find(part), std::string::npos) << part << "\n" << got.out;
  }
  EXPECT_EQ(got.out.find("//~"), std::string::npos) << "test markers are told in words";
}

TEST_F(Commands, AGraphHoldsWhatATemplateDeploys) {
  write("main.bicep", std::string(kOpenStorage) + "output name string = data.name\n");
  json graph = json::parse(run("graph main.bicep").out);
  ASSERT_EQ(graph["nodes"].size(), 1u);
  EXPECT_EQ(graph["nodes"][0]["type"], "Microsoft.Storage/storageAccounts");
  EXPECT_EQ(graph["nodes"][0]["body"]["properties"]["publicNetworkAccess"], "Enabled");
  EXPECT_EQ(graph["nodes"][0]["line"], 2);
  EXPECT_EQ(graph["outputs"]["name"], "stdata");
  EXPECT_EQ(run("graph --format dot main.bicep").out.rfind("digraph", 0), 0u);
}

TEST_F(Commands, AFileIsItsOwnRootInAGraphWhoeverUsesIt) {
  write("main.bicep", "module m 'data.bicep' = { name: 'm' }\n");
  write("data.bicep", kOpenStorage);
  json graph = json::parse(run("graph data.bicep").out);
  ASSERT_EQ(graph["nodes"].size(), 1u);
  EXPECT_EQ(graph["nodes"][0]["root"], "data.bicep");
}

TEST_F(Commands, AnOpaqueModuleIsNotEntered) {
  write("main.bicep", "module m 'data.bicep' = { name: 'm' }\n");
  write("data.bicep", kOpenStorage);
  EXPECT_EQ(json::parse(run("graph main.bicep").out)["nodes"].size(), 1u);
  json graph = json::parse(run("graph --opaque m main.bicep").out);
  EXPECT_EQ(graph["nodes"].size(), 0u);
  ASSERT_EQ(graph["unresolved"].size(), 1u);
  EXPECT_EQ(graph["unresolved"][0]["module"], "m");
}

TEST_F(Commands, ExpressionsAreEvaluatedInEachLanguage) {
  EXPECT_EQ(run("eval --language terraform 'upper(\"a\")'").out, "\"A\"\n");
  EXPECT_EQ(run("eval --language bicep \"toUpper('a')\"").out, "\"A\"\n");
  EXPECT_EQ(run("eval --language arm \"[concat('a', 'b')]\"").out, "\"ab\"\n");
  Outcome got = run("eval --language terraform 'upper('");
  EXPECT_EQ(got.code, 2);
  EXPECT_NE(got.err, "");
}

TEST_F(Commands, JsonLinesAreAnsweredLineByLine) {
  Outcome got =
      run("eval --language terraform --jsonl", "{\"expr\": \"1 + 1\"}\nnot json\n{\"expr\": \"nothing.here\"}\n");
  std::istringstream lines(got.out);
  std::string line;
  std::getline(lines, line);
  EXPECT_EQ(json::parse(line), json::parse(R"({"json": "2"})"));
  std::getline(lines, line);
  EXPECT_EQ(json::parse(line), json::parse(R"({"error": "expected {\"expr\": \"...\"}"})"));
  std::getline(lines, line);
  EXPECT_TRUE(json::parse(line).contains("error")) << line;
  EXPECT_FALSE(std::getline(lines, line));
}

}  // namespace
}  // namespace ringfence
