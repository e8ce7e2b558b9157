#pragma once
// The compact form of DataDocuments that the build embeds: a directory of paths first, so that a
// process decodes only the documents it asks for (start-up has a budget of 5 ms).

#include <functional>
#include <string_view>
#include <vector>

#include "analyzer/knowledge/data_node.h"

namespace ringfence {

/// The documents of `blob` whose path `wanted` accepts, in blob order.
std::vector<DataDocument> read_blob(std::string_view blob, const std::function<bool(std::string_view)>& wanted);

/// The same of what is embedded in this program.
std::vector<DataDocument> embedded_documents(const std::function<bool(std::string_view)>& wanted);

}  // namespace ringfence
