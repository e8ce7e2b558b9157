// What Terraform's functions take: the type of each parameter, and whether it may be null, as Terraform 1.11 tells it
// itself
// (`terraform metadata functions -json`). Arguments are converted to these types before a function is called.

#include <algorithm>
#include <array>

#include "analyzer/eval/functions_terraform.h"

namespace ringfence::terraform_library {
namespace {

using terraform_types::Kind;
using terraform_types::Type;

/// s string, n number, L list, l list of strings, b list of bools, S set, t map of lists of strings, d anything, D
/// anything or null; `*` behind the last: any number of them.
struct Signature {
  std::string_view name, parameters;
};

constexpr std::array kSignatures = {
    Signature{"abs", "n"},
    Signature{"abspath", "s"},
    Signature{"alltrue", "b"},
    Signature{"anytrue", "b"},
    Signature{"base64decode", "s"},
    Signature{"base64encode", "s"},
    Signature{"base64gzip", "s"},
    Signature{"base64sha256", "s"},
    Signature{"base64sha512", "s"},
    Signature{"basename", "s"},
    Signature{"bcrypt", "sn*"},
    Signature{"ceil", "n"},
    Signature{"chomp", "s"},
    Signature{"chunklist", "Ln"},
    Signature{"cidrhost", "sn"},
    Signature{"cidrnetmask", "s"},
    Signature{"cidrsubnet", "snn"},
    Signature{"cidrsubnets", "sn*"},
    Signature{"coalesce", "D*"},
    Signature{"coalescelist", "D*"},
    Signature{"compact", "l"},
    Signature{"concat", "d*"},
    Signature{"contains", "dd"},
    Signature{"csvdecode", "s"},
    Signature{"dirname", "s"},
    Signature{"distinct", "L"},
    Signature{"element", "dn"},
    Signature{"endswith", "ss"},
    Signature{"ephemeralasnull", "D"},
    Signature{"file", "s"},
    Signature{"filebase64", "s"},
    Signature{"filebase64sha256", "s"},
    Signature{"filebase64sha512", "s"},
    Signature{"fileexists", "s"},
    Signature{"filemd5", "s"},
    Signature{"fileset", "ss"},
    Signature{"filesha1", "s"},
    Signature{"filesha256", "s"},
    Signature{"filesha512", "s"},
    Signature{"flatten", "d"},
    Signature{"floor", "n"},
    Signature{"format", "sD*"},
    Signature{"formatdate", "ss"},
    Signature{"formatlist", "sD*"},
    Signature{"indent", "ns"},
    Signature{"index", "dd"},
    Signature{"issensitive", "D"},
    Signature{"join", "sl*"},
    Signature{"jsondecode", "s"},
    Signature{"jsonencode", "D"},
    Signature{"keys", "d"},
    Signature{"length", "d"},
    Signature{"log", "nn"},
    Signature{"lookup", "dsD*"},
    Signature{"lower", "s"},
    Signature{"matchkeys", "LLL"},
    Signature{"max", "n*"},
    Signature{"md5", "s"},
    Signature{"merge", "D*"},
    Signature{"min", "n*"},
    Signature{"nonsensitive", "D"},
    Signature{"one", "d"},
    Signature{"parseint", "dn"},
    Signature{"pathexpand", "s"},
    Signature{"pow", "nn"},
    Signature{"range", "n*"},
    Signature{"regex", "ss"},
    Signature{"regexall", "ss"},
    Signature{"replace", "sss"},
    Signature{"reverse", "d"},
    Signature{"rsadecrypt", "ss"},
    Signature{"sensitive", "D"},
    Signature{"setintersection", "SS*"},
    Signature{"setproduct", "d*"},
    Signature{"setsubtract", "SS"},
    Signature{"setunion", "SS*"},
    Signature{"sha1", "s"},
    Signature{"sha256", "s"},
    Signature{"sha512", "s"},
    Signature{"signum", "n"},
    Signature{"slice", "dnn"},
    Signature{"sort", "l"},
    Signature{"split", "ss"},
    Signature{"startswith", "ss"},
    Signature{"strcontains", "ss"},
    Signature{"strrev", "s"},
    Signature{"substr", "snn"},
    Signature{"sum", "d"},
    Signature{"templatefile", "sd"},
    Signature{"templatestring", "sd"},
    Signature{"textdecodebase64", "ss"},
    Signature{"textencodebase64", "ss"},
    Signature{"timeadd", "ss"},
    Signature{"timecmp", "ss"},
    Signature{"title", "s"},
    Signature{"tobool", "D"},
    Signature{"tolist", "D"},
    Signature{"tomap", "D"},
    Signature{"tonumber", "D"},
    Signature{"toset", "D"},
    Signature{"tostring", "D"},
    Signature{"transpose", "t"},
    Signature{"trim", "ss"},
    Signature{"trimprefix", "ss"},
    Signature{"trimspace", "s"},
    Signature{"trimsuffix", "ss"},
    Signature{"upper", "s"},
    Signature{"urlencode", "s"},
    Signature{"uuidv5", "ss"},
    Signature{"values", "d"},
    Signature{"yamldecode", "s"},
    Signature{"yamlencode", "D"},
    Signature{"zipmap", "ld"},
};

constexpr Type kAny{Kind::Open, nullptr, {}, {}}, kString{Kind::String, nullptr, {}, {}},
    kNumber{Kind::Number, nullptr, {}, {}}, kBool{Kind::Bool, nullptr, {}, {}}, kList{Kind::List, &kAny, {}, {}},
    kStrings{Kind::List, &kString, {}, {}}, kBools{Kind::List, &kBool, {}, {}}, kSet{Kind::Set, &kAny, {}, {}},
    kMapOfStrings{Kind::Map, &kStrings, {}, {}};

struct Wanted {
  const Type* type;
  std::string_view words;
};

Wanted wanted_by(char letter) {
  switch (letter) {
    case 's':
      return {&kString, "a string"};
    case 'n':
      return {&kNumber, "a number"};
    case 'L':
      return {&kList, "a list"};
    case 'l':
      return {&kStrings, "a list of strings"};
    case 'b':
      return {&kBools, "a list of bools"};
    case 'S':
      return {&kSet, "a set"};
    case 't':
      return {&kMapOfStrings, "a map of lists of strings"};
    default:
      return {&kAny, "a value"};
  }
}

}  // namespace

std::optional<Value> fit_arguments(CallContext& context, std::span<Value> args) {
  const auto found = std::lower_bound(kSignatures.begin(), kSignatures.end(), context.name,
                                      [](const Signature& each, std::string_view name) { return each.name < name; });
  if (found == kSignatures.end() || found->name != context.name) return std::nullopt;
  std::string_view letters = found->parameters;
  const bool variadic = letters.ends_with('*');
  if (variadic) letters.remove_suffix(1);
  for (size_t i = 0; i < args.size(); ++i) {
    if (i >= letters.size() && !variadic) break;
    const char letter = letters[std::min(i, letters.size() - 1)];
    const Wanted wanted = wanted_by(letter);
    if (args[i].is_symbol()) continue;
    const bool missing = args[i].is_null() && letter != 'D';
    const auto made = missing ? std::nullopt : terraform_types::convert(args[i], *wanted.type, context.arena());
    if (!made) {
      context.args = context.arena().copy(std::span<const Value>(args));
      return Arguments(context).fail(i, wanted.words);
    }
    args[i] = *made;
  }
  return std::nullopt;
}

}  // namespace ringfence::terraform_library
