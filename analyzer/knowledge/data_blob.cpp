// Layout, all numbers LEB128:
//   count, then per document: path length, path, body length     (the directory)
//   the bodies, one after the other
// A node: kind byte, line, column, then by kind: bool and text | zigzag integer and text | text |
// count and items | count and (key, node) pairs. A Double is read back from its text.

#include "analyzer/knowledge/data_blob.h"

#include <charconv>

namespace ringfence {
namespace {

void put_number(std::string& out, uint64_t value) {
  while (value >= 0x80) {
    out.push_back(static_cast<char>(value | 0x80));
    value >>= 7;
  }
  out.push_back(static_cast<char>(value));
}

void put_text(std::string& out, std::string_view text) {
  put_number(out, text.size());
  out.append(text);
}

void put_node(std::string& out, const DataNode& node) {
  out.push_back(static_cast<char>(node.kind));
  put_number(out, node.line);
  put_number(out, node.column);
  switch (node.kind) {
    case DataKind::Null: break;
    case DataKind::Bool: out.push_back(node.boolean ? 1 : 0); break;
    case DataKind::Int:
      put_number(out, (static_cast<uint64_t>(node.integer) << 1) ^ static_cast<uint64_t>(node.integer >> 63));
      break;
    case DataKind::Double:
    case DataKind::String: put_text(out, node.text); break;
    case DataKind::List:
      put_number(out, node.items.size());
      for (const DataNode& item : node.items) put_node(out, item);
      break;
    case DataKind::Map:
      put_number(out, node.members.size());
      for (const auto& [key, value] : node.members) {
        put_text(out, key);
        put_node(out, value);
      }
      break;
  }
}

/// Reads what put_* wrote. Past the end it yields zeros, so a cut blob gives empty nodes, not bad reads.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}

  uint8_t byte() { return at_ < bytes_.size() ? static_cast<uint8_t>(bytes_[at_++]) : 0; }
  uint64_t number() {
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      uint8_t next = byte();
      value |= static_cast<uint64_t>(next & 0x7f) << shift;
      if (next < 0x80) break;
    }
    return value;
  }
  std::string_view text() { return take(number()); }
  std::string_view take(size_t size) {
    std::string_view out = bytes_.substr(std::min(at_, bytes_.size()), size);
    at_ += out.size();
    return out;
  }
  /// A count of things that take at least one byte each.
  size_t count() { return std::min<size_t>(number(), bytes_.size() - std::min(at_, bytes_.size())); }

  void node(DataNode& out) {
    out.kind = static_cast<DataKind>(byte());
    out.line = static_cast<uint32_t>(number());
    out.column = static_cast<uint32_t>(number());
    switch (out.kind) {
      case DataKind::Null: break;
      case DataKind::Bool:
        out.boolean = byte() != 0;
        out.text = out.boolean ? "true" : "false";
        break;
      case DataKind::Int: {
        uint64_t raw = number();
        out.integer = static_cast<int64_t>(raw >> 1) ^ -static_cast<int64_t>(raw & 1);
        out.number = static_cast<double>(out.integer);
        out.text = std::to_string(out.integer);
        break;
      }
      case DataKind::Double:
        out.text = text();
        std::from_chars(out.text.data(), out.text.data() + out.text.size(), out.number);
        break;
      case DataKind::String: out.text = text(); break;
      case DataKind::List:
        out.items.resize(count());
        for (DataNode& item : out.items) node(item);
        break;
      case DataKind::Map:
        out.members.resize(count());
        for (auto& [key, value] : out.members) {
          key = text();
          node(value);
        }
        break;
    }
  }

 private:
  std::string_view bytes_;
  size_t at_ = 0;
};

}  // namespace

std::string write_blob(const std::vector<DataDocument>& documents) {
  std::string directory, bodies;
  put_number(directory, documents.size());
  for (const DataDocument& document : documents) {
    size_t begin = bodies.size();
    put_node(bodies, document.root);
    put_text(directory, document.path);
    put_number(directory, bodies.size() - begin);
  }
  return directory + bodies;
}

std::vector<DataDocument> read_blob(std::string_view blob, const std::function<bool(std::string_view)>& wanted) {
  Reader reader(blob);
  std::vector<std::pair<std::string_view, size_t>> directory(reader.count());
  for (auto& [path, size] : directory) {
    path = reader.text();
    size = reader.number();
  }
  std::vector<DataDocument> out;
  for (const auto& [path, size] : directory) {
    Reader body(reader.take(size));
    if (!wanted(path)) continue;
    out.emplace_back();
    out.back().path = path;
    body.node(out.back().root);
  }
  return out;
}

std::vector<DataDocument> read_blob(std::string_view blob) {
  return read_blob(blob, [](std::string_view) { return true; });
}

}  // namespace ringfence
