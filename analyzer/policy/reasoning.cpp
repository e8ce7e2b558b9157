#include "analyzer/policy/reasoning.h"

#include <fmt/format.h>

#include <algorithm>

#include "analyzer/eval/symbol.h"
#include "analyzer/graph/needed.h"
#include "analyzer/policy/condition_words.h"
#include "analyzer/policy/explanation.h"
#include "analyzer/policy/field_path.h"
#include "analyzer/policy/json_text.h"

namespace ringfence {
namespace {

constexpr size_t kMaxSteps = 400;
constexpr size_t kMaxShown = 20;  // values, elements or partners of one condition
constexpr unsigned kMaxDepth = 30;

std::string_view how(OriginKind kind) {
  switch (kind) {
    case OriginKind::Default:
      return ", the default of a parameter";
    case OriginKind::ParameterFile:
      return ", given in the parameter file";
    case OriginKind::Argument:
      return ", passed to the module";
    case OriginKind::ProviderDefault:
      return ", the provider's default";
    case OriginKind::PlatformDefault:
      return ", Azure's default";
    default:
      return "";
  }
}

std::string name_of_node(const ResourceNode& node) {
  std::string name = plain_text(node.name);
  return fmt::format("{} {}", node.type, node.address.empty() ? name : std::string(node.address));
}

class Writer {
 public:
  Writer(ConditionEvaluator& evaluator, const Knowledge& knowledge) : evaluator_(evaluator), knowledge_(knowledge) {}

  void policy(const Policy& policy, const Subject& subject, unsigned depth) {
    if (policy.when) {
      Tri applies = evaluator_.truth(*policy.when, subject);
      add(depth, "it applies when", applies, {});
      condition(*policy.when, subject, depth + 1);
      if (applies == Tri::False) return;
    }
    add(depth, "it requires", evaluator_.truth(*policy.require, subject), {});
    condition(*policy.require, subject, depth + 1);
  }

  std::vector<ReasoningStep> take() { return std::move(out_); }

 private:
  void add(unsigned depth, std::string text, std::optional<Tri> truth, const Span& place) {
    if (out_.size() < kMaxSteps)
      out_.push_back({depth, std::move(text), truth, place});
    else if (out_.size() == kMaxSteps)
      out_.push_back({0, "... more than can be shown", std::nullopt, {}});
  }

  void condition(const Condition& condition, const Subject& subject, unsigned depth) {
    if (depth > kMaxDepth || out_.size() > kMaxSteps) return;
    add(depth, words_of(condition), evaluator_.truth(condition, subject), {});
    std::visit([&](const auto& node) { below(node, subject, depth + 1); }, condition.node);
  }

  template <class T>
  void below(const T&, const Subject&, unsigned) {}
  void below(const Always&, const Subject&, unsigned) {}
  void below(const AllOf& all, const Subject& subject, unsigned depth) {
    for (const Condition* each : all.items) condition(*each, subject, depth);
  }
  void below(const AnyOf& any, const Subject& subject, unsigned depth) {
    for (const Condition* each : any.items) condition(*each, subject, depth);
  }
  void below(const Not& no, const Subject& subject, unsigned depth) { condition(*no.item, subject, depth); }
  void below(const FieldTest& test, const Subject& subject, unsigned depth) {
    values(test.path, test.platform_default, subject, depth);
  }
  void below(const RoleTest& test, const Subject& subject, unsigned depth) { values(test.path, true, subject, depth); }
  void below(const PermitsTest& test, const Subject& subject, unsigned depth) {
    values(test.path, false, subject, depth);
  }
  void below(const MeasureTest& test, const Subject& subject, unsigned depth) {
    values(test.path, true, subject, depth);
    if (!test.last.text.empty()) values(test.last, true, subject, depth);
  }
  void below(const ValueTest& test, const Subject& subject, unsigned depth) {
    if (!test.current) return;
    if (const Binding* at = ConditionEvaluator::binding(subject, test.name)) {
      std::string text =
          test.key ? std::string(at->key) : plain_text(at->element, context_of(path_text(at->steps), subject));
      add(depth, fmt::format("it is {}", text), std::nullopt, at->element.span);
    }
  }
  void below(const ScopeTest&, const Subject& subject, unsigned depth) {
    std::optional<ScopeLevel> level = level_of(*subject.node);
    std::string text = level ? fmt::format("it is {}", kScopeLevels[static_cast<size_t>(*level)])
                             : std::string("where it is deployed is not known");
    add(depth, std::move(text), std::nullopt, subject.node->scope.span);
  }
  void below(const DeniedTest&, const Subject&, unsigned) {}
  void below(const Delegated& own, const Subject& subject, unsigned depth) {
    Looked looked = own.test->look(evaluator_, subject);
    if (!looked.property.empty()) add(depth, fmt::format("it looks for {}", looked.property), std::nullopt, {});
    if (looked.partner) {
      const Span& header = looked.partner->header_span;
      add(depth + 1, fmt::format("{} is nearest", name_of_node(*looked.partner)), std::nullopt,
          header.valid() ? header : looked.partner->span);
    } else if (!looked.property.empty() && own.test->truth(evaluator_, subject) == Tri::False) {
      add(depth + 1, "there is none in this deployment", std::nullopt, {});
    }
    for (const FieldPath& path : looked.paths) values(path, true, subject, depth);
    for (const Value& value : looked.values) {
      if (has_symbol(value)) add(depth, fmt::format("{} is not known", plain_text(value)), std::nullopt, value.span);
    }
    if (!looked.needs_kind.empty())
      add(depth, fmt::format("{} {} is not known", looked.needs_kind, looked.needs_name), std::nullopt, {});
  }

