#pragma once
// Lowering: nodes of a Bicep syntax tree to the structures of parsers/template.h.
//
// One object per tree. It only says what the text says: nothing is resolved but what the text alone
// decides (a nested resource's full type, `nameof`, which names are exported). A declaration with a
// syntax error in it, nested too deeply or of a kind that the structures cannot hold is left out with
// a diagnostic, and `lost` is set. Implemented by lower_*.cpp; used by bicep.cpp.

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "parsers/arena.h"
#include "parsers/bicep/nodes.h"
#include "parsers/diagnostic.h"
#include "parsers/parse.h"
#include "parsers/syntax/tree.h"
#include "parsers/template.h"

namespace ringfence::bicep {

using syntax::kNoNode;
using syntax::NodeIndex;

/// Deeper nesting of expressions, types or resources is refused.
inline constexpr int kMaxDepth = 400;
/// `a + b + c ...`, `a.b.c ...` and `a ? b : c ? d : ...` are one level, but no longer than this.
inline constexpr size_t kMaxChain = 3000;

/// The declarations of a file as they are found, in document order.
struct Declarations {
  std::string_view target_scope = "resourceGroup";
  std::vector<Parameter> parameters;
  std::vector<Variable> variables;
  std::vector<Function> functions;
  std::vector<TypeDeclaration> types;
  std::vector<Resource*> resources;
  /// Of those that may turn out to be an extension's: their name, parent and scope as properties.
  std::unordered_map<const Resource*, std::vector<ObjectItem>> fixed_items;
  std::vector<const ModuleCall*> modules;
  std::vector<Output> outputs;
  std::vector<Import> imports;
  std::vector<Comment> comments;
  std::vector<std::string_view> exported;
  std::vector<Extension> extensions;
  std::vector<const Expr*> remarks;
  // .bicepparam
  std::string_view using_path, extends_path;
  Span using_span;
  const Expr* deployment = nullptr;
  std::vector<ParameterValue> values;
  bool lost = false;
};

class Lowering {
 public:
  /// `source` is the file that spans refer to; byte 0 of the tree's text is its byte `shift`
  /// (a part of a file begins further on, an expression that was wrapped before).
  Lowering(const syntax::SyntaxTree& tree, const SourceFile& source, int64_t shift, FileKind file, Arena& arena,
           Diagnostics& diagnostics)
      : tree_(tree),
        source_(source),
        shift_(shift),
        file_(file),
        arena_(arena),
        diagnostics_(diagnostics),
        nodes_(Nodes::get()),
        fields_(nodes_.fields()) {}

  /// All statements and comments of the tree.
  void lower_file(Declarations& out);
  /// The value of the tree's one `var`; null if there is none or it is broken.
  const Expr* lower_only_value();

 private:
  // lower_statement.cpp
  void lower_statement(NodeIndex at, Declarations& out);
  void lower_declaration(NodeIndex at, Declarations& out);
  bool belongs_here(NodeIndex at);
  void lower_parameter(NodeIndex at, Declarations& out);
  void lower_type_declaration(NodeIndex at, Declarations& out);
  void lower_function(NodeIndex at, Declarations& out);
  void lower_output(NodeIndex at, Declarations& out);
  void lower_import(NodeIndex at, Declarations& out);
  void lower_extension(NodeIndex at, Declarations& out);
  void lower_using(NodeIndex at, Declarations& out);
  void lower_trivia(NodeIndex at, Declarations& out);
  void lower_comment(NodeIndex at, Declarations& out);
  bool is_broken(NodeIndex at) const;
  /// Name and places of a declaration.
  template <class T>
  T named(NodeIndex at) {
    T out;
    out.name = text_of(at, fields_.name);
    out.span = span(at);
    if (NodeIndex name = child(at, fields_.name); name != kNoNode) out.name_span = span(name);
    return out;
  }

  struct Decorators {
    bool secure = false;
    bool exported = false;
    std::string_view discriminator;
    std::vector<const Expr*> allowed;
    std::optional<int64_t> min_value, max_value;
  };
  Decorators decorators(NodeIndex declaration);
  void apply(const Decorators& decorators, TypeExpr& type);

