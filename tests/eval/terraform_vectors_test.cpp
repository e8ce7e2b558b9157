// Expressions with Terraform's own answers: terraform_vectors.tsv, whose head says how it is made.

#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "functions_terraform_harness.h"

namespace ringfence {
namespace {

using terraform_test::evaluate;

TEST(TerraformVectors, ExpressionsHaveTheValuesThatTerraformGives) {
  std::ifstream file(std::string(RINGFENCE_SOURCE_DIR) + "/tests/eval/terraform_vectors.tsv");
  ASSERT_TRUE(file) << "terraform_vectors.tsv is missing";
  std::string line;
  size_t rows = 0;
  while (std::getline(file, line)) {
    if (line.empty() || line.front() == '#') continue;
    const size_t tab = line.find('\t');
    ASSERT_NE(tab, std::string::npos) << line;
    const std::string expr = line.substr(0, tab), wanted = line.substr(tab + 1);
    const std::string got = evaluate(expr);
    const bool failed = got.starts_with("error: ") || got.starts_with("syntax: ");
    if (wanted == "error") {
      EXPECT_TRUE(failed) << expr << "\n  must fail, but is " << got;
    } else {
      EXPECT_EQ(got, wanted) << expr;
    }
    ++rows;
  }
  EXPECT_GT(rows, 500u);
}

}  // namespace
}  // namespace ringfence
