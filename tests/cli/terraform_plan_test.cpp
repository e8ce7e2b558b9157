// `terraform show -json` as input: what a plan says is judged, and told where its configuration decides it.

#include <nlohmann/json.hpp>

#include "tests/cli/program.h"

namespace ringfence {
namespace {

using nlohmann::json;

/// A plan as Terraform 1.9 writes it: a resource group and a storage account that a module's endpoint leads to. Holes:
/// the account's actions, its public_network_access_enabled, the end of the document.
std::string plan_text(const std::string& actions = R"(["create"])", const std::string& open = "true",
                      const std::string& end = R"("applyable":true,"complete":true,"errored":false)") {
  return R"({"format_version":"1.2","terraform_version":"1.9.8",
"variables":{"open":{"value":)" +
         open + R"(},"password":{"value":"Sup3rSecret!"}},
"planned_values":{"root_module":{"resources":[
{"address":"azurerm_resource_group.rg","mode":"managed","type":"azurerm_resource_group","name":"rg","provider_name":"registry.terraform.io/hashicorp/azurerm","schema_version":0,"values":{"location":"westeurope","name":"rg-data","tags":null,"timeouts":null},"sensitive_values":{}},
{"address":"azurerm_mssql_server.sql","mode":"managed","type":"azurerm_mssql_server","name":"sql","provider_name":"registry.terraform.io/hashicorp/azurerm","schema_version":0,"values":{"administrator_login":"sqladmin","administrator_login_password":"Sup3rSecret!","azuread_administrator":[],"location":"westeurope","minimum_tls_version":"1.2","name":"sql-data","public_network_access_enabled":false,"resource_group_name":"rg-data","version":"12.0"},"sensitive_values":{"administrator_login_password":true,"azuread_administrator":[]}},
{"address":"azurerm_storage_account.data[\"raw\"]","mode":"managed","type":"azurerm_storage_account","name":"data","index":"raw","provider_name":"registry.terraform.io/hashicorp/azurerm","schema_version":4,"values":{"account_kind":"StorageV2","account_replication_type":"LRS","account_tier":"Standard","blob_properties":[],"location":"westeurope","min_tls_version":"TLS1_2","name":"stdataraw","network_rules":[],"public_network_access_enabled":)" +
         open +
         R"(,"resource_group_name":"rg-data","tags":null,"timeouts":null},"sensitive_values":{"blob_properties":[]}}],
"child_modules":[{"address":"module.endpoint[\"raw\"]","resources":[
{"address":"module.endpoint[\"raw\"].azurerm_private_endpoint.this","mode":"managed","type":"azurerm_private_endpoint","name":"this","provider_name":"registry.terraform.io/hashicorp/azurerm","schema_version":0,"values":{"location":"westeurope","name":"pe-raw","private_dns_zone_group":[],"private_service_connection":[{"is_manual_connection":false,"name":"raw","private_connection_resource_alias":null,"request_message":null,"subresource_names":["blob"]}],"resource_group_name":"rg-data","subnet_id":"/subscriptions/1/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/v/subnets/pe"},"sensitive_values":{"private_service_connection":[{"subresource_names":[false]}]}}]}]}},
"resource_changes":[
{"address":"azurerm_storage_account.data[\"raw\"]","mode":"managed","type":"azurerm_storage_account","name":"data","index":"raw","change":{"actions":)" +
         actions +
         R"(,"before":null,"after":{},"after_unknown":{"access_tier":true,"blob_properties":[],"id":true,"network_rules":true,"primary_access_key":true},"before_sensitive":false,"after_sensitive":{"primary_access_key":true}}},
{"address":"azurerm_storage_account.old","mode":"managed","type":"azurerm_storage_account","name":"old","change":{"actions":["delete"],"before":{"name":"stold"},"after":null,"after_unknown":{}}},
{"address":"module.endpoint[\"raw\"].azurerm_private_endpoint.this","module_address":"module.endpoint[\"raw\"]","mode":"managed","type":"azurerm_private_endpoint","name":"this","change":{"actions":["create"],"before":null,"after":{},"after_unknown":{"id":true,"private_service_connection":[{"private_connection_resource_id":true,"subresource_names":[false]}]},"after_sensitive":{}}}],
"configuration":{"provider_config":{"azurerm":{"name":"azurerm","full_name":"registry.terraform.io/hashicorp/azurerm","version_constraint":"~> 4.0","expressions":{"features":[{}]}}},
"root_module":{"resources":[
{"address":"azurerm_resource_group.rg","mode":"managed","type":"azurerm_resource_group","name":"rg","expressions":{"location":{"constant_value":"westeurope"},"name":{"constant_value":"rg-data"}}},
{"address":"azurerm_mssql_server.sql","mode":"managed","type":"azurerm_mssql_server","name":"sql","expressions":{"administrator_login":{"constant_value":"sqladmin"},"administrator_login_password":{"references":["var.password"]},"location":{},"name":{},"public_network_access_enabled":{"constant_value":false},"resource_group_name":{"references":["azurerm_resource_group.rg.name","azurerm_resource_group.rg"]},"version":{}}},
{"address":"azurerm_storage_account.data","mode":"managed","type":"azurerm_storage_account","name":"data","expressions":{"account_replication_type":{"constant_value":"LRS"},"account_tier":{"constant_value":"Standard"},"location":{"references":["azurerm_resource_group.rg.location","azurerm_resource_group.rg"]},"name":{"references":["each.key"]},"public_network_access_enabled":{"references":["var.open"]},"resource_group_name":{"references":["azurerm_resource_group.rg.name","azurerm_resource_group.rg"]}},"for_each_expression":{"constant_value":["raw"]}}],
"module_calls":{"endpoint":{"source":"./endpoint","expressions":{"target":{"references":["each.value.id","each.value"]}},"for_each_expression":{"references":["azurerm_storage_account.data"]},
"module":{"resources":[{"address":"azurerm_private_endpoint.this","mode":"managed","type":"azurerm_private_endpoint","name":"this","expressions":{"location":{},"name":{},"private_service_connection":[{"is_manual_connection":{"constant_value":false},"name":{"constant_value":"raw"},"private_connection_resource_id":{"references":["var.target"]},"subresource_names":{"constant_value":["blob"]}}],"resource_group_name":{},"subnet_id":{}}}],"variables":{"target":{}}}}},
"variables":{"open":{"default":false},"password":{"sensitive":true}}}},
)" + end +
         "}\n";
}

/// The configuration that the plan above was made of.
constexpr const char* kMain = R"(variable "open" { default = false }
variable "password" { sensitive = true }
resource "azurerm_resource_group" "rg" {
  name     = "rg-data"
  location = "westeurope"
}
resource "azurerm_mssql_server" "sql" {
  name                          = "sql-data"
  resource_group_name           = azurerm_resource_group.rg.name
  location                      = azurerm_resource_group.rg.location
  version                       = "12.0"
  administrator_login           = "sqladmin"
  administrator_login_password  = var.password
  public_network_access_enabled = false
}
resource "azurerm_storage_account" "data" {
  for_each                      = toset(["raw"])
  name                          = "stdata${each.key}"
  resource_group_name           = azurerm_resource_group.rg.name
  location                      = azurerm_resource_group.rg.location
  account_tier                  = "Standard"
  account_replication_type      = "LRS"
  public_network_access_enabled = var.open
}
module "endpoint" {
  source   = "./endpoint"
  for_each = azurerm_storage_account.data
  target   = each.value.id
}
)";
constexpr const char* kEndpoint = R"(variable "target" {}
resource "azurerm_private_endpoint" "this" {
  name                = "pe-raw"
  location            = "westeurope"
  resource_group_name = "rg-data"
  subnet_id           = "/subscriptions/1/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/v/subnets/pe"
  private_service_connection {
    name                           = "raw"
    is_manual_connection           = false
    private_connection_resource_id = var.target
    subresource_names              = ["blob"]
  }
}
)";

class Plan : public Project {
 protected:
  void write_configuration(const std::string& folder) const {
    write(folder + "main.tf", kMain);
    write(folder + "endpoint/main.tf", kEndpoint);
  }
  json scan(const std::string& arguments) const {
    Outcome got = run("scan --rule RF-DATA-001 --format json " + arguments);
    return json::parse(got.out, nullptr, false);
  }
  static json node(const json& graph, const std::string& address) {
    for (const json& each : graph["nodes"]) {
      if (each["address"] == address) return each;
    }
    return {};
  }
  static bool has_edge(const json& graph, const json& from, const json& to) {
    for (const json& each : graph["edges"]) {
      if (each["from"] == from["id"] && each["to"] == to["id"]) return true;
    }
    return false;
  }
};

TEST_F(Plan, IsJudgedAtItsOwnPlacesWhenNothingElseIsThere) {
  write("tfplan.json", plan_text());
  json report = scan("tfplan.json");
  ASSERT_EQ(report["findings"].size(), 1u) << report;
  const json& found = report["findings"][0];
  EXPECT_EQ(found["resource"]["address"], "azurerm_storage_account.data[\"raw\"]");
  EXPECT_EQ(found["file"], "tfplan.json");
  std::istringstream lines(plan_text());
  std::string line;
  for (int i = 0; i < found["line"]; ++i) std::getline(lines, line);
  EXPECT_EQ(line.substr(static_cast<size_t>(found["column"]) - 1, 4), "true");
  EXPECT_EQ(report["summary"]["files"]["terraform"], 1);
  EXPECT_EQ(report["diagnostics"].size(), 0u) << report["diagnostics"];
}

TEST_F(Plan, WhatIsDeletedIsNotThere) {
  write("tfplan.json", plan_text());
  json graph = json::parse(run("graph tfplan.json").out);
  EXPECT_TRUE(node(graph, "azurerm_storage_account.old").is_null());
  EXPECT_EQ(graph["nodes"].size(), 4u);
}

TEST_F(Plan, IdsThatAreNotKnownYetLinkThroughModules) {
  write("tfplan.json", plan_text());
  json graph = json::parse(run("graph tfplan.json").out);
  json account = node(graph, "azurerm_storage_account.data[\"raw\"]");
  json endpoint = node(graph, "module.endpoint[\"raw\"].azurerm_private_endpoint.this");
  ASSERT_FALSE(account.is_null());
  ASSERT_FALSE(endpoint.is_null());
  EXPECT_TRUE(has_edge(graph, endpoint, account) || has_edge(graph, account, endpoint)) << graph["edges"];
  EXPECT_EQ(account["type"], "Microsoft.Storage/storageAccounts");
  EXPECT_EQ(account["name"], "stdataraw");
}

TEST_F(Plan, SensitiveValuesAreHidden) {
  write("tfplan.json", plan_text());
  for (const char* command : {"graph tfplan.json", "scan --verdicts all --fail-on never tfplan.json",
                              "scan --verdicts all --fail-on never --format json tfplan.json"}) {
    Outcome got = run(command);
    EXPECT_EQ(got.code, 0) << got.err;
    EXPECT_EQ(got.out.find("Sup3rSecret"), std::string::npos) << command;
  }
}

TEST_F(Plan, FindingsStandWhereTheConfigurationDecides) {
  write_configuration("infra/");
  write("infra/terraform.tfvars", "open = true\n");
  write("infra/tfplan.json", plan_text());
  json report = scan("infra");
  ASSERT_EQ(report["findings"].size(), 1u) << report;
  const json& found = report["findings"][0];
  EXPECT_EQ(found["file"], "infra/terraform.tfvars");
  EXPECT_EQ(found["line"], 1);
  EXPECT_EQ(found["blockFile"], "infra/main.tf");
  EXPECT_EQ(found["because"], "parameter-file");
  EXPECT_EQ(found["root"], "infra/tfplan.json");
  EXPECT_EQ(report["summary"]["roots"], 1) << "the plan stands for its configuration";
  ASSERT_EQ(report["diagnostics"].size(), 1u);
  EXPECT_EQ(report["diagnostics"][0]["code"], "plan");
  EXPECT_EQ(report["diagnostics"][0]["message"], "judged instead of the configuration in 'infra' that it was made of");
}

TEST_F(Plan, AVariableOfTheCommandLineStandsInThePlan) {
  write_configuration("infra/");
  write("infra/tfplan.json", plan_text());
  json report = scan("infra/tfplan.json");
  ASSERT_EQ(report["findings"].size(), 1u) << report;
  EXPECT_EQ(report["findings"][0]["file"], "infra/tfplan.json") << "no file gives it";
  EXPECT_EQ(report["findings"][0]["line"], 2);
  EXPECT_EQ(report["findings"][0]["blockFile"], "infra/main.tf");
}

TEST_F(Plan, WhatThePlanSaysCountsWhateverTheFilesSayNow) {
  write_configuration("infra/");
  write("infra/terraform.tfvars", "open = true\n");
  write("infra/tfplan.json", plan_text(R"(["create"])", "false"));
  json report = scan("--verdicts all infra");
  EXPECT_EQ(report["summary"]["fail"], 0);
  EXPECT_GT(report["summary"]["pass"], 0);
}

TEST_F(Plan, InAFolderBelowOrBesideFindsTheOnlyConfigurationThatFits) {
  write_configuration("infra/");
  write("other/main.tf",
        "resource \"azurerm_resource_group\" \"other\" {\n  name     = \"x\"\n  location = \"y\"\n}\n");
  write("build/tfplan.json", plan_text());
  json report = scan(".");
  ASSERT_EQ(report["findings"].size(), 1u) << report;
  EXPECT_EQ(report["findings"][0]["blockFile"], "infra/main.tf");
  EXPECT_EQ(report["summary"]["roots"], 2) << "the plan, and the other folder";
}

TEST_F(Plan, OfSomeTargetsOnlyDoesNotStandForItsConfiguration) {
  write_configuration("infra/");
  write("infra/tfplan.json", plan_text(R"(["create"])", "true", R"("complete":false)"));
  EXPECT_EQ(scan("infra")["summary"]["roots"], 2);
}

TEST_F(Plan, OfAnUnknownFormatIsAnError) {
  std::string text = plan_text();
  write("tfplan.json", text.replace(text.find("1.2"), 3, "2.0"));
  Outcome got = run("scan --format json tfplan.json");
  EXPECT_EQ(got.code, 3);
  json told = json::parse(got.out)["diagnostics"];
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0]["code"], "unsupported");
  EXPECT_EQ(told[0]["message"], "plans of format version 2.0 are not known here; expected 1.x (terraform show -json)");
  EXPECT_EQ(told[0]["column"], 19);
}

TEST_F(Plan, EachOfManyInstancesLinksItsOwn) {
  json plan = json::parse(plan_text());
  auto repeat = [](json& list, size_t place, const std::string& key) {
    std::string text = list[place].dump();
    for (size_t at; (at = text.find("[\\\"raw\\\"]")) != std::string::npos;)
      text.replace(at, 9, "[\\\"" + key + "\\\"]");
    list.push_back(json::parse(text));
  };
  json& root = plan["planned_values"]["root_module"];
  for (int i = 0; i < 100; ++i) {
    const std::string key = "k" + std::to_string(i);
    repeat(root["resources"], 2, key);
    root["resources"].back()["values"]["name"] = "stdata" + key;
    repeat(root["child_modules"], 0, key);
    repeat(plan["resource_changes"], 0, key);
    repeat(plan["resource_changes"], 2, key);
  }
  write("tfplan.json", plan.dump());
  json graph = json::parse(run("graph tfplan.json").out);
  json account = node(graph, "azurerm_storage_account.data[\"k77\"]");
  json endpoint = node(graph, "module.endpoint[\"k77\"].azurerm_private_endpoint.this");
  size_t edges = 0;
  for (const json& each : graph["edges"]) edges += each["kind"] == "private-endpoint";
  EXPECT_EQ(edges, 101u);
  EXPECT_TRUE(has_edge(graph, endpoint, account)) << endpoint << account;
}

TEST_F(Plan, CutDownToItsChangesIsReadFromThose) {
  write("changes.json", R"({"format_version":"1.2","resource_changes":[
{"address":"azurerm_storage_account.a","mode":"managed","type":"azurerm_storage_account","name":"a","change":{"actions":["update"],"before":{},"after":{"name":"sta","public_network_access_enabled":true},"after_unknown":{}}},
{"address":"azurerm_storage_account.b","mode":"managed","type":"azurerm_storage_account","name":"b","change":{"actions":["delete"],"before":{"name":"stb"},"after":null}}]})");
  json report = scan("changes.json");
  ASSERT_EQ(report["findings"].size(), 1u) << report;
  EXPECT_EQ(report["findings"][0]["resource"]["address"], "azurerm_storage_account.a");
}

