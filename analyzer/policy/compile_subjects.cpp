// ConditionCompiler's part for the subjects beyond Azure Policy's: several fields at once, measures, whole deployments,
// role permissions, the order of network rules.

#include <fmt/format.h>

#include <algorithm>

#include "analyzer/knowledge/lower_case.h"
#include "analyzer/policy/compile_condition.h"

namespace ringfence {

/// `anyField: [a, b]` is anyOf, `allFields` is allOf with the same operator.
const Condition* ConditionCompiler::fields(const DataNode& node, std::string_view subject) {
  const DataNode& list = *node.find(subject);
  if (!list.is_list() || list.items.empty()) errors_.add(list, fmt::format("'{}' takes a list of paths", subject));
  FieldTest one = field_test(node, subject);
  std::vector<const Condition*> items;
  for (const DataNode& each : list.items) {
    one.path = path(each);
    items.push_back(make(one));
  }
  std::span<const Condition* const> all = arena_.copy(items);
  return subject == "anyField" ? make(AnyOf{all}) : make(AllOf{all});
}

/// `value: { length: PATH }`, `{ parts: PATH, by: TEXT }`, `{ addresses: PATH or [FROM, TO] }`,
/// `{ days: [FROM, TO] }`.
Condition ConditionCompiler::measure(const DataNode& node, const DataNode& what) {
  MeasureTest out;
  const auto& [word, at] = what.members.front();
  out.measure = word == "length"  ? Measure::Length
                : word == "parts" ? Measure::Parts
                : word == "days"  ? Measure::Days
                                  : Measure::Addresses;
  bool parts = out.measure == Measure::Parts;
  errors_.check_keys(what, parts ? std::initializer_list<std::string_view>{"parts", "by"}
                                 : std::initializer_list<std::string_view>{word});
  if (parts) {
    const DataNode* by = what.find("by");
    if (!by || !by->is_string() || by->text.empty())
      errors_.add(what, "'parts' needs 'by', the text between them");
    else
      out.by = arena_.copy(by->text);
  }
  if (out.measure == Measure::Days && (!at.is_list() || at.items.size() != 2))
    errors_.add(at, "'days' takes two paths: the first date and the last");
  bool pair = (out.measure == Measure::Addresses || out.measure == Measure::Days) && at.is_list();
  if (pair && out.measure == Measure::Addresses && at.items.size() != 2)
    errors_.add(at, "'addresses' takes a path, or two: where the range begins and where it ends");
  out.path = path(pair && at.items.size() == 2 ? at.items[0] : at);
  if (pair && at.items.size() == 2) out.last = path(at.items[1]);
  out.test = test(node, {"value"});
  return {out};
}

std::span<const std::string_view> ConditionCompiler::texts(const DataNode& node, std::string_view key) {
  const DataNode* list = referenced(node);
  std::vector<std::string_view> out;
  if (!list) return {};
  for (const DataNode& each : list->is_list() ? list->items : std::vector<DataNode>{*list}) {
    if (!each.is_string() || each.text.empty())
      errors_.add(node, fmt::format("'{}' takes a text or a list of texts", key));
    else
      out.push_back(arena_.copy(each.text));
  }
  return arena_.copy(out);
}

Condition ConditionCompiler::resources(const DataNode& node, unsigned depth) {
  ResourcesTest out;
  const DataNode& what = *node.find("resources");
  out.test = count_test(node, "resources");
  if (!what.is_map()) {
    errors_.add(what, "expected { type: ..., where: ... }");
    return {out};
  }
  errors_.check_keys(what, {"type", "where", "in", "distinct"});
  if (const DataNode* type = what.find("type"))
    out.types = texts(*type, "type");
  else
    errors_.add(what, "'type' is missing");
  if (const DataNode* in = what.find("in")) {
    if (in->text != "deployment" && in->text != "scan") errors_.add(*in, "'in' is deployment or scan");
    out.whole_scan = in->text == "scan";
  }
  if (const DataNode* distinct = what.find("distinct")) out.distinct = arena_.make<FieldPath>(path(*distinct));
  if (const DataNode* where = what.find("where")) out.where = compile(*where, depth + 1);
  return {out};
}

Condition ConditionCompiler::permits(const DataNode& node) {
  PermitsTest out;
  if (!node.is_map()) {
    errors_.add(node, "expected { actions: [...] } or { dataActions: [...] }");
    return {out};
  }
  errors_.check_keys(node, {"actions", "dataActions", "field"});
  const DataNode* actions = node.find("actions");
  const DataNode* data = node.find("dataActions");
  if ((actions != nullptr) == (data != nullptr)) {
    errors_.add(node, "expected one of 'actions' and 'dataActions'");
    return {out};
  }
  out.data = data != nullptr;
  std::vector<std::string_view> wanted;
  for (std::string_view each : texts(data ? *data : *actions, data ? "dataActions" : "actions"))
    wanted.push_back(arena_.copy(lower(each)));
  out.actions = arena_.copy(wanted);
  DataNode standard = node;
  standard.kind = DataKind::String;
  standard.text = "properties.permissions";
  out.path = path(node.find("field") ? *node.find("field") : standard);
  return {out};
}

Condition ConditionCompiler::denied(const DataNode& node) {
  DeniedTest out;
  if (!node.is_map()) {
    errors_.add(node, "expected { ports: [...], from: internet }, or {}");
    return {out};
  }
  errors_.check_keys(node, {"ports", "from"});
  if (const DataNode* ports = node.find("ports")) {
    std::vector<Value> values;
    operands(*ports, values);
    bool numbers = std::all_of(values.begin(), values.end(), [](const Value& each) { return each.is_int(); });
    if (!numbers) errors_.add(*ports, "'ports' takes whole numbers");
    if (numbers) out.ports = arena_.copy(values);
  }
  if (const DataNode* from = node.find("from")) {
    if (from->text != "internet") errors_.add(*from, "'from' is internet");
    out.from_internet = true;
  }
  return {out};
}

}  // namespace ringfence
