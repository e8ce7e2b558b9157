// What each operator says about known, absent and unknown values. pass: the condition is true.

#include <gtest/gtest.h>

#include "tests/policy/judged.h"

namespace ringfence::test {
namespace {

struct Row {
  const char* properties;
  const char* condition;
  const char* verdict;
  const char* before = "";
};

constexpr const char* kVaultKey =
    "resource vault 'Microsoft.KeyVault/vaults@2023-07-01' existing = { name: 'v' }\n"
    "resource key 'Microsoft.KeyVault/vaults/keys@2023-07-01' = { parent: vault, name: 'k', properties: { kty: 'RSA' } "
    "}\n";

TEST(Conditions, DecideKnownAbsentAndUnknownValues) {
  const Row rows[] = {
      // equality: text without case, booleans and numbers as text too
      {"x: 'Deny'", "{ field: properties.x, equals: deny }", "pass"},
      {"x: 'Allow'", "{ field: properties.x, equals: Deny }", "fail"},
      {"x: true", "{ field: properties.x, equals: true }", "pass"},
      {"x: 'true'", "{ field: properties.x, equals: true }", "pass"},
      {"x: 3", "{ field: properties.x, equals: '3' }", "pass"},
      {"x: [ 'a' ]", "{ field: properties.x, equals: a }", "fail"},
      {"y: 1", "{ field: properties.x, equals: a }", "fail"},
      {"y: 1", "{ field: properties.x, notEquals: a }", "pass"},
      {"x: null", "{ field: properties.x, exists: false }", "pass"},
      {"x: 'b'", "{ field: properties.x, in: [a, B] }", "pass"},
      {"x: 'c'", "{ field: properties.x, notIn: [a, b] }", "pass"},
      // what is not known
      {"x: p", "{ field: properties.x, equals: a }", "unknown", "param p string\n"},
      {"x: p", "{ field: properties.x, notEquals: a }", "unknown", "param p string\n"},
      {"x: p", "{ field: properties.x, exists: true }", "pass", "param p string\n"},
      {"x: p", "{ field: properties.x, equals: a }", "fail", "param p bool\n"},
      {"x: 'st-${p}'", "{ field: properties.x, equals: 'st-a' }", "unknown", "param p string\n"},
      {"x: 'st-${p}'", "{ field: properties.x, equals: 'rg-a' }", "fail", "param p string\n"},
      {"x: 'st-${p}'", "{ field: properties.x, like: 'ST-*' }", "pass", "param p string\n"},
      {"x: 'st-${p}-x'", "{ field: properties.x, like: '*-y' }", "fail", "param p string\n"},
      {"x: 'st-${p}'", "{ field: properties.x, like: '*-y' }", "unknown", "param p string\n"},
      {"x: 'st-${p}'", "{ field: properties.x, contains: 't-' }", "pass", "param p string\n"},
      {"x: 'st-${p}-x'", "{ field: properties.x, like: '*/*' }", "unknown", "param p string\n"},
      // what is in a name holds no `/`
      {"x: '${take(uniqueString(p), 4)}/x'", "{ field: properties.x, like: '*/x' }", "pass", "param p string\n"},
      {"x: toLower('a${p}')", "{ field: properties.x, empty: false }", "pass", "param p string\n"},
      {"x: toLower(p)", "{ field: properties.x, empty: false }", "unknown", "param p string\n"},
      {"x: uniqueString(p)", "{ field: properties.x, empty: true }", "fail", "param p string\n"},
      {"x: base64('#!/bin/sh\\nexport DB_PASSWORD=Tr0ub4dor\\n${p}')", "{ field: properties.x, holdsSecret: false }",
       "fail", "param p string\n"},
      {"x: base64('export DB_PASSWORD=${p}')", "{ field: properties.x, holdsSecret: false }", "pass",
       "param p string\n"},
      // what is in a parameter comes from it
      {"x: p", "{ field: properties.x.a, madeFrom: [literal] }", "fail", "param p object\n"},
      {"x: p", "{ field: properties.x.a, madeFrom: [parameter] }", "pass", "param p object\n"},
      {"x: union({ a: 'b' }, p)", "{ field: properties.x.a, madeFrom: [literal] }", "unknown", "param p object\n"},
      // URLs that Azure makes have a form
      {"x: key.properties.keyUriWithVersion", "{ field: properties.x, like: '*/keys/*/*' }", "pass", kVaultKey},
      {"x: key.properties.keyUri", "{ field: properties.x, like: '*/keys/*/*' }", "fail", kVaultKey},
      {"x: key.properties.keyUri", "{ field: properties.x, like: '*/keys/*' }", "pass", kVaultKey},
      {"x: key.properties.keyUri", "{ field: properties.x, empty: true }", "fail", kVaultKey},
      {"x: key.properties.keySize", "{ field: properties.x, like: '*/keys/*' }", "unknown", kVaultKey},
      // one of several: all branches agree, or not
      {"x: p ? 'a' : 'b'", "{ field: properties.x, in: [a, b] }", "pass", "param p bool\n"},
      {"x: p ? 'a' : 'b'", "{ field: properties.x, equals: c }", "fail", "param p bool\n"},
      {"x: p ? 'a' : 'b'", "{ field: properties.x, equals: a }", "unknown", "param p bool\n"},
      {"x: p", "{ field: properties.x, in: [a, b] }", "pass", "@allowed([ 'a', 'b' ])\nparam p string\n"},
      {"x: p", "{ field: properties.x, equals: c }", "fail", "@allowed([ 'a', 'b' ])\nparam p string\n"},
      // the same unknown twice is the same value
      {"x: p ? 'a' : 'b'\n y: p ? 'b' : 'a'",
       "{ anyOf: [ { field: properties.x, equals: a }, { field: properties.y, equals: a } ] }", "pass",
       "param p bool\n"},
      {"x: p\n y: 1", "{ anyOf: [ { field: properties.x, equals: a }, { field: properties.x, equals: b } ] }", "pass",
       "@allowed([ 'a', 'b' ])\nparam p string\n"},
      // patterns, text, objects
      {"x: 'ab12'", "{ field: properties.x, match: '??##' }", "pass"},
      {"x: 'AB'", "{ field: properties.x, match: 'ab' }", "fail"},
      {"x: 'AB'", "{ field: properties.x, matchInsensitively: 'ab' }", "pass"},
      {"x: [ 'a', 'B' ]", "{ field: properties.x, contains: b }", "pass"},
      {"x: [ 'a', p ]", "{ field: properties.x, contains: b }", "unknown", "param p string\n"},
      {"x: [ 'a', p ]", "{ field: properties.x, contains: a }", "pass", "param p string\n"},
      {"x: { A: 1 }", "{ field: properties.x, containsKey: a }", "pass"},
      {"x: { A: 1 }", "{ field: properties.x, notContainsKey: b }", "pass"},
      // order
      {"x: 90", "{ field: properties.x, greaterOrEquals: 90 }", "pass"},
      {"x: '7'", "{ field: properties.x, less: 10 }", "pass"},
      {"y: 1", "{ field: properties.x, less: 10 }", "fail"},
      {"x: p", "{ field: properties.x, greater: 10 }", "unknown", "param p int\n"},
      // every element of an array; of an absent one too
      {"x: [ { a: 1 }, { a: 1 } ]", "{ field: 'properties.x[*].a', equals: 1 }", "pass"},
      {"x: [ { a: 1 }, { a: 2 } ]", "{ field: 'properties.x[*].a', equals: 1 }", "fail"},
      {"x: [ { a: 1 }, { a: p } ]", "{ field: 'properties.x[*].a', equals: 1 }", "unknown", "param p int\n"},
      {"x: [ { a: 2 }, { a: p } ]", "{ field: 'properties.x[*].a', equals: 1 }", "fail", "param p int\n"},
      {"y: 1", "{ field: 'properties.x[*].a', equals: 1 }", "pass"},
      // addresses and ports
      {"x: '10.1.0.0/16'", "{ field: properties.x, cidrWithin: [private] }", "pass"},
      {"x: '*'", "{ field: properties.x, cidrOverlaps: [public] }", "pass"},
      {"x: '0.0.0.0/0'", "{ field: properties.x, cidrWithin: [private] }", "fail"},
      {"x: '20.0.0.1-20.0.0.9'", "{ field: properties.x, cidrOverlaps: ['20.0.0.5'] }", "pass"},
      {"x: 'VirtualNetwork'", "{ field: properties.x, cidrOverlaps: [any] }", "fail"},
      {"x: '10.0.0.0/8'", "{ field: properties.x, cidrPrefixAtLeast: 16 }", "fail"},
      {"x: 'fd00::/8'", "{ field: properties.x, cidrWithin: private }", "pass"},
      {"x: p", "{ field: properties.x, cidrWithin: private }", "unknown", "param p string\n"},
      {"x: '20-25, 80'", "{ field: properties.x, portsInclude: 22 }", "pass"},
      {"x: '443'", "{ field: properties.x, portsInclude: [22, 3389] }", "fail"},
      {"x: '*'", "{ field: properties.x, portsInclude: 22 }", "pass"},
  };
  for (const Row& row : rows)
    EXPECT_EQ(verdict_on(row.properties, row.condition, row.before), row.verdict)
        << row.properties << "  " << row.condition;
}

TEST(Conditions, CountElementsThatMayOrMayNotBeThere) {
  const char* bad =
      "{ count: { field: 'properties.x[*]', where: { field: 'properties.x[*].a', equals: bad } }, equals: 0 }";
  EXPECT_EQ(verdict_on("x: [ { a: 'good' } ]", bad), "pass");
  EXPECT_EQ(verdict_on("x: [ { a: 'good' }, { a: 'bad' } ]", bad), "fail");
  EXPECT_EQ(verdict_on("x: [ { a: p } ]", bad, "param p string\n"), "unknown");
  EXPECT_EQ(verdict_on("y: 1", bad), "pass");
  EXPECT_EQ(verdict_on("x: p", bad, "param p array\n"), "unknown");
  // A loop over an unknown list: none of its elements is bad, or each may be.
  EXPECT_EQ(verdict_on("x: [for n in p: { a: 'good' }]", bad, "param p array\n"), "pass");
  EXPECT_EQ(verdict_on("x: [for n in p: { a: 'bad' }]", bad, "param p array\n"), "unknown");
  // What is put together from known and unknown parts.
  EXPECT_EQ(verdict_on("x: concat(p, [ { a: 'bad' } ])", bad, "param p array\n"), "fail");
  EXPECT_EQ(verdict_on("x: p ? [ { a: 'bad' } ] : [ { a: 'bad' }, { a: 'bad' } ]", bad, "param p bool\n"), "fail");
}

TEST(Conditions, CountsNestAndNameTheirElement) {
  const char* nested =
      "{ count: { field: 'properties.x[*]', where: { count: { field: 'properties.x[*].a[*]', where: { value: "
      "current(), equals: bad } }, greater: 0 } }, equals: 0 }";
  EXPECT_EQ(verdict_on("x: [ { a: [ 'good' ] }, { a: [ 'good', 'bad' ] } ]", nested), "fail");
  EXPECT_EQ(verdict_on("x: [ { a: [ 'good' ] }, { a: [] } ]", nested), "pass");
  const char* listed =
      "{ count: { value: [a, b], name: wanted, where: { value: current(wanted), equals: b } }, equals: 1 }";
  EXPECT_EQ(verdict_on("y: 1", listed), "pass");
}

TEST(Conditions, AnAbsentPropertyIsWhatAzureMakesOfIt) {
  EXPECT_EQ(verdict_on("y: 1", "{ field: properties.networkAcls.defaultAction, equals: Allow }"), "pass");
  EXPECT_EQ(
      verdict_on("y: 1", "{ field: properties.networkAcls.defaultAction, equals: Allow, platform_default: false }"),
      "fail");
  EXPECT_EQ(verdict_on("y: 1", "{ field: properties.networkAcls.defaultAction, exists: false }"), "pass");
}

TEST(Conditions, TheOwnNameIsKnownThoughTheParentsIsNot) {
  std::string policy =
      "id: RF-TEST-001\ntitle: Bad\nseverity: high\ncategory: test\n"
      "resource: Microsoft.DBforPostgreSQL/servers/configurations\nmessage: bad\nwhy: because\n"
      "require: { field: name, equals: log_connections }\n";
  auto verdict = [&](const char* name) {
    return Judged("main.bicep",
                  std::string("param server string\nresource c "
                              "'Microsoft.DBforPostgreSQL/servers/configurations@2017-12-01' = {\n  name: ") +
                      name + "\n  properties: {}\n}\n",
                  {policy})
        .verdict();
  };
  EXPECT_EQ(verdict("'${server}/log_connections'"), "pass");
  EXPECT_EQ(verdict("'${server}/work_mem'"), "fail");
  EXPECT_EQ(verdict("'pg/${server}'"), "unknown");
}

TEST(Conditions, ADefaultThatMovedIsUnknownWithoutAnApiVersion) {
  auto verdict = [](const std::string& version) {
    std::string policy = storage_policy("require: { field: properties.supportsHttpsTrafficOnly, equals: true }");
    return Judged("main.json",
                  R"({"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
                      "contentVersion": "1.0.0.0", "parameters": {"version": {"type": "string"}},
                      "resources": [{"type": "Microsoft.Storage/storageAccounts", "name": "a", "location": "westeurope",
                                     "apiVersion": ")" +
                      version + R"(", "properties": {}}]})",
                  {policy})
        .verdict();
  };
  EXPECT_EQ(verdict("2018-07-01"), "fail");
  EXPECT_EQ(verdict("2019-04-01"), "pass");
  EXPECT_EQ(verdict("[parameters('version')]"), "unknown");
}

TEST(Conditions, WhenThatIsUnknownCannotMakeItFail) {
  auto verdict = [](const char* properties) {
    std::string policy =
        storage_policy("when: { field: properties.x, equals: a }\nrequire: { field: properties.y, equals: 1 }");
    return Judged("main.bicep", storage_bicep(properties, "param p string\n"), {policy}).verdict();
  };
  EXPECT_EQ(verdict("x: 'b'\n y: 2"), "none");
  EXPECT_EQ(verdict("x: 'a'\n y: 2"), "fail");
  EXPECT_EQ(verdict("x: p\n y: 2"), "unknown");
  EXPECT_EQ(verdict("x: p\n y: 1"), "pass");
}

}  // namespace
}  // namespace ringfence::test
