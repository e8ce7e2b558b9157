#include "analyzer/policy_schema.h"

#include <nlohmann/json.hpp>
#include <span>

#include "analyzer/graph/resource_graph.h"
#include "analyzer/policy/made_from.h"
#include "analyzer/policy/vocabulary.h"

namespace ringfence {

namespace {

using Json = nlohmann::ordered_json;

Json reference(const char* name) { return {{"$ref", std::string("#/$defs/") + name}}; }

Json one_or_list(const Json& item) { return {{"anyOf", {item, {{"type", "array"}, {"items", item}}}}}; }

/// What stands on the right of an operator.
Json operand(Takes takes) {
  Json scalar{{"type", {"string", "number", "boolean"}}}, text{{"type", "string"}}, number{{"type", "integer"}};
  switch (takes) {
    case Takes::Bool:
      return {{"type", "boolean"}};
    case Takes::Scalar:
      return {{"anyOf", {scalar, reference("lookup")}}};
    case Takes::Comparable:
      return {{"anyOf", {{{"type", {"string", "number"}}}, reference("lookup")}}};
    case Takes::List:
      return {{"anyOf", {one_or_list({{"anyOf", {scalar, reference("constant")}}}), reference("lookup")}}};
    case Takes::Text:
    case Takes::Duration:
      return {{"anyOf", {text, reference("lookup")}}};
    case Takes::Pattern:
    case Takes::Ranges:
    case Takes::Ids:
      return {{"anyOf", {one_or_list({{"anyOf", {text, reference("constant")}}}), reference("lookup")}}};
    case Takes::WholeNumber:
      return {{"anyOf", {number, reference("lookup")}}};
    case Takes::Ports:
      return {{"anyOf", {one_or_list({{"anyOf", {number, reference("constant")}}}), reference("lookup")}}};
    case Takes::Ingredients:
      break;
  }
  Json words = Json::array();
  for (std::string_view each : ingredient_words()) words.push_back(each);
  return one_or_list({{"enum", words}});
}

void add_operators(Json& properties) {
  for (const OperatorWord& each : operator_words()) {
    Json one = operand(each.takes);
    one["description"] = each.says;
    properties[std::string(each.name)] = std::move(one);
  }
}

/// A map of these keys; the schema of a key is given or anything.
Json map_of(std::span<const KeyWord> keys, const Json& schemas = Json::object()) {
  Json out{{"type", "object"}, {"additionalProperties", false}, {"properties", Json::object()}};
  Json required = Json::array();
  for (const KeyWord& each : keys) {
    std::string name(each.name);
    Json one = schemas.contains(name) ? schemas[name] : Json::object();
    one["description"] = each.says;
    out["properties"][name] = std::move(one);
    if (each.required) required.push_back(each.name);
  }
  if (!required.empty()) out["required"] = std::move(required);
  return out;
}

Json edges() {
  Json out = Json::array();
  for (size_t kind = 0; kind < kEdgeKinds; ++kind) out.push_back(edge_name(static_cast<EdgeKind>(kind)));
  return {{"enum", out}};
}

Json subjects() {
  Json text{{"type", "string"}}, texts = one_or_list(text), condition = reference("condition");
  Json conditions{{"type", "array"}, {"items", condition}, {"minItems", 1}};
  Json paths{{"type", "array"}, {"items", text}, {"minItems", 1}};
  Json levels{{"enum", Json::array()}};
  for (std::string_view each : kScopeLevels) levels["enum"].push_back(each);
  Json list_or_constant{{"anyOf", {texts, reference("constant")}}};
  return {
      {"allOf", conditions},
      {"anyOf", conditions},
      {"not", condition},
      {"field", text},
      {"anyField", paths},
      {"allFields", paths},
      {"count", map_of(count_keys(), {{"field", text}, {"name", text}, {"where", condition}})},
      {"resources",
       map_of(resources_keys(),
              {{"type", texts}, {"where", condition}, {"in", {{"enum", {"deployment", "scan"}}}}, {"distinct", text}})},
      {"related", reference("related")},
      {"role", map_of(role_keys(), {{"field", text}})},
      {"permits",
       map_of(permits_keys(), {{"actions", list_or_constant}, {"dataActions", list_or_constant}, {"field", text}})},
      {"deniedBefore", map_of(denied_keys(), {{"from", {{"enum", {"internet"}}}}})},
      {"policy", text},
      {"scopeLevel", one_or_list(levels)}};
}

Json condition() {
  Json map{{"type", "object"}, {"additionalProperties", false}, {"properties", Json::object()}};
  Json known = subjects();
  Json one_of = Json::array();
  for (const KeyWord& each : subject_words()) {
    std::string name(each.name);
    Json one = known.contains(name) ? known[name] : Json::object();
    one["description"] = each.says;
    map["properties"][name] = std::move(one);
    one_of.push_back({{"required", {name}}});
  }
  for (const KeyWord& each : field_keys()) {
    bool absent = each.name == "absent";
    Json values = absent ? Json{{"enum", {true, false, "unknown"}}} : Json{{"type", "boolean"}};
    values["description"] = each.says;
    map["properties"][std::string(each.name)] = std::move(values);
  }
  add_operators(map["properties"]);
  map["oneOf"] = std::move(one_of);
  return {{"anyOf", {{{"type", "boolean"}}, map}}};
}

Json related() {
  Json text{{"type", "string"}}, condition = reference("condition");
  Json hop{{"edge", edges()},
           {"direction", {{"enum", {"in", "out"}}}},
           {"type", one_or_list(text)},
           {"where", condition},
           {"via", condition},
           {"quantifier", {{"enum", {"any", "all", "none"}}}},
           {"min", {{"type", "integer"}, {"minimum", 1}, {"maximum", 1000}}},
           {"as", text},
           {"is", text},
           {"missing", text},
           {"unfit", text},
           {"path", {{"type", "array"}, {"items", reference("related")}, {"minItems", 1}}}};
  return map_of(related_keys(), hop);
}

Json constant() {
  Json text{{"type", "string"}};
  auto with = [&](const char* key) {
    return Json{
        {"type", "object"}, {"properties", {{key, text}}}, {"required", {key}}, {"additionalProperties", false}};
  };
  return {{"anyOf", {with("knowledge"), with("param")}}};
}

Json lookup() {
  Json text{{"type", "string"}};
  Json out{{"type", "object"},
           {"minProperties", 1},
           {"maxProperties", 1},
           {"additionalProperties", false},
           {"properties", Json::object()}};
  for (const char* key : {"knowledge", "param", "field", "judged", "current"}) out["properties"][key] = text;
  return out;
}

Json parameters() {
  Json scalar{{"type", {"string", "number", "boolean"}}};
  Json declared = map_of(parameter_keys(), {{"type", {{"enum", {"text", "number", "bool", "texts", "numbers"}}}},
                                            {"allowed", {{"type", "array"}, {"minItems", 1}}},
                                            {"min", {{"type", "number"}}},
                                            {"max", {{"type", "number"}}},
                                            {"says", {{"type", "string"}}}});
  return {{"type", "object"}, {"additionalProperties", {{"anyOf", {scalar, {{"type", "array"}}, declared}}}}};
}

}  // namespace

std::string policy_schema() {
  Json text{{"type", "string"}}, texts = one_or_list(text);
  Json severity{{"enum", {"critical", "high", "medium", "low", "info"}}};
  Json grade{{"type", "object"},
             {"properties", {{"severity", severity}, {"when", reference("condition")}}},
             {"required", {"severity", "when"}},
             {"additionalProperties", false}};
  Json set{{"type", "object"},
           {"properties", {{"set", {{"type", "object"}, {"minProperties", 1}}}}},
           {"required", {"set"}},
           {"additionalProperties", false}};
  Json out = map_of(policy_keys(), {{"id", {{"type", "string"}, {"pattern", "^RF-[A-Z]+-[0-9]{3}$"}}},
                                    {"title", text},
                                    {"severity", severity},
                                    {"category", {{"type", "string"}, {"pattern", "^[a-z0-9-]+$"}}},
                                    {"resource", texts},
                                    {"when", reference("condition")},
                                    {"require", reference("condition")},
                                    {"message", text},
                                    {"why", text},
                                    {"place", texts},
                                    {"fix", set},
                                    {"parameters", parameters()},
                                    {"grades", {{"type", "array"}, {"items", grade}}},
                                    {"supersedes", texts},
                                    {"equivalents", texts},
                                    {"azure_policy", texts},
                                    {"controls", {{"type", "object"}, {"additionalProperties", texts}}},
                                    {"seed", texts},
                                    {"references", texts}});
  Json whole{{"$schema", "https://json-schema.org/draft/2020-12/schema"}, {"title", "Ringfence policy"}};
  whole.update(out);
  whole["$defs"] = {{"condition", condition()}, {"related", related()}, {"constant", constant()}, {"lookup", lookup()}};
  return whole.dump(2) + "\n";
}

}  // namespace ringfence
