#include "parsers/terraform/declarations.h"

#include <algorithm>
#include <array>

#include "parsers/terraform/types.h"

namespace ringfence::terraform {

namespace {

// Members of a resource that are about Terraform and not about the resource.
constexpr std::array<std::string_view, 8> kMetaArguments = {"count",     "for_each",    "depends_on", "provider",
                                                            "lifecycle", "provisioner", "connection", "action_trigger"};
constexpr std::array<std::string_view, 6> kModuleArguments = {"source",   "version",    "count",
                                                              "for_each", "depends_on", "providers"};
// Blocks that declare nothing that exists, or only how state moves.
constexpr std::array<std::string_view, 6> kPassedOver = {"moved", "import", "removed", "check", "action", "language"};

template <size_t N>
bool is_one_of(std::string_view name, const std::array<std::string_view, N>& names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

const Expr* value_of(const Body& body, std::string_view name) {
  const Attribute* attribute = body.attribute(name);
  return attribute ? attribute->value : nullptr;
}
std::string_view text_of(const Body& body, std::string_view name) {
  const auto* literal = as<StringLiteral>(value_of(body, name));
  return literal ? literal->text : std::string_view();
}
bool flag_of(const Body& body, std::string_view name, bool otherwise) {
  const Expr* value = value_of(body, name);
  if (const auto* flag = as<BoolLiteral>(value)) return flag->value;
  if (const auto* text = as<StringLiteral>(value)) return text->text == "true";
  return otherwise;
}

class Lowering {
 public:
  Lowering(Arena& arena, Diagnostics& diagnostics) : arena_(arena), diagnostics_(diagnostics) {}

  const Template* lower(const Body& file, std::span<const Comment> comments, FileId id) {
    for (const Block& block : file.blocks) declaration(block);
    for (const Attribute& each : file.attributes) {
      diagnostics_.error("syntax-error", "\"" + std::string(each.name) + "\" stands outside of any block",
                         each.name_span);
    }
    auto* out = arena_.make<Template>();
    out->dialect = Dialect::Terraform;
    out->file = id;
    out->open = file.open || !file.attributes.empty();
    out->span = file.span;
    out->parameters = arena_.copy(parameters_);
    out->variables = arena_.copy(variables_);
    out->resources = arena_.copy(resources_);
    out->modules = arena_.copy(modules_);
    out->outputs = arena_.copy(outputs_);
    out->providers = arena_.copy(providers_);
    out->required_providers = arena_.copy(requirements_);
    out->comments = comments;
    return out;
  }

 private:
  void declaration(const Block& block) {
    struct Kind {
      std::string_view type;
      size_t labels;
      void (Lowering::*lower)(const Block&);
    };
    constexpr std::array<Kind, 9> kKinds = {{{"resource", 2, &Lowering::resource},
                                             {"data", 2, &Lowering::resource},
                                             {"ephemeral", 2, &Lowering::resource},
                                             {"module", 1, &Lowering::module},
                                             {"variable", 1, &Lowering::variable},
                                             {"output", 1, &Lowering::output},
                                             {"provider", 1, &Lowering::provider},
                                             {"locals", 0, &Lowering::locals},
                                             {"terraform", 0, &Lowering::settings}}};
    auto kind = std::find_if(kKinds.begin(), kKinds.end(), [&](const Kind& each) { return each.type == block.type; });
    if (kind == kKinds.end()) {
      if (is_one_of(block.type, kPassedOver)) return;
      diagnostics_.warning("unknown-block",
                           "blocks of type \"" + std::string(block.type) + "\" are not known here; it was passed over",
                           block.header_span);
      return;
    }
    if (block.labels.size() != kind->labels) {
      diagnostics_.error("syntax-error",
                         "\"" + std::string(block.type) + "\" takes " + std::to_string(kind->labels) +
                             " labels, found " + std::to_string(block.labels.size()),
                         block.header_span);
      return;
    }
    (this->*kind->lower)(block);
  }

  void resource(const Block& block) {
    const Body& body = *block.body;
    auto* out = arena_.make<Resource>();
    out->type = block.labels[0].text;
    out->symbol = block.labels[1].text;
    out->mode = block.type == "resource" ? ResourceMode::Managed : ResourceMode::Existing;
    out->body = body_object(body, arena_, block.span, kMetaArguments);
    out->loop = loop(body);
    out->depends_on = depends_on(body);
    out->provider = provider_address(value_of(body, "provider"));
    out->span = block.span;
    out->header_span = block.header_span;
    out->name_span = block.labels[1].span;
    resources_.push_back(out);
  }

  void module(const Block& block) {
    const Body& body = *block.body;
    auto* out = arena_.make<ModuleCall>();
    out->symbol = block.labels[0].text;
    out->source = text_of(body, "source");
    if (out->source.empty()) out->source_expr = value_of(body, "source");
    out->version = text_of(body, "version");
    out->arguments = body_object(body, arena_, block.span, kModuleArguments);
    out->loop = loop(body);
    out->depends_on = depends_on(body);
    out->span = block.span;
    out->header_span = block.header_span;
    const Expr* source = value_of(body, "source");
    out->source_span = source ? source->span : block.header_span;
    modules_.push_back(out);
  }

  void variable(const Block& block) {
    const Body& body = *block.body;
    Parameter out;
    out.name = block.labels[0].text;
    out.name_span = block.labels[0].span;
    out.type = type_constraint(value_of(body, "type"), arena_);
    out.default_value = value_of(body, "default");
    out.secure = flag_of(body, "sensitive", false);
    out.nullable = flag_of(body, "nullable", true);
    out.span = block.span;
    parameters_.push_back(out);
  }

  void output(const Block& block) {
    Output out;
    out.name = block.labels[0].text;
    out.name_span = block.labels[0].span;
    out.value = value_of(*block.body, "value");
    out.secure = flag_of(*block.body, "sensitive", false);
    out.span = block.span;
    outputs_.push_back(out);
  }

  void locals(const Block& block) {
    for (const Attribute& each : block.body->attributes) {
      variables_.push_back({each.name, each.value, each.span, each.name_span});
    }
  }

  void provider(const Block& block) {
    ProviderConfig out;
    out.name = block.labels[0].text;
    out.alias = text_of(*block.body, "alias");
    out.body = body_object(*block.body, arena_, block.span);
    out.span = block.span;
    providers_.push_back(out);
  }

  /// `terraform { required_providers { azurerm = { source = "...", version = "..." } } }`.
  void settings(const Block& block) {
    for (const Block& inner : block.body->blocks) {
      if (inner.type == "required_providers") requirements(*inner.body);
    }
  }

  void requirements(const Body& body) {
    for (const Attribute& each : body.attributes) {
      ProviderRequirement out;
      out.name = each.name;
      out.span = each.span;
      if (const auto* version = as<StringLiteral>(each.value)) out.version = version->text;
      if (const auto* object = as<ObjectExpr>(each.value)) {
        for (const ObjectItem& item : object->items) {
          const auto* key = as<StringLiteral>(item.key);
          const auto* value = as<StringLiteral>(item.value);
          if (!key || !value) continue;
          if (key->text == "source") out.source = value->text;
          if (key->text == "version") out.version = value->text;
        }
      }
      requirements_.push_back(out);
    }
  }

  const Loop* loop(const Body& body) {
    const Attribute* count = body.attribute("count");
    const Attribute* for_each = body.attribute("for_each");
    if (!count && !for_each) return nullptr;
    auto* out = arena_.make<Loop>();
    const Attribute* used = for_each ? for_each : count;
    (for_each ? out->collection : out->count) = used->value;
    out->span = used->span;
    return out;
  }

  std::span<const Expr* const> depends_on(const Body& body) {
    std::vector<const Expr*> out;
    if (const auto* list = as<ArrayExpr>(value_of(body, "depends_on"))) {
      for (const ArrayItem& item : list->items) out.push_back(item.value);
    }
    return arena_.copy(out);
  }

  /// `azurerm.alias`, which reads as a resource reference, or "azurerm.alias".
  std::string_view provider_address(const Expr* value) {
    if (const auto* literal = as<StringLiteral>(value)) return literal->text;
    const auto* reference = as<Reference>(value);
    if (!reference) return {};
    if (reference->type.empty()) return reference->name;
    return arena_.copy(std::string(reference->type) + "." + std::string(reference->name));
  }

  Arena& arena_;
  Diagnostics& diagnostics_;
  std::vector<Parameter> parameters_;
  std::vector<Variable> variables_;
  std::vector<const Resource*> resources_;
  std::vector<const ModuleCall*> modules_;
  std::vector<Output> outputs_;
  std::vector<ProviderConfig> providers_;
  std::vector<ProviderRequirement> requirements_;
};

}  // namespace

const Template* lower_declarations(const Body& file, std::span<const Comment> comments, FileId id, Arena& arena,
                                   Diagnostics& diagnostics) {
  return Lowering(arena, diagnostics).lower(file, comments, id);
}

const ParameterFile* lower_variable_values(const Body& file, FileId id, Arena& arena) {
  std::vector<ParameterValue> values;
  for (const Attribute& each : file.attributes) values.push_back({each.name, each.value, each.span, each.name_span});
  auto* out = arena.make<ParameterFile>();
  out->dialect = Dialect::Terraform;
  out->file = id;
  out->values = arena.copy(values);
  return out;
}

}  // namespace ringfence::terraform
