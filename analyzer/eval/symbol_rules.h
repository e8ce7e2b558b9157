#pragma once
// The rules that bring a term into canonical form (DESIGN section 8), one function per name that
// has any. Used by SymbolTable alone; each rule sees canonical arguments and makes its result
// through the table again, so that a result is canonical too.

#include <optional>
#include <span>
#include <string_view>

#include "analyzer/eval/symbol.h"

namespace ringfence::symbol_rules {

/// What name(args) is when it is not simply that term. May replace `args` by their canonical
/// form (flattened, merged) and fill `facts` that follow from the name.
std::optional<Value> simplify(SymbolTable& table, std::string_view name, std::span<const Value>& args,
                              SymbolFacts& facts);

/// get(object, key) for a symbolic object; nothing when the term has to be made.
std::optional<Value> get_from(SymbolTable& table, const Symbol& object, const Value& key);

}  // namespace ringfence::symbol_rules
