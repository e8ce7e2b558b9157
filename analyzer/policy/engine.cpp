#include "analyzer/policy/engine.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <unordered_map>
#include <unordered_set>

#include "analyzer/eval/symbol.h"
#include "analyzer/knowledge/lower_case.h"
#include "analyzer/policy/deployment_node.h"
#include "analyzer/policy/evaluator.h"
#include "analyzer/policy/explanation.h"
#include "analyzer/policy/json_text.h"
#include "analyzer/policy/parameter_space.h"
#include "analyzer/policy/resource_types.h"
#include "analyzer/policy/wording.h"

namespace ringfence {
namespace {

constexpr size_t kMaxSplits = 6;
constexpr size_t kMaxCases = 64;
constexpr size_t kMaxRelated = 8;

enum class Outcome : uint8_t { NotApplicable, Pass, Unknown, Fail };

/// What `when` and `require` came to.
struct Verdicts {
  Tri when = Tri::True, require = Tri::True;
  Outcome outcome() const {
    if (when == Tri::False) return Outcome::NotApplicable;
    if (require == Tri::True) return Outcome::Pass;
    return when == Tri::True && require == Tri::False ? Outcome::Fail : Outcome::Unknown;
  }
};

std::string_view because_word(OriginKind kind) {
  switch (kind) {
    case OriginKind::Default:
      return "default";
    case OriginKind::ParameterFile:
      return "parameter-file";
    case OriginKind::Argument:
      return "argument";
    case OriginKind::ProviderDefault:
      return "provider-default";
    case OriginKind::PlatformDefault:
      return "platform-default";
    case OriginKind::Missing:
      return "missing";
    default:
      return "written";
  }
}

std::string_view step_word(OriginKind kind) {
  switch (kind) {
    case OriginKind::Default:
      return "the default that is used";
    case OriginKind::ParameterFile:
      return "given in the parameter file";
    case OriginKind::Argument:
      return "passed to the module here";
    case OriginKind::Variable:
      return "passed through here";
    case OriginKind::Loop:
      return "an item of this loop";
    case OriginKind::Mapped:
      return "set by this argument";
    default:
      return "used here";
  }
}

/// FNV-1a: stable on every machine, and enough for telling findings apart.
std::string fingerprint(const Finding& finding) {
  uint64_t hash = 0xcbf29ce484222325ull;
  for (const std::string* part : {&finding.rule, &finding.resource.address, &finding.property}) {
    for (char c : *part) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ull;
    hash = (hash ^ 0xffu) * 0x100000001b3ull;
  }
  return fmt::format("{:016x}", hash);
}

std::string text_of(const Value& value) {
  if (value.is_string()) return std::string(value.str());
  return value.is_null() ? std::string() : canonical_text(value);
}

class Judge {
 public:
  Judge(const ResourceGraph& graph, const PolicySet& policies, const Knowledge& knowledge, const CrossRootIndex* others,
        Verdict told_from)
      : graph_(graph), policies_(policies), evaluator_(knowledge, others, &policies), told_from_(told_from) {}

  /// Node order, then policy order; what is asked of the deployment as a whole comes last.
  Judgement run(const PolicyIndex& index) {
    std::unordered_map<std::string_view, std::vector<uint32_t>> of_type;  // as they are written
    for (const ResourceNode& node : graph_.nodes) {
      if (node.existing || node.replaced_by != kNoNodeId) continue;
      auto [place, is_new] = of_type.try_emplace(node.type);
      if (is_new) place->second = index.of_type(node.type);
      const size_t first_of_node = out_.findings.size();
      for (uint32_t each : place->second) one(node, policies_.policies[each]);
      drop_superseded(first_of_node);
    }
    if (!index.of_deployment().empty()) deployment(index.of_deployment());
    return std::move(out_);
  }

 private:
  void deployment(const std::vector<uint32_t>& policies) {
    DeploymentNode whole(graph_);
    size_t first = out_.findings.size();
    for (uint32_t each : policies) one(whole.node(), policies_.policies[each]);
    drop_superseded(first);
  }

