#pragma once
// Users: for a file named on the command line, the templates of the project that use it.
//
// A hook names the files that changed; a module is judged through the deployments that call it. So
// that one changed file costs milliseconds in a large repository, the other files are only
// searched for its name (and parsed when they hold it), step by step up to the roots.

#include <string>
#include <string_view>
#include <vector>

#include "analyzer/text_file.h"
#include "analyzer/workspace.h"

namespace ringfence {

class Users {
 public:
  explicit Users(Workspace& workspace) : workspace_(workspace) {}

  /// Loads into the workspace whoever names, directly or not, one of its files.
  void load();

 private:
  /// Reads the project's files of the languages of the named files, without parsing them.
  void read_candidates();
  struct Candidate {
    std::string path;
    TextFile text;
    bool read = false;
    bool loaded = false;
  };
  void read(Candidate& candidate) const;
  /// The files from that id on, Terraform's as their folder.
  std::vector<std::string> targets_from(size_t first_file) const;
  /// Does the text name the target? A look at the raw text: it may be wrong, and then costs a parse.
  bool may_use(const Candidate& candidate, const std::string& target) const;

  Workspace& workspace_;
  std::vector<Candidate> candidates_;
};

}  // namespace ringfence
