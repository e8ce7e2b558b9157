#pragma once
// The graph in words: what `ringfence graph --format json|dot` prints (docs/json.md, DESIGN section 8).
// Reads finished graphs; output is the same bytes for the same input.

#include <functional>
#include <span>
#include <string>

#include "analyzer/graph/resource_graph.h"
#include "parsers/source.h"

namespace ringfence {

/// How a file is shown to the user.
using FileName = std::function<std::string(FileId)>;

/// Is what is written there a secret?
using SecretPlace = std::function<bool(const Span&)>;

/// {"nodes", "edges", "unresolved", "outputs", "variables"} of all roots; ends with a newline. Secrets that are written
/// in the open print as {"$symbol": "secret()"}; `is_secret` is asked about outputs and variables, which have no type
/// that would tell.
std::string graph_json(
    std::span<const ResourceGraph> graphs, const SourceMap& sources, const FileName& file_name,
    const SecretPlace& is_secret = [](const Span&) { return false; });

/// A Graphviz digraph, one cluster per root.
std::string graph_dot(std::span<const ResourceGraph> graphs);

/// A value as JSON text on one line: what is not known is {"$symbol": "canonical text"}, null properties are left out.
std::string value_json(const Value& value);

}  // namespace ringfence
