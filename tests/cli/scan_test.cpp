// Scans of small projects, from files to exit code.

#include <nlohmann/json.hpp>
#include <regex>

#include "tests/cli/program.h"

namespace ringfence {
namespace {

using nlohmann::json;
using Scan = Project;

std::vector<std::string> places(const json& report) {
  std::vector<std::string> out;
  for (const json& each : report["findings"]) {
    out.push_back(each["file"].get<std::string>() + ":" + std::to_string(each["line"].get<int>()) + " " +
                  each["root"].get<std::string>());
  }
  return out;
}
using Places = std::vector<std::string>;

TEST_F(Scan, WhatIsOnlyWorthKnowingIsCountedUnlessAskedFor) {
  write("main.bicep", "resource s 'Microsoft.Search/searchServices@2024-06-01-preview' = {\n  name: 's'\n  location: 'x'\n"
                      "  sku: { name: 'basic' }\n  properties: { publicNetworkAccess: 'disabled' }\n}\n");
  std::string out = run("scan main.bicep").out;
  EXPECT_EQ(out.find("[RF-AI-136]"), std::string::npos);
  EXPECT_NE(out.find(" info)"), std::string::npos) << out;
  EXPECT_NE(out.find("ringfence scan --severity info lists what is only worth knowing, too\n"), std::string::npos);
  for (const char* asked : {"--severity info", "--rule RF-AI-136", "--verdicts all"})
    EXPECT_NE(run(std::string("scan main.bicep ") + asked).out.find("[RF-AI-136]"), std::string::npos) << asked;
  EXPECT_NE(run("scan main.bicep --format json").out.find("RF-AI-136"), std::string::npos);
}

TEST_F(Scan, ManyEqualMistakesOfAFileAreCounted) {
  std::string text;
  for (int i = 0; i < 250; ++i) text += "thing {\n}\n";
  for (int i = 0; i < 5; ++i) text += "part {\n}\n";
  write("main.tf", text);
  write("other/main.tf", "thing {\n}\n");
  json report = json::parse(run("scan --format json .").out);
  const json& told = report["diagnostics"];
  ASSERT_EQ(told.size(), 101u + 5 + 1);
  EXPECT_EQ(told[99]["message"].get<std::string>().find("and "), std::string::npos);
  EXPECT_EQ(told[100]["message"], "and 150 more: " + told[0]["message"].get<std::string>());
  EXPECT_EQ(told[100]["line"], 201);
  EXPECT_EQ(report["summary"]["diagnostics"], 107);
}

TEST_F(Scan, ExitCodesFollowTheContract) {
  write("open/main.bicep", kOpenStorage);
  write("broken/main.bicep", "param x string =\nresource a {\n");
  write("both/main.bicep", std::string(kOpenStorage) + "\nparam y = = =\n");
  write("empty/readme.txt", "nothing");
  struct Row {
    const char* arguments;
    int code;
  };
  const Row rows[] = {
      {"open", 1},
      {"--fail-on high open", 1},
      {"--fail-on critical open", 0},
      {"--fail-on never open", 0},
      {"broken", 3},
      {"both", 1},
      {"--fail-on never both", 3},
      {"empty", 0},
  };
  for (const Row& row : rows)
    EXPECT_EQ(run("scan " + std::string(kOneRule) + row.arguments).code, row.code) << row.arguments;
  EXPECT_NE(run("scan empty").out.find("empty: warning: no ARM, Bicep or Terraform files here [nothing-to-scan]\n"),
            std::string::npos);
}

TEST_F(Scan, WhereEvaluationStoppedIsToldWhateverFileWasNamed) {
  const std::string head =
      R"({"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0",)";
  write("main.json", head + R"("resources": [{"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01",
"name": "inner", "properties": {"mode": "Incremental", "templateLink": {"relativePath": "inner.json"}}}]})");
  write("inner.json", head + R"("resources": [{"type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-05-01",
"name": "[format('s{0}', copyIndex())]", "location": "westeurope", "copy": {"name": "c", "count": 1000000000}}]})");
  Outcome got = run("scan main.json");
  EXPECT_NE(got.out.find("inner.json:2:"), std::string::npos) << got.out;
  EXPECT_NE(got.out.find("[limit]"), std::string::npos) << got.out;
}

