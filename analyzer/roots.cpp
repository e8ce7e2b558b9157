#include "analyzer/roots.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>

#include "analyzer/parameter_files.h"
#include "analyzer/paths.h"

namespace ringfence {

namespace {

constexpr size_t kNone = SIZE_MAX;

/// What can be a root: a Bicep or ARM file, a Terraform folder or plan.
struct Unit {
  std::string path;
  FileId file = kNoFile;
  const Template* declarations = nullptr;
  bool target = false;     // found below a folder that is scanned
  bool named = false;      // it, or a parameter file of it, was named on the command line
  bool asked = false;      // a Terraform folder that was named: a root whoever calls it
  bool generated = false;  // passed over
  size_t source = kNone;   // of a plan: its configuration
  std::vector<size_t> uses, used_by;
};

bool on_disk(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode);
}

/// Could the plan have been made of that module: does it declare all that stands in the plan's root?
bool is_made_of(const Template& plan, const Template& module) {
  using Name = std::pair<std::string_view, std::string_view>;
  std::set<Name> declared;
  for (const Resource* each : module.resources) declared.emplace(each->type, each->symbol);
  for (const ModuleCall* each : module.modules) declared.emplace("module", each->symbol);
  constexpr std::string_view kModule = "module.";
  return !plan.resources.empty() &&
         std::all_of(plan.resources.begin(), plan.resources.end(), [&](const Resource* each) {
           const auto* named = as<StringLiteral>(each->name);
           std::string_view address = named ? named->text : std::string_view();
           if (!address.starts_with(kModule)) return declared.count({each->type, each->symbol}) > 0;
           address.remove_prefix(kModule.size());
           return declared.count({"module", address.substr(0, address.find_first_of(".["))}) > 0;
         });
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
      for (Deployed& each : parameters.deployments_of(*units_[i].declarations, units_[i].path)) {
        out.push_back(root_of(units_[i], std::move(each)));
        if (units_[i].source != kNone) add_source(out.back(), units_[i], parameters);
      }
    }
    return out;
  }

  /// What the configuration was planned with: the plan's variables, unless a file beside it says the same.
  void add_source(Root& root, const Unit& plan, const ParameterFiles& parameters) const {
    const Unit& source = units_[plan.source];
    root.folder = source.path;
    root.source.declarations = source.declarations;
    root.source.name = root.input.name;
    root.source.parameter_files = std::move(parameters.deployments_of(*source.declarations, source.path).front().files);
    root.source.parameter_files.push_back(workspace_.file(plan.file).parameters);
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
      const std::vector<Target>& targets = workspace_.place().targets;
      unit.asked = std::any_of(targets.begin(), targets.end(),
                               [&](const Target& each) { return each.folder && each.path == folder; });
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
      if (file.kind == FileKind::TerraformPlan) {
        link_plan(from->second, workspace_.references(id));
        continue;
      }
      for (const FileReference& reference : workspace_.references(id)) {
        auto to = by_path_.find(reference.path);
        if (to == by_path_.end() || to->second == from->second) continue;
        units_[from->second].uses.push_back(to->second);
        units_[to->second].used_by.push_back(from->second);
      }
    }
  }

  /// The configuration of a plan is the nearest folder beside or above it that fits, else the only one of the project.
  /// The plan is judged in its stead: it knows more. Unless it is not of everything.
  void link_plan(size_t plan, const std::vector<FileReference>& near) {
    auto fits = [&](size_t at) {
      return units_[at].file != kNoFile && is_folder(units_[at]) &&
             is_made_of(*units_[plan].declarations, *units_[at].declarations);
    };
    size_t source = kNone;
    for (const FileReference& each : near) {
      auto at = by_path_.find(each.path);
      if (source == kNone && at != by_path_.end() && fits(at->second)) source = at->second;
    }
    size_t elsewhere = kNone, count = 0;
    for (size_t i = 0; source == kNone && i < units_.size(); ++i) {
      if (!fits(i)) continue;
      elsewhere = i;
      ++count;
    }
    if (source == kNone && count == 1) source = elsewhere;
    if (source == kNone) return;
    units_[plan].source = source;
    if (units_[plan].declarations->open || options_.exactly_targets) return;
    units_[plan].uses.push_back(source);
    units_[source].used_by.push_back(plan);
    std::string folder = relative_path(workspace_.place().root, units_[source].path);
    diagnostics_.note("plan", fmt::format("judged instead of the configuration in '{}' that it was made of", folder),
                      Span{units_[plan].file, 0, 0});
  }

  /// Is a plan judged in the unit's stead?
  bool is_planned(size_t unit) const {
    return std::any_of(units_[unit].used_by.begin(), units_[unit].used_by.end(),
                       [&](size_t user) { return units_[user].source == unit; });
  }

  static bool is_folder(const Unit& unit) {
    return unit.declarations->dialect == Dialect::Terraform && !is_plan(*unit.declarations);
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
      bool top = units_[i].used_by.empty() || (units_[i].asked && !is_planned(i));
      chosen[i] = wanted && top && can_be_root(units_[i]);
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
    bool terraform = is_folder(unit);
    root.folder = terraform ? unit.path : std::string(parent_path(unit.path));
    root.input.declarations = unit.declarations;
    root.input.name = relative_path(workspace_.place().root, unit.path) + deployed.suffix;
    root.input.parameter_files = std::move(deployed.files);
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
