#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <unordered_map>

#include "analyzer/knowledge/knowledge.h"
#include "analyzer/policy/compile_condition.h"
#include "analyzer/policy/field_path.h"
#include "analyzer/policy/json_text.h"
#include "analyzer/policy/policy.h"
#include "analyzer/policy/policy_parameters.h"
#include "analyzer/policy/resource_types.h"
#include "analyzer/policy/vocabulary.h"
#include "analyzer/policy/wording.h"

namespace ringfence {
namespace {

/// The first property that a condition looks at.
const FieldPath* first_field(const Condition& condition) {
  auto of_list = [](std::span<const Condition* const> items) -> const FieldPath* {
    for (const Condition* each : items) {
      if (const FieldPath* found = first_field(*each)) return found;
    }
    return nullptr;
  };
  if (const auto* all = std::get_if<AllOf>(&condition.node)) return of_list(all->items);
  if (const auto* any = std::get_if<AnyOf>(&condition.node)) return of_list(any->items);
  if (const auto* no = std::get_if<Not>(&condition.node)) return first_field(*no->item);
  if (const auto* field = std::get_if<FieldTest>(&condition.node)) return &field->path;
  if (const auto* role = std::get_if<RoleTest>(&condition.node)) return &role->path;
  if (const auto* measured = std::get_if<MeasureTest>(&condition.node)) return &measured->path;
  if (const auto* allowed = std::get_if<PermitsTest>(&condition.node)) return &allowed->path;
  const auto* count = std::get_if<CountTest>(&condition.node);
  return count && !count->path.steps.empty() ? &count->path : nullptr;
}

class PolicyReader {
 public:
  PolicyReader(const DataDocument& document, const Knowledge& knowledge, DataErrors& errors)
      : document_(document), root_(document.root), knowledge_(knowledge), errors_(errors) {}

  Policy read() {
    name_by_path(document_.path, policy_);
    check_keys();
    if (!root_.is_map()) return std::move(policy_);
    words();
    conditions();
    lists();
    return std::move(policy_);
  }

 private:
  std::string text(std::string_view key) {
    const DataNode* node = root_.find(key);
    if (!node) return {};
    if (!node->is_string()) errors_.add(*node, fmt::format("'{}' takes a text", key));
    return node->text;
  }

  std::vector<std::string> texts(const DataNode* node, std::string_view key) {
    std::vector<std::string> out;
    if (!node) return out;
    if (node->is_string()) return {node->text};
    if (!node->is_list()) errors_.add(*node, fmt::format("'{}' takes a list", key));
    for (const DataNode& item : node->items) {
      if (item.is_list() || item.is_map()) errors_.add(item, fmt::format("'{}' takes a list of texts", key));
      out.push_back(item.text);
    }
    return out;
  }

  void check_keys() {
    for (const auto& [key, node] : root_.members) {
      auto keys = policy_keys();
      if (std::any_of(keys.begin(), keys.end(), [&name = key](const KeyWord& each) { return each.name == name; })) continue;
      std::vector<std::string_view> known;
      for (const KeyWord& each : keys) known.push_back(each.name);
      std::string_view near = did_you_mean(key, known);
      errors_.add(
          node, fmt::format("unknown key '{}'{}", key, near.empty() ? "" : fmt::format(", did you mean '{}'?", near)));
    }
  }

  void words() {
    for (const KeyWord& key : policy_keys()) {
      const DataNode* node = key.required && key.name != "require" ? root_.find(key.name) : nullptr;
      if (!key.required || key.name == "require") continue;
      if (!node || (node->text.empty() && node->items.empty()))
        errors_.add(root_, fmt::format("'{}' is missing", key.name));
    }
    policy_.id = text("id");
    if (const DataNode* id = root_.find("id"); id && !is_rule_id(id->text))
      errors_.add(*id, "expected an id like RF-AI-001");
    if (!is_slug(policy_.slug))
      errors_.add(root_, fmt::format("the file name '{}' is not made of a-z, 0-9 and -", policy_.slug));
    policy_.title = text("title");
    policy_.category = text("category");
    if (const DataNode* node = root_.find("category"); node && !is_slug(node->text))
      errors_.add(*node, "a category is made of a-z, 0-9 and -");
    policy_.message = text("message");
    if (std::string_view hole = unknown_hole(policy_.message); !hole.empty()) {
      errors_.add(*root_.find("message"), fmt::format("nothing is known as '{{{}}}' in a message", hole));
    }
    check_parameter_holes();
    policy_.why = text("why");
    if (const DataNode* node = root_.find("severity")) {
      if (auto level = level_of(node->text))
        policy_.severity = *level;
      else
        errors_.add(*node, fmt::format("no severity '{}': critical, high, medium, low, info", node->text));
    }
  }

