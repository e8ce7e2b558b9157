// What an unknown verdict on a role assignment names as missing.

#include <gtest/gtest.h>

#include "tests/policy/judged.h"

namespace ringfence::test {
namespace {

TEST(RoleNeeds, NameWhatStandsBehindTheLastSlash) {
  const std::string policy =
      "id: RF-TEST-001\ntitle: Bad\nseverity: high\ncategory: test\nresource: Microsoft.Authorization/roleAssignments\n"
      "message: bad\nwhy: because\n"
      "require: { not: { role: { field: properties.roleDefinitionId, in: { knowledge: delegation-roles } } } }\n";
  const std::string head = "param role string\nparam on bool\nresource r 'Microsoft.Authorization/roleAssignments@2022-04-01' = {\n  name: 'r'\n";
  const std::string in = "subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)";
  auto needs = [&](const std::string& id) {
    Judged judged("main.bicep", head + "  properties: { principalId: 'p', roleDefinitionId: " + id + " }\n}\n", {policy});
    EXPECT_EQ(judged.verdict(), "unknown");
    return judged.findings.empty() ? std::vector<Need>() : judged.findings[0].needs;
  };
  EXPECT_EQ(needs(in), (std::vector<Need>{{"parameter", "role"}}));
  EXPECT_EQ(needs("on ? " + in + " : " + in), (std::vector<Need>{{"parameter", "role"}}));
  EXPECT_EQ(needs("on ? role : " + in), (std::vector<Need>{{"parameter", "role"}}));
}

}  // namespace
}  // namespace ringfence::test
