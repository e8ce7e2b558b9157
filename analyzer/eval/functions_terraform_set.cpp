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

/// The items of all arguments, of one type; an empty set has any.
bool read_sets(CallContext& context, Arguments& arguments, std::vector<std::vector<Value>>& sets) {
  std::vector<Value> all(context.args.begin(), context.args.end());
  for (size_t i = 0; i < all.size(); ++i) {
    if (!context.spend(arguments.list(i).size())) return false;
  }
  if (arguments.failed() || !terraform_types::convert_all(all, context.arena())) return false;
  for (const Value& set : all) sets.emplace_back(set.array_items().begin(), set.array_items().end());
  return true;
}

Value set_union(CallContext& context) {
  if (any_unknown(context.args)) return unknown_call(context, SymbolType::Array);
  Arguments arguments(context);
  std::vector<std::vector<Value>> sets;
  if (!read_sets(context, arguments, sets))
    return arguments.failed() ? arguments.error() : context.error("setunion() expects sets of one type");
  std::vector<Value> all;
  for (const std::vector<Value>& set : sets) all.insert(all.end(), set.begin(), set.end());
  return set_value(context, all);
}

/// Items of the first set that are in all others (Wanted) or in none of them.
template <Tri Wanted>
Value filter_set(CallContext& context) {
  if (any_unknown(context.args)) return unknown_call(context, SymbolType::Array);
  Arguments arguments(context);
  std::vector<std::vector<Value>> sets;
  if (!read_sets(context, arguments, sets))
    return arguments.failed() ? arguments.error()
                              : context.error(std::string(context.name) + "() expects sets of one type");
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
  return set_value(context, out);
}

/// All combinations, the last argument running fastest: of sets a set, with nothing but lists a list.
Value set_product(CallContext& context) {
  if (any_unknown(context.args)) return unknown_call(context, SymbolType::Array);
  if (context.args.size() < 2) return context.error("setproduct() expects two sets at least");
  Arguments arguments(context);
  uint64_t total = 1;
  bool sets = false;
  std::vector<Value> lists;
  for (size_t i = 0; i < context.args.size(); ++i) {
    total *= arguments.list(i).size();
    if (arguments.failed()) return arguments.error();
    if (total > 1'000'000 || !context.spend(total)) return context.error("setproduct() makes too many combinations");
    sets = sets || context.args[i].is_set();
    const auto list =
        terraform_types::convert(context.args[i], *terraform_types::list_of(nullptr, context.arena()), context.arena());
    if (!list) return context.error("setproduct() expects items of one type");
    lists.push_back(*list);
  }
  std::vector<Value> out;
  std::vector<Value> row(lists.size());
  for (uint64_t number = 0; number < total; ++number) {
    uint64_t rest = number;
    for (size_t i = lists.size(); i-- > 0;) {
      std::span<const Value> items = lists[i].array_items();
      row[i] = items[rest % items.size()];
      rest /= items.size();
    }
    out.push_back(list_value(context, row));
  }
  return sets ? set_value(context, out) : typed_list(context, out);
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
