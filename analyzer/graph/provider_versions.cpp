#include "analyzer/graph/provider_versions.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <compare>
#include <vector>

namespace ringfence {

namespace {

// azurerm 1 is from 2018 and has no tables; 5 is the newest published major.
constexpr uint32_t kOldest = 1;
constexpr uint32_t kNewest = 5;

struct Version {
  std::array<uint32_t, 3> parts = {0, 0, 0};
  size_t given = 0;  // how many parts were written
  auto operator<=>(const Version& other) const { return parts <=> other.parts; }
  bool operator==(const Version& other) const { return parts == other.parts; }
};

/// From `low` (inclusive or not) to `high`.
struct Range {
  Version low, high{{UINT32_MAX, 0, 0}, 3};
  bool with_low = true, with_high = false;

  void at_least(const Version& version, bool inclusive) {
    if (version > low || (version == low && !inclusive)) {
      low = version;
      with_low = inclusive;
    }
  }
  void at_most(const Version& version, bool inclusive) {
    if (version < high || (version == high && !inclusive)) {
      high = version;
      with_high = inclusive;
    }
  }
  bool empty() const { return low > high || (low == high && !(with_low && with_high)); }
};

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  size_t begin = text.find_first_not_of(kBlank);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlank) - begin + 1);
}

/// "3", "3.1", "3.1.2", "v3.1.2-beta1"; nullopt when it is none.
std::optional<Version> parse_version(std::string_view text) {
  if (text.starts_with('v')) text.remove_prefix(1);
  Version out;
  while (out.given < 3) {
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out.parts[out.given]);
    if (error != std::errc()) return std::nullopt;
    ++out.given;
    text.remove_prefix(static_cast<size_t>(end - text.data()));
    if (!text.starts_with('.')) break;
    text.remove_prefix(1);
  }
  return out;
}

/// `~> 3.1` allows 3.x from 3.1 on, `~> 3.1.2` allows 3.1.x: all but the last written part is fixed. A lone major
/// is fixed itself, as in the Ruby constraints that Terraform follows for providers.
Version after_pessimistic(const Version& version) {
  Version out;
  size_t fixed = version.given > 1 ? version.given - 2 : 0;
  for (size_t i = 0; i <= fixed; ++i) out.parts[i] = version.parts[i];
  ++out.parts[fixed];
  return out;
}

void narrow(Range& range, std::string_view constraint) {
  constexpr std::array<std::string_view, 7> kOperators = {"~>", ">=", "<=", "!=", ">", "<", "="};
  std::string_view sign = "=";
  for (std::string_view each : kOperators) {
    if (!constraint.starts_with(each)) continue;
    sign = each;
    constraint = trimmed(constraint.substr(each.size()));
    break;
  }
  std::optional<Version> version = parse_version(constraint);
  if (!version || sign == "!=") return;
  if (sign == "~>" || sign == ">=" || sign == "=" || sign == ">") range.at_least(*version, sign != ">");
  if (sign == "~>") range.at_most(after_pessimistic(*version), false);
  if (sign == "<=" || sign == "=" || sign == "<") range.at_most(*version, sign != "<");
}

void narrow_all(Range& range, std::string_view constraints) {
  while (!constraints.empty()) {
    size_t end = std::min(constraints.find(','), constraints.size());
    narrow(range, trimmed(constraints.substr(0, end)));
    constraints.remove_prefix(std::min(end + 1, constraints.size()));
  }
}

bool is_azurerm(const ProviderRequirement& requirement) {
  std::string_view source = requirement.source;
  return source.empty() ? requirement.name == "azurerm" : source == "azurerm" || source.ends_with("hashicorp/azurerm");
}

/// Narrows by required_providers and by the `version` that provider blocks had before Terraform 0.13.
void narrow_by(Range& range, const Template& module) {
  for (const ProviderRequirement& each : module.required_providers) {
    if (is_azurerm(each)) narrow_all(range, each.version);
  }
  for (const ProviderConfig& each : module.providers) {
    const auto* body = each.name == "azurerm" ? as<ObjectExpr>(each.body) : nullptr;
    if (!body) continue;
    for (const ObjectItem& item : body->items) {
      const auto* key = as<StringLiteral>(item.key);
      const auto* value = as<StringLiteral>(item.value);
      if (key && value && key->text == "version") narrow_all(range, value->text);
    }
  }
}

/// The highest major of which some version is in the range.
std::optional<uint32_t> highest_major(const Range& range) {
  for (uint32_t major = kNewest; major >= kOldest; --major) {
    Range of_major = range;
    of_major.at_least({{major, 0, 0}, 3}, true);
    of_major.at_most({{major + 1, 0, 0}, 3}, false);
    if (!of_major.empty()) return major;
  }
  return std::nullopt;
}

/// `provider "registry.../hashicorp/azurerm" { version = "3.117.0" }`: the file is written by Terraform, one
/// setting a line.
std::optional<uint32_t> locked_major(std::string_view text) {
  bool in_block = false;
  while (!text.empty()) {
    size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.starts_with("provider ")) in_block = line.find("/hashicorp/azurerm\"") != std::string_view::npos;
    if (!in_block || !line.starts_with("version")) continue;
    size_t open = line.find('"');
    if (open == std::string_view::npos) continue;
    if (std::optional<Version> version = parse_version(line.substr(open + 1))) return version->parts[0];
  }
  return std::nullopt;
}

}  // namespace

ProviderVersions provider_versions(std::span<const Template* const> modules,
                                   std::optional<std::string_view> lock_file) {
  ProviderVersions out;
  out.azurerm_major = kNewest;
  if (std::optional<uint32_t> locked = lock_file ? locked_major(*lock_file) : std::nullopt) {
    out.azurerm_major = std::clamp(*locked, kOldest, kNewest);
    return out;
  }
  Range all;
  for (const Template* each : modules) narrow_by(all, *each);
  Range root;
  if (!modules.empty()) narrow_by(root, *modules.front());
  std::optional<uint32_t> major = highest_major(all);
  if (!major) major = highest_major(root);
  out.azurerm_major = major.value_or(kNewest);
  return out;
}

ProviderVersions provider_versions(const Deployment& deployment, std::optional<std::string_view> lock_file) {
  std::vector<const Template*> modules;
  for (const ModuleInstance* each : deployment.modules) {
    if (each->declarations->dialect == Dialect::Terraform) modules.push_back(each->declarations);
  }
  return provider_versions(modules, lock_file);
}

}  // namespace ringfence
