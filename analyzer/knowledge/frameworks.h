#pragma once
// data/frameworks.yaml: the controls of compliance frameworks, by edition. Not part of Knowledge, which every scan loads.

#include <string>
#include <vector>

#include "analyzer/knowledge/data_node.h"

namespace ringfence {

/// "cis" has several editions; the ids of its controls begin with the edition ("3.0.0 5.4.2").
struct FrameworkEdition {
  std::string key, title;
  std::vector<std::string> visible;  // controls of which a template can show something
  std::vector<std::string> hidden;   // processes, people, running systems
};

std::vector<FrameworkEdition> read_frameworks(const DataNode& root, DataErrors& errors);

}  // namespace ringfence
