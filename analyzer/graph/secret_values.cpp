#include "analyzer/graph/secret_values.h"

#include "analyzer/eval/symbol.h"

namespace ringfence {

bool is_secret_value(const Value& value, const SecretContext& here) {
  if (value.is_string()) return value.size > 0 && (here.secret || holds_secret(value.str()));
  // An error quotes what it is about.
  bool quotes = value.is_symbol() && (value.symbol->name == "concat" || value.symbol->name == "error");
  if (!quotes) return false;
  for (const Value& part : value.symbol->args) {
    if (part.is_string() && is_secret_value(part, here)) return true;
  }
  return false;
}

SecretContext below(const SecretContext& here, const Value& object, const Member& member) {
  bool value = equal_ignore_case(member.key, "value");
  const Member* name = value ? find_member(object, "name", KeyCase::Insensitive) : nullptr;
  bool known = name && name->value.is_string();
  return here.below(member.key, known ? name->value.str() : std::string_view());
}

}  // namespace ringfence