  /// {param.NAME} in the message names a parameter.
  void check_parameter_holes() {
    const DataNode* parameters = root_.find("parameters");
    constexpr std::string_view kHole = "{param.";
    for (size_t at = policy_.message.find(kHole); at != std::string::npos; at = policy_.message.find(kHole, at + 1)) {
      size_t begin = at + kHole.size();
      std::string name = policy_.message.substr(begin, policy_.message.find('}', begin) - begin);
      if (!parameters || !parameters->find(name)) {
        errors_.add(*root_.find("message"), fmt::format("no parameter '{}' in 'parameters'", name));
      }
    }
  }

  void conditions() {
    auto arena = std::make_shared<Arena>();
    const DataNode* parameters = root_.find("parameters");
    if (parameters && !parameters->is_map()) errors_.add(*parameters, "'parameters' takes { name: default }");
    if (parameters) check_declarations(*parameters, errors_);
    if (parameters) policy_.source = std::make_shared<DataDocument>(document_);
    ConditionCompiler compiler(*arena, knowledge_, parameters, errors_);
    compiler.note_policies_in(policy_.asks_for);
    if (const DataNode* when = root_.find("when")) policy_.when = {arena, compiler.compile(*when)};
    const DataNode* require = root_.find("require");
    if (!require) {
      errors_.add(root_, "'require' is missing");
      return;
    }
    const Condition* compiled = compiler.compile(*require);
    policy_.require = {arena, compiled};
    if (const FieldPath* field = first_field(*compiled)) policy_.property = field->text;
    if (const DataNode* place = root_.find("place")) places(*place, compiler, arena);
    if (const DataNode* list = root_.find("grades")) grades(*list, compiler, arena);
    fix(compiler);
  }

  void grades(const DataNode& list, ConditionCompiler& compiler, const std::shared_ptr<Arena>& arena) {
    if (!list.is_list()) errors_.add(list, "'grades' takes a list of { severity, when }");
    for (const DataNode& item : list.items) {
      errors_.check_keys(item, {"severity", "when"});
      const DataNode* severity = item.find("severity");
      const DataNode* when = item.find("when");
      if (!severity || !when) {
        errors_.add(item, "expected { severity, when }");
        continue;
      }
      auto level = level_of(severity->text);
      if (!level)
        errors_.add(*severity, fmt::format("no severity '{}': critical, high, medium, low, info", severity->text));
      policy_.grades.push_back({level.value_or(Level::Medium), {arena, compiler.compile(*when)}});
    }
  }

  void places(const DataNode& node, ConditionCompiler& compiler, const std::shared_ptr<Arena>& arena) {
    struct Places {
      std::shared_ptr<Arena> arena;  // owns the text of the paths
      std::vector<FieldPath> paths;
    };
    auto out = std::make_shared<Places>();
    out->arena = arena;
    if (!node.is_list()) out->paths.push_back(compiler.path(node));
    for (const DataNode& each : node.items) out->paths.push_back(compiler.path(each));
    policy_.place = {out, &out->paths};
  }

  void fix(ConditionCompiler& compiler) {
    const DataNode* node = root_.find("fix");
    if (!node) return;
    policy_.fix = *node;
    errors_.check_keys(*node, {"set"});
    const DataNode* set = node->find("set");
    if (!set || !set->is_map() || set->members.empty()) return errors_.add(*node, "expected { set: { PATH: value } }");
    for (const auto& [path, value] : set->members) {
      DataNode key = value;
      key.kind = DataKind::String;
      key.text = path;
      compiler.path(key);
    }
  }

  void lists() {
    policy_.resources = texts(root_.find("resource"), "resource");
    for (const std::string& type : policy_.resources) {
      bool named = type.find('/') != std::string::npos || type.find('_') != std::string::npos || type == "*" ||
                   type == kDeploymentType;
      if (!named) {
        errors_.add(*root_.find("resource"), fmt::format("'{}' is no resource type", type));
      }
    }
    policy_.equivalents = texts(root_.find("equivalents"), "equivalents");
    policy_.azure_policy = texts(root_.find("azure_policy"), "azure_policy");
    policy_.seed = texts(root_.find("seed"), "seed");
    policy_.references = texts(root_.find("references"), "references");
    policy_.supersedes = texts(root_.find("supersedes"), "supersedes");
    if (const DataNode* expected = root_.find("expected")) policy_.expected_json = json_text(*expected);
    const DataNode* controls = root_.find("controls");
    if (!controls) return;
    if (!controls->is_map()) return errors_.add(*controls, "'controls' takes { framework: [control] }");
    for (const auto& [framework, list] : controls->members) policy_.controls[framework] = texts(&list, framework);
  }

