// yamldecode, the common type of a conditional's results, and sums of fractions. The values are those that
// `terraform console` of Terraform 1.11 prints for jsonencode() of the expression.

#include <gtest/gtest.h>

#include "functions_terraform_harness.h"

namespace ringfence {
namespace {

using terraform_test::evaluate;
using terraform_test::Row;

void expect_rows(std::initializer_list<Row> rows) {
  for (const Row& row : rows) EXPECT_EQ(evaluate(row.expr), row.value) << row.expr;
}

TEST(TerraformYaml, ScalarsAreResolvedAsTerraformDoes) {
  expect_rows({
      {"yamldecode(\"on: yes\")", "{\"true\":true}"},
      {"yamldecode(\"[y, Off, No, tRue, 'on', \\\"n\\\"]\")", "[true,false,false,\"tRue\",\"on\",\"n\"]"},
      {"yamldecode(\"[017, 0x1F, 0b11, 1_000, 0o17, 0ba]\")", "[17,31,\"0b11\",\"1_000\",15,\"0ba\"]"},
      {"yamldecode(\"[-0x10, +5, -0o7, 0X1f, 0o8, 08]\")", "[\"-0x10\",5,\"-0o7\",\"0X1f\",\"0o8\",8]"},
      {"yamldecode(\"[1., .5, 1e3, +1.5, 685.230_15e+03]\")", "[1,0.5,1000,1.5,\"685.230_15e+03\"]"},
      {"yamldecode(\"[2020-01-01, 2020-01-01T00:00:00Z, 12:30:45]\")",
       "[\"2020-01-01T00:00:00Z\",\"2020-01-01T00:00:00Z\",\"12:30:45\"]"},
      {"yamldecode(\"a: ~\\nb: Null\\nc:\")", "{\"a\":null,\"b\":null,\"c\":null}"},
      {"yamldecode(\"a: !!str 5\\nb: !!int 7\\nc: !!binary aGk=\")", "{\"a\":\"5\",\"b\":7,\"c\":\"aGk=\"}"},
      {"yamldecode(\"5: x\\n1.5: z\\n017: s\\n'on': r\")", "{\"1.5\":\"z\",\"17\":\"s\",\"5\":\"x\",\"on\":\"r\"}"},
  });
}

TEST(TerraformYaml, DocumentsAreReadWhole) {
  expect_rows({
      {"yamldecode(\"a: &x {k: 1}\\nb: *x\\nc: {<<: *x, z: 2}\")", "{\"a\":{\"k\":1},\"b\":{\"k\":1},\"c\":{\"k\":1,\"z\":2}}"},
      {"yamldecode(\"a: &x\\n  k: 1\\n  z: 0\\nc:\\n  <<: *x\\n  z: 2\")", "{\"a\":{\"k\":1,\"z\":0},\"c\":{\"k\":1,\"z\":2}}"},
      {"yamldecode(\"a: |\\n  x\\n  y\\nb: >-\\n  p\\n  q\\n\\n  r\\n\")", "{\"a\":\"x\\ny\\n\",\"b\":\"p q\\nr\"}"},
      {"yamldecode(\"a: 1\\na: 2\")", "{\"a\":2}"},
      {"yamldecode(yamlencode({a = [1, \"x\"], b = {c = null}}))", "{\"a\":[1,\"x\"],\"b\":{\"c\":null}}"},
      {"can(yamldecode(\"\"))", "false"},
      {"can(yamldecode(\"a: 1\\n---\\nb: 2\"))", "false"},
      {"can(yamldecode(\"null: y\"))", "false"},
      {"can(yamldecode(\"a: *b\"))", "false"},
      {"can(yamldecode(\"a: &p {k: 1}\\nc:\\n  <<: [*p]\"))", "false"},
  });
}

TEST(TerraformConditional, BothResultsGetOneType) {
  expect_rows({
      {"true ? 1 : \"a\"", "\"1\""},
      {"false ? \"a\" : true", "\"true\""},
      {"true ? {a = 1} : {a = \"x\"}", "{\"a\":\"1\"}"},
      {"true ? {a = 1} : {b = \"x\"}", "{\"a\":\"1\"}"},
      {"false ? {a = {b = \"x\"}} : {a = {b = 1}}", "{\"a\":{\"b\":\"1\"}}"},
      {"true ? [1] : [\"a\"]", "[\"1\"]"},
      {"true ? [1, true] : [\"a\"]", "[\"1\",\"true\"]"},
      {"true ? [1, true] : [\"a\", false]", "[\"1\",true]"},
      {"true ? 1 : null", "1"},
      {"true ? 1 : var.s", "\"1\""},
      {"false ? {a = 1} : {}", "{}"},
      {"true ? 1 : true", "error: both results of a conditional need one type"},
      {"true ? [1] : {}", "error: both results of a conditional need one type"},
  });
}

TEST(TerraformNumbers, FractionsAddUpAsWritten) {
  expect_rows({
      {"0.1 + 0.2", "0.3"},
      {"0.1 * 3", "0.3"},
      {"0.1 + 0.7", "0.8"},
      {"0.3 - 0.1 == 0.2", "false"},  // in Terraform as well: 512 bits end somewhere
      {"sum([0.1, 0.2, 0.3])", "0.6"},
  });
}

}  // namespace
}  // namespace ringfence
