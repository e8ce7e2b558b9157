#include "analyzer/knowledge/azurerm.h"

#include <mutex>
#include <unordered_map>
#include <unordered_set>

namespace ringfence {

PropertyPath read_path(std::string_view dotted) {
  PropertyPath out;
  size_t begin = 0;
  while (begin <= dotted.size() && !dotted.empty()) {
    bool quoted = begin < dotted.size() && dotted[begin] == '\'';
    size_t end = quoted ? dotted.find('\'', begin + 1) : dotted.find('.', begin);
    if (end == std::string_view::npos) end = dotted.size();
    out.emplace_back(dotted.substr(quoted ? begin + 1 : begin, end - begin - (quoted ? 1 : 0)));
    begin = (quoted ? end + 1 : end) + 1;
  }
  return out;
}

struct AzurermTable::State {
  std::mutex mutex;                                    // guards `types` and `asked` once a source is set
  std::unordered_map<std::string, AzurermType> types;  // pointers to them stay good
  std::unordered_map<std::string, DataNode> groups;    // attribute groups, by name
  std::unordered_map<std::string, ValueMap> value_maps;
  std::vector<PropertyPath> nowhere;  // by `_groups.yaml`, before any type is asked for
  TypeSource source = nullptr;
  std::unordered_set<std::string> asked;  // of the source
};

/// Reads one file into the table.
struct AzurermReader {
  AzurermTable::State& table;
  DataErrors& errors;

