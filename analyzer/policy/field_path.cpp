#include "analyzer/policy/field_path.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace ringfence {
namespace {

constexpr std::pair<std::string_view, FieldSource> kSources[] = {{"name", FieldSource::Name},
                                                                 {"fullName", FieldSource::FullName},
                                                                 {"type", FieldSource::Type},
                                                                 {"id", FieldSource::Id},
                                                                 {"apiVersion", FieldSource::ApiVersion},
                                                                 {"scope", FieldSource::Scope},
                                                                 {"deployedTo", FieldSource::DeployedTo}};

/// Has the other property this value? What cannot be told counts as having it.
bool guard_holds(const FieldPath& guard, std::string_view wanted, const ResourceNode& node) {
  if (guard.source == FieldSource::Name) {
    if (!node.name.is_string()) return true;
    std::string_view name = node.name.str();
    return equal_ignore_case(name.substr(name.rfind('/') == std::string_view::npos ? 0 : name.rfind('/') + 1), wanted);
  }
  Value at = node.body;
  for (const PathStep& step : guard.steps) {
    const Member* member = find_member(at, step.name, KeyCase::Insensitive);
    if (!member) return at.is_symbol();
    at = member->value;
  }
  return !at.is_string() || equal_ignore_case(at.str(), wanted);
}

}  // namespace

FieldPath parse_field_path(std::string_view text, Arena& arena, std::string& error) {
  FieldPath path;
  path.text = arena.copy(text);
  for (const auto& [name, source] : kSources) {
    if (name != text) continue;
    path.source = source;
    return path;
  }
  std::vector<PathStep> steps;
  std::string_view rest = path.text;
  bool after_dot = true;
  while (!rest.empty()) {
    if (!steps.empty() && steps.back().kind == StepKind::Deep) {
      error = "'**' stands at the end";
      break;
    }
    if (rest.starts_with("[*]") || rest.starts_with("{*}")) {
      bool members = rest.front() == '{';
      if (after_dot) error = members ? "expected a name before {*}" : "expected a name before [*]";
      steps.push_back({{}, members ? StepKind::Members : StepKind::Plain});
      rest.remove_prefix(3);
      after_dot = false;
    } else if (rest.starts_with("['")) {
      size_t end = rest.find("']");
      if (end == std::string_view::npos || end == 2) {
        error = "expected a name in ['...']";
        break;
      }
      steps.push_back({rest.substr(2, end - 2)});
      rest.remove_prefix(end + 2);
      after_dot = false;
    } else if (rest.front() == '.') {
      if (after_dot) error = "expected a name before '.'";
      rest.remove_prefix(1);
      after_dot = true;
    } else {
      size_t end = std::min(rest.find_first_of(".[{"), rest.size());
      if (end == 0 || !after_dot) {
        error = "expected '.', '[*]', '{*}' or ['name']";
        break;
      }
      bool deep = rest.substr(0, end) == "**";
      steps.push_back({rest.substr(0, end), deep ? StepKind::Deep : StepKind::Plain});
      rest.remove_prefix(end);
      after_dot = false;
    }
  }
  if (error.empty() && after_dot) error = "expected a name at the end";
  if (error.empty()) path.steps = arena.copy(steps);
  return path;
}

FieldPath path_for(const FieldPath& path, const ResourceNode& node) {
  FieldPath out = path;
  if (!path.of_types.empty()) {
    out.source = FieldSource::Nowhere;
    for (const FieldPath& each : path.of_types) {
      if (equal_ignore_case(each.type, node.type)) out = each;
    }
  }
  if (out.guard && !guard_holds(*out.guard, out.guard_value, node)) out.source = FieldSource::Nowhere;
  return out;
}

bool has_prefix(std::span<const PathStep> path, std::span<const PathStep> prefix) {
  return path.size() >= prefix.size() && std::equal(prefix.begin(), prefix.end(), path.begin());
}

std::string path_text(std::span<const PathStep> steps) {
  std::string out;
  for (const PathStep& step : steps) {
    if (step.each()) {
      out += "[*]";
    } else if (step.kind == StepKind::Members) {
      out += "{*}";
    } else if (step.name.find_first_of(".[{") != std::string_view::npos) {
      out.append("['").append(step.name).append("']");
    } else {
      out.append(out.empty() ? "" : ".").append(step.name);
    }
  }
  return out;
}

}  // namespace ringfence