TEST_F(Scan, ALineOfMegabytesIsQuotedAroundThePlaceOnly) {
  const std::string filler(3'000'000, 'x');
  write(
      "main.json",
      R"({"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0",
"variables": {"before": ")" +
          filler + R"("}, "resources": [{"type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-05-01",
"name": "stdata", "location": "westeurope", "properties": {"publicNetworkAccess": "Enabled"}}], "outputs": {"o": {"type": "string", "value": ")" +
          filler + "\"}}}");
  Outcome got = run("scan --rule RF-DATA-001 main.json");
  EXPECT_EQ(got.code, 1);
  EXPECT_NE(got.out.find("main.json:3:"), std::string::npos);
  EXPECT_NE(got.out.find("\"publicNetworkAccess\": \"Enabled\""), std::string::npos);
  EXPECT_NE(got.out.find("^^^^"), std::string::npos);
  EXPECT_LT(got.out.size(), 2000u);
}

TEST_F(Scan, StrictCountsAnUnknownAsAFailure) {
  write("main.bicep", std::string(kOpenStorage).replace(0, 31, "param access string"));
  EXPECT_EQ(run("scan --rule RF-DATA-001 main.bicep").code, 0);
  EXPECT_EQ(run("scan --rule RF-DATA-001 --strict main.bicep").code, 1);
  Outcome got = run("scan --rule RF-DATA-001 --format json --verdicts unknown main.bicep");
  json report = json::parse(got.out);
  ASSERT_EQ(report["findings"].size(), 1u);
  EXPECT_EQ(report["findings"][0]["verdict"], "unknown");
  EXPECT_EQ(report["findings"][0]["needs"][0]["name"], "access");
}

TEST_F(Scan, EachParameterFileIsADeploymentOfItsOwn) {
  write("main.bicep", std::string(kOpenStorage).replace(0, 31, "param access string"));
  write("open.bicepparam", "using 'main.bicep'\nparam access = 'Enabled'\n");
  write("closed.bicepparam", "using 'main.bicep'\nparam access = 'Disabled'\n");
  json report = json::parse(run("scan --rule RF-DATA-001 --format json .").out);
  EXPECT_EQ(places(report), (Places{"open.bicepparam:2 main.bicep (open.bicepparam)"}));
  EXPECT_EQ(report["summary"]["roots"], 2);
  report = json::parse(run("scan --rule RF-DATA-001 --format json --no-parameter-files .").out);
  EXPECT_EQ(report["summary"]["roots"], 1);
  EXPECT_EQ(report["summary"]["unknown"], 1);
  report = json::parse(run("scan --rule RF-DATA-001 --format json --parameters closed.bicepparam main.bicep").out);
  EXPECT_EQ(report["summary"]["pass"], 1);
}

TEST_F(Scan, AFileThatIsNamedIsJudgedThroughItsUsers) {
  write("main.bicep", "module m 'modules/data.bicep' = { name: 'm', params: { access: 'Disabled' } }\n");
  write("other.bicep", "module m './modules/data.bicep' = { name: 'm', params: { access: 'Enabled' } }\n");
  write("modules/data.bicep", kOpenStorage);
  write("unrelated/broken.bicep", "resource {{{\n");
  json report = json::parse(run("scan --rule RF-DATA-001 --format json modules/data.bicep").out);
  EXPECT_EQ(report["summary"]["roots"], 2) << "both callers";
  EXPECT_EQ(places(report), Places{}) << "what decides stands in other.bicep, which was not named";
  EXPECT_EQ(report["diagnostics"].size(), 0u) << "a file that has nothing to do with it is not parsed";
  report = json::parse(run("scan --rule RF-DATA-001 --format json modules/data.bicep other.bicep").out);
  EXPECT_EQ(places(report), (Places{"other.bicep:1 other.bicep"}));
}

TEST_F(Scan, AModuleThatNothingUsesIsARootWhenItIsNamed) {
  write("modules/data.bicep", kOpenStorage);
  json report = json::parse(run("scan --rule RF-DATA-001 --format json modules/data.bicep").out);
  EXPECT_EQ(places(report), (Places{"modules/data.bicep:1 modules/data.bicep"}));
}

TEST_F(Scan, ModulesThatUseEachOtherAreStillReported) {
  write("a.bicep", "module b 'b.bicep' = { name: 'b' }\n");
  write("b.bicep", "module a 'a.bicep' = { name: 'a' }\n");
  Outcome got = run("scan --format problems .");
  EXPECT_EQ(got.code, 3);
  EXPECT_NE(got.err.find("[cycle]"), std::string::npos) << got.err;
}

TEST_F(Scan, NothingOutsideTheProjectIsRead) {
  write("outside/secret.bicep", kOpenStorage);
  write("inside/.ringfence.yaml", "");
  write("inside/main.bicep",
        "module m '../outside/secret.bicep' = { name: 'm' }\n"
        "module n 'link.bicep' = { name: 'n' }\n"
        "output text string = loadTextContent('../outside/secret.bicep')\n");
  std::filesystem::create_symlink(path("outside/secret.bicep"), path("inside/link.bicep"));
  json report = json::parse(run("scan --format json inside").out);
  EXPECT_EQ(report["summary"]["files"]["bicep"], 1);
  EXPECT_EQ(report["findings"].size(), 0u);
  EXPECT_GE(report["diagnostics"].size(), 2u) << report["diagnostics"];
}

TEST_F(Scan, JsonThatBicepMadeIsNotJudgedTwice) {
  const char* generated =
      R"({"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0",
  "metadata": {"_generator": {"name": "bicep", "version": "0.30.0", "templateHash": "1"}},
  "resources": [{"type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-05-01", "name": "stdata", "location": "westeurope",
    "kind": "StorageV2", "sku": {"name": "Standard_LRS"}, "properties": {"publicNetworkAccess": "Enabled"}}]})";
  write("main.bicep", kOpenStorage);
  write("main.json", generated);
  write("alone/main.json", generated);
  json report = json::parse(run("scan --rule RF-DATA-001 --format json .").out);
  EXPECT_EQ(places(report), (Places{"alone/main.json:4 alone/main.json", "main.bicep:1 main.bicep"}));
  EXPECT_EQ(report["summary"]["files"]["arm"], 2) << "read, though not judged";
  report = json::parse(run("scan --rule RF-DATA-001 --format json --generated scan .").out);
  EXPECT_EQ(report["findings"].size(), 3u);
}

