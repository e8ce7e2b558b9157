// Reads YAML into a Value for loadYamlContent(): the first document of a file, block and flow style, all scalar
// styles, comments, anchors and aliases. Plain scalars are resolved by the core schema of YAML 1.2. Not read:
// explicit keys ("? key"), keys that are no scalars.
//
// A recursive descent over characters; what begins at which column decides the nesting. Depth is bounded, aliases
// share the value they name, so the time is linear in the text.
// Source: yaml.org/spec/1.2.2.

#include <algorithm>
#include <map>
#include <utility>

#include "analyzer/eval/functions_arm.h"
#include "analyzer/eval/functions_terraform.h"
#include "analyzer/eval/yaml_scalars.h"

namespace ringfence::arm {
namespace {

constexpr uint32_t kDeepest = 100;

using yaml::is_blank;

/// How plain scalars are read: by the core schema of 1.2, or as Terraform's yamldecode() does, which takes the truths
/// of 1.1 (yes, on ...), makes text of keys that are none, and merges `<<`.
enum class YamlSchema : uint8_t { Core, Terraform };

class YamlReader {
 public:
  YamlReader(std::string text, Arena& arena, YamlSchema schema)
      : text_(std::move(text)), arena_(arena), terraform_(schema == YamlSchema::Terraform) {}

  std::optional<Value> read(std::string& error) {
    Value value;
    const bool begun = start_document();
    if (!begun && terraform_) fail("there is no document");
    if (begun && node(value, -1, 0) && (next_token() || (terraform_ && !at_end() && peek() == '-'))) fail("unexpected text");
    if (problem_.empty()) return value;
    error = problem_;
    return std::nullopt;
  }

 private:
  bool fail(std::string_view what) {
    if (!problem_.empty() || looking_ahead_) return false;
    size_t line = 1;
    for (size_t i = 0; i < at_ && i < text_.size(); ++i) line += text_[i] == '\n';
    problem_ = std::string(what) + " in line " + std::to_string(line);
    return false;
  }

  // ---- places --------------------------------------------------------------------------------------

