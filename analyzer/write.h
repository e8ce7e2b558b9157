#pragma once
// Write: reports to standard output and to files. Files are written beside their place and renamed, so
// that nobody sees half a report.

#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "analyzer/options.h"
#include "analyzer/report/report.h"

namespace ringfence {

/// Can each file be made? Asked before the scan, so that a typing mistake does not cost one.
[[nodiscard]] tl::expected<void, std::string> check_outputs(const std::vector<OutputTarget>& outputs);

/// Every format that was asked for; diagnostics to standard error where the format has no place for them.
[[nodiscard]] tl::expected<void, std::string> write_reports(const ScanReport& report, const Options& options);

/// Whole or not at all.
[[nodiscard]] tl::expected<void, std::string> write_file(const std::string& path, const std::string& text);

}  // namespace ringfence