  const DataDocument& document_;
  const DataNode& root_;
  const Knowledge& knowledge_;
  DataErrors& errors_;
  Policy policy_;
};

void check_set(const std::vector<Policy>& policies, const std::vector<const DataDocument*>& documents,
               std::vector<DataError>& mistakes) {
  std::unordered_map<std::string_view, size_t> ids, slugs;
  auto add = [&](size_t i, std::string message) {
    const DataNode* id = documents[i]->root.find("id");
    mistakes.push_back({documents[i]->path, id ? id->line : 1, id ? id->column : 1, std::move(message)});
  };
  for (size_t i = 0; i < policies.size(); ++i) {
    auto [same_id, new_id] = ids.emplace(policies[i].id, i);
    if (!new_id) add(i, fmt::format("{} is already the id of {}", policies[i].id, documents[same_id->second]->path));
    auto [same_slug, new_slug] = slugs.emplace(policies[i].slug, i);
    if (!new_slug)
      add(i, fmt::format("{} is already the name of {}", policies[i].slug, documents[same_slug->second]->path));
  }
}

}  // namespace

void name_by_path(std::string_view path, Policy& policy) {
  size_t slash = path.rfind('/');
  std::string_view file = slash == std::string_view::npos ? path : path.substr(slash + 1);
  policy.slug = file.substr(0, file.rfind('.'));
  if (slash == std::string_view::npos) return;
  std::string_view folder = path.substr(0, slash);
  policy.area = folder.substr(folder.rfind('/') == std::string_view::npos ? 0 : folder.rfind('/') + 1);
}

bool is_rule_id(std::string_view id) {
  size_t dash = id.rfind('-');
  if (!id.starts_with("RF-") || dash == std::string_view::npos || dash < 4) return false;
  std::string_view area = id.substr(3, dash - 3), number = id.substr(dash + 1);
  auto upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  auto digit = [](char c) { return c >= '0' && c <= '9'; };
  return std::all_of(area.begin(), area.end(), upper) && number.size() == 3 &&
         std::all_of(number.begin(), number.end(), digit);
}

bool is_slug(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

const Policy* PolicySet::find(std::string_view id_or_slug) const {
  for (const Policy& each : policies) {
    if (equal_ignore_case(each.id, id_or_slug) || equal_ignore_case(each.slug, id_or_slug)) return &each;
  }
  return nullptr;
}

const Policy* PolicySet::find_any(std::string_view id) const {
  if (const Policy* judged = find(id)) return judged;
  if (!asked_for) return nullptr;
  for (const Policy& each : *asked_for) {
    if (equal_ignore_case(each.id, id)) return &each;
  }
  return nullptr;
}

tl::expected<PolicySet, std::vector<DataError>> compile_policies(const std::vector<DataDocument>& documents,
                                                                 const Knowledge& knowledge) {
  PolicySet out;
  std::vector<DataError> mistakes;
  std::vector<const DataDocument*> sources;
  for (const DataDocument& document : documents) {
    if (std::string_view(document.path).ends_with(".test.yaml")) continue;
    DataErrors errors(document.path);
    out.policies.push_back(PolicyReader(document, knowledge, errors).read());
    sources.push_back(&document);
    mistakes.insert(mistakes.end(), errors.items().begin(), errors.items().end());
  }
  check_set(out.policies, sources, mistakes);
  if (!mistakes.empty()) return tl::unexpected(std::move(mistakes));
  std::sort(out.policies.begin(), out.policies.end(), [](const Policy& a, const Policy& b) { return a.id < b.id; });
  return out;
}

tl::expected<Policy, std::vector<DataError>> with_parameters(const Policy& policy, const DataNode& values,
                                                             const Knowledge& knowledge) {
  DataErrors errors(policy.source ? policy.source->path : policy.slug);
  DataDocument document;
  if (policy.source) document = *policy.source;
  DataNode none;
  const DataNode* declared = document.root.find("parameters");
  const DataNode& known = declared ? *declared : none;
  if (!values.is_map()) errors.add(values, fmt::format("the parameters of {} are {{ name: value }}", policy.id));
  for (const auto& [name, value] : values.members) {
    const DataNode* given = known.find(name);
    if (!given) {
      std::vector<std::string_view> names;
      for (const auto& each : known.members) names.push_back(each.first);
      std::string_view near = did_you_mean(name, names);
      errors.add(value, fmt::format("{} has no parameter '{}'{}", policy.id, name,
                                    near.empty() ? "" : fmt::format(", did you mean '{}'?", near)));
      continue;
    }
    check_parameter(policy.id, name, *given, value, errors);
    for (auto& [key, node] : document.root.members) {
      if (key != "parameters") continue;
      for (auto& [parameter, current] : node.members) {
        if (parameter == name) set_parameter(current, value);
      }
    }
  }
  if (!errors.empty()) return tl::unexpected(errors.items());
  if (!policy.source) return policy;
  DataErrors mistakes(policy.source->path);
  Policy out = PolicyReader(document, knowledge, mistakes).read();
  // What is wrong with a condition now is wrong with a value: that is where to mend it.
  for (const DataError& each : mistakes.items())
    errors.add(values, fmt::format("parameters of {}: {}", policy.id, each.message));
  if (!errors.empty()) return tl::unexpected(errors.items());
  out.severity = policy.severity;
  return out;
}

const PolicySet& embedded_policies() {
  // They have compiled when the program was built.
  static const PolicySet set = [] {
    auto compiled = compile_policies(embedded_documents("policies/", TestDocuments::Skip), Knowledge::embedded());
    assert(compiled && "an embedded policy does not compile");
    return compiled ? std::move(*compiled) : PolicySet{};
  }();
  return set;
}

}  // namespace ringfence
