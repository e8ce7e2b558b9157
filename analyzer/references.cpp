#include "analyzer/references.h"

#include <algorithm>
#include <set>

#include "analyzer/paths.h"

namespace ringfence {

namespace {

constexpr int kMaxDepth = 200;

/// Collects string literals that end in ".json": in templates that link others, the link is put
/// together in a variable far more often than written where it is used.
class LinkLiterals {
 public:
  std::set<std::string_view> found;

  void visit(const Expr* expr, int depth = 0) {
    if (!expr || depth > kMaxDepth) return;
    std::visit([&](const auto& node) { each(node, depth + 1); }, expr->node);
  }

 private:
  void each(const StringLiteral& node, int) {
    std::string_view path = node.text.substr(0, node.text.find('?'));
    if (has_suffix(path, ".json")) found.insert(node.text);
  }
  void each(const ObjectExpr& node, int depth) {
    for (const ObjectItem& item : node.items) visit(item.value, depth);
  }
  void each(const ArrayExpr& node, int depth) {
    for (const ArrayItem& item : node.items) visit(item.value, depth);
  }
  void each(const Interpolation& node, int depth) {
    for (const Expr* part : node.parts) visit(part, depth);
  }
  void each(const MemberExpr& node, int depth) { visit(node.object, depth); }
  void each(const IndexExpr& node, int depth) {
    visit(node.object, depth);
    visit(node.index, depth);
  }
  void each(const CallExpr& node, int depth) {
    for (const Expr* argument : node.args) visit(argument, depth);
  }
  void each(const ConditionalExpr& node, int depth) {
    visit(node.then, depth);
    visit(node.otherwise, depth);
  }
  template <class Other>
  void each(const Other&, int) {}
};

class Collector {
 public:
  Collector(const std::string& path, const ModulePaths& paths) : path_(path), paths_(paths) {}

  void declarations(const Template& in, int depth = 0) {
    if (depth > kMaxDepth) return;
    for (const ModuleCall* call : in.modules) {
      if (call->inline_template) declarations(*call->inline_template, depth + 1);
      if (in.dialect == Dialect::Terraform) folder(call->source);
      if (in.dialect == Dialect::Bicep) file(call->source);
      if (in.dialect == Dialect::Arm) link(in, *call);
    }
    for (const Import& import : in.imports) file(import.source);
  }
  void parameters(const ParameterFile& in) {
    if (in.dialect != Dialect::Bicep) return;
    file(in.using_path);
    file(in.extends_path);
    for (const Import& import : in.imports) file(import.source);
  }

  /// A plan does not say where its configuration is: most often beside it or above.
  void configuration() {
    for (std::string_view folder = parent_path(path_); paths_.allows(folder); folder = parent_path(folder)) {
      out.push_back({std::string(folder), true, true});
      if (folder == "/") break;
    }
  }

  std::vector<FileReference> out;

 private:
  void file(std::string_view source) {
    if (source.empty()) return;
    ModulePath resolved = paths_.bicep(path_, source);
    if (!resolved.path.empty()) out.push_back({std::move(resolved.path), false, false});
  }
  void folder(std::string_view source) {
    // Registry modules are loaded from the manifest as a whole; only local ones are told by their source.
    ModulePath resolved = paths_.terraform(path_, source, {});
    if (!resolved.path.empty()) out.push_back({std::move(resolved.path), true, false});
  }
  void link(const Template& in, const ModuleCall& call) {
    if (!call.source.empty()) guess(call.source);
    if (!call.source_expr) return;
    LinkLiterals literals;
    literals.visit(call.source_expr);
    for (const Variable& variable : in.variables) literals.visit(variable.value);
    for (const Parameter& parameter : in.parameters) literals.visit(parameter.default_value);
    for (std::string_view literal : literals.found) {
      const bool whole = literal.find("://") != std::string_view::npos;
      guess(whole ? std::string(literal)
                  : "{...}/" + std::string(literal.substr(std::min(literal.size(), literal.find_first_not_of('/')))));
    }
  }
  void guess(std::string_view source) {
    for (std::string& candidate : paths_.arm(path_, source)) out.push_back({std::move(candidate), false, true});
  }

  const std::string& path_;
  const ModulePaths& paths_;
};

}  // namespace

std::vector<FileReference> references_of(const ParsedFile& file, const std::string& path, const ModulePaths& paths) {
  Collector collector(path, paths);
  if (file.declarations) collector.declarations(*file.declarations);
  if (file.parameters) collector.parameters(*file.parameters);
  if (file.kind == FileKind::TerraformPlan) collector.configuration();
  return std::move(collector.out);
}

}  // namespace ringfence
