// regex, regexall, replace. Terraform's expressions are RE2's, so the same engine reads them.

#include <re2/re2.h>

#include <array>
#include <charconv>
#include <map>

#include "analyzer/eval/functions_terraform.h"

namespace ringfence::terraform_library {

namespace {

constexpr int kMaxGroups = 64;

RE2::Options options() {
  RE2::Options out;
  out.set_log_errors(false);
  out.set_max_mem(8 << 20);
  return out;
}

/// Go takes `(?<name>` for `(?P<name>`, which this engine does not.
std::string go_pattern(std::string_view text) {
  std::string out;
  bool set = false;  // in [...]
  for (size_t i = 0; i < text.size(); ++i) {
    out += text[i];
    if (text[i] == '\\' && i + 1 < text.size()) {
      out += text[++i];
    } else if (text[i] == '[' || text[i] == ']') {
      set = text[i] == '[';
    } else if (!set && text.substr(i, 3) == "(?<" && i + 3 < text.size() && text[i + 3] != '=' && text[i + 3] != '!') {
      out += "?P<";
      i += 2;
    }
  }
  return out;
}

Value bad_pattern(CallContext& context, const RE2& pattern) {
  return context.error(std::string(context.name) + "() cannot read the regular expression: " + pattern.error());
}

/// The match itself without groups, a list of unnamed ones, an object of named ones. A group that took no
/// part is null.
Value match_value(CallContext& context, const RE2& pattern, std::span<const re2::StringPiece> groups) {
  auto text_of = [](const re2::StringPiece& piece) {
    return piece.data() ? Value::text({piece.data(), piece.size()}) : Value::null();
  };
  if (groups.size() == 1) return text_of(groups[0]);
  const std::map<int, std::string>& names = pattern.CapturingGroupNames();
  if (names.empty()) {
    std::vector<Value> items;
    for (size_t i = 1; i < groups.size(); ++i) items.push_back(text_of(groups[i]));
    return list_value(context, items);
  }
  std::vector<Member> members;
  for (const auto& [index, name] : names) {
    members.push_back({context.arena().copy(name), nullptr, {}, text_of(groups[static_cast<size_t>(index)])});
  }
  return Value::object(context.arena().copy(members));
}

/// What both functions check. False: `error` says why.
bool usable(CallContext& context, const RE2& pattern, Value& error) {
  if (!pattern.ok()) {
    error = bad_pattern(context, pattern);
    return false;
  }
  int groups = pattern.NumberOfCapturingGroups();
  size_t named = pattern.CapturingGroupNames().size();
  bool fine = groups < kMaxGroups && (named == 0 || named == static_cast<size_t>(groups));
  if (!fine)
    error =
        context.error(std::string(context.name) + "() expects its groups to be all named or all unnamed, 63 at most");
  return fine;
}

Value regex(CallContext& context) {
  Arguments arguments(context);
  std::string_view pattern_text = arguments.text(0), text = arguments.text(1);
  if (arguments.failed()) return arguments.error();
  RE2 pattern(go_pattern(pattern_text), options());
  Value error;
  if (!usable(context, pattern, error)) return error;
  std::array<re2::StringPiece, kMaxGroups> groups;
  int count = pattern.NumberOfCapturingGroups() + 1;
  if (!context.spend(text.size() + 1)) return context.error("regex() makes too much work");
  bool found = pattern.Match({text.data(), text.size()}, 0, text.size(), RE2::UNANCHORED, groups.data(), count);
  if (!found) return context.error("regex() found no match for the pattern in the text");
  return match_value(context, pattern, std::span(groups).first(static_cast<size_t>(count)));
}

/// Calls with each match, as Go's FindAll: an empty match right after another does not count.
template <class Use>
bool for_each_match(CallContext& context, const RE2& pattern, std::string_view text, Use use) {
  std::array<re2::StringPiece, kMaxGroups> groups;
  int count = pattern.NumberOfCapturingGroups() + 1;
  size_t at = 0;
  size_t last_end = std::string_view::npos;
  while (at <= text.size()) {
    if (!context.spend(16)) return false;
    if (!pattern.Match({text.data(), text.size()}, at, text.size(), RE2::UNANCHORED, groups.data(), count)) break;
    auto begin = static_cast<size_t>(groups[0].data() - text.data());
    size_t end = begin + groups[0].size();
    if (begin != end || end != last_end) use(begin, end, std::span(groups).first(static_cast<size_t>(count)));
    last_end = end;
    at = end;
    if (begin != end) continue;
    do ++at;
    while (at < text.size() && (text[at] & 0xC0) == 0x80);
  }
  return true;
}

Value regex_all(CallContext& context) {
  Arguments arguments(context);
  std::string_view pattern_text = arguments.text(0), text = arguments.text(1);
  if (arguments.failed()) return arguments.error();
  RE2 pattern(go_pattern(pattern_text), options());
  Value error;
  if (!usable(context, pattern, error)) return error;
  std::vector<Value> out;
  bool done = for_each_match(context, pattern, text, [&](size_t, size_t, std::span<const re2::StringPiece> groups) {
    out.push_back(match_value(context, pattern, groups));
  });
  return done ? typed_list(context, out) : context.error("regexall() makes too much work");
}

/// `$1`, `${1}`, `$name`, `${name}` and `$$`, as Go's Regexp.Expand reads them.
void expand(std::string& out, std::string_view pattern, const RE2& regex, std::span<const re2::StringPiece> groups) {
  for (size_t at = 0; at < pattern.size(); ++at) {
    if (pattern[at] != '$' || at + 1 >= pattern.size()) {
      out += pattern[at];
      continue;
    }
    if (pattern[at + 1] == '$') {
      out += '$';
      ++at;
      continue;
    }
    bool braces = pattern[at + 1] == '{';
    size_t begin = at + (braces ? 2 : 1);
    size_t end = begin;
    auto in_name = [](char c) {
      return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    };
    while (end < pattern.size() && in_name(pattern[end])) ++end;
    if (end == begin || (braces && (end >= pattern.size() || pattern[end] != '}'))) {
      out += '$';
      continue;
    }
    std::string_view name = pattern.substr(begin, end - begin);
    int64_t index = -1;
    if (name.find_first_not_of("0123456789") == std::string_view::npos)
      std::from_chars(name.data(), name.data() + name.size(), index);
    auto named = regex.NamedCapturingGroups().find(std::string(name));
    if (named != regex.NamedCapturingGroups().end()) index = named->second;
    if (index >= 0 && index < static_cast<int64_t>(groups.size())) {
      out.append(groups[static_cast<size_t>(index)].data() ? groups[static_cast<size_t>(index)].data() : "",
                 groups[static_cast<size_t>(index)].size());
    }
    at = braces ? end : end - 1;
  }
}

Value replace_pattern(CallContext& context, std::string_view text, std::string_view pattern_text,
                      std::string_view with) {
  RE2 pattern(go_pattern(pattern_text), options());
  if (!pattern.ok() || pattern.NumberOfCapturingGroups() >= kMaxGroups) return bad_pattern(context, pattern);
  std::string out;
  size_t copied = 0;
  bool done =
      for_each_match(context, pattern, text, [&](size_t begin, size_t end, std::span<const re2::StringPiece> groups) {
        out += text.substr(copied, begin - copied);
        expand(out, with, pattern, groups);
        copied = end;
      });
  if (!done || out.size() > 64u * 1024 * 1024) return context.error("replace() makes too much work");
  out += text.substr(copied);
  return context.text(out);
}

/// replace(text, what, with): `what` between slashes is a regular expression.
Value replace(CallContext& context) {
  Arguments arguments(context);
  std::string_view text = arguments.text(0), what = arguments.text(1), with = arguments.text(2);
  if (arguments.failed()) return arguments.error();
  if (what.size() > 1 && what.starts_with('/') && what.ends_with('/')) {
    return replace_pattern(context, text, what.substr(1, what.size() - 2), with);
  }
  std::string out;
  if (what.empty()) {  // before each character and at the end
    for (char32_t each : decode_utf8(text)) {
      out += with;
      append_utf8(out, static_cast<uint32_t>(each));
      if (out.size() > 64u * 1024 * 1024) return context.error("replace() makes a text that is too long");
    }
    return context.text(out.append(with));
  }
  for (;;) {
    size_t found = text.find(what);
    out += text.substr(0, found);
    if (found == std::string_view::npos) break;
    out += with;
    if (out.size() > 64u * 1024 * 1024) return context.error("replace() makes a text that is too long");
    text.remove_prefix(found + what.size());
  }
  return context.text(out);
}

constexpr std::array kRows = {
    FunctionRow{"regex", 2, 2, kPlain, SymbolType::Any, regex},
    FunctionRow{"regexall", 2, 2, kPlain, SymbolType::Array, regex_all},
    FunctionRow{"replace", 3, 3, kPlain, SymbolType::String, replace},
};

}  // namespace

std::span<const FunctionRow> regex_rows() { return kRows; }

}  // namespace ringfence::terraform_library
