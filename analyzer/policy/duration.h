#pragma once
// How long a text says: "P7D" and "PT8H" (ISO 8601), "7.00:00:00" (days and hours, as .NET writes it), "4320h30m" (as
// Go writes it). Pure text in, seconds out; used by match.

#include <cstdint>
#include <optional>
#include <string_view>

namespace ringfence {

/// nullopt: no duration. A month has 30 days and a year 365.
std::optional<int64_t> read_duration(std::string_view text);

}  // namespace ringfence
