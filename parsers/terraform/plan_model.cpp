#include "parsers/terraform/plan_model.h"

namespace ringfence::terraform {

namespace {

constexpr unsigned kMaxModules = 100;  // nested in one another

std::string child_address(const std::string& above, std::string_view rest) {
  return above.empty() ? std::string(rest) : above + "." + std::string(rest);
}

}  // namespace

PlanModel::PlanModel(const PlanJson& json) : json_(json) {
  read_module(json.member(json.member(json.root(), "configuration"), "root_module"), root_, 0);
  places_.emplace("", std::make_unique<PlanPlace>(PlanPlace{"", nullptr, &root_, kNoJson, std::nullopt}));
  read_changes();
  // A plan has planned_values, a state values; a plan that was cut down to its changes has neither.
  JsonIndex planned = json.member(json.root(), "planned_values");
  if (planned == kNoJson) planned = json.member(json.root(), "values");
  if (json.is_object(planned)) {
    add_listed(json.member(planned, "root_module"), false, 0);
  } else {
    add_changed();
  }
  JsonIndex state = json.member(json.member(json.root(), "prior_state"), "values");
  add_listed(json.member(state, "root_module"), true, 0);
}

std::optional<size_t> PlanModel::find(const std::string& address) const {
  auto found = by_address_.find(address);
  return found == by_address_.end() ? std::nullopt : std::optional<size_t>(found->second);
}

const std::vector<size_t>& PlanModel::instances_of(const std::string& resource) const {
  static const std::vector<size_t> kNone;
  auto found = by_resource_.find(resource);
  return found == by_resource_.end() ? kNone : found->second;
}

void PlanModel::read_module(JsonIndex json, PlanModule& out, unsigned depth) {
  if (depth > kMaxModules) return;
  json_.each_item(json_.member(json, "resources"), [&](JsonIndex each) {
    std::string_view address = json_.text_member(each, "address");
    if (!address.empty()) out.resources.emplace(address, each);
  });
  out.outputs = json_.member(json, "outputs");
  json_.each_member(json_.member(json, "module_calls"), [&](JsonIndex name, JsonIndex call) {
    auto [at, is_new] = out.calls.try_emplace(std::string(json_.text(name)));
    if (!is_new) return;
    at->second.json = call;
    at->second.module = std::make_unique<PlanModule>();
    read_module(json_.member(call, "module"), *at->second.module, depth + 1);
  });
}

void PlanModel::read_changes() {
  json_.each_item(json_.member(json_.root(), "resource_changes"), [&](JsonIndex entry) {
    // An object that an earlier, failed replacement left behind goes away; the address is another's.
    if (json_.member(entry, "deposed") != kNoJson) return;
    Change change{entry, json_.member(entry, "change"), false};
    json_.each_item(json_.member(change.change, "actions"), [&](JsonIndex action) {
      std::string_view word = json_.text(action);
      if (word != "delete" && word != "forget") change.exists = true;
    });
    change_of_.emplace(json_.text_member(entry, "address"), changes_.size());
    changes_.push_back(change);
  });
}

void PlanModel::add_listed(JsonIndex module, bool data_only, unsigned depth) {
  if (depth > kMaxModules || !json_.is_object(module)) return;
  json_.each_item(json_.member(module, "resources"), [&](JsonIndex entry) {
    if (data_only && json_.text_member(entry, "mode") != "data") return;
    add(entry, json_.member(entry, "values"));
  });
  json_.each_item(json_.member(module, "child_modules"),
                  [&](JsonIndex child) { add_listed(child, data_only, depth + 1); });
}

void PlanModel::add_changed() {
  for (const Change& each : changes_) {
    if (each.exists) add(each.entry, json_.member(each.change, "after"));
  }
}

void PlanModel::add(JsonIndex entry, JsonIndex values) {
  PlanInstance out;
  std::string_view address = json_.text_member(entry, "address");
  std::optional<AddressSteps> steps = read_address(address);
  out.type = json_.text_member(entry, "type");
  out.name = json_.text_member(entry, "name");
  if (!steps || steps->empty() || out.type.empty() || out.name.empty() || by_address_.count(std::string(address)))
    return;
  out.address = address;
  out.data = json_.text_member(entry, "mode") == "data";
  if (steps->back().kind != AddressStep::Kind::Name) out.key = steps->back();

  std::string resource = (out.data ? "data." : "") + std::string(out.type) + "." + std::string(out.name);
  std::string tail = resource + (out.key ? index_text(*out.key) : "");
  if (address.size() < tail.size() || address.substr(address.size() - tail.size()) != tail) return;
  std::string_view module = address.substr(0, address.size() - tail.size());
  if (!module.empty()) module.remove_suffix(1);
  out.place = place(std::string(module));
  if (!out.place) return;
  out.entry = entry;
  out.values = values;
  out.sensitive_values = json_.member(entry, "sensitive_values");
  if (auto change = change_of_.find(address); change != change_of_.end()) {
    JsonIndex planned = changes_[change->second].change;
    out.unknown = json_.member(planned, "after_unknown");
    out.sensitive = json_.member(planned, "after_sensitive");
  }
  if (out.place->config) {
    auto config = out.place->config->resources.find(resource);
    if (config != out.place->config->resources.end()) out.config = config->second;
  }
  by_address_.emplace(out.address, instances_.size());
  by_resource_[child_address(out.place->address, resource)].push_back(instances_.size());
  instances_.push_back(std::move(out));
}

const PlanPlace* PlanModel::place(const std::string& address) {
  auto known = places_.find(address);
  if (known != places_.end()) return known->second.get();
  std::optional<AddressSteps> steps = read_address(address);
  if (!steps || steps->size() > kMaxModules) return nullptr;
  auto made = std::make_unique<PlanPlace>();
  made->address = address;
  size_t end = steps->size();
  if (end > 0 && steps->back().kind != AddressStep::Kind::Name) made->key = (*steps)[--end];
  if (end < 2 || (*steps)[end - 2].text != "module") return nullptr;
  const std::string& name = (*steps)[end - 1].text;
  size_t tail = std::string("module.").size() + name.size() + (made->key ? index_text(*made->key).size() : 0);
  if (address.size() < tail) return nullptr;
  std::string above = address.substr(0, address.size() - tail);
  if (!above.empty()) above.pop_back();
  made->parent = place(above);
  if (!made->parent) return nullptr;
  if (made->parent->config) {
    auto call = made->parent->config->calls.find(name);
    if (call != made->parent->config->calls.end()) {
      made->call = call->second.json;
      made->config = call->second.module.get();
    }
  }
  return places_.emplace(address, std::move(made)).first->second.get();
}

JsonIndex PlanModel::step_into(JsonIndex json, const AddressStep& step) const {
  if (step.kind != AddressStep::Kind::Number) return json_.member(json, step.text);
  return json_.item(json, std::stoul(step.text));
}

JsonIndex PlanModel::value_at(size_t instance, const AddressSteps& path) const {
  JsonIndex at = instances_[instance].values;
  for (const AddressStep& step : path) at = step_into(at, step);
  return at;
}

bool PlanModel::is_unknown(size_t instance, const AddressSteps& path) const {
  JsonIndex at = instances_[instance].unknown;
  for (const AddressStep& step : path) {
    at = step_into(at, step);
    if (json_.is_true(at)) return true;
  }
  // Not in the values either: computed, and the plan was cut down.
  return !path.empty() && value_at(instance, path) == kNoJson &&
         json_.member(instances_[instance].values, path.front().text) == kNoJson;
}

}  // namespace ringfence::terraform
