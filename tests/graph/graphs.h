#pragma once
// Graphs of templates in memory, for the tests of this folder.

#include <algorithm>
#include <string>
#include <vector>

#include "analyzer/graph/graph_json.h"
#include "analyzer/graph/resource_graph.h"
#include "analyzer/knowledge/knowledge.h"
#include "tests/support/memory_project.h"
#include "tests/support/scenario.h"

namespace ringfence::test {

/// The graph of one template; `name` decides the language ("main.bicep", "main.json", "main.tf").
class OneTemplate {
 public:
  OneTemplate(const std::string& name, std::string text, ProviderVersions versions = {}) {
    project_.add(name, std::move(text));
    graph = build_graph(project_.expand(name), Knowledge::embedded(), versions);
  }

  /// The graph of the template `main` among those files.
  OneTemplate(const std::string& main, const Files& files, ProviderVersions versions = {}) {
    for (const auto& [path, text] : files) project_.add(path, text);
    graph = build_graph(project_.expand(main), Knowledge::embedded(), versions);
  }

  const ResourceNode* node(std::string_view type) const {
    auto ids = graph.of_type(type);
    return ids.empty() ? nullptr : &graph.nodes[ids.front()];
  }
  /// The value at a dotted path of the body of the first node of that type, as JSON; "" when absent.
  std::string at(std::string_view type, std::string_view path) const {
    const Value* found = value(type, path);
    return found ? value_json(*found) : "";
  }
  const Value* value(std::string_view type, std::string_view path) const {
    const ResourceNode* found = node(type);
    const Value* current = found ? &found->body : nullptr;
    while (current && !path.empty()) {
      std::string_view name = path.substr(0, path.find('.'));
      path.remove_prefix(std::min(name.size() + 1, path.size()));
      if (current->is_array()) {
        size_t index = std::stoul(std::string(name));
        current = index < current->size ? &current->items[index] : nullptr;
        continue;
      }
      const Member* member = current->is_object() ? find_member(*current, name, KeyCase::Sensitive) : nullptr;
      current = member ? &member->value : nullptr;
    }
    return current;
  }
  /// "name -kind-> name" of every edge.
  std::vector<std::string> edges() const {
    std::vector<std::string> out;
    for (const Edge& edge : graph.edges) {
      out.push_back(name_of(edge.from) + " -" + std::string(edge_name(edge.kind)) + "-> " + name_of(edge.to));
    }
    return out;
  }
  bool has_edge(const std::string& text) const {
    std::vector<std::string> all = edges();
    return std::find(all.begin(), all.end(), text) != all.end();
  }
  std::string name_of(NodeId id) const {
    const Value& name = graph.nodes[id].name;
    return name.is_string() ? std::string(name.str()) : canonical_text(name);
  }
  const Opening* opening(std::string_view type, EdgeKind kind) const {
    const ResourceNode* found = node(type);
    return found ? graph.opening(found->id, kind) : nullptr;
  }
  std::string_view text(const Span& span) const { return project_.sources.text(span); }

  ResourceGraph graph;

 private:
  MemoryProject project_;
};

/// The graph of Terraform with that major version of azurerm.
inline OneTemplate terraform(const std::string& text, uint32_t major = 5) {
  ProviderVersions versions;
  versions.azurerm_major = major;
  return {"main.tf", text, versions};
}

}  // namespace ringfence::test
