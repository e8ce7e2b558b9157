#include "analyzer/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

namespace ringfence {

namespace {

constexpr std::chrono::milliseconds kPatience{700};
constexpr std::chrono::milliseconds kPause{100};

}  // namespace

Progress::Progress(std::string_view what, size_t total, bool quiet)
    : what_(what), total_(total), enabled_(!quiet && ::isatty(STDERR_FILENO)), next_(Clock::now() + kPatience) {}

Progress::~Progress() {
  if (shown_) std::fputs("\r\x1b[K", stderr);
}

void Progress::tick() {
  size_t done = done_.fetch_add(1) + 1;
  if (!enabled_) return;
  std::unique_lock<std::mutex> lock(mutex_, std::try_to_lock);
  if (!lock || Clock::now() < next_) return;
  next_ = Clock::now() + kPause;
  shown_ = true;
  std::fputs(fmt::format("\r\x1b[Kringfence: {} {} of {} deployments", what_, done, total_).c_str(), stderr);
}

}  // namespace ringfence
