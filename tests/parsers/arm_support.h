#pragma once
// For the tests of parsers/arm: parse a text as a file, print expressions on one line, look up
// declarations by name, and tell the text that a span covers.

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "parsers/parse.h"
#include "parsers/source.h"

namespace ringfence::testing {

inline std::string print(const Expr* expr);

inline std::string print_list(std::span<const Expr* const> items) {
  std::string out;
  for (const Expr* each : items) out += (out.empty() ? "" : ", ") + print(each);
  return out;
}

inline std::string print_reference(const Reference& reference) {
  std::string name(reference.name);
  switch (reference.kind) {
    case RefKind::Parameter:
      return "param(" + name + ")";
    case RefKind::Variable:
      return "var(" + name + ")";
    case RefKind::Local:
      return "local(" + name + ")";
    case RefKind::CopyIndex:
      return "copyIndex(" + name + ")";
    default:
      return "reference of a kind that ARM does not have";
  }
}

/// One line that tells the whole structure; strings in single quotes.
inline std::string print(const Expr* expr) {
  if (!expr) return "-";
  if (as<NullLiteral>(expr)) return "null";
  if (const auto* e = as<BoolLiteral>(expr)) return e->value ? "true" : "false";
  if (const auto* e = as<IntLiteral>(expr)) return std::to_string(e->value);
  if (const auto* e = as<DoubleLiteral>(expr)) return "double " + std::string(e->text);
  if (const auto* e = as<StringLiteral>(expr)) return "'" + std::string(e->text) + "'";
  if (const auto* e = as<Reference>(expr)) return print_reference(*e);
  if (const auto* e = as<MemberExpr>(expr)) return print(e->object) + "." + std::string(e->name);
  if (const auto* e = as<IndexExpr>(expr)) return print(e->object) + "[" + print(e->index) + "]";
  if (const auto* e = as<CallExpr>(expr)) {
    std::string ns = e->ns.empty() ? "" : std::string(e->ns) + ".";
    return ns + std::string(e->name) + "(" + print_list(e->args) + ")";
  }
  if (const auto* e = as<BinaryExpr>(expr)) return "(" + print(e->left) + " + " + print(e->right) + ")";
  if (const auto* e = as<ForExpr>(expr)) {
    return "for(" + std::string(e->copy_name) + " < " + print(e->count) + ": " + print(e->value) + ")";
  }
  std::string out;
  if (const auto* e = as<Interpolation>(expr)) {
    for (const Expr* each : e->parts) out += (out.empty() ? "" : " & ") + print(each);
    return out;
  }
  if (const auto* e = as<LambdaExpr>(expr)) {
    for (std::string_view each : e->params) out += (out.empty() ? "" : ", ") + std::string(each);
    return "(" + out + ") => " + print(e->body);
  }
  if (const auto* e = as<ObjectExpr>(expr)) {
    for (const ObjectItem& each : e->items) {
      const auto* key = as<StringLiteral>(each.key);
      out += (out.empty() ? "" : ", ") + (key ? std::string(key->text) : "[" + print(each.key) + "]") + ": " +
             print(each.value);
    }
    return "{" + out + "}";
  }
  if (const auto* e = as<ArrayExpr>(expr)) {
    for (const ArrayItem& each : e->items) out += (out.empty() ? "" : ", ") + print(each.value);
    return "[" + out + "]";
  }
  return "expression of a kind that ARM does not have";
}

/// A text parsed as a file of that name.
struct Parsed {
  SourceMap sources;
  ParsedFile file;

  explicit Parsed(std::string text, std::string path = "/t/azuredeploy.json") {
    file = parse(sources.add(std::move(path), std::move(text)));
  }
  const Template& declarations() const {
    static const Template kNothing;
    EXPECT_NE(file.declarations, nullptr);
    return file.declarations ? *file.declarations : kNothing;
  }
  /// The text that a span covers. Fails when the same text stands elsewhere too: then it proves no place.
  std::string text(Span span) const {
    std::string_view bytes = sources.file(0).bytes;
    std::string_view covered = sources.text(span);
    EXPECT_EQ(bytes.find(covered), bytes.rfind(covered)) << "not a unique text: " << covered;
    return std::string(covered);
  }
  /// "line:column severity code: message" of each diagnostic.
  std::string diagnostics() const {
    std::string out;
    for (const Diagnostic& each : file.diagnostics.items()) {
      Position at = sources.position(each.span.file, each.span.begin);
      const char* severity = each.severity == Severity::Error     ? "error"
                             : each.severity == Severity::Warning ? "warning"
                                                                  : "note";
      out += std::to_string(at.line) + ":" + std::to_string(at.column) + " " + severity + " " + std::string(each.code) +
             ": " + each.message + "\n";
    }
    return out;
  }
};

/// A deployment template with these members besides the schema.
inline std::string template_with(std::string_view members) {
  return R"({"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", )" +
         std::string(members) + "}";
}

/// A template with one resource: the members stand beside its type, version and name.
inline std::string resource_with(std::string_view members) {
  return template_with(
      R"("resources": [{"type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01", "name": "a", )" +
      std::string(members) + "}]");
}

}  // namespace ringfence::testing
