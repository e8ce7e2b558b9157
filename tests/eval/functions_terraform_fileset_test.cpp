// fileset(): what it finds is what Terraform 1.11 finds in the same folders.

#include <gtest/gtest.h>

#include "tests/eval/functions_terraform_harness.h"

namespace ringfence {
namespace {

std::string files(const std::string& arguments) {
  test::MemoryProject project;
  project.add("main.tf", "output \"o\" {\n  value = jsonencode(fileset(" + arguments + "))\n}\n");
  for (const char* each : {"x.json", "y.json", "x.txt", ".dot.json", "a/1.json", "a/b/2.json", "a/b/c/3.json", "d/ab",
                           "d/abc", "d/a*b", "d/[x]", "d/a-b", "d/é"}) {
    project.add(each, "x");
  }
  Deployment out = project.expand("main.tf");
  const Value& value = out.outputs.at(0).value;
  if (value.is_string()) return std::string(value.str());
  const Symbol* call = value.symbol;
  while (call->name != "error" && !call->args.empty() && call->args[0].is_symbol()) call = call->args[0].symbol;
  return call->name == "error" ? "error: " + std::string(call->args[0].str()) : canonical_text(value);
}

TEST(TerraformFileset, FindsWhatTerraformFinds) {
  const terraform_test::Row rows[] = {
      {R"(path.module, "*.json")", R"([".dot.json","x.json","y.json"])"},
      {R"(path.module, "a/**")", R"(["a/1.json","a/b/2.json","a/b/c/3.json"])"},
      {R"(path.module, "a/**/*")", R"(["a/1.json","a/b/2.json","a/b/c/3.json"])"},
      {R"(path.module, "a/**/3.json")", R"(["a/b/c/3.json"])"},
      {R"(path.module, "**/b/**")", R"(["a/b/2.json","a/b/c/3.json"])"},
      {R"(path.module, "*/**/*.json")", R"(["a/1.json","a/b/2.json","a/b/c/3.json"])"},
      {R"(path.module, "**/**/3.json")", R"(["a/b/c/3.json"])"},
      {R"(path.module, "**.json")", R"([".dot.json","x.json","y.json"])"},
      {R"(path.module, "a**")", "[]"},
      {R"(path.module, "a")", "[]"},
      {R"(path.module, "")", "[]"},
      {R"(path.module, "X.json")", "[]"},
      {R"(path.module, "{x,y}.json")", R"(["x.json","y.json"])"},
      {R"(path.module, "{x,{y,z}}.json")", R"(["y.json"])"},
      {R"(path.module, "{a,b}/*")", R"(["a/1.json"])"},
      {R"(path.module, "x{.json,.txt}")", R"(["x.json","x.txt"])"},
      {R"(path.module, "[xy].json")", R"(["x.json","y.json"])"},
      {R"(path.module, "[x-y].json")", R"(["x.json","y.json"])"},
      {R"(path.module, "[^x].json")", R"(["y.json"])"},
      {R"(path.module, "[!x].json")", R"(["x.json"])"},
      {R"(path.module, "?.json")", R"(["x.json","y.json"])"},
      {R"(path.module, "d/??")", R"(["d/ab"])"},
      {R"(path.module, "d/?")", R"(["d/é"])"},
      {R"(path.module, "d/a\\*b")", R"(["d/a*b"])"},
      {R"(path.module, "d/\\[x\\]")", R"(["d/[x]"])"},
      {R"(path.module, "./*.txt")", R"(["x.txt"])"},
      {R"(path.module, "/x.json")", R"(["x.json"])"},
      {R"(path.module, "a//1.json")", R"(["a/1.json"])"},
      {R"(path.module, "a/../x.json")", R"(["x.json"])"},
      {R"("nowhere", "*")", "[]"},
      {R"("x.json", "*")", "[]"},
      {R"("", "*.txt")", R"(["x.txt"])"},
      {R"("${path.module}/a", "*.json")", R"(["1.json"])"},
      {R"("./a", "b/*")", R"(["b/2.json"])"},
      {R"("a/", "*.json")", R"(["1.json"])"},
  };
  for (const auto& [arguments, value] : rows) EXPECT_EQ(files(arguments), value) << arguments;
}

TEST(TerraformFileset, APatternThatCannotBeReadIsAnError) {
  for (const char* each : {"d/[a", "{a", "[]", "[a-]", "[]x].json", "{x.json,a/1.json}", "{,a/}x.json", "a\\\\"}) {
    std::string text = each;
    if (text == "a\\\\") text = "a\\";
    EXPECT_EQ(files("path.module, \"" + std::string(each) + "\""),
              "error: fileset() cannot read the pattern '" + text + "'");
  }
}

TEST(TerraformFileset, WhatLiesOutsideTheProjectIsNotKnown) {
  EXPECT_EQ(files(R"("/etc", "*")"), "jsonencode(fileset('/etc', '*'))");
  EXPECT_EQ(files(R"("~", "*")"), "jsonencode(fileset('~', '*'))");
  EXPECT_EQ(files(R"(path.module, "../*")"), "jsonencode(fileset('.', '../*'))");
}

}  // namespace
}  // namespace ringfence
