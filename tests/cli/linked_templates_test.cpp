// Templates that ARM JSON links to: by which expressions they are found, and that each is judged through its caller.

#include "tests/cli/program.h"

namespace ringfence {
namespace {

constexpr const char* kHead =
    R"({"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0",)";

class LinkedTemplates : public Project {
 protected:
  LinkedTemplates() {
    write("nested/store.json", std::string(kHead) + R"("parameters": {"access": {"type": "string"}},
      "resources": [{"type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-05-01", "name": "stdata", "location": "westeurope",
        "kind": "StorageV2", "sku": {"name": "Standard_LRS"}, "properties": {"publicNetworkAccess": "[parameters('access')]"}}]})");
  }

  /// A deployment of what `uri` says, with an open storage account.
  static std::string linking(const std::string& link, const std::string& more = "") {
    return std::string(kHead) + R"("parameters": {"_artifactsLocation": {"type": "string", "defaultValue": "[deployment().properties.templateLink.uri]"},
      "_artifactsLocationSasToken": {"type": "securestring", "defaultValue": ""}, "base": {"type": "string"},
      "size": {"type": "string", "allowedValues": ["small", "large"]}},
      "variables": {"folder": "nested", "file": "store.json", "stem": "store", "links": {"store": "[uri(parameters('base'), 'nested/store.json')]"},
        "token": "[parameters('_artifactsLocationSasToken')]"},
      "resources": [{"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "linked", )" +
           more + R"("properties": {"mode": "Incremental", "templateLink": {)" + link +
           R"(}, "parameters": {"access": {"value": "Enabled"}}}}]})";
  }
  static std::string uri(const std::string& expression) { return "\"uri\": \"[" + expression + "]\""; }
};

TEST_F(LinkedTemplates, AreFoundHoweverTheirUriIsPutTogether) {
  for (const char* expression : {
           "uri(parameters('_artifactsLocation'), concat('nested/store.json', parameters('_artifactsLocationSasToken')))",
           "concat(parameters('_artifactsLocation'), '/nested/store.json', variables('token'))",
           "concat(parameters('base'), 'nested/', variables('file'))",
           "concat(parameters('base'), '/', variables('folder'), '/', variables('stem'), '.json', variables('token'))",
           "uri(deployment().properties.templateLink.uri, 'nested/store.json')",
           "uri('https://example.com/templates/main/', './nested/store.json')",
           "variables('links').store",
           "if(equals(1, 1), uri(parameters('base'), 'nested/store.json'), 'x')",
       }) {
    write("main.json", linking(uri(expression)));
    const Outcome out = run(std::string("scan . --format problems ") + kOneRule);
    EXPECT_EQ(out.code, 1) << expression << out.out << out.err;
    EXPECT_NE(out.out.find("[RF-DATA-001]"), std::string::npos) << expression << out.out;
    EXPECT_EQ(out.err.find("module-not-found"), std::string::npos) << expression << out.err;
    // Judged with what the caller gives, and not once more without it.
    const Outcome counted = run("scan . --format json --verdicts all " + std::string(kOneRule));
    EXPECT_NE(counted.out.find("\"roots\": 1,"), std::string::npos) << expression << counted.out.substr(0, 400);
  }
}

TEST_F(LinkedTemplates, AreFoundByARelativePath) {
  write("main.json", linking(R"("relativePath": "nested/store.json")"));
  EXPECT_NE(run(std::string("scan main.json --format problems ") + kOneRule).out.find("[RF-DATA-001]"), std::string::npos);
}

TEST_F(LinkedTemplates, MayBeAnotherOneForEachIteration) {
  write("nested/other.json", std::string(kHead) + "\"resources\": []}");
  write("main.json", linking(uri("concat(parameters('base'), '/nested/', createArray('other', 'store')[copyIndex()], '.json')"),
                             R"("copy": {"name": "all", "count": 2}, )"));
  EXPECT_NE(run(std::string("scan . --format problems ") + kOneRule).out.find("[RF-DATA-001]"), std::string::npos);
}

TEST_F(LinkedTemplates, ThatCannotBeToldAreToldOnceAndJudgedAlone) {
  write("main.json", linking(uri("concat(parameters('base'), '/nested/', parameters('size'), '-store.json')")));
  const Outcome out = run(std::string("scan . --format json ") + kOneRule);
  EXPECT_NE(out.out.find("linked template '{...}/nested/{...}-store.json' is not known before deployment"), std::string::npos) << out.out;
  EXPECT_NE(out.out.find("\"roots\": 2,"), std::string::npos) << out.out;
}

TEST_F(LinkedTemplates, InAzureAreSaidToBeThere) {
  write("main.json", linking(R"("id": "[resourceId('specs', 'Microsoft.Resources/templateSpecs/versions', 'store', '1.0')]")"));
  const Outcome out = run(std::string("scan main.json --format json ") + kOneRule);
  EXPECT_NE(out.out.find("is in Azure and not on this machine"), std::string::npos) << out.out;
}

TEST_F(LinkedTemplates, ThatLinkToThemselvesAreTold) {
  write("main.json", linking(R"("relativePath": "main.json")"));
  const Outcome out = run("scan main.json --format problems");
  EXPECT_NE(out.err.find("module 'main.json' uses itself [cycle]"), std::string::npos) << out.out << out.err;
}

}  // namespace
}  // namespace ringfence
