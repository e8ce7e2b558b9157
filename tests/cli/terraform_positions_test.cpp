// Where a finding on Terraform stands: the place that decides, with the way that the value took as related places.
// A marker `#<` ends the line that decides, `#+` those that must be related; `#-` may not be named.

#include <nlohmann/json.hpp>
#include <set>
#include <vector>

#include "tests/cli/program.h"

namespace ringfence {
namespace {

using nlohmann::json;
using Files = std::vector<std::pair<std::string, std::string>>;

std::string account(const std::string& open, const std::string& more = "") {
  return "resource \"azurerm_storage_account\" \"data\" {\n" + more +
         "  name                          = \"stdata\"\n"
         "  resource_group_name           = \"rg\"\n"
         "  location                      = \"westeurope\"\n"
         "  account_tier                  = \"Standard\"\n"
         "  account_replication_type      = \"LRS\"\n"
         "  public_network_access_enabled = " +
         open + "\n}\n";
}

class Positions : public Project {
 protected:
  /// "file:line" of all lines that end with the marker.
  static std::set<std::string> marked(const Files& files, const std::string& marker) {
    std::set<std::string> out;
    for (const auto& [name, text] : files) {
      std::istringstream lines(text);
      std::string line;
      for (int number = 1; std::getline(lines, line); ++number) {
        if (line.size() >= marker.size() && line.substr(line.size() - marker.size()) == marker)
          out.insert(name + ":" + std::to_string(number));
      }
    }
    return out;
  }
  static std::string place(const json& at) {
    return at["file"].get<std::string>() + ":" + std::to_string(at["line"].get<int>());
  }
  /// One finding of that rule, where the markers say.
  void expect(const std::string& rule, const Files& files, const std::string& because) {
    for (const auto& [name, text] : files) write(name, text);
    json report = json::parse(run("scan --format json --rule " + rule + " .").out);
    ASSERT_EQ(report["findings"].size(), 1u) << report;
    const json& found = report["findings"][0];
    EXPECT_EQ(std::set<std::string>{place(found)}, marked(files, "#<"));
    EXPECT_EQ(found["because"], because);
    std::set<std::string> related;
    for (const json& each : found["related"]) related.insert(place(each));
    for (const std::string& each : marked(files, "#+")) EXPECT_TRUE(related.count(each)) << each << found["related"];
    for (const std::string& each : marked(files, "#-")) EXPECT_FALSE(related.count(each)) << each << found["related"];
  }
};

TEST_F(Positions, TheAttributeThatIsWritten) { expect("RF-DATA-001", {{"main.tf", account("true #<")}}, "written"); }

TEST_F(Positions, TheDefaultOfTheVariable) {
  expect("RF-DATA-001",
         {{"variables.tf", "variable \"open\" {\n  type    = bool\n  default = true #<\n}\n"},
          {"main.tf", account("var.open #+")}},
         "default");
}

TEST_F(Positions, TheLineOfTheVariableFileThroughALocal) {
  expect("RF-DATA-001",
         {{"variables.tf", "variable \"open\" {}\nlocals {\n  public = var.open #+\n}\n"},
          {"terraform.tfvars", "open = true #<\n"},
          {"main.tf", account("local.public #+")}},
         "parameter-file");
}

TEST_F(Positions, TheArgumentOfTheModule) {
  expect("RF-DATA-001",
         {{"main.tf", "module \"outer\" { #+\n  source = \"./outer\"\n  open   = true #<\n}\n"},
          {"outer/main.tf",
           "variable \"open\" {}\nmodule \"inner\" { #+\n  source = \"../inner\"\n  open   = var.open #+\n}\n"},
          {"inner/main.tf", "variable \"open\" {}\n" + account("var.open #+")}},
         "argument");
}

TEST_F(Positions, TheElementOfTheMapThatIsLoopedOver) {
  expect("RF-DATA-001",
         {{"terraform.tfvars", "accounts = {\n  a = { open = false } #-\n  b = { open = true } #<\n}\n"},
          {"main.tf", "variable \"accounts\" {}\n" + account("each.value.open #+", "  for_each = var.accounts\n")}},
         "parameter-file");
}

TEST_F(Positions, TheDefaultOfAnOptionalAttribute) {
  expect("RF-DATA-001",
         {{"main.tf",
           "variable \"accounts\" {\n  type = map(object({\n    open = optional(bool, true) #<\n  }))\n  default = { a "
           "= {} }\n}\n" +
               account("each.value.open #+", "  for_each = var.accounts\n")}},
         "default");
}

TEST_F(Positions, TheArgumentOfTryThatCounts) {
  expect("RF-DATA-001",
         {{"main.tf", "variable \"settings\" { default = {} }\n" + account("try(var.settings.open, true) #<")}},
         "written");
}

TEST_F(Positions, TheContentOfTheDynamicBlock) {
  const std::string group = R"(resource "azurerm_network_security_group" "nsg" {
  name                = "nsg"
  resource_group_name = "rg"
  location            = "westeurope"
  dynamic "security_rule" {
    for_each = { ssh = 22 }
    content {
      name                       = security_rule.key
      priority                   = 100
      direction                  = "Inbound"
      access                     = "Allow"
      protocol                   = "Tcp"
      source_port_range          = "*"
      source_address_prefix      = "*" #<
      destination_port_range     = security_rule.value
      destination_address_prefix = "*"
    }
  }
}
)";
  expect("RF-NET-015", {{"main.tf", group}}, "written");
}

}  // namespace
}  // namespace ringfence
