// fileset(): the files beneath a folder of the project that a pattern names.
//
// Terraform's patterns are those of doublestar 1.x (hashicorp/terraform, internal/lang/funcs/filesystem.go): they are
// matched folder by folder, so that `**` crosses folders only where it stands alone, and `{a,b}` holds no slash.

#include <algorithm>
#include <array>

#include "analyzer/eval/functions_terraform.h"

namespace ringfence::terraform_library {

namespace {

constexpr size_t kMaxParts = 40;          // folders deep; a loop of links ends here at the latest
constexpr size_t kMaxAlternatives = 100;  // of {a,b} in one part of a pattern
constexpr size_t kMatchedPerStep = 16;    // characters of a pattern times those of a name
constexpr size_t kMaxEntries = 20'000;    // files and folders that one call looks at

/// A code point, any one ('?'), any number of them ('*'), or one of a class.
struct Token {
  enum class Kind { One, Any, Many, Class } kind = Kind::One;
  char32_t code = 0;
  bool negated = false;
  std::vector<std::pair<char32_t, char32_t>> ranges;
};
using Tokens = std::vector<Token>;

/// One part of a pattern, between slashes.
struct Part {
  bool any_depth = false;  // "**"
  std::vector<Tokens> alternatives;
};

bool read_class(std::u32string_view text, size_t& at, Token& out) {
  out.kind = Token::Kind::Class;
  if (at < text.size() && text[at] == U'^') {
    out.negated = true;
    ++at;
  }
  auto next = [&](char32_t& code) {
    if (at < text.size() && text[at] == U'\\')
      ++at;
    else if (at < text.size() && (text[at] == U'-' || text[at] == U']'))
      return false;
    if (at >= text.size()) return false;
    code = text[at++];
    return true;
  };
  do {
    char32_t low = 0;
    if (!next(low)) return false;
    char32_t high = low;
    if (at < text.size() && text[at] == U'-' && !next(high = text[++at])) return false;
    out.ranges.emplace_back(low, high);
  } while (at < text.size() && text[at] != U']');
  return at++ < text.size();
}

bool read_tokens(std::u32string_view text, Tokens& out) {
  for (size_t at = 0; at < text.size();) {
    Token token;
    token.code = text[at++];
    if (token.code == U'?') token.kind = Token::Kind::Any;
    if (token.code == U'*') token.kind = Token::Kind::Many;
    if (token.code == U'[' && !read_class(text, at, token)) return false;
    if (token.code == U'\\') {
      if (at == text.size()) return false;
      token.code = text[at++];
    }
    out.push_back(std::move(token));
  }
  return true;
}

/// The first of `wanted` outside an escape.
size_t find(std::u32string_view text, size_t at, char32_t wanted) {
  for (; at < text.size(); ++at) {
    if (text[at] == wanted) return at;
    if (text[at] == U'\\') ++at;
  }
  return std::u32string_view::npos;
}

/// `{a,b}` does not nest: the first closing brace ends it, and what follows is read again with each choice.
bool read_part(const std::u32string& text, Part& out) {
  std::vector<std::u32string> open{text};
  while (!open.empty()) {
    std::u32string each = std::move(open.back());
    open.pop_back();
    size_t start = find(each, 0, U'{');
    if (start == std::u32string::npos) {
      if (!read_tokens(each, out.alternatives.emplace_back())) return false;
      if (out.alternatives.size() > kMaxAlternatives) return false;
      continue;
    }
    size_t end = find(each, start, U'}');
    if (end == std::u32string::npos) return false;
    for (size_t at = start + 1; at <= end;) {
      size_t comma = std::min(find(each, at, U','), end);
      open.push_back(each.substr(0, start) + each.substr(at, comma - at) + each.substr(end + 1));
      if (open.size() > kMaxAlternatives) return false;
      at = comma + 1;
    }
  }
  return true;
}

bool accepts(const Token& token, char32_t code) {
  if (token.kind == Token::Kind::Any) return true;
  if (token.kind == Token::Kind::One) return token.code == code;
  bool in = std::any_of(token.ranges.begin(), token.ranges.end(),
                        [&](const auto& range) { return range.first <= code && code <= range.second; });
  return in != token.negated;
}

/// Goes back to the last `*` only: no more work than the lengths multiplied.
bool matches(const Tokens& pattern, std::u32string_view name) {
  size_t token = 0, at = 0, star = pattern.size(), star_at = 0;
  while (at < name.size()) {
    if (token < pattern.size() && pattern[token].kind == Token::Kind::Many) {
      star = token++;
      star_at = at;
    } else if (token < pattern.size() && accepts(pattern[token], name[at])) {
      ++token;
      ++at;
    } else if (star < pattern.size()) {
      token = star + 1;
      at = ++star_at;
    } else {
      return false;
    }
  }
  while (token < pattern.size() && pattern[token].kind == Token::Kind::Many) ++token;
  return token == pattern.size();
}

bool matches(const Part& part, std::string_view name) {
  if (part.any_depth) return true;
  std::u32string codes = decode_utf8(name);
  return std::any_of(part.alternatives.begin(), part.alternatives.end(),
                     [&](const Tokens& each) { return matches(each, codes); });
}

/// Walks the folders that the pattern may lead to.
class Walk {
 public:
  Walk(CallContext& context, std::string_view folder, const std::vector<Part>& parts)
      : context_(context), folder_(folder), parts_(parts) {
    for (const Part& part : parts) {
      size_t tokens = 0;
      for (const Tokens& each : part.alternatives) tokens += each.size();
      tokens_ = std::max(tokens_, tokens);
    }
  }

