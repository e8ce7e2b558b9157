#pragma once
// DeploymentNode: a deployment as a whole as if it were a resource, for policies with `resource: deployment`.
//
// Its body is { targetScope, language, parameters: [{ name, type, secure, default, module }], outputs: [{ name, value,
// secure }] }: parameters of the root and of every module that it uses, outputs of the root. Used by engine; holds no
// resources (`resources` in a condition counts those).

#include "analyzer/graph/resource_graph.h"
#include "parsers/arena.h"

namespace ringfence {

class DeploymentNode {
 public:
  /// The graph must outlive it.
  explicit DeploymentNode(const ResourceGraph& graph);
  const ResourceNode& node() const { return node_; }

 private:
  Value parameters();
  Value outputs();
  Value parameter(const Parameter& declared, std::string_view module);
  Value text(std::string_view text) { return Value::text(arena_.copy(text)); }

  const ResourceGraph& graph_;
  Arena arena_;
  ResourceInstance instance_;
  ResourceNode node_;
};

}  // namespace ringfence
