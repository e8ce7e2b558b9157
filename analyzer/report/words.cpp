#include "analyzer/report/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace ringfence {

namespace {

/// One code point at the front of `text`; 0 bytes taken when it is not UTF-8.
size_t decode(std::string_view text, uint32_t& code) {
  auto at = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  unsigned char c = at(0);
  size_t length = c < 0x80 ? 1 : c >= 0xC2 && c < 0xE0 ? 2 : c >= 0xE0 && c < 0xF0 ? 3 : c >= 0xF0 && c < 0xF5 ? 4 : 0;
  if (length == 0 || length > text.size()) return 0;
  code = length == 1 ? c : c & (0xFFu >> (length + 1));
  for (size_t i = 1; i < length; ++i) {
    if ((at(i) & 0xC0) != 0x80) return 0;
    code = code << 6 | (at(i) & 0x3Fu);
  }
  return length;
}

bool is_dangerous(uint32_t code) {
  bool control = code < 0x20 || (code >= 0x7F && code < 0xA0);
  bool line = code == 0x2028 || code == 0x2029;
  bool direction = code == 0x61C || code == 0x200E || code == 0x200F || (code >= 0x202A && code <= 0x202E) ||
                   (code >= 0x2066 && code <= 0x2069);
  return control || line || direction || (code >= 0xE0000 && code < 0xE0080);
}

}  // namespace

bool is_agent_command(std::string_view text) {
  if (!text.starts_with("##")) return false;
  text.remove_prefix(2);
  constexpr std::string_view vso = "vso[";
  auto same = [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? static_cast<char>(b - 'A' + 'a') : b); };
  bool named = text.size() >= vso.size() && std::equal(vso.begin(), vso.end(), text.begin(), same);
  return named || text.starts_with('[');
}

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    uint32_t code = 0;
    size_t length = decode(text, code);
    if (is_agent_command(text)) {
      out += "\\u{23}";
    } else if (length == 0) {
      out += "\xEF\xBF\xBD";
      length = 1;
    } else if (code == '\n' || code == '\t') {
      out += ' ';
    } else if (is_dangerous(code)) {
      if (code != '\r') out += fmt::format("\\u{{{:x}}}", code);
    } else {
      out += text.substr(0, length);
    }
    text.remove_prefix(length);
  }
  return out;
}

std::string printable_path(std::string_view path) {
  std::string out = printable(path);
  size_t first = out.find_first_not_of(' ');
  return first != std::string::npos && out.compare(first, 2, "::") == 0 ? "./" + out : out;
}

std::string shown_path(std::string_view folder, std::string_view path) {
  if (folder == "/" && path.size() > 1) return std::string(path.substr(1));
  if (path.substr(0, folder.size()) != folder || folder.empty()) return std::string(path);
  if (path.size() == folder.size()) return ".";
  return path[folder.size()] == '/' ? std::string(path.substr(folder.size() + 1)) : std::string(path);
}

std::string shown_file(const ScanReport& report, const Span& span) {
  return shown_path(report.current, report.sources->file(span.file).path);
}

std::string_view problem_level(Level level) {
  if (level >= Level::High) return "error";
  return level == Level::Medium ? "warning" : "info";
}

std::string_view diagnostic_level(Severity severity) {
  if (severity == Severity::Error) return "error";
  return severity == Severity::Warning ? "warning" : "note";
}

std::string diagnostic_line(const ScanReport& report, const Diagnostic& diagnostic) {
  std::string place;
  if (diagnostic.span.valid()) {
    Position at = report.sources->position(diagnostic.span.file, diagnostic.span.begin);
    place = fmt::format("{}:{}:{}: ", printable_path(shown_file(report, diagnostic.span)), at.line, at.column);
  } else if (!diagnostic.path.empty()) {
    place = printable_path(shown_path(report.current, diagnostic.path)) + ": ";
  }
  return fmt::format("{}{}: {} [{}]", place, diagnostic_level(diagnostic.severity), printable(diagnostic.message),
                     diagnostic.code);
}

std::string uri_of(std::string_view path) {
  constexpr std::string_view kept = "/-._~!$&'()*+,;=@";
  std::string out = !path.empty() && path.front() == '/' ? "file://" : "";
  for (char c : path) {
    bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                 kept.find(c) != std::string_view::npos;
    if (plain)
      out += c;
    else
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

std::string_view because_words(std::string_view because) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 6> words = {{
      {"default", "the default of a parameter"},
      {"parameter-file", "given by a parameter file"},
      {"argument", "an argument of the module"},
      {"provider-default", "not written; the provider's default"},
      {"platform-default", "not written; Azure's default"},
      {"missing", "there is none"},
  }};
  auto found = std::find_if(words.begin(), words.end(), [&](const auto& each) { return each.first == because; });
  return found == words.end() ? std::string_view() : found->second;
}

std::string needs_words(const Finding& finding) {
  std::string out;
  for (const Need& need : finding.needs) {
    out += fmt::format("{}{} {}", out.empty() ? "needs " : ", ", need.kind, need.name);
  }
  return out;
}

}  // namespace ringfence
