// Examples of learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-string and
// .../bicep/bicep-functions-string, values that the compiler's own tests have from the engine
// (Azure/bicep, FunctionResolverTests.cs, EvaluationTests.cs), and edges of our own.

#include <gtest/gtest.h>

#include "tests/eval/functions_arm_harness.h"

using ringfence::test::ArmTable;
using ringfence::test::ArmWorld;

namespace {

ArmWorld in_default_of(const char* parameter) {
  ArmWorld world;
  world.parameter = parameter;
  return world;
}

const ArmTable kChangeCaseString("ArmStringFunctions", "ChangeCase", {
    {"toLower('One Two Three')", "'one two three'"},
    {"toUpper('One Two Three')", "'ONE TWO THREE'"},
    {"toUpper('\xc3\xa4\xc3\xb6\xc3\xbc \xce\xb1 \xd1\x8f')", "'\xc3\x84\xc3\x96\xc3\x9c \xce\x91 \xd0\xaf'"},
    {"toLower('\xc3\x84 \xc5\xbd')", "'\xc3\xa4 \xc5\xbe'"},
    {"toUpper(5)", "error: toupper() expects a string as argument 1, got an integer"},
    {"TOLOWER('A')", "'a'"},
    {"toLower([1])", "error: tolower() expects a string as argument 1, got an array"},
    {"toLower(null)", "error: tolower() expects a string as argument 1, got null"},
    {"toLower(?name)", "tolower(param('name'))"},
});

const ArmTable kPadTrimReplaceString("ArmStringFunctions", "PadTrimReplace", {
    {"padLeft('123', 10, '0')", "'0000000123'"},
    {"padLeft('00', 5, ' ')", "'   00'"},
    {"padLeft(7, 3)", "'  7'"},
    {"padLeft('abcdef', 3)", "'abcdef'"},
    {"padLeft('a', 3, '--')", "error: padLeft() expects one character as argument 3"},
    {"padLeft('a', 900000000)", "error: a string is too long"},
    {"padLeft('a', -1)", "error: padLeft() expects a length of 0 or more"},
    {"padLeft([1], 2)", "error: padleft() expects a string or an integer as argument 1, got an array"},
    {"trim(1)", "error: trim() expects a string as argument 1, got an integer"},
    {"trim('')", "''"},
    {"replace('a', 1, 'b')", "error: replace() expects a string as argument 2, got an integer"},
    {"trim('    one two three   ')", "'one two three'"},
    {"trim('\xc2\xa0x\xe3\x80\x80')", "'x'"},
    {"replace('123-123-1234', '-', '')", "'1231231234'"},
    {"replace('123-123-1234', '1234', 'xxxx')", "'123-123-xxxx'"},
    {"replace('foot', 't', 'd')", "'food'"},
    {"replace('aXa', 'x', 'b')", "'aXa'"},
    {"replace('abc', '', 'x')", "error: replace() expects a text that is not empty as argument 2"},
    {"replace(?name, '-', '')", "replace(param('name'), '-', '')"},
});

const ArmTable kCutCountsUtf16UnitsString("ArmStringFunctions", "CutCountsUtf16Units", {
    {"substring('one two three', 4, 3)", "'two'"},
    {"substring('foot', 0, 3)", "'foo'"},
    {"substring('foot', 2)", "'ot'"},
    {"substring('foot', 4)", "''"},
    {"substring('foot', 3, 2)", "error: substring(): start and length must lie within the text of 4 characters"},
    {"substring('foot', -1)", "error: substring(): start and length must lie within the text of 4 characters"},
    {"substring('\xc3\xa4\xf0\x9f\x98\x80x', 1, 2)", "'\xf0\x9f\x98\x80'"},
    {"substring(concat('stor-', ?name), 0, 4)", "'stor'"},
    {"substring(concat('stor-', ?name), 0, 6)", "substring(concat('stor-', param('name')), 0, 6)"},
    {"substring('abc', 'a')", "error: substring() expects an integer as argument 2, got a string"},
    {"substring('1234567890', 0, 11)", "error: substring(): start and length must lie within the text of 10 characters"},
    {"length('\xf0\x9f\x98\x80')", "2"},
});

const ArmTable kSplitAndJoinString("ArmStringFunctions", "SplitAndJoin", {
    {"split('one,two,three', ',')", "['one', 'two', 'three']"},
    {"split('one;two,three', [',', ';'])", "['one', 'two', 'three']"},
    {"split('', ',')", "['']"},
    {"split(',', ',')", "['', '']"},
    {"split('abc', '')", "['abc']"},
    {"split(1, ',')", "error: split() expects a string as argument 1, got an integer"},
    {"split('a', 1)", "error: split() expects a string or an array of strings as argument 2, got an integer"},
    {"split(?text, ',')", "split(param('text'), ',')"},
    {"join(['one', 'two', 'three'], ',')", "'one,two,three'"},
    {"join(['abc', 123, true], '/')", "'abc/123/True'"},
    {"join([], ',')", "''"},
    {"join(['a', ?b, 'c'], '-')", "concat('a-', param('b'), '-c')"},
    {"join(?list:array, ',')", "join(param('list'), ',')"},
    {"join('a', ',')", "error: join() expects an array as argument 1, got a string"},
});

// DESIGN section 8, rule 4: names contain no '/'.
const ArmTable kSplitSeesThroughIdsAndNamesString("ArmStringFunctions", "SplitSeesThroughIdsAndNames", {
    {"split(concat(?vnet, '/', ?subnet), '/')", "[param('vnet'), param('subnet')]"},
    {"last(split(concat(?vnet, '/default'), '/'))", "'default'"},
    {"last(split(resourceId('Microsoft.Network/virtualNetworks', ?vnet), '/'))", "param('vnet')"},
    {"length(split(resourceId('Microsoft.Network/virtualNetworks', ?vnet), '/'))", "9"},
    {"last(split(concat('docker.io/', ?image), '/'))", "param('image')"},
    {"split(concat('https://', ?host, '/x'), '/')", "split(concat('https://', param('host'), '/x'), '/')"},
    {"split(concat(?vnetId, '/subnets/', ?subnet), '/')", "split(concat(param('vnetId'), '/subnets/', param('subnet')), '/')"},
    {"last(split(concat(?vnetId, '/subnets/', ?subnet), '/'))", "param('subnet')"},
    {"split(concat(?a, ',', ?b), ',')", "split(concat(param('a'), ',', param('b')), ',')"},
});

const ArmTable kStringPrintsAsTheEngineDoesString("ArmStringFunctions", "StringPrintsAsTheEngineDoes", {
    {"string(5)", "'5'"},
    {"string(true)", "'True'"},
    {"string('a')", "'a'"},
    {"string([1, 'a', true, null, 2.0])", "'[1,\"a\",true,null,2.0]'"},
    {"string({a: 'b', 'c d': {e: []}})", "'{\"a\":\"b\",\"c d\":{\"e\":[]}}'"},
    {"string('it''s')", "'it''s'"},
    {"string(?name)", "param('name')"},
    {"string(?n:int)", "string(param('n'))"},
    {"string({a: ?x})", "string({'a': param('x')})"},
});

const ArmTable kHashesAreTheEnginesString("ArmStringFunctions", "HashesAreTheEngines", {
    // FunctionResolverTests.cs
    {"uniqueString('snap', 'crackle', 'pop')", "'byghxckddilkc'"},
    {"guid('foo', 'bar', 'baz')", "'2ed86837-7c7c-5eaa-9864-dd077fd19b0d'"},
    // SnapshotCommandTests.cs
    {"uniqueString('/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/myRg')", "'js26ofeqkqeve'"},
    {"uniqueString('')", "'aaaaaaaaaaaaa'"},
    {"uniqueString('tyeth')", "'zcztcwvu6iyg6'"},
    {"uniqueString('hello', 'world')", "'a7wkljktk6wne'"},
    {"uniqueString(?a, 'x')", "uniquestring(param('a'), 'x')"},
    {"uniqueString([1])", "error: uniquestring() expects a string as argument 1, got an array"},
    {"guid([1])", "error: guid() expects a string as argument 1, got an array"},
    {"guid(?a)", "guid(param('a'))"},
    {"newGuid()", "newguid()"},
});

// bicep-functions-string#newguid: only in the default value of a parameter, another value for each.
const ArmTable kNewGuid("ArmStringFunctions", "NewGuidIsOneValueForEachParameter", {
    {"newGuid()", "newguid('roleName')"},
    {"guid(newGuid())", "guid(newguid('roleName'))"},
}, in_default_of("roleName"));

const ArmTable kFormatFollowsDotNetString("ArmStringFunctions", "FormatFollowsDotNet", {
    {"format('{0}, {1}. Formatted number: {2:N0}', 'Hello', 'User', 8175133)", "'Hello, User. Formatted number: 8,175,133'"},
    {"format('{0}/{1}/{2}/{3}', 1, 2, 3, true)", "'1/2/3/True'"},
    {"format('>{0}<>{1}<', {a: 'b', '!c': 2}, [true, 2893, 'abc'])", "'>{''a'':''b'',''!c'':2}<>[true,2893,''abc'']<'"},
    {"format('{{0}} {0}', 'x')", "'{0} x'"},
    {"format('{0,5}|{0,-5}|', 'ab')", "'   ab|ab   |'"},
    {"format('{0:D3} {0:X} {0:x4} {0:00000} {0:N} {0:F1}', 42)", "'042 2A 002a 00042 42.00 42.0'"},
    {"format('{0:N1} {0:#,##0.00} {0:P0}', -1234.56)", "'-1,234.6 -1,234.56 -123,456 %'"},
    {"format('{0:X}', -1)", "'FFFFFFFF'"},
    {"format('a')", "'a'"},
    {"format('{0}', null)", "''"},
    {"format('{1}', 'a')", "error: format(): there is no argument for {1}"},
    {"format('{x}', 'a')", "error: format(): the format string is not valid at '{x}'"},
    {"format('a}', 'a')", "error: format(): a '}' has no '{'"},
    {"format('{0', 'a')", "error: format(): the format string is not valid at '{0'"},
    {"format('{0:yyyy}', 5)", "error: format(): 'yyyy' does not format an integer"},
    {"format(5)", "error: format() expects a string as argument 1, got an integer"},
});

// DESIGN section 8, rule 3.
const ArmTable kFormatAndConcatGiveOneTermString("ArmStringFunctions", "FormatAndConcatGiveOneTerm", {
    {"format('{0}-{1}', ?a, 'x')", "concat(param('a'), '-x')"},
    {"concat(?a, concat('-', 'x'))", "concat(param('a'), '-x')"},
    {"format('{0}', ?a)", "param('a')"},
    {"format('{0}', ?a:any)", "concat(param('a'))"},
    {"format('{0:D2}', ?n:int)", "format('{0:D2}', param('n'))"},
    {"format('x{0}', [?a])", "concat('x', string([param('a')]))"},
    {"concat('a', 1, true)", "'a1True'"},
    {"concat('a', {b: 1})", "error: concat() expects a string or an array as argument 2, got an object"},
    {"concat()", "''"},
});

const ArmTable kEncodeString("ArmStringFunctions", "Encode", {
    {"base64('one, two, three')", "'b25lLCB0d28sIHRocmVl'"},
    {"base64(' Fizz ')", "'IEZpenog'"},
    {"base64('')", "''"},
    {"base64(1)", "error: base64() expects a string as argument 1, got an integer"},
    {"base64ToJson(base64('{'))", "error: base64tojson(): the text is not JSON: expected a property name at offset 1"},
    {"dataUri(1)", "error: datauri() expects a string as argument 1, got an integer"},
    {"dataUri('Hello')", "'data:text/plain;charset=utf-8;base64,SGVsbG8='"},
    {"dataUriToString('data:,SGVsbG8sIFdvcmxkIQ==')", "'SGVsbG8sIFdvcmxkIQ=='"},
    {"dataUriToString('data:text/plain;charset=utf8;base64,SGVsbG8=')", "'Hello'"},
    {"base64ToString('b25lLCB0d28sIHRocmVl')", "'one, two, three'"},
    {"base64ToString(base64(?x))", "param('x')"},
    {"base64ToString('?')", "error: base64tostring(): the text is not Base64"},
    {"base64ToJson(base64('{\"one\": \"a\", \"two\": \"b\"}'))", "{'one': 'a', 'two': 'b'}"},
    {"dataUri(' Fizz ')", "'data:text/plain;charset=utf-8;base64,IEZpenog'"},
    {"dataUriToString('data:;base64,SGVsbG8sIFdvcmxkIQ==')", "'Hello, World!'"},
    {"dataUriToString('data:text/plain,a%20b')", "'a b'"},
    {"dataUriToString('hello')", "error: dataUriToString(): the text is not a data URI"},
});

const ArmTable kJson("ArmStringFunctions", "JsonReadsWhatTheEngineReads", {
    {"json('{\"a\": [1, 2.5, true, null, \"x\\u00e4\\n\"]}')", "{'a': [1, 2.5, true, null, 'x\xc3\xa4\n']}"},
    {"json('null')", "null"},
    {"json('  // note\n [1, /* two */ 2,]')", "[1, 2]"},
    {"json('\"\\ud83d\\ude00\"')", "'\xf0\x9f\x98\x80'"},
    {"json('{\"a\": 1, \"a\": 2}')", "{'a': 2}"},
    {"json('9223372036854775807')", "9223372036854775807"},
    {"json('{')", "error: json(): the text is not JSON: expected a property name at offset 1"},
    {"json('[1 2]')", "error: json(): the text is not JSON: expected ',' or ']' at offset 3"},
    {"json('tru')", "error: json(): the text is not JSON: expected a value at offset 0"},
    {"json('1 1')", "error: json(): the text is not JSON: unexpected text at offset 2"},
    {"json(?text)", "json(param('text'))"},
    {"json(if(?c:bool, 'null', '[1]'))", "if(param('c'), null, [1])"},
    {"json('{''a'': ''b''}')", "{'a': 'b'}"},
    {"json('''test''')", "'test'"},
    {"json('3')", "3"},
    {"empty(json('null'))", "true"},
    {"json(5)", "error: json() expects a string as argument 1, got an integer"},
});

}  // namespace

TEST(ArmStringFunctions, JsonThatIsNestedTooDeepIsAnError) {
  EXPECT_EQ("error: json(): the text is not JSON: nested deeper than 100 levels at offset 101",
            ringfence::test::ArmHarness().run("json('" + std::string(5000, '[') + "')"));
}
