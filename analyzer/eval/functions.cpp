#include "analyzer/eval/functions.h"

#include <algorithm>

namespace ringfence {
namespace {

const FunctionRow* find_row(std::span<const FunctionRow> rows, std::string_view name) {
  const auto found = std::lower_bound(rows.begin(), rows.end(), name,
                                      [](const FunctionRow& row, std::string_view wanted) { return row.name < wanted; });
  return found != rows.end() && found->name == name ? &*found : nullptr;
}

}  // namespace

const FunctionRow* find_function(Dialect dialect, std::string_view name) {
  if (dialect == Dialect::Terraform) return find_row(terraform_functions(), name);
  std::string lower(name.substr(0, 64));
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  if (const FunctionRow* row = find_row(arm_functions(), lower)) return row;
  // Resource providers name their own: listKeys, listAccountSas, listCallbackUrl ...
  return lower.starts_with("list") ? find_row(arm_functions(), "list*") : nullptr;
}

}  // namespace ringfence
