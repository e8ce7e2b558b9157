#pragma once
// A loop over independent pieces of work, on a few threads.
//
// Used for reading, parsing, expanding and judging. The work writes only to its own slot, and the
// caller merges the slots in order, so that the result is the same for any number of threads.

#include <cstddef>
#include <functional>

namespace ringfence {

/// Threads to use when the user does not say: the processors that this process may run on.
unsigned default_jobs();

/// Calls work(0) ... work(count - 1), each once, on at most `jobs` threads. The threads have stacks
/// large enough for the depth limits of parsers and evaluator, so even one job runs on a thread.
void for_each_index(size_t count, unsigned jobs, const std::function<void(size_t)>& work);

}  // namespace ringfence
