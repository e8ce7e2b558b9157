#include "analyzer/graph/provider_versions.h"

#include <gtest/gtest.h>

#include "parsers/parse.h"

namespace ringfence {
namespace {

struct Modules {
  SourceMap sources;
  std::vector<ParsedFile> files;
  std::vector<const Template*> templates;

  void add(const std::string& text) {
    files.push_back(parse(sources.add("m" + std::to_string(files.size()) + ".tf", text)));
    templates.push_back(files.back().declarations);
  }
};

std::string requires_azurerm(const std::string& constraint) {
  return "terraform {\n  required_providers {\n    azurerm = {\n      source = \"hashicorp/azurerm\"\n      version = "
         "\"" +
         constraint + "\"\n    }\n  }\n}\n";
}

uint32_t major_of(const std::string& text) {
  Modules modules;
  modules.add(text);
  return provider_versions(modules.templates, std::nullopt).azurerm_major;
}

TEST(ProviderVersions, ConstraintsAllowTheHighestMajor) {
  struct Row {
    const char* constraint;
    uint32_t major;
  };
  for (const Row& row : std::initializer_list<Row>{{"~> 3.0", 3},
                                                   {"~> 3.0.2", 3},
                                                   {"~> 4", 4},
                                                   {">= 3.0", 5},
                                                   {">= 2.10, < 4.0", 3},
                                                   {"< 4.0.0", 3},
                                                   {"<= 4.0.0", 4},
                                                   {"> 3.5", 5},
                                                   {"=2.99.0", 2},
                                                   {"3.71.0", 3},
                                                   {"!= 5.0.0", 5},
                                                   {">=3.1,<=3.9", 3},
                                                   {"~> 4.1, != 4.2.0", 4},
                                                   {"~> 3.0-beta1", 3},
                                                   {"nonsense", 5},
                                                   {"", 5},
                                                   {"~> 9.0", 5}}) {
    EXPECT_EQ(major_of(requires_azurerm(row.constraint)), row.major) << row.constraint;
  }
}

TEST(ProviderVersions, OldSpellingsCount) {
  EXPECT_EQ(major_of("terraform {\n  required_providers {\n    azurerm = \"~> 2.0\"\n  }\n}\n"), 2u);
  EXPECT_EQ(major_of("provider \"azurerm\" {\n  version = \"=3.1.0\"\n  features {}\n}\n"), 3u);
  EXPECT_EQ(major_of("terraform {\n  required_providers {\n    rm = {\n      source = "
                     "\"registry.terraform.io/hashicorp/azurerm\"\n"
                     "      version = \"~> 2.0\"\n    }\n    azurerm = {\n      source = \"someone/other\"\n      "
                     "version = \"1.0\"\n    }\n  }\n}\n"),
            2u);
  EXPECT_EQ(major_of("resource \"azurerm_resource_group\" \"a\" {}\n"), 5u);
}

TEST(ProviderVersions, ModulesNarrowTheRootUnlessTheyContradictIt) {
  Modules both;
  both.add(requires_azurerm(">= 3.0"));
  both.add(requires_azurerm("< 5.0"));
  EXPECT_EQ(provider_versions(both.templates, std::nullopt).azurerm_major, 4u);
  Modules against;
  against.add(requires_azurerm("~> 4.0"));
  against.add(requires_azurerm("~> 3.0"));
  EXPECT_EQ(provider_versions(against.templates, std::nullopt).azurerm_major, 4u);
}

TEST(ProviderVersions, TheLockFileDecides) {
  Modules modules;
  modules.add(requires_azurerm(">= 3.0"));
  constexpr std::string_view kLock =
      "# This file is maintained automatically.\n"
      "provider \"registry.terraform.io/azure/azapi\" {\n  version = \"1.2.0\"\n}\n\n"
      "provider \"registry.terraform.io/hashicorp/azurerm\" {\n  version     = \"3.117.0\"\n  constraints = \">= "
      "3.0.0\"\n}\n";
  EXPECT_EQ(provider_versions(modules.templates, kLock).azurerm_major, 3u);
  EXPECT_EQ(provider_versions(modules.templates,
                              "provider \"registry.terraform.io/azure/azapi\" {\n  version = \"1.2.0\"\n}\n")
                .azurerm_major,
            5u);
  EXPECT_EQ(provider_versions(modules.templates, "provider \"x/hashicorp/azurerm\" {\n  version = \n").azurerm_major,
            5u);
}

}  // namespace
}  // namespace ringfence
