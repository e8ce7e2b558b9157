#include <algorithm>
#include <set>

#include "analyzer/knowledge/lower_case.h"
#include "analyzer/policy/azure_policy.h"
#include "analyzer/policy/azure_policy_reader.h"
#include "analyzer/policy/azure_policy_rule.h"
#include "analyzer/policy/field_path.h"

namespace ringfence {
namespace {

constexpr std::string_view kAnyType = "*";

/// What the conditions of one definition point into; the policy's pointers keep it alive.
struct Holder {
  std::shared_ptr<const SourceFile> source;
  std::shared_ptr<Arena> arena;
  AzurePolicyContext context;
  std::vector<std::unique_ptr<OwnTest>> tests;
};

/// What a definition does when its condition holds.
enum class Effect : uint8_t { Audit, Deny, AuditIfNotExists, DeployIfNotExists, Modify, Append, Disabled, Other };

Effect effect_of(std::string_view name) {
  constexpr std::pair<std::string_view, Effect> known[] = {
      {"audit", Effect::Audit}, {"deny", Effect::Deny}, {"auditIfNotExists", Effect::AuditIfNotExists},
      {"deployIfNotExists", Effect::DeployIfNotExists}, {"modify", Effect::Modify}, {"append", Effect::Append},
      {"disabled", Effect::Disabled}};
  for (const auto& [word, effect] : known) {
    if (equal_ignore_case(word, name)) return effect;
  }
  return Effect::Other;
}

bool looks_elsewhere(Effect effect) { return effect == Effect::AuditIfNotExists || effect == Effect::DeployIfNotExists; }
bool judges(Effect effect) { return looks_elsewhere(effect) || effect == Effect::Audit || effect == Effect::Deny; }

Level severity_of(Effect effect) {
  if (effect == Effect::Deny) return Level::High;
  return effect == Effect::Modify || effect == Effect::Append ? Level::Low : Level::Medium;
}

/// Lower-case words with '-' of any text.
std::string slug_of(std::string_view text) {
  std::string out;
  for (char c : text) {
    c = lower(c);
    bool word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (word) out += c;
    else if (!out.empty() && out.back() != '-') out += '-';
  }
  while (!out.empty() && out.back() == '-') out.pop_back();
  return out;
}

/// The title in a message, where braces have a meaning.
std::string without_braces(std::string_view text) {
  std::string out(text);
  std::replace(out.begin(), out.end(), '{', '(');
  std::replace(out.begin(), out.end(), '}', ')');
  return out;
}

SymbolType type_of(std::string_view declared) {
  constexpr std::pair<std::string_view, SymbolType> known[] = {
      {"string", SymbolType::String}, {"array", SymbolType::Array}, {"object", SymbolType::Object},
      {"boolean", SymbolType::Bool},  {"integer", SymbolType::Int}, {"datetime", SymbolType::String}};
  for (const auto& [word, type] : known) {
    if (equal_ignore_case(word, declared)) return type;
  }
  return SymbolType::Any;
}

/// Values that the user gives, by definition and by parameter.
class GivenParameters {
 public:
  explicit GivenParameters(const std::vector<AzurePolicyDocument>& documents) : documents_(documents) {}

  const Expr* find(const AzureDefinition& definition, std::string_view name) {
    const Expr* out = nullptr;
    for (const AzurePolicyDocument& document : documents_) {
      const Expr* root = document.root;
      if (const Expr* inside = member_of(root, "parameters"); inside && !member_of(inside, "value")) root = inside;
      for (const Expr* own : {member_of(root, definition.name), definition.id.empty() ? nullptr : member_of(root, definition.id)}) {
        if (const Expr* value = value_in(member_of(own, name))) out = value;
      }
      if (!out) out = value_in(member_of(root, name));
    }
    return out;
  }

 private:
  static const Expr* value_in(const Expr* given) { return member_of(given, "value"); }
  const std::vector<AzurePolicyDocument>& documents_;
};

class Compiler {
 public:
  Compiler(const std::vector<AzurePolicyDocument>& parameters, AzurePolicies& out) : given_(parameters), out_(out) {}

