#include "analyzer/graph/normalize.h"

#include <unordered_map>

#include "analyzer/eval/symbol.h"
#include "analyzer/graph/terraform_nodes.h"

namespace ringfence {
namespace {

/// The old spelling of an extension resource: type "Microsoft.A/b/providers/locks", name "x/Microsoft.Authorization/y"
/// is Microsoft.Authorization/locks "y" at the scope of A/b "x". Its id tells both.
void read_nested_provider(ResourceNode& node, SymbolTable& symbols) {
  if (node.type.find("/providers/") == std::string_view::npos) return;
  Arena& arena = symbols.arena();
  std::span<const Value> parts = string_parts(node.arm_id, arena);
  std::vector<Value> scope(parts.begin(), parts.end());
  for (size_t i = scope.size(); i-- > 0;) {
    if (!scope[i].is_string()) continue;
    std::string_view text = scope[i].str();
    size_t provider = text.rfind("/providers/");
    if (provider == std::string_view::npos) continue;
    std::string_view rest = text.substr(provider + 11);
    size_t name_at = rest.find('/', rest.find('/') + 1);
    if (name_at == std::string_view::npos) return;
    node.type = arena.copy(rest.substr(0, name_at));
    std::vector<Value> name(scope.begin() + static_cast<std::ptrdiff_t>(i) + 1, scope.end());
    std::string_view name_begin = rest.substr(name_at + 1);
    if (!name_begin.empty()) name.insert(name.begin(), Value::text(name_begin));
    node.name = symbols.concat(name).at(node.name.span, node.name.because);
    scope.resize(i);
    if (provider > 0) scope.push_back(Value::text(text.substr(0, provider)));
    if (node.scope.is_null()) node.scope = symbols.concat(scope).at(node.name_span);
    return;
  }
}

void add_arm_nodes(ResourceGraph& graph) {
  std::unordered_map<const ResourceInstance*, NodeId> node_of_instance;
  for (const ResourceInstance* instance : graph.deployment.resources) {
    ResourceNode node = node_of(*instance);
    read_nested_provider(node, *graph.deployment.symbols);
    node.id = static_cast<NodeId>(graph.nodes.size());
    node_of_instance.emplace(instance, node.id);
    graph.nodes.push_back(node);
  }
  for (ResourceNode& node : graph.nodes) {
    if (!node.instance->parent) continue;
    auto parent = node_of_instance.find(node.instance->parent);
    if (parent != node_of_instance.end()) node.parent = parent->second;
  }
}

}  // namespace

ResourceNode node_of(const ResourceInstance& instance) {
  ResourceNode node;
  node.type = instance.type;
  node.api_version = instance.api_version;
  node.name = instance.name;
  node.arm_id = instance.id;
  node.body = instance.body.is_object() ? instance.body : Value::object({}).at(instance.body.span);
  node.scope = instance.scope;
  node.condition = instance.condition;
  node.address = instance.address;
  node.instance = &instance;
  node.depends_on = instance.depends_on;
  if (instance.module) {
    node.module = instance.module->path;
    if (instance.module->declarations) node.dialect = instance.module->declarations->dialect;
  }
  if (instance.declaration) {
    node.span = instance.declaration->span;
    node.header_span = instance.declaration->header_span;
    node.name_span = instance.declaration->name_span;
  }
  node.existing = instance.existing;
  node.conditional = instance.conditional;
  return node;
}

void normalize(ResourceGraph& graph, const Knowledge& knowledge, const ProviderVersions& versions) {
  const Template* declarations = graph.deployment.declarations;
  if (declarations && declarations->dialect == Dialect::Terraform) {
    add_terraform_nodes(graph, knowledge, versions);
    return;
  }
  add_arm_nodes(graph);
}

}  // namespace ringfence
