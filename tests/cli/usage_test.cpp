// The command line: what is refused, in which words, and with which exit code.

#include "tests/cli/program.h"

namespace ringfence {
namespace {

using Usage = Project;

TEST_F(Usage, RefusesWhatItDoesNotKnowInOneLineWithExitCode2) {
  struct Row {
    const char* arguments;
    const char* message;
  };
  const Row rows[] = {
      {"scan --format junit", "ringfence: --format junit is not available in this version\n"},
      {"scan --format html=x.html", "ringfence: --format html is not available in this version\n"},
      {"scan --format jsn",
       "ringfence: --format jsn: expected one of text, json, sarif, problems, github, table (did you mean json?)\n"},
      {"scan --format json --format text",
       "ringfence: only one --format can go to standard output; give the others a file (FORMAT=FILE)\n"},
      {"scan --format json=", "ringfence: --format json=: expected a file after =\n"},
      {"graph --format mermaid", "ringfence: --format mermaid is not available in this version\n"},
      {"scan --baseline x", "ringfence: --baseline is not available in this version\n"},
      {"scan --changed-since=HEAD", "ringfence: --changed-since is not available in this version\n"},
      {"scan --azure-policy x", "ringfence: --azure-policy x: no such file or folder\n"},
      {"--fix", "ringfence: --fix is not available in this version\n"},
      {"init", "ringfence: init is not available in this version\n"},
      {"lsp", "ringfence: lsp is not available in this version\n"},
      {"scan nowhere", "ringfence: nowhere: no such file or folder\n"},
      {"nowhere", "ringfence: nowhere: no such file or folder\n"},
      {"scan --root nowhere", "ringfence: --root nowhere: no such folder\n"},
      {"scan --parameters nowhere.json", "ringfence: --parameters nowhere.json: no such file\n"},
      {"scan --policies nowhere", "ringfence: --policies nowhere: no such folder\n"},
      {"scan --fail-on hihg",
       "ringfence: --fail-on hihg: expected one of critical, high, medium, low, info, never (did you mean high?)\n"},
      {"scan --var x", "ringfence: --var x: expected NAME=VALUE\n"},
      {"scan --rule RF-DATA-01",
       "ringfence: --rule: no rule, name or category RF-DATA-01 (did you mean RF-DATA-001?)\n"},
      {"explain RF-DATA-01", "ringfence: no rule RF-DATA-01 (did you mean RF-DATA-001?)\n"},
      {"eval --language bicep", "ringfence: eval: expected an expression, or --jsonl\n"},
      {"scan --config gone.yaml", "gone.yaml: cannot read: No such file or directory\n"},
  };
  for (const Row& row : rows) {
    Outcome got = run(row.arguments);
    EXPECT_EQ(got.code, 2) << row.arguments;
    EXPECT_EQ(got.err, row.message) << row.arguments;
    EXPECT_EQ(got.out, "") << row.arguments;
  }
}

TEST_F(Usage, HelpListsOnlyWhatThereIs) {
  for (const char* arguments : {"--help", "scan --help", "graph --help"}) {
    Outcome got = run(arguments);
    EXPECT_EQ(got.code, 0) << arguments;
    for (const char* later : {"junit", "baseline", "--fix", "lsp", "init", "mermaid", "--staged"}) {
      EXPECT_EQ(got.out.find(later), std::string::npos) << arguments << " mentions " << later;
    }
  }
  EXPECT_NE(run("scan --help").out.find("--fail-on"), std::string::npos);
}

TEST_F(Usage, TellsItsVersion) {
  EXPECT_EQ(run("version").out, "ringfence " RINGFENCE_VERSION "\n");
  EXPECT_EQ(run("--version").out, "ringfence " RINGFENCE_VERSION "\n");
}

TEST_F(Usage, ReportsEveryMistakeOfTheConfigurationWithItsPlace) {
  write(".ringfence.yaml",
        "fail-no: high\n"
        "rules:\n"
        "  RF-DATA-001: of\n"
        "generated: maybe\n"
        "suppress: [{ rule: x, until: tomorrow }]\n"
        "azure-policy: { parameters: x }\n");
  Outcome got = run("scan .");
  EXPECT_EQ(got.code, 2);
  EXPECT_EQ(got.err,
            ".ringfence.yaml:1:10: unknown key 'fail-no', did you mean 'fail-on'?\n"
            ".ringfence.yaml:3:16: RF-DATA-001: expected off, a severity or parameters (did you mean off?)\n"
            ".ringfence.yaml:4:12: generated: expected skip or scan\n"
            ".ringfence.yaml:5:30: until: expected a date, YYYY-MM-DD\n"
            ".ringfence.yaml:6:15: azure-policy: expected definitions\n");
}

TEST_F(Usage, TheConfigurationNamesNothingOutsideTheProject) {
  write(".ringfence.yaml", "var-files: [/etc/hostname]\npolicies: [gone]\n");
  Outcome got = run("scan .");
  EXPECT_EQ(got.code, 2);
  EXPECT_EQ(got.err,
            ".ringfence.yaml: var-files: /etc/hostname lies outside the project (name it on the command line)\n"
            ".ringfence.yaml: policies: gone does not exist\n");
}

TEST_F(Usage, AMistakeInAPolicyEndsTheProgramBeforeTheScan) {
  write("rules/x.yaml", "id: RF-X-001\nresorce: Microsoft.Storage/storageAccounts\n");
  write("main.bicep", kOpenStorage);
  Outcome got = run("scan --policies rules main.bicep");
  EXPECT_EQ(got.code, 2);
  EXPECT_NE(got.err.find("rules/x.yaml:2:"), std::string::npos) << got.err;
  EXPECT_NE(got.err.find("resource"), std::string::npos) << "did you mean: " << got.err;
  EXPECT_EQ(got.out, "");
}

TEST_F(Usage, RefusesAnOutputThatCannotBeWrittenBeforeTheScan) {
  write("main.bicep", kOpenStorage);
  Outcome got = run("scan --format json=no/such/folder/x.json main.bicep");
  EXPECT_EQ(got.code, 2);
  EXPECT_EQ(got.err, "ringfence: cannot write no/such/folder/x.json: No such file or directory\n");
}

}  // namespace
}  // namespace ringfence
