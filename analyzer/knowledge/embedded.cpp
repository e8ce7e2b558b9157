// What cmake/embed packed into this program. Alone in its file: the packing tool shares the library
// but has no blob, and an archive member that nobody calls is not linked.

#include "analyzer/knowledge/data_blob.h"

extern "C" const char ringfence_blob[];
extern "C" const char ringfence_blob_end[];

namespace ringfence {
namespace {

std::string_view blob() { return {ringfence_blob, static_cast<size_t>(ringfence_blob_end - ringfence_blob)}; }

}  // namespace

std::vector<DataDocument> embedded_documents(const std::function<bool(std::string_view)>& wanted) {
  return read_blob(blob(), wanted);
}

std::vector<DataDocument> embedded_documents(std::string_view prefix, TestDocuments tests) {
  return embedded_documents([&](std::string_view path) {
    return path.starts_with(prefix) && (tests == TestDocuments::Include || !path.ends_with(".test.yaml"));
  });
}

std::vector<DataDocument> embedded_documents(std::string_view prefix) {
  return embedded_documents(prefix, TestDocuments::Include);
}

}  // namespace ringfence
