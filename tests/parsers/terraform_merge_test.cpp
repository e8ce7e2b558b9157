// A folder's files as one module, override files, JSON syntax and files of values.

#include <gtest/gtest.h>

#include "terraform_support.h"

namespace ringfence {
namespace {

using terraform_test::Module;
using terraform_test::read_module;
using terraform_test::show;

TEST(TerraformMerge, FilesAddUpInTheOrderOfTheirNames) {
  Module module = read_module({{"b.tf", "resource \"t\" \"two\" {}\n"},
                               {"a.tf", "resource \"t\" \"one\" {}\n"},
                               {"c.tf", "variable \"v\" {}\n"}});
  ASSERT_EQ(module.declarations->resources.size(), 2u);
  EXPECT_EQ(module.declarations->resources[0]->symbol, "one");
  EXPECT_EQ(module.sources->file(module.declarations->file).path, "a.tf");
  EXPECT_TRUE(module.variable("v"));
}

TEST(TerraformMerge, TheFirstOfTwoDeclarationsCounts) {
  Module module =
      read_module({{"a.tf", "variable \"v\" { default = 1 }\nresource \"t\" \"n\" {}\ndata \"t\" \"n\" {}\n"},
                   {"b.tf", "variable \"v\" { default = 2 }\nresource \"t\" \"n\" {}\n"}});
  EXPECT_EQ(show(module.variable("v")->default_value), "1");
  EXPECT_EQ(module.declarations->resources.size(), 2u);
  EXPECT_EQ(module.messages(),
            "b.tf:1:10: duplicate: variable \"v\" is declared twice; the first one counts\n"
            "b.tf:2:1: duplicate: resource \"t.n\" is declared twice; the first one counts\n");
}

TEST(TerraformMerge, OverrideFilesChangeWhatIsThere) {
  Module module = read_module({{"a_override.tf", R"(
resource "t" "n" {
  a = 2
  block { y = 1 }
}
variable "v" { default = "new" }
locals { l = 2 }
module "m" { source = "./new" }
)"},
                               {"main.tf", R"(
resource "t" "n" {
  a = 1
  b = 1
  block { x = 1 }
  block { x = 2 }
}
variable "v" {
  type    = string
  default = "old"
}
locals { l = 1 }
module "m" {
  source = "./old"
  arg    = 1
}
)"}});
  EXPECT_EQ(module.messages(), "");
  EXPECT_EQ(show(module.resource("t", "n")->body), "{'a': 2, 'b': 1, 'block': [{'y': 1}]}");
  EXPECT_EQ(show(module.variable("v")->default_value), "'new'");
  EXPECT_EQ(show(module.variable("v")->type), "string");
  ASSERT_EQ(module.declarations->variables.size(), 1u);
  EXPECT_EQ(show(module.declarations->variables[0].value), "2");
  EXPECT_EQ(module.module("m")->source, "./new");
  EXPECT_EQ(show(module.module("m")->arguments), "{'arg': 1}");
}

TEST(TerraformMerge, OpenTofuFilesReplaceTheirTerraformNamesakes) {
  Module module = read_module({{"a.tf", "resource \"t\" \"terraform\" {}\n"},
                               {"a.tofu", "resource \"t\" \"tofu\" {}\n"},
                               {"a.tf.json", R"({"resource": {"t": {"json": {}}}})"},
                               {"b.tofu", "resource \"t\" \"alone\" {}\n"},
                               {"c.tf.json", R"({"resource": {"t": {"old": {}}}})"},
                               {"c.tofu.json", R"({"resource": {"t": {"new": {}}}})"},
                               {"d_override.tf", "resource \"t\" \"alone\" { x = 1 }\n"},
                               {"d_override.tofu", "resource \"t\" \"alone\" { x = 2 }\n"}});
  ASSERT_EQ(module.declarations->resources.size(), 4u) << module.messages();
  EXPECT_TRUE(module.resource("t", "tofu"));
  EXPECT_TRUE(module.resource("t", "json")) << "another syntax is another name";
  EXPECT_TRUE(module.resource("t", "new"));
  EXPECT_EQ(show(module.resource("t", "alone")->body), "{'x': 2}");
}

TEST(TerraformJson, SaysTheSameAsNativeSyntax) {
  Module module = read_module({{"main.tf.json", R"json({
  "//": "a comment",
  "terraform": {"required_providers": {"azurerm": {"source": "hashicorp/azurerm", "version": "~> 3.0"}}},
  "variable": {"v": {"type": "list(string)", "default": ["${not a template}"], "sensitive": true}},
  "locals": [{"a": "x-${var.v[0]}"}, {"b": "$${literal}"}],
  "resource": {
    "t": {
      "n": {
        "count": 2,
        "provider": "azurerm.west",
        "depends_on": ["azurerm_subnet.s", "module.m"],
        "name": "${lookup(var.v, \"k\u00e9\")}",
        "size": 1.5,
        "tags": {"${var.v[0]}": true, "plain": null},
        "dynamic": {"rule": {"for_each": "${var.v}", "iterator": "it", "content": {"a": "${it.value}"}}}
      },
      "m": [{"x": 1}]
    }
  },
  "module": {"m": {"source": "./m", "arg": "${module.other.id}"}},
  "output": {"o": {"value": "${local.a}"}}
})json"}});
  EXPECT_EQ(module.messages(), "");
  EXPECT_EQ(show(module.variable("v")->type), "list(string)");
  EXPECT_EQ(show(module.variable("v")->default_value), "['${not a template}']");
  EXPECT_TRUE(module.variable("v")->secure);
  ASSERT_EQ(module.declarations->variables.size(), 2u);
  EXPECT_EQ(show(module.declarations->variables[0].value), "(cat 'x-' (get var.v 0))");
  EXPECT_EQ(show(module.declarations->variables[1].value), "'${literal}'");
  const Resource* resource = module.resource("t", "n");
  ASSERT_TRUE(resource);
  EXPECT_EQ(show(resource->body),
            "{'name': (call lookup var.v 'ké'), 'size': 1.5, 'tags': {(get var.v 0): true, 'plain': null}, "
            "'rule': [...(for it in (call @dynamic var.v): {'a': (get @it 'value')})]}");
  EXPECT_EQ(show(resource->loop->count), "2");
  EXPECT_EQ(resource->provider, "azurerm.west");
  ASSERT_EQ(resource->depends_on.size(), 2u);
  EXPECT_EQ(show(resource->depends_on[0]), "resource.azurerm_subnet.s");
  EXPECT_EQ(module.text(resource->header_span), "\"n\"");
  EXPECT_TRUE(module.resource("t", "m"));
  EXPECT_EQ(module.module("m")->source, "./m");
  EXPECT_EQ(show(module.module("m")->arguments), "{'arg': (get module.other 'id')}");
  EXPECT_EQ(module.declarations->required_providers[0].version, "~> 3.0");
}

TEST(TerraformJson, AnOffsetInAStringLeadsBackToTheFile) {
  Module module =
      read_module({{"main.tf.json", R"json({"output": {"o": {"value": "\u00e9${f(\"a\", var.x)}"}}})json"}});
  ASSERT_EQ(module.declarations->outputs.size(), 1u);
  const auto* text = as<Interpolation>(module.declarations->outputs[0].value);
  ASSERT_TRUE(text);
  EXPECT_EQ(module.text(as<CallExpr>(text->parts[1])->args[1]->span), "var.x");
}

TEST(TerraformJson, ABrokenTemplateCostsItsDeclarationAndABrokenFileIsOneMessage) {
  Module module = read_module({{"a.tf.json", R"({"locals": {"a": "${1 +}", "b": 2}})"}, {"b.tf.json", "[1]"}});
  ASSERT_EQ(module.declarations->variables.size(), 1u);
  EXPECT_EQ(module.declarations->variables[0].name, "b");
  EXPECT_TRUE(module.declarations->open);
  EXPECT_EQ(module.messages(),
            "a.tf.json:1:24: syntax-error: expected an expression, found \"}\"\n"
            "b.tf.json:1:1: syntax-error: expected a JSON object\n");
}

TEST(TerraformVariables, BothSyntaxesGiveValues) {
  SourceMap sources;
  ParsedFile native = parse(sources.add("a.auto.tfvars", "a = \"x\"\nb = { c = [1, true] }\n"));
  ParsedFile json = parse(sources.add("a.tfvars.json", R"({"a": "${x}", "b": {"c": [1, true]}})"));
  ASSERT_EQ(native.kind, FileKind::TerraformVars);
  ASSERT_EQ(native.parameters->values.size(), 2u);
  EXPECT_EQ(show(native.parameters->values[1].value), "{'c': [1, true]}");
  EXPECT_EQ(sources.text(native.parameters->values[1].name_span), "b");
  ASSERT_EQ(json.parameters->values.size(), 2u);
  EXPECT_EQ(show(json.parameters->values[0].value), "'${x}'");
  EXPECT_EQ(show(json.parameters->values[1].value), "{'c': [1, true]}");
}

}  // namespace
}  // namespace ringfence
