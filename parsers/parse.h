#pragma once
// The table of languages: which files are ours, and one function per language from bytes to
// declarations. Called by analyzer/workspace for each file, in parallel; a call touches nothing
// but its arguments.

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "parsers/arena.h"
#include "parsers/diagnostic.h"
#include "parsers/source.h"
#include "parsers/template.h"

namespace ringfence {

enum class FileKind : uint8_t {
  None,             // not ours: passed over silently
  ArmTemplate,
  ArmParameters,
  Bicep,
  BicepParameters,
  Terraform,        // .tf, .tofu, .tf.json: a fragment of its folder's module
  TerraformVars,    // .tfvars, .tfvars.json
  TerraformPlan     // JSON of `terraform show -json`: resource instances, and the variables they were planned with
};

/// Was it made of a plan? Its resources are instances then, and there are no modules.
inline bool is_plan(const Template& declarations) {
  return declarations.dialect == Dialect::Terraform && !declarations.schema.empty();
}

/// What one file says. `arena` owns all that the pointers reach.
struct ParsedFile {
  FileId file = kNoFile;
  FileKind kind = FileKind::None;
  std::unique_ptr<Arena> arena;
  const Template* declarations = nullptr;          // ArmTemplate, Bicep, Terraform (fragment), TerraformPlan
  const ParameterFile* parameters = nullptr;       // ArmParameters, BicepParameters, TerraformVars, TerraformPlan
  Diagnostics diagnostics;
};

/// Could a file of this name be ours? (By extension alone; JSON is decided by content.)
bool is_candidate(std::string_view path);

/// Does the text of a JSON file name a deployment schema, or what a Terraform plan has? If not, parse() passes it over:
/// a quick look that spares reading the JSON of others. (.tf.json and .tfvars.json are not meant.)
bool may_be_ours(std::string_view json);

/// Reads one file. Never throws; what cannot be read is a diagnostic, the rest is returned.
/// JSON is ours if it names a deployment schema, looked for in the raw text when it does not
/// parse, or is a Terraform plan; other JSON, broken or not, gives FileKind::None without a diagnostic.
ParsedFile parse(const SourceFile& source);

/// One Terraform module from the fragments of its folder, in file-name order; override files
/// (`override.tf`, `*_override.tf`) are merged as Terraform does. Lives in `arena`, refers to the fragments.
const Template* merge_terraform(std::span<const ParsedFile* const> fragments, const SourceMap& sources, Arena& arena,
                                Diagnostics& diagnostics);

}  // namespace ringfence
