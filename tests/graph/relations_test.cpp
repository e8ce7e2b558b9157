// fixtures/relations: every relation in three languages, in every way that a reference can be made (README there).
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "analyzer/knowledge/data_node.h"
#include "tests/graph/graphs.h"
#include "tests/support/relation_texts.h"

namespace ringfence {
namespace {

using namespace test::relations;

/// "source -kind-> target", with ? where it is not certain or the target may not exist, () around what is outside and
/// * behind what exists already; "source ?kind" where the graph is open.
std::set<std::string> relations_in(const Written& written, std::string_view kind) {
  test::MemoryProject project;
  for (const auto& [name, text] : written.files) project.add(name, text);
  ResourceGraph graph = build_graph(project.expand(written.files.front().first), Knowledge::embedded(), {});
  std::set<std::string> out;
  auto name_of = [&](NodeId id) {
    const ResourceNode& node = graph.node(id);
    std::string name = node.name.is_string() ? std::string(node.name.str()) : canonical_text(node.name);
    name = name.substr(name.rfind('/') == std::string::npos ? 0 : name.rfind('/') + 1);
    return graph.is_outside(id) ? "(" + name + ")" : node.existing ? name + "*" : node.conditional ? name + "?" : name;
  };
  for (const std::vector<Edge>* edges : {&graph.edges, &graph.outside_edges}) {
    for (const Edge& edge : *edges) {
      if (edge_name(edge.kind) != kind) continue;
      out.insert(fmt::format("{} -{}{}-> {}", name_of(edge.from), kind, edge.certain == Tri::True ? "" : "?",
                             name_of(edge.to)));
    }
  }
  for (const ResourceNode& node : graph.nodes) {
    std::string name = name_of(node.id);
    if (name.starts_with("source") && graph.opening(node.id, *edge_kind(kind)))
      out.insert(name + " ?" + std::string(kind));
  }
  for (const Diagnostic& each : graph.deployment.diagnostics.items()) {
    if (each.severity == Severity::Error) out.insert("trouble: " + each.message);
  }
  return out;
}

/// What each way must come to, when the fixture says nothing else.
std::set<std::string> expected_of(Way way, const std::string& kind, std::string_view language) {
  const std::string edge = "source -" + kind + "-> ";
  switch (way) {
    case Way::Missing:
      return {};
    case Way::Present:
    case Way::Module:
      return {edge + "target"};
    case Way::Elsewhere:
      return {edge + "(other)"};
    case Way::Either:
      return {"source -" + kind + "?-> target", "source -" + kind + "?-> (other)"};
    case Way::Conditional:
      return {edge + "target?"};
    case Way::Loop:
      return {"source0 -" + kind + "-> target", "source1 -" + kind + "-> target"};
    case Way::Existing:
      return {edge + (language == "arm" ? "(target)" : "target*")};
    case Way::Unknown:
      return {"source ?" + kind};
  }
  return {};
}

class Relations : public testing::TestWithParam<std::string> {};

TEST_P(Relations, are_found_in_every_language_and_way) {
  auto document = read_yaml(GetParam(), read_file(folder() / (GetParam() + ".yaml")));
  ASSERT_TRUE(document) << document.error().message;
  const DataNode& root = document->root;
  const std::string kind = root.find("edge")->text;
  ASSERT_TRUE(edge_kind(kind)) << kind;
  for (std::string_view language : {"bicep", "arm", "terraform"}) {
    const DataNode* given = root.find(language);
    if (!given) {
      const DataNode* without = root.find("without");
      EXPECT_TRUE(without && without->find(language)) << "no texts in " << language;
      continue;
    }
    Texts texts = texts_of(*given);
    ASSERT_TRUE(texts.is_complete()) << language;
    for (const auto& [way, name] : kWays) {
      const DataNode* ways = root.find("ways");
      const DataNode* own = given->find(name);
      if (!own || own->is_string()) own = ways ? ways->find(name) : nullptr;  // `existing` may be a text
      if (own && own->kind == DataKind::Bool) continue;  // `loop: false`: it cannot be written that way
      if (way == Way::Existing && texts.existing.empty() && language != "arm") continue;
      if ((way == Way::Elsewhere || way == Way::Either) && texts.other.empty()) continue;
      Written written = written_in(language, texts, way);
      std::set<std::string> expected = expected_of(way, kind, language);
      if (own) {
        expected.clear();
        for (const DataNode& item : own->items) expected.insert(item.text);
      }
      EXPECT_EQ(relations_in(written, kind), expected) << language << ", " << name << ":\n"
                                                       << written.files.front().second;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, Relations, testing::ValuesIn(fixtures_in(folder())), [](const auto& each) {
  std::string name = each.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

}  // namespace
}  // namespace ringfence
