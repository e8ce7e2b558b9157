#include "parsers/terraform/plan_references.h"

#include <algorithm>
#include <utility>

namespace ringfence::terraform {

namespace {

constexpr unsigned kMaxDepth = 40;
constexpr unsigned kMaxWork = 2000;  // references followed for one expression
constexpr size_t kMaxTargets = 32;

/// steps[from..] and then `rest`.
AddressSteps joined(const AddressSteps& steps, size_t from, const AddressSteps& rest) {
  AddressSteps out(steps.begin() + static_cast<std::ptrdiff_t>(std::min(from, steps.size())), steps.end());
  out.insert(out.end(), rest.begin(), rest.end());
  return out;
}

/// Is `shorter` what is left of `longer` without its last steps?
bool is_prefix(std::string_view shorter, std::string_view longer) {
  return shorter.size() < longer.size() && longer.substr(0, shorter.size()) == shorter &&
         (longer[shorter.size()] == '.' || longer[shorter.size()] == '[');
}

std::string below(const PlanPlace& place, std::string_view rest) {
  return place.address.empty() ? std::string(rest) : place.address + "." + std::string(rest);
}

}  // namespace

PlanTargets PlanReferences::targets_of(const PlanInstance& instance, JsonIndex expression) {
  out_ = {};
  work_ = 0;
  Site site{instance.place, &instance.key, json_.member(instance.config, "for_each_expression")};
  follow_all(expression, site, {}, 0);
  return std::move(out_);
}

void PlanReferences::add(size_t instance, AddressSteps path) {
  bool known = std::any_of(out_.found.begin(), out_.found.end(),
                           [&](const PlanTarget& each) { return each.instance == instance && each.path == path; });
  if (known) return;
  if (out_.found.size() < kMaxTargets) {
    out_.found.push_back({instance, std::move(path)});
  } else {
    out_.complete = false;
  }
}

/// Each reference is listed with all that it begins with after it: "a.b.c", "a.b". Only the longest says something.
void PlanReferences::follow_all(JsonIndex expression, const Site& site, const AddressSteps& rest, unsigned depth) {
  if (depth > kMaxDepth) {
    out_.complete = false;
    return;
  }
  json_.each_item(expression, [&](JsonIndex block) { follow_all(block, site, rest, depth + 1); });
  JsonIndex references = json_.member(expression, "references");
  if (references == kNoJson && json_.member(expression, "constant_value") == kNoJson) {
    json_.each_member(expression, [&](JsonIndex, JsonIndex inner) { follow_all(inner, site, rest, depth + 1); });
    return;
  }
  std::string_view last;
  json_.each_item(references, [&](JsonIndex each) {
    std::string_view text = json_.text(each);
    bool told = is_prefix(text, last);
    last = text;
    if (told) return;
    std::optional<AddressSteps> steps = read_address(text);
    if (!steps || steps->size() < 2 || ++work_ > kMaxWork) {
      out_.complete = false;
      return;
    }
    follow(*steps, site, rest, depth + 1);
  });
}

void PlanReferences::follow(const AddressSteps& steps, const Site& site, const AddressSteps& rest, unsigned depth) {
  const std::string& head = steps[0].text;
  if (head == "var") {
    follow_variable(steps, site, rest, depth);
  } else if (head == "module") {
    follow_module(steps, site, rest, depth);
  } else if (head == "each") {
    follow_each(steps, site, rest, depth);
  } else if (head == "local") {
    out_.complete = false;
  } else if (head == "data" || head == "ephemeral") {
    follow_resource(steps, 1, site, rest);
  } else if (head != "count" && head != "path" && head != "terraform" && head != "self") {
    follow_resource(steps, 0, site, rest);
  }
}

void PlanReferences::follow_variable(const AddressSteps& steps, const Site& site, const AddressSteps& rest,
                                     unsigned depth) {
  const PlanPlace& place = *site.place;
  if (!place.parent) return;  // of the root: known
  JsonIndex argument = json_.member(json_.member(place.call, "expressions"), steps[1].text);
  Site caller{place.parent, &place.key, json_.member(place.call, "for_each_expression")};
  follow_all(argument, caller, joined(steps, 2, rest), depth);
}

void PlanReferences::follow_module(const AddressSteps& steps, const Site& site, const AddressSteps& rest,
                                   unsigned depth) {
  std::string address = below(*site.place, "module." + steps[1].text);
  size_t next = 2;
  if (next < steps.size() && steps[next].kind != AddressStep::Kind::Name) address += index_text(steps[next++]);
  const PlanPlace* place = next < steps.size() ? model_.place(address) : nullptr;
  if (!place || !place->config) {
    out_.complete = false;  // `module.m[each.key].out` is listed as `module.m`
    return;
  }
  JsonIndex output = json_.member(json_.member(place->config->outputs, steps[next].text), "expression");
  follow_all(output, {place, nullptr, kNoJson}, joined(steps, next + 1, rest), depth);
}

/// `each.value` of a resource that is repeated over another one is that one's instance of the same key.
void PlanReferences::follow_each(const AddressSteps& steps, const Site& site, const AddressSteps& rest,
                                 unsigned depth) {
  if (steps[1].text != "value" || site.for_each == kNoJson || !site.key || !*site.key) return;
  PlanTargets before = std::exchange(out_, {});
  const std::optional<AddressStep>* outer = std::exchange(item_, site.key);
  follow_all(site.for_each, {site.place, nullptr, kNoJson}, {}, depth);
  item_ = outer;
  PlanTargets over = std::exchange(out_, std::move(before));
  out_.complete = out_.complete && over.complete;
  AddressSteps path = joined(steps, 2, rest);
  for (const PlanTarget& each : over.found) add(each.instance, each.path.empty() ? path : each.path);
}

void PlanReferences::follow_resource(const AddressSteps& steps, size_t head, const Site& site,
                                     const AddressSteps& rest) {
  if (steps.size() < head + 2) return;
  std::string name = (head > 0 ? steps[0].text + "." : "") + steps[head].text + "." + steps[head + 1].text;
  size_t next = head + 2;
  std::optional<AddressStep> key;
  if (next < steps.size() && steps[next].kind != AddressStep::Kind::Name) key = steps[next++];
  AddressSteps path = joined(steps, next, rest);
  std::string address = below(*site.place, name);
  auto with = [&](const AddressStep& index) { return model_.find(address + index_text(index)); };
  if (key) {
    if (auto found = with(*key)) add(*found, path);
    return;
  }
  // The item of a repetition over the resource; else the index was an expression: most often the key of the instance
  // that refers to it.
  const std::optional<AddressStep>* likely = item_ ? item_ : site.key;
  if (likely && *likely && path.empty()) {
    if (auto found = with(**likely)) return add(*found, path);
  }
  const std::vector<size_t>& all = model_.instances_of(address);
  if (all.size() > kMaxTargets) out_.complete = false;
  for (size_t i = 0; i < std::min(all.size(), kMaxTargets); ++i) add(all[i], path);
}

}  // namespace ringfence::terraform
