#pragma once
// The project in memory that policies' cases are judged in, for tests.

#include "analyzer/policy_test/memory_project.h"

namespace ringfence::test {

using ringfence::MemoryProject;

}  // namespace ringfence::test
