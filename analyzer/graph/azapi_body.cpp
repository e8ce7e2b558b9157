#include "analyzer/graph/azapi_body.h"
#include "analyzer/graph/terraform_ids.h"

#include <algorithm>
#include <unordered_map>

namespace ringfence {
namespace {

Value attribute(TerraformResources& resources, size_t index, std::string name) {
  return resources.attribute(index, {&name, 1});
}

/// identity { type, identity_ids } -> { type, userAssignedIdentities }.
Value identity_of(TerraformResources& resources, size_t index) {
  SymbolTable& symbols = resources.symbols();
  Arena& arena = symbols.arena();
  Value block = attribute(resources, index, "identity");
  if (block.is_array() && block.size > 0) block = Value(block.items[0]);
  if (!block.is_object()) return block.is_symbol() ? block : Value::null();
  std::vector<Member> out;
  for (const Member& member : block.object_members()) {
    if (member.value.is_null()) continue;
    if (member.key == "type") out.push_back(member);
    if (member.key != "identity_ids") continue;
    Member ids = member;
    ids.key = "userAssignedIdentities";
    if (ids.value.is_array()) {
      std::vector<Member> keys;
      for (const Value& id : member.value.array_items()) {
        if (!id.is_string() && !id.is_symbol()) continue;
        Member key = member_of(id.is_string() ? id.str() : std::string_view{}, Value::object({}).at(id.span));
        if (id.is_symbol()) key.symbolic_key = id.symbol;
        key.span = id.span;
        keys.push_back(key);
      }
      ids.value = Value::object(arena.copy(keys)).at(member.value.span);
      if (keys.empty()) continue;
    }
    out.push_back(ids);
  }
  return Value::object(arena.copy(out)).at(block.span, block.because);
}

/// Absent and null are the same to Azure.
Value without_nulls(const Value& value, Arena& arena, unsigned depth) {
  if (!value.is_object() || depth == 0) return value;
  std::vector<Member> members;
  for (Member member : value.object_members()) {
    if (member.value.is_null()) continue;
    member.value = without_nulls(member.value, arena, depth - 1);
    members.push_back(member);
  }
  Value out = value;
  out.members = arena.copy(members).data();
  out.size = static_cast<uint32_t>(members.size());
  return out;
}

const Expr* find_item(const ObjectExpr& object, std::string_view key) {
  for (size_t i = object.items.size(); i-- > 0;) {
    const auto* text = as<StringLiteral>(object.items[i].key);
    if (text && text->text == key) return object.items[i].value;
  }
  return nullptr;
}

/// What jsonencode was given, when it is written right there: the text that comes out knows no places.
const Expr* encoded(const Expr* resource, std::string_view attribute) {
  const auto* items = as<ObjectExpr>(resource);
  const auto* call = items ? as<CallExpr>(find_item(*items, attribute)) : nullptr;
  return call && call->name == "jsonencode" && call->args.size() == 1 ? call->args[0] : nullptr;
}

/// `value` with the places where `expr` writes its parts.
Value with_places(Value value, const Expr* expr, Arena& arena, unsigned depth) {
  if (!expr || depth == 0) return value;
  value.span = expr->span;
  if (const auto* object = as<ObjectExpr>(expr); object && value.is_object()) {
    std::unordered_map<std::string_view, const Expr*> written;  // of a key that stands twice the last counts
    for (const ObjectItem& item : object->items) {
      if (const auto* key = as<StringLiteral>(item.key)) written[key->text] = item.value;
    }
    std::vector<Member> members(value.object_members().begin(), value.object_members().end());
    for (Member& member : members) {
      auto found = written.find(member.key);
      member.value = with_places(member.value, found == written.end() ? nullptr : found->second, arena, depth - 1);
    }
    value.members = arena.copy(members).data();
  } else if (const auto* array = as<ArrayExpr>(expr); array && value.is_array() && value.size == array->items.size()) {
    std::vector<Value> items;
    for (size_t i = 0; i < value.size; ++i)
      items.push_back(with_places(value.items[i], array->items[i].value, arena, depth - 1));
    value.items = arena.copy(items).data();
  }
  return value;
}

}  // namespace

Value azapi_body(TerraformResources& resources, size_t index) {
  Arena& arena = resources.symbols().arena();
  Value body = attribute(resources, index, "body");
  if (body.is_symbol() && body.symbol->name == "jsonencode" && !body.symbol->args.empty()) {
    body = Value(body.symbol->args[0]);
  }
  if (body.is_string()) {
    const Resource* declaration = resources.instance(index).declaration;
    body = with_places(from_json(body, arena), declaration ? encoded(declaration->body, "body") : nullptr, arena, 60);
  }
  Value out = body.is_object() ? without_nulls(body, arena, 60) : Value::object({}).at(body.span);
  if (body.is_symbol()) {
    // Nothing of it is known, but neither is it absent.
    for (const char* name : {"properties", "kind", "sku"}) {
      std::string path = name;
      Value part = resources.symbols().get(body, Value::text(name)).at(body.span, body.because);
      out = with_value(out, {&path, 1}, part, body.span, body.span, arena);
    }
  }
  const ResourceInstance& instance = resources.instance(index);
  if (instance.declaration) out.span = body.is_object() ? body.span : instance.declaration->header_span;
  for (const char* name : {"location", "tags"}) {
    Value value = attribute(resources, index, name);
    const Member* written = find_member(instance.body, name, KeyCase::Sensitive);
    std::string path = name;
    if (!value.is_null()) out = with_value(out, {&path, 1}, value, written ? written->span : Span{}, {}, arena);
  }
  Value identity = identity_of(resources, index);
  std::string path = "identity";
  if (!identity.is_null()) out = with_value(out, {&path, 1}, identity, identity.span, {}, arena);
  return out;
}

Value azapi_update_target(TerraformResources& resources, size_t index) {
  SymbolTable& symbols = resources.symbols();
  Value type = attribute(resources, index, "type");
  Value name = attribute(resources, index, "name");
  Value parent = attribute(resources, index, "parent_id");
  if (!type.is_string() || name.is_null() || parent.is_null()) return Value::null();
  std::string_view arm_type = type.str().substr(0, std::min(type.str().find('@'), type.str().size()));
  if (std::count(arm_type.begin(), arm_type.end(), '/') > 1) return child_id(parent, {}, arm_type, name, symbols);
  Value parts[] = {parent, Value::text("/providers/"), Value::text(arm_type), Value::text("/"), name};
  return symbols.concat(parts);
}

}  // namespace ringfence
