#include "parsers/bicep/bicep.h"

#include <string>

#include "parsers/bicep/lowering.h"
#include "parsers/syntax/grammars.h"

namespace ringfence {

namespace {

bicep::Declarations read(const SourceFile& source, ParsedFile& out) {
  bicep::Declarations declarations;
  syntax::SyntaxTree tree = syntax::parse_tree(syntax::bicep_grammar(), source);
  syntax::report_errors(syntax::bicep_grammar(), tree, out.diagnostics);
  declarations.lost = tree.gave_up;
  bicep::Lowering(tree, source, 0, *out.arena, out.diagnostics).lower_file(declarations);
  bicep::resolve_local_types(declarations, *out.arena);
  bicep::resolve_extensions(declarations);
  return declarations;
}

}  // namespace

void parse_bicep(const SourceFile& source, ParsedFile& out) {
  out.kind = FileKind::Bicep;
  bicep::Declarations found = read(source, out);
  Arena& arena = *out.arena;
  auto* result = arena.make<Template>();
  result->dialect = Dialect::Bicep;
  result->file = source.id;
  result->target_scope = found.target_scope;
  result->open = found.lost;
  result->span = {source.id, 0, static_cast<uint32_t>(source.bytes.size())};
  result->parameters = arena.copy(found.parameters);
  result->variables = arena.copy(found.variables);
  result->functions = arena.copy(found.functions);
  result->types = arena.copy(found.types);
  std::vector<const Resource*> resources(found.resources.begin(), found.resources.end());
  result->resources = arena.copy(resources);
  result->modules = arena.copy(found.modules);
  result->outputs = arena.copy(found.outputs);
  result->imports = arena.copy(found.imports);
  result->comments = arena.copy(found.comments);
  result->exported = arena.copy(found.exported);
  out.declarations = result;
}

void parse_bicep_parameters(const SourceFile& source, ParsedFile& out) {
  out.kind = FileKind::BicepParameters;
  bicep::Declarations found = read(source, out);
  Arena& arena = *out.arena;
  auto* result = arena.make<ParameterFile>();
  result->dialect = Dialect::Bicep;
  result->file = source.id;
  result->using_path = found.using_path;
  result->extends_path = found.extends_path;
  result->using_span = found.using_span;
  result->values = arena.copy(found.values);
  result->variables = arena.copy(found.variables);
  result->imports = arena.copy(found.imports);
  out.parameters = result;
}

const Expr* parse_bicep_expression(const SourceFile& source, Arena& arena, Diagnostics& diagnostics) {
  constexpr std::string_view kWrap = "var x = ";
  SourceFile wrapped{source.id, source.path, std::string(kWrap) + source.bytes};
  syntax::SyntaxTree tree = syntax::parse_tree(syntax::bicep_grammar(), wrapped);
  Diagnostics found;
  syntax::report_errors(syntax::bicep_grammar(), tree, found);
  auto shift = static_cast<int64_t>(kWrap.size());
  for (Diagnostic& each : found.items()) {
    auto back = [&](uint32_t offset) { return static_cast<uint32_t>(offset < shift ? 0 : offset - shift); };
    each.span.begin = back(each.span.begin);
    each.span.end = back(each.span.end);
  }
  const Expr* out = bicep::Lowering(tree, source, -shift, arena, found).lower_only_value();
  if (!out && found.empty()) found.error("syntax-error", "expected one expression", {source.id, 0, 0});
  diagnostics.append(std::move(found));
  return out;
}

}  // namespace ringfence
