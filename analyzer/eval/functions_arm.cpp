// The function library of ARM templates and Bicep: the tables of all families, joined and sorted.

#include <algorithm>
#include <vector>

#include "analyzer/eval/functions_arm.h"

namespace ringfence {
namespace {

std::vector<FunctionRow> join_tables() {
  std::vector<FunctionRow> rows;
  for (const auto family : {arm::array_rows, arm::cidr_rows, arm::date_rows, arm::encode_rows, arm::file_rows, arm::format_rows,
                            arm::id_rows, arm::lambda_rows, arm::logic_rows, arm::number_rows, arm::object_rows,
                            arm::runtime_rows, arm::scope_rows, arm::search_rows, arm::string_rows, arm::uri_rows}) {
    const auto table = family();
    rows.insert(rows.end(), table.begin(), table.end());
  }
  std::sort(rows.begin(), rows.end(), [](const FunctionRow& a, const FunctionRow& b) { return a.name < b.name; });
  return rows;
}

}  // namespace

std::span<const FunctionRow> arm_functions() {
  static const std::vector<FunctionRow> rows = join_tables();
  return rows;
}

}  // namespace ringfence
