#include "analyzer/policy/azure_policy_table.h"

#include <algorithm>
#include <cassert>

#include "analyzer/knowledge/lower_case.h"
#include "analyzer/policy/field_path.h"

namespace ringfence {
namespace {

std::string_view type_of_alias(std::string_view alias) { return alias.substr(0, alias.rfind('/')); }
std::string_view path_of_alias(std::string_view alias) { return alias.substr(alias.rfind('/') + 1); }

std::string first_step(std::string_view path) { return lower(path.substr(0, path.find_first_of(".["))); }

void add_types(const DataNode& list, std::set<std::string>& out, DataErrors& errors) {
  if (!list.is_list()) return errors.add(list, "expected a list");
  for (const DataNode& item : list.items) out.insert(lower(item.text));
}

}  // namespace

bool AzurePolicyTable::holds(const std::set<std::string>& types, std::string_view type) { return types.count(lower(type)) > 0; }

const AzurePolicyTable& AzurePolicyTable::embedded() {
  static const AzurePolicyTable table = [] {
    auto loaded = load(embedded_documents("knowledge/azure_policy/"));
    assert(loaded && "the tests have read the tables");
    return loaded ? std::move(*loaded) : AzurePolicyTable();
  }();
  return table;
}

tl::expected<AzurePolicyTable, std::vector<DataError>> AzurePolicyTable::load(const std::vector<DataDocument>& documents) {
  AzurePolicyTable table;
  std::vector<DataError> mistakes;
  for (const DataDocument& document : documents) {
    DataErrors errors(document.path);
    table.read(document, errors);
    mistakes.insert(mistakes.end(), errors.items().begin(), errors.items().end());
  }
  if (!mistakes.empty()) return tl::unexpected(std::move(mistakes));
  return table;
}

void AzurePolicyTable::read(const DataDocument& document, DataErrors& errors) {
  errors.check_keys(document.root, {"source", "envelope", "elements", "variants", "irregular", "unresolved", "platform-written", "platform-types",
                                    "extension-types", "made-children", "template-types"});
  if (!document.root.find("source")) errors.add(document.root, "expected a source");
  for (const auto& [key, node] : document.root.members) {
    if (key == "envelope") add_types(node, envelope_, errors);
    if (key == "elements") {
      for (const auto& [type, paths] : node.members) {
        for (const DataNode& path : paths.items) elements_.insert(lower(type) + "|" + lower(path.text));
      }
    }
    if (key == "variants") read_variants(node, errors);
    if (key == "irregular") read_irregular(node, errors);
    if (key == "unresolved") add_types(node, unresolved_, errors);
    if (key == "platform-written") add_types(node, platform_written_, errors);
    if (key == "platform-types") add_types(node, platform_types_, errors);
    if (key == "extension-types") add_types(node, extension_types_, errors);
    if (key == "template-types") {
      for (const auto& [type, written] : node.members) template_types_[lower(type)] = written.text;
    }
    if (key != "made-children") continue;
    for (const auto& [type, child] : node.members) {
      errors.check_keys(child, {"from", "names", "source"});
      MadeChild& made = made_[lower(type)];
      if (const DataNode* from = child.find("from")) made.from = from->text;
      const DataNode* names = child.find("names");
      for (const DataNode& name : names ? names->items : std::vector<DataNode>()) made.names.push_back(name.text);
    }
  }
}

void AzurePolicyTable::read_variants(const DataNode& node, DataErrors& errors) {
  for (const auto& [type, variants] : node.members) {
    errors.check_keys(variants, {"where", "names", "before"});
    Variants& out = variants_[lower(type)];
    if (const DataNode* where = variants.find("where")) out.where = where->text;
    if (const DataNode* before = variants.find("before")) out.before = lower(before->text);
    if (const DataNode* names = variants.find("names")) add_types(*names, out.names, errors);
    if (out.where.empty() || (out.names.empty() && out.before.empty())) errors.add(variants, type + ": expected where, and names or before");
  }
}

void AzurePolicyTable::read_irregular(const DataNode& node, DataErrors& errors) {
  for (const auto& [alias, places] : node.members) {
    std::vector<Place>& out = irregular_[lower(alias)];
    std::string own(type_of_alias(alias));
    if (places.is_string()) {
      out.push_back({own, places.text, {}, {}});
    } else if (const DataNode* path = places.find("path")) {
      errors.check_keys(places, {"path", "where"});
      Place place{own, path->text, {}, {}};
      if (const DataNode* where = places.find("where"); where && where->members.size() == 1) {
        place.guard = where->members[0].first;
        place.guard_value = where->members[0].second.text;
      }
      out.push_back(std::move(place));
    } else {
      for (const auto& [type, at] : places.members) out.push_back({type, at.text, {}, {}});
    }
    if (out.empty()) errors.add(places, alias + ": expected a path");
  }
}

const AzurePolicyTable::MadeChild* AzurePolicyTable::made_child(std::string_view type) const {
  auto found = made_.find(lower(type));
  return found == made_.end() ? nullptr : &found->second;
}

std::string_view AzurePolicyTable::template_type(std::string_view type) const {
  auto found = template_types_.find(lower(type));
  return found == template_types_.end() ? type : found->second;
}

// ---- names -----------------------------------------------------------------------------------------------------------

FieldPath AzurePolicyTable::at(const Place& place, std::string_view alias, Arena& arena) const {
  std::string mistake;
  FieldPath out = parse_field_path(place.path, arena, mistake);
  assert(mistake.empty() && "the tables hold paths");
  out.type = arena.copy(place.type);
  std::string key = lower(alias);
  bool own_state = platform_written_.count(key) > 0 || platform_written_.count("*/" + first_step(path_of_alias(key))) > 0;
  out.platform_written = own_state;
  bool connections = out.steps.size() > 1 && equal_ignore_case(out.steps[0].name, "properties") &&
                     equal_ignore_case(out.steps[1].name, "privateEndpointConnections");
  if (connections) out.source = FieldSource::Connections;
  if (place.guard.empty()) return out;
  out.guard = arena.make<FieldPath>(parse_field_path(place.guard, arena, mistake));
  out.guard_value = arena.copy(place.guard_value);
  return out;
}

AzurePolicyTable::Place AzurePolicyTable::by_rule(std::string_view type, std::string_view path) const {
  Place out;
  out.type = type;
  auto variants = variants_.find(lower(type));
  size_t dot = path.find('.');
  if (variants != variants_.end() && dot != std::string_view::npos) {
    std::string_view first = path.substr(0, dot), rest = path.substr(dot + 1);
    bool named = variants->second.names.count(lower(first)) > 0;
    bool before = !variants->second.before.empty() && first_step(rest) == variants->second.before;
    if (named || before) {
      out.guard = variants->second.where;
      out.guard_value = first;
      path = rest;
    }
  }
  out.path = below_properties(type, path);
  return out;
}

/// "properties.subnets[*].properties.routeTable" of "subnets[*].routeTable".
std::string AzurePolicyTable::below_properties(std::string_view type, std::string_view path) const {
  if (envelope_.count(first_step(path))) return std::string(path);
  std::string out = "properties", key = lower(type) + "|", any = "*|";
  while (!path.empty()) {
    std::string_view step = path.substr(0, path.find('.'));
    path.remove_prefix(std::min(step.size() + 1, path.size()));
    out.append(".").append(step);
    for (std::string* each : {&key, &any}) each->append(each->back() == '|' ? "" : ".").append(lower(step));
    bool own_properties = step.ends_with("[*]") && (elements_.count(key) || elements_.count(any));
    std::string next = first_step(path);
    bool outside = next.empty() || next == "id" || next == "name" || next == "type" || envelope_.count(next) > 0;
    if (own_properties && !outside) out += ".properties";
  }
  return out;
}

/// An alias is itself, and what it is when an array is meant whole is what it is without the last [*].
FieldPath AzurePolicyTable::alias(std::string_view name, Arena& arena, std::string& problem) const {
  std::string key = lower(name);
  if (unresolved_.count(key)) {
    problem = "alias '" + std::string(name) + "' is not a property of the type's published schema";
    return {};
  }
  std::vector<Place> places;
  if (auto found = irregular_.find(key); found != irregular_.end()) {
    places = found->second;
  } else {
    std::string_view type = type_of_alias(name), path = path_of_alias(name);
    if (type.find('/') == std::string_view::npos || path.empty()) {
      problem = "alias '" + std::string(name) + "' is not known";
      return {};
    }
    places.push_back(by_rule(type, path));
    std::string mistake;
    parse_field_path(places.back().path, arena, mistake);
    if (!mistake.empty()) {
      problem = "alias '" + std::string(name) + "': " + mistake;
      return {};
    }
  }
  std::vector<FieldPath> paths;
  for (const Place& place : places) paths.push_back(at(place, name, arena));
  FieldPath out = paths.front();
  out.of_types = arena.copy(paths);
  return out;
}

/// tags['a'], tags[a], tags.a, and tags['it''s'].
FieldPath AzurePolicyTable::tag(std::string_view name, Arena& arena) const {
  std::string_view rest = name.substr(4);
  std::string key;
  if (rest.starts_with('.')) {
    key = rest.substr(1);
  } else if (rest.starts_with('[') && rest.ends_with(']')) {
    rest = rest.substr(1, rest.size() - 2);
    bool quoted = rest.size() >= 2 && rest.front() == '\'' && rest.back() == '\'';
    if (quoted) rest = rest.substr(1, rest.size() - 2);
    for (size_t i = 0; i < rest.size(); ++i) {
      key += rest[i];
      if (quoted && rest.substr(i, 2) == "''") ++i;
    }
  }
  FieldPath out;
  out.text = arena.copy(name);
  // The name of a tag is often a parameter that is empty by default: no resource has that tag.
  if (key.empty()) out.source = FieldSource::Nowhere;
  if (key.empty()) return out;
  const PathStep steps[] = {{"tags"}, {arena.copy(key)}};
  out.steps = arena.copy(std::span<const PathStep>(steps));
  return out;
}

FieldPath AzurePolicyTable::field(std::string_view name, Arena& arena, std::string& problem) const {
  std::string key = lower(name);
  if (key.find('/') != std::string::npos && !key.starts_with("tags")) return alias(name, arena, problem);
  if (key.starts_with("tags") && key.size() > 4) return tag(name, arena);
  for (std::string_view known : {"name", "fullName", "type", "id", "kind", "location"}) {
    if (!equal_ignore_case(known, name)) continue;
    FieldPath out = parse_field_path(known, arena, problem);
    out.about_whom = true;
    return out;
  }
  if (!envelope_.count(first_step(name))) {
    problem = "field '" + std::string(name) + "' is not known";
    return {};
  }
  return parse_field_path(name, arena, problem);
}

}  // namespace ringfence
