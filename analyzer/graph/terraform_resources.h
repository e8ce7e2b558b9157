#pragma once
// TerraformResources: the Terraform instances of one root, what each is in ARM (type, name, id), and
// the translation of Terraform's references to each other into ARM ids.
//
// Terraform says attr('azurerm_x.y', 'id'), ARM says '/subscriptions/.../x/name'. Ids need the values of
// attributes (a parent's id, a resource group's name), which may refer to other resources, so both are
// worked out on demand, memoised and safe against cycles. Used by normalize; bodies are azurerm_body's.

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "analyzer/eval/expand.h"
#include "analyzer/eval/symbol.h"
#include "analyzer/graph/value_edit.h"
#include "analyzer/knowledge/azurerm.h"
#include "analyzer/knowledge/knowledge.h"

namespace ringfence {

/// Names for a node that an id cannot give by itself.
struct ArmIdentity {
  std::string_view type;         // ARM type; Terraform's own when there is no table
  std::string_view api_version;  // azapi
  Value name;                    // full "parent/child"
  Value id;
  Value scope;                   // of an extension resource; else null
};

class TerraformResources {
 public:
  TerraformResources(const Deployment& deployment, const Knowledge& knowledge);

  /// Index of the instance with that address ("module.a.azurerm_x.y[0]"); -1 when there is none.
  int find(std::string_view address) const;
  const AzurermType* table(size_t index) const { return items_[index].table; }
  bool is_azapi(size_t index) const { return items_[index].azapi; }
  const ResourceInstance& instance(size_t index) const { return *deployment_.resources[index]; }
  const ArmIdentity& identity(size_t index);

  /// `value` with every reference to a Terraform resource as ARM says it.
  Value translated(const Value& value);
  /// The translated attribute of an instance (through single blocks), null when absent.
  Value attribute(size_t index, Path path);
  /// The id of what a satellite completes; null when it is not told.
  Value completed_id(size_t index);
  /// Index of the instance whose `id` the satellite names by its address; -1: it is told by another way.
  int completed_instance(size_t index);
  /// A text with {attribute} holes; {subscription} and {resource_group} stand for the scope, {self} for the id. Null when a hole is absent.
  Value filled(size_t index, std::string_view text, const Value& body);
  /// Index of the instance whose ARM id is exactly that value; -1 when there is none.
  int with_id(const Value& id);

  Value subscription(size_t index) const;
  SymbolTable& symbols() { return symbols_; }

 private:
  struct Item {
    const AzurermType* table = nullptr;
    bool azapi = false;
    bool working = false, done = false;
    ArmIdentity identity;
  };

  void work_out(size_t index);
  void work_out_azurerm(size_t index, Item& item);
  void work_out_azapi(size_t index, Item& item);
  Value parent_id(size_t index, const AzurermParent& parent);
  int written_in(const Value& name, std::string_view type, size_t index);
  Value told_apart(size_t index, const Value& id);
  Value resource_group_id(size_t index);
  Value translated_symbol(const Symbol& symbol, unsigned depth);
  Value translated(const Value& value, unsigned depth);
  Value translated_reference(const Symbol& reference);
  Value exported(size_t index, std::string_view dotted, std::span<const Value> rest, const Symbol& reference);
  Value filled_hole(size_t index, std::string_view hole, const Value& body);
  Value text(std::string_view text) { return Value::text(symbols_.arena().copy(text)); }

  const Deployment& deployment_;
  const Knowledge& knowledge_;
  SymbolTable& symbols_;
  std::vector<Item> items_;
  std::unordered_map<std::string_view, size_t> by_address_;
  std::unordered_map<const Symbol*, Value> memo_;
  std::unordered_map<std::string_view, std::vector<size_t>> by_type_;   // ARM type
  std::unordered_map<std::string, int> by_id_;
  std::unordered_map<std::string, size_t> taken_;  // ids, by the first that has them
  bool indexed_ids_ = false;
};

}  // namespace ringfence
