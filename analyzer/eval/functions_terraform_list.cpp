// Functions on lists. Items that are symbols do not hide how many there are.

#include <algorithm>
#include <array>

#include "analyzer/eval/functions_terraform.h"

namespace ringfence::terraform_library {

namespace {

constexpr size_t kLongestRange = 1024;  // Terraform's own limit

Value chunk_list(CallContext& context) {
  if (context.args[0].is_symbol() || context.args[1].is_symbol()) return unknown_call(context, SymbolType::Array);
  Arguments arguments(context);
  std::span<const Value> items = arguments.list(0);
  int64_t size = arguments.integer(1);
  if (arguments.failed()) return arguments.error();
  if (size < 0) return context.error("chunklist() expects a size that is not negative");
  auto step = size == 0 ? std::max<size_t>(items.size(), 1) : static_cast<size_t>(size);
  std::vector<Value> out;
  for (size_t at = 0; at < items.size(); at += step) {
    out.push_back(Value::array(items.subspan(at, std::min(step, items.size() - at))).as(Shape::List));
  }
  return typed_list(context, out);
}

Value compact(CallContext& context) {
  Arguments arguments(context);
  std::vector<Value> out;
  for (const Value& item : arguments.list(0)) {
    if (!item.is_null() && !(item.is_string() && item.size == 0)) out.push_back(item);
  }
  return arguments.failed() ? arguments.error() : typed_list(context, out);
}

Value concat(CallContext& context) {
  std::vector<Value> lists(context.args.begin(), context.args.end());
  for (size_t i = 0; i < lists.size(); ++i) {
    if (lists[i].is_symbol()) return term(context, "concat", context.args, SymbolType::Array);
    if (!lists[i].is_array() || lists[i].is_set()) return Arguments(context).fail(i, "a list");
  }
  // Lists alone make a list of one type, anything else a tuple.
  const bool typed =
      std::all_of(lists.begin(), lists.end(), [](const Value& list) { return list.shape == Shape::List; }) &&
      terraform_types::convert_all(lists, context.arena());
  std::vector<Value> out;
  for (const Value& list : lists) {
    if (!context.spend(list.size)) return context.error("concat() makes too much work");
    out.insert(out.end(), list.array_items().begin(), list.array_items().end());
  }
  return typed ? typed_list(context, out) : list_value(context, out);
}

Value contains(CallContext& context) {
  const Value &list = context.args[0], &wanted = context.args[1];
  if (list.is_symbol()) return unknown_call(context, SymbolType::Bool);
  if (!list.is_array()) return Arguments(context).fail(0, "a list or set");
  Tri found = Tri::False;
  for (const Value& item : list.array_items()) found = found || terraform_types::equals(item, wanted, context.arena());
  return found == Tri::Unknown ? unknown_call(context, SymbolType::Bool) : Value::of(found == Tri::True);
}

/// Of items that may be equal or not, both stay.
Value distinct(CallContext& context) {
  if (context.args[0].is_symbol()) return unknown_call(context, SymbolType::Array);
  Arguments arguments(context);
  std::span<const Value> items = arguments.list(0);
  if (arguments.failed()) return arguments.error();
  if (!context.spend(items.size() * items.size() / 2)) return context.error("distinct() makes too much work");
  std::vector<Value> out;
  for (const Value& item : items) {
    if (std::none_of(out.begin(), out.end(), [&](const Value& each) { return equal(each, item); })) out.push_back(item);
  }
  return typed_list(context, out);
}

Value element(CallContext& context) {
  if (context.args[0].is_symbol() || context.args[1].is_symbol())
    return context.symbols().get(context.args[0], context.args[1]);
  Arguments arguments(context);
  std::span<const Value> list = arguments.list(0);
  int64_t index = arguments.integer(1);
  if (arguments.failed()) return arguments.error();
  if (context.args[0].is_set()) return context.error("element() cannot read from a set");
  if (list.empty()) return context.error("element() expects a list that is not empty");
  // Counted from the end of a list; of a tuple Terraform cannot tell the type.
  const auto size = static_cast<int64_t>(list.size());
  index %= size;
  if (index < 0 && context.args[0].shape != Shape::List)
    return context.error("element() expects an index that is not negative");
  return list[static_cast<size_t>(index < 0 ? index + size : index)];
}

/// False when an item may be a list that is not known.
bool flatten_into(std::vector<Value>& out, std::span<const Value> items, uint32_t depth) {
  for (const Value& item : items) {
    bool may_be_list =
        item.is_symbol() && (item.symbol->type == SymbolType::Any || item.symbol->type == SymbolType::Array);
    if (may_be_list || depth > 200) return false;
    if (!item.is_array()) {
      out.push_back(item);
    } else if (!flatten_into(out, item.array_items(), depth + 1)) {
      return false;
    }
  }
  return true;
}

Value flatten(CallContext& context) {
  if (context.args[0].is_symbol()) return unknown_call(context, SymbolType::Array);
  Arguments arguments(context);
  std::span<const Value> items = arguments.list(0);
  if (arguments.failed()) return arguments.error();
  std::vector<Value> out;
  if (!flatten_into(out, items, 0)) return unknown_call(context, SymbolType::Array);
  if (!context.spend(out.size())) return context.error("flatten() makes too much work");
  return list_value(context, out);
}

Value index_of(CallContext& context) {
  if (context.args[0].is_symbol()) return unknown_call(context, SymbolType::Int);
  Arguments arguments(context);
  int64_t index = 0;
  if (context.args[0].is_set()) return arguments.fail(0, "a list");
  for (const Value& item : arguments.list(0)) {
    Tri same = terraform_types::equals(item, context.args[1], context.arena());
    if (same == Tri::Unknown) return unknown_call(context, SymbolType::Int);
    if (same == Tri::True) return Value::of(index);
    ++index;
  }
  return arguments.failed() ? arguments.error() : context.error("index() found no such item in the list");
}

Value match_keys(CallContext& context) {
  Arguments arguments(context);
  std::span<const Value> items = arguments.list(0);
  std::vector<Value> searched = {context.args[1], context.args[2]};
  if (!terraform_types::convert_all(searched, context.arena()))
    return context.error("matchkeys() expects keys of one type");
  arguments.list(1), arguments.list(2);
  if (arguments.failed()) return arguments.error();
  std::span<const Value> keys = searched[0].array_items(), wanted = searched[1].array_items();
  if (items.size() != keys.size()) return context.error("matchkeys() expects as many keys as values");
  if (!context.spend(keys.size() * (wanted.size() + 1))) return context.error("matchkeys() makes too much work");
  std::vector<Value> out;
  for (size_t i = 0; i < items.size(); ++i) {
    if (std::any_of(wanted.begin(), wanted.end(), [&](const Value& each) { return equal(each, keys[i]); }))
      out.push_back(items[i]);
  }
  return typed_list(context, out);
}

/// range(end), range(start, end), range(start, end, step).
Value range(CallContext& context) {
  Arguments arguments(context);
  std::vector<BigNumber> given;
  for (size_t i = 0; i < context.args.size(); ++i) {
    const auto number = to_number(context.args[i], context.arena());
    if (!number) return arguments.fail(i, "a number");
    given.push_back(big_of(*number));
  }
  if (given.size() == 1) given.insert(given.begin(), BigNumber());
  if (given.size() == 2) given.push_back(BigNumber::of(int64_t{compare(given[1], given[0]) < 0 ? -1 : 1}));
  const BigNumber &end = given[1], &step = given[2];
  if (step.is_zero()) return context.error("range() expects a step that is not zero");
  const int direction = step.is_negative() ? -1 : 1;
  if (compare(end, given[0]) * direction < 0) return context.error("range() never gets to its end with this step");
  std::vector<Value> out;
  for (std::optional<BigNumber> at = given[0]; at && compare(*at, end) * direction < 0; at = add(*at, step)) {
    if (out.size() >= kLongestRange) return context.error("range() makes more than 1024 numbers");
    out.push_back(value_of(*at, context.arena()));
  }
  return typed_list(context, out);
}

Value reverse(CallContext& context) {
  if (context.args[0].is_symbol()) return unknown_call(context, SymbolType::Array);
  Arguments arguments(context);
  std::span<const Value> items = arguments.list(0);
  if (arguments.failed()) return arguments.error();
  const Value out = list_value(context, std::vector<Value>(items.rbegin(), items.rend()));
  return out.as(context.args[0].shape == Shape::Plain ? Shape::Plain : Shape::List);
}

Value slice(CallContext& context) {
  for (const Value& each : context.args) {
    if (each.is_symbol()) return unknown_call(context, SymbolType::Array);
  }
  Arguments arguments(context);
  std::span<const Value> items = arguments.list(0);
  int64_t start = arguments.integer(1), end = arguments.integer(2);
  if (context.args[0].is_set()) arguments.fail(0, "a list");
  if (arguments.failed()) return arguments.error();
  if (start < 0 || end < start || end > static_cast<int64_t>(items.size())) {
    return context.error("slice() expects 0 <= start <= end <= the length of the list");
  }
  return Value::array(items.subspan(static_cast<size_t>(start), static_cast<size_t>(end - start)))
      .as(context.args[0].shape);
}

Value sort(CallContext& context) {
  Arguments arguments(context);
  std::vector<std::string_view> texts;
  for (const Value& item : arguments.list(0)) {
    std::optional<std::string> text = primitive_text(item);
    if (!text) return context.error("sort() expects a list of strings");
    texts.push_back(context.arena().copy(*text));
  }
  if (arguments.failed()) return arguments.error();
  std::stable_sort(texts.begin(), texts.end());
  std::vector<Value> out;
  for (std::string_view each : texts) out.push_back(Value::text(each));
  return typed_list(context, out);
}

constexpr std::array kRows = {
    FunctionRow{"chunklist", 2, 2, kSeesSymbols, SymbolType::Array, chunk_list},
    FunctionRow{"compact", 1, 1, kPlain, SymbolType::Array, compact},
    FunctionRow{"concat", 1, 255, kSeesSymbols, SymbolType::Array, concat},
    FunctionRow{"contains", 2, 2, kSeesSymbols, SymbolType::Bool, contains},
    FunctionRow{"distinct", 1, 1, kSeesSymbols, SymbolType::Array, distinct},
    FunctionRow{"element", 2, 2, kSeesSymbols, SymbolType::Any, element},
    FunctionRow{"flatten", 1, 1, kSeesSymbols, SymbolType::Array, flatten},
    FunctionRow{"index", 2, 2, kSeesSymbols, SymbolType::Int, index_of},
    FunctionRow{"matchkeys", 3, 3, kPlain, SymbolType::Array, match_keys},
    FunctionRow{"range", 1, 3, kPlain, SymbolType::Array, range},
    FunctionRow{"reverse", 1, 1, kSeesSymbols, SymbolType::Array, reverse},
    FunctionRow{"slice", 3, 3, kSeesSymbols, SymbolType::Array, slice},
    FunctionRow{"sort", 1, 1, kPlain, SymbolType::Array, sort},
};

}  // namespace

std::span<const FunctionRow> list_rows() { return kRows; }

}  // namespace ringfence::terraform_library
