// fixtures/relations: every relation in three languages, in every way that a reference can be made (README there).
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "analyzer/knowledge/data_node.h"
#include "tests/graph/graphs.h"

namespace ringfence {
namespace {

const std::filesystem::path kFolder = std::filesystem::path(RINGFENCE_SOURCE_DIR) / "fixtures/relations";

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::string replaced(std::string text, const std::vector<std::pair<std::string, std::string>>& holes) {
  for (const auto& [hole, with] : holes) {
    for (size_t at = text.find(hole); at != std::string::npos; at = text.find(hole, at + with.size()))
      text.replace(at, hole.size(), with);
  }
  return text;
}

enum class Way { Present, Elsewhere, Either, Conditional, Module, Loop, Existing, Unknown };
constexpr std::pair<Way, std::string_view> kWays[] = {{Way::Present, "present"},   {Way::Elsewhere, "elsewhere"},
                                                      {Way::Either, "either"},     {Way::Conditional, "conditional"},
                                                      {Way::Module, "module"},     {Way::Loop, "loop"},
                                                      {Way::Existing, "existing"}, {Way::Unknown, "unknown"}};

/// The texts of one language: how the two resources are written, and how the one names the other.
struct Texts {
  std::string target, source, ref, other, existing;
  bool is_complete() const { return !target.empty() && !source.empty() && !ref.empty(); }
};

struct Written {
  std::vector<std::pair<std::string, std::string>> files;  // the root first
};

Written in_bicep(const Texts& texts, Way way) {
  std::string ref = texts.ref, before;
  if (way == Way::Elsewhere) ref = texts.other;
  if (way == Way::Either) ref = "(first ? " + texts.ref + " : " + texts.other + ")", before = "param first bool\n";
  if (way == Way::Unknown || way == Way::Module) ref = "named";
  if (way == Way::Conditional) before = "param wanted bool\n";
  std::string target = replaced(way == Way::Existing && !texts.existing.empty() ? texts.existing : texts.target,
                                {{"$IF", way == Way::Conditional ? "if (wanted) " : ""}});
  std::string source = replaced(texts.source, {{"$FOR", way == Way::Loop ? "[for i in range(0, 2): " : ""},
                                               {"$END", way == Way::Loop ? "]" : ""},
                                               {"$NAME", way == Way::Loop ? "'source${i}'" : "'source'"},
                                               {"$REF", ref}});
  if (way == Way::Module) {
    return {
        {{"main.bicep", target + "\nmodule m 'm.bicep' = {\n  name: 'm'\n  params: { named: " + texts.ref + " }\n}\n"},
         {"m.bicep", "param named string\n" + source}}};
  }
  if (way == Way::Unknown) before = "param named string\n";
  return {{{"main.bicep", before + target + "\n" + source}}};
}

std::string arm_file(const std::string& parameters, const std::string& resources) {
  return "{ \"$schema\": \"https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#\", "
         "\"contentVersion\": \"1.0.0.0\",\n"
         "\"parameters\": {" +
         parameters + "}, \"resources\": [" + resources + "] }";
}

Written in_arm(const Texts& texts, Way way) {
  std::string ref = "[" + texts.ref + "]", parameters;
  if (way == Way::Elsewhere) ref = "[" + texts.other + "]";
  if (way == Way::Either)
    ref = "[if(parameters('first'), " + texts.ref + ", " + texts.other + ")]",
    parameters = R"("first": {"type": "bool"})";
  if (way == Way::Unknown || way == Way::Module) ref = "[parameters('named')]";
  if (way == Way::Unknown) parameters = R"("named": {"type": "string"})";
  if (way == Way::Conditional) parameters = R"("wanted": {"type": "bool"})";
  std::string target =
      replaced(texts.target, {{"$IF", way == Way::Conditional ? R"("condition": "[parameters('wanted')]",)" : ""}});
  std::string source =
      replaced(texts.source, {{"$FOR", way == Way::Loop ? R"("copy": {"name": "copies", "count": 2},)" : ""},
                              {"$NAME", way == Way::Loop ? "[format('source{0}', copyIndex())]" : "source"},
                              {"$REF", ref}});
  if (way == Way::Module) {
    std::string inner = arm_file(R"("named": {"type": "string"})", source);
    source =
        R"({"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "m", "properties": {"mode": "Incremental",
      "expressionEvaluationOptions": {"scope": "inner"}, "parameters": {"named": {"value": "[)" +
        texts.ref + R"(]"}}, "template": )" + inner + "}}";
  }
  // What exists already is not in a template: its id is.
  return {{{"main.json", arm_file(parameters, way == Way::Existing ? source : target + ", " + source)}}};
}

Written in_terraform(const Texts& texts, Way way) {
  auto at = [&](std::string_view index) { return replaced(texts.ref, {{"$AT", std::string(index)}}); };
  std::string ref = at(""), before;
  if (way == Way::Conditional) ref = at("[0]"), before = "variable \"wanted\" {\n  type = bool\n}\n";
  if (way == Way::Elsewhere) ref = texts.other;
  if (way == Way::Either)
    ref = "var.first ? " + at("") + " : " + texts.other, before = "variable \"first\" {\n  type = bool\n}\n";
  if (way == Way::Unknown || way == Way::Module) ref = "var.named";
  if (way == Way::Existing) ref = "data." + at("");
  std::string target = replaced(way == Way::Existing ? texts.existing : texts.target,
                                {{"$IF", way == Way::Conditional ? "count = var.wanted ? 1 : 0" : ""}});
  std::string source = replaced(texts.source, {{"$FOR", way == Way::Loop ? "count = 2" : ""},
                                               {"$NAME", way == Way::Loop ? "\"source${count.index}\"" : "\"source\""},
                                               {"$REF", ref}});
  const std::string named = "variable \"named\" {\n  type = string\n}\n";
  if (way == Way::Module) {
    return {{{"main.tf", target + "\nmodule \"m\" {\n  source = \"./m\"\n  named  = " + at("") + "\n}\n"},
             {"m/main.tf", named + source}}};
  }
  if (way == Way::Unknown) before = named;
  return {{{"main.tf", before + target + "\n" + source}}};
}

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
  auto document = read_yaml(GetParam(), read_file(kFolder / (GetParam() + ".yaml")));
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
    auto text = [&](std::string_view key) { return given->find(key) ? given->find(key)->text : std::string(); };
    Texts texts{text("target"), text("source"), text("ref"), text("other"), text("existing")};
    ASSERT_TRUE(texts.is_complete()) << language;
    for (const auto& [way, name] : kWays) {
      const DataNode* ways = root.find("ways");
      const DataNode* own = given->find(name);
      if (!own || own->is_string()) own = ways ? ways->find(name) : nullptr;  // `existing` may be a text
      if (own && own->kind == DataKind::Bool) continue;  // `loop: false`: it cannot be written that way
      if (way == Way::Existing && texts.existing.empty() && language != "arm") continue;
      if ((way == Way::Elsewhere || way == Way::Either) && texts.other.empty()) continue;
      Written written = language == "bicep" ? in_bicep(texts, way)
                        : language == "arm" ? in_arm(texts, way)
                                            : in_terraform(texts, way);
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

std::vector<std::string> fixtures() {
  std::vector<std::string> out;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder)) {
    if (entry.path().extension() == ".yaml") out.push_back(entry.path().stem().string());
  }
  std::sort(out.begin(), out.end());
  return out;
}

INSTANTIATE_TEST_SUITE_P(All, Relations, testing::ValuesIn(fixtures()), [](const auto& each) {
  std::string name = each.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

}  // namespace
}  // namespace ringfence
