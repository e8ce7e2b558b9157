// Registry modules of Bicep that `bicep restore` put on this machine.

#include <nlohmann/json.hpp>
#include <set>

#include "tests/cli/program.h"

namespace ringfence {
namespace {

using nlohmann::json;
using Registry = Project;

/// What the compiler publishes: a template of one storage account whose access its caller decides.
constexpr const char* kPublished = R"({
  "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  "contentVersion": "1.0.0.0",
  "metadata": { "_generator": { "name": "bicep", "version": "0.36.1.1", "templateHash": "1" } },
  "parameters": { "access": { "type": "string" } },
  "resources": [
    { "type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-05-01", "name": "stdata", "location": "westeurope",
      "kind": "StorageV2", "sku": { "name": "Standard_LRS" },
      "properties": { "publicNetworkAccess": "[parameters('access')]" } } ],
  "outputs": { "name": { "type": "string", "value": "stdata" } }
})";

std::string module_call(const std::string& source) {
  return "module data '" + source + "' = {\n  name: 'data'\n  params: { access: 'Enabled' }\n}\n";
}

std::string scan(const std::string& more = "") { return std::string("scan --format json ") + kOneRule + more; }

TEST_F(Registry, ModulesAreReadFromTheCacheThatTheConfigurationNames) {
  write("bicepconfig.json", R"({
    // as the compiler reads it: comments, trailing commas
    "cacheRootDirectory": "./.modules",
    "moduleAliases": {
      "br": { "team": { "registry": "Example.azurecr.io:443", "modulePath": "bicep/modules" } },
      "ts": { "specs": { "subscription": "00000000-0000-0000-0000-00000000000A", "resourceGroup": "Specs" }, },
    },
  })");
  struct Row {
    const char* source;
    const char* cached;
  };
  const Row rows[] = {
      {"br:example.azurecr.io/bicep/storage:v1", ".modules/br/example.azurecr.io/bicep$storage/v1$/main.json"},
      {"br:example.azurecr.io/storage:V1-rc.A", ".modules/br/example.azurecr.io/storage/V1-rc.A$41/main.json"},
      {"br:example.azurecr.io/storage@sha256:ab12", ".modules/br/example.azurecr.io/storage/sha256#ab12/main.json"},
      {"br/team:storage/account:1.0.0",
       ".modules/br/example.azurecr.io$443/bicep$modules$storage$account/1.0.0$/main.json"},
      {"br/public:avm/res/storage/storage-account:0.9.0",
       ".modules/br/mcr.microsoft.com/bicep$avm$res$storage$storage-account/0.9.0$/main.json"},
      {"ts:00000000-0000-0000-0000-00000000000B/Group/Storage:1.0",
       ".modules/ts/00000000-0000-0000-0000-00000000000b/group/storage/1.0/main.json"},
      {"ts/specs:Storage:1.0", ".modules/ts/00000000-0000-0000-0000-00000000000a/specs/storage/1.0/main.json"},
  };
  for (const Row& row : rows) {
    write("infra/main.bicep", module_call(row.source));
    Outcome before = run(scan("infra"));
    EXPECT_EQ(before.code, 0) << row.source;
    EXPECT_NE(before.out.find("is in a registry and not on this machine"), std::string::npos) << row.source;
    write(row.cached, kPublished);
    Outcome after = run(scan("infra"));
    EXPECT_EQ(after.code, 1) << row.source << "\n" << after.out << after.err;
    EXPECT_EQ(json::parse(after.out)["findings"].size(), 1u) << row.source;
    std::filesystem::remove_all(path(".modules"));
  }
}

TEST_F(Registry, ModulesAreReadFromTheCacheInTheHomeFolder) {
  const std::string cached = "home/.bicep/br/mcr.microsoft.com/bicep$storage/1.0.0$/main.json";
  write(cached, kPublished);
  write("project/.ringfence.yaml", "");
  write("project/main.bicep", module_call("br/public:storage:1.0.0"));
  Outcome got = run(scan("project"));
  EXPECT_EQ(got.code, 0);
  std::string home = "HOME='" + path("home") + "' '" RINGFENCE_BINARY "' " + scan("project") + " >found.output";
  std::string command = "cd '" + path("") + "' && " + home;
  EXPECT_EQ(WEXITSTATUS(std::system(command.c_str())), 1);
  json report = json::parse(read("found.output"));
  ASSERT_EQ(report["findings"].size(), 1u);
  EXPECT_EQ(report["findings"][0]["file"], "project/main.bicep") << "what the caller passes decides";
}

