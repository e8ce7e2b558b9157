#include "parsers/terraform/plan.h"

#include "parsers/syntax/json_reader.h"
#include "parsers/terraform/plan_values.h"

namespace ringfence {

namespace {

using namespace terraform;

/// The format's major version; semantics of others are not known. 0 was that of Terraform 0.12 to 1.0.
bool is_supported(std::string_view version) {
  std::string_view major = version.substr(0, version.find('.'));
  return major == "0" || major == "1";
}

class Lowering {
 public:
  Lowering(const PlanJson& json, FileId file, Arena& arena)
      : json_(json), arena_(arena), file_(file), model_(json), values_(json, model_, arena) {}

  const Template* lower() {
    auto* out = arena_.make<Template>();
    out->dialect = Dialect::Terraform;
    out->file = file_;
    out->schema = arena_.copy(json_.text_member(json_.root(), "format_version"));
    out->span = json_.span(json_.root());
    // A plan of some targets only, or one that failed, does not say all that will exist.
    out->open = json_.is(json_.member(json_.root(), "complete"), JsonKind::False) ||
                json_.is_true(json_.member(json_.root(), "errored"));
    std::vector<const Resource*> resources;
    for (size_t i = 0; i < model_.instances().size(); ++i) resources.push_back(resource(i));
    out->resources = arena_.copy(resources);
    hide_variables();
    out->parameters = arena_.copy(values_.secrets());
    out->required_providers = arena_.copy(providers());
    return out;
  }

  Span too_deep() const { return values_.too_deep(); }

  const ParameterFile* variables() {
    std::vector<ParameterValue> values;
    json_.each_member(json_.member(json_.root(), "variables"), [&](JsonIndex key, JsonIndex variable) {
      JsonIndex value = json_.member(variable, "value");
      if (value == kNoJson) return;
      values.push_back({arena_.copy(json_.text(key)), values_.planned(value), json_.span(value), json_.span(key)});
    });
    auto* out = arena_.make<ParameterFile>();
    out->dialect = Dialect::Terraform;
    out->file = file_;
    out->values = arena_.copy(values);
    return out;
  }

 private:
  /// Variables stand in a plan in the open, whether or not they are declared sensitive.
  void hide_variables() {
    JsonIndex given = json_.member(json_.root(), "variables");
    JsonIndex root = json_.member(json_.member(json_.root(), "configuration"), "root_module");
    json_.each_member(json_.member(root, "variables"), [&](JsonIndex name, JsonIndex declared) {
      JsonIndex value = json_.member(json_.member(given, json_.text(name)), "value");
      if (json_.is_true(json_.member(declared, "sensitive")) && value != kNoJson)
        values_.add_secret("var." + std::string(json_.text(name)), value, json_.span(value));
    });
  }

  const Resource* resource(size_t index) {
    const PlanInstance& instance = model_.instances()[index];
    auto* out = arena_.make<Resource>();
    out->symbol = arena_.copy(instance.name);
    out->type = arena_.copy(instance.type);
    out->name = values_.text_of(instance.address, json_.span(json_.member(instance.entry, "address")));
    out->mode = instance.data ? ResourceMode::Existing : ResourceMode::Managed;
    out->body = values_.body(index);
    out->span = json_.span(instance.entry);
    out->header_span = json_.span(json_.member(instance.entry, "address"));
    out->name_span = out->header_span;
    return out;
  }

  std::vector<ProviderRequirement> providers() {
    std::vector<ProviderRequirement> out;
    JsonIndex all = json_.member(json_.member(json_.root(), "configuration"), "provider_config");
    json_.each_member(all, [&](JsonIndex, JsonIndex each) {
      ProviderRequirement made;
      made.name = arena_.copy(json_.text_member(each, "name"));
      made.source = arena_.copy(json_.text_member(each, "full_name"));
      made.version = arena_.copy(json_.text_member(each, "version_constraint"));
      made.span = json_.span(each);
      out.push_back(made);
    });
    return out;
  }

  const PlanJson& json_;
  Arena& arena_;
  FileId file_;
  PlanModel model_;
  PlanValues values_;
};

bool names(std::string_view json, std::string_view key) { return json.find(key) != std::string_view::npos; }

}  // namespace

bool looks_like_plan(std::string_view json) {
  if (!names(json, "\"format_version\"")) return false;
  return names(json, "\"planned_values\"") || names(json, "\"resource_changes\"") ||
         (names(json, "\"terraform_version\"") && names(json, "\"root_module\""));
}

void parse_terraform_plan(const SourceFile& source, ParsedFile& out) {
  if (!looks_like_plan(source.bytes)) return;
  Diagnostics diagnostics;
  syntax::JsonTree tree = syntax::read_json(source, diagnostics);
  PlanJson json(tree, *out.arena);
  JsonIndex version = json.member(json.root(), "format_version");
  bool has_resources = json.is_object(json.member(json.root(), "planned_values")) ||
                       json.is_array(json.member(json.root(), "resource_changes")) ||
                       json.is_object(json.member(json.root(), "values"));
  if (!json.is(version, JsonKind::String) || !has_resources) return;
  out.kind = FileKind::TerraformPlan;
  out.diagnostics.append(std::move(diagnostics));
  if (!is_supported(json.text(version))) {
    out.diagnostics.error("unsupported",
                          "plans of format version " + std::string(json.text(version)) +
                              " are not known here; expected 1.x (terraform show -json)",
                          json.span(version));
    return;
  }
  Lowering lowering(json, source.id, *out.arena);
  auto* declarations = out.arena->make<Template>(*lowering.lower());
  declarations->open = declarations->open || !tree.well_formed;
  out.declarations = declarations;
  out.parameters = lowering.variables();
  if (lowering.too_deep().valid())
    out.diagnostics.error("limit", "values are nested too deep: what is inside was left out", lowering.too_deep());
}

}  // namespace ringfence
