// Terraform that is made to hurt: each ends with a diagnostic that says what was bounded, in little time and memory.

#include <gtest/gtest.h>

#include <string>

#include "tests/support/memory_project.h"

namespace ringfence {
namespace {

using test::MemoryProject;

constexpr size_t kMemory = 300u * 1024 * 1024;

std::string repeated(int count, std::string_view text) {
  std::string out;
  out.reserve(static_cast<size_t>(count) * text.size());
  for (int i = 0; i < count; ++i) out += text;
  return out;
}

/// Sixty locals, each made of the one before it by the text of `each`, where "$" stands for it; an output of the last.
std::string growing(std::string_view each) {
  std::string out = "locals {\n  a0 = \"lol\"\n";
  for (int i = 1; i < 60; ++i) {
    out += "  a" + std::to_string(i) + " = ";
    for (char c : each) out += c == '@' ? "local.a" + std::to_string(i - 1) : std::string(1, c);
    out += "\n";
  }
  return out + "}\noutput \"o\" {\n  value = local.a59\n}\n";
}

/// The error that a value is or is made of.
std::string error_in(const Value& value) {
  if (!value.is_symbol()) return {};
  if (value.symbol->name == "error") return "error: " + std::string(value.symbol->args[0].str()) + "\n";
  for (const Value& each : value.symbol->args) {
    if (std::string found = error_in(each); !found.empty()) return found;
  }
  return {};
}

/// The distinct diagnostics of reading and evaluating main.tf, one a line, and the error that its output is.
std::string diagnostics(MemoryProject& project) {
  std::string out;
  auto add = [&](const Diagnostics& all) {
    for (const Diagnostic& each : all.items()) {
      const std::string line = std::string(each.code) + ": " + each.message + "\n";
      if (out.find(line) == std::string::npos) out += line;
    }
  };
  add(project.file("main.tf").diagnostics);
  const Deployment deployment = project.expand("main.tf");
  add(deployment.diagnostics);
  EXPECT_LT(deployment.arena->bytes_used(), kMemory);
  for (const NamedValue& each : deployment.outputs) out += error_in(each.value);
  return out;
}

std::string diagnostics(const std::string& text) {
  MemoryProject project;
  project.add("main.tf", text);
  return diagnostics(project);
}

std::string of_value(const std::string& expr) { return diagnostics("output \"o\" {\n  value = " + expr + "\n}\n"); }

constexpr const char* kTooLarge = "limit: evaluation stopped here: a value is too large\n";
constexpr const char* kTooLong = "limit: evaluation stopped here: a string is too long\n";
constexpr const char* kTooDeep = "limit: nested more than 200 levels deep\n";

TEST(HostileTerraform, LoopsAndCombinations) {
  EXPECT_EQ(of_value("[for i in range(1e9) : i]"), "error: range() makes more than 1024 numbers\n");
  EXPECT_EQ(of_value("[for a in range(1000) : [for b in range(1000) : [for c in range(1000) : \"${a}${b}${c}\"]]]"),
            kTooLarge);
  EXPECT_EQ(of_value("setproduct(range(1000), range(1000), range(1000))"),
            "error: setproduct() makes too many combinations\n");
}

TEST(HostileTerraform, TextsThatGrow) {
  EXPECT_EQ(diagnostics(growing("\"${@}${@}${@}\"")), kTooLong);
  EXPECT_EQ(diagnostics(growing("join(\"\", [@, @, @])")), kTooLong);
  EXPECT_EQ(diagnostics(growing("format(\"%s%s%s\", @, @, @)")), kTooLong);
  EXPECT_EQ(diagnostics(growing("replace(@, \"l\", @)")), "error: replace() makes a text that is too long\n");
  EXPECT_EQ(diagnostics(growing("jsonencode([@, @])")), kTooLong);
  for (const char* wide : {"format(\"%1000000000d\", 1)", "format(\"%.1000000000f\", 1)"})
    EXPECT_EQ(of_value(wide), "error: format() is asked for more characters than are worked out\n") << wide;
}

TEST(HostileTerraform, ListsAndObjectsThatGrow) {
  EXPECT_EQ(diagnostics(growing("[@, @, @]")), kTooLarge);
  EXPECT_EQ(diagnostics(growing("{ a = @, b = @, c = @ }")), kTooLarge);
  EXPECT_EQ(diagnostics(growing("[for k in [1, 2, 3] : @]")), kTooLarge);
}

TEST(HostileTerraform, TemplatesThatFillThemselves) {
  MemoryProject project;
  project.add("main.tf", "output \"o\" {\n  value = templatefile(\"a.txt\", {})\n}\n");
  project.add("a.txt", "${templatefile(\"b.txt\", {})}${templatefile(\"b.txt\", {})}");
  project.add("b.txt", "${templatefile(\"a.txt\", {})}${templatefile(\"a.txt\", {})}");
  EXPECT_EQ(diagnostics(project), "error: templatefile() stands in a template that it fills\n");
}

TEST(HostileTerraform, AHundredThousandBrackets) {
  constexpr int kMany = 100'000;
  EXPECT_EQ(of_value(repeated(kMany, "[") + repeated(kMany, "]")), kTooDeep);
  EXPECT_EQ(of_value(repeated(kMany, "(") + "1" + repeated(kMany, ")")), kTooDeep);
  EXPECT_EQ(of_value(repeated(kMany, "{a=") + "1" + repeated(kMany, "}")), kTooDeep);
  EXPECT_EQ(of_value(repeated(kMany, "\"${") + "1" + repeated(kMany, "}\"")), kTooDeep);
  EXPECT_EQ(of_value(repeated(kMany, "f(") + "1" + repeated(kMany, ")")), kTooDeep);
  EXPECT_EQ(of_value(repeated(kMany, "!") + "true"), kTooDeep);
  EXPECT_EQ(of_value("a" + repeated(kMany, "[0]")), "limit: too many steps in one reference\n");
  EXPECT_EQ(of_value(repeated(kMany, "1 + ") + "1"), "limit: too many operators in one expression\n");
  EXPECT_EQ(of_value("\"" + repeated(kMany, "%{ if true }") + repeated(kMany, "%{ endif }") + "\""),
            "limit: template directives are nested too deep\n");
  EXPECT_EQ(diagnostics(repeated(kMany, "a {\n") + repeated(kMany, "}\n")), "limit: blocks are nested too deep\n");
}

TEST(HostileTerraform, ModulesThatMultiply) {
  MemoryProject project;
  project.add("main.tf", "module \"a\" {\n  source = \"./m0\"\n}\n");
  for (int i = 0; i < 30; ++i) {
    const std::string next = "  source = \"../m" + std::to_string(i + 1) + "\"\n}\n";
    project.add("m" + std::to_string(i) + "/main.tf", "module \"a\" {\n" + next + "module \"b\" {\n" + next);
  }
  project.add("m30/main.tf", "locals {\n}\n");
  EXPECT_EQ(diagnostics(project), "limit: evaluation stopped here: there are too many modules\n");
}

TEST(HostileTerraform, FilesOfOtherFolders) {
  EXPECT_EQ(of_value("file(\"/etc/passwd\")"), "");  // a term: what the machine of the user holds is not read
}

}  // namespace
}  // namespace ringfence
