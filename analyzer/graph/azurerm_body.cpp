#include "analyzer/graph/azurerm_body.h"

#include <algorithm>

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

/// Applies `change` to each branch of a conditional, so that what is known on a branch stays known.
template <class Change>
Value on_branches(const Value& value, SymbolTable& symbols, unsigned depth, const Change& change) {
  if (value.is_null()) return value;
  if (depth > 0 && value.is_symbol() && value.symbol->name == "if" && value.symbol->args.size() == 3) {
    Value args[] = {value.symbol->args[0], on_branches(value.symbol->args[1], symbols, depth - 1, change),
                    on_branches(value.symbol->args[2], symbols, depth - 1, change)};
    return symbols.make("if", args, {SymbolType::Any, value.symbol->reason, value.symbol->secure, false, {}});
  }
  const Value out = change(value);
  return out.span.valid() || out.is_null() ? out : out.at(value.span, value.because);
}

/// Blocks of several names that are one list in ARM: those of a later name come after the earlier ones.
Value joined(const Value& before, const Value& blocks, Arena& arena) {
  if (!before.is_array() || !blocks.is_array()) return blocks;
  std::vector<Value> items(before.array_items().begin(), before.array_items().end());
  items.insert(items.end(), blocks.array_items().begin(), blocks.array_items().end());
  return Value::array(arena.copy(items));
}

constexpr unsigned kMaxBranches = 6;

/// Applies `change` to each element of a list, and to the one that stands for all of a list that is not known: the
/// body of a loop, the parts of a joined list, the branches of a conditional. Null when nothing tells the elements.
template <class Change>
Value on_elements(const Value& list, SymbolTable& symbols, unsigned depth, const Change& change) {
  if (list.is_array()) {
    std::vector<Value> items;
    for (const Value& item : list.array_items()) items.push_back(change(item));
    Value out = list;
    out.items = symbols.arena().copy(items).data();
    return out;
  }
  if (depth == 0 || !list.is_symbol()) return Value::null();
  const Symbol& term = *list.symbol;
  std::vector<Value> args(term.args.begin(), term.args.end());
  const auto deeper = [&](Value& part) {
    Value changed = on_elements(part, symbols, depth - 1, change);
    const bool told = !changed.is_null();
    if (told) part = changed;
    return told;
  };
  bool told = false;
  if (term.name == "map" && args.size() == 2) {
    args[1] = change(args[1]);
    told = true;
  } else if (term.name == "if" && args.size() == 3) {
    const bool one = deeper(args[1]), other = deeper(args[2]);
    told = one || other;
  } else if ((term.name == "concat" || term.name == "union") && term.type == SymbolType::Array) {
    for (Value& part : args) told = deeper(part) || told;
  } else if (term.name == "for" && args.size() == 2) {
    told = deeper(args[0]);
  } else if (term.name == "flatten" && args.size() == 1 && args[0].is_array()) {
    std::vector<Value> parts(args[0].array_items().begin(), args[0].array_items().end());
    for (Value& part : parts) told = deeper(part) || told;
    args[0] = Value::array(symbols.arena().copy(parts));
  }
  if (!told) return Value::null();
  return symbols.make(term.name, args, {term.type, term.reason, term.secure, term.no_slash, {}})
      .at(list.span, list.because);
}

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
  return out;
}

std::vector<AzurermBody::Child> AzurermBody::children(size_t index) {
  std::vector<Child> out;
  for (const AzurermChild& child : resources_.table(index)->children) {
    add_children(index, child, resources_.attribute(index, child.block), Value::of(true), kMaxBranches, out);
  }
  return out;
}

/// A list that is not known has one child that stands for all, if `there`.
void AzurermBody::add_children(size_t index, const AzurermChild& child, const Value& blocks, const Value& there,
                               unsigned depth, std::vector<Child>& out) {
  if (blocks.is_object()) {
    const ResourceInstance& instance = resources_.instance(index);
    Source source{index, blocks, blocks.span, true};
    const bool whole = child.block.empty() || !source.header.valid();
    if (whole && instance.declaration) source.header = instance.declaration->header_span;
    Value body = mapped(source, child.attributes, with_settings(source, child.set));
    body.span = blocks.span;
    out.push_back({child.type, resources_.filled(index, child.name, blocks), body, blocks.span, there});
    return;
  }
  if (blocks.is_array()) {
    for (const Value& block : blocks.array_items()) add_children(index, child, block, there, depth, out);
    return;
  }
  if (depth == 0 || !blocks.is_symbol()) return;
  const Symbol& term = *blocks.symbol;
  if (term.name == "flatten" && term.args.size() == 1) {
    add_children(index, child, term.args[0], there, depth - 1, out);
  } else if (term.name == "map" && term.args.size() == 2) {
    add_children(index, child, term.args[1], is_not_empty(term.args[0], resources_.symbols()), depth - 1, out);
  }
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
  if (!attribute.text.empty()) out = resources_.filled(source.index, attribute.text, source.body);
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
  return attribute.wrap.empty() ? out : wrapped(attribute, out);
}

