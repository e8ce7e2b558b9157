// `ringfence test DIR`: the policies of a folder against the test files beside them, as our own are tested.

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "analyzer/commands.h"
#include "analyzer/paths.h"
#include "analyzer/policy_test/policy_checks.h"
#include "analyzer/report/words.h"
#include "analyzer/rules.h"

namespace ringfence {

namespace {

std::string slug_of(std::string_view path) {
  std::string_view file = path.substr(path.rfind('/') == std::string_view::npos ? 0 : path.rfind('/') + 1);
  return std::string(file.substr(0, file.find('.')));
}

struct Tested {
  std::string text;
  bool good = true;
};

Tested test_policy(const Policy& policy, const PolicySet& all, const std::vector<DataDocument>& tests,
                   const std::string& current) {
  Tested out;
  auto found = std::find_if(tests.begin(), tests.end(),
                            [&](const DataDocument& each) { return slug_of(each.path) == policy.slug; });
  Complaints complaints;
  size_t cases = 0;
  if (found == tests.end()) {
    complaints.push_back(fmt::format("{}.test.yaml is missing", policy.slug));
  } else {
    DataErrors errors(found->path);
    PolicyUnderTest test = policy_under_test(policy, all, *found, errors);
    cases = test.cases.size();
    for (const DataError& each : errors.items()) {
      complaints.push_back(
          fmt::format("{}:{}:{}: {}", display_path(current, each.path), each.line, each.column, each.message));
    }
    for (auto* check : {check_markers, check_languages, check_fix, check_condition_is_needed}) {
      for (std::string& each : check(test)) complaints.push_back(std::move(each));
    }
  }
  out.good = complaints.empty();
  out.text = fmt::format("{} {} {} ({} cases)\n", out.good ? "ok  " : "FAIL", policy.id, policy.slug, cases);
  for (const std::string& each : complaints) out.text += "     " + printable_path(each) + "\n";
  return out;
}

}  // namespace

int test_policies(const Options& options) {
  std::string current = current_directory();
  std::vector<std::string> folders;
  for (const std::string& each : options.paths) {
    auto real = real_path(join_path(current, each));
    if (!real) return refuse(fmt::format("ringfence: {}: no such folder\n", each));
    folders.push_back(*real);
  }
  auto documents = read_policy_documents(folders, current);
  if (!documents) return refuse(documents.error());
  auto all = load_rules(folders, current, SameRule::Replaces);
  if (!all) return refuse(all.error());
  if (documents->policies.empty()) return refuse("ringfence: no policies (files that end in .yaml) in the folder\n");

  size_t bad = 0, tested = 0;
  for (const DataDocument& document : documents->policies) {
    const DataNode* id = document.root.find("id");
    const Policy* policy = id ? all->find(id->text) : nullptr;
    if (!policy) continue;
    Tested one = test_policy(*policy, *all, documents->tests, current);
    ++tested;
    bad += one.good ? 0 : 1;
    std::fputs(one.text.c_str(), stdout);
  }
  std::fputs(fmt::format("{} {}, {} with mistakes\n", tested, tested == 1 ? "policy" : "policies", bad).c_str(),
             stdout);
  return bad == 0 ? 0 : 1;
}

}  // namespace ringfence
