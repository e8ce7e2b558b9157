#pragma once
// Template: the declarations of one module, whatever language it was written in.
//
// The only thing that crosses from parsers/ ("what does the text say?") to analyzer/ ("what will
// exist?"). Made by one lowering per language, immutable afterwards, shared by every use of the
// module; everything it points to lives in the arena of its file(s). It knows nothing about Azure:
// a resource is a type, a name and a body.

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "parsers/expr.h"
#include "parsers/span.h"

namespace ringfence {

enum class Dialect : uint8_t { Arm, Bicep, Terraform };

// ---- types (parameters, user-defined types) -------------------------------------------------------

enum class TypeKind : uint8_t {
  Any, String, Int, Bool, Number, Object, Array, Map, Set, Tuple, Union, Literal, Nullable, Named
};

struct TypeExpr;

struct TypeProperty {
  std::string_view name;  // empty: additional properties (Bicep `*: T`)
  const TypeExpr* type = nullptr;
  bool optional = false;
  const Expr* default_value = nullptr;  // Terraform optional(T, default)
  Span span;
};

struct TypeExpr {
  TypeKind kind = TypeKind::Any;
  Span span;
  std::string_view name;                        // Named: dotted path; parameterised types keep their head
  const Expr* literal = nullptr;                // Literal
  const TypeExpr* element = nullptr;            // Array/Map/Set item, Nullable inner; null = any
  std::span<const TypeExpr* const> members;     // Union, Tuple
  std::span<const TypeProperty> properties;     // Object
  std::string_view discriminator;               // @discriminator('kind')
  bool secure = false;                          // securestring, secureObject, @secure()
  std::span<const Expr* const> allowed;         // @allowed on a type
  std::optional<int64_t> min_value, max_value;  // of numbers: @minValue, @maxValue
};

struct TypeDeclaration {
  std::string_view name;
  const TypeExpr* type = nullptr;
  Span span, name_span;
};

// ---- declarations ------------------------------------------------------------------------------------

struct Parameter {
  std::string_view name;
  const TypeExpr* type = nullptr;               // never null
  const Expr* default_value = nullptr;          // null: none
  std::span<const Expr* const> allowed;
  bool secure = false;                          // also Terraform `sensitive`
  bool nullable = false;                        // Bicep `T?`, ARM "nullable": true; Terraform: null is a value of every variable
  Span span, name_span;
};

/// Bicep var, ARM variable (property copy included, as a For), Terraform local.
struct Variable {
  std::string_view name;
  const Expr* value = nullptr;
  Span span, name_span;
};

struct FunctionParameter {
  std::string_view name;
  const TypeExpr* type = nullptr;
};
struct Function {
  std::string_view ns;                          // ARM user-function namespace, else empty
  std::string_view name;
  std::span<const FunctionParameter> params;
  const Expr* body = nullptr;
  Span span, name_span;
};

/// The loop on a resource, module or output. Exactly one of `collection` and `count` is set.
struct Loop {
  const Expr* collection = nullptr;             // Bicep for, Terraform for_each (map, set or object)
  const Expr* count = nullptr;                  // ARM copy, Terraform count
  std::string_view item, index;                 // Bicep names; empty in Terraform (each.*, count.index)
  std::string_view copy_name;                   // ARM copy name
  Span span;
};

enum class ResourceMode : uint8_t {
  Managed,   // will be deployed
  Existing,  // Bicep/ARM `existing`, Terraform data source
  Update     // changes an object that another declaration makes (azapi_update_resource, left to normalize)
};

struct Resource {
  std::string_view symbol;                      // Bicep/ARM symbolic name, Terraform name label; may be empty in ARM
  std::string_view type;                        // as written; full ("a/b/c") even when nested in a parent
  std::string_view api_version;                 // Bicep/ARM; empty in Terraform
  ResourceMode mode = ResourceMode::Managed;
  const Expr* type_expr = nullptr;              // ARM type written as an expression (rare); `type` is then empty
  const Expr* api_version_expr = nullptr;       // ARM apiVersion written as an expression; `api_version` is then empty
  const Expr* name = nullptr;                   // Bicep/ARM; Terraform plan: the address of the instance, by which it is referred to; null in configurations (an argument of the body like any other)
  const Expr* body = nullptr;                   // an Object: everything but the fields of this struct
  const Expr* condition = nullptr;
  const Loop* loop = nullptr;
  const Expr* parent = nullptr;                 // Bicep `parent:`
  const Resource* enclosing = nullptr;          // lexically nested in that resource
  const Expr* scope = nullptr;
  std::span<const Expr* const> depends_on;
  std::string_view extension;                   // Bicep/ARM extension or import alias (Microsoft Graph ...); else empty
  std::string_view provider;                    // Terraform `provider = azurerm.alias`: "azurerm.alias"
  Span span;                                    // whole declaration
  Span header_span;                             // `resource x 'type@v'`, `resource "t" "n"`, the "type" member in JSON
  Span name_span;                               // the name's value, or the symbol
};

struct Template;

/// Bicep module, ARM (nested or linked) deployment, Terraform module.
struct ModuleCall {
  std::string_view symbol;                      // may be empty in ARM
  std::string_view source;                      // as written: path, "br/public:...", registry address; empty when inline
  const Expr* source_expr = nullptr;            // ARM templateLink.uri / relativePath when it is not a literal
  std::string_view version;                     // Terraform
  const Template* inline_template = nullptr;    // ARM nested deployment
  bool outer_scope = false;                     // ARM nested deployment evaluated in the scope of its parent
  const Expr* name = nullptr;                   // deployment name
  const Expr* arguments = nullptr;              // Object of parameter values (ARM: the `value`s; keyVault references are Call "@secret"(vaultId, name))
  const Expr* body = nullptr;                   // Bicep/ARM: what else was written beside (location, tags, identity, extensionConfigs); may be null
  const Expr* condition = nullptr;
  const Loop* loop = nullptr;
  const Expr* scope = nullptr;                  // Bicep `scope:`
  const Expr* subscription_id = nullptr;        // ARM cross-scope deployments
  const Expr* resource_group = nullptr;
  std::span<const Expr* const> depends_on;
  const Resource* enclosing = nullptr;          // ARM: nested under a resource
  Span span, header_span, source_span;
};

struct Output {
  std::string_view name;
  const Expr* value = nullptr;                  // a loop is a For
  const Expr* condition = nullptr;
  const TypeExpr* type = nullptr;               // may be null (Terraform)
  bool secure = false;
  Span span, name_span;
};

/// Bicep compile-time import.
struct ImportItem {
  std::string_view name;
  std::string_view alias;                       // the name it has here
};
struct Import {
  std::string_view source;
  std::span<const ImportItem> items;            // empty with a wildcard
  std::string_view wildcard;                    // `* as x`
  Span span, source_span;
};

/// Bicep `extension x with { ... } as y`, ARM "extensions" and "imports".
struct Extension {
  std::string_view source;                      // as written: a name, "br:...", "kubernetes@1.0.0"
  std::string_view alias;                       // the name it has here
  const Expr* configuration = nullptr;          // null: none written
  Span span, source_span;
};

/// Terraform `provider "azurerm" { alias = ... }`.
struct ProviderConfig {
  std::string_view name, alias;
  const Expr* body = nullptr;
  Span span;
};
/// Terraform required_providers entry.
struct ProviderRequirement {
  std::string_view name, source, version;       // version: the constraint as written
  Span span;
};

/// A comment with the text of a suppression in it ("ringfence:ignore", "checkov:skip=" ...).
struct Comment {
  std::string_view text;                        // without the comment signs
  Span span;
};

struct Template {
  Dialect dialect = Dialect::Arm;
  FileId file = kNoFile;                        // Terraform: the first file of the folder
  std::string_view target_scope;                // resourceGroup, subscription, managementGroup, tenant; empty in Terraform
  std::string_view schema;                      // ARM $schema, format version of a Terraform plan, as written; else empty
  std::string_view language_version;            // ARM
  bool generated_by_bicep = false;              // ARM metadata._generator.name is "bicep"
  bool symbolic_names = false;                  // ARM resources is an object
  bool open = false;                            // declarations were lost to a syntax error, or a plan is not of everything
  Span span;