  void add(const AzureAssignment& assignment) {
    const AzureDefinition& definition = *assignment.definition;
    AzurePolicyOutcome outcome;
    outcome.id = "AZP-" + definition.name;
    bool again = !ids_.insert(lower(outcome.id)).second;
    if (again && !assignment.reference.empty()) {
      outcome.id += "-" + slug_of(assignment.reference);
      again = !ids_.insert(lower(outcome.id)).second;
    }
    outcome.title = definition.display_name.empty() ? definition.name : std::string(definition.display_name);
    outcome.path = definition.document->path;
    compile(assignment, outcome);
    if (again && outcome.state == AzurePolicyState::Judged) {
      out_.policies.pop_back();
      set(outcome, AzurePolicyState::Off, "given twice");
    }
    out_.outcomes.push_back(std::move(outcome));
  }

 private:
  static void set(AzurePolicyOutcome& outcome, AzurePolicyState state, std::string reason) {
    outcome.state = state;
    outcome.reason = std::move(reason);
  }

  /// Kinds of definitions that say nothing about a template.
  static std::string not_about_templates(const AzureDefinition& definition) {
    if (equal_ignore_case(definition.policy_type, "Static")) return "Static: an attestation, not a condition";
    std::string mode = lower(definition.mode.empty() ? "All" : definition.mode);
    if (mode != "all" && mode != "indexed") return "mode " + std::string(definition.mode);
    return {};
  }

  /// Values of the definition's parameters.
  void read_parameters(const AzureAssignment& assignment, Holder& holder, SymbolTable& symbols) {
    const AzureDefinition& definition = *assignment.definition;
    AzurePolicyContext outer;
    outer.table = holder.context.table;
    if (assignment.initiative) fill(*assignment.initiative, nullptr, outer, outer, *holder.arena, symbols);
    fill(definition, assignment.arguments, outer, holder.context, *holder.arena, symbols);
  }

  void fill(const AzureDefinition& definition, const Expr* arguments, const AzurePolicyContext& outer,
                   AzurePolicyContext& into, Arena& arena, SymbolTable& symbols) {
    const auto* declared = as<ObjectExpr>(definition.parameters);
    std::vector<std::pair<std::string_view, Value>> values;
    for (const ObjectItem& item : declared ? declared->items : std::span<const ObjectItem>()) {
      std::string_view name = text_of(item.key);
      const Expr* written = given_.find(definition, name);
      if (!written) written = member_of(member_of(arguments, name), "value");
      const AzurePolicyContext& scope = written ? outer : into;
      if (!written) written = member_of(item.value, "defaultValue");
      Value value;
      if (written) {
        value = PolicyExpressions(scope, arena, symbols).evaluate(written);
      } else {
        const Value text = Value::text(name);
        value = symbols.make("param", {&text, 1}, {type_of(text_of(member_of(item.value, "type"))), SymbolReason::Parameter, false, false, {}});
      }
      values.emplace_back(name, value);
    }
    into.parameters = std::move(values);
  }

  /// Could one of the values that the effect may have be audit, deny, auditIfNotExists or deployIfNotExists?
  static bool may_judge(const AzureDefinition& definition, Effect now) {
    if (judges(now)) return true;
    const auto* reference = as<Reference>(definition.effect);
    if (!reference) return false;
    const auto* allowed = as<ArrayExpr>(member_of(member_of(definition.parameters, reference->name), "allowedValues"));
    const auto items = allowed ? allowed->items : std::span<const ArrayItem>();
    return std::any_of(items.begin(), items.end(), [](const ArrayItem& each) { return judges(effect_of(text_of(each.value))); });
  }

  /// The first effect that judges, for a definition that is off.
  static Effect judging_effect(const AzureDefinition& definition) {
    const auto* reference = as<Reference>(definition.effect);
    const Expr* parameter = reference ? member_of(definition.parameters, reference->name) : nullptr;
    const auto* allowed = as<ArrayExpr>(member_of(parameter, "allowedValues"));
    for (const ArrayItem& each : allowed ? allowed->items : std::span<const ArrayItem>()) {
      if (judges(effect_of(text_of(each.value)))) return effect_of(text_of(each.value));
    }
    return Effect::Audit;
  }

