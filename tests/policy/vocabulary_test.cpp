// What the words beyond Azure Policy's say about known, absent and unknown values. pass: the condition is true.

#include <gtest/gtest.h>

#include "analyzer/policy/duration.h"
#include "analyzer/policy/permissions.h"
#include "tests/policy/judged.h"

namespace ringfence::test {
namespace {

struct Row {
  const char* properties;
  const char* condition;
  const char* verdict;
  const char* before = "";
};

void expect(std::initializer_list<Row> rows) {
  for (const Row& row : rows) {
    EXPECT_EQ(verdict_on(row.properties, row.condition, row.before), row.verdict)
        << row.before << row.properties << "  " << row.condition;
  }
}

TEST(Vocabulary, ComparesWithAnotherProperty) {
  expect({
      {"x: 'a'\n y: 'A'", "{ field: properties.x, equals: { field: properties.y } }", "pass"},
      {"x: 'a'\n y: 'b'", "{ field: properties.x, equals: { field: properties.y } }", "fail"},
      {"x: 'a'\n y: 'b'", "{ field: properties.x, notEquals: { field: properties.y } }", "pass"},
      {"x: 'a'", "{ field: properties.x, equals: { field: properties.y } }", "fail"},
      {"x: p\n y: p", "{ field: properties.x, equals: { field: properties.y } }", "pass", "param p string\n"},
      {"x: p\n y: q", "{ field: properties.x, equals: { field: properties.y } }", "unknown",
       "param p string\nparam q string\n"},
      {"x: 'st-a'\n y: 'rg-${p}'", "{ field: properties.x, equals: { field: properties.y } }", "fail",
       "param p string\n"},
      {"x: 'b'\n y: [ 'a', 'b' ]", "{ field: properties.x, in: { field: properties.y } }", "pass"},
      {"x: 'c'\n y: [ 'a', p ]", "{ field: properties.x, in: { field: properties.y } }", "unknown", "param p string\n"},
      {"x: 3\n y: 4", "{ field: properties.x, less: { field: properties.y } }", "pass"},
      {"x: 3\n y: p", "{ field: properties.x, less: { field: properties.y } }", "unknown", "param p int\n"},
      {"x: [ { a: 'n', b: 'n' } ]",
       "{ count: { field: 'properties.x[*]', where: { field: 'properties.x[*].a', equals: { field: 'properties.x[*].b' "
       "} } }, equals: 1 }",
       "pass"},
      {"x: [ 'a', 'b' ]",
       "{ count: { value: [a, c], name: wanted, where: { field: properties.x, contains: { current: wanted } } }, "
       "equals: 1 }",
       "pass"},
      {"y: 1",
       "{ count: { value: [owner, cost], name: tag, where: { field: tags, notContainsKey: { current: tag } } }, "
       "equals: 2 }",
       "pass"},
  });
}

TEST(Vocabulary, TestsSeveralPathsAtOnce) {
  expect({
      {"y: 'a'", "{ anyField: [properties.x, properties.y], equals: a }", "pass"},
      {"y: 'b'", "{ anyField: [properties.x, properties.y], exists: true }", "pass"},
      {"y: 'b'", "{ allFields: [properties.x, properties.y], exists: true }", "fail"},
      {"x: p\n y: 'b'", "{ anyField: [properties.x, properties.y], equals: a }", "unknown", "param p string\n"},
  });
}

TEST(Vocabulary, SaysWhatAnAbsentPropertyComesTo) {
  expect({
      {"y: 1", "{ field: properties.x, equals: a, absent: unknown }", "unknown"},
      {"y: 1", "{ field: properties.x, equals: a, absent: true }", "pass"},
      {"y: 1", "{ field: properties.x, notEquals: a, absent: false }", "fail"},
      {"x: 'b'", "{ field: properties.x, equals: a, absent: unknown }", "fail"},
      // A default that is known counts first.
      {"y: 1", "{ field: properties.networkAcls.defaultAction, equals: Allow, absent: unknown }", "pass"},
  });
}

TEST(Vocabulary, ContainsSeveralOrNothing) {
  expect({
      {"x: [ 'a', 'b' ]", "{ field: properties.x, containsAny: [c, B] }", "pass"},
      {"x: [ 'a', 'b' ]", "{ field: properties.x, containsAll: [a, b] }", "pass"},
      {"x: [ 'a', 'b' ]", "{ field: properties.x, containsAll: [a, c] }", "fail"},
      {"x: [ 'a', p ]", "{ field: properties.x, containsAll: [a, c] }", "unknown", "param p string\n"},
      {"x: '<in><rate-limit/></in>'", "{ field: properties.x, containsAny: ['<quota', '<rate-limit'] }", "pass"},
      {"x: ''", "{ field: properties.x, empty: true }", "pass"},
      {"y: 1", "{ field: properties.x, empty: true }", "pass"},
      {"y: 1", "{ field: properties.x, empty: false }", "fail"},
      {"x: []", "{ field: properties.x, empty: false }", "fail"},
      {"x: {}", "{ field: properties.x, empty: true }", "pass"},
      {"x: 'a${p}'", "{ field: properties.x, empty: false }", "pass", "param p string\n"},
      {"x: p", "{ field: properties.x, empty: false }", "unknown", "param p string\n"},
  });
}

TEST(Vocabulary, ReadsRegionsDurationsAndSecrets) {
  expect({
      {"x: 'West Europe'", "{ field: properties.x, locationIn: [westeurope] }", "pass"},
      {"x: 'westus'", "{ field: properties.x, locationNotIn: ['West Europe', 'North Europe'] }", "pass"},
      {"x: p", "{ field: properties.x, locationIn: [westeurope] }", "unknown", "param p string\n"},
      {"x: 'PT8H'", "{ field: properties.x, durationAtMost: PT8H }", "pass"},
      {"x: 'P1D'", "{ field: properties.x, durationAtMost: PT8H }", "fail"},
      {"x: '7.00:00:00'", "{ field: properties.x, durationAtLeast: P7D }", "pass"},
      {"x: 'soon'", "{ field: properties.x, durationAtLeast: P7D }", "fail"},
      {"x: 'Server=a;Password=hunter2xx;'", "{ field: properties.x, holdsSecret: false }", "fail"},
      {"x: '-----BEGIN RSA PRIVATE KEY-----'", "{ field: properties.x, holdsSecret: true }", "pass"},
      {"x: 'Server=a;Password=${p};'", "{ field: properties.x, holdsSecret: false }", "pass",
       "@secure()\nparam p string\n"},
      {"x: { deep: [ { a: 1, b: 'AccountKey=abcdefghijklmnop1234' } ] }",
       "{ field: properties.**, holdsSecret: false }", "fail"},
      {"x: { deep: [ { a: 1, b: 'nothing' } ] }", "{ field: properties.**, holdsSecret: false }", "pass"},
      {"x: 'OPENAI_API_KEY'", "{ field: properties.x, namesSecret: true }", "pass"},
      {"x: 'OPENAI_ENDPOINT'", "{ field: properties.x, namesSecret: true }", "fail"},
  });
}

TEST(Vocabulary, TellsWhatAValueIsMadeFrom) {
  const char* other =
      "resource o 'Microsoft.Storage/storageAccounts@2023-05-01' existing = {\n  name: 'other'\n}\n@secure()\nparam s "
      "string\nparam p string\n";
  auto verdict = [&](const char* properties, const char* condition) {
    std::string policy = storage_policy(std::string("when: { field: name, equals: a }\nrequire: ") + condition);
    return Judged("main.bicep", storage_bicep(properties, other), {policy}).verdict();
  };
  EXPECT_EQ(verdict("x: 'key=${o.listKeys().keys[0].value}'", "{ field: properties.x, madeFrom: [keys] }"), "pass");
  EXPECT_EQ(verdict("x: o.properties.primaryEndpoints.blob", "{ field: properties.x, madeFrom: [keys] }"), "fail");
  EXPECT_EQ(verdict("x: s", "{ field: properties.x, madeFrom: [secureParameter] }"), "pass");
  EXPECT_EQ(verdict("x: p", "{ field: properties.x, madeFrom: [secureParameter] }"), "fail");
  EXPECT_EQ(verdict("x: p", "{ field: properties.x, madeFrom: [parameter] }"), "pass");
  EXPECT_EQ(verdict("x: 'open'", "{ field: properties.x, madeFrom: [literal] }"), "pass");
  EXPECT_EQ(verdict("x: resourceGroup().location", "{ field: properties.x, madeFrom: [resourceGroup] }"), "pass");
}

TEST(Vocabulary, DoesNotTakeForASecretWhatOnlyAsksAboutOne) {
  const char* other =
      "@secure()\nparam s string\nresource o 'Microsoft.Storage/storageAccounts@2023-05-01' existing = {\n  name: "
      "'o${s}'\n}\n";
  auto verdict = [&](const char* properties, const char* ingredient) {
    std::string policy =
        storage_policy("when: { field: name, equals: a }\nrequire: { field: properties.x, madeFrom: [" +
                       std::string(ingredient) + "] }");
    return Judged("main.bicep", storage_bicep(properties, other), {policy}).verdict();
  };
  EXPECT_EQ(verdict("x: guid(s)", "secureParameter"), "fail");
  EXPECT_EQ(verdict("x: 'a${uniqueString(o.listKeys().keys[0].value)}'", "keys"), "fail");
  EXPECT_EQ(verdict("x: length(s)", "secureParameter"), "fail");
  EXPECT_EQ(verdict("x: empty(s) ? 'a' : 'b'", "secureParameter"), "fail");
  EXPECT_EQ(verdict("x: empty(s) ? 'a' : s", "secureParameter"), "unknown");
  // The name of a resource is no part of what it says about itself, even of what it says in secret.
  EXPECT_EQ(verdict("x: o.properties.primaryEndpoints.blob", "secureParameter"), "fail");
  EXPECT_EQ(verdict("x: o.listKeys().keys[0].value", "secureParameter"), "fail");
  EXPECT_EQ(verdict("x: o.listKeys().keys[0].value", "keys"), "pass");
  EXPECT_EQ(verdict("x: o.id", "secureParameter"), "pass");
}

TEST(Vocabulary, MeasuresTextsListsAndRanges) {
  expect({
      {"x: 'abc'", "{ value: { length: properties.x }, equals: 3 }", "pass"},
      {"x: [ 1, 2 ]", "{ value: { length: properties.x }, greaterOrEquals: 2 }", "pass"},
      {"y: 1", "{ value: { length: properties.x }, equals: 0 }", "pass"},
      {"x: 'abc${p}'", "{ value: { length: properties.x }, less: 3 }", "fail", "param p string\n"},
      {"x: 'abc${p}'", "{ value: { length: properties.x }, greater: 5 }", "unknown", "param p string\n"},
      {"x: '*.example.com'", "{ value: { parts: properties.x, by: '.' }, greater: 2 }", "pass"},
      {"x: '10.0.0.0'\n y: '10.0.0.255'", "{ value: { addresses: [properties.x, properties.y] }, lessOrEquals: 256 }",
       "pass"},
      {"x: '0.0.0.0'\n y: '255.255.255.255'",
       "{ value: { addresses: [properties.x, properties.y] }, lessOrEquals: 256 }", "fail"},
      {"x: '10.0.0.0/25'", "{ value: { addresses: properties.x }, equals: 128 }", "pass"},
      {"x: p\n y: '10.0.0.255'", "{ value: { addresses: [properties.x, properties.y] }, lessOrEquals: 256 }", "unknown",
       "param p string\n"},
      {"x: '2026-01-31T00:00:00Z'\n y: '2026-03-01T12:00:00Z'",
       "{ value: { days: [properties.x, properties.y] }, equals: 29 }", "pass"},
      {"x: '2026-01-31'\n y: '2028-01-31'", "{ value: { days: [properties.x, properties.y] }, lessOrEquals: 180 }",
       "fail"},
      {"y: '2028-01-31'", "{ value: { days: [properties.x, properties.y] }, greater: 180 }", "fail"},
      {"x: '2026-02-30'\n y: '2028-01-31'", "{ value: { days: [properties.x, properties.y] }, greater: 0 }", "fail"},
      {"x: p\n y: '2028-01-31'", "{ value: { days: [properties.x, properties.y] }, greater: 180 }", "unknown",
       "param p string\n"},
  });
}

TEST(Vocabulary, LooksAtEveryMember) {
  expect({
      {"x: { a: { m: 'on' }, b: { m: 'on' } }", "{ field: 'properties.x{*}.m', equals: on }", "pass"},
      {"x: { a: { m: 'on' }, b: { m: 'off' } }", "{ field: 'properties.x{*}.m', equals: on }", "fail"},
      {"y: 1", "{ field: 'properties.x{*}.m', equals: on }", "pass"},
      {"x: p", "{ field: 'properties.x{*}.m', equals: on }", "unknown", "param p object\n"},
      {"x: { API_KEY: 'a', url: 'b' }",
       "{ count: { field: 'properties.x{*}', where: { value: key(), namesSecret: true } }, equals: 1 }", "pass"},
      {"x: { apiKey: p, other: p }",
       "{ count: { field: 'properties.x{*}', where: { value: key(), namesSecret: true } }, equals: 1 }", "pass",
       "param p string\n"},
  });
}

TEST(Vocabulary, ReadsDurationsAsTheyAreWritten) {
  const std::pair<const char*, int64_t> good[] = {{"P7D", 604800},    {"PT8H", 28800},     {"P1Y", 31536000},
                                                  {"P1M", 2592000},   {"PT1H30M5S", 5405}, {"7.00:00:00", 604800},
                                                  {"01:30:00", 5400}, {"4320h", 15552000}, {"1h30m", 5400}};
  for (const auto& [text, seconds] : good) EXPECT_EQ(read_duration(text), seconds) << text;
  for (const char* text : {"", "P", "PT", "7", "P7X", "PD", "7 days", "-P1D", "1:2:3:4", "h"})
    EXPECT_EQ(read_duration(text), std::nullopt) << text;
}

TEST(Vocabulary, ComparesActionsWithWildcardsOnBothSides) {
  EXPECT_TRUE(covers_action("microsoft.authorization/*", "microsoft.authorization/roleassignments/write"));
  EXPECT_TRUE(covers_action("*/write", "microsoft.authorization/*/write"));
  EXPECT_FALSE(covers_action("microsoft.authorization/roleassignments/write", "microsoft.authorization/*/write"));
  EXPECT_TRUE(actions_overlap("microsoft.authorization/*/write", "*/roleassignments/*"));
  EXPECT_FALSE(actions_overlap("microsoft.storage/*", "microsoft.authorization/*"));
}

}  // namespace
}  // namespace ringfence::test
