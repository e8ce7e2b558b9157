#include "analyzer/linked_roots.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace ringfence {

void drop_linked_roots(Model& model) {
  std::unordered_map<const Template*, std::vector<size_t>> entered_by;  // roots by a template that is entered
  std::unordered_set<const Template*> are_roots;
  for (const Root& root : model.roots) {
    if (root.input.declarations->dialect == Dialect::Arm) are_roots.insert(root.input.declarations);
  }
  for (size_t i = 0; i < model.graphs.size(); ++i) {
    for (const ModuleInstance* module : model.graphs[i].deployment.modules) {
      if (!module->parent || !are_roots.count(module->declarations)) continue;
      std::vector<size_t>& users = entered_by[module->declarations];
      if (users.empty() || users.back() != i) users.push_back(i);
    }
  }
  if (entered_by.empty()) return;
  const auto enters = [&](size_t user, const Template* used) {
    const auto found = entered_by.find(used);
    return found != entered_by.end() && std::find(found->second.begin(), found->second.end(), user) != found->second.end();
  };
  std::vector<char> dropped(model.roots.size(), 0);
  for (size_t i = 0; i < model.roots.size(); ++i) {
    const Template* own = model.roots[i].input.declarations;
    const auto users = entered_by.find(own);
    if (users == entered_by.end()) continue;
    for (size_t user : users->second) {
      const Template* other = model.roots[user].input.declarations;
      const bool circle = i < user && enters(i, other);
      if (other != own && !dropped[user] && !circle) dropped[i] = 1;
    }
  }
  size_t kept = 0;
  for (size_t i = 0; i < model.roots.size(); ++i) {
    if (dropped[i]) continue;
    if (kept != i) {
      model.roots[kept] = std::move(model.roots[i]);
      model.graphs[kept] = std::move(model.graphs[i]);
    }
    ++kept;
  }
  model.roots.resize(kept);
  model.graphs.resize(kept);
}

}  // namespace ringfence
