// Examples of learn.microsoft.com/azure/azure-resource-manager/bicep/bicep-functions-files, the compiler's tests
// (Azure/bicep, LoadFunctionsTests.cs, ObjectDeserializationTests.cs), examples of yaml.org/spec/1.2.2 and of
// JSONPath (goessner.net/articles/JsonPath), and edges of our own.

#include <gtest/gtest.h>

#include "analyzer/eval/functions_arm.h"
#include "tests/eval/functions_arm_harness.h"

using ringfence::Arena;
using ringfence::test::ArmTable;
using ringfence::test::ArmWorld;

namespace {

ArmWorld with_files() {
  ArmWorld world;
  world.files["a.txt"] = "\xef\xbb\xbfhello";
  world.files["wide.txt"] = std::string("\xff\xfeh\0i\0", 6);
  world.files["latin.txt"] = "\xe4";
  world.files["a.json"] = R"({"a": {"b c": [10, 20]}, "text": "[concat('a')]"})";
  world.files["broken.json"] = "{";
  world.files["a.yaml"] = "a:\n  b: [1, two]\n";
  world.files["broken.yaml"] = "array:\n- 1\n// comment\n- 2\n";
  world.files["store.json"] = R"({"products": [{"name": "Anvil", "price": 50, "tags": ["iron"]}, {"name": "Elbow Grease", "price": 3},
      {"name": "Nail", "price": 0.5, "parts": {"name": "Head"}}], "name": "Acme"})";
  world.files["sub/x.bicep"] = world.files["sub/Y.json"] = world.files["sub/noext"] = world.files["sub/deeper/z.txt"] = "";
  return world;
}

const ArmTable kLoad("ArmFileFunctions", "ReadFilesOfTheProject", {
    {"loadTextContent('a.txt')", "'hello'"},
    {"loadTextContent('wide.txt')", "'hi'"},
    {"loadTextContent('latin.txt', 'iso-8859-1')", "'\xc3\xa4'"},
    {"loadTextContent('latin.txt')", "'\xef\xbf\xbd'"},
    {"loadTextContent('b.txt')", "error: there is no file 'b.txt'"},
    {"loadTextContent(1)", "error: loadtextcontent() expects a path as argument 1, got an integer"},
    {"loadFileAsBase64('latin.txt')", "'5A=='"},
    {"loadFileAsBase64('a.txt')", "'77u/aGVsbG8='"},
    {"loadFileAsBase64('b.txt')", "error: there is no file 'b.txt'"},
    {"loadJsonContent('a.json', 'a')", "{'b c': [10, 20]}"},
    {"loadJsonContent('a.json', '$.text')", "'[concat(''a'')]'"},
    {"loadJsonContent('broken.json')", "error: 'broken.json' is not JSON: expected a property name at offset 1"},
    {"loadYamlContent('a.yaml')", "{'a': {'b': [1, 'two']}}"},
    {"loadYamlContent('a.yaml', '$.a.b[1]')", "'two'"},
    {"loadYamlContent('a.json', '.a')", "{'b c': [10, 20]}"},
    {"loadYamlContent('broken.yaml')", "error: 'broken.yaml' is not YAML: expected ':' in line 3"},
}, with_files());

const ArmTable kFolder("ArmFileFunctions", "TellWhatIsInAFolder", {
    {"loadDirectoryFileInfo('sub')",
     "[{'baseName': 'noext', 'extension': '', 'relativePath': 'sub/noext'}, {'baseName': 'x.bicep', 'extension': '.bicep', 'relativePath': 'sub/x.bicep'}, "
     "{'baseName': 'Y.json', 'extension': '.json', 'relativePath': 'sub/Y.json'}]"},
    {"map(loadDirectoryFileInfo('sub', '*.bi?ep'), f => tryGet(f, 'baseName'))", "['x.bicep']"},
    {"loadDirectoryFileInfo('sub', '*.txt')", "[]"},
    {"loadDirectoryFileInfo('missing')", "error: there is no folder 'missing'"},
    {"loadDirectoryFileInfo(1)", "error: loaddirectoryfileinfo() expects a path as argument 1, got an integer"},
}, with_files());

const ArmTable kPaths("ArmFileFunctions", "SelectByJsonPath", {
    {"loadJsonContent('store.json', '$.products[0].name')", "'Anvil'"},
    {"loadJsonContent('store.json', '$[''products''][1][\"price\"]')", "3"},
    {"loadJsonContent('store.json', 'name')", "'Acme'"},
    {"loadJsonContent('store.json', '.products[?(@.price > 3)]')", "{'name': 'Anvil', 'price': 50, 'tags': ['iron']}"},
    {"loadJsonContent('store.json', '$.products[?(@.price < 10)].name')", "['Elbow Grease', 'Nail']"},
    {"loadJsonContent('store.json', '$.products[?(@.price < 10 && @.name != ''Nail'')].name')", "'Elbow Grease'"},
    {"loadJsonContent('store.json', '$.products[?(@.tags || @.price == 0.5)].price')", "[50, 0.5]"},
    {"loadJsonContent('store.json', '$.products[?(@.tags[0] == ''iron'')].price')", "50"},
    {"loadJsonContent('store.json', '$.products[?(@.name == $.name)]')", "error: loadjsoncontent(): nothing in the file is at '$.products[?(@.name == $.name)]'"},
    {"loadJsonContent('store.json', '$..name')", "['Anvil', 'Elbow Grease', 'Nail', 'Head', 'Acme']"},
    {"loadJsonContent('store.json', '$.products[*].price')", "[50, 3, 0.5]"},
    {"loadJsonContent('store.json', '$.products[0,2].name')", "['Anvil', 'Nail']"},
    {"loadJsonContent('store.json', '$.products[1:].name')", "['Elbow Grease', 'Nail']"},
    {"loadJsonContent('store.json', '$.products[-1:].name')", "'Nail'"},
    {"loadJsonContent('store.json', '$.products[::-1].price')", "[0.5, 3, 50]"},
    {"loadJsonContent('store.json', '$.products[0][''name'',''price'']')", "['Anvil', 50]"},
    {"loadJsonContent('store.json', '$.*.parts')", "error: loadjsoncontent(): nothing in the file is at '$.*.parts'"},
    {"loadJsonContent('store.json', '$..[2].name')", "'Nail'"},
    {"loadJsonContent('store.json', '.')", "error: loadjsoncontent(): the path '.' cannot be read"},
    {"loadJsonContent('store.json', '$.')", "error: loadjsoncontent(): the path '$.' cannot be read"},
    {"loadJsonContent('store.json', '[]')", "error: loadjsoncontent(): the path '[]' cannot be read"},
    {"loadJsonContent('store.json', '$.products[?(@.price')", "error: loadjsoncontent(): the path '$.products[?(@.price' cannot be read"},
    {"loadJsonContent('store.json', '$.products[::0]')", "error: loadjsoncontent(): the path '$.products[::0]' cannot be read"},
    {"loadJsonContent('store.json', '$.products[5]')", "error: loadjsoncontent(): nothing in the file is at '$.products[5]'"},
    {"loadJsonContent('store.json', '.propObject/sub')", "error: loadjsoncontent(): nothing in the file is at '.propObject/sub'"},
}, with_files());

