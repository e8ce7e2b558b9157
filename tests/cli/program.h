#pragma once
// Runs the program on a temporary project: files in, exit code and both outputs back.

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/wait.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace ringfence {

struct Outcome {
  int code = -1;
  std::string out, err;
};

class Project : public testing::Test {
 protected:
  Project() {
    std::string pattern = (std::filesystem::temp_directory_path() / "ringfence-test-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    write(".ringfence.yaml", "");  // bounds the project
  }
  ~Project() override {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  void write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }
  std::string read(const std::string& name) const {
    std::ifstream in(folder_ / name, std::ios::binary);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
  }

  /// `arguments` as a shell would take them; the current directory is the project.
  Outcome run(const std::string& arguments, const std::string& input = "") const {
    write("stdin.input", input);
    std::string command = "cd '" + folder_.string() + "' && '" RINGFENCE_BINARY "' " + arguments +
                          " <stdin.input >out.output 2>err.output";
    int status = std::system(command.c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, read("out.output"), read("err.output")};
  }

 private:
  std::filesystem::path folder_;
};

inline constexpr const char* kOpenStorage = R"(param access string = 'Enabled'
resource data 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: 'stdata'
  location: 'westeurope'
  kind: 'StorageV2'
  sku: { name: 'Standard_LRS' }
  properties: { publicNetworkAccess: access }
}
)";

/// Only the rule about public networks, so that tests do not depend on how many rules there are.
inline constexpr const char* kOneRule = "--rule RF-DATA-001 ";

}  // namespace ringfence
