#pragma once
// From the JSON tree of one file to declarations. Private to parsers/arm.
//
// arm.cpp decides what a file is and starts; each lower_*.cpp lowers one kind of declaration. All
// parts are methods of one class because they call each other: a template has resources, a
// deployment resource has a template.

#include <cstdint>
#include <string_view>
#include <vector>

#include "parsers/arena.h"
#include "parsers/diagnostic.h"
#include "parsers/syntax/json_text.h"
#include "parsers/syntax/json_tree.h"
#include "parsers/template.h"

namespace ringfence::arm {

/// How strings are read: parameter files hold no expressions, but perhaps placeholders of the Azure Developer CLI.
enum class Strings : uint8_t { Expressions, Literals };

/// `"name": value` of an object.
struct JsonMember {
  std::string_view name;  // decoded
  syntax::JsonIndex key = syntax::kNoJson;
  syntax::JsonIndex value = syntax::kNoJson;
};

/// Declarations of one template while they are collected.
struct TemplateParts {
  std::vector<const Resource*> resources;
  std::vector<const ModuleCall*> modules;
};

/// A resource as written, its members sorted by what they mean.
struct ResourceParts {
  Span span;  // object, or key and object of a symbolic name
  std::string_view symbol;
  syntax::JsonIndex type_key = syntax::kNoJson, type = syntax::kNoJson;
  syntax::JsonIndex api_version = syntax::kNoJson, name = syntax::kNoJson, condition = syntax::kNoJson;
  syntax::JsonIndex copy = syntax::kNoJson, depends_on = syntax::kNoJson, scope = syntax::kNoJson;
  syntax::JsonIndex children = syntax::kNoJson, existing = syntax::kNoJson, extension = syntax::kNoJson;
  syntax::JsonIndex metadata = syntax::kNoJson;
  std::vector<JsonMember> rest;
};

class Lowering {
 public:
  Lowering(const syntax::JsonTree& tree, Arena& arena, Diagnostics& diagnostics)
      : tree_(tree), arena_(arena), diagnostics_(diagnostics) {}

  /// lower_template.cpp. `root` is an object; also its nested templates'.
  const Template* lower_template(syntax::JsonIndex root);
  /// lower_deployment.cpp. The template of a blueprint artifact, with what the artifact passes to it; null when `root`
  /// is none.
  const Template* lower_artifact(syntax::JsonIndex root);
  /// Comments of the file that may hold suppressions; complete after the root template is lowered.
  std::span<const Comment> comments();

  /// lower_parameter_file.cpp
  const ParameterFile* lower_parameter_file(syntax::JsonIndex root);

 private:
  const syntax::JsonTree& tree_;
  Arena& arena_;
  Diagnostics& diagnostics_;
  int depth_ = 0;
  bool told_depth_ = false;
  int told_repeated_ = 0;
  syntax::JsonIndex definitions_ = syntax::kNoJson;  // of the template that is being lowered
  std::vector<Comment> comments_;
  std::vector<ObjectItem> items_;       // of the objects being lowered, innermost last
  std::vector<ArrayItem> array_items_;  // likewise

  // lower_value.cpp: JSON values to expressions
  const Expr* value(syntax::JsonIndex index, Strings strings = Strings::Expressions);
  const Expr* object(syntax::JsonIndex index, Strings strings);
  const Expr* array(syntax::JsonIndex index, Strings strings);
  const Expr* string(syntax::JsonIndex index, Strings strings);
  void add_member(const JsonMember& member, const Expr* value, Strings strings = Strings::Expressions);
  void add_property_copies(syntax::JsonIndex copies);
  const Expr* finish_object(size_t first, Span span);
  const Expr* for_copy(syntax::JsonIndex copy, std::string_view name, Span span);
  bool is_property_copy(syntax::JsonIndex value) const;
  const Expr* make(Span span, ExprNode node) { return arena_.make<Expr>(span, node); }
  const Expr* call(std::string_view name, std::initializer_list<const Expr*> args, Span span);

  // members.cpp: looking into objects; names ignore case
  std::vector<JsonMember> members(syntax::JsonIndex object);
  syntax::JsonIndex find(syntax::JsonIndex object, std::string_view name);
  syntax::JsonIndex find_object(syntax::JsonIndex object, std::string_view name);
  std::string_view text(syntax::JsonIndex string);
  std::string_view literal_text(syntax::JsonIndex value);
  bool is_true(syntax::JsonIndex value) const { return tree_.is(value, syntax::JsonKind::True); }
  Span member_span(const JsonMember& member) const { return cover(tree_.span(member.key), tree_.span(member.value)); }
  void warn_repeated(std::string_view name, Span first);
  bool enter(syntax::JsonIndex at);
  void leave() { --depth_; }

  // lower_template.cpp
  std::span<const Variable> variables(syntax::JsonIndex object);
  std::span<const Function> functions(syntax::JsonIndex namespaces);
  std::span<const Output> outputs(syntax::JsonIndex object);
  std::span<const Extension> extensions(syntax::JsonIndex object);
  std::span<const Expr* const> asserts(syntax::JsonIndex object);
  Output output(const JsonMember& member);
  void resources(syntax::JsonIndex list, const Resource* enclosing, TemplateParts& out);

  // lower_types.cpp
  std::span<const Parameter> parameters(syntax::JsonIndex object);
  std::span<const TypeDeclaration> types(syntax::JsonIndex definitions);
  const TypeExpr* type(syntax::JsonIndex schema);
  bool is_nullable(syntax::JsonIndex schema);
  const TypeExpr* object_type(syntax::JsonIndex schema, TypeExpr out);
  std::span<const Expr* const> allowed_values(syntax::JsonIndex list);

  // lower_parameter_file.cpp
  const Expr* with_placeholders(const syntax::JsonText& text, Span whole);

  // lower_resource.cpp
  void resource(syntax::JsonIndex object, const JsonMember* symbolic, const Resource* enclosing, TemplateParts& out);
  ResourceParts resource_parts(syntax::JsonIndex object, const JsonMember* symbolic);
  const Loop* loop(syntax::JsonIndex copy);
  const Expr* scope_of(syntax::JsonIndex subscription, syntax::JsonIndex group);
  std::span<const Expr* const> depends_on(syntax::JsonIndex list);
  const Expr* optional(syntax::JsonIndex value) { return value == syntax::kNoJson ? nullptr : this->value(value); }
  void metadata_skips(syntax::JsonIndex metadata, Span resource);

  // lower_deployment.cpp
  const ModuleCall* deployment(const ResourceParts& parts, const Resource* enclosing, bool stack);
  void add_stack_settings(syntax::JsonIndex properties);
  void deployment_source(ModuleCall& out, syntax::JsonIndex properties);
  const Expr* arguments(syntax::JsonIndex parameters);
  const Expr* argument(syntax::JsonIndex parameter);
  const Expr* argument_of(const Expr* written, int depth);
  const Expr* secret(syntax::JsonIndex reference);
};

}  // namespace ringfence::arm
