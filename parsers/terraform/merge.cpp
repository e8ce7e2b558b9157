// One module from the files of a folder. Ordinary files add up; override files (override.tf,
// *_override.tf, and their .tofu and .json forms) come after them and change what is declared already:
// an argument replaces the argument, and nested blocks replace all blocks of the same type.

#include <algorithm>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "parsers/parse.h"

namespace ringfence {

namespace {

std::string_view file_name(std::string_view path) { return path.substr(path.find_last_of('/') + 1); }

/// The name without .tf, .tf.json, .tofu or .tofu.json.
std::string_view stem_of(std::string_view path) {
  std::string_view name = file_name(path);
  for (std::string_view suffix : {".tf.json", ".tofu.json", ".tofu", ".tf"}) {
    if (name.ends_with(suffix)) return name.substr(0, name.size() - suffix.size());
  }
  return name;
}

bool is_override(std::string_view path) {
  std::string_view stem = stem_of(path);
  return stem == "override" || stem.ends_with("_override");
}

/// Declarations of one kind by name, in order. The first one of a name counts.
template <class T>
class Named {
 public:
  /// The one of that name that stands already, or null and `item` is added.
  T* add(std::string key, T item) {
    auto [at, added] = index_.try_emplace(std::move(key), items.size());
    if (!added) return &items[at->second];
    items.push_back(item);
    return nullptr;
  }
  std::vector<T> items;

 private:
  std::unordered_map<std::string, size_t> index_;
};

class Merger {
 public:
  Merger(Arena& arena, Diagnostics& diagnostics) : arena_(arena), diagnostics_(diagnostics) {}

  void add(const Template& file) {
    for (const Parameter& each : file.parameters)
      refuse(parameters_.add(std::string(each.name), each), "variable", each.name, each.name_span);
    for (const Variable& each : file.variables)
      refuse(variables_.add(std::string(each.name), each), "local", each.name, each.name_span);
    for (const Output& each : file.outputs)
      refuse(outputs_.add(std::string(each.name), each), "output", each.name, each.name_span);
    for (const Resource* each : file.resources) {
      const auto* kind = each->mode == ResourceMode::Managed ? "resource" : "data source";
      refuse(resources_.add(key_of(*each), each), kind, std::string(each->type) + "." + std::string(each->symbol),
             each->header_span);
    }
    for (const ModuleCall* each : file.modules)
      refuse(modules_.add(std::string(each->symbol), each), "module", each->symbol, each->header_span);
    for (const ProviderConfig& each : file.providers) {
      refuse(providers_.add(key_of(each), each), "provider configuration", each.name, each.span);
    }
    for (const ProviderRequirement& each : file.required_providers) requirements_.add(std::string(each.name), each);
    comments_.insert(comments_.end(), file.comments.begin(), file.comments.end());
    open_ = open_ || file.open;
  }

  void override_with(const Template& file) {
    for (const Parameter& each : file.parameters) {
      if (Parameter* base = parameters_.add(std::string(each.name), each)) change(*base, each);
    }
    for (const Variable& each : file.variables) {
      if (Variable* base = variables_.add(std::string(each.name), each)) *base = each;
    }
    for (const Output& each : file.outputs) {
      if (Output* base = outputs_.add(std::string(each.name), each)) change(*base, each);
    }
    for (const Resource* each : file.resources) {
      if (const Resource** base = resources_.add(key_of(*each), each)) *base = changed(**base, *each);
    }
    for (const ModuleCall* each : file.modules) {
      if (const ModuleCall** base = modules_.add(std::string(each->symbol), each)) *base = changed(**base, *each);
    }
    for (const ProviderConfig& each : file.providers) {
      if (ProviderConfig* base = providers_.add(key_of(each), each)) base->body = merged(base->body, each.body);
    }
    for (const ProviderRequirement& each : file.required_providers) {
      if (ProviderRequirement* base = requirements_.add(std::string(each.name), each)) *base = each;
    }
    comments_.insert(comments_.end(), file.comments.begin(), file.comments.end());
    open_ = open_ || file.open;
  }

  const Template* finish(const Template* first) {
    auto* out = arena_.make<Template>();
    out->dialect = Dialect::Terraform;
    if (first) {
      out->file = first->file;
      out->span = first->span;
    }
    out->open = open_;
    out->parameters = arena_.copy(parameters_.items);
    out->variables = arena_.copy(variables_.items);
    out->resources = arena_.copy(resources_.items);
    out->modules = arena_.copy(modules_.items);
    out->outputs = arena_.copy(outputs_.items);
    out->providers = arena_.copy(providers_.items);
    out->required_providers = arena_.copy(requirements_.items);
    out->comments = arena_.copy(comments_);
    return out;
  }

