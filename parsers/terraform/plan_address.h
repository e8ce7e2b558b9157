#pragma once
// Addresses and references as a plan spells them: `module.net["a"].azurerm_subnet.s[0].id` as steps.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ringfence::terraform {

/// `name`, or `[0]`, or `["key"]`.
struct AddressStep {
  enum class Kind : unsigned char { Name, Number, Key };
  Kind kind = Kind::Name;
  std::string text;  // decoded
  friend bool operator==(const AddressStep&, const AddressStep&) = default;
};

using AddressSteps = std::vector<AddressStep>;

/// Nothing when it is not spelled like one.
std::optional<AddressSteps> read_address(std::string_view text);

/// As Terraform prints it: `["a"]`, `[0]`.
std::string index_text(const AddressStep& step);

}  // namespace ringfence::terraform
