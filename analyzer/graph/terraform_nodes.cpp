#include "analyzer/graph/terraform_nodes.h"

#include <map>

#include "analyzer/graph/azapi_body.h"
#include "analyzer/graph/azurerm_body.h"
#include "analyzer/graph/terraform_ids.h"
#include "analyzer/graph/terraform_resources.h"

namespace ringfence {
namespace {

class TerraformNodes {
 public:
  TerraformNodes(ResourceGraph& graph, const Knowledge& knowledge, const ProviderVersions& versions)
      : graph_(graph),
        symbols_(*graph.deployment.symbols),
        resources_(graph.deployment, knowledge),
        body_(resources_, knowledge, versions.azurerm_major),
        major_(versions.azurerm_major) {}

  void run() {
    size_t count = graph_.deployment.resources.size();
    node_of_item_.assign(count, kNoNodeId);
    for (size_t i = 0; i < count; ++i) {
      if (!completes_another(i)) add_node(i);
    }
    for (size_t i = 0; i < count; ++i) {
      if (completes_another(i)) fold(i);
    }
    append_folded();
    translate_the_rest();
  }

 private:
  bool completes_another(size_t index) const;
  void add_node(size_t index);
  void add_children(size_t index, NodeId parent);
  void fold(size_t index);
  void append_folded();
  void translate_the_rest();
  Value target_of(size_t index);
  Value if_there(size_t satellite, size_t target, const Value& part, const Value& body);
  std::span<const Value> translated_all(std::span<const Value> values);