 private:
  static std::string key_of(const Resource& resource) {
    std::string key = resource.mode == ResourceMode::Managed ? "" : "data.";
    return key.append(resource.type).append(".").append(resource.symbol);
  }
  static std::string key_of(const ProviderConfig& provider) {
    return std::string(provider.name) + "." + std::string(provider.alias);
  }

  void refuse(const void* earlier, std::string_view kind, std::string_view name, const Span& span) {
    if (!earlier) return;
    diagnostics_.error("duplicate",
                       std::string(kind) + " \"" + std::string(name) + "\" is declared twice; the first one counts",
                       span);
  }

  static void change(Parameter& base, const Parameter& over) {
    if (over.type->span.valid()) base.type = over.type;
    if (over.default_value) base.default_value = over.default_value;
    base.secure = base.secure || over.secure;
    base.nullable = base.nullable && over.nullable;
  }

  static void change(Output& base, const Output& over) {
    if (over.value) base.value = over.value;
    base.secure = base.secure || over.secure;
  }

  const Resource* changed(const Resource& base, const Resource& over) {
    auto* out = arena_.make<Resource>(base);
    out->body = merged(base.body, over.body);
    if (over.loop) out->loop = over.loop;
    if (!over.depends_on.empty()) out->depends_on = over.depends_on;
    if (!over.provider.empty()) out->provider = over.provider;
    return out;
  }

  const ModuleCall* changed(const ModuleCall& base, const ModuleCall& over) {
    auto* out = arena_.make<ModuleCall>(base);
    out->arguments = merged(base.arguments, over.arguments);
    if (!over.source.empty() || over.source_expr) {
      out->source = over.source;
      out->source_expr = over.source_expr;
      out->source_span = over.source_span;
    }
    if (!over.version.empty()) out->version = over.version;
    if (over.loop) out->loop = over.loop;
    if (!over.depends_on.empty()) out->depends_on = over.depends_on;
    return out;
  }

  /// Members of `over` in place of the base's of the same name.
  const Expr* merged(const Expr* base, const Expr* over) {
    const auto* old_items = as<ObjectExpr>(base);
    const auto* new_items = as<ObjectExpr>(over);
    if (!old_items || !new_items) return over ? over : base;
    auto name_of = [](const ObjectItem& item) {
      const auto* key = as<StringLiteral>(item.key);
      return key ? key->text : std::string_view();
    };
    std::vector<ObjectItem> items(old_items->items.begin(), old_items->items.end());
    for (const ObjectItem& item : new_items->items) {
      auto same = std::find_if(items.begin(), items.end(),
                               [&](const ObjectItem& each) { return name_of(each) == name_of(item); });
      if (same == items.end()) {
        items.push_back(item);
      } else {
        *same = item;
      }
    }
    return arena_.make<Expr>(base->span, ExprNode(ObjectExpr{arena_.copy(items)}));
  }

  Arena& arena_;
  Diagnostics& diagnostics_;
  Named<Parameter> parameters_;
  Named<Variable> variables_;
  Named<Output> outputs_;
  Named<const Resource*> resources_;
  Named<const ModuleCall*> modules_;
  Named<ProviderConfig> providers_;
  Named<ProviderRequirement> requirements_;
  std::vector<Comment> comments_;
  bool open_ = false;
};

}  // namespace

const Template* merge_terraform(std::span<const ParsedFile* const> fragments, const SourceMap& sources, Arena& arena,
                                Diagnostics& diagnostics) {
  std::vector<const ParsedFile*> files;
  for (const ParsedFile* each : fragments) {
    if (each->declarations) files.push_back(each);
  }
  auto path = [&](const ParsedFile* each) -> std::string_view { return sources.file(each->file).path; };
  std::sort(files.begin(), files.end(), [&](const ParsedFile* a, const ParsedFile* b) {
    bool a_late = is_override(path(a)), b_late = is_override(path(b));
    return a_late != b_late ? b_late : path(a) < path(b);
  });
  // Where x.tofu and x.tf both stand OpenTofu reads the first alone (opentofu.org/docs/language/files, "File
  // Extension"): who writes .tofu files deploys with it, and keeps the .tf for others. The same of x.tofu.json and
  // x.tf.json.
  std::unordered_set<std::string> replaced;
  for (const ParsedFile* each : files) {
    std::string name(path(each));
    size_t at = name.rfind(".tofu");
    if (at != std::string::npos && (at + 5 == name.size() || name.substr(at + 5) == ".json"))
      replaced.insert(name.replace(at, 5, ".tf"));
  }
  auto shadowed = [&](const ParsedFile* file) { return replaced.count(std::string(path(file))) > 0; };

  Merger merger(arena, diagnostics);
  const Template* first = nullptr;
  for (const ParsedFile* each : files) {
    if (shadowed(each)) continue;
    if (!first) first = each->declarations;
    if (is_override(path(each))) {
      merger.override_with(*each->declarations);
    } else {
      merger.add(*each->declarations);
    }
  }
  return merger.finish(first);
}

}  // namespace ringfence
