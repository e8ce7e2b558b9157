#include "analyzer/glob.h"

#include <vector>

namespace ringfence {

namespace {

std::vector<std::string_view> segments_of(std::string_view path) {
  std::vector<std::string_view> out;
  while (!path.empty()) {
    size_t slash = path.find('/');
    std::string_view segment = path.substr(0, slash);
    if (!segment.empty() && segment != ".") out.push_back(segment);
    if (slash == std::string_view::npos) break;
    path.remove_prefix(slash + 1);
  }
  return out;
}

/// `[abc]`, `[a-z]`, `[!a]` at the front of `pattern`; sets the length of the set, 0 when it has no end.
bool in_set(std::string_view pattern, char c, size_t& length) {
  length = 0;
  bool negated = pattern.size() > 1 && pattern[1] == '!';
  size_t at = negated ? 2 : 1;
  bool found = false;
  for (size_t first = at; at < pattern.size(); ++at) {
    if (pattern[at] == ']' && at > first) {
      length = at + 1;
      return found != negated;
    }
    if (at + 2 < pattern.size() && pattern[at + 1] == '-' && pattern[at + 2] != ']') {
      found = found || (pattern[at] <= c && c <= pattern[at + 2]);
      at += 2;
      continue;
    }
    found = found || pattern[at] == c;
  }
  return false;
}

/// One segment against one; linear but for the last star, which alone is retried.
bool matches_segment(std::string_view pattern, std::string_view text) {
  size_t p = 0, t = 0, star = std::string_view::npos, star_text = 0;
  while (t < text.size()) {
    size_t length = 0;
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      star_text = t;
      continue;
    }
    if (p < pattern.size() && pattern[p] == '[' && in_set(pattern.substr(p), text[t], length)) {
      p += length;
      ++t;
      continue;
    }
    if (p < pattern.size() && (pattern[p] == '?' || (pattern[p] == text[t] && (pattern[p] != '[' || length == 0)))) {
      ++p;
      ++t;
      continue;
    }
    if (star == std::string_view::npos) return false;
    p = star + 1;
    t = ++star_text;
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

/// Does the pattern match the path or a folder above it? Row by row over the pattern, so that many
/// `**` cost no more than pattern times path.
bool matches_segments(const std::vector<std::string_view>& pattern, const std::vector<std::string_view>& path) {
  std::vector<char> reached(path.size() + 1, 0), next(path.size() + 1, 0);
  reached[0] = 1;
  for (size_t p = 0; p < pattern.size(); ++p) {
    next.assign(path.size() + 1, 0);
    for (size_t t = 0; t <= path.size(); ++t) {
      if (pattern[p] == "**") {
        next[t] = reached[t] || (t > 0 && next[t - 1]) ? 1 : 0;
        continue;
      }
      if (t > 0 && reached[t - 1] && matches_segment(pattern[p], path[t - 1])) next[t] = 1;
    }
    reached.swap(next);
  }
  for (size_t t = 1; t <= path.size(); ++t) {
    if (reached[t]) return true;
  }
  return false;
}

}  // namespace

bool matches_path(std::string_view pattern, std::string_view path) {
  bool anchored = pattern.substr(0, pattern.empty() ? 0 : pattern.size() - 1).find('/') != std::string_view::npos;
  std::vector<std::string_view> wanted = segments_of(pattern);
  if (wanted.empty()) return false;
  if (!anchored) wanted.insert(wanted.begin(), "**");
  return matches_segments(wanted, segments_of(path));
}

}  // namespace ringfence
