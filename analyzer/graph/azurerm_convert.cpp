// The conversions of AzurermBody: what an azurerm table says with `values` and `convert`.

#include <algorithm>
#include <charconv>

#include "analyzer/graph/azurerm_body.h"

namespace ringfence {
namespace {

std::string text_of(const Value& value) {
  if (value.is_bool()) return value.boolean ? "true" : "false";
  if (value.is_int()) return std::to_string(value.integer);
  return value.is_string() ? std::string(value.str()) : std::string();
}

bool is_true_false(const ValueMap& values) {
  return values.size() == 2 && values[0].first == "true" && values[1].first == "false";
}

}  // namespace

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
    case AzurermConvert::AddedTime: {
      const bool adds = value.is_symbol() && value.symbol->name == "timeadd" && value.symbol->args.size() == 2;
      return adds ? Value(value.symbol->args[1]) : Value::null();
    }
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

}  // namespace ringfence
