// fixtures/equivalence: one scenario in three languages gives one graph (README there).

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "analyzer/eval/symbol.h"
#include "tests/graph/graphs.h"

namespace ringfence {
namespace {

namespace fs = std::filesystem;
using test::OneTemplate;

struct Leaf {
  std::string text;
  OriginKind because = OriginKind::Written;
};

/// Ids differ in the path of their resource group alone.
std::string without_group(std::string text) {
  const std::string group = "/resourceGroups/";
  for (size_t at = text.find(group); at != std::string::npos; at = text.find(group, at)) {
    size_t end = text.find("/providers/", at);
    if (end == std::string::npos) end = text.size();
    text.erase(at, end - at);
  }
  return text;
}

void collect_leaves(const Value& value, const std::string& path, std::map<std::string, Leaf>& out) {
  if (value.is_object()) {
    if (value.size == 0) out[path] = {"{}", value.because};
    for (const Member& member : value.object_members()) {
      std::string name = member.symbolic_key ? without_group(canonical_text(*member.symbolic_key)) : std::string(member.key);
      if (!member.value.is_null()) collect_leaves(member.value, path + "." + name, out);
    }
    return;
  }
  if (value.is_array()) {
    for (size_t i = 0; i < value.size; ++i) collect_leaves(value.items[i], path + "[" + std::to_string(i) + "]", out);
    return;
  }
  out[path] = {without_group(canonical_text(value)), value.because};
}

struct Comparable {
  std::map<std::string, std::map<std::string, Leaf>> nodes;  // by "type name"
  std::set<std::string> edges;
};

Comparable comparable(const OneTemplate& one) {
  Comparable out;
  std::vector<std::string> keys;
  for (const ResourceNode& node : one.graph.nodes) {
    std::string key = std::string(node.type) + " " + canonical_text(node.name);
    keys.push_back(key);
    if (node.existing) continue;
    auto [place, added] = out.nodes.emplace(key, std::map<std::string, Leaf>());
    EXPECT_TRUE(added) << key << " is there twice";
    collect_leaves(node.body, "", place->second);
  }
  for (const Edge& edge : one.graph.edges) {
    // Dependencies are spelled out in compiled JSON and implied elsewhere.
    if (edge.kind == EdgeKind::DependsOn) continue;
    out.edges.insert(keys[edge.from] + " -" + std::string(edge_name(edge.kind)) + "-> " + keys[edge.to]);
  }
  return out;
}

std::string read(const fs::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

void expect_same_leaves(const std::string& node, const std::map<std::string, Leaf>& wanted,
                        const std::map<std::string, Leaf>& got, bool provider_defaults) {
  for (const auto& [path, leaf] : wanted) {
    auto found = got.find(path);
    ASSERT_NE(found, got.end()) << node << path << " is missing";
    EXPECT_EQ(found->second.text, leaf.text) << node << path;
  }
  for (const auto& [path, leaf] : got) {
    if (wanted.contains(path)) continue;
    EXPECT_TRUE(provider_defaults && leaf.because == OriginKind::ProviderDefault) << node << path << " is extra";
  }
}

void expect_same_graph(const Comparable& wanted, const Comparable& got, bool provider_defaults) {
  for (const auto& [key, leaves] : wanted.nodes) {
    auto found = got.nodes.find(key);
    ASSERT_NE(found, got.nodes.end()) << key << " is missing";
    expect_same_leaves(key, leaves, found->second, provider_defaults);
  }
  for (const auto& [key, leaves] : got.nodes) EXPECT_TRUE(wanted.nodes.contains(key)) << key << " is extra";
  EXPECT_EQ(got.edges, wanted.edges);
}

TEST(Equivalence, one_scenario_in_three_languages_gives_one_graph) {
  size_t scenarios = 0;
  for (const fs::directory_entry& entry : fs::directory_iterator(fs::path(RINGFENCE_SOURCE_DIR) / "fixtures/equivalence")) {
    if (!entry.is_directory()) continue;
    SCOPED_TRACE(entry.path().filename().string());
    ++scenarios;
    OneTemplate bicep("main.bicep", read(entry.path() / "main.bicep"));
    OneTemplate arm("main.json", read(entry.path() / "main.json"));
    OneTemplate terraform("main.tf", read(entry.path() / "main.tf"));
    Comparable wanted = comparable(bicep);
    EXPECT_GE(wanted.nodes.size(), 3u);
    EXPECT_GE(wanted.edges.size(), 1u);
    {
      SCOPED_TRACE("ARM JSON");
      expect_same_graph(wanted, comparable(arm), false);
    }
    SCOPED_TRACE("Terraform");
    expect_same_graph(wanted, comparable(terraform), true);
    EXPECT_TRUE(terraform.graph.unmapped.empty());
  }
  EXPECT_GE(scenarios, 6u);
}

}  // namespace
}  // namespace ringfence