/// [e, ...] as [{wrap: e, ...with}, ...].
Value AzurermBody::wrapped(const AzurermAttribute& attribute, const Value& list) {
  const auto wrap = [&](const Value& item) {
    Value object = with_value(Value::object({}), attribute.wrap, item, item.span, item.span, arena());
    for (const auto& [name, node] : attribute.with.members) {
      object = with_value(object, {&name, 1}, from_data(node, arena()).at(item.span), {}, {}, arena());
    }
    return object.at(item.span, item.because);
  };
  const Value out = on_elements(list, resources_.symbols(), kMaxBranches, wrap);
  if (!out.is_null() || !list.is_symbol()) return out.is_null() ? list : out;
  SymbolTable& symbols = resources_.symbols();
  const SymbolFacts facts{SymbolType::Array, list.symbol->reason, list.symbol->secure, false, {}};
  Value args[] = {list,
                  wrap(symbols.make("each", {&list, 1}, {SymbolType::Any, facts.reason, facts.secure, false, {}}))};
  return symbols.make("map", args, facts).at(list.span, list.because);
}

/// An attribute may be absent (null on a branch, a block that may not be there, a member of an unknown object), and
/// with it the constant.
Value AzurermBody::constant_if_there(const AzurermAttribute& attribute, const Value& value) {
  SymbolTable& symbols = resources_.symbols();
  return on_branches(value, symbols, kMaxBranches, [&](const Value& branch) {
    Value constant = from_data(attribute.constant, arena());
    // A block that is not written on this branch.
    if (branch.is_array() && branch.size == 0) return Value::null();
    const std::string_view term = branch.is_symbol() ? branch.symbol->name : std::string_view();
    const bool block = term == "map" && branch.symbol->args.size() == 2;
    if (term != "get" && !block) return constant;
    const SymbolFacts facts{.type = SymbolType::Bool, .reason = branch.symbol->reason};
    Value there = block ? is_not_empty(branch.symbol->args[0], symbols) : symbols.make("exists", {&branch, 1}, facts);
    if (there.is_bool()) return there.boolean ? constant : Value::null();
    Value branches[] = {there, constant, Value::null()};
    return symbols.make("if", branches);
  });
}

/// The blocks whose `only` attribute is as wanted; null when there is none.
Value AzurermBody::blocks_where(const AzurermAttribute& attribute, const Value& blocks) {
  std::vector<Value> kept;
  for (const Value& block : blocks.is_array() ? blocks.array_items() : std::span<const Value>(&blocks, 1)) {
    Value says = block.is_object() ? value_at(block, attribute.only, resources_.symbols()) : Value::null();
    const bool yes = says.is_bool() ? says.boolean : says.is_string() && says.str() == "true";
    if (yes == attribute.only_true) kept.push_back(block);
  }
  if (kept.empty()) return Value::null();
  return Value::array(arena().copy(kept)).at(blocks.span, blocks.because);
}

Value AzurermBody::each_block(const Source& source, const AzurermAttribute& attribute, const Value& blocks) {
  if (!attribute.only.empty()) {
    const bool told = blocks.is_object() || blocks.is_array();
    if (!told && attribute.only_true) return Value::null();
    Value kept = told ? blocks_where(attribute, blocks) : blocks;
    if (kept.is_null()) return kept;
    AzurermAttribute all = attribute;
    all.only.clear();
    return each_block(source, all, kept);
  }
  if (blocks.is_object()) {
    Source inner{source.index, blocks, blocks.span.valid() ? blocks.span : source.header, true};
    Value one = mapped(inner, attribute.each, Value::object({})).at(blocks.span);
    return Value::array({arena().make<Value>(one), 1}).at(blocks.span);
  }
  const Value out = on_elements(blocks, resources_.symbols(), kMaxBranches, [&](const Value& block) {
    if (!block.is_object()) return block;
    Source inner{source.index, block, block.span.valid() ? block.span : source.header, true};
    Value one = mapped(inner, attribute.each, Value::object({}));
    one.span = block.span;
    one.because = block.because;
    one.via = block.via;
    return one;
  });
  return out.is_null() ? blocks : out;
}

}  // namespace ringfence
