#pragma once
// VariableArguments: values of Terraform variables from the command line and the environment, each as a parameter file
// of one value, so that they take part in the order of precedence as files do.
//
// Comes after options, before roots. Whether a text is meant as it is or as an expression depends on the variable's
// type, so both are kept (eval/expand.cpp chooses).

#include <memory>
#include <string_view>
#include <vector>

#include "parsers/arena.h"
#include "parsers/source.h"
#include "parsers/template.h"

namespace ringfence {

class VariableArguments {
 public:
  /// `--var name=text`. Warned of when no root has such a variable.
  const ParameterFile* argument(std::string_view name, std::string_view text) { return add("@argument", name, text); }
  /// TF_VAR_name.
  const ParameterFile* environment(std::string_view name, std::string_view text) {
    return add("@environment", name, text);
  }

 private:
  const ParameterFile* add(std::string_view kind, std::string_view name, std::string_view text);

  Arena arena_;
  std::vector<std::unique_ptr<SourceFile>> texts_;
};

}  // namespace ringfence
