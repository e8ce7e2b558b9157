#pragma once
// Evaluates one Terraform expression in a module with a few unknown variables: var.s (string), var.l (list of
// strings), var.m (map), var.n (number), var.b (bool), var.any.

#include <string>

#include "tests/support/memory_project.h"

namespace ringfence::terraform_test {

/// JSON of a known value, canonical text of an unknown one, "error: message" of a failed one.
inline std::string evaluate(const std::string& expr) {
  test::MemoryProject project;
  project.add("main.tf",
              "variable \"s\" { type = string }\nvariable \"l\" { type = list(string) }\nvariable \"m\" { type = "
              "map(string) }\n"
              "variable \"n\" { type = number }\nvariable \"b\" { type = bool }\nvariable \"any\" {}\n"
              "output \"plain\" {\n  value = " +
                  expr + "\n}\noutput \"json\" {\n  value = jsonencode(" + expr + ")\n}\n");
  project.add("files/hello.txt", "Hello ${name}, $${not} ${item.size}!\n");
  project.add("files/logic.txt", "%{ if x }y%{ endif }");
  const ParsedFile& file = project.file("main.tf");
  for (const Diagnostic& each : file.diagnostics.items()) return "syntax: " + each.message;
  Deployment out = project.expand("main.tf");
  // An output that is null is no output.
  if (out.outputs.empty() || out.outputs[0].name != "plain") return "null";
  const Value& plain = out.outputs[0].value;
  if (!has_symbol(plain)) return std::string(out.outputs.at(1).value.str());
  bool failed = plain.is_symbol() && plain.symbol->name == "error" && plain.symbol->args.size() == 1;
  return failed ? "error: " + std::string(plain.symbol->args[0].str()) : canonical_text(plain);
}

struct Row {
  const char* expr;
  const char* value;
};

}  // namespace ringfence::terraform_test
