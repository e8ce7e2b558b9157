// Examples of learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-numeric,
// -logical, -comparison, -date and -cidr, and edges of our own.

#include <gtest/gtest.h>

#include "tests/eval/functions_arm_harness.h"

using ringfence::test::ArmWorld;
using ringfence::test::differences;

TEST(ArmNumericFunctions, Arithmetic) {
  EXPECT_EQ("", differences({
      {"add(5, 3)", "8"},
      {"sub(7, 3)", "4"},
      {"mul(5, 3)", "15"},
      {"div(8, 3)", "2"},
      {"div(-7, 2)", "-3"},
      {"mod(7, 3)", "1"},
      {"mod(-7, 3)", "-1"},
      {"div(1, 0)", "error: div(): division by zero"},
      {"mod(1, 0)", "error: mod(): division by zero"},
      {"add(9223372036854775807, 1)", "error: add(): the result does not fit into 64 bits"},
      {"mul(9223372036854775807, 2)", "error: mul(): the result does not fit into 64 bits"},
      {"sub(-9223372036854775807, 2)", "error: sub(): the result does not fit into 64 bits"},
      {"add('1', 2)", "error: add() expects an integer as argument 1, got a string"},
      {"add(?n:int, 2)", "add(param('n'), 2)"},
      {"min([0, 3, 2, 5, 4])", "0"},
      {"min(10, 4, 1, 6)", "1"},
      {"max([0, 3, 2, 5, 4])", "5"},
      {"max([])", "error: max() expects at least one integer"},
      {"max([1, 'a'])", "error: max() expects an array of integers, got one that holds a string"},
  }));
}

TEST(ArmNumericFunctions, Conversions) {
  EXPECT_EQ("", differences({
      {"int('4')", "4"},
      {"int('-12')", "-12"},
      {"int(7)", "7"},
      {"int('4.5')", "error: int(): '4.5' is not an integer"},
      {"int('')", "error: int(): '' is not an integer"},
      {"int(true)", "error: int() expects a string or an integer as argument 1, got a boolean"},
      {"int(?s)", "int(param('s'))"},
      {"int(?n:int)", "param('n')"},
      {"float('3.5')", "3.5"},
      {"string(float(3))", "'3'"},
      {"bool('true')", "true"},
      {"bool('False')", "false"},
      {"bool(1)", "true"},
      {"bool(0)", "false"},
      {"bool('x')", "error: bool(): 'x' is neither true nor false"},
      {"bool(?b:bool)", "param('b')"},
  }));
}

TEST(ArmNumericFunctions, CopyIndex) {
  EXPECT_EQ("", differences({
      {"copyIndex()", "error: copyIndex() is used outside of a copy loop"},
      {"copyIndex('loop')", "error: copyIndex(): there is no copy loop 'loop' around it"},
  }));
  ArmWorld loop;
  loop.copy_index = 4;
  EXPECT_EQ("", differences({
      {"copyIndex()", "4"},
      {"copyIndex(1)", "5"},
      {"copyIndex('loop')", "4"},
      {"copyIndex('loop', 10)", "14"},
      {"copyIndex('loop', 'a')", "error: copyindex() expects an integer offset as argument 2, got a string"},
  }, loop));
}

