// ConditionCompiler's part for relations: `related` with its hops.

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "analyzer/policy/compile_condition.h"
#include "analyzer/policy/wording.h"

namespace ringfence {
namespace {

constexpr size_t kMaxHops = 12;

}  // namespace

void ConditionCompiler::related_kind(const DataNode& node, RelatedTest& out) {
  if (const DataNode* edge = node.find("edge")) {
    if (auto kind = edge_kind(edge->text)) {
      out.edge = *kind;
    } else {
      std::vector<std::string_view> known;
      for (int i = 0; i <= static_cast<int>(kEdgeKinds) - 1; ++i) known.push_back(edge_name(static_cast<EdgeKind>(i)));
      std::string_view near = did_you_mean(edge->text, known);
      errors_.add(*edge, fmt::format("no edge '{}'{}", edge->text,
                                     near.empty() ? "" : fmt::format(", did you mean '{}'?", near)));
    }
  } else {
    errors_.add(node, "'edge' is missing");
  }
  const DataNode* direction = node.find("direction");
  if (!direction || (direction->text != "in" && direction->text != "out")) {
    errors_.add(direction ? *direction : node, "'direction' is in or out");
  } else {
    out.incoming = direction->text == "in";
  }
  if (const DataNode* quantifier = node.find("quantifier")) {
    if (quantifier->text == "all")
      out.quantifier = Quantifier::All;
    else if (quantifier->text == "none")
      out.quantifier = Quantifier::None;
    else if (quantifier->text != "any")
      errors_.add(*quantifier, "'quantifier' is any, all or none");
  }
  if (const DataNode* min = node.find("min")) {
    if (min->kind != DataKind::Int || min->integer < 1 || min->integer > 1000 || out.quantifier != Quantifier::Any) {
      errors_.add(*min, "'min' is a whole number from 1, for 'any' only");
    }
    out.min = static_cast<uint32_t>(min->integer);
  }
}

/// What is asked of the reference itself, and of which resource it is.
void ConditionCompiler::related_reference(const DataNode& node, RelatedTest& out) {
  if (const DataNode* group = node.find("groupId")) {
    out.group_ids = group->text == "supported" ? GroupIds::Supported : GroupIds::Listed;
    std::vector<Value> ids;
    if (out.group_ids == GroupIds::Listed) operands(*group, ids);
    out.listed_ids = arena_.copy(ids);
    if (out.edge != EdgeKind::PrivateEndpoint)
      errors_.add(*group, "'groupId' is asked of the edge private-endpoint only");
  }
  if (const DataNode* zone = node.find("zone")) {
    out.zone = true;
    if (zone->text != "needed") errors_.add(*zone, "'zone' is needed, or not there");
    if (zones_ == 0) errors_.add(*zone, "'zone' stands within eachZone");
  }
  if (const DataNode* inherited = node.find("inherited")) {
    if (inherited->kind != DataKind::Bool || !out.incoming)
      errors_.add(*inherited, "'inherited' is true or false, with 'direction: in'");
    out.inherited = inherited->boolean;
  }
  if (const DataNode* here = node.find("here")) {
    if (here->kind != DataKind::Bool) errors_.add(*here, "'here' is true or false");
    out.here = here->boolean;
  }
  if (const DataNode* is = node.find("is")) {
    out.is = arena_.copy(is->text);
    if (std::find(names_.begin(), names_.end(), out.is) == names_.end()) {
      errors_.add(*is, fmt::format("nothing is named '{}' by an 'as' before it", is->text));
    }
  }
  if (const DataNode* as = node.find("as")) {
    out.as = arena_.copy(as->text);
    names_.push_back(out.as);
  }
}

std::string_view ConditionCompiler::related_words(const DataNode* words) {
  if (!words) return {};
  if (std::string_view hole = unknown_hop_hole(words->text, names_); !hole.empty()) {
    errors_.add(*words, fmt::format("nothing is known as '{{{}}}' in the words of a hop", hole));
  }
  return arena_.copy(words->text);
}

/// The name that it gives stays known: the caller takes it away where it ends.
RelatedTest ConditionCompiler::hop(const DataNode& node, unsigned depth) {
  RelatedTest out;
  related_kind(node, out);
  related_reference(node, out);
  if (const DataNode* type = node.find("type")) {
    std::vector<std::string_view> types;
    if (type->is_list()) {
      for (const DataNode& each : type->items) types.push_back(arena_.copy(each.text));
    } else {
      types.push_back(arena_.copy(type->text));
    }
    out.types = arena_.copy(types);
  }
  out.missing = related_words(node.find("missing"));
  out.unfit = related_words(node.find("unfit"));
  if (const DataNode* via = node.find("via")) out.via = compile(*via, depth + 1);
  if (const DataNode* where = node.find("where")) out.where = compile(*where, depth + 1);
  return out;
}

/// From the last hop to the first: each knows the one after it.
const RelatedTest* ConditionCompiler::hops(const DataNode& path, unsigned depth) {
  if (!path.is_list() || path.items.empty() || path.items.size() > kMaxHops) {
    errors_.add(path, fmt::format("'path' takes a list of 1 to {} hops", kMaxHops));
    return arena_.make<RelatedTest>();
  }
  std::vector<RelatedTest*> made;
  size_t names = names_.size();
  for (const DataNode& item : path.items) {
    if (!item.is_map()) {
      errors_.add(item, "expected { edge: ..., direction: in|out }");
      continue;
    }
    errors_.check_keys(item, {"edge", "direction", "type", "where", "quantifier", "min", "via", "groupId", "zone",
                              "inherited", "here", "as", "is", "missing", "unfit"});
    made.push_back(arena_.make<RelatedTest>(hop(item, depth + 1)));
    if (made.size() > 1) made[made.size() - 2]->next = made.back();
  }
  names_.resize(names);
  return made.empty() ? arena_.make<RelatedTest>() : made.front();
}

Condition ConditionCompiler::related(const DataNode& node, unsigned depth) {
  if (!node.is_map()) {
    errors_.add(node, "expected { edge: ..., direction: in|out } or { path: [...] }");
    return {RelatedTest{}};
  }
  if (const DataNode* path = node.find("path")) {
    errors_.check_keys(node, {"path"});
    return {*hops(*path, depth)};
  }
  errors_.check_keys(node, {"edge", "direction", "type", "where", "quantifier", "min", "via", "groupId", "zone",
                            "inherited", "here", "as", "is", "missing", "unfit"});
  size_t names = names_.size();
  RelatedTest out = hop(node, depth + 1);
  names_.resize(names);
  return {out};
}

}  // namespace ringfence
