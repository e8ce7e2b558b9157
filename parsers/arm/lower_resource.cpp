// A resource: what ARM knows about it apart, everything else its body.

#include <string>
#include <vector>

#include "parsers/arm/lowering.h"
#include "parsers/arm/names.h"

namespace ringfence::arm {

using syntax::JsonIndex;
using syntax::JsonKind;
using syntax::kNoJson;

namespace {

constexpr std::string_view kDeployments = "Microsoft.Resources/deployments";
constexpr std::string_view kStacks = "Microsoft.Resources/deploymentStacks";

/// Is it "Microsoft.X/..." (and not a type relative to a parent, like "subnets")?
bool has_namespace(std::string_view type) {
  std::string_view first = type.substr(0, type.find('/'));
  return first.size() < type.size() && first.find('.') != std::string_view::npos;
}

/// Is `type` that of a child of `parent`, written in full?
bool is_full_child_type(std::string_view type, std::string_view parent) {
  return type.size() > parent.size() && starts_with_name(type, parent) && type[parent.size()] == '/';
}

}  // namespace

ResourceParts Lowering::resource_parts(JsonIndex object, const JsonMember* symbolic) {
  ResourceParts out;
  out.span = symbolic ? member_span(*symbolic) : tree_.span(object);
  if (symbolic) out.symbol = symbolic->name;
  struct Field {
    std::string_view name;
    JsonIndex ResourceParts::*place;
  };
  static constexpr Field kFields[] = {
      {"type", &ResourceParts::type},         {"apiVersion", &ResourceParts::api_version},
      {"name", &ResourceParts::name},         {"condition", &ResourceParts::condition},
      {"copy", &ResourceParts::copy},         {"dependsOn", &ResourceParts::depends_on},
      {"scope", &ResourceParts::scope},       {"resources", &ResourceParts::children},
      {"existing", &ResourceParts::existing}, {"extension", &ResourceParts::extension},
      {"import", &ResourceParts::extension},  {"metadata", &ResourceParts::metadata},
  };
  for (const JsonMember& member : members(object)) {
    const Field* field = nullptr;
    for (const Field& each : kFields) {
      if (same_name(each.name, member.name)) field = &each;
    }
    if (field) {
      out.*(field->place) = member.value;
      if (field->place == &ResourceParts::type) out.type_key = member.key;
    } else if (!same_name(member.name, "comments") && !same_name(member.name, "@options")) {
      out.rest.push_back(member);
    }
  }
  return out;
}

void Lowering::resource(JsonIndex object, const JsonMember* symbolic, const Resource* enclosing, TemplateParts& out) {
  ResourceParts parts = resource_parts(object, symbolic);
  metadata_skips(parts.metadata, parts.span);
  std::string_view type = literal_text(parts.type);
  while (type.ends_with('/')) type.remove_suffix(1);  // "Microsoft.Network/networkWatchers/FlowLogs/" is found in samples
  bool existing = is_true(parts.existing);
  if ((same_name(type, kDeployments) || same_name(type, kStacks)) && !existing) {
    out.modules.push_back(deployment(parts, enclosing, same_name(type, kStacks)));
    return;
  }

  auto* resource = arena_.make<Resource>();
  resource->symbol = parts.symbol;
  resource->mode = existing ? ResourceMode::Existing : ResourceMode::Managed;
  resource->span = parts.span;
  resource->header_span =
      parts.type == kNoJson ? parts.span : cover(tree_.span(parts.type_key), tree_.span(parts.type));
  resource->name_span = parts.name == kNoJson ? resource->header_span : tree_.span(parts.name);
  resource->extension = literal_text(parts.extension);
  if (type.empty() && parts.type != kNoJson) resource->type_expr = value(parts.type);
  if (type.empty() && parts.type == kNoJson && tree_.well_formed) {  // else an error was told that may have cost it
    diagnostics_.error("missing-type", "resource has no \"type\"", parts.span);
  }
  resource->enclosing = enclosing;
  if (enclosing && has_namespace(type)) {
    // Some templates write a child's type in full; of another provider it is no child at all.
    if (!is_full_child_type(type, enclosing->type)) resource->enclosing = nullptr;
  } else if (enclosing && !type.empty()) {
    type = arena_.copy(std::string(enclosing->type) + "/" + std::string(type));
  }
  std::string_view version = literal_text(parts.api_version);
  if (size_t at = type.find('@'); at != std::string_view::npos) {  // types of extensions: "Microsoft.Graph/groups@v1.0"
    version = type.substr(at + 1);
    type = type.substr(0, at);
  } else if (version.empty()) {
    resource->api_version_expr = optional(parts.api_version);
  }
  resource->type = type;
  resource->api_version = version;
  resource->name = optional(parts.name);
  resource->condition = optional(parts.condition);
  resource->scope = optional(parts.scope);
  resource->loop = loop(parts.copy);
  resource->depends_on = depends_on(parts.depends_on);

  size_t first = items_.size();
  JsonIndex subscription = kNoJson, group = kNoJson;
  for (const JsonMember& member : parts.rest) {
    if (existing && same_name(member.name, "subscriptionId")) {
      subscription = member.value;
    } else if (existing && same_name(member.name, "resourceGroup")) {
      group = member.value;
    } else {
      add_member(member, value(member.value));
    }
  }
  resource->body = finish_object(first, tree_.span(object));
  if (!resource->scope) resource->scope = scope_of(subscription, group);
  out.resources.push_back(resource);
  resources(parts.children, resource, out);
}

/// Where an existing resource is, written as `subscriptionId` and `resourceGroup`: the id of that scope.
const Expr* Lowering::scope_of(JsonIndex subscription, JsonIndex group) {
  if (subscription == kNoJson && group == kNoJson) return nullptr;
  Span span = cover(subscription == kNoJson ? tree_.span(group) : tree_.span(subscription),
                    group == kNoJson ? tree_.span(subscription) : tree_.span(group));
  const Expr* id = subscription == kNoJson
                       ? make(span, MemberExpr{call("subscription", {}, span), "subscriptionId", span})
                       : value(subscription);
  const Expr* subscriptions = make(span, StringLiteral{"/subscriptions/"});
  if (group == kNoJson) return call("concat", {subscriptions, id}, span);
  const Expr* groups = make(span, StringLiteral{"/resourceGroups/"});
  return call("concat", {subscriptions, id, groups, value(group)}, span);
}

/// {"name": ..., "count": ..., "mode": ..., "batchSize": ...}
const Loop* Lowering::loop(JsonIndex copy) {
  if (!tree_.is(copy, JsonKind::Object)) return nullptr;
  Loop out;
  out.span = tree_.span(copy);
  out.copy_name = literal_text(find(copy, "name"));
  JsonIndex count = find(copy, "count");
  out.count = count == kNoJson ? make(out.span, IntLiteral{0}) : value(count);
  if (count == kNoJson) diagnostics_.error("syntax-error", "copy has no \"count\"", out.span);
  return arena_.make<Loop>(out);
}

std::span<const Expr* const> Lowering::depends_on(JsonIndex list) {
  if (list == kNoJson) return {};
  std::vector<const Expr*> out;
  if (!tree_.is(list, JsonKind::Array)) {
    out.push_back(value(list));
    return arena_.copy(out);
  }
  for (JsonIndex at = tree_.first_child(list); at != tree_.children_end(list); at = tree_[at].next) {
    out.push_back(value(at));
  }
  return arena_.copy(out);
}

/// checkov's way to skip a check where comments are not allowed:
/// "metadata": {"checkov": {"skip": [{"id": "CKV_AZURE_1", "comment": "why"}]}}
void Lowering::metadata_skips(JsonIndex metadata, Span resource) {
  JsonIndex skip = find(find_object(metadata, "checkov"), "skip");
  if (!tree_.is(skip, JsonKind::Array)) return;
  for (JsonIndex at = tree_.first_child(skip); at != tree_.children_end(skip); at = tree_[at].next) {
    std::string_view id = literal_text(find(at, "id"));
    if (id.empty()) continue;
    std::string text = "checkov:skip=" + std::string(id);
    std::string_view comment = literal_text(find(at, "comment"));
    if (!comment.empty()) text.append(":").append(comment);
    comments_.push_back({arena_.copy(text), resource});
  }
}

}  // namespace ringfence::arm
