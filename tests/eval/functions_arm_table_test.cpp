// The whole library: what is documented is there, and every function has a row in one of the tables.

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "tests/eval/functions_arm_harness.h"
#include "tests/support/memory_project.h"

using ringfence::arm_functions;
using ringfence::FunctionRow;
using ringfence::test::arm_rows;
using ringfence::test::ArmRow;

namespace {

// learn.microsoft.com/azure/azure-resource-manager/templates/template-functions, .../bicep/bicep-functions, and
// Azure/bicep v0.41 (SystemNamespaceType.cs, AzNamespaceType.cs, ThisNamespaceType.cs).
constexpr std::string_view kDocumented =
    "add and any array base64 base64tojson base64tostring bool builduri cidrhost cidrsubnet coalesce concat contains copyindex "
    "createarray createobject datauri datauritostring datetimeadd datetimefromepoch datetimetoepoch deployer deployment "
    "distinct div empty endswith environment equals extensionresourceid externalinput externalinputs fail false filter first flatten "
    "float format getsecret greater greaterorequals groupby guid if indexfromend indexof int intersection items join json last "
    "lastindexof length less lessorequals like list* listoutputswithsecurevalues loaddirectoryfileinfo loadfileasbase64 "
    "loadjsoncontent loadtextcontent loadyamlcontent managementgroup managementgroupresourceid map mapvalues max min mod mul "
    "newguid not null objectkeys or padleft parameters parsecidr parseuri pickzones providers range readcliarg "
    "readenvironmentvariable readenvvar reduce reference references replace resourcegroup resourceid resourceinfo roledefinitions "
    "shallowmerge skip sort split startswith string sub subscription subscriptionresourceid substring take target tenant "
    "tenantresourceid tolower tologicalzone tologicalzones toobject tophysicalzone tophysicalzones toupper trim true tryget "
    "tryindexfromend union uniquestring uri uricomponent uricomponenttostring utcnow variables";

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

/// The functions that an expression calls, the outermost first.
std::vector<std::string> calls_in(std::string_view expression) {
  std::vector<std::string> out;
  std::string word;
  bool quoted = false;
  for (const char c : expression) {
    if (c == '\'') quoted = !quoted;
    const bool part = !quoted && (std::isalnum(static_cast<unsigned char>(c)) || c == '@' || c == '_');
    if (!quoted && c == '(' && !word.empty()) out.push_back(lower(word));
    word = part ? word + c : std::string();
  }
  return out;
}

std::string row_name(const std::string& function) {
  const auto rows = arm_functions();
  const bool own = std::any_of(rows.begin(), rows.end(), [&](const FunctionRow& row) { return row.name == function; });
  return !own && function.starts_with("list") ? "list*" : function;
}

// Whatever they are given, there is an outcome: the type does not matter, or only Azure could object.
constexpr std::string_view kTakeAnything =
    "@secret any array coalesce copyindex createarray deployer deployment environment equals externalinput externalinputs false list* "
    "listoutputswithsecurevalues newguid null pickzones providers readcliarg readenvironmentvariable readenvvar references resourceinfo "
    "roledefinitions string target tenant tologicalzone tologicalzones tophysicalzone tophysicalzones true utcnow";

bool takes_anything(std::string_view name) {
  return (" " + std::string(kTakeAnything) + " ").find(" " + std::string(name) + " ") != std::string::npos;
}

}  // namespace

TEST(ArmFunctionTable, IsSortedAndCoversTheDocumentation) {
  const auto rows = arm_functions();
  for (std::string_view rest = kDocumented; !rest.empty();) {
    const std::string_view name = rest.substr(0, rest.find(' '));
    rest.remove_prefix(std::min(name.size() + 1, rest.size()));
    EXPECT_TRUE(std::any_of(rows.begin(), rows.end(), [&](const FunctionRow& row) { return row.name == name; })) << name;
  }
  for (size_t i = 1; i < rows.size(); ++i) EXPECT_LT(rows[i - 1].name, rows[i].name);
  for (const FunctionRow& row : rows) {
    EXPECT_LE(row.min_args, row.max_args) << row.name;
    for (const char c : row.name) EXPECT_FALSE(c >= 'A' && c <= 'Z') << row.name;
  }
}

TEST(ArmFunctionTable, EveryFunctionIsShownToWorkAndToFail) {
  std::set<std::string> works, fails;
  for (const ArmRow& row : arm_rows()) {
    const bool error = row.expected.starts_with("error: ");
    const auto calls = calls_in(row.expression);
    for (const std::string& call : calls)
      if (!error) works.insert(row_name(call));
    if (error && !calls.empty()) fails.insert(row_name(calls[0]));
  }
  for (const FunctionRow& row : arm_functions()) {
    EXPECT_TRUE(works.count(std::string(row.name)) > 0 || row.name == "fail") << row.name << " has no row that gives a value";
    EXPECT_EQ(fails.count(std::string(row.name)) == 0, takes_anything(row.name) && row.name != "copyindex")
        << row.name << ": is there a row whose outcome is an error?";
  }
}

TEST(ArmFunctionTable, TheNumberOfArgumentsIsChecked) {
  for (const FunctionRow& row : arm_functions()) {
    const std::string name(row.name);
    if (name == "list*" || name == "@secret") continue;
    const auto outcome = [&](size_t count) {
      std::string call = name + "(";
      for (size_t i = 0; i < count; ++i) call += i == 0 ? "1" : ", 1";
      call += ")";
      ringfence::test::MemoryProject project;
      project.add("main.json", R"({"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "contentVersion": "1.0.0.0", "resources": [{"type": "A.B/c", "apiVersion": "1", "name": "n", "properties": {"x": "[)" + call + R"(]"}}]})");
      const ringfence::Deployment deployment = project.expand("main.json");
      std::string said;
      for (const ringfence::Diagnostic& each : deployment.diagnostics.items()) said += each.message + "\n";
      return said;
    };
    const auto expected = [&](size_t count) { return "function '" + name + "' does not take " + std::to_string(count) + " argument(s)\n"; };
    if (row.min_args > 0) {
      EXPECT_EQ(expected(row.min_args - 1u), outcome(row.min_args - 1u));
    }
    if (row.max_args < 255) {
      EXPECT_EQ(expected(row.max_args + 1u), outcome(row.max_args + 1u));
    }
  }
}
