#include "analyzer/knowledge/relations.h"

#include <algorithm>

#include "analyzer/knowledge/lower_case.h"

namespace ringfence {
namespace {

/// A scalar or a list of scalars.
std::vector<std::string> words_of(const DataNode* node) {
  std::vector<std::string> out;
  if (!node) return out;
  if (!node->is_list()) return {lower(node->text)};
  for (const DataNode& item : node->items) out.push_back(lower(item.text));
  return out;
}

void read_hosts(const DataNode& list, RelationTable& table, DataErrors& errors) {
  for (const DataNode& item : list.items) {
    errors.check_keys(item, {"marker", "type", "children"});
    const DataNode* marker = item.find("marker");
    const DataNode* type = item.find("type");
    if (!marker || !type) {
      errors.add(item, "a host needs 'marker' and 'type'");
      continue;
    }
    table.hosts.push_back({lower(marker->text), lower(type->text), words_of(item.find("children"))});
  }
}

/// "https://{}/keys/{}" -> "https://", "", "/keys/", "".
std::vector<std::string> parts_of_form(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    if (text.substr(0, 2) == "{}") {
      out.emplace_back();
      text.remove_prefix(2);
      continue;
    }
    size_t hole = std::min(text.find("{}"), text.size());
    out.emplace_back(text.substr(0, hole));
    text.remove_prefix(hole);
  }
  return out;
}

void read_forms(const DataNode& list, RelationTable& table, DataErrors& errors) {
  for (const DataNode& item : list.items) {
    errors.check_keys(item, {"type", "path", "form"});
    const DataNode* path = item.find("path");
    const DataNode* form = item.find("form");
    if (!path || !form || !item.find("type")) {
      errors.add(item, "a form needs 'type', 'path' and 'form'");
      continue;
    }
    for (const std::string& type : words_of(item.find("type")))
      table.forms.push_back({type, lower(path->text), parts_of_form(form->text)});
  }
}

}  // namespace

const Relation* RelationTable::find(std::string_view type, std::string_view path) const {
  std::string key(type);
  key.append("|").append(path);
  auto found = by_place.find(key);
  if (found == by_place.end()) {
    key.assign("*|").append(path);
    found = by_place.find(key);
  }
  return found == by_place.end() ? nullptr : &relations[found->second];
}

RelationTable read_relations(const DataNode& root, DataErrors& errors) {
  RelationTable table;
  errors.check_keys(root, {"relations", "hosts", "forms"});
  if (const DataNode* hosts = root.find("hosts")) read_hosts(*hosts, table, errors);
  if (const DataNode* forms = root.find("forms")) read_forms(*forms, table, errors);
  const DataNode* list = root.find("relations");
  if (!list || !list->is_list()) {
    errors.add(root, "expected a list 'relations'");
    return table;
  }
  for (const DataNode& item : list->items) {
    errors.check_keys(
        item, {"type", "path", "edge", "target", "candidate", "group", "from_parent", "to_parent", "by", "prefix"});
    const DataNode* type = item.find("type");
    const DataNode* edge = item.find("edge");
    if (!type || !edge) {
      errors.add(item, "a relation needs 'type', 'path' and 'edge'");
      continue;
    }
    Relation relation;
    relation.edge = edge->text;
    relation.targets = words_of(item.find("target"));
    const DataNode* candidate = item.find("candidate");
    relation.candidate = candidate && candidate->boolean;
    const DataNode* from_parent = item.find("from_parent");
    relation.from_parent = from_parent && from_parent->boolean;
    if (const DataNode* to_parent = item.find("to_parent")) relation.to_parent = to_parent->text;
    const DataNode* by = item.find("by");
    relation.by_name = by && by->text == "name";
    if (by && (by->text != "name" || relation.targets.empty()))
      errors.add(item, "'by' is name, with the types at 'target'");
    if (const DataNode* prefix = item.find("prefix")) relation.prefix = prefix->text;
    if (const DataNode* group = item.find("group")) relation.group = group->text;
    for (const std::string& each_type : words_of(type)) {
      for (const std::string& path : words_of(item.find("path"))) {
        if (!table.by_place.emplace(each_type + "|" + path, table.relations.size()).second) {
          errors.add(item, "'" + path + "' of " + each_type + " has a relation already");
        }
      }
    }
    table.relations.push_back(std::move(relation));
  }
  return table;
}

}  // namespace ringfence
