#include "analyzer/knowledge/knowledge.h"

#include <gtest/gtest.h>

#include <set>

#include "analyzer/knowledge/azurerm.h"
#include "analyzer/knowledge/relations.h"

namespace ringfence {
namespace {

std::string error_of(std::string path, std::string_view text) {
  auto document = read_yaml(std::move(path), text);
  if (!document) return document.error().message;
  auto knowledge = Knowledge::load({*document});
  return knowledge ? "no error" : knowledge.error().message;
}

std::string default_of(std::string_view type, std::string_view version, std::string_view path) {
  std::string out;
  for (const PlatformDefault& each : Knowledge::embedded().platform_defaults(type, version, path)) {
    if (!out.empty()) out += " or ";
    out += each.value->kind == DataKind::Null ? "nothing" : each.value->text;
  }
  return out.empty() ? "not listed" : out;
}

TEST(Knowledge, knows_platform_defaults_by_type_and_path_whatever_the_case) {
  EXPECT_EQ(default_of("Microsoft.Storage/storageAccounts", "2023-01-01", "properties.publicNetworkAccess"), "Enabled");
  EXPECT_EQ(default_of("microsoft.storage/STORAGEACCOUNTS", "", "Properties.PublicNetworkAccess"), "Enabled");
  EXPECT_EQ(default_of("Microsoft.DocumentDB/databaseAccounts", "2024-05-15", "properties.keyVaultKeyUri"), "nothing");
  EXPECT_EQ(default_of("Microsoft.Storage/storageAccounts", "2023-01-01", "properties.noSuchThing"), "not listed");
}

TEST(Knowledge, follows_defaults_that_moved_with_the_api_version) {
  const char* vault = "Microsoft.KeyVault/vaults";
  EXPECT_EQ(default_of(vault, "2023-07-01", "properties.enableRbacAuthorization"), "false");
  EXPECT_EQ(default_of(vault, "2026-02-01", "properties.enableRbacAuthorization"), "true");
  EXPECT_EQ(default_of(vault, "2026-02-01-preview", "properties.enableRbacAuthorization"), "true");
  EXPECT_EQ(default_of(vault, "", "properties.enableRbacAuthorization"), "false or true")
      << "without an api version a default that moved is not known";
  EXPECT_EQ(default_of("Microsoft.Storage/storageAccounts", "2018-07-01", "properties.supportsHttpsTrafficOnly"),
            "false");
  EXPECT_EQ(default_of("Microsoft.Storage/storageAccounts", "2022-09-01", "properties.allowBlobPublicAccess"), "true");
  EXPECT_EQ(default_of("Microsoft.Storage/storageAccounts", "2023-01-01", "properties.allowBlobPublicAccess"), "false");
}

TEST(Knowledge, keeps_both_values_of_a_default_that_the_sources_disagree_on) {
  EXPECT_EQ(default_of("Microsoft.KeyVault/managedHSMs", "2023-07-01", "properties.enablePurgeProtection"),
            "true or false");
}

TEST(Knowledge, names_a_source_for_each_default) {
  auto found =
      Knowledge::embedded().platform_defaults("Microsoft.Search/searchServices", "", "properties.disableLocalAuth");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found.front().source, "https://learn.microsoft.com/azure/templates/microsoft.search/searchservices");
}

TEST(Knowledge, finds_roles_by_guid_and_by_name) {
  const Role* owner = Knowledge::embedded().role("owner");
  ASSERT_TRUE(owner);
  EXPECT_EQ(owner->guid, "8e3af657-a8ff-443c-a75c-2fe8c4bcb635");
  EXPECT_TRUE(owner->privileged);
  const Role* reader = Knowledge::embedded().role("ACDD72A7-3385-48EF-BD42-F606FBA81AE7");
  ASSERT_TRUE(reader);
  EXPECT_EQ(reader->name, "Reader");
  EXPECT_FALSE(reader->privileged);
  const Role* named = Knowledge::embedded().role("azure ai user");
  ASSERT_NE(named, nullptr) << "a name that a role had";
  EXPECT_EQ(named, Knowledge::embedded().role("53ca6127-db72-4b80-b1b0-d745d6d5456d"));
  EXPECT_EQ(Knowledge::embedded().role("Grafana Admin")->guid, "22926164-76b3-42b3-bc55-97df8dab3e41");
  EXPECT_EQ(Knowledge::embedded().role("Nobody"), nullptr);
}

TEST(Knowledge, knows_which_types_take_private_endpoints) {
  auto groups = Knowledge::embedded().private_link("microsoft.storage/storageaccounts");
  std::set<std::string> ids;
  for (const PrivateLinkGroup& group : groups) ids.insert(group.group_id);
  EXPECT_TRUE(ids.contains("blob") && ids.contains("dfs"));
  EXPECT_TRUE(Knowledge::embedded().private_link("Microsoft.Network/virtualNetworks").empty());
}

TEST(Knowledge, has_constants_that_name_known_roles) {
  for (const char* name : {"privileged-roles", "access-administrator-roles", "key-access-roles"}) {
    const DataNode* list = Knowledge::embedded().constant(name);
    ASSERT_TRUE(list && list->is_list()) << name;
    for (const DataNode& guid : list->items) {
      const Role* role = Knowledge::embedded().role(guid.text);
      ASSERT_TRUE(role) << guid.text;
      EXPECT_TRUE(role->privileged) << role->name;
    }
  }
  EXPECT_EQ(Knowledge::embedded().constant("no-such-constant"), nullptr);
}

TEST(Knowledge, finds_a_relation_of_the_type_before_one_of_any_type) {
  const RelationTable& table = Knowledge::embedded().relations();
  const Relation* endpoint = table.find("microsoft.network/privateendpoints",
                                        "properties.privatelinkserviceconnections[*].properties.privatelinkserviceid");
  ASSERT_TRUE(endpoint);
  EXPECT_EQ(endpoint->edge, "private-endpoint");
  EXPECT_TRUE(endpoint->candidate);
  const Relation* subnet = table.find("microsoft.network/privateendpoints", "properties.subnet.id");
  ASSERT_TRUE(subnet);
  EXPECT_EQ(subnet->edge, "subnet");
  EXPECT_EQ(table.find("microsoft.network/privateendpoints", "properties.nothing"), nullptr);
}

TEST(Knowledge, reports_what_is_wrong_in_a_table) {
  EXPECT_EQ(error_of("knowledge/defaults.yaml", "A/b:\n  properties.x: 1\n"), "A/b needs a 'source'");
  EXPECT_EQ(
      error_of("knowledge/defaults.yaml", "A/b:\n  source: https://x\n  properties.x: [{value: 1, from: soon}]\n"),
      "'soon' is not a date (yyyy-mm-dd)");
  EXPECT_EQ(error_of("knowledge/roles.yaml", "roles: [{guid: x, nam: y}]\n"),
            "unknown key 'nam', did you mean 'name'?");
  EXPECT_EQ(error_of("knowledge/azurerm/x.yaml", "azurerm_x:\n  attributes: {a: b}\n"),
            "azurerm_x needs a 'type' or 'fold'");
  EXPECT_EQ(error_of("knowledge/azurerm/x.yaml", "azurerm_x:\n  type: A/b\n  include: [nope]\n"),
            "unknown group 'nope'");
  EXPECT_EQ(error_of("knowledge/azurerm/x.yaml", "azurerm_x:\n  type: A/b\n  attributes: {a: {}}\n"),
            "'a' needs either 'to' or the reason why it has none ('none')");
  EXPECT_EQ(error_of("knowledge/azurerm/x.yaml", "azurerm_x:\n  type: A/b\n  attributes: {a: {to: b, none: why}}\n"),
            "'a' needs either 'to' or the reason why it has none ('none')");
  EXPECT_EQ(error_of("knowledge/azurerm/x.yaml", "azurerm_x:\n  type: A/b\n  attributes: {a: ''}\n"),
            "'a' needs a path, or a reason why it has none ('none')");
  EXPECT_EQ(error_of("knowledge/else.yaml", "a: 1\n"), "no such knowledge table");
}

TEST(AzurermTable, splits_dotted_paths_and_keeps_quoted_names_whole) {
  EXPECT_EQ(read_path("properties.a.b"), (PropertyPath{"properties", "a", "b"}));
  EXPECT_EQ(read_path("tags.'a.b'.c"), (PropertyPath{"tags", "a.b", "c"}));
  EXPECT_EQ(read_path("one"), PropertyPath{"one"});
  EXPECT_EQ(read_path(""), PropertyPath{});
}

std::vector<const AzurermType*> all_azurerm_types() {
  std::vector<const AzurermType*> out;
  for (const DataDocument& each : embedded_documents("azurerm-type/"))
    out.push_back(Knowledge::embedded().azurerm().find(each.root.members.front().first, false));
  return out;
}

TEST(AzurermTable, reads_a_type_when_it_is_asked_for) {
  std::vector<const AzurermType*> types = all_azurerm_types();
  EXPECT_GT(types.size(), 250u);
  for (const AzurermType* each : types) ASSERT_NE(each, nullptr);
  const AzurermTable& table = Knowledge::embedded().azurerm();
  EXPECT_EQ(table.find("azurerm_storage_account", false), table.find("azurerm_storage_account", true));
  EXPECT_EQ(table.find("azurerm_storage_account", false)->type, "Microsoft.Storage/storageAccounts");
  EXPECT_EQ(table.find("azurerm_storage", false), nullptr) << "the beginning of a name is no name";
  EXPECT_EQ(table.find("", false), nullptr);
}

TEST(AzurermTable, has_unique_targets_within_each_type) {
  for (const AzurermType* each_type : all_azurerm_types()) {
    const AzurermType& type = *each_type;
    const std::string& name = type.terraform_type;
    std::set<PropertyPath> targets;
    for (const AzurermAttribute& attribute : type.attributes) {
      if (attribute.defaults.empty()) continue;
      EXPECT_TRUE(targets.insert(attribute.to).second) << name << " has two defaults for " << attribute.to.back();
    }
  }
}

TEST(AzurermTable, maps_to_members_that_an_arm_resource_has) {
  const std::set<std::string> members = {"properties", "location",        "tags", "sku", "kind", "identity", "zones",
                                         "plan",       "extendedLocation"};
  for (const AzurermType* each_type : all_azurerm_types()) {
    const AzurermType& type = *each_type;
    const std::string& name = type.terraform_type;
    if (!type.fold_append.empty()) continue;  // its paths are those of a list's element
    for (const AzurermAttribute& attribute : type.attributes) {
      if (attribute.to.empty()) continue;
      EXPECT_TRUE(members.contains(attribute.to.front())) << name << ": " << attribute.to.front();
    }
    for (const AzurermChild& child : type.children) {
      EXPECT_TRUE(child.type.starts_with(type.type + "/")) << name << ": " << child.type;
    }
    EXPECT_TRUE(type.parent.type.empty() || type.type.starts_with(type.parent.type + "/")) << name;
  }
}

}  // namespace
}  // namespace ringfence
