// Which files a Terraform deployment is made of: roots, modules, values of variables and their precedence.

#include <nlohmann/json.hpp>
#include <vector>

#include "tests/cli/program.h"

namespace ringfence {
namespace {

using nlohmann::json;

/// An account whose openness a variable decides, and that shows in its name what another was given.
constexpr const char* kAccount = R"(variable "open" {
  type    = bool
  default = false
}
resource "azurerm_storage_account" "data" {
  name                          = "stdata"
  resource_group_name           = "rg"
  location                      = "westeurope"
  account_tier                  = "Standard"
  account_replication_type      = "LRS"
  public_network_access_enabled = var.open
}
)";

class TerraformInputs : public Project {
 protected:
  json scan(const std::string& arguments = ".") const {
    return json::parse(run("scan --rule RF-DATA-001 --format json " + arguments).out);
  }
  /// "file:line root" of each finding.
  static std::vector<std::string> places(const json& report) {
    std::vector<std::string> out;
    for (const json& each : report["findings"]) {
      out.push_back(each["file"].get<std::string>() + ":" + std::to_string(each["line"].get<int>()) + " " +
                    each["root"].get<std::string>());
    }
    return out;
  }
  static std::vector<std::string> messages(const json& report) {
    std::vector<std::string> out;
    for (const json& each : report["diagnostics"]) {
      out.push_back(each["severity"].get<std::string>() + ": " + each["message"].get<std::string>());
    }
    return out;
  }
  /// The outputs of the root in the current folder.
  json outputs(const std::string& arguments) const { return json::parse(run("graph " + arguments).out)["outputs"]; }
  using Lines = std::vector<std::string>;
};

TEST_F(TerraformInputs, FilesOfValuesAreReadInTerraformsOrder) {
  write("main.tf", R"(variable "a" {}
variable "b" {}
variable "c" {}
variable "d" {}
variable "e" { default = "default" }
output "all" { value = "${var.a} ${var.b} ${var.c} ${var.d} ${var.e}" }
)");
  write("terraform.tfvars", "a = \"tfvars\"\nb = \"tfvars\"\nc = \"tfvars\"\nd = \"tfvars\"\n");
  write("terraform.tfvars.json", R"({"b": "json", "c": "json", "d": "json"})");
  write("x.auto.tfvars", "c = \"x.auto\"\nd = \"x.auto\"\n");
  write("y.auto.tfvars.json", R"({"d": "y.auto"})");
  write("prod.tfvars", "e = \"not loaded by itself\"\n");
  EXPECT_EQ(outputs(".")["all"], "tfvars json x.auto y.auto default");
  EXPECT_EQ(outputs("--var-file prod.tfvars .")["all"], "tfvars json x.auto y.auto not loaded by itself");
}

TEST_F(TerraformInputs, OnTheCommandLineTheLaterOneWins) {
  write("main.tf", "variable \"v\" {}\noutput \"o\" { value = var.v }\n");
  write("terraform.tfvars", "v = \"beside\"\n");
  write("one.tfvars", "v = \"one\"\n");
  write("two.tfvars", "v = \"two\"\n");
  EXPECT_EQ(outputs("--var-file one.tfvars --var-file two.tfvars .")["o"], "two");
  EXPECT_EQ(outputs("--var-file one.tfvars --var v=arg .")["o"], "arg");
  EXPECT_EQ(outputs("--var v=arg --var-file=two.tfvars .")["o"], "two");
  EXPECT_EQ(outputs("--var v=1 --var v=2 .")["o"], "2");
  EXPECT_EQ(outputs("--var v=a=b .")["o"], "a=b");
}

TEST_F(TerraformInputs, AnArgumentIsTextOrAnExpressionByTheTypeOfItsVariable) {
  write("main.tf", R"(variable "text" { type = string }
variable "flag" { type = bool }
variable "list" { type = list(string) }
variable "any" { type = any }
variable "none" {}
output "o" { value = [var.text, var.flag, var.list[1], var.any.k, var.none] }
)");
  EXPECT_EQ(
      outputs(
          R"(--var 'text=["a"]' --var flag=true --var 'list=["a", "b"]' --var 'any={k = 2}' --var 'none=[1]' .)")["o"],
      (json{"[\"a\"]", true, "b", 2, "[1]"}));
}

TEST_F(TerraformInputs, TheEnvironmentCountsOnRequestAndLast) {
  write("main.tf", "variable \"v\" { default = \"default\" }\noutput \"o\" { value = var.v }\n");
  ::setenv("TF_VAR_v", "environment", 1);
  ::setenv("TF_VAR_unheard_of", "x", 1);
  EXPECT_EQ(outputs(".")["o"], "default");
  EXPECT_EQ(outputs("--env-vars .")["o"], "environment");
  EXPECT_EQ(messages(json::parse(run("scan --format json --env-vars .").out)), Lines{});
  write("terraform.tfvars", "v = \"tfvars\"\n");
  EXPECT_EQ(outputs("--env-vars .")["o"], "tfvars");
  ::unsetenv("TF_VAR_v");
  ::unsetenv("TF_VAR_unheard_of");
}

TEST_F(TerraformInputs, AnArgumentWithoutItsVariableIsToldOf) {
  write("main.tf", kAccount);
  EXPECT_EQ(messages(scan("--var opn=true .")), Lines{"warning: the template has no parameter 'opn'"});
}

