#include "analyzer/policy/resource_types.h"

#include "analyzer/eval/value.h"
#include "analyzer/eval/wildcard.h"
#include "analyzer/knowledge/lower_case.h"

namespace ringfence {

bool is_pattern(std::string_view type) { return type.find('*') != std::string_view::npos; }

bool type_matches(std::string_view pattern, std::string_view type) {
  if (!is_pattern(pattern)) return equal_ignore_case(pattern, type);
  bool arm = type.find('/') != std::string_view::npos;
  return arm && (pattern == "*" || matches_wildcard(lower(pattern), lower(type)));
}

}  // namespace ringfence
