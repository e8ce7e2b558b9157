// fixtures/equivalence: one scenario in three languages gives one graph (README there).

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <map>
#include <set>

#include "analyzer/eval/symbol.h"
#include "analyzer/graph/mapping_counts.h"
#include "tests/graph/graphs.h"

namespace ringfence {
namespace {

namespace fs = std::filesystem;
using test::files_of;
using test::OneTemplate;

struct Leaf {
  std::string text;
  OriginKind because = OriginKind::Written;
};

/// A resource type is the same in any letter case.
std::string type_of(const ResourceNode& node) {
  std::string out(node.type);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

/// What a deployment goes to is a data source in Terraform, and goes without saying elsewhere.
bool is_target_of_deployment(const ResourceNode& node) {
  return node.existing && type_of(node).starts_with("microsoft.resources/");
}

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
      std::string name =
          member.symbolic_key ? without_group(canonical_text(*member.symbolic_key)) : std::string(member.key);
      if (!member.value.is_null()) collect_leaves(member.value, path + "." + name, out);
    }
    return;
  }
  if (value.is_array()) {
    for (size_t i = 0; i < value.size; ++i) collect_leaves(value.items[i], path + "[" + std::to_string(i) + "]", out);
    return;
  }
  std::string text = without_group(canonical_text(value));
  // The provider's schema makes 8080 a string and "true" a bool where Azure wants that.
  const bool literal = text.size() > 2 && text.front() == '\'' && text.find('\'', 1) == text.size() - 1;
  out[path] = {literal ? text.substr(1, text.size() - 2) : text, value.because};
}

struct Comparable {
  std::map<std::string, std::map<std::string, Leaf>> nodes;  // by "type name"
  std::set<std::string> edges;
};

Comparable comparable(const OneTemplate& one) {
  Comparable out;
  std::vector<std::string> keys;
  for (const ResourceNode& node : one.graph.nodes) {
    std::string key = type_of(node) + " " + canonical_text(node.name);
    keys.push_back(key);
    if (node.existing) continue;
    auto [place, added] = out.nodes.emplace(key, std::map<std::string, Leaf>());
    EXPECT_TRUE(added) << key << " is there twice";
    collect_leaves(node.body, "", place->second);
  }
  for (const Edge& edge : one.graph.edges) {
    // Dependencies are spelled out in compiled JSON and implied elsewhere.
    if (edge.kind == EdgeKind::DependsOn || is_target_of_deployment(one.graph.nodes[edge.to])) continue;
    out.edges.insert(keys[edge.from] + " -" + std::string(edge_name(edge.kind)) + "-> " + keys[edge.to]);
  }
  return out;
}

void expect_same_leaves(const std::string& node, const std::map<std::string, Leaf>& wanted,
                        const std::map<std::string, Leaf>& got, bool provider_defaults) {
  for (const auto& [path, leaf] : wanted) {
    auto found = got.find(path);
    if (found == got.end()) {
      // The provider asks Azure where the parent is.
      EXPECT_TRUE(provider_defaults && path == ".location") << node << path << " is missing";
      continue;
    }
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
    EXPECT_NE(found, got.nodes.end()) << key << " is missing";
    if (found != got.nodes.end()) expect_same_leaves(key, leaves, found->second, provider_defaults);
  }
  for (const auto& [key, leaves] : got.nodes) EXPECT_TRUE(wanted.nodes.contains(key)) << key << " is extra";
  EXPECT_EQ(got.edges, wanted.edges);
}

class Equivalence : public testing::TestWithParam<fs::path> {};

TEST_P(Equivalence, gives_one_graph_in_three_languages) {
  OneTemplate bicep("main.bicep", files_of(GetParam(), ".bicep"));
  OneTemplate arm("main.json", files_of(GetParam(), ".json"));
  OneTemplate terraform("main.tf", files_of(GetParam(), ".tf"));
  Comparable wanted = comparable(bicep);
  EXPECT_GE(wanted.nodes.size(), 2u);
  {
    SCOPED_TRACE("ARM JSON");
    expect_same_graph(wanted, comparable(arm), false);
  }
  SCOPED_TRACE("Terraform");
  expect_same_graph(wanted, comparable(terraform), true);
  MappingCounts counts;
  count_mappings(terraform.graph, Knowledge::embedded(), counts);
  EXPECT_EQ(counts.types_without, (std::map<std::string, uint64_t>{}));
  EXPECT_EQ(counts.attributes_without, (std::map<std::string, uint64_t>{}));
}

INSTANTIATE_TEST_SUITE_P(Scenarios, Equivalence, testing::ValuesIn(test::scenarios()), [](const auto& each) {
  std::string name = each.param.filename().string();
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

TEST(EquivalenceFixtures, are_enough) { EXPECT_GE(test::scenarios().size(), 40u); }

}  // namespace
}  // namespace ringfence
