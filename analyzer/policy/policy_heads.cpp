#include "analyzer/policy/policy_heads.h"

#include <algorithm>
#include <set>
#include <string>
#include <unordered_map>

#include "analyzer/knowledge/data_blob.h"
#include "analyzer/knowledge/knowledge.h"
#include "analyzer/knowledge/lower_case.h"

namespace ringfence {
namespace {

constexpr std::string_view kHeads = "policy-heads/";  // cmake/embed writes it

std::string text_of(const DataNode& head, std::string_view key) {
  const DataNode* node = head.find(key);
  return node ? node->text : std::string();
}

Policy policy_of(const DataNode& head) {
  Policy out;
  out.embedded_path = text_of(head, "path");
  name_by_path(out.embedded_path, out);
  out.id = text_of(head, "id");
  out.title = text_of(head, "title");
  out.category = text_of(head, "category");
  out.severity = level_of(text_of(head, "severity")).value_or(Level::Medium);
  if (const DataNode* types = head.find("resource")) {
    if (!types->is_list()) out.resources = {types->text};
    for (const DataNode& type : types->items) out.resources.push_back(type.text);
  }
  if (const DataNode* grades = head.find("grades")) {
    for (const DataNode& grade : grades->items)
      out.grades.push_back({level_of(grade.text).value_or(Level::Medium), nullptr});
  }
  return out;
}

/// The whole policies behind some heads, by id.
std::unordered_map<std::string, Policy> whole_policies(const std::set<std::string, std::less<>>& paths) {
  std::unordered_map<std::string, Policy> out;
  auto compiled = compile_policies(embedded_documents([&](std::string_view path) { return paths.count(path) > 0; }),
                                   Knowledge::embedded());
  if (!compiled) return out;  // they have compiled when the program was built
  for (Policy& each : compiled->policies) {
    std::string id = each.id;
    out.emplace(std::move(id), std::move(each));
  }
  return out;
}

}  // namespace

PolicySet policy_heads() {
  PolicySet out;
  for (const DataDocument& document : embedded_documents(kHeads)) {
    for (const DataNode& head : document.root.items) out.policies.push_back(policy_of(head));
  }
  return out;
}

void complete_policies(PolicySet& set, const std::function<bool(const Policy&)>& wanted) {
  std::vector<Policy> asked;  // of what is not judged, what others refer to
  std::vector<Policy> rest;
  if (set.asked_for) rest = *set.asked_for;
  std::set<std::string> ids;  // upper and lower case alike
  auto ask = [&](const Policy& policy) {
    for (const std::string& id : policy.asks_for) ids.insert(lower(id));
  };
  for (const Policy& each : set.policies) {
    if (!each.is_head()) ask(each);
  }
  for (bool first = true;; first = false) {
    std::set<std::string, std::less<>> paths;
    auto note = [&](const Policy& policy, bool is_wanted) {
      if (policy.is_head() && (is_wanted || ids.count(lower(policy.id)))) paths.insert(policy.embedded_path);
    };
    for (const Policy& each : set.policies) note(each, first && wanted(each));
    for (const Policy& each : rest) note(each, false);
    if (paths.empty()) break;
    std::unordered_map<std::string, Policy> whole = whole_policies(paths);
    for (std::vector<Policy>* list : {&set.policies, &rest}) {
      for (Policy& each : *list) {
        auto found = each.is_head() ? whole.find(each.id) : whole.end();
        if (found == whole.end()) continue;
        each = std::move(found->second);
        ask(each);
      }
    }
    if (whole.size() < paths.size()) break;
  }
  for (Policy& each : rest) {
    if (!each.is_head() && ids.count(lower(each.id))) asked.push_back(std::move(each));
  }
  if (set.asked_for) set.asked_for = std::make_shared<const std::vector<Policy>>(std::move(asked));
}

}  // namespace ringfence
