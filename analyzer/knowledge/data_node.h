#pragma once
// DataNode: a tree of maps, lists and scalars from a YAML file, each node knowing its place.
//
// The one reading interface for policies, knowledge tables and .ringfence.yaml. It is filled either
// from YAML text (yaml_reader.cpp, the only file that includes yaml-cpp; duplicate keys are errors,
// alias expansion and depth are limited, only true/false are booleans) or from the compact blob
// that the build embeds in the binary (data_blob). Whoever reads one reports unknown keys with `DataErrors`.

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

namespace ringfence {

enum class DataKind : uint8_t { Null, Bool, Int, Double, String, List, Map };

struct DataNode {
  // Out of line: clang 14 looks into the pair of `members` while this type is not complete yet.
  DataNode();
  DataNode(const DataNode& other);
  DataNode(DataNode&& other) noexcept;
  DataNode& operator=(const DataNode& other);
  DataNode& operator=(DataNode&& other) noexcept;
  ~DataNode();

  DataKind kind = DataKind::Null;
  bool boolean = false;
  int64_t integer = 0;
  double number = 0;
  std::string text;                                        // String; of Int, Double, Bool: as written
  std::vector<DataNode> items;                             // List
  std::vector<std::pair<std::string, DataNode>> members;   // Map, in file order
  uint32_t line = 0, column = 0;                           // 1-based

  bool is_map() const { return kind == DataKind::Map; }
  bool is_list() const { return kind == DataKind::List; }
  bool is_string() const { return kind == DataKind::String; }
  /// The member, or null.
  const DataNode* find(std::string_view key) const;
};

struct DataDocument {
  std::string path;  // as shown in messages; embedded ones are relative to the repository
  DataNode root;
};

struct DataError {
  std::string path;
  uint32_t line = 0, column = 0;
  std::string message;
};

template <class T>
using DataResult = tl::expected<T, DataError>;

/// One YAML document. An empty text is a Null root.
[[nodiscard]] DataResult<DataDocument> read_yaml(std::string path, std::string_view text);
/// A file with several documents separated by `---`.
[[nodiscard]] DataResult<std::vector<DataDocument>> read_yaml_documents(std::string path, std::string_view text);

/// The blob that is embedded: documents in, bytes out, and back. The blob is ours, so reading it cannot fail.
std::string write_blob(const std::vector<DataDocument>& documents);
std::vector<DataDocument> read_blob(std::string_view blob);

/// What was compiled into this binary: every file of policies/ (tests too) and of analyzer/knowledge/data/.
/// `prefix` selects by path ("policies/", "knowledge/azurerm/").
std::vector<DataDocument> embedded_documents(std::string_view prefix);

/// The same without decoding the policies' test documents (x.test.yaml), which a scan does not need.
enum class TestDocuments { Include, Skip };
std::vector<DataDocument> embedded_documents(std::string_view prefix, TestDocuments tests);

/// Collects all mistakes of one file; `check_keys` adds a did-you-mean for each unknown key.
class DataErrors {
 public:
  explicit DataErrors(std::string path) : path_(std::move(path)) {}
  void add(const DataNode& at, std::string message) { items_.push_back({path_, at.line, at.column, std::move(message)}); }
  void check_keys(const DataNode& map, std::initializer_list<std::string_view> known);
  const std::vector<DataError>& items() const { return items_; }
  bool empty() const { return items_.empty(); }

 private:
  std::string path_;
  std::vector<DataError> items_;
};

/// The nearest of `known` by edit distance, or empty when none is near.
std::string_view did_you_mean(std::string_view word, const std::vector<std::string_view>& known);

}  // namespace ringfence
