#include <algorithm>

#include "parsers/bicep/lowering.h"

namespace ringfence::bicep {

namespace {

/// `2020-01-01`, `2020-01-01-preview`: what Azure's own types have for a version.
bool is_date(std::string_view version) {
  constexpr std::string_view kShape = "0000-00-00";
  if (version.size() < kShape.size()) return false;
  for (size_t i = 0; i < kShape.size(); ++i) {
    bool digit = version[i] >= '0' && version[i] <= '9';
    if (kShape[i] == '0' ? !digit : version[i] != kShape[i]) return false;
  }
  return true;
}

/// A type whose version is no date, or that has none, is not one of Azure's own.
bool may_be_of_extension(const Resource& resource) {
  return !resource.extension.empty() || !is_date(resource.api_version);
}

bool contains_ignoring_case(std::string_view text, std::string_view lower) {
  auto same = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + ('a' - 'A') : a) == b; };
  return std::search(text.begin(), text.end(), lower.begin(), lower.end(), same) != text.end();
}

}  // namespace

void Lowering::lower_resource(NodeIndex at, const Resource* enclosing, Declarations& out) {
  if (!enter(at)) {
    out.lost = true;
    return;
  }
  bool outer_refused = refused_;
  refused_ = false;
  auto* resource = arena_.make<Resource>();
  resource->symbol = text_of(at, fields_.name);
  resource->enclosing = enclosing;
  resource->span = span(at);

  NodeIndex type = child(at, fields_.type);
  NodeIndex last = type;
  for (NodeIndex each = tree_[at].first_child; each != kNoNode; each = tree_[each].next_sibling) {
    if (tree_[each].symbol != nodes_.existing_token()) continue;
    resource->mode = ResourceMode::Existing;
    last = each;
  }
  resource->header_span = header_span(at, last);

  bool typed = set_type(type, enclosing, *resource);
  Deployment deployment = lower_deployment(child(at, fields_.value));
  resource->condition = deployment.condition;
  resource->loop = deployment.loop;
  Fixed fixed;
  if (NodeIndex symbol = child(at, fields_.name); symbol != kNoNode) fixed.name_span = span(symbol);
  resource->body = lower_body(deployment.object, false, fixed);
  resource->name = fixed.name;
  resource->name_span = fixed.name_span;
  resource->parent = fixed.parent;
  resource->scope = fixed.scope;
  resource->depends_on = fixed.depends_on;

  bool kept = typed && !refused_ && deployment.object != kNoNode;
  if (kept) {
    out.resources.push_back(resource);
    if (may_be_of_extension(*resource)) out.fixed_items[resource] = std::move(fixed.items);
  } else {
    out.lost = true;
  }
  // A nested resource goes with its parent, but what is wrong in it costs only itself.
  if (kept) {
    for (NodeIndex each = first(deployment.object); each != kNoNode; each = next(each)) {
      if (kind(each) != Node::ResourceDeclaration) continue;
      if (is_broken(each)) {
        out.lost = true;
        continue;
      }
      lower_resource(each, resource, out);
    }
  }
  refused_ = outer_refused;
  --depth_;
}

Span Lowering::header_span(NodeIndex at, NodeIndex last) {
  Span out = span(at);
  out.begin = keyword_span(at).begin;
  if (last != kNoNode) out.end = span(last).end;
  return out;
}

/// The first word of a declaration, after its decorators.
Span Lowering::keyword_span(NodeIndex at) {
  NodeIndex each = tree_[at].first_child;
  while (each != kNoNode && tree_[each].named) each = tree_[each].next_sibling;
  return span(each == kNoNode ? at : each);
}

/// Type and version from `'type@version'`; those of a nested resource continue its parent's.
bool Lowering::set_type(NodeIndex type, const Resource* enclosing, Resource& resource) {
  std::string_view written;
  if (!literal_text(type, "the type of a resource", written)) return false;
  // `alias:Type@version` names the extension that the type is from.
  size_t slash = written.find('/');
  size_t colon = written.find(':');
  if (colon != std::string_view::npos && colon < slash) {
    if (written.substr(0, colon) != "az") resource.extension = written.substr(0, colon);
    written.remove_prefix(colon + 1);
  }
  size_t at_sign = written.find('@');
  resource.type = written.substr(0, at_sign);
  if (at_sign != std::string_view::npos) resource.api_version = written.substr(at_sign + 1);
  if (!enclosing) return true;
  resource.type = arena_.copy(std::string(enclosing->type) + "/" + std::string(resource.type));
  if (resource.api_version.empty()) resource.api_version = enclosing->api_version;
  resource.extension = enclosing->extension;
  return true;
}

/// `{...}`, `if (c) {...}`, `[for x in xs: {...}]`, `[for x in xs: if (c) {...}]`.
Lowering::Deployment Lowering::lower_deployment(NodeIndex value) {
  Deployment out;
  if (value != kNoNode && kind(value) == Node::For) {
    Loop loop;
    loop.collection = expression(child(value, fields_.collection));
    loop.item = text_of(value, fields_.item);
    loop.index = text_of(value, fields_.index);
    loop.span = span(value);
    out.loop = arena_.make<Loop>(loop);
    value = child(value, fields_.body);
  }
  if (value != kNoNode && kind(value) == Node::ConditionalBody) {
    out.condition = expression(child(value, fields_.condition));
    value = child(value, fields_.body);
  }
  if (value != kNoNode && kind(value) == Node::Object) out.object = value;
  return out;
}