TEST_F(TerraformInputs, OverrideFilesDecideLast) {
  write("main.tf", kAccount);
  write("local_override.tf", "variable \"open\" { default = true }\n");
  EXPECT_EQ(places(scan()), Lines{"local_override.tf:1 ."});
  write("zz_override.tf.json",
        R"({"resource": {"azurerm_storage_account": {"data": {"public_network_access_enabled": false}}}})");
  EXPECT_EQ(places(scan()), Lines{});
}

TEST_F(TerraformInputs, TestsAndMocksAreNoConfiguration) {
  write("main.tf", kAccount);
  write("main.tftest.hcl", "run \"x\" { variables { open = true } }\n");
  write("tests/main.tftest.json", R"({"run": {"x": {}}})");
  write("tests/aws.tfmock.hcl", "mock_resource \"x\" {}\n");
  json report = scan();
  EXPECT_EQ(report["summary"]["files"]["terraform"], 1);
  EXPECT_EQ(messages(report), Lines{});
}

TEST_F(TerraformInputs, OpenTofusFileStandsForItsNamesake) {
  write("main.tf", kAccount);
  write("values.tf", "locals { x = 1 }\noutput \"o\" { value = local.x }\n");
  write("values.tofu", "locals { x = 2 }\noutput \"o\" { value = local.x }\n");
  write("more.tofu.json", R"({"output": {"p": {"value": 3}}})");
  json found = outputs(".");
  EXPECT_EQ(found["o"], 2);
  EXPECT_EQ(found["p"], 3);
}

TEST_F(TerraformInputs, FoldersThatNoOtherCallsAreRoots) {
  write("modules/data/main.tf", kAccount);
  write("envs/prod/main.tf", "module \"data\" {\n  source = \"../../modules/data\"\n  open   = true\n}\n");
  write("envs/test/main.tf", "module \"data\" {\n  source = \"../../modules/data\"\n  open   = true\n}\n");
  json report = scan();
  EXPECT_EQ(report["summary"]["roots"], 2);
  EXPECT_EQ(places(report), (Lines{"envs/prod/main.tf:3 envs/prod", "envs/test/main.tf:3 envs/test"}));
  EXPECT_EQ(scan("envs/prod")["summary"]["roots"], 1);
}

TEST_F(TerraformInputs, AFolderThatIsNamedIsARootWhoeverCallsIt) {
  write("modules/data/main.tf", kAccount);
  write("modules/data/tests/main.tf", "module \"data\" {\n  source = \"../\"\n  open   = true\n}\n");
  json report = scan("modules/data");
  EXPECT_EQ(report["summary"]["roots"], 2);
  EXPECT_EQ(places(report), Lines{"modules/data/tests/main.tf:3 modules/data/tests"});
  EXPECT_EQ(scan("modules/data/tests")["summary"]["roots"], 1);
}

TEST_F(TerraformInputs, InstalledModulesAreFoundByTheirManifest) {
  write("main.tf",
        "module \"net\" {\n  source  = \"Azure/data/azurerm\"\n  version = \"~> 1.0\"\n  open    = true\n}\n");
  write(".terraform/modules/modules.json", R"({"Modules":[{"Key":"","Source":"","Dir":"."},
{"Key":"net","Source":"registry.terraform.io/Azure/data/azurerm","Version":"1.2.0","Dir":".terraform/modules/net"},
{"Key":"net.inner","Source":"git::https://example.com/inner.git","Dir":".terraform/modules/net.inner"}]})");
  write(".terraform/modules/net/main.tf",
        "variable \"open\" {}\nmodule \"inner\" {\n  source = \"git::https://example.com/inner.git\"\n  open   = "
        "var.open\n}\n");
  write(".terraform/modules/net.inner/main.tf", kAccount);
  json report = scan();
  EXPECT_EQ(places(report), Lines{"main.tf:4 ."});
  EXPECT_EQ(report["findings"][0]["resource"]["address"], "module.net.module.inner.azurerm_storage_account.data");
  EXPECT_EQ(messages(report), Lines{});
}

TEST_F(TerraformInputs, AModuleThatIsNotInstalledIsAnOpenPlaceToldOfOnce) {
  write("main.tf", std::string(kAccount) + R"(module "endpoint" {
  source   = "Azure/endpoint/azurerm"
  for_each = toset(["a", "b"])
  target   = azurerm_storage_account.data.id
}
)");
  json report = scan();
  EXPECT_EQ(messages(report), Lines{"note: module 'Azure/endpoint/azurerm' is not installed (terraform init puts it "
                                    "into .terraform/modules)"});
  EXPECT_EQ(run("scan --rule RF-DATA-001 .").code, 0);
}

TEST_F(TerraformInputs, ConstraintsOfModulesDecideTheProviderVersion) {
  write("m/main.tf", R"(terraform {
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 2.0"
    }
  }
}
resource "azurerm_storage_account" "data" {
  name                     = "stdata"
  resource_group_name      = "rg"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "LRS"
}
)");
  write("main.tf", "module \"m\" { source = \"./m\" }\n");
  auto tls = [&] { return json::parse(run("scan --rule RF-DATA-005 --verdicts all --format json .").out)["summary"]; };
  json by_module = tls();
  write(".terraform.lock.hcl",
        "provider \"registry.terraform.io/hashicorp/azurerm\" {\n  version     = \"4.14.0\"\n  constraints = \"~> "
        "2.0\"\n}\n");
  json by_lock = tls();
  EXPECT_NE(by_module, by_lock) << by_module;
}

}  // namespace
}  // namespace ringfence
