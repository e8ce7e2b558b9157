// Azure Policy definitions on templates: operators, values, counts, fields and functions.

#include <gtest/gtest.h>

#include "tests/policy/azure_judged.h"

namespace ringfence::test {
namespace {

struct Row {
  std::string properties, condition, verdict;
};

const std::string kAlias = "Microsoft.Storage/storageAccounts/";

std::string field(const std::string& path, const std::string& test) {
  return R"({"field": ")" + kAlias + path + R"(", )" + test + "}";
}

void expect_all(const std::vector<Row>& rows) {
  for (const Row& row : rows) EXPECT_EQ(azure_verdict(row.properties, row.condition), row.verdict) << row.properties << "\n" << row.condition;
}

TEST(AzurePolicy, ComparesAsAzureDoes) {
  expect_all({
      {"publicNetworkAccess: 'Enabled'", field("publicNetworkAccess", R"("equals": "enabled")"), "fail"},
      {"publicNetworkAccess: 'Disabled'", field("publicNetworkAccess", R"("equals": "Enabled")"), "pass"},
      {"publicNetworkAccess: 'Disabled'", field("publicNetworkAccess", R"("notEquals": "Enabled")"), "fail"},
      {"allowBlobPublicAccess: true", field("allowBlobPublicAccess", R"("equals": "true")"), "fail"},
      {"accessTier: 'Cool'", field("accessTier", R"("in": ["hot", "cool"])"), "fail"},
      {"accessTier: 'Cold'", field("accessTier", R"("in": ["hot", "cool"])"), "pass"},
      {"accessTier: 'Cold'", field("accessTier", R"("notIn": ["hot", "cool"])"), "fail"},
      {"accessTier: 'Cold'", field("accessTier", R"("like": "c*d")"), "fail"},
      {"accessTier: 'Cold'", field("accessTier", R"("notLike": "c*d")"), "pass"},
      {"accessTier: 'Tier12'", field("accessTier", R"("match": "Tier##")"), "fail"},
      {"accessTier: 'tier12'", field("accessTier", R"("match": "Tier##")"), "pass"},
      {"accessTier: 'tier12'", field("accessTier", R"("matchInsensitively": "Tier##")"), "fail"},
      {"accessTier: 'tier12'", field("accessTier", R"("notMatch": "Tier##")"), "fail"},
      {"accessTier: 'tier12'", field("accessTier", R"("notMatchInsensitively": "Tier##")"), "pass"},
      {"accessTier: 'Premium'", field("accessTier", R"("contains": "rem")"), "fail"},
      {"accessTier: 'Premium'", field("accessTier", R"("notContains": "rem")"), "pass"},
      {"keyPolicy: { keyExpirationPeriodInDays: 90 }", field("keyPolicy.keyExpirationPeriodInDays", R"("greater": 60)"), "fail"},
      {"keyPolicy: { keyExpirationPeriodInDays: 90 }", field("keyPolicy.keyExpirationPeriodInDays", R"("greaterOrEquals": "90")"), "fail"},
      {"keyPolicy: { keyExpirationPeriodInDays: 90 }", field("keyPolicy.keyExpirationPeriodInDays", R"("less": 90)"), "pass"},
      {"keyPolicy: { keyExpirationPeriodInDays: 90 }", field("keyPolicy.keyExpirationPeriodInDays", R"("lessOrEquals": 90)"), "fail"},
      {"keyPolicy: { keyExpirationPeriodInDays: 90 }", field("keyPolicy", R"("containsKey": "KeyExpirationPeriodInDays")"), "fail"},
      {"keyPolicy: { keyExpirationPeriodInDays: 90 }", field("keyPolicy", R"("notContainsKey": "other")"), "fail"},
      {"accessTier: 'Hot'", field("accessTier", R"("exists": "true")"), "fail"},
      {"", field("accessTier", R"("exists": "false")"), "fail"},
      {"", field("accessTier", R"("exists": true)"), "pass"},
  });
}

TEST(AzurePolicy, LooksAtWhatAzureFillsIn) {
  expect_all({
      {"", field("allowSharedKeyAccess", R"("equals": true)"), "fail"},
      {"", field("allowSharedKeyAccess", R"("exists": false)"), "pass"},
      {"", field("accessTier", R"("notEquals": "Hot")"), "fail"},
  });
}

TEST(AzurePolicy, NeverFailsWhatIsNotKnown) {
  std::string param = "param x string\n";
  EXPECT_EQ(azure_verdict("accessTier: x", field("accessTier", R"("equals": "Hot")"), param), "unknown");
  EXPECT_EQ(azure_verdict("accessTier: x", field("accessTier", R"("exists": true)"), param), "fail");
  EXPECT_EQ(azure_verdict("", field("provisioningState", R"("notEquals": "Succeeded")")), "unknown");
}

TEST(AzurePolicy, StateThatAzureWritesIsNotMissing) {
  std::string group = "resource a 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {\n  name: 'a'\n}\n";
  auto verdict = [&](const std::string& condition) {
    return AzureJudged("main.bicep", group, {definition(R"({"allOf": [{"field": "type", "equals": "Microsoft.Network/networkSecurityGroups"}, )" + condition + "]}")}).verdict();
  };
  std::string alias = "Microsoft.Network/networkSecurityGroups/flowLogs[*]";
  EXPECT_EQ(verdict(R"({"count": {"field": ")" + alias + R"("}, "equals": 0})"), "unknown");
  EXPECT_EQ(verdict(R"({"field": ")" + alias + R"(.id", "exists": false})"), "unknown");
  EXPECT_EQ(verdict(R"({"value": "[length(field(')" + alias + R"('))]", "equals": 0})"), "unknown");
}

TEST(AzurePolicy, JoinsConditions) {
  std::string hot = field("accessTier", R"("equals": "Hot")"), cold = field("accessTier", R"("equals": "Cold")");
  expect_all({
      {"accessTier: 'Hot'", R"({"anyOf": [)" + hot + ", " + cold + "]}", "fail"},
      {"accessTier: 'Hot'", R"({"allOf": [)" + hot + ", " + cold + "]}", "pass"},
      {"accessTier: 'Hot'", R"({"not": )" + cold + "}", "fail"},
  });
}

TEST(AzurePolicy, SeesEveryElementOfAnArray) {
  std::string open = field("networkAcls.ipRules[*].value", R"("like": "10.*")");
  expect_all({
      {"networkAcls: { ipRules: [{ value: '10.0.0.1' }, { value: '10.0.0.2' }] }", open, "fail"},
      {"networkAcls: { ipRules: [{ value: '10.0.0.1' }, { value: '11.0.0.2' }] }", open, "pass"},
      {"networkAcls: { ipRules: [] }", open, "fail"},
      {"", open, "fail"},
  });
}

TEST(AzurePolicy, CountsElements) {
  std::string rules = "networkAcls: { ipRules: [{ value: '10.0.0.1' }, { value: '11.0.0.2' }] }";
  std::string alias = kAlias + "networkAcls.ipRules[*]";
  auto count = [&](const std::string& more, const std::string& test) {
    return R"({"count": {"field": ")" + alias + "\"" + more + "}, " + test + "}";
  };
  std::string where = R"(, "where": {"field": ")" + alias + R"(.value", "like": "10.*"})";
  std::string current = R"(, "where": {"value": "[current(')" + alias + R"(.value')]", "like": "10.*"})";
  expect_all({
      {rules, count("", R"("equals": 2)"), "fail"},
      {rules, count("", R"("greater": 2)"), "pass"},
      {rules, count(where, R"("equals": 1)"), "fail"},
      {rules, count(current, R"("equals": "1")"), "fail"},
      {rules, count(where, R"("equals": "[length(field(')" + alias + R"('))]")"), "pass"},
      {"", count("", R"("equals": 0)"), "fail"},
  });
}

TEST(AzurePolicy, CountsOverValues) {
  std::string count = R"({"count": {"value": ["10.0.0.0/8", "11.0.0.0/8"], "name": "range", "where": {
    "value": "[ipRangeContains(current('range'), first(field(')" + kAlias + R"(networkAcls.ipRules[*].value')))]", "equals": true}}, "equals": 1})";
  expect_all({
      {"networkAcls: { ipRules: [{ value: '10.0.0.1' }] }", count, "fail"},
      {"networkAcls: { ipRules: [{ value: '12.0.0.1' }] }", count, "pass"},
  });
}

TEST(AzurePolicy, EvaluatesFunctions) {
  auto value = [](const std::string& expression, const std::string& test) {
    return R"({"value": "[)" + expression + R"(]", )" + test + "}";
  };
  std::string tier = "field('" + kAlias + "accessTier')";
  expect_all({
      {"accessTier: 'Hot'", value("concat(" + tier + ", 'x')", R"("equals": "hotx")"), "fail"},
      {"accessTier: 'Hot'", value("toLower(" + tier + ")", R"("equals": "HOT")"), "fail"},
      {"accessTier: 'Hot'", value("length(" + tier + ")", R"("equals": 3)"), "fail"},
      {"accessTier: 'Hot'", value("if(equals(" + tier + ", 'Hot'), 'a', 'b')", R"("equals": "a")"), "fail"},
      {"accessTier: 'Hot'", value("padLeft(" + tier + ", 5, '-')", R"("equals": "--Hot")"), "fail"},
      {"accessTier: 'Hot'", value("split(" + tier + ", 'o')[1]", R"("equals": "t")"), "fail"},
      {"accessTier: 'Hot'", value("empty(" + tier + ")", R"("equals": false)"), "fail"},
      {"", value("empty(field('tags'))", R"("equals": true)"), "fail"},
      {"accessTier: 'Hot'", value("addDays('2026-02-27T10:00:00Z', 2)", R"("equals": "2026-03-01T10:00:00Z")"), "fail"},
      {"accessTier: 'Hot'", value("addDays('2026-03-01', -1)", R"("like": "2026-02-28*")"), "fail"},
      {"accessTier: 'Hot'", value("ipRangeContains('10.0.0.0/8', '10.1.0.0/16')", R"("equals": true)"), "fail"},
      {"accessTier: 'Hot'", value("requestContext().apiVersion", R"("less": "2024-01-01")"), "fail"},
      {"accessTier: 'Hot'", value("resourceGroup().location", R"("equals": "westeurope")"), "unknown"},
      {"accessTier: 'Hot'", value("utcNow()", R"("less": "2030-01-01")"), "unknown"},
      {"accessTier: 'Hot'", value("split(" + tier + ", 'o')[7]", R"("equals": "t")"), "unknown"},
      {"accessTier: 'Hot'", field("accessTier", R"("equals": "[field(')" + kAlias + R"(accessTier')]")"), "fail"},
      {"accessTier: 'Hot'", R"({"field": "[concat(')" + kAlias + R"(access', 'Tier')]", "equals": "hot"})", "fail"},
  });
}

TEST(AzurePolicy, KnowsTheEnvelope) {
  std::string bicep = "resource a 'Microsoft.Storage/storageAccounts@2023-05-01' = {\n  name: 'stdata'\n  location: 'West Europe'\n"
                      "  kind: 'StorageV2'\n  sku: { name: 'Standard_LRS' }\n  tags: { 'cost center': '7' }\n}\n";
  auto verdict = [&](const std::string& condition) { return AzureJudged("main.bicep", bicep, {about_storage(condition)}).verdict(); };
  EXPECT_EQ(verdict(R"({"field": "location", "in": ["westeurope"]})"), "fail");
  EXPECT_EQ(verdict(R"({"field": "location", "notIn": ["West Europe"]})"), "pass");
  EXPECT_EQ(verdict(R"({"field": "kind", "equals": "storagev2"})"), "fail");
  EXPECT_EQ(verdict(R"({"field": "kind", "equals": "BlobStorage"})"), "none");
  EXPECT_EQ(verdict(R"({"field": "name", "like": "st*"})"), "fail");
  EXPECT_EQ(verdict(R"({"field": "Microsoft.Storage/storageAccounts/sku.name", "like": "*_LRS"})"), "fail");
  EXPECT_EQ(verdict(R"({"field": "tags['cost center']", "equals": "7"})"), "fail");
  EXPECT_EQ(verdict(R"({"field": "[concat('tags[', 'owner', ']')]", "exists": "false"})"), "fail");
  EXPECT_EQ(verdict(R"({"field": "tags[]", "exists": "false"})"), "fail");
  EXPECT_EQ(verdict(R"({"field": "identity.type", "exists": "false"})"), "fail");
}

TEST(AzurePolicy, FollowsAliasesThatDoNotFollowTheRule) {
  std::string bicep = R"(
resource a 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'a'
  properties: { securityRules: [{ name: 'r', properties: { access: 'Allow' } }] }
}
)";
  auto rule = [](const std::string& alias) {
    return definition(R"({"allOf": [{"field": "type", "equals": "Microsoft.Network/networkSecurityGroups"},
      {"count": {"field": "Microsoft.Network/networkSecurityGroups/securityRules[*]", "where": {"field": ")" + alias + R"(", "equals": "Allow"}}, "greater": 0}]})");
  };
  EXPECT_EQ(AzureJudged("main.bicep", bicep, {rule("Microsoft.Network/networkSecurityGroups/securityRules[*].access")}).verdict(), "fail");
}

TEST(AzurePolicy, AnAliasOfAnotherTypeIsAbsent) {
  std::string other = R"({"field": "Microsoft.KeyVault/vaults/enablePurgeProtection", "exists": "false"})";
  EXPECT_EQ(azure_verdict("", other), "fail");
}

}  // namespace
}  // namespace ringfence::test
