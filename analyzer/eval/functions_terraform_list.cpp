// Functions on lists. Items that are symbols do not hide how many there are.

#include <algorithm>
#include <array>

#include "analyzer/eval/functions_terraform.h"

namespace ringfence::terraform_library {

namespace {

constexpr int64_t kLongestRange = 1024;  // Terraform's own limit

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
    out.push_back(Value::array(items.subspan(at, std::min(step, items.size() - at))));
  }
  return list_value(context, out);
}

Value compact(CallContext& context) {
  Arguments arguments(context);
  std::vector<Value> out;
  for (const Value& item : arguments.list(0)) {
    if (!item.is_null() && !(item.is_string() && item.size == 0)) out.push_back(item);
  }
  unify(context, out);
  return arguments.failed() ? arguments.error() : list_value(context, out);
}

Value concat(CallContext& context) {
  std::vector<Value> out;
  for (size_t i = 0; i < context.args.size(); ++i) {
    const Value& list = context.args[i];
    if (list.is_symbol()) return term(context, "concat", context.args, SymbolType::Array);
    if (!list.is_array()) return Arguments(context).fail(i, "a list");
    if (!context.spend(list.size)) return context.error("concat() makes too much work");
    out.insert(out.end(), list.array_items().begin(), list.array_items().end());
  }
  return list_value(context, out);
}

Value contains(CallContext& context) {
  const Value &list = context.args[0], &wanted = context.args[1];
  if (list.is_symbol()) return unknown_call(context, SymbolType::Bool);
  if (!list.is_array()) return Arguments(context).fail(0, "a list or set");
  Tri found = Tri::False;
  for (const Value& item : list.array_items()) found = found || SymbolTable::same(item, wanted);
  return found == Tri::Unknown ? unknown_call(context, SymbolType::Bool) : Value::of(found == Tri::True);
}

/// Of items that may be equal or not, both stay.
Value distinct(CallContext& context) {
  if (context.args[0].is_symbol()) return unknown_call(context, SymbolType::Array);
  Arguments arguments(context);
  std::span<const Value> list = arguments.list(0);
  if (arguments.failed()) return arguments.error();
  std::vector<Value> items(list.begin(), list.end());
  unify(context, items);
  if (!context.spend(items.size() * items.size() / 2)) return context.error("distinct() makes too much work");
  std::vector<Value> out;
  for (const Value& item : items) {
    if (std::none_of(out.begin(), out.end(), [&](const Value& each) { return equal(each, item); })) out.push_back(item);
  }
  return list_value(context, out);
}

Value element(CallContext& context) {
  if (context.args[0].is_symbol() || context.args[1].is_symbol())
    return context.symbols().get(context.args[0], context.args[1]);
  Arguments arguments(context);
  std::span<const Value> list = arguments.list(0);
  int64_t index = arguments.integer(1);
  if (arguments.failed()) return arguments.error();
  if (list.empty()) return context.error("element() expects a list that is not empty");
  if (index < 0) return context.error("element() expects an index that is not negative");
  return list[static_cast<size_t>(index) % list.size()];
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
  for (const Value& item : arguments.list(0)) {
    Tri same = SymbolTable::same(item, context.args[1]);
    if (same == Tri::Unknown) return unknown_call(context, SymbolType::Int);
    if (same == Tri::True) return Value::of(index);
    ++index;
  }
  return arguments.failed() ? arguments.error() : context.error("index() found no such item in the list");
}

Value match_keys(CallContext& context) {
  Arguments arguments(context);
  std::span<const Value> items = arguments.list(0), keys = arguments.list(1), wanted = arguments.list(2);
  if (arguments.failed()) return arguments.error();
  if (items.size() != keys.size()) return context.error("matchkeys() expects as many keys as values");
  if (!context.spend(keys.size() * (wanted.size() + 1))) return context.error("matchkeys() makes too much work");
  std::vector<Value> out;
  for (size_t i = 0; i < items.size(); ++i) {
    if (std::any_of(wanted.begin(), wanted.end(), [&](const Value& each) { return equal(each, keys[i]); }))
      out.push_back(items[i]);
  }
  return list_value(context, out);
}

/// range(end), range(start, end), range(start, end, step).
Value range(CallContext& context) {
  Arguments arguments(context);
  size_t count = context.args.size();
  double start = count > 1 ? arguments.number(0) : 0;
  double end = arguments.number(count > 1 ? 1 : 0);
  double step = count > 2 ? arguments.number(2) : end < start ? -1 : 1;
  if (arguments.failed()) return arguments.error();
  if (step == 0) return start == end ? Value::array({}) : context.error("range() expects a step that is not zero");
  if ((end < start && step > 0) || (end > start && step < 0))
    return context.error("range() never gets to its end with this step");
  std::vector<Value> out;
  for (double at = start; step > 0 ? at < end : at > end; at += step) {
    if (out.size() >= kLongestRange) return context.error("range() makes more than 1024 numbers");
    out.push_back(number_value(at));
  }
  return list_value(context, out);
}

Value reverse(CallContext& context) {
  if (context.args[0].is_symbol()) return unknown_call(context, SymbolType::Array);
  Arguments arguments(context);
  std::span<const Value> items = arguments.list(0);
  if (arguments.failed()) return arguments.error();
  return list_value(context, std::vector<Value>(items.rbegin(), items.rend()));
}

Value slice(CallContext& context) {
  for (const Value& each : context.args) {
    if (each.is_symbol()) return unknown_call(context, SymbolType::Array);
  }
  Arguments arguments(context);
  std::span<const Value> items = arguments.list(0);
  int64_t start = arguments.integer(1), end = arguments.integer(2);
  if (arguments.failed()) return arguments.error();
  if (start < 0 || end < start || end > static_cast<int64_t>(items.size())) {
    return context.error("slice() expects 0 <= start <= end <= the length of the list");
  }
  return Value::array(items.subspan(static_cast<size_t>(start), static_cast<size_t>(end - start)));
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
  return list_value(context, out);
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
