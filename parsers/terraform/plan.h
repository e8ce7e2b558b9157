#pragma once
// Plan: the JSON of `terraform show -json` as a Template of resource instances.
//
// A plan has no loops and no modules left: each instance is a Resource of its own, told by its address, with the values
// that were planned. What is known only after apply is a reference to what it comes from (plan_references.h), so that
// ids link resources as in a configuration; what the provider computes and nobody wrote is absent. Sensitive values
// become secure parameters: they never reach a report. The plan's variables are its ParameterFile.

#include "parsers/parse.h"

namespace ringfence {

/// Could the text of a JSON file be a plan or a state? A quick look that spares reading the JSON of others.
bool looks_like_plan(std::string_view json);

/// FileKind::None when it is no plan.
void parse_terraform_plan(const SourceFile& source, ParsedFile& out);

}  // namespace ringfence
