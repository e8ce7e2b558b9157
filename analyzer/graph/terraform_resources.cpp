#include "analyzer/graph/terraform_resources.h"

#include <algorithm>

#include "analyzer/graph/id_index.h"
#include "analyzer/graph/terraform_ids.h"
#include "analyzer/knowledge/lower_case.h"

namespace ringfence {
namespace {

constexpr unsigned kMaxDepth = 60;
constexpr size_t kMaxCandidates = 1000;

SymbolFacts text_facts() {
  SymbolFacts facts;
  facts.type = SymbolType::String;
  return facts;
}

bool names_a_secret(std::string_view attribute) {
  for (std::string_view end : {"access_key", "primary_key", "secondary_key", "connection_string", "password", "secret",
                               "shared_key", "kube_config_raw", "sas"}) {
    if (attribute.ends_with(end)) return true;
  }
  return false;
}

}  // namespace

TerraformResources::TerraformResources(const Deployment& deployment, const Knowledge& knowledge)
    : deployment_(deployment),
      knowledge_(knowledge),
      symbols_(*deployment.symbols),
      items_(deployment.resources.size()) {
  for (size_t i = 0; i < items_.size(); ++i) {
    const ResourceInstance& each = instance(i);
    items_[i].table = knowledge.azurerm().find(each.type, each.existing);
    items_[i].azapi = each.type == "azapi_resource" || each.type == "azapi_data_plane_resource";
    by_address_.emplace(each.address, i);
    if (items_[i].table) by_type_[items_[i].table->type].push_back(i);
  }
}

int TerraformResources::find(std::string_view address) const {
  auto found = by_address_.find(address);
  return found == by_address_.end() ? -1 : static_cast<int>(found->second);
}

int TerraformResources::with_id(const Value& id) {
  if (!indexed_ids_) {
    indexed_ids_ = true;
    for (bool existing : {false, true}) {
      for (size_t i = 0; i < items_.size(); ++i) {
        if (instance(i).existing != existing || (items_[i].table && !items_[i].table->fold.empty())) continue;
        by_id_.emplace(id_key(identity(i).id, symbols_.arena()), static_cast<int>(i));
      }
    }
  }
  auto found = by_id_.find(id_key(id, symbols_.arena()));
  return found == by_id_.end() || found->first.empty() ? -1 : found->second;
}

const ArmIdentity& TerraformResources::identity(size_t index) {
  if (!items_[index].done) work_out(index);
  return items_[index].identity;
}

Value TerraformResources::subscription(size_t index) const {
  const ModuleInstance* module = instance(index).module;
  if (module && !module->subscription.is_null()) return module->subscription;
  SymbolFacts facts = text_facts();
  facts.no_slash = true;
  return symbols_.make("subscription().subscriptionid", {}, facts);
}

Value TerraformResources::attribute(size_t index, Path path) {
  return translated(value_at(instance(index).body, path, symbols_));
}

Value TerraformResources::resource_group_id(size_t index) {
  std::string name = "resource_group_name";
  Value group = attribute(index, {&name, 1});
  if (group.is_null()) {
    SymbolFacts facts = text_facts();
    facts.no_slash = true;
    group = symbols_.make("resourcegroup().name", {}, facts);
  }
  Value parts[] = {Value::text("/subscriptions/"), subscription(index), Value::text("/resourceGroups/"), group};
  return symbols_.concat(parts);
}

Value TerraformResources::filled_hole(size_t index, std::string_view hole, const Value& body) {
  if (hole == "subscription") return subscription(index);
  if (hole == "self") return identity(index).id;
  if (hole == "resource_group") return resource_group_id(index);
  if (hole == "tenant") return symbols_.make("tenant().tenantid", {}, text_facts());
  size_t bar = hole.find('|');
  bool outermost = hole.starts_with('^');
  const Value& within = outermost ? instance(index).body : body;
  PropertyPath path = read_path(hole.substr(outermost ? 1 : 0, bar - (outermost ? 1 : 0)));
  Value value = translated(value_at(within, path, symbols_));
  if (bar == std::string_view::npos || !value.is_string()) return value;
  const Role* role = knowledge_.role(value.str());
  return role ? Value::text(role->guid) : value;
}

Value TerraformResources::filled(size_t index, std::string_view pattern, const Value& body) {
  std::vector<Value> parts;
  while (!pattern.empty()) {
    size_t open = pattern.find('{');
    if (open > 0) parts.push_back(text(pattern.substr(0, open)));
    if (open == std::string_view::npos) break;
    size_t close = std::min(pattern.find('}', open), pattern.size());
    std::string_view hole = pattern.substr(open + 1, close - open - 1);
    pattern.remove_prefix(std::min(close + 1, pattern.size()));
    Value value = filled_hole(index, hole, body);
    if (value.is_null()) return value;
    parts.push_back(value);
  }
  Value out = symbols_.concat(parts);
  for (const Value& part : parts) {
    if (!out.span.valid()) out = out.at(part.span, part.because);
  }
  return out;
}

void TerraformResources::work_out(size_t index) {
  Item& item = items_[index];
  if (item.working) return;  // a cycle: whoever asked goes on with what Terraform says
  item.working = true;
  const ResourceInstance& self = instance(index);
  item.identity.type = self.type;
  item.identity.name = self.name;
  item.identity.id = self.id;
  if (item.azapi) {
    work_out_azapi(index, item);
  } else if (item.table && !item.table->type.empty()) {
    work_out_azurerm(index, item);
  } else if (!self.name.is_null()) {
    item.identity.name = translated(self.name);
  }
  if (item.identity.name.is_null()) {
    Value arguments[] = {Value::text(self.address), Value::text("name")};
    item.identity.name = symbols_.make("attr", arguments, text_facts());
  }
  if (!self.existing && (item.azapi || (item.table && !item.table->type.empty())))
    item.identity.id = told_apart(index, item.identity.id);
  item.done = true;
}

/// Terraform tells its resources apart by their addresses: of several that give themselves one id (alternatives of
/// which one is made, or samples) the later ones get a mark behind it that nothing else has, so that what names one of
/// them leads to that one.
Value TerraformResources::told_apart(size_t index, const Value& id) {
  std::string key = id_key(id, symbols_.arena());
  if (type_of_id(key).empty() || taken_.emplace(std::move(key), index).second) return id;
  const Value address = Value::text(instance(index).address);
  SymbolFacts facts = text_facts();
  facts.no_slash = true;
  const Value parts[] = {id, symbols_.make(kAgain, {&address, 1}, facts)};
  return symbols_.concat(parts).at(id.span, id.because);
}

Value TerraformResources::completed_id(size_t index) {
  const AzurermType& table = *items_[index].table;
  Value id = attribute(index, table.fold);
  return id.is_null() && !table.fold_by.type.empty() ? parent_id(index, table.fold_by) : id;
}

int TerraformResources::completed_instance(size_t index) {
  const AzurermType* table = items_[index].table;
  if (!table) return -1;
  Value named = value_at(instance(index).body, table->fold, symbols_);
  if (!named.is_symbol() || named.symbol->name != "attr") return -1;
  const std::span<const Value> args = named.symbol->args;
  const bool is_id = args.size() == 2 && args[0].is_string() && args[1].is_string() && args[1].str() == "id";
  return is_id ? find(args[0].str()) : -1;
}

/// Of the resources of that type the one in whose declaration the name is written: azurerm_storage_account.b.name is
/// the text that stands there.
int TerraformResources::written_in(const Value& name, std::string_view type, size_t index) {
  if (!name.span.valid()) return -1;
  const std::vector<size_t>& candidates = by_type_[type];
  for (size_t i : std::span<const size_t>(candidates).first(std::min(candidates.size(), kMaxCandidates))) {
    const Resource* declaration = instance(i).declaration;
    if (i == index || !declaration || !declaration->span.contains(name.span)) continue;
    if (items_[i].working && !items_[i].done) continue;
    if (equal(identity(i).name, name, KeyCase::Insensitive)) return static_cast<int>(i);
  }
  return -1;
}

Value TerraformResources::parent_id(size_t index, const AzurermParent& parent) {
  for (const PropertyPath* spelling : {&parent.id, &parent.older}) {
    Value id = spelling->empty() ? Value::null() : attribute(index, *spelling);
    if (!id.is_null()) return ancestor(id, parent.type, symbols_);
  }
  if (parent.name.empty()) return Value::null();
  Value name = filled(index, parent.name, instance(index).body);
  if (name.is_null()) return Value::null();
  if (int named = written_in(name, parent.type, index); named >= 0) return identity(static_cast<size_t>(named)).id;
  std::string group = "resource_group_name";
  if (attribute(index, {&group, 1}).is_null()) {
    // Only the name is told: the resource of that type and name is meant.
    std::vector<size_t>& candidates = by_type_[parent.type];
    for (size_t i : std::span<const size_t>(candidates).first(std::min(candidates.size(), kMaxCandidates))) {
      if (i == index || (items_[i].working && !items_[i].done)) continue;
      const ArmIdentity& other = identity(i);
      if (equal(other.name, name, KeyCase::Insensitive)) return other.id;
    }
  }
  Value provider[] = {resource_group_id(index), Value::text("/providers/"),
                      Value::text(std::string_view(parent.type).substr(0, parent.type.find('/')))};
  return child_id(symbols_.concat(provider), parent.type.substr(0, parent.type.find('/')), parent.type, name, symbols_);
}

void TerraformResources::work_out_azurerm(size_t index, Item& item) {
  const AzurermType& table = *item.table;
  ArmIdentity& out = item.identity;
  const Value& body = instance(index).body;
  out.type = table.type;
  Value own = filled(index, table.name, body);
  if (own.is_null()) {
    Value arguments[] = {Value::text(instance(index).address), Value::text("name")};
    SymbolFacts facts = text_facts();
    facts.no_slash = true;
    own = symbols_.make("attr", arguments, facts);
  }
  own = own.at(instance(index).name.span, instance(index).name.because);
  out.name = own;
  size_t slash = table.type.find('/');
  std::string_view space = std::string_view(table.type).substr(0, slash);
  if (!table.id.empty()) {
    out.id = filled(index, table.id, body);
    if (!out.id.is_null()) return;
  }
  if (!table.parent.type.empty()) {
    Value parent = parent_id(index, table.parent);
    if (parent.is_null()) parent = resource_group_id(index);
    out.id = child_id(parent, table.parent.type, table.type, own, symbols_);
    Value name[] = {name_of_id(parent, symbols_), Value::text("/"), own};
    out.name = symbols_.concat(name).at(own.span, own.because);
    return;
  }
  Value base = resource_group_id(index);
  if (!table.scope.empty()) {
    Value scope = attribute(index, table.scope);
    if (!scope.is_null()) base = out.scope = scope;
  } else if (table.place == AzurermPlace::Subscription) {
    Value parts[] = {Value::text("/subscriptions/"), subscription(index)};
    base = symbols_.concat(parts);
  } else if (table.place == AzurermPlace::Tenant) {
    base = Value::text("");
  }
  Value provider[] = {base, Value::text("/providers/"), Value::text(space)};
  out.id = child_id(symbols_.concat(provider), space, table.type, own, symbols_);
}

/// azapi_resource says type ("Microsoft.X/y@version"), name and parent_id itself.
void TerraformResources::work_out_azapi(size_t index, Item& item) {
  ArmIdentity& out = item.identity;
  std::string type_name = "type", name_name = "name", parent_name = "parent_id", id_name = "resource_id";
  Value type = attribute(index, {&type_name, 1});
  if (!type.is_string()) return;
  size_t at = std::min(type.str().find('@'), type.str().size());
  std::string_view arm_type = type.str().substr(0, at);
  if (arm_type.find('/') == std::string_view::npos) return;
  out.type = arm_type;
  out.api_version = at < type.str().size() ? type.str().substr(at + 1) : std::string_view{};
  Value own = attribute(index, {&name_name, 1});
  Value parent = attribute(index, {&parent_name, 1});
  Value id = attribute(index, {&id_name, 1});
  if (!id.is_null()) {
    out.id = id;
    out.name = name_of_id(id, symbols_);
    return;
  }
  if (own.is_null()) {
    Value arguments[] = {Value::text(instance(index).address), Value::text("name")};
    own = symbols_.make("attr", arguments, text_facts());
  }
  out.name = own;
  bool child = std::count(arm_type.begin(), arm_type.end(), '/') > 1;
  std::string_view space = arm_type.substr(0, arm_type.find('/'));
  if (child && !parent.is_null()) {
    out.id = child_id(parent, {}, arm_type, own, symbols_);
    Value name[] = {name_of_id(parent, symbols_), Value::text("/"), own};
    out.name = symbols_.concat(name).at(own.span, own.because);
    return;
  }
  if (parent.is_null()) {
    Value parts[] = {Value::text("/subscriptions/"), subscription(index)};
    parent = symbols_.concat(parts);
  } else if (!type_of_id(id_key(parent, symbols_.arena())).empty()) {
    out.scope = parent;
  }
  if (arm_type == "Microsoft.Resources/resourceGroups") {
    Value parts[] = {parent, Value::text("/resourceGroups/"), own};
    out.id = symbols_.concat(parts);
    return;
  }
  Value provider[] = {parent, Value::text("/providers/"), Value::text(space)};
  out.id = child_id(symbols_.concat(provider), space, arm_type, own, symbols_);
}

Value TerraformResources::translated(const Value& value) { return translated(value, kMaxDepth); }

Value TerraformResources::translated(const Value& value, unsigned depth) {
  if (depth == 0) return value;
  switch (value.kind) {
    case ValueKind::Symbol: {
      Value out = translated_symbol(*value.symbol, depth - 1);
      out.span = value.span;
      out.because = value.because;
      out.via = value.via;
      return out;
    }
    case ValueKind::Array: {
      if (!has_symbol(value)) return value;
      std::vector<Value> items;
      for (const Value& item : value.array_items()) items.push_back(translated(item, depth - 1));
      Value out = value;
      out.items = symbols_.arena().copy(items).data();
      return out;
    }
    case ValueKind::Object: {
      if (!has_symbol(value)) return value;
      std::vector<Member> members;
      for (Member member : value.object_members()) {
        if (member.symbolic_key) {
          Value key = translated_symbol(*member.symbolic_key, depth - 1);
          member.symbolic_key = key.is_symbol() ? key.symbol : nullptr;
          if (key.is_string()) member.key = key.str();
        }
        member.value = translated(member.value, depth - 1);
        members.push_back(member);
      }
      Value out = value;
      out.members = symbols_.arena().copy(members).data();
      return out;
    }
    default:
      return value;
  }
}

Value TerraformResources::translated_symbol(const Symbol& symbol, unsigned depth) {
  auto known = memo_.find(&symbol);
  if (known != memo_.end()) return known->second;
  Value out = Value::of(&symbol);
  if (depth == 0) return out;
  if (symbol.name == "attr") {
    out = translated_reference(symbol);
  } else if (!symbol.args.empty() && symbol.name != "param") {
    std::vector<Value> args;
    bool changed = false;
    for (const Value& arg : symbol.args) {
      args.push_back(translated(arg, depth - 1));
      changed = changed || (arg.is_symbol() && (!args.back().is_symbol() || args.back().symbol != arg.symbol)) ||
                ((arg.is_array() || arg.is_object()) && has_symbol(arg));
    }
    if (changed && symbol.name == "concat") {
      out = symbols_.concat(args);
    } else if (changed && symbol.name == "get" && !args.empty()) {
      out = args[0];
      for (size_t i = 1; i < args.size(); ++i) out = symbols_.get(out, args[i]);
    } else if (changed) {
      out =
          symbols_.make(symbol.name, args, {symbol.type, symbol.reason, symbol.secure, symbol.no_slash, symbol.domain});
    }
  }
  memo_.insert_or_assign(&symbol, out);
  return out;
}

/// attr('ADDRESS', 'identity', 0, 'principal_id') -> attr(id, 'identity', 'principalId').
Value TerraformResources::translated_reference(const Symbol& reference) {
  Value same = Value::of(&reference);
  if (reference.args.size() < 2 || !reference.args[0].is_string()) return same;
  int index = find(reference.args[0].str());
  if (index < 0 || !reference.args[1].is_string()) return same;
  Item& item = items_[static_cast<size_t>(index)];
  if (!item.table && !item.azapi) return same;
  if (item.table && !item.table->fold.empty()) return same;
  const ArmIdentity& self = identity(static_cast<size_t>(index));
  if (!item.done) return same;
  // Indexes of blocks do not count; the longest dotted attribute that the table knows is looked for first.
  std::vector<Value> rest;
  for (const Value& arg : reference.args.subspan(1)) {
    if (!arg.is_int()) rest.push_back(arg);
  }
  for (size_t size = rest.size(); size > 0; --size) {
    std::string dotted;
    bool plain = true;
    for (size_t i = 0; i < size; ++i) {
      plain = plain && rest[i].is_string();
      if (plain) dotted.append(dotted.empty() ? "" : ".").append(rest[i].str());
    }
    if (!plain) continue;
    Value found = exported(static_cast<size_t>(index), dotted, std::span<const Value>(rest).subspan(size), reference);
    if (!found.is_null()) return found;
  }
  std::vector<Value> args = {self.id};
  args.insert(args.end(), rest.begin(), rest.end());
  SymbolFacts facts{reference.type, reference.reason, reference.secure || names_a_secret(rest.back().str()),
                    reference.no_slash, reference.domain};
  return symbols_.make("attr", args, facts);
}

Value TerraformResources::exported(size_t index, std::string_view dotted, std::span<const Value> rest,
                                   const Symbol& reference) {
  const Item& item = items_[index];
  const ArmIdentity& self = item.identity;
  PropertyPath path;
  if (item.azapi) {
    // output holds the whole response; identity is spelled Terraform's way.
    if (dotted == "id") return self.id;
    if (dotted == "output" && !rest.empty()) {
      path = {};
    } else if (dotted == "identity.principal_id") {
      path = {"identity", "principalId"};
    } else {
      return Value::null();
    }
  } else {
    auto known = item.table->exports.find(dotted);
    if (known == item.table->exports.end()) {
      for (const auto& [name, value] : item.table->exports) {  // "a.*": "=*", what stands after "a."
        const std::string_view prefix = std::string_view(name).substr(0, name.size() - 1);
        if (value == "=*" && dotted.size() > prefix.size() && dotted.starts_with(prefix))
          return text(dotted.substr(prefix.size()));
      }
      if (dotted == "id") return self.id;
      for (const AzurermAttribute& attribute : item.table->attributes) {
        if (attribute.from == read_path(dotted) && attribute.each.empty() && attribute.values.empty())
          path = attribute.to;
      }
      if (path.empty()) return Value::null();
    } else if (known->second == "id") {
      return self.id;
    } else if (known->second.starts_with('=')) {
      return text(std::string_view(known->second).substr(1));
    } else if (known->second.find('{') != std::string::npos) {
      return filled(index, known->second, instance(index).body);
    } else {
      path = read_path(known->second);
    }
  }
  std::vector<Value> args = {self.id};
  for (const std::string& name : path) args.push_back(text(name));
  args.insert(args.end(), rest.begin(), rest.end());
  if (args.size() == 1) return Value::null();
  SymbolFacts facts{reference.type, reference.reason, reference.secure || names_a_secret(dotted), reference.no_slash,
                    reference.domain};
  return symbols_.make("attr", args, facts);
}

}  // namespace ringfence
