// Terraform's functions on known values. The values are those of the function pages of the Terraform
// documentation (developer.hashicorp.com/terraform/language/functions/...) or follow from Go's packages,
// which Terraform calls.

#include <gtest/gtest.h>

#include "analyzer/eval/functions.h"
#include "functions_terraform_harness.h"

namespace ringfence {
namespace {

using terraform_test::evaluate;
using terraform_test::Row;

void expect_rows(std::initializer_list<Row> rows) {
  for (const Row& row : rows) EXPECT_EQ(evaluate(row.expr), row.value) << row.expr;
}

TEST(TerraformFunctions, Numbers) {
  expect_rows({
      {"abs(23)", "23"},
      {"abs(-12.4)", "12.4"},
      {"ceil(5.1)", "6"},
      {"ceil(-5.1)", "-5"},
      {"floor(4.9)", "4"},
      {"floor(\"4.9\")", "4"},
      {"log(16, 2)", "4"},
      {"log(1, 10)", "0"},
      {"max(12, 54, 3)", "54"},
      {"max([12, 54, 3]...)", "54"},
      {"min(-1, \"2\")", "-1"},
      {"parseint(\"FF\", 16)", "255"},
      {"parseint(\"-10\", 16)", "-16"},
      {"parseint(\"1011111011101111\", 2)", "48879"},
      {"parseint(\"aA\", 62)", "656"},
      {"parseint(\"12\", 2)", "error: parseint() cannot read \"12\" as a whole number of base 2"},
      {"pow(3, 2)", "9"},
      {"pow(2, 0.5) > 1.41", "true"},
      {"pow(2, 62)", "4611686018427387904"},
      {"pow(2, -1)", "0.5"},
      {"signum(-13)", "-1"},
      {"signum(0)", "0"},
      {"sum([1, 2.5])", "3.5"},
      {"sum([])", "error: sum() expects a list that is not empty"},
      {"1 / 3 * 3", "1"},
      {"1000000 * 1000000", "1000000000000"},
      {"2500000.5", "2500000.5"},
  });
}

TEST(TerraformFunctions, Text) {
  expect_rows({
      {"chomp(\"hello\\r\\n\\n\")", "\"hello\""},
      {"endswith(\"hello world\", \"world\")", "true"},
      {"endswith(\"x\", \"hello\")", "false"},
      {"indent(2, \"[\\n  foo,\\n]\")", "\"[\\n    foo,\\n  ]\""},
      {"join(\"-\", [\"foo\", \"bar\"], [\"baz\"])", "\"foo-bar-baz\""},
      {"join(\", \", [])", "\"\""},
      {"join(\",\", [1, true])", "\"1,true\""},
      {"lower(\"ÄÖ X\")", "\"äö x\""},
      {"upper(\"straße\")", "\"STRAßE\""},
      {"split(\",\", \"\")", "[\"\"]"},
      {"split(\"\", \"abc\")", "[\"a\",\"b\",\"c\"]"},
      {"strrev(\"héllo\")", "\"olléh\""},
      {"substr(\"hello world\", -5, -1)", "\"world\""},
      {"substr(\"hello\", 1, 100)", "\"ello\""},
      {"title(\"hello world\")", "\"Hello World\""},
      {"trim(\"fooxyz\", \"xyz\")", "\"foo\""},
      {"trim(\"  hello  \", \" \")", "\"hello\""},
      {"trimsuffix(\"helloworld\", \"world\")", "\"hello\""},
      {"trimspace(\"  hello\\n\\n\")", "\"hello\""},
      {"replace(\"1 + 2 + 3\", \"+\", \"-\")", "\"1 - 2 - 3\""},
      {"replace(\"hello world\", \"/w.*d/\", \"everybody\")", "\"hello everybody\""},
      {"replace(\"a1b22\", \"/([0-9]+)/\", \"<$${1}>\")", "\"a\\u003c1\\u003eb\\u003c22\\u003e\""},
      {"replace(\"ab\", \"/(?P<x>a)/\", \"$${x}$x\")", "\"aab\""},
      {"replace(\"ab\", \"/x*/\", \"-\")", "\"-a-b-\""},
      {"strcontains(\"hello\", \"ell\")", "true"},
      {"join(\"-\", \"x\")", "error: join() expects a list of strings as argument 2, got a string"},
  });
}

TEST(TerraformFunctions, Format) {
  expect_rows({
      {"format(\"There are %d lights\", 4)", "\"There are 4 lights\""},
      {"format(\"%5.1f|%-8.3f|%08.2f\", 3.14159, 2.5, -1.5)", "\"  3.1|2.500   |-0001.50\""},
      {"format(\"%s %v %v\", true, null, [1])", "\"true null [1]\""},
      {"format(\"%#x %#v %q\", 255, \"a\", \"x\\\"y\")", "\"0xff \\\"a\\\" \\\"x\\\\\\\"y\\\"\""},
      {"format(\"%[2]d-%[1]d-%d\", 1, 2)", "\"2-1-2\""},
      {"format(\"%x\", \"hello\")", "error: format() cannot print argument 1 with \"%x\""},
      {"format(\"%.3s|\", \"héllo\")", "\"hél|\""},
      {"format(\"%03d\", -5)", "\"-05\""},
      {"format(\"%+d % d\", 3, 3)", "\"+3  3\""},
      {"format(\"%v\", 1000000)", "\"1e+06\""},
      {"format(\"%g\", 0.00001)", "\"1e-05\""},
      {"format(\"%e\", 1500)", "\"1.500000e+03\""},
      {"format(\"%d\", \"12\")", "\"12\""},
      {"format(\"%d\", \"x\")", "error: format() cannot print argument 1 with \"%d\""},
      {"format(\"%s\")", "error: format() has too few arguments for \"%s\""},
      {"format(\"a\", 1)", "error: format() has more arguments than its format uses"},
      {"format(\"%\")", "error: format() met an unfinished verb in its format"},
      {"formatlist(\"%s, %s!\", \"Salutations\", [\"a\", \"b\"])", "[\"Salutations, a!\",\"Salutations, b!\"]"},
      {"formatlist(\"%s\", [])", "[]"},
      {"formatlist(\"%s%s\", [1], [2, 3])", "error: formatlist() expects lists of the same length"},
  });
}

TEST(TerraformFunctions, RegularExpressions) {
  expect_rows({
      {"regex(\"(\\\\d\\\\d\\\\d\\\\d)-(\\\\d\\\\d)\", \"2019-02-01\")", "[\"2019\",\"02\"]"},
      {"regex(\"^(?:(?P<scheme>[^:/?#]+):)?(?://(?P<authority>[^/?#]*))?\", \"https://terraform.io/docs/\")",
       "{\"authority\":\"terraform.io\",\"scheme\":\"https\"}"},
      {"regex(\"[a-z]+\", \"123\")", "error: regex() found no match for the pattern in the text"},
      {"can(regex(\"[\", \"x\"))", "false"},
      {"length(regexall(\"[a-z]+\", \"1234abcd5678efgh9\"))", "2"},
      {"regexall(\"(a)(b)?\", \"abaa\")", "[[\"a\",\"b\"],[\"a\",null],[\"a\",null]]"},
      {"regexall(\"x*\", \"axb\")", "[\"\",\"x\",\"\"]"},
      {"regex(\"(?P<a>x)(y)\", \"xy\")",
       "error: regex() expects its groups to be all named or all unnamed, 63 at most"},
  });
}

TEST(TerraformFunctions, Lists) {
  expect_rows({
      {"chunklist([\"a\", \"b\", \"c\", \"d\", \"e\"], 2)", "[[\"a\",\"b\"],[\"c\",\"d\"],[\"e\"]]"},
      {"compact([\"a\", \"\", \"b\", null, \"c\"])", "[\"a\",\"b\",\"c\"]"},
      {"concat([\"a\"], [], [1, [2]])", "[\"a\",1,[2]]"},
      {"contains([\"a\", \"b\"], \"a\")", "true"},
      {"distinct([\"a\", \"b\", \"a\", \"c\"])", "[\"a\",\"b\",\"c\"]"},
      {"element([\"a\", \"b\", \"c\"], 3)", "\"a\""},
      {"element([\"a\", \"b\"], -1)", "error: element() expects an index that is not negative"},
      {"flatten([[\"a\", \"b\"], [], [[\"c\"]], \"d\", { x = [1] }])", "[\"a\",\"b\",\"c\",\"d\",{\"x\":[1]}]"},
      {"index([\"a\"], \"z\")", "error: index() found no such item in the list"},
      {"length({ a = 1 })", "1"},
      {"length(\"héllo\")", "5"},
      {"matchkeys([\"i-1\", \"i-2\", \"i-3\"], [\"w\", \"e\", \"e\"], [\"e\"])", "[\"i-2\",\"i-3\"]"},
      {"range(4, 1)", "[4,3,2]"},
      {"range(1, 4, 0.5)", "[1,1.5,2,2.5,3,3.5]"},
      {"range(10, 3, -3)", "[10,7,4]"},
      {"range(2000)", "error: range() makes more than 1024 numbers"},
      {"reverse([1, 2, 3])", "[3,2,1]"},
      {"slice([1, 2], 1, 5)", "error: slice() expects 0 <= start <= end <= the length of the list"},
      {"slice([1, 2], 0, 0)", "[]"},
      {"sort([\"e\", \"d\", \"a\", \"x\"])", "[\"a\",\"d\",\"e\",\"x\"]"},
      {"one([])", "null"},
      {"one([1, 2])", "error: one() expects a list of no or one item"},
      {"coalescelist([], [\"c\"])", "[\"c\"]"},
      {"alltrue([])", "true"},
      {"anytrue([false, true])", "true"},
  });
}

TEST(TerraformFunctions, Sets) {
  expect_rows({
      {"toset([\"c\", \"b\", \"b\"])", "[\"b\",\"c\"]"},
      {"toset([\"a\", \"b\", 3])", "[\"3\",\"a\",\"b\"]"},
      {"toset([10, 9, 100])", "[9,10,100]"},
      {"toset([true, false, true])", "[false,true]"},
      {"setintersection([\"a\", \"b\"], [\"b\", \"c\"], [\"b\", \"d\"])", "[\"b\"]"},
      {"setunion([3], [1, 2], [1])", "[1,2,3]"},
      {"setsubtract([\"a\", \"b\", \"c\"], [\"a\", \"c\", \"z\"])", "[\"b\"]"},
      {"setproduct([\"a\", \"b\"], [1], [true, false])",
       "[[\"a\",1,true],[\"a\",1,false],[\"b\",1,true],[\"b\",1,false]]"},
      {"setproduct([], [1])", "[]"},
      {"length(toset([{ a = 1 }, { a = 1 }, { a = 2 }]))", "2"},
  });
}

TEST(TerraformFunctions, Maps) {
  expect_rows({
      {"keys({ b = 1, a = 2 })", "[\"a\",\"b\"]"},
      {"values({ b = 1, a = 2 })", "[2,1]"},
      {"lookup({ a = \"ay\" }, \"c\", \"what?\")", "\"what?\""},
      {"merge({ a = \"b\", c = \"d\" }, null, { c = \"z\" })", "{\"a\":\"b\",\"c\":\"z\"}"},
      {"merge()", "{}"},
      {"merge({ A = 1 }, { a = 2 })", "{\"A\":1,\"a\":2}"},
      {"merge([{ a = 1 }, { b = 2 }]...)", "{\"a\":1,\"b\":2}"},
      {"zipmap([\"a\", 1], [1, 2])", "{\"1\":2,\"a\":1}"},
      {"zipmap([\"a\"], [])", "error: zipmap() expects as many values as keys"},
      {"transpose({ a = [\"2\", \"1\"], b = [\"2\"] })", "{\"1\":[\"a\"],\"2\":[\"a\",\"b\"]}"},
      {"tomap({ a = \"foo\", b = true })", "{\"a\":\"foo\",\"b\":\"true\"}"},
  });
}

TEST(TerraformFunctions, Choices) {
  expect_rows({
      {"try({ a = 1 }.b, [1][5], \"last\")", "\"last\""},
      {"can({ a = 1 }.b)", "false"},
      {"try([{ a = 1 }.b], { x = [1][5] }, [\"all\"])", "[\"all\"]"},
      {"can([[1][5]])", "false"},
      {"can(1)", "true"},
      {"coalesce(\"\", \"b\")", "\"b\""},
      {"coalesce([\"\", \"b\"]...)", "\"b\""},
      {"coalesce(null, \"\")", "error: coalesce() found no argument that is neither null nor empty"},
      {"try(tonumber(\"x\"))", "error: tonumber() expects a number or a string that holds one"},
      {"issensitive(\"x\")", "false"},
      {"issensitive(sensitive(\"x\"))", "true"},
      {"nonsensitive(\"x\")", "\"x\""},
      {"tostring(null)", "null"},
      {"tostring([])", "error: tostring() expects a string, number or bool"},
      {"tonumber(\"0.50\")", "0.5"},
      {"tobool(\"yes\")", "error: tobool() expects true, false or one of these as a string"},
      {"tolist([1, \"a\"])", "[\"1\",\"a\"]"},
  });
}

TEST(TerraformFunctions, Encodings) {
  expect_rows({
      {"jsonencode({ hello = \"world\", n = 1.50 })", "\"{\\\"hello\\\":\\\"world\\\",\\\"n\\\":1.5}\""},
      {"jsondecode(\"{\\\"b\\\": [1, 2.0]}\")", "{\"b\":[1,2]}"},
      {"csvdecode(\"a,b\\n\\\"x, \\\"\\\"y\\\"\\\"\\\",2\\r\\n\")", "[{\"a\":\"x, \\\"y\\\"\",\"b\":\"2\"}]"},
      {"csvdecode(\"a,b\\n1\\n\")", "error: csvdecode() met a line with another number of columns"},
      {"base64decode(\"SGVsbG8gV29ybGQ=\")", "\"Hello World\""},
      {"base64decode(base64encode(\"é\"))", "\"é\""},
      {"textencodebase64(\"Hello World\", \"UTF-16LE\")", "\"SABlAGwAbABvACAAVwBvAHIAbABkAA==\""},
      {"textdecodebase64(\"SABlAGwAbABvAA==\", \"UTF-16LE\")", "\"Hello\""},
      {"urlencode(\"Hello World!/ü~\")", "\"Hello+World%21%2F%C3%BC~\""},
      {"yamlencode({ foo = [{ a = 1, b = [[2], {}] }, \"c\"], bar = { baz = null } })",
       "\"\\\"bar\\\":\\n  \\\"baz\\\": null\\n\\\"foo\\\":\\n- \\\"a\\\": 1\\n  \\\"b\\\":\\n  - - 2\\n  - {}\\n- "
       "\\\"c\\\"\\n\""},
      {"yamlencode({ t = \"x\\ny\\n\" })", "\"\\\"t\\\": |\\n  x\\n  y\\n\""},
  });
}

TEST(TerraformFunctions, Hashes) {
  expect_rows({
      {"md5(\"hello world\")", "\"5eb63bbbe01eeed093cb22bb8f5acdc3\""},
      {"md5(\"\")", "\"d41d8cd98f00b204e9800998ecf8427e\""},
      {"sha1(\"abc\")", "\"a9993e364706816aba3e25717850c26c9cd0d89d\""},
      {"sha256(\"abc\")", "\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\""},
      {"base64sha256(\"hello world\")", "\"uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek=\""},
      {"substr(sha512(\"abc\"), 0, 16)", "\"ddaf35a193617aba\""},
      {"md5(join(\"\", [for i in range(100) : \"0123456789\"]))", "\"427008b3fe192f663d665f56cd75716c\""},
      {"uuidv5(\"dns\", \"example.com\")", "\"cfbff0d1-9375-5685-968c-48ce8b15ae17\""},
      {"uuidv5(\"nothing\", \"x\")", "error: uuidv5() expects dns, url, oid, x500 or a UUID as its namespace"},
  });
}

TEST(TerraformFunctions, AddressRanges) {
  expect_rows({
      {"cidrhost(\"10.12.112.0/20\", 268)", "\"10.12.113.12\""},
      {"cidrhost(\"10.0.0.0/24\", -1)", "\"10.0.0.255\""},
      {"cidrhost(\"10.0.0.0/24\", 256)", "error: cidrhost() has no host 256 in 10.0.0.0/24"},
      {"cidrnetmask(\"10.0.0.0/0\")", "\"0.0.0.0\""},
      {"cidrsubnet(\"10.1.2.0/24\", 4, 15)", "\"10.1.2.240/28\""},
      {"cidrsubnet(\"fd00:fd12:3456:7890::/56\", 16, 162)", "\"fd00:fd12:3456:7800:a200::/72\""},
      {"cidrsubnets(\"fd00:fd12:3456:7890::/56\", 16, 16, 16, 32)",
       "[\"fd00:fd12:3456:7800::/72\",\"fd00:fd12:3456:7800:100::/72\",\"fd00:fd12:3456:7800:200::/"
       "72\",\"fd00:fd12:3456:7800:300::/88\"]"},
      {"cidrsubnets(\"10.0.0.0/24\", 1, 1, 1)", "error: cidrsubnets() has no room for range 3 in 10.0.0.0/24"},
      {"cidrhost(\"::ffff:1.2.3.4/128\", 0)", "\"::ffff:102:304\""},
      {"cidrhost(\"10.0.0.300/24\", 1)", "error: cidrhost() cannot read \"10.0.0.300/24\" as an address range"},
  });
}

TEST(TerraformFunctions, Times) {
  expect_rows({
      {"formatdate(\"EEEE, DD-MMM-YY hh:mm:ss ZZZ\", \"2018-01-02T23:12:01Z\")", "\"Tuesday, 02-Jan-18 23:12:01 UTC\""},
      {"formatdate(\"EEE, DD MMM YYYY hh:mm:ss ZZZ\", \"2018-01-02T23:12:01-08:00\")",
       "\"Tue, 02 Jan 2018 23:12:01 -0800\""},
      {"formatdate(\"MMM DD, YYYY\", \"2018-01-02T23:12:01Z\")", "\"Jan 02, 2018\""},
      {"formatdate(\"HH:mmaa\", \"2018-01-02T00:12:01Z\")", "\"12:12am\""},
      {"formatdate(\"h'h'mm''''D\", \"2020-02-29T05:06:07Z\")", "\"5h06'29\""},
      {"formatdate(\"x\", \"2020-02-29T05:06:07Z\")", "error: formatdate() knows no \"x\""},
      {"timeadd(\"2017-11-22T00:00:00Z\", \"10m\")", "\"2017-11-22T00:10:00Z\""},
      {"timeadd(\"2020-02-28T23:30:00+02:00\", \"36h1.5m\")", "\"2020-03-01T11:31:30+02:00\""},
      {"timeadd(\"2020-01-01T00:00:00Z\", \"-1s\")", "\"2019-12-31T23:59:59Z\""},
      {"timecmp(\"2017-11-22T00:00:00Z\", \"2017-11-22T01:00:00+01:00\")", "0"},
      {"timecmp(\"2017-11-22T00:00:00Z\", \"2017-11-22T00:59:00-01:00\")", "-1"},
      {"timeadd(\"2017-02-30T00:00:00Z\", \"1h\")",
       "error: timeadd() cannot read \"2017-02-30T00:00:00Z\" as an RFC 3339 time"},
  });
}

TEST(TerraformFunctions, FilesAndPaths) {
  expect_rows({
      {"file(\"files/logic.txt\")", "\"%{ if x }y%{ endif }\""},
      {"file(\"${path.module}/files/logic.txt\")", "\"%{ if x }y%{ endif }\""},
      {"fileexists(\"./files/logic.txt\")", "true"},
      {"fileexists(\"files/none\")", "false"},
      {"filesha1(\"files/logic.txt\") == sha1(file(\"files/logic.txt\"))", "true"},
      {"filebase64(\"files/logic.txt\") == base64encode(file(\"files/logic.txt\"))", "true"},
      {"templatefile(\"files/hello.txt\", { name = \"you\", item = { size = 3 } })", "\"Hello you, ${not} 3!\\n\""},
      {"try(file(\"files/none\"), \"fallback\")", "\"fallback\""},
      {"file(\"files/none\")", "error: file(): no file 'files/none'"},
      {"basename(\"foo/bar/baz.txt\")", "\"baz.txt\""},
      {"basename(\"a/b/\")", "\"b\""},
      {"dirname(\"foo/bar/baz.txt\")", "\"foo/bar\""},
      {"dirname(\"x\")", "\".\""},
      {"dirname(\"a/../b/./c\")", "\"b\""},
      {"abspath(\"/a/../b\")", "\"/b\""},
      {"pathexpand(\"a/b\")", "\"a/b\""},
  });
}

TEST(TerraformFunctions, RowsAreSortedAndUnique) {
  std::span<const FunctionRow> rows = terraform_functions();
  for (size_t i = 1; i < rows.size(); ++i) EXPECT_LT(rows[i - 1].name, rows[i].name);
  EXPECT_GT(rows.size(), 110u);
}

}  // namespace
}  // namespace ringfence
