// Examples of learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-numeric,
// -logical, -comparison, -date and -cidr, and edges of our own.

#include "tests/eval/functions_arm_harness.h"

using ringfence::test::ArmTable;
using ringfence::test::ArmWorld;

namespace {

ArmWorld in_loop(int64_t index) {
  ArmWorld world;
  world.copy_index = index;
  return world;
}

const ArmTable kArithmeticNumeric("ArmNumericFunctions", "Arithmetic", {
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
    {"min(1, 'a')", "error: min() expects an integer as argument 2, got a string"},
    {"min([])", "error: min() expects at least one integer"},
    {"max(1, null)", "error: max() expects an integer as argument 2, got null"},
    {"max(1, ?n:int)", "max(1, param('n'))"},
    {"mul(3, true)", "error: mul() expects an integer as argument 2, got a boolean"},
    {"sub(1.5, 1)", "error: sub() expects an integer as argument 1, got a number"},
    {"div(-9223372036854775807, -1)", "9223372036854775807"},
    {"div(sub(-9223372036854775807, 1), -1)", "error: div(): the result does not fit into 64 bits"},
    {"mod(sub(-9223372036854775807, 1), -1)", "0"},
    {"max([1, 'a'])", "error: max() expects an array of integers, got one that holds a string"},
});

const ArmTable kConversionsNumeric("ArmNumericFunctions", "Conversions", {
    {"int('4')", "4"},
    {"int('-12')", "-12"},
    {"int(7)", "7"},
    {"int('4.5')", "error: int(): '4.5' is not an integer"},
    {"int('')", "error: int(): '' is not an integer"},
    {"int(true)", "error: int() expects a string or an integer as argument 1, got a boolean"},
    {"int('9223372036854775807')", "9223372036854775807"},
    {"int('9223372036854775808')", "error: int(): '9223372036854775808' is not an integer"},
    {"int(null)", "error: int() expects a string or an integer as argument 1, got null"},
    {"int(?s)", "int(param('s'))"},
    {"int(?n:int)", "param('n')"},
    {"float('3.5')", "3.5"},
    {"string(float(3))", "'3'"},
    {"float('x')", "error: float(): 'x' is not a number"},
    {"float([1])", "error: float() expects a string or a number as argument 1, got an array"},
    {"bool('true')", "true"},
    {"bool('False')", "false"},
    {"bool(1)", "true"},
    {"bool(0)", "false"},
    {"bool(true)", "true"},
    {"bool([])", "error: bool() expects a string or an integer as argument 1, got an array"},
    {"bool('x')", "error: bool(): 'x' is neither true nor false"},
    {"bool(?b:bool)", "param('b')"},
});

const ArmTable kNoLoop("ArmNumericFunctions", "CopyIndexOutsideOfALoop", {
    {"copyIndex()", "error: copyIndex() is used outside of a copy loop"},
    {"copyIndex('loop')", "error: copyIndex(): there is no copy loop 'loop' around it"},
});

// templates/copy-resources: the index begins with zero, an offset moves it.
const ArmTable kCopyIndex("ArmNumericFunctions", "CopyIndex", {
    {"copyIndex()", "4"},
    {"copyIndex(1)", "5"},
    {"copyIndex(-1)", "3"},
    {"copyIndex('loop')", "4"},
    {"copyIndex('loop', 10)", "14"},
    {"copyIndex('loop', 'a')", "error: copyindex() expects an integer offset as argument 2, got a string"},
    {"copyIndex(1, 2)", "error: copyindex() expects an integer offset as argument 1, got an integer"},
}, in_loop(4));

const ArmTable kDecideOnlyWhatIsAskedLogical("ArmLogicalFunctions", "DecideOnlyWhatIsAsked", {
    {"and(true, false)", "false"},
    {"and(true, true, true)", "true"},
    {"or(true, false)", "true"},
    {"or(false, false)", "false"},
    {"not(true)", "false"},
    {"and(false, fail('never'))", "false"},
    {"or(true, fail('never'))", "true"},
    {"and(true, fail('now'))", "error: fail(): now"},
    {"and(true, 1)", "error: and() expects a boolean as argument 2, got an integer"},
    {"or(false, 'x')", "error: or() expects a boolean as argument 2, got a string"},
    {"fail('message')", "error: fail(): message"},
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
});

const ArmTable kCompareComparison("ArmComparisonFunctions", "Compare", {
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
    {"lessOrEquals('b', 'a')", "false"},
    {"lessOrEquals([], 1)", "error: lessorequals() expects an integer or a string as argument 1, got an array"},
    {"greater(1, 'a')", "error: greater() expects an integer as argument 2, got a string"},
    {"greaterOrEquals('a', 1)", "error: greaterorequals() expects a string as argument 2, got an integer"},
    {"equals('a', null)", "false"},
    {"equals([1, 2], [2, 1])", "false"},
    {"equals({a: 1, b: 2}, {b: 2, a: 1})", "true"},
    {"equals(1, 1.0)", "true"},
    {"less('a', 'B')", "false"},
    {"less(1, 'a')", "error: less() expects an integer as argument 2, got a string"},
    {"less(true, 1)", "error: less() expects an integer or a string as argument 1, got a boolean"},
    {"less(?n:int, 2)", "less(param('n'), 2)"},
});

const ArmTable kAddDurationsDate("ArmDateFunctions", "AddDurations", {
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
});

const ArmTable kEpochDate("ArmDateFunctions", "Epoch", {
    {"dateTimeFromEpoch(1683040573)", "'2023-05-02T15:16:13Z'"},
    {"dateTimeFromEpoch(-1)", "'1969-12-31T23:59:59Z'"},
    {"dateTimeToEpoch('2023-05-02T15:16:13Z')", "1683040573"},
    {"dateTimeToEpoch('1969-12-31T23:59:59.5Z')", "-1"},
    {"dateTimeFromEpoch(999999999999999)", "error: dateTimeFromEpoch(): the result is not a date of the years 1 to 9999"},
    {"dateTimeToEpoch('x')", "error: dateTimeToEpoch(): 'x' is not a date and time"},
});

const ArmTable kParseCidr("ArmCidrFunctions", "Parse", {
    {"parseCidr('10.144.0.0/20')",
     "{'broadcast': '10.144.15.255', 'cidr': 20, 'firstUsable': '10.144.0.1', 'lastUsable': '10.144.15.254', 'netmask': '255.255.240.0', 'network': '10.144.0.0'}"},
    {"parseCidr('fdad:3236:5555::/48')",
     "{'cidr': 48, 'firstUsable': 'fdad:3236:5555::', 'lastUsable': 'fdad:3236:5555:ffff:ffff:ffff:ffff:ffff', 'netmask': 'ffff:ffff:ffff::', 'network': 'fdad:3236:5555::'}"},
    {"tryGet(parseCidr('10.1.2.3/16'), 'network')", "'10.1.0.0'"},
    {"tryGet(parseCidr('10.0.0.1/32'), 'lastUsable')", "'10.0.0.1'"},
    {"tryGet(parseCidr('0.0.0.0/0'), 'netmask')", "'0.0.0.0'"},
    {"parseCidr('10.0.0')", "error: parsecidr(): '10.0.0' is not an address range in CIDR notation"},
    {"parseCidr('224.0.0.1')", "error: parsecidr(): '224.0.0.1' is not an address range in CIDR notation"},
    {"tryGet(parseCidr('10.1.2.3'), 'cidr')", "8"},
    {"tryGet(parseCidr('172.16.0.0'), 'cidr')", "16"},
    {"tryGet(parseCidr('192.168.1.0'), 'network')", "'192.168.1.0'"},
    {"tryGet(parseCidr('192.168.1.0'), 'cidr')", "24"},
    {"tryGet(parseCidr('fdad::'), 'cidr')", "64"},
    {"parseCidr('10.0.0.256/24')", "error: parsecidr(): '10.0.0.256/24' is not an address range in CIDR notation"},
    {"parseCidr('10.0.0.0/33')", "error: parsecidr(): '10.0.0.0/33' is not an address range in CIDR notation"},
    {"parseCidr('1:2:3/64')", "error: parsecidr(): '1:2:3/64' is not an address range in CIDR notation"},
    {"parseCidr(?range)", "parsecidr(param('range'))"},
});

const ArmTable kSubnetsAndHostsCidr("ArmCidrFunctions", "SubnetsAndHosts", {
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
    {"map(range(0, 3), i => cidrHost('fdad:3236:5555:3000::/52', i))",
     "['fdad:3236:5555:3000::1', 'fdad:3236:5555:3000::2', 'fdad:3236:5555:3000::3']"},
    {"cidrHost('fdad::/126', 2)", "'fdad::3'"},
    {"cidrHost('fdad::/126', 3)", "error: cidrHost(): there is no host 3"},
    {"cidrHost('10.0.0.0/31', 1)", "'10.0.0.1'"},
    {"cidrHost('10.0.0.7/32', 0)", "'10.0.0.7'"},
    {"cidrHost('fdad::7/128', 0)", "'fdad::7'"},
    {"cidrHost('::/0', 9223372036854775806)", "'::7fff:ffff:ffff:ffff'"},
    {"cidrHost('10.0.0.0/24', 'a')", "error: cidrhost() expects an integer as argument 2, got a string"},
    {"cidrSubnet('10.0.0.0', 24, 1)", "'10.0.1.0/24'"},
    {"cidrSubnet('a/8', 24, 0)", "error: cidrsubnet(): 'a/8' is not an address range in CIDR notation"},
});

}  // namespace
