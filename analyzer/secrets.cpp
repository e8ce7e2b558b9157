#include "analyzer/secrets.h"

#include <algorithm>
#include <array>
#include <set>
#include <unordered_map>
#include <utility>

#include "analyzer/knowledge/secrets.h"

namespace ringfence {

namespace {

constexpr unsigned kMaxDepth = 200;

/// Where names mean something: a template, or a parameter file with variables of its own.
struct Names {
  const Template* declarations = nullptr;
  const ParameterFile* file = nullptr;
};

struct Written {
  const Expr* expr = nullptr;
  Names names;
};

/// Functions whose result is made of the texts that go in; what others are asked about a secret is none.
bool passes_text_on(std::string_view name) {
  constexpr std::array<std::string_view, 24> names = {
      "concat",  "format",     "base64",    "base64encode", "string",       "tostring",    "toobject",  "tolower",
      "toupper", "upper",      "lower",     "join",         "replace",      "trim",        "trimspace", "union",
      "merge",   "jsonencode", "sensitive", "nonsensitive", "createobject", "createarray", "int",       "json"};
  return std::any_of(names.begin(), names.end(), [&](std::string_view each) { return equal_ignore_case(each, name); });
}

const Expr* find_item(const ObjectExpr& object, std::string_view key) {
  for (size_t i = object.items.size(); i-- > 0;) {
    const auto* text = as<StringLiteral>(object.items[i].key);
    if (text && equal_ignore_case(text->text, key)) return object.items[i].value;
  }
  return nullptr;
}

class Collector {
 public:
  explicit Collector(const Model& model) : model_(model) {}

  std::vector<Span> run() {
    for (const Root& root : model_.roots) {
      for (const ParameterFile* file : files_of(root)) files_[declarations_of(root)].push_back(file);
    }
    std::vector<const Template*> templates;  // in the order of roots, so that every run is the same
    auto add = [&](const Template* each) {
      if (each && known_.insert(each).second) templates.push_back(each);
    };
    for (const ResourceGraph& graph : model_.graphs) {
      for (const ModuleInstance* module : graph.deployment.modules) {
        add(module->declarations);
        if (module->call && module->parent) calls_[module->declarations].insert(module);
      }
    }
    for (size_t i = 0; i < templates.size(); ++i) {
      for (const ModuleCall* call : templates[i]->modules) add(call->inline_template);
    }
    for (const Template* each : templates) read(*each);
    for (const Root& root : model_.roots) {
      for (const ParameterFile* file : files_of(root)) read(*file);
    }
    auto place = [](const Span& a, const Span& b) { return std::pair(a.file, a.begin) < std::pair(b.file, b.begin); };
    std::sort(out_.begin(), out_.end(), place);
    out_.erase(std::unique(out_.begin(), out_.end()), out_.end());
    return std::move(out_);
  }

 private:
  /// A plan has no parameters: its configuration has.
  static const Template* declarations_of(const Root& root) {
    return root.source.declarations ? root.source.declarations : root.input.declarations;
  }
  static std::vector<const ParameterFile*> files_of(const Root& root) {
    std::vector<const ParameterFile*> out = root.input.parameter_files;
    out.insert(out.end(), root.source.parameter_files.begin(), root.source.parameter_files.end());
    return out;
  }

  void read(const Template& declarations) {
    Names names{&declarations, nullptr};
    const SecretContext none;
    for (const Parameter& each : declarations.parameters) {
      if (each.secure || each.type->secure) take_sources(declarations, each);
      named(each.name, each.default_value, names);
    }
    for (const Variable& each : declarations.variables) named(each.name, each.value, names);
    for (const Resource* each : declarations.resources) walk(each->body, SecretContext::of_type(each->type), names, 0);
    for (const ModuleCall* each : declarations.modules) {
      walk(each->arguments, none, names, 0);
      walk(each->body, none, names, 0);
    }
    for (const Output& each : declarations.outputs) {
      if (each.secure || (each.type && each.type->secure)) take({each.value, names}, 0);
      named(each.name, each.value, names);
    }
    for (const ProviderConfig& each : declarations.providers) walk(each.body, none, names, 0);
  }

  void read(const ParameterFile& file) {
    Names names{nullptr, &file};
    for (const ParameterValue& each : file.values) named(each.name, each.value, names);
    for (const Variable& each : file.variables) named(each.name, each.value, names);
  }

  void named(std::string_view name, const Expr* value, const Names& names) {
    SecretContext here = SecretContext{}.below(name, {});
    if (here.secret) follow(value, names);
    walk(value, here, names, 0);
  }

  // ---- by property names ---------------------------------------------------------------------------