  void file(const DataNode& root);
  void type(const std::string& name, const DataNode& node);
  void attributes(const DataNode& map, std::vector<AzurermAttribute>& out);
  AzurermAttribute attribute(const std::string& name, const DataNode& node);
  ValueMap values(const DataNode& node);
  AzurermConvert convert(const DataNode& node);
  std::vector<std::pair<PropertyPath, DataNode>> settings(const DataNode& map);
  void children(const DataNode& list, AzurermType& out);
  void include(const DataNode& names, AzurermType& out);
  std::string text(const DataNode* node) const { return node ? node->text : std::string(); }
};

AzurermConvert AzurermReader::convert(const DataNode& node) {
  static const std::pair<std::string_view, AzurermConvert> kNames[] = {{"list", AzurermConvert::List},
                                                                       {"first", AzurermConvert::First},
                                                                       {"keys", AzurermConvert::Keys},
                                                                       {"role-id", AzurermConvert::RoleId},
                                                                       {"json", AzurermConvert::Json},
                                                                       {"key-vault-uri", AzurermConvert::KeyVaultUri},
                                                                       {"key-name", AzurermConvert::KeyName},
                                                                       {"key-version", AzurermConvert::KeyVersion},
                                                                       {"text", AzurermConvert::Text},
                                                                       {"comma", AzurermConvert::Comma},
                                                                       {"name-values", AzurermConvert::NameValues},
                                                                       {"conditions", AzurermConvert::Conditions},
                                                                       {"split", AzurermConvert::Split},
                                                                       {"head", AzurermConvert::Head},
                                                                       {"tail", AzurermConvert::Tail},
                                                                       {"vault-uri", AzurermConvert::VaultUri},
                                                                       {"added-time", AzurermConvert::AddedTime}};
  for (const auto& [name, value] : kNames) {
    if (node.text == name) return value;
  }
  errors.add(node, "unknown conversion '" + node.text + "'");
  return AzurermConvert::None;
}

ValueMap AzurermReader::values(const DataNode& node) {
  if (node.is_map()) return {node.members.begin(), node.members.end()};
  auto found = table.value_maps.find(node.text);
  if (found != table.value_maps.end()) return found->second;
  errors.add(node, "unknown value map '" + node.text + "'");
  return {};
}

AzurermAttribute AzurermReader::attribute(const std::string& name, const DataNode& node) {
  AzurermAttribute out;
  out.from = read_path(name);
  if (!node.is_map()) {
    out.to = read_path(node.text);
    if (out.to.empty()) errors.add(node, "'" + name + "' needs a path, or a reason why it has none ('none')");
    return out;
  }
  errors.check_keys(node, {"to", "older", "values", "older_values", "convert", "wrap", "with", "each", "default",
                           "defaults", "always", "constant", "none", "text", "only"});
  out.to = read_path(text(node.find("to")));
  const DataNode* none = node.find("none");
  if (out.to.empty() != (none && !none->text.empty())) {
    errors.add(node, "'" + name + "' needs either 'to' or the reason why it has none ('none')");
  }
  if (const DataNode* older = node.find("older")) {
    if (!older->is_list()) out.older.push_back(read_path(older->text));
    for (const DataNode& item : older->items) out.older.push_back(read_path(item.text));
  }
  if (const DataNode* map = node.find("values")) out.values = values(*map);
  out.older_values = out.values;
  if (const DataNode* map = node.find("older_values")) out.older_values = values(*map);
  if (const DataNode* how = node.find("convert")) out.convert = convert(*how);
  if (const DataNode* constant = node.find("constant")) out.constant = *constant;
  out.text = text(node.find("text"));
  if (const DataNode* only = node.find("only"); only && !only->members.empty()) {
    out.only = read_path(only->members.front().first);
    out.only_true = only->members.front().second.boolean;
  }
  out.wrap = read_path(text(node.find("wrap")));
  if (const DataNode* with = node.find("with")) out.with = *with;
  if (const DataNode* each = node.find("each")) attributes(*each, out.each);
  if (const DataNode* value = node.find("default")) out.defaults.emplace_back(0, *value);
  if (const DataNode* by_major = node.find("defaults")) {
    for (const auto& [major, value] : by_major->members) {
      out.defaults.emplace_back(static_cast<uint32_t>(std::stoul("0" + major)), value);
    }
  }
  const DataNode* always = node.find("always");
  out.always = always && always->boolean;
  return out;
}

void AzurermReader::attributes(const DataNode& map, std::vector<AzurermAttribute>& out) {
  for (const auto& [name, node] : map.members) {
    if (!node.is_list()) out.push_back(attribute(name, node));
    for (const DataNode& target : node.items) out.push_back(attribute(name, target));
  }
}

std::vector<std::pair<PropertyPath, DataNode>> AzurermReader::settings(const DataNode& map) {
  std::vector<std::pair<PropertyPath, DataNode>> out;
  for (const auto& [path, value] : map.members) out.emplace_back(read_path(path), value);
  return out;
}

void AzurermReader::children(const DataNode& list, AzurermType& out) {
  for (const DataNode& child : list.items) {
    errors.check_keys(child, {"block", "type", "name", "set", "attributes"});
    AzurermChild each;
    each.block = read_path(text(child.find("block")));
    each.type = text(child.find("type"));
    each.name = text(child.find("name"));
    if (const DataNode* map = child.find("set")) each.set = settings(*map);
    if (const DataNode* map = child.find("attributes")) attributes(*map, each.attributes);
    out.children.push_back(std::move(each));
  }
}

void AzurermReader::include(const DataNode& names, AzurermType& out) {
  for (const DataNode& name : names.items) {
    auto group = table.groups.find(name.text);
    if (group == table.groups.end()) {
      errors.add(name, "unknown group '" + name.text + "'");
      continue;
    }
    if (const DataNode* list = group->second.find("attributes")) attributes(*list, out.attributes);
    if (const DataNode* list = group->second.find("children")) children(*list, out);
    if (const DataNode* list = group->second.find("exports")) {
      for (const auto& [attribute_name, path] : list->members) out.exports.emplace(attribute_name, path.text);
    }
  }
}

void AzurermReader::type(const std::string& name, const DataNode& node) {
  errors.check_keys(node, {"type", "at", "name", "id", "parent", "scope", "fold", "fold_by", "append", "set", "compose",
                           "include", "attributes", "children", "exports", "source"});
  AzurermType out;
  out.terraform_type = name;
  out.type = text(node.find("type"));
  if (const DataNode* at = node.find("at")) {
    if (at->text == "subscription") out.place = AzurermPlace::Subscription;
    if (at->text == "tenant") out.place = AzurermPlace::Tenant;
  }
  if (const DataNode* own = node.find("name")) out.name = own->text;
  out.id = text(node.find("id"));
  if (const DataNode* parent = node.find("parent")) {
    errors.check_keys(*parent, {"id", "older", "name", "type"});
    out.parent = {read_path(text(parent->find("id"))), read_path(text(parent->find("older"))),
                  text(parent->find("name")), text(parent->find("type"))};
  }
  out.scope = read_path(text(node.find("scope")));
  out.fold = read_path(text(node.find("fold")));
  if (const DataNode* by = node.find("fold_by")) {
    errors.check_keys(*by, {"name", "type"});
    out.fold_by = {{}, {}, text(by->find("name")), text(by->find("type"))};
  }
  out.fold_append = read_path(text(node.find("append")));
  if (out.type.empty() && out.fold.empty() && !node.find("exports"))
    errors.add(node, name + " needs a 'type' or 'fold'");
  if (const DataNode* set = node.find("set")) out.set = settings(*set);
  if (const DataNode* compose = node.find("compose")) {
    for (const auto& [path, value] : compose->members) {
      if (!value.is_list()) out.compose.push_back({read_path(path), value.text});
      for (const DataNode& text_of_it : value.items) out.compose.push_back({read_path(path), text_of_it.text});
    }
  }
  if (const DataNode* exports = node.find("exports")) {
    for (const auto& [attribute_name, path] : exports->members) out.exports.emplace(attribute_name, path.text);
  }
  if (const DataNode* groups = node.find("include")) include(*groups, out);
  if (const DataNode* list = node.find("attributes")) attributes(*list, out.attributes);
  if (const DataNode* list = node.find("children")) children(*list, out);
  if (!table.types.emplace(name, std::move(out)).second) errors.add(node, name + " is in the tables already");
}

void AzurermReader::file(const DataNode& root) {
  if (const DataNode* maps = root.find("values")) {
    for (const auto& [name, node] : maps->members) table.value_maps[name] = values(node);
  }
  if (const DataNode* nowhere = root.find("nowhere")) {
    for (const auto& [name, reason] : nowhere->members) table.nowhere.push_back(read_path(name));
  }
  if (const DataNode* groups = root.find("groups")) {
    for (const auto& [name, node] : groups->members) table.groups[name] = node;
  }
  for (const auto& [name, node] : root.members) {
    if (name != "source" && name != "values" && name != "groups" && name != "nowhere") type(name, node);
  }
}

AzurermTable::AzurermTable() : state_(std::make_unique<State>()) {}
AzurermTable::~AzurermTable() = default;

void AzurermTable::read(const DataNode& root, DataErrors& errors) {
  AzurermReader reader{*state_, errors};
  reader.file(root);
}

void AzurermTable::read_types_from(TypeSource source) { state_->source = source; }

const std::vector<PropertyPath>& AzurermTable::nowhere() const { return state_->nowhere; }

const AzurermType* AzurermTable::named(const std::string& name) const {
  State& state = *state_;
  std::lock_guard<std::mutex> lock(state.mutex);
  auto found = state.types.find(name);
  if (found == state.types.end() && state.source && state.asked.insert(name).second) {
    for (const DataDocument& document : state.source(name)) {
      DataErrors errors(document.path);
      AzurermReader{state, errors}.file(document.root);
    }
    found = state.types.find(name);
  }
  return found == state.types.end() ? nullptr : &found->second;
}

const AzurermType* AzurermTable::find(std::string_view terraform_type, bool data_source) const {
  const AzurermType* own = data_source ? named("data." + std::string(terraform_type)) : nullptr;
  return own ? own : named(std::string(terraform_type));
}

}  // namespace ringfence
