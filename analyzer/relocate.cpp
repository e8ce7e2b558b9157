#include "analyzer/relocate.h"

#include <algorithm>
#include <utility>

#include "analyzer/paths.h"

namespace ringfence {

void move_into_project(std::vector<Finding>& findings, const Workspace& workspace) {
  auto is_outside = [&](const Span& span) {
    return span.valid() && !is_inside(workspace.place().root, workspace.path(span.file));
  };
  for (Finding& finding : findings) {
    if (!is_outside(finding.span)) continue;
    auto call = std::find_if(finding.related.begin(), finding.related.end(), [&](const RelatedPlace& each) {
      return each.message == kModuleCall && !is_outside(each.span);
    });
    if (call == finding.related.end()) continue;
    std::swap(finding.span, call->span);
    call->message = "decided here, in a module outside the project";
    finding.block = finding.span;
  }
}

}  // namespace ringfence