  void compile(const AzureAssignment& assignment, AzurePolicyOutcome& outcome) {
    const AzureDefinition& definition = *assignment.definition;
    if (std::string why = not_about_templates(definition); !why.empty()) {
      return set(outcome, AzurePolicyState::NotApplicable, std::move(why));
    }
    if (!definition.condition || !definition.effect) {
      return set(outcome, AzurePolicyState::Unreadable, "expected policyRule with if and then.effect");
    }
    auto holder = std::make_shared<Holder>();
    holder->source = definition.document->source;
    holder->arena = definition.document->arena;
    holder->context.table = &AzurePolicyTable::embedded();
    holder->context.definition_id = definition.id;
    SymbolTable symbols(*holder->arena);
    read_parameters(assignment, *holder, symbols);
    AzureRuleCompiler rules(holder->context, *holder->arena, symbols, holder->tests);
    std::optional<Value> word = rules.constant(definition.effect);
    std::string_view effect_word = word && word->is_string() ? word->str() : std::string_view();
    Effect effect = effect_of(effect_word);
    // An effect that has no value yet is judged as the first that it may be.
    if (word && word->is_symbol() && word->symbol->name == "param") effect = judging_effect(definition);
    bool off = effect == Effect::Disabled || equal_ignore_case(effect_word, "None");
    if (effect == Effect::Other && !off) {
      return set(outcome, AzurePolicyState::NotApplicable, "effect " + (effect_word.empty() ? "that cannot be read" : std::string(effect_word)));
    }
    outcome.counts = may_judge(definition, effect);
    if (off && !outcome.counts) return set(outcome, AzurePolicyState::Off, "its effect is " + std::string(effect_word));
    if (off) effect = judging_effect(definition);
    if (std::string why = platform_only(definition, effect, rules); !why.empty()) {
      outcome.counts = false;
      return set(outcome, AzurePolicyState::NotApplicable, std::move(why));
    }
    Policy policy = describe(definition, outcome, effect);
    build(definition, effect, rules, *holder, policy, holder);
    outcome.problem = rules.problem();
    if (!outcome.problem.empty()) return set(outcome, AzurePolicyState::NotSupported, outcome.problem);
    if (off) return set(outcome, AzurePolicyState::Off, "its effect is " + std::string(effect_word));
    if (!rules.missing().empty()) {
      return set(outcome, AzurePolicyState::NeedsParameter, "parameter '" + rules.missing() + "' has no value; give it with --azure-policy-parameters");
    }
    out_.policies.push_back(std::move(policy));
  }

  /// Definitions about what Azure alone writes.
  static std::string platform_only(const AzureDefinition& definition, Effect effect, AzureRuleCompiler& rules) {
    if (!looks_elsewhere(effect)) return {};
    std::optional<Value> type = rules.constant(member_of(definition.details, "type"));
    if (!type || !type->is_string()) return {};
    bool guest = lower(type->str()).starts_with("microsoft.guestconfiguration/") || definition.guest_configuration;
    if (guest) return "guest configuration: state inside of machines";
    if (!AzurePolicyTable::embedded().is_platform_type(type->str())) return {};
    return "state that only Azure writes: " + std::string(type->str());
  }

  static Policy describe(const AzureDefinition& definition, const AzurePolicyOutcome& outcome, Effect effect) {
    Policy out;
    out.id = outcome.id;
    out.slug = slug_of(outcome.title);
    if (out.slug.empty()) out.slug = slug_of(outcome.id);
    out.title = outcome.title;
    out.category = slug_of(definition.category);
    if (out.category.empty()) out.category = "azure-policy";
    out.area = "azure-policy";
    out.severity = severity_of(effect);
    out.message = "{resource.name}: " + without_braces(outcome.title);
    out.why = std::string(definition.description);
    if (!definition.id.empty()) out.azure_policy = {definition.name};
    return out;
  }

  /// The parts of an `if`: whom it is about, and what is wrong with them.
  static void split_scope(const Condition* condition, std::vector<const Condition*>& scope, std::vector<const Condition*>& rest) {
    const auto* all = std::get_if<AllOf>(&condition->node);
    if (!all) return rest.push_back(condition);
    for (const Condition* each : all->items) {
      const auto* field = std::get_if<FieldTest>(&each->node);
      (field && field->path.source == FieldSource::Type ? scope : rest).push_back(each);
    }
  }

