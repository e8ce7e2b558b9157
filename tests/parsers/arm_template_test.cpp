// ARM templates and parameter files: which JSON is ours, and what is read of each declaration.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "tests/parsers/arm_support.h"

namespace ringfence {
namespace {

using testing::Parsed;
using testing::print;
using testing::print_list;
using testing::resource_with;
using testing::template_with;

std::string fixture(const std::string& path) {
  std::ifstream in(std::string(RINGFENCE_SOURCE_DIR "/fixtures/") + path, std::ios::binary);
  std::stringstream bytes;
  bytes << in.rdbuf();
  EXPECT_FALSE(bytes.str().empty()) << path;
  return bytes.str();
}

template <class Items>
const auto& named(const Items& items, std::string_view name) {
  for (const auto& each : items) {
    if (each.name == name) return each;
  }
  ADD_FAILURE() << "nothing is named " << name;
  static const std::remove_cvref_t<decltype(items[0])> kNothing{};
  return kNothing;
}

const Resource& resource_of(const Template& declarations, std::string_view type) {
  for (const Resource* each : declarations.resources) {
    if (each->type == type) return *each;
  }
  ADD_FAILURE() << "no resource of type " << type;
  static const Resource kNothing;
  return kNothing;
}

const ModuleCall& module_of(const Template& declarations, std::string_view name) {
  for (const ModuleCall* each : declarations.modules) {
    if (print(each->name) == "'" + std::string(name) + "'") return *each;
  }
  ADD_FAILURE() << "no deployment named " << name;
  static const ModuleCall kNothing;
  return kNothing;
}

TEST(ArmTemplate, TheKitchenSinkIsReadWithoutAnError) {
  Parsed parsed(fixture("syntax/arm/kitchen_sink.json"));
  EXPECT_EQ(parsed.diagnostics(), "");
  const Template& t = parsed.declarations();
  EXPECT_EQ(t.dialect, Dialect::Arm);
  EXPECT_FALSE(t.open);
  EXPECT_FALSE(t.symbolic_names);
  EXPECT_FALSE(t.generated_by_bicep);
  EXPECT_EQ(t.parameters.size(), 7u);
  EXPECT_EQ(t.resources.size(), 5u);
  EXPECT_EQ(t.modules.size(), 4u);
  EXPECT_EQ(t.outputs.size(), 3u);
}

TEST(ArmTemplate, ParametersHaveTypeDefaultAllowedValuesAndSecrecy) {
  Parsed parsed(fixture("syntax/arm/kitchen_sink.json"));
  const auto& parameters = parsed.declarations().parameters;
  EXPECT_EQ(print(named(parameters, "location").default_value), "resourceGroup().location");
  const Parameter& sku = named(parameters, "sku");
  EXPECT_EQ(sku.type->kind, TypeKind::String);
  EXPECT_EQ(print_list(sku.allowed), "'Standard_LRS', 'Standard_GRS'");
  EXPECT_FALSE(sku.secure);
  EXPECT_EQ(parsed.text(named(parameters, "instances").name_span), "\"instances\"");
  EXPECT_EQ(named(parameters, "subnets").type->kind, TypeKind::Array);
  EXPECT_EQ(named(parameters, "subnets").default_value, nullptr);
  EXPECT_EQ(named(parameters, "instances").type->kind, TypeKind::Int);
  EXPECT_EQ(named(parameters, "deployVault").type->kind, TypeKind::Bool);
  EXPECT_TRUE(named(parameters, "adminPassword").secure);
  EXPECT_EQ(named(parameters, "adminPassword").type->kind, TypeKind::String);
  EXPECT_TRUE(named(parameters, "settings").secure);
  EXPECT_EQ(named(parameters, "settings").type->kind, TypeKind::Object);
}

TEST(ArmTemplate, VariablesAndTheirCopies) {
  Parsed parsed(fixture("syntax/arm/kitchen_sink.json"));
  const auto& variables = parsed.declarations().variables;
  EXPECT_EQ(variables.size(), 4u);
  EXPECT_EQ(print(named(variables, "storageName").value), "contoso.uniqueName('data')");
  EXPECT_EQ(print(named(variables, "tags").value), "{team: 'ai', note: '[kept literally]'}");
  EXPECT_EQ(print(named(variables, "diskNames").value), "for(diskNames < 3: format('disk-{0}', copyIndex(diskNames)))");
  EXPECT_EQ(print(named(variables, "network").value),
            "{prefix: '10.0.0.0/16', ranges: for(ranges < length(param(subnets)): "
            "param(subnets)[copyIndex(ranges)].prefix)}");
}

TEST(ArmTemplate, ACopyThatIsNoRepetitionIsAPlainProperty) {
  Parsed parsed(template_with(R"("variables": {"copy": "text", "o": {"copy": [{"name": "a"}]}, "p": {"copy": []}})"));
  const auto& variables = parsed.declarations().variables;
  EXPECT_EQ(print(named(variables, "copy").value), "'text'");
  EXPECT_EQ(print(named(variables, "o").value), "{copy: [{name: 'a'}]}");
  EXPECT_EQ(print(named(variables, "p").value), "{copy: []}");
}

TEST(ArmTemplate, ANameMayBeAnExpression) {
  Parsed parsed(template_with(R"("variables": {"o": {"[parameters('id')]": {}, "[[a]": 1}})"));
  EXPECT_EQ(print(named(parsed.declarations().variables, "o").value), "{[param(id)]: {}, [a]: 1}");
}

TEST(ArmTemplate, UserFunctions) {
  Parsed parsed(fixture("syntax/arm/kitchen_sink.json"));
  ASSERT_EQ(parsed.declarations().functions.size(), 1u);
  const Function& function = parsed.declarations().functions[0];
  EXPECT_EQ(function.ns, "contoso");
  EXPECT_EQ(function.name, "uniqueName");
  ASSERT_EQ(function.params.size(), 1u);
  EXPECT_EQ(function.params[0].name, "prefix");
  EXPECT_EQ(function.params[0].type->kind, TypeKind::String);
  EXPECT_EQ(print(function.body), "concat(toLower(param(prefix)), uniqueString(resourceGroup().id))");
}

TEST(ArmTemplate, AResourceKeepsWhatIsNotItsBodyApart) {
  Parsed parsed(fixture("syntax/arm/kitchen_sink.json"));
  const Resource& storage = resource_of(parsed.declarations(), "Microsoft.Storage/storageAccounts");
  EXPECT_EQ(storage.api_version, "2023-01-01");
  EXPECT_EQ(print(storage.name), "concat(var(storageName), copyIndex())");
  EXPECT_EQ(print(storage.body),
            "{location: param(location), sku: {name: param(sku)}, kind: 'StorageV2', properties: "
            "{minimumTlsVersion: 'TLS1_2', networkAcls: {defaultAction: 'Deny', virtualNetworkRules: "
            "for(virtualNetworkRules < length(param(subnets)): {id: "
            "param(subnets)[copyIndex(virtualNetworkRules)].id})}}}");
  ASSERT_NE(storage.loop, nullptr);
  EXPECT_EQ(storage.loop->copy_name, "accounts");
  EXPECT_EQ(print(storage.loop->count), "param(instances)");
  EXPECT_EQ(storage.condition, nullptr);
  EXPECT_EQ(parsed.text(storage.header_span), "\"type\": \"Microsoft.Storage/storageAccounts\"");
  EXPECT_EQ(parsed.text(storage.name_span), "\"[concat(variables('storageName'), copyIndex())]\"");
  EXPECT_EQ(parsed.text(storage.span).front(), '{');

  const Resource& vault = resource_of(parsed.declarations(), "Microsoft.KeyVault/vaults");
  EXPECT_EQ(print(vault.condition), "param(deployVault)");
  EXPECT_EQ(vault.loop, nullptr);
  const auto* properties = as<ObjectExpr>(as<ObjectExpr>(vault.body)->items[0].value);
  EXPECT_EQ(parsed.text(properties->items[0].span), "\"enablePurgeProtection\": true");
  EXPECT_EQ(parsed.text(properties->items[1].value->span), "90");
}

TEST(ArmTemplate, ChildrenHaveTheFullTypeAndFollowTheirParent) {
  Parsed parsed(fixture("syntax/arm/kitchen_sink.json"));
  const auto& resources = parsed.declarations().resources;
  EXPECT_EQ(resources[1]->type, "Microsoft.Storage/storageAccounts/blobServices");
  EXPECT_EQ(print(resources[1]->name), "'default'");
  EXPECT_EQ(resources[1]->enclosing, resources[0]);
  EXPECT_EQ(print_list(resources[1]->depends_on), "var(storageName)");
  EXPECT_EQ(resources[2]->type, "Microsoft.Storage/storageAccounts/blobServices/containers");
  EXPECT_EQ(resources[2]->enclosing, resources[1]);
  EXPECT_EQ(resources[3]->type, "Microsoft.Storage/storageAccounts/queueServices") << "written in full";
  EXPECT_EQ(resources[3]->enclosing, resources[0]);
  EXPECT_EQ(resources[4]->enclosing, nullptr);
}

TEST(ArmTemplate, AChildOfAnotherProviderIsNoChild) {
  Parsed parsed(resource_with(
      R"("resources": [{"type": "Microsoft.Authorization/locks", "apiVersion": "2020-05-01", "name": "lock"}])"));
  const Resource& lock = resource_of(parsed.declarations(), "Microsoft.Authorization/locks");
  EXPECT_EQ(lock.enclosing, nullptr);
}

TEST(ArmTemplate, ASlashAfterTheTypeIsNoPartOfIt) {
  Parsed parsed(template_with(
      R"("resources": [{"type": "Microsoft.Network/networkWatchers/flowLogs/", "apiVersion": "2023-05-01", "name": "w/l"}])"));
  ASSERT_EQ(parsed.declarations().resources.size(), 1u);
  EXPECT_EQ(parsed.declarations().resources[0]->type, "Microsoft.Network/networkWatchers/flowLogs");
}

TEST(ArmTemplate, ComputedTypeAndVersionAreExpressions) {
  Parsed parsed(
      template_with(R"("resources": [{"type": "[parameters('t')]", "apiVersion": "[variables('v')]", "name": "x"}])"));
  const Resource& resource = *parsed.declarations().resources[0];
  EXPECT_EQ(resource.type, "");
  EXPECT_EQ(print(resource.type_expr), "param(t)");
  EXPECT_EQ(resource.api_version, "");
  EXPECT_EQ(print(resource.api_version_expr), "var(v)");
}

TEST(ArmDeployment, AnInnerTemplateHasItsOwnScopeAndArguments) {
  Parsed parsed(fixture("syntax/arm/kitchen_sink.json"));
  const ModuleCall& inner = module_of(parsed.declarations(), "inner");
  EXPECT_FALSE(inner.outer_scope);
  EXPECT_EQ(print(inner.subscription_id), "subscription().subscriptionId");
  EXPECT_EQ(print(inner.resource_group), "'shared'");
  EXPECT_EQ(print_list(inner.depends_on), "resourceId('Microsoft.KeyVault/vaults', 'vault')");
  EXPECT_EQ(print(inner.arguments),
            "{name: var(storageName), password: @secret(resourceId('Microsoft.KeyVault/vaults', 'vault'), 'admin'), "
            "zone: if(param(deployVault), 1, null()), whole: param(settings).whole.value}");
  ASSERT_NE(inner.inline_template, nullptr);
  EXPECT_EQ(inner.inline_template->target_scope, "subscription");
  EXPECT_EQ(inner.inline_template->resources[0]->type, "Microsoft.Search/searchServices");
  EXPECT_EQ(inner.inline_template->outputs[0].name, "id");
  EXPECT_TRUE(inner.source.empty());
}

TEST(ArmDeployment, WithoutAnOptionTheTemplateIsOfTheOuterScope) {
  Parsed parsed(fixture("syntax/arm/kitchen_sink.json"));
  const ModuleCall& outer = module_of(parsed.declarations(), "outer");
  EXPECT_TRUE(outer.outer_scope);
  EXPECT_EQ(print(outer.body), "{location: 'westeurope'}");
  EXPECT_EQ(outer.arguments, nullptr);
}

TEST(ArmDeployment, ALinkIsASourceOrTheExpressionOfOne) {
  Parsed parsed(fixture("syntax/arm/kitchen_sink.json"));
  const ModuleCall& linked = module_of(parsed.declarations(), "linked");
  EXPECT_EQ(linked.source, "nested/network.json");
  EXPECT_EQ(parsed.text(linked.source_span), "\"nested/network.json\"");
  EXPECT_EQ(linked.inline_template, nullptr);
  EXPECT_EQ(linked.loop->copy_name, "links");
  const ModuleCall& computed = module_of(parsed.declarations(), "computed");
  EXPECT_EQ(computed.source, "");
  EXPECT_EQ(print(computed.source_expr), "uri(deployment().properties.templateLink.uri, 'other.json')");
  EXPECT_EQ(print(computed.arguments), "mapValues(param(settings), (each) => local(each).value)");
}

TEST(ArmDeployment, OptionalArgumentsAreSeenThrough) {
  struct Row {
    const char* written;
    const char* argument;
  };
  const Row kRows[] = {
      {"if(a(), createObject('value', 1), createObject('value', 2))", "if(a(), 1, 2)"},
      {"if(a(), if(b(), createObject('value', 1), null()), createObject())", "if(a(), if(b(), 1, null), null)"},
      {"createObject('reference', createObject('keyVault', createObject('id', 'v'), 'secretName', 's'))",
       "@secret('v', 's')"},
      {"parameters('p')", "param(p).value"},
  };
  for (const Row& row : kRows) {
    Parsed parsed(template_with(
        R"("resources": [{"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "d",
            "properties": {"parameters": {"x": "[)" +
        std::string(row.written) + R"(]"}, "template": {}}}])"));
    EXPECT_EQ(print(module_of(parsed.declarations(), "d").arguments), "{x: " + std::string(row.argument) + "}");
  }
}

TEST(ArmTemplate, Outputs) {
  Parsed parsed(fixture("syntax/arm/kitchen_sink.json"));
  const auto& outputs = parsed.declarations().outputs;
  EXPECT_EQ(print(named(outputs, "endpoint").condition), "param(deployVault)");
  EXPECT_EQ(print(named(outputs, "endpoint").value), "reference('vault').vaultUri");
  EXPECT_EQ(print(named(outputs, "names").value), "for( < param(instances): concat('a', copyIndex()))");
  EXPECT_FALSE(named(outputs, "names").secure);
  EXPECT_TRUE(named(outputs, "secret").secure);
}

TEST(ArmTemplate, LanguageVersionTwo) {
  Parsed parsed(fixture("syntax/arm/language_version_2.json"));
  EXPECT_EQ(parsed.diagnostics(), "");
  const Template& t = parsed.declarations();
  EXPECT_EQ(t.language_version, "2.0");
  EXPECT_EQ(t.target_scope, "managementGroup");
  EXPECT_TRUE(t.generated_by_bicep);
  EXPECT_TRUE(t.symbolic_names);
  ASSERT_EQ(t.resources.size(), 3u);
  EXPECT_EQ(t.resources[0]->symbol, "vault");
  EXPECT_EQ(t.resources[0]->mode, ResourceMode::Existing);
  EXPECT_EQ(print(t.resources[0]->scope), "format('/subscriptions/{0}/resourceGroups/{1}', 's', 'g')");
  EXPECT_EQ(t.resources[1]->symbol, "vault::key");
  EXPECT_EQ(t.resources[1]->mode, ResourceMode::Managed);
  EXPECT_EQ(print_list(t.resources[1]->depends_on), "'vault'");
  EXPECT_EQ(t.resources[2]->extension, "graph");
  EXPECT_EQ(t.resources[2]->type, "Microsoft.Graph/groups");
  EXPECT_EQ(t.resources[2]->api_version, "v1.0");
  EXPECT_EQ(t.resources[2]->name, nullptr);
  ASSERT_EQ(t.modules.size(), 1u);
  EXPECT_EQ(t.modules[0]->symbol, "module");
  EXPECT_EQ(print(t.modules[0]->body), "{extensionConfigs: {graph: {}}}");
  EXPECT_TRUE(t.modules[0]->inline_template->symbolic_names);
  EXPECT_FALSE(t.modules[0]->inline_template->generated_by_bicep);
}

TEST(ArmTemplate, TypesOfLanguageVersionTwo) {
  Parsed parsed(fixture("syntax/arm/language_version_2.json"));
  const auto& types = parsed.declarations().types;
  const TypeExpr& endpoint = *named(types, "endpoint").type;
  EXPECT_EQ(endpoint.kind, TypeKind::Object);
  ASSERT_EQ(endpoint.properties.size(), 3u);
  EXPECT_FALSE(endpoint.properties[0].optional);
  EXPECT_EQ(endpoint.properties[1].type->name, "zone");
  EXPECT_EQ(endpoint.properties[1].type->kind, TypeKind::Named);
  EXPECT_TRUE(endpoint.properties[1].optional);
  EXPECT_EQ(endpoint.properties[2].name, "");
  EXPECT_TRUE(endpoint.properties[2].type->secure);
  EXPECT_EQ(print_list(named(types, "zone").type->allowed), "'blob', 'vault'");
  EXPECT_EQ(named(types, "pair").type->kind, TypeKind::Tuple);
  EXPECT_EQ(named(types, "pair").type->members[1]->kind, TypeKind::Bool);
  EXPECT_EQ(named(types, "shape").type->discriminator, "kind");
  EXPECT_EQ(named(types, "shape").type->members.size(), 2u);
  const Parameter& endpoints = named(parsed.declarations().parameters, "endpoints");
  EXPECT_TRUE(endpoints.nullable);
  EXPECT_EQ(endpoints.type->element->name, "endpoint");
}

TEST(ArmTemplate, NamesOfPropertiesIgnoreCase) {
  Parsed parsed(template_with(
      R"("Parameters": {"p": {"TYPE": "securestring", "DefaultValue": "d"}}, "RESOURCES": [{"Type":
      "microsoft.resources/DEPLOYMENTS", "ApiVersion": "2022-09-01", "Name": "d", "Properties": {"Template": {"Resources": []}}}])"));
  EXPECT_TRUE(parsed.declarations().parameters[0].secure);
  EXPECT_EQ(print(parsed.declarations().parameters[0].default_value), "'d'");
  EXPECT_NE(module_of(parsed.declarations(), "d").inline_template, nullptr);
}

TEST(ArmTemplate, OfARepeatedNameTheLastCountsWithAWarning) {
  Parsed parsed(template_with("\"variables\": {\n\"a\": 1, \"a\": 2, \"o\": {\n\"x\": 1, \"y\": 2,\n\"x\": 3}}"));
  EXPECT_EQ(print(named(parsed.declarations().variables, "a").value), "2");
  EXPECT_EQ(print(named(parsed.declarations().variables, "o").value), "{y: 2, x: 3}");
  EXPECT_EQ(parsed.diagnostics(),
            "2:1 warning duplicate-property: \"a\" is given again below; the last one counts\n"
            "3:1 warning duplicate-property: \"x\" is given again below; the last one counts\n");

  std::string members;
  for (int i = 0; i < 40; ++i) members += "\"k" + std::to_string(i % 38) + "\": " + std::to_string(i) + ", ";
  Parsed many(template_with("\"variables\": {\"o\": {" + members + "\"last\": 0}}"));
  const auto* object = as<ObjectExpr>(many.declarations().variables[0].value);
  EXPECT_EQ(object->items.size(), 39u);
  EXPECT_EQ(many.file.diagnostics.items().size(), 2u);
}

TEST(ArmTemplate, LenientJsonIsReadWithNotes) {
  Parsed parsed(fixture("syntax/arm/lenient.json"));
  for (const Diagnostic& each : parsed.file.diagnostics.items()) EXPECT_EQ(each.severity, Severity::Note);
  EXPECT_EQ(parsed.file.diagnostics.items().size(), 4u);
  EXPECT_EQ(print(parsed.declarations().variables[0].value), "concat('one', 'two')");
  EXPECT_FALSE(parsed.declarations().open);
}

TEST(ArmTemplate, CommentsAndMetadataThatSuppressAreKept) {
  Parsed lenient(fixture("syntax/arm/lenient.json"));
  const auto& comments = lenient.declarations().comments;
  ASSERT_EQ(comments.size(), 2u);
  EXPECT_EQ(comments[0].text, "ringfence:ignore RF-NET-001 -- reviewed");
  EXPECT_EQ(comments[1].text, "checkov:skip=CKV_AZURE_33: no queues");
  EXPECT_EQ(lenient.text(comments[1].span), "// checkov:skip=CKV_AZURE_33: no queues");

  Parsed sink(fixture("syntax/arm/kitchen_sink.json"));
  ASSERT_EQ(sink.declarations().comments.size(), 1u);
  EXPECT_EQ(sink.declarations().comments[0].text, "checkov:skip=CKV_AZURE_33:no queues here");
  EXPECT_EQ(sink.declarations().comments[0].span, sink.declarations().resources[0]->span);
}

TEST(ArmParameters, ValuesAreLiteralAndSecretsReferences) {
  Parsed parsed(fixture("syntax/arm/values.parameters.json"));
  EXPECT_EQ(parsed.diagnostics(), "");
  ASSERT_NE(parsed.file.parameters, nullptr);
  const auto& values = parsed.file.parameters->values;
  ASSERT_EQ(values.size(), 4u);
  EXPECT_EQ(print(named(values, "location").value), "'westeurope'");
  EXPECT_EQ(parsed.text(named(values, "location").value->span), "\"westeurope\"");
  EXPECT_EQ(print(named(values, "literal").value), "'[not('an expression')]'");
  EXPECT_EQ(print(named(values, "list").value), "[1, {copy: [{count: 1, input: 2}]}, null]");
  EXPECT_EQ(print(named(values, "password").value),
            "@secret('/subscriptions/0/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v', 'admin')");
}

TEST(ArmBroken, AnErrorCostsThePropertyItStandsIn) {
  Parsed parsed(fixture("broken/arm_missing_comma.json"));
  EXPECT_EQ(parsed.file.kind, FileKind::ArmTemplate);
  EXPECT_TRUE(parsed.declarations().open);
  EXPECT_EQ(parsed.diagnostics(),
            "8:7 error syntax-error: expected ',' or '}'\n"
            "15:48 error syntax-error: expected a value\n");
  ASSERT_EQ(parsed.declarations().resources.size(), 2u);
  EXPECT_EQ(print(parsed.declarations().resources[0]->name), "'first'");
  EXPECT_EQ(print(parsed.declarations().resources[0]->body), "{properties: {supportsHttpsTrafficOnly: false}}");
  EXPECT_EQ(print(parsed.declarations().resources[1]->body), "{properties: {publicNetworkAccess: 'Enabled'}}");
}

TEST(ArmBroken, WhatStandsBeforeTheCutIsRead) {
  Parsed parsed(fixture("broken/arm_truncated.json"));
  EXPECT_TRUE(parsed.declarations().open);
  EXPECT_EQ(parsed.file.diagnostics.items()[0].message, "expected a closing quote");
  ASSERT_EQ(parsed.declarations().resources.size(), 2u);
  EXPECT_EQ(print(parsed.declarations().resources[0]->body), "{properties: {supportsHttpsTrafficOnly: false}}");
  EXPECT_EQ(parsed.declarations().resources[1]->type, "Microsoft.KeyVault/vaults");
}

TEST(ArmBroken, JsonThatIsNotOursIsPassedOver) {
  Parsed parsed(fixture("broken/not_ours.json"));
  EXPECT_EQ(parsed.file.kind, FileKind::None);
  EXPECT_EQ(parsed.diagnostics(), "");
}

TEST(ArmBroken, AnyPrefixOfATemplateIsReadWithoutHarm) {
  std::string whole = fixture("syntax/arm/kitchen_sink.json");
  size_t named = whole.find("deploymentTemplate") + std::string_view("deploymentTemplate").size();
  for (size_t length = 0; length < whole.size(); length += 97) {
    Parsed parsed(whole.substr(0, length));
    bool ours = length >= named;
    EXPECT_EQ(parsed.file.kind, ours ? FileKind::ArmTemplate : FileKind::None) << length;
    EXPECT_EQ(parsed.file.diagnostics.empty(), !ours) << length;
  }
}

TEST(ArmHostile, DeepNestingHasALimit) {
  constexpr size_t kDepth = 100'000;
  Parsed arrays(template_with("\"variables\": {\"v\": " + std::string(kDepth, '[') + std::string(kDepth, ']') + "}"));
  EXPECT_EQ(arrays.file.diagnostics.items().size(), 1u);
  EXPECT_EQ(arrays.file.diagnostics.items()[0].code, "limit");
  Parsed unclosed(template_with("\"variables\": {\"v\": " + std::string(kDepth, '[')));
  EXPECT_FALSE(unclosed.file.diagnostics.empty());

  std::string children, deployments;
  for (size_t i = 0; i < 5'000; ++i) {
    children += R"({"type": "a", "name": "b", "resources": [)";
    deployments += R"({"type": "Microsoft.Resources/deployments", "properties": {"template": {"resources": [)";
  }
  Parsed nested_children(template_with("\"resources\": [" + children));
  EXPECT_GT(nested_children.declarations().resources.size(), 20u);
  Parsed nested_deployments(template_with("\"resources\": [" + deployments));
  EXPECT_EQ(nested_deployments.declarations().modules.size(), 1u);
}

TEST(ArmHostile, PartsOfTheWrongKindAreNoCrash) {
  const char* kKinds[] = {"1",
                          "null",
                          "true",
                          "\"text\"",
                          "\"[f()]\"",
                          "[]",
                          "{}",
                          "[[], {}, 1, \"x\"]",
                          "{\"a\": 1, \"b\": [], \"c\": {}, \"value\": {}, \"name\": []}"};
  const char* kPlaces[] = {
      "\"parameters\": %",
      "\"variables\": %",
      "\"functions\": %",
      "\"resources\": %",
      "\"outputs\": %",
      "\"metadata\": %",
      "\"definitions\": %",
      "\"languageVersion\": %",
      "\"parameters\": {\"p\": %}",
      "\"parameters\": {\"p\": {\"type\": %, \"allowedValues\": %, \"items\": %, \"properties\": %}}",
      "\"variables\": {\"copy\": %}",
      "\"outputs\": {\"o\": %}",
      "\"outputs\": {\"o\": {\"copy\": %, \"type\": %}}",
      "\"functions\": [{\"namespace\": %, \"members\": {\"f\": %}}]",
      "\"resources\": [{\"type\": %, \"name\": %, \"apiVersion\": %, \"copy\": %, \"dependsOn\": %, \"resources\": %}]",
      "\"resources\": [{\"type\": \"Microsoft.Resources/deployments\", \"properties\": %}]",
      "\"resources\": [{\"type\": \"Microsoft.Resources/deployments\", \"properties\": {\"template\": %, "
      "\"templateLink\": %, \"parameters\": %}}]",
      "\"resources\": [{\"type\": \"Microsoft.Resources/deployments\", \"properties\": {\"parameters\": {\"p\": %, "
      "\"q\": {\"reference\": %}}}}]",
      "\"resources\": [{\"type\": \"a/b\", \"metadata\": {\"checkov\": {\"skip\": %}}}]",
  };
  for (const char* place : kPlaces) {
    for (const char* kind : kKinds) {
      std::string members;
      for (const char* c = place; *c; ++c) members += *c == '%' ? std::string(kind) : std::string(1, *c);
      Parsed parsed(template_with(members));
      EXPECT_EQ(parsed.file.kind, FileKind::ArmTemplate) << members;
      EXPECT_NE(parsed.file.declarations, nullptr) << members;
    }
  }
  for (const char* kind : kKinds) {
    std::string start = R"({"$schema": "x/deploymentParameters.json", "parameters": )";
    EXPECT_EQ(Parsed(start + kind + "}").file.kind, FileKind::ArmParameters);
    EXPECT_EQ(Parsed(start + "{\"p\": " + kind + ", \"q\": {\"reference\": " + kind + "}}}").file.kind,
              FileKind::ArmParameters);
  }
}

}  // namespace
}  // namespace ringfence
