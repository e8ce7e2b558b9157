#pragma once
// made_from: what a value is made from, as far as its term tells: keys that Azure gives out, a secret, a parameter, or
// nothing but text in the template. Used by match for `madeFrom`.

#include <optional>
#include <string_view>
#include <vector>

#include "analyzer/eval/tri.h"
#include "analyzer/eval/value.h"

namespace ringfence {

enum class Ingredient : uint8_t {
  Keys,             // what a list*() function gives, or a Terraform attribute that holds a key or a password
  SecureParameter,  // a parameter that is declared secure
  Vault,            // a secret that the deployment reads from a key vault
  Parameter,        // any parameter
  ResourceGroup,    // a property of the resource group that it is deployed to
  Literal           // known whole: nothing else
};

std::optional<Ingredient> ingredient_of(std::string_view word);
std::vector<std::string_view> ingredient_words();

/// Is it in the value? What a module that was not found gives out may be made from anything.
Tri made_from(const Value& value, Ingredient ingredient);

}  // namespace ringfence
