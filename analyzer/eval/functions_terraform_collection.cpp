// Functions on maps, and those that take lists and maps alike. A map's members come in the order of
// their keys, as Terraform iterates them.

#include <algorithm>
#include <array>
#include <map>

#include "analyzer/eval/functions_arm.h"
#include "analyzer/eval/functions_terraform.h"
#include "analyzer/eval/graphemes.h"

namespace ringfence::terraform_library {

namespace {

bool has_symbolic_key(const Value& object) {
  return std::any_of(object.object_members().begin(), object.object_members().end(),
                     [](const Member& member) { return member.symbolic_key != nullptr; });
}

Value length(CallContext& context) {
  const Value& value = context.args[0];
  if (value.is_symbol()) return unknown_call(context, SymbolType::Int);
  if (value.is_array() || value.is_object()) return Value::of(static_cast<int64_t>(value.size));
  if (!value.is_string()) return Arguments(context).fail(0, "a list, map or string");
  return Value::of(static_cast<int64_t>(grapheme_clusters(decode_utf8(value.str())).size()));
}

Value keys(CallContext& context) {
  const Value& value = context.args[0];
  if (value.is_symbol()) return unknown_call(context, SymbolType::Array);
  if (!value.is_object()) return Arguments(context).fail(0, "a map");
  std::vector<Value> out;
  for (const Member& member : sorted_members(value)) {
    out.push_back(member.symbolic_key ? Value::of(member.symbolic_key) : Value::text(member.key).at(member.span));
  }
  return value.is_map() ? typed_list(context, out) : list_value(context, out);
}

Value values(CallContext& context) {
  const Value& value = context.args[0];
  if (value.is_symbol()) return unknown_call(context, SymbolType::Array);
  if (!value.is_object()) return Arguments(context).fail(0, "a map");
  std::vector<Value> out;
  for (const Member& member : sorted_members(value)) out.push_back(member.value);
  return value.is_map() ? typed_list(context, out) : list_value(context, out);
}

/// lookup(map, key, default).
Value lookup(CallContext& context) {
  const Value &map = context.args[0], &key = context.args[1];
  bool has_default = context.args.size() > 2;
  if (map.is_symbol() && !has_default) return context.symbols().get(map, key);
  if (map.is_symbol() || key.is_symbol()) return unknown_call(context, SymbolType::Any);
  if (!map.is_object()) return Arguments(context).fail(0, "a map");
  std::optional<std::string> name = primitive_text(key);
  if (!name) return Arguments(context).fail(1, "a string");
  const Member* member = find_member(map, *name, KeyCase::Sensitive);
  std::optional<Value> otherwise = has_default ? context.args[2] : Value::null();
  // The default has the type of the map's values; of a large map that is looked at only when it is used.
  constexpr uint32_t kSmall = 64;
  if (map.is_map() && has_default && (!member || map.size <= kSmall)) {
    const terraform_types::Type& type = *terraform_types::type_of(map, context.arena());
    otherwise = terraform_types::convert(context.args[2], *type.element, context.arena());
    if (!otherwise) return context.error("lookup() expects a default of the type that the map's values have");
  }
  if (member) return member->value;
  if (has_symbolic_key(map)) return unknown_call(context, SymbolType::Any);
  return has_default ? *otherwise : context.error("lookup() found no key \"" + *name + "\" and has no default");
}

/// Maps of one type make a map, anything else makes an object.
Shape merged_shape(CallContext& context) {
  const terraform_types::Type* first = nullptr;
  for (const Value& each : context.args) {
    if (!each.is_map()) return Shape::Plain;
    const terraform_types::Type* type = terraform_types::type_of(each, context.arena());
    if (first && !terraform_types::same(*first, *type)) return Shape::Plain;
    first = type;
  }
  return first ? Shape::Map : Shape::Plain;
}

/// Later maps win. Parts that are not known leave a shallowmerge of the runs between them.
Value merge(CallContext& context) {
  std::vector<Value> parts;
  std::vector<const Value*> run;  // known maps since the last unknown one
  auto close_run = [&] {
    arm::ObjectBuilder merged(context.arena(), KeyCase::Sensitive);
    for (const Value* each : run) {
      for (const Member& member : each->object_members()) merged.set(member);
    }
    if (!run.empty()) parts.push_back(run.size() == 1 ? *run[0] : merged.build());
    run.clear();
  };
  for (size_t i = 0; i < context.args.size(); ++i) {
    const Value& each = context.args[i];
    if (each.is_null()) continue;
    if (each.is_symbol()) {
      close_run();
      parts.push_back(each);
      continue;
    }
    if (!each.is_object()) return Arguments(context).fail(i, "a map or object");
    if (!context.spend(each.size)) return context.error("merge() makes too much work");
    run.push_back(&each);
  }
  const Shape shape = merged_shape(context);
  close_run();
  if (parts.empty()) return Value::object({});
  if (parts.size() == 1 && parts[0].is_object()) return parts[0].as(shape);
  return parts.size() == 1 ? parts[0] : term(context, "shallowmerge", parts, SymbolType::Object);
}

Value zip_map(CallContext& context) {
  for (const Value& each : context.args) {
    if (each.is_symbol()) return unknown_call(context, SymbolType::Object);
  }
  Arguments arguments(context);
  std::span<const Value> names = arguments.list(0), items = arguments.list(1);
  if (context.args[1].is_set()) arguments.fail(1, "a list");
  if (arguments.failed()) return arguments.error();
  if (names.size() != items.size()) return context.error("zipmap() expects as many values as keys");
  arm::ObjectBuilder out(context.arena(), KeyCase::Sensitive);
  for (size_t i = 0; i < names.size(); ++i) {
    if (names[i].is_symbol()) {
      out.set(Member{{}, names[i].symbol, {}, items[i]});
      continue;
    }
    std::optional<std::string> name = primitive_text(names[i]);
    if (!name) return context.error("zipmap() expects strings as keys");
    out.set(context.arena().copy(*name), items[i]);
  }
  return out.build().as(context.args[1].shape == Shape::List ? Shape::Map : Shape::Plain);
}

Value transpose(CallContext& context) {
  Arguments arguments(context);
  std::map<std::string, std::vector<std::string>> lists;
  arguments.object(0);
  if (arguments.failed()) return arguments.error();
  for (const Member& member : sorted_members(context.args[0])) {
    if (!member.value.is_array()) return context.error("transpose() expects a map of lists of strings");
    for (const Value& item : member.value.array_items()) {
      std::optional<std::string> text = primitive_text(item);
      if (!text) return context.error("transpose() expects a map of lists of strings");
      lists[*text].emplace_back(member.key);
    }
  }
  arm::ObjectBuilder out(context.arena(), KeyCase::Sensitive);
  for (auto& [key, names] : lists) {
    std::vector<Value> items;
    std::sort(names.begin(), names.end());
    for (const std::string& name : names) items.push_back(Value::text(context.arena().copy(name)));
    out.set(context.arena().copy(key), typed_list(context, items));
  }
  return out.build().as(Shape::Map);
}

/// All items true (or any): Kleene's logic over what is not known.
template <bool All>
Value all_or_any(CallContext& context) {
  const Value& list = context.args[0];
  if (list.is_symbol()) return unknown_call(context, SymbolType::Bool);
  if (!list.is_array()) return Arguments(context).fail(0, "a list of bools");
  std::vector<Value> open;
  for (const Value& item : list.array_items()) {
    if (item.is_symbol()) {
      open.push_back(item);
      continue;
    }
    std::optional<bool> flag = item.is_null() ? std::optional<bool>(false) : to_bool(item);
    if (!flag) return context.error(std::string(context.name) + "() expects a list of bools");
    if (*flag != All) return Value::of(!All);
  }
  return open.empty() ? Value::of(All) : term(context, All ? "and" : "or", open, SymbolType::Bool);
}

constexpr std::array kRows = {
    FunctionRow{"alltrue", 1, 1, kSeesSymbols, SymbolType::Bool, all_or_any<true>},
    FunctionRow{"anytrue", 1, 1, kSeesSymbols, SymbolType::Bool, all_or_any<false>},
    FunctionRow{"keys", 1, 1, kSeesSymbols, SymbolType::Array, keys},
    FunctionRow{"length", 1, 1, kSeesSymbols, SymbolType::Int, length},
    FunctionRow{"lookup", 2, 3, kSeesSymbols, SymbolType::Any, lookup},
    FunctionRow{"merge", 0, 255, kSeesSymbols, SymbolType::Object, merge},
    FunctionRow{"transpose", 1, 1, kPlain, SymbolType::Object, transpose},
    FunctionRow{"values", 1, 1, kSeesSymbols, SymbolType::Array, values},
    FunctionRow{"zipmap", 2, 2, kSeesSymbols, SymbolType::Object, zip_map},
};

}  // namespace

std::span<const FunctionRow> collection_rows() { return kRows; }

}  // namespace ringfence::terraform_library
