#pragma once
// Expressions as written, of all three languages, unevaluated.
//
// Made by the lowerings (parsers/arm, parsers/bicep, parsers/terraform), shared by every use of
// the module, read by analyzer/eval. Immutable once made; everything lives in the arena of the
// file. What a language has only as sugar is lowered here to the dozen forms below:
//   Terraform splat  a[*].b     -> For over Call "@splat"(a)
//   template directives         -> Conditional, or Call "@join"(For)
//   ARM property copy           -> For with `count`
//   parentheses                 -> nothing
//   Terraform block             -> Array of Objects under the block's type; dynamic -> spread For
// Names of calls that no user can write begin with '@'.

#include <cstdint>
#include <span>
#include <string_view>
#include <variant>

#include "parsers/span.h"

namespace ringfence {

struct Expr;

struct NullLiteral {};
struct BoolLiteral { bool value = false; };
struct IntLiteral { int64_t value = 0; };
/// `text` is the number as written, for languages that keep its precision.
struct DoubleLiteral { double value = 0; std::string_view text; };
/// `text` is decoded (escapes resolved).
struct StringLiteral { std::string_view text; };

/// `key: value`, or `...value` when `key` is null. A literal key is a StringLiteral.
struct ObjectItem {
  const Expr* key = nullptr;
  const Expr* value = nullptr;
  Span span;  // the whole item
};
struct ObjectExpr { std::span<const ObjectItem> items; };

struct ArrayItem {
  const Expr* value = nullptr;
  bool spread = false;
};
struct ArrayExpr { std::span<const ArrayItem> items; };

/// Text with holes; literal parts are StringLiterals.
struct Interpolation { std::span<const Expr* const> parts; };

enum class RefKind : uint8_t {
  Name,          // Bicep identifier: local (loop, lambda), then the module's own declaration, then namespace
  Parameter,     // parameters('x'), var.x
  Variable,      // variables('x'), local.x
  Resource,      // Terraform `type.name`; ARM symbolic name
  Data,          // Terraform data.`type`.`name`
  Module,        // Terraform module.`name`
  Local,         // loop or lambda variable, Terraform dynamic iterator (`name`.key/.value)
  CopyIndex,     // ARM copyIndex('name'); empty name = innermost
  EachKey,       // Terraform each.key
  EachValue,     // Terraform each.value
  CountIndex,    // Terraform count.index
  Self,          // Terraform self
  Path,          // Terraform path.`name`
  TerraformMeta  // Terraform terraform.`name`
};
struct Reference {
  RefKind kind = RefKind::Name;
  std::string_view name;
  std::string_view type;  // Resource and Data in Terraform only
};

/// `object.name`, `object.?name` (safe), Bicep `object::name` (nested).
struct MemberExpr {
  const Expr* object = nullptr;
  std::string_view name;
  Span name_span;
  bool safe = false;
  bool nested = false;
};
/// `object[index]`, `object[?index]` (safe), `object[^index]` (from_end, 1 = last).
struct IndexExpr {
  const Expr* object = nullptr;
  const Expr* index = nullptr;
  bool safe = false;
  bool from_end = false;
};

/// `namespace.name(args)`; a method call `object.name(args)` has `receiver`.
struct CallExpr {
  std::string_view name;
  std::string_view ns;  // Bicep "az"/"sys", ARM user-function namespace, Terraform "provider::x"
  std::span<const Expr* const> args;
  const Expr* receiver = nullptr;
  bool expand_last = false;  // Terraform f(list...)
  Span name_span;
};

enum class UnaryOp : uint8_t { Not, Minus };
struct UnaryExpr { UnaryOp op = UnaryOp::Not; const Expr* operand = nullptr; };

enum class BinaryOp : uint8_t {
  Add, Subtract, Multiply, Divide, Modulo,
  Equal, NotEqual, EqualIgnoreCase, NotEqualIgnoreCase,
  Less, LessOrEqual, Greater, GreaterOrEqual,
  And, Or, Coalesce
};
struct BinaryExpr { BinaryOp op = BinaryOp::Add; const Expr* left = nullptr; const Expr* right = nullptr; };

struct ConditionalExpr { const Expr* condition = nullptr; const Expr* then = nullptr; const Expr* otherwise = nullptr; };

/// List comprehension when `key` is null, else object comprehension.
/// Exactly one of `collection` and `count` is set.
struct ForExpr {
  const Expr* collection = nullptr;
  const Expr* count = nullptr;      // ARM copy: the item is the index; `copy_name` names it
  std::string_view item;            // Terraform: value variable
  std::string_view index;           // Bicep index or Terraform key variable; may be empty
  std::string_view copy_name;       // ARM copy name; may be empty
  const Expr* key = nullptr;
  const Expr* value = nullptr;
  const Expr* condition = nullptr;  // Terraform `if`
  bool grouping = false;            // Terraform `...`
};

struct LambdaExpr { std::span<const std::string_view> params; const Expr* body = nullptr; };

using ExprNode =
    std::variant<NullLiteral, BoolLiteral, IntLiteral, DoubleLiteral, StringLiteral, ObjectExpr, ArrayExpr,
                 Interpolation, Reference, MemberExpr, IndexExpr, CallExpr, UnaryExpr, BinaryExpr,
                 ConditionalExpr, ForExpr, LambdaExpr>;

struct Expr {
  Span span;
  ExprNode node;
};

template <class T>
const T* as(const Expr* expr) {
  return expr ? std::get_if<T>(&expr->node) : nullptr;
}

}  // namespace ringfence
