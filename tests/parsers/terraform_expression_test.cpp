// HCL expressions: every form, precedence, what a name means, templates and heredocs.

#include <gtest/gtest.h>

#include "terraform_support.h"

namespace ringfence {
namespace {

using terraform_test::read_expression;

struct Row {
  const char* text;
  const char* structure;
};

void expect_rows(std::initializer_list<Row> rows) {
  for (const Row& row : rows) EXPECT_EQ(read_expression(row.text), row.structure) << row.text;
}

TEST(TerraformExpression, LiteralsKeepTheirValue) {
  expect_rows({
      {"1", "1"},
      {"-7", "-7"},
      {"1e3", "1000"},
      {"2.50", "2.50"},
      {"-0.5", "-0.5"},
      {"123456789012345678901234567890", "123456789012345678901234567890"},
      {"true", "true"},
      {"null", "null"},
      {R"("a\tb\n\"\\\u00e9")", "'a\\tb\\n\"\\é'"},
      {R"("")", "''"},
      {R"("a$${b}%%{c}")", "'a${b}%{c}'"},
      {R"("$ { $x")", "'$ { $x'"},
  });
}

TEST(TerraformExpression, OperatorsBindAsInHcl) {
  expect_rows({
      {"1 + 2 * 3 - 4", "(- (+ 1 (* 2 3)) 4)"},
      {"a.b || c.d && !e.f", "(|| resource.a.b (&& resource.c.d (! resource.e.f)))"},
      {"1 < 2 == 3 >= 4", "(== (< 1 2) (>= 3 4))"},
      {"-a.b.c", "(- (get resource.a.b 'c'))"},
      {"!var.a == var.b", "(== (! var.a) var.b)"},
      {"(1 + 2) * 3", "(* (+ 1 2) 3)"},
      {"var.a ? 1 : var.b ? 2 : 3", "(if var.a 1 (if var.b 2 3))"},
      {"var.a ? var.b ? 1 : 2 : 3", "(if var.a (if var.b 1 2) 3)"},
      {"10 - -3", "(- 10 -3)"},
  });
}

TEST(TerraformExpression, NamesSayWhatTheyReferTo) {
  expect_rows({
      {"var.x.y", "(get var.x 'y')"},
      {"local.x[0]", "(get local.x 0)"},
      {"module.m[\"k\"].out", "(get (get module.m 'k') 'out')"},
      {"data.azurerm_subnet.s.id", "(get data.azurerm_subnet.s 'id')"},
      {"ephemeral.t.n.v", "(get data.t.n 'v')"},
      {"azurerm_subnet.s[count.index].id", "(get (get resource.azurerm_subnet.s count.index) 'id')"},
      {"resource.azurerm_subnet.s.id", "(get resource.azurerm_subnet.s 'id')"},
      {"each.value.name", "(get each.value 'name')"},
      {"each.key", "each.key"},
      {"self.id", "(get self 'id')"},
      {"path.module", "path.module"},
      {"terraform.workspace", "terraform.workspace"},
      {"string", "?string"},
      {"a.b.0.c", "(get (get resource.a.b 0) 'c')"},
      {"a.b.0.1.c", "nothing ! this index is no whole number; use brackets: [0][1]"},  // as Terraform has it
  });
}

TEST(TerraformExpression, CollectionsAndLoops) {
  expect_rows({
      {"[1, 2,\n 3,]", "[1, 2, 3]"},
      {"{ a = 1, (var.b) : 2\n \"c-${var.d}\" = 3\n 4 = 5 }", "{'a': 1, var.b: 2, (cat 'c-' var.d): 3, '4': 5}"},
      {"{ a = var.b\n (var.c) = 2 }", "{'a': var.b, var.c: 2}"},
      {"[for v in var.l : v.x if v.y]", "(for v in var.l: (get @v 'x') if (get @v 'y'))"},
      {"{ for k, v in var.m : k => v... }", "(for k, v in var.m: @k => @v...)"},
      {"{\n  for x in [for y in var.m : y] : x => y.z\n}", "(for x in (for y in var.m: @y): @x => resource.y.z)"},
      {"[for x in var.a : [for x in x : x]]", "(for x in var.a: (for x in @x: @x))"},
  });
}

TEST(TerraformExpression, SplatsLoopOverTheRestOfTheTraversal) {
  expect_rows({
      {"var.a[*]", "(for @item in (call @splat var.a): @@item)"},
      {"var.a[*].b[0]", "(for @item in (call @splat var.a): (get (get @@item 'b') 0))"},
      {"var.a.*.b[0]", "(get (for @item in (call @splat var.a): (get @@item 'b')) 0)"},
      {"var.a[*].b[*].c",
       "(for @item in (call @splat var.a): (for @item in (call @splat (get @@item 'b')): (get @@item 'c')))"},
  });
}

TEST(TerraformExpression, CallsAndNamespaces) {
  expect_rows({
      {"f()", "(call f)"},
      {"f(1, g(2),\n 3,)", "(call f 1 (call g 2) 3)"},
      {"min(var.l...)", "(call min var.l...)"},
      {"provider::azurerm::normalise_resource_id(var.x)", "(call provider::azurerm::normalise_resource_id var.x)"},
      {"core::length(var.x)", "(call length var.x)"},
      {"f(1)[0].a", "(get (get (call f 1) 0) 'a')"},
  });
}

TEST(TerraformExpression, TemplatesAreTheirHoles) {
  expect_rows({
      {R"("${var.a}")", "var.a"},
      {R"("a-${var.b}-${1 + 2}")", "(cat 'a-' var.b '-' (+ 1 2))"},
      {R"("${"in${var.a}ner"}!")", "(cat (cat 'in' var.a 'ner') '!')"},
      {"\"${\n var.a \n}\"", "var.a"},
      {R"("a ${~ var.b ~} c")", "(cat 'a' var.b 'c')"},
      {R"("%{ if var.a }x%{ else }y%{ endif }")", "(cat (if var.a 'x' 'y'))"},
      {R"("%{ if var.a }x%{ endif }z")", "(cat (if var.a 'x' '') 'z')"},
      {R"("%{ for i, v in var.l ~} ${i}=${v} %{ endfor ~} z")",
       "(cat (call @join (for i, v in var.l: (cat @i '=' @v ' '))) 'z')"},
      {R"("%{ for v in var.l }%{ if v }${v}%{ endif }%{ endfor }")",
       "(cat (call @join (for v in var.l: (cat (if @v (cat @v) '')))))"},
  });
}

TEST(TerraformExpression, HeredocsKeepTheirLines) {
  expect_rows({
      {"<<EOT\na\n  b ${var.c} \\n\nEOT\n", "(cat 'a\\n  b ' var.c ' \\n\\n')"},
      {"<<EOT\nEOT\n", "''"},
      {"<<-EOT\n    a\n      b\n\n    ${var.c}\n    EOT\n", "(cat 'a\\n  b\\n\\n' var.c '\\n')"},
      {"<<-EOT\n    %{ if var.a ~}\n    x\n    %{ endif ~}\n    EOT\n", "(cat (if var.a '    x\\n' ''))"},
      {"<<EOT\n$${x} \"y\" # no comment\nEOT\n", "'${x} \"y\" # no comment\\n'"},
  });
}

TEST(TerraformExpression, MistakesNameWhatWasExpected) {
  expect_rows({
      {"1 +", "nothing ! expected an expression, found end of file"},
      {"f(1 2)", "nothing ! expected \",\" or \")\", found \"2\""},
      {"[1 2]", "nothing ! expected \",\" or \"]\", found \"2\""},
      {"{ a = 1 b = 2 }", "nothing ! expected \",\", a new line or \"}\" after this item, found \"b\""},
      {"{ a }", "nothing ! expected \"=\" or \":\" after the key, found \"}\""},
      {"[for x of y : x]", "nothing ! expected \"in\", found \"of\""},
      {"\"abc", "nothing ! the string is not closed"},
      {R"("\q")", "nothing ! unknown escape in a string; a backslash itself is written \"\\\\\""},
      {"<<EOT\nabc\n", "nothing ! the heredoc is not closed: no line with \"EOT\" alone"},
      {R"("%{ if true }x")", "nothing ! this directive is not closed: expected %{ endif }"},
      {R"("x%{ endif }")", "nothing ! this directive has no beginning"},
      {"each.name", "nothing ! \"each\" has no attribute \"name\""},
      {"1 2", "nothing ! expected the end of the expression, found \"2\""},
      {"/* open", "nothing ! expected an expression, found \"/*\""},
  });
}

TEST(TerraformExpression, NestingIsBounded) {
  for (const std::string& open : {std::string("["), std::string("("), std::string("{a="), std::string("!"),
                                  std::string("f("), std::string("\"${")}) {
    std::string text;
    for (int i = 0; i < 100'000; ++i) text += open;
    EXPECT_EQ(read_expression(text), "nothing ! nested more than 200 levels deep") << open;
  }
  std::string sum = "1", dots = "a.b", indexes;
  for (int i = 0; i < 1000; ++i) indexes += "var.a[";
  for (int i = 0; i < 1000; ++i) sum += " + 1";
  for (int i = 0; i < 1000; ++i) dots += ".c";
  EXPECT_EQ(read_expression(sum), "nothing ! too many operators in one expression");
  EXPECT_EQ(read_expression(dots), "nothing ! too many steps in one reference");
  EXPECT_EQ(read_expression(indexes), "nothing ! too many steps in one reference");
}

}  // namespace
}  // namespace ringfence