  void build(const AzureDefinition& definition, Effect effect, AzureRuleCompiler& rules, Holder& holder, Policy& policy,
             const std::shared_ptr<Holder>& owner) {
    CompiledRule rule = rules.compile(definition.condition);
    policy.property = rules.main_path();
    std::vector<const Condition*> when{rule.applies}, rest;
    if (!rule.types) {
      policy.resources = {std::string(kAnyType)};
      if (equal_ignore_case(definition.mode, "Indexed")) when.push_back(is_indexed(rules, *holder.arena));
    } else {
      for (const auto& [key, type] : *rule.types) policy.resources.push_back(type);
    }
    const Condition* require = nullptr;
    if (looks_elsewhere(effect)) {
      when = {rule.exact, when.size() > 1 ? when.back() : rules.make({Always{true}})};
      require = existence(definition, rules, holder);
    } else {
      std::vector<const Condition*> scope;
      split_scope(rule.exact, scope, rest);
      require = rules.negation(rules.conjunction(rest));
      if (effect == Effect::Modify || effect == Effect::Append) place_of_change(definition, rules, holder, policy);
    }
    const Condition* scope = rules.conjunction(when);
    const auto* always = std::get_if<Always>(&scope->node);
    if (always && !always->value) policy.resources.clear();
    if (!always) policy.when = std::shared_ptr<const Condition>(owner, scope);
    policy.require = std::shared_ptr<const Condition>(owner, require);
  }

  /// Mode Indexed: types that have tags and a location, which resource groups do not count among.
  static const Condition* is_indexed(AzureRuleCompiler& rules, Arena& arena) {
    auto exists = [&](std::string_view name) {
      std::string mistake;
      FieldTest out;
      out.path = parse_field_path(name, arena, mistake);
      const Value yes = Value::of(true);
      out.test = {Operator::Exists, arena.copy(std::span<const Value>(&yes, 1))};
      return rules.make({out});
    };
    FieldTest group;
    group.path.text = "type";
    group.path.source = FieldSource::Type;
    group.path.about_whom = true;
    const Value type = Value::text("Microsoft.Resources/resourceGroups");
    group.test = {Operator::NotEquals, arena.copy(std::span<const Value>(&type, 1))};
    const Condition* either[] = {exists("location"), exists("tags")};
    const Condition* any = rules.make({AnyOf{arena.copy(std::span<const Condition* const>(either))}});
    return rules.conjunction({any, rules.make({group})});
  }

  const Condition* existence(const AzureDefinition& definition, AzureRuleCompiler& rules, Holder& holder) {
    auto test = std::make_unique<ExistenceTest>();
    test->context = &holder.context;
    std::optional<Value> type = rules.constant(member_of(definition.details, "type"));
    if (type && type->is_string()) {
      std::string_view text = type->str();
      while (text.ends_with('/')) text.remove_suffix(1);
      test->type = holder.context.table->template_type(text);
    }
    test->name = member_of(definition.details, "name");
    if (test->name) rules.constant(test->name);
    test->in_subscription = equal_ignore_case(text_of(member_of(definition.details, "existenceScope")), "subscription");
    if (const Expr* condition = member_of(definition.details, "existenceCondition")) test->condition = rules.compile(condition).exact;
    holder.tests.push_back(std::move(test));
    return rules.make({Delegated{holder.tests.back().get()}});
  }

  /// append and modify: the finding points at the field that they would set.
  static void place_of_change(const AzureDefinition& definition, AzureRuleCompiler& rules, Holder& holder, Policy& policy) {
    const Expr* operations = member_of(definition.details, "operations");
    const auto* list = as<ArrayExpr>(operations ? operations : definition.details);
    std::vector<FieldPath> places;
    for (const ArrayItem& item : list ? list->items : std::span<const ArrayItem>()) {
      std::optional<Value> name = rules.constant(member_of(item.value, "field"));
      std::string problem;
      if (!name || !name->is_string()) continue;
      FieldPath path = holder.context.table->field(name->str(), *holder.arena, problem);
      if (problem.empty()) places.push_back(path);
    }
    if (places.empty()) return;
    policy.property = places.front().text;
    policy.place = std::make_shared<const std::vector<FieldPath>>(std::move(places));
  }

  GivenParameters given_;
  AzurePolicies& out_;
  std::set<std::string> ids_;
};

}  // namespace

AzurePolicies read_azure_policies(const std::vector<AzurePolicyDocument>& documents,
                                  const std::vector<AzurePolicyDocument>& parameters) {
  AzurePolicies out;
  AzureDefinitions found = find_definitions(documents);
  out.errors = std::move(found.errors);
  Compiler compiler(parameters, out);
  for (const AzureAssignment& each : found.assignments) compiler.add(each);
  std::sort(out.policies.begin(), out.policies.end(), [](const Policy& a, const Policy& b) { return a.id < b.id; });
  return out;
}

}  // namespace ringfence
