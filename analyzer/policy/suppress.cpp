#include "analyzer/policy/suppress.h"

#include <fmt/format.h>

#include <algorithm>

#include "analyzer/eval/value.h"
#include "analyzer/eval/wildcard.h"
#include "analyzer/knowledge/lower_case.h"
#include "analyzer/policy/comment_words.h"

namespace ringfence {
namespace {

constexpr unsigned kMaxNesting = 20;  // of deployments in deployments

bool stands_for(std::string_view pattern, std::string_view text) {
  return matches_wildcard(lower(pattern), lower(text));
}

bool names_policy(std::string_view word, std::string_view id, std::string_view slug, std::string_view category) {
  return word == "*" || equal_ignore_case(word, id) || equal_ignore_case(word, slug) ||
         equal_ignore_case(word, category);
}

/// KICS names its queries by GUID; a comment of KICS without names is about those.
bool is_guid(std::string_view id) { return id.size() == 36 && id[8] == '-' && id[13] == '-'; }

bool begins_in(const Span& outer, const Span& inner) {
  return outer.file == inner.file && inner.valid() && outer.begin <= inner.begin && inner.begin < outer.end;
}

}  // namespace

/// Finds what a comment is about: the line it ends, the declaration it stands in or above.
class Suppressions::CommentReader {
 public:
  CommentReader(const Template& declarations, const SourceMap& sources) : sources_(sources) { read(declarations, 0); }

  void place(Entry& entry, SuppressionTarget target) const {
    const std::string_view text = sources_.file(entry.comment.file).bytes;
    if (target == SuppressionTarget::File) {
      entry.reach = Reach::File;
      entry.place = entry.comment;
      return;
    }
    Span line = line_of(text, entry.comment);
    std::string_view before = text.substr(line.begin, entry.comment.begin - line.begin);
    bool alone = before.find_first_not_of(" \t/#*") == std::string_view::npos;
    if (target == SuppressionTarget::NextLine || !alone) {
      entry.reach = Reach::Line;
      entry.place = target == SuppressionTarget::NextLine ? next_line(text, line) : line;
      if (target == SuppressionTarget::NextLine) return;
      // At the end of a declaration's first line: the declaration.
      for (const auto& [span, header] : spans_) {
        if (!begins_in(line, header)) continue;
        entry.reach = Reach::Declaration;
        entry.place = span;
      }
      return;
    }
    entry.place = below(text, entry.comment);
    if (!entry.place.valid()) entry.place = around(entry.comment);
    if (entry.place.valid()) return;
    entry.reach = Reach::Line;
    entry.place = next_line(text, line);
  }

  /// The comment is a declaration's own metadata: checkov's way in JSON.
  bool is_declaration(const Span& comment) const {
    return std::any_of(spans_.begin(), spans_.end(), [&](const Declared& each) { return each.span == comment; });
  }

 private:
  struct Declared {
    Span span, header;
  };

  void read(const Template& declarations, unsigned depth) {
    auto keep = [&](const Span& span, const Span& header) { spans_.push_back({span, header.valid() ? header : span}); };
    for (const Resource* each : declarations.resources) keep(each->span, each->header_span);
    for (const Parameter& each : declarations.parameters) keep(each.span, each.name_span);
    for (const Variable& each : declarations.variables) keep(each.span, each.name_span);
    for (const Output& each : declarations.outputs) keep(each.span, each.name_span);
    for (const ModuleCall* each : declarations.modules) {
      keep(each->span, each->header_span);
      if (each->inline_template && depth < kMaxNesting) read(*each->inline_template, depth + 1);
    }
  }

  static Span line_of(std::string_view text, const Span& at) {
    size_t begin = at.begin == 0 ? std::string_view::npos : text.rfind('\n', at.begin - 1);
    size_t end = std::min(text.find('\n', at.begin), text.size());
    return {at.file, begin == std::string_view::npos ? 0 : static_cast<uint32_t>(begin + 1),
            static_cast<uint32_t>(end)};
  }

  static Span next_line(std::string_view text, const Span& line) {
    if (line.end + 1 >= text.size()) return line;
    return line_of(text, {line.file, line.end + 1, line.end + 1});
  }

  /// The declaration that begins right after the comment: only blanks, other comments and decorators between, no empty
  /// line.
  Span below(std::string_view text, const Span& comment) const {
    const Declared* nearest = nullptr;
    for (const Declared& each : spans_) {
      if (each.span.file != comment.file || each.span.begin < comment.end) continue;
      if (!nearest || each.span.begin < nearest->span.begin) nearest = &each;
    }
    if (!nearest) return {};
    std::string_view between = text.substr(comment.end, nearest->span.begin - comment.end);
    size_t end = between.find('\n');
    if (end == std::string_view::npos || between.substr(0, end).find_first_not_of(" \t\r*/") != std::string_view::npos)
      return {};
    between.remove_prefix(end + 1);
    while (!between.empty()) {
      end = std::min(between.find('\n'), between.size());
      std::string_view each = between.substr(0, end);
      size_t first = each.find_first_not_of(" \t\r");
      bool last = end == between.size();
      // In JSON the object's brace, or nothing, stands before the first declaration's span.
      bool passes = first == std::string_view::npos ? last
                                                    : each[first] == '#' || each[first] == '@' || each[first] == '/' ||
                                                          (last && each[first] == '{');
      if (!passes) return {};
      between.remove_prefix(std::min(end + 1, between.size()));
    }
    return nearest->span;
  }