TEST(ArmLogicalFunctions, DecideOnlyWhatIsAsked) {
  EXPECT_EQ("", differences({
      {"and(true, false)", "false"},
      {"and(true, true, true)", "true"},
      {"or(true, false)", "true"},
      {"or(false, false)", "false"},
      {"not(true)", "false"},
      {"and(false, fail('never'))", "false"},
      {"or(true, fail('never'))", "true"},
      {"and(true, fail('now'))", "error: fail(): now"},
      {"and(true, 1)", "error: and() expects a boolean as argument 2, got an integer"},
      {"not('true')", "error: not() expects a boolean as argument 1, got a string"},
      {"if(true, 'yes', fail('never'))", "'yes'"},
      {"if('x', 1, 2)", "error: if() expects a boolean as argument 1, got a string"},
      {"if(?c:bool, 'yes', fail('never'))", "'yes'"},
      {"if(?c:bool, fail('never'), 'no')", "'no'"},
      {"if(?c:bool, 'yes', 'no')", "if(param('c'), 'yes', 'no')"},
      {"if(?c:bool, 'same', 'same')", "'same'"},
      {"coalesce(null, 123)", "123"},
      {"coalesce(null, null)", "null"},
      {"coalesce('a', fail('never'))", "'a'"},
      {"coalesce(?x:any, 'b', fail('never'))", "coalesce(param('x'), 'b')"},
      {"coalesce(null, ?x:any)", "param('x')"},
      {"true()", "true"},
      {"false()", "false"},
      {"null()", "null"},
      {"any(?x)", "param('x')"},
      {"and(?a:bool, true, ?b:bool)", "and(param('a'), param('b'))"},
      {"not(not(?a:bool))", "param('a')"},
  }));
}

TEST(ArmComparisonFunctions, Compare) {
  EXPECT_EQ("", differences({
      {"equals(1, 1)", "true"},
      {"equals('a', 'A')", "false"},
      {"equals(['a', 'b'], ['a', 'b'])", "true"},
      {"equals({a: 'b'}, {a: 'b'})", "true"},
      {"equals(1, '1')", "false"},
      {"equals(null, null)", "true"},
      {"equals(?a, ?a)", "true"},
      {"equals(concat('a', ?x), 'b')", "false"},
      {"equals(?a, 'x')", "equals(param('a'), 'x')"},
      {"less(1, 2)", "true"},
      {"less('a', 'b')", "true"},
      {"lessOrEquals(2, 2)", "true"},
      {"greater('b', 'a')", "true"},
      {"greaterOrEquals(1, 2)", "false"},
      {"less(1, 'a')", "error: less() expects an integer as argument 2, got a string"},
      {"less(true, 1)", "error: less() expects an integer or a string as argument 1, got a boolean"},
      {"less(?n:int, 2)", "less(param('n'), 2)"},
  }));
}

TEST(ArmDateFunctions, AddDurations) {
  EXPECT_EQ("", differences({
      {"dateTimeAdd('2023-01-01 00:00:00Z', 'P1Y')", "'2024-01-01T00:00:00Z'"},
      {"dateTimeAdd('2024-01-01 00:00:00Z', 'P1Y')", "'2024-12-31T00:00:00Z'"},
      {"dateTimeAdd('2023-02-01 00:00:00Z', 'P1M')", "'2023-03-03T00:00:00Z'"},
      {"dateTimeAdd('2024-02-01 00:00:00Z', 'P1M')", "'2024-03-02T00:00:00Z'"},
      {"dateTimeAdd('2020-04-07 14:53:14Z', '-P9D')", "'2020-03-29T14:53:14Z'"},
      {"dateTimeAdd('2020-04-07 14:53:14Z', 'PT1H', 'u')", "'2020-04-07 15:53:14Z'"},
      {"dateTimeAdd('2020-04-07T23:30:00+02:00', 'PT1.5S', 'yyyy-MM-dd HH:mm:ss.fff')", "'2020-04-07 21:30:01.500'"},
      {"dateTimeAdd('20200407T145314Z', 'P0D', 'dddd d MMM yy, h tt')", "'Tuesday 7 Apr 20, 2 PM'"},
      {"dateTimeAdd('2020-04-07', 'P1W', 'R')", "'Tue, 14 Apr 2020 00:00:00 GMT'"},
      {"dateTimeAdd('2023-02-29', 'P1D')", "error: dateTimeAdd(): '2023-02-29' is not a date and time"},
      {"dateTimeAdd('2023-02-28', '1D')", "error: dateTimeAdd(): '1D' is not an ISO 8601 duration"},
      {"dateTimeAdd('9999-12-31', 'P1D')", "error: dateTimeAdd(): the result is not a date of the years 1 to 9999"},
      {"dateTimeAdd(utcNow(), 'P1D')", "datetimeadd(utcnow(), 'P1D')"},
      {"utcNow('u')", "utcnow('u')"},
  }));
}

