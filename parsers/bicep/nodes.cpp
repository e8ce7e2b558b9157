#include "parsers/bicep/nodes.h"

#include <string_view>
#include <utility>

#include "parsers/syntax/grammars.h"

namespace ringfence::bicep {

namespace {

struct NamedNode {
  std::string_view name;
  Node node;
};

constexpr NamedNode kNodes[] = {
    {"target_scope", Node::TargetScope},
    {"metadata_declaration", Node::MetadataDeclaration},
    {"parameter_declaration", Node::ParameterDeclaration},
    {"parameter_assignment", Node::ParameterAssignment},
    {"variable_declaration", Node::VariableDeclaration},
    {"type_declaration", Node::TypeDeclaration},
    {"function_declaration", Node::FunctionDeclaration},
    {"resource_declaration", Node::ResourceDeclaration},
    {"module_declaration", Node::ModuleDeclaration},
    {"output_declaration", Node::OutputDeclaration},
    {"import_declaration", Node::ImportDeclaration},
    {"extension_declaration", Node::ExtensionDeclaration},
    {"extension_config_assignment", Node::ExtensionConfig},
    {"assert_declaration", Node::AssertDeclaration},
    {"test_declaration", Node::TestDeclaration},
    {"using_declaration", Node::UsingDeclaration},
    {"extends_declaration", Node::ExtendsDeclaration},
    {"decorator", Node::Decorator},
    {"typed_parameter", Node::TypedParameter},
    {"import_list", Node::ImportList},
    {"import_item", Node::ImportItem},
    {"wildcard_import", Node::WildcardImport},
    {"conditional_body", Node::ConditionalBody},
    {"ternary_expression", Node::Ternary},
    {"binary_expression", Node::Binary},
    {"unary_expression", Node::Unary},
    {"lambda", Node::Lambda},
    {"lambda_parameters", Node::LambdaParameters},
    {"identifier", Node::Identifier},
    {"string", Node::String},
    {"raw_string", Node::RawString},
    {"number", Node::Number},
    {"boolean", Node::Boolean},
    {"null", Node::Null},
    {"array", Node::Array},
    {"object", Node::Object},
    {"for_expression", Node::For},
    {"parenthesized_expression", Node::Parenthesized},
    {"call", Node::Call},
    {"method_call", Node::MethodCall},
    {"member_access", Node::MemberAccess},
    {"nested_access", Node::NestedAccess},
    {"index_access", Node::IndexAccess},
    {"non_null_assertion", Node::NonNull},
    {"property", Node::Property},
    {"spread", Node::Spread},
    {"resource_type", Node::ResourceType},
    {"union_type", Node::UnionType},
    {"nullable_type", Node::NullableType},
    {"non_nullable_type", Node::NonNullableType},
    {"unary_type", Node::UnaryType},
    {"type_identifier", Node::TypeIdentifier},
    {"generic_type", Node::GenericType},
    {"array_type", Node::ArrayType},
    {"item_type", Node::ItemType},
    {"indexed_type", Node::IndexedType},
    {"member_type", Node::MemberType},
    {"additional_properties_type", Node::AdditionalPropertiesType},
    {"parenthesized_type", Node::ParenthesizedType},
    {"object_type", Node::ObjectType},
    {"property_type", Node::PropertyType},
    {"additional_properties", Node::AdditionalProperties},
    {"tuple_type", Node::TupleType},
    {"tuple_item", Node::TupleItem},
    {"string_content", Node::StringContent},
    {"escape_sequence", Node::EscapeSequence},
    {"interpolation", Node::Interpolation},
    {"comment", Node::Comment},
    {"diagnostics_pragma", Node::Pragma},
};

}  // namespace

const Nodes& Nodes::get() {
  static const Nodes nodes;
  return nodes;
}

Nodes::Nodes() : kinds_(UINT16_MAX + 1, Node::Other) {
  const syntax::Grammar& grammar = syntax::bicep_grammar();
  for (const NamedNode& each : kNodes) kinds_[grammar.symbol(each.name)] = each.node;

  const std::pair<std::string_view, uint16_t Fields::*> fields[] = {
      {"alias", &Fields::alias},
      {"alternative", &Fields::alternative},
      {"arguments", &Fields::arguments},
      {"body", &Fields::body},
      {"collection", &Fields::collection},
      {"condition", &Fields::condition},
      {"configuration", &Fields::configuration},
      {"consequence", &Fields::consequence},
      {"default", &Fields::default_value},
      {"element", &Fields::element},
      {"expression", &Fields::expression},
      {"from_end", &Fields::from_end},
      {"function", &Fields::function},
      {"index", &Fields::index},
      {"item", &Fields::item},
      {"key", &Fields::key},
      {"left", &Fields::left},
      {"name", &Fields::name},
      {"object", &Fields::object},
      {"operand", &Fields::operand},
      {"operator", &Fields::operator_},
      {"parameters", &Fields::parameters},
      {"returns", &Fields::returns},
      {"right", &Fields::right},
      {"safe", &Fields::safe},
      {"source", &Fields::source},
      {"symbols", &Fields::symbols},
      {"type", &Fields::type},
      {"value", &Fields::value},
  };
  for (const auto& [name, member] : fields) fields_.*member = grammar.field(name);
  existing_token_ = grammar.token("existing");
}

bool is_trouble(const syntax::SyntaxTree& tree, syntax::NodeIndex at) {
  const syntax::SyntaxNode& node = tree[at];
  if (node.error || node.missing || !node.has_error) return node.has_error;
  for (syntax::NodeIndex child = node.first_child; child != syntax::kNoNode; child = tree[child].next_sibling) {
    if (tree[child].has_error) return false;
  }
  return true;
}

}  // namespace ringfence::bicep
