#pragma once
// Symbol: a value that cannot be known before deployment, as a hash-consed term.
//
// What is not known still has identity: within one SymbolTable equal terms are one object, so
// `a == a` holds and names built from parameters link resources. The constructors below bring
// every term into the canonical form that DESIGN section 8 describes, so that Bicep and the ARM
// JSON compiled from it get the same terms. Canonical text is made on demand.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/eval/tri.h"
#include "analyzer/eval/value.h"
#include "parsers/arena.h"

namespace ringfence {

/// Why it is not known (JSON `needs.kind`).
enum class SymbolReason : uint8_t { Parameter, Variable, Data, Runtime, Module, Limit, Loop };

/// What is known of its type, for conversions and for "cannot be that".
enum class SymbolType : uint8_t { Any, String, Int, Bool, Array, Object };

struct Symbol {
  std::string_view name;             // lower case: "param", "concat", "attr", "uniquestring", ...
  std::span<const Value> args;
  SymbolType type = SymbolType::Any;
  SymbolReason reason = SymbolReason::Runtime;  // of the first unknown it is made of
  bool secure = false;               // made from a secret: never printed but by its name
  bool no_slash = false;             // a resource name or an identifier: contains no '/'
  bool internal = false;             // holds an evaluator's handle or error ('@...'): never in a final value
  std::span<const Value> domain;     // all values it can have, when that is known (@allowed, bool); else empty
  uint64_t hash = 0;
  uint32_t size = 0;                 // nodes of the term, for limits
  uint32_t depth = 0;                // nesting of the term, for limits
};

/// What is known besides the term itself, when it is made.
struct SymbolFacts {
  SymbolType type = SymbolType::Any;
  SymbolReason reason = SymbolReason::Runtime;
  bool secure = false;
  bool no_slash = false;
  std::span<const Value> domain;
};

/// Makes and owns the terms of one root. Not shared between threads.
class SymbolTable {
 public:
  explicit SymbolTable(Arena& arena);
  ~SymbolTable();
  SymbolTable(const SymbolTable&) = delete;
  SymbolTable& operator=(const SymbolTable&) = delete;

  /// The term name(args...) in canonical form. May be a plain value: concat of literals is a
  /// string, if(c, a, a) is a, get(object, 'known') is the member, not(not(x)) is x.
  /// Facts of an existing term are kept.
  Value make(std::string_view name, std::span<const Value> args, SymbolFacts facts = {});

  /// param('name'): a root parameter without a value.
  Value parameter(std::string_view name, SymbolFacts facts);
  /// concat of the parts; adjacent literals merge, nested concats flatten, a lone string is itself.
  Value concat(std::span<const Value> parts);
  /// get(object, keys...): member or element access on something not known. A known object or
  /// array answers when it can; null when it certainly has no such member.
  Value get(const Value& object, const Value& key);
  /// Are they equal, as far as can be told? Literal prefixes and suffixes, types and domains exclude.
  static Tri same(const Value& a, const Value& b);

  Arena& arena();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// DESIGN section 8: `name(arg, ...)`, strings in single quotes, objects with sorted keys.
std::string canonical_text(const Symbol& symbol);
/// The same for any value nested in a term.
std::string canonical_text(const Value& value);

/// A string value as literal parts and symbolic holes: "a" -> ["a"], concat('a', x) -> ["a", x], x -> [x].
std::span<const Value> string_parts(const Value& value, Arena& arena);

/// The first unknowns a value is made of, at most `limit`: the terms a user could supply
/// (param, output of an unresolved module, data source, runtime function).
std::vector<const Symbol*> unknowns_of(const Value& value, size_t limit = 8);

/// Is a handle or an error of the evaluator anywhere in it?
bool has_internal(const Value& value);

/// The decimal text of an Int or a Double.
std::string_view number_text(const Value& number, Arena& arena);

}  // namespace ringfence
