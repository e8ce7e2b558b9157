#pragma once
// How long `ringfence scan` takes, as a user runs it: a process of its own, from start to end.

#include <cstdint>
#include <string>

namespace ringfence::bench {

struct ScanTime {
  double seconds = 0;    // wall time
  uint64_t peak_kb = 0;  // largest resident size
  int exit_code = -1;    // -1: it did not end by itself
  std::string stats;     // what --stats printed
};

/// Scans one folder; the JSON report goes to /dev/null.
ScanTime time_scan(const std::string& folder, unsigned jobs);

}  // namespace ringfence::bench
