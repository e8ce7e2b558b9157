#include "analyzer/policy/made_from.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "analyzer/eval/symbol.h"
#include "analyzer/knowledge/secrets.h"

namespace ringfence {
namespace {

constexpr std::array<std::pair<std::string_view, Ingredient>, 6> kWords = {
    {{"keys", Ingredient::Keys},
     {"secureParameter", Ingredient::SecureParameter},
     {"vault", Ingredient::Vault},
     {"parameter", Ingredient::Parameter},
     {"resourceGroup", Ingredient::ResourceGroup},
     {"literal", Ingredient::Literal}}};
constexpr size_t kMaxVisited = 2000;

/// attr('azurerm_storage_account.a', 'primary_access_key'), get(listkeys(x), 'keys'): named like a secret.
bool is_key_attribute(const Symbol& symbol) {
  if (symbol.name != "attr" || symbol.args.size() < 2) return false;
  for (const Value& step : symbol.args.subspan(1)) {
    if (step.is_string() && is_secret_name(step.str())) return true;
  }
  return false;
}

Tri is_made(const Symbol& symbol, Ingredient wanted) {
  switch (wanted) {
    case Ingredient::Keys:
      if (symbol.name.starts_with("list") && symbol.name.size() > 4) return Tri::True;
      return is_key_attribute(symbol) ? Tri::True : Tri::False;
    case Ingredient::SecureParameter:
      return tri(symbol.name == "param" && symbol.secure);
    case Ingredient::Vault:
      return tri(symbol.name == "secret");
    case Ingredient::Parameter:
      return tri(symbol.name == "param");
    case Ingredient::ResourceGroup:
      return tri(symbol.name.starts_with("resourcegroup"));
    case Ingredient::Literal:
      break;
  }
  return Tri::False;
}

bool is_secret(Ingredient wanted) {
  return wanted == Ingredient::Keys || wanted == Ingredient::SecureParameter || wanted == Ingredient::Vault;
}

/// Nobody learns the text that went in from what comes out.
bool keeps_to_itself(std::string_view function) {
  constexpr std::array<std::string_view, 21> names = {
      "guid",         "uniquestring", "uuidv5",   "md5",        "sha1",     "sha256",  "sha512",
      "base64sha256", "base64sha512", "bcrypt",   "length",     "empty",    "equals",  "not",
      "and",          "or",           "contains", "startswith", "endswith", "indexof", "lastindexof"};
  return std::find(names.begin(), names.end(), function) != names.end();
}

/// The arguments that the value of the term is made of.
std::span<const Value> ingredients(const Symbol& symbol, Ingredient wanted) {
  if (!is_secret(wanted)) return symbol.args;
  if (keeps_to_itself(symbol.name)) return {};
  // A resource's id is no part of what it says about itself, and a condition none of what it chooses.
  const bool names_first = symbol.name == "attr" || symbol.name.starts_with("list") || symbol.name == "if";
  return symbol.args.subspan(names_first && !symbol.args.empty() ? 1 : 0);
}

Tri search(const Value& value, Ingredient wanted, size_t& visited) {
  if (++visited > kMaxVisited) return Tri::Unknown;
  Tri out = Tri::False;
  auto add = [&](const Value& part) {
    if (out != Tri::True) out = out || search(part, wanted, visited);
  };
  if (value.is_array()) {
    for (const Value& item : value.array_items()) add(item);
  } else if (value.is_object()) {
    for (const Member& member : value.object_members()) add(member.value);
  } else if (value.is_symbol()) {
    const Symbol& symbol = *value.symbol;
    out = is_made(symbol, wanted);
    // Which parts of an output that cannot be seen were secret is not known.
    if (out == Tri::False && symbol.name == "output" && wanted != Ingredient::Parameter) return Tri::Unknown;
    for (const Value& arg : ingredients(symbol, wanted)) add(arg);
  }
  return out;
}

}  // namespace

std::optional<Ingredient> ingredient_of(std::string_view word) {
  for (const auto& [name, ingredient] : kWords) {
    if (name == word) return ingredient;
  }
  return std::nullopt;
}

std::vector<std::string_view> ingredient_words() {
  std::vector<std::string_view> out;
  for (const auto& each : kWords) out.push_back(each.first);
  return out;
}

Tri made_from(const Value& value, Ingredient ingredient) {
  if (ingredient == Ingredient::Literal) return tri(!value.is_null() && !has_symbol(value));
  size_t visited = 0;
  return search(value, ingredient, visited);
}

}  // namespace ringfence
