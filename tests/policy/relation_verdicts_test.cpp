// fixtures/relations/verdicts: what a policy makes of a relation, in three languages, in every way that it can be
// written (README of fixtures/relations).
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/policy/judged.h"
#include "tests/support/relation_texts.h"

namespace ringfence {
namespace {

using namespace test::relations;

std::string verdict_on(const Written& written, const std::string& policy) {
  test::MemoryProject project;
  for (const auto& [name, text] : written.files) project.add(name, text);
  ResourceGraph graph = build_graph(project.expand(written.files.front().first), Knowledge::embedded(), {});
  for (const Diagnostic& each : graph.deployment.diagnostics.items()) {
    if (each.severity == Severity::Error) return "trouble: " + each.message;
  }
  PolicySet set = *compile_policies({*read_yaml("policies/test/bad-thing.yaml", policy)}, Knowledge::embedded());
  Judgement judgement = judge(graph, set, Knowledge::embedded(), nullptr);
  if (judgement.findings.empty()) return "none";
  return std::string(verdict_name(judgement.findings.front().verdict));
}

/// What each way must come to, when the fixture says nothing else.
std::string expected_of(Way way) {
  switch (way) {
    case Way::Missing:
    case Way::Elsewhere:
      return "fail";
    case Way::Either:
    case Way::Conditional:
    case Way::Unknown:
      return "unknown";
    default:
      return "pass";
  }
}

class RelationVerdicts : public testing::TestWithParam<std::string> {};

TEST_P(RelationVerdicts, are_the_same_in_every_language) {
  auto document = read_yaml(GetParam(), read_file(folder() / "verdicts" / (GetParam() + ".yaml")));
  ASSERT_TRUE(document) << document.error().message;
  const DataNode& root = document->root;
  const std::string policy =
      "id: RF-TEST-001\ntitle: Bad\nseverity: high\ncategory: test\nresource: " + root.find("judged")->text +
      "\nmessage: bad\nwhy: because\nrequire:\n  " + root.find("require")->text + "\n";
  for (std::string_view language : {"bicep", "arm", "terraform"}) {
    const DataNode* given = root.find(language);
    ASSERT_TRUE(given) << language;
    Texts texts = texts_of(*given);
    for (const auto& [way, name] : kWays) {
      const DataNode* own = given->find(name);
      if (own && own->kind == DataKind::Bool) continue;  // it cannot be written that way
      if (way == Way::Existing && texts.existing.empty()) continue;
      if ((way == Way::Elsewhere || way == Way::Either) && texts.other.empty()) continue;
      Texts here = texts;
      // What is judged is deployed; what exists already is what it is related to.
      if (way == Way::Existing) here.source = texts.existing;
      Written written = written_in(language, here, way == Way::Existing ? Way::Present : way);
      std::string expected = own && way != Way::Existing ? own->text : expected_of(way);
      EXPECT_EQ(verdict_on(written, policy), expected) << language << ", " << name << ":\n"
                                                       << written.files.front().second;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, RelationVerdicts, testing::ValuesIn(fixtures_in(folder() / "verdicts")),
                         [](const auto& each) {
                           std::string name = each.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace ringfence
