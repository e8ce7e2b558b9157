// Which findings a comment or a configuration entry covers, and what is said about those that cover nothing.

#include <gtest/gtest.h>

#include "analyzer/policy/comment_words.h"
#include "analyzer/policy/suppress.h"
#include "tests/policy/judged.h"

namespace ringfence::test {
namespace {

const char* const kPolicy =
    "require: { field: properties.publicNetworkAccess, equals: Disabled }\nequivalents: [CKV_AZURE_35, AVD-AZU-0012, 17f75827-0684-48f4-8747-61129c7e4198]";

struct Outcome {
  std::string suppressed;   // names of the resources
  std::vector<std::string> messages;
};

Outcome outcome_of(const std::string& name, const std::string& text, std::vector<SuppressionRule> rules = {}) {
  Judged judged(name, text, {storage_policy(kPolicy)});
  Suppressions suppressions(judged.set, "2026-11-24", [](std::string_view pattern, FileId) { return pattern == "yes/**"; });
  suppressions.add(*judged.project.file(name).declarations, judged.project.sources);
  for (SuppressionRule& each : rules) suppressions.add(std::move(each));
  suppressions.apply(judged.findings);
  Outcome out;
  for (const Finding& each : judged.findings) {
    if (each.suppressed) out.suppressed += (out.suppressed.empty() ? "" : ",") + each.resource.name;
  }
  Diagnostics told = suppressions.take_diagnostics();
  for (const Diagnostic& each : told.items()) out.messages.push_back(std::string(each.code) + ": " + each.message);
  return out;
}

std::string account(const std::string& name, const std::string& first = "", const std::string& inside = "", const std::string& last = "") {
  return "resource " + name + " 'Microsoft.Storage/storageAccounts@2023-05-01' = { " + first + "\n  name: '" + name + "'\n  location: 'x'\n  properties: {\n" +
         inside + "\n    publicNetworkAccess: 'Enabled' " + last + "\n  }\n}\n";
}

TEST(Suppress, ACommentIsAboutItsDeclarationOrItsLine) {
  EXPECT_EQ(outcome_of("main.bicep", "// ringfence:ignore RF-TEST-001 -- public\n" + account("a") + account("b")).suppressed, "a");
  EXPECT_EQ(outcome_of("main.bicep", account("a") + "// ringfence:ignore bad-thing-0, other\n@description('x')\n" + account("b")).suppressed, "b");
  EXPECT_EQ(outcome_of("main.bicep", account("a", "", "    // ringfence:ignore test")).suppressed, "a");
  EXPECT_EQ(outcome_of("main.bicep", account("a", "// ringfence:ignore RF-TEST-001")).suppressed, "a");
  EXPECT_EQ(outcome_of("main.bicep", account("a", "", "", "// ringfence:ignore RF-TEST-001") + account("b")).suppressed, "a");
  EXPECT_EQ(outcome_of("main.bicep", "// ringfence:ignore RF-TEST-001\n\n" + account("a")).suppressed, "");
  EXPECT_EQ(outcome_of("main.bicep", "// ringfence:ignore RF-TEST-002\n" + account("a")).suppressed, "");
}

TEST(Suppress, OtherAnalyzersCommentsWorkThroughEquivalents) {
  EXPECT_EQ(outcome_of("main.bicep", account("a", "", "    // checkov:skip=CKV_AZURE_35:public data")).suppressed, "a");
  EXPECT_EQ(outcome_of("main.bicep", account("a", "", "    // checkov:skip=CKV_AZURE_36")).suppressed, "");
  EXPECT_EQ(outcome_of("main.bicep", "// trivy:ignore:avd-azu-0012\n" + account("a")).suppressed, "a");
  EXPECT_EQ(outcome_of("main.bicep", "// tfsec:ignore:AVD-AZU-0012:exp:2020-01-01\n" + account("a")).suppressed, "");
  EXPECT_EQ(outcome_of("main.bicep", account("a", "", "    // kics-scan ignore-line")).suppressed, "a");
  EXPECT_EQ(outcome_of("main.bicep", "// kics-scan ignore-block\n" + account("a") + account("b")).suppressed, "a");
  EXPECT_EQ(outcome_of("main.bicep", "// kics-scan disable=17f75827-0684-48f4-8747-61129c7e4198\n\n" + account("a") + account("b")).suppressed, "a,b");
}

TEST(Suppress, TheConfigurationNamesResourcesAndPaths) {
  std::string text = account("alpha") + account("beta");
  EXPECT_EQ(outcome_of("main.bicep", text, {{"RF-TEST-001", "al*", "", "", "", ""}}).suppressed, "alpha");
  EXPECT_EQ(outcome_of("main.bicep", text, {{"test", "", "yes/**", "", "", ""}}).suppressed, "alpha,beta");
  EXPECT_EQ(outcome_of("main.bicep", text, {{"test", "", "no/**", "", "", ""}}).suppressed, "");
}

TEST(Suppress, UnusedAndExpiredOnesAreTold) {
  using Messages = std::vector<std::string>;
  Outcome expired = outcome_of("main.bicep", "// ringfence:ignore RF-TEST-001 until=2026-11-23 -- soon\n" + account("a"));
  EXPECT_EQ(expired.suppressed, "");
  EXPECT_EQ(expired.messages, Messages{"expired-suppression: the suppression of RF-TEST-001 was good until 2026-11-23"});
  EXPECT_EQ(outcome_of("main.bicep", "// ringfence:ignore RF-TEST-001 until=2026-11-24\n" + account("a")).suppressed, "a");
  EXPECT_EQ(outcome_of("main.bicep", "// ringfence:ignore RF-TEST-001\nparam x string = ''\n").messages,
            Messages{"unused-suppression: the suppression of RF-TEST-001 suppresses nothing"});
  // A rule that is not part of this run may well need it.
  EXPECT_EQ(outcome_of("main.bicep", "// ringfence:ignore RF-OTHER-001\nparam x string = ''\n").messages, Messages{});
}

TEST(Suppress, ReadsNamesDateAndReason) {
  std::vector<CommentWords> words = read_comment(" ringfence:ignore RF-AI-001, vault-can-be-purged until=2027-01-31 -- a reason, with comma");
  ASSERT_EQ(words.size(), 1u);
  EXPECT_EQ(words[0].names, (std::vector<std::string>{"RF-AI-001", "vault-can-be-purged"}));
  EXPECT_EQ(words[0].until, "2027-01-31");
  EXPECT_EQ(words[0].reason, "a reason, with comma");
  EXPECT_TRUE(read_comment("nothing to ignore here").empty());
}

}  // namespace
}  // namespace ringfence::test
