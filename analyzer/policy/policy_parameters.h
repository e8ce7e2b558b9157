#pragma once
// The parameters of a policy: what a project may change without another policy. A declaration is `name: default`, or
// `name: { default, type, allowed, min, max, says }`. Used by compile; explain prints them.

#include <string>
#include <string_view>

#include "analyzer/knowledge/data_node.h"

namespace ringfence {

/// The default of a declaration, or the value that a project put in its place.
const DataNode& parameter_value(const DataNode& declaration);
/// "text", "number", "bool", "texts", "numbers".
std::string parameter_type(const DataNode& declaration);
/// "one of a, b", "from 1 to 90", or empty.
std::string parameter_limits(const DataNode& declaration);
/// What it is for, or empty.
std::string_view parameter_says(const DataNode& declaration);

/// Reports what is wrong with the declarations themselves.
void check_declarations(const DataNode& parameters, DataErrors& errors);
/// Reports a value that the declaration does not allow, at the value; `policy` and `name` are for the words.
void check_parameter(std::string_view policy, std::string_view name, const DataNode& declaration, const DataNode& value,
                     DataErrors& errors);
/// Puts a value in the place of the default.
void set_parameter(DataNode& declaration, const DataNode& value);

}  // namespace ringfence
