#include <array>

#include "parsers/bicep/lowering.h"

namespace ringfence::bicep {

namespace {

/// Comments with one of these are kept for analyzer/policy (ours and other analyzers' suppressions).
constexpr std::array<std::string_view, 5> kSuppressions = {"ringfence:", "checkov:skip", "trivy:ignore", "tfsec:ignore",
                                                           "kics-scan"};

constexpr size_t kMaxName = 255;  // LanguageConstants.MaxIdentifierLength

std::string_view without_comment_signs(std::string_view text) {
  bool block = text.substr(0, 2) == "/*";
  text.remove_prefix(2);
  if (block && text.size() >= 2) text.remove_suffix(2);
  size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n") + 1 - begin);
}

}  // namespace

void Lowering::lower_file(Declarations& out) {
  if (tree_.empty()) return;
  if (tree_[0].has_error) out.lost = true;
  // Statements stand under the root or under an ERROR node that recovery wrapped around them.
  std::vector<NodeIndex> open = {tree_.root()};
  while (!open.empty()) {
    NodeIndex parent = open.back();
    open.pop_back();
    for (NodeIndex each = first(parent); each != kNoNode; each = next(each)) {
      if (tree_[each].error) {
        open.push_back(each);
      } else {
        lower_statement(each, out);
      }
    }
  }
  for (NodeIndex each = 0; each < tree_.nodes.size(); ++each) lower_trivia(each, out);
}

/// What the compiler's lexer says of a token wherever it stands.
void Lowering::lower_trivia(NodeIndex at, Declarations& out) {
  switch (kind(at)) {
    case Node::Comment:
      return lower_comment(at, out);
    case Node::Pragma: {
      size_t line = span(at).begin;
      auto before = [&] { return line == 0 ? '\n' : source_.bytes[line - 1]; };
      while (before() == ' ' || before() == '\t') --line;
      if (before() == '\n' || before() == '\r') return;
      diagnostics_.error("syntax-error", "a directive begins its line", span(at));
      return;
    }
    case Node::Identifier:
    case Node::TypeIdentifier:
      if (text(at).size() <= kMaxName) return;
      diagnostics_.error("syntax-error", "the name is longer than 255 characters", span(at));
      return;
    default:
      return;
  }
}

const Expr* Lowering::lower_only_value() {
  if (tree_.empty() || tree_[0].has_error) return nullptr;
  NodeIndex only = first(tree_.root());
  if (only == kNoNode || kind(only) != Node::VariableDeclaration || next(only) != kNoNode) return nullptr;
  const Expr* out = expression(child(only, fields_.value));
  return refused_ ? nullptr : out;
}

/// Is there an error in it, other than in resources nested in it?
bool Lowering::is_broken(NodeIndex at) const {
  if (!tree_[at].has_error) return false;
  auto after = [&](NodeIndex node) {
    while (node != tree_.root() && tree_[node].next_sibling == kNoNode) node = tree_[node].parent;
    return node == tree_.root() ? static_cast<NodeIndex>(tree_.nodes.size()) : tree_[node].next_sibling;
  };
  NodeIndex end = after(at);
  for (NodeIndex each = at + 1; each < end;) {
    if (is_trouble(tree_, each)) return true;
    bool skip = !tree_[each].has_error || kind(each) == Node::ResourceDeclaration;
    each = skip ? after(each) : each + 1;
  }
  return false;
}

/// A .bicepparam file has declarations of its own, and few of a .bicep file's.
bool Lowering::belongs_here(NodeIndex at) {
  bool parameters = file_ == FileKind::BicepParameters;
  std::string_view message = "this declaration belongs in a .bicepparam file";
  Span place = keyword_span(at);
  switch (kind(at)) {
    case Node::VariableDeclaration:
    case Node::TypeDeclaration:
    case Node::ImportDeclaration:
    case Node::ExtensionDeclaration:
      return true;
    case Node::ParameterAssignment:
    case Node::ParameterDeclaration:
      if (parameters == (kind(at) == Node::ParameterAssignment)) return true;
      message = parameters ? "expected '='" : "expected a type";
      place = span(child(at, fields_.name));
      place.begin = place.end;
      break;
    case Node::UsingDeclaration:
    case Node::ExtendsDeclaration:
    case Node::ExtensionConfig:
      if (parameters) return true;
      break;
    default:
      if (!parameters) return true;
      message = "this declaration does not belong in a .bicepparam file";
      break;
  }
  diagnostics_.error("syntax-error", std::string(message), place);
  return false;
}

void Lowering::lower_statement(NodeIndex at, Declarations& out) {
  refused_ = false;
  depth_ = 0;
  if (is_broken(at) || !belongs_here(at)) {
    out.lost = true;
    return;
  }
  lower_declaration(at, out);
  if (refused_) out.lost = true;
  bool exported = kind(at) == Node::VariableDeclaration || kind(at) == Node::TypeDeclaration ||
                  kind(at) == Node::FunctionDeclaration;
  if (exported && !refused_ && decorators(at).exported) out.exported.push_back(text_of(at, fields_.name));
}

void Lowering::lower_declaration(NodeIndex at, Declarations& out) {
  switch (kind(at)) {
    case Node::TargetScope: {
      const Expr* value = expression(child(at, fields_.value));
      if (const auto* scope = as<StringLiteral>(value)) out.target_scope = scope->text;
      return;
    }
    case Node::MetadataDeclaration:
    case Node::AssertDeclaration:
    case Node::TestDeclaration: {
      const Expr* value = expression(child(at, fields_.value));
      if (!refused_) out.remarks.push_back(value);
      return;
    }
    case Node::ParameterAssignment: {
      auto value = named<ParameterValue>(at);
      value.value = expression(child(at, fields_.value));
      if (!refused_) out.values.push_back(value);
      return;
    }
    case Node::VariableDeclaration: {
      auto variable = named<Variable>(at);
      variable.value = expression(child(at, fields_.value));
      if (!refused_) out.variables.push_back(variable);
      return;
    }
    case Node::ParameterDeclaration:
      return lower_parameter(at, out);
    case Node::TypeDeclaration:
      return lower_type_declaration(at, out);
    case Node::FunctionDeclaration:
      return lower_function(at, out);
    case Node::ResourceDeclaration:
      return lower_resource(at, nullptr, out);
    case Node::ModuleDeclaration:
      return lower_module(at, out);
    case Node::OutputDeclaration:
      return lower_output(at, out);
    case Node::ImportDeclaration:
      return lower_import(at, out);
    case Node::ExtensionDeclaration:
    case Node::ExtensionConfig:
      return lower_extension(at, out);
    case Node::UsingDeclaration:
    case Node::ExtendsDeclaration:
      return lower_using(at, out);
    default:
      return;
  }
}

Lowering::Decorators Lowering::decorators(NodeIndex declaration) {
  Decorators out;
  for (NodeIndex each = first(declaration); each != kNoNode && kind(each) == Node::Decorator; each = next(each)) {
    NodeIndex called = child(each, fields_.expression);
    if (called == kNoNode) continue;
    bool method = kind(called) == Node::MethodCall;
    if (!method && kind(called) != Node::Call) continue;
    if (method && text_of(called, fields_.object) != "sys") continue;
    std::string_view name = text_of(called, method ? fields_.name : fields_.function);
    if (name == "secure") {
      out.secure = true;
    } else if (name == "export") {
      out.exported = true;
    } else if (name == "discriminator") {
      std::vector<const Expr*> values = arguments(called);
      const auto* literal = as<StringLiteral>(values.empty() ? nullptr : values[0]);
      if (literal) out.discriminator = literal->text;
    } else if (name == "minValue" || name == "maxValue") {
      std::vector<const Expr*> values = arguments(called);
      const auto* bound = as<IntLiteral>(values.empty() ? nullptr : values[0]);
      if (bound) (name == "minValue" ? out.min_value : out.max_value) = bound->value;
    } else if (name == "allowed") {
      std::vector<const Expr*> values = arguments(called);
      const auto* list = as<ArrayExpr>(values.empty() ? nullptr : values[0]);
      for (const ArrayItem& item : list ? list->items : std::span<const ArrayItem>()) {
        if (!item.spread) out.allowed.push_back(item.value);
      }
    }
  }
  return out;
}

void Lowering::lower_parameter(NodeIndex at, Declarations& out) {
  auto parameter = named<Parameter>(at);
  TypeExpr* declared = type(child(at, fields_.type));
  apply(decorators(at), *declared);
  parameter.type = declared;
  if (NodeIndex value = child(at, fields_.default_value); value != kNoNode) parameter.default_value = expression(value);
  if (!refused_) out.parameters.push_back(parameter);
}

void Lowering::lower_type_declaration(NodeIndex at, Declarations& out) {
  auto declaration = named<TypeDeclaration>(at);
  TypeExpr* value = type(child(at, fields_.value));
  apply(decorators(at), *value);
  declaration.type = value;
  if (!refused_) out.types.push_back(declaration);
}

void Lowering::lower_function(NodeIndex at, Declarations& out) {
  auto function = named<Function>(at);
  std::vector<FunctionParameter> params;
  NodeIndex list = child(at, fields_.parameters);
  for (NodeIndex each = list == kNoNode ? kNoNode : first(list); each != kNoNode; each = next(each)) {
    params.push_back({text_of(each, fields_.name), type(child(each, fields_.type))});
  }
  function.params = arena_.copy(params);
  function.body = expression(child(at, fields_.body));
  if (!refused_) out.functions.push_back(function);
}

void Lowering::lower_output(NodeIndex at, Declarations& out) {
  auto output = named<Output>(at);
  TypeExpr* declared = type(child(at, fields_.type));
  apply(decorators(at), *declared);
  output.type = declared;
  output.secure = declared->secure;
  output.value = expression(child(at, fields_.value));
  if (!refused_) out.outputs.push_back(output);
}

void Lowering::lower_import(NodeIndex at, Declarations& out) {
  Import import;
  import.span = span(at);
  NodeIndex source = child(at, fields_.source);
  if (source != kNoNode) import.source_span = span(source);
  if (!literal_text(source, "the source of an import", import.source)) return;
  NodeIndex symbols = child(at, fields_.symbols);
  std::vector<ImportItem> items;
  if (symbols != kNoNode && kind(symbols) == Node::WildcardImport) {
    import.wildcard = text_of(symbols, fields_.alias);
  } else if (symbols != kNoNode) {
    for (NodeIndex each = first(symbols); each != kNoNode; each = next(each)) {
      ImportItem item;
      NodeIndex name = child(each, fields_.name);
      if (name == kNoNode) continue;
      if (kind(name) == Node::Identifier) {
        item.name = text(name);
      } else if (!literal_text(name, "an imported name", item.name)) {
        return;
      }
      item.alias = text_of(each, fields_.alias);
      if (item.alias.empty()) item.alias = item.name;
      items.push_back(item);
    }
  }
  import.items = arena_.copy(items);
  out.imports.push_back(import);
}

/// `extension x with {...} as y`, or a parameter file's `extensionConfig y with {...}`.
void Lowering::lower_extension(NodeIndex at, Declarations& out) {
  Extension extension;
  extension.span = span(at);
  if (NodeIndex source = child(at, fields_.source); source != kNoNode) {
    extension.source_span = span(source);
    if (kind(source) == Node::Identifier) {
      extension.source = text(source);
    } else if (!literal_text(source, "an extension", extension.source)) {
      return;
    }
  }
  extension.alias = text_of(at, kind(at) == Node::ExtensionConfig ? fields_.name : fields_.alias);
  if (extension.alias.empty()) extension.alias = extension.source.substr(0, extension.source.find('@'));
  if (NodeIndex with = child(at, fields_.configuration); with != kNoNode) extension.configuration = expression(with);
  if (!refused_) out.extensions.push_back(extension);
}

void Lowering::lower_using(NodeIndex at, Declarations& out) {
  if (NodeIndex with = child(at, fields_.configuration); with != kNoNode) out.deployment = expression(with);
  NodeIndex source = child(at, fields_.source);
  bool extends = kind(at) == Node::ExtendsDeclaration;
  if (source == kNoNode || (kind(source) != Node::String && kind(source) != Node::RawString)) return;  // `using none`
  std::string_view path;
  if (!literal_text(source, extends ? "the path after extends" : "the path after using", path)) return;
  if (extends) {
    out.extends_path = path;
  } else {
    out.using_path = path;
    out.using_span = span(source);
  }
}

void Lowering::lower_comment(NodeIndex at, Declarations& out) {
  std::string_view comment = text(at);
  for (std::string_view each : kSuppressions) {
    if (comment.find(each) == std::string_view::npos) continue;
    out.comments.push_back({without_comment_signs(comment), span(at)});
    return;
  }
}

}  // namespace ringfence::bicep