  ResourceGraph& graph_;
  SymbolTable& symbols_;
  TerraformResources resources_;
  AzurermBody body_;
  uint32_t major_;
  std::vector<NodeId> node_of_item_;
  struct Appended {
    Path path;
    std::vector<Value> items;
  };
  std::map<std::pair<NodeId, std::string_view>, Appended> appended_;  // by target and satellite's type
};

bool TerraformNodes::completes_another(size_t index) const {
  const ResourceInstance& instance = resources_.instance(index);
  if (instance.existing) return false;
  if (instance.type == "azapi_update_resource") return true;
  const AzurermType* table = resources_.table(index);
  return table && !table->fold.empty();
}

std::span<const Value> TerraformNodes::translated_all(std::span<const Value> values) {
  std::vector<Value> out;
  for (const Value& value : values) out.push_back(resources_.translated(value));
  return symbols_.arena().copy(out);
}

void TerraformNodes::add_node(size_t index) {
  const ResourceInstance& instance = resources_.instance(index);
  const ArmIdentity& identity = resources_.identity(index);
  ResourceNode node = node_of(instance);
  node.terraform_type = instance.type;
  node.provider_major = major_;
  node.type = identity.type;
  node.api_version = identity.api_version;
  node.name = identity.name;
  node.arm_id = identity.id;
  node.scope = identity.scope;
  node.condition = resources_.translated(instance.condition);
  node.depends_on = translated_all(instance.depends_on);
  const AzurermType* table = resources_.table(index);
  if (resources_.is_azapi(index)) {
    node.body = azapi_body(resources_, index);
  } else if (table && !table->type.empty()) {
    node.body = body_.of(index);
  } else {
    node.body = resources_.translated(node.body);
  }
  node.id = static_cast<NodeId>(graph_.nodes.size());
  node_of_item_[index] = node.id;
  graph_.nodes.push_back(node);
  if (table && !instance.existing) add_children(index, node.id);
}

void TerraformNodes::add_children(size_t index, NodeId parent) {
  for (const AzurermBody::Child& child : body_.children(index)) {
    const ResourceNode& above = graph_.nodes[parent];
    ResourceNode node = above;
    node.type = child.type;
    node.body = child.body;
    node.scope = Value::null();
    node.depends_on = {};
    Value name[] = {above.name, Value::text("/"), child.name};
    node.name = symbols_.concat(name).at(child.span);
    node.arm_id = child_id(above.arm_id, above.type, child.type, child.name, symbols_);
    if (child.span.valid()) node.span = node.header_span = node.name_span = child.span;
    if (child.there.is_symbol()) {
      Value both[] = {above.condition, child.there};
      node.condition =
          above.condition.is_symbol()
              ? symbols_.make("and", both, {SymbolType::Bool, child.there.symbol->reason, false, false, {}})
              : child.there;
      node.conditional = true;
    }
    node.parent = parent;
    node.id = static_cast<NodeId>(graph_.nodes.size());
    graph_.nodes.push_back(node);
  }
}

/// The id of what a satellite completes.
Value TerraformNodes::target_of(size_t index) {
  const AzurermType* table = resources_.table(index);
  if (table) return resources_.completed_id(index);
  std::string id_name = "resource_id";
  Value id = resources_.attribute(index, {&id_name, 1});
  return id.is_null() ? azapi_update_target(resources_, index) : id;
}

/// What a satellite says, if it may not exist where what it completes does: chosen between that and what was there.
Value TerraformNodes::if_there(size_t satellite, size_t target, const Value& part, const Value& body) {
  const ResourceInstance& own = resources_.instance(satellite);
  const ResourceInstance& other = resources_.instance(target);
  Value out = part;
  if (own.condition.is_symbol() && !equal(own.condition, other.condition))
    out = chosen(body, out, own.condition, symbols_);
  // Two loops that are not known run over the same keys: the id of the one led to the other.
  if (!own.loop_key.is_symbol() || other.loop_key.is_symbol()) return out;
  const Symbol& key = *own.loop_key.symbol;
  const bool of_list = key.args.size() == 1 && (key.name == "each" || key.name == "index");
  return chosen(body, out, is_not_empty(of_list ? Value(key.args[0]) : own.loop_key, symbols_), symbols_);
}

/// Several may complete one; each sees what the earlier ones did. One without a target here keeps its own node.
void TerraformNodes::fold(size_t index) {
  // Of two resources with one name the one that is meant; else that with the id.
  int target = resources_.completed_instance(index);
  if (target < 0 || node_of_item_[static_cast<size_t>(target)] == kNoNodeId)
    target = resources_.with_id(target_of(index));
  NodeId node_id = target < 0 ? kNoNodeId : node_of_item_[static_cast<size_t>(target)];
  if (node_id == kNoNodeId) {
    add_node(index);
    return;
  }
  ResourceNode& node = graph_.nodes[node_id];
  const AzurermType* table = resources_.table(index);
  Arena& arena = symbols_.arena();
  if (!table) {
    node.body = merged(node.body,
                       if_there(index, static_cast<size_t>(target), azapi_body(resources_, index), node.body), arena);
    return;
  }
  Value part = body_.of(index);
  if (table->fold_append.empty()) {
    node.body = merged(node.body, if_there(index, static_cast<size_t>(target), part, node.body), arena);
    return;
  }
  Appended& list = appended_[{node_id, table->terraform_type}];
  list.path = table->fold_append;
  list.items.push_back(part);
}

/// At once for each list: one by one, thousands of them would copy the list thousands of times.
void TerraformNodes::append_folded() {
  for (const auto& [place, list] : appended_) {
    ResourceNode& node = graph_.nodes[place.first];
    node.body = with_items(node.body, list.path, list.items, symbols_.arena());
  }
}

/// Module arguments, outputs and variables name Terraform resources too.
void TerraformNodes::translate_the_rest() {
  Deployment& deployment = graph_.deployment;
  for (UnresolvedModule& module : deployment.unresolved) module.arguments = resources_.translated(module.arguments);
  for (NamedValue& output : deployment.outputs) output.value = resources_.translated(output.value);
  for (NamedValue& variable : deployment.variables) variable.value = resources_.translated(variable.value);
}

}  // namespace

void add_terraform_nodes(ResourceGraph& graph, const Knowledge& knowledge, const ProviderVersions& versions) {
  TerraformNodes(graph, knowledge, versions).run();
}

}  // namespace ringfence