TEST(ArmDateFunctions, Epoch) {
  EXPECT_EQ("", differences({
      {"dateTimeFromEpoch(1683040573)", "'2023-05-02T15:16:13Z'"},
      {"dateTimeFromEpoch(-1)", "'1969-12-31T23:59:59Z'"},
      {"dateTimeToEpoch('2023-05-02T15:16:13Z')", "1683040573"},
      {"dateTimeToEpoch('1969-12-31T23:59:59.5Z')", "-1"},
      {"dateTimeFromEpoch(999999999999999)", "error: dateTimeFromEpoch(): the result is not a date of the years 1 to 9999"},
      {"dateTimeToEpoch('x')", "error: dateTimeToEpoch(): 'x' is not a date and time"},
  }));
}

TEST(ArmCidrFunctions, Parse) {
  EXPECT_EQ("", differences({
      {"parseCidr('10.144.0.0/20')",
       "{'broadcast': '10.144.15.255', 'cidr': 20, 'firstUsable': '10.144.0.1', 'lastUsable': '10.144.15.254', 'netmask': '255.255.240.0', 'network': '10.144.0.0'}"},
      {"parseCidr('fdad:3236:5555::/48')",
       "{'cidr': 48, 'firstUsable': 'fdad:3236:5555::', 'lastUsable': 'fdad:3236:5555:ffff:ffff:ffff:ffff:ffff', 'netmask': 'ffff:ffff:ffff::', 'network': 'fdad:3236:5555::'}"},
      {"tryGet(parseCidr('10.1.2.3/16'), 'network')", "'10.1.0.0'"},
      {"tryGet(parseCidr('10.0.0.1/32'), 'lastUsable')", "'10.0.0.1'"},
      {"tryGet(parseCidr('0.0.0.0/0'), 'netmask')", "'0.0.0.0'"},
      {"parseCidr('10.0.0.0')", "error: parsecidr(): '10.0.0.0' is not an address range in CIDR notation"},
      {"parseCidr('10.0.0.256/24')", "error: parsecidr(): '10.0.0.256/24' is not an address range in CIDR notation"},
      {"parseCidr('10.0.0.0/33')", "error: parsecidr(): '10.0.0.0/33' is not an address range in CIDR notation"},
      {"parseCidr('1:2:3/64')", "error: parsecidr(): '1:2:3/64' is not an address range in CIDR notation"},
      {"parseCidr(?range)", "parsecidr(param('range'))"},
  }));
}

TEST(ArmCidrFunctions, SubnetsAndHosts) {
  EXPECT_EQ("", differences({
      {"map(range(0, 5), i => cidrSubnet('10.144.0.0/20', 24, i))",
       "['10.144.0.0/24', '10.144.1.0/24', '10.144.2.0/24', '10.144.3.0/24', '10.144.4.0/24']"},
      {"map(range(0, 3), i => cidrSubnet('fdad:3236:5555::/48', 52, i))",
       "['fdad:3236:5555::/52', 'fdad:3236:5555:1000::/52', 'fdad:3236:5555:2000::/52']"},
      {"cidrSubnet('10.144.0.0/20', 24, 16)", "error: cidrSubnet(): there is no subnet 16"},
      {"cidrSubnet('10.144.0.0/20', 19, 0)", "error: cidrSubnet(): the new prefix must lie between 20 and 32"},
      {"cidrSubnet('10.144.0.0/20', 20, 0)", "'10.144.0.0/20'"},
      {"map(range(0, 5), i => cidrHost('10.144.3.0/24', i))",
       "['10.144.3.1', '10.144.3.2', '10.144.3.3', '10.144.3.4', '10.144.3.5']"},
      {"cidrHost('10.144.3.0/24', 253)", "'10.144.3.254'"},
      {"cidrHost('10.144.3.0/24', 254)", "error: cidrHost(): there is no host 254"},
      {"cidrHost('10.144.3.0/24', -1)", "error: cidrHost(): there is no host -1"},
      {"cidrHost('::/0', 9223372036854775806)", "'::7fff:ffff:ffff:fffe'"},
  }));
}
