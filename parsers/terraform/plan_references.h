#pragma once
// PlanReferences: which attributes of which instances an expression of a plan's configuration refers to.
//
// The configuration in a plan lists the references of each expression and not the expression. They are followed
// through the arguments and outputs of modules to the instances that they mean. What cannot be followed (locals, whose
// expressions a plan leaves out) makes the answer incomplete.

#include <string_view>
#include <vector>

#include "parsers/terraform/plan_model.h"

namespace ringfence::terraform {

struct PlanTarget {
  size_t instance = 0;
  AddressSteps path;  // empty: an attribute that the plan does not name (`x[each.key].id` is listed as `x`)
};

struct PlanTargets {
  std::vector<PlanTarget> found;  // in the order of the references, each once
  bool complete = true;
};

class PlanReferences {
 public:
  PlanReferences(const PlanJson& json, PlanModel& model) : json_(json), model_(model) {}

  /// `expression`: an object with `references`, or blocks of such, of the instance's own configuration.
  PlanTargets targets_of(const PlanInstance& instance, JsonIndex expression);

 private:
  /// Where a reference stands: in a module instance, in something that may be repeated.
  struct Site {
    const PlanPlace* place = nullptr;
    const std::optional<AddressStep>* key = nullptr;
    JsonIndex for_each = kNoJson;
  };
  void follow_all(JsonIndex expression, const Site& site, const AddressSteps& rest, unsigned depth);
  void follow(const AddressSteps& steps, const Site& site, const AddressSteps& rest, unsigned depth);
  void follow_variable(const AddressSteps& steps, const Site& site, const AddressSteps& rest, unsigned depth);
  void follow_module(const AddressSteps& steps, const Site& site, const AddressSteps& rest, unsigned depth);
  void follow_each(const AddressSteps& steps, const Site& site, const AddressSteps& rest, unsigned depth);
  void follow_resource(const AddressSteps& steps, size_t head, const Site& site, const AddressSteps& rest);
  void add(size_t instance, AddressSteps path);

  const PlanJson& json_;
  PlanModel& model_;
  PlanTargets out_;
  const std::optional<AddressStep>* item_ = nullptr;  // the key, while what a repetition runs over is followed
  unsigned work_ = 0;
};

}  // namespace ringfence::terraform
