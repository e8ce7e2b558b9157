#include "analyzer/policy/condition_words.h"

#include <fmt/format.h>

#include "analyzer/policy/json_text.h"
#include "analyzer/policy/vocabulary.h"

namespace ringfence {
namespace {

constexpr size_t kMaxOperands = 8;

std::string joined(std::span<const std::string_view> items) {
  std::string out;
  for (size_t i = 0; i < items.size(); ++i) {
    if (i == kMaxOperands) return out + fmt::format(" and {} more", items.size() - i);
    out.append(i == 0 ? "" : ", ").append(items[i]);
  }
  return out;
}

std::string operand_words(const Test& test) {
  if (const Operand* other = test.looked_up) {
    switch (other->source) {
      case OperandSource::Field:
        return std::string(other->path.text);
      case OperandSource::Judged:
        return fmt::format("{} of the judged resource", other->path.text);
      case OperandSource::Current:
        return fmt::format("current({})", other->name);
    }
  }
  if (test.operands.size() == 1) return plain_text(test.operands[0]);
  std::string out;
  for (size_t i = 0; i < test.operands.size(); ++i) {
    if (i == kMaxOperands) return "[" + out + fmt::format(" and {} more]", test.operands.size() - i);
    out += (i == 0 ? "" : ", ") + plain_text(test.operands[i]);
  }
  return "[" + out + "]";
}

std::string test_words(const Test& test) { return fmt::format("{} {}", name_of(test.op), operand_words(test)); }

std::string of(const FieldTest& test) { return fmt::format("{} {}", test.path.text, test_words(test.test)); }

std::string of(const ValueTest& test) {
  std::string what =
      test.current ? fmt::format("{}({})", test.key ? "key" : "current", test.name) : plain_text(test.literal);
  return fmt::format("{} {}", what, test_words(test.test));
}

std::string of(const MeasureTest& test) {
  std::string_view word = test.measure == Measure::Length  ? "length"
                          : test.measure == Measure::Parts ? "parts"
                          : test.measure == Measure::Days  ? "days"
                                                           : "addresses";
  std::string last = test.last.text.empty() ? std::string() : fmt::format(" to {}", test.last.text);
  return fmt::format("{} of {}{} {}", word, test.path.text, last, test_words(test.test));
}

std::string of(const CountTest& test) {
  std::string what = test.path.steps.empty() ? "values" : std::string(test.path.text);
  return fmt::format("number of {}{} {}", what, test.where ? " for which" : "", test_words(test.test));
}

std::string of(const ResourcesTest& test) {
  return fmt::format("number of {} in the {}{} {}", joined(test.types), test.whole_scan ? "scan" : "deployment",
                     test.where ? " for which" : "", test_words(test.test));
}

std::string group_words(const RelatedTest& test) {
  if (test.group_ids == GroupIds::Any) return "";
  if (test.listed_ids.empty()) return " with a group id that it supports";
  std::string out;
  for (const Value& each : test.listed_ids) out.append(out.empty() ? "" : ", ").append(plain_text(each));
  return fmt::format(" with a group id of {}", out);
}

/// What a hop asks of the partner beside its type.
std::string partner_words(const RelatedTest& test) {
  std::string out = group_words(test);
  if (test.inherited) out += ", or at what it lies in,";
  if (test.zone) out += " and is that zone";
  if (!test.is.empty()) out += fmt::format(" and is {}", test.is == "self" ? "the judged resource" : test.is);
  return out;
}

std::string of(const RelatedTest& test) {
  std::string_view quantifier = test.quantifier == Quantifier::All    ? "all"
                                : test.quantifier == Quantifier::None ? "none"
                                                                      : "some";
  return fmt::format("{} {} {}{}{}{}", quantifier, test.types.empty() ? std::string("resource") : joined(test.types),
                     test.incoming ? "that points here by " : "that this points to by ", edge_name(test.edge),
                     partner_words(test), test.where ? ", for which" : "");
}

std::string of(const ZonesTest&) { return "for each private DNS zone that it needs"; }

std::string of(const RoleTest& test) { return fmt::format("{} is one of {} roles", test.path.text, test.guids.size()); }

std::string of(const ScopeTest& test) {
  std::string out;
  for (size_t i = 0; i < std::size(kScopeLevels); ++i) {
    if ((test.levels >> i & 1u) != 0) out.append(out.empty() ? "" : ", ").append(kScopeLevels[i]);
  }
  return fmt::format("scope level is {}", out);
}

std::string of(const PolicyTest& test) { return fmt::format("meets {}", test.id); }

std::string of(const PermitsTest& test) {
  return fmt::format("{} allow one of the {}: {}", test.path.text, test.data ? "data actions" : "actions",
                     joined(test.actions));
}

std::string of(const DeniedTest& test) {
  return fmt::format("an earlier rule denies it{}", test.from_internet ? " to what comes from the internet" : "");
}

std::string of(const Delegated&) { return "what the definition computes or looks for"; }
std::string of(const Always& test) { return test.value ? "always" : "never"; }
std::string of(const AllOf&) { return "all of"; }
std::string of(const AnyOf&) { return "one of"; }
std::string of(const Not&) { return "not"; }

}  // namespace

std::string words_of(const Condition& condition) {
  return std::visit([](const auto& node) { return of(node); }, condition.node);
}

std::string_view word_of(Tri truth) { return truth == Tri::True ? "true" : truth == Tri::False ? "false" : "unknown"; }

}  // namespace ringfence
