#include "analyzer/parameter_files.h"

#include <algorithm>

#include "analyzer/glob.h"
#include "analyzer/paths.h"
#include "analyzer/roots.h"

namespace ringfence {

namespace {

constexpr int kMaxExtends = 20;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

bool same_text(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view stem_of(std::string_view path) {
  std::string_view name = file_name(path);
  return name.substr(0, name.rfind('.'));
}

/// "x.parameters.json", "x.parameters.prod.json" or "x.prod.parameters.json" beside "x.json".
bool is_named_for(std::string_view file, std::string_view path) {
  if (parent_path(file) != parent_path(path)) return false;
  std::string_view name = file_name(file), stem = stem_of(path);
  if (name.size() <= stem.size() || !same_text(name.substr(0, stem.size()), stem)) return false;
  std::string_view rest = name.substr(stem.size());
  constexpr std::string_view kWord = ".parameters.";
  auto found = std::search(rest.begin(), rest.end(), kWord.begin(), kWord.end(),
                           [](char x, char y) { return lower(x) == lower(y); });
  return rest.front() == '.' && has_suffix(rest, ".json") && found != rest.end();
}

/// Could the template be deployed with what the file gives: has it all those parameters, and needs no other?
bool fits(const ParameterFile& file, const Template& declarations) {
  auto declares = [&](std::string_view name) {
    return std::any_of(declarations.parameters.begin(), declarations.parameters.end(),
                       [&](const Parameter& each) { return same_text(each.name, name); });
  };
  auto gives = [&](std::string_view name) {
    return std::any_of(file.values.begin(), file.values.end(),
                       [&](const ParameterValue& each) { return same_text(each.name, name); });
  };
  return !file.values.empty() &&
         std::all_of(file.values.begin(), file.values.end(), [&](const auto& each) { return declares(each.name); }) &&
         std::all_of(declarations.parameters.begin(), declarations.parameters.end(), [&](const Parameter& each) {
           return each.default_value != nullptr || each.nullable || gives(each.name);
         });
}

bool is_loaded_by_itself(std::string_view name) {
  return name == "terraform.tfvars" || name == "terraform.tfvars.json" || has_suffix(name, ".auto.tfvars") ||
         has_suffix(name, ".auto.tfvars.json");
}

}  // namespace

ParameterOwners::ParameterOwners(const Workspace& workspace) : workspace_(workspace) {
  for (size_t i = 0; i < workspace.files().size(); ++i) {
    FileId id = static_cast<FileId>(i);
    FileKind kind = workspace.file(id).kind;
    if (kind == FileKind::ArmTemplate || kind == FileKind::Bicep) {
      templates_[std::string(parent_path(workspace.path(id)))].push_back(id);
    }
  }
  for (size_t i = 0; i < workspace.files().size(); ++i) {
    FileId id = static_cast<FileId>(i);
    for (FileId owner : owners_of(id)) files_[owner].push_back(id);
  }
  for (auto& [owner, files] : files_) {
    std::sort(files.begin(), files.end(), [&](FileId a, FileId b) { return workspace.path(a) < workspace.path(b); });
  }
}

std::vector<FileId> ParameterOwners::owners_of(FileId id) const {
  const ParsedFile& file = workspace_.file(id);
  if (file.kind == FileKind::BicepParameters && file.parameters && !file.parameters->using_path.empty()) {
    FileId used =
        workspace_.find(workspace_.module_paths().bicep(workspace_.path(id), file.parameters->using_path).path);
    return used == kNoFile ? std::vector<FileId>() : std::vector{used};
  }
  if (file.kind != FileKind::ArmParameters || !file.parameters) return {};
  std::string folder(parent_path(workspace_.path(id)));
  std::vector<FileId> out;
  for (FileId each : templates_in(folder)) {
    if (is_named_for(workspace_.path(id), workspace_.path(each))) out.push_back(each);
  }
  if (out.empty()) out = fitting(*file.parameters, folder);
  if (out.empty()) out = fitting(*file.parameters, std::string(parent_path(folder)));
  return out;
}

const std::vector<FileId>& ParameterOwners::templates_in(const std::string& folder) const {
  static const std::vector<FileId> kNone;
  auto found = templates_.find(folder);
  return found == templates_.end() ? kNone : found->second;
}

/// The one template of a folder that the file fits, be it there as Bicep, as JSON or as both.
std::vector<FileId> ParameterOwners::fitting(const ParameterFile& file, const std::string& folder) const {
  std::vector<FileId> out;
  for (FileId each : templates_in(folder)) {
    const Template* declarations = workspace_.file(each).declarations;
    if (declarations && fits(file, *declarations)) out.push_back(each);
  }
  bool one = std::all_of(out.begin(), out.end(), [&](FileId each) {
    return stem_of(workspace_.path(each)) == stem_of(workspace_.path(out[0]));
  });
  return one ? out : std::vector<FileId>();
}

const std::vector<FileId>& ParameterOwners::files_of(FileId owner) const {
  static const std::vector<FileId> kNone;
  auto found = files_.find(owner);
  return found == files_.end() ? kNone : found->second;
}

bool ParameterOwners::owns(FileId owner, FileId file) const {
  const std::vector<FileId>& files = files_of(owner);
  return std::find(files.begin(), files.end(), file) != files.end();
}

void ParameterFiles::append(FileId id, std::vector<const ParameterFile*>& out, int depth) const {
  const ParameterFile* file = workspace_.file(id).parameters;
  if (!file || depth > kMaxExtends) return;
  if (!file->extends_path.empty()) {
    FileId base = workspace_.find(workspace_.module_paths().bicep(workspace_.path(id), file->extends_path).path);
    if (base != kNoFile && base != id) append(base, out, depth + 1);
  }
  out.push_back(file);
}

void ParameterFiles::add(Deployed& out, FileId id, const std::string& path) const {
  append(id, out.files);
  std::string folder(parent_path(path)), shown = relative_path(folder, workspace_.path(id));
  out.suffix =
      out.suffix.empty() ? " (" + shown + ")" : out.suffix.substr(0, out.suffix.size() - 1) + ", " + shown + ")";
}

Deployed ParameterFiles::terraform(const std::string& folder) const {
  std::vector<FileId> found;
  for (size_t i = 0; options_.beside && i < workspace_.files().size(); ++i) {
    FileId id = static_cast<FileId>(i);
    const std::string& path = workspace_.path(id);
    if (workspace_.file(id).kind == FileKind::TerraformVars && parent_path(path) == folder &&
        is_loaded_by_itself(file_name(path))) {
      found.push_back(id);
    }
  }
  // terraform.tfvars first, then its JSON, then *.auto.tfvars by name: as Terraform loads them, later ones winning.
  auto order = [&](FileId id) {
    std::string_view name = file_name(workspace_.path(id));
    return std::pair(name == "terraform.tfvars" ? 0 : name == "terraform.tfvars.json" ? 1 : 2, name);
  };
  std::sort(found.begin(), found.end(), [&](FileId a, FileId b) { return order(a) < order(b); });
  Deployed out;
  out.files = options_.environment;
  for (FileId id : found) append(id, out.files);
  for (const GivenVariables& each : options_.variables) {
    if (each.value) out.files.push_back(each.value);
    if (FileId id = workspace_.find(each.file); id != kNoFile) add(out, id, folder + "/");
  }
  return out;
}

Deployed ParameterFiles::given(const Template& declarations, const std::string& path) const {
  Deployed out;
  for (const std::string& each : options_.parameters) {
    FileId id = workspace_.find(each);
    if (id == kNoFile) continue;
    const ParsedFile& file = workspace_.file(id);
    bool bicep_only = file.kind == FileKind::BicepParameters && !file.parameters->using_path.empty();
    if (bicep_only && (declarations.dialect != Dialect::Bicep || !owners_.owns(workspace_.find(path), id))) continue;
    if (file.kind != FileKind::TerraformVars) add(out, id, path);
  }
  return out;
}

std::vector<Deployed> ParameterFiles::beside(const std::string& path) const {
  std::vector<Deployed> out;
  std::string relative = relative_path(workspace_.place().root, path);
  for (const ConfiguredParameters& configured : options_.configured) {
    if (!matches_path(configured.templates, relative)) continue;
    for (const std::string& each : configured.files) {
      FileId id = workspace_.find(each);
      if (id == kNoFile) continue;
      out.emplace_back();
      add(out.back(), id, path);
    }
  }
  if (!out.empty() || !options_.beside) return out;
  for (FileId id : owners_.files_of(workspace_.find(path))) {
    out.emplace_back();
    add(out.back(), id, path);
  }
  return out;
}

std::vector<Deployed> ParameterFiles::deployments_of(const Template& declarations, const std::string& path) const {
  if (is_plan(declarations)) return {Deployed{}};  // everything is decided
  if (declarations.dialect == Dialect::Terraform) return {terraform(path)};
  Deployed named = given(declarations, path);
  if (!named.files.empty()) return {std::move(named)};
  std::vector<Deployed> out = beside(path);
  if (out.empty()) out.emplace_back();
  return out;
}

}  // namespace ringfence