  /// The severity that the policy has for this resource.
  Level severity_of(const Policy& policy, const Subject& subject) {
    for (const Grade& grade : policy.grades) {
      if (evaluator_.truth(*grade.when, subject) == Tri::True) return grade.severity;
    }
    return policy.severity;
  }

  Verdicts verdicts(const Policy& policy, const Subject& subject) {
    Verdicts out;
    if (policy.when) out.when = evaluator_.truth(*policy.when, subject);
    if (out.when != Tri::False) out.require = evaluator_.truth(*policy.require, subject);
    return out;
  }

  /// Tries all combinations of what is undecided but has few known outcomes. Leaves the assumptions of the first
  /// combination in place when they all agree, so that the explanation follows it.
  Verdicts weigh(const Policy& policy, const Subject& subject) {
    evaluator_.splits().clear();
    fails_when_ = {};
    Verdicts plain = verdicts(policy, subject);
    if (plain.outcome() != Outcome::Unknown) return plain;
    std::vector<Split> splits = evaluator_.splits();
    size_t cases = 1;
    if (splits.size() > kMaxSplits) splits.resize(kMaxSplits);
    while (!splits.empty()) {
      cases = 1;
      for (const Split& each : splits) cases *= each.options.size();
      if (cases <= kMaxCases) break;
      splits.pop_back();
    }
    if (splits.empty()) return plain;
    bool told = std::any_of(splits.begin(), splits.end(), is_choice);
    Verdicts first;
    bool failed = false, passed = false, unknown = false;
    std::vector<CaseOutcome> outcomes;
    for (size_t i = 0; i < cases; ++i) {
      size_t before = evaluator_.assumptions(), rest = i;
      for (const Split& each : splits) {
        evaluator_.assume(each.symbol, each.options[rest % each.options.size()]);
        rest /= each.options.size();
      }
      Verdicts one = verdicts(policy, subject);
      evaluator_.forget(before);
      if (i == 0) first = one;
      outcomes.push_back(one.outcome() == Outcome::Fail      ? CaseOutcome::Fail
                         : one.outcome() == Outcome::Unknown ? CaseOutcome::Unknown
                                                             : CaseOutcome::Pass);
      failed = failed || outcomes.back() == CaseOutcome::Fail;
      passed = passed || outcomes.back() == CaseOutcome::Pass;
      unknown = unknown || outcomes.back() == CaseOutcome::Unknown;
      if (!told && (unknown || (failed && passed))) return plain;
    }
    if (unknown || (failed && passed)) {
      if (failed) fails_when_ = fails_when(splits, outcomes);
      return plain;
    }
    if (failed) {
      for (const Split& each : splits) evaluator_.assume(each.symbol, each.options[0]);
      return first;
    }
    return {plain.when, Tri::True};
  }

  void one(const ResourceNode& node, const Policy& policy) {
    if (policy.is_head()) return;
    evaluator_.renew_budget();
    evaluator_.forget(0);
    // A resource that may not exist is judged as if it did.
    if (node.condition.is_symbol()) evaluator_.assume(node.condition.symbol, Value::of(true));
    Named self{"self", &graph_, &node, nullptr};
    Subject subject{&graph_, &node, nullptr, &self};
    Verdicts found = weigh(policy, subject);
    Outcome outcome = found.outcome();
    if (outcome == Outcome::NotApplicable) return;
    evaluator_.renew_budget();
    Explanation explanation(evaluator_);
    Decision decision = explanation.of(*policy.require, found.require, subject);
    if (outcome == Outcome::Unknown && found.when == Tri::Unknown && policy.when) {
      Decision before = explanation.of(*policy.when, Tri::Unknown, subject);
      if (decision.standing == Standing::None) decision = std::move(before);
    }
    if (policy.place) {
      for (const FieldPath& place : *policy.place) {
        if (explanation.move_to(place, subject, decision)) break;
      }
    }
    const Verdict verdict = outcome == Outcome::Fail   ? Verdict::Fail
                            : outcome == Outcome::Pass ? Verdict::Pass
                                                       : Verdict::Unknown;
    const bool told = (node.remade_by ? Verdict::Unknown : verdict) >= told_from_;
    Finding finding = told ? describe(policy, subject, decision, explanation.missing()) : named(policy, node, decision);
    finding.verdict = verdict;
    if (outcome == Outcome::Unknown && told) {
      finding.needs = explanation.take_needs();
      if (!node.remade_by && !fails_when_.words.empty()) {
        finding.message += " (" + fails_when_.words + ")";
        finding.fails_when = fails_when_.words;
        finding.fails_when_json = fails_when_.json;
      }
    }
    if (node.remade_by) await_module(*node.remade_by, finding);
    if (finding.verdict == Verdict::Fail)
      superseded_.insert(superseded_.end(), policy.supersedes.begin(), policy.supersedes.end());
    out_.findings.push_back(std::move(finding));
  }