  char peek(size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  bool at_end() const { return at_ >= text_.size(); }
  bool at_break() const { return at_end() || text_[at_] == '\n'; }
  int column() const { return static_cast<int>(at_ - line_); }
  /// Does an indicator stand here, that is, does white space follow it?
  bool indicator(char c) const { return peek() == c && (at_ + 1 >= text_.size() || is_blank(peek(1)) || peek(1) == '\n'); }
  bool at_comment() const { return peek() == '#' && (at_ == line_ || is_blank(text_[at_ - 1])); }
  bool at_marker() const {
    const std::string_view rest = std::string_view(text_).substr(at_, 4);
    return at_ == line_ && (rest.starts_with("---") || rest.starts_with("...")) && (rest.size() == 3 || is_blank(rest[3]) || rest[3] == '\n');
  }

  void skip_blanks() {
    while (is_blank(peek())) ++at_;
  }
  void skip_line() {
    while (!at_break()) ++at_;
  }
  void next_line() {
    ++at_;
    line_ = at_;
  }

  /// To the next thing that is neither white space nor a comment; false at the end of the document.
  bool next_token() {
    for (;;) {
      skip_blanks();
      if (at_end() || at_marker()) return false;
      if (at_comment()) skip_line();
      if (peek() != '\n') return !at_end();
      next_line();
    }
  }

  /// Past directives and the first "---".
  bool start_document() {
    while (next_token() && peek() == '%' && column() == 0) skip_line();
    if (!at_end() && at_marker() && peek() == '-') at_ += 3;
    return problem_.empty() && next_token();
  }

  /// Nothing but a comment may follow in this line.
  bool end_node() {
    skip_blanks();
    return at_break() || at_comment() ? true : fail("unexpected text");
  }

  // ---- nodes ---------------------------------------------------------------------------------------

  /// The node that begins here, deeper than column `parent`. `inside_line`: it is the value behind a key in one line,
  /// so it cannot be a mapping itself.
  bool node(Value& out, int parent, uint32_t depth, bool inside_line = false) {
    if (depth > kDeepest) return fail("nested deeper than 100 levels");
    std::string anchor;
    literally_ = false;
    if (!properties(anchor)) return false;
    if (at_break() || at_comment()) {
      const bool more = next_token() && (column() > parent || (inside_line && column() == parent && indicator('-')));
      inside_line = false;
      if (!more) return keep(anchor, out);
    }
    return content(out, parent, depth, inside_line) && keep(anchor, out);
  }

  /// A plain scalar, after its tag.
  Value scalar(const std::string& text) {
    const bool literally = std::exchange(literally_, false);
    if (!terraform_) return yaml::plain_scalar(text, arena_);
    return literally ? Value::text(arena_.copy(text)) : resolve_terraform_yaml(text, arena_);
  }

  /// Terraform: keys are text, and what `<<` names is laid under the mapping.
  bool put(ObjectBuilder& members, std::vector<Value>& below, const std::string& key, bool plain, const Value& value) {
    if (!terraform_ || !plain) {
      members.set(arena_.copy(key), value);
      return true;
    }
    if (key == "<<") {
      if (!value.is_object()) return fail("only a mapping can be merged");
      below.push_back(value);
      return true;
    }
    const Value name = resolve_terraform_yaml(key, arena_);
    if (name.is_null()) return fail("a key is null");
    members.set(arena_.copy(*terraform_library::primitive_text(name)), value);
    return true;
  }

  Value merged(ObjectBuilder& members, const std::vector<Value>& below) {
    const Value own = members.build();
    if (below.empty()) return own;
    ObjectBuilder all(arena_, KeyCase::Sensitive);
    for (const Value& each : below) {
      for (const Member& member : each.object_members()) all.set(member);
    }
    for (const Member& member : own.object_members()) all.set(member);
    return all.build();
  }

  bool keep(const std::string& anchor, const Value& value) {
    if (!anchor.empty()) anchors_[anchor] = value;
    return true;
  }

  /// Past `&anchor` and `!tag`.
  bool properties(std::string& anchor) {
    while (peek() == '&' || peek() == '!') {
      const size_t begin = at_ + 1;
      while (!at_break() && !is_blank(peek())) ++at_;
      if (text_[begin - 1] == '&') anchor = text_.substr(begin, at_ - begin);
      else literally_ = text_.compare(begin, at_ - begin, "!str") == 0 || text_.compare(begin, at_ - begin, "!binary") == 0;
      skip_blanks();
    }
    return true;
  }

  bool content(Value& out, int parent, uint32_t depth, bool inside_line) {
    switch (peek()) {
      case '*': return alias(out, "\n \t") && end_node();
      case '|':
      case '>': return block_scalar(out, parent);
      case '@':
      case '`':
      case '%': return fail("a value cannot begin like this");
      case '[':
      case '{': return flow(out, depth) && end_node();
      default: break;
    }
    if (indicator('-')) return inside_line ? fail("a list cannot begin behind a key") : sequence(out, depth);
    if (indicator('?')) return fail("explicit keys are not supported");
    if (!inside_line && begins_with_key()) return mapping(out, depth);
    if (peek() == '"' || peek() == '\'') {
      std::string text;
      if (!quoted(text)) return false;
      out = Value::text(arena_.copy(text));
      return end_node();
    }
    return plain_lines(out, parent);
  }

  bool alias(Value& out, std::string_view ends) {
    const size_t begin = ++at_;
    while (!at_end() && ends.find(peek()) == std::string_view::npos) ++at_;
    const auto found = anchors_.find(text_.substr(begin, at_ - begin));
    if (found == anchors_.end()) return fail("an alias names no anchor");
    out = found->second;
    return true;
  }

  /// Is there a key with its ':' in this line?
  bool begins_with_key() {
    const size_t here = at_;
    std::string key;
    looking_ahead_ = true;
    const bool found = read_key(key) && indicator(':');
    looking_ahead_ = false;
    at_ = here;
    return found;
  }

  bool read_key(std::string& key) {
    if (peek() == '"' || peek() == '\'') {
      const size_t line = line_;
      if (!quoted(key) || line != line_) {
        line_ = line;
        return fail("a key ends in another line");
      }
      skip_blanks();
      return true;
    }
    const size_t begin = at_;
    while (!at_break() && !indicator(':') && !at_comment()) ++at_;
    key = trimmed(begin, at_);
    return true;
  }

  std::string trimmed(size_t begin, size_t end) const {
    while (end > begin && is_blank(text_[end - 1])) --end;
    return text_.substr(begin, end - begin);
  }

  bool mapping(Value& out, uint32_t depth) {
    ObjectBuilder members(arena_, KeyCase::Sensitive);
    std::vector<Value> below;
    const int here = column();
    for (;;) {
      std::string key;
      const bool plain = peek() != '"' && peek() != '\'';
      if (!read_key(key)) return false;
      if (!indicator(':')) return fail("expected ':'");
      ++at_;
      skip_blanks();
      Value value;
      if (!node(value, here, depth + 1, true)) return false;
      if (!put(members, below, key, plain, value)) return false;
      if (!next_token() || column() < here) break;
      if (column() > here) return fail("unexpected indentation");
      if (indicator('-')) break;  // of the list that holds this mapping
    }
    out = merged(members, below);
    return true;
  }

  bool sequence(Value& out, uint32_t depth) {
    std::vector<Value> items;
    const int here = column();
    for (;;) {
      ++at_;
      skip_blanks();
      Value item;
      const bool empty = (at_break() || at_comment()) && !(next_token() && column() > here);
      if (!empty && !node(item, here, depth + 1)) return false;
      items.push_back(item);
      if (!next_token() || column() < here || (column() == here && !indicator('-'))) break;
      if (column() > here) return fail("unexpected indentation");
    }
    out = make_array(arena_, items);
    return true;
  }

  // ---- scalars -------------------------------------------------------------------------------------

  /// A plain scalar: this line, and those below that are deeper than `parent`.
  bool plain_lines(Value& out, int parent) {
    std::string text;
    for (size_t breaks = 0;;) {
      const size_t begin = at_;
      while (!at_break() && !at_comment()) {
        if (indicator(':')) return fail("unexpected ':'");
        ++at_;
      }
      if (!text.empty()) text += breaks > 1 ? std::string(breaks - 1, '\n') : " ";
      text += trimmed(begin, at_);
      if (at_comment() || at_end()) break;
      const size_t end = at_, line = line_;
      for (breaks = 0; peek() == '\n'; ++breaks) {
        next_line();
        skip_blanks();
      }
      if (at_end() || at_marker() || at_comment() || column() <= parent) {
        at_ = end;
        line_ = line;
        break;
      }
    }
    out = scalar(text);
    return true;
  }

  /// Inside quotes: blanks around a line break go, one break is a space, more are one less.
  void fold(std::string& text) {
    while (!text.empty() && is_blank(text.back())) text.pop_back();
    size_t breaks = 0;
    for (; peek() == '\n'; ++breaks) {
      next_line();
      skip_blanks();
    }
    text += breaks > 1 ? std::string(breaks - 1, '\n') : " ";
  }

  bool quoted(std::string& text) {
    const char quote = text_[at_++];
    while (!at_end()) {
      const char c = peek();
      if (c == '\n') {
        fold(text);
        continue;
      }
      ++at_;
      if (c == quote && quote == '\'' && peek() == '\'') {
        text += '\'';
        ++at_;
      } else if (c == quote) {
        return true;
      } else if (c == '\\' && quote == '"') {
        if (!escape(text)) return false;
      } else {
        text += c;
      }
    }
    return fail("unterminated string");
  }

  bool escape(std::string& text) {
    const char c = peek();
    ++at_;
    if (c == '\n') {
      line_ = at_;
      skip_blanks();
      return true;
    }
    const size_t digits = yaml::digits_of_escape(c);
    const std::string_view rest = std::string_view(text_).substr(std::min(at_, text_.size()), digits);
    const std::optional<std::string> meant = yaml::escaped(c, rest);
    if (!meant) return fail(digits > 0 ? "expected hexadecimal digits" : "unknown escape");
    at_ += digits;
    text += *meant;
    return true;
  }

  /// "|" keeps line breaks, ">" folds them; "-" drops those at the end, "+" keeps all of them.
  bool block_scalar(Value& out, int parent) {
    const bool folded = text_[at_++] == '>';
    char chomping = 'c';
    int indent = -1;
    for (; !at_break() && !is_blank(peek()); ++at_) {
      if (peek() == '-' || peek() == '+') chomping = peek();
      else if (peek() >= '1' && peek() <= '9') indent = std::max(parent, 0) + (peek() - '0');
      else return fail("unexpected text");
    }
    if (!end_node()) return false;
    skip_line();
    std::vector<std::string> lines;
    while (!at_end()) {
      next_line();
      if (at_end()) break;
      while (peek() == ' ' && (indent < 0 || column() < indent)) ++at_;
      const bool blank = at_break();
      if (!blank && indent < 0 && column() > parent) indent = column();
      if (!blank && (indent < 0 || column() < indent || at_marker())) {
        at_ = line_ - 1;  // the break before it
        break;
      }
      const size_t begin = at_;
      skip_line();
      lines.push_back(text_.substr(begin, at_ - begin));
    }
    out = Value::text(arena_.copy(yaml::joined_lines(std::move(lines), folded, chomping)));
    return true;
  }

  // ---- flow style ------------------------------------------------------------------------------------

  bool flow(Value& out, uint32_t depth) {
    if (depth > kDeepest) return fail("nested deeper than 100 levels");
    const bool list = text_[at_++] == '[';
    std::vector<Value> items, below;
    ObjectBuilder members(arena_, KeyCase::Sensitive);
    for (;;) {
      if (!next_token()) return fail("an unclosed bracket");
      if (peek() == (list ? ']' : '}')) break;
      Value item;
      if (list) {
        if (!flow_value(item, depth)) return false;
        items.push_back(item);
      } else if (!flow_member(members, below, depth)) {
        return false;
      }
      if (!next_token()) return fail("an unclosed bracket");
      if (peek() == ',') ++at_;
      else if (peek() != (list ? ']' : '}')) return fail("expected ','");
    }
    ++at_;
    out = list ? make_array(arena_, items) : merged(members, below);
    return true;
  }

  bool flow_member(ObjectBuilder& members, std::vector<Value>& below, uint32_t depth) {
    std::string key;
    Value value;
    const bool plain = peek() != '"' && peek() != '\'';
    if (plain ? !flow_plain(key) : !quoted(key)) return false;
    if (!next_token()) return fail("an unclosed bracket");
    if (peek() == ':') {
      ++at_;
      if (!next_token()) return fail("an unclosed bracket");
      if (peek() != ',' && peek() != '}' && !flow_value(value, depth)) return false;
    }
    return put(members, below, key, plain, value);
  }

  bool flow_value(Value& out, uint32_t depth) {
    std::string anchor, text;
    literally_ = false;
    if (!properties(anchor)) return false;
    const char c = peek();
    if (c == '*') return alias(out, "\n \t,]}");
    if (c == '[' || c == '{') return flow(out, depth + 1) && keep(anchor, out);
    if (c == '"' || c == '\'') {
      if (!quoted(text)) return false;
      out = Value::text(arena_.copy(text));
    } else {
      if (!flow_plain(text)) return false;
      out = scalar(text);
    }
    return keep(anchor, out);
  }

  bool flow_plain(std::string& text) {
    const size_t begin = at_;
    while (!at_end() && std::string_view(",[]{}\n").find(peek()) == std::string_view::npos && !at_comment()) {
      if (peek() == ':' && (at_ + 1 >= text_.size() || std::string_view(" \t\n,[]{}").find(peek(1)) != std::string_view::npos)) break;
      ++at_;
    }
    text = trimmed(begin, at_);
    return text.empty() ? fail("expected a value") : true;
  }

  std::string text_;
  Arena& arena_;
  size_t at_ = 0;
  size_t line_ = 0;  // where the line begins
  std::map<std::string, Value, std::less<>> anchors_;
  std::string problem_;
  bool terraform_ = false;
  bool literally_ = false;       // the tag says that it is text
  bool looking_ahead_ = false;  // what is wrong will be told when it is read
};

std::optional<Value> read_lines(std::string_view text, Arena& arena, std::string& error, YamlSchema schema) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  std::string lines;
  lines.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r') lines += text[i];
    else if (i + 1 >= text.size() || text[i + 1] != '\n') lines += '\n';
  }
  return YamlReader(std::move(lines), arena, schema).read(error);
}

}  // namespace

std::optional<Value> read_yaml(std::string_view text, Arena& arena, std::string& error) {
  return read_lines(text, arena, error, YamlSchema::Core);
}

std::optional<Value> read_terraform_yaml(std::string_view text, Arena& arena, std::string& error) {
  return read_lines(text, arena, error, YamlSchema::Terraform);
}

}  // namespace ringfence::arm
