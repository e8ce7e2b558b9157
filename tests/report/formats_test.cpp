// The formats for machines: problem-matcher lines, workflow commands, JSON, SARIF.

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <regex>
#include <sstream>

#include "analyzer/report/words.h"
#include "tests/report/sample_report.h"

namespace ringfence {
namespace {

using nlohmann::json;

SampleReport& hostile(SampleReport& sample) {
  FileId file = sample.add("/project/a b,c:%d\x1b.bicep", kBicep);
  Finding& finding = sample.finding(sample.find(file, "'Enabled'"), sample.find(file, kBicep));
  finding.message = "x\n::error::injected %0A \xff [RF-X-001]";
  finding.title = "title, with: all % of\nthem";
  finding.resource.name = "bad \xff\xfe name";
  finding.related = {{sample.find(file, "'stdata'"), "named here"}, {Span{}, "nowhere"}};
  finding.fix_json = R"({"set":{"properties.publicNetworkAccess":"Disabled"}})";
  sample.rule();
  sample.report.diagnostics.push_back(
      {Severity::Error, "syntax-error", "expected\n::warning::x", sample.find(file, "name"), {}});
  sample.report.diagnostics.push_back({Severity::Warning, "unreadable", "gone", {}, "/project/gone.bicep"});
  return sample;
}

TEST(ProblemsReport, IsOneLineAFindingThatTheDocumentedMatcherTakes) {
  SampleReport sample;
  hostile(sample);
  std::string out = render_problems(sample.report, {});
  ASSERT_EQ(std::count(out.begin(), out.end(), '\n'), 1) << out;
  out.pop_back();
  const std::regex matcher(R"(^(.+?):(\d+):(\d+): (error|warning|info): (.*) \[((?:RF|AZP)-[^\]]+)\]$)");
  std::smatch match;
  ASSERT_TRUE(std::regex_match(out, match, matcher)) << out;
  EXPECT_EQ(match[1], "a b,c:%d\\u{1b}.bicep");
  EXPECT_EQ(match[2], "4");
  EXPECT_EQ(match[3], "26");
  EXPECT_EQ(match[4], "error");
  EXPECT_EQ(match[5], "x ::error::injected %0A \xEF\xBF\xBD [RF-X-001]");
  EXPECT_EQ(match[6], "RF-DATA-001");
}

TEST(ProblemsReport, MapsSeveritiesToThreeLevels) {
  EXPECT_EQ(problem_level(Level::Critical), "error");
  EXPECT_EQ(problem_level(Level::High), "error");
  EXPECT_EQ(problem_level(Level::Medium), "warning");
  EXPECT_EQ(problem_level(Level::Low), "info");
  EXPECT_EQ(problem_level(Level::Info), "info");
}

TEST(GithubReport, EscapesCommandsThatATemplateSmugglesIn) {
  SampleReport sample;
  hostile(sample);
  EXPECT_EQ(render_github(sample.report, {}),
            "::error file=a b%2Cc%3A%25d\\u{1b}.bicep,line=4,endLine=4,col=26,endColumn=35,"
            "title=RF-DATA-001 title%2C with%3A all %25 of them::x ::error::injected %250A \xEF\xBF\xBD [RF-X-001]\n"
            "::error file=a b%2Cc%3A%25d\\u{1b}.bicep,line=2,endLine=2,col=3,endColumn=7,title=ringfence "
            "syntax-error::expected ::warning::x\n"
            "::warning file=gone.bicep,title=ringfence unreadable::gone\n");
}

TEST(JsonReport, HasTheFieldsOfTheContract) {
  SampleReport sample;
  hostile(sample);
  sample.report.summary = {{6, 7, 8, 9}, 1, 2, 3, 4, 5};
  json out = json::parse(render_json(sample.report, {}));
  EXPECT_EQ(out["schema"], 1);
  EXPECT_EQ(out["tool"]["name"], "ringfence");
  EXPECT_EQ(
      out["summary"].dump(),
      R"({"diagnostics":2,"fail":6,"files":{"arm":1,"bicep":2,"terraform":3},"pass":8,"resources":5,"roots":4,"suppressed":9,"unknown":7})");
  const json& finding = out["findings"][0];
  const json expected = json::parse(R"({
    "rule": "RF-DATA-001", "name": "storage-account-public-network-access", "severity": "high", "category": "public-network-access",
    "verdict": "fail", "line": 4, "column": 26, "endLine": 4, "endColumn": 35, "blockLine": 1, "blockEndLine": 7,
    "root": "main.bicep", "property": "properties.publicNetworkAccess", "actual": "Enabled", "expected": "Disabled",
    "because": "written", "conditional": false, "instances": 1, "fingerprint": "0123456789abcdef",
    "fix": {"set": {"properties.publicNetworkAccess": "Disabled"}}})");
  for (const auto& [key, value] : expected.items()) EXPECT_EQ(finding[key], value) << key;
  EXPECT_EQ(finding["related"].size(), 1u) << "a place that nobody wrote is left out";
  EXPECT_EQ(finding["related"][0]["message"], "named here");
  EXPECT_EQ(finding["related"][0]["line"], 2);
  EXPECT_FALSE(finding.contains("needs")) << "only an unknown needs something";
  EXPECT_EQ(finding["resource"]["name"], "bad \xEF\xBF\xBD\xEF\xBF\xBD name");
  EXPECT_EQ(out["diagnostics"][0]["severity"], "error");
  EXPECT_EQ(out["diagnostics"][0]["code"], "syntax-error");
  EXPECT_EQ(out["diagnostics"][0]["line"], 2);
  EXPECT_EQ(out["diagnostics"][1]["file"], "gone.bicep");
  EXPECT_FALSE(out["diagnostics"][1].contains("line"));
}

TEST(JsonReport, LeavesOutWhatIsNotThere) {
  SampleReport sample;
  FileId file = sample.add("/elsewhere/main.bicep", kBicep);
  Finding& finding = sample.finding(sample.find(file, "'Enabled'"), {});
  finding.actual_json.clear();
  finding.expected_json = "not json";
  finding.verdict = Verdict::Unknown;
  finding.needs = {{"parameter", "access"}};
  json out = json::parse(render_json(sample.report, {}));
  const json& each = out["findings"][0];
  EXPECT_EQ(each["file"], "/elsewhere/main.bicep");
  EXPECT_TRUE(each["actual"].is_null());
  EXPECT_EQ(each["expected"], "not json");
  EXPECT_FALSE(each.contains("fix"));
  EXPECT_FALSE(each.contains("blockFile"));
  EXPECT_EQ(each["needs"], json::parse(R"([{"kind": "parameter", "name": "access"}])"));
}

/// What SARIF 2.1.0 requires of the objects that we write (OASIS sarif-v2.1.0, sections 3.13 to 3.58).
void check_location(const json& location) {
  const json& physical = location.at("physicalLocation");
  const std::string uri = physical.at("artifactLocation").at("uri");
  EXPECT_EQ(uri.find_first_of(" \"<>\\^`{}|\n"), std::string::npos) << uri;
  if (!physical.contains("region")) return;
  const json& region = physical.at("region");
  EXPECT_GE(region.at("startLine").get<int>(), 1);
  EXPECT_GE(region.at("startColumn").get<int>(), 1);
  EXPECT_GE(region.at("endLine").get<int>(), region.at("startLine").get<int>());
  EXPECT_GE(region.at("endColumn").get<int>(), 1);
}

TEST(SarifReport, IsValidAndCompleteForCodeScanning) {
  SampleReport sample;
  hostile(sample);
  Finding unknown = sample.report.findings.front();
  unknown.verdict = Verdict::Unknown;
  unknown.needs = {{"parameter", "access"}};
  sample.report.findings.push_back(unknown);
  json out = json::parse(render_sarif(sample.report, {}));
  EXPECT_EQ(out.at("version"), "2.1.0");
  ASSERT_EQ(out.at("runs").size(), 1u);
  const json& run = out["runs"][0];
  EXPECT_EQ(run.at("columnKind"), "unicodeCodePoints");
  EXPECT_EQ(run.at("originalUriBaseIds").at("SRCROOT").at("uri"), "file:///project/");
  const json& driver = run.at("tool").at("driver");
  EXPECT_EQ(driver.at("name"), "ringfence");
  const json& rule = driver.at("rules").at(0);
  EXPECT_EQ(rule.at("id"), "RF-DATA-001");
  EXPECT_EQ(rule.at("defaultConfiguration").at("level"), "error");
  EXPECT_EQ(rule.at("properties").at("security-severity"), "8.0");
  EXPECT_EQ(rule.at("properties").at("tags"), json::parse(R"(["security", "public-network-access", "mcsb:NS-2"])"));
  EXPECT_FALSE(rule.at("help").at("text").get<std::string>().empty());
  EXPECT_FALSE(rule.at("help").at("markdown").get<std::string>().empty());
  EXPECT_EQ(rule.at("helpUri"), "https://learn.microsoft.com/azure/storage/common/storage-network-security");
  for (const json& result : run.at("results")) {
    EXPECT_FALSE(result.at("message").at("text").get<std::string>().empty());
    EXPECT_EQ(driver["rules"].at(result.at("ruleIndex").get<size_t>()).at("id"), result.at("ruleId"));
    EXPECT_EQ(result.at("kind") == "fail", result.at("level") != "none")
        << "SARIF 3.27.10: a level only with kind fail";
    for (const json& location : result.at("locations")) check_location(location);
    for (const json& location : result.at("relatedLocations")) {
      check_location(location);
      EXPECT_GE(location.at("id").get<int>(), 0);
    }
  }
  EXPECT_EQ(run["results"][0].at("partialFingerprints").at("ringfence/v1"), "0123456789abcdef");
  EXPECT_EQ(run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"],
            json::parse(R"({"uri": "a%20b,c%3A%25d%1B.bicep", "uriBaseId": "SRCROOT"})"));
  EXPECT_EQ(run["results"][1].at("kind"), "open");
  const json& notifications = run.at("invocations").at(0).at("toolExecutionNotifications");
  EXPECT_EQ(notifications.at(0).at("level"), "error");
  EXPECT_EQ(notifications.at(1).at("locations").at(0).at("physicalLocation").at("artifactLocation").at("uri"),
            "gone.bicep");
}

TEST(SarifReport, MakesNoLinksOfWhatATemplateSays) {
  SampleReport sample;
  FileId file = sample.add("/project/a#b%20[c]?.bicep", kBicep);
  sample.finding(sample.find(file, "'Enabled'"), {}).message = "see [here](https://evil.example) x[0](y)";
  json out = json::parse(render_sarif(sample.report, {}));
  const json& result = out["runs"][0]["results"][0];
  EXPECT_EQ(result["message"]["text"], "see [here] (https://evil.example) x[0] (y)");
  EXPECT_EQ(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "a%23b%2520%5Bc%5D%3F.bicep");
}

TEST(MachineFormats, AreAsciiSoThatNothingSteersATerminal) {
  SampleReport sample;
  FileId file = sample.add("/project/a\x7f\u009b\u202e.bicep", kBicep);
  sample.finding(sample.find(file, "'Enabled'"), {}).message = "\x1b[2J \u009b2J \u202e \xff gr\u00fc\u00df";
  for (const std::string& out : {render_json(sample.report, {}), render_sarif(sample.report, {})}) {
    EXPECT_TRUE(std::all_of(out.begin(), out.end(), [](char c) { return c == '\n' || (c >= 0x20 && c < 0x7f); }))
        << out;
    EXPECT_NE(out.find("gr\\u00fc\\u00df"), std::string::npos);
  }
}

TEST(SarifReport, NamesFilesOutsideTheRepositoryAbsolutely) {
  SampleReport sample;
  FileId file = sample.add("/else where/main.bicep", kBicep);
  sample.finding(sample.find(file, "'Enabled'"), {});
  json out = json::parse(render_sarif(sample.report, {}));
  EXPECT_EQ(out["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"],
            json::parse(R"({"uri": "file:///else%20where/main.bicep"})"));
}

TEST(Formats, AreFoundByName) {
  for (std::string_view name : {"text", "json", "sarif", "problems", "github", "table"})
    EXPECT_NE(find_report_format(name), nullptr) << name;
  EXPECT_EQ(find_report_format("junit"), nullptr);
}

}  // namespace
}  // namespace ringfence