TEST_F(Scan, OutputIsTheSameForAnyNumberOfJobs) {
  for (int i = 0; i < 12; ++i) {
    write("d" + std::to_string(i) + "/main.bicep", kOpenStorage);
    write("d" + std::to_string(i) + "/broken.bicep", "param x = =\n");
  }
  Outcome one = run("scan --format json --verdicts all --jobs 1 ."),
          four = run("scan --format json --verdicts all --jobs 4 .");
  EXPECT_EQ(one.code, four.code);
  EXPECT_FALSE(one.out.empty());
  EXPECT_EQ(one.out, four.out);
}

TEST_F(Scan, EveryLineOfProblemsMatchesTheDocumentedExpression) {
  write("main.bicep", kOpenStorage);
  write("broken.bicep", "param x = =\n");
  Outcome got = run("scan --format problems .");
  std::ifstream in(RINGFENCE_SOURCE_DIR "/README.md");
  std::string line, expression;
  while (std::getline(in, line)) {
    if (line.rfind("^(.+?)", 0) == 0) expression = line;
  }
  ASSERT_FALSE(expression.empty()) << "README.md documents the problem matcher";
  std::regex matcher(expression);
  std::istringstream lines(got.out);
  int count = 0;
  while (std::getline(lines, line)) {
    EXPECT_TRUE(std::regex_match(line, matcher)) << line;
    ++count;
  }
  EXPECT_GT(count, 0);
  EXPECT_NE(got.err.find("broken.bicep:1:"), std::string::npos) << "diagnostics go to standard error";
}

