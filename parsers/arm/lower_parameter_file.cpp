// A parameter file: values for a template's parameters. Strings in it are literal; only the
// compiler's `expression` form (of .bicepparam files with external inputs) is evaluated.
//
// The Azure Developer CLI replaces ${AZURE_ENV_NAME} and ${NAME=default} by environment variables before it deploys
// (https://learn.microsoft.com/azure/developer/azure-developer-cli/manage-environment-variables), the Microsoft 365 Agents
// Toolkit ${{NAME}} (https://learn.microsoft.com/microsoftteams/platform/toolkit/teamsfx-multi-env).

#include <algorithm>
#include <optional>
#include <vector>

#include "parsers/arm/lowering.h"
#include "parsers/arm/names.h"

namespace ringfence::arm {

using syntax::JsonIndex;
using syntax::JsonKind;
using syntax::kNoJson;

namespace {

/// ${NAME}, ${NAME=default}, ${NAME:=default}, ${NAME-default}, ${NAME:-default} or ${{NAME}}.
struct Placeholder {
  std::string_view name, otherwise;
  bool has_otherwise = false;
  size_t length = 0;
};

/// The placeholder at the start of `text`. Names of environment variables are upper case here: a script's ${item} is
/// not one.
std::optional<Placeholder> placeholder(std::string_view text) {
  Placeholder out;
  if (text.starts_with("${{")) {
    size_t close = text.find("}}");
    if (close == std::string_view::npos) return std::nullopt;
    out.name = text.substr(3, close - 3);
    out.name.remove_prefix(std::min(out.name.find_first_not_of(' '), out.name.size()));
    out.name = out.name.substr(0, out.name.find_last_not_of(' ') + 1);
    out.length = close + 2;
    const bool plain = out.name.find_first_of(" {}$'\"") == std::string_view::npos;
    return plain && !out.name.empty() ? std::optional(out) : std::nullopt;
  }
  size_t end = text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789", 2);
  if (end == std::string_view::npos || end == 2 || (text[2] >= '0' && text[2] <= '9')) return std::nullopt;
  out.name = text.substr(2, end - 2);
  if (text[end] != '}') {
    if (text[end] == ':') ++end;
    if (end >= text.size() || (text[end] != '=' && text[end] != '-')) return std::nullopt;
    size_t close = text.find('}', end);
    if (close == std::string_view::npos) return std::nullopt;
    out.has_otherwise = true;
    out.otherwise = text.substr(end + 1, close - end - 1);
    end = close;
  }
  out.length = end + 1;
  return out;
}

}  // namespace

const Expr* Lowering::with_placeholders(const syntax::JsonText& text, Span whole) {
  std::vector<const Expr*> parts;
  size_t from = 0;  // of the text that is not yet in `parts`
  auto part = [&](size_t begin, size_t end, ExprNode node) {
    parts.push_back(make(text.map.span(static_cast<uint32_t>(begin), static_cast<uint32_t>(end)), node));
  };
  auto literal_until = [&](size_t end) {
    if (end > from) part(from, end, StringLiteral{text.text.substr(from, end - from)});
  };
  for (size_t at = text.text.find("${"); at != std::string_view::npos; at = text.text.find("${", at + 1)) {
    std::optional<Placeholder> found = placeholder(text.text.substr(at));
    if (!found) continue;
    literal_until(at);
    from = at + found->length;
    Span span = text.map.span(static_cast<uint32_t>(at), static_cast<uint32_t>(from));
    if (found->has_otherwise) {
      part(at, from, StringLiteral{found->otherwise});
    } else {
      parts.push_back(call("externalInput",
                           {make(span, StringLiteral{"sys.envVar"}), make(span, StringLiteral{found->name})}, span));
    }
  }
  if (parts.empty()) return make(whole, StringLiteral{text.text});
  literal_until(text.text.size());
  if (parts.size() > 1) return make(whole, Interpolation{arena_.copy(std::span<const Expr* const>(parts))});
  const auto* only = as<StringLiteral>(parts[0]);
  // The tool gives a parameter the type that the template wants.
  if (only && (only->text == "true" || only->text == "false")) return make(whole, BoolLiteral{only->text == "true"});
  if (only && only->text.empty()) return make(whole, NullLiteral{});  // and nothing at all when it comes out empty
  return make(whole, parts[0]->node);
}

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
