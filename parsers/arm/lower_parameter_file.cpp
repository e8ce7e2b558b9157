// A parameter file: values for a template's parameters. Strings in it are literal; only the
// compiler's `expression` form (of .bicepparam files with external inputs) is evaluated.

#include <vector>

#include "parsers/arm/lowering.h"
#include "parsers/arm/names.h"

namespace ringfence::arm {

using syntax::JsonIndex;
using syntax::JsonKind;
using syntax::kNoJson;

const ParameterFile* Lowering::lower_parameter_file(JsonIndex root) {
  ParameterFile out;
  out.dialect = Dialect::Arm;
  out.file = tree_.source->id;
  std::vector<ParameterValue> values;
  for (const JsonMember& member : members(find_object(root, "parameters"))) {
    ParameterValue parameter;
    parameter.name = member.name;
    parameter.span = member_span(member);
    parameter.name_span = tree_.span(member.key);
    JsonIndex written = find(member.value, "value"), reference = find_object(member.value, "reference");
    JsonIndex expression = find(member.value, "expression");
    if (written != kNoJson) {
      parameter.value = value(written, Strings::Literals);
    } else if (reference != kNoJson) {
      parameter.value = secret(reference);
    } else if (expression != kNoJson) {
      parameter.value = value(expression);
    } else {
      continue;
    }
    values.push_back(parameter);
  }
  out.values = arena_.copy(values);
  return arena_.make<ParameterFile>(out);
}

}  // namespace ringfence::arm