const Expr* Lowering::lower_body(NodeIndex object, bool module, Fixed& fixed) {
  if (object == kNoNode) return nullptr;
  std::vector<ObjectItem> items;
  for (NodeIndex each = first(object); each != kNoNode; each = next(each)) {
    if (kind(each) == Node::Property) {
      NodeIndex key = child(each, fields_.key);
      NodeIndex value = child(each, fields_.value);
      if (key == kNoNode || value == kNoNode) continue;
      const Expr* quoted = kind(key) == Node::Identifier ? nullptr : expression(key);
      const auto* literal = as<StringLiteral>(quoted);
      std::string_view name = quoted ? (literal ? literal->text : std::string_view()) : text(key);
      if (take_fixed(name, each, module, fixed)) continue;
    }
    item(each, items);
  }
  return make(span(object), ObjectExpr{arena_.copy(items)});
}

/// Is it a property that Template has a place of its own for? Then puts it there.
bool Lowering::take_fixed(std::string_view key, NodeIndex property, bool module, Fixed& fixed) {
  NodeIndex value = child(property, fields_.value);
  auto keep = [&](const Expr*& place) {
    place = expression(value);
    fixed.items.push_back({make_string(span(child(property, fields_.key)), key), place, span(property)});
  };
  if (key == "name") {
    keep(fixed.name);
    fixed.name_span = span(value);
  } else if (key == "scope") {
    keep(fixed.scope);
  } else if (key == "dependsOn") {
    fixed.depends_on = depends_on(value);
  } else if (key == "parent" && !module) {
    keep(fixed.parent);
  } else if (key == "params" && module) {
    fixed.params = expression(value);
  } else {
    return false;
  }
  return true;
}

std::span<const Expr* const> Lowering::depends_on(NodeIndex value) {
  std::vector<const Expr*> out;
  const Expr* list = expression(value);
  const auto* array = as<ArrayExpr>(list);
  bool spread =
      array && std::any_of(array->items.begin(), array->items.end(), [](const ArrayItem& i) { return i.spread; });
  if (!array || spread) {
    out.push_back(list);
  } else {
    for (const ArrayItem& each : array->items) out.push_back(each.value);
  }
  return arena_.copy(std::span<const Expr* const>(out));
}

void Lowering::lower_module(NodeIndex at, Declarations& out) {
  auto* module = arena_.make<ModuleCall>();
  module->symbol = text_of(at, fields_.name);
  module->span = span(at);
  NodeIndex source = child(at, fields_.source);
  module->header_span = header_span(at, source);
  if (source != kNoNode) module->source_span = span(source);
  bool known = literal_text(source, "the path of a module", module->source);

  Deployment deployment = lower_deployment(child(at, fields_.value));
  module->condition = deployment.condition;
  module->loop = deployment.loop;
  Fixed fixed;
  module->body = lower_body(deployment.object, true, fixed);
  module->name = fixed.name;
  module->scope = fixed.scope;
  module->arguments = fixed.params;
  module->depends_on = fixed.depends_on;
  if (known && !refused_ && deployment.object != kNoNode) {
    out.modules.push_back(module);
  } else {
    out.lost = true;
  }
}

namespace {

/// The extension of the file that a type without `alias:` belongs to: the one for Microsoft Graph if it is a Graph
/// type, else the first other one.
std::string_view extension_of(const Resource& resource, std::string_view graph, std::string_view other) {
  if (resource.enclosing) return resource.enclosing->extension;
  std::string_view provider = resource.type.substr(0, resource.type.find('/'));
  return contains_ignoring_case(provider, "microsoft.graph") ? graph : other;
}

/// What an extension's resource is told is all under `properties`, its name too; the compiler writes it so.
void put_under_properties(Resource& resource, std::span<const ObjectItem> fixed, Arena& arena) {
  const auto* body = as<ObjectExpr>(resource.body);
  if (!body) return;
  std::vector<ObjectItem> items(fixed.begin(), fixed.end());
  items.insert(items.end(), body->items.begin(), body->items.end());
  Span span = resource.body->span;
  ObjectItem properties;
  properties.key = arena.make<Expr>(Expr{span, StringLiteral{"properties"}});
  properties.value = arena.make<Expr>(Expr{span, ObjectExpr{arena.copy(items)}});
  properties.span = span;
  resource.body = arena.make<Expr>(Expr{span, ObjectExpr{arena.copy(std::span<const ObjectItem>(&properties, 1))}});
  resource.name = resource.scope = resource.parent = nullptr;
}

}  // namespace

void resolve_extensions(Declarations& declarations, Arena& arena) {
  std::string_view graph, other;
  for (const Extension& each : declarations.extensions) {
    if (each.source == "az" || each.source == "sys") continue;
    std::string_view& kind = contains_ignoring_case(each.source, "graph") ? graph : other;
    if (kind.empty()) kind = each.alias;
  }
  for (Resource* resource : declarations.resources) {
    if (!may_be_of_extension(*resource)) continue;
    if (resource->extension.empty()) resource->extension = extension_of(*resource, graph, other);
    if (!resource->extension.empty()) put_under_properties(*resource, declarations.fixed_items[resource], arena);
  }
}

}  // namespace ringfence::bicep
