#pragma once
// Evaluates one call of an ARM function, written as text, without the evaluator:
//   "take('foot', 3)"  "map([1, 2], (x, i) => add(x, i))"  "contains({a: 1}, ?key)"
// ?name is an unknown string, ?name:int (bool, array, object, any) one of another type. The outcome is the
// canonical text of the value, or "error: ..." with the message.

#include <initializer_list>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/eval/functions.h"

namespace ringfence::test {

/// What a test may set up around the call.
struct ArmWorld {
  std::string scope = "resourceGroup";              // or subscription, managementGroup, tenant
  std::map<std::string, std::string> files;         // for load*Content
  std::map<std::string, std::string> resources;     // name -> id
  std::map<std::string, std::string> deployments;   // name -> expression of { outputs: ... }
  std::string own_id;                               // of the resource that the call stands in
  std::string parameter;                            // in whose default value it stands
  int64_t copy_index = -1;                          // -1: no loop
};

class ArmHarness : public Project {
 public:
  explicit ArmHarness(ArmWorld world = {}) : world_(std::move(world)) {}
  std::string run(std::string_view text);
  Value value_of(std::string_view text);

  ModuleLookup find_module(Dialect, FileId, std::string_view, std::string_view, std::string_view) override { return {}; }
  std::optional<std::string_view> read_text(FileId, std::string_view path, std::string& error) override;
  std::string_view folder_of(FileId) override { return {}; }
  std::optional<std::vector<std::string>> list_files(FileId, std::string_view folder, std::string& error) override;
  bool exists(FileId, std::string_view path) override { return world_.files.count(std::string(path)) > 0; }

 private:
  friend class ArmReader;
  friend class ArmCall;
  ArmWorld world_;
  Arena arena_;
  SymbolTable symbols_{arena_};
};

struct ArmRow {
  std::string_view expression, expected;
};

/// The rows of one test, which registers itself: const ArmTable kTrim("ArmStringFunctions", "Trim", {{"trim(' a')", "'a'"}});
class ArmTable {
 public:
  ArmTable(const char* suite, const char* name, std::initializer_list<ArmRow> rows, const ArmWorld& world = {});
};

/// Of all tables.
const std::vector<ArmRow>& arm_rows();

}  // namespace ringfence::test
