#include "analyzer/graph/redeployed.h"

#include <string>
#include <unordered_map>
#include <vector>

#include "analyzer/graph/id_index.h"
#include "analyzer/knowledge/lower_case.h"

namespace ringfence {
namespace {

/// "searchservice" of "search-service".
std::string joined_words(std::string_view hyphenated) {
  std::string out;
  for (char c : lower(hyphenated)) {
    if (c != '-' && c != '.') out += c;
  }
  return out;
}

bool is_singular_of(const std::string& word, std::string_view plural) {
  if (word.empty()) return false;
  if (plural == word || plural == word + "s" || plural == word + "es") return true;
  return word.back() == 'y' && plural == word.substr(0, word.size() - 1) + "ies";
}

/// Are these two deployments of one resource? Not in one template: the engine refuses it, so that two declarations with
/// one id got one placeholder for two names. Nor in iterations of one module: which is last is not written anywhere.
bool is_deployed_again(const ResourceNode& node, const ResourceNode& later) {
  if (node.module != later.module) return true;
  bool one_template = !node.instance || !later.instance || node.instance->module == later.instance->module;
  return !one_template && node.span != later.span;
}

/// The later deployment (modules come after what stands in their caller) counts, unless it may not take place; and what
/// is deployed counts more than an `existing` declaration of it.
void find_replaced(ResourceGraph& graph) {
  std::unordered_map<std::string, NodeId> last;
  for (size_t i = graph.nodes.size(); i-- > 0;) {
    ResourceNode& node = graph.nodes[i];
    if (node.existing || node.dialect == Dialect::Terraform) continue;
    std::string key = id_key(node.arm_id, *graph.deployment.arena);
    if (key.empty()) continue;
    auto later = last.find(key);
    if (later != last.end() && is_deployed_again(node, graph.nodes[later->second])) node.replaced_by = later->second;
    if (!node.conditional) last.emplace(std::move(key), node.id);
  }
  for (ResourceNode& node : graph.nodes) {
    if (!node.existing || node.dialect == Dialect::Terraform) continue;
    auto made = last.find(id_key(node.arm_id, *graph.deployment.arena));
    if (made != last.end()) node.replaced_by = made->second;
  }
}

/// Iterations of one module that give a resource one id deploy one resource, whatever order they run in.
void find_repeats(ResourceGraph& graph) {
  std::unordered_map<std::string, NodeId> first;
  for (ResourceNode& node : graph.nodes) {
    if (node.existing || node.dialect == Dialect::Terraform || !node.instance) continue;
    std::string key = id_key(node.arm_id, *graph.deployment.arena);
    if (key.empty()) continue;
    auto [place, added] = first.emplace(std::move(key), node.id);
    if (added) continue;
    const ResourceNode& other = graph.nodes[place->second];
    bool iterations = node.module == other.module && node.instance->module != other.instance->module;
    if (iterations && node.span == other.span) node.repeat_of = other.id;
  }
}

bool same_place(const ModuleInstance& a, const ModuleInstance& b) {
  return equal(a.subscription, b.subscription) && equal(a.resource_group, b.resource_group) && a.scope_kind == b.scope_kind;
}

/// A module that was not found, is there for one type of resource and gets the name of one that stands here.
void find_remade(ResourceGraph& graph) {
  std::unordered_map<std::string, std::vector<const UnresolvedModule*>> by_name;
  Arena& arena = *graph.deployment.arena;
  for (const UnresolvedModule& module : graph.deployment.unresolved) {
    if (!module.call || !module.caller || !module.arguments.is_object()) continue;
    if (module.caller->declarations->dialect == Dialect::Terraform) continue;
    if (module.call->scope || module.call->resource_group || module.call->subscription_id) continue;
    const Member* name = find_member(module.arguments, "name", KeyCase::Insensitive);
    std::string key = name ? id_key(name->value, arena) : std::string();
    if (!key.empty()) by_name[key].push_back(&module);
  }
  if (by_name.empty()) return;
  for (ResourceNode& node : graph.nodes) {
    if (node.existing || node.dialect == Dialect::Terraform || !node.instance || !node.instance->module) continue;
    auto found = by_name.find(id_key(node.name, arena));
    if (found == by_name.end()) continue;
    for (const UnresolvedModule* module : found->second) {
      if (!source_names_type(module->call->source, node.type)) continue;
      if (same_place(*module->caller, *node.instance->module)) node.remade_by = module;
    }
  }
}

}  // namespace

bool source_names_type(std::string_view source, std::string_view type) {
  size_t slash = source.rfind('/');
  if (slash == std::string_view::npos) return false;
  std::string_view last = source.substr(slash + 1);
  last = last.substr(0, last.find(':'));
  if (last.ends_with(".bicep")) last.remove_suffix(6);
  std::string_view before = source.substr(0, slash);
  size_t start = before.find_last_of("/:");
  before = before.substr(start == std::string_view::npos ? 0 : start + 1);
  constexpr std::string_view kMicrosoft = "microsoft.";
  std::string wanted = lower(type);
  size_t end = wanted.find('/');
  if (!wanted.starts_with(kMicrosoft) || end == std::string::npos) return false;
  std::string provider = joined_words(wanted.substr(kMicrosoft.size(), end - kMicrosoft.size()));
  return joined_words(before) == provider && is_singular_of(joined_words(last), std::string_view(wanted).substr(end + 1));
}

void find_redeployed(ResourceGraph& graph) {
  find_replaced(graph);
  find_repeats(graph);
  find_remade(graph);
}

}  // namespace ringfence
