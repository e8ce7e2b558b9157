// The tables of this program. Apart from knowledge.cpp because the tool that packs the data has none.

#include <cassert>

#include "analyzer/knowledge/knowledge.h"

namespace ringfence {

const Knowledge& Knowledge::embedded() {
  static const std::unique_ptr<Knowledge> instance = [] {
    auto loaded = load(embedded_documents("knowledge/", TestDocuments::Skip));
    assert(loaded && "the packing tool has checked the tables");
    return std::move(*loaded);
  }();
  return *instance;
}

}  // namespace ringfence
