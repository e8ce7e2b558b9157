// The ARM template language inside strings: structure, exact spans, errors in place.

#include "parsers/arm/expression.h"

#include <gtest/gtest.h>

#include <string>

#include "parsers/arm/arm.h"
#include "tests/parsers/arm_support.h"

namespace ringfence {
namespace {

using testing::Parsed;
using testing::print;

/// A text as it stands in a template, parsed alone.
struct Parse {
  SourceMap sources;
  Arena arena;
  Diagnostics diagnostics;
  const Expr* expr;

  explicit Parse(std::string text)
      : expr(parse_arm_expression(sources.add("/t/expression", std::move(text)), arena, diagnostics)) {}
};

TEST(ArmExpression, IsReadIntoItsParts) {
  struct Row {
    const char* text;
    const char* printed;
  };
  const Row kRows[] = {
      {"plain text", "'plain text'"},
      {"", "''"},
      {"[", "'['"},
      {"[concat('a', 'b')]", "concat('a', 'b')"},
      {"[ concat ( 'a' ,\n\t'b' ) ]", "concat('a', 'b')"},
      {"[concat('a',\xC2\xA0'b')]", "concat('a', 'b')"},
      {"[f()]", "f()"},
      {"['it''s']", "'it's'"},
      {"['''']", "'''"},
      {"['[not an expression]']", "'[not an expression]'"},
      {"[-1]", "-1"},
      {"[add(1, +2)]", "add(1, 2)"},
      {"[9223372036854775807]", "9223372036854775807"},
      {"[f(1.5)]", "f(double 1.5)"},
      {"[parameters('x')]", "param(x)"},
      {"[PARAMETERS('x').a.b[0]['c']]", "param(x).a.b[0]['c']"},
      {"[variables('x')[parameters('i')]]", "var(x)[param(i)]"},
      {"[parameters(concat('a', 'b'))]", "parameters(concat('a', 'b'))"},
      {"[resourceGroup().location]", "resourceGroup().location"},
      {"[if(equals(1, 2), 'a', json('null'))]", "if(equals(1, 2), 'a', json('null'))"},
      {"[contoso.unique('a')]", "contoso.unique('a')"},
      {"[__bicep.build(variables('$fxv#0'))]", "__bicep.build(var($fxv#0))"},
      {"[copyIndex()]", "copyIndex()"},
      {"[copyIndex('disks')]", "copyIndex(disks)"},
      {"[copyindex(1)]", "(copyIndex() + 1)"},
      {"[copyIndex('disks', 1)]", "(copyIndex(disks) + 1)"},
      {"[copyIndex('disks', parameters('from'))]", "(copyIndex(disks) + param(from))"},
      {"[copyIndex(parameters('nameOrOffset'))]", "copyIndex(param(nameOrOffset))"},
      {"[map(parameters('a'), lambda('x', 'i', concat(lambdaVariables('x'), 'y')))]",
       "map(param(a), (x, i) => concat(local(x), 'y'))"},
      {"[tryGet(parameters('a'), 'b')]", "tryGet(param(a), 'b')"},
  };
  for (const Row& row : kRows) {
    Parse parse(row.text);
    EXPECT_EQ(print(parse.expr), row.printed) << row.text;
    EXPECT_TRUE(parse.diagnostics.empty()) << row.text;
  }
}

TEST(ArmExpression, TwoBracketsAreAnEscapeOnlyWhereTheTextEndsWithOne) {
  EXPECT_EQ(print(Parse("[[test value]").expr), "'[test value]'");
  EXPECT_EQ(print(Parse("[[test value").expr), "'[[test value'");
  EXPECT_EQ(print(Parse("[test] value").expr), "'[test] value'");
  EXPECT_EQ(print(Parse(" [concat('a')]").expr), "' [concat('a')]'");
}

TEST(ArmExpression, AnErrorIsToldInPlaceAndBecomesTheValue) {
  struct Row {
    const char* text;
    const char* message;
    const char* at;  // the text the error stands on
  };
  const Row kRows[] = {
      {"[concat('a' 'b')]", "expected ',' or ')', found '''", "'"},
      {"[concat('a', 'b']", "expected ',' or ')', found the end of the expression", ""},
      {"[concat('a, 'b')]", "expected ',' or ')', found 'b'", "b"},
      {"[concat('a)]", "expected a closing single quote", "'"},
      {"[concat]", "expected '(' after the function name, found the end of the expression", ""},
      {"[a.b]", "expected '(' after the function name, found the end of the expression", ""},
      {"[f().]", "expected a property name after '.', found the end of the expression", ""},
      {"[f()[0]", "expected ']', found the end of the expression", ""},
      {"[f() g()]", "expected the end of the expression, found 'g'", "g"},
      {"[]", "expected a function call, a string in single quotes or a number, found the end of the expression", ""},
      {"[\xE2\x80\x98x\xE2\x80\x99]",
       "expected a function call, a string in single quotes or a number, found '\xE2\x80\x98'", "\xE2\x80\x98"},
      {"[-]", "expected digits, found the end of the expression", ""},
  };
  for (const Row& row : kRows) {
    Parse parse(row.text);
    EXPECT_EQ(print(parse.expr), "@error('" + std::string(row.message) + "')");
    ASSERT_EQ(parse.diagnostics.items().size(), 1u) << row.text;
    const Diagnostic& told = parse.diagnostics.items()[0];
    EXPECT_EQ(told.code, "syntax-error");
    EXPECT_EQ(told.message, row.message);
    EXPECT_EQ(parse.sources.text(told.span), row.at) << row.text;
  }
}

TEST(ArmExpression, SpansAreThoseOfTheFileBehindTheEscapes) {
  Parsed parsed(testing::template_with(
      R"("variables": {"v": "[concat('say \"hi\"',\n  parameters('who').first, toLower('\u00e9T\u00c9'))]"})"));
  const Expr* value = parsed.declarations().variables[0].value;
  const auto* call = as<CallExpr>(value);
  ASSERT_NE(call, nullptr);
  EXPECT_EQ(parsed.text(value->span), R"(concat('say \"hi\"',\n  parameters('who').first, toLower('\u00e9T\u00c9')))");
  EXPECT_EQ(parsed.text(call->name_span), "concat");
  EXPECT_EQ(parsed.text(call->args[0]->span), R"('say \"hi\"')");
  EXPECT_EQ(parsed.text(call->args[1]->span), "parameters('who').first");
  EXPECT_EQ(parsed.text(as<MemberExpr>(call->args[1])->object->span), "parameters('who')");
  EXPECT_EQ(parsed.text(as<MemberExpr>(call->args[1])->name_span), "first");
  EXPECT_EQ(parsed.text(as<CallExpr>(call->args[2])->args[0]->span), R"('\u00e9T\u00c9')");
  EXPECT_EQ(print(call->args[0]), "'say \"hi\"'");
}

TEST(ArmExpression, NestingHasALimitInEveryDirection) {
  auto repeat = [](const char* text, int times) {
    std::string out;
    for (int i = 0; i < times; ++i) out += text;
    return out;
  };
  const std::string kTexts[] = {
      "[" + repeat("f(", 100'000) + repeat(")", 100'000) + "]",
      "[" + repeat("f(", 100'000) + "]",
      "[f()" + repeat(".a", 100'000) + "]",
      "[f()" + repeat("[g()", 100'000) + "]",
      "[" + repeat("a.", 100'000) + "f()]",
  };
  for (const std::string& text : kTexts) {
    Parse parse(text);
    ASSERT_NE(parse.expr, nullptr);
    EXPECT_LE(parse.diagnostics.items().size(), 1u);
  }
  EXPECT_EQ(print(Parse(kTexts[0]).expr), "@error('expression is nested too deeply')");
  EXPECT_EQ(print(Parse(kTexts[2]).expr), "@error('expression is nested too deeply')");
  EXPECT_EQ(print(Parse("[" + repeat("f(", 100) + repeat(")", 100) + "]").expr), repeat("f(", 100) + repeat(")", 100));
}

}  // namespace
}  // namespace ringfence