  std::span<const Parameter> parameters;
  std::span<const Variable> variables;
  std::span<const Function> functions;
  std::span<const TypeDeclaration> types;
  std::span<const Resource* const> resources;   // nested ones too, after their enclosing resource
  std::span<const ModuleCall* const> modules;
  std::span<const Output> outputs;
  std::span<const Import> imports;
  std::span<const Extension> extensions;
  std::span<const Expr* const> remarks;         // metadata, assertions, tests: make nothing, are evaluated for their mistakes alone
  std::span<const ProviderConfig> providers;
  std::span<const ProviderRequirement> required_providers;
  std::span<const Comment> comments;
  std::span<const std::string_view> exported;   // Bicep @export() names
};

// ---- values for parameters ----------------------------------------------------------------------------

struct ParameterValue {
  std::string_view name;
  const Expr* value = nullptr;                  // Key Vault reference: Call "@secret"(vaultId, secretName)
  Span span, name_span;
};

/// *.parameters.json, .bicepparam, *.tfvars(.json), the variables of a plan.
struct ParameterFile {
  Dialect dialect = Dialect::Arm;
  FileId file = kNoFile;
  std::string_view using_path;                  // .bicepparam `using`; empty: none
  std::string_view extends_path;                // .bicepparam `extends`
  Span using_span;
  std::span<const ParameterValue> values;
  std::span<const Variable> variables;          // .bicepparam var
  std::span<const Import> imports;
  std::span<const Extension> extensions;        // .bicepparam `extensionConfig x with { ... }` (source is empty) and `extension`
  const Expr* deployment = nullptr;             // .bicepparam `using ... with { ... }`: how to deploy
};

}  // namespace ringfence
