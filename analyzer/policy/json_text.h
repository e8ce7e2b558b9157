#pragma once
// JSON text of values and data, for the findings that carry it as text. What is not known prints as
// {"$symbol": "canonical text"}; long values are cut to a symbol-like note, so that a finding stays small.

#include <string>

#include "analyzer/eval/value.h"
#include "analyzer/graph/secret_values.h"
#include "analyzer/knowledge/data_node.h"

namespace ringfence {

/// A secret that was written in the open prints as "***"; `here` is the place of the value in its resource.
std::string json_text(const Value& value, const SecretContext& here = {});
std::string json_text(const DataNode& node);

/// The value in a sentence: text without quotes, a symbol as its canonical text; shortened.
std::string plain_text(const Value& value, const SecretContext& here = {});

}  // namespace ringfence
