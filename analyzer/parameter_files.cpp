#include "analyzer/parameter_files.h"

#include <algorithm>

#include "analyzer/glob.h"
#include "analyzer/paths.h"
#include "analyzer/roots.h"

namespace ringfence {

namespace {

constexpr int kMaxExtends = 20;

bool is_named_for(std::string_view file, std::string_view path) {
  if (parent_path(file) != parent_path(path)) return false;
  std::string_view name = file_name(file), stem = file_name(path);
  stem = stem.substr(0, stem.rfind('.'));
  if (name.size() <= stem.size() || name.substr(0, stem.size()) != stem) return false;
  std::string_view rest =
      name.substr(stem.size());  // ".parameters.json", ".parameters.prod.json", ".prod.parameters.json"
  if (rest.front() != '.' || !has_suffix(rest, ".json")) return false;
  return rest.find(".parameters.") != std::string_view::npos;
}

bool is_loaded_by_itself(std::string_view name) {
  return name == "terraform.tfvars" || name == "terraform.tfvars.json" || has_suffix(name, ".auto.tfvars") ||
         has_suffix(name, ".auto.tfvars.json");
}

}  // namespace

bool is_parameter_file_of(const Workspace& workspace, FileId id, std::string_view path) {
  const ParsedFile& file = workspace.file(id);
  if (file.kind == FileKind::ArmParameters) return is_named_for(workspace.path(id), path);
  if (file.kind != FileKind::BicepParameters) return false;
  ModulePath used = workspace.module_paths().bicep(workspace.path(id), file.parameters->using_path);
  return !file.parameters->using_path.empty() && used.path == path;
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
  for (FileId id : found) append(id, out.files);
  for (const std::string& path : options_.var_files) {
    if (FileId id = workspace_.find(path); id != kNoFile) add(out, id, folder + "/");
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
    if (bicep_only && (declarations.dialect != Dialect::Bicep || !is_parameter_file_of(workspace_, id, path))) continue;
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
  std::vector<FileId> found;
  for (size_t i = 0; i < workspace_.files().size(); ++i) {
    if (is_parameter_file_of(workspace_, static_cast<FileId>(i), path)) found.push_back(static_cast<FileId>(i));
  }
  std::sort(found.begin(), found.end(), [&](FileId a, FileId b) { return workspace_.path(a) < workspace_.path(b); });
  for (FileId id : found) {
    out.emplace_back();
    add(out.back(), id, path);
  }
  return out;
}

std::vector<Deployed> ParameterFiles::deployments_of(const Template& declarations, const std::string& path) const {
  if (declarations.dialect == Dialect::Terraform) return {terraform(path)};
  Deployed named = given(declarations, path);
  if (!named.files.empty()) return {std::move(named)};
  std::vector<Deployed> out = beside(path);
  if (out.empty()) out.emplace_back();
  return out;
}

}  // namespace ringfence
