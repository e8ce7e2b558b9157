#pragma once
// The files and folders that one file names: modules, imports, `using`, linked templates.
//
// Read off the declarations before anything is evaluated; workspace follows them to load what a
// template needs, roots uses them to tell which templates are used by others.

#include <string>
#include <vector>

#include "analyzer/module_paths.h"
#include "parsers/parse.h"

namespace ringfence {

struct FileReference {
  std::string path;     // absolute
  bool folder = false;  // a Terraform module
  /// A guess from literals in a computed link: followed when there is such a file, silently.
  bool guessed = false;
};

std::vector<FileReference> references_of(const ParsedFile& file, const std::string& path, const ModulePaths& paths);

}  // namespace ringfence
