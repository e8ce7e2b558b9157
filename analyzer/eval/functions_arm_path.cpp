// JSONPath, for the second argument of loadJsonContent() and loadYamlContent(): names, indexes, lists and slices of
// them, wildcards, recursive descent and filters, with Newtonsoft.Json's reading of each. Regular expressions (=~)
// in filters are not read.
// Source: newtonsoft.com, "Querying JSON with SelectToken"; goessner.net/articles/JsonPath.

#include <algorithm>
#include <charconv>
#include <deque>
#include <optional>

#include "analyzer/eval/functions_arm.h"

namespace ringfence::arm {
namespace {

using Values = std::vector<Value>;

constexpr uint32_t kDeepest = 120;  // of a document
constexpr uint64_t kMostWork = 20'000'000;

/// All values below, parents before children.
void add_descendants(const Value& value, Values& out, uint32_t depth = 0) {
  if (depth > kDeepest || out.size() > kMostItems) return;
  out.push_back(value);
  if (value.is_array())
    for (const Value& item : value.array_items()) add_descendants(item, out, depth + 1);
  if (value.is_object())
    for (const Member& member : value.object_members()) add_descendants(member.value, out, depth + 1);
}

/// The values of that name below, in the order in which they are written.
void add_named(const Value& value, std::string_view key, Values& out, uint32_t depth = 0) {
  if (depth > kDeepest || out.size() > kMostItems) return;
  if (value.is_array())
    for (const Value& item : value.array_items()) add_named(item, key, out, depth + 1);
  if (!value.is_object()) return;
  for (const Member& member : value.object_members()) {
    if (member.key == key) out.push_back(member.value);
    add_named(member.value, key, out, depth + 1);
  }
}

void add_children(const Value& value, Values& out) {
  if (value.is_array()) out.insert(out.end(), value.array_items().begin(), value.array_items().end());
  if (value.is_object())
    for (const Member& member : value.object_members()) out.push_back(member.value);
}

class PathReader {
 public:
  PathReader(std::string_view text, const Value& root) : text_(text), root_(root) {}

  bool failed() const { return failed_; }
  bool done() const { return at_ >= text_.size(); }

  /// The steps from here on, applied to `start`. In a filter the path ends before white space, an operator or ')'.
  Values steps(const Value& start, bool in_filter, uint32_t depth) {
    Values current{start};
    bool first = true;
    while (!done() && !failed_ && !(in_filter && ends_in_filter())) {
      if (peek() == '[') {
        current = bracket(current, depth);
      } else {
        const bool dot = skip('.');
        const bool recursive = dot && skip('.');
        if (!dot && !first) fail();
        if (recursive && peek() == '[') current = descend(current);
        else if (!failed_) current = name(current, in_filter, recursive);
      }
      first = false;
      if (current.size() > kMostItems) fail();
    }
    return failed_ ? Values{} : current;
  }

