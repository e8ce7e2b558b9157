#pragma once
// Reads Terraform text in tests, and prints expressions in a short form that shows their structure:
// (+ a b), (get x 'name'), (call f a b), (for v in c: value), (cat 'text' hole), var.x, local.x, @v.

#include <memory>
#include <string>
#include <vector>

#include "parsers/terraform/terraform.h"

namespace ringfence::terraform_test {

std::string show(const Expr* expr);
std::string show(const TypeExpr* type);

/// One expression; its diagnostics are appended as " ! message".
std::string read_expression(const std::string& text);

/// A module of files, read and merged.
struct Module {
  std::unique_ptr<SourceMap> sources = std::make_unique<SourceMap>();
  std::vector<std::unique_ptr<ParsedFile>> files;
  std::unique_ptr<Arena> arena = std::make_unique<Arena>();
  Diagnostics diagnostics;  // of all files, then of the merge
  const Template* declarations = nullptr;

  std::string text(const Span& span) const { return std::string(sources->text(span)); }
  /// "main.tf:2:3: error: message", one a line.
  std::string messages() const;
  const Resource* resource(std::string_view type, std::string_view name) const;
  const ModuleCall* module(std::string_view name) const;
  const Parameter* variable(std::string_view name) const;
};

struct NamedText {
  std::string path;
  std::string text;
};
Module read_module(const std::vector<NamedText>& files);
/// A module of one main.tf.
Module read_module(const std::string& text);

}  // namespace ringfence::terraform_test
