#include "analyzer/policy/parameter_space.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "analyzer/eval/symbol.h"
#include "analyzer/knowledge/secrets.h"
#include "analyzer/policy/json_text.h"

namespace ringfence {
namespace {

constexpr size_t kMaxAlternatives = 4;  // that are told
constexpr size_t kMaxCubes = 20'000;
constexpr int kAny = -1;

/// The parameter that a term is, when it may be told.
std::optional<std::string_view> parameter_of(const Value& value) {
  if (!value.is_symbol()) return std::nullopt;
  const Symbol& symbol = *value.symbol;
  bool named = symbol.name == "param" && symbol.args.size() == 1 && symbol.args[0].is_string();
  if (!named || symbol.secure || is_secret_name(symbol.args[0].str())) return std::nullopt;
  return symbol.args[0].str();
}

struct Choice {
  std::string parameter, words, json;
  std::string is, is_not;  // the value that it has, or does not have, as JSON
};

std::string quoted(const Value& value) { return value.is_string() ? "'" + plain_text(value) + "'" : plain_text(value); }

/// What has to be chosen for the split to come out as `option`.
std::optional<Choice> choice_of(const Split& split, const Value& option) {
  if (auto name = parameter_of(Value::of(split.symbol))) {
    return Choice{
        std::string(*name), fmt::format("{} = {}", *name, quoted(option)), json_text(option), json_text(option), {}};
  }
  const Symbol& symbol = *split.symbol;
  if (!option.is_bool()) return std::nullopt;
  if (symbol.name == "empty" && symbol.args.size() == 1) {
    auto name = parameter_of(symbol.args[0]);
    if (!name) return std::nullopt;
    return Choice{std::string(*name),
                  fmt::format("{} is {}empty", *name, option.boolean ? "" : "not "),
                  fmt::format("{{\"empty\":{}}}", option.boolean),
                  {},
                  {}};
  }
  if (symbol.name != "equals" || symbol.args.size() != 2) return std::nullopt;
  for (size_t i = 0; i < 2; ++i) {
    auto name = parameter_of(symbol.args[i]);
    const Value& literal = symbol.args[1 - i];
    if (!name || literal.is_symbol() || literal.is_array() || literal.is_object()) continue;
    std::string json = json_text(literal);
    return Choice{std::string(*name), fmt::format("{} {} {}", *name, option.boolean ? "=" : "is not", quoted(literal)),
                  option.boolean ? json : fmt::format("{{\"not\":{}}}", json), option.boolean ? json : "",
                  option.boolean ? "" : json};
  }
  return std::nullopt;
}

/// The combinations of what a user can choose: in which of them it fails, and in which it passes, whatever the rest is.
struct Space {
  std::vector<const Split*> splits;
  std::vector<size_t> sizes;
  std::vector<char> fails, passes, impossible;

