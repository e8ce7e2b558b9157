// Declarations of Bicep files: what Template holds of each, and where it stands.

#include <gtest/gtest.h>

#include "tests/parsers/bicep_support.h"

namespace ringfence {
namespace {

using bicep_test::File;
using bicep_test::read;
using bicep_test::read_parameters;
using bicep_test::show;

std::string show_all(std::span<const Expr* const> items) {
  std::string out;
  for (const Expr* each : items) out += (out.empty() ? "" : ", ") + show(each);
  return out;
}

TEST(BicepParameter, HasTypeDefaultAllowedValuesAndSecrecy) {
  File file = read(R"(
@description('no say')
@allowed(['x', 'y'])
@minLength(1)
param a string = 'x'
@sys.secure()
param b object
param c int?
param d 'p' | 'q'
param e resource 'Microsoft.Storage/storageAccounts@2023-01-01'
)");
  ASSERT_EQ(file.messages(), "");
  EXPECT_EQ(show(file.parameter("a").default_value), "'x'");
  EXPECT_EQ(show(file.parameter("a").type), "string");
  EXPECT_EQ(show_all(file.parameter("a").allowed), "'x', 'y'");
  EXPECT_FALSE(file.parameter("a").secure);
  EXPECT_EQ(file.text(file.parameter("a").name_span), "a");
  EXPECT_TRUE(file.parameter("b").secure);
  EXPECT_EQ(file.parameter("b").default_value, nullptr);
  EXPECT_TRUE(file.parameter("c").nullable);
  EXPECT_FALSE(file.parameter("d").nullable);
  EXPECT_EQ(show_all(file.parameter("d").allowed), "'p', 'q'") << "the compiler writes allowedValues for them";
  EXPECT_EQ(show(file.parameter("e").type), "type resource");
}

TEST(BicepParameter, TakesNullabilityAndSecrecyFromTypesOfTheFile) {
  File file = read(R"(
@secure()
type Secret = string
type Choice = ('a' | 'b')?
type Loop = Loop
param s Secret
param c Choice
param l Loop
param u Unknown
)");
  EXPECT_TRUE(file.parameter("s").secure);
  EXPECT_FALSE(file.parameter("s").nullable);
  EXPECT_TRUE(file.parameter("c").nullable);
  EXPECT_EQ(show_all(file.parameter("c").allowed), "'a', 'b'");
  EXPECT_FALSE(file.parameter("l").nullable);
  EXPECT_FALSE(file.parameter("u").secure);
}

TEST(BicepResource, SetsAsideWhatTheTemplateHasAPlaceFor) {
  File file = read(R"(resource acc 'Microsoft.Storage/storageAccounts@2023-01-01' existing = {
  name: 'n${x}'
  'scope': resourceGroup('other')
}

@batchSize(1)
resource child 'Microsoft.Storage/storageAccounts/blobServices@2023-01-01' = {
  parent: acc
  name: 'default'
  location: 'westus'
  dependsOn: [
    acc
    other
  ]
  ...extra
}
)");
  ASSERT_EQ(file.messages(), "");
  const Resource& acc = file.resource("acc");
  EXPECT_EQ(acc.type, "Microsoft.Storage/storageAccounts");
  EXPECT_EQ(acc.api_version, "2023-01-01");
  EXPECT_EQ(acc.mode, ResourceMode::Existing);
  EXPECT_EQ(show(acc.name), "cat('n', ?x)");
  EXPECT_EQ(show(acc.scope), "resourceGroup('other')");
  EXPECT_EQ(show(acc.body), "{}");
  EXPECT_EQ(file.text(acc.header_span), "resource acc 'Microsoft.Storage/storageAccounts@2023-01-01' existing");
  EXPECT_EQ(file.text(acc.name_span), "'n${x}'");
  const Resource& child = file.resource("child");
  EXPECT_EQ(child.mode, ResourceMode::Managed);
  EXPECT_EQ(show(child.parent), "?acc");
  EXPECT_EQ(show_all(child.depends_on), "?acc, ?other");
  EXPECT_EQ(show(child.body), "{'location': 'westus', ...?extra}");
  EXPECT_EQ(file.text(child.header_span), "resource child 'Microsoft.Storage/storageAccounts/blobServices@2023-01-01'");
  EXPECT_EQ(file.text(child.span).substr(0, 13), "@batchSize(1)");
  EXPECT_FALSE(file.declarations->open);
}

TEST(BicepResource, HasItsConditionAndLoop) {
  File file = read(R"(
resource a 't/a@2023-01-01' = if (p && q) {
  name: 'a'
}
resource b 't/b@2023-01-01' = [for (x, i) in xs: if (x.on) {
  name: x.name
}]
resource c 't/c@2023-01-01' = [
  for y in ys: {
    name: y
  }
]
)");
  ASSERT_EQ(file.messages(), "");
  EXPECT_EQ(show(file.resource("a").condition), "(?p && ?q)");
  EXPECT_EQ(file.resource("a").loop, nullptr);
  const Resource& b = file.resource("b");
  ASSERT_NE(b.loop, nullptr);
  EXPECT_EQ(show(b.loop->collection), "?xs");
  EXPECT_EQ(b.loop->item, "x");
  EXPECT_EQ(b.loop->index, "i");
  EXPECT_EQ(show(b.condition), "?x.on");
  EXPECT_EQ(show(b.name), "?x.name");
  const Resource& c = file.resource("c");
  EXPECT_EQ(c.loop->item, "y");
  EXPECT_EQ(c.loop->index, "");
  EXPECT_EQ(c.condition, nullptr);
}

TEST(BicepResource, NestedOnesHaveTheirFullTypeAndTheVersionOfTheirParent) {
  File file = read(R"(
resource a 'T/a@2023-01-01' = {
  name: 'a'
  resource: 'a property of that name'
  resource b 'b' = {
    name: 'b'
    @description('deeper')
    resource c 'c@2024-01-01' existing = {
      name: 'c'
    }
  }
}
)");
  ASSERT_EQ(file.messages(), "");
  ASSERT_EQ(file.declarations->resources.size(), 3u);
  EXPECT_EQ(file.declarations->resources[0]->symbol, "a");
  const Resource& b = file.resource("b");
  EXPECT_EQ(b.type, "T/a/b");
  EXPECT_EQ(b.api_version, "2023-01-01");
  EXPECT_EQ(b.enclosing, &file.resource("a"));
  const Resource& c = file.resource("c");
  EXPECT_EQ(c.type, "T/a/b/c");
  EXPECT_EQ(c.api_version, "2024-01-01");
  EXPECT_EQ(c.enclosing, &b);
  EXPECT_EQ(show(file.resource("a").body), "{'resource': 'a property of that name'}");
}

TEST(BicepResource, OfAnExtensionHasAllItsPropertiesUnderOne) {
  File file = read(R"(
extension microsoftGraph
resource grant 'Microsoft.Graph/oauth2PermissionGrants@v1.0' = {
  scope: 'User.Read'
  name: 'n'
  consentType: 'All'
  dependsOn: [other]
}
resource other 'Microsoft.Storage/storageAccounts@2023-01-01' = { name: 'a', scope: b }
)");
  EXPECT_EQ(show(file.resource("grant").body), "{'properties': {'scope': 'User.Read', 'name': 'n', 'consentType': 'All'}}");
  EXPECT_EQ(file.resource("grant").name, nullptr);
  EXPECT_EQ(file.resource("grant").scope, nullptr);
  EXPECT_EQ(file.resource("grant").depends_on.size(), 1u);
  EXPECT_EQ(show(file.resource("other").name), "'a'");
  EXPECT_EQ(show(file.resource("other").scope), "?b");
  EXPECT_EQ(show(file.resource("other").body), "{}");
}

TEST(BicepResource, ComesFromTheExtensionThatDeclaresIt) {
  File file = read(R"(
extension 'br:mcr.microsoft.com/bicep/extensions/microsoftgraph/v1.0:0.1.8-preview' as graph
extension kubernetes with {
  namespace: 'default'
} as k8s
resource g 'Microsoft.Graph/groups@v1.0' = {
  uniqueName: 'g'
}
resource s 'core/Service@v1' = {}
resource q 'k8s:apps/Deployment@v1' = {}
resource z 'az:Microsoft.Storage/storageAccounts@2023-01-01' = {
  name: 'z'
}
)");
  ASSERT_EQ(file.messages(), "");
  EXPECT_EQ(file.resource("g").extension, "graph");
  EXPECT_EQ(file.resource("s").extension, "k8s");
  EXPECT_EQ(file.resource("q").extension, "k8s");
  EXPECT_EQ(file.resource("q").type, "apps/Deployment");
  EXPECT_EQ(file.resource("z").extension, "");
  EXPECT_EQ(file.resource("z").type, "Microsoft.Storage/storageAccounts");
}

TEST(BicepModule, HasItsSourceAndArguments) {
  File file = read(R"(
module m './net/vnet.bicep' = if (on) {
  name: 'vnet'
  scope: resourceGroup(rg)
  params: {
    prefix: '10.0.0.0/16'
  }
  dependsOn: [a]
  identity: {}
}
module many 'br/public:avm/res/x/y:1.0.0' = [for x in xs: {
  params: x
}]
)");
  ASSERT_EQ(file.messages(), "");
  const ModuleCall& m = file.module("m");
  EXPECT_EQ(m.source, "./net/vnet.bicep");
  EXPECT_EQ(file.text(m.source_span), "'./net/vnet.bicep'");
  EXPECT_EQ(file.text(m.header_span), "module m './net/vnet.bicep'");
  EXPECT_EQ(show(m.name), "'vnet'");
  EXPECT_EQ(show(m.scope), "resourceGroup(?rg)");
  EXPECT_EQ(show(m.arguments), "{'prefix': '10.0.0.0/16'}");
  EXPECT_EQ(show(m.condition), "?on");
  EXPECT_EQ(show_all(m.depends_on), "?a");
  EXPECT_EQ(show(m.body), "{'identity': {}}");
  EXPECT_EQ(file.module("many").loop->item, "x");
  EXPECT_EQ(show(file.module("many").arguments), "?x");
}

TEST(BicepFile, HasOutputsFunctionsImportsAndWhatItExports) {
  File file = read(R"(targetScope = 'subscription'
metadata m = 'ignored'
import * as types from 'types.bicep'
import { a, b as c, 'd-e' as f } from 'shared.bicep'
@export()
var v = 1
@export()
type T = string
@export()
func twice(x int, y T?) int => x * 2
var hidden = 2
@secure()
output o string = v
output list string[] = [for x in xs: x]
)");
  ASSERT_EQ(file.messages(), "");
  const Template& t = *file.declarations;
  EXPECT_EQ(t.target_scope, "subscription");
  ASSERT_EQ(t.imports.size(), 2u);
  EXPECT_EQ(t.imports[0].wildcard, "types");
  EXPECT_EQ(t.imports[0].source, "types.bicep");
  ASSERT_EQ(t.imports[1].items.size(), 3u);
  EXPECT_EQ(t.imports[1].items[0].alias, "a");
  EXPECT_EQ(t.imports[1].items[1].name, "b");
  EXPECT_EQ(t.imports[1].items[1].alias, "c");
  EXPECT_EQ(t.imports[1].items[2].name, "d-e");
  ASSERT_EQ(t.exported.size(), 3u);
  EXPECT_EQ(t.exported[0], "v");
  EXPECT_EQ(t.exported[2], "twice");
  ASSERT_EQ(t.functions.size(), 1u);
  EXPECT_EQ(show(t.functions[0].body), "(?x * 2)");
  EXPECT_EQ(show(t.functions[0].params[1].type), "type T?");
  ASSERT_EQ(t.outputs.size(), 2u);
  EXPECT_TRUE(t.outputs[0].secure);
  EXPECT_EQ(show(t.outputs[1].value), "[for x in ?xs: ?x]");
  EXPECT_EQ(show(t.outputs[1].type), "string[]");
  EXPECT_EQ(read("param a string").declarations->target_scope, "resourceGroup");
}

TEST(BicepFile, KeepsTheCommentsThatSuppress) {
  File file = read(R"(// nothing of interest
// ringfence:ignore RF-NET-001 -- because
resource a 'T/a@2023-01-01' = {
  name: 'a' /* checkov:skip=CKV_AZURE_1: reason */
}
)");
  ASSERT_EQ(file.declarations->comments.size(), 2u);
  EXPECT_EQ(file.declarations->comments[0].text, "ringfence:ignore RF-NET-001 -- because");
  EXPECT_EQ(file.declarations->comments[1].text, "checkov:skip=CKV_AZURE_1: reason");
  EXPECT_EQ(file.text(file.declarations->comments[0].span), "// ringfence:ignore RF-NET-001 -- because");
}

TEST(BicepFile, PassesOverDirectivesAndWindowsLineEnds) {
  File file = read(
      "#disable-next-line no-unused-params // why\r\nparam a string\r\n\r\nvar b = {\r\n  #disable-next-line "
      "BCP035\r\n  c: 1\r\n}\r\n");
  EXPECT_EQ(file.messages(), "");
  EXPECT_EQ(show(file.variable("b").value), "{'c': 1}");
}

TEST(BicepFile, KeepsWhatMakesNothing) {
  File file = read(R"(metadata owner = { team: f('x') }
extension kubernetes with {
  kubeConfig: a.b
} as k8s
extension microsoftGraph
assert ok = length(x) > 1
test t 'other.bicep' = {
  params: { y: g() }
}
)");
  ASSERT_EQ(file.messages(), "");
  const Template& t = *file.declarations;
  ASSERT_EQ(t.extensions.size(), 2u);
  EXPECT_EQ(t.extensions[0].source, "kubernetes");
  EXPECT_EQ(t.extensions[0].alias, "k8s");
  EXPECT_EQ(show(t.extensions[0].configuration), "{'kubeConfig': ?a.b}");
  EXPECT_EQ(t.extensions[1].alias, "microsoftGraph");
  EXPECT_EQ(file.text(t.extensions[1].source_span), "microsoftGraph");
  EXPECT_EQ(t.extensions[1].configuration, nullptr);
  ASSERT_EQ(t.remarks.size(), 3u);
  EXPECT_EQ(show(t.remarks[0]), "{'team': f('x')}");
  EXPECT_EQ(show(t.remarks[1]), "(length(?x) > 1)");
  EXPECT_EQ(show(t.remarks[2]), "{'params': {'y': g()}}");
}

TEST(BicepFile, SaysWhatTheLexerOfTheCompilerRefuses) {
  EXPECT_EQ(read("/* no */ #disable-next-line a\nvar b = 1\n").messages(),
            "1:10: error: a directive begins its line\n");
  EXPECT_EQ(read("var b = 1 #disable-next-line a\n").messages(), "1:11: error: a directive begins its line\n");
  EXPECT_EQ(read("var " + std::string(255, 'b') + " = 1").messages(), "");
  EXPECT_EQ(read("type " + std::string(256, 'b') + " = int").messages(),
            "1:6: error: the name is longer than 255 characters\n");
}

TEST(BicepFile, HasNoDeclarationsOfParameterFiles) {
  EXPECT_EQ(read("param a = 1").messages(), "1:8: error: expected a type\n");
  EXPECT_EQ(read("@description('x')\nusing 'a.bicep'").messages(),
            "2:1: error: this declaration belongs in a .bicepparam file\n");
  File file = read("extends 'a.bicepparam'\nextensionConfig b with {}\nvar c = 1\n");
  EXPECT_EQ(file.messages(),
            "1:1: error: this declaration belongs in a .bicepparam file\n"
            "2:1: error: this declaration belongs in a .bicepparam file\n");
  EXPECT_TRUE(file.declarations->open);
  EXPECT_EQ(file.declarations->variables.size(), 1u);
}

TEST(BicepParameters, HaveFewDeclarationsOfTemplates) {
  EXPECT_EQ(read_parameters("param a string = 'b'").messages(), "1:8: error: expected '='\n");
  EXPECT_EQ(read_parameters("output a int = 1").messages(),
            "1:1: error: this declaration does not belong in a .bicepparam file\n");
  EXPECT_EQ(read_parameters("using none\ntype t = string\nextension e\nvar v = 1\n").messages(), "");
}

TEST(BicepParameters, SayHowToDeploy) {
  File file = read_parameters(R"(using '''main.bicep''' with {
  mode: 'stack'
}
extensionConfig k8s with {
  namespace: readEnvironmentVariable('N')
}
)");
  ASSERT_EQ(file.messages(), "");
  const ParameterFile& p = *file.parameters;
  EXPECT_EQ(p.using_path, "main.bicep");
  EXPECT_EQ(show(p.deployment), "{'mode': 'stack'}");
  ASSERT_EQ(p.extensions.size(), 1u);
  EXPECT_EQ(p.extensions[0].alias, "k8s");
  EXPECT_EQ(show(p.extensions[0].configuration), "{'namespace': readEnvironmentVariable('N')}");
}

TEST(BicepParameters, AreReadFromABicepparam) {
  File file = read_parameters(R"(using './main.bicep'
extends 'base.bicepparam'
import { names } from 'names.bicep'
var env = 'prod'
param name = '${env}-app'
param tags = {
  a: names.b
}
)");
  ASSERT_EQ(file.messages(), "");
  ASSERT_NE(file.parameters, nullptr);
  const ParameterFile& p = *file.parameters;
  EXPECT_EQ(p.using_path, "./main.bicep");
  EXPECT_EQ(file.text(p.using_span), "'./main.bicep'");
  EXPECT_EQ(p.extends_path, "base.bicepparam");
  ASSERT_EQ(p.values.size(), 2u);
  EXPECT_EQ(p.values[0].name, "name");
  EXPECT_EQ(file.text(p.values[0].name_span), "name");
  EXPECT_EQ(show(p.values[0].value), "cat(?env, '-app')");
  EXPECT_EQ(show(p.variables[0].value), "'prod'");
  EXPECT_EQ(p.imports[0].items[0].name, "names");
  EXPECT_EQ(read_parameters("using none\nparam a = 1\n").parameters->using_path, "");
}

}  // namespace
}  // namespace ringfence