  /// What is judged is not how the resource ends up: a module that was not found deploys it again.
  static void await_module(const UnresolvedModule& module, Finding& finding) {
    Need need{"module", std::string(module.path)};
    finding.verdict = Verdict::Unknown;
    if (std::find(finding.needs.begin(), finding.needs.end(), need) == finding.needs.end())
      finding.needs.push_back(std::move(need));
  }

  /// What tells one finding from another and what suppressions ask for.
  Finding named(const Policy& policy, const ResourceNode& node, const Decision& decision) {
    Finding out;
    out.rule = policy.id;
    out.slug = policy.slug;
    out.severity = policy.severity;
    out.category = policy.category;
    out.resource = {std::string(node.type), text_of(node.name), std::string(node.address), {}};
    out.span = decision.span.valid() ? decision.span : header_of(node);
    out.block = node.span;
    out.root = graph_.deployment.name;
    out.property = decision.property.empty() ? policy.property : decision.property;
    out.conditional = node.conditional;
    add_module_calls(out, node);
    return out;
  }

  Finding describe(const Policy& policy, const Subject& subject, const Decision& decision, const Missing& missing) {
    const ResourceNode& node = *subject.node;
    Finding out = named(policy, node, decision);
    out.title = policy.title;
    out.severity = severity_of(policy, subject);
    out.resource.id = text_of(node.arm_id);
    if (!decision.absent) out.actual_json = json_text(decision.actual, secret_context(node, decision));
    out.expected_json = policy.expected_json;
    out.because = because_word(decision.because);
    if (!policy.fix.members.empty()) out.fix_json = json_text(policy.fix);
    out.message = message_of(policy, subject, decision, missing, evaluator_);
    out.related.clear();
    add_related(out, decision, missing, node);
    out.fingerprint = fingerprint(out);
    return out;
  }

  static Span header_of(const ResourceNode& node) { return node.header_span.valid() ? node.header_span : node.span; }

  static void add_place(Finding& out, const Span& span, std::string message) {
    bool known = !span.valid() || span == out.span || out.related.size() >= kMaxRelated;
    for (const RelatedPlace& each : out.related) known = known || each.span == span;
    if (!known) out.related.push_back({span, std::move(message)});
  }

  /// Who deploys the resource: innermost module call first.
  static void add_module_calls(Finding& out, const ResourceNode& node) {
    const ModuleInstance* module = node.instance ? node.instance->module : nullptr;
    for (; module && module->call; module = module->parent) {
      const ModuleCall& call = *module->call;
      add_place(out, call.header_span.valid() ? call.header_span : call.span, std::string(kModuleCall));
    }
  }

  /// How the value came there, what else plays a part, and who deploys the resource.
  static void add_related(Finding& out, const Decision& decision, const Missing& missing, const ResourceNode& node) {
    for (const OriginStep* step = decision.via; step; step = step->next)
      add_place(out, step->span, std::string(step_word(step->kind)));
    for (const auto& [partner, place] : missing.chain)
      add_place(out, place, fmt::format("related: {}", text_of(partner->name)));
    if (decision.partner)
      add_place(out, decision.partner_place, fmt::format("related: {}", text_of(decision.partner->name)));
    if (!out.block.contains(out.span)) add_place(out, header_of(node), "the resource");
    add_module_calls(out, node);
  }

