#include "analyzer/policy/match_text.h"

#include <algorithm>
#include <utility>

#include "analyzer/eval/symbol.h"
#include "analyzer/knowledge/secrets.h"
#include "analyzer/policy/duration.h"
#include "analyzer/policy/made_from.h"

namespace ringfence {
namespace {

bool may_be_text(const Symbol& symbol) { return symbol.type == SymbolType::String || symbol.type == SymbolType::Any; }

bool is_open_secret(const Value& value) {
  return value.is_string() && (holds_secret(value.str()) || is_token(value.str()));
}

/// (value, bound) in seconds, or what is to be said without them.
struct Durations {
  Tri otherwise = Tri::False;
  std::optional<std::pair<int64_t, int64_t>> both;
};

Durations read_both(const Value& value, const Value& bound) {
  Durations out;
  if (value.is_symbol() || bound.is_symbol()) {
    bool text = !value.is_symbol() || may_be_text(*value.symbol);
    out.otherwise = text && (value.is_symbol() || value.is_string()) ? Tri::Unknown : Tri::False;
    return out;
  }
  auto actual = value.is_string() ? read_duration(value.str()) : std::nullopt;
  auto wanted = bound.is_string() ? read_duration(bound.str()) : std::nullopt;
  if (actual && wanted) out.both = {*actual, *wanted};
  return out;
}

}  // namespace

Tri lasts_at_least(const Value& value, const Value& bound) {
  Durations read = read_both(value, bound);
  return read.both ? tri(read.both->first >= read.both->second) : read.otherwise;
}

Tri lasts_at_most(const Value& value, const Value& bound) {
  Durations read = read_both(value, bound);
  return read.both ? tri(read.both->first <= read.both->second) : read.otherwise;
}

Tri has_open_secret(const Value& value, unsigned depth) {
  if (!value.is_symbol()) return tri(is_open_secret(value));
  if (depth == 0) return Tri::False;
  auto args = value.symbol->args;
  return tri(std::any_of(args.begin(), args.end(),
                         [depth](const Value& part) { return has_open_secret(part, depth - 1) == Tri::True; }));
}

Tri names_secret(const Value& value) {
  if (value.is_symbol()) return may_be_text(*value.symbol) ? Tri::Unknown : Tri::False;
  return tri(value.is_string() && is_secret_name(value.str()));
}

Tri made_from(const Value& value, const Value& word) {
  auto ingredient = word.is_string() ? ingredient_of(word.str()) : std::nullopt;
  return ingredient ? made_from(value, *ingredient) : Tri::False;
}

}  // namespace ringfence
