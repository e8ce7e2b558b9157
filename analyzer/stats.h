#pragma once
// `--stats`: where time and memory went, stage by stage. Printed on stderr and nowhere else, so that
// reports are the same bytes each run.

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ringfence {

class Stats {
 public:
  Stats() : begin_(Clock::now()), stage_begin_(begin_) {}

  /// Ends the current stage and gives it a name.
  void stage(std::string_view name);
  /// A line of its own below the stages ("files", "123").
  void count(std::string_view name, uint64_t value) { counts_.emplace_back(name, value); }

  std::string text() const;

 private:
  using Clock = std::chrono::steady_clock;
  struct Stage {
    std::string name;
    double milliseconds = 0;
    uint64_t resident_kb = 0;
  };
  Clock::time_point begin_, stage_begin_;
  std::vector<Stage> stages_;
  std::vector<std::pair<std::string, uint64_t>> counts_;
};

}  // namespace ringfence
