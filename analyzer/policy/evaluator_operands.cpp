// ConditionEvaluator's part for what stands on either side of an operator: a property that is looked up to compare
// with, a number that is made from a property, and the fields that are not in the body.

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <limits>
#include <optional>
#include <vector>

#include "analyzer/eval/symbol.h"
#include "analyzer/graph/id_index.h"
#include "analyzer/knowledge/lower_case.h"
#include "analyzer/knowledge/relations.h"
#include "analyzer/policy/cidr.h"
#include "analyzer/policy/evaluator.h"

namespace ringfence {
namespace {

constexpr std::string_view kProviders = "/providers/";

/// What stands behind the last `/` of a name that has `slashes` of them; the name as it is where that cannot be told.
Value own_name(const Value& name, size_t slashes, SymbolTable& symbols, unsigned depth = 8) {
  if (name.is_string()) {
    std::string_view text = name.str();
    size_t slash = text.rfind('/');
    return slash == std::string_view::npos ? name : Value::text(text.substr(slash + 1)).at(name.span, name.because);
  }
  if (!name.is_symbol() || depth == 0) return name;
  const std::span<const Value> args = name.symbol->args;
  if (name.symbol->name == "if" && args.size() == 3) {
    const Value parts[] = {args[0], own_name(args[1], slashes, symbols, depth - 1),
                           own_name(args[2], slashes, symbols, depth - 1)};
    return symbols.make("if", parts, {name.symbol->type, name.symbol->reason, name.symbol->secure, false, {}})
        .at(name.span, name.because);
  }
  if (name.symbol->name != "concat") return name;
  size_t written = 0, last = args.size();
  bool closed = true;  // nothing behind the last written `/` can hold another
  for (size_t i = 0; i < args.size(); ++i) {
    size_t here = args[i].is_string() ? std::count(args[i].chars, args[i].chars + args[i].size, '/') : 0;
    written += here;
    if (here > 0) last = i, closed = true;
    if (!args[i].is_string()) closed = closed && args[i].is_symbol() && args[i].symbol->no_slash;
  }
  if (last == args.size() || !(closed || written == slashes)) return name;
  std::string_view text = args[last].str();
  std::vector<Value> parts = {Value::text(text.substr(text.rfind('/') + 1))};
  parts.insert(parts.end(), args.begin() + static_cast<std::ptrdiff_t>(last) + 1, args.end());
  return symbols.concat(parts).at(name.span, name.because);
}

int64_t characters(std::string_view text) {
  return std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; });
}

int64_t occurrences(std::string_view text, std::string_view what) {
  int64_t out = 0;
  for (size_t at = text.find(what); at != std::string_view::npos; at = text.find(what, at + what.size())) ++out;
  return out;
}

/// How many addresses; the largest number there is when they are more than can be counted.
int64_t size_of(const AddressRange& range) {
  constexpr int64_t kMany = std::numeric_limits<int64_t>::max();
  if (range.first.high != range.last.high) return kMany;
  uint64_t between = range.last.low - range.first.low;
  return between >= static_cast<uint64_t>(kMany) ? kMany : static_cast<int64_t>(between) + 1;
}

/// May one segment of an id be the other, once the holes in them are filled?
bool may_be_same(std::string_view a, std::string_view b) {
  size_t hole_a = std::min(a.find('\x01'), a.size()), hole_b = std::min(b.find('\x01'), b.size());
  if (hole_a == a.size() && hole_b == b.size()) return a == b;
  size_t prefix = std::min(hole_a, hole_b);
  return a.substr(0, prefix) == b.substr(0, prefix);
}

