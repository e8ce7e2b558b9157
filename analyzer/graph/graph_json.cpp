#include "analyzer/graph/graph_json.h"

#include "analyzer/eval/symbol.h"
#include "analyzer/graph/json_writer.h"
#include "analyzer/graph/secret_values.h"

namespace ringfence {
namespace {

constexpr unsigned kMaxDepth = 200;

void write_symbol(JsonWriter& out, const Symbol& symbol) {
  out.begin_object();
  out.key("$symbol");
  out.string(canonical_text(symbol));
  out.end_object();
}

/// Which values are left out. No Hiding at all: the value of an expression that somebody asks for by hand.
struct Hiding {
  SecretContext here;
  const SecretPlace* at = nullptr;
  Hiding below_member(const Value& object, const Member& member) const { return {below(here, object, member), at}; }
  bool hides(const Value& value) const {
    return is_secret_value(value, here) || (at && value.is_string() && value.size > 0 && (*at)(value.span));
  }
};

/// In place of a secret that is written in the open; what is declared secure is param('name').
void write_hidden(JsonWriter& out) {
  out.begin_object();
  out.key("$symbol");
  out.string("secret()");
  out.end_object();
}

void write_members(JsonWriter& out, const Value& object, const Hiding* hiding, unsigned depth);

void write_value(JsonWriter& out, const Value& value, const Hiding* hiding, unsigned depth) {
  if (depth == 0) return out.null();
  if (hiding && hiding->hides(value)) return write_hidden(out);
  switch (value.kind) {
    case ValueKind::Null: return out.null();
    case ValueKind::Bool: return out.boolean(value.boolean);
    case ValueKind::Int: return out.number(value.integer);
    case ValueKind::Double: return out.number(value.number());
    case ValueKind::String: return out.string(value.str());
    case ValueKind::Symbol: return write_symbol(out, *value.symbol);
    case ValueKind::Array:
      out.begin_array();
      for (const Value& item : value.array_items()) write_value(out, item, hiding, depth - 1);
      return out.end_array();
    case ValueKind::Object:
      out.begin_object();
      write_members(out, value, hiding, depth);
      return out.end_object();
  }
}

/// Null properties are not sent, so they are not shown.
void write_members(JsonWriter& out, const Value& object, const Hiding* hiding, unsigned depth) {
  for (const Member& member : object.object_members()) {
    if (member.value.is_null()) continue;
    out.key(member.symbolic_key ? "$symbol:" + canonical_text(*member.symbolic_key) : std::string(member.key));
    if (hiding) {
      Hiding inner = hiding->below_member(object, member);
      write_value(out, member.value, &inner, depth - 1);
    } else {
      write_value(out, member.value, nullptr, depth - 1);
    }
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
  const Hiding top;
  const Hiding body{SecretContext::of_type(node.terraform_type.empty() ? node.type : node.terraform_type)};
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
  write_value(out, node.name, &top, kMaxDepth);
  out.key("address");
  out.string(node.address);
  out.key("module");
  out.string(node.module);
  write_place(out, node.header_span.valid() ? node.header_span : node.span, sources, file_name);
  out.key("existing");
  out.boolean(node.existing);
  out.key("condition");
  if (node.condition.is_symbol()) {
    write_value(out, node.condition, &top, kMaxDepth);
  } else {
    out.boolean(true);
  }
  out.key("body");
  out.begin_object();
  write_members(out, node.body, &body, kMaxDepth);
  bool has_scope = find_member(node.body, "scope", KeyCase::Insensitive) != nullptr;
  if (!node.scope.is_null() && !has_scope) {
    out.key("scope");
    write_value(out, node.scope, &top, kMaxDepth);
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
void write_named(JsonWriter& out, std::string_view key, std::span<const ResourceGraph> graphs,
                 const SecretPlace& is_secret, const Values& values_of) {
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
      const Hiding hiding{SecretContext{}.below(named.name, {}), &is_secret};
      write_value(out, named.value, &hiding, kMaxDepth);
    }
    if (graphs.size() > 1) out.end_object();
  }
  out.end_object();
}

/// Control characters, C1 (C2 80 to C2 9F) among them, would steer the terminal that shows it.
std::string dot_text(std::string_view text) {
  std::string out = "\"";
  for (size_t i = 0; i < text.size(); ++i) {
    auto c = static_cast<unsigned char>(text[i]);
    auto next = static_cast<unsigned char>(i + 1 < text.size() ? text[i + 1] : 0);
    if (c == '"' || c == '\\') out += '\\';
    bool c1 = c == 0xC2 && next >= 0x80 && next < 0xA0;
    out += c < 0x20 || c == 0x7f || c1 ? ' ' : text[i];
    if (c1) ++i;
  }
  return out + "\"";
}

}  // namespace

std::string value_json(const Value& value) {
  JsonWriter out;
  write_value(out, value, nullptr, kMaxDepth);
  return out.take();
}

std::string graph_json(std::span<const ResourceGraph> graphs, const SourceMap& sources, const FileName& file_name,
                       const SecretPlace& is_secret) {
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
  write_named(out, "outputs", graphs, is_secret, [](const Deployment& deployment) -> const auto& { return deployment.outputs; });
  write_named(out, "variables", graphs, is_secret, [](const Deployment& deployment) -> const auto& { return deployment.variables; });
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
