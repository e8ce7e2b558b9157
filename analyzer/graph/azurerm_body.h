#pragma once
// AzurermBody: the body of one azurerm resource in ARM terms, by its table. Each value keeps the place
// where it was written, with a step that names the attribute; what the provider sends for an absent
// attribute is there too, as a provider default. Used by normalize.

#include <string>
#include <vector>

#include "analyzer/graph/terraform_resources.h"
#include "analyzer/knowledge/knowledge.h"

namespace ringfence {

class AzurermBody {
 public:
  AzurermBody(TerraformResources& resources, const Knowledge& knowledge, uint32_t provider_major)
      : resources_(resources), knowledge_(knowledge), major_(provider_major) {}

  /// The body of an instance that has a table.
  Value of(size_t index);

  struct Child {
    std::string_view type;
    Value name;  // own name
    Value body;
    Span span;    // of the block
    Value there;  // true, or the symbol that decides whether there is one
  };
  /// The inline blocks that are resources of their own in ARM.
  std::vector<Child> children(size_t index);

 private:
  struct Source {
    size_t index = 0;   // instance
    Value body;         // what the attributes are looked up in
    Span header;        // where a default is placed
    bool each = false;  // one of a list of blocks
  };

  void add_children(size_t index, const AzurermChild& child, const Value& blocks, const Value& there, unsigned depth,
                    std::vector<Child>& out);
  Value with_settings(const Source& source, const std::vector<std::pair<PropertyPath, DataNode>>& settings);
  Value mapped(const Source& source, const std::vector<AzurermAttribute>& attributes, Value out);
  Value map_one(const Source& source, const AzurermAttribute& attribute, Value out);
  Value provider_default(const Source& source, const AzurermAttribute& attribute, Value out);
  Value converted(const Source& source, const AzurermAttribute& attribute, const ValueMap& values, const Value& value);
  Value wrapped(const AzurermAttribute& attribute, const Value& list);
  Value constant_if_there(const AzurermAttribute& attribute, const Value& value);
  Value each_block(const Source& source, const AzurermAttribute& attribute, const Value& blocks);
  Value blocks_where(const AzurermAttribute& attribute, const Value& blocks);
  Value with_values(const ValueMap& values, const Value& value);
  Value convert(const Source& source, AzurermConvert how, const Value& value);
  Value role_id(const Source& source, const Value& name);
  Value part_of_key(AzurermConvert how, const Value& id);
  Value part_of_name(AzurermConvert how, const Value& name);
  Value vault_uri(const Value& vault);
  Value keys_of(const Value& ids);
  Value name_values(const Value& map);
  Value conditions(const Value& block);
  Value split(const Value& words);

  Arena& arena() { return resources_.symbols().arena(); }

  TerraformResources& resources_;
  const Knowledge& knowledge_;
  uint32_t major_;
};

}  // namespace ringfence
