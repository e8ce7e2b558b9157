#pragma once
// Finding: one verdict of one policy on one resource (or on the many instances of one declaration),
// complete with words and places. Made by policy/engine, filtered by policy/suppress, printed by
// report. Owns its strings: it outlives the graph it was made from.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "parsers/span.h"

namespace ringfence {

enum class Level : uint8_t { Info, Low, Medium, High, Critical };
std::string_view level_name(Level level);  // "critical" ...
std::optional<Level> level_of(std::string_view name);

enum class Verdict : uint8_t { Pass, Unknown, Fail };
std::string_view verdict_name(Verdict verdict);

struct Need {
  std::string kind;  // parameter | variable | data | runtime | module | limit
  std::string name;
  friend bool operator==(const Need&, const Need&) = default;
};

/// Message of a related place that is the call of the module around the resource.
inline constexpr std::string_view kModuleCall = "deployed by this module call";

struct RelatedPlace {
  Span span;
  std::string message;
};

struct FindingResource {
  std::string type, name, address, id;  // symbolic ones as canonical text
};

struct Finding {
  std::string rule;  // RF-AI-001
  std::string slug;  // file name of the policy
  std::string title;
  Level severity = Level::Medium;
  std::string category;
  Verdict verdict = Verdict::Fail;
  std::string message;
  FindingResource resource;
  Span span;   // the place that decides
  Span block;  // the declaration
  std::string root;
  std::string property;       // ARM path that decides; may be empty
  std::string actual_json;    // JSON text; empty: absent
  std::string expected_json;  // JSON text; empty: no single expected value
  std::string because;  // written | default | parameter-file | argument | provider-default | platform-default | missing
  bool conditional = false;
  std::vector<Need> needs;         // Unknown only
  std::string fails_when;          // Unknown only, in words: in which part of the parameters' values it fails
  std::string fails_when_json;     // the same as a JSON list of { parameter: value }
  FileId template_file = kNoFile;  // of a template with several deployments
  std::vector<std::string>
      parameter_files;  // of its deployments that have this verdict; empty: there is one deployment
  std::vector<RelatedPlace> related;
  uint32_t instances = 1;
  std::string fingerprint;  // 16 hex digits over rule, address, path
  std::string fix_json;     // JSON text of the policy's mechanical fix; empty: none
  bool suppressed = false;
  std::string suppression_reason;
};

}  // namespace ringfence
