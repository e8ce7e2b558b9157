// In which part of its parameters' values a policy fails.

#include <gtest/gtest.h>

#include "tests/policy/judged.h"

namespace ringfence::test {
namespace {

/// "verdict: words" of the only finding, and the JSON.
std::string space(const std::string& before, const std::string& properties, const std::string& require) {
  Judged judged("main.bicep", storage_bicep(properties, before), {storage_policy("require: " + require)});
  const Finding& finding = judged.findings.at(0);
  return std::string(verdict_name(finding.verdict)) + ": " + finding.fails_when + " " + finding.fails_when_json;
}

const char* const kShut = "{ field: properties.x, equals: Disabled }";

TEST(ParameterSpace, OneParameterTellsWhen) {
  EXPECT_EQ(space("@allowed([ 'Enabled', 'Disabled' ])\nparam access string\n", "x: access", kShut),
            R"(unknown: fails when access = 'Enabled', passes otherwise [{"access":"Enabled"}])");
  EXPECT_EQ(
      space("param access 'Enabled' | 'Disabled' | 'Other'\n", "x: access", kShut),
      R"(unknown: fails when access = 'Enabled'; or access = 'Other', passes otherwise [{"access":"Enabled"},{"access":"Other"}])");
  EXPECT_EQ(space("param open bool\n", "x: open ? 'Enabled' : 'Disabled'", kShut),
            R"(unknown: fails when open = true, passes otherwise [{"open":true}])");
  EXPECT_EQ(space("param env string\n", "x: env == 'prod' ? 'Disabled' : 'Enabled'", kShut),
            R"(unknown: fails when env is not 'prod', passes otherwise [{"env":{"not":"prod"}}])");
  EXPECT_EQ(space("param zone string\n", "x: empty(zone) ? 'Enabled' : 'Disabled'", kShut),
            R"(unknown: fails when zone is empty, passes otherwise [{"zone":{"empty":true}}])");
}

TEST(ParameterSpace, SmallRangesOfNumbersAreTried) {
  const char* const kept = "{ field: properties.x, greaterOrEquals: 7 }";
  EXPECT_EQ(space("@minValue(1)\n@maxValue(30)\nparam days int\n", "x: days", kept),
            R"(unknown: fails when days is from 1 to 6, passes otherwise [{"days":1},{"days":2},{"days":3},{"days":4},{"days":5},{"days":6}])");
  EXPECT_EQ(space("@minValue(7)\n@maxValue(30)\nparam days int\n", "x: days", kept), "pass:  ");
  EXPECT_EQ(space("@minValue(1)\n@maxValue(6)\nparam days int\n", "x: days", kept), "fail:  ");
  // Too many to try.
  EXPECT_EQ(space("@minValue(1)\n@maxValue(365)\nparam days int\n", "x: days", kept), "unknown:  ");
}

TEST(ParameterSpace, SeveralParametersAreTriedTogether) {
  const std::string two = "param open bool\nparam filtered bool\n";
  const std::string properties = "x: open ? 'Enabled' : 'Disabled'\n y: filtered ? 'Deny' : 'Allow'";
  EXPECT_EQ(
      space(two, properties,
            "{ anyOf: [ { field: properties.x, equals: Disabled }, { field: properties.y, equals: Deny } ] }"),
      R"(unknown: fails when open = true and filtered = false, passes otherwise [{"open":true,"filtered":false}])");
  EXPECT_EQ(
      space(two, properties,
            "{ allOf: [ { field: properties.x, equals: Disabled }, { field: properties.y, equals: Deny } ] }"),
      R"(unknown: fails when open = true; or filtered = false, passes otherwise [{"open":true},{"filtered":false}])");
}

TEST(ParameterSpace, WhatIsNotKnownBesidesLeavesPartOpen) {
  EXPECT_EQ(space("param open bool\nparam other string\n", "x: open ? 'Enabled' : other", kShut),
            R"(unknown: fails when open = true [{"open":true}])");
  EXPECT_EQ(space("param other string\n", "x: other", kShut), "unknown:  ");
}

TEST(ParameterSpace, ImpossibleCombinationsAreNotTold) {
  EXPECT_EQ(
      space("param env string\n", "x: env == 'prod' ? 'Disabled' : env == 'test' ? 'Disabled' : 'Enabled'", kShut),
      R"(unknown: fails when env is not 'prod' and env is not 'test', passes otherwise [{"env":{"not":"prod"},"env":{"not":"test"}}])");
}

TEST(ParameterSpace, WhatAlwaysFailsIsNoUnknown) {
  EXPECT_EQ(space("@allowed([ 'Enabled', 'Open' ])\nparam access string\n", "x: access", kShut), "fail:  ");
  EXPECT_EQ(space("@allowed([ 'Disabled', 'disabled' ])\nparam access string\n", "x: access", kShut), "pass:  ");
}

TEST(ParameterSpace, SecretsAreNotTold) {
  EXPECT_EQ(space("@secure()\n@allowed([ 'Enabled', 'Disabled' ])\nparam access string\n", "x: access", kShut),
            "unknown:  ");
  EXPECT_EQ(space("@allowed([ 'Enabled', 'Disabled' ])\nparam password string\n", "x: password", kShut), "unknown:  ");
}

TEST(ParameterSpace, IsInTheMessage) {
  Judged judged("main.bicep", storage_bicep("x: open ? 'Enabled' : 'Disabled'", "param open bool\n"),
                {storage_policy(std::string("require: ") + kShut)});
  EXPECT_EQ(judged.findings.at(0).message, "a is bad (fails when open = true, passes otherwise)");
}

}  // namespace
}  // namespace ringfence::test