/// Is `id` at or below `above`? Both are id_key texts.
Tri is_within(std::string_view id, std::string_view above) {
  while (!above.empty() && above.back() == '/') above.remove_suffix(1);
  if (id.starts_with(above) && (id.size() == above.size() || id[above.size()] == '/')) return Tri::True;
  while (!above.empty()) {
    if (id.empty()) return above.find('\x01') == std::string_view::npos ? Tri::False : Tri::Unknown;
    size_t end_a = std::min(above.find('/'), above.size()), end_i = std::min(id.find('/'), id.size());
    std::string_view one = id.substr(0, end_i), other = above.substr(0, end_a);
    if (!may_be_same(one, other)) return Tri::False;
    // A hole that stands for a whole id may hold any number of segments.
    if (one != other && (one.starts_with('\x01') || other.starts_with('\x01'))) return Tri::Unknown;
    above.remove_prefix(std::min(end_a + 1, above.size()));
    id.remove_prefix(std::min(end_i + 1, id.size()));
  }
  return Tri::Unknown;
}

}  // namespace

// ---- comparing -----------------------------------------------------------------------------------------------------

Tri ConditionEvaluator::id_within(const Value& id, const Test& test) {
  std::string key = id_key(id, arena_);
  if (key.empty()) return id.is_symbol() ? Tri::Unknown : Tri::False;
  Tri out = Tri::False;
  for (const Value& operand : test.operands) {
    std::string above = id_key(operand, arena_);
    bool root = operand.is_string() && (operand.str() == "/" || operand.size == 0);
    out = out || (root ? Tri::True : above.empty() ? Tri::Unknown : is_within(key, above));
  }
  return out;
}

/// A hole is taken for the name of one resource where it stands as one; a text that begins with one may be any id.
Tri ConditionEvaluator::id_of(const Value& id, const Test& test) {
  const std::string key = id_key(id, arena_);
  if (key.empty()) return id.is_symbol() ? Tri::Unknown : Tri::False;
  const std::string type = type_of_id(key);
  std::string_view above = key;
  above = above.substr(0, above.rfind('/'));
  const std::string_view last = above.substr(above.rfind('/') + 1);  // the last type, whatever comes before it
  Tri out = Tri::False;
  for (const Value& operand : test.operands) {
    if (!operand.is_string()) return out || Tri::Unknown;
    const std::string wanted = lower(operand.str());
    if (type == wanted) return Tri::True;
    const std::string_view wanted_last = std::string_view(wanted).substr(wanted.rfind('/') + 1);
    const bool told = !type.empty() ? type.find('\x01') == std::string::npos : !key.starts_with('\x01');
    if (!told && may_be_same(last, wanted_last)) out = Tri::Unknown;
  }
  return out;
}

/// Does it ask what a text looks like?
static bool asks_for_form(Operator op) {
  switch (op) {
    case Operator::Like:
    case Operator::NotLike:
    case Operator::Contains:
    case Operator::NotContains:
    case Operator::ContainsAny:
    case Operator::ContainsAll:
    case Operator::Empty:
      return true;
    default:
      return false;
  }
}

/// What Azure will write into a property of a resource, as far as its form is known (relations.yaml); else the value.
Value ConditionEvaluator::with_form(const Value& value) {
  if (!value.is_symbol() || value.symbol->name != "attr" || value.symbol->args.size() < 2) return value;
  const std::span<const Value> args = value.symbol->args;
  std::string path;
  for (const Value& step : args.subspan(1)) {
    if (!step.is_string()) return value;
    path.append(path.empty() ? "" : ".").append(lower(step.str()));
  }
  std::string type;
  for (const UrlForm& form : knowledge_.relations().forms) {
    if (form.path != path) continue;
    if (type.empty()) type = type_of_id(id_key(args[0], arena_));
    if (form.type != type) continue;
    std::vector<Value> parts;
    for (const std::string& part : form.parts) {
      if (!part.empty()) {
        parts.push_back(Value::text(part));
        continue;
      }
      const Value segment[] = {value, Value::of(static_cast<int64_t>(parts.size()))};
      parts.push_back(symbols().make("segment", segment, {SymbolType::String, value.symbol->reason, false, true, {}}));
    }
    return symbols().concat(parts).at(value.span, value.because);
  }
  return value;
}

