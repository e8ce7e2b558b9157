// Conversion of variables to their declared type. The values are those that `terraform apply` of Terraform 1.11 gives
// for the same configuration.

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "tests/support/memory_project.h"

namespace ringfence {
namespace {

constexpr std::string_view kVariables = R"(
variable "a" {
  type = list(object({
    name = string
    n    = optional(number, 5)
    tags = optional(map(string), { x = "1" })
    sub  = optional(object({ p = optional(bool, true), q = optional(list(string), ["z"]) }), {})
    nul  = optional(string)
  }))
  default = [{ name = 1 }, { name = "b", n = "7", tags = { y = 2 }, sub = { p = "false" }, extra = true }]
}
variable "s" {
  type    = set(number)
  default = ["10", 9, "9"]
}
variable "m" {
  type    = map(any)
  default = { a = 1, b = "x" }
}
variable "t" {
  type    = tuple([string, number, bool])
  default = [1, "2", "true"]
}
variable "any" { default = [1, "a"] }
variable "la" {
  type    = list(any)
  default = [1, "a", true]
}
variable "o" {
  type    = object({ a = string, b = optional(set(string), ["q", "p"]), c = optional(any, 5) })
  default = { a = true }
}
variable "mo" {
  type    = map(object({ on = optional(bool, false), list = optional(list(number), [1]) }))
  default = { z = {}, y = { on = "true", list = ["3"] } }
}
variable "n" {
  type    = string
  default = null
}
locals { template = "%%{ for i in x ~}\n- $${i} $${n.y}\n%%{ endfor ~}\n" }
)";

std::string value_of(std::string_view expr) {
  test::MemoryProject project;
  project.add("main.tf",
              std::string(kVariables) + "output \"json\" {\n  value = jsonencode(" + std::string(expr) + ")\n}\n");
  const Deployment out = project.expand("main.tf");
  const Value& value = out.outputs.at(0).value;
  return value.is_string() ? std::string(value.str()) : "not known";
}

TEST(TerraformVariables, HaveTheTypeThatIsDeclared) {
  EXPECT_EQ(value_of("var.a"), R"([{"n":5,"name":"1","nul":null,"sub":{"p":true,"q":["z"]},"tags":{"x":"1"}},)"
                               R"({"n":7,"name":"b","nul":null,"sub":{"p":false,"q":["z"]},"tags":{"y":"2"}}])");
  EXPECT_EQ(value_of("var.s"), "[9,10]");
  EXPECT_EQ(value_of("var.m"), R"({"a":"1","b":"x"})");
  EXPECT_EQ(value_of("var.t"), R"(["1",2,true])");
  EXPECT_EQ(value_of("var.any"), R"([1,"a"])");
  EXPECT_EQ(value_of("var.la"), R"(["1","a","true"])");
  EXPECT_EQ(value_of("var.o"), R"({"a":"true","b":["p","q"],"c":5})");
  EXPECT_EQ(value_of("var.mo"), R"({"y":{"list":[3],"on":true},"z":{"list":[1],"on":false}})");
}

TEST(TerraformVariables, TheTypeDecidesWhatExpressionsGive) {
  EXPECT_EQ(
      value_of("[var.la == [\"1\", \"a\", \"true\"], var.s == toset([9, 10]), var.n == null, coalesce(var.n, \"d\")]"),
      R"([false,true,true,"d"])");
  EXPECT_EQ(value_of("lookup(var.m, \"zz\", 5)"), "\"5\"");
  EXPECT_EQ(value_of("[for k, v in var.s : \"${k}=${v}\"]"), R"(["9=9","10=10"])");
  EXPECT_EQ(value_of("templatestring(local.template, { x = [\"a\", \"b\"], n = { y = 1 } })"), R"("- a 1\n- b 1\n")");
}

TEST(TerraformTemplates, MistakesAreErrors) {
  EXPECT_EQ(value_of("try(templatestring(local.template, { x = [1] }), \"other\")"), "\"other\"");
  EXPECT_EQ(value_of("try(templatestring(\"%%{ if x }\", { x = true }), \"other\")"), "\"other\"");
  EXPECT_EQ(value_of("try(templatestring(\"$${templatestring(\\\"a\\\", {})}\", {}), \"other\")"), "\"other\"");
}

TEST(TerraformNumbers, AreBounded) {
  EXPECT_EQ(value_of("try(1e2000, \"other\")"), "\"other\"");
  EXPECT_EQ(value_of("try(tonumber(\"1e-99999999\"), \"other\")"), "\"other\"");
  EXPECT_EQ(value_of("try(1e1000 * 1e1000, \"other\")"), "\"other\"");
}

}  // namespace
}  // namespace ringfence
