// Blocks to declarations: what each top-level block becomes, nested and dynamic blocks, places.

#include <gtest/gtest.h>

#include "terraform_support.h"

namespace ringfence {
namespace {

using terraform_test::Module;
using terraform_test::read_module;
using terraform_test::show;

TEST(TerraformDeclarations, AResourceIsItsBodyWithoutMetaArguments) {
  Module module = read_module(R"(
resource "azurerm_storage_account" "a" {
  count      = 2
  provider   = azurerm.west
  depends_on = [azurerm_resource_group.rg, module.m]
  name       = "st${count.index}"
  network_rules {
    default_action = "Deny"
  }
  lifecycle {
    ignore_changes = [tags]
  }
  provisioner "local-exec" {
    command = "x"
  }
}
)");
  EXPECT_EQ(module.messages(), "");
  const Resource* resource = module.resource("azurerm_storage_account", "a");
  ASSERT_TRUE(resource);
  EXPECT_EQ(show(resource->body), "{'name': (cat 'st' count.index), 'network_rules': [{'default_action': 'Deny'}]}");
  EXPECT_EQ(resource->provider, "azurerm.west");
  EXPECT_EQ(show(resource->loop->count), "2");
  ASSERT_EQ(resource->depends_on.size(), 2u);
  EXPECT_EQ(show(resource->depends_on[1]), "module.m");
  EXPECT_EQ(module.text(resource->header_span), "resource \"azurerm_storage_account\" \"a\"");
  EXPECT_EQ(module.text(resource->name_span), "\"a\"");
  EXPECT_EQ(module.text(resource->span).back(), '}');
}

TEST(TerraformDeclarations, NestedBlocksOfOneTypeAreOneList) {
  Module module = read_module(R"(
resource "t" "n" {
  rule { a = 1 }
  other { b = 2 }
  rule { a = 3 }
}
)");
  const Resource* resource = module.resource("t", "n");
  EXPECT_EQ(show(resource->body), "{'rule': [{'a': 1}, {'a': 3}], 'other': [{'b': 2}]}");
  const auto* rules = as<ArrayExpr>(as<ObjectExpr>(resource->body)->items[0].value);
  EXPECT_EQ(module.text(rules->items[1].value->span), "rule { a = 3 }");
  EXPECT_EQ(module.text(as<ObjectExpr>(rules->items[1].value)->items[0].span), "a = 3");
}

TEST(TerraformDeclarations, DynamicBlocksLoopOverPairs) {
  Module module = read_module(R"(
resource "t" "n" {
  rule { a = 0 }
  dynamic "rule" {
    for_each = var.rules
    content {
      a = rule.value.a
      k = rule.key
      dynamic "inner" {
        for_each = rule.value.list
        iterator = it
        content { x = it.value + rule.value.y }
      }
    }
  }
}
resource "t" "late" {
  dynamic "rule" {
    for_each = var.rules
    content { a = each_one.value }
    iterator = each_one
  }
}
)");
  EXPECT_EQ(module.messages(), "");
  EXPECT_EQ(show(module.resource("t", "n")->body),
            "{'rule': [{'a': 0}, ...(for rule in (call @dynamic var.rules): {'a': (get (get @rule 'value') 'a'), 'k': "
            "(get @rule 'key'), "
            "'inner': [...(for it in (call @dynamic (get (get @rule 'value') 'list')): "
            "{'x': (+ (get @it 'value') (get (get @rule 'value') 'y'))})]})]}");
  EXPECT_EQ(show(module.resource("t", "late")->body),
            "{'rule': [...(for each_one in (call @dynamic var.rules): {'a': (get @each_one 'value')})]}");
}

TEST(TerraformDeclarations, VariablesKeepTypeDefaultAndSecrecy) {
  Module module = read_module(R"(
variable "a" {
  type = object({
    name = string
    size = optional(number, 3)
    tags = optional(map(string))
    more = list(tuple([bool, set(any)]))
  })
  default   = { name = "x" }
  sensitive = true
  nullable  = false
  validation {
    condition     = var.a.size > 0
    error_message = "no"
  }
}
variable "b" {}
variable "c" { type = "list" }
)");
  EXPECT_EQ(module.messages(), "");
  const Parameter* a = module.variable("a");
  EXPECT_EQ(show(a->type),
            "object(name: string, size?: number = 3, tags?: map(string), more: list(tuple(bool, set(any))))");
  EXPECT_EQ(show(a->default_value), "{'name': 'x'}");
  EXPECT_TRUE(a->secure);
  EXPECT_FALSE(a->nullable);
  EXPECT_EQ(show(module.variable("b")->type), "any");
  EXPECT_TRUE(module.variable("b")->nullable);
  EXPECT_EQ(module.variable("b")->default_value, nullptr);
  EXPECT_EQ(show(module.variable("c")->type), "list(any)");
}

TEST(TerraformDeclarations, ModulesOutputsLocalsProvidersAndSettings) {
  Module module = read_module(R"(
terraform {
  required_version = ">= 1.5"
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 3.0"
    }
    random = "~> 2.0"
  }
  backend "azurerm" {}
}
provider "azurerm" {
  alias = "west"
  features {}
}
module "net" {
  source     = "./net"
  version    = "1.2"
  for_each   = var.nets
  providers  = { azurerm = azurerm.west }
  depends_on = [azurerm_resource_group.rg]
  name       = each.key
}
output "o" {
  value     = module.net["a"].id
  sensitive = true
}
locals {
  x = 1
  y = local.x
}
data "azurerm_client_config" "me" {}
ephemeral "azurerm_key_vault_secret" "s" {}
moved {
  from = a.b
  to   = a.c
}
import {
  to = a.b
  id = "x"
}
check "c" {
  assert {
    condition     = true
    error_message = "x"
  }
}
)");
  EXPECT_EQ(module.messages(), "");
  const Template& all = *module.declarations;
  ASSERT_EQ(all.required_providers.size(), 2u);
  EXPECT_EQ(all.required_providers[0].source, "hashicorp/azurerm");
  EXPECT_EQ(all.required_providers[0].version, "~> 3.0");
  EXPECT_EQ(all.required_providers[1].version, "~> 2.0");
  ASSERT_EQ(all.providers.size(), 1u);
  EXPECT_EQ(all.providers[0].alias, "west");
  EXPECT_EQ(show(all.providers[0].body), "{'alias': 'west', 'features': [{}]}");
  const ModuleCall* net = module.module("net");
  EXPECT_EQ(net->source, "./net");
  EXPECT_EQ(net->version, "1.2");
  EXPECT_EQ(show(net->loop->collection), "var.nets");
  EXPECT_EQ(show(net->arguments), "{'name': each.key}");
  EXPECT_EQ(module.text(net->source_span), "\"./net\"");
  ASSERT_EQ(all.outputs.size(), 1u);
  EXPECT_TRUE(all.outputs[0].secure);
  EXPECT_EQ(show(all.outputs[0].value), "(get (get module.net 'a') 'id')");
  ASSERT_EQ(all.variables.size(), 2u);
  EXPECT_EQ(show(all.variables[1].value), "local.x");
  ASSERT_EQ(all.resources.size(), 2u);
  EXPECT_EQ(all.resources[0]->mode, ResourceMode::Existing);
  EXPECT_FALSE(all.open);
}

