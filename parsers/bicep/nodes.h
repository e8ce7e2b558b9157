#pragma once
// The node kinds and fields of our Bicep grammar (grammar/grammar.js), looked up once, so that the
// lowering can switch over them. Between SyntaxTree and lowering.h.

#include <cstdint>
#include <vector>

#include "parsers/syntax/tree.h"

namespace ringfence::bicep {

/// Named as in the grammar. Other: tokens, and nodes that the lowering does not look at.
enum class Node : uint8_t {
  Other,
  // statements
  TargetScope, MetadataDeclaration, ParameterDeclaration, ParameterAssignment, VariableDeclaration, TypeDeclaration,
  FunctionDeclaration, ResourceDeclaration, ModuleDeclaration, OutputDeclaration, ImportDeclaration,
  ExtensionDeclaration, ExtensionConfig, AssertDeclaration, TestDeclaration, UsingDeclaration, ExtendsDeclaration,
  // their parts
  Decorator, TypedParameter, ImportList, ImportItem, WildcardImport, ConditionalBody,
  // expressions
  Ternary, Binary, Unary, Lambda, LambdaParameters, Identifier, String, RawString, Number, Boolean, Null,
  Array, Object, For, Parenthesized, Call, MethodCall, MemberAccess, NestedAccess, IndexAccess, NonNull,
  Property, Spread,
  // types
  ResourceType, UnionType, NullableType, NonNullableType, UnaryType, TypeIdentifier, GenericType, ArrayType,
  ItemType, IndexedType, MemberType, AdditionalPropertiesType, ParenthesizedType, ObjectType, PropertyType,
  AdditionalProperties, TupleType, TupleItem,
  // inside strings
  StringContent, EscapeSequence, Interpolation,
  // trivia
  Comment, Pragma,
};

struct Fields {
  uint16_t alias, alternative, arguments, body, collection, condition, configuration, consequence, default_value,
      element, expression, from_end, function, index, item, key, left, name, object, operand, operator_, parameters,
      returns, right, safe, source, symbols, type, value;
};

class Nodes {
 public:
  static const Nodes& get();

  Node kind(const syntax::SyntaxNode& node) const { return kinds_[node.symbol]; }
  const Fields& fields() const { return fields_; }
  uint16_t existing_token() const { return existing_token_; }

 private:
  Nodes();

  std::vector<Node> kinds_;  // by symbol
  Fields fields_{};
  uint16_t existing_token_ = 0;
};

/// Is something wrong at this very node? An ERROR, something missing, or a token missing that the tree does not show.
bool is_trouble(const syntax::SyntaxTree& tree, syntax::NodeIndex at);

}  // namespace ringfence::bicep
