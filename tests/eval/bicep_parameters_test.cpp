// Bicep parameter files that extend others.

#include <gtest/gtest.h>

#include "tests/support/memory_project.h"

namespace ringfence {
namespace {

using test::MemoryProject;

constexpr const char* kTemplate = R"(
param tags object
param names array = []
param size int = 1
output tags object = tags
output names array = names
output size int = size
)";

std::string output(const Deployment& deployment, std::string_view name) {
  for (const NamedValue& each : deployment.outputs) {
    if (each.name == name) return canonical_text(each.value);
  }
  return "no such output";
}

TEST(BicepParameters, BaseIsWhatTheExtendedFilesGive) {
  MemoryProject project;
  project.add("main.bicep", kTemplate);
  project.add("base.bicepparam", R"(using none
var team = 'core'
param tags = { team: team, level: 'base' }
param names = ['a']
param unused = { deep: 'x' }
)");
  project.add("middle.bicepparam", R"(using none
extends 'base.bicepparam'
param tags = { ...base.tags, level: 'middle' }
param size = length(base.names) + 1
)");
  project.add("main.bicepparam", R"(using 'main.bicep'
extends 'middle.bicepparam'
var inherited = base
param tags = { ...inherited.tags, size: base.size, deep: base['unused'].deep }
param names = [...base.names, 'b']
)");
  const Deployment out = project.expand("main.bicep", {"base.bicepparam", "middle.bicepparam", "main.bicepparam"});
  EXPECT_EQ(output(out, "tags"), "{'deep': 'x', 'level': 'middle', 'size': 2, 'team': 'core'}");
  EXPECT_EQ(output(out, "names"), "['a', 'b']");
  EXPECT_EQ(output(out, "size"), "2");
}

TEST(BicepParameters, AFileThatExtendsNothingHasNoBase) {
  MemoryProject project;
  project.add("main.bicep", kTemplate);
  project.add("first.bicepparam", "using 'main.bicep'\nparam tags = { a: 1 }\n");
  project.add("second.bicepparam", "using 'main.bicep'\nparam tags = base.tags\n");
  const Deployment out = project.expand("main.bicep", {"first.bicepparam", "second.bicepparam"});
  EXPECT_EQ(output(out, "tags"), "error('the name ''base'' is not declared')");
}

TEST(BicepParameters, BaseOfAFileDoesNotHaveTheValuesOfUnrelatedOnes) {
  MemoryProject project;
  project.add("main.bicep", kTemplate);
  project.add("other.bicepparam", "using 'main.bicep'\nparam size = 9\n");
  project.add("base.bicepparam", "using none\nparam tags = { a: 1 }\n");
  project.add("main.bicepparam", "using 'main.bicep'\nextends 'base.bicepparam'\nparam tags = { s: base.?size ?? 'none' }\n");
  const Deployment out = project.expand("main.bicep", {"other.bicepparam", "base.bicepparam", "main.bicepparam"});
  EXPECT_EQ(output(out, "tags"), "{'s': 'none'}");
}

}  // namespace
}  // namespace ringfence
