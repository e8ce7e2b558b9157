#include "parsers/parse.h"

#include <algorithm>
#include <array>

#include "parsers/arm/arm.h"
#include "parsers/bicep/bicep.h"
#include "parsers/terraform/plan.h"
#include "parsers/terraform/terraform.h"

namespace ringfence {

namespace {

struct Language {
  std::string_view suffix;
  void (*parse)(const SourceFile&, ParsedFile&);
};

/// JSON that only its content tells.
void parse_json(const SourceFile& source, ParsedFile& out) {
  parse_terraform_plan(source, out);
  if (out.kind == FileKind::None) parse_arm(source, out);
}

// Longest suffix first: "x.tfvars.json" is not "x.json".
constexpr std::array kLanguages = {
    Language{".auto.tfvars.json", parse_terraform_vars_json},
    Language{".tfvars.json", parse_terraform_vars_json},
    Language{".tofu.json", parse_terraform_json},
    Language{".tf.json", parse_terraform_json},
    Language{".bicepparam", parse_bicep_parameters},
    Language{".tfvars", parse_terraform_vars},
    Language{".bicep", parse_bicep},
    Language{".jsonc", parse_json},
    Language{".json", parse_json},
    Language{".tofu", parse_terraform},
    Language{".tf", parse_terraform},
};

const Language* language_of(std::string_view path) {
  auto ends_with = [&](std::string_view suffix) {
    return path.size() >= suffix.size() &&
           std::equal(suffix.begin(), suffix.end(), path.end() - static_cast<std::ptrdiff_t>(suffix.size()),
                      [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b); });
  };
  auto found =
      std::find_if(kLanguages.begin(), kLanguages.end(), [&](const Language& l) { return ends_with(l.suffix); });
  return found == kLanguages.end() ? nullptr : &*found;
}

}  // namespace

bool is_candidate(std::string_view path) { return language_of(path) != nullptr; }

bool may_be_ours(std::string_view json) { return has_deployment_schema(json) || looks_like_plan(json); }

ParsedFile parse(const SourceFile& source) {
  ParsedFile out;
  out.file = source.id;
  out.arena = std::make_unique<Arena>();
  if (const Language* language = language_of(source.path)) language->parse(source, out);
  return out;
}

}  // namespace ringfence
