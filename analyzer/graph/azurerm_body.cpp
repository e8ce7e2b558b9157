#include "analyzer/graph/azurerm_body.h"

#include <algorithm>
#include <charconv>
#include <set>

namespace ringfence {
namespace {

/// The member that holds the attribute, for the place of the whole `key = value`.
Span place_of(const Value& body, Path path) {
  Value current = body;
  Span span;
  for (const std::string& name : path) {
    if (current.is_array() && current.size > 0) current = Value(current.items[0]);
    const Member* member = current.is_object() ? find_member(current, name, KeyCase::Sensitive) : nullptr;
    if (!member) return span;
    span = member->span;
    current = Value(member->value);
  }
  return span;
}

/// The place of the innermost block around an attribute; invalid at the top.
Span block_of(const Value& body, Path path) {
  Value current = body;
  Span span;
  for (const std::string& name : path.first(path.size() - 1)) {
    const Member* member = current.is_object() ? find_member(current, name, KeyCase::Sensitive) : nullptr;
    if (!member) return span;
    current = Value(member->value);
    if (current.is_array() && current.size > 0) current = Value(current.items[0]);
    span = current.span;
  }
  return span;
}

std::string text_of(const Value& value) {
  if (value.is_bool()) return value.boolean ? "true" : "false";
  if (value.is_int()) return std::to_string(value.integer);
  return value.is_string() ? std::string(value.str()) : std::string();
}

bool is_true_false(const ValueMap& values) {
  return values.size() == 2 && values[0].first == "true" && values[1].first == "false";
}

/// Applies `change` to each branch of a conditional, so that what is known on a branch stays known.
template <class Change>
Value on_branches(const Value& value, SymbolTable& symbols, unsigned depth, const Change& change) {
  if (depth > 0 && value.is_symbol() && value.symbol->name == "if" && value.symbol->args.size() == 3) {
    Value args[] = {value.symbol->args[0], on_branches(value.symbol->args[1], symbols, depth - 1, change),
                    on_branches(value.symbol->args[2], symbols, depth - 1, change)};
    return symbols.make("if", args, {SymbolType::Any, value.symbol->reason, value.symbol->secure, false, {}});
  }
  return change(value);
}

/// Blocks of several names that are one list in ARM: those of a later name come after the earlier ones.
Value joined(const Value& before, const Value& blocks, Arena& arena) {
  if (!before.is_array() || !blocks.is_array()) return blocks;
  std::vector<Value> items(before.array_items().begin(), before.array_items().end());
  items.insert(items.end(), blocks.array_items().begin(), blocks.array_items().end());
  return Value::array(arena.copy(items));
}

constexpr unsigned kMaxBranches = 6;

}  // namespace

Value AzurermBody::of(size_t index) {
  const AzurermType& table = *resources_.table(index);
  const ResourceInstance& instance = resources_.instance(index);
  Source source;
  source.index = index;
  source.body = resources_.translated(instance.body);
  if (instance.declaration) source.header = instance.declaration->header_span;
  Value out = with_settings(source, table.set);
  for (const AzurermCompose& compose : table.compose) {
    Value text = resources_.filled(index, compose.text, source.body);
    if (!text.is_null()) out = with_value(out, compose.to, text, text.span, {}, arena());
  }
  out = mapped(source, table.attributes, out);
  out.span = instance.declaration ? instance.declaration->span : Span{};
  if (!instance.existing) count_unmapped(source, table.terraform_type, table.attributes, table.children);
  return out;
}

std::vector<AzurermBody::Child> AzurermBody::children(size_t index) {
  std::vector<Child> out;
  const ResourceInstance& instance = resources_.instance(index);
  for (const AzurermChild& child : resources_.table(index)->children) {
    Value blocks = resources_.attribute(index, child.block);
    if (blocks.is_null() || blocks.is_symbol()) continue;
    std::span<const Value> items = blocks.is_array() ? blocks.array_items() : std::span<const Value>(&blocks, 1);
    for (const Value& block : items) {
      if (!block.is_object()) continue;
      Source source{index, block, block.span, true};
      bool whole = child.block.empty() || !source.header.valid();
      if (whole && instance.declaration) source.header = instance.declaration->header_span;
      Value body = mapped(source, child.attributes, with_settings(source, child.set));
      body.span = block.span;
      Value name = resources_.filled(index, child.name, block);
      out.push_back({child.type, name, body, block.span});
    }
  }
  return out;
}

Value AzurermBody::with_settings(const Source& source, const std::vector<std::pair<PropertyPath, DataNode>>& settings) {
  Value out = Value::object({});
  for (const auto& [path, node] : settings) {
    out =
        with_value(out, path, from_data(node, arena()).at(source.header, OriginKind::ProviderDefault), {}, {}, arena());
  }
  return out;
}

Value AzurermBody::mapped(const Source& source, const std::vector<AzurermAttribute>& attributes, Value out) {
  for (const AzurermAttribute& attribute : attributes) out = map_one(source, attribute, out);
  return out;
}

Value AzurermBody::map_one(const Source& source, const AzurermAttribute& attribute, Value out) {
  if (attribute.to.empty()) return out;
  SymbolTable& symbols = resources_.symbols();
  const PropertyPath* from = &attribute.from;
  const ValueMap* values = &attribute.values;
  Value value = value_at(source.body, *from, symbols);
  for (size_t i = 0; value.is_null() && i < attribute.older.size(); ++i) {
    from = &attribute.older[i];
    values = &attribute.older_values;
    value = value_at(source.body, *from, symbols);
  }
  if (value.is_null()) return provider_default(source, attribute, out);
  Value changed = converted(source, attribute, *values, value);
  if (changed.is_null()) return out;
  Span place = place_of(source.body, *from);
  bool list = !attribute.each.empty() || attribute.convert == AzurermConvert::List;
  if (list) changed = joined(value_at(out, attribute.to, symbols), changed, arena());
  changed.span = value.span.valid() ? value.span : place;
  changed.because = value.because;
  changed.via = arena().make<OriginStep>(OriginStep{OriginKind::Mapped, place, value.via});
  return with_value(out, attribute.to, changed, place, block_of(source.body, *from), arena());
}

Value AzurermBody::provider_default(const Source& source, const AzurermAttribute& attribute, Value out) {
  const DataNode* found = nullptr;
  for (const auto& [major, node] : attribute.defaults) {
    if (major <= major_) found = &node;
  }
  if (!found || found->kind == DataKind::Null || resources_.instance(source.index).existing) return out;
  if (!value_at(out, attribute.to, resources_.symbols()).is_null()) return out;  // another spelling was written
  Span place = source.header;
  if (attribute.from.size() > 1 && !attribute.always) {
    Path around = Path(attribute.from).first(attribute.from.size() - 1);
    Value block = value_at(source.body, around, resources_.symbols());
    bool present = block.is_object() || (block.is_array() && block.size > 0);
    if (!present) return out;
    Span written = block_of(source.body, attribute.from);
    if (written.valid()) place = written;
  }
  Value value = converted(source, attribute, attribute.values, from_data(*found, arena()));
  value = value.at(place, OriginKind::ProviderDefault);
  return with_value(out, attribute.to, value, {}, block_of(source.body, attribute.from), arena());
}

Value AzurermBody::converted(const Source& source, const AzurermAttribute& attribute, const ValueMap& values,
                             const Value& value) {
  if (!attribute.each.empty()) return each_block(source, attribute, value);
  if (attribute.constant.kind != DataKind::Null) return constant_if_there(attribute, value);
  Value out = value;
  const bool cuts = attribute.convert == AzurermConvert::Head;  // what the values are of is a part
  if (cuts) {
    out = on_branches(out, resources_.symbols(), kMaxBranches,
                      [&](const Value& branch) { return convert(source, attribute.convert, branch); });
  }
  if (!values.empty()) {
    out = on_branches(out, resources_.symbols(), kMaxBranches,
                      [&](const Value& branch) { return with_values(values, branch); });
  }
  if (attribute.convert != AzurermConvert::None && !cuts) {
    out = on_branches(out, resources_.symbols(), kMaxBranches,
                      [&](const Value& branch) { return convert(source, attribute.convert, branch); });
  }
  if (attribute.wrap.empty() || !out.is_array()) return out;
  std::vector<Value> items;
  for (const Value& item : out.array_items()) {
    Value object = with_value(Value::object({}), attribute.wrap, item, item.span, item.span, arena());
    for (const auto& [name, node] : attribute.with.members) {
      object = with_value(object, {&name, 1}, from_data(node, arena()).at(item.span), {}, {}, arena());
    }
    items.push_back(object.at(item.span, item.because));
  }
  Value list = out;
  list.items = arena().copy(items).data();
  return list;
}

/// The attribute of a block that may not be there (a dynamic block over an unknown list, a member of an unknown
/// object) may be absent, and with it the constant.
Value AzurermBody::constant_if_there(const AzurermAttribute& attribute, const Value& value) {
  Value constant = from_data(attribute.constant, arena());
  if (!value.is_symbol() || value.symbol->name != "get") return constant;
  SymbolTable& symbols = resources_.symbols();
  Value there = symbols.make("exists", {&value, 1}, {.type = SymbolType::Bool, .reason = value.symbol->reason});
  Value branches[] = {there, constant, Value::null()};
  return symbols.make("if", branches);
}

Value AzurermBody::each_block(const Source& source, const AzurermAttribute& attribute, const Value& blocks) {
  if (blocks.is_object()) {
    Source inner{source.index, blocks, blocks.span.valid() ? blocks.span : source.header, true};
    Value one = mapped(inner, attribute.each, Value::object({})).at(blocks.span);
    return Value::array({arena().make<Value>(one), 1}).at(blocks.span);
  }
  if (!blocks.is_array()) return blocks;
  std::vector<Value> items;
  for (const Value& block : blocks.array_items()) {
    if (!block.is_object()) {
      items.push_back(block);
      continue;
    }
    Source inner{source.index, block, block.span.valid() ? block.span : source.header, true};
    Value one = mapped(inner, attribute.each, Value::object({}));
    one.span = block.span;
    one.because = block.because;
    one.via = block.via;
    items.push_back(one);
  }
  Value out = blocks;
  out.items = arena().copy(items).data();
  out.size = static_cast<uint32_t>(items.size());
  return out;
}

Value AzurermBody::with_values(const ValueMap& values, const Value& value) {
  SymbolTable& symbols = resources_.symbols();
  if (value.is_symbol()) {
    SymbolFacts facts;
    facts.reason = value.symbol->reason;
    facts.secure = value.symbol->secure;
    if (is_true_false(values)) {
      Value args[] = {value, from_data(values[0].second, arena()), from_data(values[1].second, arena())};
      return symbols.make("if", args, facts);
    }
    Value out = value;
    for (size_t i = values.size(); i-- > 0;) {
      Value sides[] = {value, Value::text(arena().copy(values[i].first))};
      Value args[] = {symbols.make("equals", sides, {SymbolType::Bool, facts.reason, facts.secure, false, {}}),
                      from_data(values[i].second, arena()), out};
      out = symbols.make("if", args, facts);
    }
    return out;
  }
  if (value.is_array()) {
    std::vector<Value> items;
    for (const Value& item : value.array_items()) {
      Value changed = with_values(values, item);
      items.push_back(changed.at(item.span, item.because));
    }
    Value out = value;
    out.items = arena().copy(items).data();
    return out;
  }
  std::string text = text_of(value);
  for (const auto& [written, node] : values) {
    if (equal_ignore_case(written, text)) return from_data(node, arena());
  }
  return value;
}

Value AzurermBody::keys_of(const Value& ids) {
  if (!ids.is_array()) return ids;
  std::vector<Member> members;
  for (const Value& id : ids.array_items()) {
    Member member;
    if (id.is_string()) member.key = id.str();
    if (id.is_symbol()) member.symbolic_key = id.symbol;
    member.span = id.span;
    member.value = Value::object({}).at(id.span);
    if (id.is_string() || id.is_symbol()) members.push_back(member);
  }
  return Value::object(arena().copy(members)).at(ids.span, ids.because);
}

Value AzurermBody::name_values(const Value& map) {
  if (!map.is_object()) return map;
  std::vector<Value> items;
  for (const Member& member : map.object_members()) {
    Value name = member.symbolic_key ? Value::of(member.symbolic_key) : Value::text(member.key);
    Member pair[] = {member_of("name", name), member_of("value", member.value)};
    pair[1].span = member.span;
    items.push_back(Value::object(arena().copy(std::span<const Member>(pair))).at(member.span, member.value.because));
  }
  return Value::array(arena().copy(items)).at(map.span, map.because);
}

/// The criteria of an activity log alert: each attribute is a field that must have that value.
Value AzurermBody::conditions(const Value& block) {
  Value one = block.is_array() && block.size > 0 ? Value(block.items[0]) : block;
  if (!one.is_object()) return block;
  std::vector<Value> items;
  for (const Member& member : one.object_members()) {
    bool scalar = member.value.is_string() || member.value.is_symbol();
    if (member.symbolic_key || !scalar) continue;
    std::string field;
    for (char c : member.key) {
      bool upper = !field.empty() && field.back() == '_';
      if (upper) field.pop_back();
      field.push_back(upper && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
    }
    Member pair[] = {member_of("field", Value::text(arena().copy(field))), member_of("equals", member.value)};
    pair[1].span = member.span;
    items.push_back(Value::object(arena().copy(std::span<const Member>(pair))).at(member.span, member.value.because));
  }
  return Value::array(arena().copy(items)).at(one.span, one.because);
}

Value AzurermBody::split(const Value& words) {
  if (!words.is_string()) return words;
  std::vector<Value> items;
  std::string_view rest = words.str();
  while (!rest.empty()) {
    size_t end = std::min(rest.find(','), rest.size());
    std::string_view word = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    while (word.starts_with(' ')) word.remove_prefix(1);
    while (word.ends_with(' ')) word.remove_suffix(1);
    if (!word.empty()) items.push_back(Value::text(word).at(words.span, words.because));
  }
  return Value::array(arena().copy(items)).at(words.span, words.because);
}

Value AzurermBody::role_id(const Source& source, const Value& name) {
  SymbolTable& symbols = resources_.symbols();
  const Role* role = name.is_string() ? knowledge_.role(name.str()) : nullptr;
  if (role) {
    Value parts[] = {Value::text("/subscriptions/"), resources_.subscription(source.index),
                     Value::text("/providers/Microsoft.Authorization/roleDefinitions/"), Value::text(role->guid)};
    return symbols.concat(parts);
  }
  // Not built in: a custom role of that name, known to the tenant or made here.
  Value args[] = {name};
  return symbols.make("roledefinitionidbyname", args, {SymbolType::String, SymbolReason::Runtime, false, false, {}});
}

/// Of a key's URI: the vault's URI, the key's name, its version.
Value AzurermBody::part_of_key(AzurermConvert how, const Value& id) {
  SymbolTable& symbols = resources_.symbols();
  constexpr std::string_view kKeys = "/keys/";
  if (id.is_string()) {
    size_t at = id.str().find(kKeys);
    if (at == std::string_view::npos) return how == AzurermConvert::KeyVaultUri ? id : Value::null();
    if (how == AzurermConvert::KeyVaultUri) return Value::text(id.str().substr(0, at));
    std::string_view rest = id.str().substr(at + kKeys.size());
    size_t slash = std::min(rest.find('/'), rest.size());
    if (how == AzurermConvert::KeyName) return Value::text(rest.substr(0, slash));
    return slash + 1 < rest.size() ? Value::text(rest.substr(slash + 1)) : Value::null();
  }
  if (!id.is_symbol()) return Value::null();
  const Symbol& term = *id.symbol;
  bool of_key = term.name == "attr" && term.args.size() == 3 && term.args[2].is_string();
  int key = of_key ? resources_.with_id(term.args[0]) : -1;
  if (key >= 0 && how != AzurermConvert::KeyVersion) {
    const AzurermType* table = resources_.table(static_cast<size_t>(key));
    if (how == AzurermConvert::KeyName) {
      return resources_.filled(static_cast<size_t>(key), "{name}", resources_.instance(static_cast<size_t>(key)).body);
    }
    Value vault = table ? resources_.attribute(static_cast<size_t>(key), table->parent.id) : Value::null();
    Value args[] = {vault, Value::text("properties"), Value::text("vaultUri")};
    if (!vault.is_null()) return symbols.make("attr", args, {SymbolType::String, term.reason, false, false, {}});
  }
  if (how == AzurermConvert::KeyVersion && of_key && equal_ignore_case(term.args[2].str(), "keyUri"))
    return Value::null();
  std::string_view name = how == AzurermConvert::KeyVaultUri ? "keyvaulturiof"
                          : how == AzurermConvert::KeyName   ? "keynameof"
                                                             : "keyversionof";
  Value args[] = {id};
  return symbols.make(name, args, {SymbolType::String, term.reason, term.secure, false, {}});
}

/// A name made of two, as the provider takes some skus: what is before the first "_", or after it.
Value AzurermBody::part_of_name(AzurermConvert how, const Value& name) {
  if (name.is_symbol()) {
    Value args[] = {name, Value::text(how == AzurermConvert::Head ? "head" : "tail")};
    return resources_.symbols().make("partofname", args,
                                     {SymbolType::Any, name.symbol->reason, name.symbol->secure, false, {}});
  }
  if (!name.is_string()) return name;
  const std::string_view text = name.str();
  const size_t bar = std::min(text.find('_'), text.size());
  if (how == AzurermConvert::Head) return Value::text(text.substr(0, bar)).at(name.span, name.because);
  if (bar == text.size()) return Value::null();
  const std::string_view rest = text.substr(bar + 1);
  int64_t number = 0;
  const auto read = std::from_chars(rest.data(), rest.data() + rest.size(), number);
  const bool whole = read.ec == std::errc() && read.ptr == rest.data() + rest.size();
  return (whole ? Value::of(number) : Value::text(rest)).at(name.span, name.because);
}

Value AzurermBody::vault_uri(const Value& vault) {
  if (vault.is_null() || (vault.is_string() && vault.str().starts_with("https://"))) return vault;
  Value args[] = {vault, Value::text("properties"), Value::text("vaultUri")};
  return resources_.symbols().make("attr", args, {SymbolType::String, SymbolReason::Runtime, false, false, {}});
}

Value AzurermBody::convert(const Source& source, AzurermConvert how, const Value& value) {
  switch (how) {
    case AzurermConvert::None:
      return value;
    case AzurermConvert::List:
      if (value.is_null()) return value;
      return Value::array({arena().make<Value>(value), 1}).at(value.span, value.because);
    case AzurermConvert::First:
      if (!value.is_array()) return value;
      return value.size > 0 ? Value(value.items[0]) : Value::null();
    case AzurermConvert::Keys:
      return keys_of(value);
    case AzurermConvert::RoleId:
      return role_id(source, value);
    case AzurermConvert::Json: {
      if (value.is_symbol() && value.symbol->name == "jsonencode" && !value.symbol->args.empty())
        return value.symbol->args[0];
      Value json = from_json(value, arena());
      return json.is_null() ? value : json;
    }
    case AzurermConvert::KeyVaultUri:
    case AzurermConvert::KeyName:
    case AzurermConvert::KeyVersion:
      return part_of_key(how, value);
    case AzurermConvert::NameValues:
      return name_values(value);
    case AzurermConvert::Conditions:
      return conditions(value);
    case AzurermConvert::Split:
      return split(value);
    case AzurermConvert::Head:
    case AzurermConvert::Tail:
      return part_of_name(how, value);
    case AzurermConvert::VaultUri:
      return vault_uri(value);
    case AzurermConvert::Comma: {
      if (!value.is_array()) return value;
      std::vector<Value> parts;
      for (const Value& word : value.array_items()) {
        if (!parts.empty()) parts.push_back(Value::text(", "));
        parts.push_back(word);
      }
      return resources_.symbols().concat(parts);
    }
    case AzurermConvert::Text:
      return value.is_bool() || value.is_int() ? Value::text(arena().copy(text_of(value))) : value;
  }
  return value;
}

void AzurermBody::count_unmapped(const Source& source, const std::string& type,
                                 const std::vector<AzurermAttribute>& attributes,
                                 const std::vector<AzurermChild>& children) {
  std::set<std::string> known;
  for (const AzurermAttribute& attribute : attributes) {
    if (!attribute.from.empty()) known.insert(attribute.from[0]);
    for (const PropertyPath& older : attribute.older) {
      if (!older.empty()) known.insert(older[0]);
    }
  }
  const AzurermType& table = *resources_.table(source.index);
  for (const AzurermChild& child : children) known.insert(child.block.empty() ? "" : child.block[0]);
  auto add_holes = [&known](std::string_view text) {
    for (size_t open = text.find('{'); open != std::string_view::npos; open = text.find('{', open + 1)) {
      known.insert(std::string(text.substr(open + 1, text.find('}', open) - open - 1)));
    }
  };
  for (const AzurermCompose& compose : table.compose) add_holes(compose.text);
  add_holes(table.name);
  add_holes(table.parent.name);
  add_holes(table.id);
  for (const PropertyPath* path : {&table.parent.id, &table.scope, &table.fold}) {
    if (!path->empty()) known.insert(path->front());
  }
  for (const Member& member : source.body.object_members()) {
    if (member.symbolic_key || member.value.is_null() || known.contains(std::string(member.key))) continue;
    ++unmapped_[{type, std::string(member.key)}];
  }
}

}  // namespace ringfence
