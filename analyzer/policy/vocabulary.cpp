#include "analyzer/policy/vocabulary.h"

namespace ringfence {
namespace {

constexpr OperatorWord kOperators[] = {
    {"equals", Operator::Equals, Takes::Scalar, "equal; text ignores case"},
    {"notEquals", Operator::NotEquals, Takes::Scalar, "not equal"},
    {"in", Operator::In, Takes::List, "equal to one of them"},
    {"notIn", Operator::NotIn, Takes::List, "equal to none of them"},
    {"like", Operator::Like, Takes::Pattern, "matches (one of them); * is any text"},
    {"notLike", Operator::NotLike, Takes::Pattern, "matches none of them"},
    {"match", Operator::Match, Takes::Text, "# is a digit, ? a letter, . any character"},
    {"notMatch", Operator::NotMatch, Takes::Text, "does not match"},
    {"matchInsensitively", Operator::MatchInsensitively, Takes::Text, "matches, ignoring case"},
    {"notMatchInsensitively", Operator::NotMatchInsensitively, Takes::Text, "does not match, ignoring case"},
    {"contains", Operator::Contains, Takes::Scalar, "text contains it, or the array has such an element"},
    {"notContains", Operator::NotContains, Takes::Scalar, "does not contain it"},
    {"containsAny", Operator::ContainsAny, Takes::List, "contains one of them"},
    {"containsAll", Operator::ContainsAll, Takes::List, "contains each of them"},
    {"containsKey", Operator::ContainsKey, Takes::Text, "the object has that member"},
    {"notContainsKey", Operator::NotContainsKey, Takes::Text, "the object does not have that member"},
    {"exists", Operator::Exists, Takes::Bool, "is (not) written"},
    {"empty", Operator::Empty, Takes::Bool, "is (not) absent, or a text, list or object with nothing in it"},
    {"less", Operator::Less, Takes::Comparable, "less"},
    {"lessOrEquals", Operator::LessOrEquals, Takes::Comparable, "at most"},
    {"greater", Operator::Greater, Takes::Comparable, "greater"},
    {"greaterOrEquals", Operator::GreaterOrEquals, Takes::Comparable, "at least"},
    {"cidrWithin", Operator::CidrWithin, Takes::Ranges, "lies within one of the ranges"},
    {"cidrOverlaps", Operator::CidrOverlaps, Takes::Ranges, "shares an address with one of the ranges"},
    {"cidrPrefixAtLeast", Operator::CidrPrefixAtLeast, Takes::WholeNumber,
     "has at least so many bits: at most that wide"},
    {"cidrPrefixAtMost", Operator::CidrPrefixAtMost, Takes::WholeNumber,
     "has at most so many bits: at least that wide"},
    {"portsInclude", Operator::PortsInclude, Takes::Ports, "a list of ports includes one of them"},
    {"locationIn", Operator::LocationIn, Takes::List, "one of these regions, however it is spelt"},
    {"locationNotIn", Operator::LocationNotIn, Takes::List, "none of these regions"},
    {"durationAtLeast", Operator::DurationAtLeast, Takes::Duration, "a duration that is at least as long"},
    {"durationAtMost", Operator::DurationAtMost, Takes::Duration, "a duration that is at most as long"},
    {"holdsSecret", Operator::HoldsSecret, Takes::Bool,
     "a key, password or token stands (not) in the open in the text"},
    {"namesSecret", Operator::NamesSecret, Takes::Bool, "it is (not) the name of something that holds a secret"},
    {"madeFrom", Operator::MadeFrom, Takes::Ingredients, "the value is made from one of these"},
    {"idWithin", Operator::IdWithin, Takes::Ids, "the id is that of one of these scopes or of something in it"},
    {"idOf", Operator::IdOf, Takes::Ids, "the id is that of a resource of one of these types, of nothing in it"},
};

constexpr KeyWord kPolicyKeys[] = {
    {"id", "RF-<AREA>-<NNN>, unique, never reused", true},
    {"title", "the bad state as a sentence without full stop", true},
    {"severity", "critical, high, medium, low or info", true},
    {"category", "lower-case words with -", true},
    {"resource", "an ARM type, a pattern with *, a list of them, or deployment", true},
    {"when", "condition; where it is false the policy does not apply"},
    {"require", "condition that a good resource meets", true},
    {"message", "one line, with {holes}", true},
    {"why", "two to four sentences: what can go wrong"},
    {"expected", "the good value, for reports"},
    {"place", "a path, or a list of which the first that is written counts: point there"},
    {"fix", "{ set: { PATH: value } }"},
    {"parameters", "{ name: default } or { name: { default, type, allowed, min, max, says } }"},
    {"grades",
     "[{ severity, when }]: another severity for what is found where the condition is true; the first counts"},
    {"supersedes", "ids of policies that are not reported for a resource where this one fails"},
    {"equivalents", "ids of other analyzers' rules"},
    {"azure_policy", "built-in definitions (GUIDs)"},
    {"controls", "{ framework: [control] }"},
    {"seed", "requirements that this covers"},
    {"references", "documentation (https)"},
};

constexpr KeyWord kSubjects[] = {
    {"allOf", "all of the conditions"},
    {"anyOf", "one of the conditions"},
    {"not", "the condition is false"},
    {"field", "a property of the resource"},
    {"anyField", "one of several properties"},
    {"allFields", "each of several properties"},
    {"value", "current(), key(), a parameter, a constant, a literal, or a number made from a property"},
    {"count", "how many elements of an array, or of a list of values"},
    {"resources", "how many resources of the deployment or scan"},
    {"related", "other resources that this one is related to"},
    {"eachZone", "the private DNS zones that a private endpoint needs"},
    {"role", "the role that an id names"},
    {"permits", "actions that a role definition allows"},
    {"deniedBefore", "an earlier network rule denies what this one allows"},
    {"policy", "the resource meets another policy"},
    {"scopeLevel", "where an assignment, an extension resource or a deployment is scoped"},
};

constexpr KeyWord kCountKeys[] = {
    {"field", "the counted path, with [*] or {*}"},
    {"value", "a list of values to count over, instead of a path"},
    {"name", "the name for current(name)"},
    {"where", "which elements count"},
};
constexpr KeyWord kResourcesKeys[] = {
    {"type", "an ARM type, a pattern with *, or a list of them", true},
    {"where", "which of them count; fields are theirs"},
    {"in", "deployment (default) or scan"},
    {"distinct", "a path: counts the different values there"},
};
constexpr KeyWord kRelatedKeys[] = {
    {"path", "hops, each with these keys, from the judged resource on; instead of the other keys"},
    {"edge", "the kind of relation"},
    {"direction", "in: the other points here; out: this one points there"},
    {"type", "an ARM type, or a list of them"},
    {"where", "which of them count; fields are theirs"},
    {"quantifier", "any (default), all or none"},
    {"min", "how many, with any"},
    {"via", "about the resource, and its element, that holds the reference"},
    {"groupId", "group ids of the private link connection"},
    {"zone", "the partner is the DNS zone that the enclosing eachZone asks for"},
    {"inherited", "or the same relation of what the resource lies in"},
    {"as", "a name for the partner"},
    {"is", "the partner that has this name"},
    {"missing", "words: there is no partner"},
    {"unfit", "words: there is, but none that is wanted"},
};
constexpr KeyWord kRoleKeys[] = {
    {"field", "the path of the id", true},
    {"in", "GUIDs or names of roles"},
    {"equals", "GUID or name of one role"},
};
constexpr KeyWord kPermitsKeys[] = {
    {"actions", "control-plane actions, of which one is enough; * is any text"},
    {"dataActions", "data actions, of which one is enough"},
    {"field", "the list of permissions (default: properties.permissions)"},
};
constexpr KeyWord kDeniedKeys[] = {
    {"ports", "only what the rule allows to these ports"},
    {"from", "internet: only what comes from there"},
};
constexpr KeyWord kFieldKeys[] = {
    {"platform_default", "false: only what is written, not what Azure makes of an absent property"},
    {"absent", "true, false or unknown: what an absent property without a known default comes to"},
};
constexpr KeyWord kMeasures[] = {
    {"length", "characters of a text, elements of a list, members of an object; 0 when absent"},
    {"parts", "how many parts a text has, divided by `by`"},
    {"addresses", "how many addresses a range has; a list of two paths is where it begins and ends"},
    {"days", "how many days lie between two dates: a list of two paths"},
};
constexpr KeyWord kParameterKeys[] = {
    {"default", "its value where a project gives none", true},
    {"type", "text, number, bool, or a list of one of these: texts, numbers; default: that of the default"},
    {"allowed", "the values that it can have (its elements, of a list)"},
    {"min", "the least number"},
    {"max", "the largest number"},
    {"says", "what it is for, in one line"},
};

}  // namespace

std::span<const OperatorWord> operator_words() { return kOperators; }

std::optional<OperatorWord> operator_word(std::string_view name) {
  for (const OperatorWord& each : kOperators) {
    if (each.name == name) return each;
  }
  return std::nullopt;
}

std::string_view name_of(Operator op) {
  for (const OperatorWord& each : kOperators) {
    if (each.op == op) return each.name;
  }
  return {};
}

std::span<const KeyWord> policy_keys() { return kPolicyKeys; }
std::span<const KeyWord> subject_words() { return kSubjects; }
std::span<const KeyWord> count_keys() { return kCountKeys; }
std::span<const KeyWord> resources_keys() { return kResourcesKeys; }
std::span<const KeyWord> related_keys() { return kRelatedKeys; }
std::span<const KeyWord> role_keys() { return kRoleKeys; }
std::span<const KeyWord> permits_keys() { return kPermitsKeys; }
std::span<const KeyWord> denied_keys() { return kDeniedKeys; }
std::span<const KeyWord> field_keys() { return kFieldKeys; }
std::span<const KeyWord> measure_words() { return kMeasures; }
std::span<const KeyWord> parameter_keys() { return kParameterKeys; }

}  // namespace ringfence
