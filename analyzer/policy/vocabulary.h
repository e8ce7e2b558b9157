#pragma once
// The words of the policy language: keys, subjects and operators, with what each takes. compile reads policies by these
// tables, and policy_schema prints them for editors, so that the two cannot differ.

#include <optional>
#include <span>
#include <string_view>

#include "analyzer/policy/condition.h"

namespace ringfence {

/// What stands on the right of an operator.
enum class Takes : uint8_t {
  Scalar,
  List,
  Text,
  Pattern,
  Bool,
  Comparable,
  Ranges,
  WholeNumber,
  Ports,
  Duration,
  Ingredients,
  Ids
};

struct OperatorWord {
  std::string_view name;
  Operator op;
  Takes takes;
  std::string_view says;  // what is true when it is, for editors
};
std::span<const OperatorWord> operator_words();
std::optional<OperatorWord> operator_word(std::string_view name);
std::string_view name_of(Operator op);

/// A key of a map, and what it is for.
struct KeyWord {
  std::string_view name;
  std::string_view says;
  bool required = false;
};
std::span<const KeyWord> policy_keys();
std::span<const KeyWord> subject_words();  // what a condition is about
std::span<const KeyWord> count_keys();
std::span<const KeyWord> resources_keys();
std::span<const KeyWord> related_keys();
std::span<const KeyWord> role_keys();
std::span<const KeyWord> permits_keys();
std::span<const KeyWord> denied_keys();
std::span<const KeyWord> field_keys();     // beside `field`, other than operators
std::span<const KeyWord> measure_words();  // value: { length: ... }
std::span<const KeyWord> parameter_keys();

}  // namespace ringfence
