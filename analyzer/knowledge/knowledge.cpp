#include "analyzer/knowledge/knowledge.h"

#include <mutex>
#include <unordered_map>

#include "analyzer/knowledge/azurerm.h"
#include "analyzer/knowledge/frameworks.h"
#include "analyzer/knowledge/lower_case.h"
#include "analyzer/knowledge/relations.h"

namespace ringfence {
namespace {

/// One row of defaults.yaml. `from` and `until` are dates (yyyy-mm-dd); empty: no bound.
struct DefaultRow {
  DataNode value;
  std::string from, until, source;

  bool holds_for(std::string_view date) const {
    return (from.empty() || date >= from) && (until.empty() || date < until);
  }
};

std::string text_of(const DataNode* node) {
  if (!node) return {};
  return node->is_list() && !node->items.empty() ? node->items.front().text : node->text;
}

bool is_date(std::string_view text) { return text.size() == 10 && text[4] == '-' && text[7] == '-' && text[0] == '2'; }

}  // namespace

struct Knowledge::Impl {
  std::unordered_map<std::string, std::vector<DefaultRow>> defaults;  // "type|path", lower case
  std::unordered_map<std::string, std::vector<PrivateLinkGroup>> private_link;
  std::vector<Role> roles;
  std::unordered_map<std::string, size_t> role_index;  // lower-case guid and name
  DataNode constants;
  RelationTable relations;
  std::vector<RuleList> rule_lists;
  AzurermTable azurerm;
  std::once_flag azurerm_read;
  std::vector<DataDocument> (*azurerm_groups)() = nullptr;