 private:
  void fail() { failed_ = true; }
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool skip(char c) {
    if (peek() != c || done()) return false;
    ++at_;
    return true;
  }
  bool skip(std::string_view word) {
    if (text_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }
  void skip_space() {
    while (peek() == ' ') ++at_;
  }
  bool ends_in_filter() const { return std::string_view(" =!<>&|)").find(peek()) != std::string_view::npos; }

  static Values descend(const Values& current) {
    Values out;
    for (const Value& each : current) add_descendants(each, out);
    return out;
  }

  static Values children(const Values& current) {
    Values out;
    for (const Value& each : current) add_children(each, out);
    return out;
  }

  static void add_member(const Value& value, std::string_view key, Values& out) {
    if (const Member* member = find_member(value, key, KeyCase::Sensitive)) out.push_back(member->value);
  }

  static void add_item(const Value& value, int64_t index, Values& out) {
    if (value.is_array() && index >= 0 && index < value.size) out.push_back(value.items[index]);
  }

  Values name(const Values& current, bool in_filter, bool recursive) {
    const size_t begin = at_;
    while (!done() && peek() != '.' && peek() != '[' && !(in_filter && ends_in_filter())) ++at_;
    const std::string_view key = text_.substr(begin, at_ - begin);
    if (key.empty()) fail();
    if (key == "*") return recursive ? descend(current) : children(current);
    Values out;
    for (const Value& each : current) recursive ? add_named(each, key, out) : add_member(each, key, out);
    return out;
  }

  Values bracket(const Values& current, uint32_t depth) {
    ++at_;
    skip_space();
    Values out;
    if (skip('*')) {
      out = children(current);
    } else if (peek() == '?') {
      out = filter(current, depth);
    } else if (peek() == '\'' || peek() == '"') {
      out = names(current);
    } else {
      out = indexes(current);
    }
    skip_space();
    if (!skip(']')) fail();
    return out;
  }

  std::string_view quoted() {
    const char quote = text_[at_++];
    const size_t begin = at_;
    bool escaped = false;
    for (; !done() && peek() != quote; ++at_) {
      if (peek() != '\\') continue;
      escaped = true;
      ++at_;
    }
    const std::string_view out = text_.substr(begin, at_ - begin);
    if (!skip(quote)) fail();
    return escaped ? unescaped(out) : out;
  }

  std::string_view unescaped(std::string_view text) {
    std::string& out = texts_.emplace_back();
    for (size_t i = 0; i < text.size(); ++i) out += text[i] == '\\' && i + 1 < text.size() ? text[++i] : text[i];
    return out;
  }

  Values names(const Values& current) {
    Values out;
    do {
      skip_space();
      if (peek() != '\'' && peek() != '"') fail();
      if (failed_) return {};
      const std::string_view key = quoted();
      for (const Value& each : current) add_member(each, key, out);
      skip_space();
    } while (skip(','));
    return out;
  }

  std::optional<int64_t> integer() {
    int64_t number = 0;
    const auto read = std::from_chars(text_.data() + at_, text_.data() + text_.size(), number);
    if (read.ec != std::errc{}) return std::nullopt;
    at_ = static_cast<size_t>(read.ptr - text_.data());
    return number;
  }

  Values indexes(const Values& current) {
    Values out;
    do {
      skip_space();
      const auto start = integer();
      skip_space();
      if (peek() == ':') return slice(current, start);
      if (!start) fail();
      if (failed_) return {};
      for (const Value& each : current) add_item(each, *start, out);
    } while (skip(','));
    return out;
  }

  Values slice(const Values& current, std::optional<int64_t> start) {
    ++at_;
    skip_space();
    const auto end = integer();
    skip_space();
    const auto step = skip(':') ? integer() : std::optional<int64_t>();
    const int64_t by = step.value_or(1);
    Values out;
    if (by == 0) fail();
    for (const Value& each : current) {
      if (!each.is_array() || failed_) continue;
      const int64_t size = each.size;
      const auto place = [&](std::optional<int64_t> wanted, int64_t otherwise) {
        const int64_t from_start = !wanted ? otherwise : *wanted < 0 ? size + *wanted : *wanted;
        return std::clamp<int64_t>(from_start, by > 0 ? 0 : -1, by > 0 ? size : size - 1);
      };
      const int64_t last = place(end, by > 0 ? size : -1);
      for (int64_t i = place(start, by > 0 ? 0 : size - 1); by > 0 ? i < last : i > last; i += std::clamp<int64_t>(by, -size, size))
        add_item(each, i, out);
    }
    return out;
  }

  // ---- filters ---------------------------------------------------------------------------------------

  /// [?(...)]: the items for which it holds.
  Values filter(const Values& current, uint32_t depth) {
    ++at_;
    if (depth > 4 || !skip('(')) fail();
    const size_t begin = at_;
    Values out;
    bool read = false;
    for (const Value& each : current) {
      if (!each.is_array()) continue;
      for (const Value& item : each.array_items()) {
        at_ = begin;
        work_ += text_.size();
        if (work_ > kMostWork) fail();
        const bool holds = condition(item, depth);
        if (failed_) return {};
        if (holds) out.push_back(item);
        read = true;
      }
    }
    if (!read) condition(Value::null(), depth);
    if (!skip(')')) fail();
    return out;
  }

  /// `a && b || c` is a && (b || c), as Newtonsoft.Json groups it.
  bool condition(const Value& item, uint32_t depth) {
    const bool here = comparison(item, depth);
    skip_space();
    if (failed_ || peek() == ')') return here;
    const bool both = skip("&&");
    if (!both && !skip("||")) fail();
    if (failed_) return false;
    const bool rest = condition(item, depth);
    return both ? here && rest : here || rest;
  }

  bool comparison(const Value& item, uint32_t depth) {
    const Values left = operand(item, depth);
    skip_space();
    for (const std::string_view sign : {"===", "!==", "==", "!=", "<>", "<=", ">=", "<", ">"}) {
      if (!skip(sign)) continue;
      const Values right = operand(item, depth);
      for (const Value& a : left)
        for (const Value& b : right)
          if (compare(a, sign, b)) return true;
      return false;
    }
    return !left.empty();
  }

  Values operand(const Value& item, uint32_t depth) {
    skip_space();
    if (skip('@')) return steps(item, true, depth + 1);
    if (skip('$')) return steps(root_, true, depth + 1);
    if (peek() == '\'' || peek() == '"') return {Value::text(quoted())};
    for (const auto& [word, value] : {std::pair{"true", Value::of(true)}, std::pair{"false", Value::of(false)}, std::pair{"null", Value::null()}})
      if (skip(std::string_view(word))) return {value};
    const size_t begin = at_;
    if (const auto whole = integer(); whole && peek() != '.') return {Value::of(*whole)};
    double number = 0;
    const auto read = std::from_chars(text_.data() + begin, text_.data() + text_.size(), number);
    if (read.ec != std::errc{}) fail();
    at_ = static_cast<size_t>(read.ptr - text_.data());
    return {Value::of(number)};
  }

  static bool compare(const Value& a, std::string_view sign, const Value& b) {
    if (sign == "==" || sign == "===") return equal(a, b);
    if (sign == "!=" || sign == "!==" || sign == "<>") return !equal(a, b);
    int order = 0;
    if (a.is_string() && b.is_string()) {
      order = a.str().compare(b.str());
    } else if (a.is_number() && b.is_number()) {
      const double x = a.number(), y = b.number();
      order = x < y ? -1 : x > y ? 1 : 0;
    } else {
      return false;
    }
    return (order < 0 && sign[0] == '<') || (order > 0 && sign[0] == '>') || (order == 0 && sign.ends_with('='));
  }

  std::string_view text_;
  const Value& root_;
  size_t at_ = 0;
  bool failed_ = false;
  uint64_t work_ = 0;               // characters that filters looked at
  std::deque<std::string> texts_;  // quoted texts with escapes
};

}  // namespace

std::optional<Value> select_path(const Value& document, std::string_view path, Arena& arena, std::string& error) {
  std::string_view rest = path;
  if (rest.starts_with('$')) rest.remove_prefix(1);
  PathReader reader(rest, document);
  const Values found = reader.steps(document, false, 0);
  if (reader.failed()) {
    error = "the path '" + std::string(path.substr(0, 60)) + "' cannot be read";
    return std::nullopt;
  }
  if (found.empty()) {
    error = "nothing in the file is at '" + std::string(path.substr(0, 60)) + "'";
    return std::nullopt;
  }
  return found.size() == 1 ? found[0] : make_array(arena, found);
}

}  // namespace ringfence::arm
