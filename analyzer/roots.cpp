#include "analyzer/roots.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <map>

#include "analyzer/parameter_files.h"
#include "analyzer/paths.h"

namespace ringfence {

namespace {

/// What can be a root: a Bicep or ARM file, a Terraform folder.
struct Unit {
  std::string path;
  FileId file = kNoFile;
  const Template* declarations = nullptr;
  bool target = false;     // found below a folder that is scanned
  bool named = false;      // it, or a parameter file of it, was named on the command line
  bool generated = false;  // passed over
  std::vector<size_t> uses, used_by;
};

bool on_disk(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode);
}

/// The Bicep file that made this JSON: of the same name, or main.bicep beside (azuredeploy.json is made from it by
/// convention).
std::string bicep_source(const std::string& json) {
  std::string same = json.substr(0, json.rfind('.')) + ".bicep";
  if (on_disk(same)) return same;
  std::string main = join_path(parent_path(json), "main.bicep");
  return on_disk(main) ? main : std::string();
}

bool declares_something(const Template& in) { return !in.resources.empty() || !in.modules.empty(); }

class Finder {
 public:
  Finder(const Workspace& workspace, const ModuleCache& modules, const RootOptions& options, Diagnostics& diagnostics)
      : workspace_(workspace), modules_(modules), options_(options), diagnostics_(diagnostics) {}

  std::vector<Root> find() {
    make_units();
    link_units();
    std::vector<char> chosen(units_.size(), 0);
    choose(chosen);
    return roots_of(chosen);
  }

  std::vector<Root> find_unlinked() {
    make_units();
    link_units();
    std::vector<char> chosen(units_.size(), 0);
    if (options_.exactly_targets) return {};
    for (size_t i = 0; i < units_.size(); ++i) {
      const Unit& unit = units_[i];
      bool linked =
          unit.declarations->dialect == Dialect::Arm && !unit.used_by.empty() && !modules_.was_entered(unit.file);
      chosen[i] = linked && only_guessed(i) && (unit.target || unit.named) && can_be_root(unit);
    }
    return roots_of(chosen);
  }

 private:
  std::vector<Root> roots_of(const std::vector<char>& chosen) const {
    ParameterFiles parameters(workspace_, options_);
    std::vector<Root> out;
    for (size_t i = 0; i < units_.size(); ++i) {
      if (!chosen[i]) continue;
      for (Deployed& each : parameters.deployments_of(*units_[i].declarations, units_[i].path))
        out.push_back(root_of(units_[i], std::move(each)));
    }
    return out;
  }

  /// Is the unit used by links alone, not as a module of Bicep?
  bool only_guessed(size_t i) const {
    return std::all_of(units_[i].used_by.begin(), units_[i].used_by.end(),
                       [&](size_t user) { return units_[user].declarations->dialect == Dialect::Arm; });
  }

  void make_units() {
    for (size_t i = 0; i < workspace_.files().size(); ++i) {
      FileId id = static_cast<FileId>(i);
      const ParsedFile& file = workspace_.file(id);
      if (!file.declarations || file.kind == FileKind::Terraform) continue;
      units_.push_back(
          {workspace_.path(id), id, file.declarations, workspace_.is_target(id), workspace_.named().count(id) > 0});
    }
    for (const std::string& folder : workspace_.terraform_folders()) {
      Unit unit{folder, kNoFile, modules_.terraform_module(folder)};
      if (!unit.declarations) continue;
      for (FileId id : workspace_.terraform_files(folder)) {
        if (unit.file == kNoFile) unit.file = id;
        unit.target = unit.target || workspace_.is_target(id);
        unit.named = unit.named || workspace_.named().count(id) > 0;
      }
      units_.push_back(std::move(unit));
    }
    std::sort(units_.begin(), units_.end(), [](const Unit& a, const Unit& b) { return a.path < b.path; });
    for (size_t i = 0; i < units_.size(); ++i) by_path_[units_[i].path] = i;
    mark_generated();
    mark_named_parameters();
  }

  void mark_generated() {
    if (options_.judge_generated || options_.exactly_targets) return;
    for (Unit& unit : units_) {
      if (!unit.declarations->generated_by_bicep) continue;
      std::string source = bicep_source(unit.path);
      unit.generated = !source.empty();
      if (unit.generated && unit.named) {
        diagnostics_.note(
            "generated",
            fmt::format("made from {} and not judged twice (--generated scan judges it)", file_name(source)),
            Span{unit.file, 0, 0});
      }
    }
  }

