// Every policy against the test file beside it (docs/policies.md, "Tests"). One test per policy:
// --gtest_filter='*vault_without_private_endpoint*'.

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "analyzer/knowledge/knowledge.h"
#include "analyzer/policy_test/policy_checks.h"

namespace ringfence::test {
namespace {

struct Documents {
  std::vector<DataDocument> policies;
  std::map<std::string, DataDocument> tests;  // by slug
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
      if (test)
        out.tests.emplace(slug_of(each.path), std::move(each));
      else
        out.policies.push_back(std::move(each));
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

class Policies : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    const Policy* policy = embedded_policies().find(GetParam());
    ASSERT_NE(policy, nullptr) << GetParam() << " did not compile";
    auto found = documents().tests.find(GetParam());
    ASSERT_NE(found, documents().tests.end()) << GetParam() << ".test.yaml is missing";
    DataErrors errors(found->second.path);
    test_ = policy_under_test(*policy, embedded_policies(), found->second, errors);
    for (const DataError& each : errors.items()) ADD_FAILURE() << each.path << ":" << each.line << ": " << each.message;
  }

  static void expect_none(const Complaints& complaints) {
    for (const std::string& each : complaints) ADD_FAILURE() << each;
  }

  PolicyUnderTest test_;
};

TEST_P(Policies, FindsWhatItsCasesMark) { expect_none(check_markers(test_)); }
TEST_P(Policies, FiresIsSilentAndIsUnknownInEachLanguage) { expect_none(check_languages(test_)); }
TEST_P(Policies, IsSilentOnceItsFixIsPutIn) { expect_none(check_fix(test_)); }
TEST_P(Policies, NeedsItsCondition) { expect_none(check_condition_is_needed(test_)); }

INSTANTIATE_TEST_SUITE_P(All, Policies, testing::ValuesIn(slugs()),
                         [](const testing::TestParamInfo<std::string>& each) {
                           std::string name = each.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

TEST(PolicyFiles, AllCompile) {
  auto compiled = compile_policies(documents().policies, Knowledge::embedded());
  if (compiled) return;
  for (const DataError& each : compiled.error())
    ADD_FAILURE() << each.path << ":" << each.line << ":" << each.column << ": " << each.message;
}

/// A policy that another asks for has to be there.
TEST(PolicyFiles, AskForPoliciesThatThereAre) {
  for (const Policy& each : embedded_policies().policies) {
    for (const std::string& id : each.asks_for)
      EXPECT_NE(embedded_policies().find(id), nullptr) << each.id << " asks for " << id;
  }
}

}  // namespace
}  // namespace ringfence::test
