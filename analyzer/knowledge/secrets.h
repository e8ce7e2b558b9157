#pragma once
// What is a secret although nobody declared it so: properties that hold passwords, keys and tokens by
// their names, and texts that carry one inside (connection strings, signed URLs).
//
// Parameters that are declared secure are symbols, whatever they are given. These rules are for what is
// written in the open, which must not travel from a template into a report.

#include <string_view>

namespace ringfence {

/// "adminPassword", "client_secret", "ConnectionStrings__Default": a string below a property of that name is a secret.
/// "secretName", "passwordPolicy", "keyVaultSecretId" are not.
bool is_secret_name(std::string_view name);

/// A connection string with its key, a URL with a signature or a password, a script that gives a secret to a name or an
/// option (not an expression or a placeholder), or the base64 of such a text.
bool holds_secret(std::string_view text);

/// A key or token by its form alone: a private key in PEM, a JSON web token, a token of GitHub, GitLab, Slack, OpenAI
/// or Anthropic. Placeholders and plain identifiers are none.
bool is_token(std::string_view text);

/// Where in an object a walk is. Start with that of the resource's type, step down with `below`.
struct SecretContext {
  bool secret = false;  // every text here is a secret
  bool values = false;  // a member `value` is: a secret store, a list of secrets
  bool whole = false;   // and so is whatever is below: protected settings

  /// `type` in ARM's or Terraform's words.
  static SecretContext of_type(std::string_view type);
  /// Of the member `key` of an object; `name` is the text of the object's own `name` member, or empty.
  SecretContext below(std::string_view key, std::string_view name) const;
};

}  // namespace ringfence