  Span around(const Span& comment) const {
    Span best;
    for (const Declared& each : spans_) {
      if (!each.span.contains(comment)) continue;
      if (!best.valid() || each.span.end - each.span.begin < best.end - best.begin) best = each.span;
    }
    return best;
  }

  const SourceMap& sources_;
  std::vector<Declared> spans_;
};

void Suppressions::add(const Template& declarations, const SourceMap& sources) {
  if (declarations.comments.empty()) return;
  CommentReader reader(declarations, sources);
  for (const Comment& comment : declarations.comments) {
    for (CommentWords& words : read_comment(comment.text)) {
      Entry entry;
      entry.comment = comment.span;
      entry.names = std::move(words.names);
      entry.foreign = words.foreign;
      entry.reason = std::move(words.reason);
      entry.until = std::move(words.until);
      if (reader.is_declaration(comment.span))
        entry.place = comment.span;
      else
        reader.place(entry, words.target);
      entries_.push_back(std::move(entry));
    }
  }
}

void Suppressions::add(SuppressionRule rule) {
  Entry entry;
  entry.reach = Reach::Configured;
  entry.names = {rule.rule};
  entry.reason = rule.reason;
  entry.until = rule.until;
  entry.rule = std::move(rule);
  entries_.push_back(std::move(entry));
}

bool Suppressions::covers(const Entry& entry, const Finding& finding) const {
  switch (entry.reach) {
    case Reach::Declaration:
      return begins_in(entry.place, finding.block) || begins_in(entry.place, finding.span);
    case Reach::Line:
      return begins_in(entry.place, finding.span);
    case Reach::File:
      return entry.place.file == finding.block.file || entry.place.file == finding.span.file;
    case Reach::Configured:
      break;
  }
  const SuppressionRule& rule = entry.rule;
  const FindingResource& resource = finding.resource;
  bool named = rule.resource.empty() || stands_for(rule.resource, resource.name) ||
               stands_for(rule.resource, resource.address) || stands_for(rule.resource, resource.type);
  if (!named || rule.path.empty()) return named;
  auto in_path = [&](const Span& span) { return span.valid() && matches_path_(rule.path, span.file); };
  return in_path(finding.span) || in_path(finding.block);
}

bool Suppressions::names(const Entry& entry, const Finding& finding) const {
  const Policy* policy = entry.foreign ? policies_.find(finding.rule) : nullptr;
  return std::any_of(entry.names.begin(), entry.names.end(), [&](const std::string& name) {
    if (!entry.foreign) return names_policy(name, finding.rule, finding.slug, finding.category);
    if (!policy) return false;
    return std::any_of(policy->equivalents.begin(), policy->equivalents.end(), [&](const std::string& each) {
      return name == "*" ? is_guid(each)
                         : equal_ignore_case(name, each) ||
                               equal_ignore_case(name, std::string_view(each).substr(0, each.find(' ')));
    });
  });
}

bool Suppressions::all_judged(const Entry& entry) const {
  return std::all_of(entry.names.begin(), entry.names.end(), [&](const std::string& name) {
    return std::any_of(policies_.policies.begin(), policies_.policies.end(),
                       [&](const Policy& each) { return names_policy(name, each.id, each.slug, each.category); });
  });
}

void Suppressions::apply(std::vector<Finding>& findings) {
  for (Finding& finding : findings) {
    if (finding.verdict == Verdict::Pass) continue;
    for (Entry& entry : entries_) {
      if (expired(entry) || !covers(entry, finding) || !names(entry, finding)) continue;
      entry.used = true;
      if (finding.suppressed) continue;
      finding.suppressed = true;
      finding.suppression_reason = entry.reason;
    }
  }
}

Diagnostics Suppressions::take_diagnostics() {
  Diagnostics out;
  for (const Entry& entry : entries_) {
    std::string what = fmt::format("{}", fmt::join(entry.names, ", "));
    Diagnostic each{Severity::Warning, "expired-suppression", {}, entry.comment, entry.rule.source};
    if (expired(entry)) {
      each.message = fmt::format("the suppression of {} was good until {}", what, entry.until);
    } else if (!entry.used && !entry.foreign && all_judged(entry)) {
      each.code = "unused-suppression";
      each.message = fmt::format("the suppression of {} suppresses nothing", what);
    } else {
      continue;
    }
    out.add(std::move(each));
  }
  entries_.clear();
  return out;
}

}  // namespace ringfence
