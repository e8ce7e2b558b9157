// What holds for the set of embedded policies as a whole, so that no list has to be kept by hand.

#include <gtest/gtest.h>
#include <re2/re2.h>

#include <set>

#include "analyzer/policy/policy.h"
#include "analyzer/policy/policy_heads.h"

namespace ringfence::test {
namespace {

/// Ids as the analyzers write them: Checkov, Trivy, PSRule, Template Analyzer, KICS (GUID).
const char* const kEquivalent =
    "CKV2?_AZURE_[0-9]+|(AVD-)?AZU-[0-9]{4}|Azure(\\.[A-Za-z0-9]+){2,}|TA-[0-9]{6}|"
    "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
const char* const kGuid = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";

const std::set<std::string> kCategories = {"public-network-access",
                                           "customer-managed-keys",
                                           "private-endpoints",
                                           "permissive-rbac",
                                           "identity",
                                           "data-protection",
                                           "monitoring",
                                           "network",
                                           "ai-safety",
                                           "model-governance",
                                           "governance"};

TEST(Registry, HoldsPolicies) { EXPECT_GE(embedded_policies().policies.size(), 20u); }

// Frameworks and their controls: tests/cli/compliance_test.cpp.
TEST(Registry, CategoriesAreOnesThatAreKnown) {
  for (const Policy& policy : embedded_policies().policies) {
    EXPECT_TRUE(kCategories.count(policy.category)) << policy.id << ": " << policy.category;
    for (const auto& [framework, controls] : policy.controls) {
      EXPECT_FALSE(controls.empty()) << policy.id << ": " << framework;
    }
  }
}

TEST(Registry, IdsOfOthersLookLikeTheirs) {
  for (const Policy& policy : embedded_policies().policies) {
    for (const std::string& each : policy.equivalents)
      EXPECT_TRUE(RE2::FullMatch(each, kEquivalent)) << policy.id << ": " << each;
    for (const std::string& each : policy.azure_policy)
      EXPECT_TRUE(RE2::FullMatch(each, kGuid)) << policy.id << ": " << each;
  }
}

TEST(Registry, EachPolicySaysWhyAndWhereToReadOn) {
  for (const Policy& policy : embedded_policies().policies) {
    EXPECT_GE(policy.why.size(), 40u) << policy.id;
    EXPECT_FALSE(policy.references.empty()) << policy.id;
    for (const std::string& each : policy.references)
      EXPECT_TRUE(each.starts_with("https://")) << policy.id << ": " << each;
    EXPECT_EQ(policy.message.find('\n'), std::string::npos) << policy.id;
    EXPECT_FALSE(policy.title.ends_with(".")) << policy.id;
  }
}

TEST(Registry, WhatIsSupersededExists) {
  for (const Policy& policy : embedded_policies().policies) {
    for (const std::string& each : policy.supersedes) {
      const Policy* other = embedded_policies().find(each);
      ASSERT_NE(other, nullptr) << policy.id << " supersedes " << each;
      EXPECT_NE(other, &policy);
    }
  }
}

TEST(Registry, HeadsSayWhatTheWholePoliciesSay) {
  const PolicySet heads = policy_heads();
  const std::vector<Policy>& whole = embedded_policies().policies;
  ASSERT_EQ(heads.policies.size(), whole.size());
  for (size_t i = 0; i < whole.size(); ++i) {
    const Policy &head = heads.policies[i], &policy = whole[i];
    EXPECT_TRUE(head.is_head());
    EXPECT_FALSE(policy.is_head());
    EXPECT_EQ(head.id, policy.id);
    EXPECT_EQ(head.slug, policy.slug);
    EXPECT_EQ(head.area, policy.area);
    EXPECT_EQ(head.title, policy.title);
    EXPECT_EQ(head.category, policy.category);
    EXPECT_EQ(head.severity, policy.severity);
    EXPECT_EQ(head.resources, policy.resources);
    ASSERT_EQ(head.grades.size(), policy.grades.size());
    for (size_t grade = 0; grade < policy.grades.size(); ++grade)
      EXPECT_EQ(head.grades[grade].severity, policy.grades[grade].severity);
  }
}

TEST(Registry, AHeadIsCompletedWithWhatItRefersTo) {
  const std::vector<Policy>& all = embedded_policies().policies;
  auto asks = std::find_if(all.begin(), all.end(), [](const Policy& each) { return !each.asks_for.empty(); });
  ASSERT_NE(asks, all.end());
  // The one is judged, the others are not.
  PolicySet set;
  std::vector<Policy> rest;
  for (Policy& each : policy_heads().policies) (each.id == asks->id ? set.policies : rest).push_back(std::move(each));
  set.asked_for = std::make_shared<const std::vector<Policy>>(std::move(rest));
  complete_policies(set, [](const Policy&) { return true; });
  ASSERT_EQ(set.policies.size(), 1u);
  EXPECT_FALSE(set.policies[0].is_head());
  EXPECT_EQ(set.policies[0].message, asks->message);
  for (const std::string& id : asks->asks_for) {
    const Policy* other = set.find_any(id);
    ASSERT_NE(other, nullptr) << id;
    EXPECT_FALSE(other->is_head()) << id;
  }
  EXPECT_LT(set.asked_for->size(), 10u) << "what nobody refers to is dropped";
}

}  // namespace
}  // namespace ringfence::test
