#include "analyzer/policy_test/policy_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <span>
#include <string>
#include <variant>

#include "analyzer/policy/condition.h"
#include "analyzer/policy/resource_types.h"

namespace ringfence {
namespace {

constexpr size_t kMinReason = 10;  // characters of a `without` that says something

/// Is it about relations, deployments, roles' places and scopes alone, so that nothing in the body can repair it?
bool is_about_surroundings(const Condition& condition) {
  auto all = [](std::span<const Condition* const> items) {
    return std::all_of(items.begin(), items.end(), [](const Condition* each) { return is_about_surroundings(*each); });
  };
  if (const auto* each = std::get_if<AllOf>(&condition.node)) return all(each->items);
  if (const auto* each = std::get_if<AnyOf>(&condition.node)) return all(each->items);
  if (const auto* no = std::get_if<Not>(&condition.node)) return is_about_surroundings(*no->item);
  if (const auto* zones = std::get_if<ZonesTest>(&condition.node)) return is_about_surroundings(*zones->each);
  return std::holds_alternative<RelatedTest>(condition.node) || std::holds_alternative<ScopeTest>(condition.node) ||
         std::holds_alternative<ResourcesTest>(condition.node) || std::holds_alternative<PolicyTest>(condition.node);
}

/// Parameters and outputs are no properties of a resource that could be repaired.
bool is_about_deployments(const Policy& policy) {
  return std::all_of(policy.resources.begin(), policy.resources.end(),
                     [](const std::string& each) { return each == kDeploymentType; });
}

std::shared_ptr<const Condition> constant(bool value) {
  return std::make_shared<const Condition>(Condition{Always{value}});
}

bool matches_all(const PolicyUnderTest& test, const Policy& policy) {
  return std::all_of(test.cases.begin(), test.cases.end(), [&](const PolicyCase& each) {
    CaseGraph graph(each);
    return graph.marks(graph.judge(policy, *test.all)) == each.expected;
  });
}

}  // namespace

PolicyUnderTest policy_under_test(const Policy& policy, const PolicySet& all, const DataDocument& document,
                                  DataErrors& errors) {
  return {&policy, &all, &document, read_cases(document, policy, errors)};
}

Complaints check_markers(const PolicyUnderTest& test) {
  Complaints out;
  for (const PolicyCase& each : test.cases) {
    CaseGraph graph(each);
    if (!graph.trouble().empty()) out.push_back(fmt::format("{}: {}", each.label(), graph.trouble()));
    Marks found = graph.marks(graph.judge(*test.policy, *test.all));
    if (found != each.expected) {
      out.push_back(fmt::format("{}: expected {}, found {}", each.label(), show(each.expected), show(found)));
    }
  }
  return out;
}

Complaints check_languages(const PolicyUnderTest& test) {
  Complaints out;
  const DataNode* without = test.document->root.find("without");
  for (const char* language : {"bicep", "arm", "terraform"}) {
    if (const DataNode* reason = without ? without->find(language) : nullptr) {
      if (reason->text.size() < kMinReason)
        out.push_back(fmt::format("'without' does not say why there is no {}", language));
      continue;
    }
    auto some = [&](auto&& good) {
      return std::any_of(test.cases.begin(), test.cases.end(),
                         [&](const PolicyCase& each) { return each.language == language && good(each); });
    };
    if (!some([](const PolicyCase& each) { return each.has(Verdict::Fail); }))
      out.push_back(fmt::format("no firing case in {}", language));
    if (!some([](const PolicyCase& each) { return each.has(Verdict::Unknown); }))
      out.push_back(fmt::format("no unknown case in {}", language));
    if (!some([](const PolicyCase& each) { return each.expected.empty(); }))
      out.push_back(fmt::format("no silent case in {}", language));
  }
  return out;
}

Complaints check_fix(const PolicyUnderTest& test) {
  Complaints out;
  for (const PolicyCase& each : test.cases) {
    if (!each.has(Verdict::Fail)) continue;
    const DataNode* set = test.policy->fix.is_map() ? test.policy->fix.find("set") : nullptr;
    const DataNode* values = each.compliant ? each.compliant : set;
    if (!values) {
      if (!is_about_deployments(*test.policy) && !is_about_surroundings(*test.policy->require)) {
        out.push_back(fmt::format("{}: neither fix.set nor 'compliant' says what would be good", each.label()));
      }
      continue;
    }
    CaseGraph graph(each);
    graph.repair(graph.judge(*test.policy, *test.all), *values);
    for (const Finding& finding : graph.judge(*test.policy, *test.all)) {
      if (finding.verdict != Verdict::Fail) continue;
      out.push_back(fmt::format("{}: still fires for {} with the fix put in", each.label(), finding.resource.address));
    }
  }
  return out;
}

Complaints check_condition_is_needed(const PolicyUnderTest& test) {
  Complaints out;
  Policy always = *test.policy, never = *test.policy;
  always.require = constant(true);
  never.require = constant(false);
  if (matches_all(test, always)) out.push_back("its cases would pass if nothing were required");
  if (matches_all(test, never)) out.push_back("its cases would pass if nothing were good enough");
  return out;
}

}  // namespace ringfence