  void walk(const Expr* expr, const SecretContext& here, const Names& names, unsigned depth) {
    if (!expr || depth > kMaxDepth) return;
    if (const auto* text = as<StringLiteral>(expr)) {
      if (!text->text.empty() && (here.secret || holds_secret(text->text))) out_.push_back(expr->span);
    } else if (const auto* object = as<ObjectExpr>(expr)) {
      walk(*object, here, names, depth + 1);
    } else if (const auto* array = as<ArrayExpr>(expr)) {
      for (const ArrayItem& item : array->items) walk(item.value, here, names, depth + 1);
    } else if (const auto* parts = as<Interpolation>(expr)) {
      for (const Expr* part : parts->parts) walk(part, here, names, depth + 1);
    } else if (const auto* call = as<CallExpr>(expr)) {
      bool passes = passes_text_on(call->name);
      for (const Expr* arg : call->args) walk(arg, passes ? here : SecretContext{}, names, depth + 1);
    } else if (const auto* choice = as<ConditionalExpr>(expr)) {
      walk(choice->then, here, names, depth + 1);
      walk(choice->otherwise, here, names, depth + 1);
    } else if (const auto* both = as<BinaryExpr>(expr)) {
      bool passes = both->op == BinaryOp::Coalesce || both->op == BinaryOp::Add;
      walk(both->left, passes ? here : SecretContext{}, names, depth + 1);
      walk(both->right, passes ? here : SecretContext{}, names, depth + 1);
    } else if (const auto* loop = as<ForExpr>(expr)) {
      walk(loop->collection, {}, names, depth + 1);
      walk(loop->value, here, names, depth + 1);
    } else if (const auto* lambda = as<LambdaExpr>(expr)) {
      walk(lambda->body, here, names, depth + 1);
    }
  }

  void walk(const ObjectExpr& object, const SecretContext& here, const Names& names, unsigned depth) {
    for (const ObjectItem& item : object.items) {
      const auto* key = as<StringLiteral>(item.key);
      // Only a member `value` asks for the name beside it.
      bool value = key && equal_ignore_case(key->text, "value");
      const auto* name = value ? as<StringLiteral>(find_item(object, "name")) : nullptr;
      SecretContext inner = key ? here.below(key->text, name ? name->text : std::string_view()) : here;
      if (inner.secret && key) follow(item.value, names);
      walk(item.value, inner, names, depth);
    }
  }

  // ---- by declaration --------------------------------------------------------------------------------

  /// All that is given to a parameter that is declared secure.
  void take_sources(const Template& declarations, const Parameter& parameter) {
    std::vector<Written> sources;
    add_sources(declarations, parameter, sources);
    for (const Written& each : sources) take(each, 0);
  }

  void add_sources(const Template& declarations, const Parameter& parameter, std::vector<Written>& out) {
    if (parameter.default_value) out.push_back({parameter.default_value, {&declarations, nullptr}});
    for (const ParameterFile* file : files_[&declarations]) {
      for (const ParameterValue& each : file->values) {
        if (equal_ignore_case(each.name, parameter.name)) out.push_back({each.value, {nullptr, file}});
      }
    }
    for (const ModuleInstance* module : calls_[&declarations]) {
      const auto* arguments = as<ObjectExpr>(module->call->arguments);
      const Expr* given = arguments ? find_item(*arguments, parameter.name) : nullptr;
      if (given) out.push_back({given, {module->parent->declarations, nullptr}});
    }
  }

  /// What an expression stands for when it is nothing but a name, a member of one or a choice of such.
  void follow(const Expr* expr, const Names& names) {
    bool leads_on = as<Reference>(expr) || as<MemberExpr>(expr) || as<IndexExpr>(expr) || as<ConditionalExpr>(expr) ||
                    as<BinaryExpr>(expr);
    if (leads_on) take({expr, names}, 0);
  }

  std::vector<Written> meant_by(const Written& written, unsigned depth) {
    std::vector<Written> out;
    if (depth > kMaxDepth) return out;
    if (const auto* name = as<Reference>(written.expr)) {
      add_named(*name, written.names, out);
    } else if (const auto* member = as<MemberExpr>(written.expr)) {
      add_members({member->object, written.names}, member->name, out, depth);
    } else if (const auto* index = as<IndexExpr>(written.expr)) {
      const auto* key = as<StringLiteral>(index->index);
      if (key) add_members({index->object, written.names}, key->text, out, depth);
    } else {
      out.push_back(written);
    }
    return out;
  }

  void add_named(const Reference& name, const Names& names, std::vector<Written>& out) {
    bool any = name.kind == RefKind::Name;
    if (names.file) {
      for (const Variable& each : names.file->variables) {
        if (any && each.name == name.name) out.push_back({each.value, names});
      }
    }
    if (!names.declarations) return;
    for (const Parameter& each : names.declarations->parameters) {
      bool meant = (any || name.kind == RefKind::Parameter) && equal_ignore_case(each.name, name.name);
      if (meant) add_sources(*names.declarations, each, out);
    }
    for (const Variable& each : names.declarations->variables) {
      bool meant = (any || name.kind == RefKind::Variable) && equal_ignore_case(each.name, name.name);
      if (meant) out.push_back({each.value, names});
    }
  }