struct YamlRow {
  std::string_view yaml, expected;
};

std::string read(std::string_view yaml) {
  Arena arena;
  std::string error;
  const auto value = ringfence::arm::read_yaml(yaml, arena, error);
  return value ? ringfence::canonical_text(*value) : "error: " + error;
}

}  // namespace

TEST(Yaml, IsReadAsTheSpecificationHasIt) {
  const YamlRow rows[] = {
      {"a: 1\nb: -2\nc: 1.5\nd: true\ne: False\nf: null\ng: ~\nh:\ni: text # note\n",
       "{'a': 1, 'b': -2, 'c': 1.5, 'd': true, 'e': false, 'f': null, 'g': null, 'h': null, 'i': 'text'}"},
      {"hex: 0x1F\noct: 0o17\nexp: 1e3\nplus: +7\nversion: 1.2.3\nip: 10.0.0.0/17\nurl: https://a:8080/b\n",
       "{'exp': 1000, 'hex': 31, 'ip': '10.0.0.0/17', 'oct': 15, 'plus': 7, 'url': 'https://a:8080/b', 'version': '1.2.3'}"},
      {"a: 'it''s'\nb: \"x\\ty\\u00e4\\x41\\n\"\nc: '400'\n", "{'a': 'it''s', 'b': 'x\ty\xc3\xa4" "A\n', 'c': '400'}"},
      {"- 1\n- [a, {b: c}, 'd, e']\n-\n- - x\n  - y\n- k: v\n  l: w\n", "[1, ['a', {'b': 'c'}, 'd, e'], null, ['x', 'y'], {'k': 'v', 'l': 'w'}]"},
      {"a:\n- 1\n#comment\n- 2\nb:\n    c: {d: 1, e: [2,\n      3]}\n", "{'a': [1, 2], 'b': {'c': {'d': 1, 'e': [2, 3]}}}"},
      {"literal: |\n  one\n   two\n\n  three\nfolded: >-\n  one\n  two\n\n  three\nkeep: |+\n  x\n\nstrip: |-\n  y\n",
       "{'folded': 'one two\nthree', 'keep': 'x\n\n', 'literal': 'one\n two\n\nthree\n', 'strip': 'y'}"},
      {"plain: one\n  two\n\n  three\nquoted: \"one\n  two\"\n", "{'plain': 'one two\nthree', 'quoted': 'one two'}"},
      {"source: &CIDR 10.0.0.0/17\nalias: *CIDR\nobject: &o\n  a: 1\nagain: [*o, *CIDR]\n",
       "{'again': [{'a': 1}, '10.0.0.0/17'], 'alias': '10.0.0.0/17', 'object': {'a': 1}, 'source': '10.0.0.0/17'}"},
      {"%YAML 1.2\n---\na: !!str 1\n...\nmore", "{'a': 1}"},
      {"{\"a\":1,\"b\":[true,null],\n \"c\":{}}", "{'a': 1, 'b': [true, null], 'c': {}}"},
      {"a: 1\r\nb:\r\n  - 2\r\n", "{'a': 1, 'b': [2]}"},
      {"a: 1\na: 2\n", "{'a': 2}"},
      {"just text", "'just text'"},
      {"", "null"},
      {"a: b: c\n", "error: unexpected ':' in line 1"},
      {"a: [1, 2\n", "error: an unclosed bracket in line 2"},
      {"a: \"x\n", "error: unterminated string in line 2"},
      {"a: *missing\n", "error: an alias names no anchor in line 1"},
      {"a: 1\n   b: 2\n", "error: unexpected ':' in line 2"},
      {"? a\n: b\n", "error: explicit keys are not supported in line 1"},
      {"a: @b\n", "error: a value cannot begin like this in line 1"},
  };
  for (const YamlRow& row : rows) EXPECT_EQ(row.expected, read(row.yaml)) << row.yaml;
}

TEST(Yaml, IsBounded) {
  EXPECT_EQ("error: nested deeper than 100 levels in line 1", read(std::string(5000, '[')));
  std::string deep;
  for (int i = 0; i < 300; ++i) deep += std::string(static_cast<size_t>(i), ' ') + "a:\n";
  EXPECT_EQ("error: nested deeper than 100 levels in line 101", read(deep));
}
