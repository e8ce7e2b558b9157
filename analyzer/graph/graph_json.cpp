#include "analyzer/graph/graph_json.h"

#include "analyzer/eval/symbol.h"
#include "analyzer/graph/json_writer.h"

namespace ringfence {
namespace {

constexpr unsigned kMaxDepth = 200;

void write_symbol(JsonWriter& out, const Symbol& symbol) {
  out.begin_object();
  out.key("$symbol");
  out.string(canonical_text(symbol));
  out.end_object();
}

void write_members(JsonWriter& out, const Value& object, unsigned depth);

void write_value(JsonWriter& out, const Value& value, unsigned depth) {
  if (depth == 0) return out.null();
  switch (value.kind) {
    case ValueKind::Null: return out.null();
    case ValueKind::Bool: return out.boolean(value.boolean);
    case ValueKind::Int: return out.number(value.integer);
    case ValueKind::Double: return out.number(value.number);
    case ValueKind::String: return out.string(value.str());
    case ValueKind::Symbol: return write_symbol(out, *value.symbol);
    case ValueKind::Array:
      out.begin_array();
      for (const Value& item : value.array_items()) write_value(out, item, depth - 1);
      return out.end_array();
    case ValueKind::Object:
      out.begin_object();
      write_members(out, value, depth);
      return out.end_object();
  }
}

/// Null properties are not sent, so they are not shown.
void write_members(JsonWriter& out, const Value& object, unsigned depth) {
  for (const Member& member : object.object_members()) {
    if (member.value.is_null()) continue;
    out.key(member.symbolic_key ? "$symbol:" + canonical_text(*member.symbolic_key) : std::string(member.key));
    write_value(out, member.value, depth - 1);
  }
}

std::string node_id(size_t root, NodeId node) { return "n" + std::to_string(root) + "." + std::to_string(node); }

void write_place(JsonWriter& out, const Span& span, const SourceMap& sources, const FileName& file_name) {
  if (!span.valid()) return;
  out.key("file");
  out.string(file_name(span.file));
  out.key("line");
  out.number(static_cast<int64_t>(sources.position(span.file, span.begin).line));
}

void write_node(JsonWriter& out, size_t root, const ResourceGraph& graph, const ResourceNode& node,
                const SourceMap& sources, const FileName& file_name) {
  out.line_break();
  out.begin_object();
  out.key("id");
  out.string(node_id(root, node.id));
  out.key("root");
  out.string(graph.deployment.name);
  out.key("type");
  out.string(node.type);
  out.key("apiVersion");
  out.string(node.api_version);
  out.key("name");
  write_value(out, node.name, kMaxDepth);
  out.key("address");
  out.string(node.address);
  out.key("module");
  out.string(node.module);
  write_place(out, node.header_span.valid() ? node.header_span : node.span, sources, file_name);
  out.key("existing");
  out.boolean(node.existing);
  out.key("condition");
  if (node.condition.is_symbol()) {
    write_value(out, node.condition, kMaxDepth);
  } else {
    out.boolean(true);
  }
  out.key("body");
  out.begin_object();
  write_members(out, node.body, kMaxDepth);
  bool has_scope = find_member(node.body, "scope", KeyCase::Insensitive) != nullptr;
  if (!node.scope.is_null() && !has_scope) {
    out.key("scope");
    write_value(out, node.scope, kMaxDepth);
  }
  out.end_object();
  out.end_object();
}

void write_edge(JsonWriter& out, size_t root, const Edge& edge) {
  out.line_break();
  out.begin_object();
  out.key("from");
  out.string(node_id(root, edge.from));
  out.key("to");
  out.string(node_id(root, edge.to));
  out.key("kind");
  out.string(edge_name(edge.kind));
  out.key("path");
  out.string(edge.path);
  out.end_object();
}

/// {name: value} of the root template; one object per root when there are several.
template <class Values>
void write_named(JsonWriter& out, std::string_view key, std::span<const ResourceGraph> graphs, const Values& values_of) {
  out.line_break();
  out.key(key);
  out.begin_object();
  for (const ResourceGraph& graph : graphs) {
    if (graphs.size() > 1) {
      out.line_break();
      out.key(graph.deployment.name);
      out.begin_object();
    }
    for (const NamedValue& named : values_of(graph.deployment)) {
      if (named.value.is_null()) continue;
      out.key(named.name);
      write_value(out, named.value, kMaxDepth);
    }
    if (graphs.size() > 1) out.end_object();
  }
  out.end_object();
}

std::string dot_text(std::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return out + "\"";
}

}  // namespace

std::string value_json(const Value& value) {
  JsonWriter out;
  write_value(out, value, kMaxDepth);
  return out.take();
}

std::string graph_json(std::span<const ResourceGraph> graphs, const SourceMap& sources, const FileName& file_name) {
  JsonWriter out;
  out.begin_object();
  out.key("nodes");
  out.begin_array();
  for (size_t root = 0; root < graphs.size(); ++root) {
    for (const ResourceNode& node : graphs[root].nodes) write_node(out, root, graphs[root], node, sources, file_name);
  }
  out.line_break();
  out.end_array();
  out.line_break();
  out.key("edges");
  out.begin_array();
  for (size_t root = 0; root < graphs.size(); ++root) {
    for (const Edge& edge : graphs[root].edges) write_edge(out, root, edge);
  }
  out.line_break();
  out.end_array();
  out.line_break();
  out.key("unresolved");
  out.begin_array();
  for (const ResourceGraph& graph : graphs) {
    for (const UnresolvedModule& module : graph.deployment.unresolved) {
      out.line_break();
      out.begin_object();
      out.key("module");
      out.string(module.path);
      out.key("source");
      out.string(module.call ? module.call->source : std::string_view{});
      if (module.call) write_place(out, module.call->header_span.valid() ? module.call->header_span : module.call->span, sources, file_name);
      out.end_object();
    }
  }
  out.end_array();
  write_named(out, "outputs", graphs, [](const Deployment& deployment) -> const auto& { return deployment.outputs; });
  write_named(out, "variables", graphs, [](const Deployment& deployment) -> const auto& { return deployment.variables; });
  out.end_object();
  return out.take() + "\n";
}

std::string graph_dot(std::span<const ResourceGraph> graphs) {
  std::string out = "digraph ringfence {\n  rankdir=LR;\n  node [shape=box];\n";
  for (size_t root = 0; root < graphs.size(); ++root) {
    const ResourceGraph& graph = graphs[root];
    out += "  subgraph cluster_" + std::to_string(root) + " {\n    label=" + dot_text(graph.deployment.name) + ";\n";
    for (const ResourceNode& node : graph.nodes) {
      std::string name = node.name.is_string() ? std::string(node.name.str()) : canonical_text(node.name);
      out += "    " + dot_text(node_id(root, node.id)) + " [label=" + dot_text(std::string(node.type) + " " + name);
      if (node.existing) out += ", style=dashed";
      out += "];\n";
    }
    for (const Edge& edge : graph.edges) {
      out += "    " + dot_text(node_id(root, edge.from)) + " -> " + dot_text(node_id(root, edge.to));
      out += " [label=" + dot_text(edge_name(edge.kind));
      if (edge.certain != Tri::True) out += ", style=dotted";
      out += "];\n";
    }
    out += "  }\n";
  }
  return out + "}\n";
}

}  // namespace ringfence
