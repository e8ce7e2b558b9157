#pragma once
// For the tests of parsers/bicep: reads a text as a file and prints what was read in a short form of
// Bicep: every operation in parentheses, `?x` for a name, "cat(...)" for a string with holes.

#include <memory>
#include <string>
#include <string_view>

#include "parsers/bicep/bicep.h"

namespace ringfence::bicep_test {

std::string show(const Expr* expr);
std::string show(const TypeExpr* type);

/// The value of an expression read by itself; each diagnostic is appended as " ! message".
std::string read_expression(const std::string& text);

/// A file that was read.
struct File {
  std::unique_ptr<SourceMap> sources = std::make_unique<SourceMap>();
  ParsedFile parsed;
  const Template* declarations = nullptr;
  const ParameterFile* parameters = nullptr;

  std::string text(const Span& span) const { return std::string(sources->text(span)); }
  /// "2:3: error: message", one a line.
  std::string messages() const;
  const Resource& resource(std::string_view symbol) const;
  const ModuleCall& module(std::string_view symbol) const;
  const Parameter& parameter(std::string_view name) const;
  const Variable& variable(std::string_view name) const;
};

File read(const std::string& text);
File read_parameters(const std::string& text);

}  // namespace ringfence::bicep_test
