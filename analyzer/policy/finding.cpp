#include "analyzer/policy/finding.h"

#include <array>

namespace ringfence {

namespace {

constexpr std::array<std::string_view, 5> kLevels = {"info", "low", "medium", "high", "critical"};
constexpr std::array<std::string_view, 3> kVerdicts = {"pass", "unknown", "fail"};

}  // namespace

std::string_view level_name(Level level) { return kLevels[static_cast<size_t>(level)]; }

std::optional<Level> level_of(std::string_view name) {
  for (size_t i = 0; i < kLevels.size(); ++i) {
    if (kLevels[i] == name) return static_cast<Level>(i);
  }
  return std::nullopt;
}

std::string_view verdict_name(Verdict verdict) { return kVerdicts[static_cast<size_t>(verdict)]; }

}  // namespace ringfence
