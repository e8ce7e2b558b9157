#include "analyzer/policy_test/policy_case.h"

#include <fmt/format.h>

#include <algorithm>

#include "analyzer/knowledge/knowledge.h"
#include "analyzer/policy/field_path.h"

namespace ringfence {
namespace {

constexpr std::string_view kArmFrame =
    R"({"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0", "resources": )";

/// Markers of this policy: "//~ ID", "#? ID" at the end of a line, several IDs with blanks.
Marks read_marks(const std::string& text, const std::string& id) {
  Marks out;
  uint32_t line = 1;
  for (size_t begin = 0; begin < text.size(); ++line) {
    size_t end = std::min(text.find('\n', begin), text.size());
    std::string_view each = std::string_view(text).substr(begin, end - begin);
    for (auto [sign, verdict] : {std::pair{'~', Verdict::Fail}, {'?', Verdict::Unknown}}) {
      for (std::string_view comment : {"//", "#"}) {
        size_t at = each.find(std::string(comment) + sign + " ");
        if (at == std::string_view::npos) continue;
        if (each.find(id, at) != std::string_view::npos) out.emplace(line, verdict);
      }
    }
    begin = end + 1;
  }
  return out;
}

Value value_of(const DataNode& node, Arena& arena) {
  switch (node.kind) {
    case DataKind::Bool:
      return Value::of(node.boolean);
    case DataKind::Int:
      return Value::of(node.integer);
    case DataKind::Double:
      return Value::of(node.number);
    case DataKind::String:
      return Value::text(arena.copy(node.text));
    case DataKind::Null:
      return Value::null();
    case DataKind::List: {
      std::vector<Value> items;
      for (const DataNode& item : node.items) items.push_back(value_of(item, arena));
      return Value::array(arena.copy(items));
    }
    case DataKind::Map:
      break;
  }
  std::vector<Member> members;
  for (const auto& [key, item] : node.members) members.push_back({arena.copy(key), nullptr, {}, value_of(item, arena)});
  return Value::object(arena.copy(members));
}

Value with(const Value& object, std::span<const PathStep> steps, const Value& value, Arena& arena) {
  if (steps.empty()) return value;
  std::vector<Member> members;
  if (object.is_object()) members.assign(object.object_members().begin(), object.object_members().end());
  auto found = std::find_if(members.begin(), members.end(),
                            [&](const Member& each) { return equal_ignore_case(each.key, steps[0].name); });
  Value inner = found == members.end() ? Value::null() : found->value;
  Value changed = with(inner, steps.subspan(1), value, arena);
  if (found == members.end())
    members.push_back({steps[0].name, nullptr, {}, changed});
  else
    found->value = changed;
  return Value::object(arena.copy(members)).at(object.span);
}

std::string file_name(const std::string& language) {
  return language == "bicep" ? "main.bicep" : language == "arm" ? "main.json" : "main.tf";
}

}  // namespace

bool PolicyCase::has(Verdict verdict) const {
  return std::any_of(expected.begin(), expected.end(), [&](const auto& each) { return each.second == verdict; });
}

std::vector<PolicyCase> read_cases(const DataDocument& document, const Policy& policy, DataErrors& errors) {
  std::vector<PolicyCase> out;
  errors.check_keys(document.root, {"compliant", "without", "cases"});
  const DataNode* cases = document.root.find("cases");
  if (!cases || !cases->is_list()) {
    errors.add(document.root, "'cases' is missing");
    return out;
  }
  for (const DataNode& node : cases->items) {
    if (!node.is_map()) {
      errors.add(node, "expected a case: { name, bicep, arm, terraform }");
      continue;
    }
    errors.check_keys(node, {"name", "bicep", "arm", "terraform", "azurerm", "compliant", "files", "parameters"});
    if (const DataNode* given = node.find("parameters")) {
      auto changed = with_parameters(policy, *given, Knowledge::embedded());
      for (const DataError& each : changed ? std::vector<DataError>() : changed.error())
        errors.add(*given, each.message);
    }
    for (const char* language : {"bicep", "arm", "terraform"}) {
      const DataNode* text = node.find(language);
      if (!text) continue;
      PolicyCase each;
      each.name = node.find("name") ? node.find("name")->text : "(no name)";
      each.language = language;
      each.text = text->text;
      each.expected = read_marks(each.text, policy.id);
      if (each.language == "arm" && each.text.find_first_not_of(" \n") != std::string::npos &&
          each.text[each.text.find_first_not_of(" \n")] == '[') {
        each.text = std::string(kArmFrame) + each.text + "}";
      }
      each.compliant = node.find("compliant") ? node.find("compliant") : document.root.find("compliant");
      if (const DataNode* files = node.find("files")) {
        for (const auto& [path, content] : files->members) each.files.emplace_back(path, content.text);
      }
      each.parameters = node.find("parameters");
      if (const DataNode* major = node.find("azurerm")) each.azurerm_major = static_cast<uint32_t>(major->integer);
      out.push_back(std::move(each));
    }
  }
  return out;
}

CaseGraph::CaseGraph(const PolicyCase& from) : parameters_(from.parameters) {
  std::string name = file_name(from.language);
  project_.add(name, from.text);
  for (const auto& [path, text] : from.files) project_.add(path, text);
  auto note = [&](const Diagnostics& diagnostics) {
    for (const Diagnostic& each : diagnostics.items()) {
      if (each.severity == Severity::Error) trouble_ += each.message + "\n";
    }
  };
  note(project_.file(name).diagnostics);
  if (project_.file(name).kind == FileKind::None) {
    trouble_ += "not a template\n";
    return;
  }
  Deployment deployment = project_.expand(name);
  note(project_.diagnostics);
  note(deployment.diagnostics);
  graph_ = build_graph(std::move(deployment), Knowledge::embedded(), {from.azurerm_major});
}

std::vector<Finding> CaseGraph::judge(const Policy& policy, const PolicySet& all) const {
  PolicySet only;
  only.policies.push_back(policy);
  if (auto changed = parameters_ ? with_parameters(policy, *parameters_, Knowledge::embedded()) : policy) {
    // The checks of the checks put another `require` in.
    if (!std::holds_alternative<Always>(policy.require->node))
      only.policies.front() = std::move(*changed);
    else
      only.policies.front().when = changed->when;
  }
  only.asked_for = std::shared_ptr<const std::vector<Policy>>(std::shared_ptr<void>(), &all.policies);
  return ringfence::judge(graph_, only, Knowledge::embedded(), nullptr).findings;
}

Marks CaseGraph::marks(const std::vector<Finding>& findings) const {
  Marks out;
  for (const Finding& each : findings) {
    if (each.verdict == Verdict::Pass) continue;
    uint32_t line = each.span.valid() ? project_.sources.position(each.span.file, each.span.begin).line : 0;
    out.emplace(line, each.verdict);
  }
  return out;
}

void CaseGraph::repair(const std::vector<Finding>& findings, const DataNode& values) {
  Arena& arena = *graph_.deployment.arena;
  for (ResourceNode& node : graph_.nodes) {
    bool failed = std::any_of(findings.begin(), findings.end(), [&](const Finding& each) {
      return each.verdict == Verdict::Fail && each.block == node.span && each.resource.address == node.address;
    });
    if (!failed) continue;
    for (const auto& [path, value] : values.members) {
      std::string error;
      FieldPath field = parse_field_path(path, arena, error);
      node.body = with(node.body, field.steps, value_of(value, arena), arena);
    }
  }
}

std::string show(const Marks& marks) {
  std::string out;
  for (const auto& [line, verdict] : marks)
    out += fmt::format("{}line {}: {}", out.empty() ? "" : ", ", line, verdict_name(verdict));
  return out.empty() ? "nothing" : out;
}

}  // namespace ringfence