TEST_F(Scan, WritesReportsBesideTheOneOnStandardOutput) {
  write("main.bicep", kOpenStorage);
  Outcome got =
      run("scan --rule RF-DATA-001 --format json=out.json --format sarif=out.sarif --format problems main.bicep");
  EXPECT_EQ(got.code, 1);
  EXPECT_EQ(json::parse(read("out.json"))["findings"].size(), 1u);
  EXPECT_EQ(json::parse(read("out.sarif"))["runs"][0]["results"].size(), 1u);
  EXPECT_EQ(got.out.rfind("main.bicep:1:23: error: ", 0), 0u) << got.out;
}

TEST_F(Scan, RulesAreChosenByTheConfigurationAndTheCommandLine) {
  write("main.bicep", kOpenStorage);
  write(".ringfence.yaml", "rules: { RF-DATA-001: off }\n");
  EXPECT_EQ(json::parse(run("scan --format json main.bicep").out)["findings"].dump().find("RF-DATA-001"),
            std::string::npos);
  EXPECT_EQ(json::parse(run("scan --format json --rule RF-DATA-001 main.bicep").out)["findings"].size(), 1u)
      << "the command line wins";
  write(".ringfence.yaml", "rules: { RF-DATA-001: low }\nfail-on: medium\n");
  Outcome got = run("scan --rule RF-DATA-001 --format json main.bicep");
  EXPECT_EQ(json::parse(got.out)["findings"][0]["severity"], "low");
  EXPECT_EQ(got.code, 0);
  EXPECT_EQ(run("scan --rule RF-DATA-001 --fail-on low main.bicep").code, 1);
  EXPECT_EQ(json::parse(run("scan --skip-rule RF-DATA-001 --format json main.bicep").out)["findings"].dump().find(
                "RF-DATA-001"),
            std::string::npos);
  write(".ringfence.yaml", "exclude: ['*.bicep']\n");
  EXPECT_EQ(json::parse(run("scan --format json .").out)["summary"]["files"]["bicep"], 0);
}

TEST_F(Scan, WhatSomebodyAcceptedIsCountedAndNotListed) {
  const std::string rest = std::string(kOpenStorage).substr(std::string(kOpenStorage).find("resource"));
  write("comment.bicep", "// ringfence:ignore RF-DATA-001 -- a public data set\n" +
                             rest.substr(0, rest.find("access }")) + "'Enabled' }\n}\n");
  write("configured.bicep", kOpenStorage);
  write("late.bicep", kOpenStorage);
  write("unused.bicep",
        "// ringfence:ignore RF-DATA-001 -- nothing here needs it\nresource a "
        "'Microsoft.Network/virtualNetworks@2024-05-01' = { name: 'a' }\n");
  write(".ringfence.yaml",
        "suppress:\n"
        "  - { rule: RF-DATA-001, path: configured.bicep, reason: known, until: 9999-12-31 }\n"
        "  - { rule: RF-DATA-001, path: late.bicep, reason: known, until: 2020-01-31 }\n");
  json report = json::parse(run("scan --rule RF-DATA-001 --format json .").out);
  EXPECT_EQ(report["summary"]["suppressed"], 2);
  EXPECT_EQ(places(report), (Places{"late.bicep:1 late.bicep"}));
  std::string codes;
  for (const json& each : report["diagnostics"])
    codes += each["file"].get<std::string>() + " " + each["code"].get<std::string>() + "; ";
  EXPECT_EQ(codes, ".ringfence.yaml expired-suppression; unused.bicep unused-suppression; ");
}

