#pragma once
// A ScanReport made by hand, with all that is hard to print: tabs, wide characters, control characters,
// places over several lines, places that nobody wrote.

#include <string>

#include "analyzer/report/report.h"

namespace ringfence {

/// Owns the sources that the report points into.
struct SampleReport {
  SourceMap sources;
  ScanReport report;

  SampleReport() {
    report.sources = &sources;
    report.current = "/project";
    report.repository = "/project";
  }

  FileId add(std::string path, std::string bytes) { return sources.add(std::move(path), std::move(bytes)).id; }

  /// The place of `text` in the file, from its first occurrence.
  Span find(FileId file, std::string_view text) const {
    size_t begin = sources.file(file).bytes.find(text);
    return {file, static_cast<uint32_t>(begin), static_cast<uint32_t>(begin + text.size())};
  }

  Finding& finding(Span span, Span block) {
    Finding each;
    each.rule = "RF-DATA-001";
    each.slug = "storage-account-public-network-access";
    each.title = "Storage account accepts traffic from all networks";
    each.severity = Level::High;
    each.category = "public-network-access";
    each.message = "stdata accepts traffic from any network";
    each.resource = {"Microsoft.Storage/storageAccounts", "stdata", "data", "/subscriptions/x/stdata"};
    each.span = span;
    each.block = block;
    each.root = "main.bicep";
    each.property = "properties.publicNetworkAccess";
    each.actual_json = "\"Enabled\"";
    each.expected_json = "\"Disabled\"";
    each.because = "written";
    each.fingerprint = "0123456789abcdef";
    report.findings.push_back(std::move(each));
    return report.findings.back();
  }

  void rule() {
    RuleInfo each;
    each.id = "RF-DATA-001";
    each.slug = "storage-account-public-network-access";
    each.title = "Storage account accepts traffic from all networks";
    each.category = "public-network-access";
    each.severity = Level::High;
    each.why = "Anyone on the internet can try the account's keys.";
    each.fix = "properties.publicNetworkAccess: Disabled";
    each.references = {"https://learn.microsoft.com/azure/storage/common/storage-network-security"};
    each.tags = {"mcsb:NS-2"};
    report.rules.push_back(std::move(each));
  }
};

inline constexpr const char* kBicep =
    "resource data 'Microsoft.Storage/storageAccounts@2023-05-01' = {\n"
    "  name: 'stdata'\n"
    "  properties: {\n"
    "    publicNetworkAccess: 'Enabled'\n"
    "  }\n"
    "}\n";

}  // namespace ringfence
