#pragma once
// Where a scan happens: the paths to look at, the project around them and its configuration file.
//
// The first step of the program. Nothing outside `root` is read afterwards (but for --module-alias folders and
// files named by an option).

#include <string>
#include <vector>

#include <tl/expected.hpp>

namespace ringfence {

struct Target {
  std::string path;  // absolute, symlinks resolved
  bool folder = false;
};

struct Place {
  std::string current;      // the current directory: what paths are shown relative to
  std::string root;         // the project
  std::string repository;   // nearest folder with .git at or above the root, else the root
  std::string config_path;  // of .ringfence.yaml; empty: none
  std::vector<Target> targets;
};

/// The project is `root` when it is given, else the nearest folder at or above the paths with `.ringfence.yaml` or
/// `.git`, else the nearest with `bicepconfig.json` (which may stand in any folder of a repository and so bounds a
/// project only when nothing else does), else the paths' common folder. The error is a message.
[[nodiscard]] tl::expected<Place, std::string> find_place(const std::vector<std::string>& paths,
                                                          const std::string& root);

}  // namespace ringfence
