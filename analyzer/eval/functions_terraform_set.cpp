// setintersection, setproduct, setsubtract, setunion.

#include <algorithm>
#include <array>

#include "analyzer/eval/functions_terraform.h"

namespace ringfence::terraform_library {

namespace {

bool any_unknown(std::span<const Value> values) { return std::any_of(values.begin(), values.end(), is_unknown); }

/// Is it in the set? Unknown when an item may or may not be equal.
Tri holds(std::span<const Value> set, const Value& wanted) {
  Tri found = Tri::False;
  for (const Value& item : set) found = found || SymbolTable::same(item, wanted);
  return found;
}

/// The items of all arguments, of one type, with how many each has.
bool read_sets(CallContext& context, Arguments& arguments, std::vector<std::vector<Value>>& sets) {
  std::vector<Value> all;
  std::vector<size_t> sizes;
  for (size_t i = 0; i < context.args.size(); ++i) {
    std::span<const Value> items = arguments.list(i);
    all.insert(all.end(), items.begin(), items.end());
    sizes.push_back(items.size());
  }
  if (arguments.failed() || !context.spend(all.size())) return false;
  unify(context, all);
  auto at = all.begin();
  for (size_t size : sizes) {
    sets.emplace_back(at, at + static_cast<std::ptrdiff_t>(size));
    at += static_cast<std::ptrdiff_t>(size);
  }
  return true;
}

Value set_of(CallContext& context, std::vector<Value>& items) {
  make_set(context, items);
  return list_value(context, items);
}

Value set_union(CallContext& context) {
  if (any_unknown(context.args)) return unknown_call(context, SymbolType::Array);
  Arguments arguments(context);
  std::vector<std::vector<Value>> sets;
  if (!read_sets(context, arguments, sets))
    return arguments.failed() ? arguments.error() : context.error("setunion() makes too much work");
  std::vector<Value> all;
  for (const std::vector<Value>& set : sets) all.insert(all.end(), set.begin(), set.end());
  return set_of(context, all);
}

/// Items of the first set that are in all others (Wanted) or in none of them.
template <Tri Wanted>
Value filter_set(CallContext& context) {
  if (any_unknown(context.args)) return unknown_call(context, SymbolType::Array);
  Arguments arguments(context);
  std::vector<std::vector<Value>> sets;
  if (!read_sets(context, arguments, sets))
    return arguments.failed() ? arguments.error() : context.error("the sets are too large");
  std::vector<Value> out;
  for (const Value& item : sets[0]) {
    bool keep = true;
    for (size_t i = 1; i < sets.size(); ++i) {
      if (!context.spend(sets[i].size())) return context.error("the sets are too large");
      Tri found = holds(sets[i], item);
      if (found == Tri::Unknown) return unknown_call(context, SymbolType::Array);
      keep = keep && found == Wanted;
    }
    if (keep) out.push_back(item);
  }
  return set_of(context, out);
}

/// All combinations, the last argument running fastest.
Value set_product(CallContext& context) {
  if (any_unknown(context.args)) return unknown_call(context, SymbolType::Array);
  Arguments arguments(context);
  uint64_t total = 1;
  for (size_t i = 0; i < context.args.size(); ++i) {
    total *= arguments.list(i).size();
    if (arguments.failed()) return arguments.error();
    if (total > 1'000'000 || !context.spend(total)) return context.error("setproduct() makes too many combinations");
  }
  std::vector<Value> out;
  std::vector<Value> row(context.args.size());
  for (uint64_t number = 0; number < total; ++number) {
    uint64_t rest = number;
    for (size_t i = context.args.size(); i-- > 0;) {
      std::span<const Value> items = context.args[i].array_items();
      row[i] = items[rest % items.size()];
      rest /= items.size();
    }
    out.push_back(list_value(context, row));
  }
  return list_value(context, out);
}

constexpr std::array kRows = {
    FunctionRow{"setintersection", 1, 255, kSeesSymbols, SymbolType::Array, filter_set<Tri::True>},
    FunctionRow{"setproduct", 1, 255, kSeesSymbols, SymbolType::Array, set_product},
    FunctionRow{"setsubtract", 2, 2, kSeesSymbols, SymbolType::Array, filter_set<Tri::False>},
    FunctionRow{"setunion", 1, 255, kSeesSymbols, SymbolType::Array, set_union},
};

}  // namespace

std::span<const FunctionRow> set_rows() { return kRows; }

}  // namespace ringfence::terraform_library
