#include "parsers/terraform/terraform.h"

#include "parsers/template_text.h"

#include "parsers/terraform/body.h"
#include "parsers/terraform/declarations.h"
#include "parsers/terraform/json.h"

namespace ringfence {

namespace {

terraform::OffsetMap whole_file(const SourceFile& source) { return {source.id, 0, nullptr}; }

}  // namespace

void parse_terraform(const SourceFile& source, ParsedFile& out) {
  out.kind = FileKind::Terraform;
  terraform::ExpressionParser parser(source.bytes, whole_file(source), *out.arena, out.diagnostics);
  const terraform::Body* body = terraform::read_blocks(parser);
  out.declarations =
      terraform::lower_declarations(*body, terraform::read_comments(parser), source.id, *out.arena, out.diagnostics);
}

void parse_terraform_vars(const SourceFile& source, ParsedFile& out) {
  out.kind = FileKind::TerraformVars;
  terraform::ExpressionParser parser(source.bytes, whole_file(source), *out.arena, out.diagnostics);
  out.parameters = terraform::lower_variable_values(*terraform::read_blocks(parser), source.id, *out.arena);
}

namespace {

/// What stands for a file that could not be read at all.
const terraform::Body* nothing(const SourceFile& source, Arena& arena) {
  Span whole{source.id, 0, static_cast<uint32_t>(source.bytes.size())};
  return arena.make<terraform::Body>(std::span<const terraform::Attribute>(), std::span<const terraform::Block>(),
                                     whole, true);
}

}  // namespace

void parse_terraform_json(const SourceFile& source, ParsedFile& out) {
  out.kind = FileKind::Terraform;
  const terraform::Body* body = terraform::read_json_blocks(source, *out.arena, out.diagnostics);
  if (!body) body = nothing(source, *out.arena);
  out.declarations = terraform::lower_declarations(*body, {}, source.id, *out.arena, out.diagnostics);
}

void parse_terraform_vars_json(const SourceFile& source, ParsedFile& out) {
  out.kind = FileKind::TerraformVars;
  const terraform::Body* body = terraform::read_json_values(source, *out.arena, out.diagnostics);
  if (!body) body = nothing(source, *out.arena);
  out.parameters = terraform::lower_variable_values(*body, source.id, *out.arena);
}

const Expr* parse_terraform_expression(const SourceFile& source, Arena& arena, Diagnostics& diagnostics) {
  terraform::ExpressionParser parser(source.bytes, whole_file(source), arena, diagnostics);
  parser.scanner().set_newlines(false);
  const Expr* expr = parser.parse_expression();
  const terraform::Token& rest = parser.scanner().peek();
  if (expr && rest.kind != terraform::TokenKind::End) return parser.unexpected(rest, "the end of the expression");
  return expr;
}

const Expr* parse_template_text(std::string_view text, std::span<const std::string_view> names, Arena& arena,
                                Diagnostics& diagnostics) {
  terraform::ExpressionParser parser(text, {kNoFile, 0, nullptr}, arena, diagnostics);
  for (std::string_view name : names) parser.bind(name);
  return parser.parse_bare_template();
}

}  // namespace ringfence
