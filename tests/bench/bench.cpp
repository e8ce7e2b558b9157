// usage: ringfence_bench [--rounds N] FOLDER...
//
// For each folder, in one run: the time that the published tree-sitter grammars need to parse the
// templates in it (one thread, the files in memory), and the time of a whole `ringfence scan --jobs 1` of the same
// folder, process start and report included; then the scan with two jobs. Rounds alternate
// between the two, and the fastest of each counts. The ratio to look at is scan / parse; "allowed" is the
// same with DESIGN section 6's factor of each language (ARM 1, Terraform 1.5, Bicep 2).

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/bench/corpus.h"
#include "tests/bench/grammar_time.h"
#include "tests/bench/scan_time.h"

namespace ringfence::bench {
namespace {

constexpr std::array kNames = {"tree-sitter-json 0.24", "tree-sitter-hcl 1.2", "tree-sitter-bicep 1.1"};
constexpr std::array kFactors = {1.0, 1.5, 2.0};

struct Measure {
  std::array<GrammarTime, 3> grammars;
  ScanTime scan;           // one job
  ScanTime parallel_scan;  // two jobs

  double parse_seconds() const { return grammars[0].seconds + grammars[1].seconds + grammars[2].seconds; }
  double allowed_seconds() const {
    double out = 0;
    for (size_t i = 0; i < grammars.size(); ++i) out += grammars[i].seconds * kFactors[i];
    return out;
  }
  uint64_t files() const { return grammars[0].files + grammars[1].files + grammars[2].files; }
  uint64_t bytes() const { return grammars[0].bytes + grammars[1].bytes + grammars[2].bytes; }
};

void keep_faster(ScanTime& best, ScanTime now) {
  if (best.exit_code < 0 || now.seconds < best.seconds) best = std::move(now);
}

Measure measure(const std::string& folder, int rounds) {
  std::vector<File> files = read_corpus(folder);
  Measure out;
  for (int round = 0; round < rounds; ++round) {
    for (Language language : kLanguages) {
      GrammarTime now = time_grammar(language, files);
      GrammarTime& best = out.grammars[static_cast<size_t>(language)];
      if (round == 0 || now.seconds < best.seconds) best = now;
    }
    keep_faster(out.scan, time_scan(folder, 1));
    keep_faster(out.parallel_scan, time_scan(folder, 2));
  }
  return out;
}

double per_second(double amount, double seconds) { return seconds > 0 ? amount / seconds : 0; }

void print_ratio(const Measure& m) {
  double parse = m.parse_seconds(), allowed = m.allowed_seconds();
  fmt::print("  scan / parse {:.2f}   scan / allowed {:.2f}   {}\n", per_second(m.scan.seconds, parse),
             per_second(m.scan.seconds, allowed), m.scan.seconds <= allowed ? "within the target" : "above the target");
}

void print(const std::string& folder, const Measure& m) {
  fmt::print("{}: {} files, {:.2f} MB\n", folder, m.files(), static_cast<double>(m.bytes()) / 1e6);
  for (size_t i = 0; i < m.grammars.size(); ++i) {
    const GrammarTime& g = m.grammars[i];
    if (g.files == 0) continue;
    double megabytes = static_cast<double>(g.bytes) / 1e6;
    fmt::print("  {:<22} {:>8.1f} ms  {:>7.1f} MB/s  {} files, {} not parsed whole\n", kNames[i], g.seconds * 1e3,
               per_second(megabytes, g.seconds), g.files, g.files_with_errors);
  }
  auto scan_line = [&](const char* name, const ScanTime& s) {
    fmt::print("  {:<22} {:>8.1f} ms  {:>7.1f} MB/s  {:.0f} files/s, peak {:.1f} MB, exit code {}\n", name,
               s.seconds * 1e3, per_second(static_cast<double>(m.bytes()) / 1e6, s.seconds),
               per_second(static_cast<double>(m.files()), s.seconds), static_cast<double>(s.peak_kb) / 1024,
               s.exit_code);
  };
  scan_line("whole scan, 1 job", m.scan);
  scan_line("whole scan, 2 jobs", m.parallel_scan);
  print_ratio(m);
  fmt::print("  stages with 1 job:\n{}\n", m.scan.stats);
}

void add(Measure& total, const Measure& m) {
  for (size_t i = 0; i < total.grammars.size(); ++i) {
    total.grammars[i].seconds += m.grammars[i].seconds;
    total.grammars[i].files += m.grammars[i].files;
    total.grammars[i].bytes += m.grammars[i].bytes;
  }
  total.scan.seconds += m.scan.seconds;
  total.parallel_scan.seconds += m.parallel_scan.seconds;
  total.scan.peak_kb = std::max(total.scan.peak_kb, m.scan.peak_kb);
}

int run(const std::vector<std::string>& arguments) {
  int rounds = 3;
  std::vector<std::string> folders;
  for (size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == "--rounds" && i + 1 < arguments.size()) {
      rounds = std::max(1, std::atoi(arguments[++i].c_str()));
    } else {
      folders.push_back(arguments[i]);
    }
  }
  if (folders.empty()) {
    fmt::print(stderr, "usage: ringfence_bench [--rounds N] FOLDER...\n");
    return 2;
  }
  for (const std::string& folder : folders) {
    if (std::filesystem::is_directory(folder)) continue;
    fmt::print(stderr, "{}: no such folder\n", folder);
    return 2;
  }
  Measure total;
  bool ended = true;
  for (const std::string& folder : folders) {
    Measure m = measure(folder, rounds);
    print(folder, m);
    // 0 and 3: scanned; 3 says that some of it could not be read.
    ended &= m.scan.exit_code == 0 || m.scan.exit_code == 3;
    add(total, m);
  }
  if (folders.size() > 1) {
    fmt::print("all: {} files, {:.2f} MB, parse {:.1f} ms, scan {:.1f} ms, peak {:.1f} MB\n", total.files(),
               static_cast<double>(total.bytes()) / 1e6, total.parse_seconds() * 1e3, total.scan.seconds * 1e3,
               static_cast<double>(total.scan.peak_kb) / 1024);
    print_ratio(total);
  }
  if (!ended) fmt::print(stderr, "a scan failed: its time above says nothing\n");
  return ended ? 0 : 1;
}

}  // namespace
}  // namespace ringfence::bench

int main(int count, char** arguments) { return ringfence::bench::run({arguments + 1, arguments + count}); }