TEST_F(Plan, AStateLinksByTheIdsThatItHolds) {
  const std::string id = "/subscriptions/1/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/sta";
  write(
      "state.json",
      R"({"format_version":"1.0","terraform_version":"1.9.8","values":{"root_module":{"resources":[
{"address":"azurerm_storage_account.a","mode":"managed","type":"azurerm_storage_account","name":"a","values":{"id":")" +
          id +
          R"(","name":"sta","resource_group_name":"rg","location":"westeurope","public_network_access_enabled":false,"network_rules":[]}},
{"address":"azurerm_private_endpoint.e","mode":"managed","type":"azurerm_private_endpoint","name":"e","values":{"id":"/subscriptions/1/resourceGroups/rg/providers/Microsoft.Network/privateEndpoints/e","name":"e","resource_group_name":"rg","location":"westeurope","private_service_connection":[{"name":"c","private_connection_resource_id":")" +
          id + R"(","subresource_names":["blob"]}]}}]}}})");
  json graph = json::parse(run("graph state.json").out);
  json account = node(graph, "azurerm_storage_account.a"), endpoint = node(graph, "azurerm_private_endpoint.e");
  EXPECT_TRUE(has_edge(graph, endpoint, account) || has_edge(graph, account, endpoint)) << graph;
}

