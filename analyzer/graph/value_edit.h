#pragma once
// Changing values that are immutable: each edit copies the objects along one path into the arena.
// Used while Terraform bodies are put together in ARM terms.

#include <span>
#include <string>
#include <string_view>

#include "analyzer/eval/symbol.h"
#include "analyzer/eval/value.h"
#include "analyzer/knowledge/data_node.h"
#include "parsers/arena.h"

namespace ringfence {

using Path = std::span<const std::string>;

/// The value at a path, looking through a block (an array with one object) as if it were the object.
/// null: absent. Something not known on the way gives a term of it. Names compare exactly.
Value value_at(const Value& object, Path path, SymbolTable& symbols);

/// Whether a list that is not known has an element: of `x ? [1] : []`, x.
Value is_not_empty(const Value& list, SymbolTable& symbols);

/// `object` with `value` at `path`; objects that are missing on the way are made, with `around` as their place.
Value with_value(const Value& object, Path path, const Value& value, const Span& member_span, const Span& around,
                 Arena& arena);

/// `object` with items added to the list at `path`.
Value with_items(const Value& object, Path path, std::span<const Value> items, Arena& arena);

/// Deep merge of objects; what is not an object in both is taken from `over`.
Value merged(const Value& base, const Value& over, Arena& arena, unsigned depth = 60);

/// `over` for a deep merge into `base` that takes place only if `there`: each value of it is chosen between the two.
Value chosen(const Value& base, const Value& over, const Value& there, SymbolTable& symbols, unsigned depth = 60);

/// Maps become objects, lists arrays; texts are copied into the arena.
Value from_data(const DataNode& node, Arena& arena);

/// A constant member.
Member member_of(std::string_view key, const Value& value);

/// A JSON text as a value; every part has the place and way of `text`. Null when it is not JSON.
Value from_json(const Value& text, Arena& arena);

}  // namespace ringfence
