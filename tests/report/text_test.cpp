// The exact text of the report for people, carets included.

#include <gtest/gtest.h>

#include "tests/report/sample_report.h"

namespace ringfence {
namespace {

TEST(TextReport, PointsAtTheValueThatDecides) {
  SampleReport sample;
  FileId file = sample.add("/project/infra/main.bicep", kBicep);
  sample.finding(sample.find(file, "'Enabled'"), sample.find(file, kBicep));
  sample.report.summary = {{1, 0, 2, 0}, 0, 1, 0, 1, 3};
  EXPECT_EQ(render_text(sample.report, {}),
            "infra/main.bicep:4:26: high: stdata accepts traffic from any network [RF-DATA-001]\n"
            "  4 |     publicNetworkAccess: 'Enabled'\n"
            "    |                          ^^^^^^^^^\n"
            "    = Microsoft.Storage/storageAccounts data, deployed by main.bicep\n"
            "\n"
            "1 finding (1 high) in 1 file: 3 resources checked, 1 deployment\n"
            "ringfence explain RF-DATA-001 tells why, and how to mend it\n");
}

TEST(TextReport, SaysWhatAnUnknownNeedsAndHowAValueTravelled) {
  SampleReport sample;
  FileId file = sample.add("/project/main.bicep", kBicep);
  Finding& finding = sample.finding(sample.find(file, "'Enabled'"), sample.find(file, kBicep));
  finding.verdict = Verdict::Unknown;
  finding.because = "default";
  finding.conditional = true;
  finding.instances = 3;
  finding.needs = {{"parameter", "access"}, {"module", "network"}};
  finding.related = {{sample.find(file, "'stdata'"), "passed here"}};
  EXPECT_EQ(render_text(sample.report, {false, true}),
            "main.bicep:4:26: unknown: stdata accepts traffic from any network [RF-DATA-001]\n"
            "  4 |     publicNetworkAccess: 'Enabled'\n"
            "    |                          ^^^^^^^^^\n"
            "    = Microsoft.Storage/storageAccounts data, deployed by main.bicep, 3 times\n"
            "    = properties.publicNetworkAccess: the default of a parameter\n"
            "    = may not be deployed: depends on a condition that is not known\n"
            "    = needs parameter access, module network\n"
            "    = main.bicep:2:9: passed here\n"
            "\n");
}

TEST(TextReport, KeepsTheCaretBelowWideTabbedAndCutLines) {
  struct Row {
    std::string line, place, text, carets;
  };
  const Row rows[] = {
      {"\tname:\t'x'", "'x'", "1 |  name: 'x'", "  |        ^^^"},
      {"  name: 'gr\u00fc\u00dfe'  // n", "// n", "1 |   name: 'gr\u00fc\u00dfe'  // n", "  |                  ^^^^"},
      {"a: {\n  b: 1\n}", "{\n  b: 1\n}", "1 | a: {", "  |    ^"},
      {"abc", "", "1 | abc", "  | ^"},
      {std::string(200, 'x') + "Y" + std::string(200, 'z'), "Y",
       "1 | ..." + std::string(36, 'x') + "Y" + std::string(73, 'z') + "...", "  | " + std::string(39, ' ') + "^"},
  };
  for (const Row& row : rows) {
    SampleReport sample;
    FileId file = sample.add("/project/a.bicep", row.line + "\n");
    sample.finding(sample.find(file, row.place), {});
    std::string out = render_text(sample.report, {false, true});
    EXPECT_NE(out.find("\n  " + row.text + "\n  " + row.carets + "\n"), std::string::npos) << out;
  }
}

TEST(TextReport, LetsNoTemplateWriteToTheTerminal) {
  SampleReport sample;
  FileId file = sample.add("/project/a\x1b[31m.bicep", "x: '\x1b]0;title\x07\xe2\x80\xae\xff'\n");
  Finding& finding = sample.finding({file, 0, 3}, {});
  finding.message = "name \x1b[2J\nnext line";
  finding.resource.address = "a\x07";
  std::string out = render_text(sample.report, {false, true});
  EXPECT_EQ(out.find('\x1b'), std::string::npos) << out;
  EXPECT_EQ(out.find('\x07'), std::string::npos) << out;
  EXPECT_NE(out.find("a\\u{1b}[31m.bicep:1:1: high: name \\u{1b}[2J next line [RF-DATA-001]\n"), std::string::npos)
      << out;
  EXPECT_NE(out.find("x: '\\u{1b}]0;title\\u{7}\\u{202e}\xEF\xBF\xBD'"), std::string::npos) << out;
}

TEST(TextReport, LetsNoTemplateCommandACiAgent) {
  SampleReport sample;
  FileId file = sample.add("/project/::error::x.bicep", "x: '##vso[task.setvariable variable=PATH]/evil ##[group]'\n");
  Finding& finding = sample.finding({file, 0, 1}, {});
  finding.message = "name ##VSO[a]b ##[x] ## [y] #";
  finding.resource.address = "##vso[a]";
  sample.report.diagnostics.push_back({Severity::Error, "syntax-error", "##[x]", sample.find(file, "x"), {}});
  std::string out = render_text(sample.report, {false, true});
  EXPECT_EQ(out.rfind("./::error::x.bicep:1:1: high: name \\u{23}#VSO[a]b \\u{23}#[x] ## [y] # [RF-DATA-001]\n", 0), 0u)
      << out;
  EXPECT_NE(out.find("1 | x: '\\u{23}#vso[task.setvariable variable=PATH]/evil \\u{23}#[group]'\n"), std::string::npos)
      << out;
  EXPECT_NE(out.find("\n./::error::x.bicep:1:1: error: \\u{23}#[x] [syntax-error]\n"), std::string::npos) << out;
  EXPECT_EQ(out.find("##["), std::string::npos) << out;
  EXPECT_EQ(render_problems(sample.report, {}).rfind("./::error::x.bicep:1:1: error: name \\u{23}#VSO[", 0), 0u);
}

TEST(TextReport, QuotesNoSecret) {
  SampleReport sample;
  FileId file = sample.add("/project/a.bicep", "access: 'Enabled', key: 'gr\u00fc\u00dfe', more: '''a\nb'''\n");
  sample.finding(sample.find(file, "'Enabled'"), {});
  sample.finding(sample.find(file, "'gr\u00fc\u00dfe'"), {});
  sample.finding(sample.find(file, "b'''"), {});
  sample.report.secrets = {sample.find(file, "'gr\u00fc\u00dfe'"), sample.find(file, "'''a\nb'''")};
  std::string out = render_text(sample.report, {false, true});
  EXPECT_NE(out.find("1 | access: 'Enabled', key: '***', more: '***\n"
                     "    |         ^^^^^^^^^\n"),
            std::string::npos)
      << out;
  EXPECT_NE(out.find("    |                         ^^^^^\n"), std::string::npos) << out;
  EXPECT_NE(out.find("  2 | ***'\n"), std::string::npos) << out;
}

TEST(TextReport, ColoursOnRequestOnly) {
  SampleReport sample;
  FileId file = sample.add("/project/main.bicep", kBicep);
  sample.finding(sample.find(file, "'Enabled'"), {});
  EXPECT_EQ(render_text(sample.report, {false, false}).find('\x1b'), std::string::npos);
  EXPECT_NE(render_text(sample.report, {true, false}).find("\x1b[1;31mhigh\x1b[0m"), std::string::npos);
}

TEST(TextReport, TellsDiagnosticsWithTheirPlace) {
  SampleReport sample;
  FileId file = sample.add("/project/main.bicep", kBicep);
  sample.report.diagnostics.push_back(
      {Severity::Error, "syntax-error", "expected '}'", sample.find(file, "properties"), {}});
  sample.report.diagnostics.push_back({Severity::Warning, "nothing-to-scan", "no files", {}, "/project"});
  sample.report.diagnostics.push_back({Severity::Note, "module-not-found", "gone", {}, "/elsewhere/x.bicep"});
  EXPECT_EQ(render_diagnostics(sample.report),
            "main.bicep:3:3: error: expected '}' [syntax-error]\n"
            ".: warning: no files [nothing-to-scan]\n"
            "/elsewhere/x.bicep: note: gone [module-not-found]\n");
}

}  // namespace
}  // namespace ringfence
