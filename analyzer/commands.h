#pragma once
// Commands: from arguments to an exit code. `scan` is analyze.cpp; the small ones are in commands.cpp,
// graph_command.cpp and eval_command.cpp.

#include <string>
#include <vector>

#include "analyzer/analyze.h"
#include "analyzer/options.h"

namespace ringfence {

/// The program after its name. No exception leaves it.
int run(const std::vector<std::string>& arguments);

int explain(const Options& options);
int list_rules(const Options& options);
int why(const Options& options);
int test_policies(const Options& options);
int write_new_policy(const Options& options);
int print_graph(const Options& options);
int evaluate_expressions(const Options& options);

/// Prints the message on standard error; 2, the exit code of usage and configuration mistakes.
int refuse(const std::string& message);
void print_stats(const Stats& stats, const Model& model);

}  // namespace ringfence
