// The exact text of what is said about mistakes in policies.

#include <gtest/gtest.h>

#include "tests/policy/judged.h"

namespace ringfence::test {
namespace {

using Mistakes = std::vector<std::string>;

TEST(Compile, ReportsAllMistakesOfAFileTogether) {
  std::string yaml =
      "id: RF-test-1\n"
      "title: Bad\n"
      "severity: hihg\n"
      "category: test\n"
      "resource: Microsoft.Storage/storageAccounts\n"
      "message: '{resource.nmae} is bad'\n"
      "requires: true\n"
      "require: { field: properties.x, equal: 1 }\n";
  EXPECT_EQ(mistakes_of(yaml),
            (Mistakes{"7: unknown key 'requires', did you mean 'require'?", "1: expected an id like RF-AI-001",
                      "6: nothing is known as '{resource.nmae}' in a message",
                      "3: no severity 'hihg': critical, high, medium, low, info",
                      "8: unknown key 'equal', did you mean 'equals'?"}));
}

TEST(Compile, SaysWhatIsWrongWithACondition) {
  struct Row {
    const char* require;
    const char* message;
  };
  const Row rows[] = {
      {"{ field: properties..x, equals: 1 }", "'properties..x' is no path: expected a name before '.'"},
      {"{ field: properties.x }", "an operator is missing (equals, in, exists ...)"},
      {"{ field: properties.x, equals: 1, in: [2] }", "'in' is a second operator: put each into its own condition"},
      {"{ field: properties.x, equals: [1, 2] }", "'equals' takes one value, not a list"},
      {"{ field: properties.x, equals: null }", "null is no operand: use 'exists: false'"},
      {"{ field: properties.x, exists: maybe }", "'exists' takes true or false"},
      {"{ field: properties.x, equals: { knowledge: no-such-thing } }",
       "no constant 'no-such-thing' in knowledge/constants.yaml"},
      {"{ field: properties.x, equals: { param: days } }", "no parameter 'days' in 'parameters'"},
      {"{ field: properties.x, cidrWithin: [intranet] }", "'cidrWithin' takes address ranges, or any, private, public"},
      {"{ count: { field: properties.x }, equals: 0 }", "a counted path needs [*]"},
      {"{ related: { edge: private-endpiont, direction: in } }",
       "no edge 'private-endpiont', did you mean 'private-endpoint'?"},
      {"{ related: { edge: identity } }", "'direction' is in or out"},
      {"{ scopeLevel: [galaxy] }",
       "'galaxy' is no scope level: resource, resourceGroup, subscription, managementGroup, tenant"},
      {"{ allOf: [] }", "'allOf' takes a list of conditions"},
      {"{ anyField: properties.x, equals: 1 }", "'anyField' takes a list of paths"},
      {"{ field: properties.x, equals: 1, absent: maybe }", "'absent' takes true, false or unknown"},
      {"{ field: properties.**.x, equals: 1 }", "'properties.**.x' is no path: '**' stands at the end"},
      {"{ field: properties.x, equals: { feild: a } }", "unknown key 'feild', did you mean 'field'?"},
      {"{ field: properties.x, durationAtMost: soon }", "'durationAtMost' takes a duration like P90D or PT8H"},
      {"{ field: properties.x, madeFrom: [magic] }",
       "'madeFrom' takes keys, secureParameter, vault, parameter, resourceGroup, literal"},
      {"{ field: properties.x, empty: maybe }", "'empty' takes true or false"},
      {"{ field: properties.x, containsKey: 3 }", "'containsKey' takes a text"},
      {"{ value: { parts: properties.x }, equals: 1 }", "'parts' needs 'by', the text between them"},
      {"{ value: { days: a }, equals: 1 }", "'days' takes two paths: the first date and the last"},
      {"{ value: { addresses: [a] }, equals: 1 }",
       "'addresses' takes a path, or two: where the range begins and where it ends"},
      {"{ resources: { where: true }, equals: 1 }", "'type' is missing"},
      {"{ resources: { type: a/b, in: world }, equals: 1 }", "'in' is deployment or scan"},
      {"{ permits: { action: [a] } }", "unknown key 'action', did you mean 'actions'?"},
      {"{ deniedBefore: { from: everywhere } }", "'from' is internet"},
      {"{ policy: [a] }", "expected the id of a policy"},
  };
  for (const Row& row : rows) {
    Mistakes found = mistakes_of(storage_policy(std::string("require: ") + row.require));
    ASSERT_GE(found.size(), 1u) << row.require;
    EXPECT_EQ(found[0].substr(found[0].find(' ') + 1), row.message);
  }
}

TEST(Compile, RefusesAnIdThatIsTaken) {
  std::vector<DataDocument> documents;
  for (const char* path : {"policies/a/one.yaml", "policies/a/two.yaml"}) {
    documents.push_back(*read_yaml(path, storage_policy("require: true")));
  }
  auto compiled = compile_policies(documents, Knowledge::embedded());
  ASSERT_FALSE(compiled);
  EXPECT_EQ(compiled.error().at(0).path, "policies/a/two.yaml");
  EXPECT_EQ(compiled.error().at(0).message, "RF-TEST-001 is already the id of policies/a/one.yaml");
}

TEST(Compile, ParametersTakeOtherValues) {
  std::string yaml =
      storage_policy("parameters: { days: 30 }\nrequire: { field: properties.days, greaterOrEquals: { param: days } }");
  Judged strict("main.bicep", storage_bicep("days: 20"), {yaml});
  EXPECT_EQ(strict.verdict(), "fail");
  auto lenient = with_parameters(strict.set.policies.at(0), read_yaml("x", "days: 10")->root, Knowledge::embedded());
  ASSERT_TRUE(lenient);
  PolicySet set;
  set.policies.push_back(*lenient);
  EXPECT_EQ(judge(strict.graph, set, Knowledge::embedded(), nullptr).findings.at(0).verdict, Verdict::Pass);
  auto wrong = with_parameters(strict.set.policies.at(0), read_yaml("x", "dais: 10")->root, Knowledge::embedded());
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().at(0).message, "RF-TEST-001 has no parameter 'dais', did you mean 'days'?");
}

}  // namespace
}  // namespace ringfence::test
