#include "analyzer/policy/policy_parameters.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

namespace ringfence {
namespace {

constexpr std::array<std::string_view, 5> kTypes = {"text", "number", "bool", "texts", "numbers"};

bool is_declared(const DataNode& node) { return node.is_map() && node.find("default"); }

std::string_view scalar_type(DataKind kind) {
  switch (kind) {
    case DataKind::Int:
    case DataKind::Double:
      return "number";
    case DataKind::Bool:
      return "bool";
    default:
      return "text";
  }
}

double number_of(const DataNode& node) {
  return node.kind == DataKind::Int ? static_cast<double>(node.integer) : node.number;
}

bool is_number(const DataNode& node) { return node.kind == DataKind::Int || node.kind == DataKind::Double; }

bool is_scalar_of(const DataNode& node, std::string_view type) {
  // A text may look like a number: a TLS version, a tag's value.
  if (type == "text") return node.is_string() || is_number(node);
  return type == "number" ? is_number(node) : node.kind == DataKind::Bool;
}

bool has_type(const DataNode& node, std::string_view type) {
  bool list = type == "texts" || type == "numbers";
  if (!list) return is_scalar_of(node, type);
  std::string_view one = type == "texts" ? "text" : "number";
  return node.is_list() && std::all_of(node.items.begin(), node.items.end(),
                                       [&](const DataNode& each) { return is_scalar_of(each, one); });
}

std::string_view words_for(std::string_view type) {
  if (type == "texts") return "a list of texts";
  if (type == "numbers") return "a list of numbers";
  return type == "bool" ? "true or false" : type == "number" ? "a number" : "a text";
}

std::string joined(const DataNode& list) {
  std::string out;
  for (const DataNode& each : list.items) out += (out.empty() ? "" : ", ") + each.text;
  return out;
}

}  // namespace

const DataNode& parameter_value(const DataNode& declaration) {
  return is_declared(declaration) ? *declaration.find("default") : declaration;
}

std::string parameter_type(const DataNode& declaration) {
  const DataNode* type = is_declared(declaration) ? declaration.find("type") : nullptr;
  if (type) return type->text;
  const DataNode& value = parameter_value(declaration);
  if (!value.is_list()) return std::string(scalar_type(value.kind));
  return value.items.empty() || scalar_type(value.items.front().kind) == "text" ? "texts" : "numbers";
}

std::string parameter_limits(const DataNode& declaration) {
  if (!is_declared(declaration)) return {};
  if (const DataNode* allowed = declaration.find("allowed")) return fmt::format("one of {}", joined(*allowed));
  const DataNode* min = declaration.find("min");
  const DataNode* max = declaration.find("max");
  if (min && max) return fmt::format("from {} to {}", min->text, max->text);
  if (min) return fmt::format("at least {}", min->text);
  return max ? fmt::format("at most {}", max->text) : std::string();
}

std::string_view parameter_says(const DataNode& declaration) {
  const DataNode* says = is_declared(declaration) ? declaration.find("says") : nullptr;
  return says ? std::string_view(says->text) : std::string_view();
}

void check_declarations(const DataNode& parameters, DataErrors& errors) {
  for (const auto& [name, node] : parameters.members) {
    if (node.is_map() && !is_declared(node)) errors.add(node, fmt::format("parameter '{}' needs a 'default'", name));
    if (!is_declared(node)) continue;
    errors.check_keys(node, {"default", "type", "allowed", "min", "max", "says"});
    const DataNode* type = node.find("type");
    if (type && std::find(kTypes.begin(), kTypes.end(), type->text) == kTypes.end()) {
      errors.add(*type, fmt::format("no type '{}': {}", type->text, fmt::join(kTypes, ", ")));
      continue;
    }
    const DataNode* allowed = node.find("allowed");
    if (allowed && (!allowed->is_list() || allowed->items.empty()))
      errors.add(*allowed, "'allowed' takes a list of values");
    for (std::string_view bound : {"min", "max"}) {
      const DataNode* number = node.find(bound);
      if (number && !is_number(*number)) errors.add(*number, fmt::format("'{}' takes a number", bound));
    }
    check_parameter("", name, node, *node.find("default"), errors);
  }
}

void check_parameter(std::string_view policy, std::string_view name, const DataNode& declaration, const DataNode& value,
                     DataErrors& errors) {
  std::string what =
      policy.empty() ? fmt::format("parameter '{}'", name) : fmt::format("parameter '{}' of {}", name, policy);
  std::string type = parameter_type(declaration);
  if (!has_type(value, type)) return errors.add(value, fmt::format("{} takes {}", what, words_for(type)));
  if (!is_declared(declaration)) return;
  const DataNode* allowed = declaration.find("allowed");
  const DataNode* min = declaration.find("min");
  const DataNode* max = declaration.find("max");
  std::vector<const DataNode*> each;
  for (const DataNode& item : value.items) each.push_back(&item);
  if (!value.is_list()) each.push_back(&value);
  for (const DataNode* one : each) {
    auto same = [&](const DataNode& other) { return other.text == one->text; };
    bool listed = !allowed || std::any_of(allowed->items.begin(), allowed->items.end(), same);
    bool low = min && is_number(*one) && number_of(*one) < number_of(*min);
    bool high = max && is_number(*one) && number_of(*one) > number_of(*max);
    if (listed && !low && !high) continue;
    errors.add(*one, fmt::format("{} is {}, not {}", what, parameter_limits(declaration), one->text));
  }
}

void set_parameter(DataNode& declaration, const DataNode& value) {
  if (!is_declared(declaration)) {
    declaration = value;
    return;
  }
  for (auto& [key, node] : declaration.members) {
    if (key == "default") node = value;
  }
}

}  // namespace ringfence
