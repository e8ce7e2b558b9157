#pragma once
// Which values of a graph are secrets that were written in the open, so that whoever prints one leaves
// it out (graph_json, policy/json_text). Names and texts decide: knowledge/secrets.h.

#include <string_view>

#include "analyzer/eval/value.h"
#include "analyzer/knowledge/secrets.h"

namespace ringfence {

/// A text that is a secret, or a term that holds a part of one.
bool is_secret_value(const Value& value, const SecretContext& here);

/// Of a member of `object`.
SecretContext below(const SecretContext& here, const Value& object, const Member& member);

}  // namespace ringfence