TEST(TerraformDeclarations, SuppressionsAreKeptWhereverTheyStand) {
  Module module = read_module(
      "# ringfence:ignore RF-NET-001 -- why\n"
      "resource \"t\" \"n\" {\n"
      "  #checkov:skip=CKV_1: reason\n"
      "  a = [ // tfsec:ignore:x\n"
      "    1, # nothing special here\n"
      "  ]\n"
      "  /* trivy:ignore:y */\n"
      "  b = \"# ringfence:ignore is text\"\n"
      "}\n");
  std::vector<std::string> texts;
  for (const Comment& each : module.declarations->comments) texts.emplace_back(each.text);
  EXPECT_EQ(texts, (std::vector<std::string>{"ringfence:ignore RF-NET-001 -- why", "checkov:skip=CKV_1: reason",
                                             "tfsec:ignore:x", "trivy:ignore:y"}));
  EXPECT_EQ(module.text(module.declarations->comments[3].span), "/* trivy:ignore:y */");
}

TEST(TerraformDeclarations, WindowsLineEndsChangeNothing) {
  Module module = read_module("resource \"t\" \"n\" {\r\n  a = 1 # ringfence:ignore x\r\n  b {\r\n  }\r\n}\r\n");
  EXPECT_EQ(module.messages(), "");
  EXPECT_EQ(show(module.resource("t", "n")->body), "{'a': 1, 'b': [{}]}");
  EXPECT_EQ(module.declarations->comments[0].text, "ringfence:ignore x");
}

}  // namespace
}  // namespace ringfence
