// For people: each finding with the code that decides, a caret below it, and where the value came
// from; a summary at the end. Colour only on request.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "analyzer/report/words.h"

namespace ringfence {

namespace {

constexpr size_t kMaxBytes = 8 * 1024;  // of a line, looked at for an excerpt: more than any excerpt shows
constexpr size_t kMaxColumns = 110;  // of an excerpt; longer lines (minified JSON) are cut around the place
constexpr size_t kMaxRelated = 6;
constexpr std::string_view kHidden = "***";  // in place of a secret

enum class Style { Plain, Bold, Dim, Red, Yellow, Blue, Green };

class Painter {
 public:
  explicit Painter(bool color) : color_(color) {}
  std::string operator()(Style style, std::string_view text) const {
    constexpr std::array<std::string_view, 7> codes = {"", "1", "2", "1;31", "1;33", "1;34", "32"};
    std::string_view code = codes[static_cast<size_t>(style)];
    return color_ && !code.empty() ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : std::string(text);
  }

 private:
  bool color_;
};

Style style_of(const Finding& finding) {
  if (finding.verdict == Verdict::Pass) return Style::Green;
  if (finding.verdict == Verdict::Unknown) return Style::Blue;
  std::string_view level = problem_level(finding.severity);
  return level == "error" ? Style::Red : level == "warning" ? Style::Yellow : Style::Blue;
}

/// Code points of `text`; invalid bytes count one each, as in SourceMap::position.
std::vector<std::string_view> characters(std::string_view text) {
  std::vector<std::string_view> out;
  size_t begin = 0;
  for (size_t i = 1; i <= text.size(); ++i) {
    if (i == text.size() || (static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) {
      out.push_back(text.substr(begin, i - begin));
      begin = i;
    }
  }
  return out;
}

/// The part of a line that an excerpt can show: a line may be a whole file of megabytes.
struct Window {
  std::string_view text;
  size_t place = 0;  // offset in it of the place that is shown
};

Window around(std::string_view line, const SourceFile& file, size_t offset) {
  size_t place = std::min(offset - static_cast<size_t>(line.data() - file.bytes.data()), line.size());
  size_t from = place > kMaxBytes / 2 ? place - kMaxBytes / 2 : 0;
  auto is_inside = [&](size_t at) { return at < line.size() && (static_cast<unsigned char>(line[at]) & 0xC0) == 0x80; };
  while (from > 0 && from < place && is_inside(from)) ++from;
  size_t to = std::min(line.size(), place + kMaxBytes / 2);
  while (to > place && is_inside(to)) --to;
  return {line.substr(from, to - from), place - from};
}

/// Which characters of a line belong to a secret; the quotes around it may be seen.
std::vector<bool> hidden_on(const ScanReport& report, FileId file, const std::vector<std::string_view>& line) {
  std::vector<bool> out(line.size(), false);
  if (line.empty()) return out;
  const char* bytes = report.sources->file(file).bytes.data();
  size_t line_begin = static_cast<size_t>(line.front().data() - bytes);
  size_t line_end = static_cast<size_t>(line.back().data() - bytes) + line.back().size();
  auto first = std::lower_bound(report.secrets.begin(), report.secrets.end(), std::pair(file, line_begin),
                                [](const Span& secret, const auto& wanted) {
                                  return std::pair<FileId, size_t>(secret.file, secret.end) <= wanted;
                                });
  for (auto secret = first; secret != report.secrets.end(); ++secret) {
    if (secret->file != file || secret->begin >= line_end) break;
    size_t begin = secret->begin, end = secret->end;
    bool quoted = end - begin >= 2 && (bytes[begin] == '\'' || bytes[begin] == '"') && bytes[end - 1] == bytes[begin];
    if (quoted) ++begin, --end;
    for (size_t i = 0; i < line.size(); ++i) {
      size_t at = static_cast<size_t>(line[i].data() - bytes);
      if (at >= begin && at < end) out[i] = true;
    }
  }
  return out;
}

/// The line of the place with carets below the part of the place that lies on it.
void append_excerpt(std::string& out, const ScanReport& report, const Span& span, const Painter& paint, Style style) {
  PositionRange range = report.sources->range(span);
  Window window = around(report.sources->line(span.file, range.begin.line), report.sources->file(span.file), span.begin);
  std::vector<std::string_view> line = characters(window.text);
  std::vector<bool> hidden = hidden_on(report, span.file, line);
  size_t begin = characters(window.text.substr(0, window.place)).size();
  bool one_line = range.end.line == range.begin.line;
  size_t end = one_line ? std::min<size_t>(begin + range.end.column - range.begin.column, line.size()) : line.size();
  end = std::max(end, begin + 1);  // an empty place still gets its caret
  while (end > begin + 1 && end <= line.size() && (line[end - 1] == " " || line[end - 1] == "\t")) --end;
  size_t from = 0, to = line.size();
  if (line.size() > kMaxColumns) {
    from = begin > kMaxColumns / 3 ? begin - kMaxColumns / 3 : 0;
    to = std::min(line.size(), from + kMaxColumns);
  }
  std::string text = from > 0 ? "..." : "", carets(text.size(), ' ');
  for (size_t i = from; i < to; ++i) {
    bool marked = i >= begin && i < end;
    if (hidden[i]) {
      for (; i + 1 < to && hidden[i + 1]; ++i) marked = marked || (i + 1 >= begin && i + 1 < end);
      text += kHidden;
      carets.append(kHidden.size(), marked ? '^' : ' ');
      continue;
    }
    std::string_view rest(line[i].data(),
                          static_cast<size_t>(line.back().data() + line.back().size() - line[i].data()));
    std::string shown = is_agent_command(rest) ? "\\u{23}" : printable(line[i]);
    text += shown;
    carets.append(characters(shown).size(), marked ? '^' : ' ');
  }
  if (to < line.size()) text += "...";
  if (begin >= to) carets += '^';  // at the end of the line
  carets.erase(carets.find_last_not_of(' ') + 1);
  std::string number = std::to_string(range.begin.line), gutter(number.size(), ' ');
  out += fmt::format("  {} {}\n", paint(Style::Dim, number + " |"), text);
  out += fmt::format("  {} {}\n", paint(Style::Dim, gutter + " |"), paint(style, carets));
}

void append_detail(std::string& out, const Painter& paint, std::string_view text) {
  out += fmt::format("    {} {}\n", paint(Style::Dim, "="), printable(text));
}

std::string resource_words(const Finding& finding) {
  std::string out = finding.resource.type + " " +
                    (finding.resource.address.empty() ? finding.resource.name : finding.resource.address);
  if (!finding.root.empty()) out += ", deployed by " + finding.root;
  if (finding.instances > 1) out += fmt::format(", {} times", finding.instances);
  return out;
}

void append_finding(std::string& out, const ScanReport& report, const Finding& finding, const Painter& paint) {
  Style style = style_of(finding);
  Span span = finding.span.valid() ? finding.span : finding.block;
  std::string place;
  if (span.valid()) {
    Position at = report.sources->position(span.file, span.begin);
    place = fmt::format("{}:{}:{}: ", printable_path(shown_file(report, span)), at.line, at.column);
  }
  std::string_view word =
      finding.verdict == Verdict::Fail ? level_name(finding.severity) : verdict_name(finding.verdict);
  out += fmt::format("{}{}: {} [{}]\n", paint(Style::Bold, place), paint(style, word),
                     paint(Style::Bold, printable(finding.message)), finding.rule);
  if (span.valid()) append_excerpt(out, report, span, paint, style);
  append_detail(out, paint, resource_words(finding));
  if (std::string_view because = because_words(finding.because); !because.empty()) {
    append_detail(out, paint,
                  finding.property.empty() ? std::string(because) : finding.property + ": " + std::string(because));
  }
  if (finding.conditional) append_detail(out, paint, "may not be deployed: depends on a condition that is not known");
  if (std::string needs = needs_words(finding); !needs.empty()) append_detail(out, paint, needs);
  for (size_t i = 0; i < std::min(finding.related.size(), kMaxRelated); ++i) {
    const RelatedPlace& related = finding.related[i];
    if (!related.span.valid()) continue;
    Position at = report.sources->position(related.span.file, related.span.begin);
    append_detail(out, paint,
                  fmt::format("{}:{}:{}: {}", shown_file(report, related.span), at.line, at.column, related.message));
  }
  out += '\n';
}

std::string counted(uint64_t n, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", n, n == 1 ? one : many);
}

std::string severities(const ScanReport& report) {
  std::array<uint64_t, 5> counts{};
  for (const Finding& each : report.findings) {
    if (each.verdict == Verdict::Fail) ++counts[static_cast<size_t>(each.severity)];
  }
  std::string out;
  for (size_t i = counts.size(); i-- > 0;) {
    if (counts[i] > 0)
      out += fmt::format("{}{} {}", out.empty() ? "" : ", ", counts[i], level_name(static_cast<Level>(i)));
  }
  return out.empty() ? out : " (" + out + ")";
}

/// What is only worth knowing is counted, unless somebody asks for it.
bool is_shown(const Finding& finding, const RenderOptions& options) {
  return options.info || finding.verdict != Verdict::Fail || finding.severity != Level::Info;
}

void append_summary(std::string& out, const ScanReport& report, const RenderOptions& options, const Painter& paint) {
  const ReportSummary& in = report.summary;
  std::string line = counted(in.fail, "finding", "findings") + severities(report);
  if (in.unknown > 0) line += fmt::format(", {} unknown", in.unknown);
  if (in.suppressed > 0) line += fmt::format(", {} suppressed", in.suppressed);
  out += paint(in.fail > 0 ? Style::Red : Style::Green, line);
  out += fmt::format(" in {}: {} checked, {}\n", counted(in.arm + in.bicep + in.terraform, "file", "files"),
                     counted(in.resources, "resource", "resources"), counted(in.roots, "deployment", "deployments"));
  bool unknown_listed = std::any_of(report.findings.begin(), report.findings.end(),
                                    [](const Finding& each) { return each.verdict == Verdict::Unknown; });
  if (in.unknown > 0 && !unknown_listed)
    out += "ringfence scan --verdicts unknown lists what could not be decided, and what it needs\n";
  auto shown = [&](const Finding& each) { return is_shown(each, options); };
  if (!std::all_of(report.findings.begin(), report.findings.end(), shown))
    out += "ringfence scan --severity info lists what is only worth knowing, too\n";
  auto first = std::find_if(report.findings.begin(), report.findings.end(), shown);
  if (first != report.findings.end())
    out += fmt::format("ringfence explain {} tells why, and how to mend it\n", first->rule);
}

/// What --framework asks for: a line for each control of which something was judged.
void append_frameworks(std::string& out, const ScanReport& report, const Painter& paint) {
  for (const FrameworkReport& framework : report.frameworks) {
    out += paint(Style::Bold, printable(framework.title)) + '\n';
    for (const ControlReport& control : framework.controls) {
      const VerdictCounts& in = control.counts;
      if (in.fail + in.unknown + in.pass + in.suppressed == 0) continue;
      std::string line = counted(in.fail, "finding", "findings");
      if (in.unknown > 0) line += fmt::format(", {} unknown", in.unknown);
      if (in.pass > 0) line += fmt::format(", {} passed", in.pass);
      if (in.suppressed > 0) line += fmt::format(", {} suppressed", in.suppressed);
      out += fmt::format("  {:<22} {}\n", printable(control.id), paint(in.fail > 0 ? Style::Red : Style::Plain, line));
    }
    out += fmt::format("  {}\n\n", coverage_words(framework));
  }
}

}  // namespace

std::string render_text(const ScanReport& report, const RenderOptions& options) {
  Painter paint(options.color);
  std::string out;
  for (const Finding& each : report.findings) {
    if (is_shown(each, options)) append_finding(out, report, each, paint);
  }
  for (const Diagnostic& each : report.diagnostics) out += diagnostic_line(report, each) + "\n";
  if (!report.diagnostics.empty() && !options.quiet) out += '\n';
  if (!options.quiet) append_frameworks(out, report, paint);
  if (!options.quiet) append_summary(out, report, options, paint);
  return out;
}

}  // namespace ringfence
