#pragma once
// PlanModel: the resource instances of a plan, each with what it was planned to be and what configures it.
//
// Read from the JSON of `terraform show -json` (developer.hashicorp.com/terraform/internals/json-format), before
// anything of it is lowered. An instance is what `planned_values` lists (what will exist: nothing that is deleted), and
// data sources that were read (`prior_state`); `resource_changes` says which of its values are unknown or sensitive.

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "parsers/terraform/plan_address.h"
#include "parsers/terraform/plan_json.h"

namespace ringfence::terraform {

/// A module of the configuration.
struct PlanModule {
  struct Call {
    JsonIndex json = kNoJson;
    std::unique_ptr<PlanModule> module;
  };
  std::map<std::string, JsonIndex, std::less<>> resources;  // "type.name", "data.type.name"
  std::map<std::string, Call, std::less<>> calls;
  JsonIndex outputs = kNoJson;
};

/// One instance of a module.
struct PlanPlace {
  std::string address;  // "" at the root
  const PlanPlace* parent = nullptr;
  const PlanModule* config = nullptr;  // null: the plan holds no configuration of it
  JsonIndex call = kNoJson;            // how the parent calls it
  std::optional<AddressStep> key;
};

struct PlanInstance {
  std::string address;
  std::string_view type, name;
  bool data = false;
  std::optional<AddressStep> key;
  const PlanPlace* place = nullptr;
  JsonIndex entry = kNoJson;    // as listed
  JsonIndex values = kNoJson;   // an object
  JsonIndex unknown = kNoJson;  // of the shape of values: true where it is known only after apply
  JsonIndex sensitive = kNoJson, sensitive_values = kNoJson;  // of that shape too: after_sensitive, sensitive_values
  JsonIndex config = kNoJson;                                 // the resource block in the configuration
};

class PlanModel {
 public:
  explicit PlanModel(const PlanJson& json);

  const std::vector<PlanInstance>& instances() const { return instances_; }
  /// The instance of that address.
  std::optional<size_t> find(const std::string& address) const;
  /// All instances of a resource: key "module.a.type.name".
  const std::vector<size_t>& instances_of(const std::string& resource) const;
  /// That instance of a module, made when it holds no resource; null when it is nested too deep.
  const PlanPlace* place(const std::string& address);
  const PlanModule& configuration() const { return root_; }

  /// What is planned at that path, kNoJson when nothing is.
  JsonIndex value_at(size_t instance, const AddressSteps& path) const;
  bool is_unknown(size_t instance, const AddressSteps& path) const;

 private:
  void read_module(JsonIndex json, PlanModule& out, unsigned depth);
  void read_changes();
  void add_listed(JsonIndex module, bool data_only, unsigned depth);
  void add_changed();
  void add(JsonIndex entry, JsonIndex values);
  JsonIndex step_into(JsonIndex json, const AddressStep& step) const;

  struct Change {
    JsonIndex entry = kNoJson, change = kNoJson;
    bool exists = true;
  };

  const PlanJson& json_;
  PlanModule root_;
  std::vector<PlanInstance> instances_;
  std::vector<Change> changes_;                             // in document order
  std::unordered_map<std::string_view, size_t> change_of_;  // by address
  std::unordered_map<std::string, size_t> by_address_;
  std::unordered_map<std::string, std::vector<size_t>> by_resource_;
  std::unordered_map<std::string, std::unique_ptr<PlanPlace>> places_;
};

}  // namespace ringfence::terraform