  void below(const CountTest& test, const Subject& subject, unsigned depth) {
    size_t shown = 0;
    bool any = false;
    evaluator_.each_element(
        test, subject,
        [&](const Binding& binding, Tri counts) {
          any = true;
          if (++shown > kMaxShown) return;
          const Member* name =
              binding.element.is_object() ? find_member(binding.element, "name", KeyCase::Insensitive) : nullptr;
          std::string text = !binding.key.empty() ? std::string(binding.key)
                             : name               ? plain_text(name->value)
                                    : plain_text(binding.element, context_of(path_text(binding.steps), subject));
          add(depth, fmt::format("{}: {}", text, counting(counts)), std::nullopt, binding.element.span);
          if (test.where) {
            Subject inside = subject;
            inside.bindings = &binding;
            condition(*test.where, inside, depth + 1);
          }
        },
        [&](const Value& hidden) {
          any = true;
          add(depth, fmt::format("which there are is not known: {}", plain_text(hidden)), std::nullopt, hidden.span);
        });
    if (shown > kMaxShown) add(depth, fmt::format("... and {} more", shown - kMaxShown), std::nullopt, {});
    if (!any) add(depth, "there are none", std::nullopt, {});
  }

  void below(const RelatedTest& test, const Subject& subject, unsigned depth) {
    if (depth > kMaxDepth) return;
    size_t tried = 0;
    evaluator_.each_partner(test, subject, [&](const Partner& partner) {
      if (++tried > kMaxShown) return;
      resource(*partner.graph, *partner.node, partner.there && partner.good, depth);
      asked(test, subject, partner, depth + 1);
      if (test.where) condition(*test.where, partner.subject, depth + 1);
      if (!test.next) return;
      add(depth + 1, words_of(Condition{*test.next}), std::nullopt, {});
      below(*test.next, partner.subject, depth + 2);
    });
    if (tried > kMaxShown) add(depth, fmt::format("... and {} more", tried - kMaxShown), std::nullopt, {});
    if (tried == 0) add(depth, "there is none in this deployment", std::nullopt, {});
    if (subject.node->id == kNoNodeId) return;
    if (const Opening* why = opening_for(test, subject)) {
      add(depth, fmt::format("there may be more: {} {} is not known", why->needs_kind, why->needs_name), std::nullopt,
          why->span);
    }
  }

  /// What a hop asks of the partner and of the reference, where that is not so.
  void asked(const RelatedTest& test, const Subject& subject, const Partner& partner, unsigned depth) {
    if (partner.there != Tri::True)
      add(depth, "whether the reference leads to it is not known", std::nullopt, partner.edge->span);
    auto ask = [&](const RelatedTest& one, std::string_view no, std::string_view unknown) {
      Tri fits = evaluator_.fits(one, subject, partner);
      if (fits != Tri::True)
        add(depth, std::string(fits == Tri::False ? no : unknown), std::nullopt, partner.edge->span);
    };
    RelatedTest is, zone, group, via;
    is.is = test.is;
    ask(is, "it is another resource", "whether it is the same resource is not known");
    zone.zone = test.zone;
    ask(zone, "it is another zone", "whether it is that zone is not known");
    group.group_ids = test.group_ids;
    group.listed_ids = test.listed_ids;
    ask(group, "the group ids of the connection are others", "the group ids of the connection are not known");
    via.via = test.via;
    ask(via, "what refers to it is not as it is asked for",
        "whether what refers to it is as it is asked for is not known");
  }

  void below(const ZonesTest& zones, const Subject& subject, unsigned depth) {
    Tri known = Tri::True;
    for (const NeededZone& each : evaluator_.zones_of(subject, known)) {
      if (!each.zone) continue;
      add(depth, fmt::format("{}{}", each.zone->name, each.needed == Tri::True ? "" : ", which may be needed"),
          std::nullopt, {});
      Subject inside = subject;
      inside.zone = each.zone;
      condition(*zones.each, inside, depth + 1);
    }
    if (known != Tri::True) add(depth, "there may be more: what the endpoint leads to is not known", std::nullopt, {});
  }

