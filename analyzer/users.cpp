#include "analyzer/users.h"

#include <algorithm>
#include <cstring>
#include <set>

#include "analyzer/parallel.h"
#include "analyzer/paths.h"

namespace ringfence {

namespace {

enum class Family { Bicep, Arm, Terraform };

Family family_of(std::string_view path) {
  if (has_suffix(path, ".bicep") || has_suffix(path, ".bicepparam")) return Family::Bicep;
  if (has_suffix(path, ".tf") || has_suffix(path, ".tofu") || has_suffix(path, ".tf.json") || has_suffix(path, ".tofu.json") ||
      has_suffix(path, ".tfvars") || has_suffix(path, ".tfvars.json")) {
    return Family::Terraform;
  }
  return Family::Arm;
}

/// "main.parameters.json" beside "main.bicep": its users are found by the template's name.
bool is_parameter_file_of(std::string_view file, std::string_view other) {
  std::string_view name = file_name(file), template_name = file_name(other);
  std::string_view stem = template_name.substr(0, template_name.rfind('.') + 1);
  return parent_path(file) == parent_path(other) && name.substr(0, stem.size()) == stem &&
         (has_suffix(name, ".parameters.json") || name.find(".parameters.") != std::string_view::npos);
}

bool contains(std::string_view text, std::string_view word) {
  return ::memmem(text.data(), text.size(), word.data(), word.size()) != nullptr;
}

/// Is the JSON file in the folder of `other` or in one below it? If it is a parameter file, its content decides whose
/// (parameter_files.h).
bool may_parametrise(const std::string& file, const std::string& other) {
  std::string_view folder = parent_path(file);
  return has_suffix(file, ".json") && (folder == parent_path(other) || parent_path(folder) == parent_path(other));
}

bool is_parameter_file(std::string_view text) { return contains(text, "eploymentParameters"); }

}  // namespace

void Users::read_candidates() {
  std::set<Family> searched, wanted;  // for names in the text; by place, their text is read when it matters
  for (FileId id : workspace_.named()) {
    Family family = family_of(workspace_.path(id));
    searched.insert(family);
    if (family == Family::Arm) searched.insert(Family::Bicep);  // Bicep uses JSON modules, and JSON parameter files
    if (family == Family::Bicep) wanted.insert(Family::Arm);    // parameter files
  }
  wanted.insert(searched.begin(), searched.end());
  for (std::string& path : workspace_.walk(workspace_.place().root)) {
    if (wanted.count(family_of(path)) && !workspace_.asked_.count(path))
      candidates_.push_back({std::move(path), {}, false});
  }
  for_each_index(candidates_.size(), workspace_.options().jobs, [&](size_t i) {
    if (searched.count(family_of(candidates_[i].path))) read(candidates_[i]);
  });
}

void Users::read(Candidate& candidate) const {
  if (!candidate.read) candidate.text = read_text_file(candidate.path, workspace_.options().limits.file_bytes);
  candidate.read = true;
}

std::vector<std::string> Users::targets_from(size_t first_file) const {
  std::set<std::string> out;
  for (size_t id = first_file; id < workspace_.files().size(); ++id) {
    const std::string& path = workspace_.path(static_cast<FileId>(id));
    out.insert(family_of(path) == Family::Terraform ? std::string(parent_path(path)) : path);
  }
  return {out.begin(), out.end()};
}

bool Users::may_use(const Candidate& candidate, const std::string& target) const {
  Family family = family_of(candidate.path);
  if (family == Family::Terraform) {
    if (parent_path(candidate.path) == target) return true;
  } else if (is_parameter_file_of(candidate.path, target) || is_parameter_file_of(target, candidate.path)) {
    return true;
  } else {
    FileId id = workspace_.find(target);
    if (may_parametrise(candidate.path, target) && is_parameter_file(candidate.text.bytes)) return true;
    if (id != kNoFile && workspace_.file(id).kind == FileKind::ArmParameters && may_parametrise(target, candidate.path))
      return true;
  }
  // The name first, since it is not there in most files; then the path as it is written from the candidate's folder,
  // or, in a uri, with the folder's name. ("main.bicep" alone would be found everywhere.)
  if (!contains(candidate.text.bytes, file_name(target))) return false;
  std::string relative = relative_path(parent_path(candidate.path), target);
  if (contains(candidate.text.bytes, relative)) return true;
  std::string tail = std::string(file_name(parent_path(target))) + "/" + std::string(file_name(target));
  return family == Family::Arm && contains(candidate.text.bytes, tail);
}

void Users::load() {
  read_candidates();
  for (size_t first = 0; first < workspace_.files().size();) {
    std::vector<std::string> targets = targets_from(first), hits;
    first = workspace_.files().size();
    std::vector<char> hit(candidates_.size(), 0);
    for_each_index(candidates_.size(), workspace_.options().jobs, [&](size_t i) {
      if (candidates_[i].loaded) return;
      bool near = std::any_of(targets.begin(), targets.end(),
                              [&](const std::string& target) { return may_parametrise(candidates_[i].path, target); });
      if (near) read(candidates_[i]);
      hit[i] = std::any_of(targets.begin(), targets.end(),
                           [&](const std::string& target) { return may_use(candidates_[i], target); });
    });
    for (size_t i = 0; i < candidates_.size(); ++i) {
      if (!hit[i]) continue;
      candidates_[i].loaded = true;
      hits.push_back(candidates_[i].path);
    }
    workspace_.load(hits);
  }
}

}  // namespace ringfence
