// Which files go with an ARM template, and how their bytes are read.

#include <algorithm>

#include "tests/cli/program.h"

namespace ringfence {
namespace {

const std::string kTemplate = R"({
  "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  "contentVersion": "1.0.0.0",
  "parameters": { "access": { "type": "string" }, "size": { "type": "int", "defaultValue": 1 } },
  "resources": [
    {
      "type": "Microsoft.Storage/storageAccounts",
      "apiVersion": "2023-05-01",
      "name": "stdata",
      "location": "westeurope",
      "properties": { "publicNetworkAccess": "[parameters('access')]" }
    }
  ]
}
)";

std::string values(const std::string& members) {
  return "{\n  \"$schema\": \"https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#\",\n"
         "  \"contentVersion\": \"1.0.0.0\",\n  \"parameters\": {\n    " +
         members + "\n  }\n}\n";
}
std::string access(const std::string& value) { return values("\"access\": { \"value\": \"" + value + "\" }"); }

class ArmFiles : public Project {
 protected:
  /// The problem-matcher lines, without their messages.
  std::string places(const std::string& arguments) {
    Outcome outcome = run("scan " + std::string(kOneRule) + "--format problems " + arguments);
    std::string out;
    std::istringstream lines(outcome.out);
    for (std::string line; std::getline(lines, line);) out += line.substr(0, line.find(": ")) + "\n";
    return out;
  }
};

TEST_F(ArmFiles, EachParameterFileOfATemplateIsADeployment) {
  write("azuredeploy.json", kTemplate);
  write("azuredeploy.parameters.json", access("Enabled"));
  write("azuredeploy.parameters.us.json", access("Disabled"));
  write("azuredeploy.dev.Parameters.json", access("Enabled"));
  EXPECT_EQ(places("."), "azuredeploy.dev.Parameters.json:5:26\nazuredeploy.parameters.json:5:26\n");
  EXPECT_NE(run("scan .").out.find("3 deployments"), std::string::npos);
  EXPECT_EQ(places("azuredeploy.parameters.json"), "azuredeploy.parameters.json:5:26\n");
}

TEST_F(ArmFiles, AParameterFileOfAnotherNameIsOfTheTemplateThatItFits) {
  write("app/template.json", kTemplate);
  write("app/parameters.json", access("Enabled"));
  write("app/parameters/prod.json", access("Enabled"));
  write("app/parameters/other.json", values("\"size\": { \"value\": 2 }"));     // leaves a parameter open
  write("app/parameters/third.json", values("\"unknown\": { \"value\": 2 }"));  // of something else
  EXPECT_EQ(places("."), "app/parameters.json:5:26\napp/parameters/prod.json:5:26\n");
  EXPECT_NE(run("scan app/template.json").out.find("2 deployments"), std::string::npos);
  EXPECT_EQ(places("app/parameters/prod.json"), "app/parameters/prod.json:5:26\n");

  write("app/second.json", kTemplate);  // now it could be either's
  EXPECT_EQ(places("."), "");
}

TEST_F(ArmFiles, TheDeveloperClisParameterFileIsOfTheBicepBesideIt) {
  write("main.bicep",
        "param access string\nparam name string\n"
        "resource data 'Microsoft.Storage/storageAccounts@2023-05-01' = {\n  name: name\n  location: 'westeurope'\n"
        "  properties: { publicNetworkAccess: access }\n}\n");
  write("main.parameters.json",
        values("\"access\": { \"value\": \"${ACCESS}\" }, \"name\": { \"value\": \"st${AZURE_ENV_NAME}\" }"));
  Outcome outcome = run("scan " + std::string(kOneRule) + "--verdicts unknown --format json .");
  EXPECT_NE(outcome.out.find("externalinput('sys.envVar', 'ACCESS')"), std::string::npos) << outcome.out;
  EXPECT_NE(outcome.out.find("concat('st', externalinput('sys.envVar', 'AZURE_ENV_NAME'))"), std::string::npos);
  write("main.parameters.json",
        values("\"access\": { \"value\": \"${ACCESS=Enabled}\" }, \"name\": { \"value\": \"st${AZURE_ENV_NAME}\" }"));
  EXPECT_EQ(places("."), "main.parameters.json:5:26\n");
}

TEST_F(ArmFiles, TheBytesMayBeUtf16OrBeginWithAMark) {
  std::string text = kTemplate;
  text.insert(text.find("\"resources\""), "// \xC3\xA9 \xF0\x9F\x98\x80\n");
  text.replace(text.find("[parameters('access')]"), 22, "Enabled");
  text.replace(text.find("{ \"type\": \"string\" }"), 20, "{ \"type\": \"string\", \"defaultValue\": \"x\" }");
  text.insert(text.find("\"publicNetworkAccess\""), "/* \xC3\xA9 \xF0\x9F\x98\x80 */ ");
  std::string little = "\xFF\xFE", big = "\xFE\xFF";
  auto unit = [&](unsigned code) {
    little += {static_cast<char>(code & 0xFF), static_cast<char>(code >> 8)};
    big += {static_cast<char>(code >> 8), static_cast<char>(code & 0xFF)};
  };
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\xC3') {
      unit(0xE9);
      i += 1;
    } else if (text[i] == '\xF0') {
      unit(0xD83D);
      unit(0xDE00);
      i += 3;
    } else {
      unit(static_cast<unsigned char>(text[i]));
    }
  }
  write("little.json", little);
  write("big.json", big);
  write("mark.json", "\xEF\xBB\xBF" + text);
  write("plain.json", text);
  std::string place = ":12:56\n";
  EXPECT_EQ(places("."), "big.json" + place + "little.json" + place + "mark.json" + place + "plain.json" + place);
}

TEST_F(ArmFiles, BytesThatAreNoTextAreAnErrorIfTheyAreOurs) {
  write("nul.json", kTemplate + std::string(1, '\0'));
  write("other.json", "{\"a\": " + std::string(1, '\0') + "}");
  write("empty.json", "");
  Outcome outcome = run("scan --format problems .");
  EXPECT_EQ(outcome.code, 3);
  EXPECT_EQ(outcome.err.find("other.json"), std::string::npos);
  EXPECT_NE((outcome.out + outcome.err).find("nul.json: error: not a text file"), std::string::npos)
      << outcome.out << outcome.err;
}

TEST_F(ArmFiles, ALargeBrokenFileTellsTheFirstErrorsAtOnce) {
  std::string text = kTemplate.substr(0, kTemplate.find("    {\n      \"type\": \"Mic"));
  for (int i = 0; i < 10'000; ++i) text += "{\"a\": \"b\" \"c\": [1,2,},";
  write("broken.json", text);
  Outcome outcome = run("scan --format problems broken.json");
  EXPECT_EQ(outcome.code, 3);
  std::string said = outcome.out + outcome.err;
  EXPECT_EQ(std::count(said.begin(), said.end(), '\n'), 21) << said.substr(0, 4000);
  EXPECT_NE(said.find("19981 more syntax errors from here on"), std::string::npos) << said.substr(0, 4000);
}

}  // namespace
}  // namespace ringfence
