#pragma once
// Ids of Azure as Terraform needs them taken apart and put together, known in part or in whole. Used by
// TerraformResources and by what makes nodes of them.

#include <string_view>

#include "analyzer/eval/symbol.h"

namespace ringfence {

/// The term behind the id of a resource that has the id of another one (TerraformResources::told_apart).
inline constexpr std::string_view kAgain = "again";

/// ".../TYPE/NAME/CHILDTYPE/CHILD" -> "NAME/CHILD"; what cannot be taken apart is last(split(id, '/')).
Value name_of_id(const Value& id, SymbolTable& symbols);
/// id + "/" + the segments of `type` below `parent_type`, each with a segment of `name` ("default/x").
Value child_id(const Value& parent, std::string_view parent_type, std::string_view type, const Value& name,
               SymbolTable& symbols);
/// The part of an id that names the resource of that type: the attribute may hold the id of one of its children.
Value ancestor(const Value& id, std::string_view type, SymbolTable& symbols);

}  // namespace ringfence
