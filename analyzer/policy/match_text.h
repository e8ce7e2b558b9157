#pragma once
// What a text means: how long it says, whether a secret stands in it, what its value is made from. One test each,
// three-valued, for the operators of the same names; used by match.

#include "analyzer/eval/tri.h"
#include "analyzer/eval/value.h"

namespace ringfence {

/// False for a text that is no duration (duration.h).
Tri lasts_at_least(const Value& value, const Value& bound);
Tri lasts_at_most(const Value& value, const Value& bound);

/// Does a key, a password or a token stand in the open in it? What is not known is not written.
Tri has_open_secret(const Value& value, unsigned depth = 8);
/// Is it the name of something that holds a secret ("adminPassword", "API_KEY")?
Tri names_secret(const Value& value);

/// `word` is one of made_from.h.
Tri made_from(const Value& value, const Value& word);

}  // namespace ringfence
