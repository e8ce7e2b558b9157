#pragma once
// data/azurerm/*.yaml in memory: how a resource of the azurerm provider reads in ARM terms.
// docs: data/azurerm/README.md. Read by graph/normalize; knows nothing about values.

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/knowledge/data_node.h"

namespace ringfence {

using PropertyPath = std::vector<std::string>;  // dotted in the files; an ARM name with a dot is quoted there

/// Written value (as text) -> ARM value, in file order.
using ValueMap = std::vector<std::pair<std::string, DataNode>>;

/// What happens to the value besides the path it moves to.
enum class AzurermConvert : uint8_t {
  None,
  List,         // x -> [x]; of several attributes with one path, all
  First,        // [x, ...] -> x
  Keys,         // list of ids -> object whose keys they are, with empty objects
  RoleId,       // name of a built-in role -> id of its definition
  Json,         // JSON text -> what it says
  KeyVaultUri,  // id (URI) of a key -> URI of its vault
  KeyName,      // id (URI) of a key -> name of the key
  KeyVersion,   // id (URI) of a key -> version, if the id has one
  Text,         // number or bool -> string
  Comma,        // list of words -> "a, b"
  NameValues,   // {a: 1} -> [{name: a, value: 1}]
  Conditions,   // block {operation_name: x} -> [{field: operationName, equals: x}]
  Split,        // "a, b" -> [a, b]; a list as it is
  Head,         // "GP_Standard_D2s_v3" -> "GP" (before `values`)
  Tail,         // "GP_Standard_D2s_v3" -> "Standard_D2s_v3", "Premium_2" -> 2
  VaultUri,     // id of a key vault -> its URI; a URI as it is
  AddedTime     // timeadd(x, "4320h"), where x is not known -> "4320h"; nothing of another
};

struct AzurermAttribute {
  PropertyPath from;                // attribute, through single blocks
  std::vector<PropertyPath> older;  // former spellings
  PropertyPath to;                  // ARM path; empty: deliberately none, or not mapped
  ValueMap values;
  ValueMap older_values;  // for the former spellings, when they read differently
  AzurermConvert convert = AzurermConvert::None;
  DataNode constant;                                    // when the attribute is there, this is the value; Null: none
  PropertyPath wrap;                                    // each element e becomes an object with e at this path ...
  DataNode with;                                        // ... plus these members
  std::string text;                                     // when the attribute is there: a text with {holes} of its block
  PropertyPath only;                                    // of blocks: those where this attribute is `only_true`
  bool only_true = false;                               // ... (absent and not known are false)
  std::vector<AzurermAttribute> each;                   // a repeated block: mapping of one
  std::vector<std::pair<uint32_t, DataNode>> defaults;  // provider default, from that major version on
  bool always = false;                                  // the default counts even when the block around it is absent
};

/// A text with {attribute} holes; {attribute|role-guid} is the guid of the built-in role of that name.
struct AzurermCompose {
  PropertyPath to;
  std::string text;
};

/// An inline block that is a resource of its own in ARM.
struct AzurermChild {
  PropertyPath block;
  std::string type;
  std::string name;                                    // with {attribute} holes, relative to the block
  std::vector<std::pair<PropertyPath, DataNode>> set;  // always so in ARM
  std::vector<AzurermAttribute> attributes;
};

struct AzurermParent {
  PropertyPath id;     // attribute that holds the parent's id,
  PropertyPath older;  // its former spelling, or
  std::string name;    // its name, with {attribute} holes
  std::string type;
};

enum class AzurermPlace : uint8_t { ResourceGroup, Subscription, Tenant };

struct AzurermType {
  std::string terraform_type;
  std::string type;  // ARM
  AzurermPlace place = AzurermPlace::ResourceGroup;
  std::string name = "{name}";  // own segments below the parent, "/" between them
  std::string id;               // the whole id with {holes}; empty: made from the rest
  AzurermParent parent;
  PropertyPath scope;                                  // attribute: target of an extension resource
  PropertyPath fold;                                   // attribute: id of the resource that this one completes, or
  AzurermParent fold_by;                               // its name, with {attribute} holes
  PropertyPath fold_append;                            // ARM path of a list there: this one is an element of it
  std::vector<std::pair<PropertyPath, DataNode>> set;  // always so in ARM
  std::vector<AzurermCompose> compose;
  std::vector<AzurermAttribute> attributes;
  std::vector<AzurermChild> children;
  std::map<std::string, std::string, std::less<>>
      exports;  // computed attribute (dotted) -> ARM path, text with {holes}, or "=text"
};

class AzurermTable {
 public:
  /// Gives a document with one type as its only member; empty when there is no table for it.
  using TypeSource = std::vector<DataDocument> (*)(std::string_view terraform_type);

  AzurermTable();
  ~AzurermTable();
  AzurermTable(const AzurermTable&) = delete;
  AzurermTable& operator=(const AzurermTable&) = delete;

  /// Adds one file. The files are read in the order of their names: `_groups*.yaml`, which others include, first.
  void read(const DataNode& root, DataErrors& errors);
  /// From now on a type that was not read is asked for here: there are hundreds, and a scan needs a few.
  void read_types_from(TypeSource source);
  /// Attributes of any type that say nothing in ARM (`nowhere` of `_groups.yaml`).
  const std::vector<PropertyPath>& nowhere() const;
  /// A data source may have a table of its own ("data.TYPE"); else it is read like the resource. Safe from many
  /// threads.
  const AzurermType* find(std::string_view terraform_type, bool data_source) const;

 private:
  friend struct AzurermReader;
  struct State;
  const AzurermType* named(const std::string& name) const;
  std::unique_ptr<State> state_;
};

PropertyPath read_path(std::string_view dotted);

}  // namespace ringfence
