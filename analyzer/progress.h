#pragma once
// Progress: a line on standard error while a scan takes long, only on a terminal, wiped when done.

#include <atomic>
#include <chrono>
#include <cstddef>
#include <mutex>
#include <string_view>

namespace ringfence {

class Progress {
 public:
  Progress(std::string_view what, size_t total, bool quiet);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// One more is done. Safe from many threads.
  void tick();

 private:
  using Clock = std::chrono::steady_clock;
  std::string_view what_;
  size_t total_;
  bool enabled_;
  bool shown_ = false;      // guarded by mutex_
  Clock::time_point next_;  // guarded by mutex_
  std::atomic<size_t> done_{0};
  std::mutex mutex_;
};

}  // namespace ringfence