  bool may_hold(size_t combination) const { return fails[combination] || impossible[combination]; }
  size_t option(size_t combination, size_t split) const {
    for (size_t i = 0; i < split; ++i) combination /= sizes[i];
    return combination % sizes[split];
  }
};

/// Two questions about one parameter that cannot both be answered so: env = 'a' and env = 'b'.
bool contradicts(const Choice& a, const Choice& b) {
  if (a.parameter != b.parameter) return false;
  return (!a.is.empty() && !b.is.empty() && a.is != b.is) || (!a.is.empty() && a.is == b.is_not) ||
         (!b.is.empty() && b.is == a.is_not);
}

void mark_impossible(Space& space) {
  for (size_t i = 0; i < space.fails.size(); ++i) {
    std::vector<Choice> chosen;
    for (size_t k = 0; k < space.splits.size(); ++k) {
      Choice next = *choice_of(*space.splits[k], space.splits[k]->options[space.option(i, k)]);
      for (const Choice& each : chosen) space.impossible[i] = space.impossible[i] || contradicts(each, next);
      chosen.push_back(std::move(next));
    }
    if (space.impossible[i]) space.fails[i] = space.passes[i] = 0;
  }
}

Space space_of(std::span<const Split> splits, std::span<const CaseOutcome> outcomes) {
  Space out;
  size_t all = 1;
  for (const Split& each : splits) {
    if (!is_choice(each)) continue;
    out.splits.push_back(&each);
    out.sizes.push_back(each.options.size());
    all *= each.options.size();
  }
  out.fails.assign(all, 1);
  out.passes.assign(all, 1);
  out.impossible.assign(all, 0);
  for (size_t i = 0; i < outcomes.size(); ++i) {
    size_t rest = i, combination = 0, factor = 1;
    for (const Split& each : splits) {
      size_t option = rest % each.options.size();
      rest /= each.options.size();
      if (!is_choice(each)) continue;
      combination += option * factor;
      factor *= each.options.size();
    }
    if (outcomes[i] != CaseOutcome::Fail) out.fails[combination] = 0;
    if (outcomes[i] != CaseOutcome::Pass) out.passes[combination] = 0;
  }
  mark_impossible(out);
  return out;
}

/// An option per split, or any.
using Cube = std::vector<int>;

bool holds(const Cube& cube, const Space& space, size_t combination) {
  for (size_t i = 0; i < cube.size(); ++i) {
    if (cube[i] != kAny && static_cast<size_t>(cube[i]) != space.option(combination, i)) return false;
  }
  return true;
}

bool is_inside(const Cube& cube, const Cube& wider) {
  for (size_t i = 0; i < cube.size(); ++i) {
    if (wider[i] != kAny && wider[i] != cube[i]) return false;
  }
  return true;
}

size_t fixed(const Cube& cube) {
  return static_cast<size_t>(std::count_if(cube.begin(), cube.end(), [](int each) { return each != kAny; }));
}

/// The widest cubes in which everything fails.
std::vector<Cube> failing_cubes(const Space& space) {
  std::vector<Cube> all{Cube()};
  for (size_t size : space.sizes) {
    std::vector<Cube> next;
    for (const Cube& each : all) {
      for (int option = kAny; option < static_cast<int>(size); ++option) {
        next.push_back(each);
        next.back().push_back(option);
      }
    }
    all = std::move(next);
    if (all.size() > kMaxCubes) return {};
  }
  // The widest first; of equals, what is about the first split.
  auto before = [](const Cube& a, const Cube& b) {
    if (fixed(a) != fixed(b)) return fixed(a) < fixed(b);
    return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(), [](int x, int y) {
      return static_cast<unsigned>(x) < static_cast<unsigned>(y);
    });
  };
  std::stable_sort(all.begin(), all.end(), before);
  std::vector<Cube> out;
  for (const Cube& cube : all) {
    if (std::any_of(out.begin(), out.end(), [&](const Cube& wider) { return is_inside(cube, wider); })) continue;
    bool fails = true;
    for (size_t i = 0; i < space.fails.size() && fails; ++i) fails = space.may_hold(i) || !holds(cube, space, i);
    if (fails) out.push_back(cube);
  }
  return out;
}

/// Few cubes that cover all that fails, the widest first.
std::vector<Cube> cover(const Space& space) {
  std::vector<Cube> out;
  std::vector<char> open = space.fails;
  for (const Cube& cube : failing_cubes(space)) {
    bool needed = false;
    for (size_t i = 0; i < open.size(); ++i) {
      if (!open[i] || !holds(cube, space, i)) continue;
      needed = true;
      open[i] = 0;
    }
    if (needed) out.push_back(cube);
  }
  return out;
}

/// The only split that a cube fixes; nothing: it fixes several.
std::optional<size_t> only_split(const Cube& cube) {
  if (fixed(cube) != 1) return std::nullopt;
  return static_cast<size_t>(std::find_if(cube.begin(), cube.end(), [](int each) { return each != kAny; }) -
                             cube.begin());
}

/// "days from 1 to 6" of options that are neighbouring numbers; empty when they are not.
std::string range_words(const Space& space, size_t split, const std::vector<int>& options) {
  const std::vector<Value>& all = space.splits[split]->options;
  auto name = parameter_of(Value::of(space.splits[split]->symbol));
  if (!name || options.size() < 3) return {};
  for (size_t i = 0; i < options.size(); ++i) {
    const Value& value = all[static_cast<size_t>(options[i])];
    const Value& first = all[static_cast<size_t>(options[0])];
    if (!value.is_int() || value.integer != first.integer + static_cast<int64_t>(i)) return {};
  }
  return fmt::format("{} is from {} to {}", *name, all[static_cast<size_t>(options.front())].integer,
                     all[static_cast<size_t>(options.back())].integer);
}

std::string words_of(const Cube& cube, const Space& space) {
  std::string out;
  for (size_t i = 0; i < cube.size(); ++i) {
    if (cube[i] == kAny) continue;
    auto choice = choice_of(*space.splits[i], space.splits[i]->options[static_cast<size_t>(cube[i])]);
    out += (out.empty() ? "" : " and ") + choice->words;
  }
  return out;
}

/// "a = 'x'; or b = 1 and c = 2"; neighbouring numbers of one parameter are a range.
std::string words_of(const std::vector<Cube>& cubes, const Space& space) {
  std::vector<std::string> words;
  for (size_t i = 0; i < cubes.size();) {
    std::optional<size_t> split = only_split(cubes[i]);
    std::vector<int> options;
    size_t end = i;
    for (; split && end < cubes.size() && only_split(cubes[end]) == split; ++end) options.push_back(cubes[end][*split]);
    std::string range = split ? range_words(space, *split, options) : std::string();
    if (!range.empty()) {
      words.push_back(std::move(range));
      i = end;
      continue;
    }
    words.push_back(words_of(cubes[i], space));
    ++i;
  }
  std::string out;
  for (size_t i = 0; i < words.size(); ++i) {
    if (i == kMaxAlternatives) return out + fmt::format("; or in {} other cases", words.size() - i);
    out += (i == 0 ? "" : "; or ") + words[i];
  }
  return out;
}

std::string json_of(const std::vector<Cube>& cubes, const Space& space) {
  std::string out;
  for (const Cube& cube : cubes) {
    std::string one;
    for (size_t i = 0; i < cube.size(); ++i) {
      if (cube[i] == kAny) continue;
      auto choice = choice_of(*space.splits[i], space.splits[i]->options[static_cast<size_t>(cube[i])]);
      one += fmt::format("{}{}:{}", one.empty() ? "" : ",", json_text(Value::text(choice->parameter)), choice->json);
    }
    out += fmt::format("{}{{{}}}", out.empty() ? "" : ",", one);
  }
  return "[" + out + "]";
}

}  // namespace

bool is_choice(const Split& split) {
  return !split.options.empty() && std::all_of(split.options.begin(), split.options.end(), [&](const Value& option) {
    return choice_of(split, option).has_value();
  });
}

FailsWhen fails_when(std::span<const Split> splits, std::span<const CaseOutcome> outcomes) {
  Space space = space_of(splits, outcomes);
  bool some = std::find(space.fails.begin(), space.fails.end(), 1) != space.fails.end();
  if (space.splits.empty() || !some) return {};
  std::vector<Cube> cubes = cover(space);
  // That it always fails was told before, and is no unknown.
  if (cubes.empty() || fixed(cubes.front()) == 0) return {};
  bool exact = true;
  for (size_t i = 0; i < space.fails.size(); ++i) exact = exact && (space.may_hold(i) || space.passes[i]);
  return {fmt::format("fails when {}{}", words_of(cubes, space), exact ? ", passes otherwise" : ""),
          json_of(cubes, space)};
}

}  // namespace ringfence
