#include "analyzer/azure_policies.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "analyzer/parallel.h"
#include "analyzer/paths.h"
#include "analyzer/settings.h"
#include "analyzer/text_file.h"
#include "parsers/arm/document.h"

namespace ringfence {

namespace {

constexpr uint64_t kMaxDefinitionBytes = 16 * 1024 * 1024;
constexpr size_t kMaxFiles = 100'000;

// The template that deployIfNotExists deploys is never run here.
constexpr std::string_view kSkipped[] = {"deployment"};
constexpr std::string_view kPlain[] = {"displayName", "description", "metadata"};

std::vector<std::string> json_files(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::is_directory(path, error)) return {path};
  std::vector<std::string> out;
  auto options = std::filesystem::directory_options::skip_permission_denied;
  for (std::filesystem::recursive_directory_iterator it(path, options, error), end; !error && it != end;
       it.increment(error)) {
    if (out.size() >= kMaxFiles) break;
    std::string file = it->path().string();
    if (has_suffix(file, ".json") && it->is_regular_file(error)) out.push_back(std::move(file));
  }
  std::sort(out.begin(), out.end());
  return out;
}

struct ReadFile {
  AzurePolicyDocument document;
  std::string mistake;
};

ReadFile read_file(const std::string& path, FileId id, const std::string& current) {
  ReadFile out;
  out.document.path = display_path(current, path);
  TextFile text = read_text_file(path, kMaxDefinitionBytes);
  if (text.problem != ReadProblem::None) {
    out.mistake = fmt::format("{}: {}\n", out.document.path, text.message);
    return out;
  }
  auto source = std::make_shared<SourceFile>();
  source->id = id;
  source->path = path;
  source->bytes = std::move(text.bytes);
  out.document.arena = std::make_shared<Arena>();
  Diagnostics diagnostics;
  out.document.root = arm::read_document(*source, {kSkipped, kPlain}, *out.document.arena, diagnostics);
  out.document.source = std::move(source);
  if (out.document.root || diagnostics.empty()) return out;
  SourceMap places;
  const Diagnostic& first = diagnostics.items().front();
  SourceFile& copy = places.add(path, out.document.source->bytes);
  Position at = places.position(copy.id, first.span.begin);
  out.mistake = fmt::format("{}:{}:{}: {}\n", out.document.path, at.line, at.column, first.message);
  return out;
}

std::vector<AzurePolicyDocument> read_all(const std::vector<std::string>& paths, const std::string& current,
                                          unsigned jobs, std::string& mistakes) {
  std::vector<std::string> files;
  for (const std::string& path : paths) {
    for (std::string& file : json_files(path)) files.push_back(std::move(file));
  }
  std::vector<ReadFile> read(files.size());
  for_each_index(files.size(), jobs, [&](size_t i) { read[i] = read_file(files[i], static_cast<FileId>(i), current); });
  std::vector<AzurePolicyDocument> out;
  for (ReadFile& each : read) {
    mistakes += each.mistake;
    if (each.document.root) out.push_back(std::move(each.document));
  }
  return out;
}

std::string_view state_word(AzurePolicyState state) {
  switch (state) {
    case AzurePolicyState::Judged:
      return "judged";
    case AzurePolicyState::Off:
      return "off";
    case AzurePolicyState::NeedsParameter:
      return "needs a parameter";
    case AzurePolicyState::NotApplicable:
      return "not about templates";
    case AzurePolicyState::NotSupported:
      return "not supported";
    case AzurePolicyState::Unreadable:
      break;
  }
  return "unreadable";
}

/// Reasons that are the same for many: without the name of the one parameter.
std::string reason_of(const AzurePolicyOutcome& outcome) {
  if (outcome.state == AzurePolicyState::NeedsParameter) return "a parameter has no value";
  return outcome.reason;
}

}  // namespace

tl::expected<AzurePolicies, std::string> load_azure_policies(const AzurePolicyPaths& paths, const std::string& current,
                                                             unsigned jobs) {
  std::string mistakes;
  std::vector<AzurePolicyDocument> documents = read_all(paths.definitions, current, jobs, mistakes);
  std::vector<AzurePolicyDocument> parameters = read_all(paths.parameters, current, jobs, mistakes);
  if (!mistakes.empty()) return tl::unexpected(std::move(mistakes));
  AzurePolicies out = read_azure_policies(documents, parameters);
  if (out.outcomes.empty()) {
    if (out.errors.empty()) return tl::unexpected(fmt::format("ringfence: --azure-policy: no JSON files there\n"));
    return tl::unexpected(error_lines(out.errors, current));
  }
  return out;
}

std::string azure_policy_table(const AzurePolicies& policies) {
  std::map<AzurePolicyState, std::map<std::string, size_t>> reasons;
  size_t counted = 0, evaluated = 0;
  for (const AzurePolicyOutcome& each : policies.outcomes) {
    ++reasons[each.state][reason_of(each)];
    counted += each.counts;
    evaluated += each.counts && each.problem.empty();
  }
  std::string out = fmt::format("{} definitions\n", policies.outcomes.size());
  for (const auto& [state, by_reason] : reasons) {
    size_t sum = 0;
    for (const auto& [reason, count] : by_reason) sum += count;
    out += fmt::format("{:>6}  {}\n", sum, state_word(state));
    std::vector<std::pair<std::string, size_t>> sorted(by_reason.begin(), by_reason.end());
    std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
    for (const auto& [reason, count] : sorted) {
      if (!reason.empty()) out += fmt::format("{:>14}  {}\n", count, reason);
    }
  }
  if (counted > 0) {
    out += fmt::format(
        "{} of {} ({:.1f} %) of those with mode Indexed or All and an effect audit, deny, auditIfNotExists or "
        "deployIfNotExists are evaluated\n",
        evaluated, counted, 100.0 * static_cast<double>(evaluated) / static_cast<double>(counted));
  }
  for (const AzurePolicyOutcome& each : policies.outcomes) {
    if (each.state == AzurePolicyState::Judged) continue;
    out += fmt::format("{}: {}: {}: {}\n", each.path, each.id, state_word(each.state), each.reason);
  }
  for (const DataError& error : policies.errors) {
    out += fmt::format("{}:{}:{}: {}\n", error.path, error.line, error.column, error.message);
  }
  return out;
}

std::string azure_policy_note(const AzurePolicies& policies) {
  std::map<AzurePolicyState, size_t> counts;
  for (const AzurePolicyOutcome& each : policies.outcomes) ++counts[each.state];
  size_t judged = counts[AzurePolicyState::Judged];
  if (judged == policies.outcomes.size()) return {};
  std::string why;
  for (const auto& [state, count] : counts) {
    if (state != AzurePolicyState::Judged)
      why += fmt::format("{}{} {}", why.empty() ? "" : ", ", count, state_word(state));
  }
  return fmt::format(
      "ringfence: {} of {} Azure policy definitions are judged ({}; ringfence rules --azure-policy lists them)\n",
      judged, policies.outcomes.size(), why);
}

}  // namespace ringfence