  /// A policy that says the same more precisely stands for the general one.
  void drop_superseded(size_t from) {
    if (superseded_.empty()) return;
    auto end = std::remove_if(
        out_.findings.begin() + static_cast<std::ptrdiff_t>(from), out_.findings.end(), [&](const Finding& each) {
          return each.verdict == Verdict::Fail &&
                 std::find(superseded_.begin(), superseded_.end(), each.rule) != superseded_.end();
        });
    out_.findings.erase(end, out_.findings.end());
    superseded_.clear();
  }

  const ResourceGraph& graph_;
  const PolicySet& policies_;
  ConditionEvaluator evaluator_;
  Verdict told_from_;
  std::vector<std::string_view> superseded_;  // ids, by what failed on the resource that is judged
  FailsWhen fails_when_;                      // of the verdict that was weighed last
  Judgement out_;
};

}  // namespace

PolicyIndex::PolicyIndex(const PolicySet& policies) {
  for (uint32_t i = 0; i < policies.policies.size(); ++i) {
    for (const std::string& type : policies.policies[i].resources) {
      if (type == kDeploymentType)
        of_deployment_.push_back(i);
      else if (is_pattern(type))
        patterns_.emplace_back(type, i);
      else
        by_type_[lower(type)].push_back(i);
    }
  }
}

std::vector<uint32_t> PolicyIndex::of_type(std::string_view type) const {
  std::vector<uint32_t> out;
  if (auto found = by_type_.find(lower(type)); found != by_type_.end()) out = found->second;
  for (const auto& [pattern, policy] : patterns_) {
    if (type_matches(pattern, type)) out.push_back(policy);
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

Judgement judge(const ResourceGraph& graph, const PolicySet& policies, const Knowledge& knowledge,
                const CrossRootIndex* others, const JudgeOptions& options) {
  Judge engine(graph, policies, knowledge, others, options.told_from);
  return options.index ? engine.run(*options.index) : engine.run(PolicyIndex(policies));
}

static void add_parameter_files(Finding& first, const Finding& other) {
  for (const std::string& each : other.parameter_files) {
    std::vector<std::string>& files = first.parameter_files;
    if (std::find(files.begin(), files.end(), each) == files.end()) files.push_back(each);
  }
}

std::vector<Finding> merge_findings(std::vector<Finding> findings) {
  std::vector<Finding> out;
  out.reserve(findings.size());
  // What is the same finding, by place in `out`.
  auto hash = [&](size_t i) {
    const Finding& each = out[i];
    size_t value = std::hash<std::string>()(each.rule) ^ std::hash<std::string>()(each.property) * 3;
    for (uint32_t part : {each.span.file, each.span.begin, each.block.file, each.block.begin})
      value = value * 0x9e3779b97f4a7c15ull + part;
    return value;
  };
  auto same = [&](size_t i, size_t j) {
    const Finding &one = out[i], &other = out[j];
    return one.span == other.span && one.block.file == other.block.file && one.block.begin == other.block.begin &&
           one.verdict == other.verdict && one.rule == other.rule && one.property == other.property;
  };
  std::unordered_set<size_t, decltype(hash), decltype(same)> seen(findings.size(), hash, same);
  for (Finding& candidate : findings) {
    out.push_back(std::move(candidate));
    auto [found, is_new] = seen.insert(out.size() - 1);
    if (is_new) continue;
    const Finding each = std::move(out.back());
    out.pop_back();
    Finding& first = out[*found];
    first.instances += each.instances;
    // Certain in one instance is certain.
    first.conditional = first.conditional && each.conditional;
    add_parameter_files(first, each);
    for (const Need& need : each.needs) {
      if (std::find(first.needs.begin(), first.needs.end(), need) == first.needs.end()) first.needs.push_back(need);
    }
  }
  return out;
}

}  // namespace ringfence