  enum class End { Done, Outside, TooMuch };

  End visit(const std::string& below, size_t part, size_t depth) {
    if (depth > kMaxParts) return End::Done;
    std::string error, folder = folder_;
    if (!below.empty()) folder += "/" + below;
    auto entries = context_.project().list_folder(context_.file(), folder, error);
    if (!entries) return End::Done;
    looked_at_ += entries->size() + 1;
    if (looked_at_ > kMaxEntries || !context_.spend(entries->size() + 1)) return End::TooMuch;
    for (const FolderEntry& entry : *entries) {
      if (!context_.spend(tokens_ * entry.name.size() / kMatchedPerStep)) return End::TooMuch;
      End end = take(entry, below.empty() ? entry.name : below + "/" + entry.name, part, depth);
      if (end != End::Done) return end;
    }
    return End::Done;
  }

  std::vector<std::string> found;

 private:
  End take(const FolderEntry& entry, const std::string& path, size_t part, size_t depth) {
    const bool last = part + 1 == parts_.size();
    if (parts_[part].any_depth && !last) {
      // No folder at all, or this one and more.
      if (End end = take(entry, path, part + 1, depth); end != End::Done) return end;
      return entry.kind == FolderEntry::Kind::Folder ? visit(path, part, depth + 1) : outside(entry);
    }
    if (!matches(parts_[part], entry.name)) return End::Done;
    if (entry.kind == FolderEntry::Kind::File) {
      if (last) found.push_back(path);
      return End::Done;
    }
    if (last && !parts_[part].any_depth) return End::Done;
    if (entry.kind != FolderEntry::Kind::Folder && !(entry.kind == FolderEntry::Kind::Loop && !last))
      return outside(entry);
    return visit(path, last ? part : part + 1, depth + 1);
  }

  static End outside(const FolderEntry& entry) {
    return entry.kind == FolderEntry::Kind::Outside ? End::Outside : End::Done;
  }

  CallContext& context_;
  std::string folder_;
  const std::vector<Part>& parts_;
  size_t looked_at_ = 0;
  size_t tokens_ = 0;  // of all alternatives of the longest part
};

/// The parts of a pattern, "." and ".." resolved as filepath.Join does; nullopt where it cannot be read.
std::optional<std::vector<Part>> read_pattern(std::string_view pattern, bool& leaves) {
  std::vector<std::string_view> texts;
  while (!pattern.empty()) {
    std::string_view text = pattern.substr(0, pattern.find('/'));
    pattern.remove_prefix(std::min(text.size() + 1, pattern.size()));
    if (text == ".." && texts.empty()) leaves = true;
    if (text == ".." && !texts.empty())
      texts.pop_back();
    else if (text != ".." && text != "." && !text.empty())
      texts.push_back(text);
  }
  if (texts.size() > kMaxParts) return std::nullopt;
  std::vector<Part> parts;
  for (std::string_view text : texts) {
    Part& part = parts.emplace_back();
    part.any_depth = text == "**";
    if (!part.any_depth && !read_part(decode_utf8(text), part)) return std::nullopt;
    // "**/**" is "**", and would find each file once for each way to split its path.
    if (part.any_depth && parts.size() > 1 && parts[parts.size() - 2].any_depth) parts.pop_back();
  }
  return parts;
}

Value unknown_set(CallContext& context) {
  SymbolFacts facts;
  facts.type = SymbolType::Array;
  return context.symbolic(facts);
}

Value file_set(CallContext& context) {
  Arguments arguments(context);
  std::string_view folder = arguments.text(0), pattern = arguments.text(1);
  if (arguments.failed()) return arguments.error();
  if (is_elsewhere(folder)) return unknown_set(context);
  folder = in_module(context, folder);
  bool leaves = false;
  auto parts = read_pattern(pattern, leaves);
  if (leaves) return unknown_set(context);
  if (!parts) return context.error("fileset() cannot read the pattern '" + std::string(pattern.substr(0, 80)) + "'");
  std::string error;
  while (folder.ends_with('/')) folder.remove_suffix(1);
  if (folder.empty()) folder = ".";
  if (!context.project().list_folder(context.file(), folder, error)) return context.error("fileset(): " + error);
  Walk walk(context, folder, *parts);
  Walk::End end = parts->empty() ? Walk::End::Done : walk.visit({}, 0, 0);
  if (end == Walk::End::Outside) return unknown_set(context);
  if (end == Walk::End::TooMuch) return context.error("fileset() looks at more than 20,000 files and folders");
  std::sort(walk.found.begin(), walk.found.end());
  walk.found.erase(std::unique(walk.found.begin(), walk.found.end()), walk.found.end());
  std::vector<Value> items;
  for (const std::string& each : walk.found) items.push_back(context.text(each));
  return set_value(context, items);
}

constexpr std::array kRows = {
    FunctionRow{"fileset", 2, 2, kPlain, SymbolType::Array, file_set},
};

}  // namespace

std::span<const FunctionRow> fileset_rows() { return kRows; }

}  // namespace ringfence::terraform_library
