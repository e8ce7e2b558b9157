#pragma once
// What running Azure's policy definitions takes to know about Azure, from data/azure_policy/*.yaml:
// where an alias that does not follow the rule stands, which state only Azure writes, which children Azure makes
// itself, which types extend any resource.
//
// An alias is "Namespace/type/path"; the rule is that `path` stands below `properties` of resources of that type, but
// for the names of the envelope (sku, kind, identity ...), and below the `properties` of elements that have some. Used by azure_policy_compile and azure_policy_existence.

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "analyzer/knowledge/data_node.h"
#include "analyzer/policy/condition.h"
#include "parsers/arena.h"

namespace ringfence {

class AzurePolicyTable {
 public:
  /// The tables that are compiled into the binary.
  static const AzurePolicyTable& embedded();
  static tl::expected<AzurePolicyTable, std::vector<DataError>> load(const std::vector<DataDocument>& documents);

  /// The path of a `field` name: an alias, `tags['x']`, `name`, `location` ... `problem` says why there is none.
  FieldPath field(std::string_view name, Arena& arena, std::string& problem) const;

  /// A resource or state of this type is written by Azure alone: that a template lacks it says nothing.
  bool is_platform_type(std::string_view type) const { return holds(platform_types_, type); }
  /// Resources of this type are attached to a resource of any type (diagnostic settings, locks ...).
  bool is_extension_type(std::string_view type) const { return holds(extension_types_, type); }
  /// A child that is there without being deployed. `from`: the property of the parent that holds its `properties`; empty:
  /// its values are its defaults.
  struct MadeChild {
    std::string from;
    std::vector<std::string> names;  // empty: any name
  };
  const MadeChild* made_child(std::string_view type) const;
  /// The type's name in templates: Azure Policy says Microsoft.Resources/subscriptions/resourceGroups.
  std::string_view template_type(std::string_view type) const;

 private:
  struct Place {
    std::string type, path, guard, guard_value;
  };
  static bool holds(const std::set<std::string>& types, std::string_view type);
  void read(const DataDocument& document, DataErrors& errors);
  void read_variants(const DataNode& node, DataErrors& errors);
  void read_irregular(const DataNode& node, DataErrors& errors);
  /// A first part of an alias that names the variant of the resource: "web" of "web.minTlsVersion".
  struct Variants {
    std::string where;               // the property that says which variant it is
    std::set<std::string> names;     // lower case; empty: whatever stands before `before`
    std::string before;
  };
  Place by_rule(std::string_view type, std::string_view path) const;
  std::string below_properties(std::string_view type, std::string_view path) const;
  FieldPath alias(std::string_view name, Arena& arena, std::string& problem) const;
  FieldPath at(const Place& place, std::string_view alias, Arena& arena) const;
  FieldPath tag(std::string_view name, Arena& arena) const;

  std::map<std::string, std::vector<Place>, std::less<>> irregular_;  // by alias, lower case
  std::set<std::string> unresolved_, platform_written_, envelope_, platform_types_, extension_types_;
  std::set<std::string> elements_;                                    // "type|path[*]", lower case; "*|..." of any type
  std::map<std::string, Variants, std::less<>> variants_;
  std::map<std::string, MadeChild, std::less<>> made_;
  std::map<std::string, std::string, std::less<>> template_types_;
};

}  // namespace ringfence