Tri ConditionEvaluator::test(const Test& test, const Leaf& written, const Subject& subject) {
  Leaf leaf = written;
  if (asks_for_form(test.op)) leaf.value = with_form(leaf.value);
  auto compare = [&](const Test& with) {
    if (with.op != Operator::IdWithin && with.op != Operator::IdOf) return matches(with, leaf);
    if (leaf.presence == Presence::Hidden) return Tri::Unknown;
    if (leaf.presence == Presence::Absent) return Tri::False;
    return with.op == Operator::IdOf ? id_of(leaf.value, with) : id_within(leaf.value, with);
  };
  if (!test.looked_up) return compare(test);
  auto compare_with = [&](const Leaf& operand, const Trail&) {
    if (operand.presence == Presence::Hidden) return Tri::Unknown;
    Test known{test.op, {}, nullptr};
    // Nothing equals what is not there.
    if (operand.presence == Presence::Absent) return matches(known, {Presence::Absent, Value::null()});
    bool list = operand.value.is_array() && takes_list(test.op);
    known.operands = list ? operand.value.array_items() : std::span<const Value>(&operand.value, 1);
    return compare(known);
  };
  const Operand& operand = *test.looked_up;
  if (operand.source == OperandSource::Current) {
    const Binding* at = binding(subject, operand.name);
    if (!at) return Tri::Unknown;
    return walk(at->element, {}, {}, compare_with, false);
  }
  const Subject* owner = &subject;
  while (operand.source == OperandSource::Judged && owner->outer) owner = owner->outer;
  return each_leaf(operand.path, *owner, true, compare_with);
}

Tri ConditionEvaluator::field(const FieldTest& field, const Leaf& leaf, const Subject& subject) {
  if (leaf.presence == Presence::Absent && field.absent) return *field.absent;
  return test(field.test, leaf, subject);
}

// ---- measuring -----------------------------------------------------------------------------------------------------

namespace {

/// What the literal parts of a text that is not known make certain.
Interval at_least(const Value& value, const MeasureTest& test) {
  int64_t low = 0;
  if (value.symbol->name == "concat") {
    for (const Value& part : value.symbol->args) {
      if (part.is_string())
        low += test.measure == Measure::Length ? characters(part.str()) : occurrences(part.str(), test.by);
    }
  }
  if (test.measure == Measure::Parts) ++low;
  return {static_cast<uint32_t>(std::min<int64_t>(low, UINT32_MAX - 1)), UINT32_MAX};
}

Tri length(const MeasureTest& test, const Leaf& leaf) {
  const Value& value = leaf.value;
  if (leaf.presence == Presence::Hidden) return Tri::Unknown;
  int64_t size = 0;
  if (leaf.presence == Presence::Present) {
    if (value.is_symbol()) {
      Interval many = at_least(value, test);
      return matches_count(test.test, many.low, many.high);
    }
    bool list = value.is_array() || value.is_object();
    if (list && test.measure == Measure::Length) size = value.size;
    if (value.is_string())
      size = test.measure == Measure::Length ? characters(value.str()) : occurrences(value.str(), test.by) + 1;
  }
  return matches(test.test, {Presence::Present, Value::of(size)});
}

Tri addresses(const MeasureTest& test, const Leaf& first, const Leaf& last) {
  if (first.presence == Presence::Absent || last.presence == Presence::Absent) return Tri::False;
  bool unknown = first.presence == Presence::Hidden || last.presence == Presence::Hidden || first.value.is_symbol() ||
                 last.value.is_symbol();
  if (unknown) return Tri::Unknown;
  if (!first.value.is_string() || !last.value.is_string()) return Tri::False;
  std::vector<AddressRange> from = read_ranges(first.value.str()), to = read_ranges(last.value.str());
  if (from.empty() || to.empty()) return Tri::False;
  int64_t size = 0;
  if (test.last.steps.empty()) {
    for (const AddressRange& each : from) size = std::max(size, size_of(each));
  } else {
    size = to.front().last < from.front().first ? 0 : size_of({from.front().first, to.front().last, -1});
  }
  return matches(test.test, {Presence::Present, Value::of(size)});
}

/// The day that a text like "2027-01-31T12:00:00Z" begins with.
std::optional<int64_t> day_of(const Value& value) {
  if (!value.is_string() || value.size < 10) return std::nullopt;
  const std::string_view text = value.str().substr(0, 10);
  int year = 0;
  unsigned month = 0, day = 0;
  const auto number = [&](size_t at, size_t size, auto& out) {
    auto [end, error] = std::from_chars(text.data() + at, text.data() + at + size, out);
    return error == std::errc() && end == text.data() + at + size;
  };
  if (!number(0, 4, year) || !number(5, 2, month) || !number(8, 2, day)) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
  if (text[4] != '-' || text[7] != '-' || !date.ok()) return std::nullopt;
  return std::chrono::sys_days(date).time_since_epoch().count();
}

Tri days(const MeasureTest& test, const Leaf& first, const Leaf& last) {
  if (first.presence == Presence::Absent || last.presence == Presence::Absent) return Tri::False;
  const bool known = first.presence == Presence::Present && last.presence == Presence::Present;
  if (!known || first.value.is_symbol() || last.value.is_symbol()) return Tri::Unknown;
  const std::optional<int64_t> from = day_of(first.value), to = day_of(last.value);
  if (!from || !to) return Tri::False;
  return matches(test.test, {Presence::Present, Value::of(*to - *from)});
}

}  // namespace

