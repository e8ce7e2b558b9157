// Packs the policies and knowledge tables into one blob: embed SOURCE_DIR OUTPUT.
//
// Runs when the program is built. Paths in the blob are "policies/..." and "knowledge/...". A file
// that is not good YAML, a knowledge table that does not load, or a policy that does not compile (one mistake, and the
// program would have no policies), stops the build with path:line:col.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "analyzer/knowledge/data_node.h"
#include "analyzer/knowledge/knowledge.h"
#include "analyzer/policy/policy.h"

namespace fs = std::filesystem;

// The library's readers of what is embedded are linked in; here there is nothing yet.
extern "C" {
extern const char ringfence_blob[1];
const char ringfence_blob[1] = {};
extern const char ringfence_blob_end[1] __attribute__((alias("ringfence_blob")));
}

namespace {

/// All .yaml files below `folder`, sorted, so that the blob is the same on every machine.
std::vector<fs::path> yaml_files(const fs::path& folder) {
  std::vector<fs::path> out;
  if (!fs::is_directory(folder)) return out;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file() && entry.path().extension() == ".yaml") out.push_back(entry.path());
  }
  std::sort(out.begin(), out.end());
  return out;
}

bool pack(const fs::path& folder, const std::string& prefix, std::vector<ringfence::DataDocument>& documents) {
  bool good = true;
  for (const fs::path& path : yaml_files(folder)) {
    std::ifstream file(path, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(file), {}};
    auto document = ringfence::read_yaml(prefix + path.lexically_relative(folder).generic_string(), text);
    if (!document) {
      const ringfence::DataError& error = document.error();
      std::cerr << path.string() << ':' << error.line << ':' << error.column << ": error: " << error.message << '\n';
      good = false;
      continue;
    }
    documents.push_back(std::move(*document));
  }
  return good;
}

/// Reads knowledge tables and policies as the program will, which then need not fail.
bool check(const std::vector<ringfence::DataDocument>& documents) {
  std::vector<ringfence::DataDocument> tables, policies;
  for (const ringfence::DataDocument& document : documents)
    (document.path.starts_with("knowledge/") ? tables : policies).push_back(document);
  auto knowledge = ringfence::Knowledge::load(tables);
  if (!knowledge) {
    const ringfence::DataError& error = knowledge.error();
    std::string_view file = std::string_view(error.path).substr(std::string_view("knowledge/").size());
    std::cerr << "analyzer/knowledge/data/" << file << ':' << error.line << ':' << error.column
              << ": error: " << error.message << '\n';
    return false;
  }
  auto compiled = ringfence::compile_policies(policies, **knowledge);
  for (const ringfence::DataError& error : compiled ? std::vector<ringfence::DataError>() : compiled.error())
    std::cerr << error.path << ':' << error.line << ':' << error.column << ": error: " << error.message << '\n';
  return compiled.has_value();
}

/// Gives each azurerm type a document of its own ("azurerm-type/NAME/"), so that the program decodes only those that it
/// meets. What several types share stays where it was.
void split_azurerm(std::vector<ringfence::DataDocument>& documents) {
  std::vector<ringfence::DataDocument> types;
  for (ringfence::DataDocument& document : documents) {
    if (!document.path.starts_with("knowledge/azurerm/")) continue;
    std::vector<std::pair<std::string, ringfence::DataNode>> shared;
    for (auto& [name, node] : document.root.members) {
      if (name == "source" || name == "values" || name == "groups" || name == "nowhere") {
        shared.emplace_back(name, std::move(node));
        continue;
      }
      ringfence::DataDocument& type = types.emplace_back();
      type.path = "azurerm-type/" + name + "/";
      type.root.kind = ringfence::DataKind::Map;
      type.root.members.emplace_back(name, std::move(node));
    }
    document.root.members = std::move(shared);
  }
  std::move(types.begin(), types.end(), std::back_inserter(documents));
}

/// What chooses the policies of the program, in one document: a scan reads the rest only of those that it needs
/// (analyzer/policy/policy_heads.h).
ringfence::DataDocument policy_heads(const std::vector<ringfence::DataDocument>& documents) {
  ringfence::DataDocument out{"policy-heads/", {}};
  out.root.kind = ringfence::DataKind::List;
  for (const ringfence::DataDocument& document : documents) {
    if (!document.path.starts_with("policies/") || document.path.ends_with(".test.yaml")) continue;
    ringfence::DataNode& head = out.root.items.emplace_back();
    head.kind = ringfence::DataKind::Map;
    ringfence::DataNode path;
    path.kind = ringfence::DataKind::String;
    path.text = document.path;
    head.members.emplace_back("path", std::move(path));
    for (const char* key : {"id", "title", "severity", "category", "resource"}) {
      if (const ringfence::DataNode* node = document.root.find(key)) head.members.emplace_back(key, *node);
    }
    const ringfence::DataNode* grades = document.root.find("grades");
    if (!grades) continue;
    ringfence::DataNode severities;
    severities.kind = ringfence::DataKind::List;
    for (const ringfence::DataNode& grade : grades->items) {
      if (const ringfence::DataNode* severity = grade.find("severity")) severities.items.push_back(*severity);
    }
    head.members.emplace_back("grades", std::move(severities));
  }
  auto id = [](const ringfence::DataNode& head) { return head.find("id") ? head.find("id")->text : std::string(); };
  std::sort(out.root.items.begin(), out.root.items.end(),
            [&](const auto& a, const auto& b) { return id(a) < id(b); });
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: embed SOURCE_DIR OUTPUT\n";
    return 1;
  }
  fs::path source = argv[1];
  std::vector<ringfence::DataDocument> documents;
  bool good = pack(source / "policies", "policies/", documents);
  good = pack(source / "analyzer/knowledge/data", "knowledge/", documents) && good;
  if (!good || !check(documents)) return 1;
  split_azurerm(documents);
  documents.push_back(policy_heads(documents));
  std::ofstream out(argv[2], std::ios::binary);
  out << ringfence::write_blob(documents);
  out.close();
  return out ? 0 : 1;
}
