// Expressions, strings and types of Bicep, each printed with its whole structure.

#include <gtest/gtest.h>

#include "tests/parsers/bicep_support.h"

namespace ringfence {
namespace {

using bicep_test::File;
using bicep_test::read;
using bicep_test::read_expression;
using bicep_test::show;

struct Row {
  const char* written;
  const char* read;
};

TEST(BicepExpression, IsReadWithTheCompilersPrecedence) {
  const Row rows[] = {
      {"1 + 2 * 3 - 4", "((1 + (2 * 3)) - 4)"},
      {"a || b && c ?? d", "((?a || (?b && ?c)) ?? ?d)"},
      {"a == b < c", "(?a == (?b < ?c))"},
      {"a =~ b !~ c", "((?a =~ ?b) !~ ?c)"},
      {"a != b && c >= d % 2", "((?a != ?b) && (?c >= (?d % 2)))"},
      {"-a.b + !c[0]", "((-?a.b) + (!?c[0]))"},
      {"a ? b : c ? d : e", "(?a ? ?b : (?c ? ?d : ?e))"},
      {"a ? b ? c : d : e", "(?a ? (?b ? ?c : ?d) : ?e)"},
      {"a\n? b // why\n\n: c", "(?a ? ?b : ?c)"},
      {"(a + b) * c", "((?a + ?b) * ?c)"},
      {"a > b ? c : d", "((?a > ?b) ? ?c : ?d)"},
  };
  for (const Row& row : rows) EXPECT_EQ(read_expression(row.written), row.read) << row.written;
}

TEST(BicepExpression, ReachesIntoThings) {
  const Row rows[] = {
      {"a.b.?c", "?a.b.?c"},
      {"a[0][?'x'][^1][?^2]", "?a[0][?'x'][^1][?^2]"},
      {"a::b.c", "?a::b.c"},
      {"a!.b![0]!", "?a.b[0]"},
      {"f()", "f()"},
      {"f(1,\n  a\n)", "f(1, ?a)"},
      {"az.resourceGroup().location", "az.resourceGroup().location"},
      {"sys.concat('a')", "sys.concat('a')"},
      {"s.listKeys('2023-01-01').keys[0]", "?s.listKeys('2023-01-01').keys[0]"},
      {"nameof(a)", "'a'"},
      {"nameof(a.b.c)", "'c'"},
      {"nameof(a::d)", "'d'"},
      {"nameof(a['e f'])", "'e f'"},
      {"map(xs, x => x.y)", "map(?xs, ((x) => ?x.y))"},
      {"reduce(xs, 0, (a, b) =>\n  a + b)", "reduce(?xs, 0, ((a, b) => (?a + ?b)))"},
      {"f(() => 1)", "f((() => 1))"},
      {"f((x))", "f(?x)"},
  };
  for (const Row& row : rows) EXPECT_EQ(read_expression(row.written), row.read) << row.written;
}

TEST(BicepExpression, BuildsObjectsArraysAndLoops) {
  const Row rows[] = {
      {"{}", "{}"},
      {"{ a: 1, 'b c': 2, '${d}': 3 }", "{'a': 1, 'b c': 2, cat(?d): 3}"},
      {"{\n  param: 1\n  ...more\n  resource: 2\n}", "{'param': 1, ...?more, 'resource': 2}"},
      {"[]", "[]"},
      {"[1, 2,]", "[1, 2]"},
      {"[\n  1 // one\n\n  ...xs\n  [2]\n]", "[1, ...?xs, [2]]"},
      {"[for x in xs: x.y]", "[for x in ?xs: ?x.y]"},
      {"[\n  for (x, i) in xs: { a: i }\n]", "[for x, i in ?xs: {'a': ?i}]"},
      {"[for x in a ? b : c: x]", "[for x in (?a ? ?b : ?c): ?x]"},
  };
  for (const Row& row : rows) EXPECT_EQ(read_expression(row.written), row.read) << row.written;
}

TEST(BicepExpression, TakesKeywordsAsNames) {
  EXPECT_EQ(read_expression("param.type + if(var, existing)"), "(?param.type + if(?var, ?existing))");
  EXPECT_EQ(read_expression("{ for: 1, in: 2, none: null }"), "{'for': 1, 'in': 2, 'none': null}");
}

TEST(BicepExpression, KeepsIntegersExactly) {
  EXPECT_EQ(read_expression("9223372036854775807"), "9223372036854775807");
  EXPECT_EQ(read_expression("-9223372036854775808"), "-9223372036854775808");
  EXPECT_EQ(read_expression("9223372036854775808"), "- ! the number is not a 64-bit integer");
  EXPECT_EQ(read_expression("99999999999999999999"), "- ! the number is not a 64-bit integer");
}

TEST(BicepString, ResolvesEscapesOnceAndHolesInPlace) {
  const Row rows[] = {
      {"''", "''"},
      {"'// no comment'", "'// no comment'"},
      {R"('it\'s \\ \n\t\r')", R"('it's \ \n\t\r')"},
      {R"('\${a} \$b $c $')", "'${a} $b $c $'"},
      {R"('\u{41}\u{e9}\u{20ac}\u{1F600}')", "'Aé€😀'"},
      {"'${a}'", "cat(?a)"},
      {"'x${a.b}y'", "cat('x', ?a.b, 'y')"},
      {"'$${a}$'", "cat('$', ?a, '$')"},
      {"'x$$y$$${a}$$'", "cat('x$$y$$', ?a, '$$')"},
      {R"('\u{D801}\u{DC37}\u{d83d}\u{DE00}')", "'𐐷😀'"},
      {R"('\u{D801}x\u{DC37}\u{D801}\n\u{D801}${a}\u{DC37}')", R"(cat('�x��\n�', ?a, '�'))"},
      {R"('${a}\n${b}')", R"(cat(?a, '\n', ?b))"},
      {"'${a ? '${b}' : 'c'}'", "cat((?a ? cat(?b) : 'c'))"},
      {"'${'literal'}'", "cat('literal')"},
  };
  for (const Row& row : rows) EXPECT_EQ(read_expression(row.written), row.read) << row.written;
  EXPECT_EQ(read_expression(R"('\u{110000}')"), "- ! the escape names no Unicode character");
}

TEST(BicepString, ReadsMultiLineStringsRaw) {
  const Row rows[] = {
      {"''''''", "''"},
      {"'''a'''", "'a'"},
      {"'''\na\n'''", R"('a\n')"},
      {"'''\r\na\r\n'''", R"('a\r\n')"},
      {"'''\n\na'''", R"('\na')"},
      {R"('''\n ${a} 'q' ''q'' ''')", R"('\n ${a} 'q' ''q'' ')"},
      {"'''a'''''", "'a'''"},
      {"$'''\n${a} $b'''", "cat(?a, ' $b')"},
      {"$$'''${a} $${b} $$${c}'''", "cat('${a} ', ?b, ' $', ?c)"},
      {"$'''${a}''''", "cat(?a, ''')"},
      {"$'''a'''", "'a'"},
      {"$'''${$'''x${a}'''}y'''", "cat(cat('x', ?a), 'y')"},
  };
  for (const Row& row : rows) EXPECT_EQ(read_expression(row.written), row.read) << row.written;
}

TEST(BicepExpression, ReadsChainsHoweverLong) {
  auto repeated = [](const std::string& piece, size_t count) {
    std::string out;
    for (size_t i = 0; i < count; ++i) out += piece;
    return out;
  };
  const std::string chains[] = {
      "1" + repeated(" + 1", 2000),     "a" + repeated(".b", 2000),       "a" + repeated("[0]!", 1000),
      "a" + repeated(".f(1)::c", 1000), repeated("a ? b : ", 2000) + "c", "a" + repeated(" && b || c", 1000),
  };
  for (const std::string& chain : chains) EXPECT_EQ(read("var v = " + chain).messages(), "") << chain.substr(0, 30);
  EXPECT_EQ(read("var v = 1" + repeated("+1", 3001)).messages(),
            "1:9: error: a chain of more than 3000 operators or members; the declaration was not read\n");
  EXPECT_EQ(read("var v = " + repeated("a?b:", 3001) + "c").messages(),
            "1:9: error: a chain of more than 3000 conditions; the declaration was not read\n");
}

TEST(BicepExpression, SaysWhatIsNoExpression) {
  EXPECT_EQ(read_expression("1 +"), "- ! expected an expression");
  EXPECT_EQ(read_expression("a\nvar b = 2"), "- ! expected one expression");
  EXPECT_EQ(read_expression("nameof(1)"), "- ! nameof() needs something that has a name");
}

TEST(BicepExpression, KnowsWhereItStands) {
  File file = read("var a = [\n  f(x.y)\n  'p${q}'\n]\n");
  const auto* list = as<ArrayExpr>(file.variable("a").value);
  ASSERT_EQ(list->items.size(), 2u);
  EXPECT_EQ(file.text(list->items[0].value->span), "f(x.y)");
  const auto* call = as<CallExpr>(list->items[0].value);
  EXPECT_EQ(file.text(call->name_span), "f");
  EXPECT_EQ(file.text(as<MemberExpr>(call->args[0])->name_span), "y");
  EXPECT_EQ(file.text(list->items[1].value->span), "'p${q}'");
  const auto* text = as<Interpolation>(list->items[1].value);
  EXPECT_EQ(file.text(text->parts[0]->span), "p");
  EXPECT_EQ(file.text(text->parts[1]->span), "q");
}

TEST(BicepType, IsReadWithItsStructure) {
  const Row rows[] = {
      {"string", "string"},
      {"sys.int", "int"},
      {"object", "{}"},
      {"array", "any[]"},
      {"string[][]?", "string[][]?"},
      {"('a' | 'b')[]", "one of ('a', 'b')[]"},
      {"\n  | 'a'\n  | 1 // c\n  | null", "one of ('a', 1, null)"},
      {"-1", "-1"},
      {"!true", "(!true)"},
      {"{ a: string, 'b-c': int?, *: bool }", "{a: string, b-c?: int?, *: bool}"},
      {"{\n  @secure()\n  a: string\n}", "{a: secure string}"},
      {"[string, int]", "[string, int]"},
      {"other.member", "type other.member"},
      {"other[*].x.*", "type other[*].x.*"},
      {"resourceInput<'a/b@2023-01-01'>.properties", "type resourceInput.properties"},
      {"(string?)!", "string"},
  };
  for (const Row& row : rows) {
    File file = read(std::string("type t = ") + row.written);
    ASSERT_EQ(file.messages(), "") << row.written;
    EXPECT_EQ(show(file.declarations->types[0].type), row.read) << row.written;
  }
  File file = read("@discriminator('kind')\ntype t = a | b\n");
  EXPECT_EQ(show(file.declarations->types[0].type), "one of (type a, type b) by kind");
}

}  // namespace
}  // namespace ringfence
