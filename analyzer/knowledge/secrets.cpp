#include "analyzer/knowledge/secrets.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "analyzer/knowledge/lower_case.h"

namespace ringfence {

namespace {

constexpr std::array<std::string_view, 22> kSecretEnds = {
    "password",          "passwd",      "passphrase",  "pwd",        "secret",    "secretvalue", "secretkey",
    "secrettext",        "securevalue", "accesskey",   "accountkey", "sharedkey", "apikey",      "privatekey",
    "connectionstring",  "sastoken",    "accesstoken", "authtoken",  "apitoken",  "authkey",     "sharedaccesskey",
    "encryptionkeyvalue"};
constexpr std::array<std::string_view, 2> kSecretNames = {"token", "sas"};

constexpr size_t kMaxName = 200;  // a longer one is no name
constexpr size_t kMinKey = 16;    // characters of a key that is no placeholder
constexpr size_t kMinSignature = 20;

/// Most names are settled by their last two letters: those of kSecretEnds, kSecretNames, "value", "secrets" and
/// "protectedSettings". What ends otherwise than in letters is looked at whole.
bool may_matter(std::string_view name) {
  constexpr std::array<std::string_view, 12> ends = {"rd", "wd", "se", "et", "ue", "ey",
                                                     "xt", "ng", "en", "as", "gs", "ts"};
  if (name.size() < 3) return false;
  char last[] = {lower(name[name.size() - 2]), lower(name[name.size() - 1])};
  bool letters = last[0] >= 'a' && last[0] <= 'z' && last[1] >= 'a' && last[1] <= 'z';
  return !letters || std::find(ends.begin(), ends.end(), std::string_view(last, 2)) != ends.end();
}

/// Words are told apart in many ways: adminPassword, admin_password, ADMIN-PASSWORD.
std::string only_letters(std::string_view name) {
  std::string out;
  for (char c : lower(name)) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) out += c;
  }
  return out;
}

/// How many characters of a key, encoded for a URL or not, stand at the front.
size_t key_length(std::string_view text) {
  auto other = std::find_if(text.begin(), text.end(), [](char c) {
    bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    return !plain && c != '+' && c != '/' && c != '%' && c != '-' && c != '_';
  });
  return static_cast<size_t>(other - text.begin());
}

/// `text` is lower case.
bool has_key(std::string_view text, std::string_view word, size_t min) {
  for (size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    if (key_length(text.substr(at + word.size())) >= min) return true;
  }
  return false;
}

/// ";password=x;" of a connection string; a placeholder ({0}, <password>, $(password)) or a hole is none.
bool has_password(std::string_view text, std::string_view word) {
  for (size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    bool starts = at == 0 || text[at - 1] == ';' || (text[at - 1] == ' ' && at > 1 && text[at - 2] == ';');
    size_t value = at + word.size();
    if (starts && value < text.size() && std::string_view(";{<$%' \"").find(text[value]) == std::string_view::npos) {
      return true;
    }
  }
  return false;
}

/// scheme://user:password@host
bool has_user_info(std::string_view text) {
  size_t scheme = text.find("://");
  if (scheme == std::string_view::npos) return false;
  std::string_view rest = text.substr(scheme + 3);
  rest = rest.substr(0, rest.find_first_of("/ \n"));
  size_t at = rest.rfind('@');
  size_t colon = rest.find(':');
  return at != std::string_view::npos && colon != std::string_view::npos && colon > 0 && colon + 1 < at;
}

}  // namespace

bool is_secret_name(std::string_view name) {
  if (!may_matter(name) || name.size() > kMaxName) return false;
  std::string word = only_letters(name);
  if (std::find(kSecretNames.begin(), kSecretNames.end(), word) != kSecretNames.end()) return true;
  return std::any_of(kSecretEnds.begin(), kSecretEnds.end(), [&](std::string_view end) { return word.ends_with(end); });
}

namespace {

/// What a script gives to a name: an expression, a placeholder, a path or a word that says nothing is no secret.
bool is_plain_secret(std::string_view value, std::string_view name) {
  constexpr size_t kMin = 6;
  if (value.size() < kMin || std::string_view("$<{[%@(*/.-`&|").find(value.front()) != std::string_view::npos)
    return false;
  if (value.find("://") != std::string_view::npos || value.find("$(") != std::string_view::npos) return false;
  const bool one_sign = value.find_first_not_of(value.front()) == std::string_view::npos;
  return !one_sign && !value.starts_with("id=") && only_letters(value) != only_letters(name);
}

/// The word at the front, or what stands between its quotes (`"`, `'`, `\"`).
std::string_view shell_word(std::string_view text) {
  for (std::string_view quote : {"\\\"", "\"", "'"}) {
    if (!text.starts_with(quote)) continue;
    text.remove_prefix(quote.size());
    return text.substr(0, text.find(quote));
  }
  return text.substr(0, text.find_first_of(" \t\r\n;\"'\\,)&|"));
}

/// `export DB_PASSWORD="x"`, `API_KEY=x`, `--password=x`, `--password x` in a script.
bool has_assigned_secret(std::string_view text) {
  auto is_name = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  };
  for (size_t at = text.find_first_of("= "); at != std::string_view::npos; at = text.find_first_of("= ", at + 1)) {
    size_t begin = at;
    while (begin > 0 && at - begin <= kMaxName && is_name(text[begin - 1])) --begin;
    std::string_view name = text.substr(begin, at - begin);
    const bool option = name.starts_with("--");
    if (name.empty() || (text[at] == ' ' && !option)) continue;
    const bool starts = begin == 0 || std::string_view(" \t\r\n;\"'").find(text[begin - 1]) != std::string_view::npos;
    if (!starts || !is_secret_name(name)) continue;
    if (is_plain_secret(shell_word(text.substr(at + 1)), name)) return true;
  }
  return false;
}

