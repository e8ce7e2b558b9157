// Any bytes, as a file of one language: parsed, lowered and expanded. Finds crashes, undefined
// behaviour, leaks and hangs; what the result is does not matter here.
//
// So that evaluation gets far, the file is not alone: it may use itself as a module, a small module of ours by any
// other local path, and read texts; a parameter file is given to a template that looks at every value of it.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/eval/expand.h"
#include "parsers/parse.h"

namespace {

using namespace ringfence;

constexpr std::string_view kModule = R"(
@export()
type Pair = [string, int?]
@export()
var names = ['a', 'b']
@export()
func twice(text string) string => '${text}${text}'
param name string = 'a'
param items array = []
param env string = 'dev'
@secure()
param secret string?
resource sa 'Microsoft.Storage/storageAccounts@2023-01-01' = [for (item, i) in items: if (env != 'none') {
  name: '${name}${i}'
  properties: item
}]
output id string = resourceId('Microsoft.Storage/storageAccounts', name)
output all object = { items: items, pick: items[?0].?name ?? secret, env: toUpper(env) }
)";

constexpr std::string_view kJson = R"({"a": [1, "two", {"b": null}], "name": "n", "1": true})";

/// The module above, parsed once.
class Helper {
 public:
  Helper() : parsed_(parse(sources_.add("/fuzz/module.bicep", std::string(kModule)))) {}
  const Template* declarations() const { return parsed_.declarations; }

 private:
  SourceMap sources_;
  ParsedFile parsed_;
};

const Template* helper_module() {
  static const Helper helper;
  return helper.declarations();
}

class SmallProject : public Project {
 public:
  explicit SmallProject(const Template* self) : self_(self) {}

  ModuleLookup find_module(Dialect dialect, FileId, std::string_view source, std::string_view, std::string_view) override {
    ModuleLookup out;
    out.registry = source.starts_with("br") || source.starts_with("ts:");
    out.message = "not here";
    if (out.registry || dialect != Dialect::Bicep) return out;
    out.declarations = source.ends_with("main.bicep") ? self_ : helper_module();
    out.path = source;
    return out;
  }
  std::optional<std::string_view> read_text(FileId, std::string_view path, std::string& error) override {
    if (!path.empty() && path.size() < 40) return kJson;
    error = "no such file";
    return std::nullopt;
  }
  std::optional<std::vector<std::string>> list_files(FileId, std::string_view, std::string&) override {
    return std::vector<std::string>{"a.json", "b.txt"};
  }
  std::string_view folder_of(FileId) override { return "."; }
  bool exists(FileId, std::string_view path) override { return path.ends_with(".json"); }

 private:
  const Template* self_;
};

void expand_within_limits(const Template* declarations, const ParameterFile* parameters) {
  RootInput root;
  root.declarations = declarations;
  if (parameters) root.parameter_files.push_back(parameters);
  Limits limits;
  limits.steps = 100'000;
  limits.loop = 100;
  limits.instances = 200;
  limits.modules = 100;
  limits.text = 16 * 1024;
  limits.arena = 16 * 1024 * 1024;
  SmallProject project(declarations);
  Deployment deployment = expand(root, project, limits);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  SourceMap sources;
  SourceFile& source = sources.add(FUZZ_PATH, std::string(reinterpret_cast<const char*>(data), size));
  ParsedFile parsed = parse(source);
  if (parsed.parameters != nullptr) expand_within_limits(helper_module(), parsed.parameters);
  if (parsed.declarations == nullptr) return 0;

  Arena arena;
  Diagnostics diagnostics;
  const Template* declarations = parsed.declarations;
  if (parsed.kind == FileKind::Terraform) {
    const ParsedFile* fragments[] = {&parsed};
    declarations = merge_terraform(fragments, sources, arena, diagnostics);
  }
  expand_within_limits(declarations, nullptr);
  return 0;
}