  void read_defaults(const DataNode& root, DataErrors& errors);
  void read_default(std::string key, const DataNode& node, const std::string& source, DataErrors& errors);
  void read_private_link(const DataNode& root, DataErrors& errors);
  void read_roles(const DataNode& root, DataErrors& errors);
  void read_rule_lists(const DataNode& root, DataErrors& errors);
};

void Knowledge::Impl::read_default(std::string key, const DataNode& node, const std::string& source,
                                   DataErrors& errors) {
  std::vector<DefaultRow>& rows = defaults[std::move(key)];
  auto add = [&](const DataNode& entry) {
    DefaultRow row;
    row.source = source;
    if (!entry.is_map()) {
      row.value = entry;
    } else {
      errors.check_keys(entry, {"value", "from", "until", "source"});
      if (const DataNode* value = entry.find("value")) row.value = *value;
      row.from = text_of(entry.find("from"));
      row.until = text_of(entry.find("until"));
      if (const DataNode* own = entry.find("source")) row.source = own->text;
      for (const std::string& bound : {row.from, row.until}) {
        if (!bound.empty() && !is_date(bound)) errors.add(entry, "'" + bound + "' is not a date (yyyy-mm-dd)");
      }
    }
    rows.push_back(std::move(row));
  };
  bool versions = node.is_list() && !node.items.empty() && node.items.front().is_map();
  if (!versions) return add(node);
  for (const DataNode& entry : node.items) add(entry);
}

void Knowledge::Impl::read_defaults(const DataNode& root, DataErrors& errors) {
  for (const auto& [type, paths] : root.members) {
    std::string source = text_of(paths.find("source"));
    if (!source.starts_with("https://")) errors.add(paths, type + " needs a 'source'");
    for (const auto& [path, node] : paths.members) {
      if (path != "source") read_default(lower(type) + "|" + lower(path), node, source, errors);
    }
  }
}

/// "privatelink.x", or { zone: privatelink.x, kinds: [...], not_kinds: [...], optional: true }.
static PrivateLinkZone zone_of(const DataNode& node, DataErrors& errors) {
  PrivateLinkZone out;
  if (!node.is_map()) {
    out.name = node.text;
    return out;
  }
  errors.check_keys(node, {"zone", "kinds", "not_kinds", "optional"});
  const DataNode* name = node.find("zone");
  if (!name) errors.add(node, "'zone' is missing");
  out.name = name ? name->text : "";
  for (const auto& [key, words] : {std::pair{"kinds", &out.kinds}, std::pair{"not_kinds", &out.not_kinds}}) {
    const DataNode* list = node.find(key);
    for (const DataNode& item : list ? list->items : std::vector<DataNode>()) words->push_back(item.text);
  }
  const DataNode* optional = node.find("optional");
  out.optional = optional && optional->boolean;
  return out;
}

void Knowledge::Impl::read_private_link(const DataNode& root, DataErrors& errors) {
  const DataNode* other_names = root.find("other_names");
  for (const auto& [type, groups] : root.members) {
    if (type == "other_names") continue;
    std::vector<PrivateLinkGroup>& out = private_link[lower(type)];
    for (const auto& [group, zones] : groups.members) {
      out.push_back({group, {}});
      for (const DataNode& item : zones.items) {
        PrivateLinkZone zone = zone_of(item, errors);
        const DataNode* names = other_names ? other_names->find(zone.name) : nullptr;
        for (const DataNode& name : names ? names->items : std::vector<DataNode>())
          zone.other_names.push_back(name.text);
        out.back().zones.push_back(std::move(zone));
      }
    }
  }
}

void Knowledge::Impl::read_roles(const DataNode& root, DataErrors& errors) {
  const DataNode* list = root.find("roles");
  if (!list) return;
  for (const DataNode& item : list->items) {
    errors.check_keys(item, {"guid", "name", "privileged"});
    const DataNode* guid = item.find("guid");
    const DataNode* name = item.find("name");
    if (!guid || !name) {
      errors.add(item, "a role needs 'guid' and 'name'");
      continue;
    }
    // A GUID that is listed again gives the role another name.
    const auto [place, is_new] = role_index.emplace(lower(guid->text), roles.size());
    role_index.emplace(lower(name->text), place->second);
    if (is_new) roles.push_back({guid->text, name->text, item.find("privileged") != nullptr});
  }
}

void Knowledge::Impl::read_rule_lists(const DataNode& root, DataErrors& errors) {
  const DataNode* list = root.find("rule-lists");
  for (const DataNode& item : list ? list->items : std::vector<DataNode>()) {
    errors.check_keys(
        item, {"source", "type", "rules", "child", "order", "access", "deny", "direction", "protocol", "sources",
               "source-ports", "destinations", "ports", "everything", "internet", "protocols", "protocols-with-ports"});
    auto text = [&](std::string_view key) {
      const DataNode* node = item.find(key);
      if (!node || !node->is_string()) errors.add(item, "'" + std::string(key) + "' is missing");
      return node ? node->text : std::string();
    };
    auto texts = [&](std::string_view key) {
      const DataNode* node = item.find(key);
      std::vector<std::string> out;
      if (!node || node->items.empty()) errors.add(item, "'" + std::string(key) + "' is missing");
      for (const DataNode& each : node ? node->items : std::vector<DataNode>()) out.push_back(lower(each.text));
      return out;
    };
    if (!text("source").starts_with("https://")) errors.add(item, "a list of rules needs a 'source'");
    rule_lists.push_back({text("type"), text("rules"), text("child"), text("order"), text("access"), text("deny"),
                          text("direction"), text("protocol"), texts("sources"), texts("source-ports"),
                          texts("destinations"), texts("ports"), texts("everything"), texts("internet"),
                          texts("protocols"), texts("protocols-with-ports")});
  }
}

Knowledge::Knowledge() : impl_(std::make_unique<Impl>()) {}
Knowledge::~Knowledge() = default;

DataResult<std::unique_ptr<Knowledge>> Knowledge::load(const std::vector<DataDocument>& documents) {
  std::unique_ptr<Knowledge> knowledge(new Knowledge);
  Impl& impl = *knowledge->impl_;
  for (const DataDocument& document : documents) {
    DataErrors errors(document.path);
    std::string_view path = document.path;
    if (path == "knowledge/defaults.yaml") {
      impl.read_defaults(document.root, errors);
    } else if (path == "knowledge/private_link.yaml") {
      impl.read_private_link(document.root, errors);
    } else if (path == "knowledge/roles.yaml") {
      impl.read_roles(document.root, errors);
    } else if (path == "knowledge/relations.yaml") {
      impl.relations = read_relations(document.root, errors);
    } else if (path == "knowledge/rule_lists.yaml") {
      impl.read_rule_lists(document.root, errors);
    } else if (path == "knowledge/constants.yaml") {
      impl.constants = document.root;
    } else if (path == "knowledge/frameworks.yaml") {
      read_frameworks(document.root, errors);  // checked here, used by who asks for a framework
    } else if (path.starts_with("knowledge/azurerm/")) {
      impl.azurerm.read(document.root, errors);
    } else if (path.starts_with("knowledge/azure_policy/")) {
      // Read by policy/azure_policy_table, when definitions of Azure's are run.
    } else {
      errors.add(document.root, "no such knowledge table");
    }
    if (!errors.empty()) return tl::unexpected(errors.items().front());
  }
  return knowledge;
}

std::vector<PlatformDefault> Knowledge::platform_defaults(std::string_view type, std::string_view api_version,
                                                          std::string_view path) const {
  auto found = impl_->defaults.find(lower(type) + "|" + lower(path));
  if (found == impl_->defaults.end()) return {};
  std::vector<PlatformDefault> out;
  std::string_view date = api_version.substr(0, 10);
  for (const DefaultRow& row : found->second) {
    if (!is_date(date) || row.holds_for(date)) out.push_back({&row.value, row.source});
  }
  return out;
}

std::span<const PrivateLinkGroup> Knowledge::private_link(std::string_view type) const {
  auto found = impl_->private_link.find(lower(type));
  if (found == impl_->private_link.end()) return {};
  return found->second;
}

const Role* Knowledge::role(std::string_view guid_or_name) const {
  auto found = impl_->role_index.find(lower(guid_or_name));
  return found == impl_->role_index.end() ? nullptr : &impl_->roles[found->second];
}

const DataNode* Knowledge::constant(std::string_view name) const { return impl_->constants.find(name); }
const RelationTable& Knowledge::relations() const { return impl_->relations; }
std::span<const RuleList> Knowledge::rule_lists() const { return impl_->rule_lists; }

const AzurermTable& Knowledge::azurerm() const {
  std::call_once(impl_->azurerm_read, [this] {
    if (!impl_->azurerm_groups) return;
    for (const DataDocument& document : impl_->azurerm_groups()) {
      DataErrors errors(document.path);
      impl_->azurerm.read(document.root, errors);
    }
  });
  return impl_->azurerm;
}

void Knowledge::read_azurerm_from(std::vector<DataDocument> (*groups)(),
                                  std::vector<DataDocument> (*type)(std::string_view)) {
  impl_->azurerm_groups = groups;
  impl_->azurerm.read_types_from(type);
}

}  // namespace ringfence