/// The text that is base64 as a whole (of a script, in the custom data of a machine); empty: it is none.
std::string text_of_base64(std::string_view text) {
  constexpr size_t kMin = 24;
  if (text.size() < kMin || text.size() % 4 != 0) return {};
  std::string out;
  uint32_t bits = 0, count = 0;
  const size_t end = text.find_last_not_of('=') + 1;
  if (text.size() - end > 2) return {};
  for (char c : text.substr(0, end)) {
    const int digit = c >= 'A' && c <= 'Z'   ? c - 'A'
                      : c >= 'a' && c <= 'z' ? c - 'a' + 26
                      : c >= '0' && c <= '9' ? c - '0' + 52
                      : c == '+'             ? 62
                      : c == '/'             ? 63
                                             : -1;
    if (digit < 0) return {};
    bits = (bits << 6 | static_cast<uint32_t>(digit)) & 0xffffu;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    const char made = static_cast<char>(bits >> count & 0xffu);
    const bool control = static_cast<unsigned char>(made) < ' ' && made != '\n' && made != '\r' && made != '\t';
    if (control || static_cast<unsigned char>(made) > '~') return {};
    out += made;
  }
  return out;
}

}  // namespace

bool holds_secret(std::string_view text) {
  if (const std::string inside = text_of_base64(text); !inside.empty() && (holds_secret(inside) || is_token(inside)))
    return true;
  bool marked = text.find('=') != std::string_view::npos || text.find('@') != std::string_view::npos ||
                text.find("--") != std::string_view::npos;
  if (!marked) return false;
  std::string small = lower(text);
  return has_assigned_secret(text) || has_key(small, "accountkey=", kMinKey) ||
         has_key(small, "sharedaccesskey=", kMinKey) || has_key(small, "?sig=", kMinSignature) ||
         has_key(small, "&sig=", kMinSignature) || has_password(small, "password=") || has_password(small, "pwd=") ||
         has_user_info(small);
}

namespace {

bool is_token_sign(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
}

/// A key is a mix of what a person would not type: capitals, small letters and digits.
bool is_mixed(std::string_view text) {
  bool upper = false, small = false, digit = false;
  for (char c : text) {
    upper = upper || (c >= 'A' && c <= 'Z');
    small = small || (c >= 'a' && c <= 'z');
    digit = digit || (c >= '0' && c <= '9');
  }
  return digit && (upper || small) && text.find("xxxx") == std::string_view::npos &&
         text.find("XXXX") == std::string_view::npos;
}

/// Does a word of that beginning and at least that length stand in the text?
bool has_word(std::string_view text, std::string_view begin, size_t min) {
  for (size_t at = text.find(begin); at != std::string_view::npos; at = text.find(begin, at + 1)) {
    if (at > 0 && is_token_sign(text[at - 1])) continue;
    size_t end = at;
    while (end < text.size() && is_token_sign(text[end])) ++end;
    if (end - at >= min && is_mixed(text.substr(at + begin.size(), end - at - begin.size()))) return true;
  }
  return false;
}

/// The beginnings of tokens, and how long these are at least.
// source:
// https://docs.github.com/authentication/keeping-your-account-and-data-secure/about-authentication-to-github#githubs-token-formats
//         https://docs.gitlab.com/security/tokens/#token-prefixes
//         https://api.slack.com/concepts/token-types
//         https://www.rfc-editor.org/rfc/rfc7519 (a JSON web token begins with the base64 of {")
constexpr std::pair<std::string_view, size_t> kTokens[] = {
    {"ghp_", 36},   {"gho_", 36},  {"ghs_", 36},  {"ghu_", 36},     {"github_pat_", 60},
    {"glpat-", 24}, {"xoxb-", 30}, {"xoxp-", 30}, {"sk-proj-", 40}, {"sk-ant-", 40}};

bool has_web_token(std::string_view text) {
  for (size_t at = text.find("eyJ"); at != std::string_view::npos; at = text.find("eyJ", at + 1)) {
    size_t end = at, dots = 0;
    while (end < text.size() && is_token_sign(text[end])) dots += text[end++] == '.';
    if (dots == 2 && end - at >= 60) return true;
  }
  return false;
}

}  // namespace

bool is_token(std::string_view text) {
  if (text.find("-----BEGIN ") != std::string_view::npos && text.find("PRIVATE KEY-----") != std::string_view::npos)
    return true;
  if (text.size() < 20) return false;
  if (has_web_token(text)) return true;
  return std::any_of(std::begin(kTokens), std::end(kTokens),
                     [&](const auto& each) { return has_word(text, each.first, each.second); });
}

SecretContext SecretContext::of_type(std::string_view type) {
  std::string small = lower(type);
  return {false, small.ends_with("vaults/secrets") || small == "azurerm_key_vault_secret", false};
}

SecretContext SecretContext::below(std::string_view key, std::string_view name) const {
  if (!may_matter(key)) return {whole, values || secret, whole};
  std::string small = lower(key);
  SecretContext out;
  out.whole = whole || small == "protectedsettings" || small == "protected_settings";
  out.values = values || secret || small == "secrets";
  out.secret = out.whole || is_secret_name(key) || (small == "value" && (out.values || is_secret_name(name)));
  return out;
}

}  // namespace ringfence
