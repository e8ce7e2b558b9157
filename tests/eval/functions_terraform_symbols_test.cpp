// Terraform's functions on what is not known: what can be said all the same, and which term is left.

#include <gtest/gtest.h>

#include "functions_terraform_harness.h"

namespace ringfence {
namespace {

using terraform_test::evaluate;
using terraform_test::Row;

void expect_rows(std::initializer_list<Row> rows) {
  for (const Row& row : rows) EXPECT_EQ(evaluate(row.expr), row.value) << row.expr;
}

TEST(TerraformSymbols, TextWithHolesIsOneConcat) {
  expect_rows({
      {"format(\"kv-%s-%03d\", var.s, 7)", "concat('kv-', param('s'), '-007')"},
      {"format(\"%s\", var.s)", "param('s')"},
      {"format(\"%5s\", var.s)", "format('%5s', param('s'))"},
      {"join(\"-\", [\"a\", var.s, \"b\"])", "concat('a-', param('s'), '-b')"},
      {"join(\",\", var.l)", "join(',', param('l'))"},
      {"formatlist(\"x%s\", [\"a\", var.s])", "['xa', concat('x', param('s'))]"},
      {"lower(var.s)", "tolower(param('s'))"},
      {"upper(\"a${var.s}\")", "toupper(concat('a', param('s')))"},
      {"tostring(var.s)", "param('s')"},
      {"\"%{ for x in [\"a\", var.s] }${x};%{ endfor }\"", "concat('a;', param('s'), ';')"},
      {"templatefile(\"files/hello.txt\", { name = var.s, item = { size = 1 } })",
       "concat('Hello ', param('s'), ', ${not} 1!\n')"},
  });
}

TEST(TerraformSymbols, KnownEndsDecide) {
  expect_rows({
      {"startswith(\"kv-${var.s}\", \"kv-\")", "true"},
      {"startswith(\"kv-${var.s}\", \"st\")", "false"},
      {"startswith(\"kv-${var.s}\", \"kv-1\")", "startswith(concat('kv-', param('s')), 'kv-1')"},
      {"endswith(\"${var.s}.com\", \"com\")", "true"},
      {"endswith(\"${var.s}.com\", \"net\")", "false"},
      {"strcontains(\"a-mid-${var.s}\", \"mid\")", "true"},
      {"substr(\"abcdef${var.s}\", 1, 3)", "\"bcd\""},
      {"substr(\"ab${var.s}\", 1, 3)", "substr(concat('ab', param('s')), 1, 3)"},
  });
}

TEST(TerraformSymbols, ListsOfUnknownItemsKeepTheirLength) {
  expect_rows({
      {"length([var.s, var.any])", "2"},
      {"length(var.l)", "length(param('l'))"},
      {"element([\"a\", var.s], 1)", "param('s')"},
      {"reverse([var.s, \"a\"])", "['a', param('s')]"},
      {"concat([\"a\"], [var.s])", "['a', param('s')]"},
      {"concat([\"a\"], var.l, [\"b\"])", "concat(['a'], param('l'), ['b'])"},
      {"flatten([[var.s], \"b\"])", "[param('s'), 'b']"},
      {"flatten([var.l, [\"b\"]])", "flatten([param('l'), ['b']])"},
      {"contains([\"a\", var.s], \"a\")", "true"},
      {"contains([\"a\", \"x-${var.s}\"], \"b\")", "false"},
      {"contains([var.s], \"b\")", "contains([param('s')], 'b')"},
      {"contains(var.l, \"b\")", "contains(param('l'), 'b')"},
      {"slice([var.s, 1, 2], 0, 1)", "[param('s')]"},
      {"distinct([var.s, var.s, \"a\"])", "[param('s'), 'a']"},
      {"toset([var.s, \"a\"])", "['a', param('s')]"},
      {"toset(var.l)", "toset(param('l'))"},
      {"setproduct([\"a\"], [var.s])", "[['a', param('s')]]"},
      {"index([\"a\", var.s], \"a\")", "0"},
      {"one([var.s])", "param('s')"},
  });
}

TEST(TerraformSymbols, MapsWithUnknownPartsKeepWhatIsKnown) {
  expect_rows({
      {"merge({ a = 1 }, var.m, { b = 2 }, { c = 3 })", "shallowmerge({'a': 1}, param('m'), {'b': 2, 'c': 3})"},
      {"merge({ a = 1 }, var.m).a", "get(shallowmerge({'a': 1}, param('m')), 'a')"},
      {"merge(var.m, { a = 1 }).a", "1"},
      {"keys({ b = var.s, a = 1 })", "[\"a\",\"b\"]"},
      {"values({ b = var.s, a = 1 })", "[1, param('s')]"},
      {"lookup({ a = var.s }, \"a\", 1)", "param('s')"},
      {"lookup({ a = var.s }, \"b\", 1)", "1"},
      {"lookup(var.m, \"a\", 1)", "lookup(param('m'), 'a', 1)"},
      {"zipmap([\"a\"], [var.s])", "{'a': param('s')}"},
      {"alltrue([true, var.b])", "param('b')"},
      {"alltrue([false, var.b])", "false"},
      {"anytrue([true, var.b])", "true"},
      {"anytrue([false, var.b])", "param('b')"},
  });
}

TEST(TerraformSymbols, ChoicesAreMadeWhereTheyCanBe) {
  expect_rows({
      {"coalesce(null, \"x-${var.s}\", \"y\")", "concat('x-', param('s'))"},
      {"coalesce(\"\", null, var.s)", "param('s')"},
      {"coalesce(var.any, \"y\")", "coalesce(param('any'), 'y')"},
      {"coalesce(var.any, \"y\") != null", "true"},
      {"coalesce(var.any, \"y\") == null", "false"},
      {"try(var.s, \"y\")", "param('s')"},
      {"try(var.any.x, \"y\")", "try(get(param('any'), 'x'), 'y')"},
      {"can(var.any.x)", "can(get(param('any'), 'x'))"},
      {"can(var.s)", "true"},
      {"tobool(var.b)", "param('b')"},
      {"tobool(var.s)", "tobool(param('s'))"},
      {"nonsensitive(sensitive(var.s))", "param('s')"},
      {"jsondecode(jsonencode({ a = var.s })).a", "param('s')"},
      {"base64decode(base64encode(var.s))", "param('s')"},
  });
}

TEST(TerraformSymbols, WhatOnlyTheRunKnowsIsATerm) {
  expect_rows({
      {"timestamp()", "timestamp()"},
      {"formatdate(\"YYYY\", timestamp())", "formatdate('YYYY', timestamp())"},
      {"uuid()", "uuid()"},
      {"file(\"~/.ssh/id_rsa.pub\")", "file('~/.ssh/id_rsa.pub')"},
      {"pathexpand(\"~/x\")", "pathexpand('~/x')"},
      {"templatefile(\"files/logic.txt\", { x = var.b })", "if(param('b'), 'y', '')"},
  });
}

}  // namespace
}  // namespace ringfence
