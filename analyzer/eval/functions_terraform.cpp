// The table of Terraform's functions, joined from its families and sorted once.

#include "analyzer/eval/functions_terraform.h"

#include <algorithm>
#include <array>

namespace ringfence {

std::span<const FunctionRow> terraform_functions() {
  static const std::vector<FunctionRow> sorted = [] {
    using namespace terraform_library;
    constexpr std::array kFamilies = {&cidr_rows,     &collection_rows, &control_rows,   &conversion_rows, &date_rows,
                                      &encoding_rows, &file_rows,       &fileset_rows,   &format_rows,     &hash_rows,
                                      &list_rows,     &json_rows,       &number_rows,    &regex_rows,      &set_rows,
                                      &string_rows,   &yaml_rows,       &yamldecode_rows};
    std::vector<FunctionRow> all;
    for (auto rows : kFamilies) {
      std::span<const FunctionRow> family = rows();
      all.insert(all.end(), family.begin(), family.end());
    }
    std::sort(all.begin(), all.end(), [](const FunctionRow& a, const FunctionRow& b) { return a.name < b.name; });
    return all;
  }();
  return sorted;
}

}  // namespace ringfence
