#pragma once
// fixtures/relations (README there): one relation in every way that a reference can be made, as files of a language.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/knowledge/data_node.h"

namespace ringfence::test::relations {

inline std::filesystem::path folder() { return std::filesystem::path(RINGFENCE_SOURCE_DIR) / "fixtures/relations"; }

/// The names of the fixtures of a folder.
inline std::vector<std::string> fixtures_in(const std::filesystem::path& folder) {
  std::vector<std::string> out;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".yaml") out.push_back(entry.path().stem().string());
  }
  std::sort(out.begin(), out.end());
  return out;
}

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

inline std::string replaced(std::string text, const std::vector<std::pair<std::string, std::string>>& holes) {
  for (const auto& [hole, with] : holes) {
    for (size_t at = text.find(hole); at != std::string::npos; at = text.find(hole, at + with.size()))
      text.replace(at, hole.size(), with);
  }
  return text;
}

enum class Way { Present, Missing, Elsewhere, Either, Conditional, Module, Loop, Existing, Unknown };
constexpr std::pair<Way, std::string_view> kWays[] = {
    {Way::Present, "present"}, {Way::Missing, "missing"},         {Way::Elsewhere, "elsewhere"},
    {Way::Either, "either"},   {Way::Conditional, "conditional"}, {Way::Module, "module"},
    {Way::Loop, "loop"},       {Way::Existing, "existing"},       {Way::Unknown, "unknown"}};

/// The texts of one language: how the two resources are written, and how the one names the other.
struct Texts {
  std::string target, source, ref, other, existing;
  bool is_complete() const { return !target.empty() && !source.empty() && !ref.empty(); }
};

struct Written {
  std::vector<std::pair<std::string, std::string>> files;  // the root first
};

inline Written in_bicep(const Texts& texts, Way way) {
  std::string ref = texts.ref, before;
  if (way == Way::Elsewhere) ref = texts.other;
  if (way == Way::Either) ref = "(first ? " + texts.ref + " : " + texts.other + ")", before = "param first bool\n";
  if (way == Way::Unknown || way == Way::Module) ref = "named";
  if (way == Way::Conditional) before = "param wanted bool\n";
  std::string target = replaced(way == Way::Existing && !texts.existing.empty() ? texts.existing : texts.target,
                                {{"$IF", way == Way::Conditional ? "if (wanted) " : ""}});
  std::string source = replaced(texts.source, {{"$FOR", way == Way::Loop ? "[for i in range(0, 2): " : ""},
                                               {"$END", way == Way::Loop ? "]" : ""},
                                               {"$IF", way == Way::Conditional ? "if (wanted) " : ""},
                                               {"$NAME", way == Way::Loop ? "'source${i}'" : "'source'"},
                                               {"$REF", ref}});
  if (way == Way::Module) {
    return {
        {{"main.bicep", target + "\nmodule m 'm.bicep' = {\n  name: 'm'\n  params: { named: " + texts.ref + " }\n}\n"},
         {"m.bicep", "param named string\n" + source}}};
  }
  if (way == Way::Unknown) before = "param named string\n";
  return {{{"main.bicep", before + target + "\n" + (way == Way::Missing ? "" : source)}}};
}

inline std::string arm_file(const std::string& parameters, const std::string& resources) {
  return "{ \"$schema\": \"https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#\", "
         "\"contentVersion\": \"1.0.0.0\",\n"
         "\"parameters\": {" +
         parameters + "}, \"resources\": [" + resources + "] }";
}

inline Written in_arm(const Texts& texts, Way way) {
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
                              {"$IF", way == Way::Conditional ? R"("condition": "[parameters('wanted')]",)" : ""},
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
  return {{{"main.json", arm_file(parameters, way == Way::Existing  ? source
                                              : way == Way::Missing ? target
                                                                    : target + ", " + source)}}};
}

inline Written in_terraform(const Texts& texts, Way way) {
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
                                               {"$IF", way == Way::Conditional ? "count = var.wanted ? 1 : 0" : ""},
                                               {"$NAME", way == Way::Loop ? "\"source${count.index}\"" : "\"source\""},
                                               {"$REF", ref}});
  const std::string named = "variable \"named\" {\n  type = string\n}\n";
  if (way == Way::Module) {
    return {{{"main.tf", target + "\nmodule \"m\" {\n  source = \"./m\"\n  named  = " + at("") + "\n}\n"},
             {"m/main.tf", named + source}}};
  }
  if (way == Way::Unknown) before = named;
  return {{{"main.tf", before + target + "\n" + (way == Way::Missing ? "" : source)}}};
}

inline Texts texts_of(const DataNode& language) {
  auto text = [&](std::string_view key) { return language.find(key) ? language.find(key)->text : std::string(); };
  return {text("target"), text("source"), text("ref"), text("other"), text("existing")};
}

inline Written written_in(std::string_view language, const Texts& texts, Way way) {
  return language == "bicep" ? in_bicep(texts, way) : language == "arm" ? in_arm(texts, way) : in_terraform(texts, way);
}

}  // namespace ringfence::test::relations