TEST_F(Registry, WhatAModuleOutsideTheProjectDecidesStandsAtItsCall) {
  std::string open_storage = kPublished;
  open_storage.replace(open_storage.find("[parameters('access')]"), 22, "Enabled");
  write("home/.bicep/br/example.azurecr.io/storage/v1$/main.json", open_storage);
  write("project/.ringfence.yaml", "");
  write("project/infra/storage.bicep", "param access string\n" + module_call("br:example.azurecr.io/storage:v1"));
  write("project/main.bicep",
        "\nmodule inner 'infra/storage.bicep' = {\n  name: 'inner'\n  params: { access: 'Enabled' }\n}\n");
  auto found = [&] {
    std::string home = "HOME='" + path("home") + "' '" RINGFENCE_BINARY "' " + scan("project") + " >found.output";
    EXPECT_NE(std::system(("cd '" + path("") + "' && " + home).c_str()), -1);
    return json::parse(read("found.output"));
  };
  json report = found();
  ASSERT_EQ(report["findings"].size(), 1u);
  const json& finding = report["findings"][0];
  EXPECT_EQ(finding["file"], "project/infra/storage.bicep");
  EXPECT_EQ(finding["line"], 2);
  std::set<std::string> places;
  for (const json& each : finding["related"])
    places.insert(each["message"].get<std::string>() + " " + std::to_string(each["line"].get<int>()));
  EXPECT_TRUE(places.count("decided here, in a module outside the project 9")) << finding["related"];
  EXPECT_TRUE(places.count("deployed by this module call 2")) << finding["related"];
  write("project/infra/storage.bicep", "param access string\n// ringfence:ignore RF-DATA-001 -- known\n" +
                                           module_call("br:example.azurecr.io/storage:v1"));
  EXPECT_EQ(found()["findings"].size(), 0u) << "and can be accepted there";
}

TEST_F(Registry, AConfigurationCannotNameACacheOutsideTheProject) {
  write("outside/br/example.azurecr.io/storage/v1$/main.json", kPublished);
  write("project/.ringfence.yaml", "");
  write("project/main.bicep", module_call("br:example.azurecr.io/storage:v1"));
  for (const std::string& cache : {std::string("../outside"), path("outside")}) {
    write("project/bicepconfig.json", json{{"cacheRootDirectory", cache}}.dump());
    Outcome got = run(scan("project"));
    EXPECT_EQ(got.code, 0) << cache;
    EXPECT_NE(got.out.find("is in a registry and not on this machine"), std::string::npos) << cache;
  }
  // Nor can a reference climb out of the cache.
  write("project/bicepconfig.json", R"({"cacheRootDirectory": "cache"})");
  write("project/cache/br/x", "");
  write("project/main.bicep", module_call("br:../../../outside/br/example.azurecr.io/storage:v1"));
  EXPECT_EQ(run(scan("project")).code, 0);
}

TEST_F(Registry, OnlyTheNearestConfigurationCounts) {
  write("bicepconfig.json",
        R"({"cacheRootDirectory": "cache", "moduleAliases": {"br": {"team": {"registry": "example.azurecr.io"}}}})");
  write("infra/bicepconfig.json", R"({"cacheRootDirectory": "../cache"})");
  write("cache/br/example.azurecr.io/storage/v1$/main.json", kPublished);
  write("infra/main.bicep", module_call("br/team:storage:v1"));
  EXPECT_EQ(run(scan("infra")).code, 0) << "the alias of the configuration above is not merged in";
  write("infra/bicepconfig.json", R"({"extends": "../bicepconfig.json", "cacheRootDirectory": "../cache"})");
  EXPECT_EQ(run(scan("infra")).code, 1) << "unless it is extended";
  std::filesystem::remove(path("infra/bicepconfig.json"));
  EXPECT_EQ(run(scan("infra")).code, 1);
}

}  // namespace
}  // namespace ringfence
