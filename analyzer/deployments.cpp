#include "analyzer/deployments.h"

#include <fmt/format.h>

#include <map>
#include <string>

#include "analyzer/paths.h"

namespace ringfence {

namespace {

constexpr size_t kMaxNamed = 5;  // parameter files that a message names

/// "prod.bicepparam"; "a.tfvars + b.tfvars"; of a deployment without any, that.
std::string files_of(const Model& model, const Root& root) {
  std::string out;
  for (const ParameterFile* each : root.input.parameter_files) {
    out += (out.empty() ? "" : " + ") + relative_path(model.workspace->place().root, model.workspace->path(each->file));
  }
  return out.empty() ? "no parameter file" : out;
}

std::map<FileId, size_t> deployments_of(const Model& model) {
  std::map<FileId, size_t> out;
  for (const Root& root : model.roots) ++out[root.file];
  return out;
}

}  // namespace

void name_deployments(const Model& model, std::vector<Judgement>& judgements) {
  std::map<FileId, size_t> count = deployments_of(model);
  for (size_t i = 0; i < judgements.size(); ++i) {
    const Root& root = model.roots[i];
    if (root.file == kNoFile || count[root.file] < 2) continue;
    std::string files = files_of(model, root);
    for (Finding& each : judgements[i].findings) {
      each.template_file = root.file;
      each.parameter_files = {files};
    }
  }
}

void tell_deployments(const Model& model, std::vector<Finding>& findings) {
  std::map<FileId, size_t> count = deployments_of(model);
  for (Finding& each : findings) {
    size_t with = each.parameter_files.size();
    if (with == 0 || with >= count[each.template_file]) continue;
    std::string names;
    for (size_t i = 0; i < with && i < kMaxNamed; ++i) names += (i == 0 ? "" : ", ") + each.parameter_files[i];
    if (with > kMaxNamed) names += fmt::format(" and {} more", with - kMaxNamed);
    each.message += fmt::format(" (with {})", names);
  }
}

}  // namespace ringfence
