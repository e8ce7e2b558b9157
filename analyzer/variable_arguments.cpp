#include "analyzer/variable_arguments.h"

#include <string>

#include "parsers/diagnostic.h"
#include "parsers/terraform/terraform.h"

namespace ringfence {

const ParameterFile* VariableArguments::add(std::string_view kind, std::string_view name, std::string_view text) {
  // Of no file: the value has no place. What is read from it points into its bytes.
  SourceFile& nowhere = *texts_.emplace_back(std::make_unique<SourceFile>());
  nowhere.bytes = std::string(text);
  Diagnostics mistakes;
  const Expr* expression = parse_terraform_expression(nowhere, arena_, mistakes);
  std::vector<const Expr*> args = {arena_.make<Expr>(Span{}, ExprNode(StringLiteral{arena_.copy(text)}))};
  if (expression && mistakes.empty()) args.push_back(expression);
  CallExpr call;
  call.name = kind;
  call.args = arena_.copy(args);
  ParameterValue value{arena_.copy(name), arena_.make<Expr>(Span{}, ExprNode(call)), {}, {}};
  auto* out = arena_.make<ParameterFile>();
  out->dialect = Dialect::Terraform;
  out->values = arena_.copy(std::span<const ParameterValue>(&value, 1));
  return out;
}

}  // namespace ringfence