Tri ConditionEvaluator::measure(const MeasureTest& test, const Subject& subject) {
  return each_leaf(test.path, subject, true, [&](const Leaf& first, const Trail&) {
    const bool pair = test.measure == Measure::Addresses || test.measure == Measure::Days;
    if (!pair) return length(test, first);
    if (test.last.steps.empty()) return addresses(test, first, first);
    return each_leaf(test.last, subject, true, [&](const Leaf& last, const Trail&) {
      return test.measure == Measure::Days ? days(test, first, last) : addresses(test, first, last);
    });
  });
}

// ---- fields that are not in the body -------------------------------------------------------------------------------

/// The id of what it is deployed to: its own id up to the last type and name.
Value ConditionEvaluator::deployed_to(const ResourceNode& node) {
  if (!node.scope.is_null()) return node.scope;
  const Value& id = node.arm_id;
  if (id.is_string()) {
    size_t at = id.str().rfind(kProviders);
    return at == std::string_view::npos ? id : Value::text(id.str().substr(0, at)).at(id.span, id.because);
  }
  if (!id.is_symbol() || id.symbol->name != "concat") return id;
  std::span<const Value> args = id.symbol->args;
  for (size_t i = args.size(); i-- > 0;) {
    size_t at = args[i].is_string() ? args[i].str().rfind(kProviders) : std::string_view::npos;
    if (at == std::string_view::npos) continue;
    std::vector<Value> kept(args.begin(), args.begin() + static_cast<std::ptrdiff_t>(i));
    if (at > 0) kept.push_back(Value::text(args[i].str().substr(0, at)));
    if (kept.empty()) return Value::text("");
    if (kept.size() == 1) return kept.front();
    Symbol* term = arena_.make<Symbol>(*id.symbol);
    term->args = arena_.copy(kept);
    return Value::of(static_cast<const Symbol*>(term)).at(id.span, id.because);
  }
  return id;
}

Value ConditionEvaluator::source_value(const FieldPath& path, const ResourceNode& node) {
  switch (path.source) {
    case FieldSource::Name:
      return own_name(
          node.name,
          static_cast<size_t>(std::max<std::ptrdiff_t>(std::count(node.type.begin(), node.type.end(), '/') - 1, 0)),
          symbols());
    case FieldSource::FullName:
      return node.name;
    case FieldSource::Type:
      return Value::text(node.type);
    case FieldSource::Id:
      return node.arm_id;
    case FieldSource::ApiVersion:
      return node.api_version.empty() ? Value::null() : Value::text(node.api_version);
    case FieldSource::Scope:
      return node.scope;
    case FieldSource::DeployedTo:
      return deployed_to(node);
    case FieldSource::Nowhere:
      return Value::null();
    case FieldSource::Connections:
    case FieldSource::Body:
      break;
  }
  return node.body;
}

}  // namespace ringfence
