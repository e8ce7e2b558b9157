#include "analyzer/users.h"

#include <algorithm>
#include <set>

#include "analyzer/parallel.h"
#include "analyzer/paths.h"

namespace ringfence {

namespace {

enum class Family { Bicep, Arm, Terraform };

Family family_of(std::string_view path) {
  if (has_suffix(path, ".bicep") || has_suffix(path, ".bicepparam")) return Family::Bicep;
  if (has_suffix(path, ".tf") || has_suffix(path, ".tofu") || has_suffix(path, ".tf.json") || has_suffix(path, ".tfvars") ||
      has_suffix(path, ".tfvars.json")) {
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

}  // namespace

void Users::read_candidates() {
  std::set<Family> searched, wanted;  // for names in the text; by the file's own name
  for (FileId id : workspace_.named()) {
    Family family = family_of(workspace_.path(id));
    searched.insert(family);
    if (family == Family::Arm) searched.insert(Family::Bicep);  // Bicep uses JSON modules, and JSON parameter files
    if (family == Family::Bicep) wanted.insert(Family::Arm);    // X.parameters.json beside X.bicep
  }
  wanted.insert(searched.begin(), searched.end());
  for (std::string& path : workspace_.walk(workspace_.place().root)) {
    if (wanted.count(family_of(path)) && !workspace_.asked_.count(path)) candidates_.push_back({std::move(path), {}, false});
  }
  for_each_index(candidates_.size(), workspace_.options().jobs, [&](size_t i) {
    Candidate& each = candidates_[i];
    if (searched.count(family_of(each.path))) each.text = read_text_file(each.path, workspace_.options().limits.file_bytes);
  });
}

std::vector<std::string> Users::names_of(size_t first_file) const {
  std::set<std::string> names;
  for (size_t id = first_file; id < workspace_.files().size(); ++id) {
    const std::string& path = workspace_.path(static_cast<FileId>(id));
    bool terraform = family_of(path) == Family::Terraform;
    names.insert(std::string(file_name(terraform ? parent_path(path) : std::string_view(path))));
  }
  return {names.begin(), names.end()};
}

void Users::load() {
  read_candidates();
  for (size_t first = 0; first < workspace_.files().size();) {
    std::vector<std::string> names = names_of(first), hits;
    size_t known = workspace_.files().size();
    for (Candidate& each : candidates_) {
      if (each.loaded) continue;
      std::string_view text = each.text.bytes;
      bool hit = std::any_of(names.begin(), names.end(), [&](const std::string& name) { return text.find(name) != std::string_view::npos; });
      for (size_t id = first; !hit && id < known; ++id) {
        const std::string& other = workspace_.path(static_cast<FileId>(id));
        hit = is_parameter_file_of(each.path, other) || is_parameter_file_of(other, each.path) ||
              (family_of(each.path) == Family::Terraform && parent_path(each.path) == parent_path(other));
      }
      if (!hit) continue;
      each.loaded = true;
      hits.push_back(each.path);
    }
    workspace_.load(hits);
    first = known;
  }
}

}  // namespace ringfence
