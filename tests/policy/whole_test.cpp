// What is asked of a whole deployment or scan, of other policies, of role definitions and of lists of network rules.

#include <gtest/gtest.h>

#include "analyzer/policy/cross_root.h"
#include "tests/policy/judged.h"

namespace ringfence::test {
namespace {

std::string policy_on(const std::string& type, const std::string& lines, const std::string& id = "RF-TEST-001") {
  return "id: " + id + "\ntitle: Bad\nseverity: high\ncategory: test\nresource: " + type +
         "\nmessage: '{resource.name} is bad'\nwhy: because\n" + lines + "\n";
}

const char* const kPlan =
    "require:\n  resources: { type: Microsoft.Security/pricings, where: { allOf: [ { field: name, equals: AI }, { "
    "field: properties.pricingTier, equals: Standard } ] } }\n"
    "  greaterOrEquals: 1\nwhen: { scopeLevel: [subscription, managementGroup] }";

std::string plan(const std::string& tier, const std::string& condition = "") {
  return "resource ai 'Microsoft.Security/pricings@2024-01-01' = " + condition +
         "{\n  name: 'AI'\n  properties: { pricingTier: " + tier + " }\n}\n";
}

TEST(Deployment, IsJudgedOnceAndPointedAtWhereItsTemplateBegins) {
  std::string text =
      "targetScope = 'subscription'\nresource g 'Microsoft.Resources/resourceGroups@2022-09-01' = {\n  name: 'g'\n  "
      "location: 'x'\n}\n";
  Judged judged("main.bicep", text, {policy_on("deployment", kPlan)});
  ASSERT_EQ(judged.findings.size(), 1u);
  const Finding& finding = judged.findings[0];
  EXPECT_EQ(finding.verdict, Verdict::Fail);
  EXPECT_EQ(judged.line_of(finding), 1u);
  EXPECT_EQ(finding.message, "main.bicep is bad");
  EXPECT_EQ(finding.resource.type, "deployment");
  EXPECT_EQ(finding.property, "resources");
}

TEST(Deployment, HasWhatAnyOfItsModulesDeploys) {
  auto verdict = [](const std::string& text) {
    return Judged("main.bicep", text, {policy_on("deployment", kPlan)}).verdict();
  };
  const std::string subscription = "targetScope = 'subscription'\n";
  EXPECT_EQ(verdict(subscription + plan("'Standard'")), "pass");
  EXPECT_EQ(verdict(subscription + plan("'Free'")), "fail");
  EXPECT_EQ(verdict(subscription + "param tier string\n" + plan("tier")), "unknown");
  EXPECT_EQ(verdict(subscription + "param on bool\n" + plan("'Standard'", "if (on) ")), "unknown");
  EXPECT_EQ(verdict(subscription + "module m 'br/public:avm/ptn/security/security-center:0.1.0' = { name: 'm' }\n"),
            "unknown");
  // A module for private endpoints makes no plan.
  EXPECT_EQ(verdict(subscription + "module m 'br/public:avm/res/network/private-endpoint:0.12.0' = { name: 'm' }\n"),
            "fail");
  EXPECT_EQ(verdict(plan("'Free'")), "none");
}

TEST(Deployment, NamesTheModuleThatMayHoldWhatIsMissing) {
  Judged judged("main.bicep", "targetScope = 'subscription'\nmodule m 'br/public:avm/ptn/x/y:0.1.0' = { name: 'm' }\n",
                {policy_on("deployment", kPlan)});
  ASSERT_EQ(judged.findings.size(), 1u);
  EXPECT_EQ(judged.findings[0].needs, (std::vector<Need>{{"module", "m"}}));
}

TEST(Deployment, HasParametersAndOutputs) {
  std::string outputs =
      policy_on("deployment", "require: { field: 'outputs[*].value', madeFrom: [literal] }\nplace: 'outputs[*].value'");
  std::string account = storage_bicep("x: 1");
  EXPECT_EQ(Judged("main.bicep", account + "output k string = 'open'\n", {outputs}).verdict(), "pass");
  Judged leak("main.bicep", account + "output k string = a.listKeys().keys[0].value\n",
              {policy_on("deployment",
                         "require: { not: { count: { field: 'outputs[*]', where: { field: 'outputs[*].value', "
                         "madeFrom: [keys] } }, greater: 0 } }")});
  ASSERT_EQ(leak.verdict(), "fail");
  EXPECT_EQ(leak.line_of(leak.findings[0]), 8u);
  std::string secure =
      policy_on("deployment",
                "require: { count: { field: 'parameters[*]', where: { allOf: [ { field: 'parameters[*].secure', "
                "equals: true }, { field: 'parameters[*].defaultIs', equals: literal } ] } }, equals: 0 }");
  Judged open("main.bicep", "@secure()\nparam password string = 'hunter2'\n" + account, {secure});
  ASSERT_EQ(open.verdict(), "fail");
  EXPECT_EQ(open.text_at(open.findings[0]), "'hunter2'");
  EXPECT_EQ(open.findings[0].actual_json.find("hunter2"), std::string::npos);
  EXPECT_EQ(Judged("main.bicep", "@secure()\nparam password string\n" + account, {secure}).verdict(), "pass");
  EXPECT_EQ(Judged("main.bicep", "@secure()\nparam password string = 'NA'\n" + account, {secure}).verdict(), "pass");
}

TEST(Deployment, CountsDifferentValues) {
  std::string policy = policy_on(
      "deployment",
      "require:\n  resources: { type: Microsoft.Storage/storageAccounts, distinct: location }\n  lessOrEquals: 1");
  auto account = [](const std::string& symbol, const std::string& place) {
    return "resource " + symbol + " 'Microsoft.Storage/storageAccounts@2023-05-01' = {\n  name: '" + symbol +
           "'\n  location: " + place + "\n}\n";
  };
  EXPECT_EQ(Judged("main.bicep", account("a", "'x'") + account("b", "'X'"), {policy}).verdict(), "pass");
  EXPECT_EQ(Judged("main.bicep", account("a", "'x'") + account("b", "'y'"), {policy}).verdict(), "fail");
  EXPECT_EQ(Judged("main.bicep", "param p string\n" + account("a", "'x'") + account("b", "p"), {policy}).verdict(),
            "unknown");
}

TEST(Resources, OfTheWholeScanMayStandInAnotherRoot) {
  std::string policy = storage_policy("require: { resources: { type: 'Microsoft.Network/*', in: scan }, greater: 0 }");
  Judged account("main.bicep", storage_bicep("x: 1"), {policy});
  Judged network("net.bicep",
                 "resource v 'Microsoft.Network/virtualNetworks@2023-11-01' = {\n  name: 'v'\n  location: 'x'\n}\n",
                 {policy});
  PolicySet set = account.set;
  std::vector<ResourceGraph> graphs;
  graphs.push_back(std::move(account.graph));
  graphs.push_back(std::move(network.graph));
  CrossRootIndex others = index_roots(graphs);
  EXPECT_EQ(judge(graphs[0], set, Knowledge::embedded(), nullptr).findings.at(0).verdict, Verdict::Fail);
  EXPECT_EQ(judge(graphs[0], set, Knowledge::embedded(), &others).findings.at(0).verdict, Verdict::Pass);
}

TEST(Resources, AreComparedWithTheJudgedOne) {
  std::string policy =
      policy_on("Microsoft.CognitiveServices/accounts/deployments",
                "require: { resources: { type: Microsoft.CognitiveServices/accounts/raiPolicies, where: { field: name, "
                "equals: { judged: properties.raiPolicyName } } }, greater: 0 }");
  auto text = [](const std::string& name) {
    return "resource a 'Microsoft.CognitiveServices/accounts@2024-10-01' = {\n  name: 'a'\n  location: 'x'\n  kind: "
           "'OpenAI'\n}\n"
           "resource r 'Microsoft.CognitiveServices/accounts/raiPolicies@2024-10-01' = {\n  parent: a\n  name: "
           "'strict'\n}\n"
           "param p string\nresource d 'Microsoft.CognitiveServices/accounts/deployments@2024-10-01' = {\n  parent: "
           "a\n  name: 'd'\n  properties: { raiPolicyName: " +
           name + " }\n}\n";
  };
  EXPECT_EQ(Judged("main.bicep", text("'STRICT'"), {policy}).verdict(), "pass");
  EXPECT_EQ(Judged("main.bicep", text("'loose'"), {policy}).verdict(), "fail");
  EXPECT_EQ(Judged("main.bicep", text("p"), {policy}).verdict(), "unknown");
}

TEST(Resources, LieWithinAScope) {
  std::string policy = policy_on("Microsoft.Authorization/roleAssignments",
                                 "require: { resources: { type: Microsoft.Storage/storageAccounts, where: { field: id, "
                                 "idWithin: { judged: deployedTo } } }, equals: 0 }");
  auto assignment = [](const std::string& scope) {
    return "resource r 'Microsoft.Authorization/roleAssignments@2022-04-01' = {\n  name: 'r'\n" + scope +
           "  properties: { principalId: 'x', roleDefinitionId: 'y' }\n}\n";
  };
  std::string other = "resource o 'Microsoft.KeyVault/vaults@2023-07-01' = {\n  name: 'o'\n  location: 'x'\n}\n";
  EXPECT_EQ(Judged("main.bicep", storage_bicep("x: 1") + assignment(""), {policy}).verdict(), "fail");
  EXPECT_EQ(Judged("main.bicep", storage_bicep("x: 1") + assignment("  scope: a\n"), {policy}).verdict(), "fail");
  EXPECT_EQ(Judged("main.bicep", storage_bicep("x: 1") + other + assignment("  scope: o\n"), {policy}).verdict(),
            "pass");
}

TEST(Ids, TellTheTypeOfWhatTheyName) {
  std::string policy = storage_policy("require: { field: properties.x, idOf: Microsoft.DocumentDB/databaseAccounts }");
  auto verdict = [&](const std::string& x) {
    return Judged("main.bicep", storage_bicep("x: " + x, "param p string\n"), {policy}).verdict();
  };
  EXPECT_EQ(verdict("resourceId('microsoft.documentdb/databaseAccounts', 'a')"), "pass");
  EXPECT_EQ(verdict("resourceId('Microsoft.DocumentDB/databaseAccounts', p)"), "pass") << "a name is one segment";
  EXPECT_EQ(verdict("'${resourceId('Microsoft.DocumentDB/databaseAccounts', p)}/dbs/d'"), "fail");
  EXPECT_EQ(verdict("resourceId('Microsoft.KeyVault/vaults', p)"), "fail");
  EXPECT_EQ(verdict("p"), "unknown");
  EXPECT_EQ(verdict("'${p}/dbs/d'"), "fail") << "whatever it is, it is something named dbs";
  EXPECT_EQ(verdict("'/'"), "fail");
  EXPECT_EQ(verdict("'/dbs/d'"), "fail");
}

TEST(Patterns, JudgeEveryTypeThatMatches) {
  std::string vault = "resource v 'Microsoft.KeyVault/vaults@2023-07-01' = {\n  name: 'v'\n  location: 'x'\n}\n";
  EXPECT_EQ(Judged("main.bicep", storage_bicep("x: 1") + vault, {policy_on("'*'", "require: false")}).findings.size(),
            2u);
  EXPECT_EQ(Judged("main.bicep", storage_bicep("x: 1") + vault, {policy_on("Microsoft.KeyVault/*", "require: false")})
                .findings.size(),
            1u);
}

TEST(Policy, IsMetWhereItDoesNotFail) {
  std::string other = storage_policy(
      "when: { field: kind, notEquals: FileStorage }\nrequire: { field: properties.x, equals: 1 }", "RF-TEST-002");
  auto verdict = [&](const std::string& properties, const std::string& before = "") {
    Judged judged("main.bicep", storage_bicep(properties, before),
                  {storage_policy("require: { policy: RF-TEST-002 }"), other});
    return std::string(verdict_name(judged.findings.at(0).verdict)) + " " + judged.findings.at(0).property;
  };
  EXPECT_EQ(verdict("x: 1"), "pass properties.x");
  EXPECT_EQ(verdict("x: 2"), "fail properties.x");
  EXPECT_EQ(verdict("x: p", "param p int\n"), "unknown properties.x");
}

TEST(Policy, ThatAsksForItselfIsNotKnown) { EXPECT_EQ(verdict_on("x: 1", "{ policy: RF-TEST-001 }"), "unknown"); }

TEST(Grades, GiveAnotherSeverityWhereTheyHold) {
  std::string policy = storage_policy(
      "require: false\ngrades:\n  - { severity: critical, when: { field: properties.x, equals: 1 } }\n  - { severity: "
      "low, when: { field: properties.x, equals: 2 } }");
  auto severity = [&](const std::string& properties, const std::string& before = "") {
    return std::string(
        level_name(Judged("main.bicep", storage_bicep(properties, before), {policy}).findings.at(0).severity));
  };
  EXPECT_EQ(severity("x: 1"), "critical");
  EXPECT_EQ(severity("x: 2"), "low");
  EXPECT_EQ(severity("x: 3"), "high");
  EXPECT_EQ(severity("x: p", "param p int\n"), "high");
}

TEST(Words, QuoteEffectiveValuesAndHowTheyCame) {
  std::string policy = storage_policy("require: { field: properties.networkAcls.defaultAction, equals: Deny }");
  policy.replace(policy.find("'{resource.name} is bad'"), 24,
                 "'{actual} ({because}), SKU {field.sku.name}, {field.properties.y}'");
  auto message = [&](const std::string& properties, const std::string& before = "") {
    return Judged("main.bicep", storage_bicep(properties, before), {policy}).findings.at(0).message;
  };
  EXPECT_EQ(message("y: 'z'"), "Allow (Azure's default), SKU absent, z");
  EXPECT_EQ(message("networkAcls: { defaultAction: p }", "param p string = 'Allow'\n"),
            "Allow (the default of a parameter), SKU absent, absent");
}

TEST(Permits, CoversActionsAndTakesNotActionsAway) {
  std::string policy =
      policy_on("Microsoft.Authorization/roleDefinitions",
                "require: { not: { permits: { actions: [Microsoft.Authorization/roleAssignments/write] } } }");
  auto verdict = [&](const std::string& actions, const std::string& denied = "[]", const std::string& before = "") {
    std::string text = before +
                       "resource r 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {\n  name: 'r'\n  "
                       "properties: {\n    permissions: [ { actions: " +
                       actions + ", notActions: " + denied + " } ]\n  }\n}\n";
    return Judged("main.bicep", text, {policy}).verdict();
  };
  EXPECT_EQ(verdict("[ 'Microsoft.Storage/*' ]"), "pass");
  EXPECT_EQ(verdict("[ '*' ]"), "fail");
  EXPECT_EQ(verdict("[ 'Microsoft.Authorization/*/Write' ]"), "fail");
  EXPECT_EQ(verdict("[ '*' ]", "[ 'Microsoft.Authorization/*/Write' ]"), "pass");
  EXPECT_EQ(verdict("[ '*' ]", "p", "param p array\n"), "unknown");
  EXPECT_EQ(verdict("[ p ]", "[]", "param p string\n"), "unknown");
}

struct Rule {
  const char* name;
  const char* priority;
  const char* access;
  const char* source;
  const char* port;
};

std::string rule_text(const Rule& rule) {
  return std::string("{ name: '") + rule.name + "', properties: { priority: " + rule.priority +
         ", direction: 'Inbound', access: '" + rule.access + "', protocol: '*', sourceAddressPrefix: " + rule.source +
         ", sourcePortRange: '*', destinationAddressPrefix: '*', destinationPortRange: '" + rule.port + "' } }\n";
}

TEST(NetworkRules, ADenyThatComesFirstCounts) {
  std::string policy =
      policy_on("Microsoft.Network/networkSecurityGroups",
                "require:\n  count:\n    field: 'properties.securityRules[*]'\n    where:\n      allOf:\n"
                "        - { field: 'properties.securityRules[*].properties.access', equals: Allow }\n"
                "        - { field: 'properties.securityRules[*].properties.destinationPortRange', portsInclude: 22 }\n"
                "        - not: { deniedBefore: { ports: [22], from: internet } }\n  equals: 0");
  auto verdict = [&](std::initializer_list<Rule> rules, const std::string& before = "", const std::string& after = "") {
    std::string text = before +
                       "resource n 'Microsoft.Network/networkSecurityGroups@2023-11-01' = {\n  name: 'n'\n  location: "
                       "'x'\n  properties: {\n    securityRules: [\n";
    for (const Rule& each : rules) text += rule_text(each);
    return Judged("main.bicep", text + "    ]\n  }\n}\n" + after, {policy}).verdict();
  };
  const Rule open{"open", "300", "Allow", "'*'", "22"};
  EXPECT_EQ(verdict({open}), "fail");
  EXPECT_EQ(verdict({open, {"shut", "200", "Deny", "'Internet'", "*"}}), "pass");
  EXPECT_EQ(verdict({open, {"shut", "400", "Deny", "'Internet'", "*"}}), "fail");
  EXPECT_EQ(verdict({open, {"shut", "200", "Deny", "'*'", "3389"}}), "fail");
  EXPECT_EQ(verdict({open, {"shut", "200", "Deny", "'*'", "20-30"}}), "pass");
  EXPECT_EQ(verdict({open, {"shut", "200", "Deny", "'10.0.0.0/8'", "*"}}), "fail");
  EXPECT_EQ(verdict({open, {"shut", "p", "Deny", "'*'", "*"}}, "param p int\n"), "unknown");
  EXPECT_EQ(verdict({open, {"shut", "200", "Deny", "p", "*"}}, "param p string\n"), "unknown");
  EXPECT_EQ(verdict({open}, "",
                    "resource s 'Microsoft.Network/networkSecurityGroups/securityRules@2023-11-01' = {\n  parent: n\n  "
                    "name: 's'\n  properties: {\n"
                    "    priority: 100\n    direction: 'Inbound'\n    access: 'Deny'\n    protocol: '*'\n    "
                    "sourceAddressPrefix: '*'\n    sourcePortRange: '*'\n"
                    "    destinationAddressPrefix: '*'\n    destinationPortRange: '22'\n  }\n}\n"),
            "pass");
}

TEST(NetworkRules, ALongListOfDeniedAddressesHidesNoOpenPort) {
  std::string policy =
      policy_on("Microsoft.Network/networkSecurityGroups",
                "require:\n  count:\n    field: 'properties.securityRules[*]'\n    where:\n      allOf:\n"
                "        - { field: 'properties.securityRules[*].properties.access', equals: Allow }\n"
                "        - not: { deniedBefore: { ports: [22], from: internet } }\n  equals: 0");
  auto verdict = [&](size_t rules, size_t addresses) {
    std::string text = "var list = [\n";
    for (size_t i = 0; i < addresses; ++i)
      text += "'10." + std::to_string(i / 250) + "." + std::to_string(i % 250) + ".0/25'\n";
    text += "]\nresource n 'Microsoft.Network/networkSecurityGroups@2023-11-01' = {\n  name: 'n'\n  location: 'x'\n"
            "  properties: {\n    securityRules: [\n";
    for (size_t i = 0; i < rules; ++i)
      text += "{ name: 'd" + std::to_string(i) + "', properties: { priority: " + std::to_string(100 + i) +
              ", direction: 'Inbound', access: 'Deny', protocol: '*', sourceAddressPrefixes: list, sourcePortRange: '*'"
              ", destinationAddressPrefix: '*', destinationPortRange: '22' } }\n";
    return Judged("main.bicep", text + rule_text({"open", "4000", "Allow", "'*'", "22"}) + "    ]\n  }\n}\n", {policy}).verdict();
  };
  EXPECT_EQ(verdict(1, 3000), "fail");
  EXPECT_EQ(verdict(4, 1000), "fail");
  EXPECT_EQ(verdict(200, 1400), "unknown");  // more than is read: bounded, and not a fail for certain
}

/// A rule in which everything can be chosen.
std::string whole_rule(const std::string& priority, const std::string& access, const std::string& source,
                       const std::string& ports, const std::string& protocol = "*") {
  return "{ name: 'r" + priority + "', properties: { priority: " + priority + ", direction: 'Inbound', access: '" +
         access + "', protocol: '" + protocol + "', sourceAddressPrefixes: " + source +
         ", sourcePortRange: '*', destinationAddressPrefix: '*', destinationPortRanges: " + ports + " } }\n";
}

TEST(NetworkRules, SeveralDeniesTogetherCount) {
  std::string policy =
      policy_on("Microsoft.Network/networkSecurityGroups",
                "require:\n  count:\n    field: 'properties.securityRules[*]'\n    where:\n      allOf:\n"
                "        - { field: 'properties.securityRules[*].properties.access', equals: Allow }\n"
                "        - not: { deniedBefore: {} }\n  equals: 0");
  auto verdict = [&](const std::string& rules, const std::string& before = "") {
    return Judged("main.bicep",
                  before +
                      "resource n 'Microsoft.Network/networkSecurityGroups@2023-11-01' = {\n  name: 'n'\n  location: "
                      "'x'\n  properties: {\n    securityRules: [\n" +
                      rules + "    ]\n  }\n}\n",
                  {policy})
        .verdict();
  };
  const std::string net = "['10.0.0.0/8']", ports = "['20-29', '80']";
  const std::string open = whole_rule("300", "Allow", net, ports);
  auto deny = [](const std::string& priority, const std::string& source, const std::string& port_list,
                 const std::string& protocol = "*") {
    return whole_rule(priority, "Deny", source, port_list, protocol);
  };
  // By ports.
  EXPECT_EQ(verdict(open + deny("100", net, "['0-24']") + deny("200", net, "['25-90']")), "pass");
  EXPECT_EQ(verdict(open + deny("100", net, "['0-24']") + deny("200", net, "['26-90']")), "fail");
  EXPECT_EQ(verdict(open + deny("100", net, "['0-24']") + deny("400", net, "['25-90']")), "fail");
  EXPECT_EQ(verdict(open + deny("100", net, "['0-24']") + deny("p", net, "['25-90']"), "param p int\n"), "unknown");
  EXPECT_EQ(verdict(open + deny("100", net, "['0-24']") + deny("200", net, "[p]"), "param p string\n"), "unknown");
  // By sources.
  const std::string lower_half = "['10.0.0.0/9']", upper_half = "['10.128.0.0/10', '10.192.0.0/10']";
  EXPECT_EQ(verdict(open + deny("100", lower_half, "['*']") + deny("200", upper_half, "['*']")), "pass");
  EXPECT_EQ(verdict(open + deny("100", lower_half, "['*']") + deny("200", "['10.128.0.0/10']", "['*']")), "fail");
  // By both: three of the four corners are not all.
  const std::string three =
      deny("100", lower_half, "['0-24']") + deny("101", lower_half, "['25-99']") + deny("102", upper_half, "['0-24']");
  EXPECT_EQ(verdict(open + three), "fail");
  EXPECT_EQ(verdict(open + three + deny("103", upper_half, "['25-99']")), "pass");
  // By protocols.
  const std::string tcp = deny("100", "['*']", "['*']", "Tcp"), udp = deny("101", "['*']", "['*']", "Udp");
  EXPECT_EQ(verdict(open + tcp + udp), "fail");
  EXPECT_EQ(verdict(open + tcp + udp + deny("102", "['*']", "['*']", "Icmp") + deny("103", "['*']", "['*']", "Esp") +
                    deny("104", "['*']", "['*']", "Ah")),
            "pass");
  // A service tag is covered by itself and by everything, and covers nothing else.
  const std::string tagged = whole_rule("300", "Allow", "['AzureCloud']", ports);
  EXPECT_EQ(verdict(tagged + deny("100", "['azurecloud']", "['0-24']") + deny("200", "['*']", "['25-90']")), "pass");
  EXPECT_EQ(verdict(tagged + deny("100", "['0.0.0.0/0']", "['*']")), "fail");
  EXPECT_EQ(verdict(open + deny("100", "['Internet']", "['*']")), "fail");
  // Of all addresses the halves of IPv4 leave those of IPv6, if the network has any.
  const std::string all = whole_rule("300", "Allow", "['*']", ports);
  EXPECT_EQ(verdict(all + deny("100", "['0.0.0.0/1']", "['*']") + deny("200", "['128.0.0.0/1']", "['*']")), "unknown");
  EXPECT_EQ(verdict(all + deny("100", "['0.0.0.0/1']", "['*']")), "fail");
}

TEST(NetworkRules, ManyRulesEndSoon) {
  std::string policy = policy_on(
      "Microsoft.Network/networkSecurityGroups",
      "require:\n  count:\n    field: 'properties.securityRules[*]'\n    where:\n      not: { deniedBefore: {} "
      "}\n  equals: 0");
  std::string rules;
  for (int i = 0; i < 400; ++i) {
    std::string at = std::to_string(i);
    rules += whole_rule(std::to_string(100 + i), "Deny",
                        "['10.0." + std::to_string(i % 7) + "." + std::to_string(i % 251) + "']",
                        "['" + at + "-" + std::to_string(10000 + i) + "']");
    rules += whole_rule(std::to_string(1000 + i), "Allow", "['*']", "['*']");
  }
  Judged judged("main.bicep",
                "resource n 'Microsoft.Network/networkSecurityGroups@2023-11-01' = {\n  name: 'n'\n  location: "
                "'x'\n  properties: {\n    securityRules: [\n" +
                    rules + "    ]\n  }\n}\n",
                {policy});
  EXPECT_NE(judged.verdict(), "pass");
}

TEST(Parameters, AreTypedAndLimited) {
  std::string yaml = storage_policy(
      "parameters:\n  regions: { default: [], type: texts, says: regions that data may stand in }\n  days: { default: "
      "30, min: 7, max: 90 }\n"
      "  mode: { default: strict, allowed: [strict, loose] }\nwhen: { value: { param: regions }, empty: false "
      "}\nrequire: { field: location, locationIn: { param: regions } }");
  Judged off("main.bicep", storage_bicep("x: 1"), {yaml});
  EXPECT_EQ(off.verdict(), "none");
  const Policy& policy = off.set.policies.at(0);
  auto verdict = [&](const char* text) {
    auto changed = with_parameters(policy, read_yaml("x", text)->root, Knowledge::embedded());
    if (!changed) return changed.error().at(0).message;
    PolicySet set;
    set.policies.push_back(*changed);
    return std::string(verdict_name(judge(off.graph, set, Knowledge::embedded(), nullptr).findings.at(0).verdict));
  };
  EXPECT_EQ(verdict("regions: [West Europe]"), "pass");
  EXPECT_EQ(verdict("regions: [northeurope]"), "fail");
  EXPECT_EQ(verdict("regions: northeurope"), "parameter 'regions' of RF-TEST-001 takes a list of texts");
  EXPECT_EQ(verdict("days: long"), "parameter 'days' of RF-TEST-001 takes a number");
  EXPECT_EQ(verdict("days: 5"), "parameter 'days' of RF-TEST-001 is from 7 to 90, not 5");
  EXPECT_EQ(verdict("mode: lose"), "parameter 'mode' of RF-TEST-001 is one of strict, loose, not lose");
  EXPECT_EQ(verdict("region: [x]"), "RF-TEST-001 has no parameter 'region', did you mean 'regions'?");
}

}  // namespace
}  // namespace ringfence::test
