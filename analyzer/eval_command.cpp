// `ringfence eval`: the value of one expression, through the same evaluator as a scan: a template with
// one output is made around it and expanded.

#include <fmt/format.h>

#include <cstdio>
#include <iostream>
#include <nlohmann/json.hpp>

#include "analyzer/commands.h"
#include "analyzer/eval/free_names.h"
#include "analyzer/graph/graph_json.h"
#include "analyzer/parallel.h"
#include "parsers/arm/arm.h"
#include "parsers/bicep/bicep.h"
#include "parsers/terraform/terraform.h"

namespace ringfence {

namespace {

using Json = nlohmann::ordered_json;

/// An expression stands alone: it can name no module and read no file.
class NoProject : public Project {
 public:
  ModuleLookup find_module(Dialect, FileId, std::string_view, std::string_view, std::string_view) override {
    return {nullptr, false, "an expression has no modules", {}};
  }
  std::optional<std::string_view> read_text(FileId, std::string_view, std::string& error) override {
    error = "an expression reads no files";
    return std::nullopt;
  }
  std::string_view folder_of(FileId) override { return "."; }
  bool exists(FileId, std::string_view) override { return false; }
};

const Expr* parse_expression(Dialect language, const SourceFile& source, Arena& arena, Diagnostics& diagnostics) {
  switch (language) {
    case Dialect::Arm:
      return parse_arm_expression(source, arena, diagnostics);
    case Dialect::Bicep:
      return parse_bicep_expression(source, arena, diagnostics);
    case Dialect::Terraform:
      return parse_terraform_expression(source, arena, diagnostics);
  }
  return nullptr;
}

/// Terraform's own text of a value is what its jsonencode() says, which the evaluator has as well.
const Expr* in_jsonencode(const Expr* expr, Arena& arena) {
  CallExpr call;
  call.name = "jsonencode";
  call.args = arena.copy(std::vector<const Expr*>{expr});
  return arena.make<Expr>(Expr{expr->span, call});
}

/// The value as JSON text, or a message.
tl::expected<std::string, std::string> evaluate(Dialect language, const std::string& text) {
  SourceMap sources;
  const SourceFile& source = sources.add("/expression", text);
  Arena arena;
  Diagnostics diagnostics;
  const Expr* expr = parse_expression(language, source, arena, diagnostics);
  for (const Diagnostic& each : diagnostics.items()) {
    if (each.severity == Severity::Error) return tl::unexpected(each.message);
  }
  if (!expr) return tl::unexpected(std::string("not an expression"));
  bool terraform = language == Dialect::Terraform;
  // Terraform refuses that before it evaluates anything, so that not even try() sees it.
  if (const Reference* missing = terraform ? free_reference(expr) : nullptr) {
    return tl::unexpected(
        fmt::format("'{}{}{}' is not declared", missing->type, missing->type.empty() ? "" : ".", missing->name));
  }
  Output output;
  output.name = "value";
  output.value = terraform ? in_jsonencode(expr, arena) : expr;
  output.span = expr->span;
  Template declarations;
  declarations.dialect = language;
  declarations.file = source.id;
  if (!terraform) declarations.target_scope = "resourceGroup";
  declarations.outputs = arena.copy(std::vector<Output>{output});

  NoProject project;
  RootInput root;
  root.declarations = &declarations;
  Deployment deployment = expand(root, project);
  if (deployment.outputs.empty()) return std::string("null");
  const Value& value = deployment.outputs.front().value;
  if (value.is_symbol() && value.symbol->name == "error" && value.symbol->args.size() == 1 &&
      value.symbol->args[0].is_string()) {
    return tl::unexpected(std::string(value.symbol->args[0].str()));
  }
  if (!terraform) return value_json(value);
  if (value.is_string()) return std::string(value.str());
  return tl::unexpected(fmt::format("not known before deployment: {}", value_json(value)));
}

/// One {"expr": ...} line to one {"json": ...} or {"error": ...} line.
std::string answer(Dialect language, const std::string& line) {
  Json question = Json::parse(line, nullptr, /*allow_exceptions=*/false);
  Json out;
  if (!question.is_object() || !question.contains("expr") || !question["expr"].is_string()) {
    out["error"] = "expected {\"expr\": \"...\"}";
  } else if (auto value = evaluate(language, question["expr"].get<std::string>())) {
    out["json"] = *value;
  } else {
    out["error"] = value.error();
  }
  return out.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

int evaluate_all(const Options& options) {
  if (options.json_lines) {
    std::string line;
    while (std::getline(std::cin, line)) {
      if (line.find_first_not_of(" \t\r") != std::string::npos)
        std::fputs(answer(options.language, line).c_str(), stdout);
    }
    return 0;
  }
  auto value = evaluate(options.language, options.expression);
  if (!value) return refuse(fmt::format("ringfence: {}\n", value.error()));
  fmt::print("{}\n", *value);
  return 0;
}

}  // namespace

int evaluate_expressions(const Options& options) {
  int code = 0;
  for_each_index(1, 1, [&](size_t) { code = evaluate_all(options); });  // on a stack as deep as a scan's
  return code;
}

}  // namespace ringfence
