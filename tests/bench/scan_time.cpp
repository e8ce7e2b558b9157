#include "tests/bench/scan_time.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <vector>

extern char** environ;

namespace ringfence::bench {

namespace {

/// Everything that can be read from `file` until its end.
std::string drain(int file) {
  std::string out;
  std::array<char, 4096> buffer;
  for (ssize_t count; (count = read(file, buffer.data(), buffer.size())) > 0;) {
    out.append(buffer.data(), static_cast<size_t>(count));
  }
  return out;
}

}  // namespace

ScanTime time_scan(const std::string& folder, unsigned jobs) {
  ScanTime out;
  int ends[2];
  if (pipe(ends) != 0) return out;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
  posix_spawn_file_actions_addclose(&actions, ends[0]);
  posix_spawn_file_actions_addclose(&actions, ends[1]);

  std::vector<std::string> arguments = {RINGFENCE_BINARY,     "scan",  "--stats",     "--format", "json",
                                        "--fail-on",          "never", "--generated", "scan",     "--jobs",
                                        std::to_string(jobs), folder};
  std::vector<char*> pointers;
  for (std::string& each : arguments) pointers.push_back(each.data());
  pointers.push_back(nullptr);

  auto begin = std::chrono::steady_clock::now();
  pid_t child = -1;
  int failed = posix_spawn(&child, RINGFENCE_BINARY, &actions, nullptr, pointers.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  if (failed == 0) {
    out.stats = drain(ends[0]);
    int status = 0;
    rusage usage{};
    wait4(child, &status, 0, &usage);
    out.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    out.peak_kb = static_cast<uint64_t>(usage.ru_maxrss);
    if (WIFEXITED(status)) out.exit_code = WEXITSTATUS(status);
  }
  close(ends[0]);
  return out;
}

}  // namespace ringfence::bench
