#include "analyzer/stats.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>

namespace ringfence {

namespace {

uint64_t resident_kb() {
  unsigned long pages = 0;
  if (std::FILE* file = std::fopen("/proc/self/statm", "r")) {
    if (std::fscanf(file, "%*u %lu", &pages) != 1) pages = 0;
    std::fclose(file);
  }
  return pages * static_cast<uint64_t>(sysconf(_SC_PAGESIZE)) / 1024;
}

uint64_t peak_kb() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<uint64_t>(usage.ru_maxrss);
}

double milliseconds(std::chrono::steady_clock::duration time) {
  return std::chrono::duration<double, std::milli>(time).count();
}

}  // namespace

void Stats::stage(std::string_view name) {
  Clock::time_point now = Clock::now();
  stages_.push_back({std::string(name), milliseconds(now - stage_begin_), resident_kb()});
  stage_begin_ = now;
}

std::string Stats::text() const {
  std::string out;
  for (const Stage& each : stages_) {
    out += fmt::format("{:<12} {:>9.1f} ms {:>9.1f} MB resident\n", each.name, each.milliseconds,
                       static_cast<double>(each.resident_kb) / 1024);
  }
  out += fmt::format("{:<12} {:>9.1f} ms {:>9.1f} MB peak\n", "total", milliseconds(Clock::now() - begin_),
                     static_cast<double>(peak_kb()) / 1024);
  for (const auto& [name, value] : counts_) out += fmt::format("{:<12} {:>9}\n", name, value);
  return out;
}

}  // namespace ringfence
