// fixtures/equivalence: one scenario in three languages gets one verdict of each policy on each resource.
// That the graphs are the same is tests/graph/equivalence_test.cpp.

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <set>
#include <string>

#include "analyzer/knowledge/knowledge.h"
#include "analyzer/policy/engine.h"
#include "tests/support/memory_project.h"
#include "tests/support/scenario.h"

namespace ringfence {
namespace {

namespace fs = std::filesystem;

/// "RF-AI-001 fail microsoft.cognitiveservices/accounts models" of each finding, passes too.
std::multiset<std::string> verdicts(const std::string& main, const test::Files& files) {
  test::MemoryProject project;
  for (const auto& [path, text] : files) project.add(path, text);
  ResourceGraph graph = build_graph(project.expand(main), Knowledge::embedded(), {});
  std::multiset<std::string> out;
  for (const Finding& each : judge(graph, embedded_policies(), Knowledge::embedded(), nullptr).findings) {
    std::string type = each.resource.type;
    std::transform(type.begin(), type.end(), type.begin(), [](unsigned char c) { return std::tolower(c); });
    // A deployment has the name of its file, which is another in each language.
    const std::string name = type == "deployment" ? "" : " " + each.resource.name;
    for (uint32_t i = 0; i < each.instances; ++i) {
      out.insert(each.rule + " " + std::string(verdict_name(each.verdict)) + " " + type + name);
    }
  }
  return out;
}

std::string missing(const std::multiset<std::string>& all, const std::multiset<std::string>& from) {
  std::string out;
  for (const std::string& each : all) {
    if (all.count(each) > from.count(each)) out += "\n  " + each;
  }
  return out;
}

class EquivalentFindings : public testing::TestWithParam<fs::path> {
 protected:
  void expect_as_in_bicep(const std::string& extension) {
    const auto bicep = verdicts("main.bicep", test::files_of(GetParam(), ".bicep"));
    const auto other = verdicts("main" + extension, test::files_of(GetParam(), extension));
    EXPECT_EQ(missing(bicep, other), "") << "only in Bicep";
    EXPECT_EQ(missing(other, bicep), "") << "not in Bicep";
  }
};

TEST_P(EquivalentFindings, of_bicep_and_arm_json) { expect_as_in_bicep(".json"); }
TEST_P(EquivalentFindings, of_bicep_and_terraform) { expect_as_in_bicep(".tf"); }

INSTANTIATE_TEST_SUITE_P(Scenarios, EquivalentFindings, testing::ValuesIn(test::scenarios()), [](const auto& each) {
  std::string name = each.param.filename().string();
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

TEST(EquivalentFindingsOf, all_scenarios_are_many_and_of_both_kinds) {
  size_t fails = 0, passes = 0;
  for (const fs::path& scenario : test::scenarios()) {
    for (const std::string& each : verdicts("main.bicep", test::files_of(scenario, ".bicep"))) {
      fails += each.find(" fail ") != std::string::npos;
      passes += each.find(" pass ") != std::string::npos;
    }
  }
  EXPECT_GE(fails, 60u);
  EXPECT_GE(passes, 40u);
}

}  // namespace
}  // namespace ringfence
