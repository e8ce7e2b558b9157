// A deployment template, root or nested: its parts in order, each to declarations.

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "parsers/arm/lowering.h"
#include "parsers/arm/names.h"
#include "parsers/arm/schema.h"

namespace ringfence::arm {

using syntax::JsonIndex;
using syntax::JsonKind;
using syntax::kNoJson;

namespace {

/// Words that begin an inline suppression, ours and other analyzers'.
constexpr std::array<std::string_view, 5> kSuppressions = {"ringfence:ignore", "checkov:skip", "trivy:ignore",
                                                           "tfsec:ignore", "kics-scan"};

/// The text of a comment without its signs and the blanks around it.
std::string_view without_signs(std::string_view comment) {
  bool block = comment.substr(0, 2) == "/*";
  comment.remove_prefix(2);
  if (block) comment.remove_suffix(2);
  size_t begin = comment.find_first_not_of(" \t\r\n*");
  if (begin == std::string_view::npos) return {};
  size_t end = comment.find_last_not_of(" \t\r\n*");
  return comment.substr(begin, end - begin + 1);
}

}  // namespace

const Template* Lowering::lower_template(JsonIndex root) {
  Template out;
  out.dialect = Dialect::Arm;
  out.file = tree_.source->id;
  out.span = tree_.span(root);
  out.open = !tree_.well_formed;
  out.target_scope = "resourceGroup";
  TemplateParts parts;
  JsonIndex outer_definitions = std::exchange(definitions_, find_object(root, "definitions"));
  for (const JsonMember& member : members(root)) {
    auto is = [&](std::string_view name) { return same_name(member.name, name); };
    if (is("$schema")) {
      out.schema = literal_text(member.value);
      out.target_scope = schema_scope(out.schema);
    } else if (is("languageVersion")) {
      out.language_version = literal_text(member.value);
    } else if (is("metadata")) {
      JsonIndex generator = find_object(member.value, "_generator");
      out.generated_by_bicep = same_name(literal_text(find(generator, "name")), "bicep");
    } else if (is("parameters")) {
      out.parameters = parameters(member.value);
    } else if (is("variables")) {
      out.variables = variables(member.value);
    } else if (is("functions")) {
      out.functions = functions(member.value);
    } else if (is("definitions")) {
      out.types = types(member.value);
    } else if (is("resources")) {
      out.symbolic_names = tree_.is(member.value, JsonKind::Object);
      resources(member.value, nullptr, parts);
    } else if (is("outputs")) {
      out.outputs = outputs(member.value);
    } else if (is("extensions") || is("imports")) {
      out.extensions = extensions(member.value);
    } else if (is("asserts")) {
      out.remarks = asserts(member.value);
    }
  }
  definitions_ = outer_definitions;
  out.resources = arena_.copy(parts.resources);
  out.modules = arena_.copy(parts.modules);
  return arena_.make<Template>(out);
}

std::span<const Comment> Lowering::comments() {
  for (const Span& span : tree_.comments) {
    std::string_view text = without_signs(tree_.source->text(span));
    for (std::string_view word : kSuppressions) {
      if (text.find(word) == std::string_view::npos) continue;
      comments_.push_back({text, span});
      break;
    }
  }
  return arena_.copy(comments_);
}

/// Variables; "copy": [...] among them makes variables by repetition.
std::span<const Variable> Lowering::variables(JsonIndex object) {
  std::vector<Variable> out;
  for (const JsonMember& member : members(object)) {
    if (!same_name(member.name, "copy") || !is_property_copy(member.value)) {
      out.push_back({member.name, value(member.value), member_span(member), tree_.span(member.key)});
      continue;
    }
    for (JsonIndex at = tree_.first_child(member.value); at != tree_.children_end(member.value); at = tree_[at].next) {
      JsonIndex name = find(at, "name");
      if (!tree_.is(name, JsonKind::String)) continue;
      out.push_back({text(name), for_copy(at, text(name), tree_.span(at)), tree_.span(at), tree_.span(name)});
    }
  }
  return arena_.copy(out);
}

/// [{"namespace": "ns", "members": {"f": {"parameters": [...], "output": {...}}}}]
std::span<const Function> Lowering::functions(JsonIndex namespaces) {
  std::vector<Function> out;
  if (!tree_.is(namespaces, JsonKind::Array)) return {};
  for (JsonIndex at = tree_.first_child(namespaces); at != tree_.children_end(namespaces); at = tree_[at].next) {
    std::string_view ns = literal_text(find(at, "namespace"));
    for (const JsonMember& member : members(find_object(at, "members"))) {
      Function function;
      function.ns = ns;
      function.name = member.name;
      function.span = member_span(member);
      function.name_span = tree_.span(member.key);
      std::vector<FunctionParameter> params;
      JsonIndex list = find(member.value, "parameters");
      if (tree_.is(list, JsonKind::Array)) {
        for (JsonIndex param = tree_.first_child(list); param != tree_.children_end(list); param = tree_[param].next) {
          params.push_back({literal_text(find(param, "name")), type(param)});
        }
      }
      function.params = arena_.copy(params);
      JsonIndex body = find(find_object(member.value, "output"), "value");
      function.body = body == kNoJson ? make(function.span, NullLiteral{}) : value(body);
      out.push_back(function);
    }
  }
  return arena_.copy(out);
}

std::span<const Output> Lowering::outputs(JsonIndex object) {
  std::vector<Output> out;
  for (const JsonMember& member : members(object)) out.push_back(output(member));
  return arena_.copy(out);
}

Output Lowering::output(const JsonMember& member) {
  Output out;
  out.name = member.name;
  out.span = member_span(member);
  out.name_span = tree_.span(member.key);
  out.type = type(member.value);
  out.secure = out.type->secure;
  out.condition = optional(find(member.value, "condition"));
  JsonIndex copy = find_object(member.value, "copy");
  JsonIndex written = find(member.value, "value");
  if (copy != kNoJson) {
    out.value = for_copy(copy, literal_text(find(copy, "name")), tree_.span(copy));
  } else {
    out.value = written == kNoJson ? make(out.span, NullLiteral{}) : value(written);
  }
  return out;
}

/// {"alias": {"name" (in imports: "provider"): ..., "version": ..., "config": {...}}}
std::span<const Extension> Lowering::extensions(JsonIndex object) {
  std::vector<Extension> out;
  for (const JsonMember& member : members(object)) {
    JsonIndex name = find(member.value, "name");
    if (name == kNoJson) name = find(member.value, "provider");
    std::string source(literal_text(name));
    std::string_view version = literal_text(find(member.value, "version"));
    if (!version.empty()) source.append("@").append(version);
    Span source_span = name == kNoJson ? tree_.span(member.value) : tree_.span(name);
    out.push_back(
        {arena_.copy(source), member.name, optional(find(member.value, "config")), member_span(member), source_span});
  }
  return arena_.copy(out);
}

/// {"name": condition}
std::span<const Expr* const> Lowering::asserts(JsonIndex object) {
  std::vector<const Expr*> out;
  for (const JsonMember& member : members(object)) out.push_back(value(member.value));
  return arena_.copy(out);
}

/// An array, or an object whose keys are symbolic names. Children come after their enclosing resource.
void Lowering::resources(JsonIndex list, const Resource* enclosing, TemplateParts& out) {
  if (list == kNoJson || tree_.is(list, JsonKind::Null) || !enter(list)) return;
  auto add = [&](JsonIndex each, const JsonMember* symbolic) {
    if (tree_.is(each, JsonKind::Object)) return resource(each, symbolic, enclosing, out);
    diagnostics_.error("syntax-error", "expected a resource, an object", tree_.span(each));
  };
  if (tree_.is(list, JsonKind::Array)) {
    for (JsonIndex at = tree_.first_child(list); at != tree_.children_end(list); at = tree_[at].next) add(at, nullptr);
  } else if (tree_.is(list, JsonKind::Object)) {
    for (const JsonMember& member : members(list)) add(member.value, &member);
  } else {
    diagnostics_.error("syntax-error", "expected an array of resources, or an object of them", tree_.span(list));
  }
  leave();
}

}  // namespace ringfence::arm
