#include "parsers/arm/arm.h"

#include <map>
#include <string>
#include <utility>

#include "parsers/arm/expression.h"
#include "parsers/arm/lowering.h"
#include "parsers/arm/names.h"
#include "parsers/arm/schema.h"
#include "parsers/syntax/json_reader.h"

namespace ringfence {

using arm::ArmSchema;
using syntax::JsonIndex;
using syntax::JsonKind;
using syntax::JsonTree;

namespace {

constexpr size_t kToldOfOneCode = 50;

/// A large file of the same mistake is told by its beginning.
void bound(Diagnostics& diagnostics) {
  std::map<std::string_view, size_t> counts;
  std::map<std::string_view, Diagnostic> untold;
  std::erase_if(diagnostics.items(), [&](const Diagnostic& each) {
    bool kept = ++counts[each.code] <= kToldOfOneCode;
    if (!kept) untold.try_emplace(each.code, each);
    return !kept;
  });
  for (const auto& [code, first] : untold) {
    std::string message = std::to_string(counts[code] - kToldOfOneCode) + " more like these from here on";
    diagnostics.add({first.severity, code, std::move(message), first.span, {}});
  }
}

/// What the root object's own $schema names.
ArmSchema root_schema(const JsonTree& tree, Arena& arena) {
  ArmSchema found = ArmSchema::None;
  if (tree.nodes.empty() || !tree.is(0, JsonKind::Object)) return found;
  for (JsonIndex key = tree.first_child(0); key != tree.children_end(0);) {
    JsonIndex value = tree[key].next;
    if (arm::same_name(tree.raw_string(key), "$schema") && tree.is(value, JsonKind::String)) {
      found = arm::schema_kind(decode_string(tree, value, arena).text);
    }
    key = tree[value].next;
  }
  return found;
}

}  // namespace

bool has_deployment_schema(std::string_view json) { return !arm::find_schema(json).empty(); }

void parse_arm(const SourceFile& source, ParsedFile& out) {
  // Most JSON in a repository is not ours: it is passed over without being parsed.
  std::string_view named = arm::find_schema(source.bytes);
  if (named.empty()) return;
  Diagnostics diagnostics;
  JsonTree tree = syntax::read_json(source, diagnostics);
  ArmSchema schema = root_schema(tree, *out.arena);
  if (schema == ArmSchema::None && !tree.well_formed) schema = arm::schema_kind(named);
  bool readable = !tree.nodes.empty() && tree.is(0, JsonKind::Object);
  arm::Lowering lowering(tree, *out.arena, diagnostics);
  const Template* artifact = schema == ArmSchema::None && readable ? lowering.lower_artifact(0) : nullptr;
  if (schema == ArmSchema::None && !artifact) return;

  if (schema == ArmSchema::Parameters) {
    out.kind = FileKind::ArmParameters;
    if (readable) out.parameters = lowering.lower_parameter_file(0);
    bound(diagnostics);
    out.diagnostics.append(std::move(diagnostics));
    return;
  }
  out.kind = FileKind::ArmTemplate;
  Template declarations;
  declarations.schema = named;
  declarations.target_scope = arm::schema_scope(named);
  if (artifact) {
    declarations = *artifact;
  } else if (readable) {
    declarations = *lowering.lower_template(0);
  }
  declarations.file = source.id;
  declarations.open = !tree.well_formed;
  declarations.comments = lowering.comments();
  bound(diagnostics);
  out.diagnostics.append(std::move(diagnostics));
  out.declarations = out.arena->make<Template>(declarations);
}

const Expr* parse_arm_expression(const SourceFile& source, Arena& arena, Diagnostics& diagnostics) {
  Span whole{source.id, 0, static_cast<uint32_t>(source.bytes.size())};
  return arm::arm_string({source.bytes, {source.id, 0, {}}}, whole, arena, diagnostics);
}

}  // namespace ringfence