  /// A parameter file was named: what it parametrises is to be judged.
  void mark_named_parameters() {
    if (workspace_.named().empty()) return;
    ParameterOwners owners(workspace_);
    for (FileId id : workspace_.named()) {
      const ParsedFile& file = workspace_.file(id);
      if (!file.parameters) continue;
      for (Unit& unit : units_) {
        bool beside = file.kind == FileKind::TerraformVars ? unit.path == parent_path(workspace_.path(id))
                                                           : owners.owns(unit.file, id);
        unit.named = unit.named || beside;
      }
    }
  }

  void link_units() {
    for (size_t i = 0; i < workspace_.files().size(); ++i) {
      FileId id = static_cast<FileId>(i);
      const ParsedFile& file = workspace_.file(id);
      if (!file.declarations) continue;
      auto from = by_path_.find(file.kind == FileKind::Terraform ? std::string(parent_path(workspace_.path(id)))
                                                                 : workspace_.path(id));
      if (from == by_path_.end()) continue;
      for (const FileReference& reference : workspace_.references(id)) {
        auto to = by_path_.find(reference.path);
        if (to == by_path_.end() || to->second == from->second) continue;
        units_[from->second].uses.push_back(to->second);
        units_[to->second].used_by.push_back(from->second);
      }
    }
  }

  bool can_be_root(const Unit& unit) const {
    return !unit.generated && (options_.exactly_targets || declares_something(*unit.declarations));
  }

  void choose(std::vector<char>& chosen) const {
    if (options_.exactly_targets && !workspace_.named().empty()) {
      for (size_t i = 0; i < units_.size(); ++i) chosen[i] = units_[i].named;
      return;
    }
    std::vector<char> concerned = reach(&Unit::used_by, [](const Unit& unit) { return unit.named; });
    for (size_t i = 0; i < units_.size(); ++i) {
      bool wanted = concerned[i] || units_[i].target;
      chosen[i] = wanted && units_[i].used_by.empty() && can_be_root(units_[i]);
    }
    // Modules that call each other in a circle, or that only a passed-over file calls: the first one is a root.
    for (size_t i = 0; i < units_.size(); ++i) {
      if (chosen[i] || !(units_[i].target || units_[i].named) || !can_be_root(units_[i])) continue;
      if (!reach(&Unit::uses, [&](const Unit& unit) { return chosen[&unit - units_.data()] != 0; })[i]) chosen[i] = 1;
    }
  }

  template <class Start>
  std::vector<char> reach(std::vector<size_t> Unit::*edges, Start start) const {
    std::vector<char> seen(units_.size(), 0);
    std::vector<size_t> open;
    for (size_t i = 0; i < units_.size(); ++i) {
      if (start(units_[i])) open.push_back(i);
    }
    for (size_t i : open) seen[i] = 1;
    while (!open.empty()) {
      size_t at = open.back();
      open.pop_back();
      for (size_t next : units_[at].*edges) {
        if (!seen[next]) open.push_back(next);
        seen[next] = 1;
      }
    }
    return seen;
  }

  Root root_of(const Unit& unit, Deployed&& deployed) const {
    Root root;
    root.file = unit.file;
    bool terraform = unit.declarations->dialect == Dialect::Terraform;
    root.folder = terraform ? unit.path : std::string(parent_path(unit.path));
    root.input.declarations = unit.declarations;
    root.input.name = relative_path(workspace_.place().root, unit.path) + deployed.suffix;
    root.input.parameter_files = std::move(deployed.files);
    if (terraform) root.input.variables = options_.variables;
    root.input.opaque = options_.opaque;
    return root;
  }

  const Workspace& workspace_;
  const ModuleCache& modules_;
  const RootOptions& options_;
  Diagnostics& diagnostics_;
  std::vector<Unit> units_;
  std::map<std::string, size_t, std::less<>> by_path_;
};

}  // namespace

std::vector<Root> find_roots(const Workspace& workspace, const ModuleCache& modules, const RootOptions& options,
                             Diagnostics& diagnostics) {
  return Finder(workspace, modules, options, diagnostics).find();
}

std::vector<Root> find_unlinked_roots(const Workspace& workspace, const ModuleCache& modules,
                                      const RootOptions& options) {
  Diagnostics told_before;
  return Finder(workspace, modules, options, told_before).find_unlinked();
}

}  // namespace ringfence
