// Every policy against the test file beside it (docs/policies.md, "Tests"). One test per policy:
// --gtest_filter='*vault_without_private_endpoint*'.

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "analyzer/knowledge/knowledge.h"
#include "analyzer/policy/condition.h"
#include "tests/policy/policy_case.h"

namespace ringfence::test {
namespace {

struct Documents {
  std::vector<DataDocument> policies;
  std::map<std::string, DataDocument> tests;   // by slug
};

std::string slug_of(const std::string& path) {
  std::string file = path.substr(path.rfind('/') + 1);
  return file.substr(0, file.find('.'));
}

const Documents& documents() {
  static const Documents all = [] {
    Documents out;
    for (DataDocument& each : embedded_documents("policies/")) {
      bool test = each.path.ends_with(".test.yaml");
      if (test) out.tests.emplace(slug_of(each.path), std::move(each));
      else out.policies.push_back(std::move(each));
    }
    return out;
  }();
  return all;
}

std::vector<std::string> slugs() {
  std::vector<std::string> out;
  for (const DataDocument& each : documents().policies) out.push_back(slug_of(each.path));
  return out;
}

/// Is it about relations, roles' places and scopes alone, so that nothing in the body can repair it?
bool is_about_surroundings(const Condition& condition) {
  auto all = [](std::span<const Condition* const> items) {
    return std::all_of(items.begin(), items.end(), [](const Condition* each) { return is_about_surroundings(*each); });
  };
  if (const auto* each = std::get_if<AllOf>(&condition.node)) return all(each->items);
  if (const auto* each = std::get_if<AnyOf>(&condition.node)) return all(each->items);
  if (const auto* no = std::get_if<Not>(&condition.node)) return is_about_surroundings(*no->item);
  if (const auto* zones = std::get_if<ZonesTest>(&condition.node)) return is_about_surroundings(*zones->each);
  return std::holds_alternative<RelatedTest>(condition.node) || std::holds_alternative<ScopeTest>(condition.node);
}

std::shared_ptr<const Condition> constant(bool value) { return std::make_shared<const Condition>(Condition{Always{value}}); }

class Policies : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    policy_ = embedded_policies().find(GetParam());
    ASSERT_NE(policy_, nullptr) << GetParam() << " did not compile";
    auto found = documents().tests.find(GetParam());
    ASSERT_NE(found, documents().tests.end()) << GetParam() << ".test.yaml is missing";
    document_ = &found->second;
    DataErrors errors(document_->path);
    cases_ = read_cases(*document_, *policy_, errors);
    for (const DataError& each : errors.items()) ADD_FAILURE() << each.path << ":" << each.line << ": " << each.message;
  }

  bool matches_all(const Policy& policy) const {
    return std::all_of(cases_.begin(), cases_.end(), [&](const PolicyCase& each) {
      CaseGraph graph(each);
      return graph.marks(graph.judge(policy)) == each.expected;
    });
  }

  const Policy* policy_ = nullptr;
  const DataDocument* document_ = nullptr;
  std::vector<PolicyCase> cases_;
};

TEST_P(Policies, FindsWhatItsCasesMark) {
  for (const PolicyCase& each : cases_) {
    CaseGraph graph(each);
    EXPECT_EQ(graph.trouble(), "") << each.label();
    Marks found = graph.marks(graph.judge(*policy_));
    EXPECT_TRUE(found == each.expected) << each.label() << "\n  expected " << show(each.expected) << "\n  found    " << show(found);
  }
}

TEST_P(Policies, FiresIsSilentAndIsUnknownInEachLanguage) {
  const DataNode* without = document_->root.find("without");
  for (const char* language : {"bicep", "arm", "terraform"}) {
    if (const DataNode* reason = without ? without->find(language) : nullptr) {
      EXPECT_GE(reason->text.size(), 10u) << "'without' says why there is no " << language;
      continue;
    }
    auto some = [&](auto&& good) {
      return std::any_of(cases_.begin(), cases_.end(), [&](const PolicyCase& each) { return each.language == language && good(each); });
    };
    EXPECT_TRUE(some([](const PolicyCase& each) { return each.has(Verdict::Fail); })) << "no firing case in " << language;
    EXPECT_TRUE(some([](const PolicyCase& each) { return each.has(Verdict::Unknown); })) << "no unknown case in " << language;
    EXPECT_TRUE(some([](const PolicyCase& each) { return each.expected.empty(); })) << "no silent case in " << language;
  }
}

TEST_P(Policies, IsSilentOnceItsFixIsPutIn) {
  for (const PolicyCase& each : cases_) {
    if (!each.has(Verdict::Fail)) continue;
    const DataNode* values = each.compliant ? each.compliant : policy_->fix.is_map() ? policy_->fix.find("set") : nullptr;
    if (!values) {
      EXPECT_TRUE(is_about_surroundings(*policy_->require)) << each.label() << ": neither fix.set nor 'compliant' says what would be good";
      continue;
    }
    CaseGraph graph(each);
    graph.repair(graph.judge(*policy_), *values);
    for (const Finding& finding : graph.judge(*policy_)) {
      EXPECT_NE(finding.verdict, Verdict::Fail) << each.label() << " still fires for " << finding.resource.address << " with the fix put in";
    }
  }
}

TEST_P(Policies, NeedsItsCondition) {
  Policy always = *policy_, never = *policy_;
  always.require = constant(true);
  never.require = constant(false);
  EXPECT_FALSE(matches_all(always)) << "its cases would pass if nothing were required";
  EXPECT_FALSE(matches_all(never)) << "its cases would pass if nothing were good enough";
}

INSTANTIATE_TEST_SUITE_P(All, Policies, testing::ValuesIn(slugs()), [](const testing::TestParamInfo<std::string>& each) {
  std::string name = each.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

TEST(PolicyFiles, AllCompile) {
  auto compiled = compile_policies(documents().policies, Knowledge::embedded());
  if (compiled) return;
  for (const DataError& each : compiled.error()) ADD_FAILURE() << each.path << ":" << each.line << ":" << each.column << ": " << each.message;
}

}  // namespace
}  // namespace ringfence::test