TEST_F(Scan, ReadsUtf16AndSaysWhatIsNoText) {
  std::string utf16 = "\xFF\xFE";
  for (const char* c = kOpenStorage; *c; ++c) utf16 += std::string(1, *c) + '\0';
  write("utf16/main.bicep", utf16);
  EXPECT_EQ(run("scan --rule RF-DATA-001 utf16").code, 1);
  write("binary/main.bicep", std::string("\x7f"
                                         "ELF\x00\xff\xfe",
                                         7));
  Outcome got = run("scan --format problems binary");
  EXPECT_EQ(got.code, 3);
  EXPECT_EQ(got.err,
            "binary/main.bicep: error: not a text file (neither UTF-8 nor UTF-16 with a byte-order mark) [not-text]\n");
  write("data/package.json", std::string("{\"name\": \"\xff\"}"));
  EXPECT_EQ(run("scan data").code, 0) << "JSON that is none of ours is passed over";
}

TEST_F(Scan, ModuleAliasesMapTheRegistryToAFolder) {
  write("main.bicep", "module m 'br/public:avm/res/storage/storage-account:0.9.0' = { name: 'm' }\n");
  json report = json::parse(run("scan --rule RF-DATA-001 --format json main.bicep").out);
  EXPECT_EQ(report["diagnostics"][0]["severity"], "note");
  EXPECT_EQ(report["diagnostics"][0]["code"], "module-not-found");
  write("modules/avm/res/storage/storage-account/main.bicep", kOpenStorage);
  report = json::parse(run("scan --rule RF-DATA-001 --format json --module-alias br/public=modules .").out);
  EXPECT_EQ(places(report), (Places{"modules/avm/res/storage/storage-account/main.bicep:1 main.bicep"}));
}

TEST_F(Scan, TerraformTakesItsVariableFilesAndInstalledModules) {
  write("main.tf",
        "variable \"open\" { type = bool }\n"
        "module \"data\" {\n  source = \"acme/storage/azurerm\"\n  open   = var.open\n}\n");
  write("terraform.tfvars", "open = true\n");
  write(".terraform/modules/modules.json", R"({"Modules": [{"Key": "", "Source": "", "Dir": "."},
    {"Key": "data", "Source": "registry.terraform.io/acme/storage/azurerm", "Version": "1.0.0", "Dir": ".terraform/modules/data"}]})");
  write(".terraform/modules/data/main.tf",
        "variable \"open\" {}\n"
        "resource \"azurerm_storage_account\" \"x\" {\n  name = \"stdata\"\n  resource_group_name = \"rg\"\n  location "
        "= \"westeurope\"\n"
        "  account_tier = \"Standard\"\n  account_replication_type = \"LRS\"\n  public_network_access_enabled = "
        "var.open\n}\n");
  json report = json::parse(run("scan --rule RF-DATA-001 --format json .").out);
  EXPECT_EQ(places(report), (Places{"terraform.tfvars:1 ."}));
  EXPECT_EQ(report["summary"]["roots"], 1) << "an installed module is no root";
  report = json::parse(run("scan --rule RF-DATA-001 --format json --var open=false .").out);
  EXPECT_EQ(places(report), Places{});
}

TEST_F(Scan, ComputedLinksOfArmTemplatesAreFollowed) {
  const std::string schema =
      R"("$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0")";
  write("azuredeploy.json", "{" + schema + R"(, "parameters": {"base": {"type": "string"}}, "resources": [
    {"type": "Microsoft.Resources/deployments", "apiVersion": "2021-04-01", "name": "data",
     "properties": {"mode": "Incremental", "templateLink": {"uri": "[uri(parameters('base'), 'nested/data.json')]"}}}]})");
  write(
      "nested/data.json",
      "{" + schema +
          R"(, "resources": [{"type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-05-01", "name": "stdata",
    "location": "westeurope", "kind": "StorageV2", "sku": {"name": "Standard_LRS"}, "properties": {"publicNetworkAccess": "Enabled"}}]})");
  json report = json::parse(run("scan --rule RF-DATA-001 --format json .").out);
  EXPECT_EQ(places(report), (Places{"nested/data.json:2 azuredeploy.json"}));
  EXPECT_EQ(report["summary"]["roots"], 1);
}

}  // namespace
}  // namespace ringfence