TEST_F(Plan, AnUpdateLinksWhatAnotherResourceExports) {
  write("tfplan.json",
        R"({"format_version":"1.2","terraform_version":"1.9.8","planned_values":{"root_module":{"resources":[
{"address":"azurerm_linux_web_app.w","mode":"managed","type":"azurerm_linux_web_app","name":"w","values":{"id":"/subscriptions/1/resourceGroups/rg/providers/Microsoft.Web/sites/w","name":"w","resource_group_name":"rg","location":"westeurope","identity":[{"type":"SystemAssigned","principal_id":"11111111-2222-3333-4444-555555555555"}]}},
{"address":"azurerm_role_assignment.r","mode":"managed","type":"azurerm_role_assignment","name":"r","values":{"name":"66666666-2222-3333-4444-555555555555","principal_id":"11111111-2222-3333-4444-555555555555","role_definition_name":"Owner","scope":"/subscriptions/1"}}]}},
"resource_changes":[],"configuration":{"root_module":{"resources":[
{"address":"azurerm_linux_web_app.w","mode":"managed","type":"azurerm_linux_web_app","name":"w","expressions":{"name":{"constant_value":"w"},"identity":[{"type":{"constant_value":"SystemAssigned"}}]}},
{"address":"azurerm_role_assignment.r","mode":"managed","type":"azurerm_role_assignment","name":"r","expressions":{"principal_id":{"references":["azurerm_linux_web_app.w.identity[0].principal_id","azurerm_linux_web_app.w.identity[0]","azurerm_linux_web_app.w.identity","azurerm_linux_web_app.w"]},"role_definition_name":{"constant_value":"Owner"},"scope":{}}}]}}})");
  json graph = json::parse(run("graph tfplan.json").out);
  json app = node(graph, "azurerm_linux_web_app.w"), role = node(graph, "azurerm_role_assignment.r");
  EXPECT_TRUE(has_edge(graph, role, app) || has_edge(graph, app, role)) << graph;
}