  void below(const ResourcesTest& test, const Subject& subject, unsigned depth) {
    size_t tried = 0;
    evaluator_.each_resource(test, subject, [&](const ResourceGraph& graph, const ResourceNode& node, Tri counts) {
      if (++tried > kMaxShown) return;
      resource(graph, node, counts, depth);
      if (test.where) condition(*test.where, {&graph, &node, nullptr, subject.named, nullptr, &subject}, depth + 1);
    });
    if (tried > kMaxShown) add(depth, fmt::format("... and {} more", tried - kMaxShown), std::nullopt, {});
    if (tried == 0) add(depth, "there are none that can be seen", std::nullopt, {});
    for (const UnresolvedModule& module : subject.graph->deployment.unresolved) {
      if (may_hold(module, test))
        add(depth, fmt::format("module {} may hold more: it was not found", module.path), std::nullopt,
            module.call ? module.call->span : Span{});
    }
  }

  void below(const PolicyTest& test, const Subject& subject, unsigned depth) {
    const Policy* other = evaluator_.policy_of(test);
    if (!other || ++policies_ > 8) return add(depth, "there is no such policy", std::nullopt, {});
    Named self{"self", subject.graph, subject.node, nullptr};
    policy(*other, {subject.graph, subject.node, nullptr, &self}, depth);
    --policies_;
  }

  void resource(const ResourceGraph&, const ResourceNode& node, Tri good, unsigned depth) {
    Span place = node.header_span.valid() ? node.header_span : node.span;
    std::string maybe = node.conditional ? ", which may not be deployed"
                        : node.existing  ? ", which is not made here"
                                         : "";
    add(depth, fmt::format("{}{}: {}", name_of_node(node), maybe, counting(good)), std::nullopt, place);
  }

  static std::string_view counting(Tri counts) {
    return counts == Tri::True ? "counts" : counts == Tri::False ? "does not count" : "may count";
  }

  static SecretContext context_of(std::string_view path, const Subject& subject) {
    Decision decision;
    decision.property = std::string(path);
    return secret_context(*subject.node, decision);
  }

  /// Everything that stands at the path.
  void values(const FieldPath& path, bool defaults, const Subject& subject, unsigned depth) {
    size_t shown = 0;
    evaluator_.each_leaf(path, subject, false, [&](const Leaf& leaf, const Trail& trail) {
      if (++shown <= kMaxShown) value(path, leaf, trail, defaults, subject, depth);
      return Tri::True;
    });
    if (shown > kMaxShown) add(depth, fmt::format("... and {} more", shown - kMaxShown), std::nullopt, {});
    if (shown == 0) add(depth, fmt::format("{} has no elements", path.text), std::nullopt, {});
  }

  void value(const FieldPath& path, const Leaf& leaf, const Trail& trail, bool defaults, const Subject& subject,
             unsigned depth) {
    SecretContext secret = context_of(path.text, subject);
    if (leaf.presence == Presence::Absent) {
      add(depth, absent_words(path, defaults, subject), std::nullopt, trail.enclosing);
    } else if (leaf.presence == Presence::Hidden) {
      std::string inside = leaf.value.is_null() ? std::string(" it is made elsewhere")
                                                : fmt::format(" it is in {}", plain_text(leaf.value, secret));
      add(depth, fmt::format("{} is not known:{}", path.text, inside), std::nullopt, leaf.value.span);
    } else {
      std::string_view unknown = leaf.value.is_symbol() ? ", which is not known" : "";
      add(depth,
          fmt::format("{} is {}{}{}", path.text, plain_text(leaf.value, secret), unknown, how(leaf.value.because)),
          std::nullopt, leaf.value.span);
    }
    unsigned steps = 0;
    for (const OriginStep* step = leaf.value.via; step && steps < 4; step = step->next, ++steps) {
      if (step->span.valid() && step->span != leaf.value.span) add(depth + 1, "used here", std::nullopt, step->span);
    }
  }

  std::string absent_words(const FieldPath& path, bool defaults, const Subject& subject) {
    std::string what = fmt::format("{} is absent", path.text);
    if (!defaults) return what;
    std::vector<PlatformDefault> known =
        knowledge_.platform_defaults(subject.node->type, subject.node->api_version, path.text);
    if (known.empty()) return what + ", no default is known";
    if (known.size() > 1) return what + ", and its default moved: that of this api version is not certain";
    const PlatformDefault& only = known.front();
    std::string value = only.value ? json_text(*only.value) : std::string("nothing");
    return fmt::format("{}; Azure's default is {} ({})", what, value, only.source);
  }

  ConditionEvaluator& evaluator_;
  const Knowledge& knowledge_;
  std::vector<ReasoningStep> out_;
  unsigned policies_ = 0;
};

}  // namespace

std::vector<ReasoningStep> reasoning_of(const Policy& policy, const Subject& subject, ConditionEvaluator& evaluator,
                                        const Knowledge& knowledge) {
  Writer writer(evaluator, knowledge);
  writer.policy(policy, subject, 0);
  return writer.take();
}

}  // namespace ringfence
