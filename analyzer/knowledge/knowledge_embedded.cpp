// The tables of this program. Apart from knowledge.cpp because the tool that packs the data has none.

#include <cassert>

#include "analyzer/knowledge/knowledge.h"

namespace ringfence {

const Knowledge& Knowledge::embedded() {
  static const std::unique_ptr<Knowledge> instance = [] {
    std::vector<DataDocument> documents;
    for (const char* table : {"defaults", "private_link", "roles", "relations", "rule_lists", "constants"}) {
      for (DataDocument& each : embedded_documents(std::string("knowledge/") + table + ".yaml")) {
        documents.push_back(std::move(each));
      }
    }
    auto loaded = load(documents);
    assert(loaded && "the packing tool has checked the tables");
    (*loaded)->read_azurerm_from(
        [] { return embedded_documents("knowledge/azurerm/"); },
        [](std::string_view type) { return embedded_documents("azurerm-type/" + std::string(type) + "/"); });
    return std::move(*loaded);
  }();
  return *instance;
}

}  // namespace ringfence