TEST_F(Plan, MayBeHostile) {
  const std::string begin =
      R"({"format_version":"1.2","planned_values":{"root_module":{"resources":[{"address":"azurerm_storage_account.a","mode":"managed","type":"azurerm_storage_account","name":"a","values":)";
  const std::string end = R"(}]}})";
  write("deep/plan.json", begin + "{\"x\":" + std::string(100'000, '[') + std::string(100'000, ']') + "}" + end + "}");
  Outcome got = run("scan --rule RF-DATA-001 --format json deep");
  EXPECT_EQ(json::parse(got.out)["diagnostics"][0]["message"],
            "values are nested too deep: what is inside was left out");

  auto with = [&](const std::string& reference, const std::string& outputs) {
    return begin + "{}" + end +
           R"(,"resource_changes":[{"address":"azurerm_storage_account.a","change":{"actions":["create"],"after_unknown":{"name":true}}}],
"configuration":{"root_module":{"resources":[{"address":"azurerm_storage_account.a","expressions":{"name":{"references":[")" +
           reference +
           R"("]}}}],"module_calls":{"m":{"expressions":{"x":{"references":["module.m.o"]}},"module":{"outputs":{)" +
           outputs + "}}}}}}}";
  };
  write("circle/plan.json", with("module.m.o", R"("o":{"expression":{"references":["var.x"]}})"));
  write("self/plan.json", with("azurerm_storage_account.a.name", ""));
  write("index/plan.json", with("azurerm_storage_account.a.x[99999999999999999999].y", ""));
  write("spelling/plan.json", with("a[\\\"", ""));
  for (const char* each : {"circle", "self", "index", "spelling"}) {
    json report = scan(each);
    EXPECT_EQ(report["summary"]["resources"], 1) << each << report;
    EXPECT_EQ(report["diagnostics"].size(), 0u) << each << report["diagnostics"];
  }
}

TEST_F(Plan, JsonOfOthersIsPassedOver) {
  write("schema.json", R"({"format_version":"1.0","provider_schemas":{}})");
  write("other.json", R"({"format_version":3,"resource_changes":"none"})");
  json report = scan(".");
  ASSERT_EQ(report["diagnostics"].size(), 1u);
  EXPECT_EQ(report["diagnostics"][0]["code"], "nothing-to-scan");
}

}  // namespace
}  // namespace ringfence
