#include "analyzer/graph/mapping_counts.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>

#include "analyzer/knowledge/azurerm.h"

namespace ringfence {
namespace {

constexpr unsigned kMaxDepth = 60;

/// What a table mentions, as a tree of blocks. Under a name without any below, everything is taken as a whole.
struct Mentioned {
  std::map<std::string, Mentioned, std::less<>> below;

  Mentioned& add(const PropertyPath& path) {
    Mentioned* at = this;
    for (const std::string& name : path) at = &at->below[name];
    return *at;
  }
};

void add_attributes(Mentioned& into, const std::vector<AzurermAttribute>& attributes) {
  for (const AzurermAttribute& attribute : attributes) {
    if (attribute.from.empty()) continue;
    add_attributes(into.add(attribute.from), attribute.each);
    for (const PropertyPath& older : attribute.older) add_attributes(into.add(older), attribute.each);
  }
}

/// "{a.b|role-guid}" mentions a.b.
void add_holes(Mentioned& into, std::string_view text) {
  for (size_t open = text.find('{'); open != std::string_view::npos; open = text.find('{', open + 1)) {
    std::string_view hole = text.substr(open + 1, text.find('}', open) - open - 1);
    into.add(read_path(hole.substr(0, hole.find('|'))));
  }
}

Mentioned mentioned_by(const AzurermType& table, const std::vector<PropertyPath>& everywhere) {
  Mentioned out;
  for (const PropertyPath& path : everywhere) out.add(path);
  for (const AzurermCompose& compose : table.compose) add_holes(out, compose.text);
  for (std::string_view text : {std::string_view(table.name), std::string_view(table.parent.name),
                                std::string_view(table.fold_by.name), std::string_view(table.id)}) {
    add_holes(out, text);
  }
  for (const auto& [name, text] : table.exports) add_holes(out, text);
  for (const PropertyPath* path : {&table.parent.id, &table.parent.older, &table.scope, &table.fold}) out.add(*path);
  add_attributes(out, table.attributes);
  for (const AzurermChild& child : table.children) {
    Mentioned& block = out.add(child.block);
    add_holes(block, child.name);
    add_attributes(block, child.attributes);
  }
  return out;
}

class Counter {
 public:
  Counter(std::string_view type, MappingCounts& counts) : counts_(counts), path_(type) {}

  /// The attributes of a block; `mentioned` null: its table does not know it.
  void block(const Value& body, const Mentioned* mentioned, unsigned depth) {
    for (const Member& member : body.object_members()) {
      if (member.symbolic_key || member.value.is_null()) continue;
      const Mentioned* known = nullptr;
      if (mentioned) {
        auto found = mentioned->below.find(member.key);
        if (found != mentioned->below.end()) known = &found->second;
      }
      size_t size = path_.size();
      path_.append(".").append(member.key);
      attribute(Value(member.value), known, depth + 1);
      path_.resize(size);
    }
  }

 private:
  void attribute(const Value& value, const Mentioned* known, unsigned depth) {
    if (value.is_array() && value.size == 0) return;  // a dynamic block that was not made
    bool taken_apart = depth < kMaxDepth && (!known || !known->below.empty());
    bool blocks = value.is_array() && value.size > 0 &&
                  std::all_of(value.array_items().begin(), value.array_items().end(),
                              [](const Value& item) { return item.is_object(); });
    if (taken_apart && value.is_object()) return block(value, known, depth);
    if (taken_apart && blocks) {
      for (const Value& item : value.array_items()) block(item, known, depth);
      return;
    }
    ++counts_.attributes;
    if (!known) ++counts_.attributes_without[path_];
  }

  MappingCounts& counts_;
  std::string path_;
};

}  // namespace

void count_mappings(const ResourceGraph& graph, const Knowledge& knowledge, MappingCounts& counts) {
  std::unordered_map<const AzurermType*, Mentioned> tables;
  for (const ResourceInstance* instance : graph.deployment.resources) {
    if (instance->existing) continue;
    if (!instance->type.starts_with("azurerm_") && !instance->type.starts_with("azuread_")) continue;
    ++counts.resources;
    const AzurermType* table = knowledge.azurerm().find(instance->type, false);
    if (!table) {
      ++counts.types_without[std::string(instance->type)];
      continue;
    }
    auto known = tables.find(table);
    if (known == tables.end()) {
      known = tables.emplace(table, mentioned_by(*table, knowledge.azurerm().nowhere())).first;
    }
    if (instance->body.is_object()) Counter(instance->type, counts).block(instance->body, &known->second, 0);
  }
}

}  // namespace ringfence
