// Any bytes, as a file of one language: parsed, lowered and expanded. Finds crashes, undefined
// behaviour, leaks and hangs; what the result is does not matter here.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "analyzer/eval/expand.h"
#include "parsers/parse.h"

namespace {

/// A project with nothing else in it.
class EmptyProject : public ringfence::Project {
 public:
  ringfence::ModuleLookup find_module(ringfence::Dialect, ringfence::FileId, std::string_view, std::string_view,
                                      std::string_view) override {
    return {};
  }
  std::optional<std::string_view> read_text(ringfence::FileId, std::string_view, std::string& error) override {
    error = "no such file";
    return std::nullopt;
  }
  std::string_view folder_of(ringfence::FileId) override { return "."; }
  bool exists(ringfence::FileId, std::string_view) override { return false; }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace ringfence;
  SourceMap sources;
  SourceFile& source = sources.add(FUZZ_PATH, std::string(reinterpret_cast<const char*>(data), size));
  ParsedFile parsed = parse(source);
  if (parsed.declarations == nullptr) return 0;

  Arena arena;
  Diagnostics diagnostics;
  const Template* declarations = parsed.declarations;
  if (parsed.kind == FileKind::Terraform) {
    const ParsedFile* fragments[] = {&parsed};
    declarations = merge_terraform(fragments, sources, arena, diagnostics);
  }
  RootInput root;
  root.declarations = declarations;
  Limits limits;
  limits.steps = 200'000;
  limits.loop = 100;
  limits.instances = 200;
  limits.text = 64 * 1024;
  limits.arena = 64 * 1024 * 1024;
  EmptyProject project;
  Deployment deployment = expand(root, project, limits);
  return 0;
}
