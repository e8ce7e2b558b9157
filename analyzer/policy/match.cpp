#include "analyzer/policy/match.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <optional>
#include <string>

#include "analyzer/eval/symbol.h"
#include "analyzer/eval/wildcard.h"
#include "analyzer/knowledge/lower_case.h"
#include "analyzer/policy/cidr.h"
#include "analyzer/policy/match_text.h"

namespace ringfence {
namespace {

// In a pattern or a text of parts: stands for what is not known. A template can write these characters, too: see plain().
constexpr char kHole = '\x01';
// The same for what holds no `/`, where it is told apart.
constexpr char kSegment = '\x02';
constexpr std::string_view kHoles = "\x01\x02";
constexpr size_t kMaxCompared = 1 << 20;  // characters of a pattern times those of a text

bool is_term(const Value& value, std::string_view name) { return value.is_symbol() && value.symbol->name == name; }

bool is_text_like(const Value& value) {
  if (value.is_string()) return true;
  return value.is_symbol() && (value.symbol->type == SymbolType::String || value.symbol->type == SymbolType::Any);
}

/// In lower case; a control character that would be taken for a hole is another one.
std::string plain(std::string_view text) {
  std::string out = lower(text);
  std::replace_if(out.begin(), out.end(), [](char c) { return c == kHole || c == kSegment; }, '\x03');
  return out;
}

/// "st\x01prod" of concat('st', x, 'prod'), lower case. With `segment` for what holds no `/`.
std::string text_with_holes(const Value& value, char segment = kHole) {
  if (value.is_string()) return plain(value.str());
  if (!is_term(value, "concat")) return std::string(1, value.symbol->no_slash ? segment : kHole);
  std::string out;
  for (const Value& part : value.symbol->args) {
    const char hole = part.is_symbol() && part.symbol->no_slash ? segment : kHole;
    if (part.is_string())
      out += plain(part.str());
    else if (out.empty() || out.back() != hole)
      out += hole;
  }
  return out;
}

/// `pattern` with `*` on a text with holes: true when it matches whatever fills them, false when nothing can.
Tri like(const std::string& pattern, const std::string& text) {
  if (text.find_first_of(kHoles) == std::string::npos) return tri(matches_wildcard(pattern, text));
  if (matches_wildcard(pattern, text)) return Tri::True;
  if (pattern.size() * text.size() > kMaxCompared) return Tri::Unknown;
  return patterns_meet(pattern, text, {}, {kHole, 0, kSegment}) ? Tri::Unknown : Tri::False;
}

std::optional<double> number_of(const Value& value) {
  if (value.is_int()) return static_cast<double>(value.integer);
  if (value.kind == ValueKind::Double) return value.number();
  if (!value.is_string() || value.size == 0) return std::nullopt;
  double out = 0;
  auto [end, error] = std::from_chars(value.chars, value.chars + value.size, out);
  if (error != std::errc() || end != value.chars + value.size) return std::nullopt;
  return out;
}

bool known_equal(const Value& value, const Value& operand) {
  if (value.is_bool() && operand.is_string()) return equal_ignore_case(operand.str(), value.boolean ? "true" : "false");
  if (value.is_string() && operand.is_bool()) return equal_ignore_case(value.str(), operand.boolean ? "true" : "false");
  if (value.is_number() != operand.is_number() && (value.is_string() || operand.is_string())) {
    auto a = number_of(value), b = number_of(operand);
    return a && b && *a == *b;
  }
  return equal(value, operand, KeyCase::Insensitive);
}

/// Can two values that are not both known be equal? The same term is; what has another type or other literal parts is
/// not.
Tri equals_unknown(const Value& value, const Value& operand) {
  if (value.is_symbol() && value.symbol == operand.symbol) return Tri::True;
  if (value.is_string()) {
    if (!is_text_like(operand))
      return operand.symbol->type == SymbolType::Object || operand.symbol->type == SymbolType::Array ? Tri::False
                                                                                                     : Tri::Unknown;
    return matches_wildcard(text_with_holes(operand), lower(value.str()), {kHole}) ? Tri::Unknown : Tri::False;
  }
  return SymbolTable::same(value, operand) == Tri::True ? Tri::True : Tri::Unknown;
}

Tri equals(const Value& value, const Value& operand) {
  if (operand.is_symbol()) return equals_unknown(value, operand);
  if (!value.is_symbol()) return tri(known_equal(value, operand));
  const Symbol& symbol = *value.symbol;
  switch (symbol.type) {
    case SymbolType::Array:
    case SymbolType::Object:
      return Tri::False;
    case SymbolType::Bool: {
      bool boolean = operand.is_bool() || (operand.is_string() && (equal_ignore_case(operand.str(), "true") ||
                                                                   equal_ignore_case(operand.str(), "false")));
      return boolean ? Tri::Unknown : Tri::False;
    }
    case SymbolType::Int:
      return number_of(operand) ? Tri::Unknown : Tri::False;
    case SymbolType::Any:
    case SymbolType::String:
      break;
  }
  if (!operand.is_string()) return Tri::Unknown;
  return matches_wildcard(text_with_holes(value), lower(operand.str()), {kHole}) ? Tri::Unknown : Tri::False;
}

Tri any_of(const Test& test, const std::function<Tri(const Value&)>& one) {
  Tri out = Tri::False;
  for (const Value& operand : test.operands) out = out || one(operand);
  return out;
}

Tri match_pattern(const Value& value, std::string_view pattern, bool ignore_case) {
  if (value.is_symbol()) return is_text_like(value) ? Tri::Unknown : Tri::False;
  if (!value.is_string() || value.size != pattern.size()) return Tri::False;
  auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  for (size_t i = 0; i < pattern.size(); ++i) {
    char p = pattern[i], c = value.chars[i];
    bool good = p == '#'   ? c >= '0' && c <= '9'
                : p == '?' ? is_letter(c)
                           : p == '.' || (ignore_case ? lower(p) == lower(c) : p == c);
    if (!good) return Tri::False;
  }
  return Tri::True;
}

Tri contains(const Value& value, const Value& operand, unsigned depth = 0) {
  if (value.is_array()) {
    Tri out = Tri::False;
    for (const Value& item : value.array_items()) out = out || equals(item, operand);
    return out;
  }
  if (operand.is_symbol()) return is_text_like(value) || value.is_symbol() ? Tri::Unknown : Tri::False;
  if (value.is_string())
    return tri(operand.is_string() && lower(value.str()).find(lower(operand.str())) != std::string::npos);
  if (!value.is_symbol()) return Tri::False;
  if (is_term(value, "concat") && depth < 20) {
    for (const Value& part : value.symbol->args) {
      if (!part.is_symbol() && contains(part, operand, depth + 1) == Tri::True) return Tri::True;
    }
  }
  bool scalar = value.symbol->type == SymbolType::Bool || value.symbol->type == SymbolType::Int ||
                value.symbol->type == SymbolType::Object;
  return scalar ? Tri::False : Tri::Unknown;
}

Tri contains_key(const Value& value, std::string_view key) {
  if (value.is_symbol())
    return value.symbol->type == SymbolType::Object || value.symbol->type == SymbolType::Any ? Tri::Unknown
                                                                                             : Tri::False;
  if (!value.is_object()) return Tri::False;
  const Member* member = find_member(value, key, KeyCase::Insensitive);
  if (member) return tri(!member->value.is_null());
  for (const Member& each : value.object_members()) {
    if (each.symbolic_key) return Tri::Unknown;
  }
  return Tri::False;
}

/// A term that cannot be null: it has a type, or it is made by something that always gives a value.
bool is_never_null(const Symbol& symbol) {
  if (symbol.type != SymbolType::Any) return true;
  return symbol.name == "param" || symbol.name == "concat" || symbol.name == "attr" || symbol.name == "secret" ||
         symbol.name == "listkeys";
}

Tri compare(Operator op, const Value& value, const Value& operand) {
  if (operand.is_symbol() && (value.is_number() || is_text_like(value))) return Tri::Unknown;
  if (value.is_symbol()) {
    return value.symbol->type == SymbolType::Array || value.symbol->type == SymbolType::Object ? Tri::False
                                                                                               : Tri::Unknown;
  }
  auto answer = [op](auto a, auto b) {
    switch (op) {
      case Operator::Less:
        return tri(a < b);
      case Operator::LessOrEquals:
        return tri(a <= b);
      case Operator::Greater:
        return tri(a > b);
      default:
        return tri(a >= b);
    }
  };
  auto a = number_of(value), b = number_of(operand);
  if (a && b) return answer(*a, *b);
  if (value.is_string() && operand.is_string()) return answer(lower(value.str()), lower(operand.str()));
  return Tri::False;
}

Tri cidr(const Test& test, const Value& value) {
  if (value.is_symbol()) return is_text_like(value) ? Tri::Unknown : Tri::False;
  if (!value.is_string()) return Tri::False;
  std::vector<AddressRange> ranges = read_ranges(value.str());
  if (ranges.empty()) return Tri::False;
  if (test.op == Operator::CidrPrefixAtLeast || test.op == Operator::CidrPrefixAtMost) {
    if (!test.operands[0].is_int()) return test.operands[0].is_symbol() ? Tri::Unknown : Tri::False;
    int64_t bits = test.operands[0].integer;
    bool least = test.op == Operator::CidrPrefixAtLeast;
    return tri(std::all_of(ranges.begin(), ranges.end(), [&](const AddressRange& each) {
      return each.prefix >= 0 && (least ? each.prefix >= bits : each.prefix <= bits);
    }));
  }
  std::vector<AddressRange> wanted;
  for (const Value& operand : test.operands) {
    if (operand.is_symbol()) return Tri::Unknown;
    if (!operand.is_string()) continue;
    for (const AddressRange& each : read_range_operand(operand.str())) wanted.push_back(each);
  }
  auto within = [&](const AddressRange& each) {
    return std::any_of(wanted.begin(), wanted.end(), [&](const AddressRange& range) { return range.contains(each); });
  };
  auto overlaps = [&](const AddressRange& each) {
    return std::any_of(wanted.begin(), wanted.end(), [&](const AddressRange& range) { return range.overlaps(each); });
  };
  return test.op == Operator::CidrWithin ? tri(std::all_of(ranges.begin(), ranges.end(), within))
                                         : tri(std::any_of(ranges.begin(), ranges.end(), overlaps));
}

Tri ports(const Test& test, const Value& value) {
  if (value.is_symbol())
    return is_text_like(value) || value.symbol->type == SymbolType::Int ? Tri::Unknown : Tri::False;
  return any_of(test, [&](const Value& port) {
    if (!port.is_int()) return port.is_symbol() ? Tri::Unknown : Tri::False;
    if (value.is_int()) return tri(value.integer == port.integer);
    return tri(value.is_string() && ports_include(value.str(), port.integer).value_or(false));
  });
}

Tri like_any(const Test& test, const Value& value) {
  if (!is_text_like(value)) return Tri::False;
  std::string text = text_with_holes(value, kSegment);
  return any_of(test, [&](const Value& pattern) {
    if (pattern.is_symbol()) return Tri::Unknown;
    return pattern.is_string() ? like(lower(pattern.str()), text) : equals(value, pattern);
  });
}

Tri contains_all(const Test& test, const Value& value) {
  Tri out = Tri::True;
  for (const Value& operand : test.operands) out = out && contains(value, operand);
  return out;
}

Tri is_empty(const Value& value, unsigned depth = 20) {
  if (value.is_string() || value.is_array()) return tri(value.size == 0);
  if (value.is_object()) {
    auto members = value.object_members();
    return tri(std::all_of(members.begin(), members.end(), [](const Member& each) { return each.value.is_null(); }));
  }
  if (!value.is_symbol() || value.symbol->type == SymbolType::Int || value.symbol->type == SymbolType::Bool)
    return Tri::False;
  const Symbol& symbol = *value.symbol;
  auto is_one_of = [&](std::initializer_list<std::string_view> names) {
    return std::find(names.begin(), names.end(), symbol.name) != names.end();
  };
  if (is_one_of({"uniquestring", "guid", "newguid", "uuid", "uuidv5", "utcnow", "timestamp", "plantimestamp"}))
    return Tri::False;
  // Empty just when the argument is.
  const bool keeps = is_one_of({"tolower", "toupper", "lower", "upper", "base64", "base64encode", "uricomponent"});
  if (depth == 0 || symbol.args.empty() || !(keeps || symbol.name == "concat")) return Tri::Unknown;
  if (keeps) return is_empty(symbol.args[0], depth - 1);
  Tri out = Tri::True;
  for (const Value& part : symbol.args) out = out && is_empty(part, depth - 1);
  return out == Tri::False ? out : Tri::Unknown;
}

/// "West Europe" and "westeurope" are one region.
std::string region(std::string_view name) {
  std::string out = lower(name);
  out.erase(std::remove(out.begin(), out.end(), ' '), out.end());
  return out;
}

Tri located_in(const Test& test, const Value& value) {
  if (!is_text_like(value)) return Tri::False;
  std::string where = region(text_with_holes(value));
  return any_of(test, [&](const Value& name) {
    if (name.is_symbol()) return equals(value, name);
    return name.is_string() ? like(region(name.str()), where) : Tri::False;
  });
}

/// For operators that take a text.
Tri with_text(const Test& test, const std::function<Tri(std::string_view)>& one) {
  const Value& operand = test.operands[0];
  if (operand.is_symbol()) return Tri::Unknown;
  return operand.is_string() ? one(operand.str()) : Tri::False;
}

Tri positive(const Test& test, const Value& value) {
  switch (test.op) {
    case Operator::Equals:
    case Operator::NotEquals:
    case Operator::In:
    case Operator::NotIn:
      return any_of(test, [&](const Value& operand) { return equals(value, operand); });
    case Operator::Like:
    case Operator::NotLike:
      return like_any(test, value);
    case Operator::Match:
    case Operator::NotMatch:
      return with_text(test, [&](std::string_view pattern) { return match_pattern(value, pattern, false); });
    case Operator::MatchInsensitively:
    case Operator::NotMatchInsensitively:
      return with_text(test, [&](std::string_view pattern) { return match_pattern(value, pattern, true); });
    case Operator::Contains:
    case Operator::NotContains:
      return contains(value, test.operands[0]);
    case Operator::ContainsKey:
    case Operator::NotContainsKey:
      return with_text(test, [&](std::string_view key) { return contains_key(value, key); });
    case Operator::ContainsAny:
      return any_of(test, [&](const Value& operand) { return contains(value, operand); });
    case Operator::ContainsAll:
      return contains_all(test, value);
    case Operator::Empty:
      return is_empty(value);
    case Operator::LocationIn:
    case Operator::LocationNotIn:
      return located_in(test, value);
    case Operator::DurationAtLeast:
      return lasts_at_least(value, test.operands[0]);
    case Operator::DurationAtMost:
      return lasts_at_most(value, test.operands[0]);
    case Operator::HoldsSecret:
      return has_open_secret(value);
    case Operator::NamesSecret:
      return names_secret(value);
    case Operator::MadeFrom:
      return any_of(test, [&](const Value& word) { return made_from(value, word); });
    case Operator::IdWithin:
    case Operator::IdOf:
      return Tri::Unknown;  // ConditionEvaluator's, which can take ids apart
    case Operator::Less:
    case Operator::LessOrEquals:
    case Operator::Greater:
    case Operator::GreaterOrEquals:
      return compare(test.op, value, test.operands[0]);
    case Operator::PortsInclude:
      return ports(test, value);
    case Operator::Exists:
      return value.is_symbol() && !is_never_null(*value.symbol) ? Tri::Unknown : Tri::True;
    case Operator::CidrWithin:
    case Operator::CidrOverlaps:
    case Operator::CidrPrefixAtLeast:
    case Operator::CidrPrefixAtMost:
      break;
  }
  return cidr(test, value);
}

bool is_negative(const Test& test) {
  switch (test.op) {
    case Operator::NotEquals:
    case Operator::NotIn:
    case Operator::NotLike:
    case Operator::NotMatch:
    case Operator::NotMatchInsensitively:
    case Operator::NotContains:
    case Operator::NotContainsKey:
    case Operator::LocationNotIn:
      return true;
    case Operator::Exists:
    case Operator::Empty:
    case Operator::HoldsSecret:
    case Operator::NamesSecret:
      return !test.operands[0].boolean;
    default:
      return false;
  }
}

}  // namespace

bool takes_list(Operator op) {
  switch (op) {
    case Operator::In:
    case Operator::NotIn:
    case Operator::Like:
    case Operator::NotLike:
    case Operator::CidrWithin:
    case Operator::CidrOverlaps:
    case Operator::PortsInclude:
    case Operator::ContainsAny:
    case Operator::ContainsAll:
    case Operator::LocationIn:
    case Operator::LocationNotIn:
    case Operator::MadeFrom:
    case Operator::IdWithin:
    case Operator::IdOf:
      return true;
    default:
      return false;
  }
}

/// A parameter, a runtime value, or a part of one: whatever is in it comes from there.
static bool is_of_one_source(const Value& value) {
  if (!value.is_symbol()) return false;
  const Symbol& term = *value.symbol;
  if (term.name == "get") return !term.args.empty() && is_of_one_source(term.args[0]);
  return term.name == "param" || term.name == "attr";
}

Tri matches(const Test& test, const Leaf& leaf) {
  if (leaf.presence == Presence::Hidden)
    return test.op == Operator::MadeFrom && is_of_one_source(leaf.value) ? positive(test, leaf.value) : Tri::Unknown;
  // What is not there is empty, and nothing else.
  Tri out = leaf.presence == Presence::Absent ? tri(test.op == Operator::Empty) : positive(test, leaf.value);
  return is_negative(test) ? !out : out;
}

Tri matches_count(const Test& test, uint32_t low, uint32_t high) {
  int64_t wanted = test.operands[0].integer;
  int64_t lowest = low, highest = high == UINT32_MAX ? INT64_MAX : high;
  auto between = [](bool always, bool never) { return always ? Tri::True : never ? Tri::False : Tri::Unknown; };
  switch (test.op) {
    case Operator::Equals:
      return between(lowest == wanted && highest == wanted, wanted < lowest || wanted > highest);
    case Operator::NotEquals:
      return between(wanted < lowest || wanted > highest, lowest == wanted && highest == wanted);
    case Operator::Less:
      return between(highest < wanted, lowest >= wanted);
    case Operator::LessOrEquals:
      return between(highest <= wanted, lowest > wanted);
    case Operator::Greater:
      return between(lowest > wanted, highest <= wanted);
    default:
      return between(lowest >= wanted, highest < wanted);
  }
}

}  // namespace ringfence
