#pragma once
// Suppressions: findings that somebody has looked at and accepted, in a comment or in .ringfence.yaml.
//
// Comes after merge_findings, before report. A suppressed finding is marked, never dropped; one that is past its
// date, or that nothing needed, becomes a warning. Other analyzers' comments work through `equivalents`.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/policy/finding.h"
#include "analyzer/policy/policy.h"
#include "parsers/diagnostic.h"
#include "parsers/source.h"
#include "parsers/template.h"

namespace ringfence {

/// An entry of `suppress:` in .ringfence.yaml. Empty patterns match everything.
struct SuppressionRule {
  std::string rule;       // id, slug or category
  std::string resource;   // `*` pattern on name, address or type
  std::string path;       // pattern on the file
  std::string reason, until;
  std::string source;     // the configuration file, for messages
};

class Suppressions {
 public:
  /// `today` is YYYY-MM-DD and given by the caller: a run can be repeated. `matches_path` compares a pattern and a path.
  Suppressions(const PolicySet& policies, std::string today,
               std::function<bool(std::string_view pattern, FileId file)> matches_path)
      : policies_(policies), today_(std::move(today)), matches_path_(std::move(matches_path)) {}

  /// The comments of one file.
  void add(const Template& declarations, const SourceMap& sources);
  void add(SuppressionRule rule);

  /// Marks what is suppressed.
  void apply(std::vector<Finding>& findings);
  /// Expired and unused ones, in the order they were added. Afterwards there are none.
  Diagnostics take_diagnostics();

 private:
  enum class Reach : uint8_t { Declaration, Line, File, Configured };
  struct Entry {
    Reach reach = Reach::Declaration;
    Span place;                       // Declaration, Line: what it covers; File: the file
    Span comment;
    std::vector<std::string> names;   // as written; "*" is everything
    bool foreign = false;             // names are other analyzers' ids
    std::string reason, until;
    SuppressionRule rule;             // Configured
    bool used = false;
  };
  class CommentReader;

  bool covers(const Entry& entry, const Finding& finding) const;
  bool names(const Entry& entry, const Finding& finding) const;
  bool expired(const Entry& entry) const { return !entry.until.empty() && entry.until < today_; }
  /// Is each name a rule that was judged? Else nobody can say that it is unused.
  bool all_judged(const Entry& entry) const;

  const PolicySet& policies_;
  std::string today_;
  std::function<bool(std::string_view, FileId)> matches_path_;
  std::vector<Entry> entries_;
};

}  // namespace ringfence