  // lower_resource.cpp
  struct Deployment {  // what stands after the `=` of a resource or module
    NodeIndex object = kNoNode;
    const Expr* condition = nullptr;
    const Loop* loop = nullptr;
  };
  struct Fixed {  // what Template has a place of its own for
    const Expr *name = nullptr, *parent = nullptr, *scope = nullptr, *params = nullptr;
    std::span<const Expr* const> depends_on;
    std::vector<ObjectItem> items;  // name, parent and scope as written: ordinary properties to an extension
    Span name_span;
  };
  void lower_resource(NodeIndex at, const Resource* enclosing, Declarations& out);
  void lower_module(NodeIndex at, Declarations& out);
  Deployment lower_deployment(NodeIndex value);
  const Expr* lower_body(NodeIndex object, bool module, Fixed& fixed);
  bool take_fixed(std::string_view key, NodeIndex property, bool module, Fixed& fixed);
  std::span<const Expr* const> depends_on(NodeIndex value);
  bool set_type(NodeIndex type, const Resource* enclosing, Resource& resource);
  Span header_span(NodeIndex at, NodeIndex last);
  Span keyword_span(NodeIndex at);

  // lower_expression.cpp
  const Expr* expression(NodeIndex at);
  const Expr* lower_expression(NodeIndex at);
  NodeIndex chained(NodeIndex at) const;
  const Expr* link(NodeIndex at, const Expr* inner);
  const Expr* ternary(NodeIndex at);
  const Expr* number(NodeIndex at, bool negative);
  const Expr* array(NodeIndex at);
  const Expr* object(NodeIndex at);
  bool item(NodeIndex at, std::vector<ObjectItem>& out);
  const Expr* for_expression(NodeIndex at);
  const Expr* lambda(NodeIndex at);
  const Expr* unary(NodeIndex at);
  const Expr* binary(NodeIndex at, const Expr* left);
  const Expr* call(NodeIndex at);
  const Expr* method_call(NodeIndex at, const Expr* receiver);
  const Expr* member(NodeIndex at, const Expr* object);
  const Expr* index(NodeIndex at, const Expr* object);
  const Expr* name_of(NodeIndex call, NodeIndex argument);
  std::vector<const Expr*> arguments(NodeIndex at);

  // lower_string.cpp
  const Expr* string(NodeIndex at);
  const Expr* raw_string(NodeIndex at);
  Span surplus_dollars(NodeIndex hole, size_t own) const;
  const Expr* string_from_parts(NodeIndex at, std::vector<const Expr*>& parts);
  /// The text of a string without holes; false (and a diagnostic) if it has any.
  bool literal_text(NodeIndex at, std::string_view what, std::string_view& out);

  // lower_type.cpp
  TypeExpr* type(NodeIndex at);
  void lower_type(NodeIndex at, TypeExpr& out);
  void name_type(std::string_view name, TypeExpr& out);
  void object_type(NodeIndex at, TypeExpr& out);
  std::string type_path(NodeIndex at);

  // the tree
  NodeIndex child(NodeIndex at, uint16_t field) const { return tree_.child(at, field); }
  /// First child, or next sibling, that is named and no comment.
  NodeIndex first(NodeIndex at) const { return significant(tree_[at].first_child); }
  NodeIndex next(NodeIndex at) const { return significant(tree_[at].next_sibling); }
  NodeIndex significant(NodeIndex at) const;
  Node kind(NodeIndex at) const { return nodes_.kind(tree_[at]); }
  Span span(NodeIndex at) const;
  /// The node's text, in the file that owns the bytes.
  std::string_view text(NodeIndex at) const;
  std::string_view text_of(NodeIndex parent, uint16_t field) const;

  template <class T>
  const Expr* make(Span span, T node) {
    return arena_.make<Expr>(Expr{span, node});
  }
  const Expr* make_string(Span span, std::string_view text) { return make(span, StringLiteral{text}); }

  bool enter(NodeIndex at);
  void refuse(NodeIndex at, std::string message);
  bool is_namespace(NodeIndex at) const;

  const syntax::SyntaxTree& tree_;
  const SourceFile& source_;
  int64_t shift_;
  FileKind file_;  // Bicep or BicepParameters
  Arena& arena_;
  Diagnostics& diagnostics_;
  const Nodes& nodes_;
  const Fields& fields_;
  int depth_ = 0;
  bool refused_ = false;  // the declaration that is being lowered cannot be kept
};

/// Finishes what needs the whole file: types behind local names, the extension of a resource.
void resolve_local_types(Declarations& declarations, Arena& arena);
void resolve_extensions(Declarations& declarations, Arena& arena);

}  // namespace ringfence::bicep