  void add_members(const Written& object, std::string_view key, std::vector<Written>& out, unsigned depth) {
    for (const Written& each : meant_by(object, depth + 1)) {
      if (each.expr == object.expr) continue;
      const auto* members = as<ObjectExpr>(each.expr);
      const Expr* value = members ? find_item(*members, key) : nullptr;
      if (value) out.push_back({value, each.names});
    }
  }

  /// Every text in it, and in what it names.
  void take(const Written& written, unsigned depth) {
    const Expr* expr = written.expr;
    if (!expr || depth > kMaxDepth || !taken_.insert(expr).second) return;
    auto inner = [&](const Expr* part) { take({part, written.names}, depth + 1); };
    if (const auto* text = as<StringLiteral>(expr)) {
      if (!text->text.empty()) out_.push_back(expr->span);
    } else if (const auto* object = as<ObjectExpr>(expr)) {
      for (const ObjectItem& item : object->items) inner(item.value);
    } else if (const auto* array = as<ArrayExpr>(expr)) {
      for (const ArrayItem& item : array->items) inner(item.value);
    } else if (const auto* parts = as<Interpolation>(expr)) {
      // A name in a text may be any: only what is written here is secret.
      for (const Expr* part : parts->parts) {
        if (as<StringLiteral>(part)) inner(part);
      }
    } else if (const auto* call = as<CallExpr>(expr)) {
      for (const Expr* arg : call->args) {
        bool named = as<Reference>(arg) || as<MemberExpr>(arg);
        if (passes_text_on(call->name) && !named) inner(arg);
      }
    } else if (const auto* choice = as<ConditionalExpr>(expr)) {
      inner(choice->then);
      inner(choice->otherwise);
    } else if (const auto* both = as<BinaryExpr>(expr)) {
      if (both->op == BinaryOp::Coalesce) inner(both->left), inner(both->right);
    } else {
      for (const Written& each : meant_by(written, depth)) {
        if (each.expr != expr) take(each, depth + 1);
      }
    }
  }

  struct ByPlace {
    bool operator()(const ModuleInstance* a, const ModuleInstance* b) const {
      return std::pair(a->call, a->parent->declarations) < std::pair(b->call, b->parent->declarations);
    }
  };

  const Model& model_;
  std::unordered_map<const Template*, std::vector<const ParameterFile*>> files_;
  std::unordered_map<const Template*, std::set<const ModuleInstance*, ByPlace>> calls_;  // one of each declaration
  std::set<const Template*> known_;
  std::set<const Expr*> taken_;
  std::vector<Span> out_;
};

void replace_all(std::string& text, std::string_view what, std::string_view with) {
  for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
    text.replace(at, what.size(), with);
  }
}

/// The first secret that ends behind the beginning of `span`.
auto first_at(const std::vector<Span>& secrets, const Span& span) {
  return std::lower_bound(secrets.begin(), secrets.end(), span, [](const Span& secret, const Span& wanted) {
    return std::pair(secret.file, secret.end) <= std::pair(wanted.file, wanted.begin);
  });
}

/// Replaces the texts of the secrets within `span`; what is shorter than that tells nothing and stands everywhere.
void hide_in(std::string& message, const Span& span, const ScanReport& report) {
  constexpr size_t min_length = 3;
  if (!span.valid()) return;
  for (auto secret = first_at(report.secrets, span); secret != report.secrets.end(); ++secret) {
    if (secret->file != span.file || secret->begin >= span.end) return;
    std::string_view text = report.sources->text(*secret);
    while (text.size() >= 2 && (text.front() == '\'' || text.front() == '"') && text.back() == text.front())
      text = text.substr(1, text.size() - 2);
    if (text.size() >= min_length) replace_all(message, text, "***");
  }
}

}  // namespace

std::vector<Span> secret_places(const Model& model) { return Collector(model).run(); }

bool is_secret_place(const std::vector<Span>& secrets, const Span& span) {
  if (!span.valid()) return false;
  auto first = first_at(secrets, span);
  return first != secrets.end() && first->file == span.file && first->begin < span.end;
}

void hide_secrets(ScanReport& report) {
  for (Finding& each : report.findings) {
    if (!is_secret_place(report.secrets, each.span)) continue;
    if (!each.actual_json.empty()) each.actual_json = "\"***\"";
    hide_in(each.message, each.span, report);
  }
  for (Diagnostic& each : report.diagnostics) hide_in(each.message, each.span, report);
}

}  // namespace ringfence
